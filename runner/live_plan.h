/*
 * live_plan.h - a plan against a live server: reads history and schema, chooses
 * what is pending, and lets planner/ judge with answers from the server.
 *
 * Changes nothing but its own scratch schema for the online-DDL probe.
 */
#ifndef MGRUN_RUNNER_LIVE_PLAN_H
#define MGRUN_RUNNER_LIVE_PLAN_H

#include "db/session.h"
#include "planner/drift.h"
#include "planner/pending.h"
#include "planner/plan.h"

typedef struct {
	const ConnectionOptions *connection;
	const GPtrArray *migrations; /* of Migration *, every file, sorted; must outlive the plan */
	PendingLimits limits;
	const PlanPolicy *policy;  /* must outlive the plan */
	const struct Since *since; /* NULL: not asked */
	const GPtrArray *ignored;  /* of char *: files that are no migrations; may be NULL */
	bool probe_online;         /* ask the server for algorithms on empty clones */
	bool wants_hash;
	const gint *stop;   /* not 0, read atomically: give up; NULL: never */
	bool judge_refused; /* where history and files disagree, tell it as findings */
} LivePlanOptions;

typedef struct {
	Plan *plan;
	char *database;
	PlanTarget target;
	Schema *schema;     /* as it will be after the plan */
	Schema *now;        /* as it is */
	GPtrArray *unseen;  /* of owned char *: see sight.h */
	GPtrArray *rows;    /* of owned HistoryRow * */
	GPtrArray *facts;   /* of owned AppliedFact * */
	GPtrArray *entries; /* of owned StatusEntry * */
	GPtrArray *pending; /* of Migration *, borrowed */
	SchemaDrift drift;  /* looked for when something is pending */
} LivePlan;

#define LIVE_PLAN_ERROR live_plan_error_quark()
GQuark live_plan_error_quark(void);

typedef enum {
	LIVE_PLAN_ERROR_STOPPED, /* on request; nothing is left behind */
} LivePlanErrorCode;

/* NULL with DB_ERROR, PENDING_ERROR, LOAD_ERROR, LIVE_PLAN_ERROR. */
LivePlan *live_plan_build(const LivePlanOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void live_plan_free(LivePlan *live);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LivePlan, live_plan_free)

#endif
