#include "runner/probe_online.h"

#include <stdlib.h>
#include <string.h>

#include "runner/online_ladder.h"
#include "runner/probe_clone.h"
#include "sql/quote.h"

#define SCRATCH_PREFIX "mgrun_probe_"

struct OnlineProbe {
	const ConnectionOptions *options;
	const PlanTarget *target;
	Session *session; /* NULL: not open yet */
	char *scratch;    /* name of the scratch schema; NULL: none made */
	char *never;      /* why nothing can be probed here; NULL: it can */
	char *why;        /* why the last one was not */
	bool failed;      /* it should have been */
};

/* A statement and its clone, for the ladder. */
typedef struct {
	OnlineProbe *probe;
	GPtrArray *statements; /* of owned char *: what makes the clone */
	bool checks;           /* foreign_key_checks of the session when it runs */
	const SchemaTable *before;
	const SqlTableDdl *ddl;
} Trial;

OnlineProbe *
online_probe_new(const ConnectionOptions *options, const PlanTarget *target)
{
	OnlineProbe *probe = g_new0(OnlineProbe, 1);

	probe->options = options;
	probe->target = target;
	return probe;
}

static bool
may_have_replicas(const PlanTarget *target)
{
	return target->replicas > 0 || !target->replicas_known;
}

static bool
drop_schema(Session *session, const char *name, GError **error)
{
	g_autoptr(GString) sql = g_string_new("DROP DATABASE IF EXISTS ");

	sql_append_name(sql, name);
	return session_exec(session, sql->str, -1, NULL, error);
}

void
online_probe_free(OnlineProbe *probe)
{
	if (!probe)
		return;
	if (probe->session && probe->scratch &&
	    !drop_schema(probe->session, probe->scratch, NULL)) {
		/* The connection may have been lost on the way: once more on a new one. */
		g_autoptr(Session) again = session_open(probe->options, "probe", NULL, NULL);
		if (again && (session_exec(again, "SET sql_log_bin = 0", -1, NULL, NULL) ||
		              !may_have_replicas(probe->target)))
			(void)!drop_schema(again, probe->scratch, NULL);
	}
	g_clear_pointer(&probe->session, session_close);
	g_free(probe->scratch);
	g_free(probe->never);
	g_free(probe->why);
	g_free(probe);
}

const char *
online_probe_why(const OnlineProbe *probe)
{
	return probe->why;
}

const char *
online_probe_failure(const OnlineProbe *probe)
{
	return probe->failed ? probe->why : NULL;
}

static bool
refuse(OnlineProbe *probe, const char *why)
{
	g_free(probe->why);
	probe->why = g_strdup(why);
	return false;
}

static bool
fail(OnlineProbe *probe, const char *why)
{
	probe->failed = true;
	return refuse(probe, why);
}

/* ---- the scratch schema */

static bool
is_on(Session *session, const char *sql)
{
	g_autofree char *value = session_query_value(session, sql, NULL);
	return value && strcmp(value, "0") != 0 && g_ascii_strcasecmp(value, "OFF") != 0;
}

/* Why the server must not be probed; NULL: it may. */
static const char *
find_obstacle(const OnlineProbe *probe)
{
	const bool has_binlog = is_on(probe->session, "SELECT @@GLOBAL.log_bin");

	if (is_on(probe->session, "SELECT @@GLOBAL.read_only"))
		return "the server is read-only";
	if (probe->target->galera)
		return "a Galera cluster would make the scratch schema on every node";
	if (probe->target->group_replication)
		return "group replication would make the scratch schema on every member";
	if (has_binlog && !session_exec(probe->session, "SET sql_log_bin = 0", -1, NULL, NULL) &&
	    may_have_replicas(probe->target))
		return "the account may not switch off sql_log_bin, and replicas would see the "
		       "scratch schema (grant SESSION_VARIABLES_ADMIN; BINLOG ADMIN on MariaDB)";
	return NULL;
}

/* "mgrun_probe_6744f1a2_9c0b11d3": when it was made, and a number of its own. */
static bool
is_scratch_name(const char *name)
{
	const char *number = name + strlen(SCRATCH_PREFIX);

	return g_str_has_prefix(name, SCRATCH_PREFIX) && strlen(number) == 17 && number[8] == '_' &&
	       strspn(number, "0123456789abcdef") == 8 &&
	       strspn(number + 9, "0123456789abcdef") == 8;
}

/* Who makes a scratch schema holds the named lock of its name, until the server ends the session.
 */
static bool
ask_lock(Session *session, const char *call, const char *name)
{
	g_autofree char *sql = g_strdup_printf("SELECT %s('%s'%s)", call, name,
	                                       g_str_equal(call, "GET_LOCK") ? ", 0" : "");
	g_autofree char *value = session_query_value(session, sql, NULL);

	return g_strcmp0(value, "1") == 0;
}

