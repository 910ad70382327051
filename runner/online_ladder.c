#include "runner/online_ladder.h"

#include <string.h>

#include "sql/quote.h"

/* ER_INNODB_FT_LIMIT: in place the server builds one at a time; a copy may have several. */
#define ONE_FULLTEXT_AT_A_TIME 1795

typedef struct {
	SqlAlgorithm algorithm;
	SqlLock lock;
} Rung;

/* MySQL takes no LOCK with INSTANT: where it does, it has not looked at either. */
static const Rung mysql_rungs[] = {
	{SQL_ALGORITHM_INSTANT, SQL_LOCK_NONE},      {SQL_ALGORITHM_INSTANT, SQL_LOCK_NOT_WRITTEN},
	{SQL_ALGORITHM_INPLACE, SQL_LOCK_NONE},      {SQL_ALGORITHM_INPLACE, SQL_LOCK_SHARED},
	{SQL_ALGORITHM_INPLACE, SQL_LOCK_EXCLUSIVE}, {SQL_ALGORITHM_COPY, SQL_LOCK_SHARED},
	{SQL_ALGORITHM_COPY, SQL_LOCK_EXCLUSIVE},
};

static const Rung mariadb_rungs[] = {
	{SQL_ALGORITHM_INSTANT, SQL_LOCK_NONE},      {SQL_ALGORITHM_INSTANT, SQL_LOCK_SHARED},
	{SQL_ALGORITHM_INSTANT, SQL_LOCK_EXCLUSIVE}, {SQL_ALGORITHM_NOCOPY, SQL_LOCK_NONE},
	{SQL_ALGORITHM_NOCOPY, SQL_LOCK_SHARED},     {SQL_ALGORITHM_NOCOPY, SQL_LOCK_EXCLUSIVE},
	{SQL_ALGORITHM_INPLACE, SQL_LOCK_NONE},      {SQL_ALGORITHM_INPLACE, SQL_LOCK_SHARED},
	{SQL_ALGORITHM_INPLACE, SQL_LOCK_EXCLUSIVE}, {SQL_ALGORITHM_COPY, SQL_LOCK_NONE},
	{SQL_ALGORITHM_COPY, SQL_LOCK_SHARED},       {SQL_ALGORITHM_COPY, SQL_LOCK_EXCLUSIVE},
};

/* ---- the statement */

static void
append_foreign_key(GString *sql, const SqlForeignKey *key)
{
	g_autoptr(SqlForeignKey) local = sql_foreign_key_copy(key);
	g_autofree char *text = NULL;

	g_clear_pointer(&local->parent_schema, g_free);
	text = schema_foreign_key_sql(local);
	g_string_append_printf(sql, "ADD %s", text);
}

static void
append_clause(GString *statement, const SqlClause *clause, const char *sql)
{
	if (clause->kind == SQL_CLAUSE_ADD_FOREIGN_KEY) {
		append_foreign_key(statement, clause->foreign_key);
		return;
	}
	if (clause->kind == SQL_CLAUSE_RENAME_TABLE) {
		g_string_append(statement, "RENAME TO ");
		sql_append_name(statement, clause->new_name);
		return;
	}
	g_string_append_len(statement, sql + clause->offset, (gssize)clause->length);
}

static void
append_index_clause(GString *statement, const SqlClause *clause)
{
	if (clause->kind == SQL_CLAUSE_ADD_INDEX) {
		g_autofree char *text = schema_index_sql(clause->index);
		g_string_append_printf(statement, "ADD %s", text);
		return;
	}
	g_string_append(statement, "DROP INDEX ");
	sql_append_name(statement, clause->name);
}

/* PARTITION BY and REMOVE PARTITIONING stand behind the list, without a comma. */
static bool
ends_the_list(const SqlClause *clause)
{
	return clause->kind == SQL_CLAUSE_PARTITION_BY ||
	       clause->kind == SQL_CLAUSE_REMOVE_PARTITIONING;
}

