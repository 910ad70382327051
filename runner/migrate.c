#include "runner/migrate.h"

#include <string.h>

#include "runner/check.h"
#include "runner/down_steps.h"
#include "runner/execute.h"
#include "runner/history_write.h"
#include "runner/restore.h"
#include "runner/run_report.h"

#define SHOWN_SQL_BYTES 2000

static void
tell(const Run *run, const MigrateRequest *request, RunEventKind kind, guint64 elapsed_ms,
     const char *text)
{
	run_tell(run, (RunEvent){.kind = kind,
	                         .direction = request->direction,
	                         .version = request->migration->version_text,
	                         .name = request->migration->name,
	                         .number = request->number,
	                         .total = request->total,
	                         .elapsed_ms = elapsed_ms,
	                         .text = text});
}

static char *
shown_sql(const SqlText *sql)
{
	g_autofree char *text = sql_text_read(sql, NULL);
	if (text == NULL || strlen(text) <= SHOWN_SQL_BYTES)
		return g_steal_pointer(&text);

	text[SHOWN_SQL_BYTES] = '\0';
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	return g_strconcat(valid, "...", NULL);
}

/* The first failure of a run is the one that counts. */
static void
note_failure(Run *run, const Migration *migration, const Action *action, const GError *error)
{
	if (run->report->failure != NULL)
		return;

	RunFailure *failure = g_new0(RunFailure, 1);
	failure->version = g_strdup(migration->version_text);
	failure->file_name = g_strdup(migration->file_name);
	failure->message = g_strdup(error->message);
	failure->number = db_error_number(error);
	g_strlcpy(failure->sqlstate, db_error_sqlstate(error), sizeof failure->sqlstate);
	failure->error_class =
		error->domain == DB_ERROR ? (DbErrorCode)error->code : DB_ERROR_OTHER;
	if (action != NULL) {
		failure->step = action->step;
		failure->position = action->sql->position;
		failure->sql = shown_sql(action->sql);
	}
	run->report->failure = failure;
}

static bool
queue_start(Run *run, const MigrateRequest *request, GError **error)
{
	if (request->direction == DIRECTION_DOWN) {
		journal_queue(run->journal,
		              history_state_sql(request->migration->version, "running"));
		return true;
	}
	g_autofree char *down_steps = down_steps_write(request->migration, error);
	if (down_steps == NULL)
		return false;
	const HistoryNote note = {
		.run_id = run->report->run_id,
		.tool_version = run->options->tool_version,
		.database_user = request->database_user,
		.provenance = request->provenance,
		.down_steps = down_steps,
		.state = "running",
		.order = request->order,
	};
	journal_queue(run->journal, history_start_sql(request->migration, &note));
	return true;
}

static bool
run_actions(Run *run, const MigrateRequest *request, const ActionList *list,
            const Action **ret_failed, GError **error)
{
	for (guint i = 0; i < list->actions->len; i++) {
		Action *action = g_ptr_array_index(list->actions, i);
		const ActionPlace place = {.migration = request->migration,
		                           .list = list,
		                           .number = i + 1,
		                           .total = list->actions->len};
		if (execute_action(run, action, &place, error))
			continue;
		*ret_failed = action;
		return false;
	}
	if (!session_in_transaction(run->worker))
		return true;
	execute_abandon_transaction(run, list);
	g_set_error(error, RUN_ERROR, RUN_ERROR_REFUSED,
	            "%s begins a transaction and does not end it: add COMMIT",
	            request->migration->file_name);
	return false;
}

static bool
run_checked(Run *run, const MigrateRequest *request, const ActionList *list,
            const Action **ret_failed, GError **error)
{
	const Migration *migration = request->migration;
	bool up = request->direction == DIRECTION_UP;

	/* What was kept back must not wait while somebody's slow check runs. */
	if (up && migration->require->len > 0 &&
	    (!journal_flush(run->journal, error) ||
	     !check_run_all(run, migration, migration->require, "require", error)))
		return false;
	if (!queue_start(run, request, error) ||
	    !run_actions(run, request, list, ret_failed, error))
		return false;
	return !up || migration->verify->len == 0 ||
	       (run_reset_worker(run, migration->version_text, error) &&
	        check_run_all(run, migration, migration->verify, "verify", error));
}

