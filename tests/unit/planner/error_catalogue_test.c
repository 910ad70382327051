#include "../test.h"

#include "planner/error_catalogue.h"

/* What migrations run into, online DDL, and what db/error.c tells apart. */
static const guint wanted[] = {
	1044, 1045, 1046, 1048, 1049, 1050, 1051, 1054, 1059, 1060, 1061, 1062, 1064, 1067,
	1069, 1070, 1071, 1072, 1091, 1101, 1109, 1114, 1117, 1118, 1138, 1142, 1146, 1153,
	1170, 1205, 1213, 1216, 1217, 1221, 1227, 1264, 1265, 1290, 1292, 1305, 1317, 1356,
	1364, 1366, 1406, 1449, 1451, 1452, 1553, 1586, 1701, 1792, 1799, 1822, 1824, 1826,
	1828, 1829, 1830, 1836, 1845, 1846, 1969, 2002, 2003, 2006, 2013, 3108, 3140, 3152,
	3730, 3734, 3750, 3780, 3819, 3822, 3837, 3959, 4025, 4031, 4092, 6125};

static void
every_error_that_a_migration_meets_is_explained(void **state G_GNUC_UNUSED)
{
	for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++)
		if (error_catalogue_find(wanted[i]) == NULL)
			fail_msg("%u is not explained", wanted[i]);
}

static void
the_list_is_by_number_and_whole(void **state G_GNUC_UNUSED)
{
	g_autoptr(GPtrArray) list = error_catalogue_list();
	guint last = 0;

	assert_true(list->len >= G_N_ELEMENTS(wanted));
	for (guint i = 0; i < list->len; i++) {
		const ErrorExplanation *row = g_ptr_array_index(list, i);
		assert_true(row->number > last);
		assert_true(*row->symbol != '\0' && *row->meaning != '\0');
		assert_true(*row->causes != '\0' && *row->action != '\0');
		assert_ptr_equal(error_catalogue_find(row->number), row);
		last = row->number;
	}
}

static bool
is_rule_id(const char *id)
{
	return strlen(id) == 5 && g_ascii_isupper(id[0]) && g_ascii_isupper(id[1]) &&
	       strspn(id + 2, "0123456789") == 3;
}

static void
rules_are_named_by_id(void **state G_GNUC_UNUSED)
{
	g_autoptr(GPtrArray) list = error_catalogue_list();

	for (guint i = 0; i < list->len; i++) {
		const ErrorExplanation *row = g_ptr_array_index(list, i);
		g_auto(GStrv) ids = g_strsplit(row->rules != NULL ? row->rules : "", " ", -1);
		for (guint k = 0; ids[k] != NULL; k++)
			if (!is_rule_id(ids[k]))
				fail_msg("%u names `%s`", row->number, ids[k]);
	}
}

static void
a_number_or_symbol_finds_its_error(void **state G_GNUC_UNUSED)
{
	const ErrorExplanation *row = error_catalogue_find(1062);

	assert_string_equal(row->symbol, "ER_DUP_ENTRY");
	assert_ptr_equal(error_catalogue_find_name("1062", NULL), row);
	assert_ptr_equal(error_catalogue_find_name("ER_DUP_ENTRY", NULL), row);
	assert_ptr_equal(error_catalogue_find_name("dup_entry", NULL), row);
	assert_null(error_catalogue_find(1));
}

static void
a_typo_finds_the_nearest_symbol(void **state G_GNUC_UNUSED)
{
	const char *nearest = NULL;

	assert_null(error_catalogue_find_name("ER_DUP_ENTYR", &nearest));
	assert_string_equal(nearest, "ER_DUP_ENTRY");
	assert_null(error_catalogue_find_name("lock_deadlok", &nearest));
	assert_string_equal(nearest, "ER_LOCK_DEADLOCK");
	assert_null(error_catalogue_find_name("99999", &nearest));
	assert_null(nearest);
}

static void
a_number_of_the_other_server_is_not_explained(void **state G_GNUC_UNUSED)
{
	assert_non_null(error_catalogue_find_on(4092, false));
	assert_null(error_catalogue_find_on(4092, true));
	assert_null(error_catalogue_find_on(4025, false));
	assert_non_null(error_catalogue_find_on(4025, true));
	assert_non_null(error_catalogue_find_on(1062, true));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_that_a_migration_meets_is_explained),
		cmocka_unit_test(the_list_is_by_number_and_whole),
		cmocka_unit_test(rules_are_named_by_id),
		cmocka_unit_test(a_number_or_symbol_finds_its_error),
		cmocka_unit_test(a_typo_finds_the_nearest_symbol),
		cmocka_unit_test(a_number_of_the_other_server_is_not_explained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
