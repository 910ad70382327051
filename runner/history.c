#include "runner/history.h"

#include <string.h>

#include "runner/own_tables.h"

void
history_row_free(HistoryRow *row)
{
	if (row == NULL)
		return;

	g_free(row->version);
	g_free(row->version_text);
	g_free(row->name);
	g_free(row->checksum);
	g_free(row->state);
	g_free(row->run_id);
	g_free(row->git_commit);
	g_free(row->git_author);
	g_free(row->git_when);
	g_free(row->started_at);
	g_free(row->finished_at);
	g_free(row->backup_file);
	g_free(row->database_user);
	g_free(row->host);
	g_free(row->tool_version);
	g_free(row->fingerprint_after);
	g_free(row->error_text);
	g_free(row);
}

#define SHORT_COLUMNS "version, version_text, name, checksum, state, applied_order"
#define WHOLE_COLUMNS                                                                              \
	SHORT_COLUMNS ", run_id, git_commit, git_author, git_when, git_dirty, started_at, "        \
		      "finished_at, duration_ms, backup_file, database_user, host, tool_version, " \
		      "fingerprint_after, error_text"

static AppliedState
applied_state_of(const char *state)
{
	if (g_str_equal(state, "applied"))
		return APPLIED_STATE_APPLIED;
	return g_str_equal(state, "running") ? APPLIED_STATE_RUNNING : APPLIED_STATE_FAILED;
}

static void
fill_whole(HistoryRow *row, const Rows *rows)
{
	row->run_id = g_strdup(rows_text(rows, 6));
	row->git_commit = g_strdup(rows_text(rows, 7));
	row->git_author = g_strdup(rows_text(rows, 8));
	row->git_when = g_strdup(rows_text(rows, 9));
	row->git_dirty = rows_is_true(rows, 10);
	row->started_at = g_strdup(rows_text(rows, 11));
	row->finished_at = g_strdup(rows_text(rows, 12));
	row->duration_ms = rows_uint(rows, 13);
	row->backup_file = g_strdup(rows_text(rows, 14));
	row->database_user = g_strdup(rows_text(rows, 15));
	row->host = g_strdup(rows_text(rows, 16));
	row->tool_version = g_strdup(rows_text(rows, 17));
	row->fingerprint_after = g_strdup(rows_text(rows, 18));
	row->error_text = g_strdup(rows_text(rows, 19));
}

static HistoryRow *
row_from(const Rows *rows, bool whole)
{
	HistoryRow *row = g_new0(HistoryRow, 1);

	row->version = g_strdup(rows_text(rows, 0));
	row->version_text = g_strdup(rows_text(rows, 1));
	row->name = g_strdup(rows_text(rows, 2));
	row->checksum = g_strdup(rows_text(rows, 3));
	row->state = g_strdup(rows_text(rows, 4));
	if (whole)
		fill_whole(row, rows);
	row->fact = (AppliedFact){
		.version = row->version,
		.name = row->name,
		.checksum = row->checksum,
		.state = applied_state_of(row->state),
		.order = rows_uint(rows, 5),
	};
	return row;
}

static gint
compare_rows(gconstpointer a, gconstpointer b)
{
	const HistoryRow *const *left = a;
	const HistoryRow *const *right = b;
	return version_compare((*left)->version, (*right)->version);
}

GPtrArray *
history_read(Session *session, bool whole, GError **error)
{
	g_autoptr(GPtrArray) result =
		g_ptr_array_new_with_free_func((GDestroyNotify)history_row_free);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Rows) rows = session_query(session,
	                                     whole ? "SELECT " WHOLE_COLUMNS " FROM " HISTORY_TABLE
	                                           : "SELECT " SHORT_COLUMNS " FROM " HISTORY_TABLE,
	                                     &problem);

	if (rows == NULL) {
		if (g_error_matches(problem, DB_ERROR, DB_ERROR_MISSING_OBJECT) &&
		    db_error_number(problem) == 1146)
			return g_steal_pointer(&result);
		g_propagate_prefixed_error(error, g_steal_pointer(&problem),
		                           "cannot read %s: ", HISTORY_TABLE);
		return NULL;
	}
	while (rows_next(rows))
		g_ptr_array_add(result, row_from(rows, whole));
	g_ptr_array_sort(result, compare_rows);
	return g_steal_pointer(&result);
}

GPtrArray *
history_facts(const GPtrArray *rows)
{
	GPtrArray *facts = g_ptr_array_sized_new(rows->len);

	for (guint i = 0; i < rows->len; i++) {
		HistoryRow *row = g_ptr_array_index(rows, i);
		if (!g_str_equal(row->state, "undone"))
			g_ptr_array_add(facts, &row->fact);
	}
	return facts;
}

const HistoryRow *
history_find(const GPtrArray *rows, const char *version)
{
	for (guint i = 0; i < rows->len; i++) {
		const HistoryRow *row = g_ptr_array_index(rows, i);
		if (g_str_equal(row->version, version))
			return row;
	}
	return NULL;
}

bool
history_create_tables(Session *session, GError **error)
{
	static const char *const statements[] = {OWN_HISTORY, OWN_JOURNAL, OWN_LEASE};

	for (gsize i = 0; i < G_N_ELEMENTS(statements); i++)
		if (!session_exec(session, statements[i], -1, NULL, error))
			return false;
	return true;
}
