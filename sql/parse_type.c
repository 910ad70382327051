#include <string.h>

#include "sql/parse_internal.h"

/* One spelling of a type; the words of all but the first may be left out in none. */
typedef struct {
	const char *words[3];
	SqlTypeKind kind;
	bool national;
} Spelling;

/* Longer spellings stand before those that they begin with. */
static const Spelling spellings[] = {
	{{"INT"}, SQL_TYPE_INT, false},
	{{"VARCHAR"}, SQL_TYPE_VARCHAR, false},
	{{"BIGINT"}, SQL_TYPE_BIGINT, false},
	{{"TEXT"}, SQL_TYPE_TEXT, false},
	{{"DATETIME"}, SQL_TYPE_DATETIME, false},
	{{"TIMESTAMP"}, SQL_TYPE_TIMESTAMP, false},
	{{"TINYINT"}, SQL_TYPE_TINYINT, false},
	{{"INTEGER"}, SQL_TYPE_INT, false},
	{{"DECIMAL"}, SQL_TYPE_DECIMAL, false},
	{{"CHAR", "BYTE"}, SQL_TYPE_BINARY, false},
	{{"CHAR", "VARYING"}, SQL_TYPE_VARCHAR, false},
	{{"CHAR"}, SQL_TYPE_CHAR, false},
	{{"CHARACTER", "BYTE"}, SQL_TYPE_BINARY, false},
	{{"CHARACTER", "VARYING"}, SQL_TYPE_VARCHAR, false},
	{{"CHARACTER"}, SQL_TYPE_CHAR, false},
	{{"BOOL"}, SQL_TYPE_TINYINT, false},
	{{"BOOLEAN"}, SQL_TYPE_TINYINT, false},
	{{"INT1"}, SQL_TYPE_TINYINT, false},
	{{"SMALLINT"}, SQL_TYPE_SMALLINT, false},
	{{"INT2"}, SQL_TYPE_SMALLINT, false},
	{{"MEDIUMINT"}, SQL_TYPE_MEDIUMINT, false},
	{{"MIDDLEINT"}, SQL_TYPE_MEDIUMINT, false},
	{{"INT3"}, SQL_TYPE_MEDIUMINT, false},
	{{"INT4"}, SQL_TYPE_INT, false},
	{{"INT8"}, SQL_TYPE_BIGINT, false},
	{{"NUMERIC"}, SQL_TYPE_DECIMAL, false},
	{{"DEC"}, SQL_TYPE_DECIMAL, false},
	{{"FIXED"}, SQL_TYPE_DECIMAL, false},
	{{"FLOAT"}, SQL_TYPE_FLOAT, false},
	{{"FLOAT4"}, SQL_TYPE_FLOAT, false},
	{{"FLOAT8"}, SQL_TYPE_DOUBLE, false},
	{{"DOUBLE", "PRECISION"}, SQL_TYPE_DOUBLE, false},
	{{"DOUBLE"}, SQL_TYPE_DOUBLE, false},
	{{"REAL"}, SQL_TYPE_DOUBLE, false},
	{{"BIT"}, SQL_TYPE_BIT, false},
	{{"DATE"}, SQL_TYPE_DATE, false},
	{{"TIME"}, SQL_TYPE_TIME, false},
	{{"YEAR"}, SQL_TYPE_YEAR, false},
	{{"VARCHARACTER"}, SQL_TYPE_VARCHAR, false},
	{{"NATIONAL", "CHAR", "VARYING"}, SQL_TYPE_VARCHAR, true},
	{{"NATIONAL", "CHAR"}, SQL_TYPE_CHAR, true},
	{{"NATIONAL", "CHARACTER", "VARYING"}, SQL_TYPE_VARCHAR, true},
	{{"NATIONAL", "CHARACTER"}, SQL_TYPE_CHAR, true},
	{{"NATIONAL", "VARCHAR"}, SQL_TYPE_VARCHAR, true},
	{{"NATIONAL", "VARCHARACTER"}, SQL_TYPE_VARCHAR, true},
	{{"NCHAR", "VARYING"}, SQL_TYPE_VARCHAR, true},
	{{"NCHAR", "VARCHAR"}, SQL_TYPE_VARCHAR, true},
	{{"NCHAR", "VARCHARACTER"}, SQL_TYPE_VARCHAR, true},
	{{"NCHAR"}, SQL_TYPE_CHAR, true},
	{{"NVARCHAR"}, SQL_TYPE_VARCHAR, true},
	{{"BINARY"}, SQL_TYPE_BINARY, false},
	{{"VARBINARY"}, SQL_TYPE_VARBINARY, false},
	{{"TINYTEXT"}, SQL_TYPE_TINYTEXT, false},
	{{"MEDIUMTEXT"}, SQL_TYPE_MEDIUMTEXT, false},
	{{"LONGTEXT"}, SQL_TYPE_LONGTEXT, false},
	{{"LONG", "VARBINARY"}, SQL_TYPE_MEDIUMBLOB, false},
	{{"LONG", "CHAR", "VARYING"}, SQL_TYPE_MEDIUMTEXT, false},
	{{"LONG", "CHARACTER", "VARYING"}, SQL_TYPE_MEDIUMTEXT, false},
	{{"LONG", "VARCHAR"}, SQL_TYPE_MEDIUMTEXT, false},
	{{"LONG", "VARCHARACTER"}, SQL_TYPE_MEDIUMTEXT, false},
	{{"LONG"}, SQL_TYPE_MEDIUMTEXT, false},
	{{"TINYBLOB"}, SQL_TYPE_TINYBLOB, false},
	{{"BLOB"}, SQL_TYPE_BLOB, false},
	{{"MEDIUMBLOB"}, SQL_TYPE_MEDIUMBLOB, false},
	{{"LONGBLOB"}, SQL_TYPE_LONGBLOB, false},
	{{"ENUM"}, SQL_TYPE_ENUM, false},
	{{"SET"}, SQL_TYPE_SET, false},
	{{"JSON"}, SQL_TYPE_JSON, false},
	{{"GEOMETRY"}, SQL_TYPE_GEOMETRY, false},
	{{"POINT"}, SQL_TYPE_POINT, false},
	{{"LINESTRING"}, SQL_TYPE_LINESTRING, false},
	{{"POLYGON"}, SQL_TYPE_POLYGON, false},
	{{"MULTIPOINT"}, SQL_TYPE_MULTIPOINT, false},
	{{"MULTILINESTRING"}, SQL_TYPE_MULTILINESTRING, false},
	{{"MULTIPOLYGON"}, SQL_TYPE_MULTIPOLYGON, false},
	{{"GEOMETRYCOLLECTION"}, SQL_TYPE_GEOMETRYCOLLECTION, false},
	{{"GEOMCOLLECTION"}, SQL_TYPE_GEOMETRYCOLLECTION, false},
	{{"VECTOR"}, SQL_TYPE_VECTOR, false},
	{{"UUID"}, SQL_TYPE_UUID, false},
	{{"INET4"}, SQL_TYPE_INET4, false},
	{{"INET6"}, SQL_TYPE_INET6, false},
};

