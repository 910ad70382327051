#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/run_command.h"

/* The command's own flags. */
typedef struct {
	char *to;
	char *steps;
	char *run;
	gboolean all;
	gboolean dry_run;
} Flags;

static void
flags_clear(Flags *flags)
{
	g_free(flags->to);
	g_free(flags->steps);
	g_free(flags->run);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Flags, flags_clear)

static bool
ask(void)
{
	char answer[16] = "";

	fprintf(stderr, "undo every applied migration? Type yes: ");
	return fgets(answer, sizeof answer, stdin) != NULL &&
	       g_str_equal(g_strstrip(answer), "yes");
}

static bool
check_consent(const Settings *settings, const Flags *flags, GError **error)
{
	if (!flags->all || flags->dry_run || settings_is_on(settings, "yes"))
		return true;
	if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && ask())
		return true;
	g_set_error(
		error, CMD_ERROR, CMD_ERROR_REFUSED,
		"--all undoes every applied migration and asks for consent: add --yes; nothing was "
		"run");
	return false;
}

static bool
check_one_way(const Flags *flags, GError **error)
{
	int ways = (flags->to != NULL) + (flags->steps != NULL) + (flags->run != NULL) +
	           (flags->all != 0);
	if (ways <= 1)
		return true;
	g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
	            "give one of --to, --steps, --run and --all");
	return false;
}

static ExitStatus
undo(const Settings *settings, const Flags *flags, GError **error)
{
	RunOptions options = {
		.dry_run = flags->dry_run,
		.down_run = flags->run,
		.limits = {.to = flags->all ? "0" : flags->to},
	};

	if (!check_one_way(flags, error) ||
	    !app_parse_count("--steps", flags->steps, &options.limits.steps, error))
		return EXIT_STATUS_USAGE;
	if (!check_consent(settings, flags, error))
		return EXIT_STATUS_REFUSED;
	if (options.limits.to == NULL && options.limits.steps == 0)
		options.limits.steps = 1;
	return run_command_execute(settings, &options, run_down, error);
}

static ExitStatus
down_run(int argc, char **argv, GError **error)
{
	g_auto(Flags) flags = {0};
	const GOptionEntry entries[] = {
		{"to", 0, 0, G_OPTION_ARG_STRING, &flags.to,
	         "The version that stays the newest; 0: none stays", "VERSION"},
		{"steps", 'n', 0, G_OPTION_ARG_STRING, &flags.steps,
	         "Undo N migrations (default: 1)", "N"},
		{"run", 0, 0, G_OPTION_ARG_STRING, &flags.run,
	         "Undo what a run applied: its id, or last", "ID"},
		{"all", 0, 0, G_OPTION_ARG_NONE, &flags.all, "Undo every migration", NULL},
		{"dry-run", 0, 0, G_OPTION_ARG_NONE, &flags.dry_run,
	         "Say what would run; run nothing", NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(Settings) settings = app_begin(&cmd_down, entries, &argc, &argv, error);

	if (settings == NULL || !app_check_no_arguments(argc, argv, error))
		return EXIT_STATUS_USAGE;
	return undo(settings, &flags, error);
}

const Command cmd_down = {
	.name = "down",
	.arguments = "",
	.summary = "Undo applied migrations, the newest first",
	.details = "Examples:\n"
		   "  mgrun down                 undo the newest migration\n"
		   "  mgrun down --steps 3       undo three\n"
		   "  mgrun down --to 0007       undo what came after 0007\n"
		   "  mgrun down --run last      undo what the last run applied\n\n"
		   "Exit status: as `mgrun up`.\n",
	.run = down_run,
};
