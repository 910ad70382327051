#include "runner/history_write.h"

#include "runner/history.h"
#include "sql/quote.h"

static void
append_value(GString *sql, const char *text)
{
	g_string_append(sql, ", ");
	sql_append_string(sql, text, -1);
}

static void
append_provenance(GString *sql, const FileProvenance *provenance)
{
	if (provenance == NULL) {
		g_string_append(sql, ", NULL, NULL, NULL, NULL");
		return;
	}
	append_value(sql, provenance->commit[0] != '\0' ? provenance->commit : NULL);
	append_value(sql, provenance->author);
	/* Not FROM_UNIXTIME(): before MySQL 8.0.28 it ends in 2038 and depends on time_zone. */
	if (provenance->commit[0] == '\0')
		g_string_append(sql, ", NULL");
	else
		g_string_append_printf(sql, ", '1970-01-01' + INTERVAL %" G_GINT64_FORMAT " SECOND",
		                       provenance->when_s);
	g_string_append(sql, provenance->dirty ? ", 1" : ", 0");
}

char *
history_start_sql(const Migration *migration, const HistoryNote *note)
{
	GString *sql = g_string_new(
		"REPLACE INTO " HISTORY_TABLE " (applied_order, version, version_text, name,"
		" checksum, state, run_id, git_commit, git_author, git_when, git_dirty, host,"
		" tool_version, database_user, down_steps, started_at, finished_at)"
		" VALUES (");

	g_string_append_printf(sql, "%" G_GUINT64_FORMAT, note->order);
	append_value(sql, migration->version);
	append_value(sql, migration->version_text);
	append_value(sql, migration->name);
	append_value(sql, migration->checksum);
	append_value(sql, note->state);
	append_value(sql, note->run_id);
	append_provenance(sql, note->provenance);
	append_value(sql, g_get_host_name());
	append_value(sql, note->tool_version);
	append_value(sql, note->database_user);
	append_value(sql, note->down_steps);
	g_string_append(sql, ", UTC_TIMESTAMP(3), ");
	g_string_append(sql, g_str_equal(note->state, "running") ? "NULL" : "UTC_TIMESTAMP(3)");
	g_string_append_c(sql, ')');
	return g_string_free(sql, FALSE);
}

static char *
end_update(GString *take_sql, const char *version)
{
	g_string_append(take_sql, " WHERE version = ");
	sql_append_string(take_sql, version, -1);
	return g_string_free(take_sql, FALSE);
}

char *
history_end_sql(const char *version, const char *state, guint64 duration_ms,
                const char *fingerprint_after, const char *error_text)
{
	GString *sql = g_string_new("UPDATE " HISTORY_TABLE " SET finished_at = UTC_TIMESTAMP(3)");

	g_string_append_printf(sql, ", state = '%s', duration_ms = %" G_GUINT64_FORMAT, state,
	                       duration_ms);
	g_string_append(sql, ", fingerprint_after = ");
	sql_append_string(sql, fingerprint_after, -1);
	g_string_append(sql, ", error_text = ");
	sql_append_string(sql, error_text, -1);
	return end_update(sql, version);
}

char *
history_state_sql(const char *version, const char *state)
{
	GString *sql = g_string_new("UPDATE " HISTORY_TABLE);

	g_string_append_printf(sql, " SET state = '%s'", state);
	return end_update(sql, version);
}

char *
history_accept_sql(const Migration *migration, const char *down_steps)
{
	GString *sql = g_string_new("UPDATE " HISTORY_TABLE " SET checksum = ");

	sql_append_string(sql, migration->checksum, -1);
	g_string_append(sql, ", down_steps = ");
	sql_append_string(sql, down_steps, -1);
	return end_update(sql, migration->version);
}
