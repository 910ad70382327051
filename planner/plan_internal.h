/*
 * plan_internal.h - how a plan is built, part by part. Private to planner/.
 */
#ifndef MGRUN_PLANNER_PLAN_INTERNAL_H
#define MGRUN_PLANNER_PLAN_INTERNAL_H

#include "planner/rule.h"

/* What is needed while a plan is built. */
typedef struct PlanState {
	const PlanInput *input;
	Schema *live;        /* a snapshot of the schema before the plan */
	GHashTable *born;    /* set of names: tables that the plan has made */
	GHashTable *touched; /* set of names: tables that the plan has made or changed */
	GHashTable *answers; /* probe SQL to owned ProbeAnswer * */
	GHashTable *unasked; /* reason to owned GPtrArray of rule ids */
	GHashTable *changes; /* table names, lower case, to owned GArray of statements that make,
	                        change, rename or drop them */
	GHashTable *writes;  /* the same of statements that write rows */
	GRegex *protected;   /* names of tables that matter most; NULL: none */
	GPtrArray *rules;    /* of const Rule *: those that are switched on */
	bool has_likeness;   /* some statement is a CREATE TABLE ... LIKE */
	bool strict;         /* sql_mode of the session, as the statements so far leave it */
} PlanState;

/* plan_read.c: parse all statements into plan->migrations and plan->statements. */
bool plan_read(Plan *plan, const PlanInput *input, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void plan_statement_free(PlanStatement *statement);
void plan_migration_free(PlanMigration *migration);

/* plan_mentions.c: which statements name a table, found without a look at all of them. */
typedef enum { PLAN_MENTION_CHANGE, PLAN_MENTION_WRITE } PlanMention;
GHashTable *plan_new_mentions(void);
void plan_index_mentions(Plan *plan);

/*
 * The last statement before the one at `before` that changes the table (its rows), by a name that
 * may differ in case and belong to another database: look again. NULL: none.
 */
const PlanStatement *plan_previous_mention(const Plan *plan, PlanMention kind, const char *table,
                                           guint before);

/* plan_replay.c: apply, ask for the algorithm, estimate, and judge statement by statement. */
void plan_replay(Plan *plan);

/* plan_judge.c: ask the rules of one scope. */
void plan_judge_statement(Plan *plan, const PlanStatement *statement,
                          const PlanMigration *migration);
void plan_judge_migration(Plan *plan, const PlanMigration *migration);
void plan_judge_end(Plan *plan);

/* plan_settle.c: severities by size, environment and deploy strategy; fingerprints. */
void plan_settle(Plan *plan);

/* Put the findings in their order and count them. */
void plan_count(Plan *plan);

/* suppress.c: what the files' `ignore` and `confirm` take back; EN012 for what they do not. */
void plan_suppress(Plan *plan);

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
