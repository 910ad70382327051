/*
 * drift.h - whether a database still is what history has recorded.
 *
 * History holds one fingerprint of the whole, so it tells that something was changed by
 * hand and not what. What differs is found by replaying the applied files.
 */
#ifndef MGRUN_PLANNER_DRIFT_H
#define MGRUN_PLANNER_DRIFT_H

#include "planner/pending.h"
#include "planner/schema.h"

typedef enum {
	DRIFT_NOT_CHECKED,
	DRIFT_NONE,
	DRIFT_FOUND,
} DriftState;

typedef struct {
	DriftState state;
	char *why;      /* of NOT_CHECKED; NULL: there is no history, nothing to compare with */
	char *version;  /* the migration that ran last, as its file spells it */
	char *recorded; /* fingerprint when it had run: 64 hex digits */
	char *live;     /* fingerprint now; NULL: not needed, nothing drifted */
	GPtrArray *differences; /* of owned char *, a line each; NULL: see `not_compared` */
	char *not_compared;     /* why the differences cannot be named */
} SchemaDrift;

void schema_drift_clear(SchemaDrift *drift);

/*
 * How `now` differs from what the applied files of `entries` (StatusEntry *) make of an empty
 * database, as lines for people: of owned char *. NULL, with `ret_why` to be freed, when that
 * cannot be told.
 */
GPtrArray *drift_differences(const GPtrArray *entries, const Schema *now, const PlanTarget *target,
                             char **ret_why) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SchemaDrift, schema_drift_clear)

#endif
