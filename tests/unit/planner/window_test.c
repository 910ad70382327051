#include "tests/unit/test.h"

#include "planner/window.h"

#define MINUTE(day, hour, minute) ((day)*24 * 60 + (hour)*60 + (minute))

/* What stands in the texts below, Monday being day 0. */
enum { MON, TUE, WED, THU, FRI, SAT, SUN };

static bool
is_open(const char *text, guint minute)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) windows = windows_parse(text, &error);

	assert_null(error);
	assert_non_null(windows);
	return windows_contain(windows, minute);
}

static void
test_hours_of_one_day(void **state G_GNUC_UNUSED)
{
	assert_true(is_open("Sat 02:00-04:00 UTC", MINUTE(SAT, 2, 0)));
	assert_true(is_open("sat 02:00-04:00", MINUTE(SAT, 3, 59)));
	assert_false(is_open("Sat 02:00-04:00", MINUTE(SAT, 4, 0)));
	assert_false(is_open("Sat 02:00-04:00", MINUTE(SAT, 1, 59)));
	assert_false(is_open("Sat 02:00-04:00", MINUTE(SUN, 3, 0)));
}

static void
test_over_midnight_and_week(void **state G_GNUC_UNUSED)
{
	const char *text = "Sat 22:00-04:00 UTC, Sun 22:00-04:00 UTC";

	assert_true(is_open(text, MINUTE(SAT, 23, 0)));
	assert_true(is_open(text, MINUTE(SUN, 3, 59)));
	assert_false(is_open(text, MINUTE(SUN, 4, 0)));
	assert_true(is_open(text, MINUTE(MON, 3, 0)));
	assert_false(is_open(text, MINUTE(MON, 4, 0)));
	assert_true(is_open("Sun 00:00-24:00", MINUTE(SUN, 23, 59)));
	assert_false(is_open("Sun 00:00-24:00", MINUTE(MON, 0, 0)));
}

static void
test_several_days(void **state G_GNUC_UNUSED)
{
	for (guint day = MON; day <= SUN; day++) {
		assert_true(is_open("daily 03:00-03:30", MINUTE(day, 3, 15)));
		assert_int_equal(is_open("Mon-Fri 03:00-03:30", MINUTE(day, 3, 15)), day <= FRI);
		assert_int_equal(is_open("Sat-Mon 03:00-03:30", MINUTE(day, 3, 15)),
		                 day >= SAT || day == MON);
	}
}

static void
test_next(void **state G_GNUC_UNUSED)
{
	g_autoptr(GArray) windows = windows_parse("Sat 22:00-04:00, Wed 01:00-02:00", NULL);
	g_autofree char *text = week_minute_text(windows_next(windows, MINUTE(TUE, 23, 14)));
	g_autofree char *later = week_minute_text(windows_next(windows, MINUTE(WED, 1, 1)));
	g_autofree char *over = week_minute_text(windows_next(windows, MINUTE(SUN, 5, 0)));

	assert_string_equal(text, "Wed 01:00 UTC");
	assert_string_equal(later, "Sat 22:00 UTC");
	assert_string_equal(over, "Wed 01:00 UTC");
}

static void
test_now(void **state G_GNUC_UNUSED)
{
	guint minute = 0;

	assert_true(week_minute_parse("2026-11-24 23:14", &minute));
	assert_int_equal(minute, MINUTE(TUE, 23, 14));
	assert_true(week_minute_parse("2026-11-29 00:00", &minute));
	assert_int_equal(minute, MINUTE(SUN, 0, 0));
	assert_false(week_minute_parse("2026-11-24", &minute));
	assert_false(week_minute_parse("2026-13-24 23:14", &minute));
	assert_false(week_minute_parse("", &minute));
}

static void
test_errors(void **state G_GNUC_UNUSED)
{
	static const struct {
		const char *text;
		WindowErrorCode code;
		const char *message;
	} cases[] = {
		{"", WINDOW_ERROR_DAY, "``: begin with a day: Mon to Sun, Mon-Fri, or daily"},
		{"22:00-04:00", WINDOW_ERROR_DAY,
	         "`22:00-04:00`: begin with a day: Mon to Sun, Mon-Fri, or daily"},
		{"Sat 22:00-04:00,", WINDOW_ERROR_DAY,
	         "``: begin with a day: Mon to Sun, Mon-Fri, or daily"},
		{"Sat-Xyz 22:00-04:00", WINDOW_ERROR_DAY,
	         "`Sat-Xyz 22:00-04:00`: begin with a day: Mon to Sun, Mon-Fri, or daily"},
		{"Sat", WINDOW_ERROR_HOURS, "`Sat`: give the hours behind the day, as 22:00-04:00"},
		{"Sat 22:00", WINDOW_ERROR_HOURS,
	         "`Sat 22:00`: give the hours behind the day, as 22:00-04:00"},
		{"Sat 22:60-23:00", WINDOW_ERROR_HOURS,
	         "`Sat 22:60-23:00`: give the hours behind the day, as 22:00-04:00"},
		{"Sat 25:00-26:00", WINDOW_ERROR_HOURS,
	         "`Sat 25:00-26:00`: give the hours behind the day, as 22:00-04:00"},
		{"Sat 22:00-22:00", WINDOW_ERROR_HOURS,
	         "`Sat 22:00-22:00`: give the hours behind the day, as 22:00-04:00"},
		{"Sat 22:00-04:00 CET", WINDOW_ERROR_ZONE,
	         "`Sat 22:00-04:00 CET`: only UTC may stand behind the hours; a comma begins the "
	         "next window"},
		{"Sat 22:00-04:00 UTC Sun 22:00-04:00", WINDOW_ERROR_ZONE,
	         "`Sat 22:00-04:00 UTC Sun 22:00-04:00`: only UTC may stand behind the hours; a "
	         "comma begins the next window"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		assert_null(windows_parse(cases[i].text, &error));
		assert_true(g_error_matches(error, WINDOW_ERROR, (gint)cases[i].code));
		assert_string_equal(error->message, cases[i].message);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hours_of_one_day),
		cmocka_unit_test(test_over_midnight_and_week),
		cmocka_unit_test(test_several_days),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_now),
		cmocka_unit_test(test_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
