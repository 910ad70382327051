#include "tests/unit/test.h"

#include "planner/words.h"

static void
durations_need_a_unit(void **state G_GNUC_UNUSED)
{
	static const struct {
		const char *text;
		guint64 ms;
	} good[] = {{"200ms", 200},
	            {"2s", 2000},
	            {"10m", 600000},
	            {"1h30m", 5400000},
	            {"7d", 604800000}};
	static const char *const bad[] = {
		"", "5", "1.5s", "-1s", "s", "10 s", "99999999999999999999s", "5x"};
	guint64 ms = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
		assert_true(duration_parse(good[i].text, &ms));
		assert_int_equal(ms, good[i].ms);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
		assert_false(duration_parse(bad[i], &ms));
}

static void
durations_are_shown_as_people_read_them(void **state G_GNUC_UNUSED)
{
	static const struct {
		guint64 ms;
		const char *text;
	} cases[] = {
		{340, "340 ms"}, {2150, "2.1 s"}, {185000, "3 min 5 s"}, {5400000, "1 h 30 min"}};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = duration_format(cases[i].ms);
		assert_string_equal(text, cases[i].text);
	}
}

static void
the_nearest_word_is_found_when_it_is_near(void **state G_GNUC_UNUSED)
{
	static const char *const words[] = {"verify", "require", "timeout", NULL};

	assert_string_equal(nearest_word("verfy", words), "verify");
	assert_string_equal(nearest_word("Timout", words), "timeout");
	assert_null(nearest_word("banana", words));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_need_a_unit),
		cmocka_unit_test(durations_are_shown_as_people_read_them),
		cmocka_unit_test(the_nearest_word_is_found_when_it_is_near),
	};
	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
