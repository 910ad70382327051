/*
 * ix.h - the checks of the index rules; ix.c has the table. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_IX_H
#define MGRUN_PLANNER_RULES_IX_H

#include "planner/rule.h"

/* ix_shape.c: what an index is made of. */
void ix_check_cardinality(const RuleContext *context);
void ix_check_primary_repeated(const RuleContext *context);
void ix_check_columns(const RuleContext *context);
void ix_check_key_length(const RuleContext *context);
void ix_check_lob(const RuleContext *context);
void ix_check_doubled_column(const RuleContext *context);
void ix_check_unique(const RuleContext *context);
void ix_check_range_first(const RuleContext *context);
void ix_check_unnamed(const RuleContext *context);
void ix_check_name_taken(const RuleContext *context);

/* ix_set.c: the indexes of a table together. */
void ix_check_foreign_column(const RuleContext *context);
void ix_check_redundant(const RuleContext *context);
void ix_check_duplicate(const RuleContext *context);
void ix_check_many(const RuleContext *context);
void ix_check_limit(const RuleContext *context);

/* ix_drop.c: indexes that go, shrink or are hidden. */
void ix_check_dropped(const RuleContext *context);
void ix_check_left_invisible(const RuleContext *context);
void ix_check_visibility_mixed(const RuleContext *context);
void ix_check_dropped_column(const RuleContext *context);

/* ix_query.c: the indexes that the application's statements want. */
void ix_check_unindexed_filter(const RuleContext *context);
void ix_check_composite(const RuleContext *context);

/* ix_digest.c: what the server has counted of the rows that indexes gave. */
void ix_check_dropped_in_use(const RuleContext *context);

/* Whether another index of the table serves what the dropped one did. */
bool ix_is_served(const SchemaTable *after, const SqlIndex *dropped);

#endif
