/*
 * event.h - what a run tells while it goes, for whoever shows it.
 *
 * The runner prints nothing: it hands events to an observer, and cmd/ renders
 * them as lines for people or as JSON lines. Strings are borrowed for the call.
 */
#ifndef MGRUN_RUNNER_EVENT_H
#define MGRUN_RUNNER_EVENT_H

#include <glib.h>

#include "planner/migration.h"

typedef enum {
	EVENT_RUN_STARTED, /* `text`: the server, "MySQL 9.7.4"; `total`: migrations */
	EVENT_LOCK_WAIT,   /* another mgrun holds the run lock; `text`: who and since when */
	EVENT_LOCK_ACQUIRED,
	EVENT_MIGRATION_STARTED, /* `number` of `total` migrations */
	EVENT_STEP_STARTED,      /* `number` of `total` steps; `sql` */
	EVENT_STEP_DONE,         /* `elapsed_ms`, `rows`, `warnings` */
	EVENT_STEP_FAILED,       /* `elapsed_ms`, `text`: the error */
	EVENT_STEP_SKIPPED,      /* a down statement that has nothing to undo; `text`: why */
	EVENT_WARNING,           /* `text`: of the server, or a session variable left changed */
	EVENT_CHECK_DONE,        /* a require or verify check held; `text`: "require" or "verify" */
	EVENT_CHECK_FAILED,      /* `text`: its message */
	EVENT_UNDO_STARTED,      /* a failed migration is being undone; `total`: steps to undo */
	EVENT_UNDO_DONE,         /* `text`: "proven" or what differs */
	EVENT_MIGRATION_DONE,    /* `elapsed_ms` */
	EVENT_MIGRATION_FAILED,
	EVENT_RUN_DONE, /* `elapsed_ms` */
} RunEventKind;

typedef enum { DIRECTION_UP, DIRECTION_DOWN } Direction;

typedef struct {
	RunEventKind kind;
	const char *run_id;
	Direction direction; /* of the step: an undo of `up` runs steps DOWN */
	const char *version; /* as the file spells it; NULL outside a migration */
	const char *name;
	guint number;
	guint total;
	const char *sql; /* the statement, whole */
	const char *text;
	guint64 elapsed_ms;
	guint64 rows;
	guint warnings;
} RunEvent;

typedef struct {
	void (*event)(const RunEvent *event, void *data); /* NULL: nobody looks */
	void *data;
} RunObserver;

const char *run_event_kind_name(RunEventKind kind); /* "step-done" */
const char *direction_name(Direction direction);    /* "up", "down" */

#endif
