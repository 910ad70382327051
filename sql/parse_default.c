#include "sql/parse_internal.h"

/* Words of MySQL's and MariaDB's grammar that end a DEFAULT without parentheses. */
static bool
ends_bare_expression(const SqlCursor *cursor)
{
	static const char *const words[] = {"NULL",       "COMMENT",        "UNIQUE",  "PRIMARY",
	                                    "KEY",        "AUTO_INCREMENT", "ON",      "CHECK",
	                                    "CONSTRAINT", "REFERENCES",     "COLLATE", "GENERATED",
	                                    "AS",         "VIRTUAL",        "STORED",  "PERSISTENT",
	                                    "VISIBLE",    "INVISIBLE",      "FIRST",   "AFTER",
	                                    "STORAGE",    "COLUMN_FORMAT",  "WITH",    "WITHOUT",
	                                    "PARTITION",  "REFERENCE",      NULL};

	for (int i = 0; words[i] != NULL; i++)
		if (sql_cursor_is(cursor, words[i]))
			return true;
	if (!sql_cursor_is(cursor, "NOT"))
		return false;
	SqlCursor ahead = *cursor;
	sql_cursor_advance(&ahead);
	return sql_cursor_is(&ahead, "NULL") || sql_cursor_is(&ahead, "INVISIBLE");
}

/* An operator: what stands before it is only the beginning of an expression. */
static bool
is_operator(const SqlCursor *cursor)
{
	static const char *const words[] = {"DIV", "MOD", "AND", "OR", "XOR", NULL};

	if (cursor->token.kind == SQL_TOKEN_PUNCTUATION)
		return !sql_cursor_is_mark(cursor, ',') && !sql_cursor_is_mark(cursor, ')') &&
		       !sql_cursor_is_mark(cursor, ';');
	for (int i = 0; words[i] != NULL; i++)
		if (sql_cursor_is(cursor, words[i]))
			return true;
	return false;
}

static void
set_default(SqlColumn *column, SqlDefaultKind kind, char *take_text, bool quoted)
{
	g_free(column->default_text);
	column->default_kind = kind;
	column->default_text = take_text;
	column->default_quoted = quoted;
}

/* Only MariaDB takes an expression as it stands. */
static bool
read_bare_expression(SqlParser *parser, SqlColumn *column, gsize from)
{
	SqlCursor *cursor = &parser->cursor;

	sql_parser_note_at(parser, SQL_FEATURE_BARE_DEFAULT, from);
	while (!sql_cursor_at_end(cursor) && !sql_cursor_is_mark(cursor, ',') &&
	       !sql_cursor_is_mark(cursor, ')') && !ends_bare_expression(cursor)) {
		if (sql_cursor_is_mark(cursor, '('))
			sql_cursor_skip_group(cursor);
		else
			sql_cursor_advance(cursor);
	}
	if (cursor->passed <= from)
		return sql_parser_fail(parser);
	sql_parser_scan(parser, from, cursor->passed);
	set_default(column, SQL_DEFAULT_EXPRESSION, sql_parser_slice(parser, from, cursor->passed),
	            false);
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
	char first = g_ascii_tolower(token->text[0]);
	return token->kind == SQL_TOKEN_STRING && first != 'x' && first != 'b';
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
		return read_bare_expression(parser, column, from);
	}
	return is_operator(cursor) ? read_bare_expression(parser, column, from) : true;
}