static void
count_actions(MigrationReport *entry, const ActionList *list)
{
	entry->steps = list->actions->len;
	for (guint i = 0; i < list->actions->len; i++) {
		const Action *action = g_ptr_array_index(list->actions, i);
		entry->steps_run += action->done ? 1 : 0;
		entry->rows += action->done && action->statement->kind == SQL_STATEMENT_DML
		                       ? action->rows
		                       : 0;
	}
}

static bool
put_back(Run *run, const MigrateRequest *request, const ActionList *list)
{
	if (run->options->on_failure == ON_FAILURE_STOP)
		return restore_prove(run);
	return restore_migration(run, request->migration, list);
}

static const char *
state_after_failure(const MigrateRequest *request, bool proven)
{
	if (!proven)
		return "failed";
	return request->direction == DIRECTION_UP ? "undone" : "applied";
}

static bool
finish_failed(Run *run, const MigrateRequest *request, const ActionList *list,
              MigrationReport *entry)
{
	g_autoptr(GError) error = NULL;
	bool proven = put_back(run, request, list);
	g_autofree char *fingerprint = proven ? snapshot_fingerprint(run->snapshot) : NULL;

	entry->outcome = proven ? OUTCOME_ROLLED_BACK : OUTCOME_FAILED;
	journal_queue(run->journal,
	              history_end_sql(request->migration->version,
	                              state_after_failure(request, proven), entry->elapsed_ms,
	                              fingerprint, run->report->failure->message));
	if (!journal_flush(run->journal, &error))
		g_ptr_array_add(run->report->differences, g_strdup(error->message));
	tell(run, request, EVENT_MIGRATION_FAILED, entry->elapsed_ms,
	     migration_outcome_name(entry->outcome));
	return false;
}

static bool
finish_done(Run *run, const MigrateRequest *request, MigrationReport *entry)
{
	bool up = request->direction == DIRECTION_UP;
	g_autofree char *fingerprint = snapshot_fingerprint(run->snapshot);

	entry->outcome = up ? OUTCOME_APPLIED : OUTCOME_UNDONE;
	journal_queue(run->journal,
	              history_end_sql(request->migration->version, up ? "applied" : "undone",
	                              entry->elapsed_ms, fingerprint, NULL));
	tell(run, request, EVENT_MIGRATION_DONE, entry->elapsed_ms, NULL);
	return true;
}

static MigrationReport *
add_entry(Run *run, const MigrateRequest *request)
{
	const Migration *migration = request->migration;
	MigrationReport *entry = migration_report_new(migration->version_text, migration->name,
	                                              migration->file_name);

	entry->direction = request->direction;
	if (request->provenance != NULL) {
		entry->commit = g_strdup(request->provenance->commit);
		entry->dirty = request->provenance->dirty;
	}
	g_ptr_array_add(run->report->migrations, entry);
	return entry;
}

bool
migrate(Run *run, const MigrateRequest *request)
{
	MigrationReport *entry = add_entry(run, request);
	gint64 started = g_get_monotonic_time();
	const Action *failed = NULL;
	g_autoptr(GError) error = NULL;
	bool up = request->direction == DIRECTION_UP;

	tell(run, request, EVENT_MIGRATION_STARTED, 0, NULL);
	snapshot_mark(run->snapshot);
	g_autoptr(ActionList) list = up ? actions_up(request->migration, &error)
	                                : actions_down(request->migration, &error);
	bool ok = list != NULL && run_reset_worker(run, request->migration->version_text, &error) &&
	          run_checked(run, request, list, &failed, &error);

	entry->elapsed_ms = (guint64)(g_get_monotonic_time() - started) / 1000;
	if (list != NULL)
		count_actions(entry, list);
	if (ok)
		return finish_done(run, request, entry);
	note_failure(run, request->migration, failed, error);
	if (list == NULL) {
		entry->outcome = OUTCOME_ROLLED_BACK;
		return false;
	}
	return finish_failed(run, request, list, entry);
}
