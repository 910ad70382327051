#include <math.h>
#include <string.h>

#include "planner/schema_apply_internal.h"

/* The default value `text` as the server stores it; NULL: it does not fit the type. */
typedef char *(*Formatter)(const SqlType *type, const char *text);

static char *
format_integer(const SqlType *type, const char *text)
{
	static const gint64 most[] = {
		[SQL_TYPE_TINYINT] = 127,       [SQL_TYPE_SMALLINT] = 32767,
		[SQL_TYPE_MEDIUMINT] = 8388607, [SQL_TYPE_INT] = 2147483647,
		[SQL_TYPE_BIGINT] = G_MAXINT64,
	};
	char *end = NULL;
	double value = g_ascii_strtod(text, &end);

	if (end == text || *end != '\0' || type->kind >= G_N_ELEMENTS(most))
		return NULL;
	if (type->is_unsigned && value < 0)
		return NULL;
	if (type->kind != SQL_TYPE_BIGINT) {
		double top = (double)most[type->kind] * (type->is_unsigned ? 2 : 1) + 1;
		if (round(value) > top || (round(value) == top && !type->is_unsigned) ||
		    round(value) < -top)
			return NULL;
		return g_strdup_printf("%.0f",
		                       value < 0 ? -floor(-value + 0.5) : floor(value + 0.5));
	}
	if (strpbrk(text, ".eE") != NULL)
		return g_strdup_printf("%.0f", round(value));
	return *text == '-'
	               ? g_strdup_printf("%" G_GINT64_FORMAT, g_ascii_strtoll(text, NULL, 10))
	               : g_strdup_printf("%" G_GUINT64_FORMAT, g_ascii_strtoull(text, NULL, 10));
}

/* Digits are moved as text, because a double holds only 15 of them. */
static char *
format_decimal(const SqlType *type, const char *text)
{
	char *end = NULL;
	double value = g_ascii_strtod(text, &end);
	const char *point = strchr(text, '.');
	gsize decimals = point != NULL ? strlen(point + 1) : 0;

	if (end == text || *end != '\0')
		return NULL;
	const char *digits = text + strspn(text, "+-0");
	if (strspn(digits, "0123456789") + type->scale > type->length)
		return NULL;
	bool is_plain = strspn(text, "+-0123456789.") == strlen(text);
	if (!is_plain || decimals > type->scale || text[0] == '.' || text[0] == '+')
		return g_strdup_printf("%.*f", (int)type->scale,
		                       value + (value < 0 ? -1e-9 : 1e-9));
	GString *padded = g_string_new(text);
	if (point == NULL && type->scale > 0)
		g_string_append_c(padded, '.');
	for (gsize i = decimals; i < type->scale; i++)
		g_string_append_c(padded, '0');
	return g_string_free(padded, FALSE);
}

static char *
format_real(const SqlType *type, const char *text)
{
	char *end = NULL;
	double value = g_ascii_strtod(text, &end);
	char buffer[G_ASCII_DTOSTR_BUF_SIZE];

	if (end == text || *end != '\0')
		return NULL;
	if (type->has_scale)
		return g_strdup_printf("%.*f", (int)type->scale, value);
	return g_strdup(g_ascii_formatd(buffer, sizeof buffer,
	                                type->kind == SQL_TYPE_FLOAT ? "%.6g" : "%.15g", value));
}

/* A number, X'4D' or B'01' as a number; false when it is none of these. */
static bool
parse_coded(const char *text, guint64 *ret_value)
{
	bool is_hex =
		g_ascii_strncasecmp(text, "x'", 2) == 0 || g_ascii_strncasecmp(text, "0x", 2) == 0;
	bool is_bits =
		g_ascii_strncasecmp(text, "b'", 2) == 0 || g_ascii_strncasecmp(text, "0b", 2) == 0;

	if (!is_hex && !is_bits)
		return false;
	*ret_value = g_ascii_strtoull(text + 2, NULL, is_hex ? 16 : 2);
	return true;
}

