#include "sql/parse_internal.h"

/* A reader of one attribute, behind its word. */
typedef bool (*ReadAttribute)(SqlParser *parser, SqlColumn *column);

static bool
read_not(SqlParser *parser, SqlColumn *column)
{
	if (sql_parser_accept(parser, "SECONDARY"))
		return true;
	column->not_null = true;
	column->null_written = false;
	return sql_parser_expect(parser, "NULL");
}

static bool
read_null(SqlParser *parser G_GNUC_UNUSED, SqlColumn *column)
{
	column->null_written = true;
	return true;
}

static bool
read_auto_increment(SqlParser *parser G_GNUC_UNUSED, SqlColumn *column)
{
	column->auto_increment = true;
	return true;
}

static bool
read_on(SqlParser *parser, SqlColumn *column)
{
	if (!sql_parser_expect(parser, "UPDATE"))
		return false;
	gsize from = sql_parser_offset(parser);
	if (parser->cursor.token.kind != SQL_TOKEN_WORD)
		return sql_parser_fail(parser);
	sql_cursor_advance(&parser->cursor);
	if (sql_cursor_is_mark(&parser->cursor, '('))
		sql_cursor_skip_group(&parser->cursor);
	g_free(column->on_update);
	column->on_update = sql_parser_slice(parser, from, parser->cursor.passed);
	return true;
}

static bool
read_unique(SqlParser *parser, SqlColumn *column)
{
	sql_parser_accept(parser, "KEY");
	column->unique_key = true;
	return true;
}

static bool
read_key(SqlParser *parser G_GNUC_UNUSED, SqlColumn *column)
{
	column->primary_key = true;
	column->not_null = true;
	return true;
}

static bool
read_primary(SqlParser *parser, SqlColumn *column)
{
	return sql_parser_expect(parser, "KEY") && read_key(parser, column);
}

static bool
read_comment(SqlParser *parser, SqlColumn *column)
{
	return sql_parser_string(parser, &column->comment);
}

static bool
read_collate(SqlParser *parser, SqlColumn *column)
{
	return sql_parser_value(parser, &column->type.collation);
}

static bool
read_as(SqlParser *parser, SqlColumn *column)
{
	/* MariaDB: GENERATED ALWAYS AS ROW START or END, a column of a period. */
	if (sql_cursor_is(&parser->cursor, "ROW")) {
		sql_parser_note(parser, SQL_FEATURE_SYSTEM_VERSIONING);
		sql_cursor_advance(&parser->cursor);
		return sql_parser_accept(parser, "START") || sql_parser_expect(parser, "END");
	}
	return sql_parser_group(parser, &column->generated);
}

static bool
read_generated(SqlParser *parser, SqlColumn *column)
{
	return sql_parser_expect(parser, "ALWAYS") && sql_parser_expect(parser, "AS") &&
	       read_as(parser, column);
}

static bool
read_virtual(SqlParser *parser G_GNUC_UNUSED, SqlColumn *column)
{
	column->stored = false;
	return true;
}

static bool
read_stored(SqlParser *parser G_GNUC_UNUSED, SqlColumn *column)
{
	column->stored = true;
	return true;
}

static bool
read_persistent(SqlParser *parser, SqlColumn *column)
{
	sql_parser_note(parser, SQL_FEATURE_PERSISTENT);
	column->stored = true;
	return true;
}

static bool
read_visible(SqlParser *parser, SqlColumn *column)
{
	sql_parser_note(parser, SQL_FEATURE_VISIBLE_COLUMN);
	column->invisible = false;
	return true;
}

static bool
read_invisible(SqlParser *parser, SqlColumn *column)
{
	sql_parser_note(parser, SQL_FEATURE_INVISIBLE_COLUMN);
	column->invisible = true;
	return true;
}

static bool
read_constraint_check(SqlParser *parser, SqlColumn *column, char *take_name)
{
	SqlCheck *check = sql_check_new();

	check->name = take_name;
	g_ptr_array_add(column->checks, check);
	return sql_parse_check(parser, check);
}

