#include "runner/table_text.h"

#include <string.h>

#define COUNTER " AUTO_INCREMENT="

/* The counter stands between ENGINE= and the charset, on the line that closes the columns. */
static const char *
find_counter(const char *text)
{
	const char *options = strstr(text, "\n)");
	if (options == NULL)
		return NULL;

	const char *counter = strstr(options + 1, COUNTER);
	const char *line_end = strchr(options + 1, '\n');
	const char *comment = strstr(options + 1, " COMMENT='");

	if (counter == NULL || (line_end != NULL && counter > line_end) ||
	    (comment != NULL && counter > comment))
		return NULL;
	return counter;
}

char *
table_text_normalise(const char *text)
{
	const char *counter = find_counter(text);
	if (counter == NULL)
		return g_strdup(text);

	const char *rest = counter + strlen(COUNTER);
	rest += strspn(rest, "0123456789");

	GString *normal = g_string_new_len(text, counter - text);
	g_string_append(normal, rest);
	return g_string_free(normal, FALSE);
}

/* Whether `at` begins with `name` in backticks; false also where the quoting is another. */
static bool
starts_with_name(const char *at, const char *name)
{
	g_autoptr(GString) found = g_string_new(NULL);

	if (*at++ != '`')
		return false;
	for (; *at != '\0'; at++) {
		if (*at == '`' && at[1] != '`')
			break;
		if (*at == '`')
			at++;
		g_string_append_c(found, *at);
	}

	g_autofree char *a = g_utf8_casefold(found->str, -1);
	g_autofree char *b = g_utf8_casefold(name, -1);
	return g_str_equal(a, b);
}

static bool
line_is_index(const char *line, const char *name)
{
	static const char *const kinds[] = {"UNIQUE KEY ", "FULLTEXT KEY ", "SPATIAL KEY ",
	                                    "VECTOR KEY ", "KEY "};

	if (g_ascii_strcasecmp(name, "PRIMARY") == 0)
		return g_str_has_prefix(line, "PRIMARY KEY");
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_prefix(line, kinds[i]))
			return starts_with_name(line + strlen(kinds[i]), name);
	return false;
}

static bool
line_is_constraint(const char *line, const char *name, const char *word)
{
	if (!g_str_has_prefix(line, "CONSTRAINT ") ||
	    !starts_with_name(line + strlen("CONSTRAINT "), name))
		return false;
	return word == NULL || strstr(line, word) != NULL;
}

static bool
line_is_partition(const char *line, const char *name)
{
	const char *at = strstr(line, "PARTITION ");
	if (at == NULL)
		return false;

	at += strlen("PARTITION ");
	if (*at == '`')
		return starts_with_name(at, name);
	gsize length = strlen(name);
	return g_ascii_strncasecmp(at, name, length) == 0 && at[length] == ' ';
}

static bool
line_is_part(const char *line, SqlObjectKind kind, const char *name)
{
	switch (kind) {
	case SQL_OBJECT_COLUMN:
		return starts_with_name(line, name);
	case SQL_OBJECT_INDEX:
		return line_is_index(line, name);
	case SQL_OBJECT_FOREIGN_KEY:
		return line_is_constraint(line, name, " FOREIGN KEY ");
	case SQL_OBJECT_CHECK:
		return line_is_constraint(line, name, " CHECK ");
	case SQL_OBJECT_CONSTRAINT:
		return line_is_constraint(line, name, NULL) || line_is_index(line, name);
	case SQL_OBJECT_PARTITION:
		return line_is_partition(line, name);
	case SQL_OBJECT_TABLE:
	case SQL_OBJECT_VIEW:
	case SQL_OBJECT_TRIGGER:
	case SQL_OBJECT_PROCEDURE:
	case SQL_OBJECT_FUNCTION:
	case SQL_OBJECT_EVENT:
	case SQL_OBJECT_SEQUENCE:
	case SQL_OBJECT_DATABASE:
		break;
	}
	return false;
}

bool
table_text_has_part(const char *text, SqlObjectKind kind, const char *name)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
		if (line_is_part(g_strchug(lines[i]), kind, name))
			return true;
	return false;
}

/* A line's text without the comma that only says that another line follows. */
static char *
bare_line(const char *line)
{
	char *bare = g_strdup(line);
	gsize length = strlen(bare);

	if (length > 0 && bare[length - 1] == ',')
		bare[length - 1] = '\0';
	return g_strstrip(bare);
}

static GPtrArray *
bare_lines(const char *text)
{
	GPtrArray *bare = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i] != NULL; i++)
		g_ptr_array_add(bare, bare_line(lines[i]));
	return bare;
}

static guint
append_missing(const GPtrArray *lines, const GPtrArray *others, char sign, GPtrArray *ret_lines)
{
	guint count = 0;

	for (guint i = 0; i < lines->len; i++) {
		const char *line = g_ptr_array_index(lines, i);
		if (g_ptr_array_find_with_equal_func((GPtrArray *)others, line, g_str_equal, NULL))
			continue;
		g_ptr_array_add(ret_lines, g_strdup_printf("  %c %s", sign, line));
		count++;
	}
	return count;
}

void
table_text_diff(const char *before, const char *after, GPtrArray *ret_lines)
{
	g_autoptr(GPtrArray) old = bare_lines(before);
	g_autoptr(GPtrArray) new = bare_lines(after);

	guint count = append_missing(old, new, '-', ret_lines);
	count += append_missing(new, old, '+', ret_lines);
	if (count == 0)
		g_ptr_array_add(ret_lines, g_strdup("  the same lines stand in another order"));
}
