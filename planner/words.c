#include "planner/words.h"

#include <string.h>

static bool
unit_ms(const char **at, guint64 *ret_ms)
{
	static const struct {
		const char *unit;
		guint64 ms;
	} units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};

	for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
		if (!g_str_has_prefix(*at, units[i].unit))
			continue;
		*at += strlen(units[i].unit);
		*ret_ms = units[i].ms;
		return true;
	}
	return false;
}

bool
duration_parse(const char *text, guint64 *ret_ms)
{
	const char *at = text;
	guint64 total = 0;

	do {
		char *end = NULL;
		guint64 number = g_ascii_isdigit(*at) ? g_ascii_strtoull(at, &end, 10) : 0;
		guint64 unit = 0;
		guint64 part = 0;

		if (end == NULL || number == G_MAXUINT64)
			return false;
		at = end;
		if (!unit_ms(&at, &unit) || !g_uint64_checked_mul(&part, number, unit) ||
		    !g_uint64_checked_add(&total, total, part))
			return false;
	} while (*at != '\0');
	*ret_ms = total;
	return true;
}

char *
duration_format(guint64 ms)
{
	if (ms < 1000)
		return g_strdup_printf("%" G_GUINT64_FORMAT " ms", ms);
	if (ms < 60000)
		return g_strdup_printf("%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT " s", ms / 1000,
		                       ms % 1000 / 100);
	if (ms < 3600000)
		return g_strdup_printf("%" G_GUINT64_FORMAT " min %" G_GUINT64_FORMAT " s",
		                       ms / 60000, ms % 60000 / 1000);
	return g_strdup_printf("%" G_GUINT64_FORMAT " h %" G_GUINT64_FORMAT " min", ms / 3600000,
	                       ms % 3600000 / 60000);
}

/* One line of Levenshtein's table, from the one above it, without case. */
static void
next_row(gsize *row, char letter, const char *b)
{
	gsize diagonal = row[0]++;

	for (gsize k = 1; b[k - 1] != '\0'; k++) {
		bool same = g_ascii_tolower(letter) == g_ascii_tolower(b[k - 1]);
		gsize replaced = diagonal + (same ? 0 : 1);
		diagonal = row[k];
		row[k] = MIN(MIN(row[k], row[k - 1]) + 1, replaced);
	}
}

static gsize
edit_distance(const char *a, const char *b)
{
	gsize width = strlen(b) + 1;
	g_autofree gsize *row = g_new0(gsize, width);

	for (gsize k = 0; k < width; k++)
		row[k] = k;
	for (; *a != '\0'; a++)
		next_row(row, *a, b);
	return row[width - 1];
}

const char *
nearest_word(const char *word, const char *const *candidates)
{
	const char *nearest = NULL;
	gsize best = strlen(word) / 3 + 2;

	for (; *candidates != NULL; candidates++) {
		gsize distance = edit_distance(word, *candidates);
		if (distance >= best)
			continue;
		best = distance;
		nearest = *candidates;
	}
	return nearest;
}
