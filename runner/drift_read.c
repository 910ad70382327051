#include "runner/drift_read.h"

#include "runner/history.h"
#include "runner/snapshot.h"

/*
 * The row that was finished last. Rows of one run may share a millisecond: up goes from the
 * lowest order to the highest, down the other way.
 */
#define LAST_ROW                                                                                   \
	"SELECT version_text, fingerprint_after FROM " HISTORY_TABLE                               \
	" WHERE finished_at IS NOT NULL ORDER BY finished_at DESC, IF(state = 'undone', "          \
	"-CAST(applied_order AS SIGNED), CAST(applied_order AS SIGNED)) DESC LIMIT 1"

/* A migration that stands half way; NULL: none does. */
static const StatusEntry *
find_unfinished(const GPtrArray *entries)
{
	for (guint i = 0; i < entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(entries, i);
		if (entry->status == MIGRATION_STATUS_FAILED)
			return entry;
	}
	return NULL;
}

/* Version and fingerprint of the last row; without a fingerprint `why` is set. */
static bool
read_recorded(Session *session, SchemaDrift *drift, GError **error)
{
	g_autoptr(Rows) rows = session_query(session, LAST_ROW, error);

	if (rows == NULL)
		return false;
	if (!rows_next(rows))
		return true;
	drift->version = g_strdup(rows_text(rows, 0));
	drift->recorded = g_strdup(rows_text(rows, 1));
	if (drift->recorded == NULL)
		drift->why = g_strdup_printf(
			"the schema was not compared: history holds no fingerprint of "
			"migration %s",
			drift->version);
	return true;
}

static bool
compare(Session *session, SchemaDrift *drift, GError **error)
{
	g_autoptr(Snapshot) snapshot = snapshot_read(session, error);

	if (snapshot == NULL)
		return false;
	drift->live = snapshot_fingerprint(snapshot);
	drift->state = g_str_equal(drift->live, drift->recorded) ? DRIFT_NONE : DRIFT_FOUND;
	return true;
}

/* Whether the files account for everything there is: then the fingerprint need not be read. */
static bool
is_as_made(const SchemaDrift *drift, const Schema *now)
{
	if (drift->differences == NULL || drift->differences->len > 0)
		return false;
	for (guint i = 0; i < now->programs->len; i++) {
		const SchemaProgram *program = g_ptr_array_index(now->programs, i);
		/* The server rewrites the text of a view: only the fingerprint tells. */
		if (program->kind == SQL_OBJECT_VIEW)
			return false;
	}
	return true;
}

bool
drift_read(Session *session, const GPtrArray *entries, const Schema *now, const PlanTarget *target,
           SchemaDrift *ret_drift, GError **error)
{
	const StatusEntry *unfinished = find_unfinished(entries);

	*ret_drift = (SchemaDrift){.state = DRIFT_NOT_CHECKED};
	if (unfinished != NULL) {
		ret_drift->why =
			g_strdup_printf("the schema was not compared: migration %s stands half way",
		                        unfinished->fact->version);
		return true;
	}
	if (!read_recorded(session, ret_drift, error))
		return false;
	if (ret_drift->recorded == NULL)
		return true;
	ret_drift->differences = drift_differences(entries, now, target, &ret_drift->not_compared);
	if (!is_as_made(ret_drift, now))
		return compare(session, ret_drift, error);
	ret_drift->state = DRIFT_NONE;
	return true;
}
