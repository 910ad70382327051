#include "tests/unit/test.h"

#include "planner/schema.h"

typedef struct {
	PlanTarget target;
	Schema *schema;
	GPtrArray *problems;
} Fixture;

static int
setup(void **state)
{
	Fixture *f = g_new0(Fixture, 1);

	assert_true(plan_target_parse("mysql 9.7.4", &f->target));
	f->schema = schema_new(&f->target);
	f->problems = g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	Fixture *f = *state;

	g_ptr_array_unref(f->problems);
	schema_free(f->schema);
	plan_target_clear(&f->target);
	g_free(f);
	return 0;
}

static void
given(Fixture *f, const char *statement)
{
	g_autoptr(SqlParsed) parsed = sql_parse(statement, strlen(statement), SQL_MODE_DEFAULT);

	schema_apply(f->schema, parsed, &f->target, f->problems);
}

static void
assert_refused(Fixture *f, const char *statement, guint number, const char *message)
{
	g_ptr_array_set_size(f->problems, 0);
	given(f, statement);
	assert_int_equal(f->problems->len, 1);
	const SchemaProblem *problem = f->problems->pdata[0];
	assert_int_equal(problem->error_number, number);
	assert_string_equal(problem->message, message);
}

static void
assert_column(Fixture *f, const char *table, const char *column, const char *sql)
{
	const SchemaTable *found = schema_find_table(f->schema, table);
	g_autofree char *text = schema_column_sql(schema_find_column(found, column), found);

	assert_string_equal(text, sql);
}

static void
assert_one_difference(GPtrArray *take_differences, const char *text)
{
	g_autoptr(GPtrArray) differences = take_differences;

	assert_int_equal(differences->len, 1);
	g_autofree char *found = schema_difference_text(differences->pdata[0]);
	assert_string_equal(found, text);
}

/* ---- applying */

static void
a_column_is_canonical(void **state)
{
	Fixture *f = *state;

	given(f, "CREATE TABLE t (id INT(11) PRIMARY KEY, b BOOLEAN DEFAULT TRUE, d DECIMAL,"
	         " s VARCHAR(5) CHARACTER SET latin1 DEFAULT 'x')");
	assert_int_equal(f->problems->len, 0);
	assert_column(f, "t", "ID", "`id` int NOT NULL");
	assert_column(f, "t", "b", "`b` tinyint(1) DEFAULT 1");
	assert_column(f, "t", "d", "`d` decimal(10,0) DEFAULT NULL");
	assert_column(f, "t", "s",
	              "`s` varchar(5) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT 'x'");
}

static void
mariadb_keeps_widths_and_makes_json_text(void **state)
{
	Fixture *f = *state;

	assert_true(plan_target_parse("mariadb 10.11", &f->target));
	given(f, "CREATE TABLE t (a INT UNSIGNED, j JSON)");
	assert_column(f, "t", "a", "`a` int(10) unsigned DEFAULT NULL");
	assert_column(f, "t", "j", "`j` longtext COLLATE utf8mb4_bin DEFAULT NULL");
	assert_non_null(schema_find_check(schema_find_table(f->schema, "t"), "j"));
}

static void
a_missing_column_is_told_with_the_nearest_name(void **state)
{
	Fixture *f = *state;

	given(f, "CREATE TABLE users (id INT PRIMARY KEY, email INT)");
	assert_refused(f, "ALTER TABLE users ADD x INT, DROP COLUMN emial", 1091,
	               "there is no column `emial` in `users`");
	const SchemaProblem *problem = f->problems->pdata[0];
	assert_string_equal(problem->nearest, "email");
	assert_string_equal(problem->table, "users");
	assert_int_equal(problem->offset, strlen("ALTER TABLE users ADD x INT, "));
	assert_null(schema_find_column(schema_find_table(f->schema, "users"), "x"));
}

static void
an_incomplete_table_hides_what_it_lacks(void **state)
{
	Fixture *f = *state;

	given(f, "CREATE TABLE base (id INT PRIMARY KEY)");
	given(f, "CREATE TABLE t AS SELECT * FROM base");
	given(f, "ALTER TABLE t DROP COLUMN id");
	assert_int_equal(f->problems->len, 0);
	assert_true(schema_find_table(f->schema, "t")->incomplete);
}

static void
other_databases_are_left_alone(void **state)
{
	Fixture *f = *state;

	f->schema->database = g_strdup("shop");
	given(f, "CREATE TABLE other.t (a INT)");
	given(f, "CREATE TABLE shop.mine (a INT)");
	assert_null(schema_find_table(f->schema, "t"));
	assert_non_null(schema_find_table(f->schema, "mine"));
}

