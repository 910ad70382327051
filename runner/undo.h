/*
 * undo.h - decides which statements of a file's list undo what was really done.
 *
 * A list of down statements undoes a whole migration. When only some steps ran,
 * a statement of it may run only where it moves an object from what it is now to
 * what it was before: DROP TABLE t only when t is there and was not; ADD COLUMN c only
 * when c is missing and was there. So a step that failed because its table already
 * existed never gets that table dropped. What cannot be told is not guessed.
 */
#ifndef MGRUN_RUNNER_UNDO_H
#define MGRUN_RUNNER_UNDO_H

#include <glib.h>

#include "runner/actions.h"
#include "runner/snapshot.h"

typedef enum {
	UNDO_RUN,    /* it undoes something */
	UNDO_SKIP,   /* there is nothing that it would undo */
	UNDO_UNSURE, /* it applies in part, or its effect cannot be told: a person decides */
} UndoDecision;

/*
 * Judge `statement` by the snapshot (its mark is "before") and by the actions that
 * ran. `ret_reason` says why it is not run (caller frees; NULL with UNDO_RUN).
 */
UndoDecision undo_decide(const SqlStatement *statement, const Snapshot *snapshot,
                         const ActionList *ran, char **ret_reason);

#endif
