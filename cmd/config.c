#include <string.h>

#include "cmd/app.h"
#include "cmd/render.h"
#include "db/option_file.h"

#define MASK "********"

/* A URL may hold a password: only whether it is set is shown. */
static const char *
shown(const SettingValue *value)
{
	if (value->value == NULL)
		return "";
	return value->spec->secret ? MASK : value->value;
}

static void
print_text(const Settings *settings)
{
	for (gsize i = 0; i < setting_count; i++) {
		const SettingValue *value = settings_at(settings, i);
		if (value->value != NULL || settings_is_on(settings, "verbose"))
			g_print("%-22s %-24s %s\n", value->spec->name, shown(value),
			        value->origin != NULL ? value->origin : "not set");
	}
}

static void
print_json(const Settings *settings)
{
	json_t *list = json_array();

	for (gsize i = 0; i < setting_count; i++) {
		const SettingValue *value = settings_at(settings, i);
		json_array_append_new(list,
		                      json_pack("{s:s, s:s?, s:s?}", "name", value->spec->name,
		                                "value", value->value != NULL ? shown(value) : NULL,
		                                "origin", value->origin));
	}
	render_json(json_pack("{s:s, s:i, s:o}", "format", "mgrun/config", "version", 1, "settings",
	                      list));
}

static ExitStatus
config_run(int argc, char **argv, GError **error)
{
	g_autoptr(Settings) settings = app_begin(&cmd_config, NULL, &argc, &argv, error);

	if (settings == NULL || !app_check_no_arguments(argc, argv, error))
		return EXIT_STATUS_USAGE;
	if (app_wants_json(settings))
		print_json(settings);
	else
		print_text(settings);
	return EXIT_STATUS_DONE;
}

const Command cmd_config = {
	.name = "config",
	.arguments = "",
	.summary = "Show each setting and where it comes from",
	.details = "Secrets are masked. Highest first: flag, MGRUN_X, MGRUN_X_FILE, mgrun.yaml\n"
		   "(section of --env over the top level), DATABASE_URL, MySQL option files\n"
		   "([client], [mgrun]), default.\n\nExamples:\n  mgrun config --env production\n"
		   "  mgrun config --format json\n",
	.run = config_run,
};
