/*
 * fi.h - the rules about files that ask git. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_FI_H
#define MGRUN_PLANNER_RULES_FI_H

#include "planner/rule.h"

void fi_check_doubled(const RuleContext *context);
void fi_check_branch_order(const RuleContext *context);
void fi_check_merged(const RuleContext *context);
void fi_check_behind(const RuleContext *context);

#endif
