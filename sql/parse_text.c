#include <string.h>

#include "sql/parse_internal.h"
#include "sql/quote.h"

bool
sql_parser_fail(SqlParser *parser)
{
	SqlParsed *parsed = parser->parsed;
	const SqlToken *token = &parser->cursor.token;

	if (parsed == NULL)
		return false;
	parsed->statement->opaque = true;
	if (parsed->opaque_reason != NULL)
		return false;
	parsed->opaque_offset = sql_parser_offset(parser);
	if (sql_cursor_at_end(&parser->cursor))
		parsed->opaque_reason = g_strdup("not understood: the text ends too early");
	else
		parsed->opaque_reason = g_strdup_printf("not understood from `%.*s` on",
		                                        (int)MIN(token->length, 60), token->text);
	return false;
}

gsize
sql_parser_offset(const SqlParser *parser)
{
	return (gsize)(parser->cursor.token.text - parser->cursor.lexer.text);
}

char *
sql_parser_slice(const SqlParser *parser, gsize from, gsize to)
{
	return g_strndup(parser->cursor.lexer.text + from, to > from ? to - from : 0);
}

bool
sql_parser_accept(SqlParser *parser, const char *keyword)
{
	return sql_cursor_accept(&parser->cursor, keyword);
}

bool
sql_parser_accept2(SqlParser *parser, const char *first, const char *second)
{
	if (!sql_cursor_is(&parser->cursor, first))
		return false;

	SqlCursor saved = parser->cursor;
	sql_cursor_advance(&parser->cursor);
	if (sql_cursor_accept(&parser->cursor, second))
		return true;
	parser->cursor = saved;
	return false;
}

bool
sql_parser_expect(SqlParser *parser, const char *keyword)
{
	return sql_cursor_accept(&parser->cursor, keyword) || sql_parser_fail(parser);
}

bool
sql_parser_expect_mark(SqlParser *parser, char mark)
{
	return sql_cursor_accept_mark(&parser->cursor, mark) || sql_parser_fail(parser);
}

void
sql_parser_skip_equals(SqlParser *parser)
{
	sql_cursor_accept_mark(&parser->cursor, '=');
}

bool
sql_parser_tolerance(SqlParser *parser, SqlFeatureId feature)
{
	gsize offset = sql_parser_offset(parser);

	if (!sql_cursor_accept_if_exists(&parser->cursor))
		return false;
	sql_parser_note_at(parser, feature, offset);
	return true;
}

bool
sql_parser_name(SqlParser *parser, char **ret_name)
{
	char *name = sql_cursor_name(&parser->cursor);

	if (name == NULL)
		return sql_parser_fail(parser);
	g_free(*ret_name);
	*ret_name = name;
	return true;
}

bool
sql_parser_table_name(SqlParser *parser, char **ret_schema, char **ret_name)
{
	char *schema = NULL;
	char *name = NULL;

	sql_cursor_accept_mark(&parser->cursor, '.'); /* .t: a name of the default database */
	if (!sql_cursor_qualified_name(&parser->cursor, &schema, &name))
		return sql_parser_fail(parser);
	g_free(*ret_schema);
	g_free(*ret_name);
	*ret_schema = schema;
	*ret_name = name;
	return true;
}

bool
sql_parser_names(SqlParser *parser, GPtrArray *names)
{
	do {
		char *name = sql_cursor_name(&parser->cursor);
		if (name == NULL)
			return sql_parser_fail(parser);
		g_ptr_array_add(names, name);
	} while (sql_cursor_accept_mark(&parser->cursor, ','));
	return true;
}

bool
sql_parser_name_group(SqlParser *parser, GPtrArray *names)
{
	return sql_parser_expect_mark(parser, '(') && sql_parser_names(parser, names) &&
	       sql_parser_expect_mark(parser, ')');
}

bool
sql_parser_string(SqlParser *parser, char **ret_text)
{
	SqlCursor *cursor = &parser->cursor;
	GString *text = g_string_new(NULL);
	bool found = false;

	while (cursor->token.kind == SQL_TOKEN_STRING) {
		const SqlToken *token = &cursor->token;
		gsize prefix = token->text[0] == '\'' || token->text[0] == '"' ? 0 : 1;
		g_autofree char *part =
			sql_unquote_string(token->text + prefix, token->length - prefix,
		                           !(cursor->lexer.mode & SQL_MODE_NO_BACKSLASH_ESCAPES));
		g_string_append(text, part);
		sql_cursor_advance(cursor);
		found = true;
	}
	if (!found) {
		g_string_free(text, TRUE);
		return sql_parser_fail(parser);
	}
	g_free(*ret_text);
	*ret_text = g_string_free(text, FALSE);
	return true;
}

bool
sql_parser_number(SqlParser *parser, guint64 *ret_number)
{
	const SqlToken *token = &parser->cursor.token;

	if (token->kind != SQL_TOKEN_NUMBER)
		return sql_parser_fail(parser);
	g_autofree char *text = g_strndup(token->text, token->length);
	*ret_number = g_ascii_strtoull(text, NULL, 10);
	sql_cursor_advance(&parser->cursor);
	return true;
}

bool
sql_parser_value(SqlParser *parser, char **ret_value)
{
	SqlCursor *cursor = &parser->cursor;
	gsize from = sql_parser_offset(parser);

	if (cursor->token.kind == SQL_TOKEN_STRING)
		return sql_parser_string(parser, ret_value);
	if (cursor->token.kind == SQL_TOKEN_QUOTED_NAME)
		return sql_parser_name(parser, ret_value);
	if (!sql_cursor_accept_mark(cursor, '-'))
		sql_cursor_accept_mark(cursor, '+');
	if (cursor->token.kind != SQL_TOKEN_WORD && cursor->token.kind != SQL_TOKEN_NUMBER &&
	    cursor->token.kind != SQL_TOKEN_VARIABLE)
		return sql_parser_fail(parser);
	sql_cursor_advance(cursor);
	g_free(*ret_value);
	*ret_value = sql_parser_slice(parser, from, cursor->passed);
	return true;
}

bool
sql_parser_group(SqlParser *parser, char **ret_text)
{
	SqlCursor *cursor = &parser->cursor;
	guint depth = 0;

	if (!sql_cursor_is_mark(cursor, '('))
		return sql_parser_fail(parser);
	gsize open = sql_parser_offset(parser) + 1;
	do {
		if (sql_cursor_at_end(cursor))
			return sql_parser_fail(parser);
		if (sql_cursor_is_mark(cursor, '('))
			depth++;
		else if (sql_cursor_is_mark(cursor, ')'))
			depth--;
		sql_cursor_advance(cursor);
	} while (depth > 0);
	gsize close = cursor->passed - 1;
	sql_parser_scan(parser, open, close);
	g_free(*ret_text);
	*ret_text = g_strstrip(sql_parser_slice(parser, open, close));
	return true;
}

void
sql_note_table_statement(SqlParser *parser)
{
	SqlCursor ahead = parser->cursor;

	if (sql_cursor_is(&ahead, "TABLE") ||
	    (sql_cursor_accept(&ahead, "VALUES") && sql_cursor_is(&ahead, "ROW")))
		sql_parser_note(parser, SQL_FEATURE_TABLE_STATEMENT);
}
