#include "runner/run_session.h"

void
run_tell(const Run *run, RunEvent event)
{
	if (run->options->observer.event == NULL)
		return;
	event.run_id = run->report->run_id;
	run->options->observer.event(&event, run->options->observer.data);
}

static bool
set_lock_timeouts(Session *session, guint64 timeout_ms, GError **error)
{
	g_autofree char *seconds =
		g_strdup_printf("%" G_GUINT64_FORMAT, MAX((timeout_ms + 999) / 1000, 1));

	return session_set_expected(session, "lock_wait_timeout", seconds, error) &&
	       session_set_expected(session, "innodb_lock_wait_timeout", seconds, error);
}

Session *
run_open_first(const RunOptions *options, RunReport *report, GError **error)
{
	if (options->connection->database == NULL) {
		g_set_error(
			error, RUN_ERROR, RUN_ERROR_REFUSED,
			"no database is named; give --database, MGRUN_DATABASE or `database:` in "
			"mgrun.yaml");
		return NULL;
	}
	Session *session = session_open(options->connection, "guard", report->run_id, error);
	if (session == NULL)
		return NULL;
	report->server = g_strdup(session_flavour(session)->text);
	report->database = g_strdup(session_database(session));
	return session;
}

/* read_only lets accounts with enough privileges write, and a replica is not to be migrated all the
 * same. */
static bool
check_takes_writes(Session *session, GError **error)
{
	g_autofree char *value = session_query_value(session, "SELECT @@global.read_only", error);
	if (value == NULL)
		return false;
	if (g_str_equal(value, "0") || g_ascii_strcasecmp(value, "OFF") == 0)
		return true;
	g_set_error(error, RUN_ERROR, RUN_ERROR_REFUSED,
	            "the server is read-only (read_only = %s): it is a replica or is being failed "
	            "over; "
	            "nothing was changed. Connect to the primary",
	            value);
	return false;
}

bool
run_open_worker(Run *run, GError **error)
{
	g_autoptr(Session) worker =
		session_open(run->options->connection, "worker", run->report->run_id, error);
	if (worker == NULL || !set_lock_timeouts(worker, run->options->lock_timeout_ms, error))
		return false;

	session_close(run->worker);
	run->worker = g_steal_pointer(&worker);
	run->tables_locked = false;
	return true;
}

bool
run_reset_worker(Run *run, const char *version, GError **error)
{
	g_autoptr(GPtrArray) leaks = NULL;

	if (!session_reset_state(run->worker, &leaks, error)) {
		g_prefix_error(error, "cannot reset the session: ");
		return false;
	}
	run->tables_locked = false;
	for (guint i = 0; i < leaks->len; i++) {
		g_autofree char *text =
			g_strdup_printf("session state left changed and put back: %s",
		                        (const char *)g_ptr_array_index(leaks, i));
		run_tell(run, (RunEvent){.kind = EVENT_WARNING, .version = version, .text = text});
		g_ptr_array_add(run->report->notes, g_steal_pointer(&text));
	}
	return true;
}

static bool
prepare(Run *run, Session *guard, GError **error)
{
	return run_open_worker(run, error) &&
	       set_lock_timeouts(guard, run->options->lock_timeout_ms, error) &&
	       (run->snapshot = snapshot_read(guard, error)) != NULL;
}

Run *
run_begin(const RunOptions *options, RunReport *report, Session *take_session, GError **error)
{
	g_autoptr(Session) guard = take_session;
	if (!check_takes_writes(guard, error))
		return NULL;
	g_autoptr(RunLock) lock = run_lock_acquire(guard, options, report->run_id, error);
	if (lock == NULL)
		return NULL;

	g_autoptr(Run) run = g_new0(Run, 1);
	run->options = options;
	run->report = report;
	if (!prepare(run, guard, error)) {
		run_lock_release(g_steal_pointer(&lock), guard);
		return NULL;
	}
	run->guard = guard_new(g_steal_pointer(&guard), g_steal_pointer(&lock), options->stop);
	run->journal = journal_new(run->guard, report->database, report->run_id);
	run_tell(run, (RunEvent){.kind = EVENT_LOCK_ACQUIRED});
	return g_steal_pointer(&run);
}

void
run_free(Run *run)
{
	if (run == NULL)
		return;

	journal_free(run->journal);
	session_close(run->worker);
	guard_free(run->guard);
	snapshot_free(run->snapshot);
	g_free(run);
}

Selection *
run_select(Run *run, Selection *(*select)(Session *, const RunOptions *, GError **), GError **error)
{
	Session *session = guard_enter(run->guard);
	Selection *selection = select(session, run->options, error);

	guard_leave(run->guard);
	return selection;
}

char *
run_database_user(Run *run)
{
	char *user = session_query_value(run->worker, "SELECT CURRENT_USER()", NULL);
	return user != NULL ? user : g_strdup("");
}
