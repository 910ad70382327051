/*
 * journal_read.h - what the journal says later of a run that left a migration unfinished.
 */
#ifndef MGRUN_RUNNER_JOURNAL_READ_H
#define MGRUN_RUNNER_JOURNAL_READ_H

#include <glib.h>
#include <stdbool.h>

#include "db/session.h"

typedef struct {
	guint step;
	char *direction;  /* "up", "down" */
	char *state;      /* "started", "done", "failed", "undone" */
	char *started_at; /* "2026-11-24 10:00:00.123", UTC */
	guint64 connection_id;
	bool at_work; /* the server is still busy with the statement, as far as this account sees */
} JournalRow;

void journal_row_free(JournalRow *row);

/*
 * The entries of a run about one migration (canonical version), in the order in which they were
 * written: of owned JournalRow *. Empty when there is none.
 */
GPtrArray *journal_read(Session *session, const char *run_id, const char *version,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
