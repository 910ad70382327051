/*
 * plan_internal.h - how a plan is built, part by part. Private to planner/.
 */
#ifndef MGRUN_PLANNER_PLAN_INTERNAL_H
#define MGRUN_PLANNER_PLAN_INTERNAL_H

#include "planner/rule.h"

/* What is needed while a plan is built. */
typedef struct PlanState {
	const PlanInput *input;
	Schema *live;         /* a snapshot of the schema before the plan */
	GHashTable *born;     /* set of names: tables that the plan has made */
	GHashTable *touched;  /* set of names: tables that the plan has made or changed */
	GHashTable *mentions; /* lower-case table name to owned GArray of guint: indexes of the
	                         statements that name it, ascending */
	GHashTable *answers;  /* probe SQL to owned ProbeAnswer * */
	GHashTable *unasked;  /* reason to owned GPtrArray of rule ids */
	GRegex *protected;    /* names of tables that matter most; NULL: none */
	GPtrArray *rules;     /* of const Rule *: those that are switched on */
	bool has_likeness;    /* some statement is a CREATE TABLE ... LIKE */
	bool strict;          /* sql_mode of the session, as the statements so far leave it */
} PlanState;

/* plan_read.c: parse all statements into plan->migrations and plan->statements. */
bool plan_read(Plan *plan, const PlanInput *input, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void plan_statement_free(PlanStatement *statement);
void plan_migration_free(PlanMigration *migration);

/* The last statement before `before` that names the table; -1: none. */
gint plan_last_mention(const Plan *plan, const char *table, guint before);

/* plan_replay.c: apply, ask for the algorithm, estimate, and judge statement by statement. */
void plan_replay(Plan *plan);

/* plan_judge.c: ask the rules of one scope. */
void plan_judge_statement(Plan *plan, const PlanStatement *statement,
                          const PlanMigration *migration);
void plan_judge_migration(Plan *plan, const PlanMigration *migration);
void plan_judge_end(Plan *plan);

/* plan_settle.c: severities by size, environment and deploy strategy; fingerprints. */
void plan_settle(Plan *plan);

/* What makes the finding the same in the next run. */
void plan_set_fingerprint(const Plan *plan, Finding *finding);

/* Put the findings in their order and count them. */
void plan_count(Plan *plan);

/* suppress.c: what the files' `ignore` and `confirm` take back; EN012 for what they do not. */
void plan_suppress(Plan *plan);

/* approval.c: PR014 for escalations in production that nobody consented to. */
void plan_ask_approval(Plan *plan);

/* Whether the settings switch the rule off. */
bool plan_rule_is_disabled(const Rule *rule, const PlanPolicy *policy);

/* estimate.c: size of the statement's table, seconds. */
void plan_estimate(PlanStatement *statement);

/* risk.c: phase and scores of statements, level of the whole; then plan_advise(). */
void plan_weigh(Plan *plan);

/* advise.c: readiness, recommendation, next actions. */
void plan_advise(Plan *plan);

GHashTable *plan_new_answers(void);

/* Remember that a rule could not look, and why: "rows were not looked at: no connection". */
void plan_note_unasked(Plan *plan, const char *rule_id, const char *reason);

#endif
