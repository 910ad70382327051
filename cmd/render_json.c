#include <stdio.h>

#include "cmd/render.h"

void
render_json(json_t *take_value)
{
	json_dumpf(take_value, stdout, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	fputc('\n', stdout);
	fflush(stdout);
	json_decref(take_value);
}

/* Any bytes as JSON text; NULL stays NULL. SQL and messages need not be UTF-8. */
static json_t *
any_text(const char *text)
{
	g_autofree char *valid = text != NULL ? g_utf8_make_valid(text, -1) : NULL;

	return valid != NULL ? json_string(valid) : NULL;
}

static json_t *
strings(const GPtrArray *lines)
{
	json_t *list = json_array();

	for (guint i = 0; i < lines->len; i++)
		json_array_append_new(list, any_text(g_ptr_array_index(lines, i)));
	return list;
}

json_t *
render_token(const char *name)
{
	g_autofree char *word = g_strdelimit(g_strdup(name), " ", '-');

	return json_string(word);
}

const char *
render_known(const char *text)
{
	return text != NULL && *text != '\0' ? text : NULL;
}

/* Lines, steps and error numbers begin at 1: 0 says that there is none. */
static json_t *
known_number(guint64 number)
{
	return number != 0 ? json_integer((json_int_t)number) : json_null();
}

static json_t *
entry_json(const MigrationReport *entry)
{
	return json_pack("{s:s, s:s, s:s?, s:s, s:o, s:i, s:i, s:I, s:I, s:s?, s:b, s:o}",
	                 "version", entry->version, "name", entry->name, "file", entry->file_name,
	                 "direction", direction_name(entry->direction), "outcome",
	                 render_token(migration_outcome_name(entry->outcome)), "steps",
	                 (int)entry->steps, "steps_run", (int)entry->steps_run, "rows",
	                 (json_int_t)entry->rows, "elapsed_ms", (json_int_t)entry->elapsed_ms,
	                 "commit", render_known(entry->commit), "dirty", entry->dirty ? 1 : 0,
	                 "statements", strings(entry->statements));
}

static json_t *
failure_json(const RunFailure *failure)
{
	if (failure == NULL)
		return json_null();
	return json_pack("{s:s, s:s?, s:o, s:o, s:o, s:o?, s:o, s:o, s:s?, s:o}", "version",
	                 failure->version, "file", failure->file_name, "line",
	                 known_number(failure->position.line), "column",
	                 known_number(failure->position.column), "step",
	                 known_number(failure->step), "sql", any_text(failure->sql), "message",
	                 any_text(failure->message), "error_number", known_number(failure->number),
	                 "sqlstate", render_known(failure->sqlstate), "class",
	                 render_token(db_error_code_name(failure->error_class)));
}

json_t *
render_report_json(const RunReport *report)
{
	json_t *migrations = json_array();

	for (guint i = 0; i < report->migrations->len; i++)
		json_array_append_new(migrations,
		                      entry_json(g_ptr_array_index(report->migrations, i)));
	return json_pack(
		"{s:s, s:i, s:s, s:s, s:s, s:s?, s:s?, s:o, s:o, s:o, s:o, s:o, s:s?, s:s?, s:I}",
		"format", "mgrun/run", "version", 1, "run", report->run_id, "direction",
		direction_name(report->direction), "outcome", run_outcome_name(report->outcome),
		"server", report->server, "database", report->database, "migrations", migrations,
		"failure", failure_json(report->failure), "differences",
		strings(report->differences), "next", strings(report->next), "notes",
		strings(report->notes), "fingerprint_before", report->fingerprint_before,
		"fingerprint_after", report->fingerprint_after, "elapsed_ms",
		(json_int_t)report->elapsed_ms);
}

static char *
time_now(void)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();

	return g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
}

static void
print_line(json_t *take_value)
{
	json_dumpf(take_value, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
	fputc('\n', stdout);
	fflush(stdout);
	json_decref(take_value);
}

/* The run lock is taken before a direction is. */
static const char *
direction_of(const RunEvent *event)
{
	return event->kind == EVENT_LOCK_WAIT || event->kind == EVENT_LOCK_ACQUIRED
	               ? NULL
	               : direction_name(event->direction);
}

void
render_event_jsonl(const RunEvent *event, void *data G_GNUC_UNUSED)
{
	g_autofree char *time = time_now();

	print_line(json_pack(
		"{s:s, s:s, s:s, s:s*, s:s*, s:s*, s:i, s:i, s:o*, s:o*, s:I, s:I, s:i}", "event",
		run_event_kind_name(event->kind), "time", time, "run", event->run_id, "version",
		event->version, "name", event->name, "direction", direction_of(event), "number",
		(int)event->number, "total", (int)event->total, "sql", any_text(event->sql), "text",
		any_text(event->text), "elapsed_ms", (json_int_t)event->elapsed_ms, "rows",
		(json_int_t)event->rows, "warnings", (int)event->warnings));
}

void
render_result_jsonl(const RunReport *report)
{
	g_autofree char *time = time_now();

	print_line(json_pack("{s:s, s:s, s:s, s:o}", "event", "result", "time", time, "run",
	                     report->run_id, "report", render_report_json(report)));
}
