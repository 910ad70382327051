/*
 * run.h - applies and undoes migrations: the whole of a run.
 *
 * A run opens its sessions (worker: steps; guard: run lock and journal), takes
 * the run lock, re-reads history, checks, and then runs one migration after the
 * other: `require`, steps, `verify`. Each step is journalled before it runs; a
 * DML step's entry commits with its rows. A failing migration is undone and the
 * schema's fingerprint compared with the one before it.
 *
 * Returned GErrors mean that nothing ran: DB_ERROR, PENDING_ERROR, LOAD_ERROR or
 * RUN_ERROR. As soon as a step ran, the RunReport tells what became of it.
 */
#ifndef MGRUN_RUNNER_RUN_H
#define MGRUN_RUNNER_RUN_H

#include <glib.h>
#include <stdbool.h>

#include "db/session.h"
#include "planner/pending.h"
#include "runner/event.h"

#define RUN_ERROR run_error_quark()
GQuark run_error_quark(void);

typedef enum {
	RUN_ERROR_BUSY,        /* another mgrun holds the run lock: exit status 75 */
	RUN_ERROR_REFUSED,     /* a pre-check said no: exit status 4 */
	RUN_ERROR_UNKNOWN_RUN, /* --run names no run: exit status 64 */
	RUN_ERROR_HISTORY,     /* history holds what this version cannot read: exit status 4 */
} RunErrorCode;

typedef enum {
	ON_FAILURE_ROLLBACK,     /* undo the failing migration */
	ON_FAILURE_ROLLBACK_RUN, /* undo it and those that this run did before it */
	ON_FAILURE_STOP,         /* leave it as it is */
} OnFailure;

typedef struct {
	const ConnectionOptions *connection;
	const char *dir;             /* of the migrations: where git is asked */
	const GPtrArray *migrations; /* of Migration *, sorted */
	PendingLimits limits;
	const char *down_run; /* down: the run to undo, "last" or an id; NULL: by limits */
	OnFailure on_failure;
	bool dry_run;             /* say what would run; touches nothing */
	guint64 lock_wait_ms;     /* how long to wait for the run lock; 0: not at all */
	guint64 lock_timeout_ms;  /* of a statement on the server's locks, unless the step says
	                             otherwise */
	const char *tool_version; /* for history */
	RunObserver observer;
	const gint *stop; /* atomic; becomes 1 when the run shall end; may be NULL */
} RunOptions;

typedef enum {
	OUTCOME_PLANNED,     /* dry run */
	OUTCOME_APPLIED,     /* up */
	OUTCOME_UNDONE,      /* down */
	OUTCOME_ROLLED_BACK, /* failed and put back, proven */
	OUTCOME_FAILED,      /* failed and not put back */
	OUTCOME_RECORDED,    /* --mark-applied, --accept-edited, --retry-failed: history only */
} MigrationOutcome;

const char *migration_outcome_name(MigrationOutcome outcome); /* "rolled back" */

/* What became of one migration in a run. */
typedef struct {
	char *version; /* as the file spells it */
	char *name;
	char *file_name; /* NULL when history alone knew it */
	Direction direction;
	MigrationOutcome outcome;
	guint steps;     /* how many it has */
	guint steps_run; /* how many were done, undone ones included */
	guint64 rows;    /* affected by its DML steps */
	guint64 elapsed_ms;
	char *commit; /* git, hex; NULL when not known */
	bool dirty;
	GPtrArray *statements; /* of owned char *: what would run, in a dry run; else empty */
} MigrationReport;

/* The first thing that went wrong. */
typedef struct {
	char *version;
	char *file_name;
	SourcePosition position; /* of the statement; line 0 when it came from history */
	guint step;              /* 0: not a step but a check */
	char *sql;               /* the statement, cut to 2,000 bytes */
	char *message;           /* whole text for people */
	guint number;            /* of the server's error; 0 when none */
	char sqlstate[6];
	DbErrorCode error_class;
} RunFailure;

typedef enum {
	RUN_NOTHING_TO_DO,
	RUN_PLANNED, /* dry run */
	RUN_DONE,
	RUN_ROLLED_BACK,  /* failed; the failing migration was put back, proven: exit status 2 */
	RUN_REFUSED,      /* its first migration's `require` said no; nothing ran: exit status 4 */
	RUN_BUSY,         /* as RUN_ROLLED_BACK, and the cause was a lock: exit status 75 */
	RUN_NEEDS_PERSON, /* failed and not as before: exit status 3 */
} RunOutcome;

const char *run_outcome_name(RunOutcome outcome); /* "needs-person" */

typedef struct {
	char *run_id;
	Direction direction;
	RunOutcome outcome;
	char *server; /* "MySQL 9.7.4" */
	char *database;
	GPtrArray *migrations;    /* of owned MigrationReport *, in the order they ran */
	RunFailure *failure;      /* NULL when nothing failed */
	GPtrArray *differences;   /* of owned char *: how the database differs from before */
	GPtrArray *next;          /* of owned char *: commands or statements for the person */
	GPtrArray *notes;         /* of owned char *: warnings, leaks, what git lacks */
	char *fingerprint_before; /* hex; NULL when the run did nothing */
	char *fingerprint_after;
	guint64 elapsed_ms;
} RunReport;

void run_report_free(RunReport *report);

/* Apply. */
RunReport *run_up(const RunOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Undo. */
RunReport *run_down(const RunOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Undo the newest migration and apply it again, under one lock and run id. */
RunReport *run_redo(const RunOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(RunReport, run_report_free)

#endif
