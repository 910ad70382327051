#include "runner/journal.h"

#include "sql/quote.h"

struct Journal {
	Guard *guard;
	char *table; /* qualified: a step may have said USE */
	char *run_id;
	guint sequence;
	GPtrArray *queue; /* of owned char *: statements kept back */
};

Journal *
journal_new(Guard *guard, const char *database, const char *run_id)
{
	Journal *journal = g_new0(Journal, 1);
	GString *table = g_string_new(NULL);

	sql_append_qualified_name(table, database, "mgrun_journal");
	journal->guard = guard;
	journal->table = g_string_free(table, FALSE);
	journal->run_id = g_strdup(run_id);
	journal->queue = g_ptr_array_new_with_free_func(g_free);
	return journal;
}

void
journal_free(Journal *journal)
{
	if (journal == NULL)
		return;

	g_free(journal->table);
	g_free(journal->run_id);
	g_ptr_array_unref(journal->queue);
	g_free(journal);
}

/* The INSERT writes nothing, and so tells, when the lock is not ours any more. */
static char *
started_sql(const Journal *journal, const JournalEntry *entry, guint sequence)
{
	GString *sql = g_string_new("INSERT INTO ");

	g_string_append(sql, journal->table);
	g_string_append(sql, " (run_id, sequence, version, step, direction, state,"
	                     " statement_digest, connection_id, fingerprint_before, started_at)"
	                     " SELECT ");
	sql_append_string(sql, journal->run_id, -1);
	g_string_append_printf(sql, ", %u, ", sequence);
	sql_append_string(sql, entry->version, -1);
	g_string_append_printf(sql, ", %u, '%s', 'started', '%s', %" G_GUINT64_FORMAT ", ",
	                       entry->step, direction_name(entry->direction), entry->digest,
	                       entry->connection_id);
	sql_append_string(sql, entry->fingerprint_before, -1);
	g_string_append(sql, ", UTC_TIMESTAMP(3) FROM DUAL WHERE ");
	run_lock_append_condition(guard_lock(journal->guard), sql);
	return g_string_free(sql, FALSE);
}

static bool
check_started(const ExecResult *result, GError **error)
{
	if (result->affected_rows == 1)
		return true;
	g_set_error(error, RUN_ERROR, RUN_ERROR_BUSY,
	            "the run lock was lost to another mgrun; no further statement was sent");
	return false;
}

/* What was kept back and the new entry, in the order they are sent: one round trip. */
static GPtrArray *
texts_to_write(const Journal *journal, const char *started)
{
	GPtrArray *texts = g_ptr_array_new();

	g_ptr_array_add(texts, (gpointer) "START TRANSACTION");
	for (guint i = 0; i < journal->queue->len; i++)
		g_ptr_array_add(texts, g_ptr_array_index(journal->queue, i));
	if (started != NULL)
		g_ptr_array_add(texts, (gpointer)started);
	return texts;
}

/* The commit is sent on its own: only once it is known that the lock is still ours. */
static bool
write_queue(Session *session, Journal *journal, const char *started, GError **error)
{
	g_autoptr(GPtrArray) texts = texts_to_write(journal, started);
	ExecResult last;
	bool ok = session_exec_all(session, texts, &last, error) &&
	          (started == NULL || check_started(&last, error)) &&
	          session_exec(session, "COMMIT", -1, NULL, error);

	if (ok)
		g_ptr_array_set_size(journal->queue, 0);
	else if (!session_exec(session, "ROLLBACK", -1, NULL, NULL))
		g_debug("journal: rollback failed");
	return ok;
}

static bool
write_out(Journal *journal, const char *started, GError **error)
{
	Session *session = guard_enter(journal->guard);
	bool ok = write_queue(session, journal, started, error);

	guard_leave(journal->guard);
	if (!ok)
		g_prefix_error(error, "cannot write the journal: ");
	return ok;
}

bool
journal_begin(Journal *journal, const JournalEntry *entry, guint *ret_sequence, GError **error)
{
	guint sequence = journal->sequence + 1;
	g_autofree char *sql = started_sql(journal, entry, sequence);

	if (!write_out(journal, sql, error))
		return false;
	journal->sequence = sequence;
	*ret_sequence = sequence;
	return true;
}

static GString *
update_begin(const Journal *journal, const char *state)
{
	GString *sql = g_string_new("UPDATE ");

	g_string_append_printf(sql, "%s SET state = '%s', finished_at = UTC_TIMESTAMP(3)",
	                       journal->table, state);
	return sql;
}

static char *
update_end(const Journal *journal, GString *take_sql, guint sequence)
{
	g_string_append(take_sql, " WHERE run_id = ");
	sql_append_string(take_sql, journal->run_id, -1);
	g_string_append_printf(take_sql, " AND sequence = %u", sequence);
	return g_string_free(take_sql, FALSE);
}

static GString *
done_begin(const Journal *journal, guint64 rows, guint warnings)
{
	GString *sql = update_begin(journal, "done");

	g_string_append_printf(sql, ", affected_rows = %" G_GUINT64_FORMAT ", warnings = %u", rows,
	                       warnings);
	return sql;
}

char *
journal_done_sql(const Journal *journal, guint sequence, guint64 rows, guint warnings)
{
	return update_end(journal, done_begin(journal, rows, warnings), sequence);
}

void
journal_queue_done(Journal *journal, guint sequence, guint64 rows, guint warnings,
                   const char *fingerprint_after)
{
	GString *sql = done_begin(journal, rows, warnings);

	g_string_append(sql, ", fingerprint_after = ");
	sql_append_string(sql, fingerprint_after, -1);
	journal_queue(journal, update_end(journal, sql, sequence));
}

void
journal_queue_failed(Journal *journal, guint sequence, const GError *cause)
{
	GString *sql = update_begin(journal, "failed");
	const char *sqlstate = db_error_sqlstate(cause);

	g_string_append_printf(sql, ", error_number = %u, error_state = ", db_error_number(cause));
	sql_append_string(sql, *sqlstate != '\0' ? sqlstate : NULL, DB_SQLSTATE_LENGTH);
	g_string_append(sql, ", error_text = ");
	sql_append_string(sql, cause->message, -1);
	journal_queue(journal, update_end(journal, sql, sequence));
}

void
journal_queue_undone(Journal *journal, guint sequence)
{
	journal_queue(journal, update_end(journal, update_begin(journal, "undone"), sequence));
}

void
journal_queue(Journal *journal, char *take_sql)
{
	g_ptr_array_add(journal->queue, take_sql);
}

bool
journal_flush(Journal *journal, GError **error)
{
	return journal->queue->len == 0 || write_out(journal, NULL, error);
}

char *
journal_state(Journal *journal, guint sequence, GError **error)
{
	g_autoptr(GString) sql = g_string_new("SELECT state FROM ");

	g_string_append_printf(sql, "%s WHERE run_id = ", journal->table);
	sql_append_string(sql, journal->run_id, -1);
	g_string_append_printf(sql, " AND sequence = %u", sequence);

	Session *session = guard_enter(journal->guard);
	char *state = session_query_value(session, sql->str, error);
	guard_leave(journal->guard);
	return state;
}
