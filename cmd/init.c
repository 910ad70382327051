#include <errno.h>
#include <sys/stat.h>

#include "cmd/app.h"

static const char config_head[] =
	"# Settings of mgrun; `mgrun config` shows each with its origin.\n";
static const char config_server[] =
	"host: 127.0.0.1\n"
	"port: 3306\n"
	"user: app\n"
	"database: app\n"
	"# The password comes from MGRUN_PASSWORD, MGRUN_PASSWORD_FILE or ~/.my.cnf.\n"
	"#environments:\n"
	"#  production:\n"
	"#    host: db.example.com\n"
	"#    ssl_mode: VERIFY_IDENTITY\n";

static bool
make_directory(const char *dir, GError **error)
{
	if (mkdir(dir, 0777) == 0) {
		g_print("made %s/\n", dir);
		return true;
	}
	if (errno == EEXIST && g_file_test(dir, G_FILE_TEST_IS_DIR)) {
		g_print("%s/ is there already\n", dir);
		return true;
	}
	g_set_error(error, CMD_ERROR, CMD_ERROR_REFUSED, "cannot make the directory %s: %s", dir,
	            g_strerror(errno));
	return false;
}

/* The directory stands in quotes, whose own quotes are doubled: any name is plain text. */
static char *
config_text(const char *dir)
{
	g_auto(GStrv) parts = g_strsplit(dir, "'", -1);
	g_autofree char *quoted = g_strjoinv("''", parts);

	return g_strconcat(config_head, "dir: '", quoted, "'\n", config_server, NULL);
}

static bool
make_config(const char *dir, GError **error)
{
	g_autofree char *text = config_text(dir);
	g_autoptr(GError) problem = NULL;

	if (g_file_test("mgrun.yaml", G_FILE_TEST_EXISTS)) {
		g_print("mgrun.yaml is there already and stays as it is\n");
		return true;
	}
	if (!g_file_set_contents("mgrun.yaml", text, -1, &problem)) {
		g_set_error(error, CMD_ERROR, CMD_ERROR_REFUSED, "cannot make mgrun.yaml: %s",
		            problem->message);
		return false;
	}
	g_print("made mgrun.yaml\n");
	return true;
}

static ExitStatus
init_run(int argc, char **argv, GError **error)
{
	g_autoptr(Settings) settings = app_begin(&cmd_init, NULL, &argc, &argv, error);

	if (settings == NULL || !app_check_no_arguments(argc, argv, error))
		return EXIT_STATUS_USAGE;
	const char *dir = settings_get(settings, "dir");
	if (!make_directory(dir, error) || !make_config(dir, error))
		return EXIT_STATUS_REFUSED;
	g_print("next: put your server into mgrun.yaml, then: mgrun new create_users\n");
	return EXIT_STATUS_DONE;
}

const Command cmd_init = {
	.name = "init",
	.arguments = "",
	.summary = "Make a project: mgrun.yaml and the directory of migrations",
	.details = "Nothing is overwritten.\n\nExamples:\n  mgrun init\n  mgrun init --dir "
		   "db/migrations\n",
	.run = init_run,
};
