#include "runner/execute.h"

#include <string.h>

#include "runner/aftermath.h"
#include "sql/lexer.h"
#include "sql/quote.h"

static char *
statement_tag(const Run *run, const Action *action)
{
	return g_strdup_printf(" /* mgrun run=%s step=%u */", run->report->run_id, action->step);
}

/* The server quotes the statement as it got it; people know it without the tag. */
static void
hide_tag(const Run *run, const Action *action, GError *error)
{
	g_autofree char *tag = statement_tag(run, action);
	GString *message = g_string_new(error->message);

	g_string_replace(message, tag, "", 0);
	g_free(error->message);
	error->message = g_string_free(message, FALSE);
}

/* The tag stands inside the statement, after its first word: there the server keeps it in the
 * process list. */
static char *
tag_statement(const Run *run, const Action *action, const char *text)
{
	SqlLexer lexer;

	sql_lexer_init(&lexer, text, strlen(text), SQL_MODE_DEFAULT);
	SqlToken first = sql_lexer_next(&lexer);
	gsize cut = lexer.at;
	SqlToken second = sql_lexer_next(&lexer);
	if (first.kind != SQL_TOKEN_WORD || second.kind == SQL_TOKEN_HINT)
		return g_strdup(text);
	if (second.kind == SQL_TOKEN_BLANK && sql_lexer_next(&lexer).kind == SQL_TOKEN_HINT)
		return g_strdup(text);

	g_autofree char *tag = statement_tag(run, action);
	return g_strdup_printf("%.*s%s%s", (int)cut, text, tag, text + cut);
}

