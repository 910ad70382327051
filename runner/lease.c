#include "runner/lease.h"

#include <unistd.h>

#include "sql/quote.h"

/* Which server this is: MariaDB has no server_uuid, so both are named by where they listen. */
#define NODE "CONCAT_WS(':', @@hostname, @@port, @@server_id)"

static char *
describe(const Rows *rows)
{
	return g_strdup_printf("run %s on host %s, process %s, since %s UTC", rows_text(rows, 0),
	                       rows_text(rows, 1), rows_text(rows, 2), rows_text(rows, 3));
}

#define HOLDER_COLUMNS "holder, host, process_id, acquired_at"

char *
lease_describe(Session *session, GError **error)
{
	g_autoptr(Rows) rows = session_query(session,
	                                     "SELECT " HOLDER_COLUMNS " FROM mgrun_lease"
	                                     " WHERE id = 1 AND holder IS NOT NULL",
	                                     error);
	return rows != NULL && rows_next(rows) ? describe(rows) : NULL;
}

#define ALIVE_ELSEWHERE                                                                            \
	"holder IS NOT NULL AND node <> " NODE                                                     \
	" AND TIMESTAMPDIFF(SECOND, heartbeat_at, UTC_TIMESTAMP(3)) < %d"

char *
lease_describe_elsewhere(Session *session, GError **error)
{
	g_autofree char *sql = g_strdup_printf(
		"SELECT " HOLDER_COLUMNS " FROM mgrun_lease WHERE id = 1 AND " ALIVE_ELSEWHERE,
		LEASE_TTL_S);
	g_autoptr(Rows) rows = session_query(session, sql, error);

	return rows != NULL && rows_next(rows) ? describe(rows) : NULL;
}

static bool
write_lease(Session *session, const char *run_id, guint64 fencing, GError **error)
{
	g_autoptr(GString) sql = g_string_new("REPLACE INTO mgrun_lease (id, holder, node, host,"
	                                      " process_id, connection_id, fencing, acquired_at,"
	                                      " heartbeat_at) VALUES (1, ");
	sql_append_string(sql, run_id, -1);
	g_string_append(sql, ", " NODE ", ");
	sql_append_string(sql, g_get_host_name(), -1);
	g_string_append_printf(sql,
	                       ", %ld, CONNECTION_ID(), %" G_GUINT64_FORMAT
	                       ", UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))",
	                       (long)getpid(), fencing);
	return session_exec(session, sql->str, -1, NULL, error);
}

/* Inside the transaction: look at the row, locked, and take it where it is free or dead. */
static LeaseResult
look_and_take(Session *session, const char *run_id, guint64 *ret_fencing, char **ret_holder,
              GError **error)
{
	g_autofree char *sql =
		g_strdup_printf("SELECT " HOLDER_COLUMNS ", fencing, " ALIVE_ELSEWHERE
	                        " FROM mgrun_lease WHERE id = 1 FOR UPDATE",
	                        LEASE_TTL_S);
	g_autoptr(Rows) rows = session_query(session, sql, error);
	if (rows == NULL)
		return LEASE_FAILED;

	guint64 fencing = 1;
	if (rows_next(rows)) {
		if (rows_is_true(rows, 5)) {
			*ret_holder = describe(rows);
			return LEASE_HELD;
		}
		fencing = rows_uint(rows, 4) + 1;
	}
	if (!write_lease(session, run_id, fencing, error))
		return LEASE_FAILED;
	*ret_fencing = fencing;
	return LEASE_TAKEN;
}

LeaseResult
lease_take(Session *session, const char *run_id, guint64 *ret_fencing, char **ret_holder,
           GError **error)
{
	if (!session_exec(session, "START TRANSACTION", -1, NULL, error))
		return LEASE_FAILED;

	LeaseResult result = look_and_take(session, run_id, ret_fencing, ret_holder, error);
	if (result == LEASE_TAKEN) {
		if (session_exec(session, "COMMIT", -1, NULL, error))
			return LEASE_TAKEN;
		result = LEASE_FAILED;
	}
	bool rolled_back = session_exec(session, "ROLLBACK", -1, NULL, NULL);
	g_debug("lease: rollback %s", rolled_back ? "done" : "failed");
	return result;
}

static bool
update_lease(Session *session, const char *assignment, guint64 fencing, bool *ret_ours,
             GError **error)
{
	g_autofree char *sql = g_strdup_printf(
		"UPDATE mgrun_lease SET %s WHERE id = 1 AND fencing = %" G_GUINT64_FORMAT,
		assignment, fencing);
	ExecResult result;

	if (!session_exec(session, sql, -1, &result, error))
		return false;
	*ret_ours = result.affected_rows == 1;
	return true;
}

bool
lease_renew(Session *session, guint64 fencing, GError **error)
{
	bool ours = false;
	return update_lease(session, "heartbeat_at = UTC_TIMESTAMP(3)", fencing, &ours, error) &&
	       ours;
}

bool
lease_release(Session *session, guint64 fencing, GError **error)
{
	bool ours = false;
	return update_lease(session, "holder = NULL", fencing, &ours, error);
}
