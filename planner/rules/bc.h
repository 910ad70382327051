/*
 * bc.h - the checks of the compatibility rules; bc.c has the table. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_BC_H
#define MGRUN_PLANNER_RULES_BC_H

#include "planner/rule.h"

/* bc_rename.c: what old code no longer finds. */
void bc_check_rename_table(const RuleContext *context);
void bc_check_rename_column(const RuleContext *context);
void bc_check_still_referenced(const RuleContext *context);
void bc_check_expand_and_contract(const RuleContext *context);

/* bc_program.c: what views, triggers, routines and events no longer find. */
void bc_check_views(const RuleContext *context);
void bc_check_programs(const RuleContext *context);
void bc_check_index_hints(const RuleContext *context);
void bc_check_column_order(const RuleContext *context);
void bc_check_select_star(const RuleContext *context);

/* bc_write.c: what old code writes and the new schema refuses or reads otherwise. */
void bc_check_insert(const RuleContext *context);
void bc_check_tightening(const RuleContext *context);
void bc_check_default(const RuleContext *context);
void bc_check_driver_type(const RuleContext *context);
void bc_check_column_list(const RuleContext *context);
void bc_check_collation(const RuleContext *context);

#endif
