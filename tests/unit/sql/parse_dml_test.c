#include "tests/unit/test.h"

#include "sql/parse.h"

static void
append_list(GString *text, const char *label, const GPtrArray *names)
{
	g_string_append_printf(text, "; %s", label);
	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? "," : " ",
		                       (const char *)g_ptr_array_index(names, i));
}

static void
append_uses(GString *text, const char *label, const GPtrArray *uses)
{
	for (guint i = 0; i < uses->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(uses, i);
		g_string_append_printf(text, "; %s ", label);
		if (use->schema != NULL)
			g_string_append_printf(text, "%s.", use->schema);
		g_string_append(text, use->name);
		if (use->alias != NULL)
			g_string_append_printf(text, " as %s", use->alias);
		if (use->written)
			g_string_append(text, "!");
	}
}

static void
append_flags(GString *text, const SqlDml *dml)
{
	const struct {
		bool set;
		const char *name;
	} flags[] = {
		{dml->where_is_constant, "constant"},
		{dml->has_limit, "limit"},
		{dml->ignore, "ignore"},
		{dml->on_duplicate, "duplicate"},
		{dml->from_select, "select"},
		{dml->has_join, "join"},
		{dml->and_in_set, "and-in-set"},
		{dml->from_file, "file"},
		{dml->returning, "returning"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(flags); i++)
		if (flags[i].set)
			g_string_append_printf(text, "; %s", flags[i].name);
}

static void
append_dml(GString *text, const SqlDml *dml)
{
	append_uses(text, "table", dml->tables);
	if (dml->columns != NULL)
		append_list(text, "columns", dml->columns);
	for (guint i = 0; i < dml->assigned->len; i++) {
		const SqlAssignment *assignment = g_ptr_array_index(dml->assigned, i);
		g_string_append_printf(text, "; %s.%s=%s",
		                       assignment->table != NULL ? assignment->table : "",
		                       assignment->column, assignment->expression);
	}
	if (dml->where != NULL)
		g_string_append_printf(text, "; where %s", dml->where);
	if (dml->order_by != NULL)
		g_string_append_printf(text, "; order %s", dml->order_by);
	if (dml->value_rows > 0)
		g_string_append_printf(text, "; rows %u", dml->value_rows);
	append_flags(text, dml);
}

static char *
describe(const char *sql)
{
	g_autoptr(SqlParsed) parsed = sql_parse(sql, strlen(sql), SQL_MODE_DEFAULT);
	GString *text = g_string_new(parsed->main_verb);

	if (parsed->opaque_reason != NULL)
		g_string_append_printf(text, "; %s", parsed->opaque_reason);
	if (parsed->dml != NULL)
		append_dml(text, parsed->dml);
	append_uses(text, "reads", parsed->reads);
	if (parsed->functions->len > 0)
		append_list(text, "calls", parsed->functions);
	for (guint i = 0; i < parsed->features->len; i++)
		g_string_append_printf(
			text, "; {%s}",
			((const SqlFeature *)g_ptr_array_index(parsed->features, i))->what);
	return g_string_free(text, FALSE);
}

static void
assert_described(const char *const (*cases)[2], gsize count)
{
	for (gsize i = 0; i < count; i++) {
		g_autofree char *found = describe(cases[i][0]);
		assert_string_equal(found, cases[i][1]);
	}
}

static void
inserts_tell_columns_rows_and_sources(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"INSERT INTO t VALUES (1,'a)'),(2,'b\\'(,')", "INSERT; table t!; rows 2"},
		{"INSERT IGNORE s.t (a, `b`) VALUES (1,2), (3,4)",
	         "INSERT; table s.t!; columns a,b; rows 2; ignore"},
		{"INSERT INTO t () VALUES ()", "INSERT; table t!; columns; rows 1"},
		{"INSERT INTO t VALUES (NOW(), uuid()), (NOW(), (1+2)) -- (3)\n, (4,5)",
	         "INSERT; table t!; rows 3; calls NOW,UUID"},
		{"INSERT INTO t VALUES ((SELECT MAX(a) FROM u))",
	         "INSERT; table t!; rows 1; reads u; calls MAX"},
		{"INSERT INTO t VALUES ROW(1,2), ROW(3,4)",
	         "INSERT; table t!; rows 2; {TABLE or VALUES ROW() as a query}"},
		{"INSERT INTO t SET a=1, b = NOW()", "INSERT; table t!; .a=1; .b=NOW(); calls NOW"},
		{"INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a) + 1, b=2",
	         "INSERT; table t!; columns a; .a=VALUES(a) + 1; .b=2; rows 1; duplicate; calls "
	         "VALUES"},
		{"INSERT INTO t VALUES (1) AS n ON DUPLICATE KEY UPDATE a=n.a",
	         "INSERT; table t!; .a=n.a; rows 1; duplicate; {alias of inserted rows}"},
		{"INSERT INTO t (a) SELECT a FROM u JOIN v USING (id) WHERE u.x=1",
	         "INSERT; table t!; columns a; select; reads u; reads v"},
		{"INSERT INTO t (SELECT * FROM u)", "INSERT; table t!; select; reads u"},
		{"REPLACE INTO t (a) VALUES (1)", "REPLACE; table t!; columns a; rows 1"},
		{"INSERT INTO t VALUES (1) RETURNING id",
	         "INSERT; table t!; rows 1; returning; {RETURNING}"},
		{"INSERT INTO t PARTITION (p0) (a) VALUES (1)",
	         "INSERT; table t!; columns a; rows 1"},
		{"INSERT INTO t VALUES /*!40000 (1), */ (2)", "INSERT; table t!; rows 2"},
		{"INSERT INTO t VALUES (1", "INSERT; not understood: the text ends too early; "
	                                    "table t!"},
		{"LOAD DATA LOCAL INFILE 'x' IGNORE INTO TABLE t FIELDS TERMINATED BY ',' IGNORE 1 "
	         "LINES (a, @b, c) SET d = @b + 1",
	         "LOAD DATA; table t!; columns a,c; .d=@b + 1; ignore; file"},
	};
	assert_described(cases, G_N_ELEMENTS(cases));
}

