#include "planner/rules/name_words.h"

#include <string.h>

/* Whether a word begins at this letter: "a|B", "HTML|Body". */
static bool
begins_word(const char *name, gsize at)
{
	if (at == 0 || !g_ascii_isupper(name[at]))
		return false;
	if (g_ascii_islower(name[at - 1]) || g_ascii_isdigit(name[at - 1]))
		return true;
	return g_ascii_isupper(name[at - 1]) && g_ascii_islower(name[at + 1]);
}

char *
name_to_snake(const char *name)
{
	GString *snake = g_string_new(NULL);

	for (gsize i = 0; name[i] != '\0'; i++) {
		bool is_letter = g_ascii_isalnum(name[i]) || (name[i] & 0x80) != 0;
		bool is_open = snake->len > 0 && snake->str[snake->len - 1] != '_';
		if (is_open && (!is_letter || begins_word(name, i)))
			g_string_append_c(snake, '_');
		if (is_letter)
			g_string_append_c(snake, g_ascii_tolower(name[i]));
	}
	if (snake->len > 0 && snake->str[snake->len - 1] == '_')
		g_string_truncate(snake, snake->len - 1);
	return g_string_free(snake, FALSE);
}

bool
name_is(const char *name, const char *const *snakes)
{
	g_autofree char *snake = name_to_snake(name);

	return g_strv_contains(snakes, snake);
}

bool
name_has_word(const char *name, const char *const *words)
{
	g_autofree char *snake = name_to_snake(name);
	g_auto(GStrv) parts = g_strsplit(snake, "_", -1);

	for (char **part = parts; *part != NULL; part++)
		if (g_strv_contains(words, *part))
			return true;
	return false;
}

bool
name_ends_with(const char *name, const char *const *words)
{
	g_autofree char *snake = name_to_snake(name);
	const char *last = strrchr(snake, '_');

	return g_strv_contains(words, last != NULL ? last + 1 : snake);
}

char *
name_stem(const char *name)
{
	char *snake = name_to_snake(name);
	char *last = strrchr(snake, '_');

	if (last == NULL) {
		g_free(snake);
		return NULL;
	}
	*last = '\0';
	return snake;
}

bool
name_is_plural_of(const char *table, const char *singular)
{
	g_autofree char *plural = name_to_snake(table);
	gsize length = strlen(singular);

	if (strncmp(plural, singular, length) == 0) {
		const char *rest = plural + length;
		return g_str_equal(rest, "") || g_str_equal(rest, "s") || g_str_equal(rest, "es");
	}
	return length > 1 && singular[length - 1] == 'y' &&
	       strncmp(plural, singular, length - 1) == 0 &&
	       g_str_equal(plural + length - 1, "ies");
}
