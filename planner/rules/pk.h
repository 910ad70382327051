/*
 * pk.h - the checks of the primary-key rules; pk.c has the table. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_PK_H
#define MGRUN_PLANNER_RULES_PK_H

#include "planner/rule.h"

/* pk_table.c: the key that a table has at the end. */
void pk_check_missing(const RuleContext *context);
void pk_check_type(const RuleContext *context);
void pk_check_short(const RuleContext *context);
void pk_check_uuid(const RuleContext *context);
void pk_check_wide(const RuleContext *context);

/* pk_change.c: numbers that run out, keys and key values that change. */
void pk_check_signed(const RuleContext *context);
void pk_check_capacity(const RuleContext *context);
void pk_check_changed(const RuleContext *context);
void pk_check_updated(const RuleContext *context);
void pk_check_fixed_start(const RuleContext *context);

#endif
