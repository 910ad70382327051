#include "sql/parse_internal.h"

static bool
is_query(SqlCursor cursor)
{
	while (sql_cursor_accept_mark(&cursor, '('))
		;
	return sql_cursor_is(&cursor, "SELECT") || sql_cursor_is(&cursor, "WITH") ||
	       sql_cursor_is(&cursor, "TABLE");
}

/* Columns as (a, t.b, s.t.c); the last name counts. */
static bool
read_columns(SqlParser *parser, SqlDml *dml)
{
	SqlCursor *cursor = &parser->cursor;

	if (!sql_cursor_is_mark(cursor, '(') || is_query(*cursor))
		return true;
	sql_cursor_advance(cursor);
	dml->columns = g_ptr_array_new_with_free_func(g_free);
	if (sql_cursor_accept_mark(cursor, ')'))
		return true;
	do {
		g_autofree char *name = NULL;
		do
			if (!sql_parser_name(parser, &name))
				return false;
		while (sql_cursor_accept_mark(cursor, '.'));
		g_ptr_array_add(dml->columns, g_steal_pointer(&name));
	} while (sql_cursor_accept_mark(cursor, ','));
	return sql_parser_expect_mark(parser, ')');
}

/* AS alias [(columns)] behind the rows */
static bool
read_row_alias(SqlParser *parser)
{
	g_autofree char *name = NULL;

	if (!sql_cursor_is(&parser->cursor, "AS"))
		return true;
	sql_parser_note(parser, SQL_FEATURE_ROW_ALIAS);
	sql_cursor_advance(&parser->cursor);
	if (!sql_parser_name(parser, &name))
		return false;
	if (sql_cursor_is_mark(&parser->cursor, '('))
		sql_cursor_skip_group(&parser->cursor);
	return true;
}

/* The query's own end is not looked for: ON DUPLICATE KEY UPDATE is. */
static bool
skip_query(SqlParser *parser, SqlDml *dml)
{
	SqlCursor *cursor = &parser->cursor;

	dml->from_select = true;
	sql_note_table_statement(parser);
	while (!sql_cursor_at_end(cursor) && !sql_cursor_is(cursor, "RETURNING")) {
		SqlCursor ahead = *cursor;
		if (sql_cursor_accept(&ahead, "ON") && sql_cursor_is(&ahead, "DUPLICATE"))
			return true;
		if (sql_cursor_is_mark(cursor, '('))
			sql_cursor_skip_group(cursor);
		else
			sql_cursor_advance(cursor);
	}
	return true;
}

static bool
read_source(SqlParser *parser, SqlDml *dml)
{
	SqlCursor *cursor = &parser->cursor;

	if (sql_cursor_accept(cursor, "SET"))
		return sql_parse_assignments(parser, dml) && read_row_alias(parser);
	if (sql_cursor_accept(cursor, "VALUES") || sql_cursor_accept(cursor, "VALUE"))
		return sql_parse_rows(parser, &dml->value_rows) && read_row_alias(parser);
	if (is_query(*cursor))
		return skip_query(parser, dml);
	return sql_parser_fail(parser);
}

static bool
read_duplicate(SqlParser *parser, SqlDml *dml)
{
	if (!sql_parser_accept2(parser, "ON", "DUPLICATE"))
		return true;
	dml->on_duplicate = true;
	return sql_parser_expect(parser, "KEY") && sql_parser_expect(parser, "UPDATE") &&
	       sql_parse_assignments(parser, dml);
}

static bool
read_target(SqlParser *parser, SqlDml *dml)
{
	SqlTableUse *use = g_new0(SqlTableUse, 1);

	g_ptr_array_add(dml->tables, use);
	use->written = true;
	if (!sql_parser_table_name(parser, &use->schema, &use->name)) {
		g_ptr_array_set_size(dml->tables, 0);
		return false;
	}
	sql_add_effect(parser->parsed->statement, SQL_EFFECT_WRITE, SQL_OBJECT_TABLE,
	               g_strdup(use->schema), NULL, g_strdup(use->name));
	if (sql_parser_accept(parser, "PARTITION") && sql_cursor_is_mark(&parser->cursor, '('))
		sql_cursor_skip_group(&parser->cursor);
	return true;
}

void
sql_parse_insert(SqlParser *parser, SqlDml *dml)
{
	sql_parser_accept(parser, "INTO");
	if (!read_target(parser, dml) || !read_columns(parser, dml) || !read_source(parser, dml) ||
	    !read_duplicate(parser, dml))
		return;
	sql_parse_returning(parser, dml);
	if (!sql_cursor_at_end(&parser->cursor))
		sql_parser_fail(parser);
}

/* From INFILE to the table: IGNORE here is about rows, later about lines. */
static bool
seek_loaded_table(SqlParser *parser, SqlDml *dml)
{
	SqlCursor *cursor = &parser->cursor;

	while (!sql_cursor_at_end(cursor) && !sql_cursor_is(cursor, "INTO")) {
		dml->ignore |= sql_cursor_is(cursor, "IGNORE");
		sql_cursor_advance(cursor);
	}
	return sql_parser_expect(parser, "INTO") && sql_parser_expect(parser, "TABLE") &&
	       read_target(parser, dml);
}

/* (a, @b, c): user variables take what is not for a column. */
static void
read_loaded_columns(SqlParser *parser, SqlDml *dml)
{
	SqlCursor *cursor = &parser->cursor;

	if (dml->columns == NULL)
		dml->columns = g_ptr_array_new_with_free_func(g_free);
	while (!sql_cursor_at_end(cursor) && !sql_cursor_accept_mark(cursor, ')')) {
		char *name = sql_cursor_name(cursor);
		if (name != NULL)
			g_ptr_array_add(dml->columns, name);
		else
			sql_cursor_advance(cursor);
	}
}

void
sql_parse_load(SqlParser *parser)
{
	SqlStatement *statement = parser->parsed->statement;
	SqlCursor *cursor = &parser->cursor;

	if (!sql_cursor_is(cursor, "DATA") && !sql_cursor_is(cursor, "XML")) {
		sql_set_verb(statement, "LOAD DATA");
		statement->kind = SQL_STATEMENT_ADMIN; /* LOAD INDEX INTO CACHE */
		statement->implicit_commit = true;
		return;
	}
	SqlDml *dml = sql_start_dml(parser, "LOAD DATA");
	dml->from_file = true;
	if (!seek_loaded_table(parser, dml))
		return;
	while (!sql_cursor_at_end(cursor)) {
		if (sql_cursor_accept_mark(cursor, '('))
			read_loaded_columns(parser, dml);
		else if (!sql_cursor_accept(cursor, "SET"))
			sql_cursor_advance(cursor);
		else if (!sql_parse_assignments(parser, dml))
			return;
	}
}
