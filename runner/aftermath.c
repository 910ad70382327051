#include "runner/aftermath.h"

#define LOST_POLL_MS 100
#define LOST_POLLS                                                                                 \
	600 /* a minute: a killed statement rolls back in that time or a person looks              \
	     */

/* The migration's own transaction ended: what was open in it stays. */
static void
close_open_actions(const ActionList *list)
{
	for (guint i = 0; i < list->actions->len; i++)
		((Action *)g_ptr_array_index(list->actions, i))->open = false;
}

static bool
refresh_snapshot(Run *run, const Action *action, GError **error)
{
	Session *session = guard_enter(run->guard);
	bool ok = snapshot_refresh(run->snapshot, session, action->statement, error);

	guard_leave(run->guard);
	if (!ok)
		g_prefix_error(error, "cannot read the schema after the statement: ");
	return ok;
}

static bool
changes_schema(const SqlStatement *statement)
{
	return statement->kind == SQL_STATEMENT_DDL || statement->kind == SQL_STATEMENT_DYNAMIC ||
	       statement->opaque;
}

bool
aftermath_of_success(Run *run, Action *action, const ActionList *list, GError **error)
{
	SqlStatementKind kind = action->statement->kind;

	action->done = true;
	if (!session_in_transaction(run->worker))
		close_open_actions(list);
	if (changes_schema(action->statement) && !refresh_snapshot(run, action, error))
		return false;
	if (action->open || kind == SQL_STATEMENT_COMMIT)
		return true;

	g_autofree char *after = snapshot_fingerprint_of(run->snapshot, action->statement);
	journal_queue_done(run->journal, action->sequence, action->rows, action->warnings, after);
	return true;
}

static void
note_doubtful_rows(Run *run)
{
	if (run->rows_doubtful)
		return;
	run->rows_doubtful = true;
	g_ptr_array_add(run->report->differences,
	                g_strdup("rows that a statement changed in a table without transactions "
	                         "(not InnoDB) could not be rolled back"));
}

/*
 * An action was open when its transaction ended. Its journal entry is in the same
 * transaction, so that it tells whether rows were rolled back or committed: even a
 * DDL statement that is refused commits first (measured on MySQL 9.7, error 1845).
 */
static void
settle_open_action(Run *run, Action *action)
{
	g_autofree char *state = journal_state(run->journal, action->sequence, NULL);

	action->open = false;
	action->done = g_strcmp0(state, "done") == 0;
	if (!action->done)
		journal_queue_undone(run->journal, action->sequence);
}

void
aftermath_roll_back(Run *run, const ActionList *list)
{
	ExecResult result = {0};

	/* 1196, the one warning ROLLBACK gives: some tables are not transactional. */
	if (session_exec(run->worker, "ROLLBACK", -1, &result, NULL) && result.warnings > 0)
		note_doubtful_rows(run);
	for (guint i = 0; i < list->actions->len; i++) {
		Action *action = g_ptr_array_index(list->actions, i);
		if (action->open)
			settle_open_action(run, action);
	}
}

static bool
connection_is_gone(Session *session, guint64 connection_id)
{
	g_autofree char *sql = g_strdup_printf(
		"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = %" G_GUINT64_FORMAT,
		connection_id);
	g_autofree char *count = session_query_value(session, sql, NULL);
	return count != NULL && g_str_equal(count, "0");
}

/* The server may still be at work for a connection that we lost: end that, and wait until it has.
 */
static bool
end_lost_connection(Run *run, guint64 connection_id)
{
	for (guint i = 0; i < LOST_POLLS; i++) {
		Session *session = guard_enter(run->guard);
		bool gone = connection_is_gone(session, connection_id);
		if (!gone && !session_kill_query(session, connection_id, NULL))
			g_debug("run: the lost connection had no statement to kill");
		guard_leave(run->guard);
		if (gone)
			return true;
		g_usleep(LOST_POLL_MS * 1000);
	}
	return false;
}

/* The server's answer was lost, so ask it: the journal for rows, the schema for DDL. */
static void
find_out_after_loss(Run *run, Action *action, const char *before)
{
	if (!end_lost_connection(run, session_connection_id(run->worker)))
		g_ptr_array_add(run->report->differences,
		                g_strdup("the server still runs the statement whose connection was "
		                         "lost; see SHOW PROCESSLIST"));

	g_autofree char *state = journal_state(run->journal, action->sequence, NULL);
	action->done = g_strcmp0(state, "done") == 0;
	if (changes_schema(action->statement) && refresh_snapshot(run, action, NULL)) {
		g_autofree char *now = snapshot_fingerprint_of(run->snapshot, action->statement);
		action->done = g_strcmp0(before, now) != 0;
	}

	g_autoptr(GError) error = NULL;
	if (!run_open_worker(run, &error))
		g_ptr_array_add(
			run->report->differences,
			g_strdup_printf("no new connection could be made: %s", error->message));
}

/* DDL on MySQL is atomic; where it is not (MariaDB, several tables in one DROP), it took effect in
 * part. */
static void
find_out_after_error(Run *run, Action *action, const char *before)
{
	if (action->statement->kind != SQL_STATEMENT_DDL || !refresh_snapshot(run, action, NULL))
		return;
	g_autofree char *now = snapshot_fingerprint_of(run->snapshot, action->statement);
	action->done = g_strcmp0(before, now) != 0;
}

void
aftermath_of_failure(Run *run, Action *action, const ActionList *list, const GError *cause)
{
	bool lost = g_error_matches(cause, DB_ERROR, DB_ERROR_LOST);
	g_autofree char *before = snapshot_fingerprint_of(run->snapshot, action->statement);

	action->open = false;
	aftermath_roll_back(run, list);
	run->tables_locked = false;
	if (lost)
		find_out_after_loss(run, action, before);
	else
		find_out_after_error(run, action, before);

	if (action->done)
		journal_queue_done(run->journal, action->sequence, action->rows, action->warnings,
		                   NULL);
	else
		journal_queue_failed(run->journal, action->sequence, cause);
}
