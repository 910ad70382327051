#include "sql/parse_internal.h"

static void
set_default(SqlColumn *column, SqlDefaultKind kind, char *take_text, bool quoted)
{
	g_free(column->default_text);
	column->default_kind = kind;
	column->default_text = take_text;
	column->default_quoted = quoted;
}

/* CASE ... END, NEXT VALUE FOR s, a.b, f(x): what MariaDB takes without parentheses. */
static bool
skip_primary(SqlParser *parser)
{
	SqlCursor *cursor = &parser->cursor;
	g_autofree char *name = NULL;

	if (sql_cursor_accept(cursor, "CASE")) {
		while (!sql_cursor_at_end(cursor) && !sql_cursor_is(cursor, "END"))
			sql_cursor_advance(cursor);
		return sql_parser_expect(parser, "END");
	}
	if (sql_parser_accept2(parser, "NEXT", "VALUE") && !sql_parser_expect(parser, "FOR"))
		return false;
	do
		if (!sql_parser_name(parser, &name))
			return false;
	while (sql_cursor_accept_mark(cursor, '.'));
	if (sql_cursor_is_mark(cursor, '('))
		sql_cursor_skip_group(cursor);
	return true;
}

static bool
read_bare_expression(SqlParser *parser, SqlColumn *column)
{
	gsize from = sql_parser_offset(parser);

	sql_parser_note(parser, SQL_FEATURE_BARE_DEFAULT);
	if (!skip_primary(parser))
		return false;
	gsize to = parser->cursor.passed;
	sql_parser_scan(parser, from, to);
	set_default(column, SQL_DEFAULT_EXPRESSION, sql_parser_slice(parser, from, to), false);
	return true;
}

static bool
accept_now(SqlParser *parser)
{
	static const char *const words[] = {"CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP",
	                                    NULL};
	SqlCursor *cursor = &parser->cursor;
	SqlCursor saved = *cursor;

	if (sql_cursor_accept_any(cursor, words) >= 0) {
		if (sql_cursor_is_mark(cursor, '('))
			sql_cursor_skip_group(cursor);
		return true;
	}
	if (sql_cursor_accept(cursor, "NOW") && sql_cursor_is_mark(cursor, '(')) {
		sql_cursor_skip_group(cursor);
		return true;
	}
	*cursor = saved;
	return false;
}

/* X'4D', B'01' and N'x': the first two are no text and stay as written. */
static bool
is_text(const SqlToken *token)
{
	if (token->kind != SQL_TOKEN_STRING)
		return false;
	char first = g_ascii_tolower(token->text[0]);
	return first != 'x' && first != 'b';
}

static bool
accept_introducer(SqlCursor *cursor)
{
	if (cursor->token.kind != SQL_TOKEN_WORD || cursor->token.text[0] != '_')
		return false;

	SqlCursor saved = *cursor;
	sql_cursor_advance(cursor);
	if (cursor->token.kind == SQL_TOKEN_STRING)
		return true;
	*cursor = saved;
	return false;
}

/* A literal, read into the column; false, and nothing read, where none stands. */
static bool
accept_literal(SqlParser *parser, SqlColumn *column)
{
	SqlCursor *cursor = &parser->cursor;
	gsize from = sql_parser_offset(parser);
	SqlCursor saved = *cursor;

	accept_introducer(cursor);
	if (is_text(&cursor->token)) {
		char *text = NULL;
		if (sql_parser_string(parser, &text))
			set_default(column, SQL_DEFAULT_LITERAL, text, true);
		return true;
	}
	if (!sql_cursor_accept_mark(cursor, '-'))
		sql_cursor_accept_mark(cursor, '+');
	bool literal = cursor->token.kind == SQL_TOKEN_NUMBER ||
	               cursor->token.kind == SQL_TOKEN_STRING || sql_cursor_is(cursor, "TRUE") ||
	               sql_cursor_is(cursor, "FALSE");
	if (!literal) {
		*cursor = saved;
		return false;
	}
	sql_cursor_advance(cursor);
	set_default(column, SQL_DEFAULT_LITERAL, sql_parser_slice(parser, from, cursor->passed),
	            false);
	return true;
}

/* DATE '2024-01-01', TIMESTAMP '...': a literal of that type. */
static bool
accept_temporal_literal(SqlParser *parser, SqlColumn *column)
{
	static const char *const words[] = {"DATE", "TIME", "TIMESTAMP", NULL};
	SqlCursor saved = parser->cursor;
	char *text = NULL;

	if (sql_cursor_accept_any(&parser->cursor, words) < 0)
		return false;
	if (parser->cursor.token.kind != SQL_TOKEN_STRING) {
		parser->cursor = saved;
		return false;
	}
	if (sql_parser_string(parser, &text))
		set_default(column, SQL_DEFAULT_LITERAL, text, true);
	return true;
}

bool
sql_parse_default(SqlParser *parser, SqlColumn *column)
{
	SqlCursor *cursor = &parser->cursor;
	gsize from = sql_parser_offset(parser);
	g_autofree char *group = NULL;

	if (sql_parser_accept(parser, "NULL")) {
		set_default(column, SQL_DEFAULT_NULL, NULL, false);
	} else if (accept_now(parser)) {
		set_default(column, SQL_DEFAULT_NOW, sql_parser_slice(parser, from, cursor->passed),
		            false);
	} else if (sql_cursor_is_mark(cursor, '(')) {
		sql_parser_note(parser, SQL_FEATURE_DEFAULT_EXPRESSION);
		if (!sql_parser_group(parser, &group))
			return false;
		set_default(column, SQL_DEFAULT_EXPRESSION,
		            sql_parser_slice(parser, from, cursor->passed), false);
	} else if (!accept_temporal_literal(parser, column) && !accept_literal(parser, column)) {
		return read_bare_expression(parser, column);
	}
	return true;
}
