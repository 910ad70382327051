#include "sql/parse_internal.h"

static bool
read_count(SqlParser *parser, guint *ret_count)
{
	guint64 count = 0;

	if (!sql_parser_number(parser, &count))
		return false;
	*ret_count = (guint)MIN(count, G_MAXUINT);
	return true;
}

/* HASH (expression), KEY [ALGORITHM = n] (columns), with LINEAR before it. */
static bool
read_hash(SqlParser *parser, const char *linear, char **ret_method, char **ret_expression)
{
	guint64 algorithm = 0;
	const char *word = sql_cursor_is(&parser->cursor, "HASH") ? "HASH" : "KEY";

	if (!sql_parser_accept(parser, "HASH") && !sql_parser_expect(parser, "KEY"))
		return false;
	*ret_method = g_strconcat(linear, word, NULL);
	if (sql_parser_accept(parser, "ALGORITHM")) {
		sql_parser_skip_equals(parser);
		if (!sql_parser_number(parser, &algorithm))
			return false;
	}
	return sql_parser_group(parser, ret_expression);
}

/* MariaDB: SYSTEM_TIME [INTERVAL n unit [STARTS x] | LIMIT n] [AUTO] */
static bool
read_system_time(SqlParser *parser, SqlPartitioning *partitioning)
{
	SqlCursor *cursor = &parser->cursor;
	gsize from = sql_parser_offset(parser);

	sql_parser_note(parser, SQL_FEATURE_SYSTEM_VERSIONING);
	partitioning->method = g_strdup("SYSTEM_TIME");
	while (!sql_cursor_at_end(cursor) && !sql_cursor_is(cursor, "PARTITIONS") &&
	       !sql_cursor_is_mark(cursor, '(') && !sql_cursor_is_mark(cursor, ','))
		sql_cursor_advance(cursor);
	if (sql_parser_offset(parser) > from)
		partitioning->expression = sql_parser_slice(parser, from, cursor->passed);
	return true;
}

static bool
read_method(SqlParser *parser, SqlPartitioning *partitioning)
{
	if (sql_parser_accept(parser, "LINEAR"))
		return read_hash(parser, "LINEAR ", &partitioning->method,
		                 &partitioning->expression);
	if (sql_parser_accept(parser, "SYSTEM_TIME"))
		return read_system_time(parser, partitioning);
	bool range = sql_cursor_is(&parser->cursor, "RANGE");
	if (!range && !sql_cursor_is(&parser->cursor, "LIST"))
		return read_hash(parser, "", &partitioning->method, &partitioning->expression);
	sql_cursor_advance(&parser->cursor);
	bool columns = sql_parser_accept(parser, "COLUMNS");
	partitioning->method =
		g_strconcat(range ? "RANGE" : "LIST", columns ? " COLUMNS" : NULL, NULL);
	return sql_parser_group(parser, &partitioning->expression);
}

/* The detail of subpartitions is not kept. */
static bool
read_subpartitioning(SqlParser *parser)
{
	g_autofree char *method = NULL;
	g_autofree char *expression = NULL;
	guint count;

	if (!sql_parser_accept(parser, "SUBPARTITION"))
		return true;
	if (!sql_parser_expect(parser, "BY"))
		return false;
	bool linear = sql_parser_accept(parser, "LINEAR");
	if (!read_hash(parser, linear ? "LINEAR " : "", &method, &expression))
		return false;
	return !sql_parser_accept(parser, "SUBPARTITIONS") || read_count(parser, &count);
}

/* LESS THAN (x), LESS THAN MAXVALUE, IN (x); MariaDB: CURRENT, HISTORY, DEFAULT. */
static bool
read_values(SqlParser *parser, SqlPartition *partition)
{
	SqlCursor *cursor = &parser->cursor;
	g_autofree char *group = NULL;

	sql_parser_accept(parser, "VALUES");
	gsize from = sql_parser_offset(parser);
	if (sql_parser_accept2(parser, "LESS", "THAN") || sql_parser_accept(parser, "IN")) {
		if (!sql_parser_accept(parser, "MAXVALUE") && !sql_parser_group(parser, &group))
			return false;
	} else if (!sql_parser_accept(parser, "CURRENT") && !sql_parser_accept(parser, "HISTORY") &&
	           !sql_parser_accept(parser, "DEFAULT")) {
		return true;
	}
	partition->values = sql_parser_slice(parser, from, cursor->passed);
	return true;
}

static bool
read_partition(SqlParser *parser, SqlPartitioning *partitioning)
{
	SqlPartition *partition = g_new0(SqlPartition, 1);

	g_ptr_array_add(partitioning->partitions, partition);
	if (!sql_parser_expect(parser, "PARTITION") || !sql_parser_name(parser, &partition->name) ||
	    !read_values(parser, partition))
		return false;
	sql_cursor_skip_item(&parser->cursor); /* options and subpartitions */
	return true;
}

bool
sql_parse_partition_list(SqlParser *parser, SqlPartitioning *partitioning)
{
	if (!sql_parser_expect_mark(parser, '('))
		return false;
	do
		if (!read_partition(parser, partitioning))
			return false;
	while (sql_cursor_accept_mark(&parser->cursor, ','));
	return sql_parser_expect_mark(parser, ')');
}

