#include "cmd/plan_command.h"
#include "cmd/stop_signal.h"

/* The command's own flags. */
typedef struct {
	char **approved;
	char **out;
	char *since;
	char *to;
	char *steps;
	gboolean dry_run;
	gboolean offline;
	gboolean no_emoji;
	gboolean allow_out_of_order;
	gboolean allow_missing;
	gboolean retry_failed;
} Flags;

static void
flags_clear(Flags *flags)
{
	g_strfreev(flags->approved);
	g_strfreev(flags->out);
	g_free(flags->since);
	g_free(flags->to);
	g_free(flags->steps);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Flags, flags_clear)

static ExitStatus
run(const Settings *settings, const Flags *flags, GError **error)
{
	PlanRequest request = {
		.planned = {.settings = settings,
	                    .limits = {.to = flags->to,
	                               .allow_out_of_order = flags->allow_out_of_order,
	                               .allow_missing = flags->allow_missing,
	                               .retry_failed = flags->retry_failed},
	                    .approved = flags->approved,
	                    .since = flags->since,
	                    .stop = stop_signal_catch()},
		.out = flags->out,
		.offline = flags->offline,
		.no_emoji = flags->no_emoji,
	};

	if (!app_parse_count("--steps", flags->steps, &request.planned.limits.steps, error))
		return EXIT_STATUS_USAGE;
	return plan_command_run(&request, error);
}

static ExitStatus
plan_run(int argc, char **argv, GError **error)
{
	g_auto(Flags) flags = {0};
	const GOptionEntry entries[] = {
		{"dry-run", 0, 0, G_OPTION_ARG_NONE, &flags.dry_run,
	         "Accepted, and what plan always does: nothing is changed", NULL},
		{"offline", 0, 0, G_OPTION_ARG_NONE, &flags.offline,
	         "Judge the files alone, without a server", NULL},
		{"to", 0, 0, G_OPTION_ARG_STRING, &flags.to, "Last version to plan", "VERSION"},
		{"steps", 0, 0, G_OPTION_ARG_STRING, &flags.steps, "Plan N migrations at most",
	         "N"},
		{"out", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags.out,
	         "Write this format into a file too; several times", "FORMAT=FILE"},
		{"approve", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags.approved,
	         "Consent to a rule's findings in the file of this checksum", "RULE@CHECKSUM"},
		{"since", 0, 0, G_OPTION_ARG_STRING, &flags.since,
	         "Judge only what came since this revision of git", "REVISION"},
		{"no-emoji", 0, 0, G_OPTION_ARG_NONE, &flags.no_emoji, "Plain ASCII", NULL},
		{"allow-out-of-order", 0, 0, G_OPTION_ARG_NONE, &flags.allow_out_of_order,
	         "Plan a pending version below an applied one", NULL},
		{"allow-missing", 0, 0, G_OPTION_ARG_NONE, &flags.allow_missing,
	         "Go on though an applied migration has no file", NULL},
		{"retry-failed", 0, 0, G_OPTION_ARG_NONE, &flags.retry_failed,
	         "Plan failed migrations again", NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(Settings) settings = app_begin(&cmd_plan, entries, &argc, &argv, error);

	if (settings == NULL || !app_check_no_arguments(argc, argv, error))
		return EXIT_STATUS_USAGE;
	return run(settings, &flags, error);
}

const Command cmd_plan = {
	.name = "plan",
	.arguments = "",
	.summary = "Explain and judge what `up` would do; change nothing",
	.details =
		"Examples:\n"
		"  mgrun plan --dry-run                 against the database of the settings\n"
		"  mgrun plan --offline                 the files alone\n"
		"  mgrun plan --since origin/main       judge only what this branch brings\n"
		"  mgrun plan --fail-on medium          exit with 1 from medium on (default high)\n"
		"  mgrun plan --out sarif=plan.sarif --out json=plan.json\n"
		"  mgrun plan --format github           annotations of a pull request\n\n"
		"Exit status: 0; 1 findings at or over --fail-on; 4 a migration failed before;\n"
		"65 bad migration file; 69 server unreachable.\n",
	.formats = "text|json|sarif|github|markdown|junit",
	.run = plan_run,
};
