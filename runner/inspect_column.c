#include <string.h>

#include "runner/inspect_internal.h"

char *
inspect_expression(const char *printed, bool mariadb)
{
	GString *text = NULL;

	if (mariadb || strchr(printed, '\\') == NULL)
		return g_strdup(printed);
	text = g_string_new(NULL);
	for (const char *at = printed; *at != '\0'; at++) {
		if (*at == '\\' && at[1] != '\0')
			at++;
		g_string_append_c(text, *at);
	}
	return g_string_free(text, FALSE);
}

static bool
is_now(const char *text)
{
	return g_ascii_strncasecmp(text, "current_timestamp", strlen("current_timestamp")) == 0;
}

/* CURRENT_TIMESTAMP(3), as the model spells it. */
static char *
now_text(const char *text)
{
	const char *open = strchr(text, '(');

	if (open == NULL || open[1] == ')')
		return g_strdup("CURRENT_TIMESTAMP");
	return g_strdup_printf("CURRENT_TIMESTAMP(%c)", open[1]);
}

/* MySQL prints defaults of binary columns as 0x and digits. */
static char *
decode_hex(const char *text)
{
	GString *value = g_string_new(NULL);

	for (const char *at = text + 2; g_ascii_isxdigit(at[0]) && g_ascii_isxdigit(at[1]); at += 2)
		g_string_append_c(value, (char)(g_ascii_xdigit_value(at[0]) * 16 +
		                                g_ascii_xdigit_value(at[1])));
	return g_string_free(value, FALSE);
}

static bool
is_binary(const SqlColumn *column)
{
	return column->type.kind == SQL_TYPE_BINARY || column->type.kind == SQL_TYPE_VARBINARY;
}

static void
take_default(SqlColumn *column, SqlDefaultKind kind, char *take_text)
{
	column->default_kind = kind;
	column->default_text = take_text;
	column->default_quoted = kind == SQL_DEFAULT_LITERAL &&
	                         !sql_type_is_integer(column->type.kind) &&
	                         column->type.kind != SQL_TYPE_BIT;
}

static void
set_mysql_default(SqlColumn *column, const char *text, const char *extra)
{
	if (is_now(text) && strstr(extra, "DEFAULT_GENERATED") != NULL)
		take_default(column, SQL_DEFAULT_NOW, now_text(text));
	else if (strstr(extra, "DEFAULT_GENERATED") != NULL)
		take_default(column, SQL_DEFAULT_EXPRESSION, inspect_expression(text, false));
	else if (is_binary(column) && g_str_has_prefix(text, "0x"))
		take_default(column, SQL_DEFAULT_LITERAL, decode_hex(text));
	else
		take_default(column, SQL_DEFAULT_LITERAL, g_strdup(text));
}

/* 'it''s', with the escapes of MariaDB; the zeros that fill up a BINARY are left out. */
static char *
unquote(const char *text)
{
	GString *value = g_string_new(NULL);

	for (const char *at = text + 1; *at != '\0' && !(at[0] == '\'' && at[1] != '\''); at++) {
		if (at[0] == '\\' && at[1] == '0') {
			at++;
			continue;
		}
		if ((at[0] == '\'' || at[0] == '\\') && at[1] != '\0')
			at++;
		g_string_append_c(value, *at);
	}
	return g_string_free(value, FALSE);
}

static bool
is_number(const char *text)
{
	char *end = NULL;

	g_ascii_strtod(text, &end);
	return end != text && *end == '\0';
}

static void
set_mariadb_default(SqlColumn *column, const char *text)
{
	if (g_str_equal(text, "NULL"))
		take_default(column, SQL_DEFAULT_NULL, NULL);
	else if (is_now(text))
		take_default(column, SQL_DEFAULT_NOW, now_text(text));
	else if (*text == '\'')
		take_default(column, SQL_DEFAULT_LITERAL, unquote(text));
	else if (is_number(text) || g_str_has_prefix(text, "b'"))
		take_default(column, SQL_DEFAULT_LITERAL, g_strdup(text));
	else
		take_default(column, SQL_DEFAULT_EXPRESSION, g_strdup(text));
}

void
inspect_set_default(SqlColumn *column, const char *text, const char *extra, bool mariadb)
{
	if (text == NULL)
		column->default_kind = column->not_null || column->generated != NULL || mariadb
		                               ? SQL_DEFAULT_NONE
		                               : SQL_DEFAULT_NULL;
	else if (mariadb)
		set_mariadb_default(column, text);
	else
		set_mysql_default(column, text, extra);
}

static void
sql_type_free(gpointer type)
{
	sql_type_clear(type);
	g_free(type);
}

static void
set_type(Inspection *inspection, SqlColumn *column, const char *text)
{
	SqlType *type = g_hash_table_lookup(inspection->types, text);

	if (type == NULL) {
		type = g_new0(SqlType, 1);
		sql_type_parse(text, type);
		if (type->kind != SQL_TYPE_UNKNOWN)
			g_clear_pointer(&type->written, g_free); /* not the author's word */
		g_hash_table_insert(inspection->types, g_strdup(text), type);
	}
	sql_type_clear(&column->type);
	sql_type_copy(type, &column->type);
}

static void
set_extra(SqlColumn *column, const char *extra)
{
	const char *update = strstr(extra, "on update ");

	column->auto_increment = strstr(extra, "auto_increment") != NULL;
	column->invisible = strstr(extra, "INVISIBLE") != NULL;
	column->stored = strstr(extra, "STORED") != NULL || strstr(extra, "PERSISTENT") != NULL;
	if (update != NULL)
		column->on_update = now_text(update + strlen("on update "));
}

void
inspect_take_column(Inspection *inspection, const Rows *row)
{
	SchemaTable *table = inspection_table(inspection, rows_text(row, 0));
	const char *extra = rows_text(row, 5);
	const char *generated = rows_text(row, 8);
	const char *comment = rows_text(row, 9);
	bool mariadb = inspection->target->mariadb;

	if (table == NULL)
		return;
	SqlColumn *column = sql_column_new();
	column->name = g_strdup(rows_text(row, 1));
	set_type(inspection, column, rows_text(row, 2));
	column->type.charset = g_strdup(rows_text(row, 6));
	column->type.collation = g_strdup(rows_text(row, 7));
	if (column->type.charset == NULL && column->type.members != NULL) { /* MySQL hides it */
		column->type.charset = g_strdup("binary");
		column->type.collation = g_strdup("binary");
	}
	column->type.srid = rows_text(row, 10) != NULL ? (gint64)rows_uint(row, 10) : -1;
	column->not_null = g_str_equal(rows_text(row, 3), "NO");
	if (generated != NULL && *generated != '\0')
		column->generated = inspect_expression(generated, mariadb);
	set_extra(column, extra);
	inspect_set_default(column, rows_text(row, 4), extra, mariadb);
	column->comment = comment != NULL && *comment != '\0' ? g_strdup(comment) : NULL;
	g_ptr_array_add(table->columns, column);
}

GHashTable *
inspect_types_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, sql_type_free);
}
