/*
 * guard.h - the second session of a run: it holds the run lock, writes the
 * journal, and lives on while the worker is busy with a long statement.
 *
 * A thread of its own renews the lease, keeps the connection alive, and kills
 * the worker's statement when the run shall stop or the statement's time is up
 * (KILL QUERY: a client that just goes away would leave an ALTER running).
 * The session is used by both threads, so it is borrowed under a mutex.
 */
#ifndef MGRUN_RUNNER_GUARD_H
#define MGRUN_RUNNER_GUARD_H

#include <glib.h>
#include <stdbool.h>

#include "db/session.h"
#include "runner/run_lock.h"

typedef struct Guard Guard;

/* Takes session and lock; `stop` may be NULL. */
Guard *guard_new(Session *take_session, RunLock *take_lock, const gint *stop);

/* End the thread, give the lock back, close the session. */
void guard_free(Guard *guard);

/* Borrow the session; every guard_enter() has its guard_leave(). */
Session *guard_enter(Guard *guard);
void guard_leave(Guard *guard);

/* The lock, for run_lock_append_condition(). */
const RunLock *guard_lock(const Guard *guard);

typedef enum {
	WATCH_QUIET,     /* the statement was left alone */
	WATCH_STOPPED,   /* killed because the run shall stop */
	WATCH_TIMED_OUT, /* killed because its time was up */
} WatchResult;

/*
 * A statement begins on this connection of the worker; it has `timeout_ms` (0: no
 * limit). Between begin and end the thread may kill it.
 */
void guard_watch_begin(Guard *guard, guint64 connection_id, guint64 timeout_ms);
WatchResult guard_watch_end(Guard *guard);

/* Whether somebody asked the run to stop; always false after guard_ignore_stop(). */
bool guard_stop_requested(Guard *guard);

/* An undo is not stopped by the request that caused it. */
void guard_ignore_stop(Guard *guard);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Guard, guard_free)

#endif
