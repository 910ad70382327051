#include "cmd/run_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/render.h"
#include "cmd/stop_signal.h"
#include "cmd/version.h"
#include "db/session.h"
#include "planner/load.h"

#define WAIT_FIRST_MS 200
#define WAIT_MOST_MS  5000

static OnFailure
parse_on_failure(const char *word)
{
	if (g_ascii_strcasecmp(word, "rollback-run") == 0)
		return ON_FAILURE_ROLLBACK_RUN;
	return g_ascii_strcasecmp(word, "stop") == 0 ? ON_FAILURE_STOP : ON_FAILURE_ROLLBACK;
}

static void
show(const Settings *settings, const RunReport *report)
{
	const char *format = settings_get(settings, "format");

	if (g_str_equal(format, "text")) {
		render_report_text(report, app_wants_color(settings, STDOUT_FILENO));
		return;
	}
	if (g_str_equal(format, "json"))
		render_json(render_report_json(report));
	else
		render_result_jsonl(report);
}

static RunObserver
observer_of(const Settings *settings, TextProgress *progress)
{
	const char *format = settings_get(settings, "format");

	progress->terminal = isatty(STDERR_FILENO) == 1;
	progress->quiet = settings_is_on(settings, "quiet");
	progress->verbose = settings_is_on(settings, "verbose");
	if (g_str_equal(format, "jsonl"))
		return (RunObserver){.event = render_event_jsonl};
	return (RunObserver){.event = render_event_text, .data = progress};
}

ExitStatus
run_command_execute(const Settings *settings, RunOptions *options,
                    RunReport *(*run)(const RunOptions *options, GError **error), GError **error)
{
	g_auto(ConnectionOptions) connection = {0};
	TextProgress progress;
	const char *dir = settings_get(settings, "dir");
	g_autoptr(GPtrArray) migrations = load_directory(dir, error);

	if (migrations == NULL || !settings_connection(settings, &connection, error))
		return EXIT_STATUS_REFUSED;
	options->connection = &connection;
	options->dir = dir;
	options->migrations = migrations;
	options->on_failure = parse_on_failure(settings_get(settings, "on-failure"));
	options->lock_wait_ms = settings_ms(settings, "lock-wait");
	options->lock_timeout_ms = settings_ms(settings, "lock-timeout");
	options->tool_version = MGRUN_VERSION;
	options->observer = observer_of(settings, &progress);
	options->stop = stop_signal_catch();

	g_autoptr(RunReport) report = run(options, error);
	if (report == NULL)
		return EXIT_STATUS_REFUSED;
	show(settings, report);
	return exit_status_of_outcome(report->outcome);
}

bool
run_command_wait(const Settings *settings, guint64 timeout_ms, GError **error)
{
	g_auto(ConnectionOptions) connection = {0};
	gint64 deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;

	if (!settings_connection(settings, &connection, error))
		return false;
	for (gulong pause_ms = WAIT_FIRST_MS;; pause_ms = MIN(pause_ms * 2, WAIT_MOST_MS)) {
		g_autoptr(GError) problem = NULL;
		g_autoptr(Session) session = session_open(&connection, "wait", NULL, &problem);
		if (session != NULL)
			return true;
		gint64 left_ms = (deadline - g_get_monotonic_time()) / 1000;
		if (left_ms <= 0 || g_error_matches(problem, DB_ERROR, DB_ERROR_ACCESS)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
		if (isatty(STDERR_FILENO))
			fprintf(stderr, "\rwaiting for the server, %" G_GINT64_FORMAT " s left ",
			        left_ms / 1000);
		g_usleep(MIN(pause_ms, (gulong)left_ms) * 1000);
	}
}