static bool
accept_spelling(SqlCursor *cursor, const Spelling *spelling)
{
	if (!sql_cursor_is(cursor, spelling->words[0]))
		return false;

	SqlCursor saved = *cursor;
	for (gsize i = 0; i < G_N_ELEMENTS(spelling->words) && spelling->words[i] != NULL; i++)
		if (!sql_cursor_accept(cursor, spelling->words[i])) {
			*cursor = saved;
			return false;
		}
	return true;
}

static void
note_type(SqlParser *parser, SqlTypeKind kind, gsize offset)
{
	if (kind == SQL_TYPE_VECTOR)
		sql_parser_note_at(parser, SQL_FEATURE_VECTOR_TYPE, offset);
	else if (kind == SQL_TYPE_UUID)
		sql_parser_note_at(parser, SQL_FEATURE_UUID_TYPE, offset);
	else if (kind == SQL_TYPE_INET4)
		sql_parser_note_at(parser, SQL_FEATURE_INET4_TYPE, offset);
	else if (kind == SQL_TYPE_INET6)
		sql_parser_note_at(parser, SQL_FEATURE_INET6_TYPE, offset);
}

/* The type's word or words; false where no word stands at all. */
static bool
read_words(SqlParser *parser, SqlType *type)
{
	SqlCursor *cursor = &parser->cursor;
	gsize from = sql_parser_offset(parser);

	for (gsize i = 0; i < G_N_ELEMENTS(spellings); i++) {
		if (!accept_spelling(cursor, &spellings[i]))
			continue;
		GString *written = g_string_new(spellings[i].words[0]);
		for (gsize w = 1; w < 3 && spellings[i].words[w] != NULL; w++)
			g_string_append_printf(written, " %s", spellings[i].words[w]);
		type->kind = spellings[i].kind;
		type->national = spellings[i].national;
		type->written = g_string_free(written, FALSE);
		note_type(parser, type->kind, from);
		return true;
	}
	if (cursor->token.kind != SQL_TOKEN_WORD)
		return sql_parser_fail(parser);
	type->kind = SQL_TYPE_UNKNOWN;
	type->written = g_ascii_strup(cursor->token.text, (gssize)cursor->token.length);
	sql_cursor_advance(cursor);
	return true;
}

