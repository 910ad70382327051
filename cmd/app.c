#include "cmd/app.h"

#include <string.h>
#include <unistd.h>

#include "planner/words.h"

static void
refuse_password_flag(int argc, char **argv, GError **error)
{
	for (int i = 1; i < argc && !g_str_equal(argv[i], "--"); i++) {
		if (!g_str_equal(argv[i], "--password") &&
		    !g_str_has_prefix(argv[i], "--password="))
			continue;
		g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
		            "a password on the command line shows in the process list; use "
		            "--password-file, MGRUN_PASSWORD, or `password` in an option file");
		return;
	}
}

/* GOption names the option that it does not know; the nearest one is added. */
static void
add_nearest(GError **error, const GOptionEntry *entries)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *dashes = strstr((*error)->message, "--");
	if (dashes == NULL)
		return;

	for (gsize i = 0; i < setting_count; i++)
		if (!setting_table[i].no_flag)
			g_ptr_array_add(names, (gpointer)setting_table[i].name);
	for (gsize i = 0; entries != NULL && entries[i].long_name != NULL; i++)
		g_ptr_array_add(names, (gpointer)entries[i].long_name);
	g_ptr_array_add(names, NULL);
	g_autofree char *word = g_strndup(dashes + 2, strcspn(dashes + 2, "= "));
	const char *nearest = nearest_word(word, (const char *const *)names->pdata);
	if (nearest == NULL)
		return;
	g_autofree char *text =
		g_strdup_printf("%s; did you mean --%s?", (*error)->message, nearest);
	g_free((*error)->message);
	(*error)->message = g_steal_pointer(&text);
}

static GOptionContext *
context_of(const Command *command, const GOptionEntry *entries, Settings *settings)
{
	GOptionContext *context = g_option_context_new(command->arguments);
	g_autofree char *summary = g_strconcat(command->summary, ".", NULL);

	g_option_context_set_summary(context, summary);
	g_option_context_set_description(context, command->details);
	if (entries != NULL)
		g_option_context_add_main_entries(context, entries, NULL);
	settings_add_flags(settings, context);
	return context;
}

/*
 * GOption would print the help itself, with a letter that a terminal without UTF-8
 * cannot show and without the name of the program in front of the command's.
 */
static char *
help_text(GOptionContext *context, bool whole)
{
	g_autofree char *help = g_option_context_get_help(context, !whole, NULL);
	g_auto(GStrv) parts = g_strsplit(help, "\xe2\x80\xa6", -1);

	return g_strjoinv("...", parts);
}

static void
answer_help(GOptionContext *context, const Command *command, int argc, char **argv, GError **error)
{
	g_autofree char *name = g_strconcat("mgrun ", command->name, NULL);

	g_set_prgname(name);
	for (int i = 1; i < argc && !g_str_equal(argv[i], "--"); i++) {
		bool whole =
			g_str_equal(argv[i], "--help-all") || g_str_equal(argv[i], "--help-common");
		if (!whole && !g_str_equal(argv[i], "--help") && !g_str_equal(argv[i], "-h"))
			continue;
		g_autofree char *text = help_text(context, whole);
		g_set_error_literal(error, CMD_ERROR, CMD_ERROR_HELP, text);
		return;
	}
}

void
app_wipe_arguments(int argc, char **argv)
{
	for (int i = 0; i < argc && argv[i] != NULL; i++) {
		char *url = strstr(argv[i], "://");
		char *at = url != NULL ? strrchr(url, '@') : NULL;
		if (at != NULL)
			memset(url + 3, '*', (gsize)(at - url - 3));
	}
}

Settings *
app_begin(const Command *command, const GOptionEntry *entries, int *argc, char ***argv,
          GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Settings) settings = settings_new();
	g_autoptr(GOptionContext) context = context_of(command, entries, settings);
	int given = *argc;
	g_autofree char **whole = g_memdup2(*argv, sizeof(char *) * (gsize)(given + 1));

	answer_help(context, command, *argc, *argv, error);
	if (*error != NULL)
		return NULL;
	refuse_password_flag(*argc, *argv, &problem);
	if (problem == NULL)
		g_option_context_parse(context, argc, argv, &problem);
	app_wipe_arguments(given, whole);
	if (problem != NULL) {
		if (g_error_matches(problem, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
			add_nearest(&problem, entries);
		g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE, "%s (see `mgrun %s --help`)",
		            problem->message, command->name);
		return NULL;
	}
	return settings_resolve(settings, error) ? g_steal_pointer(&settings) : NULL;
}

bool
app_check_no_arguments(int argc, char **argv, GError **error)
{
	if (argc <= 1)
		return true;
	g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
	            "`%s` takes no argument `%s` (see `mgrun %s --help`)", argv[0], argv[1],
	            argv[0]);
	return false;
}

bool
app_parse_count(const char *flag, const char *text, guint64 *ret_count, GError **error)
{
	if (text == NULL || g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT, ret_count, NULL))
		return true;
	g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE, "%s: `%s` must be a whole number over 0",
	            flag, text);
	return false;
}

bool
app_parse_duration(const char *flag, const char *text, guint64 *ret_ms, GError **error)
{
	if (text == NULL || duration_parse(text, ret_ms))
		return true;
	g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
	            "%s: `%s` must be a duration, as in 500ms, 30s, 10m", flag, text);
	return false;
}

bool
app_wants_json(const Settings *settings)
{
	return g_str_has_prefix(settings_get(settings, "format"), "json");
}

bool
app_wants_color(const Settings *settings, int fd)
{
	const char *when = settings_get(settings, "color");
	const char *no_color = g_getenv("NO_COLOR");

	if (g_str_equal(when, "always"))
		return true;
	return g_str_equal(when, "auto") && (no_color == NULL || *no_color == '\0') && isatty(fd);
}
