#include "db/option_file.h"

#include <string.h>
#include <sys/stat.h>

G_DEFINE_QUARK(option_file_error, option_file_error)

#define INCLUDE_DEPTH   10
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

typedef struct {
	const char *const *groups;
	GPtrArray *settings;
	guint depth;
} Reading;

/* A line without the blanks around it, taken apart in place. */
typedef struct {
	char *text;
	const char *path;
	guint number;
} Line;

typedef enum { SECTION_NONE, SECTION_WANTED, SECTION_OTHER } Section;

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

/*
 * A # begins a comment wherever no quote is open, even behind a backslash; a quote that is
 * never closed keeps it. Inside quotes a backslash protects the next character.
 */
static void
cut_comment(char *line)
{
	char quote = '\0';

	for (char *at = line; *at != '\0'; at++) {
		if (quote == '\0' && *at == '#') {
			*at = '\0';
			return;
		}
		if (quote != '\0' && *at == '\\' && at[1] != '\0')
			at++;
		else if (*at == quote)
			quote = '\0';
		else if (quote == '\0' && (*at == '\'' || *at == '"'))
			quote = *at;
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
add_setting(Reading *reading, const Line *line)
{
	OptionSetting *setting = g_new0(OptionSetting, 1);

	cut_comment(line->text);
	char *equals = strchr(line->text, '=');
	if (equals != NULL) {
		*equals = '\0';
		setting->value = read_value(equals + 1);
	}
	char *name = g_strstrip(line->text);
	if (g_str_has_prefix(name, "loose-") || g_str_has_prefix(name, "loose_"))
		name += strlen("loose-");
	setting->name = g_strdelimit(g_ascii_strdown(name, -1), "_", '-');
	setting->origin = g_strdup_printf("%s:%u", line->path, line->number);
	g_ptr_array_add(reading->settings, setting);
}

static bool read_file(Reading *reading, const char *path, bool named, GError **error);

G_GNUC_PRINTF(4, 5)
static bool
fail_at(const Line *line, GError **error, OptionFileErrorCode code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, OPTION_FILE_ERROR, (gint)code, "%s:%u: %s", line->path, line->number,
	            text);
	return false;
}

static gint
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
read_directory(Reading *reading, const Line *line, const char *path, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) problem = NULL;
	GDir *dir = g_dir_open(path, 0, &problem);
	const char *name;

	if (dir == NULL)
		return fail_at(line, error, OPTION_FILE_ERROR_READ, "%s", problem->message);
	while ((name = g_dir_read_name(dir)) != NULL)
		if (g_str_has_suffix(name, ".cnf"))
			g_ptr_array_add(names, g_build_filename(path, name, NULL));
	g_dir_close(dir);
	g_ptr_array_sort(names, compare_names);
	for (guint i = 0; i < names->len; i++)
		if (!read_file(reading, g_ptr_array_index(names, i), false, error))
			return false;
	return true;
}

/* The path behind the word, owned; NULL when the line is another directive, which means nothing. */
static char *
included_path(const char *line, const char *word)
{
	const char *rest = line + strlen(word);

	if (!g_str_has_prefix(line, word) || (*rest != '\0' && !g_ascii_isspace(*rest)))
		return NULL;
	char *path = g_strdup(rest);
	cut_comment(path);
	return g_strstrip(path);
}

static bool
follow_include(Reading *reading, const Line *line, GError **error)
{
	g_autofree char *file = included_path(line->text, "!include");
	g_autofree char *dir = included_path(line->text, "!includedir");

	if (file == NULL && dir == NULL)
		return true;
	if (*(file != NULL ? file : dir) == '\0')
		return fail_at(line, error, OPTION_FILE_ERROR_SYNTAX, "%s needs a path",
		               line->text);
	if (reading->depth >= INCLUDE_DEPTH)
		return fail_at(line, error, OPTION_FILE_ERROR_SYNTAX,
		               "option files include each other more than %d deep", INCLUDE_DEPTH);
	reading->depth++;
	bool ok = file != NULL ? read_file(reading, file, false, error)
	                       : read_directory(reading, line, dir, error);
	reading->depth--;
	return ok;
}

