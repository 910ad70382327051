#include "tests/unit/test.h"

#include <stdio.h>

#include "planner/load.h"
#include "planner/rule.h"

/* What PR009 says about one statement for an account with these lines of SHOW GRANTS; "": nothing.
 */
static char *
missing(const char *target_text, const char *const *grants, const char *statement)
{
	g_autofree char *directory = g_dir_make_tmp("mgrun-grants-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(directory, "1_case.sql", NULL);
	g_autofree char *text =
		g_strdup_printf("-- mgrun:up\n%s;\n-- mgrun:down\nDO 0;\n", statement);
	g_auto(PlanTarget) target = {0};
	g_auto(PlanPolicy) policy = {0};
	GString *said = g_string_new(NULL);

	assert_true(g_file_set_contents(path, text, -1, NULL));
	g_autoptr(GPtrArray) migrations = load_directory(directory, NULL);
	assert_non_null(migrations);
	assert_true(plan_target_parse(target_text, &target));
	target.grants = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; grants[i] != NULL; i++)
		g_ptr_array_add(target.grants, g_strdup(grants[i]));
	plan_policy_init(&policy);
	g_autoptr(Schema) schema = schema_new(&target);
	schema->database = g_strdup("app_a");
	const PlanInput input = {
		.migrations = migrations, .schema = schema, .target = &target, .policy = &policy};
	g_autoptr(Plan) plan = plan_build(&input, NULL);
	assert_non_null(plan);
	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		if (g_str_equal(finding->rule->id, "PR009"))
			g_string_append_printf(said, "%s%s", said->len > 0 ? "; " : "",
			                       finding->fix);
	}
	remove(path);
	remove(directory);
	return g_string_free(said, FALSE);
}

static void
assert_missing(const char *target, const char *const *grants, const char *statement,
               const char *expected)
{
	g_autofree char *said = missing(target, grants, statement);

	assert_string_equal(said, expected);
}

static void
an_index_needs_more_than_alter(void **state)
{
	const char *const grants[] = {"GRANT USAGE ON *.* TO `d`@`%`",
	                              "GRANT SELECT, ALTER ON `app_a`.* TO `d`@`%`", NULL};

	(void)state;
	assert_missing("mysql 9.7.4", grants, "CREATE INDEX i ON t (a)",
	               "GRANT INDEX ON `app_a`.* to the account of the run");
	assert_missing("mysql 9.7.4", grants, "ALTER TABLE t ADD INDEX i (a)", "");
}

static void
two_words_are_one_privilege(void **state)
{
	const char *const view[] = {"GRANT CREATE VIEW ON *.* TO `d`@`%`", NULL};
	const char *const table[] = {"GRANT CREATE ON *.* TO `d`@`%`", NULL};

	(void)state;
	assert_missing("mysql 9.7.4", view, "CREATE VIEW v AS SELECT 1", "");
	assert_missing("mysql 9.7.4", view, "CREATE TABLE t (a INT)",
	               "GRANT CREATE ON `app_a`.* to the account of the run");
	assert_missing("mysql 9.7.4", table, "CREATE VIEW v AS SELECT 1",
	               "GRANT CREATE VIEW ON `app_a`.* to the account of the run");
}

static void
only_mysql_asks_for_references(void **state)
{
	const char *const grants[] = {"GRANT CREATE ON `app_a`.* TO `d`@`%`", NULL};
	const char *statement = "CREATE TABLE t (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) "
				"REFERENCES t (id))";

	(void)state;
	assert_missing("mysql 9.7.4", grants, statement,
	               "GRANT REFERENCES ON `app_a`.* to the account of the run");
	assert_missing("mariadb 10.11", grants, statement, "");
}

static void
patterns_and_escapes_of_databases(void **state)
{
	const char *const pattern[] = {"GRANT ALL PRIVILEGES ON `app\\_%`.* TO `d`@`%`", NULL};
	const char *const other[] = {"GRANT ALL PRIVILEGES ON `app\\_b`.* TO `d`@`%`", NULL};

	(void)state;
	assert_missing("mysql 9.7.4", pattern, "DROP TABLE t", "");
	assert_missing("mysql 9.7.4", other, "DROP TABLE t",
	               "GRANT DROP ON `app_a`.* to the account of the run");
}

static void
a_role_may_bring_anything(void **state)
{
	const char *const role[] = {"GRANT USAGE ON *.* TO `d`@`%`", "GRANT `r`@`%` TO `d`@`%`",
	                            NULL};
	const char *const none[] = {NULL};

	(void)state;
	assert_missing("mysql 9.7.4", role, "DROP TABLE t", "");
	assert_missing("mysql 9.7.4", none, "DROP TABLE t", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_index_needs_more_than_alter),
		cmocka_unit_test(two_words_are_one_privilege),
		cmocka_unit_test(only_mysql_asks_for_references),
		cmocka_unit_test(patterns_and_escapes_of_databases),
		cmocka_unit_test(a_role_may_bring_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
