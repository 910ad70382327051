#include "sql/parse_internal.h"

SqlClause *
sql_clause_new(SqlClauseKind kind)
{
	SqlClause *clause = g_new0(SqlClause, 1);

	clause->kind = kind;
	return clause;
}

void
sql_clause_free(SqlClause *clause)
{
	if (clause == NULL)
		return;

	g_free(clause->name);
	g_free(clause->new_schema);
	g_free(clause->new_name);
	sql_column_free(clause->column);
	g_free(clause->after);
	sql_index_free(clause->index);
	sql_foreign_key_free(clause->foreign_key);
	sql_check_free(clause->check);
	sql_partitioning_free(clause->partitioning);
	g_clear_pointer(&clause->partitions, g_ptr_array_unref);
	g_free(clause->value);
	g_free(clause->collation);
	g_free(clause);
}

const char *
sql_clause_kind_name(SqlClauseKind kind)
{
	static const char *const names[] = {
		[SQL_CLAUSE_OPAQUE] = "(not understood)",
		[SQL_CLAUSE_ADD_COLUMN] = "ADD COLUMN",
		[SQL_CLAUSE_DROP_COLUMN] = "DROP COLUMN",
		[SQL_CLAUSE_MODIFY_COLUMN] = "MODIFY COLUMN",
		[SQL_CLAUSE_CHANGE_COLUMN] = "CHANGE COLUMN",
		[SQL_CLAUSE_RENAME_COLUMN] = "RENAME COLUMN",
		[SQL_CLAUSE_SET_DEFAULT] = "SET DEFAULT",
		[SQL_CLAUSE_DROP_DEFAULT] = "DROP DEFAULT",
		[SQL_CLAUSE_SET_COLUMN_VISIBILITY] = "SET VISIBLE",
		[SQL_CLAUSE_ADD_INDEX] = "ADD INDEX",
		[SQL_CLAUSE_DROP_INDEX] = "DROP INDEX",
		[SQL_CLAUSE_DROP_PRIMARY_KEY] = "DROP PRIMARY KEY",
		[SQL_CLAUSE_RENAME_INDEX] = "RENAME INDEX",
		[SQL_CLAUSE_SET_INDEX_VISIBILITY] = "ALTER INDEX",
		[SQL_CLAUSE_ADD_FOREIGN_KEY] = "ADD FOREIGN KEY",
		[SQL_CLAUSE_DROP_FOREIGN_KEY] = "DROP FOREIGN KEY",
		[SQL_CLAUSE_ADD_CHECK] = "ADD CHECK",
		[SQL_CLAUSE_DROP_CHECK] = "DROP CHECK",
		[SQL_CLAUSE_SET_CHECK_ENFORCED] = "ALTER CHECK",
		[SQL_CLAUSE_DROP_CONSTRAINT] = "DROP CONSTRAINT",
		[SQL_CLAUSE_RENAME_TABLE] = "RENAME TO",
		[SQL_CLAUSE_TABLE_OPTION] = "table option",
		[SQL_CLAUSE_CONVERT_CHARSET] = "CONVERT TO CHARACTER SET",
		[SQL_CLAUSE_ORDER_BY] = "ORDER BY",
		[SQL_CLAUSE_FORCE] = "FORCE",
		[SQL_CLAUSE_DISABLE_KEYS] = "DISABLE KEYS",
		[SQL_CLAUSE_ENABLE_KEYS] = "ENABLE KEYS",
		[SQL_CLAUSE_DISCARD_TABLESPACE] = "DISCARD TABLESPACE",
		[SQL_CLAUSE_IMPORT_TABLESPACE] = "IMPORT TABLESPACE",
		[SQL_CLAUSE_PARTITION_BY] = "PARTITION BY",
		[SQL_CLAUSE_REMOVE_PARTITIONING] = "REMOVE PARTITIONING",
		[SQL_CLAUSE_ADD_PARTITION] = "ADD PARTITION",
		[SQL_CLAUSE_DROP_PARTITION] = "DROP PARTITION",
		[SQL_CLAUSE_TRUNCATE_PARTITION] = "TRUNCATE PARTITION",
		[SQL_CLAUSE_COALESCE_PARTITION] = "COALESCE PARTITION",
		[SQL_CLAUSE_REORGANIZE_PARTITION] = "REORGANIZE PARTITION",
		[SQL_CLAUSE_EXCHANGE_PARTITION] = "EXCHANGE PARTITION",
		[SQL_CLAUSE_ANALYZE_PARTITION] = "ANALYZE PARTITION",
		[SQL_CLAUSE_CHECK_PARTITION] = "CHECK PARTITION",
		[SQL_CLAUSE_OPTIMIZE_PARTITION] = "OPTIMIZE PARTITION",
		[SQL_CLAUSE_REBUILD_PARTITION] = "REBUILD PARTITION",
		[SQL_CLAUSE_REPAIR_PARTITION] = "REPAIR PARTITION",
		[SQL_CLAUSE_SYSTEM_VERSIONING] = "SYSTEM VERSIONING",
	};
	g_assert((gsize)kind < G_N_ELEMENTS(names));
	return names[kind];
}

