#include "planner/target.h"

#include <stdlib.h>
#include <string.h>

/* Reserved by MySQL 9.7, in order: its information_schema.KEYWORDS. */
static const char *const reserved_words[] = {
	"ACCESSIBLE",
	"ADD",
	"ALL",
	"ALTER",
	"ANALYZE",
	"AND",
	"AS",
	"ASC",
	"ASENSITIVE",
	"BEFORE",
	"BETWEEN",
	"BIGINT",
	"BINARY",
	"BLOB",
	"BOTH",
	"BY",
	"CALL",
	"CASCADE",
	"CASE",
	"CHANGE",
	"CHAR",
	"CHARACTER",
	"CHECK",
	"COLLATE",
	"COLUMN",
	"CONDITION",
	"CONSTRAINT",
	"CONTINUE",
	"CONVERT",
	"CREATE",
	"CROSS",
	"CUBE",
	"CUME_DIST",
	"CURRENT_DATE",
	"CURRENT_TIME",
	"CURRENT_TIMESTAMP",
	"CURRENT_USER",
	"CURSOR",
	"DATABASE",
	"DATABASES",
	"DAY_HOUR",
	"DAY_MICROSECOND",
	"DAY_MINUTE",
	"DAY_SECOND",
	"DEC",
	"DECIMAL",
	"DECLARE",
	"DEFAULT",
	"DELAYED",
	"DELETE",
	"DENSE_RANK",
	"DESC",
	"DESCRIBE",
	"DETERMINISTIC",
	"DISTINCT",
	"DISTINCTROW",
	"DIV",
	"DOUBLE",
	"DROP",
	"DUAL",
	"EACH",
	"ELSE",
	"ELSEIF",
	"EMPTY",
	"ENCLOSED",
	"ESCAPED",
	"EXCEPT",
	"EXISTS",
	"EXIT",
	"EXPLAIN",
	"EXTERNAL",
	"FALSE",
	"FETCH",
	"FIRST_VALUE",
	"FLOAT",
	"FLOAT4",
	"FLOAT8",
	"FOR",
	"FORCE",
	"FOREIGN",
	"FROM",
	"FULLTEXT",
	"FUNCTION",
	"GENERATED",
	"GET",
	"GRANT",
	"GROUP",
	"GROUPING",
	"GROUPS",
	"HAVING",
	"HIGH_PRIORITY",
	"HOUR_MICROSECOND",
	"HOUR_MINUTE",
	"HOUR_SECOND",
	"IF",
	"IGNORE",
	"IN",
	"INDEX",
	"INFILE",
	"INNER",
	"INOUT",
	"INSENSITIVE",
	"INSERT",
	"INT",
	"INT1",
	"INT2",
	"INT3",
	"INT4",
	"INT8",
	"INTEGER",
	"INTERSECT",
	"INTERVAL",
	"INTO",
	"IO_AFTER_GTIDS",
	"IO_BEFORE_GTIDS",
	"IS",
	"ITERATE",
	"JOIN",
	"JSON_TABLE",
	"KEY",
	"KEYS",
	"KILL",
	"LAG",
	"LAST_VALUE",
	"LATERAL",
	"LEAD",
	"LEADING",
	"LEAVE",
	"LEFT",
	"LIBRARY",
	"LIKE",
	"LIMIT",
	"LINEAR",
	"LINES",
	"LOAD",
	"LOCALTIME",
	"LOCALTIMESTAMP",
	"LOCK",
	"LONG",
	"LONGBLOB",
	"LONGTEXT",
	"LOOP",
	"LOW_PRIORITY",
	"MATCH",
	"MAXVALUE",
	"MEDIUMBLOB",
	"MEDIUMINT",
	"MEDIUMTEXT",
	"MIDDLEINT",
	"MINUTE_MICROSECOND",
	"MINUTE_SECOND",
	"MOD",
	"MODIFIES",
	"NATURAL",
	"NO_WRITE_TO_BINLOG",
	"NOT",
	"NTH_VALUE",
	"NTILE",
	"NULL",
	"NUMERIC",
	"OF",
	"ON",
	"OPTIMIZE",
	"OPTIMIZER_COSTS",
	"OPTION",
	"OPTIONALLY",
	"OR",
	"ORDER",
	"OUT",
	"OUTER",
	"OUTFILE",
	"OVER",
	"PARTITION",
	"PERCENT_RANK",
	"PRECISION",
	"PRIMARY",
	"PROCEDURE",
	"PURGE",
	"QUALIFY",
	"RANGE",
	"RANK",
	"READ",
	"READ_WRITE",
	"READS",
	"REAL",
	"RECURSIVE",
	"REFERENCES",
	"REGEXP",
	"RELEASE",
	"RENAME",
	"REPEAT",
	"REPLACE",
	"REQUIRE",
	"RESIGNAL",
	"RESTRICT",
	"RETURN",
	"REVOKE",
	"RIGHT",
	"RLIKE",
	"ROW",
	"ROW_NUMBER",
	"ROWS",
	"SCHEMA",
	"SCHEMAS",
	"SECOND_MICROSECOND",
	"SELECT",
	"SENSITIVE",
	"SEPARATOR",
	"SET",
	"SHOW",
	"SIGNAL",
	"SMALLINT",
	"SPATIAL",
	"SPECIFIC",
	"SQL",
	"SQL_BIG_RESULT",
	"SQL_CALC_FOUND_ROWS",
	"SQL_SMALL_RESULT",
	"SQLEXCEPTION",
	"SQLSTATE",
	"SQLWARNING",
	"SSL",
	"STARTING",
	"STORED",
	"STRAIGHT_JOIN",
	"SYSTEM",
	"TABLE",
	"TABLESAMPLE",
	"TERMINATED",
	"THEN",
	"TINYBLOB",
	"TINYINT",
	"TINYTEXT",
	"TO",
	"TRAILING",
	"TRIGGER",
	"TRUE",
	"UNDO",
	"UNION",
	"UNIQUE",
	"UNLOCK",
	"UNSIGNED",
	"UPDATE",
	"USAGE",
	"USE",
	"USING",
	"UTC_DATE",
	"UTC_TIME",
	"UTC_TIMESTAMP",
	"VALUES",
	"VARBINARY",
	"VARCHAR",
	"VARCHARACTER",
	"VARYING",
	"VIRTUAL",
	"WHEN",
	"WHERE",
	"WHILE",
	"WINDOW",
	"WITH",
	"WRITE",
	"XOR",
	"YEAR_MONTH",
	"ZEROFILL",
};

