#include "sql/parse_internal.h"

/* Hand one item of the list over to where the table keeps its kind. */
static void
add_item(SqlTableDdl *ddl, SqlClause *clause)
{
	if (clause->column != NULL)
		g_ptr_array_add(ddl->columns, g_steal_pointer(&clause->column));
	else if (clause->index != NULL)
		g_ptr_array_add(ddl->indexes, g_steal_pointer(&clause->index));
	else if (clause->foreign_key != NULL)
		g_ptr_array_add(ddl->foreign_keys, g_steal_pointer(&clause->foreign_key));
	else if (clause->check != NULL)
		g_ptr_array_add(ddl->checks, g_steal_pointer(&clause->check));
}

static bool
read_items(SqlParser *parser, SqlTableDdl *ddl)
{
	do {
		g_autoptr(SqlClause) clause = sql_clause_new(SQL_CLAUSE_OPAQUE);
		if (!sql_parse_table_item(parser, clause))
			return false;
		if (clause->tolerant) /* only ALTER TABLE knows IF NOT EXISTS of a part */
			return sql_parser_fail(parser);
		add_item(ddl, clause);
	} while (sql_cursor_accept_mark(&parser->cursor, ','));
	return sql_parser_expect_mark(parser, ')');
}

static bool
read_options(SqlParser *parser, SqlTableDdl *ddl)
{
	bool found = true;

	while (found) {
		g_autoptr(SqlClause) clause = sql_clause_new(SQL_CLAUSE_OPAQUE);
		clause->offset = sql_parser_offset(parser);
		if (!sql_parse_option(parser, clause, &found))
			return false;
		clause->length = parser->cursor.passed - MIN(clause->offset, parser->cursor.passed);
		if (found)
			g_ptr_array_add(ddl->options, g_steal_pointer(&clause));
		sql_cursor_accept_mark(&parser->cursor, ',');
	}
	return true;
}

static bool
read_partitioning(SqlParser *parser, SqlTableDdl *ddl)
{
	if (!sql_parser_accept2(parser, "PARTITION", "BY"))
		return true;
	ddl->partitioning = sql_partitioning_new();
	return sql_parse_partitioning(parser, ddl->partitioning);
}

/* [IGNORE | REPLACE] [AS] query, or nothing more. */
static bool
read_query(SqlParser *parser, SqlTableDdl *ddl)
{
	static const char *const words[] = {"SELECT", "WITH", "VALUES", "TABLE", NULL};
	SqlCursor *cursor = &parser->cursor;

	if (sql_cursor_at_end(cursor))
		return true;
	if (!sql_parser_accept(parser, "IGNORE"))
		sql_parser_accept(parser, "REPLACE");
	sql_parser_accept(parser, "AS");
	gsize from = sql_parser_offset(parser);
	while (sql_cursor_accept_mark(cursor, '('))
		;
	sql_note_table_statement(parser);
	if (sql_cursor_accept_any(cursor, words) < 0)
		return sql_parser_fail(parser);
	ddl->as_select = true;
	sql_parser_scan(parser, from, cursor->lexer.length);
	return true;
}

static bool
read_like(SqlParser *parser, SqlTableDdl *ddl)
{
	return sql_parser_table_name(parser, &ddl->like_schema, &ddl->like_table);
}

static bool
is_query_group(SqlCursor cursor)
{
	while (sql_cursor_accept_mark(&cursor, '('))
		;
	return sql_cursor_is(&cursor, "SELECT") || sql_cursor_is(&cursor, "WITH");
}

/* Behind the table's name. */
static bool
read_definition(SqlParser *parser, SqlTableDdl *ddl)
{
	SqlCursor *cursor = &parser->cursor;

	if (sql_parser_accept(parser, "LIKE"))
		return read_like(parser, ddl);
	if (sql_cursor_is_mark(cursor, '(') && !is_query_group(*cursor)) {
		sql_cursor_advance(cursor);
		if (sql_parser_accept(parser, "LIKE"))
			return read_like(parser, ddl) && sql_parser_expect_mark(parser, ')');
		if (!read_items(parser, ddl))
			return false;
	}
	return read_options(parser, ddl) && read_partitioning(parser, ddl) &&
	       read_query(parser, ddl) &&
	       (ddl->as_select || sql_cursor_at_end(cursor) || sql_parser_fail(parser));
}