static void
updates_and_deletes_tell_tables_and_conditions(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"UPDATE t SET a=1", "UPDATE; table t!; .a=1"},
		{"UPDATE t AS x SET x.a = x.b + 1, b = (SELECT 1) WHERE id > 5 ORDER BY id DESC "
	         "LIMIT 10",
	         "UPDATE; table t as x!; x.a=x.b + 1; .b=(SELECT 1); where id > 5; order id DESC; "
	         "limit"},
		{"UPDATE a JOIN b ON a.i=b.i SET a.x=b.x WHERE a.y IS NULL",
	         "UPDATE; table a!; table b; a.x=b.x; where a.y IS NULL; join; reads b"},
		{"UPDATE a, b SET x=1", "UPDATE; table a!; table b!; .x=1; join"},
		{"UPDATE (a LEFT JOIN b ON a.i=b.i) JOIN (SELECT * FROM c) d USING (id) SET a.x=1",
	         "UPDATE; table a!; table b; a.x=1; join; reads b; reads c"},
		{"UPDATE t SET a = 1 AND b = 2 WHERE id=3",
	         "UPDATE; table t!; .a=1 AND b = 2; where id=3; and-in-set"},
		{"UPDATE t SET a = b BETWEEN 1 AND c", "UPDATE; table t!; .a=b BETWEEN 1 AND c"},
		{"DELETE FROM t", "DELETE; table t!; reads t!"},
		{"DELETE FROM s.t AS x WHERE x.a = 1 LIMIT 5",
	         "DELETE; table s.t as x!; where x.a = 1; limit; reads s.t as x!; "
	         "{alias of DELETE FROM}"},
		{"DELETE x, b.* FROM t AS x JOIN s.b ON x.i=b.i WHERE b.c",
	         "DELETE; table t as x!; table s.b!; where b.c; join; reads t as x!; reads s.b!"},
		{"DELETE FROM x USING t AS x, u WHERE x.i=u.i",
	         "DELETE; table t as x!; table u; where x.i=u.i; join; reads t as x!; "
	         "reads u"},
		{"DELETE q FROM t", "DELETE; not understood: the text ends too early; table t; "
	                            "reads t"},
		{"DELETE FROM t WHERE id IN (SELECT id FROM u) RETURNING id",
	         "DELETE; table t!; where id IN (SELECT id FROM u); returning; reads t!; reads u; "
	         "{RETURNING}"},
		{"WITH c AS (SELECT id FROM u) UPDATE t JOIN c USING (id) SET t.a=1",
	         "UPDATE; table t!; table c; t.a=1; join; reads u; {WITH of a query}"},
	};
	assert_described(cases, G_N_ELEMENTS(cases));
}

