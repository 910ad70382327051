#include <string.h>

#include "planner/schema_internal.h"

/* SHOW CHARACTER SET of MySQL 9.7 and MariaDB 10.11: the same where both have one. */
static const struct {
	const char *charset;
	guint bytes; /* most a character */
	const char *collation;
} charsets[] = {
	{"utf8mb4", 4, "utf8mb4_general_ci"},
	{"utf8mb3", 3, "utf8mb3_general_ci"},
	{"latin1", 1, "latin1_swedish_ci"},
	{"ascii", 1, "ascii_general_ci"},
	{"binary", 1, "binary"},
	{"armscii8", 1, "armscii8_general_ci"},
	{"big5", 2, "big5_chinese_ci"},
	{"cp1250", 1, "cp1250_general_ci"},
	{"cp1251", 1, "cp1251_general_ci"},
	{"cp1256", 1, "cp1256_general_ci"},
	{"cp1257", 1, "cp1257_general_ci"},
	{"cp850", 1, "cp850_general_ci"},
	{"cp852", 1, "cp852_general_ci"},
	{"cp866", 1, "cp866_general_ci"},
	{"cp932", 2, "cp932_japanese_ci"},
	{"dec8", 1, "dec8_swedish_ci"},
	{"eucjpms", 3, "eucjpms_japanese_ci"},
	{"euckr", 2, "euckr_korean_ci"},
	{"gb18030", 4, "gb18030_chinese_ci"},
	{"gb2312", 2, "gb2312_chinese_ci"},
	{"gbk", 2, "gbk_chinese_ci"},
	{"geostd8", 1, "geostd8_general_ci"},
	{"greek", 1, "greek_general_ci"},
	{"hebrew", 1, "hebrew_general_ci"},
	{"hp8", 1, "hp8_english_ci"},
	{"keybcs2", 1, "keybcs2_general_ci"},
	{"koi8r", 1, "koi8r_general_ci"},
	{"koi8u", 1, "koi8u_general_ci"},
	{"latin2", 1, "latin2_general_ci"},
	{"latin5", 1, "latin5_turkish_ci"},
	{"latin7", 1, "latin7_general_ci"},
	{"macce", 1, "macce_general_ci"},
	{"macroman", 1, "macroman_general_ci"},
	{"sjis", 2, "sjis_japanese_ci"},
	{"swe7", 1, "swe7_swedish_ci"},
	{"tis620", 1, "tis620_thai_ci"},
	{"ucs2", 2, "ucs2_general_ci"},
	{"ujis", 3, "ujis_japanese_ci"},
	{"utf16", 4, "utf16_general_ci"},
	{"utf16le", 4, "utf16le_general_ci"},
	{"utf32", 4, "utf32_general_ci"},
};

/* MariaDB 11.5 gives these the collations of Unicode 14: character_set_collations. */
static const struct {
	const char *charset;
	const char *collation;
} mariadb_unicode[] = {
	{"utf8mb4", "utf8mb4_uca1400_ai_ci"}, {"utf8mb3", "utf8mb3_uca1400_ai_ci"},
	{"ucs2", "ucs2_uca1400_ai_ci"},       {"utf16", "utf16_uca1400_ai_ci"},
	{"utf32", "utf32_uca1400_ai_ci"},
};

static gint
find_charset(const char *charset)
{
	if (g_ascii_strcasecmp(charset, "utf8") == 0)
		charset = "utf8mb3";
	for (gsize i = 0; i < G_N_ELEMENTS(charsets); i++)
		if (g_ascii_strcasecmp(charsets[i].charset, charset) == 0)
			return (gint)i;
	return -1;
}

guint
schema_charset_bytes(const char *charset)
{
	gint found = charset != NULL ? find_charset(charset) : -1;

	return found >= 0 ? charsets[found].bytes : 1;
}

/* Whether a live MariaDB maps the charset: "utf8mb4=utf8mb4_uca1400_ai_ci,ucs2=...". */
static bool
mariadb_maps(const PlanTarget *target, const char *charset)
{
	const char *map = plan_target_variable(target, "character_set_collations", NULL);

	if (map == NULL)
		return !target->live && plan_target_is_mariadb(target, 110500);
	g_auto(GStrv) entries = g_strsplit(map, ",", -1);
	for (char **entry = entries; *entry != NULL; entry++)
		if (g_str_has_prefix(*entry, charset) && (*entry)[strlen(charset)] == '=')
			return strstr(*entry, "uca1400_ai_ci") != NULL;
	return false;
}

