#include "runner/select.h"

#include "runner/down_steps.h"
#include "sql/quote.h"

void
selection_free(Selection *selection)
{
	if (selection == NULL)
		return;

	g_clear_pointer(&selection->chosen, g_ptr_array_unref);
	g_clear_pointer(&selection->entries, g_ptr_array_unref);
	g_clear_pointer(&selection->facts, g_ptr_array_unref);
	g_clear_pointer(&selection->rows, g_ptr_array_unref);
	g_free(selection);
}

static Selection *
selection_read(Session *session, const RunOptions *options, bool whole, GError **error)
{
	g_autoptr(Selection) selection = g_new0(Selection, 1);

	selection->rows = history_read(session, whole, error);
	if (selection->rows == NULL)
		return NULL;
	selection->facts = history_facts(selection->rows);
	selection->entries = status_build(options->migrations, selection->facts);
	return g_steal_pointer(&selection);
}

Selection *
selection_up(Session *session, const RunOptions *options, GError **error)
{
	g_autoptr(Selection) selection = selection_read(session, options, false, error);
	if (selection == NULL)
		return NULL;

	selection->chosen = pending_select_up(selection->entries, &options->limits, error);
	return selection->chosen != NULL ? g_steal_pointer(&selection) : NULL;
}

static const HistoryRow *
newest_row(const GPtrArray *rows)
{
	const HistoryRow *newest = NULL;

	for (guint i = 0; i < rows->len; i++) {
		const HistoryRow *row = g_ptr_array_index(rows, i);
		if (!g_str_equal(row->state, "undone") &&
		    (newest == NULL || row->fact.order > newest->fact.order))
			newest = row;
	}
	return newest;
}

static guint
count_of_run(const GPtrArray *rows, const char *run_id)
{
	guint count = 0;

	for (guint i = 0; i < rows->len; i++) {
		const HistoryRow *row = g_ptr_array_index(rows, i);
		count += !g_str_equal(row->state, "undone") && g_str_equal(row->run_id, run_id) ? 1
		                                                                                : 0;
	}
	return count;
}

/* A run can be undone when nothing was applied after it. */
static bool
check_is_newest_run(const Selection *selection, const char *run_id, GError **error)
{
	for (guint i = 0; i < selection->chosen->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(selection->chosen, i);
		const HistoryRow *row = history_find(selection->rows, entry->fact->version);
		if (g_str_equal(row->run_id, run_id))
			continue;
		g_set_error(
			error, RUN_ERROR, RUN_ERROR_REFUSED,
			"run %s is not the newest: migration %s_%s of run %s was applied after it; "
			"undo that one first: mgrun down --run %s",
			run_id, row->version_text, row->name, row->run_id, row->run_id);
		return false;
	}
	return true;
}

static bool
choose_run(Selection *selection, const RunOptions *options, GError **error)
{
	const HistoryRow *newest = newest_row(selection->rows);
	const char *run_id = options->down_run;

	if (g_str_equal(run_id, "last"))
		run_id = newest != NULL ? newest->run_id : "";
	PendingLimits limits = {.steps = count_of_run(selection->rows, run_id)};
	if (limits.steps == 0) {
		g_set_error(error, RUN_ERROR, RUN_ERROR_UNKNOWN_RUN,
		            "no applied migration belongs to run %s; `mgrun status --format json` "
		            "lists the run of each",
		            options->down_run);
		return false;
	}
	selection->chosen = pending_select_down(selection->entries, &limits, error);
	return selection->chosen != NULL && check_is_newest_run(selection, run_id, error);
}

Selection *
selection_down(Session *session, const RunOptions *options, GError **error)
{
	g_autoptr(Selection) selection = selection_read(session, options, true, error);
	if (selection == NULL)
		return NULL;

	if (options->down_run != NULL)
		return choose_run(selection, options, error) ? g_steal_pointer(&selection) : NULL;
	selection->chosen = pending_select_down(selection->entries, &options->limits, error);
	return selection->chosen != NULL ? g_steal_pointer(&selection) : NULL;
}

guint64
selection_last_order(const Selection *selection)
{
	guint64 last = 0;

	for (guint i = 0; i < selection->rows->len; i++)
		last = MAX(last,
		           ((const HistoryRow *)g_ptr_array_index(selection->rows, i))->fact.order);
	return last;
}

static bool
check_reversible(const Migration *migration, GError **error)
{
	for (guint i = 0; i < migration->steps->len; i++) {
		const Step *step = g_ptr_array_index(migration->steps, i);
		if (step->undo != UNDO_IRREVERSIBLE)
			continue;
		g_set_error(error, PENDING_ERROR, PENDING_ERROR_IRREVERSIBLE,
		            "migration %s_%s cannot be undone: step %u is irreversible: %s",
		            migration->version_text, migration->name, step->number,
		            step->irreversible_reason);
		return false;
	}
	return true;
}

static Migration *
stored_migration(Session *session, const AppliedFact *fact, GError **error)
{
	g_autoptr(GString) sql = g_string_new("SELECT down_steps, version_text FROM " HISTORY_TABLE
	                                      " WHERE version = ");
	sql_append_string(sql, fact->version, -1);
	g_autoptr(Rows) rows = session_query(session, sql->str, error);
	if (rows == NULL)
		return NULL;
	if (!rows_next(rows)) {
		g_set_error(error, RUN_ERROR, RUN_ERROR_HISTORY,
		            "migration %s is no longer in history", fact->version);
		return NULL;
	}
	g_autoptr(Migration) migration =
		down_steps_read(rows_text(rows, 0), rows_text(rows, 1), fact->name, error);
	if (migration == NULL || !check_reversible(migration, error))
		return NULL;
	return g_steal_pointer(&migration);
}

const Migration *
selection_down_source(Session *session, const StatusEntry *entry, Migration **ret_owned,
                      GError **error)
{
	*ret_owned = NULL;
	if (entry->migration != NULL &&
	    g_str_equal(entry->migration->checksum, entry->fact->checksum))
		return entry->migration;
	*ret_owned = stored_migration(session, entry->fact, error);
	return *ret_owned;
}