/* What a killed mgrun left. */
static void
remove_leftovers(Session *session)
{
	g_autoptr(Rows) rows = session_query(
		session,
		"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME "
		"LIKE 'mgrun\\_probe\\_%'",
		NULL);

	while (rows && rows_next(rows)) {
		const char *name = rows_text(rows, 0);
		if (is_scratch_name(name) && ask_lock(session, "IS_FREE_LOCK", name))
			(void)!drop_schema(session, name, NULL);
	}
}

static bool
make_scratch(OnlineProbe *probe, GError **error)
{
	g_autofree char *text =
		session_query_value(probe->session, "SELECT UNIX_TIMESTAMP()", error);
	const gint64 now = text ? g_ascii_strtoll(text, NULL, 10) : 0;
	g_autofree char *name =
		g_strdup_printf(SCRATCH_PREFIX "%08x_%08x", (guint)now, g_random_int());
	g_autofree char *create = g_strdup_printf("CREATE DATABASE `%s`", name);
	g_autofree char *use = g_strdup_printf("USE `%s`", name);

	if (!text)
		return false;
	remove_leftovers(probe->session);
	if (!ask_lock(probe->session, "GET_LOCK", name)) {
		g_set_error(error, DB_ERROR, DB_ERROR_OTHER, "the named lock of %s is not given",
		            name);
		return false;
	}
	if (!session_exec(probe->session, create, -1, NULL, error))
		return false;
	probe->scratch = g_steal_pointer(&name);
	return session_exec(probe->session, use, -1, NULL, error);
}

static bool
open_session(OnlineProbe *probe, GError **error)
{
	const char *obstacle;

	probe->session = session_open(probe->options, "probe", NULL, error);
	if (!probe->session)
		return false;
	if (!session_set_expected(probe->session, "lock_wait_timeout", "1", error) ||
	    !session_set_expected(probe->session, "innodb_lock_wait_timeout", "1", error))
		return false;
	obstacle = find_obstacle(probe);
	if (obstacle) {
		probe->never = g_strdup(obstacle);
		return true;
	}
	return make_scratch(probe, error);
}

/* Session and scratch schema stand, or it is known why they cannot. */
static bool
is_ready(OnlineProbe *probe)
{
	g_autoptr(GError) error = NULL;

	if (!probe->never && !probe->scratch && !open_session(probe, &error))
		probe->never =
			g_strdup_printf("no scratch schema could be made: %s", error->message);
	return probe->never ? fail(probe, probe->never) : true;
}

/* ---- a trial */

/* Why the clauses must not run on a clone; NULL: they may. */
static const char *
find_unfit_clause(const SqlTableDdl *ddl)
{
	static const char *const outside[] = {"UNION",      "DATA DIRECTORY", "INDEX DIRECTORY",
	                                      "CONNECTION", "TABLESPACE",     "ENCRYPTION"};

	for (guint i = 0; i < ddl->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(ddl->clauses, i);
		if (clause->kind == SQL_CLAUSE_OPAQUE)
			return "a clause was not understood";
		if (clause->kind == SQL_CLAUSE_EXCHANGE_PARTITION ||
		    clause->kind == SQL_CLAUSE_DISCARD_TABLESPACE ||
		    clause->kind == SQL_CLAUSE_IMPORT_TABLESPACE)
			return "it moves data files, which a copy does not have";
		for (gsize k = 0; k < G_N_ELEMENTS(outside); k++)
			if (clause->kind == SQL_CLAUSE_TABLE_OPTION &&
			    g_ascii_strcasecmp(clause->name, outside[k]) == 0)
				return "an option reaches outside of the table";
		if (clause->column && clause->column->references)
			return "a column with REFERENCES needs its parent";
	}
	return NULL;
}

/* Why the table must not be copied, by the text that would make the copy; NULL: it may. */
static const char *
find_unfit_text(const GPtrArray *statements)
{
	static const char *const outside[] = {"DATA DIRECTORY", "TABLESPACE", "NEXTVAL("};

	for (guint i = 0; i < statements->len; i++) {
		g_autofree char *text = g_ascii_strup(g_ptr_array_index(statements, i), -1);
		for (gsize k = 0; k < G_N_ELEMENTS(outside); k++)
			if (strstr(text, outside[k]))
				return "the table has parts outside of itself";
	}
	return NULL;
}

static bool
touches_foreign_keys(const SchemaTable *table, const SqlTableDdl *ddl)
{
	for (guint i = 0; i < ddl->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(ddl->clauses, i);
		if (clause->kind == SQL_CLAUSE_ADD_FOREIGN_KEY ||
		    clause->kind == SQL_CLAUSE_DROP_FOREIGN_KEY ||
		    (clause->kind == SQL_CLAUSE_DROP_CONSTRAINT &&
		     schema_find_foreign_key(table, clause->name)))
			return true;
	}
	return false;
}