/* "8.0" is 80000, "9.7.4" is 90704; 0 when it is no version. */
static guint
parse_version(const char *text)
{
	guint parts[3] = {0};

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		char *end = NULL;
		guint64 number = g_ascii_isdigit(*text) ? g_ascii_strtoull(text, &end, 10) : 100;

		if (end == NULL || number > 99)
			return 0;
		parts[i] = (guint)number;
		if (*end == '\0')
			return parts[0] * 10000 + parts[1] * 100 + parts[2];
		if (*end != '.')
			return 0;
		text = end + 1;
	}
	return 0;
}

bool
plan_target_parse(const char *text, PlanTarget *ret_target)
{
	static const struct {
		const char *word;
		const char *name;
		bool mariadb;
	} kinds[] = {{"mysql", "MySQL", false}, {"mariadb", "MariaDB", true}};

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		gsize length = strlen(kinds[i].word);
		if (g_ascii_strncasecmp(text, kinds[i].word, length) != 0 || text[length] != ' ')
			continue;
		guint version = parse_version(text + length + 1);
		if (version == 0)
			return false;
		*ret_target = (PlanTarget){.mariadb = kinds[i].mariadb, .version = version};
		g_snprintf(ret_target->text, sizeof ret_target->text, "%s %s", kinds[i].name,
		           text + length + 1);
		return true;
	}
	return false;
}

void
plan_target_clear(PlanTarget *target)
{
	g_clear_pointer(&target->variables, g_hash_table_unref);
	g_clear_pointer(&target->reserved, g_hash_table_unref);
	g_clear_pointer(&target->grants, g_ptr_array_unref);
}

const char *
plan_target_variable(const PlanTarget *target, const char *name, const char *missing)
{
	const char *value =
		target->variables != NULL ? g_hash_table_lookup(target->variables, name) : NULL;
	return value != NULL ? value : missing;
}

bool
plan_target_is_mysql(const PlanTarget *target, guint since)
{
	return !target->mariadb && target->version >= since;
}

bool
plan_target_is_mariadb(const PlanTarget *target, guint since)
{
	return target->mariadb && target->version >= since;
}

static int
compare_words(const void *word, const void *element)
{
	return strcmp(word, *(const char *const *)element);
}

bool
plan_target_reserves(const PlanTarget *target, const char *word)
{
	g_autofree char *upper = g_ascii_strup(word, -1);

	if (target->reserved != NULL)
		return g_hash_table_contains(target->reserved, upper);
	return bsearch(upper, reserved_words, G_N_ELEMENTS(reserved_words),
	               sizeof reserved_words[0], compare_words) != NULL;
}
