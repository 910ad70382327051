/*
 * run_session.h - the sessions of a run: opening, preparing, ending. Private to runner/.
 */
#ifndef MGRUN_RUNNER_RUN_SESSION_H
#define MGRUN_RUNNER_RUN_SESSION_H

#include "runner/run_internal.h"
#include "runner/select.h"

/* The session that looks first and becomes the guard; fills in server and database. */
Session *run_open_first(const RunOptions *options, RunReport *report,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Everything that must stand before a migration may run: the server takes writes, the
 * run lock is ours, worker, journal and snapshot are there. `report` is borrowed.
 */
Run *run_begin(const RunOptions *options, RunReport *report, Session *take_session,
               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void run_free(Run *run);

/* Read history again, now that the lock is ours. */
Selection *run_select(Run *run, Selection *(*select)(Session *, const RunOptions *, GError **),
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* CURRENT_USER() of the worker, or "" when it cannot be told. Caller frees. */
char *run_database_user(Run *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Run, run_free)

#endif