static bool
table_has_rows(Run *run, const char *table, bool *ret_has, GError **error)
{
	g_autoptr(GString) sql = g_string_new("SELECT 1 FROM ");
	g_autoptr(GError) problem = NULL;

	sql_append_name(sql, table);
	g_string_append(sql, " LIMIT 1");
	Session *session = guard_enter(run->guard);
	g_autofree char *value = session_query_value(session, sql->str, &problem);
	guard_leave(run->guard);
	if (g_error_matches(problem, DB_ERROR, DB_ERROR_LOST)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	/* A table that cannot be read may hold rows. */
	*ret_has = value != NULL || problem != NULL;
	return true;
}

static bool
effect_removes_rows(const SqlStatement *statement, const SqlEffect *effect)
{
	if (effect->object == SQL_OBJECT_TABLE)
		return effect->effect == SQL_EFFECT_DROP ||
		       (effect->effect == SQL_EFFECT_CHANGE &&
		        g_str_has_prefix(statement->verb, "TRUNCATE"));
	return effect->effect == SQL_EFFECT_DROP &&
	       (effect->object == SQL_OBJECT_COLUMN || effect->object == SQL_OBJECT_PARTITION);
}

/* Note whether rows go that no statement brings back: tables of before the migration only. */
static bool
look_at_rows(Run *run, Action *action, GError **error)
{
	const SqlStatement *statement = action->statement;

	if (statement->temporary)
		return true;
	for (guint i = 0; i < statement->effects->len && !action->emptied; i++) {
		const SqlEffect *effect = g_ptr_array_index(statement->effects, i);
		SqlObjectKind kind;
		const char *table = NULL;

		if (!effect_removes_rows(statement, effect) ||
		    !snapshot_effect_target(run->snapshot, effect, &kind, &table) ||
		    snapshot_find_before(run->snapshot, SQL_OBJECT_TABLE, table) == NULL)
			continue;
		if (run->tables_locked)
			action->emptied = true;
		else if (!table_has_rows(run, table, &action->emptied, error))
			return false;
	}
	return true;
}

static bool
write_entry(Run *run, Action *action, const ActionPlace *place, const char *text, GError **error)
{
	g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	g_autofree char *before = snapshot_fingerprint_of(run->snapshot, action->statement);
	const JournalEntry entry = {
		.version = place->migration->version,
		.step = action->step,
		.direction = action->direction,
		.digest = digest,
		.connection_id = session_connection_id(run->worker),
		.fingerprint_before = before,
	};
	return journal_begin(run->journal, &entry, &action->sequence, error);
}

static bool
is_transactional(SqlStatementKind kind)
{
	return kind == SQL_STATEMENT_DML || kind == SQL_STATEMENT_DYNAMIC ||
	       kind == SQL_STATEMENT_QUERY;
}

static bool
mark_done_here(Run *run, const Action *action, GError **error)
{
	g_autofree char *sql =
		journal_done_sql(run->journal, action->sequence, action->rows, action->warnings);
	return session_exec(run->worker, sql, -1, NULL, error);
}

static bool
send_statement(Run *run, Action *action, const char *text, GError **error)
{
	ExecResult result = {0};

	if (!session_exec(run->worker, text, -1, &result, error))
		return false;
	action->rows = result.affected_rows;
	action->warnings = result.warnings;
	return true;
}

/* A statement in a transaction of mgrun's, its journal entry with it. */
static bool
run_in_transaction(Run *run, Action *action, const char *text, GError **error)
{
	return session_exec(run->worker, "START TRANSACTION", -1, NULL, error) &&
	       send_statement(run, action, text, error) && mark_done_here(run, action, error) &&
	       session_exec(run->worker, "COMMIT", -1, NULL, error);
}

/* Any other statement; in the migration's own transaction its entry goes along. */
static bool
run_plain(Run *run, Action *action, const char *text, GError **error)
{
	if (action->statement->kind == SQL_STATEMENT_COMMIT && session_in_transaction(run->worker))
		return mark_done_here(run, action, error) &&
		       send_statement(run, action, text, error);

	if (!send_statement(run, action, text, error))
		return false;
	action->open = session_in_transaction(run->worker) && !run->tables_locked;
	return !action->open || mark_done_here(run, action, error);
}

/* DDL and DML leave nothing in the session that the server does not report. */
static bool
leaves_traces(SqlStatementKind kind)
{
	return kind != SQL_STATEMENT_DDL && kind != SQL_STATEMENT_DML;
}

static bool
run_on_worker(Run *run, Action *action, const char *text, GError **error)
{
	bool wrap = is_transactional(action->statement->kind) && !run->tables_locked &&
	            !session_in_transaction(run->worker);
	bool ok = wrap ? run_in_transaction(run, action, text, error)
	               : run_plain(run, action, text, error);

	if (leaves_traces(action->statement->kind))
		session_distrust(run->worker);
	if (ok && action->statement->kind == SQL_STATEMENT_LOCK)
		run->tables_locked = true;
	if (ok && action->statement->kind == SQL_STATEMENT_UNLOCK)
		run->tables_locked = false;
	return ok;
}

static bool
set_lock_timeout(Run *run, guint64 timeout_ms, GError **error)
{
	g_autofree char *seconds =
		g_strdup_printf("%" G_GUINT64_FORMAT, MAX((timeout_ms + 999) / 1000, 1));

	return session_set_expected(run->worker, "lock_wait_timeout", seconds, error) &&
	       session_set_expected(run->worker, "innodb_lock_wait_timeout", seconds, error);
}

/* Under the guard's eyes: it kills the statement on a stop request or when its time is up. */
static bool
run_watched(Run *run, Action *action, const char *text, GError **error)
{
	g_autofree char *tagged = tag_statement(run, action, text);
	gint64 started = g_get_monotonic_time();

	guard_watch_begin(run->guard, session_connection_id(run->worker), action->timeout_ms);
	bool ok = run_on_worker(run, action, tagged, error);
	WatchResult watch = guard_watch_end(run->guard);
	action->elapsed_ms = (guint64)(g_get_monotonic_time() - started) / 1000;
	if (ok)
		return true;

	if (error != NULL)
		hide_tag(run, action, *error);
	if (watch == WATCH_STOPPED)
		g_prefix_error(error, "stopped on request: ");
	if (watch == WATCH_TIMED_OUT)
		g_prefix_error(error, "killed after its timeout of %" G_GUINT64_FORMAT " ms: ",
		               action->timeout_ms);
	return false;
}

static bool
run_with_lock_timeout(Run *run, Action *action, const char *text, GError **error)
{
	if (action->lock_timeout_ms == 0)
		return run_watched(run, action, text, error);
	if (!set_lock_timeout(run, action->lock_timeout_ms, error))
		return false;
	bool ok = run_watched(run, action, text, error);
	g_autoptr(GError) problem = NULL;
	if (!set_lock_timeout(run, run->options->lock_timeout_ms, &problem) && ok) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	return ok;
}

static void
tell_step(const Run *run, const ActionPlace *place, RunEvent event)
{
	event.version = place->migration->version_text;
	event.name = place->migration->name;
	event.number = place->number;
	event.total = place->total;
	run_tell(run, event);
}

static void
tell_warnings(Run *run, const Action *action, const ActionPlace *place)
{
	if (action->warnings == 0 || is_transactional(action->statement->kind))
		return;
	g_autoptr(GPtrArray) warnings = session_warnings(run->worker, 5, NULL);
	for (guint i = 0; warnings != NULL && i < warnings->len; i++)
		tell_step(run, place,
		          (RunEvent){.kind = EVENT_WARNING,
		                     .direction = action->direction,
		                     .text = g_ptr_array_index(warnings, i)});
}

static bool
execute_begun(Run *run, Action *action, const ActionPlace *place, const char *text, GError **error)
{
	if (guard_stop_requested(run->guard)) {
		g_set_error(error, RUN_ERROR, RUN_ERROR_REFUSED,
		            "stopped on request before this statement");
		return false;
	}
	if (!look_at_rows(run, action, error) || !write_entry(run, action, place, text, error))
		return false;
	if (!run_with_lock_timeout(run, action, text, error)) {
		aftermath_of_failure(run, action, place->list, error != NULL ? *error : NULL);
		return false;
	}
	tell_warnings(run, action, place);
	return aftermath_of_success(run, action, place->list, error);
}

bool
execute_action(Run *run, Action *action, const ActionPlace *place, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *text = sql_text_read(action->sql, &problem);

	tell_step(run, place,
	          (RunEvent){
			  .kind = EVENT_STEP_STARTED, .direction = action->direction, .sql = text});
	if (text != NULL && execute_begun(run, action, place, text, &problem)) {
		tell_step(run, place,
		          (RunEvent){.kind = EVENT_STEP_DONE,
		                     .direction = action->direction,
		                     .sql = text,
		                     .elapsed_ms = action->elapsed_ms,
		                     .rows = action->rows,
		                     .warnings = action->warnings});
		return true;
	}
	tell_step(run, place,
	          (RunEvent){.kind = EVENT_STEP_FAILED,
	                     .direction = action->direction,
	                     .sql = text,
	                     .text = problem->message,
	                     .elapsed_ms = action->elapsed_ms});
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

void
execute_abandon_transaction(Run *run, const ActionList *list)
{
	aftermath_roll_back(run, list);
}