static const char *const algorithms[] = {
	[SQL_ALGORITHM_NONE] = "",           [SQL_ALGORITHM_DEFAULT] = "DEFAULT",
	[SQL_ALGORITHM_INSTANT] = "INSTANT", [SQL_ALGORITHM_NOCOPY] = "NOCOPY",
	[SQL_ALGORITHM_INPLACE] = "INPLACE", [SQL_ALGORITHM_COPY] = "COPY",
};

static const char *const locks[] = {
	[SQL_LOCK_NOT_WRITTEN] = "",  [SQL_LOCK_DEFAULT] = "DEFAULT",     [SQL_LOCK_NONE] = "NONE",
	[SQL_LOCK_SHARED] = "SHARED", [SQL_LOCK_EXCLUSIVE] = "EXCLUSIVE",
};

const char *
sql_algorithm_name(SqlAlgorithm algorithm)
{
	g_assert((gsize)algorithm < G_N_ELEMENTS(algorithms));
	return algorithms[algorithm];
}

const char *
sql_lock_name(SqlLock lock)
{
	g_assert((gsize)lock < G_N_ELEMENTS(locks));
	return locks[lock];
}

/* The word here as an index into `names`, whose first is none; 0 when it is none of them. */
static gsize
read_choice(SqlParser *parser, const char *const *names, gsize count)
{
	sql_parser_skip_equals(parser);
	for (gsize i = 1; i < count; i++)
		if (sql_parser_accept(parser, names[i]))
			return i;
	sql_parser_fail(parser);
	return 0;
}

bool
sql_parse_algorithm_or_lock(SqlParser *parser, bool *ret_found)
{
	SqlTableDdl *ddl = parser->parsed->table_ddl;
	gsize offset = sql_parser_offset(parser);

	*ret_found = true;
	if (sql_parser_accept(parser, "LOCK")) {
		ddl->lock = (SqlLock)read_choice(parser, locks, G_N_ELEMENTS(locks));
		return ddl->lock != SQL_LOCK_NOT_WRITTEN;
	}
	if (!sql_parser_accept(parser, "ALGORITHM")) {
		*ret_found = false;
		return true;
	}
	ddl->algorithm = (SqlAlgorithm)read_choice(parser, algorithms, G_N_ELEMENTS(algorithms));
	if (ddl->algorithm == SQL_ALGORITHM_NOCOPY)
		sql_parser_note_at(parser, SQL_FEATURE_ALGORITHM_NOCOPY, offset);
	if (ddl->algorithm == SQL_ALGORITHM_INSTANT)
		sql_parser_note_at(parser, SQL_FEATURE_ALGORITHM_INSTANT, offset);
	return ddl->algorithm != SQL_ALGORITHM_NONE;
}

void
sql_parse_wait(SqlParser *parser)
{
	SqlTableDdl *ddl = parser->parsed->table_ddl;
	gsize offset = sql_parser_offset(parser);
	guint64 seconds = 0;

	if (sql_parser_accept(parser, "NOWAIT"))
		ddl->wait_seconds = 0;
	else if (!sql_parser_accept(parser, "WAIT"))
		return;
	else if (sql_parser_number(parser, &seconds))
		ddl->wait_seconds = (gint64)MIN(seconds, G_MAXINT64);
	sql_parser_note_at(parser, SQL_FEATURE_WAIT, offset);
}

static void
free_clause(gpointer clause)
{
	sql_clause_free(clause);
}

static void
free_column(gpointer column)
{
	sql_column_free(column);
}

static void
free_index(gpointer index)
{
	sql_index_free(index);
}

static void
free_key(gpointer key)
{
	sql_foreign_key_free(key);
}

static void
free_check(gpointer check)
{
	sql_check_free(check);
}

SqlTableDdl *
sql_table_ddl_new(void)
{
	SqlTableDdl *ddl = g_new0(SqlTableDdl, 1);

	ddl->wait_seconds = -1;
	ddl->columns = g_ptr_array_new_with_free_func(free_column);
	ddl->indexes = g_ptr_array_new_with_free_func(free_index);
	ddl->foreign_keys = g_ptr_array_new_with_free_func(free_key);
	ddl->checks = g_ptr_array_new_with_free_func(free_check);
	ddl->options = g_ptr_array_new_with_free_func(free_clause);
	ddl->clauses = g_ptr_array_new_with_free_func(free_clause);
	return ddl;
}

void
sql_table_ddl_free(SqlTableDdl *ddl)
{
	if (ddl == NULL)
		return;

	g_free(ddl->schema);
	g_free(ddl->table);
	g_free(ddl->like_schema);
	g_free(ddl->like_table);
	g_ptr_array_unref(ddl->columns);
	g_ptr_array_unref(ddl->indexes);
	g_ptr_array_unref(ddl->foreign_keys);
	g_ptr_array_unref(ddl->checks);
	g_ptr_array_unref(ddl->options);
	sql_partitioning_free(ddl->partitioning);
	g_ptr_array_unref(ddl->clauses);
	g_free(ddl);
}
