/*
 * di.h - the checks of the rules about data integrity; di.c has the table. Private to
 * planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_DI_H
#define MGRUN_PLANNER_RULES_DI_H

#include "planner/rule.h"

/* di_table.c: what a new table lacks. */
void di_check_timestamps(const RuleContext *context);
void di_check_soft_delete(const RuleContext *context);
void di_check_required(const RuleContext *context);
bool di_is_soft_delete(const SqlColumn *column); /* deleted_at, is_deleted */

/* di_key.c: natural keys. */
void di_check_natural_key(const RuleContext *context);
void di_check_nullable_key(const RuleContext *context);
void di_check_unique_deleted(const RuleContext *context);

/* di_value.c: values that a column takes. */
void di_check_bounds(const RuleContext *context);
void di_check_json(const RuleContext *context);
void di_check_not_null(const RuleContext *context);
void di_check_status(const RuleContext *context);

/* di_change.c: constraints and rows that a plan changes. */
void di_check_enforced(const RuleContext *context);
void di_check_updated_at(const RuleContext *context);
void di_check_dropped(const RuleContext *context);
void di_check_programs(const RuleContext *context);

#endif