static bool
read_check(SqlParser *parser, SqlColumn *column)
{
	return read_constraint_check(parser, column, NULL);
}

static bool
read_constraint(SqlParser *parser, SqlColumn *column)
{
	g_autofree char *name = NULL;

	if (!sql_cursor_is(&parser->cursor, "CHECK") && !sql_parser_name(parser, &name))
		return false;
	return sql_parser_expect(parser, "CHECK") &&
	       read_constraint_check(parser, column, g_steal_pointer(&name));
}

static bool
read_references(SqlParser *parser, SqlColumn *column)
{
	sql_parser_note(parser, SQL_FEATURE_INLINE_REFERENCES);
	sql_foreign_key_free(column->references);
	column->references = sql_foreign_key_new();
	g_ptr_array_add(column->references->columns, g_strdup(column->name));
	return sql_parse_references(parser, column->references);
}

/* COLUMN_FORMAT x, STORAGE x: of NDB. */
static bool
read_format(SqlParser *parser, SqlColumn *column G_GNUC_UNUSED)
{
	g_autofree char *value = NULL;

	sql_parser_note(parser, SQL_FEATURE_COLUMN_FORMAT);
	return sql_parser_value(parser, &value);
}

static bool
read_engine_attribute(SqlParser *parser, SqlColumn *column G_GNUC_UNUSED)
{
	g_autofree char *value = NULL;

	sql_parser_note(parser, SQL_FEATURE_ENGINE_ATTRIBUTE);
	sql_parser_skip_equals(parser);
	return sql_parser_value(parser, &value);
}

static bool
read_srid(SqlParser *parser, SqlColumn *column)
{
	guint64 srid = 0;

	sql_parser_note(parser, SQL_FEATURE_SRID);
	if (!sql_parser_number(parser, &srid))
		return false;
	column->type.srid = (gint64)MIN(srid, G_MAXINT64);
	return true;
}

static bool
read_ref_system_id(SqlParser *parser, SqlColumn *column)
{
	guint64 srid = 0;

	sql_parser_note(parser, SQL_FEATURE_REF_SYSTEM_ID);
	sql_parser_skip_equals(parser);
	if (!sql_parser_number(parser, &srid))
		return false;
	column->type.srid = (gint64)MIN(srid, G_MAXINT64);
	return true;
}

/* WITH or WITHOUT SYSTEM VERSIONING */
static bool
read_with(SqlParser *parser, SqlColumn *column G_GNUC_UNUSED)
{
	sql_parser_note(parser, SQL_FEATURE_SYSTEM_VERSIONING);
	return sql_parser_expect(parser, "SYSTEM") && sql_parser_expect(parser, "VERSIONING");
}

static bool
read_compressed(SqlParser *parser, SqlColumn *column G_GNUC_UNUSED)
{
	g_autofree char *value = NULL;

	sql_parser_note(parser, SQL_FEATURE_COMPRESSED_COLUMN);
	if (!sql_cursor_accept_mark(&parser->cursor, '='))
		return true;
	return sql_parser_value(parser, &value);
}

static bool
read_serial(SqlParser *parser, SqlColumn *column)
{
	column->auto_increment = column->unique_key = column->not_null = true;
	return sql_parser_expect(parser, "DEFAULT") && sql_parser_expect(parser, "VALUE");
}

