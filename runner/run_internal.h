/*
 * run_internal.h - the state that the files of one run share. Private to runner/.
 */
#ifndef MGRUN_RUNNER_RUN_INTERNAL_H
#define MGRUN_RUNNER_RUN_INTERNAL_H

#include "runner/actions.h"
#include "runner/guard.h"
#include "runner/journal.h"
#include "runner/run.h"
#include "runner/snapshot.h"

typedef struct {
	const RunOptions *options;
	RunReport *report;
	Session *worker;
	Guard *guard;
	Journal *journal;
	Snapshot *snapshot; /* the schema as it is known now */
	bool tables_locked; /* the worker holds LOCK TABLES: the journal is out of its reach */
	bool rows_doubtful; /* a rollback could not take back rows of a non-transactional table */
} Run;

/* Fill in run id and send; `event` is borrowed. */
void run_tell(const Run *run, RunEvent event);

/* Open the worker (again), with the run's lock timeouts. */
bool run_open_worker(Run *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fix the worker's session state; what had been left changed becomes notes and events. */
bool run_reset_worker(Run *run, const char *version, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
