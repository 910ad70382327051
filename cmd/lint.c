#include "cmd/plan_command.h"

/* The command's own flags. */
typedef struct {
	char **approved;
	char **out;
	char *since;
	gboolean no_emoji;
} Flags;

static void
flags_clear(Flags *flags)
{
	g_strfreev(flags->approved);
	g_strfreev(flags->out);
	g_free(flags->since);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Flags, flags_clear)

static bool
check_since(const Flags *flags, char **files, GError **error)
{
	if (flags->since == NULL || files[0] == NULL)
		return true;
	g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
	            "--since chooses the files; leave it out, or the names of files");
	return false;
}

static ExitStatus
lint_run(int argc, char **argv, GError **error)
{
	g_auto(Flags) flags = {0};
	const GOptionEntry entries[] = {
		{"out", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags.out,
	         "Write this format into a file too; several times", "FORMAT=FILE"},
		{"approve", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags.approved,
	         "Consent to a rule's findings in the file of this checksum", "RULE@CHECKSUM"},
		{"since", 0, 0, G_OPTION_ARG_STRING, &flags.since,
	         "Judge only what came since this revision of git", "REVISION"},
		{"no-emoji", 0, 0, G_OPTION_ARG_NONE, &flags.no_emoji, "Plain ASCII", NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(Settings) settings = app_begin(&cmd_lint, entries, &argc, &argv, error);

	if (settings == NULL || !check_since(&flags, argv + 1, error))
		return EXIT_STATUS_USAGE;
	const PlanRequest request = {.planned = {.settings = settings,
	                                         .approved = flags.approved,
	                                         .files = argv + 1,
	                                         .since = flags.since},
	                             .out = flags.out,
	                             .offline = true,
	                             .no_emoji = flags.no_emoji};
	return plan_command_run(&request, error);
}

const Command cmd_lint = {
	.name = "lint",
	.arguments = "[FILE...]",
	.summary = "Judge migration files without a server",
	.details =
		"Examples:\n"
		"  mgrun lint                                 all files of the directory\n"
		"  mgrun lint migrations/0012_add_plan.sql    this one, after those before it\n"
		"  mgrun lint --since origin/main               what this branch brings\n"
		"  mgrun lint --target \"mariadb 10.11\" --format github\n\n"
		"Exit status: 0; 1 findings at or over --fail-on (high); 65 bad migration file.\n",
	.formats = "text|json|sarif|github|markdown|junit",
	.run = lint_run,
};