void
sql_parse_create_table(SqlParser *parser, bool replace, bool temporary)
{
	SqlStatement *statement = parser->parsed->statement;
	SqlTableDdl *ddl = sql_table_ddl_new();

	sql_set_ddl(statement, "CREATE TABLE");
	statement->implicit_commit = !temporary;
	parser->parsed->table_ddl = ddl;
	ddl->temporary = temporary;
	ddl->replace = replace;
	ddl->tolerant = sql_cursor_accept_if_exists(&parser->cursor);
	if (!sql_parser_table_name(parser, &ddl->schema, &ddl->table))
		return;
	sql_add_effect(statement, replace ? SQL_EFFECT_CHANGE : SQL_EFFECT_CREATE, SQL_OBJECT_TABLE,
	               g_strdup(ddl->schema), NULL, g_strdup(ddl->table))
		->tolerant = ddl->tolerant;
	read_definition(parser, ddl);
}

static SqlClause *
start_index_statement(SqlParser *parser, SqlClauseKind kind, const char *verb)
{
	SqlTableDdl *ddl = sql_table_ddl_new();
	SqlClause *clause = sql_clause_new(kind);

	sql_set_ddl(parser->parsed->statement, verb);
	parser->parsed->table_ddl = ddl;
	ddl->from_index_statement = true;
	g_ptr_array_add(ddl->clauses, clause);
	return clause;
}

/* ON table */
static bool
read_indexed_table(SqlParser *parser)
{
	SqlTableDdl *ddl = parser->parsed->table_ddl;

	return sql_parser_expect(parser, "ON") &&
	       sql_parser_table_name(parser, &ddl->schema, &ddl->table);
}

/* ALGORITHM and LOCK up to the statement's end. */
static bool
read_index_tail(SqlParser *parser)
{
	bool found = true;

	while (found)
		if (!sql_parse_algorithm_or_lock(parser, &found))
			return false;
	return sql_cursor_at_end(&parser->cursor) || sql_parser_fail(parser);
}

/* The table is known: what was not understood behind it makes the clause opaque. */
static void
end_index_statement(SqlParser *parser, SqlClause *clause, bool understood)
{
	clause->length = parser->cursor.lexer.length;
	if (parser->parsed->table_ddl->table == NULL)
		clause->kind = SQL_CLAUSE_OPAQUE;
	else
		sql_effects_of_table_ddl(parser->parsed);
	if (!understood)
		clause->kind = SQL_CLAUSE_OPAQUE;
}

static bool
read_create_index(SqlParser *parser, SqlClause *clause)
{
	SqlIndex *index = clause->index;

	clause->tolerant = sql_parser_tolerance(parser, SQL_FEATURE_CREATE_INDEX_IF);
	index->if_not_exists = clause->tolerant;
	if (!sql_parser_name(parser, &index->name))
		return false;
	sql_parse_index_type(parser, index);
	if (!read_indexed_table(parser) || !sql_parse_index_parts(parser, index))
		return false;
	sql_parse_wait(parser);
	return sql_parse_index_options(parser, index) && read_index_tail(parser);
}

bool
sql_parse_create_index(SqlParser *parser, bool replace)
{
	static const char *const words[] = {"UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR", NULL};
	static const SqlIndexKind kinds[] = {SQL_INDEX_UNIQUE, SQL_INDEX_FULLTEXT,
	                                     SQL_INDEX_SPATIAL, SQL_INDEX_VECTOR};
	SqlCursor saved = parser->cursor;
	int which = sql_cursor_accept_any(&parser->cursor, words);

	if (!sql_parser_accept(parser, "INDEX")) {
		parser->cursor = saved;
		return false;
	}
	if (which >= 0 && kinds[which] == SQL_INDEX_VECTOR)
		sql_parser_note(parser, SQL_FEATURE_VECTOR_INDEX);
	SqlClause *clause = start_index_statement(parser, SQL_CLAUSE_ADD_INDEX, "CREATE INDEX");
	clause->index = sql_index_new(which >= 0 ? kinds[which] : SQL_INDEX_PLAIN);
	parser->parsed->table_ddl->replace = replace;
	end_index_statement(parser, clause, read_create_index(parser, clause));
	return true;
}

static bool
read_drop_index(SqlParser *parser, SqlClause *clause)
{
	clause->tolerant = sql_parser_tolerance(parser, SQL_FEATURE_DROP_INDEX_IF);
	if (!sql_parser_name(parser, &clause->name))
		return false;
	if (g_ascii_strcasecmp(clause->name, "PRIMARY") == 0)
		clause->kind = SQL_CLAUSE_DROP_PRIMARY_KEY;
	if (!read_indexed_table(parser))
		return false;
	sql_parse_wait(parser);
	if (!sql_cursor_at_end(&parser->cursor))
		sql_parser_note(parser, SQL_FEATURE_DROP_INDEX_ALGORITHM);
	return read_index_tail(parser);
}

void
sql_parse_drop_index(SqlParser *parser)
{
	SqlClause *clause = start_index_statement(parser, SQL_CLAUSE_DROP_INDEX, "DROP INDEX");

	end_index_statement(parser, clause, read_drop_index(parser, clause));
}
