#include "cmd/status_steps.h"

#include <string.h>

#include "cmd/plan_words.h"
#include "runner/journal_read.h"

#define SQL_COLUMNS 100
#define DATE_LENGTH 19 /* "2026-11-24 10:00:00" */

static const SqlText *
text_at(const GPtrArray *list, guint number)
{
	return number >= 1 && number <= list->len ? g_ptr_array_index(list, number - 1) : NULL;
}

static const Step *
step_at(const Migration *migration, guint number)
{
	bool is = migration != NULL && number >= 1 && number <= migration->steps->len;
	return is ? g_ptr_array_index(migration->steps, number - 1) : NULL;
}

/* A step without a way back of its own is undone by the file's list, which counts for itself. */
static const SqlText *
statement_of(const Migration *migration, const JournalRow *row)
{
	const Step *step = step_at(migration, row->step);

	if (g_str_equal(row->direction, "up"))
		return step != NULL ? step->sql : NULL;
	if (migration != NULL && migration->down->len > 0)
		return text_at(migration->down, row->step);
	return step != NULL ? step->down : NULL;
}

static void
append_statement(GString *out, const SqlText *sql)
{
	g_autofree char *text = sql != NULL ? sql_text_read(sql, NULL) : NULL;
	g_autofree char *line =
		text != NULL ? text_one_line(text, SQL_COLUMNS) : g_strdup("(not in a file here)");

	g_string_append_printf(out, "%s\n", line);
}

static const char *
state_words(const JournalRow *row)
{
	if (!g_str_equal(row->state, "started"))
		return row->state;
	return row->at_work ? "still at work" : "begun, end unknown";
}

static void
append_row(GString *out, const Migration *migration, const JournalRow *row)
{
	const Step *step = step_at(migration, row->step);

	g_string_append_printf(out, "  %-4s %3u  %-18s  ", row->direction, row->step,
	                       state_words(row));
	append_statement(out, statement_of(migration, row));
	if (row->at_work) {
		g_string_append_printf(
			out,
			"                                the server runs it since "
			"%.*s UTC: wait for its end, or KILL QUERY %" G_GUINT64_FORMAT "\n",
			DATE_LENGTH, row->started_at, row->connection_id);
		return;
	}
	bool stands = g_str_equal(row->state, "done") || g_str_equal(row->state, "started");
	if (stands && g_str_equal(row->direction, "up") && step != NULL && step->down != NULL) {
		g_string_append(out, "            its way back        ");
		append_statement(out, step->down);
	}
}

/* A journal that begins with a down is of `mgrun down`: what it lacks is still applied. */
static bool
went_up(const GPtrArray *journal)
{
	const JournalRow *first = journal->len > 0 ? g_ptr_array_index(journal, 0) : NULL;
	return first == NULL || g_str_equal(first->direction, "up");
}

static bool
was_begun(const GPtrArray *journal, guint step)
{
	for (guint i = 0; i < journal->len; i++) {
		const JournalRow *row = g_ptr_array_index(journal, i);
		if (row->step == step && g_str_equal(row->direction, "up"))
			return true;
	}
	return false;
}

void
status_append_steps(GString *out, const Migration *migration, const HistoryRow *row,
                    const GPtrArray *journal)
{
	g_string_append_printf(out, "%s_%s, as run %s left it:\n", row->version_text, row->name,
	                       row->run_id);
	for (guint i = 0; i < journal->len; i++)
		append_row(out, migration, g_ptr_array_index(journal, i));
	for (guint i = 0; migration != NULL && i < migration->steps->len; i++) {
		const Step *step = g_ptr_array_index(migration->steps, i);
		if (!went_up(journal) || was_begun(journal, step->number))
			continue;
		g_string_append_printf(out, "  %-4s %3u  %-18s  ", "up", step->number, "not begun");
		append_statement(out, step->sql);
	}
}
