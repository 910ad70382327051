#include "runner/guard.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "runner/lease.h"

#define TICK_MS 100

struct Guard {
	Session *session;
	RunLock *lock;
	const gint *stop;

	pthread_mutex_t session_mutex; /* held while the session is in use */
	pthread_mutex_t
		state_mutex; /* guards what follows; never held while waiting for the other */
	pthread_cond_t wake;
	pthread_t thread;
	bool ending;
	bool ignore_stop;
	bool watching;
	guint64 watched_connection;
	gint64 deadline_us; /* monotonic; 0: none */
	WatchResult result;
};

static struct timespec
next_tick(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_nsec += TICK_MS * 1000000L;
	if (at.tv_nsec >= 1000000000L) {
		at.tv_nsec -= 1000000000L;
		at.tv_sec++;
	}
	return at;
}

/* Called with the state mutex held. */
static WatchResult
reason_to_kill(const Guard *guard)
{
	if (!guard->watching || guard->result != WATCH_QUIET)
		return WATCH_QUIET;
	if (guard->stop != NULL && g_atomic_int_get(guard->stop) != 0 && !guard->ignore_stop)
		return WATCH_STOPPED;
	if (guard->deadline_us != 0 && g_get_monotonic_time() >= guard->deadline_us)
		return WATCH_TIMED_OUT;
	return WATCH_QUIET;
}

/*
 * Kill the watched statement. The state mutex stays held, so that the worker
 * cannot go on to its next statement and have that one killed instead.
 */
static void
kill_if_due(Guard *guard)
{
	WatchResult reason = reason_to_kill(guard);
	if (reason == WATCH_QUIET)
		return;

	g_autoptr(GError) error = NULL;
	Session *session = guard_enter(guard);
	if (session_kill_query(session, guard->watched_connection, &error))
		guard->result = reason;
	else
		g_debug("guard: kill failed: %s", error->message);
	guard_leave(guard);
}

static void
renew(Guard *guard)
{
	g_autoptr(GError) error = NULL;
	Session *session = guard_enter(guard);

	/* A lost lease is not acted on here: the next journal entry finds it out and stops the run.
	 */
	if (!lease_renew(session, guard->lock->fencing, &error))
		g_debug("guard: lease not renewed: %s", error != NULL ? error->message : "lost");
	guard_leave(guard);
}

static void *
guard_thread(void *data)
{
	Guard *guard = data;
	guint ticks = 0;

	pthread_mutex_lock(&guard->state_mutex);
	while (!guard->ending) {
		struct timespec at = next_tick();
		pthread_cond_timedwait(&guard->wake, &guard->state_mutex, &at);
		if (guard->ending)
			break;
		kill_if_due(guard);
		if (++ticks % (LEASE_HEARTBEAT_S * 1000 / TICK_MS) != 0)
			continue;
		pthread_mutex_unlock(&guard->state_mutex);
		renew(guard);
		pthread_mutex_lock(&guard->state_mutex);
	}
	pthread_mutex_unlock(&guard->state_mutex);
	return NULL;
}

Guard *
guard_new(Session *take_session, RunLock *take_lock, const gint *stop)
{
	Guard *guard = g_new0(Guard, 1);
	pthread_condattr_t attributes;

	guard->session = take_session;
	guard->lock = take_lock;
	guard->stop = stop;
	pthread_mutex_init(&guard->session_mutex, NULL);
	pthread_mutex_init(&guard->state_mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&guard->wake, &attributes);
	pthread_condattr_destroy(&attributes);

	/* Signals belong to the main thread; a blocked mask is inherited. */
	sigset_t all;
	sigset_t old;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int failed = pthread_create(&guard->thread, NULL, guard_thread, guard);
	g_assert(failed == 0);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return guard;
}

void
guard_free(Guard *guard)
{
	if (guard == NULL)
		return;

	pthread_mutex_lock(&guard->state_mutex);
	guard->ending = true;
	pthread_cond_signal(&guard->wake);
	pthread_mutex_unlock(&guard->state_mutex);
	pthread_join(guard->thread, NULL);

	run_lock_release(guard->lock, guard->session);
	session_close(guard->session);
	pthread_cond_destroy(&guard->wake);
	pthread_mutex_destroy(&guard->state_mutex);
	pthread_mutex_destroy(&guard->session_mutex);
	g_free(guard);
}

Session *
guard_enter(Guard *guard)
{
	pthread_mutex_lock(&guard->session_mutex);
	return guard->session;
}

void
guard_leave(Guard *guard)
{
	pthread_mutex_unlock(&guard->session_mutex);
}

const RunLock *
guard_lock(const Guard *guard)
{
	return guard->lock;
}

void
guard_watch_begin(Guard *guard, guint64 connection_id, guint64 timeout_ms)
{
	pthread_mutex_lock(&guard->state_mutex);
	guard->watching = true;
	guard->watched_connection = connection_id;
	guard->deadline_us =
		timeout_ms == 0 ? 0 : g_get_monotonic_time() + (gint64)timeout_ms * 1000;
	guard->result = WATCH_QUIET;
	pthread_mutex_unlock(&guard->state_mutex);
}

WatchResult
guard_watch_end(Guard *guard)
{
	pthread_mutex_lock(&guard->state_mutex);
	guard->watching = false;
	WatchResult result = guard->result;
	pthread_mutex_unlock(&guard->state_mutex);
	return result;
}

bool
guard_stop_requested(Guard *guard)
{
	pthread_mutex_lock(&guard->state_mutex);
	bool requested =
		guard->stop != NULL && g_atomic_int_get(guard->stop) != 0 && !guard->ignore_stop;
	pthread_mutex_unlock(&guard->state_mutex);
	return requested;
}

void
guard_ignore_stop(Guard *guard)
{
	pthread_mutex_lock(&guard->state_mutex);
	guard->ignore_stop = true;
	pthread_mutex_unlock(&guard->state_mutex);
}
