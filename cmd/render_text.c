#include <stdio.h>
#include <string.h>

#include "cmd/render.h"
#include "planner/words.h"

#define SQL_LINE_BYTES 100

/* One line of a statement: blanks folded, cut where it is long. */
static char *
sql_line(const char *sql)
{
	GString *line = g_string_new(NULL);
	bool blank = false;

	for (const char *at = sql != NULL ? sql : ""; *at != '\0' && line->len < SQL_LINE_BYTES;
	     at++) {
		if (g_ascii_isspace(*at)) {
			blank = line->len > 0;
			continue;
		}
		if (blank)
			g_string_append_c(line, ' ');
		blank = false;
		g_string_append_c(line, *at);
	}
	if (line->len >= SQL_LINE_BYTES) {
		g_autofree char *cut = g_utf8_make_valid(line->str, (gssize)line->len);
		g_string_assign(line, cut);
		g_string_append(line, "...");
	}
	return g_string_free(line, FALSE);
}

static void
print_step(const RunEvent *event, const TextProgress *progress)
{
	g_autofree char *line = sql_line(event->sql);
	g_autofree char *time = duration_format(event->elapsed_ms);
	const char *back = progress->terminal ? "\r" : "";
	const char *undo = event->direction == DIRECTION_DOWN ? "down " : "";

	if (event->kind == EVENT_STEP_STARTED) {
		if (progress->terminal)
			fprintf(stderr, "  %s%u/%u  ...      %s", undo, event->number, event->total,
			        line);
		return;
	}
	if (event->kind == EVENT_STEP_DONE)
		fprintf(stderr, "%s  %s%u/%u  %-7s  %s\n", back, undo, event->number, event->total,
		        time, line);
	else
		fprintf(stderr, "%s  %s%u/%u  FAILED   %s\n", back, undo, event->number,
		        event->total, line);
}

static void
print_migration(const RunEvent *event)
{
	g_autofree char *time = duration_format(event->elapsed_ms);

	if (event->kind == EVENT_MIGRATION_STARTED)
		fprintf(stderr, "%s %s_%s (%u of %u)\n",
		        event->direction == DIRECTION_UP ? "applying" : "undoing", event->version,
		        event->name, event->number, event->total);
	else if (event->kind == EVENT_MIGRATION_DONE)
		fprintf(stderr, "  done in %s\n", time);
	else
		fprintf(stderr, "  %s\n", event->text);
}

static void
print_other(const RunEvent *event, const TextProgress *progress)
{
	switch (event->kind) {
	case EVENT_LOCK_WAIT:
		fprintf(stderr, "waiting for another mgrun: %s\n", event->text);
		break;
	case EVENT_STEP_SKIPPED: {
		g_autofree char *line = sql_line(event->sql);
		fprintf(stderr, "  skipped  %s (%s)\n", line, event->text);
		break;
	}
	case EVENT_WARNING:
		fprintf(stderr, "  warning: %s\n", event->text);
		break;
	case EVENT_CHECK_DONE:
		if (progress->verbose) {
			g_autofree char *line = sql_line(event->sql);
			fprintf(stderr, "  %s holds: %s\n", event->text, line);
		}
		break;
	case EVENT_UNDO_STARTED:
		if (event->total > 0)
			fprintf(stderr, "  putting the database back: %u step%s to undo\n",
			        event->total, event->total == 1 ? "" : "s");
		break;
	case EVENT_RUN_STARTED:
	case EVENT_LOCK_ACQUIRED:
	case EVENT_MIGRATION_STARTED:
	case EVENT_STEP_STARTED:
	case EVENT_STEP_DONE:
	case EVENT_STEP_FAILED:
	case EVENT_CHECK_FAILED:
	case EVENT_UNDO_DONE:
	case EVENT_MIGRATION_DONE:
	case EVENT_MIGRATION_FAILED:
	case EVENT_RUN_DONE:
		break;
	}
}

void
render_event_text(const RunEvent *event, void *data)
{
	const TextProgress *progress = data;

	if (progress->quiet && event->kind != EVENT_WARNING && event->kind != EVENT_LOCK_WAIT)
		return;
	if (event->kind == EVENT_STEP_STARTED || event->kind == EVENT_STEP_DONE ||
	    event->kind == EVENT_STEP_FAILED)
		print_step(event, progress);
	else if (event->kind == EVENT_MIGRATION_STARTED || event->kind == EVENT_MIGRATION_DONE ||
	         event->kind == EVENT_MIGRATION_FAILED)
		print_migration(event);
	else
		print_other(event, progress);
	fflush(stderr);
}