static void
conditions_that_no_column_decides_are_constant(void **state G_GNUC_UNUSED)
{
	static const struct {
		const char *where;
		bool constant;
	} cases[] = {
		{"1", true},
		{"1=1", true},
		{"TRUE", true},
		{"(1 = 1)", true},
		{"NOT FALSE", true},
		{"id=id", true},
		{"t.id = `t`.`id`", true},
		{"a IN (1, a)", true},
		{"x = 2 OR 1=1", true},
		{"x = 2 || TRUE", true},
		{"(x = 2 OR (1)) AND id = id", true},
		{"'a' = 'a'", true},
		{"name LIKE '%'", true},
		{"a BETWEEN 1 AND 2 OR 1", true},
		{"1 BETWEEN 0 AND 2", true},
		{"@x = 1", true},
		{"id = 1", false},
		{"1 = 1 AND id = 5", false},
		{"id > id2", false},
		{"a IN (1, b)", false},
		{"a <> a", false},
		{"a.id = b.id", false},
		{"id", false},
		{"id BETWEEN 1 AND 2", false},
		{"RAND() < 0.5", false},
		{"id = id + 1", false},
		{"CASE WHEN a OR 1 THEN b ELSE 0 END", false},
		{"name LIKE 'x%'", false},
		{"EXISTS (SELECT 1)", false},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *sql = g_strconcat("DELETE FROM t WHERE ", cases[i].where, NULL);
		g_autoptr(SqlParsed) parsed = sql_parse(sql, strlen(sql), SQL_MODE_DEFAULT);
		if (parsed->dml->where_is_constant != cases[i].constant)
			fail_msg("%s", sql);
	}
}

static void
queries_tell_what_they_read_and_call(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"SELECT a, COUNT(*), s.f(1) FROM t x, u AS y LEFT JOIN s.v ON x.i=v.i, w WHERE a "
	         "IN (1) GROUP BY a",
	         "SELECT; reads t as x; reads u as y; reads s.v; reads w; calls COUNT,F"},
		{"SELECT EXTRACT(YEAR FROM d), TRIM(BOTH 'x' FROM e) FROM t",
	         "SELECT; reads t; calls EXTRACT,TRIM"},
		{"SELECT ROW_NUMBER() OVER (PARTITION BY a) FROM t",
	         "SELECT; reads t; calls ROW_NUMBER; {window function}"},
		{"WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c), d AS (SELECT * "
	         "FROM u) SELECT * FROM c JOIN d JOIN v",
	         "WITH; reads u; reads v; {WITH of a query}"},
		{"SELECT * FROM t FOR UPDATE SKIP LOCKED", "SELECT; reads t; {SKIP LOCKED}"},
		{"SELECT * FROM t, LATERAL (SELECT 1) x", "SELECT; reads t; {LATERAL}"},
		{"SELECT * FROM JSON_TABLE('[]', '$' COLUMNS (a INT PATH '$')) j",
	         "SELECT; calls JSON_TABLE; {JSON_TABLE}"},
		{"SELECT 1 FROM a INTERSECT SELECT 2 FROM b",
	         "SELECT; reads a; reads b; {INTERSECT or EXCEPT}"},
		{"SELECT * FROM (a JOIN b ON a.x=b.x), (SELECT * FROM c) d",
	         "SELECT; reads a; reads b; reads c"},
		{"SELECT IF(a, b, c), (d), NOT (e) FROM DUAL WHERE f IN (g) AND (h)",
	         "SELECT; calls IF"},
		{"CREATE VIEW v (a, b) AS SELECT UPPER(x), y FROM s.t",
	         "CREATE VIEW; reads s.t; calls UPPER"},
		{"CREATE PROCEDURE p (IN a VARCHAR(10)) BEGIN DECLARE b DECIMAL(1,2); SELECT "
	         "LOWER(a) INTO b FROM t; END",
	         "CREATE PROCEDURE; reads t; calls LOWER"},
		{"CREATE TABLE t AS SELECT CONCAT(a) FROM u",
	         "CREATE TABLE; reads u; calls CONCAT"},
		{"CREATE TABLE t (a VARCHAR(10) DEFAULT (UUID()), KEY k (a))",
	         "CREATE TABLE; calls UUID; {DEFAULT (expression)}"},
	};
	assert_described(cases, G_N_ELEMENTS(cases));
}

