#include "runner/journal_read.h"

#include "sql/quote.h"

void
journal_row_free(JournalRow *row)
{
	if (row == NULL)
		return;

	g_free(row->direction);
	g_free(row->state);
	g_free(row->started_at);
	g_free(row);
}

static JournalRow *
row_new(const Rows *rows)
{
	JournalRow *row = g_new0(JournalRow, 1);

	row->step = (guint)rows_uint(rows, 0);
	row->direction = g_strdup(rows_text(rows, 1));
	row->state = g_strdup(rows_text(rows, 2));
	row->started_at = g_strdup(rows_text(rows, 3));
	row->connection_id = rows_uint(rows, 4);
	row->at_work = rows_is_true(rows, 5);
	return row;
}

/* The connection may have another statement by now, or another owner: the tag tells. */
#define AT_WORK                                                                                    \
	"EXISTS (SELECT 1 FROM information_schema.PROCESSLIST p WHERE p.ID = j.connection_id"      \
	" AND p.INFO LIKE CONCAT('%mgrun run=', j.run_id, ' step=%'))"

GPtrArray *
journal_read(Session *session, const char *run_id, const char *version, GError **error)
{
	g_autoptr(GString) sql = g_string_new(
		"SELECT j.step, j.direction, j.state, j.started_at, j.connection_id,"
		" j.state = 'started' AND " AT_WORK " FROM mgrun_journal j WHERE j.run_id = ");
	sql_append_string(sql, run_id, -1);
	g_string_append(sql, " AND j.version = ");
	sql_append_string(sql, version, -1);
	g_string_append(sql, " ORDER BY j.sequence");

	g_autoptr(Rows) rows = session_query(session, sql->str, error);
	if (rows == NULL)
		return NULL;
	GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)journal_row_free);
	while (rows_next(rows))
		g_ptr_array_add(entries, row_new(rows));
	return entries;
}