static void
a_parent_is_found_by_its_references(void **state)
{
	Fixture *f = *state;

	given(f, "CREATE TABLE p (id INT PRIMARY KEY)");
	given(f, "CREATE TABLE c (pid INT, FOREIGN KEY (pid) REFERENCES p (id))");
	g_autoptr(GArray) references = schema_references_to(f->schema, "p");
	assert_int_equal(references->len, 1);
	assert_string_equal(g_array_index(references, SchemaReference, 0).key->name, "c_ibfk_1");
	assert_refused(f, "DROP TABLE p", 3730,
	               "table `p` is referenced by foreign key `c_ibfk_1` of `c`");
	given(f, "SET foreign_key_checks = 0");
	given(f, "DROP TABLE p");
	assert_int_equal(f->problems->len, 1);
	assert_null(schema_find_table(f->schema, "p"));
}

/* ---- marks */

static void
a_rollback_restores_tables_and_programs(void **state)
{
	Fixture *f = *state;

	given(f, "CREATE TABLE a (x INT)");
	given(f, "CREATE TABLE b (x INT)");
	given(f, "CREATE VIEW v AS SELECT x FROM a");
	const SchemaTable *before = schema_find_table(f->schema, "a");
	schema_mark(f->schema);
	given(f, "ALTER TABLE a ADD y INT");
	given(f, "ALTER TABLE a ADD z INT");
	given(f, "DROP TABLE b");
	given(f, "CREATE TABLE c (x INT)");
	given(f, "DROP VIEW v");
	given(f, "SET foreign_key_checks = 0");
	schema_rollback(f->schema);
	assert_ptr_equal(schema_find_table(f->schema, "a"), before);
	assert_non_null(schema_find_table(f->schema, "b"));
	assert_null(schema_find_table(f->schema, "c"));
	assert_non_null(schema_find_program(f->schema, SQL_OBJECT_VIEW, "v"));
	assert_true(f->schema->foreign_key_checks);
}

static void
a_mark_tells_what_changed_since(void **state)
{
	Fixture *f = *state;

	given(f, "CREATE TABLE a (x INT)");
	given(f, "CREATE TABLE b (x INT)");
	schema_mark(f->schema);
	given(f, "ALTER TABLE a ADD y INT");
	given(f, "ALTER TABLE a MODIFY y BIGINT NOT NULL");
	assert_one_difference(schema_diff_mark(f->schema),
	                      "column `y` of `a` is new: `y` bigint NOT NULL");
	schema_forget_mark(f->schema);
	g_autoptr(GPtrArray) none = schema_diff_mark(f->schema);
	assert_int_equal(none->len, 0);
}

static void
names_of_constraints_come_back_with_a_rollback(void **state)
{
	Fixture *f = *state;

	given(f, "CREATE TABLE a (x INT, CONSTRAINT ck CHECK (x > 0))");
	schema_mark(f->schema);
	given(f, "DROP TABLE a");
	given(f, "CREATE TABLE b (x INT, CONSTRAINT ck CHECK (x > 0))");
	assert_int_equal(f->problems->len, 0);
	schema_rollback(f->schema);
	assert_refused(f, "CREATE TABLE b (x INT, CONSTRAINT ck CHECK (x > 0))", 3822,
	               "check `ck` is there already");
}

/* ---- differences: each of these must be seen */

