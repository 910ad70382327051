#include "runner/restore.h"

#include <string.h>

#include "runner/execute.h"
#include "runner/undo.h"

/* What one restoring has to go round. */
typedef struct {
	Run *run;
	const Migration *migration;
	const ActionList *ran;
	ActionList undo;      /* the actions that undo, as they are made */
	guint total;          /* how many actions are to be undone */
	bool complete;        /* nothing was in the way so far */
	GPtrArray *undecided; /* of owned char *: statements that a person judges */
	bool rows_undecided;  /* one of them writes rows */
} Restoring;

G_GNUC_PRINTF(2, 3)
static void
add_difference(Run *run, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(run->report->differences, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

static Direction
opposite(Direction direction)
{
	return direction == DIRECTION_UP ? DIRECTION_DOWN : DIRECTION_UP;
}

static char *
one_line(const SqlText *sql)
{
	char *text = sql_text_read(sql, NULL);
	return text != NULL ? text
	                    : g_strdup("(the statement cannot be read from its file any more)");
}

/* Run one undoing statement; false stops the undoing. */
static bool
run_undo(Restoring *restoring, const SqlText *sql, guint step)
{
	g_autoptr(GError) error = NULL;
	Action *action = action_new(sql, step, restoring->undo.direction, &error);
	const ActionPlace place = {
		.migration = restoring->migration,
		.list = &restoring->undo,
		.number = restoring->undo.actions->len + 1,
		.total = restoring->total,
	};

	if (action != NULL) {
		g_ptr_array_add(restoring->undo.actions, action);
		if (execute_action(restoring->run, action, &place, &error))
			return true;
	}
	g_autofree char *text = one_line(sql);
	add_difference(restoring->run, "step %u could not be undone: %s", step, error->message);
	g_ptr_array_add(restoring->run->report->next, g_steal_pointer(&text));
	return false;
}

static bool
undo_one(Restoring *restoring, const Action *action)
{
	if (action->irreversible_reason != NULL) {
		add_difference(restoring->run, "step %u was done and is irreversible: %s",
		               action->step, action->irreversible_reason);
		return false;
	}
	if (action->back == NULL)
		return true;
	if (!run_undo(restoring, action->back, action->step))
		return false;
	journal_queue_undone(restoring->run->journal, action->sequence);
	return true;
}

/* What nobody could run any more, newest first: the person who goes on needs all of it. */
static void
list_ways_back(Restoring *restoring, guint actions)
{
	for (guint i = actions; i > 0; i--) {
		const Action *action = g_ptr_array_index(restoring->ran->actions, i - 1);
		if (action->done && action->back != NULL)
			g_ptr_array_add(restoring->run->report->next, one_line(action->back));
	}
}

static void
undo_by_own_backs(Restoring *restoring)
{
	const GPtrArray *actions = restoring->ran->actions;

	for (guint i = actions->len; i > 0 && restoring->complete; i--) {
		const Action *action = g_ptr_array_index(actions, i - 1);
		if (!action->done)
			continue;
		restoring->complete = undo_one(restoring, action);
		if (!restoring->complete && action->irreversible_reason == NULL)
			list_ways_back(restoring, i - 1);
	}
}

static void
tell_skipped(const Restoring *restoring, const SqlText *sql, const char *reason)
{
	g_autofree char *text = one_line(sql);
	run_tell(restoring->run, (RunEvent){.kind = EVENT_STEP_SKIPPED,
	                                    .direction = restoring->undo.direction,
	                                    .version = restoring->migration->version_text,
	                                    .name = restoring->migration->name,
	                                    .sql = text,
	                                    .text = reason});
}

static bool
undo_by_statement(Restoring *restoring, const SqlText *sql, guint number)
{
	g_autoptr(Action) action = action_new(sql, number, restoring->undo.direction, NULL);
	g_autofree char *reason = NULL;
	if (action == NULL)
		return run_undo(restoring, sql, number);

	switch (undo_decide(action->statement, restoring->run->snapshot, restoring->ran, &reason)) {
	case UNDO_RUN:
		return run_undo(restoring, sql, number);
	case UNDO_UNSURE:
		g_ptr_array_add(restoring->undecided, one_line(sql));
		restoring->rows_undecided |= action->statement->kind != SQL_STATEMENT_DDL;
		break;
	case UNDO_SKIP:
		break;
	}
	tell_skipped(restoring, sql, reason);
	return true;
}

static bool
needs_list(const ActionList *ran)
{
	for (guint i = 0; i < ran->actions->len; i++) {
		const Action *action = g_ptr_array_index(ran->actions, i);
		if (action->done && action->back == NULL)
			return true;
	}
	return false;
}

static void
undo_by_list(Restoring *restoring)
{
	if (!restoring->complete || !needs_list(restoring->ran))
		return;
	for (guint i = 0; i < restoring->ran->back->len && restoring->complete; i++)
		restoring->complete = undo_by_statement(
			restoring, g_ptr_array_index(restoring->ran->back, i), i + 1);
}

static bool
some_undo_writes(const Restoring *restoring, const char *table)
{
	const GPtrArray *actions = restoring->undo.actions;

	for (guint i = 0; i < actions->len; i++) {
		const Action *action = g_ptr_array_index(actions, i);
		for (guint k = 0; action->done && k < action->statement->effects->len; k++) {
			const SqlEffect *effect = g_ptr_array_index(action->statement->effects, k);
			if (effect->effect == SQL_EFFECT_WRITE &&
			    g_strcmp0(effect->name, table) == 0)
				return true;
		}
	}
	return false;
}

/* Rows that a step wrote into a table that stays, and that no undoing statement wrote to. */
static void
find_rows_left(Restoring *restoring, const Action *action)
{
	const Snapshot *snapshot = restoring->run->snapshot;

	if (!action->done || action->back != NULL || action->rows == 0)
		return;
	for (guint i = 0; i < action->statement->effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(action->statement->effects, i);
		if (effect->effect != SQL_EFFECT_WRITE || effect->schema != NULL ||
		    snapshot_find_before(snapshot, SQL_OBJECT_TABLE, effect->name) == NULL ||
		    some_undo_writes(restoring, effect->name))
			continue;
		add_difference(restoring->run,
		               "the %" G_GUINT64_FORMAT
		               " rows that step %u changed in table %s are as "
		               "that step left them: no statement undoes it",
		               action->rows, action->step, effect->name);
	}
}

/* Rows that a step removed: a statement that makes the table or column again does not bring them.
 */
static void
find_rows_lost(Restoring *restoring, const Action *action)
{
	if (action->done && action->emptied)
		add_difference(restoring->run,
		               "the rows or values that step %u (%s) removed are not back: only a "
		               "backup has them",
		               action->step, action->statement->verb);
}

static void
find_what_is_left(Restoring *restoring)
{
	const GPtrArray *actions = restoring->ran->actions;

	for (guint i = 0; i < actions->len; i++) {
		find_rows_left(restoring, g_ptr_array_index(actions, i));
		find_rows_lost(restoring, g_ptr_array_index(actions, i));
	}
}

bool
restore_prove(Run *run)
{
	g_autoptr(GError) error = NULL;
	Session *session = guard_enter(run->guard);
	bool read = snapshot_refresh_all(run->snapshot, session, &error);

	guard_leave(run->guard);
	if (!read) {
		add_difference(run, "the schema cannot be read: %s", error->message);
		return false;
	}
	g_autoptr(GPtrArray) lines = snapshot_differences(run->snapshot);
	for (guint i = 0; i < lines->len; i++)
		add_difference(run, "%s", (const char *)g_ptr_array_index(lines, i));
	return lines->len == 0;
}

/* A statement that nobody could judge matters unless the schema is proven and it is only schema. */
static void
judge_undecided(Restoring *restoring, bool schema_as_before)
{
	Run *run = restoring->run;

	if (restoring->undecided->len == 0 || (schema_as_before && !restoring->rows_undecided))
		return;
	add_difference(run,
	               "%u down statements were not run, because what they would undo cannot "
	               "be told; judge them",
	               restoring->undecided->len);
	for (guint i = 0; i < restoring->undecided->len; i++)
		g_ptr_array_add(run->report->next,
		                g_strdup(g_ptr_array_index(restoring->undecided, i)));
}

static guint
count_done(const ActionList *ran)
{
	guint count = 0;

	for (guint i = 0; i < ran->actions->len; i++)
		count += ((const Action *)g_ptr_array_index(ran->actions, i))->done ? 1 : 0;
	return count;
}

static bool
restore_all(Restoring *restoring)
{
	Run *run = restoring->run;
	g_autoptr(GError) error = NULL;

	if (!run_reset_worker(run, restoring->migration->version_text, &error)) {
		add_difference(run, "nothing was undone: %s", error->message);
		list_ways_back(restoring, restoring->ran->actions->len);
		return false;
	}
	undo_by_own_backs(restoring);
	undo_by_list(restoring);
	if (session_in_transaction(run->worker))
		execute_abandon_transaction(run, &restoring->undo);

	bool schema_as_before = restore_prove(run);
	judge_undecided(restoring, schema_as_before);
	find_what_is_left(restoring);
	return restoring->complete && run->report->differences->len == 0;
}

bool
restore_migration(Run *run, const Migration *migration, const ActionList *ran)
{
	g_autoptr(GPtrArray) undecided = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) actions = g_ptr_array_new_with_free_func((GDestroyNotify)action_free);
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	Restoring restoring = {
		.run = run,
		.migration = migration,
		.ran = ran,
		.undo = {.direction = opposite(ran->direction), .actions = actions, .back = none},
		.total = count_done(ran),
		.complete = true,
		.undecided = undecided,
	};

	guard_ignore_stop(run->guard);
	run_tell(run, (RunEvent){.kind = EVENT_UNDO_STARTED,
	                         .direction = restoring.undo.direction,
	                         .version = migration->version_text,
	                         .name = migration->name,
	                         .total = restoring.total});
	bool proven = restore_all(&restoring);
	run_tell(run, (RunEvent){.kind = EVENT_UNDO_DONE,
	                         .direction = restoring.undo.direction,
	                         .version = migration->version_text,
	                         .name = migration->name,
	                         .text = proven ? "proven" : "differs"});
	return proven;
}
