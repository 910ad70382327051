#include "cmd/run_command.h"

static ExitStatus
wait_run(int argc, char **argv, GError **error)
{
	g_autofree char *timeout = NULL;
	guint64 timeout_ms = 60000;
	const GOptionEntry entries[] = {
		{"timeout", 0, 0, G_OPTION_ARG_STRING, &timeout, "How long to wait (default: 60s)",
	         "TIME"},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(Settings) settings = app_begin(&cmd_wait, entries, &argc, &argv, error);

	if (settings == NULL || !app_check_no_arguments(argc, argv, error) ||
	    !app_parse_duration("--timeout", timeout, &timeout_ms, error))
		return EXIT_STATUS_USAGE;
	if (!run_command_wait(settings, timeout_ms, error))
		return EXIT_STATUS_UNREACHABLE;
	g_print("the server answers\n");
	return EXIT_STATUS_DONE;
}

const Command cmd_wait = {
	.name = "wait",
	.arguments = "",
	.summary = "Wait until the server answers",
	.details = "A wrong password ends the waiting at once.\n\nExamples:\n"
		   "  mgrun wait --timeout 2m && mgrun up\n\n"
		   "Exit status: 0 it answers; 69 it does not.\n",
	.run = wait_run,
};
