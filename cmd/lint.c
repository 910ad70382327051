#include "cmd/plan_command.h"

static void
request_clear(PlanRequest *request)
{
	g_strfreev(request->approved);
	g_strfreev(request->out);
	g_free(request->since);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PlanRequest, request_clear)

static ExitStatus
lint_run(int argc, char **argv, GError **error)
{
	g_auto(PlanRequest) request = {.offline = true};
	gboolean no_emoji = FALSE;
	const GOptionEntry entries[] = {
		{"out", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request.out,
	         "Write this format into a file too; several times", "FORMAT=FILE"},
		{"approve", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request.approved,
	         "Consent to a rule's findings in the file of this checksum", "RULE@CHECKSUM"},
		{"since", 0, 0, G_OPTION_ARG_STRING, &request.since,
	         "Judge what came since the merge base with this revision", "REV"},
		{"no-emoji", 0, 0, G_OPTION_ARG_NONE, &no_emoji, "Plain ASCII", NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(Settings) settings = app_begin(&cmd_lint, entries, &argc, &argv, error);

	if (settings == NULL)
		return EXIT_STATUS_USAGE;
	request.files = argv + 1;
	request.no_emoji = no_emoji;
	return plan_command_run(settings, &request, error);
}

const Command cmd_lint = {
	.name = "lint",
	.arguments = "[FILE...]",
	.summary = "Judge migration files without a server",
	.details =
		"Examples:\n"
		"  mgrun lint                                 all files of the directory\n"
		"  mgrun lint migrations/0012_add_plan.sql    this one, after those before it\n"
		"  mgrun lint --since origin/main             what this branch brings\n"
		"  mgrun lint --target \"mariadb 10.11\" --format github\n\n"
		"Exit status: 0; 1 findings at or over --fail-on (high); 65 bad migration file.\n",
	.formats = "text|json|sarif|github|markdown|junit",
	.run = lint_run,
};