static void
differences_are_seen(void **state)
{
	Fixture *f = *state;
	static const struct {
		const char *change;
		const char *text;
	} cases[] = {
		{"ALTER TABLE t MODIFY a BIGINT",
	         "column `a` of `t` was `a` int DEFAULT NULL, is `a` bigint DEFAULT NULL"},
		{"ALTER TABLE t ALTER a SET DEFAULT 5",
	         "column `a` of `t` was `a` int DEFAULT NULL, is `a` int DEFAULT 5"},
		{"ALTER TABLE t MODIFY a INT COMMENT 'x'",
	         "column `a` of `t` was `a` int DEFAULT NULL, is `a` int DEFAULT NULL COMMENT 'x'"},
		{"ALTER TABLE t MODIFY b INT FIRST", "column `b` of `t` was AFTER `a`, is FIRST"},
		{"ALTER TABLE t DROP INDEX k", "index `k` of `t` is gone: KEY `k` (`a`)"},
		{"ALTER TABLE t DROP INDEX k, ADD INDEX k (a DESC)",
	         "index `k` of `t` was KEY `k` (`a`), is KEY `k` (`a` DESC)"},
		{"ALTER TABLE t ADD CHECK (a > 1)",
	         "check `t_chk_2` of `t` is new: CONSTRAINT `t_chk_2` CHECK (a > 1)"},
		{"ALTER TABLE t DROP CHECK t_chk_1, ADD CONSTRAINT t_chk_1 CHECK (b > 1)",
	         "check `t_chk_1` of `t` was CONSTRAINT `t_chk_1` CHECK (b > 0), is CONSTRAINT "
	         "`t_chk_1` CHECK (b > 1)"},
		{"ALTER TABLE t COMMENT 'x'", "table `t` was COMMENT=(default), is COMMENT=x"},
		{"ALTER TABLE t PARTITION BY HASH (a)", NULL},
		{"ALTER TABLE t COLLATE utf8mb4_bin",
	         "table `t` was COLLATE=utf8mb4_0900_ai_ci, is COLLATE=utf8mb4_bin"},
	};

	given(f, "CREATE TABLE t (a INT, b INT, KEY k (a), CHECK (b > 0))");
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		schema_mark(f->schema);
		given(f, cases[i].change);
		assert_int_equal(f->problems->len, 0);
		if (cases[i].text != NULL) {
			assert_one_difference(schema_diff_mark(f->schema), cases[i].text);
		} else {
			g_autoptr(GPtrArray) some = schema_diff_mark(f->schema);
			assert_true(some->len > 0);
		}
		schema_rollback(f->schema);
	}
}

/* Pairs of expressions, and whether the server holds them to be one. */
static void
expressions_are_compared_by_meaning(void **state)
{
	Fixture *f = *state;
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{"a + b * 2", "(`a` + (`b` * 2))", true},
		{"(a + b) * 2", "a + b * 2", false},
		{"a - (b - 1)", "a - b - 1", false},
		{"a <> 1 AND b >= 2", "((`a` <> 1) and (`b` >= 2))", true},
		{"a > 1 OR b > 1 AND a > 2", "(a > 1 OR b > 1) AND a > 2", false},
		{"a IN (1, 2)", "(`a` in (1,2))", true},
		{"a IN (1, 2)", "a IN (1, 3)", false},
		{"a = 'x'", "(`a` = _utf8mb4'x')", true},
		{"a = 'x'", "a = 'X'", false},
		{"NOT a > 1", "(`a` <= 1)", true},
		{"a BETWEEN 1 AND 2 AND b", "((`a` between 1 and 2) and `b`)", true},
		{"SUBSTRING(a, 1)", "substr(`a`,1)", true},
		{"a IS NOT NULL", "(`a` is not null)", true},
		{"a IS NULL", "a IS NOT NULL", false},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *one =
			g_strdup_printf("CREATE TABLE t (a INT, b INT, c INT AS (%s))", cases[i].a);
		g_autofree char *two =
			g_strdup_printf("ALTER TABLE t MODIFY c INT AS (%s)", cases[i].b);
		given(f, one);
		schema_mark(f->schema);
		given(f, two);
		assert_int_equal(f->problems->len, 0);
		g_autoptr(GPtrArray) differences = schema_diff_mark(f->schema);
		if ((differences->len == 0) != cases[i].same)
			fail_msg("%s, %s", cases[i].a, cases[i].b);
		schema_forget_mark(f->schema);
		given(f, "DROP TABLE t");
	}
}

/* ---- look-ups */

static void
an_index_leads_with_columns_in_order(void **state)
{
	Fixture *f = *state;
	g_autoptr(GPtrArray) columns = g_ptr_array_new();

	given(f, "CREATE TABLE t (a INT, b INT, c VARCHAR(9), KEY k (a, b), KEY p (c(3)))");
	const SchemaTable *table = schema_find_table(f->schema, "t");
	g_ptr_array_add(columns, (gpointer)(guintptr) "b");
	assert_null(schema_index_led_by(table, columns, false));
	g_ptr_array_add(columns, (gpointer)(guintptr) "A");
	assert_null(schema_index_led_by(table, columns, false));
	assert_string_equal(schema_index_led_by(table, columns, true)->name, "k");
	g_ptr_array_set_size(columns, 0);
	g_ptr_array_add(columns, (gpointer)(guintptr) "c");
	assert_null(schema_index_led_by(table, columns, false));
}

