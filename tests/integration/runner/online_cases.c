#include "tests/integration/runner/online_cases.h"

#include <stdlib.h>
#include <string.h>

static void
case_free(gpointer item)
{
	OnlineCase *one = item;

	g_free(one->statement);
	g_free(one);
}

static void
section_free(gpointer item)
{
	OnlineSection *section = item;

	g_free(section->name);
	g_ptr_array_unref(section->setup);
	g_ptr_array_unref(section->fill);
	g_ptr_array_unref(section->cases);
	g_free(section);
}

/* Take `word` off the front of the text. */
static bool
take_word(const char **text, const char *word)
{
	const gsize length = strlen(word);

	if (strncmp(*text, word, length) != 0 || (*text)[length] != ' ')
		return false;
	*text += length + 1;
	return true;
}

static void
take_servers(const char **text, bool *ret_mysql, bool *ret_mariadb)
{
	*ret_mariadb = !take_word(text, "mysql");
	*ret_mysql = !take_word(text, "mariadb");
}

static OnlineSection *
section_new(const char *text)
{
	OnlineSection *section = g_new0(OnlineSection, 1);

	take_servers(&text, &section->mysql, &section->mariadb);
	section->name = g_strdup(text);
	section->setup = g_ptr_array_new_with_free_func(g_free);
	section->fill = g_ptr_array_new_with_free_func(g_free);
	section->cases = g_ptr_array_new_with_free_func(case_free);
	return section;
}

static void
add_case(OnlineSection *section, const char *text, bool whole)
{
	OnlineCase *one = g_new0(OnlineCase, 1);

	take_servers(&text, &one->mysql, &one->mariadb);
	one->without_checks = take_word(&text, "fk0");
	one->statement = whole ? g_strdup(text) : g_strconcat("ALTER TABLE t ", text, NULL);
	g_ptr_array_add(section->cases, one);
}

static void
add_setup(OnlineSection *section, const char *text)
{
	char *end = NULL;
	guint64 count;

	if (!take_word(&text, "repeat")) {
		g_ptr_array_add(section->setup, g_strdup(text));
		return;
	}
	count = g_ascii_strtoull(text, &end, 10);
	for (guint64 i = 0; i < count; i++) {
		g_auto(GStrv) parts = g_strsplit(end + 1, "#", -1);
		g_autofree char *number = g_strdup_printf("%" G_GUINT64_FORMAT, i);
		g_ptr_array_add(section->setup, g_strjoinv(number, parts));
	}
}

GPtrArray *
online_cases_read(const char *path)
{
	GPtrArray *sections = g_ptr_array_new_with_free_func(section_free);
	OnlineSection *section = NULL;
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		g_error("cannot read %s", path);
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		if (**line == '\0' || **line == '#')
			continue;
		if (**line == '=') {
			section = section_new(*line + 2);
			g_ptr_array_add(sections, section);
		} else if (!section) {
			g_error("%s: a line before the first section: %s", path, *line);
		} else if (**line == '+') {
			g_ptr_array_add(section->fill, g_strdup(*line + 2));
		} else if (**line == '*' || **line == '!') {
			add_case(section, *line + 2, **line == '!');
		} else {
			add_setup(section, *line);
		}
	}
	return sections;
}