static void
settings_tell_scope_name_and_value(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"SET sql_mode = 'A,B', @x := 1+2, @@global.y = ON",
	         "SESSION sql_mode=A,B|USER x=1+2|GLOBAL y=ON|"},
		{"SET GLOBAL a=1, b=2, SESSION c=3", "GLOBAL a=1|GLOBAL b=2|SESSION c=3|"},
		{"SET @OLD=@@SQL_MODE, Foreign_Key_Checks=0",
	         "USER old=@@SQL_MODE|SESSION foreign_key_checks=0|"},
		{"SET NAMES utf8mb4 COLLATE utf8mb4_bin", "SESSION names=utf8mb4 COLLATE "
	                                                  "utf8mb4_bin|"},
		{"SET CHARACTER SET 'latin1'", "SESSION character_set=latin1|"},
		{"SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
	         "SESSION transaction=ISOLATION LEVEL READ COMMITTED|"},
		{"SET PERSIST_ONLY x.y = DEFAULT", "PERSIST_ONLY x.y=DEFAULT|"},
		{"SELECT 1", ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(SqlParsed) parsed =
			sql_parse(cases[i][0], strlen(cases[i][0]), SQL_MODE_DEFAULT);
		g_autoptr(GString) text = g_string_new(NULL);
		for (guint s = 0; s < parsed->settings->len; s++) {
			const SqlSetting *setting = g_ptr_array_index(parsed->settings, s);
			g_string_append_printf(text, "%s %s=%s|", setting->scope, setting->name,
			                       setting->value);
		}
		assert_string_equal(text->str, cases[i][1]);
	}
}

static void
bodies_and_definers_are_kept_as_written(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][3] = {
		{"CREATE DEFINER=`a`@`%` SQL SECURITY INVOKER VIEW v (x) AS SELECT 1", "`a`@`%`",
	         "AS SELECT 1"},
		{"CREATE DEFINER = CURRENT_USER() TRIGGER g BEFORE INSERT ON t FOR EACH ROW "
	         "FOLLOWS h SET NEW.a=1",
	         "CURRENT_USER()", "SET NEW.a=1"},
		{"CREATE FUNCTION f(a INT) RETURNS VARCHAR(10) CHARSET utf8mb4 NOT DETERMINISTIC "
	         "READS SQL DATA COMMENT 'x' RETURN a",
	         NULL, "RETURN a"},
		{"CREATE PROCEDURE p() BEGIN END", NULL, "BEGIN END"},
		{"CREATE DEFINER=root@localhost EVENT e ON SCHEDULE EVERY 1 DAY DO CALL p()",
	         "root@localhost", "CALL p()"},
		{"ALTER VIEW v AS SELECT 2", NULL, "AS SELECT 2"},
		{"DROP VIEW v", NULL, NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(SqlParsed) parsed =
			sql_parse(cases[i][0], strlen(cases[i][0]), SQL_MODE_DEFAULT);
		assert_int_equal(g_strcmp0(parsed->definer, cases[i][1]), 0);
		assert_int_equal(g_strcmp0(parsed->body, cases[i][2]), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inserts_tell_columns_rows_and_sources),
		cmocka_unit_test(updates_and_deletes_tell_tables_and_conditions),
		cmocka_unit_test(conditions_that_no_column_decides_are_constant),
		cmocka_unit_test(queries_tell_what_they_read_and_call),
		cmocka_unit_test(settings_tell_scope_name_and_value),
		cmocka_unit_test(bodies_and_definers_are_kept_as_written),
	};
	return cmocka_run_group_tests_name("parse_dml", tests, NULL, NULL);
}
