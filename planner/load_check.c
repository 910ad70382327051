#include <string.h>

#include "planner/load_internal.h"
#include "sql/statement.h"

bool
load_is_date(const char *text)
{
	/* GLib reads the date; the shape is ours. */
	g_autofree char *moment = g_strconcat(text, "T00:00:00Z", NULL);
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(moment, NULL);

	return time != NULL && strlen(text) == strlen("2027-06-30") && text[4] == '-' &&
	       text[7] == '-';
}

bool
load_statement_allowed(const char *text, gsize length, const char **ret_why)
{
	/* Almost no statement begins with R or a version comment: the others need not be read. */
	if (length == 0 || (g_ascii_toupper(text[0]) != 'R' && text[0] != '/'))
		return true;
	g_autoptr(SqlStatement) statement = sql_statement_read(text, length, SQL_MODE_DEFAULT);
	if (statement->kind != SQL_STATEMENT_ROLLBACK)
		return true;
	*ret_why = "ROLLBACK is not allowed in a migration: it would also take back the journal's "
		   "entries of the steps before it; a failing step is rolled back by mgrun";
	return false;
}

static bool
has_way_back(const Migration *migration, const Step *step)
{
	return step->undo != UNDO_FILE || migration->down->len > 0 ||
	       migration->irreversible_reason != NULL;
}

static void
set_no_way_back(GError **error, const Migration *migration, const Step *step)
{
	switch (migration->format) {
	case MIGRATION_YAML:
		load_set_error(
			error, migration->file_name, step->sql->position,
			"step %u has no way back: give `down:` with the statement that undoes it, "
			"or `irreversible:` with the reason",
			step->number);
		break;
	case MIGRATION_SQL:
		load_set_error(
			error, migration->file_name, step->sql->position,
			"step %u has no way back: write the statements that undo the migration "
			"behind a line `-- mgrun:down`, or declare it with `-- mgrun:irreversible "
			"reason=\"...\"`",
			step->number);
		break;
	case MIGRATION_SQL_PAIR:
		load_set_error(
			error, migration->file_name, step->sql->position,
			"step %u has no way back: its .down.sql is missing or empty; write it, or "
			"declare `-- mgrun:irreversible reason=\"...\"`",
			step->number);
		break;
	}
}

bool
load_check_whole(const Migration *migration, GError **error)
{
	static const SourcePosition nowhere = {0, 0};

	if (migration->steps->len == 0) {
		load_set_error(error, migration->file_name, nowhere,
		               "the migration has no statement to run: %s",
		               migration->format == MIGRATION_YAML
		                       ? "`up:` is missing or empty"
		                       : "the file, or its up part, is empty");
		return false;
	}
	for (guint i = 0; i < migration->steps->len; i++) {
		const Step *step = g_ptr_array_index(migration->steps, i);
		if (has_way_back(migration, step))
			continue;
		set_no_way_back(error, migration, step);
		return false;
	}
	return true;
}
