#include "tests/integration/rules/case_file.h"

#include <stdlib.h>
#include <string.h>

static void
string_free(gpointer string)
{
	g_string_free(string, TRUE);
}

static void
case_free(gpointer data)
{
	RuleCase *entry = data;
	GString *texts[] = {entry->setup, entry->up, entry->down, entry->then, entry->by_hand};
	GPtrArray *lists[] = {entry->file_names, entry->files, entry->expect,
	                      entry->silent,     entry->truth, entry->refused};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_string_free(texts[i], TRUE);
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		g_ptr_array_unref(lists[i]);
	g_free(entry->title);
	g_free(entry->server);
	g_free(entry->policy);
	g_free(entry);
}

static RuleCase *
case_new(const char *title, guint line)
{
	RuleCase *entry = g_new0(RuleCase, 1);

	entry->title = g_strdup(title);
	entry->line = line;
	entry->setup = g_string_new(NULL);
	entry->up = g_string_new(NULL);
	entry->down = g_string_new(NULL);
	entry->then = g_string_new(NULL);
	entry->by_hand = g_string_new(NULL);
	entry->file_names = g_ptr_array_new_with_free_func(g_free);
	entry->files = g_ptr_array_new_with_free_func(string_free);
	entry->expect = g_ptr_array_new_with_free_func(g_free);
	entry->silent = g_ptr_array_new_with_free_func(g_free);
	entry->truth = g_ptr_array_new_with_free_func(g_free);
	entry->refused = g_ptr_array_new_with_free_func(g_free);
	return entry;
}

static GString *
begin_file(RuleCase *entry, const char *line)
{
	const char *name = line + strlen("file ");
	GString *text = g_string_new(NULL);

	g_ptr_array_add(entry->file_names, g_strndup(name, strlen(name) - 1));
	g_ptr_array_add(entry->files, text);
	return text;
}

/* The text that the lines after this key go to; NULL: the line is no such key. */
static GString *
text_of_key(RuleCase *entry, const char *line, gboolean in_file)
{
	if (g_str_equal(line, "setup:"))
		return entry->setup;
	if (g_str_equal(line, "up:") && !in_file) /* a YAML file has these keys itself */
		return entry->up;
	if (g_str_equal(line, "down:") && !in_file)
		return entry->down;
	if (g_str_equal(line, "then:"))
		return entry->then;
	if (g_str_equal(line, "by hand:"))
		return entry->by_hand;
	if (g_str_has_prefix(line, "file ") && g_str_has_suffix(line, ":"))
		return begin_file(entry, line);
	return NULL;
}

static const char *
value_of(const char *line, const char *key)
{
	return g_str_has_prefix(line, key) ? line + strlen(key) + strspn(line + strlen(key), " ")
	                                   : NULL;
}

/* A key with its value on the same line. */
static gboolean
take_value(RuleCase *entry, const char *line)
{
	const struct {
		const char *key;
		GPtrArray *list;
		char **field;
	} keys[] = {{"expect:", entry->expect, NULL},  {"silent:", entry->silent, NULL},
	            {"truth:", entry->truth, NULL},    {"refused:", entry->refused, NULL},
	            {"server:", NULL, &entry->server}, {"policy:", NULL, &entry->policy}};

	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		const char *value = value_of(line, keys[i].key);
		if (value == NULL)
			continue;
		if (keys[i].list != NULL)
			g_ptr_array_add(keys[i].list, g_strdup(value));
		else
			*keys[i].field = g_strdup(value);
		return TRUE;
	}
	if (g_str_has_prefix(line, "applied: ")) {
		entry->applied = g_ascii_strtoull(line + strlen("applied: "), NULL, 10);
		return TRUE;
	}
	if (g_str_equal(line, "offline: yes"))
		return entry->offline = TRUE;
	return FALSE;
}

static void
bad_line(const char *path, guint number, const char *line)
{
	g_printerr("%s:%u: not a key of a case: %s\n", path, number, line);
	exit(2);
}

GPtrArray *
case_file_read(const char *path)
{
	g_autofree char *content = NULL;
	g_autoptr(GError) error = NULL;
	GPtrArray *cases = g_ptr_array_new_with_free_func(case_free);
	RuleCase *entry = NULL;
	GString *text = NULL;
	gboolean in_file = FALSE;

	if (!g_file_get_contents(path, &content, NULL, &error)) {
		g_printerr("%s\n", error->message);
		exit(2);
	}
	g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
	for (guint i = 0; lines[i] != NULL; i++) {
		const char *line = lines[i];
		if (g_str_has_prefix(line, "== ")) {
			g_ptr_array_add(cases, entry = case_new(line + 3, i + 1));
			text = NULL;
			in_file = FALSE;
			continue;
		}
		GString *begun = entry != NULL ? text_of_key(entry, line, in_file) : NULL;
		if (begun != NULL) {
			text = begun;
			in_file = g_str_has_prefix(line, "file ");
		} else if (entry != NULL && take_value(entry, line)) {
			text = NULL;
			in_file = FALSE;
		} else if (text != NULL)
			g_string_append_printf(text, "%s\n", line);
		else if (*line != '\0' && *line != '#')
			bad_line(path, i + 1, line);
	}
	return cases;
}