static bool
read_members(SqlParser *parser, SqlType *type)
{
	type->members = g_ptr_array_new_with_free_func(g_free);
	if (!sql_parser_expect_mark(parser, '('))
		return false;
	do {
		char *member = NULL;
		if (!sql_parser_string(parser, &member))
			return false;
		g_ptr_array_add(type->members, member);
	} while (sql_cursor_accept_mark(&parser->cursor, ','));
	return sql_parser_expect_mark(parser, ')');
}

static bool
read_length(SqlParser *parser, SqlType *type)
{
	guint64 scale = 0;

	if (!sql_cursor_accept_mark(&parser->cursor, '('))
		return true;
	type->has_length = true;
	if (!sql_parser_number(parser, &type->length))
		return false;
	if (sql_cursor_accept_mark(&parser->cursor, ',')) {
		type->has_scale = true;
		if (!sql_parser_number(parser, &scale))
			return false;
		type->scale = (guint)MIN(scale, G_MAXUINT);
	}
	return sql_parser_expect_mark(parser, ')');
}

static bool
read_charset(SqlParser *parser, SqlType *type)
{
	sql_parser_skip_equals(parser);
	return sql_parser_value(parser, &type->charset);
}

static bool
read_srid(SqlParser *parser, SqlType *type)
{
	guint64 srid = 0;

	if (!sql_parser_number(parser, &srid))
		return false;
	type->srid = (gint64)MIN(srid, G_MAXINT64);
	return true;
}

/* A charset that stands as one word. */
static bool
accept_charset_word(SqlParser *parser, SqlType *type)
{
	static const struct {
		const char *word, *charset;
	} words[] = {{"ASCII", "latin1"}, {"UNICODE", "ucs2"}};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (sql_parser_accept(parser, words[i].word)) {
			g_free(type->charset);
			type->charset = g_strdup(words[i].charset);
			return true;
		}
	/* CHAR(10) BYTE and TEXT BYTE are binary types. */
	if (!sql_type_is_text(type->kind) || !sql_parser_accept(parser, "BYTE"))
		return false;
	g_free(type->charset);
	type->charset = g_strdup("binary");
	return true;
}

/* One attribute that belongs to the type; `ret_found` false where another word stands. */
static bool
read_attribute(SqlParser *parser, SqlType *type, bool *ret_found)
{
	gsize offset = sql_parser_offset(parser);

	*ret_found = true;
	if (sql_parser_accept(parser, "UNSIGNED"))
		type->is_unsigned = true;
	else if (sql_parser_accept(parser, "ZEROFILL"))
		type->zerofill = type->is_unsigned = true;
	else if (sql_type_is_text(type->kind) && sql_parser_accept(parser, "BINARY"))
		type->binary = true;
	else if (sql_parser_accept(parser, "CHARSET") ||
	         sql_parser_accept2(parser, "CHARACTER", "SET") ||
	         sql_parser_accept2(parser, "CHAR", "SET"))
		return read_charset(parser, type);
	else if (sql_parser_accept(parser, "COLLATE"))
		return sql_parser_value(parser, &type->collation);
	else if (sql_parser_accept(parser, "SRID")) {
		sql_parser_note_at(parser, SQL_FEATURE_SRID, offset);
		return read_srid(parser, type);
	} else if (!sql_parser_accept(parser, "SIGNED") && !accept_charset_word(parser, type))
		*ret_found = false;
	return true;
}

/* BOOL and FLOAT(p) are other types than their words say. */
static void
settle(SqlType *type)
{
	if (type->kind == SQL_TYPE_TINYINT && g_str_has_prefix(type->written, "BOOL")) {
		type->has_length = true;
		type->length = 1;
	} else if (type->kind == SQL_TYPE_FLOAT && type->has_length && !type->has_scale &&
	           type->length > 24) {
		type->kind = SQL_TYPE_DOUBLE;
	}
}

bool
sql_parse_type(SqlParser *parser, SqlType *type)
{
	bool found = true;

	if (!read_words(parser, type))
		return false;
	bool listed = type->kind == SQL_TYPE_ENUM || type->kind == SQL_TYPE_SET;
	if (listed ? !read_members(parser, type) : !read_length(parser, type))
		return false;
	settle(type);
	while (found)
		if (!read_attribute(parser, type, &found))
			return false;
	return true;
}
