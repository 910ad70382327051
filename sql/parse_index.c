#include <string.h>

#include "sql/parse_internal.h"

static bool
contains_word(const SqlParser *parser, const char *text, const char *word)
{
	SqlCursor cursor;

	sql_cursor_init(&cursor, text, strlen(text), parser->cursor.lexer.mode);
	while (!sql_cursor_at_end(&cursor)) {
		if (sql_cursor_accept(&cursor, word))
			return true;
		sql_cursor_advance(&cursor);
	}
	return false;
}

static bool
read_functional_part(SqlParser *parser, SqlKeyPart *part)
{
	gsize offset = sql_parser_offset(parser);

	if (!sql_parser_group(parser, &part->expression))
		return false;
	sql_parser_note_at(parser, SQL_FEATURE_FUNCTIONAL_INDEX, offset);
	if (contains_word(parser, part->expression, "ARRAY"))
		sql_parser_note_at(parser, SQL_FEATURE_MULTI_VALUED_INDEX, offset);
	return true;
}

static bool
read_column_part(SqlParser *parser, SqlKeyPart *part)
{
	guint64 length = 0;

	if (!sql_parser_name(parser, &part->column))
		return false;
	if (!sql_cursor_accept_mark(&parser->cursor, '('))
		return true;
	if (!sql_parser_number(parser, &length))
		return false;
	part->prefix_length = (guint)MIN(length, G_MAXUINT);
	return sql_parser_expect_mark(parser, ')');
}

static bool
read_part(SqlParser *parser, SqlIndex *index)
{
	SqlKeyPart *part = g_new0(SqlKeyPart, 1);

	g_ptr_array_add(index->parts, part);
	if (sql_cursor_is_mark(&parser->cursor, '(') ? !read_functional_part(parser, part)
	                                             : !read_column_part(parser, part))
		return false;
	gsize offset = sql_parser_offset(parser);
	if (sql_parser_accept(parser, "DESC")) {
		part->descending = true;
		sql_parser_note_at(parser, SQL_FEATURE_DESCENDING_INDEX, offset);
	} else if (sql_parser_accept2(parser, "WITHOUT", "OVERLAPS")) {
		sql_parser_note_at(parser, SQL_FEATURE_WITHOUT_OVERLAPS, offset);
	} else {
		sql_parser_accept(parser, "ASC");
	}
	return true;
}

bool
sql_parse_index_parts(SqlParser *parser, SqlIndex *index)
{
	if (!sql_parser_expect_mark(parser, '('))
		return false;
	do
		if (!read_part(parser, index))
			return false;
	while (sql_cursor_accept_mark(&parser->cursor, ','));
	return sql_parser_expect_mark(parser, ')');
}

void
sql_parse_index_type(SqlParser *parser, SqlIndex *index)
{
	SqlCursor *cursor = &parser->cursor;

	if (!sql_cursor_accept(cursor, "USING") && !sql_cursor_accept(cursor, "TYPE"))
		return;
	if (cursor->token.kind != SQL_TOKEN_WORD)
		return;
	g_free(index->using);
	index->using = g_ascii_strup(cursor->token.text, (gssize)cursor->token.length);
	sql_cursor_advance(cursor);
}

/* INVISIBLE, VISIBLE, IGNORED, NOT IGNORED */
static bool
accept_visibility(SqlParser *parser, SqlIndex *index)
{
	gsize offset = sql_parser_offset(parser);

	if (sql_parser_accept(parser, "INVISIBLE") || sql_parser_accept(parser, "VISIBLE")) {
		index->invisible = g_ascii_toupper(parser->cursor.lexer.text[offset]) == 'I';
		sql_parser_note_at(parser, SQL_FEATURE_INVISIBLE_INDEX, offset);
		return true;
	}
	if (sql_parser_accept(parser, "IGNORED") || sql_parser_accept2(parser, "NOT", "IGNORED")) {
		index->invisible = g_ascii_toupper(parser->cursor.lexer.text[offset]) == 'I';
		sql_parser_note_at(parser, SQL_FEATURE_IGNORED_INDEX, offset);
		return true;
	}
	return false;
}

/* name [=] value of an option that is only passed over. */
static bool
read_other_option(SqlParser *parser, SqlFeatureId feature, bool noted)
{
	g_autofree char *value = NULL;

	if (noted)
		sql_parser_note(parser, feature);
	sql_cursor_advance(&parser->cursor);
	sql_parser_skip_equals(parser);
	return sql_parser_value(parser, &value);
}

static bool
is_engine_defined(const SqlCursor *cursor)
{
	SqlCursor ahead = *cursor;

	if (cursor->token.kind != SQL_TOKEN_WORD && cursor->token.kind != SQL_TOKEN_QUOTED_NAME)
		return false;
	sql_cursor_advance(&ahead);
	return sql_cursor_is_mark(&ahead, '=') && !sql_cursor_is(cursor, "ALGORITHM") &&
	       !sql_cursor_is(cursor, "LOCK");
}

static bool
read_option(SqlParser *parser, SqlIndex *index, bool *ret_found)
{
	SqlCursor *cursor = &parser->cursor;

	*ret_found = true;
	if (accept_visibility(parser, index))
		return true;
	if (sql_cursor_is(cursor, "USING") || sql_cursor_is(cursor, "TYPE"))
		sql_parse_index_type(parser, index);
	else if (sql_cursor_accept(cursor, "COMMENT"))
		return sql_parser_string(parser, &index->comment);
	else if (sql_parser_accept2(parser, "WITH", "PARSER"))
		return sql_parser_name(parser, &index->parser);
	else if (sql_cursor_is(cursor, "KEY_BLOCK_SIZE"))
		return read_other_option(parser, SQL_FEATURE_ENGINE_DEFINED, false);
	else if (sql_cursor_is(cursor, "ENGINE_ATTRIBUTE") ||
	         sql_cursor_is(cursor, "SECONDARY_ENGINE_ATTRIBUTE"))
		return read_other_option(parser, SQL_FEATURE_ENGINE_ATTRIBUTE, true);
	else if (is_engine_defined(cursor))
		return read_other_option(parser, SQL_FEATURE_ENGINE_DEFINED, true);
	else
		*ret_found = false;
	return true;
}

bool
sql_parse_index_options(SqlParser *parser, SqlIndex *index)
{
	bool found = true;

	while (found)
		if (!read_option(parser, index, &found))
			return false;
	return true;
}
