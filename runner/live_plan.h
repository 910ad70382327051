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
	bool judge_refused; /* history and files disagree: judge all the same, with a finding */
} LivePlanOptions;

typedef struct {
	Plan *plan;
	char *database;
	PlanTarget target;
	Schema *schema;     /* as it will be after the plan */
	Schema *now;        /* as it is */
	GPtrArray *rows;    /* of owned HistoryRow * */
	GPtrArray *facts;   /* of owned AppliedFact * */
	GPtrArray *entries; /* of owned StatusEntry * */
	GPtrArray *pending; /* of Migration *, borrowed */
	SchemaDrift drift;  /* looked for when something is pending */
} LivePlan;

/* NULL with DB_ERROR, PENDING_ERROR, LOAD_ERROR. */
LivePlan *live_plan_build(const LivePlanOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void live_plan_free(LivePlan *live);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LivePlan, live_plan_free)

#endif
