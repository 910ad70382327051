/*
 * ds.h - the checks of the data-loss rules; ds.c has the table. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_DS_H
#define MGRUN_PLANNER_RULES_DS_H

#include "planner/rule.h"

/* ds_drop.c: what drops or empties an object. */
void ds_check_drop_table(const RuleContext *context);
void ds_check_drop_database(const RuleContext *context);
void ds_check_drop_column(const RuleContext *context);
void ds_check_truncate(const RuleContext *context);
void ds_check_drop_partition(const RuleContext *context);
void ds_check_drop_program(const RuleContext *context);
void ds_check_down(const RuleContext *context);

/* ds_dml.c: statements that change rows. */
void ds_check_delete_all(const RuleContext *context);
void ds_check_update_all(const RuleContext *context);
void ds_check_tautology(const RuleContext *context);
void ds_check_hidden_errors(const RuleContext *context);
void ds_check_update_and(const RuleContext *context);
void ds_check_limit(const RuleContext *context);

/* ds_cascade.c: rows of other tables that go with deleted ones. */
void ds_check_cascade(const RuleContext *context);

/* ds_type.c: conversions. */
void ds_check_lossy_conversion(const RuleContext *context);
void ds_check_charset(const RuleContext *context);

/* ds_modify.c: members of ENUM and SET; what a restated definition leaves out. */
void ds_check_members(const RuleContext *context);
void ds_check_strict_mode(const RuleContext *context);
void ds_check_lost_attributes(const RuleContext *context);
void ds_check_generated(const RuleContext *context);

/* ds_swap.c: a new column or table in the place of an old one. */
void ds_check_drop_and_add(const RuleContext *context);
void ds_check_table_swap(const RuleContext *context);

#endif