/* The groups' names are compared without regard to case, and blanks count only at the front. */
static bool
is_wanted_group(const Reading *reading, const char *name, gsize length)
{
	g_autofree char *group = g_strchomp(g_strndup(name, length));

	for (gsize i = 0; reading->groups[i] != NULL; i++)
		if (g_ascii_strcasecmp(group, reading->groups[i]) == 0)
			return true;
	return false;
}

static bool
fail_without_group(const Line *line, GError **error)
{
	return fail_at(line, error, OPTION_FILE_ERROR_SYNTAX, "%s",
	               g_str_has_prefix(line->text, BYTE_ORDER_MARK)
	                       ? "the file begins with a byte order mark, which MySQL's clients "
	                         "refuse as well; save it as UTF-8 without one"
	                       : "an option stands before the first [group]");
}

static bool
read_line(Reading *reading, const Line *line, Section *section, GError **error)
{
	const char *end = NULL;

	switch (*line->text) {
	case '\0':
	case '#':
	case ';':
		return true;
	case '!':
		return follow_include(reading, line, error);
	case '[':
		end = strchr(line->text, ']');
		if (end == NULL)
			return fail_at(line, error, OPTION_FILE_ERROR_SYNTAX,
			               "the group's name lacks its ]");
		*section = is_wanted_group(reading, line->text + 1, (gsize)(end - line->text - 1))
		                   ? SECTION_WANTED
		                   : SECTION_OTHER;
		return true;
	default:
		if (*section == SECTION_NONE)
			return fail_without_group(line, error);
		if (*section == SECTION_WANTED)
			add_setting(reading, line);
		return true;
	}
}

static bool
read_text(Reading *reading, const char *path, char *text, GError **error)
{
	Section section = SECTION_NONE;
	Line line = {.path = path};
	char *next = text;

	while (next != NULL) {
		char *start = next;
		char *end = strchr(start, '\n');
		next = end != NULL ? end + 1 : NULL;
		if (end != NULL)
			*end = '\0';
		line.text = g_strstrip(start);
		line.number++;
		if (!read_line(reading, &line, &section, error))
			return false;
	}
	return true;
}

/* What everybody may write may say anything, as where the password is sent. */
static bool
is_world_writable(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
	       (status.st_mode & S_IWOTH) != 0;
}

/* A file that the user did not name himself and that is not to be had is as if it were not there.
 */
static bool
read_file(Reading *reading, const char *path, bool named, GError **error)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) problem = NULL;
	gsize length = 0;

	if (is_world_writable(path)) {
		if (named)
			g_set_error(error, OPTION_FILE_ERROR, OPTION_FILE_ERROR_READ,
			            "option file %s may be written by everybody, so it is not "
			            "trusted; next: chmod o-w %s",
			            path, path);
		return !named;
	}
	if (!g_file_get_contents(path, &text, &length, &problem)) {
		if (named)
			g_set_error(error, OPTION_FILE_ERROR, OPTION_FILE_ERROR_READ,
			            "cannot read option file %s: %s", path, problem->message);
		return !named;
	}
	bool ok = read_text(reading, path, text, error);
	explicit_bzero(text, length);
	return ok;
}

GPtrArray *
option_file_read(const char *path, const char *const *groups, GError **error)
{
	g_autoptr(GPtrArray) settings =
		g_ptr_array_new_with_free_func((GDestroyNotify)option_setting_free);
	Reading reading = {.groups = groups, .settings = settings};

	return read_file(&reading, path, true, error) ? g_steal_pointer(&settings) : NULL;
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

	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
		if (paths[i] != NULL && !read_file(&reading, paths[i], false, error))
			return NULL;
	return g_steal_pointer(&settings);
}