static ReadAttribute
accept_attribute(SqlParser *parser)
{
	static const struct {
		const char *word;
		ReadAttribute read;
	} attributes[] = {
		{"NOT", read_not},
		{"NULL", read_null},
		{"DEFAULT", sql_parse_default},
		{"AUTO_INCREMENT", read_auto_increment},
		{"ON", read_on},
		{"UNIQUE", read_unique},
		{"PRIMARY", read_primary},
		{"KEY", read_key},
		{"COMMENT", read_comment},
		{"COLLATE", read_collate},
		{"GENERATED", read_generated},
		{"AS", read_as},
		{"VIRTUAL", read_virtual},
		{"STORED", read_stored},
		{"PERSISTENT", read_persistent},
		{"VISIBLE", read_visible},
		{"INVISIBLE", read_invisible},
		{"CONSTRAINT", read_constraint},
		{"CHECK", read_check},
		{"REFERENCES", read_references},
		{"COLUMN_FORMAT", read_format},
		{"STORAGE", read_format},
		{"ENGINE_ATTRIBUTE", read_engine_attribute},
		{"SECONDARY_ENGINE_ATTRIBUTE", read_engine_attribute},
		{"SRID", read_srid},
		{"REF_SYSTEM_ID", read_ref_system_id},
		{"WITHOUT", read_with},
		{"COMPRESSED", read_compressed},
		{"SERIAL", read_serial},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(attributes); i++)
		if (sql_parser_accept(parser, attributes[i].word))
			return attributes[i].read;
	/* WITH also begins ALTER TABLE's WITH VALIDATION. */
	return sql_parser_accept2(parser, "WITH", "SYSTEM") ? read_virtual : NULL;
}

/* MariaDB: name = value, which the storage engine understands. */
static bool
accept_engine_defined(SqlParser *parser)
{
	SqlCursor saved = parser->cursor;
	g_autofree char *value = NULL;

	if (parser->cursor.token.kind != SQL_TOKEN_WORD &&
	    parser->cursor.token.kind != SQL_TOKEN_QUOTED_NAME)
		return false;
	gsize offset = sql_parser_offset(parser);
	sql_cursor_advance(&parser->cursor);
	if (sql_cursor_accept_mark(&parser->cursor, '=') && sql_parser_value(parser, &value)) {
		sql_parser_note_at(parser, SQL_FEATURE_ENGINE_DEFINED, offset);
		return true;
	}
	parser->cursor = saved;
	return false;
}

static bool
read_serial_type(SqlParser *parser, SqlColumn *column)
{
	if (!sql_parser_accept(parser, "SERIAL"))
		return false;
	column->type.kind = SQL_TYPE_BIGINT;
	column->type.written = g_strdup("SERIAL");
	column->type.is_unsigned = true;
	column->auto_increment = column->unique_key = column->not_null = true;
	return true;
}

/* MariaDB lets only REFERENCES and further checks follow a check. */
static void
note_behind_check(SqlParser *parser, const SqlColumn *column, ReadAttribute read, gsize offset)
{
	if (column->checks->len > 0 && read != read_check && read != read_constraint &&
	    read != read_references)
		sql_parser_note_at(parser, SQL_FEATURE_BEHIND_CHECK, offset);
}

static bool
read_attributes(SqlParser *parser, SqlColumn *column)
{
	gsize offset = sql_parser_offset(parser);
	ReadAttribute read;

	while ((read = accept_attribute(parser)) != NULL) {
		note_behind_check(parser, column, read, offset);
		if (!read(parser, column))
			return false;
		if (column->generated != NULL && (read == read_not || read == read_null))
			sql_parser_note_at(parser, SQL_FEATURE_GENERATED_NOT_NULL, offset);
		offset = sql_parser_offset(parser);
	}
	return true;
}

bool
sql_parse_column(SqlParser *parser, SqlColumn *column)
{

	if (!sql_parser_name(parser, &column->name))
		return false;
	if (!read_serial_type(parser, column) && !sql_parse_type(parser, &column->type))
		return false;
	do
		if (!read_attributes(parser, column))
			return false;
	while (accept_engine_defined(parser));
	return true;
}

bool
sql_parse_position(SqlParser *parser, SqlClause *clause)
{
	if (sql_parser_accept(parser, "FIRST")) {
		clause->position = SQL_POSITION_FIRST;
	} else if (sql_parser_accept(parser, "AFTER")) {
		clause->position = SQL_POSITION_AFTER;
		return sql_parser_name(parser, &clause->after);
	}
	return true;
}
