#include "db/option_file.h"

#include <string.h>
#include <sys/stat.h>

G_DEFINE_QUARK(option_file_error, option_file_error)

#define INCLUDE_DEPTH 10

typedef struct {
	const char *const *groups;
	GPtrArray *settings;
	guint depth;
} Reading;

void
option_setting_free(OptionSetting *setting)
{
	if (setting == NULL)
		return;

	if (setting->value != NULL)
		explicit_bzero(setting->value, strlen(setting->value));
	g_free(setting->name);
	g_free(setting->value);
	g_free(setting->origin);
	g_free(setting);
}

static char
unescape(char escaped)
{
	switch (escaped) {
	case 'b':
		return '\b';
	case 't':
		return '\t';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 's':
		return ' ';
	default:
		return escaped;
	}
}

/* The value: quotes around it taken off, escapes resolved. */
static char *
read_value(char *text)
{
	GString *value = g_string_new(NULL);
	char *start = g_strstrip(text);
	gsize length = strlen(start);
	char quote = *start == '\'' || *start == '"' ? *start : '\0';

	if (quote != '\0' && length >= 2 && start[length - 1] == quote) {
		start[length - 1] = '\0';
		start++;
	}
	for (const char *at = start; *at != '\0'; at++) {
		if (*at == '\\' && strchr("btnrs\\'\"", at[1]) != NULL && at[1] != '\0')
			g_string_append_c(value, unescape(*++at));
		else
			g_string_append_c(value, *at);
	}
	return g_string_free(value, FALSE);
}

static void
add_setting(Reading *reading, char *line, const char *path, guint number)
{
	OptionSetting *setting = g_new0(OptionSetting, 1);
	char *equals = strchr(line, '=');

	if (equals != NULL) {
		*equals = '\0';
		setting->value = read_value(equals + 1);
	}
	char *name = g_strstrip(line);
	if (g_str_has_prefix(name, "loose-") || g_str_has_prefix(name, "loose_"))
		name += strlen("loose-");
	setting->name = g_strdelimit(g_ascii_strdown(name, -1), "_", '-');
	setting->origin = g_strdup_printf("%s:%u", path, number);
	g_ptr_array_add(reading->settings, setting);
}

static bool read_file(Reading *reading, const char *path, GError **error);

static gint
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
read_directory(Reading *reading, const char *path, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name;

	if (dir == NULL)
		return true;
	while ((name = g_dir_read_name(dir)) != NULL)
		if (g_str_has_suffix(name, ".cnf"))
			g_ptr_array_add(names, g_build_filename(path, name, NULL));
	g_dir_close(dir);
	g_ptr_array_sort(names, compare_names);
	for (guint i = 0; i < names->len; i++)
		if (!read_file(reading, g_ptr_array_index(names, i), error))
			return false;
	return true;
}

static bool
follow_include(Reading *reading, const char *line, GError **error)
{
	bool dir = g_str_has_prefix(line, "!includedir");
	g_autofree char *path = g_strdup(line + strlen(dir ? "!includedir" : "!include"));

	if (reading->depth >= INCLUDE_DEPTH) {
		g_set_error(error, OPTION_FILE_ERROR, OPTION_FILE_ERROR_SYNTAX,
		            "option files include each other more than %d deep", INCLUDE_DEPTH);
		return false;
	}
	reading->depth++;
	bool ok = dir ? read_directory(reading, g_strstrip(path), error)
	              : read_file(reading, g_strstrip(path), error);
	reading->depth--;
	return ok;
}

static bool
is_wanted_group(const Reading *reading, const char *line)
{
	for (gsize i = 0; reading->groups[i] != NULL; i++) {
		g_autofree char *head = g_strdup_printf("[%s]", reading->groups[i]);
		if (g_str_has_prefix(line, head))
			return true;
	}
	return false;
}

static bool
read_line(Reading *reading, char *line, const char *path, guint number, bool *wanted,
          GError **error)
{
	if (*line == '\0' || *line == '#' || *line == ';')
		return true;
	if (g_str_has_prefix(line, "!include"))
		return follow_include(reading, line, error);
	if (*line != '[') {
		if (*wanted)
			add_setting(reading, line, path, number);
		return true;
	}
	if (strchr(line, ']') == NULL) {
		g_set_error(error, OPTION_FILE_ERROR, OPTION_FILE_ERROR_SYNTAX,
		            "%s:%u: the group's name lacks its ]", path, number);
		return false;
	}
	*wanted = is_wanted_group(reading, line);
	return true;
}

static bool
read_file(Reading *reading, const char *path, GError **error)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) problem = NULL;
	bool wanted = false;

	if (!g_file_get_contents(path, &text, NULL, &problem)) {
		g_set_error(error, OPTION_FILE_ERROR, OPTION_FILE_ERROR_READ,
		            "cannot read option file %s: %s", path, problem->message);
		return false;
	}
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	explicit_bzero(text, strlen(text));
	for (guint i = 0; lines[i] != NULL; i++)
		if (!read_line(reading, g_strstrip(lines[i]), path, i + 1, &wanted, error))
			return false;
	return true;
}

GPtrArray *
option_file_read(const char *path, const char *const *groups, GError **error)
{
	g_autoptr(GPtrArray) settings =
		g_ptr_array_new_with_free_func((GDestroyNotify)option_setting_free);
	Reading reading = {.groups = groups, .settings = settings};

	return read_file(&reading, path, error) ? g_steal_pointer(&settings) : NULL;
}

static bool
is_trusted(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
	       (status.st_mode & S_IWOTH) == 0;
}

GPtrArray *
option_file_read_default(const char *const *groups, GError **error)
{
	g_autoptr(GPtrArray) settings =
		g_ptr_array_new_with_free_func((GDestroyNotify)option_setting_free);
	Reading reading = {.groups = groups, .settings = settings};
	const char *home = g_getenv("HOME");
	g_autofree char *own = home != NULL ? g_build_filename(home, ".my.cnf", NULL) : NULL;
	const char *const paths[] = {"/etc/my.cnf", "/etc/mysql/my.cnf", own};

	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autoptr(GError) problem = NULL;
		if (paths[i] == NULL || !is_trusted(paths[i]) ||
		    read_file(&reading, paths[i], &problem))
			continue;
		/* A default file that this user may not read is as if it were not there. */
		if (g_error_matches(problem, OPTION_FILE_ERROR, OPTION_FILE_ERROR_READ))
			continue;
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	return g_steal_pointer(&settings);
}
