#include "sql/definition.h"

#include <string.h>

#include "sql/parse_internal.h"

static const char *const kind_names[] = {
	[SQL_TYPE_UNKNOWN] = "unknown",
	[SQL_TYPE_TINYINT] = "tinyint",
	[SQL_TYPE_SMALLINT] = "smallint",
	[SQL_TYPE_MEDIUMINT] = "mediumint",
	[SQL_TYPE_INT] = "int",
	[SQL_TYPE_BIGINT] = "bigint",
	[SQL_TYPE_DECIMAL] = "decimal",
	[SQL_TYPE_FLOAT] = "float",
	[SQL_TYPE_DOUBLE] = "double",
	[SQL_TYPE_BIT] = "bit",
	[SQL_TYPE_DATE] = "date",
	[SQL_TYPE_TIME] = "time",
	[SQL_TYPE_DATETIME] = "datetime",
	[SQL_TYPE_TIMESTAMP] = "timestamp",
	[SQL_TYPE_YEAR] = "year",
	[SQL_TYPE_CHAR] = "char",
	[SQL_TYPE_VARCHAR] = "varchar",
	[SQL_TYPE_BINARY] = "binary",
	[SQL_TYPE_VARBINARY] = "varbinary",
	[SQL_TYPE_TINYTEXT] = "tinytext",
	[SQL_TYPE_TEXT] = "text",
	[SQL_TYPE_MEDIUMTEXT] = "mediumtext",
	[SQL_TYPE_LONGTEXT] = "longtext",
	[SQL_TYPE_TINYBLOB] = "tinyblob",
	[SQL_TYPE_BLOB] = "blob",
	[SQL_TYPE_MEDIUMBLOB] = "mediumblob",
	[SQL_TYPE_LONGBLOB] = "longblob",
	[SQL_TYPE_ENUM] = "enum",
	[SQL_TYPE_SET] = "set",
	[SQL_TYPE_JSON] = "json",
	[SQL_TYPE_GEOMETRY] = "geometry",
	[SQL_TYPE_POINT] = "point",
	[SQL_TYPE_LINESTRING] = "linestring",
	[SQL_TYPE_POLYGON] = "polygon",
	[SQL_TYPE_MULTIPOINT] = "multipoint",
	[SQL_TYPE_MULTILINESTRING] = "multilinestring",
	[SQL_TYPE_MULTIPOLYGON] = "multipolygon",
	[SQL_TYPE_GEOMETRYCOLLECTION] = "geomcollection",
	[SQL_TYPE_VECTOR] = "vector",
	[SQL_TYPE_UUID] = "uuid",
	[SQL_TYPE_INET4] = "inet4",
	[SQL_TYPE_INET6] = "inet6",
};

const char *
sql_type_kind_name(SqlTypeKind kind)
{
	g_assert((gsize)kind < G_N_ELEMENTS(kind_names));
	return kind_names[kind];
}

bool
sql_type_is_integer(SqlTypeKind kind)
{
	return kind >= SQL_TYPE_TINYINT && kind <= SQL_TYPE_BIGINT;
}

bool
sql_type_is_text(SqlTypeKind kind)
{
	return kind == SQL_TYPE_CHAR || kind == SQL_TYPE_VARCHAR || kind == SQL_TYPE_ENUM ||
	       kind == SQL_TYPE_SET || (kind >= SQL_TYPE_TINYTEXT && kind <= SQL_TYPE_LONGTEXT);
}

bool
sql_type_is_geometry(SqlTypeKind kind)
{
	return kind >= SQL_TYPE_GEOMETRY && kind <= SQL_TYPE_GEOMETRYCOLLECTION;
}

bool
sql_type_is_lob(SqlTypeKind kind)
{
	return (kind >= SQL_TYPE_TINYTEXT && kind <= SQL_TYPE_LONGBLOB) || kind == SQL_TYPE_JSON ||
	       kind == SQL_TYPE_VECTOR || sql_type_is_geometry(kind);
}

bool
sql_type_is_temporal(SqlTypeKind kind)
{
	return kind >= SQL_TYPE_DATE && kind <= SQL_TYPE_YEAR;
}

/* As the servers print members: quotes doubled, the backslash and line ends escaped. */
static void
append_member(GString *text, const char *member)
{
	g_string_append_c(text, '\'');
	for (; *member != '\0'; member++) {
		if (*member == '\n')
			g_string_append(text, "\\n");
		else if (*member == '\r')
			g_string_append(text, "\\r");
		else if (*member == '\'' || *member == '\\')
			g_string_append_printf(text, "%c%c", *member, *member);
		else
			g_string_append_c(text, *member);
	}
	g_string_append_c(text, '\'');
}

static void
append_members(GString *text, const GPtrArray *members)
{
	g_string_append_c(text, '(');
	for (guint i = 0; i < members->len; i++) {
		if (i > 0)
			g_string_append_c(text, ',');
		append_member(text, g_ptr_array_index(members, i));
	}
	g_string_append_c(text, ')');
}

/* Types for which the server prints a length that was not written. */
static guint64
implied_length(SqlTypeKind kind)
{
	if (kind == SQL_TYPE_DECIMAL)
		return 10;
	return kind == SQL_TYPE_CHAR || kind == SQL_TYPE_BINARY || kind == SQL_TYPE_BIT ? 1 : 0;
}

static void
append_length(GString *text, const SqlType *type)
{
	bool real = type->kind == SQL_TYPE_FLOAT || type->kind == SQL_TYPE_DOUBLE;
	guint64 length = type->has_length ? type->length : implied_length(type->kind);

	if (sql_type_is_lob(type->kind) && type->kind != SQL_TYPE_VECTOR)
		return; /* a length only chose among the four sizes */
	if (real && !type->has_scale)
		return; /* a precision only chose between the two */
	if (sql_type_is_temporal(type->kind) && length == 0)
		return;
	if (!type->has_length && length == 0)
		return;
	g_string_append_printf(text, "(%" G_GUINT64_FORMAT, length);
	if (type->has_scale || type->kind == SQL_TYPE_DECIMAL)
		g_string_append_printf(text, ",%u", type->scale);
	g_string_append_c(text, ')');
}

char *
sql_type_format(const SqlType *type)
{
	GString *text = g_string_new(NULL);

	if (type->kind == SQL_TYPE_UNKNOWN) {
		g_autofree char *word =
			g_ascii_strdown(type->written != NULL ? type->written : "", -1);
		g_string_append(text, word);
	} else {
		g_string_append(text, kind_names[type->kind]);
	}
	if (type->members != NULL)
		append_members(text, type->members);
	else
		append_length(text, type);
	if (type->is_unsigned)
		g_string_append(text, " unsigned");
	if (type->zerofill)
		g_string_append(text, " zerofill");
	return g_string_free(text, FALSE);
}

void
sql_type_parse(const char *text, SqlType *ret_type)
{
	SqlParser parser = {.parsed = NULL};

	*ret_type = (SqlType){.srid = -1};
	sql_cursor_init(&parser.cursor, text, strlen(text), SQL_MODE_DEFAULT);
	sql_parse_type(&parser, ret_type);
}
