#include "cmd/command.h"

static ExitStatus
help_run(int argc, char **argv, GError **error)
{
	if (argc > 1 && !g_str_equal(argv[1], "--help") && !g_str_equal(argv[1], "-h")) {
		const Command *command = command_find(argv[1]);
		char *help[] = {argv[1], (char *)"--help", NULL};
		if (command != NULL && command != &cmd_help)
			return command->run(2, help, error);
		if (command == NULL) {
			command_set_unknown(error, argv[1]);
			return EXIT_STATUS_USAGE;
		}
	}
	g_print("mgrun changes the schema and the data of a MySQL or MariaDB database safely.\n\n"
	        "Usage: mgrun COMMAND [OPTIONS]\n\nCommands:\n");
	for (gsize i = 0; command_table[i] != NULL; i++)
		g_print("  %-8s  %s\n", command_table[i]->name, command_table[i]->summary);
	g_print("\n`mgrun help COMMAND` tells more. First steps: mgrun init, mgrun new NAME, mgrun "
	        "up.\n"
	        "\nExit status: 0 done; 1 findings; 2 failed, and the database is as before, "
	        "proven;\n"
	        "3 failed, a person is needed; 4 refused, nothing ran; 64 usage; 65 bad migration "
	        "file;\n"
	        "69 server unreachable; 75 busy, try again; 78 bad configuration.\n");
	return EXIT_STATUS_DONE;
}

const Command cmd_help = {
	.name = "help",
	.arguments = "[COMMAND]",
	.summary = "Tell about a command",
	.details = "",
	.run = help_run,
};