static void
sizes_follow_the_charset(void **state)
{
	Fixture *f = *state;

	given(f,
	      "CREATE TABLE t (a VARCHAR(10), b VARCHAR(10) CHARACTER SET latin1, c DECIMAL(12,2),"
	      " d DATETIME(3), e BIGINT)");
	const SchemaTable *table = schema_find_table(f->schema, "t");
	assert_int_equal(schema_column_bytes(schema_find_column(table, "a"), 0), 40);
	assert_int_equal(schema_column_bytes(schema_find_column(table, "a"), 3), 12);
	assert_int_equal(schema_column_bytes(schema_find_column(table, "b"), 0), 10);
	assert_int_equal(schema_column_bytes(schema_find_column(table, "c"), 0), 6);
	assert_int_equal(schema_column_bytes(schema_find_column(table, "d"), 0), 7);
	assert_int_equal(schema_column_bytes(schema_find_column(table, "e"), 0), 8);
	assert_int_equal(schema_charset_bytes("utf8"), 3);
}

static void
collations_follow_the_target(void **state)
{
	Fixture *f = *state;
	PlanTarget mariadb;

	assert_string_equal(schema_default_collation("utf8mb4", &f->target), "utf8mb4_0900_ai_ci");
	assert_true(plan_target_parse("mariadb 10.11", &mariadb));
	assert_string_equal(schema_default_collation("utf8mb4", &mariadb), "utf8mb4_general_ci");
	assert_true(plan_target_parse("mariadb 11.8", &mariadb));
	assert_string_equal(schema_default_collation("utf8mb4", &mariadb), "utf8mb4_uca1400_ai_ci");
}

static void
targets_are_read_from_text(void **state G_GNUC_UNUSED)
{
	static const char *const bad[] = {"mysql",       "mysql ",        "mysql x",   "mysql 8.",
	                                  "postgres 14", "mysql 8.0.1.2", "mysql 800", NULL};
	PlanTarget target;

	assert_true(plan_target_parse("MySQL 8.0", &target));
	assert_int_equal(target.version, 80000);
	assert_string_equal(target.text, "MySQL 8.0");
	assert_true(plan_target_is_mysql(&target, 80000));
	assert_false(plan_target_is_mariadb(&target, 0));
	assert_true(plan_target_reserves(&target, "select"));
	assert_false(plan_target_reserves(&target, "email"));
	for (const char *const *text = bad; *text != NULL; text++)
		if (plan_target_parse(*text, &target))
			fail_msg("`%s` was taken", *text);
}

/* ---- cost */

static void
a_thousand_tables_are_made_quickly(void **state)
{
	Fixture *f = *state;
	g_autoptr(GPtrArray) parsed =
		g_ptr_array_new_with_free_func((GDestroyNotify)sql_parsed_free);

	for (guint i = 0; i < 1000; i++) {
		g_autofree char *sql = g_strdup_printf(
			"CREATE TABLE t%u (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,"
			" email VARCHAR(255) NOT NULL, name VARCHAR(100) DEFAULT NULL, kind "
			"ENUM('a','b') NOT NULL DEFAULT 'a', total DECIMAL(12,2) NOT NULL DEFAULT "
			"0, made DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, parent BIGINT "
			"UNSIGNED, UNIQUE KEY (email), KEY name_kind (name, kind), CONSTRAINT fk%u "
			"FOREIGN KEY (parent) REFERENCES t%u (id))",
			i, i, i > 0 ? i - 1 : 0);
		g_ptr_array_add(parsed, sql_parse(sql, strlen(sql), SQL_MODE_DEFAULT));
	}
	gint64 begin = g_get_monotonic_time();
	for (guint i = 0; i < parsed->len; i++)
		schema_apply(f->schema, parsed->pdata[i], &f->target, f->problems);
	gint64 took_us = g_get_monotonic_time() - begin;
	print_message("1000 tables in %" G_GINT64_FORMAT " us\n", took_us);
	assert_int_equal(f->problems->len, 0);
	assert_int_equal(g_hash_table_size(f->schema->tables), 1000);
	/* A hundred times what it takes on an idle machine: an algorithm that is not linear fails.
	 */
	assert_true(took_us < 1000000);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_column_is_canonical),
		TEST(mariadb_keeps_widths_and_makes_json_text),
		TEST(a_missing_column_is_told_with_the_nearest_name),
		TEST(an_incomplete_table_hides_what_it_lacks),
		TEST(other_databases_are_left_alone),
		TEST(a_parent_is_found_by_its_references),
		TEST(a_rollback_restores_tables_and_programs),
		TEST(a_mark_tells_what_changed_since),
		TEST(names_of_constraints_come_back_with_a_rollback),
		TEST(differences_are_seen),
		TEST(expressions_are_compared_by_meaning),
		TEST(an_index_leads_with_columns_in_order),
		TEST(sizes_follow_the_charset),
		TEST(collations_follow_the_target),
		TEST(targets_are_read_from_text),
		TEST(a_thousand_tables_are_made_quickly),
	};
	return cmocka_run_group_tests_name("schema model", tests, NULL, NULL);
}