static char *
format_bit(const SqlType *type G_GNUC_UNUSED, const char *text)
{
	guint64 value = 0;
	GString *bits = g_string_new(NULL);

	if (!parse_coded(text, &value))
		value = g_ascii_strtoull(text, NULL, 10);
	do {
		g_string_prepend_c(bits, value & 1 ? '1' : '0');
		value >>= 1;
	} while (value != 0);
	g_string_prepend(bits, "b'");
	g_string_append_c(bits, '\'');
	return g_string_free(bits, FALSE);
}

static char *
format_year(const SqlType *type G_GNUC_UNUSED, const char *text)
{
	char *end = NULL;
	guint64 year = g_ascii_strtoull(text, &end, 10);

	if (end == text || *end != '\0')
		return NULL;
	if (year > 0 && year < 100)
		year += year < 70 ? 2000 : 1900;
	return g_strdup_printf("%04" G_GUINT64_FORMAT, year);
}

/* The numbers that stand in a text, at most seven; how many. */
static guint
split_numbers(const char *text, guint *numbers)
{
	guint count = 0;

	while (*text != '\0' && count < 7) {
		if (!g_ascii_isdigit(*text)) {
			text++;
			continue;
		}
		char *end = NULL;
		numbers[count++] = (guint)g_ascii_strtoull(text, &end, 10);
		text = end;
	}
	return count;
}

/* 20200101 and 20200101123000 are 2020-01-01 ... */
static char *
spread_digits(const char *text)
{
	gsize length = strlen(text);

	if (strspn(text, "0123456789") != length || (length != 8 && length != 14))
		return g_strdup(text);
	if (length == 8)
		return g_strdup_printf("%.4s-%.2s-%.2s", text, text + 4, text + 6);
	return g_strdup_printf("%.4s-%.2s-%.2s %.2s:%.2s:%.2s", text, text + 4, text + 6, text + 8,
	                       text + 10, text + 12);
}

static void
append_fraction(GString *value, const SqlType *type, const char *text)
{
	const char *point = strchr(text, '.');

	if (!type->has_length || type->length == 0)
		return;
	g_string_append_c(value, '.');
	for (guint64 i = 0; i < type->length; i++) {
		bool is_digit = point != NULL && g_ascii_isdigit(point[1]);
		g_string_append_c(value, is_digit ? *++point : '0');
	}
}

/* mgrun's sessions run with NO_ZERO_DATE and NO_ZERO_IN_DATE. */
static char *
format_date(const SqlType *type, const char *written)
{
	g_autofree char *text = spread_digits(written);
	guint numbers[7] = {0};
	GString *value = NULL;

	if (split_numbers(text, numbers) < 3 || numbers[1] < 1 || numbers[1] > 12 ||
	    numbers[2] < 1 ||
	    numbers[2] >
	            g_date_get_days_in_month((GDateMonth)numbers[1], (GDateYear)MAX(numbers[0], 1)))
		return NULL;
	value = g_string_new(NULL);
	g_string_printf(value, "%04u-%02u-%02u", numbers[0], numbers[1], numbers[2]);
	if (type->kind != SQL_TYPE_DATE) {
		g_string_append_printf(value, " %02u:%02u:%02u", numbers[3], numbers[4],
		                       numbers[5]);
		append_fraction(value, type, text);
	}
	return g_string_free(value, FALSE);
}

static char *
format_time(const SqlType *type, const char *text)
{
	guint numbers[7] = {0};
	guint count = split_numbers(text, numbers);
	GString *value = NULL;

	if (count == 0)
		return NULL;
	if (strchr(text, ':') == NULL) { /* HHMMSS */
		guint all = numbers[0];
		numbers[0] = all / 10000;
		numbers[1] = all / 100 % 100;
		numbers[2] = all % 100;
	}
	value = g_string_new(*text == '-' ? "-" : "");
	g_string_append_printf(value, "%02u:%02u:%02u", numbers[0], numbers[1], numbers[2]);
	append_fraction(value, type, text);
	return g_string_free(value, FALSE);
}

