#include <locale.h>
#include <signal.h>
#include <string.h>

#include "cmd/command.h"
#include "db/session.h"

static ExitStatus
run_command(const Command *command, int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	ExitStatus status = command->run(argc, argv, &error);

	if (error == NULL)
		return status;
	if (g_error_matches(error, CMD_ERROR, CMD_ERROR_HELP))
		g_print("%s", error->message);
	else
		g_printerr("mgrun: %s\n", error->message);
	return exit_status_of_error(error);
}

static const Command *
choose_command(int argc, char **argv, GError **error)
{
	if (argc < 2 || g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h"))
		return &cmd_help;
	if (g_str_equal(argv[1], "--version"))
		return &cmd_version;
	const Command *command = command_find(argv[1]);
	if (command == NULL)
		command_set_unknown(error, argv[1]);
	return command;
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	setlocale(LC_CTYPE, ""); /* the other categories would cost 60 files to open */
	signal(SIGPIPE, SIG_IGN); /* a reader that goes away must not end a run half way */
	const Command *command = choose_command(argc, argv, &error);
	if (command == NULL) {
		g_printerr("mgrun: %s\n", error->message);
		return EXIT_STATUS_USAGE;
	}
	db_library_begin();
	bool named = argc > 1 && command_find(argv[1]) == command;
	char *alone[] = {(char *)command->name, NULL};
	ExitStatus status =
		named ? run_command(command, argc - 1, argv + 1) : run_command(command, 1, alone);
	db_library_end();
	return (int)status;
}
