#include "runner/run_report.h"

MigrationReport *
migration_report_new(const char *version, const char *name, const char *file_name)
{
	MigrationReport *report = g_new0(MigrationReport, 1);

	report->version = g_strdup(version);
	report->name = g_strdup(name);
	report->file_name = g_strdup(file_name);
	report->statements = g_ptr_array_new_with_free_func(g_free);
	return report;
}

static void
migration_report_free(gpointer data)
{
	MigrationReport *report = data;

	g_free(report->version);
	g_free(report->name);
	g_free(report->file_name);
	g_free(report->commit);
	g_ptr_array_unref(report->statements);
	g_free(report);
}

static void
run_failure_free(RunFailure *failure)
{
	if (failure == NULL)
		return;

	g_free(failure->version);
	g_free(failure->file_name);
	g_free(failure->sql);
	g_free(failure->message);
	g_free(failure);
}

RunReport *
run_report_new(Direction direction)
{
	RunReport *report = g_new0(RunReport, 1);

	report->run_id = g_uuid_string_random();
	report->direction = direction;
	report->migrations = g_ptr_array_new_with_free_func(migration_report_free);
	report->differences = g_ptr_array_new_with_free_func(g_free);
	report->next = g_ptr_array_new_with_free_func(g_free);
	report->notes = g_ptr_array_new_with_free_func(g_free);
	return report;
}

void
run_report_free(RunReport *report)
{
	if (report == NULL)
		return;

	g_free(report->run_id);
	g_free(report->server);
	g_free(report->database);
	g_ptr_array_unref(report->migrations);
	run_failure_free(report->failure);
	g_ptr_array_unref(report->differences);
	g_ptr_array_unref(report->next);
	g_ptr_array_unref(report->notes);
	g_free(report->fingerprint_before);
	g_free(report->fingerprint_after);
	g_free(report);
}

const char *
migration_outcome_name(MigrationOutcome outcome)
{
	static const char *const names[] = {
		[OUTCOME_PLANNED] = "planned", [OUTCOME_APPLIED] = "applied",
		[OUTCOME_UNDONE] = "undone",   [OUTCOME_ROLLED_BACK] = "rolled back",
		[OUTCOME_FAILED] = "failed",   [OUTCOME_RECORDED] = "recorded",
	};
	g_assert((gsize)outcome < G_N_ELEMENTS(names));
	return names[outcome];
}

const char *
run_outcome_name(RunOutcome outcome)
{
	static const char *const names[] = {
		[RUN_NOTHING_TO_DO] = "nothing-to-do",
		[RUN_PLANNED] = "planned",
		[RUN_DONE] = "done",
		[RUN_ROLLED_BACK] = "rolled-back",
		[RUN_REFUSED] = "refused",
		[RUN_BUSY] = "busy",
		[RUN_NEEDS_PERSON] = "needs-person",
	};
	g_assert((gsize)outcome < G_N_ELEMENTS(names));
	return names[outcome];
}