static const char *
find_member(const SqlType *type, const char *text, gsize length)
{
	for (guint i = 0; type->members != NULL && i < type->members->len; i++) {
		const char *member = type->members->pdata[i];
		if (strlen(member) == length && g_ascii_strncasecmp(member, text, length) == 0)
			return member;
	}
	return NULL;
}

static char *
format_enum(const SqlType *type, const char *text)
{
	return g_strdup(find_member(type, text, strlen(text)));
}

/* Members of a set stand in the order of its type. */
static char *
format_set(const SqlType *type, const char *text)
{
	g_auto(GStrv) wanted = g_strsplit(text, ",", -1);
	g_autoptr(GString) value = g_string_new(NULL);

	for (char **word = wanted; *word != NULL; word++)
		if (find_member(type, *word, strlen(*word)) == NULL)
			return NULL;
	for (guint i = 0; i < type->members->len; i++)
		for (char **word = wanted; *word != NULL; word++)
			if (g_ascii_strcasecmp(*word, type->members->pdata[i]) == 0) {
				g_string_append_printf(value, "%s%s", value->len > 0 ? "," : "",
				                       (const char *)type->members->pdata[i]);
				break;
			}
	return g_strdup(value->str);
}

static int
hex_value(const char *digits)
{
	return g_ascii_xdigit_value(digits[0]) * 16 + g_ascii_xdigit_value(digits[1]);
}

/* X'4142' and 0x4142 are the text AB. */
static char *
decode_text(const char *text)
{
	GString *value = g_string_new(NULL);
	guint64 number = 0;

	if (g_ascii_tolower(text[0]) == 'b' || g_ascii_strncasecmp(text, "0b", 2) == 0) {
		parse_coded(text, &number);
		for (int shift = 56; shift >= 0; shift -= 8)
			if (number >> shift != 0)
				g_string_append_c(value, (char)(number >> shift & 0xff));
		return g_string_free(value, FALSE);
	}
	for (text += 2; g_ascii_isxdigit(text[0]) && g_ascii_isxdigit(text[1]); text += 2)
		g_string_append_c(value, (char)hex_value(text));
	return g_string_free(value, FALSE);
}

static char *
format_text(const SqlType *type, const char *text)
{
	if (type->has_length && (guint64)g_utf8_strlen(text, -1) > type->length)
		return NULL;
	return g_strdup(text);
}

static Formatter
formatter_of(SqlTypeKind kind)
{
	if (sql_type_is_integer(kind))
		return format_integer;
	if (kind == SQL_TYPE_DECIMAL)
		return format_decimal;
	if (kind == SQL_TYPE_FLOAT || kind == SQL_TYPE_DOUBLE)
		return format_real;
	if (kind == SQL_TYPE_BIT)
		return format_bit;
	if (kind == SQL_TYPE_YEAR)
		return format_year;
	if (kind == SQL_TYPE_TIME)
		return format_time;
	if (sql_type_is_temporal(kind))
		return format_date;
	if (kind == SQL_TYPE_ENUM)
		return format_enum;
	return kind == SQL_TYPE_SET ? format_set : format_text;
}

/* What was written without quotes: TRUE, 0x41, b'1'. Caller frees. */
static char *
plain_value(const SqlColumn *column)
{
	const char *text = column->default_text;
	guint64 number = 0;

	if (column->default_quoted)
		return g_strdup(text);
	if (g_ascii_strcasecmp(text, "TRUE") == 0)
		return g_strdup("1");
	if (g_ascii_strcasecmp(text, "FALSE") == 0)
		return g_strdup("0");
	if (column->type.kind == SQL_TYPE_BIT || !parse_coded(text, &number))
		return g_strdup(text);
	if (sql_type_is_integer(column->type.kind))
		return g_strdup_printf("%" G_GUINT64_FORMAT, number);
	return decode_text(text);
}

static void
refuse_default(Application *application, const SqlColumn *column)
{
	apply_problem(application, (ErrorNumbers){1067, 1067}, SQL_OBJECT_COLUMN, column->name,
	              NULL, "the default of column `%s` does not fit its type", column->name);
}

