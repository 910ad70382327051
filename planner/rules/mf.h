/*
 * mf.h - the checks of the rules about statements that rows make fail; mf.c has the table.
 * Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_MF_H
#define MGRUN_PLANNER_RULES_MF_H

#include "planner/rule.h"

/* mf_unique.c: rows that are the same where they must differ. */
void mf_check_unique(const RuleContext *context);
void mf_check_made_unique(const RuleContext *context);
void mf_check_collation(const RuleContext *context);
void mf_check_collapsed(const RuleContext *context);
void mf_check_primary_key(const RuleContext *context);

/* mf_null.c: NULL, values that a new column starts with, zero dates. */
void mf_check_add_not_null(const RuleContext *context);
void mf_check_to_not_null(const RuleContext *context);
void mf_check_zero_dates(const RuleContext *context);

/* mf_type.c: values that do not fit the new type. */
void mf_check_narrowing(const RuleContext *context);
void mf_check_sign(const RuleContext *context);
void mf_check_conversion(const RuleContext *context);
void mf_check_timestamp(const RuleContext *context);

/* mf_constraint.c: foreign keys, checks, partitions, numbering. */
void mf_check_orphans(const RuleContext *context);
void mf_check_check(const RuleContext *context);
void mf_check_set_null(const RuleContext *context);
void mf_check_partition(const RuleContext *context);
void mf_check_auto_increment(const RuleContext *context);

/* mf_replay.c: what the server refuses whatever the rows are. */
void mf_check_partition_key(const RuleContext *context);
void mf_check_charset_limits(const RuleContext *context);
void mf_check_replay(const RuleContext *context);

#endif