bool
sql_parse_partitioning(SqlParser *parser, SqlPartitioning *partitioning)
{
	if (!read_method(parser, partitioning))
		return false;
	if (sql_parser_accept(parser, "PARTITIONS") && !read_count(parser, &partitioning->count))
		return false;
	if (!read_subpartitioning(parser))
		return false;
	return !sql_cursor_is_mark(&parser->cursor, '(') ||
	       sql_parse_partition_list(parser, partitioning);
}

/* ALL, or names; ALL leaves the list empty. */
static bool
read_partition_names(SqlParser *parser, SqlClause *clause)
{
	if (sql_parser_accept(parser, "ALL"))
		return true;
	return sql_parser_names(parser, clause->partitions);
}

static bool
read_add(SqlParser *parser, SqlClause *clause)
{
	clause->tolerant = sql_parser_tolerance(parser, SQL_FEATURE_ADD_PARTITION_IF);
	sql_parser_accept(parser, "NO_WRITE_TO_BINLOG");
	clause->partitioning = sql_partitioning_new();
	if (sql_parser_accept(parser, "PARTITIONS"))
		return read_count(parser, &clause->partitioning->count);
	return sql_parse_partition_list(parser, clause->partitioning);
}

static bool
read_drop(SqlParser *parser, SqlClause *clause)
{
	clause->tolerant = sql_parser_tolerance(parser, SQL_FEATURE_DROP_PARTITION_IF);
	return sql_parser_names(parser, clause->partitions);
}

static bool
read_coalesce(SqlParser *parser, SqlClause *clause)
{
	return sql_parser_value(parser, &clause->value);
}

static bool
read_reorganize(SqlParser *parser, SqlClause *clause)
{
	if (parser->cursor.token.kind != SQL_TOKEN_WORD &&
	    parser->cursor.token.kind != SQL_TOKEN_QUOTED_NAME)
		return true; /* of hash partitions: all by themselves */
	clause->partitioning = sql_partitioning_new();
	return sql_parser_names(parser, clause->partitions) && sql_parser_expect(parser, "INTO") &&
	       sql_parse_partition_list(parser, clause->partitioning);
}

static bool
read_exchange(SqlParser *parser, SqlClause *clause)
{
	char *name = NULL;

	if (!sql_parser_name(parser, &name))
		return false;
	g_ptr_array_add(clause->partitions, name);
	clause->visible = true;
	if (!sql_parser_expect(parser, "WITH") || !sql_parser_expect(parser, "TABLE") ||
	    !sql_parser_table_name(parser, &clause->new_schema, &clause->new_name))
		return false;
	gsize offset = sql_parser_offset(parser);
	if (sql_parser_accept2(parser, "WITHOUT", "VALIDATION"))
		clause->visible = false;
	else if (!sql_parser_accept2(parser, "WITH", "VALIDATION"))
		return true;
	sql_parser_note_at(parser, SQL_FEATURE_VALIDATION, offset);
	return true;
}

static bool
read_tablespace(SqlParser *parser, SqlClause *clause)
{
	sql_parser_note(parser, SQL_FEATURE_PARTITION_TABLESPACE);
	return read_partition_names(parser, clause) && sql_parser_expect(parser, "TABLESPACE");
}

/* CHECK and REPAIR take words like QUICK, EXTENDED or FOR UPGRADE behind the names. */
static bool
read_maintained(SqlParser *parser, SqlClause *clause)
{
	if (!read_partition_names(parser, clause))
		return false;
	while (parser->cursor.token.kind == SQL_TOKEN_WORD)
		sql_cursor_advance(&parser->cursor);
	return true;
}

bool
sql_parse_partition_clause(SqlParser *parser, SqlClause *clause, const char *verb)
{
	static const struct {
		const char *verb;
		SqlClauseKind kind;
		bool (*read)(SqlParser *parser, SqlClause *clause);
	} clauses[] = {
		{"ADD", SQL_CLAUSE_ADD_PARTITION, read_add},
		{"DROP", SQL_CLAUSE_DROP_PARTITION, read_drop},
		{"TRUNCATE", SQL_CLAUSE_TRUNCATE_PARTITION, read_partition_names},
		{"COALESCE", SQL_CLAUSE_COALESCE_PARTITION, read_coalesce},
		{"REORGANIZE", SQL_CLAUSE_REORGANIZE_PARTITION, read_reorganize},
		{"EXCHANGE", SQL_CLAUSE_EXCHANGE_PARTITION, read_exchange},
		{"ANALYZE", SQL_CLAUSE_ANALYZE_PARTITION, read_partition_names},
		{"CHECK", SQL_CLAUSE_CHECK_PARTITION, read_maintained},
		{"OPTIMIZE", SQL_CLAUSE_OPTIMIZE_PARTITION, read_partition_names},
		{"REBUILD", SQL_CLAUSE_REBUILD_PARTITION, read_partition_names},
		{"REPAIR", SQL_CLAUSE_REPAIR_PARTITION, read_maintained},
		{"DISCARD", SQL_CLAUSE_DISCARD_TABLESPACE, read_tablespace},
		{"IMPORT", SQL_CLAUSE_IMPORT_TABLESPACE, read_tablespace},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(clauses); i++) {
		if (!g_str_equal(clauses[i].verb, verb))
			continue;
		clause->kind = clauses[i].kind;
		clause->partitions = g_ptr_array_new_with_free_func(g_free);
		if (!sql_parser_accept(parser, "NO_WRITE_TO_BINLOG"))
			sql_parser_accept(parser, "LOCAL");
		return clauses[i].read(parser, clause);
	}
	return sql_parser_fail(parser);
}