/* CREATE INDEX and DROP INDEX that name the clone and assert nothing yet. */
static bool
stands_as_written(const SqlTableDdl *ddl, const char *table)
{
	return ddl->from_index_statement && !ddl->schema && strcmp(ddl->table, table) == 0 &&
	       ddl->algorithm == SQL_ALGORITHM_NONE && ddl->lock == SQL_LOCK_NOT_WRITTEN &&
	       ddl->wait_seconds < 0;
}

static void
append_suffix(GString *statement, const char *sql, SqlAlgorithm algorithm, SqlLock lock)
{
	g_string_append(statement, sql);
	if (algorithm != SQL_ALGORITHM_NONE)
		g_string_append_printf(statement, " ALGORITHM=%s", sql_algorithm_name(algorithm));
	if (lock != SQL_LOCK_NOT_WRITTEN)
		g_string_append_printf(statement, " LOCK=%s", sql_lock_name(lock));
}

char *
online_ladder_statement(const SqlTableDdl *ddl, const char *sql, const char *table,
                        SqlAlgorithm algorithm, SqlLock lock)
{
	GString *statement = g_string_new(NULL);
	const char *separator = " ";
	gsize end = 0;

	if (stands_as_written(ddl, table)) {
		append_suffix(statement, sql, algorithm, lock);
		return g_string_free(statement, FALSE);
	}
	g_string_append(statement, "ALTER TABLE ");
	sql_append_name(statement, table);
	if (algorithm != SQL_ALGORITHM_NONE) {
		g_string_append_printf(statement, " ALGORITHM=%s", sql_algorithm_name(algorithm));
		separator = ", ";
	}
	if (lock != SQL_LOCK_NOT_WRITTEN) {
		g_string_append_printf(statement, "%sLOCK=%s", separator, sql_lock_name(lock));
		separator = ", ";
	}
	for (guint i = 0; i < ddl->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(ddl->clauses, i);
		if (clause->offset < end && !ddl->from_index_statement)
			continue; /* ADD (a INT, b INT): the first clause holds them all */
		end = clause->offset + clause->length;
		g_string_append(statement, ends_the_list(clause) ? " " : separator);
		if (ddl->from_index_statement)
			append_index_clause(statement, clause);
		else
			append_clause(statement, clause, sql);
		separator = ", ";
	}
	return g_string_free(statement, FALSE);
}

/* ---- what happened to the rows */

typedef struct {
	GHashTable *tables;  /* set of owned char *: TABLE_ID */
	GHashTable *indexes; /* set of owned char *: INDEX_ID */
} IdSet;