static void
settle_literal(Application *application, SqlColumn *column)
{
	if (sql_type_is_lob(column->type.kind) &&
	    apply_problem(application, (ErrorNumbers){1101, 0}, SQL_OBJECT_COLUMN, column->name,
	                  NULL,
	                  "column `%s` is a BLOB, TEXT, GEOMETRY or JSON: its default must be an "
	                  "expression in parentheses",
	                  column->name))
		return;
	g_autofree char *plain = plain_value(column);
	char *value = formatter_of(column->type.kind)(&column->type, plain);
	if (value == NULL) {
		refuse_default(application, column);
		return;
	}
	g_free(column->default_text);
	column->default_text = value;
	column->default_quoted =
		!sql_type_is_integer(column->type.kind) && column->type.kind != SQL_TYPE_BIT;
}

char *
canonical_now(const char *written, guint64 *ret_digits)
{
	const char *open = strchr(written, '(');
	guint64 digits = open != NULL ? g_ascii_strtoull(open + 1, NULL, 10) : 0;

	if (ret_digits != NULL)
		*ret_digits = digits;
	return digits > 0 ? g_strdup_printf("CURRENT_TIMESTAMP(%" G_GUINT64_FORMAT ")", digits)
	                  : g_strdup("CURRENT_TIMESTAMP");
}

static bool
has_time(const SqlColumn *column)
{
	return column->type.kind == SQL_TYPE_DATETIME || column->type.kind == SQL_TYPE_TIMESTAMP;
}

/* MySQL wants the default's digits to be the column's; MariaDB takes any. */
static void
settle_now(Application *application, SqlColumn *column)
{
	guint64 digits = 0;
	char *text = canonical_now(column->default_text, &digits);
	guint64 wanted = column->type.has_length ? column->type.length : 0;

	g_free(column->default_text);
	column->default_text = text;
	if (!has_time(column) || digits != wanted)
		apply_problem(application, (ErrorNumbers){1067, 0}, SQL_OBJECT_COLUMN, column->name,
		              NULL,
		              has_time(column)
		                      ? "CURRENT_TIMESTAMP of column `%s` must have the column's "
		                        "fractional digits"
		                      : "only DATETIME and TIMESTAMP have CURRENT_TIMESTAMP as "
		                        "their default, not `%s`",
		              column->name);
}

static void
settle_on_update(Application *application, SqlColumn *column)
{
	guint64 digits = 0;
	char *text = canonical_now(column->on_update, &digits);
	bool is_odd =
		has_time(column) && digits != (column->type.has_length ? column->type.length : 0);

	g_free(column->on_update);
	column->on_update = text;
	if (!has_time(column) || is_odd)
		apply_problem(application, (ErrorNumbers){1294, is_odd ? 0 : 1294},
		              SQL_OBJECT_COLUMN, column->name, NULL,
		              "ON UPDATE of column `%s` does not fit its type", column->name);
}

void
canonical_default(Application *application, SqlColumn *column)
{
	if (column->on_update != NULL)
		settle_on_update(application, column);
	if (column->auto_increment && column->default_kind != SQL_DEFAULT_NONE &&
	    column->default_kind != SQL_DEFAULT_NULL)
		refuse_default(application, column);
	if (column->generated != NULL && column->default_kind != SQL_DEFAULT_NONE)
		apply_problem(application, (ErrorNumbers){1221, 0}, SQL_OBJECT_COLUMN, column->name,
		              NULL, "generated column `%s` cannot have a default", column->name);
	switch (column->default_kind) {
	case SQL_DEFAULT_NONE:
		if (!column->not_null && column->generated == NULL)
			column->default_kind = SQL_DEFAULT_NULL;
		break;
	case SQL_DEFAULT_NULL:
		if (column->not_null)
			refuse_default(application, column);
		break;
	case SQL_DEFAULT_LITERAL:
		settle_literal(application, column);
		break;
	case SQL_DEFAULT_NOW:
		settle_now(application, column);
		break;
	case SQL_DEFAULT_EXPRESSION:
		break;
	}
}
