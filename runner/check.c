#include "runner/check.h"

static void
tell(const Run *run, const Migration *migration, RunEventKind kind, const char *text,
     const char *sql)
{
	run_tell(run, (RunEvent){.kind = kind,
	                         .version = migration->version_text,
	                         .name = migration->name,
	                         .sql = sql,
	                         .text = text});
}

static void
set_not_true(GError **error, const Migration *migration, const Check *check, const char *word,
             const char *sql, const char *value)
{
	g_set_error(error, RUN_ERROR, RUN_ERROR_REFUSED,
	            "%s:%" G_GUINT64_FORMAT ": %s failed: %s (it gave %s)", migration->file_name,
	            check->sql->position.line, word, check->message != NULL ? check->message : sql,
	            value != NULL ? value : "no value");
}

/* The checks only read: the transaction around each is rolled back whatever it did. */
static bool
ask(Run *run, const char *sql, bool *ret_true, char **ret_value, GError **error)
{
	if (!session_exec(run->worker, "START TRANSACTION READ ONLY", -1, NULL, error))
		return false;

	g_autoptr(Rows) rows = session_query(run->worker, sql, error);
	bool first = rows != NULL && rows_next(rows) && rows_width(rows) > 0;
	*ret_true = first && rows_is_true(rows, 0);
	*ret_value = first ? g_strdup(rows_text(rows, 0)) : NULL;
	bool ended = session_exec(run->worker, "ROLLBACK", -1, NULL, rows != NULL ? error : NULL);
	return rows != NULL && ended;
}

static bool
run_one(Run *run, const Migration *migration, const Check *check, const char *word, GError **error)
{
	g_autofree char *value = NULL;
	bool is_true = false;
	g_autofree char *sql = sql_text_read(check->sql, error);

	if (sql == NULL)
		return false;
	session_distrust(run->worker); /* a query may set variables */
	if (!ask(run, sql, &is_true, &value, error)) {
		g_prefix_error(error, "%s:%" G_GUINT64_FORMAT ": %s: ", migration->file_name,
		               check->sql->position.line, word);
		return false;
	}
	if (is_true) {
		tell(run, migration, EVENT_CHECK_DONE, word, sql);
		return true;
	}
	set_not_true(error, migration, check, word, sql, value);
	return false;
}

bool
check_run_all(Run *run, const Migration *migration, const GPtrArray *checks, const char *word,
              GError **error)
{
	for (guint i = 0; i < checks->len; i++) {
		g_autoptr(GError) problem = NULL;
		if (run_one(run, migration, g_ptr_array_index(checks, i), word, &problem))
			continue;
		tell(run, migration, EVENT_CHECK_FAILED, problem->message, NULL);
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	return true;
}
