#include <string.h>

#include "planner/target.h"

/* information_schema.KEYWORDS of MySQL 9.7 where RESERVED = 1, between blanks. */
static const char reserved_words[] =
	" ACCESSIBLE ADD ALL ALTER ANALYZE AND AS ASC ASENSITIVE BEFORE BETWEEN BIGINT BINARY"
	" BLOB BOTH BY CALL CASCADE CASE CHANGE CHAR CHARACTER CHECK COLLATE COLUMN CONDITION"
	" CONSTRAINT CONTINUE CONVERT CREATE CROSS CUBE CUME_DIST CURRENT_DATE CURRENT_TIME"
	" CURRENT_TIMESTAMP CURRENT_USER CURSOR DATABASE DATABASES DAY_HOUR DAY_MICROSECOND"
	" DAY_MINUTE DAY_SECOND DEC DECIMAL DECLARE DEFAULT DELAYED DELETE DENSE_RANK DESC"
	" DESCRIBE DETERMINISTIC DISTINCT DISTINCTROW DIV DOUBLE DROP DUAL EACH ELSE ELSEIF"
	" EMPTY ENCLOSED ESCAPED EXCEPT EXISTS EXIT EXPLAIN EXTERNAL FALSE FETCH FIRST_VALUE"
	" FLOAT FLOAT4 FLOAT8 FOR FORCE FOREIGN FROM FULLTEXT FUNCTION GENERATED GET GRANT"
	" GROUP GROUPING GROUPS HAVING HIGH_PRIORITY HOUR_MICROSECOND HOUR_MINUTE HOUR_SECOND"
	" IF IGNORE IN INDEX INFILE INNER INOUT INSENSITIVE INSERT INT INT1 INT2 INT3 INT4 INT8"
	" INTEGER INTERSECT INTERVAL INTO IO_AFTER_GTIDS IO_BEFORE_GTIDS IS ITERATE JOIN"
	" JSON_TABLE KEY KEYS KILL LAG LAST_VALUE LATERAL LEAD LEADING LEAVE LEFT LIBRARY LIKE"
	" LIMIT LINEAR LINES LOAD LOCALTIME LOCALTIMESTAMP LOCK LONG LONGBLOB LONGTEXT LOOP"
	" LOW_PRIORITY MATCH MAXVALUE MEDIUMBLOB MEDIUMINT MEDIUMTEXT MIDDLEINT"
	" MINUTE_MICROSECOND MINUTE_SECOND MOD MODIFIES NATURAL NO_WRITE_TO_BINLOG NOT"
	" NTH_VALUE NTILE NULL NUMERIC OF ON OPTIMIZE OPTIMIZER_COSTS OPTION OPTIONALLY OR"
	" ORDER OUT OUTER OUTFILE OVER PARTITION PERCENT_RANK PRECISION PRIMARY PROCEDURE PURGE"
	" QUALIFY RANGE RANK READ READ_WRITE READS REAL RECURSIVE REFERENCES REGEXP RELEASE"
	" RENAME REPEAT REPLACE REQUIRE RESIGNAL RESTRICT RETURN REVOKE RIGHT RLIKE ROW"
	" ROW_NUMBER ROWS SCHEMA SCHEMAS SECOND_MICROSECOND SELECT SENSITIVE SEPARATOR SET SHOW"
	" SIGNAL SMALLINT SPATIAL SPECIFIC SQL SQL_BIG_RESULT SQL_CALC_FOUND_ROWS"
	" SQL_SMALL_RESULT SQLEXCEPTION SQLSTATE SQLWARNING SSL STARTING STORED STRAIGHT_JOIN"
	" SYSTEM TABLE TABLESAMPLE TERMINATED THEN TINYBLOB TINYINT TINYTEXT TO TRAILING"
	" TRIGGER TRUE UNDO UNION UNIQUE UNLOCK UNSIGNED UPDATE USAGE USE USING UTC_DATE"
	" UTC_TIME UTC_TIMESTAMP VALUES VARBINARY VARCHAR VARCHARACTER VARYING VIRTUAL WHEN"
	" WHERE WHILE WINDOW WITH WRITE XOR YEAR_MONTH ZEROFILL"
	" ";

bool
plan_target_parse(const char *text, PlanTarget *ret_target)
{
	static const char *const kinds[] = {"mysql", "mariadb"};
	guint parts[3] = {0};
	guint count = 0;
	bool mariadb = g_ascii_strncasecmp(text, kinds[1], strlen(kinds[1])) == 0;
	const char *kind = kinds[mariadb];

	if (g_ascii_strncasecmp(text, kind, strlen(kind)) != 0)
		return false;
	const char *rest = text + strlen(kind);
	rest += strspn(rest, " -:");
	while (count < G_N_ELEMENTS(parts) && g_ascii_isdigit(*rest)) {
		gsize digits = strspn(rest, "0123456789");
		if (digits > 2)
			return false;
		parts[count++] = (guint)g_ascii_strtoull(rest, NULL, 10);
		rest += digits;
		rest += *rest == '.' && count < G_N_ELEMENTS(parts) ? 1 : 0;
	}
	if (count < 2 || *rest != '\0')
		return false;
	*ret_target = (PlanTarget){.mariadb = mariadb,
	                           .version = parts[0] * 10000 + parts[1] * 100 + parts[2]};
	g_snprintf(ret_target->text, sizeof ret_target->text, "%s %u.%u%s%.0u",
	           mariadb ? "MariaDB" : "MySQL", parts[0], parts[1], parts[2] > 0 ? "." : "",
	           parts[2]);
	return true;
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

bool
plan_target_reserves(const PlanTarget *target, const char *word)
{
	g_autofree char *upper = g_ascii_strup(word, -1);
	g_autofree char *between = g_strconcat(" ", upper, " ", NULL);

	if (target->reserved != NULL)
		return g_hash_table_contains(target->reserved, upper);
	return strchr(word, ' ') == NULL && strstr(reserved_words, between) != NULL;
}
