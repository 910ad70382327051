/*
 * pr.h - the checks before a run; pr.c has the table. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_PR_H
#define MGRUN_PLANNER_RULES_PR_H

#include "planner/rule.h"

/* pr_plan.c: of the plan as a whole. */
void pr_check_backup(const RuleContext *context);
void pr_check_duration(const RuleContext *context);
void pr_check_sessions(const RuleContext *context);
void pr_check_ephemeral(const RuleContext *context);
void pr_check_environment(const RuleContext *context);

/* pr_grant.c: whether the account may do what a statement does. */
void pr_check_privileges(const RuleContext *context);

/* pr_state.c: when it is, and whether the database is what it should be. */
void pr_check_window(const RuleContext *context);
void pr_check_drift(const RuleContext *context);

#endif
