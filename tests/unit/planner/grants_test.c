#include "planner/grants.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool
allows(const char *line, const char *privilege, const char *database)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new();

	g_ptr_array_add(lines, (gpointer) "GRANT USAGE ON *.* TO `me`@`%`");
	g_ptr_array_add(lines, (gpointer)line);
	return grants_allow(lines, privilege, database);
}

static void
a_grant_on_everything_allows_it_everywhere(void **state)
{
	(void)state;
	assert_true(allows("GRANT SELECT, PROCESS ON *.* TO `me`@`%`", "PROCESS", NULL));
	assert_true(allows("GRANT ALL PRIVILEGES ON *.* TO `me`@`%` WITH GRANT OPTION", "SHOW VIEW",
	                   "app"));
	assert_false(allows("GRANT SELECT ON *.* TO `me`@`%`", "TRIGGER", "app"));
}

static void
a_grant_on_a_database_allows_it_there(void **state)
{
	(void)state;
	assert_true(allows("GRANT SELECT, SHOW VIEW ON `app`.* TO `me`@`%`", "SHOW VIEW", "app"));
	assert_false(allows("GRANT SELECT ON `app`.* TO `me`@`%`", "SELECT", "other"));
	assert_false(allows("GRANT SELECT ON `app`.* TO `me`@`%`", "SELECT", "application"));
	assert_false(allows("GRANT PROCESS ON `app`.* TO `me`@`%`", "PROCESS", NULL));
}

static void
a_database_in_a_grant_is_a_pattern(void **state)
{
	(void)state;
	assert_true(allows("GRANT SELECT ON `app_%`.* TO `me`@`%`", "SELECT", "app_shop"));
	assert_true(allows("GRANT SELECT ON `app_x`.* TO `me`@`%`", "SELECT", "app1x"));
	assert_true(allows("GRANT SELECT ON `app\\_x`.* TO `me`@`%`", "SELECT", "app_x"));
	assert_false(allows("GRANT SELECT ON `app\\_x`.* TO `me`@`%`", "SELECT", "app1x"));
	assert_true(allows("GRANT SELECT ON `a``b`.* TO `me`@`%`", "SELECT", "a`b"));
}

static void
what_is_less_than_a_database_does_not_count(void **state)
{
	(void)state;
	assert_false(allows("GRANT SELECT ON `app`.`users` TO `me`@`%`", "SELECT", "app"));
	assert_false(allows("GRANT SELECT (id, name), INSERT ON `app`.`users` TO `me`@`%`",
	                    "SELECT", "app"));
	assert_false(allows("GRANT `reader`@`%` TO `me`@`%`", "SELECT", "app"));
	assert_false(allows("SET DEFAULT ROLE `reader` FOR `me`@`%`", "SELECT", "app"));
}

static void
a_partial_revoke_takes_it_back(void **state)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new();

	(void)state;
	g_ptr_array_add(lines, (gpointer) "GRANT SELECT ON *.* TO `me`@`%`");
	g_ptr_array_add(lines, (gpointer) "REVOKE SELECT ON `app`.* FROM `me`@`%`");
	assert_false(grants_allow(lines, "SELECT", "app"));
	assert_true(grants_allow(lines, "SELECT", "other"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_grant_on_everything_allows_it_everywhere),
		cmocka_unit_test(a_grant_on_a_database_allows_it_there),
		cmocka_unit_test(a_database_in_a_grant_is_a_pattern),
		cmocka_unit_test(what_is_less_than_a_database_does_not_count),
		cmocka_unit_test(a_partial_revoke_takes_it_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
