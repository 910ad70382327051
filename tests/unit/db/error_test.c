#include "tests/unit/test.h"

#include "db/error.h"
#include "db/flavour.h"

static void
numbers_decide_the_class(void **state G_GNUC_UNUSED)
{
	static const struct {
		guint number;
		DbErrorCode code;
	} cases[] = {{2013, DB_ERROR_LOST},
	             {2003, DB_ERROR_CONNECT},
	             {1045, DB_ERROR_ACCESS},
	             {1049, DB_ERROR_UNKNOWN_DATABASE},
	             {1205, DB_ERROR_LOCK_TIMEOUT},
	             {3572, DB_ERROR_LOCK_TIMEOUT},
	             {1213, DB_ERROR_DEADLOCK},
	             {1317, DB_ERROR_INTERRUPTED},
	             {1062, DB_ERROR_DUPLICATE_KEY},
	             {1050, DB_ERROR_DUPLICATE_OBJECT},
	             {1146, DB_ERROR_MISSING_OBJECT},
	             {1452, DB_ERROR_CONSTRAINT},
	             {1142, DB_ERROR_PRIVILEGE},
	             {1290, DB_ERROR_READ_ONLY},
	             {1064, DB_ERROR_SYNTAX},
	             {1114, DB_ERROR_SPACE},
	             {1846, DB_ERROR_UNSUPPORTED_ALGORITHM},
	             {1, DB_ERROR_OTHER}};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_int_equal(db_error_classify(cases[i].number), cases[i].code);
}

static void
an_error_keeps_number_and_state_behind_prefixes(void **state G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;

	db_error_set(&error, 1146, "42S02", "Table 't' doesn't exist", "cannot read t");
	g_prefix_error(&error, "step 3: ");
	assert_string_equal(
		error->message,
		"step 3: cannot read t: Table 't' doesn't exist (1146, SQLSTATE 42S02)");
	assert_int_equal(db_error_number(error), 1146);
	assert_memory_equal(db_error_sqlstate(error), "42S02", DB_SQLSTATE_LENGTH);
	assert_int_equal(db_error_number(NULL), 0);
}

static void
flavours_are_read_from_version_strings(void **state G_GNUC_UNUSED)
{
	static const struct {
		const char *text;
		const char *shown;
		bool supported;
	} cases[] = {{"9.7.4-2", "MySQL 9.7.4", true},
	             {"8.0.35-0ubuntu0.22.04.1", "MySQL 8.0.35", true},
	             {"5.7.44-log", "MySQL 5.7.44", false},
	             {"5.5.5-10.11.19-MariaDB-0+deb12u1", "MariaDB 10.11.19", true},
	             {"10.3.39-MariaDB-log", "MariaDB 10.3.39", false},
	             {"8.0.36-28", "MySQL 8.0.36", true}};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		Flavour flavour = flavour_parse(cases[i].text, NULL);
		assert_string_equal(flavour.text, cases[i].shown);
		assert_int_equal(flavour_is_supported(&flavour), cases[i].supported);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_decide_the_class),
		cmocka_unit_test(an_error_keeps_number_and_state_behind_prefixes),
		cmocka_unit_test(flavours_are_read_from_version_strings),
	};
	return cmocka_run_group_tests_name("db error", tests, NULL, NULL);
}
