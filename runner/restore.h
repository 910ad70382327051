/*
 * restore.h - puts the database back to what it was before a migration, and proves it.
 */
#ifndef MGRUN_RUNNER_RESTORE_H
#define MGRUN_RUNNER_RESTORE_H

#include "runner/run_internal.h"

/*
 * Undo the actions of `ran` that were done: each by its own `back`, newest first,
 * then by the list's statements that undo_decide() finds to undo something. Then
 * read the whole schema again and compare it with the snapshot's mark.
 *
 * True when the database is as before: the fingerprint is the same, no rows are
 * gone, and nothing was left undecided. Otherwise the report's `differences` say what
 * is not, and `next` what a person may run.
 */
bool restore_migration(Run *run, const Migration *migration,
                       const ActionList *ran) G_GNUC_WARN_UNUSED_RESULT;

/* The proof alone, without undoing anything: is the schema as it was at the mark? */
bool restore_prove(Run *run) G_GNUC_WARN_UNUSED_RESULT;

#endif