static void
print_entry(const MigrationReport *entry)
{
	g_autofree char *time = duration_format(entry->elapsed_ms);
	g_autofree char *name = g_strdup_printf("%s_%s", entry->version, entry->name);

	if (entry->outcome == OUTCOME_PLANNED || entry->outcome == OUTCOME_RECORDED)
		g_print("%-11s  %s\n", migration_outcome_name(entry->outcome), name);
	else
		g_print("%-11s  %-40s  %u of %u step%s, %" G_GUINT64_FORMAT " row%s, %s\n",
		        migration_outcome_name(entry->outcome), name, entry->steps_run,
		        entry->steps, entry->steps == 1 ? "" : "s", entry->rows,
		        entry->rows == 1 ? "" : "s", time);
	for (guint i = 0; i < entry->statements->len; i++) {
		g_autofree char *line = sql_line(g_ptr_array_index(entry->statements, i));
		g_print("  %s %u/%u  %s\n", direction_name(entry->direction), i + 1, entry->steps,
		        line);
	}
}

static void
print_list(const char *title, const GPtrArray *lines)
{
	if (lines->len == 0)
		return;
	g_print("%s\n", title);
	for (guint i = 0; i < lines->len; i++)
		g_print("  %s\n", (const char *)g_ptr_array_index(lines, i));
}

static void
print_failure(const RunFailure *failure, const char *red, const char *plain)
{
	const char *file = failure->file_name != NULL ? failure->file_name : failure->version;

	if (failure->step == 0) {
		g_print("\n%sfailed:%s %s\n", red, plain, failure->message);
		return;
	}
	g_print("\n%sfailed:%s %s", red, plain, file);
	if (failure->position.line != 0)
		g_print(":%" G_GUINT64_FORMAT, failure->position.line);
	g_print(", step %u\n", failure->step);
	g_auto(GStrv) lines = g_strsplit(failure->sql != NULL ? failure->sql : "", "\n", 12);
	for (guint i = 0; i < 11 && lines[i] != NULL; i++)
		g_print("    %s\n", lines[i]);
	g_print("  %s\n", failure->message);
}

static void
print_result(const RunReport *report, const char *green, const char *red, const char *plain)
{
	g_autofree char *time = duration_format(report->elapsed_ms);

	switch (report->outcome) {
	case RUN_NOTHING_TO_DO:
		g_print(report->direction == DIRECTION_UP
		                ? "nothing to do: database %s is up to date\n"
		                : "nothing to do: database %s has no applied migration to undo\n",
		        report->database);
		break;
	case RUN_PLANNED:
		g_print("\nnothing was run (--dry-run)\n");
		break;
	case RUN_DONE:
		g_print("\n%sdone%s in %s on %s, database %s, run %s\n", green, plain, time,
		        report->server, report->database, report->run_id);
		break;
	case RUN_ROLLED_BACK:
	case RUN_BUSY:
		g_print("\n%sthe schema is as it was before the failing migration, proven%s: "
		        "fingerprint "
		        "%.16s\n",
		        green, plain, report->fingerprint_after);
		break;
	case RUN_REFUSED:
		g_print("\n%srefused%s: nothing was run, the schema is as it was: fingerprint "
		        "%.16s\n",
		        red, plain, report->fingerprint_after);
		break;
	case RUN_NEEDS_PERSON:
		g_print("\n%sa person is needed%s: the database is not as it was before\n", red,
		        plain);
		break;
	}
}

void
render_report_text(const RunReport *report, bool color)
{
	const char *green = color ? "\033[32m" : "";
	const char *red = color ? "\033[31m" : "";
	const char *plain = color ? "\033[0m" : "";

	for (guint i = 0; i < report->migrations->len; i++)
		print_entry(g_ptr_array_index(report->migrations, i));
	if (report->failure != NULL)
		print_failure(report->failure, red, plain);
	print_result(report, green, red, plain);
	print_list("what differs:", report->differences);
	print_list("next:", report->next);
	print_list("notes:", report->notes);
}
