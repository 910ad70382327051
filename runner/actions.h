/*
 * actions.h - what one direction of one migration does, as a list of statements
 * that each know how they are undone.
 *
 * Up and down are mirror images: the statements that undo one are the statements
 * of the other. What runs, and what puts it back, is the same code for both.
 */
#ifndef MGRUN_RUNNER_ACTIONS_H
#define MGRUN_RUNNER_ACTIONS_H

#include <glib.h>
#include <stdbool.h>

#include "planner/migration.h"
#include "runner/event.h"
#include "sql/statement.h"

typedef struct {
	const SqlText *sql; /* borrowed from the migration */
	SqlStatement *statement;
	guint step;
	Direction direction;
	guint64 timeout_ms;
	guint64 lock_timeout_ms;         /* 0: the run's default */
	const SqlText *back;             /* what undoes it, or NULL: see ActionList.back */
	const char *irreversible_reason; /* declared: nothing undoes it; else NULL */

	/* What became of it. */
	bool done;
	bool open;    /* done, in a transaction of the migration's own that is not committed yet */
	bool emptied; /* it dropped or emptied a table or column that held rows */
	guint sequence; /* of the journal; 0: never began */
	guint64 rows;
	guint warnings;
	guint64 elapsed_ms;
} Action;

typedef struct {
	Direction direction;
	GPtrArray *actions; /* of owned Action *, in the order they run */
	GPtrArray *back; /* of SqlText *, borrowed: statements that undo actions without a `back`,
	                    in order */
} ActionList;

/* Both fail with LOAD_ERROR when a statement cannot be read from its file. */
ActionList *actions_up(const Migration *migration, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Undo of a whole migration: the steps' own downs, newest first, then the file's
 * down statements in their order.
 */
ActionList *actions_down(const Migration *migration, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void actions_free(ActionList *list);

/* One statement as an action of its own, for undoing by the file's list. */
Action *action_new(const SqlText *sql, guint step, Direction direction,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void action_free(Action *action);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ActionList, actions_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Action, action_free)

#endif
