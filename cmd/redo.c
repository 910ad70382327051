#include "cmd/run_command.h"

static ExitStatus
redo_run(int argc, char **argv, GError **error)
{
	g_autoptr(Settings) settings = app_begin(&cmd_redo, NULL, &argc, &argv, error);
	RunOptions options = {0};

	if (settings == NULL || !app_check_no_arguments(argc, argv, error))
		return EXIT_STATUS_USAGE;
	return run_command_execute(settings, &options, run_redo, error);
}

const Command cmd_redo = {
	.name = "redo",
	.arguments = "",
	.summary = "Undo the newest migration and apply it again",
	.details =
		"For work on a migration that nobody else has yet.\n\nExamples:\n  mgrun redo\n\n"
		"Exit status: as `mgrun up`.\n",
	.run = redo_run,
};
