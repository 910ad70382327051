/*
 * journal.h - the table `mgrun_journal`: one row a step and direction, written
 * before the step runs.
 *
 * Entries are written on the guard's session, so that nothing a step does can
 * roll them back; only the "done" of a DML step is written by the worker, in the
 * transaction of its rows. What ends a step is kept back until the next entry
 * (or journal_flush()), so that the end of one and the start of the next are one
 * commit and one wait for the disk. Nothing runs in between.
 */
#ifndef MGRUN_RUNNER_JOURNAL_H
#define MGRUN_RUNNER_JOURNAL_H

#include <glib.h>
#include <stdbool.h>

#include "runner/event.h"
#include "runner/guard.h"

typedef struct Journal Journal;

/* `guard` must outlive the journal. */
Journal *journal_new(Guard *guard, const char *database, const char *run_id);
void journal_free(Journal *journal);

typedef struct {
	const char *version; /* canonical */
	guint step;
	Direction direction;
	const char *digest; /* of the statement, hex */
	guint64 connection_id;
	const char *fingerprint_before; /* of the touched objects; may be NULL */
} JournalEntry;

/*
 * Write `entry` as started, and all that was kept back, in one transaction. Fails with
 * RUN_ERROR_BUSY when the run lock is no longer ours: nothing may run then.
 */
bool journal_begin(Journal *journal, const JournalEntry *entry, guint *ret_sequence,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The statement that marks an entry done, for the worker's own transaction. Caller frees. */
char *journal_done_sql(const Journal *journal, guint sequence, guint64 rows,
                       guint warnings) G_GNUC_WARN_UNUSED_RESULT;

/* Keep back: the entry is done; `fingerprint_after` may be NULL. */
void journal_queue_done(Journal *journal, guint sequence, guint64 rows, guint warnings,
                        const char *fingerprint_after);

/* Keep back: the entry failed with this error. */
void journal_queue_failed(Journal *journal, guint sequence, const GError *cause);

/* Keep back: what the entry did was undone, or went with a rolled back transaction. */
void journal_queue_undone(Journal *journal, guint sequence);

/* Keep back any other statement that belongs into the same transaction. */
void journal_queue(Journal *journal, char *take_sql);

/* Write what was kept back. */
bool journal_flush(Journal *journal, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The entry's state as the server has it ("started", "done"...). Caller frees; NULL on error. */
char *journal_state(Journal *journal, guint sequence, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Journal, journal_free)

#endif
