#include "sql/cursor.h"

void
sql_cursor_init(SqlCursor *cursor, const char *text, gsize length, SqlMode mode)
{
	sql_lexer_init(&cursor->lexer, text, length, mode);
	cursor->token = sql_lexer_next_word(&cursor->lexer);
	cursor->passed = 0;
}

void
sql_cursor_advance(SqlCursor *cursor)
{
	cursor->passed = (gsize)(cursor->token.text - cursor->lexer.text) + cursor->token.length;
	cursor->token = sql_lexer_next_word(&cursor->lexer);
}

bool
sql_cursor_at_end(const SqlCursor *cursor)
{
	return cursor->token.kind == SQL_TOKEN_END;
}

bool
sql_cursor_is(const SqlCursor *cursor, const char *keyword)
{
	return sql_token_is(&cursor->token, keyword);
}

bool
sql_cursor_is_mark(const SqlCursor *cursor, char mark)
{
	return cursor->token.kind == SQL_TOKEN_PUNCTUATION && cursor->token.text[0] == mark;
}

bool
sql_cursor_accept(SqlCursor *cursor, const char *keyword)
{
	if (!sql_cursor_is(cursor, keyword))
		return false;
	sql_cursor_advance(cursor);
	return true;
}

bool
sql_cursor_accept_mark(SqlCursor *cursor, char mark)
{
	if (!sql_cursor_is_mark(cursor, mark))
		return false;
	sql_cursor_advance(cursor);
	return true;
}

int
sql_cursor_accept_any(SqlCursor *cursor, const char *const *keywords)
{
	for (int i = 0; keywords[i] != NULL; i++)
		if (sql_cursor_accept(cursor, keywords[i]))
			return i;
	return -1;
}

bool
sql_cursor_accept_if_exists(SqlCursor *cursor)
{
	if (!sql_cursor_is(cursor, "IF"))
		return false;

	SqlCursor saved = *cursor;
	sql_cursor_advance(cursor);
	sql_cursor_accept(cursor, "NOT");
	if (sql_cursor_accept(cursor, "EXISTS"))
		return true;
	*cursor = saved;
	return false;
}

char *
sql_cursor_name(SqlCursor *cursor)
{
	char *name = sql_token_name(&cursor->token);

	if (name != NULL)
		sql_cursor_advance(cursor);
	return name;
}

bool
sql_cursor_qualified_name(SqlCursor *cursor, char **ret_schema, char **ret_name)
{
	g_autofree char *first = sql_cursor_name(cursor);

	if (first == NULL)
		return false;
	if (!sql_cursor_accept_mark(cursor, '.')) {
		*ret_schema = NULL;
		*ret_name = g_steal_pointer(&first);
		return true;
	}
	g_autofree char *second = sql_cursor_name(cursor);
	if (second == NULL)
		return false;
	*ret_schema = g_steal_pointer(&first);
	*ret_name = g_steal_pointer(&second);
	return true;
}

void
sql_cursor_skip_group(SqlCursor *cursor)
{
	guint depth = 0;

	while (!sql_cursor_at_end(cursor)) {
		if (sql_cursor_is_mark(cursor, '('))
			depth++;
		if (sql_cursor_is_mark(cursor, ')') && depth > 0)
			depth--;
		sql_cursor_advance(cursor);
		if (depth == 0)
			return;
	}
}

void
sql_cursor_skip_item(SqlCursor *cursor)
{
	while (!sql_cursor_at_end(cursor) && !sql_cursor_is_mark(cursor, ',') &&
	       !sql_cursor_is_mark(cursor, ')')) {
		if (sql_cursor_is_mark(cursor, '('))
			sql_cursor_skip_group(cursor);
		else
			sql_cursor_advance(cursor);
	}
}

bool
sql_cursor_seek(SqlCursor *cursor, const char *keyword)
{
	while (!sql_cursor_at_end(cursor)) {
		if (sql_cursor_accept(cursor, keyword))
			return true;
		if (sql_cursor_is_mark(cursor, '('))
			sql_cursor_skip_group(cursor);
		else
			sql_cursor_advance(cursor);
	}
	return false;
}
