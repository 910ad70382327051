/*
 * history_write.h - the statements that change a row of `mgrun_history`.
 *
 * They are built here and run by the journal, in one transaction with its entries.
 */
#ifndef MGRUN_RUNNER_HISTORY_WRITE_H
#define MGRUN_RUNNER_HISTORY_WRITE_H

#include <glib.h>

#include "planner/migration.h"
#include "planner/provenance.h"

/* What a row says besides the migration itself. */
typedef struct {
	const char *run_id;
	const char *tool_version;
	const char *database_user;        /* CURRENT_USER() */
	const FileProvenance *provenance; /* NULL: not known */
	const char *down_steps;           /* JSON of down_steps.h */
	const char *state;                /* "running" or "applied" */
	guint64 order;                    /* position in the order of application, from 1 */
} HistoryNote;

/* Insert the row, or start it anew. Callers of this file own and free the statements. */
char *history_start_sql(const Migration *migration, const HistoryNote *note);

/* The end of a migration: "applied", "failed" or "undone"; texts may be NULL. */
char *history_end_sql(const char *version, const char *state, guint64 duration_ms,
                      const char *fingerprint_after, const char *error_text);

/* The state alone. */
char *history_state_sql(const char *version, const char *state);

/* Take the file as it is now: checksum and down steps. */
char *history_accept_sql(const Migration *migration, const char *down_steps);

#endif
