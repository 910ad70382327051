#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/plan_gate.h"
#include "cmd/run_command.h"

/* Cut `-- CMD...` off before the options are parsed; NULL when there is none. */
static char **
cut_command(int *argc, char **argv)
{
	for (int i = 1; i < *argc; i++) {
		if (!g_str_equal(argv[i], "--"))
			continue;
		*argc = i;
		argv[i] = NULL;
		return &argv[i + 1];
	}
	return NULL;
}

static ExitStatus
replace_process(char **command, GError **error)
{
	fflush(stdout);
	signal(SIGPIPE, SIG_DFL); /* an ignored signal stays ignored in the new program */
	execvp(command[0], command);
	bool missing = errno == ENOENT;
	g_set_error(error, CMD_ERROR,
	            missing ? CMD_ERROR_NO_COMMAND : CMD_ERROR_COMMAND_NOT_STARTED,
	            "nothing is pending any more, but `%s` cannot be started: %s", command[0],
	            g_strerror(errno));
	return missing ? EXIT_STATUS_NO_COMMAND : EXIT_STATUS_COMMAND_NOT_STARTED;
}

/* The command's own flags. */
typedef struct {
	char *to;
	char *steps;
	char *wait;
	char *accept_edited;
	char *mark_applied;
	char *plan;
	char **approved;
	gboolean dry_run;
	gboolean allow_out_of_order;
	gboolean allow_missing;
	gboolean retry_failed;
} Flags;

static void
flags_clear(Flags *flags)
{
	g_free(flags->to);
	g_free(flags->steps);
	g_free(flags->wait);
	g_free(flags->accept_edited);
	g_free(flags->mark_applied);
	g_free(flags->plan);
	g_strfreev(flags->approved);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Flags, flags_clear)

/* What the gate needs besides the run's own options. */
typedef struct {
	const Settings *settings;
	const Flags *flags;
} Gate;

static bool
review(const RunOptions *options, void *data, GError **error)
{
	const Gate *gate = data;

	const PlannedRequest request = {.settings = gate->settings,
	                                .limits = options->limits,
	                                .approved = gate->flags->approved,
	                                .stop = options->stop};

	return plan_gate_review(&request, options->migrations, gate->flags->plan, error);
}

static bool
check_command(char **command, const Flags *flags, GError **error)
{
	if (command == NULL)
		return true;
	if (command[0] == NULL)
		g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE, "a command must follow `--`");
	else if (flags->dry_run)
		g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
		            "--dry-run runs nothing, so `%s` would start without its migrations; "
		            "leave out `-- CMD` or --dry-run",
		            command[0]);
	else
		return true;
	return false;
}

static ExitStatus
apply(const Settings *settings, const Flags *flags, GError **error)
{
	guint64 wait_ms = 0;
	Gate gate = {.settings = settings, .flags = flags};
	RunOptions options = {
		.review = review,
		.review_data = &gate,
		.dry_run = flags->dry_run,
		.limits = {.to = flags->to,
	                   .allow_out_of_order = flags->allow_out_of_order,
	                   .allow_missing = flags->allow_missing,
	                   .retry_failed = flags->retry_failed,
	                   .accept_edited = flags->accept_edited,
	                   .mark_applied = flags->mark_applied},
	};

	if (!app_parse_count("--steps", flags->steps, &options.limits.steps, error) ||
	    !app_parse_duration("--wait", flags->wait, &wait_ms, error))
		return EXIT_STATUS_USAGE;
	if (wait_ms > 0 && !run_command_wait(settings, wait_ms, error))
		return EXIT_STATUS_UNREACHABLE;
	return run_command_execute(settings, &options, run_up, error);
}

static ExitStatus
up_run(int argc, char **argv, GError **error)
{
	g_auto(Flags) flags = {0};
	const GOptionEntry entries[] = {
		{"to", 0, 0, G_OPTION_ARG_STRING, &flags.to, "Last version to apply", "VERSION"},
		{"steps", 'n', 0, G_OPTION_ARG_STRING, &flags.steps, "Apply N migrations at most",
	         "N"},
		{"dry-run", 0, 0, G_OPTION_ARG_NONE, &flags.dry_run,
	         "Say what would run; run nothing", NULL},
		{"wait", 0, 0, G_OPTION_ARG_STRING, &flags.wait, "Wait for the server first",
	         "TIME"},
		{"allow-out-of-order", 0, 0, G_OPTION_ARG_NONE, &flags.allow_out_of_order,
	         "Apply a pending version below an applied one", NULL},
		{"allow-missing", 0, 0, G_OPTION_ARG_NONE, &flags.allow_missing,
	         "Go on though an applied migration has no file", NULL},
		{"accept-edited", 0, 0, G_OPTION_ARG_STRING, &flags.accept_edited,
	         "Take an edited file as the applied one", "VERSION"},
		{"plan", 0, 0, G_OPTION_ARG_FILENAME, &flags.plan,
	         "Run only what this reviewed plan (of `plan --out json=FILE`) says", "FILE"},
		{"approve", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags.approved,
	         "Consent to a rule's findings in the file of this checksum", "RULE@CHECKSUM"},
		{"retry-failed", 0, 0, G_OPTION_ARG_NONE, &flags.retry_failed,
	         "Run failed migrations again", NULL},
		{"mark-applied", 0, 0, G_OPTION_ARG_STRING, &flags.mark_applied,
	         "Record a version as applied; run nothing of it", "VERSION"},
		G_OPTION_ENTRY_NULL,
	};
	char **command = cut_command(&argc, argv);
	g_autoptr(Settings) settings = app_begin(&cmd_up, entries, &argc, &argv, error);

	if (settings == NULL || !app_check_no_arguments(argc, argv, error) ||
	    !check_command(command, &flags, error))
		return EXIT_STATUS_USAGE;
	ExitStatus status = apply(settings, &flags, error);
	return command != NULL && status == EXIT_STATUS_DONE && (error == NULL || *error == NULL)
	               ? replace_process(command, error)
	               : status;
}

const Command cmd_up = {
	.name = "up",
	.arguments = "[-- CMD...]",
	.summary = "Apply the pending migrations",
	.details =
		"Examples:\n"
		"  mgrun up                         apply all that is pending\n"
		"  mgrun up --dry-run               say what would run\n"
		"  mgrun up --to 20261124103000     stop after this version\n"
		"  mgrun up --wait 60s -- node server.js\n"
		"                                   wait, migrate, and become the server\n\n"
		"Exit status: 0 done or nothing to do; 2 failed, the schema is as before, proven;\n"
		"3 failed, a person is needed; 4 refused, nothing ran; 65 bad migration file;\n"
		"69 server unreachable; 75 busy, try again; after `-- CMD`, that of CMD, or 127\n"
		"when there is no CMD and 126 when it cannot be started.\n",
	.run = up_run,
};