static bool
set_checks(Session *session, bool checks, GError **error)
{
	return session_exec(session,
	                    checks ? "SET foreign_key_checks = 1" : "SET foreign_key_checks = 0",
	                    -1, NULL, error);
}

/* Everything that a trial made: parents and renamed tables too. */
static bool
empty_scratch(OnlineProbe *probe, GError **error)
{
	g_autoptr(Rows) rows = session_query(probe->session, "SHOW TABLES", error);

	if (!rows || !set_checks(probe->session, false, error))
		return false;
	while (rows_next(rows)) {
		g_autoptr(GString) sql = g_string_new("DROP TABLE ");
		sql_append_qualified_name(sql, probe->scratch, rows_text(rows, 0));
		if (!session_exec(probe->session, sql->str, -1, NULL, error))
			return false;
	}
	return true;
}

static bool
make_clone(void *data, GError **error)
{
	const Trial *trial = data;
	Session *session = trial->probe->session;

	if (!empty_scratch(trial->probe, error))
		return false;
	for (guint i = 0; i < trial->statements->len; i++)
		if (!session_exec(session, g_ptr_array_index(trial->statements, i), -1, NULL,
		                  error))
			return false;
	return set_checks(session, trial->checks, error);
}

/*
 * What the clone cannot know: it has no row versions behind it and no other table
 * references it. Then a prediction that is worse stands.
 */
static bool
clone_is_too_young(const OnlineProbe *probe, const SchemaTable *before,
                   const OnlineVerdict *predicted, const OnlineVerdict *answer)
{
	const guint limit = online_row_version_limit(probe->target);
	const bool spent = limit > 0 && before->statistics.known &&
	                   before->statistics.row_versions >= (gint64)limit;

	return answer->algorithm == SQL_ALGORITHM_INSTANT &&
	       predicted->algorithm == SQL_ALGORITHM_INPLACE &&
	       (spent || predicted->work == ONLINE_WORK_NONE);
}

static bool
run_trial(Trial *trial, const char *sql, OnlineVerdict *verdict, GError **error)
{
	OnlineProbe *probe = trial->probe;
	const OnlineLadder ladder = {probe->session, probe->scratch, trial->before->name, trial,
	                             make_clone};
	OnlineVerdict answer = *verdict;
	const bool climbed = online_ladder_climb(&ladder, trial->ddl, sql, &answer, error);

	if (!empty_scratch(probe, NULL) && climbed)
		probe->never = g_strdup("the scratch schema could not be emptied");
	if (!climbed)
		return false;
	if (clone_is_too_young(probe, trial->before, verdict, &answer))
		return true;
	if (answer.work == ONLINE_WORK_UNKNOWN && answer.algorithm == verdict->algorithm)
		answer.work = verdict->work;
	if (answer.algorithm != verdict->algorithm || answer.lock != verdict->lock ||
	    answer.refused != verdict->refused)
		answer.reason = "the server said so on an empty copy of the table";
	*verdict = answer;
	return true;
}

/*
 * With checks on, ADD FOREIGN KEY copies; a prediction that does not copy was made for a
 * session without them.
 */
static bool
runs_with_checks(const OnlineVerdict *predicted)
{
	return predicted->algorithm == SQL_ALGORITHM_COPY;
}

/* Why the statement cannot be tried, by what is known without the server; NULL: it can. */
static const char *
find_unfit(const SchemaTable *before, const SqlTableDdl *ddl, const OnlineVerdict *verdict)
{
	if (!before || before->incomplete)
		return "the table is not known";
	if (ddl->temporary || verdict->clause_ignored)
		return "the server does not look at ALGORITHM here";
	if (before->engine && g_ascii_strcasecmp(before->engine, "InnoDB") != 0)
		return "only InnoDB tables are copied";
	return find_unfit_clause(ddl);
}

bool
online_probe_try(void *data, const SchemaTable *before, const SqlTableDdl *ddl, const char *sql,
                 OnlineVerdict *verdict)
{
	OnlineProbe *probe = data;
	const char *unfit = find_unfit(before, ddl, verdict);
	g_autoptr(GPtrArray) statements = NULL;
	g_autoptr(GError) error = NULL;
	Trial trial = {
		.probe = probe, .checks = runs_with_checks(verdict), .before = before, .ddl = ddl};

	g_clear_pointer(&probe->why, g_free);
	probe->failed = false;
	if (unfit)
		return refuse(probe, unfit);
	if (!is_ready(probe))
		return false;
	statements =
		probe_clone_statements(probe->session, before, ddl,
	                               touches_foreign_keys(before, ddl), probe->target, &error);
	unfit = statements ? find_unfit_text(statements) : NULL;
	if (unfit)
		return refuse(probe, unfit);
	trial.statements = statements;
	if (!statements || !run_trial(&trial, sql, verdict, &error))
		return fail(probe, error->message);
	return true;
}
