/*
 * pending.h - what history and files together say: which migrations are applied,
 * pending, failed, edited, missing or out of order, and which of them a run takes.
 *
 * Pure: no server, no clock, no output.
 */
#ifndef MGRUN_PLANNER_PENDING_H
#define MGRUN_PLANNER_PENDING_H

#include <glib.h>
#include <stdbool.h>

#include "planner/migration.h"

#define PENDING_ERROR pending_error_quark()
GQuark pending_error_quark(void);

typedef enum {
	PENDING_ERROR_TARGET,       /* --to names no version: exit status 64 */
	PENDING_ERROR_EDITED,       /* an applied file was edited since it ran */
	PENDING_ERROR_MISSING,      /* an applied migration has no file */
	PENDING_ERROR_FAILED,       /* a migration failed and was not put right */
	PENDING_ERROR_OUT_OF_ORDER, /* a pending version sorts before an applied one */
	PENDING_ERROR_IRREVERSIBLE, /* down: a migration cannot be undone */
} PendingErrorCode;

/* What the history table says of one version, as far as deciding needs it. */
typedef enum {
	APPLIED_STATE_APPLIED,
	APPLIED_STATE_RUNNING, /* started and neither finished nor undone */
	APPLIED_STATE_FAILED,  /* failed, and the database was left changed */
} AppliedState;

typedef struct {
	const char *version; /* canonical */
	const char *name;
	const char *checksum;
	AppliedState state;
	guint64 order; /* position in the order of application: undo goes from the highest down */
} AppliedFact;

typedef enum {
	MIGRATION_STATUS_APPLIED,
	MIGRATION_STATUS_PENDING,
	MIGRATION_STATUS_OUT_OF_ORDER, /* pending, and a later version is applied */
	MIGRATION_STATUS_EDITED,       /* applied, and the file says something else now */
	MIGRATION_STATUS_MISSING,      /* applied, and no file has its version */
	MIGRATION_STATUS_FAILED,       /* failed or running by its history row */
} MigrationStatus;

/* One line of `mgrun status`. */
typedef struct {
	MigrationStatus status;
	const Migration *migration; /* NULL when missing */
	const AppliedFact *fact;    /* NULL when pending */
} StatusEntry;

/*
 * Put files and history side by side, sorted by version. Both arguments must
 * outlive the result: `migrations` of Migration *, sorted; `facts` of AppliedFact *.
 * The array owns its entries.
 */
GPtrArray *status_build(const GPtrArray *migrations,
                        const GPtrArray *facts) G_GNUC_WARN_UNUSED_RESULT;

const char *migration_status_name(MigrationStatus status); /* "applied", "out of order" */

typedef struct {
	const char *to;            /* last version to apply or, for down, to keep; NULL: no limit */
	guint64 steps;             /* how many migrations at most; 0: no limit */
	bool allow_out_of_order;   /* --allow-out-of-order */
	bool allow_missing;        /* --allow-missing: history may know versions that no file has */
	bool retry_failed;         /* --retry-failed: failed migrations count as pending */
	const char *accept_edited; /* --accept-edited V: this edited file is taken as it is now; or
	                              NULL */
	const char *mark_applied; /* --mark-applied V: this failed or pending one counts as applied;
	                             or NULL */
} PendingLimits;

/*
 * Which migrations `up` runs: of Migration *, borrowed, sorted by version. Refuses
 * failed, edited, missing and out-of-order migrations; the message says what each
 * is and the command that gets out of it. `to` is any spelling of a version.
 */
GPtrArray *pending_select_up(const GPtrArray *entries, const PendingLimits *limits,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The same for a plan, which tells of edited, missing and out-of-order migrations as
 * findings: only a failed one is refused, because nobody knows where it left the schema.
 */
GPtrArray *pending_select_plan(const GPtrArray *entries, const PendingLimits *limits,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether `up` goes on past this entry: it is in order, or the limits say so. */
bool pending_is_allowed(const StatusEntry *entry, const PendingLimits *limits);

/*
 * Which entries `down` undoes: of StatusEntry *, borrowed, newest application
 * first. `to` is the version that stays ("0": none stays). A migration without a
 * file is included: its stored down steps undo it.
 */
GPtrArray *pending_select_down(const GPtrArray *entries, const PendingLimits *limits,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
