/*
 * run_lock.h - excludes a second mgrun on the same database.
 *
 * Two halves: GET_LOCK with a name per database, freed by the server itself when
 * the session dies, and the lease row of lease.h for clusters.
 *
 * Sources: MySQL 9.7 manual, "Locking Functions" (names up to 64 characters, NULL
 * for an error); GET_LOCK is refused or local on clusters.
 */
#ifndef MGRUN_RUNNER_RUN_LOCK_H
#define MGRUN_RUNNER_RUN_LOCK_H

#include <glib.h>
#include <stdbool.h>

#include "db/session.h"
#include "runner/run.h"

typedef struct {
	char *name;      /* of the named lock */
	guint64 fencing; /* of the lease */
} RunLock;

/*
 * Wait up to `options->lock_wait_ms` and take both halves on `guard`, which creates mgrun's
 * tables where they are missing. RUN_ERROR_BUSY names the holder.
 */
RunLock *run_lock_acquire(Session *guard, const RunOptions *options, const char *run_id,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Give both halves back and free the lock; what fails frees itself with the session. */
void run_lock_release(RunLock *lock, Session *guard);
void run_lock_free(RunLock *lock);

/* Who holds the run lock of the session's database now, in words; NULL for nobody. Caller frees. */
char *run_lock_holder(Session *session) G_GNUC_WARN_UNUSED_RESULT;

/* Append "IS_USED_LOCK(...) = CONNECTION_ID() AND EXISTS (lease with our number)". */
void run_lock_append_condition(const RunLock *lock, GString *sql);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(RunLock, run_lock_free)

#endif
