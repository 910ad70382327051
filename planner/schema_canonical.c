#include <string.h>

#include "planner/schema_apply_internal.h"
#include "sql/quote.h"

/* ---- charsets */

/* A collation of MariaDB that fits any charset, as it is written: uca1400_ai_ci. */
static char *
full_collation(const char *collation, const char *charset)
{
	g_autofree char *name = schema_charset_name(collation);

	if (g_str_has_prefix(name, "uca1400") && charset != NULL)
		return g_strconcat(charset, "_", name, NULL);
	return g_steal_pointer(&name);
}

static bool
is_known_charset(const char *charset)
{
	g_autofree char *probe = g_strconcat(charset, "_bin", NULL);
	g_autofree char *found = schema_collation_charset(probe);

	return found != NULL;
}

bool
canonical_charset(Application *application, const char *charset, const char *collation,
                  char **ret_charset, char **ret_collation)
{
	g_autofree char *set = charset != NULL ? schema_charset_name(charset) : NULL;
	g_autofree char *order = collation != NULL ? full_collation(collation, set) : NULL;
	g_autofree char *owner = order != NULL ? schema_collation_charset(order) : NULL;

	if (set != NULL && !is_known_charset(set)) {
		apply_problem(application, (ErrorNumbers){1115, 1115}, SQL_OBJECT_TABLE, charset,
		              NULL, "there is no character set `%s`", charset);
		return false;
	}
	if (order != NULL && owner == NULL) {
		apply_problem(application, (ErrorNumbers){1273, 1273}, SQL_OBJECT_TABLE, collation,
		              NULL, "there is no collation `%s`", collation);
		return false;
	}
	if (set != NULL && owner != NULL && !g_str_equal(set, owner)) {
		apply_problem(application, (ErrorNumbers){1253, 1253}, SQL_OBJECT_TABLE, collation,
		              NULL, "collation `%s` does not belong to character set `%s`",
		              collation, charset);
		return false;
	}
	if (set == NULL)
		set = owner != NULL ? g_strdup(owner) : g_strdup(application->after->charset);
	if (order == NULL)
		order = g_strdup(schema_default_collation(set, application->target));
	*ret_charset = g_steal_pointer(&set);
	*ret_collation = g_steal_pointer(&order);
	return true;
}

