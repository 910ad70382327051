#include <string.h>

#include "planner/grants.h"
#include "runner/inspect_internal.h"

Rows *
inspect_query_optional(Session *session, const char *sql, GError **error)
{
	g_autoptr(GError) problem = NULL;
	Rows *rows = session_query(session, sql, &problem);

	if (rows == NULL && g_error_matches(problem, DB_ERROR, DB_ERROR_LOST))
		g_propagate_error(error, g_steal_pointer(&problem));
	return rows;
}

/* Add the first column of all rows to a set; false only when the connection is lost. */
static bool
read_words(Session *session, const char *sql, GHashTable **ret_words, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Rows) rows = inspect_query_optional(session, sql, &problem);

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (rows == NULL)
		return true;
	*ret_words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	while (rows_next(rows))
		g_hash_table_add(*ret_words, g_strdup(rows_text(rows, 0)));
	return true;
}

static bool
read_variables(Session *session, PlanTarget *target, GError **error)
{
	g_autoptr(Rows) rows = session_query(session, "SHOW VARIABLES", error);

	if (rows == NULL)
		return false;
	target->variables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	while (rows_next(rows)) {
		const char *value = rows_text(rows, 1);
		g_hash_table_replace(target->variables, g_ascii_strdown(rows_text(rows, 0), -1),
		                     g_strdup(value != NULL ? value : ""));
	}
	return true;
}

static bool
read_grants(Session *session, PlanTarget *target, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Rows) rows = inspect_query_optional(session, "SHOW GRANTS", &problem);

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (rows == NULL)
		return true;
	target->grants = g_ptr_array_new_with_free_func(g_free);
	while (rows_next(rows))
		g_ptr_array_add(target->grants, g_strdup(rows_text(rows, 0)));
	return true;
}

/* How many rows the query gives; 0 where it is not allowed. */
static bool
count_rows(Session *session, const char *sql, guint *ret_count, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Rows) rows = inspect_query_optional(session, sql, &problem);

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	*ret_count = rows != NULL ? (guint)rows_count(rows) : 0;
	return true;
}

static const char *
replica_query(const PlanTarget *target)
{
	if (target->mariadb)
		return "SHOW ALL SLAVES STATUS";
	return target->version >= 80022 ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS";
}

/* MariaDB has it off by default, and its list of processes elsewhere. */
static bool
has_performance_schema(const PlanTarget *target)
{
	return !target->mariadb &&
	       g_str_equal(plan_target_variable(target, "performance_schema", "ON"), "ON");
}

/* Without PROCESS the servers show an account its own sessions alone, and no error. */
static bool
count_replicas(Session *session, const char *sql, PlanTarget *target, GError **error)
{
	target->replicas_known =
		target->grants != NULL && grants_allow(target->grants, "PROCESS", NULL);
	return count_rows(session, sql, &target->replicas, error);
}

static bool
read_replication(Session *session, PlanTarget *target, GError **error)
{
	const char *dumps =
		has_performance_schema(target)
			? "SELECT ID FROM performance_schema.processlist WHERE COMMAND LIKE "
			  "'Binlog Dump%'"
			: "SELECT ID FROM information_schema.PROCESSLIST WHERE COMMAND LIKE "
			  "'Binlog Dump%'";
	const char *members = "SELECT MEMBER_ID FROM performance_schema.replication_group_members"
			      " WHERE MEMBER_STATE IN ('ONLINE', 'RECOVERING')";
	guint sources = 0;
	guint group = 0;

	if (!count_rows(session, replica_query(target), &sources, error) ||
	    !count_replicas(session, dumps, target, error) ||
	    (!target->mariadb && !count_rows(session, members, &group, error)))
		return false;
	target->is_replica = sources > 0;
	target->group_replication = group > 0;
	target->galera =
		g_str_equal(plan_target_variable(target, "wsrep_on", "OFF"), "ON") &&
		!g_str_equal(plan_target_variable(target, "wsrep_provider", "none"), "none");
	return true;
}

bool
inspect_target(Session *session, PlanTarget *ret_target, GError **error)
{
	const Flavour *flavour = session_flavour(session);

	*ret_target = (PlanTarget){
		.mariadb = flavour->kind == SERVER_MARIADB,
		.version = flavour->version,
		.live = true,
	};
	g_strlcpy(ret_target->text, flavour->text, sizeof ret_target->text);
	if (!read_variables(session, ret_target, error))
		return false;
	/* MariaDB's table of keywords does not say which are reserved. */
	if (!ret_target->mariadb &&
	    !read_words(session,
	                "SELECT UPPER(WORD) FROM information_schema.KEYWORDS WHERE RESERVED = 1",
	                &ret_target->reserved, error))
		return false;
	return read_grants(session, ret_target, error) &&
	       read_replication(session, ret_target, error);
}
