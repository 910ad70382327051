#include "runner/run_lock.h"

#include "runner/history.h"
#include "runner/lease.h"
#include "sql/quote.h"

#define NAME_DIGITS 40 /* of SHA-256: the name stays below the server's 64 characters */

static char *
lock_name(const char *database)
{
	g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, database, -1);
	digest[NAME_DIGITS] = '\0';
	return g_strconcat("mgrun:", digest, NULL);
}

/* "connection 12 of app@10.0.0.5", and what the lease adds; never fails. */
static char *
describe_holder(Session *guard, const char *name)
{
	g_autoptr(GString) sql = g_string_new("SELECT ID, USER, HOST FROM"
	                                      " information_schema.PROCESSLIST"
	                                      " WHERE ID = IS_USED_LOCK(");
	sql_append_string(sql, name, -1);
	g_string_append_c(sql, ')');

	g_autoptr(Rows) rows = session_query(guard, sql->str, NULL);
	g_autofree char *lease = lease_describe(guard, NULL);
	g_autofree char *connection =
		rows != NULL && rows_next(rows)
			? g_strdup_printf("connection %s of %s@%s", rows_text(rows, 0),
	                                  rows_text(rows, 1), rows_text(rows, 2))
			: g_strdup("a connection that this account may not see");
	if (lease == NULL)
		return g_steal_pointer(&connection);
	return g_strdup_printf("%s (%s)", lease, connection);
}

/* One attempt of at most `wait_s` seconds. */
static bool
try_named_lock(Session *guard, const char *name, guint wait_s, bool *ret_taken, GError **error)
{
	g_autoptr(GString) sql = g_string_new("SELECT GET_LOCK(");
	sql_append_string(sql, name, -1);
	g_string_append_printf(sql, ", %u)", wait_s);

	g_autoptr(GError) problem = NULL;
	g_autofree char *answer = session_query_value(guard, sql->str, &problem);
	if (answer == NULL) {
		if (problem == NULL)
			db_error_set(&problem, 0, "HY000", "GET_LOCK answered NULL", NULL);
		g_propagate_prefixed_error(error, g_steal_pointer(&problem),
		                           "cannot take the run lock: ");
		return false;
	}
	*ret_taken = g_str_equal(answer, "1");
	return true;
}

static void
release_named_lock(Session *guard, const char *name)
{
	g_autoptr(GString) sql = g_string_new("SELECT RELEASE_LOCK(");
	sql_append_string(sql, name, -1);
	g_string_append_c(sql, ')');
	g_autofree char *answer = session_query_value(guard, sql->str, NULL);
	g_debug("run lock: release answered %s", answer != NULL ? answer : "nothing");
}

/* One attempt at both halves. `ret_holder` is set when somebody else has one of them. */
static bool
try_both(Session *guard, RunLock *lock, const char *run_id, guint wait_s, char **ret_holder,
         GError **error)
{
	bool taken = false;

	if (!try_named_lock(guard, lock->name, wait_s, &taken, error))
		return false;
	if (!taken) {
		*ret_holder = describe_holder(guard, lock->name);
		return true;
	}

	g_autoptr(GError) problem = NULL;
	LeaseResult result = lease_take(guard, run_id, &lock->fencing, ret_holder, &problem);
	if (result == LEASE_FAILED && g_error_matches(problem, DB_ERROR, DB_ERROR_MISSING_OBJECT)) {
		g_clear_error(&problem);
		if (history_create_tables(guard, &problem))
			result = lease_take(guard, run_id, &lock->fencing, ret_holder, &problem);
	}
	if (result == LEASE_TAKEN)
		return true;
	release_named_lock(guard, lock->name);
	if (result == LEASE_HELD) {
		/* The named lock was free here, so nothing else would slow down the next attempt.
		 */
		g_usleep(G_USEC_PER_SEC);
		return true;
	}
	g_propagate_prefixed_error(
		error, g_steal_pointer(&problem),
		"cannot write mgrun's own tables in database %s (the account needs "
		"CREATE, SELECT, INSERT, UPDATE and DELETE there): ",
		session_database(guard));
	return false;
}

static void
tell_waiting(const RunOptions *options, const char *run_id, const char *holder)
{
	if (options->observer.event == NULL)
		return;
	RunEvent event = {.kind = EVENT_LOCK_WAIT, .run_id = run_id, .text = holder};
	options->observer.event(&event, options->observer.data);
}

static void
set_busy(GError **error, const RunOptions *options, const char *holder)
{
	g_set_error(error, RUN_ERROR, RUN_ERROR_BUSY,
	            "another mgrun holds the run lock of database %s: %s; nothing was changed, try "
	            "again later or wait longer with --lock-wait",
	            options->connection->database, holder);
}

static bool
may_wait(const RunOptions *options, gint64 deadline)
{
	bool stopped = options->stop != NULL && g_atomic_int_get(options->stop) != 0;
	return !stopped && g_get_monotonic_time() < deadline;
}

RunLock *
run_lock_acquire(Session *guard, const RunOptions *options, const char *run_id, GError **error)
{
	g_autoptr(RunLock) lock = g_new0(RunLock, 1);
	gint64 deadline = g_get_monotonic_time() + (gint64)options->lock_wait_ms * 1000;

	lock->name = lock_name(session_database(guard));
	for (guint wait_s = 0;; wait_s = 1) {
		g_autofree char *holder = NULL;

		if (!try_both(guard, lock, run_id, wait_s, &holder, error))
			return NULL;
		if (holder == NULL)
			return g_steal_pointer(&lock);
		if (!may_wait(options, deadline)) {
			set_busy(error, options, holder);
			return NULL;
		}
		if (wait_s == 0) /* once is enough */
			tell_waiting(options, run_id, holder);
	}
}

void
run_lock_release(RunLock *lock, Session *guard)
{
	if (!lease_release(guard, lock->fencing, NULL))
		g_debug("run lock: the lease was not given back");
	release_named_lock(guard, lock->name);
	run_lock_free(lock);
}

void
run_lock_free(RunLock *lock)
{
	if (lock == NULL)
		return;

	g_free(lock->name);
	g_free(lock);
}

char *
run_lock_holder(Session *session)
{
	g_autofree char *name = lock_name(session_database(session));
	g_autoptr(GString) sql = g_string_new("SELECT IS_USED_LOCK(");
	sql_append_string(sql, name, -1);
	g_string_append_c(sql, ')');

	g_autofree char *connection = session_query_value(session, sql->str, NULL);
	return connection != NULL ? describe_holder(session, name)
	                          : lease_describe_elsewhere(session, NULL);
}

void
run_lock_append_condition(const RunLock *lock, GString *sql)
{
	g_string_append(sql, "IS_USED_LOCK(");
	sql_append_string(sql, lock->name, -1);
	g_string_append_printf(sql,
	                       ") = CONNECTION_ID() AND EXISTS (SELECT 1 FROM mgrun_lease"
	                       " WHERE id = 1 AND fencing = %" G_GUINT64_FORMAT ")",
	                       lock->fencing);
}