const char *
schema_default_collation(const char *charset, const PlanTarget *target)
{
	gint found = find_charset(charset);

	if (found < 0)
		return charset;
	const char *name = charsets[found].charset;
	if (!target->mariadb && g_str_equal(name, "utf8mb4"))
		return plan_target_variable(target, "default_collation_for_utf8mb4",
		                            "utf8mb4_0900_ai_ci");
	if (target->mariadb)
		for (gsize i = 0; i < G_N_ELEMENTS(mariadb_unicode); i++)
			if (g_str_equal(name, mariadb_unicode[i].charset) &&
			    mariadb_maps(target, name))
				return mariadb_unicode[i].collation;
	return charsets[found].collation;
}

char *
schema_charset_name(const char *written)
{
	char *name = g_ascii_strdown(written, -1);

	if (g_str_equal(name, "utf8") || g_str_has_prefix(name, "utf8_")) {
		char *whole = g_strconcat("utf8mb3", name + strlen("utf8"), NULL);
		g_free(name);
		return whole;
	}
	return name;
}

char *
schema_collation_charset(const char *collation)
{
	g_autofree char *name = schema_charset_name(collation);
	char *end = strchr(name, '_');

	if (end != NULL)
		*end = '\0';
	return find_charset(name) >= 0 ? g_strdup(charsets[find_charset(name)].charset) : NULL;
}

static guint64
decimal_bytes(const SqlType *type)
{
	/* Digits left over after groups of nine take so many bytes. */
	static const guint digits[] = {0, 1, 1, 2, 2, 3, 3, 4, 4};
	guint64 length = type->has_length ? type->length : 10;
	guint64 whole = length > type->scale ? length - type->scale : 0;

	return whole / 9 * 4 + digits[whole % 9] + type->scale / 9 * 4 + digits[type->scale % 9];
}

/* Of ENUM, which numbers its members, and SET, which has a bit for each. */
static guint64
member_bytes(const SqlType *type)
{
	guint count = type->members != NULL ? type->members->len : 1;
	guint bytes = (count + 7) / 8;

	if (type->kind == SQL_TYPE_ENUM)
		return count > 255 ? 2 : 1;
	return bytes > 4 ? 8 : bytes;
}

/* Bytes of the types whose size does not depend on the declaration's charset. */
static guint64
fixed_bytes(const SqlType *type)
{
	static const guint sizes[] = {
		[SQL_TYPE_TINYINT] = 1,  [SQL_TYPE_SMALLINT] = 2,  [SQL_TYPE_MEDIUMINT] = 3,
		[SQL_TYPE_INT] = 4,      [SQL_TYPE_BIGINT] = 8,    [SQL_TYPE_FLOAT] = 4,
		[SQL_TYPE_DOUBLE] = 8,   [SQL_TYPE_DATE] = 3,      [SQL_TYPE_TIME] = 3,
		[SQL_TYPE_DATETIME] = 5, [SQL_TYPE_TIMESTAMP] = 4, [SQL_TYPE_YEAR] = 1,
		[SQL_TYPE_UUID] = 16,    [SQL_TYPE_INET4] = 4,     [SQL_TYPE_INET6] = 16,
	};

	if (type->kind == SQL_TYPE_DECIMAL)
		return decimal_bytes(type);
	if (type->kind == SQL_TYPE_BIT)
		return ((type->has_length ? type->length : 1) + 7) / 8;
	if (type->kind == SQL_TYPE_ENUM || type->kind == SQL_TYPE_SET)
		return member_bytes(type);
	guint64 fraction =
		sql_type_is_temporal(type->kind) && type->has_length && type->kind != SQL_TYPE_YEAR
			? (type->length + 1) / 2
			: 0;
	return (type->kind < G_N_ELEMENTS(sizes) ? sizes[type->kind] : 0) + fraction;
}

guint64
schema_column_bytes(const SqlColumn *column, guint prefix_length)
{
	const SqlType *type = &column->type;
	guint64 each = schema_charset_bytes(type->charset);
	bool is_text = sql_type_is_text(type->kind) && type->kind != SQL_TYPE_ENUM &&
	               type->kind != SQL_TYPE_SET;

	if (is_text && prefix_length != 0)
		return prefix_length * each;
	if (prefix_length != 0)
		return prefix_length;
	if (type->kind == SQL_TYPE_CHAR || type->kind == SQL_TYPE_VARCHAR)
		return (type->has_length ? type->length : 1) * each;
	if (type->kind == SQL_TYPE_BINARY || type->kind == SQL_TYPE_VARBINARY)
		return type->has_length ? type->length : 1;
	if (sql_type_is_lob(type->kind))
		return 0;
	return fixed_bytes(type);
}
