#include "planner/window.h"

#include <string.h>

#define DAY_MINUTES  (24 * 60)
#define WEEK_DAYS    7
#define WEEK_MINUTES (WEEK_DAYS * DAY_MINUTES)

static const char *const days[WEEK_DAYS] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

G_DEFINE_QUARK(mgrun - window - error, window_error)

static bool
parse_day(const char *word, guint *ret_day)
{
	for (guint i = 0; i < WEEK_DAYS; i++)
		if (g_ascii_strcasecmp(word, days[i]) == 0) {
			*ret_day = i;
			return true;
		}
	return false;
}

/* "Sat", "Mon-Fri", "daily" as the first day and how many there are. */
static bool
parse_days(const char *word, guint *ret_first, guint *ret_count)
{
	g_auto(GStrv) ends = g_strsplit(word, "-", 2);
	guint last;

	*ret_first = 0;
	*ret_count = WEEK_DAYS;
	if (g_ascii_strcasecmp(word, "daily") == 0)
		return true;
	if (ends[0] == NULL || !parse_day(ends[0], ret_first))
		return false;
	last = *ret_first;
	if (ends[1] != NULL && !parse_day(ends[1], &last))
		return false;
	*ret_count = (last + WEEK_DAYS - *ret_first) % WEEK_DAYS + 1;
	return true;
}

/* "22:00" as minutes of the day; `ret_rest` is what stands behind it. */
static bool
parse_time(const char *text, guint *ret_minutes, const char **ret_rest)
{
	for (guint i = 0; i < 5; i++)
		if (i == 2 ? text[i] != ':' : !g_ascii_isdigit(text[i]))
			return false;
	guint hour = (guint)(text[0] - '0') * 10 + (guint)(text[1] - '0');
	guint minute = (guint)(text[3] - '0') * 10 + (guint)(text[4] - '0');
	*ret_minutes = hour * 60 + minute;
	*ret_rest = text + 5;
	return minute < 60 && *ret_minutes <= DAY_MINUTES;
}

/* "22:00-04:00" */
static bool
parse_hours(const char *word, guint *ret_begin, guint *ret_length)
{
	const char *rest = NULL;
	guint end;

	if (!parse_time(word, ret_begin, &rest) || *rest != '-' ||
	    !parse_time(rest + 1, &end, &rest) || *rest != '\0' || *ret_begin == end ||
	    *ret_begin == DAY_MINUTES)
		return false;
	*ret_length = (end + DAY_MINUTES - *ret_begin) % DAY_MINUTES;
	if (*ret_length == 0)
		*ret_length = DAY_MINUTES;
	return true;
}

static bool
refuse(WindowErrorCode code, const char *window, const char *what, GError **error)
{
	g_set_error(error, WINDOW_ERROR, (gint)code, "`%s`: %s", window, what);
	return false;
}

static bool
parse_window(const char *text, GArray *windows, GError **error)
{
	g_auto(GStrv) all = g_strsplit_set(text, " \t", -1);
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	guint first;
	guint count;
	Window window;

	for (gsize i = 0; all[i] != NULL; i++)
		if (*all[i] != '\0')
			g_ptr_array_add(words, all[i]);
	if (words->len == 0 || !parse_days(words->pdata[0], &first, &count))
		return refuse(WINDOW_ERROR_DAY, text,
		              "begin with a day: Mon to Sun, Mon-Fri, or daily", error);
	guint begin;
	if (words->len == 1 || !parse_hours(words->pdata[1], &begin, &window.length))
		return refuse(WINDOW_ERROR_HOURS, text,
		              "give the hours behind the day, as 22:00-04:00", error);
	if (words->len > 3 || (words->len == 3 && !g_str_equal(words->pdata[2], "UTC")))
		return refuse(WINDOW_ERROR_ZONE, text,
		              "only UTC may stand behind the hours; a comma begins the next window",
		              error);
	for (guint i = 0; i < count; i++) {
		window.begin = (first + i) % WEEK_DAYS * DAY_MINUTES + begin;
		g_array_append_val(windows, window);
	}
	return true;
}

GArray *
windows_parse(const char *text, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, ",", -1);
	g_autoptr(GArray) windows = g_array_new(FALSE, FALSE, sizeof(Window));

	if (parts[0] == NULL) {
		refuse(WINDOW_ERROR_DAY, text, "begin with a day: Mon to Sun, Mon-Fri, or daily",
		       error);
		return NULL;
	}
	for (gsize i = 0; parts[i] != NULL; i++)
		if (!parse_window(g_strstrip(parts[i]), windows, error))
			return NULL;
	return g_steal_pointer(&windows);
}

bool
week_minute_parse(const char *text, guint *ret_minute)
{
	g_autofree char *iso =
		strlen(text) == strlen("2026-11-24 23:14") ? g_strconcat(text, ":00Z", NULL) : NULL;
	g_autoptr(GDateTime) time = iso != NULL ? g_date_time_new_from_iso8601(iso, NULL) : NULL;

	if (time == NULL)
		return false;
	*ret_minute = (guint)((g_date_time_get_day_of_week(time) - 1) * DAY_MINUTES +
	                      g_date_time_get_hour(time) * 60 + g_date_time_get_minute(time));
	return true;
}

char *
week_minute_text(guint minute)
{
	return g_strdup_printf("%s %02u:%02u UTC", days[minute / DAY_MINUTES % WEEK_DAYS],
	                       minute % DAY_MINUTES / 60, minute % 60);
}

bool
windows_contain(const GArray *windows, guint minute)
{
	for (guint i = 0; i < windows->len; i++) {
		const Window *window = &g_array_index(windows, Window, i);
		if ((minute + WEEK_MINUTES - window->begin) % WEEK_MINUTES < window->length)
			return true;
	}
	return false;
}

guint
windows_next(const GArray *windows, guint minute)
{
	guint wait = WEEK_MINUTES;

	for (guint i = 0; i < windows->len; i++) {
		const Window *window = &g_array_index(windows, Window, i);
		wait = MIN(wait, (window->begin + WEEK_MINUTES - minute) % WEEK_MINUTES);
	}
	return (minute + wait) % WEEK_MINUTES;
}
