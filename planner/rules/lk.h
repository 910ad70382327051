/*
 * lk.h - the checks of the rules about locks, rebuilds and load; lk.c has the table. Private to
 * planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_LK_H
#define MGRUN_PLANNER_RULES_LK_H

#include "planner/rule.h"

/*
 * lk_cause.c: why a change of a table copies it, rebuilds it, or holds writes up. Every such
 * statement has one cause, and so one finding.
 */

/* The id of the rule that speaks for it ("LK009"); NULL: it does none of the three. */
const char *lk_cause_of(const RuleContext *context);

/* Of all rules that lk_cause_of() names: report when the context's rule is the one. */
void lk_check_cause(const RuleContext *context);

/* "4100000 rows, 1.2 GB, about 150 s; predicted". The caller frees. */
char *lk_numbers(const PlanStatement *statement) G_GNUC_WARN_UNUSED_RESULT;

/* lk_written.c: what is written about ALGORITHM and LOCK, and how changes are cut. */
void lk_check_explicit(const RuleContext *context);
void lk_check_no_assertion(const RuleContext *context);
void lk_check_big_table(const RuleContext *context);
void lk_check_time_budget(const RuleContext *context);
void lk_check_mergeable(const RuleContext *context);
void lk_check_statement_count(const RuleContext *context);
void lk_check_version_limit(const RuleContext *context);
void lk_check_online_tools(const RuleContext *context);

/* lk_lock.c: locks that a statement takes or waits for. */
void lk_check_amplification(const RuleContext *context);
void lk_check_lock_timeout(const RuleContext *context);
void lk_check_table_admin(const RuleContext *context);
void lk_check_explicit_locks(const RuleContext *context);
void lk_check_large_drop(const RuleContext *context);
void lk_check_trigger(const RuleContext *context);

/* lk_dml.c: statements that change many rows at once. */
void lk_check_large_dml(const RuleContext *context);
void lk_check_unindexed_dml(const RuleContext *context);
void lk_check_insert_select(const RuleContext *context);
void lk_check_multi_table(const RuleContext *context);
void lk_check_create_select(const RuleContext *context);

#endif