static void
id_set_clear(IdSet *set)
{
	g_clear_pointer(&set->tables, g_hash_table_unref);
	g_clear_pointer(&set->indexes, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IdSet, id_set_clear)

static GHashTable *
read_ids(Session *session, const char *sql)
{
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(Rows) rows = session_query(session, sql, NULL);

	if (!rows)
		return NULL;
	while (rows_next(rows))
		g_hash_table_add(ids, g_strdup(rows_text(rows, 0)));
	return g_steal_pointer(&ids);
}

/* Conditions on NAME: the table, its partitions, and the name that the statement gives it. */
static char *
name_condition(const OnlineLadder *ladder, const SqlTableDdl *ddl)
{
	GString *condition = g_string_new(NULL);

	for (guint i = 0; i <= ddl->clauses->len; i++) {
		const SqlClause *clause =
			i < ddl->clauses->len ? g_ptr_array_index(ddl->clauses, i) : NULL;
		const char *name = clause ? clause->new_name : ladder->table;
		if (clause && clause->kind != SQL_CLAUSE_RENAME_TABLE)
			continue;
		g_string_append_printf(condition, "%s NAME = '%s/%s' OR NAME LIKE '%s/%s#p#%%'",
		                       condition->len ? " OR" : "", ladder->schema, name,
		                       ladder->schema, name);
	}
	return g_string_free(condition, FALSE);
}

/* Empty where the account may not read them. */
static void
id_set_read(const OnlineLadder *ladder, const SqlTableDdl *ddl, IdSet *ret_set)
{
	const bool mariadb = session_flavour(ladder->session)->kind == SERVER_MARIADB;
	const char *infix = mariadb ? "SYS_" : "";
	g_autofree char *condition = name_condition(ladder, ddl);
	g_autofree char *tables =
		g_strdup_printf("SELECT TABLE_ID FROM information_schema.INNODB_%sTABLES WHERE %s",
	                        infix, condition);
	g_autofree char *indexes =
		g_strdup_printf("SELECT INDEX_ID FROM information_schema.INNODB_%sINDEXES WHERE "
	                        "TABLE_ID IN (%s)",
	                        infix, tables);

	ret_set->tables = read_ids(ladder->session, tables);
	ret_set->indexes = ret_set->tables ? read_ids(ladder->session, indexes) : NULL;
}

static guint
count_common(GHashTable *set, GHashTable *other, bool common)
{
	GHashTableIter iter;
	gpointer key = NULL;
	guint count = 0;

	g_hash_table_iter_init(&iter, set);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		if (g_hash_table_contains(other, key) == common)
			count++;
	return count;
}

/* MySQL shows no indexes of partitions: then a build cannot be told from nothing. */
static OnlineWork
compare_ids(const IdSet *before, const IdSet *after)
{
	const guint kept = count_common(before->tables, after->tables, true);
	const guint gone = g_hash_table_size(before->tables) - kept;
	const guint new = g_hash_table_size(after->tables) - kept;

	if (kept == 0)
		return gone + new > 0 ? ONLINE_WORK_REBUILD : ONLINE_WORK_UNKNOWN;
	if (gone > 0 || new > 0)
		return ONLINE_WORK_PARTITION;
	if (g_hash_table_size(before->indexes) == 0)
		return ONLINE_WORK_UNKNOWN;
	return count_common(after->indexes, before->indexes, false) > 0 ? ONLINE_WORK_INDEX_BUILD
	                                                                : ONLINE_WORK_NONE;
}

static OnlineWork
read_work(const OnlineLadder *ladder, const SqlTableDdl *ddl, const IdSet *before,
          SqlAlgorithm algorithm)
{
	g_auto(IdSet) after = {0};

	if (algorithm == SQL_ALGORITHM_COPY)
		return ONLINE_WORK_COPY;
	if (!before->indexes)
		return ONLINE_WORK_UNKNOWN;
	id_set_read(ladder, ddl, &after);
	return after.indexes ? compare_ids(before, &after) : ONLINE_WORK_UNKNOWN;
}

/* ---- the ladder */

static void
accept_rung(const OnlineLadder *ladder, const SqlTableDdl *ddl, const Rung *rung,
            const IdSet *before, OnlineVerdict *verdict)
{
	const bool mariadb = session_flavour(ladder->session)->kind == SERVER_MARIADB;

	verdict->algorithm = rung->algorithm;
	verdict->lock = rung->lock == SQL_LOCK_NOT_WRITTEN ? SQL_LOCK_NONE : rung->lock;
	verdict->work = read_work(ladder, ddl, before, rung->algorithm);
	if (rung->algorithm != SQL_ALGORITHM_INSTANT)
		return;
	if (!mariadb && rung->lock == SQL_LOCK_NONE) {
		verdict->algorithm = SQL_ALGORITHM_NONE;
		verdict->clause_ignored = true;
	} else if (verdict->work == ONLINE_WORK_REBUILD) {
		/* What INSTANT cannot have done. */
		verdict->algorithm = SQL_ALGORITHM_COPY;
		verdict->work = ONLINE_WORK_COPY;
		verdict->clause_ignored = true;
	} else if (verdict->work == ONLINE_WORK_UNKNOWN) {
		verdict->work = ONLINE_WORK_NONE;
	}
}

/* Errors after which nothing is known: the server could not be asked. */
static bool
says_nothing(const GError *error)
{
	switch ((int)error->code) {
	case DB_ERROR_LOST:
	case DB_ERROR_LOCK_TIMEOUT:
	case DB_ERROR_DEADLOCK:
	case DB_ERROR_INTERRUPTED:
	case DB_ERROR_PRIVILEGE:
	case DB_ERROR_READ_ONLY:
	case DB_ERROR_SPACE:
	case DB_ERROR_ACCESS:
	case DB_ERROR_CONNECT:
		return true;
	default:
		return error->domain != DB_ERROR;
	}
}

/* No rung was accepted: does the statement pass without any clause? */
static bool
try_without_clause(const OnlineLadder *ladder, const SqlTableDdl *ddl, const char *sql,
                   const IdSet *before, OnlineVerdict *verdict, GError **error)
{
	g_autofree char *statement = online_ladder_statement(
		ddl, sql, ladder->table, SQL_ALGORITHM_NONE, SQL_LOCK_NOT_WRITTEN);
	const Rung none = {SQL_ALGORITHM_NONE, SQL_LOCK_NOT_WRITTEN};
	g_autoptr(GError) local = NULL;

	if (session_exec(ladder->session, statement, -1, NULL, &local)) {
		accept_rung(ladder, ddl, &none, before, verdict);
		return true;
	}
	if (says_nothing(local)) {
		g_propagate_error(error, g_steal_pointer(&local));
		return false;
	}
	verdict->refused = true;
	verdict->algorithm = SQL_ALGORITHM_NONE;
	verdict->lock = SQL_LOCK_NONE;
	verdict->work = ONLINE_WORK_NONE;
	return true;
}

typedef enum {
	RUNG_ACCEPTED,
	RUNG_REFUSED, /* the server names another algorithm or lock: the next one may do */
	RUNG_ENDS,    /* refused for a reason of its own, whatever the rung */
	RUNG_FAILED,  /* no answer: `error` is set */
} RungAnswer;

static RungAnswer
try_rung(const OnlineLadder *ladder, const SqlTableDdl *ddl, const char *sql, const Rung *rung,
         GError **error)
{
	g_autofree char *statement =
		online_ladder_statement(ddl, sql, ladder->table, rung->algorithm, rung->lock);
	g_autoptr(GError) local = NULL;

	if (session_exec(ladder->session, statement, -1, NULL, &local))
		return RUNG_ACCEPTED;
	if (says_nothing(local)) {
		g_propagate_error(error, g_steal_pointer(&local));
		return RUNG_FAILED;
	}
	return g_error_matches(local, DB_ERROR, DB_ERROR_UNSUPPORTED_ALGORITHM) ||
	                       db_error_number(local) == ONE_FULLTEXT_AT_A_TIME
	               ? RUNG_REFUSED
	               : RUNG_ENDS;
}

bool
online_ladder_climb(const OnlineLadder *ladder, const SqlTableDdl *ddl, const char *sql,
                    OnlineVerdict *verdict, GError **error)
{
	const bool mariadb = session_flavour(ladder->session)->kind == SERVER_MARIADB;
	const Rung *rungs = mariadb ? mariadb_rungs : mysql_rungs;
	const guint count = mariadb ? G_N_ELEMENTS(mariadb_rungs) : G_N_ELEMENTS(mysql_rungs);
	g_auto(IdSet) before = {0};
	RungAnswer answer = RUNG_REFUSED;

	if (!ladder->prepare(ladder->data, error))
		return false;
	id_set_read(ladder, ddl, &before);
	verdict->refused = false;
	verdict->clause_ignored = false;
	verdict->measured = true;
	for (guint i = 0; i < count && answer == RUNG_REFUSED; i++) {
		answer = try_rung(ladder, ddl, sql, &rungs[i], error);
		if (answer == RUNG_FAILED)
			return false;
		if (answer == RUNG_ACCEPTED) {
			accept_rung(ladder, ddl, &rungs[i], &before, verdict);
			return true;
		}
	}
	return try_without_clause(ladder, ddl, sql, &before, verdict, error);
}
