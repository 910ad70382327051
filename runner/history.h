/*
 * history.h - the table `mgrun_history`: one row a migration.
 *
 * A row is written before the first step (state "running") and again at the end.
 * A migration that was undone keeps its row (state "undone") and counts as pending.
 */
#ifndef MGRUN_RUNNER_HISTORY_H
#define MGRUN_RUNNER_HISTORY_H

#include <glib.h>
#include <stdbool.h>

#include "db/session.h"
#include "planner/pending.h"
#include "planner/provenance.h"

#define HISTORY_TABLE "mgrun_history"

/* All columns of one row that `status` and `down` show or need. */
typedef struct {
	AppliedFact fact;   /* version, name and checksum point into the strings below */
	char *version;      /* canonical */
	char *version_text; /* as the file spelled it */
	char *name;
	char *checksum;
	char *state; /* "running", "applied", "failed", "undone" */
	char *run_id;
	char *git_commit; /* NULL when not known */
	char *git_author;
	char *git_when; /* "2026-11-24 10:00:00", UTC */
	bool git_dirty;
	char *started_at;  /* "2026-11-24 10:00:00.123", UTC */
	char *finished_at; /* NULL while running */
	guint64 duration_ms;
	char *backup_file;
	char *database_user;
	char *host;
	char *tool_version;
	char *fingerprint_after;
	char *error_text; /* NULL when it did not fail */
} HistoryRow;

void history_row_free(HistoryRow *row);

/*
 * All rows, sorted by version; an empty array when the table does not exist.
 * `whole` false reads only what deciding needs (version, name, checksum, state,
 * order), which is what makes a run with nothing to do quick.
 */
GPtrArray *history_read(Session *session, bool whole, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The facts of the rows that count as run (applied, running, failed), as
 * status_build() takes them: of AppliedFact *, borrowed from `rows`.
 */
GPtrArray *history_facts(const GPtrArray *rows) G_GNUC_WARN_UNUSED_RESULT;

/* The row of a canonical version, or NULL. */
const HistoryRow *history_find(const GPtrArray *rows, const char *version);

/*
 * Create history, journal and lease where they are missing. Explicit engine,
 * charset, row format and short keys: nothing rests on the server's defaults.
 */
bool history_create_tables(Session *session, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistoryRow, history_row_free)

#endif
