#include <jansson.h>
#include <yaml.h>
#include <zlib.h>

#include "cmd/app.h"
#include "cmd/render.h"
#include "cmd/version.h"
#include "db/session.h"
#include "planner/provenance.h"

static json_t *
versions(void)
{
	g_autofree char *git = provenance_git_version();
	g_autofree char *glib = g_strdup_printf("%u.%u.%u", glib_major_version, glib_minor_version,
	                                        glib_micro_version);
	return json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s}", "format", "mgrun/version",
	                 "version", 1, "mgrun", MGRUN_VERSION, "client", db_library_version(),
	                 "libgit2", git, "libyaml", yaml_get_version_string(), "zlib",
	                 zlibVersion(), "glib", glib);
}

static ExitStatus
version_run(int argc, char **argv, GError **error)
{
	g_autoptr(Settings) settings = app_begin(&cmd_version, NULL, &argc, &argv, error);
	if (settings == NULL || !app_check_no_arguments(argc, argv, error))
		return EXIT_STATUS_USAGE;

	json_t *all = versions();
	if (app_wants_json(settings)) {
		render_json(all);
	} else {
		g_print("mgrun %s\n", MGRUN_VERSION);
		if (settings_is_on(settings, "verbose"))
			g_print("client   %s\nlibgit2  %s\nlibyaml  %s\nzlib     %s\nglib     %s\n",
			        json_string_value(json_object_get(all, "client")),
			        json_string_value(json_object_get(all, "libgit2")),
			        json_string_value(json_object_get(all, "libyaml")),
			        json_string_value(json_object_get(all, "zlib")),
			        json_string_value(json_object_get(all, "glib")));
		json_decref(all);
	}
	return EXIT_STATUS_DONE;
}

const Command cmd_version = {
	.name = "version",
	.arguments = "",
	.summary = "Print the version of mgrun and of its libraries",
	.details = "Examples:\n  mgrun version --verbose\n  mgrun version --format json\n",
	.run = version_run,
};
