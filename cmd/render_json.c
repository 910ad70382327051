#include <stdio.h>

#include "cmd/render.h"
#include "cmd/render_explain.h"

void
render_json(json_t *take_value)
{
	json_dumpf(take_value, stdout, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	fputc('\n', stdout);
	fflush(stdout);
	json_decref(take_value);
}

static json_t *
strings(const GPtrArray *lines)
{
	json_t *list = json_array();

	for (guint i = 0; i < lines->len; i++)
		json_array_append_new(list, json_string(g_ptr_array_index(lines, i)));
	return list;
}

static json_t *
entry_json(const MigrationReport *entry)
{
	return json_pack("{s:s, s:s, s:s?, s:s, s:s, s:i, s:i, s:I, s:I, s:s?, s:b, s:o}",
	                 "version", entry->version, "name", entry->name, "file", entry->file_name,
	                 "direction", direction_name(entry->direction), "outcome",
	                 migration_outcome_name(entry->outcome), "steps", (int)entry->steps,
	                 "steps_run", (int)entry->steps_run, "rows", (json_int_t)entry->rows,
	                 "elapsed_ms", (json_int_t)entry->elapsed_ms, "commit", entry->commit,
	                 "dirty", entry->dirty ? 1 : 0, "statements", strings(entry->statements));
}

static json_t *
failure_json(const RunFailure *failure, bool mariadb)
{
	if (failure == NULL)
		return json_null();
	return json_pack("{s:s, s:s?, s:I, s:I, s:i, s:s?, s:s, s:i, s:s, s:s, s:o}", "version",
	                 failure->version, "file", failure->file_name, "line",
	                 (json_int_t)failure->position.line, "column",
	                 (json_int_t)failure->position.column, "step", (int)failure->step, "sql",
	                 failure->sql, "message", failure->message, "error_number",
	                 (int)failure->number, "sqlstate", failure->sqlstate, "class",
	                 db_error_code_name(failure->error_class), "explanation",
	                 render_error_member(failure->number, mariadb));
}

json_t *
render_report_json(const RunReport *report)
{
	json_t *migrations = json_array();
	bool mariadb = report->server != NULL && g_str_has_prefix(report->server, "MariaDB");

	for (guint i = 0; i < report->migrations->len; i++)
		json_array_append_new(migrations,
		                      entry_json(g_ptr_array_index(report->migrations, i)));
	return json_pack(
		"{s:s, s:i, s:s, s:s, s:s, s:s?, s:s?, s:o, s:o, s:o, s:o, s:o, s:s?, s:s?, s:I}",
		"format", "mgrun/run", "version", 1, "run", report->run_id, "direction",
		direction_name(report->direction), "outcome", run_outcome_name(report->outcome),
		"server", report->server, "database", report->database, "migrations", migrations,
		"failure", failure_json(report->failure, mariadb), "differences",
		strings(report->differences), "next", strings(report->next), "notes",
		strings(report->notes), "fingerprint_before", report->fingerprint_before,
		"fingerprint_after", report->fingerprint_after, "elapsed_ms",
		(json_int_t)report->elapsed_ms);
}

void
render_event_jsonl(const RunEvent *event, void *data G_GNUC_UNUSED)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
	json_t *line = json_pack(
		"{s:s, s:s, s:s, s:s*, s:s*, s:s, s:i, s:i, s:s*, s:s*, s:I, s:I, s:i}", "event",
		run_event_kind_name(event->kind), "time", time, "run", event->run_id, "version",
		event->version, "name", event->name, "direction", direction_name(event->direction),
		"number", (int)event->number, "total", (int)event->total, "sql", event->sql, "text",
		event->text, "elapsed_ms", (json_int_t)event->elapsed_ms, "rows",
		(json_int_t)event->rows, "warnings", (int)event->warnings);

	json_dumpf(line, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
	fputc('\n', stdout);
	fflush(stdout);
	json_decref(line);
}