/* A text type in the charset `binary` is a binary type. */
static void
turn_binary(SqlType *type)
{
	static const SqlTypeKind kinds[][2] = {
		{SQL_TYPE_CHAR, SQL_TYPE_BINARY},           {SQL_TYPE_VARCHAR, SQL_TYPE_VARBINARY},
		{SQL_TYPE_TINYTEXT, SQL_TYPE_TINYBLOB},     {SQL_TYPE_TEXT, SQL_TYPE_BLOB},
		{SQL_TYPE_MEDIUMTEXT, SQL_TYPE_MEDIUMBLOB}, {SQL_TYPE_LONGTEXT, SQL_TYPE_LONGBLOB},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (type->kind == kinds[i][0]) {
			type->kind = kinds[i][1];
			g_clear_pointer(&type->charset, g_free);
			g_clear_pointer(&type->collation, g_free);
			return;
		}
}

static void
settle_charset(Application *application, SqlType *type)
{
	const SchemaTable *table = application->after;
	char *charset = NULL;
	char *collation = NULL;

	if (!sql_type_is_text(type->kind)) {
		g_clear_pointer(&type->charset, g_free);
		g_clear_pointer(&type->collation, g_free);
		return;
	}
	if (type->charset == NULL && type->national)
		type->charset = g_strdup("utf8mb3");
	bool inherits = type->charset == NULL && type->collation == NULL;
	if (inherits && !type->binary) {
		type->charset = g_strdup(table->charset);
		type->collation = g_strdup(table->collation);
	} else if (canonical_charset(application, type->charset, type->collation, &charset,
	                             &collation)) {
		if (type->binary && type->collation == NULL) {
			g_free(collation);
			collation = g_strconcat(charset, "_bin", NULL);
		}
		g_free(type->charset);
		g_free(type->collation);
		type->charset = charset;
		type->collation = collation;
	}
	type->binary = false;
	type->national = false;
	if (type->charset != NULL && g_str_equal(type->charset, "binary"))
		turn_binary(type);
}

/* ---- lengths */

/* The widths that the server prints where none was written. */
static guint64
default_width(const SqlType *type)
{
	static const guint widths[] = {
		[SQL_TYPE_TINYINT] = 4, [SQL_TYPE_SMALLINT] = 6, [SQL_TYPE_MEDIUMINT] = 9,
		[SQL_TYPE_INT] = 11,    [SQL_TYPE_BIGINT] = 20,
	};

	if (type->is_unsigned && type->kind == SQL_TYPE_MEDIUMINT)
		return 8;
	guint width = type->kind < G_N_ELEMENTS(widths) ? widths[type->kind] : 1;
	return width - (type->is_unsigned && type->kind != SQL_TYPE_BIGINT ? 1 : 0);
}

/* MySQL 8.0.19 drops display widths but for ZEROFILL and tinyint(1). */
static void
settle_integer(Application *application, SqlType *type)
{
	bool is_boolean = type->kind == SQL_TYPE_TINYINT && type->has_length && type->length == 1 &&
	                  !type->is_unsigned;

	if (plan_target_is_mysql(application->target, 80019) && !type->zerofill) {
		type->has_length = is_boolean;
		return;
	}
	if (!type->has_length || type->length == 0)
		type->length = default_width(type);
	type->has_length = true;
}

static void
settle_real(SqlType *type)
{
	if (type->has_scale)
		return;
	if (type->kind == SQL_TYPE_FLOAT && type->has_length && type->length > 24)
		type->kind = SQL_TYPE_DOUBLE;
	type->has_length = false;
}

static void
set_length(SqlType *type, guint64 length)
{
	type->has_length = true;
	type->length = length;
}

/* TEXT(n), BLOB(n): the smallest type that holds so much. */
static void
settle_lob(SqlType *type, bool mariadb)
{
	bool is_text = type->kind == SQL_TYPE_TEXT;
	guint64 bytes = type->length * (is_text ? schema_charset_bytes(type->charset) : 1);

	if ((!is_text && type->kind != SQL_TYPE_BLOB) || !type->has_length)
		return;
	type->has_length = false;
	if (bytes == 0 && mariadb)
		return;
	if (bytes <= 0xff)
		type->kind = is_text ? SQL_TYPE_TINYTEXT : SQL_TYPE_TINYBLOB;
	else if (bytes > 0xffffff)
		type->kind = is_text ? SQL_TYPE_LONGTEXT : SQL_TYPE_LONGBLOB;
	else if (bytes > 0xffff)
		type->kind = is_text ? SQL_TYPE_MEDIUMTEXT : SQL_TYPE_MEDIUMBLOB;
}

static void
trim_members(SqlType *type)
{
	for (guint i = 0; type->members != NULL && i < type->members->len; i++) {
		char *member = type->members->pdata[i];
		gsize length = strlen(member);
		while (length > 0 && member[length - 1] == ' ')
			member[--length] = '\0';
	}
}

/* Lengths of the types that are not integers, times or texts. */
static bool
settle_other_length(Application *application, SqlType *type)
{
	switch ((int)type->kind) {
	case SQL_TYPE_FLOAT:
	case SQL_TYPE_DOUBLE:
		settle_real(type);
		return true;
	case SQL_TYPE_DECIMAL:
		set_length(type, type->has_length && type->length != 0 ? type->length : 10);
		type->has_scale = true;
		return true;
	case SQL_TYPE_YEAR:
		type->has_length = application->target->mariadb;
		type->length = 4;
		return true;
	case SQL_TYPE_BIT:
	case SQL_TYPE_CHAR:
	case SQL_TYPE_BINARY:
		set_length(type, type->has_length ? type->length : 1);
		return true;
	case SQL_TYPE_VECTOR:
		set_length(type, type->has_length ? type->length : 2048);
		return true;
	default:
		return false;
	}
}

static void
settle_length(Application *application, SqlType *type)
{
	if (settle_other_length(application, type))
		return;
	if (sql_type_is_integer(type->kind)) {
		settle_integer(application, type);
	} else if (sql_type_is_temporal(type->kind)) {
		type->has_length = type->has_length && type->length > 0;
	} else {
		settle_lob(type, application->target->mariadb);
		trim_members(type);
	}
}

/* ---- limits */

static void
type_problem(Application *application, const SqlColumn *column, guint number, const char *what)
{
	apply_problem(application, (ErrorNumbers){number, number}, SQL_OBJECT_COLUMN, column->name,
	              NULL, "column `%s`: %s", column->name, what);
}

static void
check_members(Application *application, const SqlColumn *column)
{
	const GPtrArray *members = column->type.members;

	for (guint i = 1; members != NULL && i < members->len; i++)
		for (guint k = 0; k < i; k++)
			if (g_utf8_collate(members->pdata[i], members->pdata[k]) == 0 ||
			    g_ascii_strcasecmp(members->pdata[i], members->pdata[k]) == 0) {
				type_problem(application, column, 1291, "a value is doubled");
				return;
			}
}

static void
check_digits(Application *application, const SqlColumn *column)
{
	const SqlType *type = &column->type;

	if (type->kind == SQL_TYPE_DECIMAL && type->length > 65)
		type_problem(application, column, 1426, "has more than 65 digits");
	else if (type->scale > 30)
		type_problem(application, column, 1425, "has more than 30 decimals");
	else if (type->length < type->scale)
		type_problem(application, column, 1427, "has more decimals than digits");
}

/* Types and the most that their numbers may be. */
static void
check_type(Application *application, const SqlColumn *column)
{
	const SqlType *type = &column->type;

	if (type->kind == SQL_TYPE_VARCHAR &&
	    type->length > 65535 / schema_charset_bytes(type->charset))
		type_problem(application, column, 1074, "is longer than VARCHAR can be; use TEXT");
	else if (type->kind == SQL_TYPE_VARBINARY && type->length > 65535)
		type_problem(application, column, 1074,
		             "is longer than VARBINARY can be; use BLOB");
	else if ((type->kind == SQL_TYPE_CHAR || type->kind == SQL_TYPE_BINARY) &&
	         type->length > 255)
		type_problem(application, column, 1074, "is longer than 255");
	else if (type->kind == SQL_TYPE_BIT && type->length > 64)
		type_problem(application, column, 1439, "has more than 64 bits");
	else if (type->kind == SQL_TYPE_DECIMAL || type->has_scale)
		check_digits(application, column);
	else if (type->kind != SQL_TYPE_YEAR && sql_type_is_temporal(type->kind) &&
	         type->has_length && type->length > 6)
		type_problem(application, column, 1426, "has more than 6 fractional digits");
	check_members(application, column);
}

/* ---- what is more than a type */

/* MariaDB's JSON is text with a check. */
static void
turn_json_into_text(SqlColumn *column)
{
	SqlCheck *check = sql_check_new();
	GString *expression = g_string_new("json_valid(");

	column->type.kind = SQL_TYPE_LONGTEXT;
	schema_set_string(&column->type.charset, "utf8mb4");
	schema_set_string(&column->type.collation, "utf8mb4_bin");
	sql_append_name(expression, column->name);
	g_string_append_c(expression, ')');
	g_free(check->expression);
	check->expression = g_string_free(expression, FALSE);
	check->enforced = true;
	if (column->checks == NULL)
		column->checks = g_ptr_array_new_with_free_func((GDestroyNotify)sql_check_free);
	if (column->checks->len == 0)
		g_ptr_array_add(column->checks, check);
	else
		sql_check_free(check);
}

/* Without explicit_defaults_for_timestamp: the first TIMESTAMP follows every change. */
static void
settle_timestamp(Application *application, SqlColumn *column)
{
	const char *missing =
		plan_target_is_mariadb(application->target, 101000) || !application->target->mariadb
			? "ON"
			: "OFF";
	const char *explicit_defaults = plan_target_variable(
		application->target, "explicit_defaults_for_timestamp", missing);
	bool is_first = true;

	if (column->type.kind != SQL_TYPE_TIMESTAMP || g_str_equal(explicit_defaults, "ON") ||
	    column->null_written)
		return;
	for (guint i = 0; i < application->after->columns->len; i++) {
		const SqlColumn *other = application->after->columns->pdata[i];
		is_first &= other->type.kind != SQL_TYPE_TIMESTAMP || other == column;
	}
	column->not_null = true;
	if (column->default_kind != SQL_DEFAULT_NONE || column->on_update != NULL)
		return;
	column->default_kind = is_first ? SQL_DEFAULT_NOW : SQL_DEFAULT_LITERAL;
	column->default_text = g_strdup(is_first ? "CURRENT_TIMESTAMP" : "0000-00-00 00:00:00");
	column->default_quoted = !is_first;
	if (is_first)
		column->on_update = g_strdup("CURRENT_TIMESTAMP");
}

void
canonical_column(Application *application, SqlColumn *column)
{
	SqlType *type = &column->type;

	if (type->kind == SQL_TYPE_JSON && application->target->mariadb)
		turn_json_into_text(column);
	check_members(application, column);
	if (type->kind == SQL_TYPE_YEAR && type->has_length && type->length != 4)
		apply_problem(application, (ErrorNumbers){1818, 0}, SQL_OBJECT_COLUMN, column->name,
		              NULL, "column `%s`: YEAR has four digits", column->name);
	if (sql_type_is_integer(type->kind) && type->has_length && type->length > 255)
		type_problem(application, column, 1439, "the display width is over 255");
	settle_charset(application, type);
	settle_length(application, type);
	check_type(application, column);
	if (!sql_type_is_geometry(type->kind))
		type->srid = -1;
	if (column->auto_increment)
		column->not_null = true;
	settle_timestamp(application, column);
	canonical_default(application, column);
}

/* ---- names */

static bool
is_free_index_name(const SchemaTable *table, const char *name)
{
	return g_ascii_strcasecmp(name, "PRIMARY") != 0 && schema_find_index(table, name) == NULL;
}

char *
canonical_index_name(const SchemaTable *table, const SqlIndex *index)
{
	const SqlKeyPart *first = index->parts->len > 0 ? index->parts->pdata[0] : NULL;
	const char *base =
		first != NULL && first->column != NULL ? first->column : "functional_index";
	g_autofree char *name = g_strdup(base);

	for (guint i = 2; !is_free_index_name(table, name); i++) {
		g_free(name);
		name = g_strdup_printf("%s_%u", base, i);
	}
	return g_steal_pointer(&name);
}

/* N of PREFIX and digits; 0 when it is not that. */
static guint64
generated_number(const char *name, const char *prefix)
{
	gsize length = strlen(prefix);
	char *end = NULL;

	if (g_ascii_strncasecmp(name, prefix, length) != 0 || !g_ascii_isdigit(name[length]))
		return 0;
	guint64 number = g_ascii_strtoull(name + length, &end, 10);
	return *end == '\0' ? number : 0;
}

char *
canonical_foreign_key_name(const SchemaTable *table)
{
	g_autofree char *prefix = g_strconcat(table->name, "_ibfk_", NULL);
	guint64 highest = 0;

	for (guint i = 0; i < table->foreign_keys->len; i++) {
		const SqlForeignKey *key = table->foreign_keys->pdata[i];
		highest = MAX(highest, generated_number(key->name, prefix));
	}
	return g_strdup_printf("%s%" G_GUINT64_FORMAT, prefix, highest + 1);
}

char *
canonical_check_name(const SchemaTable *table, const PlanTarget *target)
{
	g_autofree char *prefix =
		target->mariadb ? g_strdup("CONSTRAINT_") : g_strconcat(table->name, "_chk_", NULL);
	guint64 highest = 0;

	for (guint i = 0; i < table->checks->len; i++) {
		const SqlCheck *check = table->checks->pdata[i];
		highest = MAX(highest, generated_number(check->name, prefix));
	}
	return g_strdup_printf("%s%" G_GUINT64_FORMAT, prefix, highest + 1);
}

void
rename_generated_names(SchemaTable *table, const char *old_name, const char *new_name,
                       const PlanTarget *target)
{
	g_autofree char *old_key = g_strconcat(old_name, "_ibfk_", NULL);
	g_autofree char *old_check = g_strconcat(old_name, "_chk_", NULL);

	for (guint i = 0; i < table->foreign_keys->len; i++) {
		SqlForeignKey *key = table->foreign_keys->pdata[i];
		guint64 number = generated_number(key->name, old_key);
		if (number == 0)
			continue;
		g_free(key->name);
		key->name = g_strdup_printf("%s_ibfk_%" G_GUINT64_FORMAT, new_name, number);
	}
	for (guint i = 0; !target->mariadb && i < table->checks->len; i++) {
		SqlCheck *check = table->checks->pdata[i];
		guint64 number = generated_number(check->name, old_check);
		if (number == 0)
			continue;
		g_free(check->name);
		check->name = g_strdup_printf("%s_chk_%" G_GUINT64_FORMAT, new_name, number);
	}
}
