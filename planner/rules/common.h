/*
 * common.h - what several families of rules share. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_COMMON_H
#define MGRUN_PLANNER_RULES_COMMON_H

#include "planner/rule.h"

/*
 * Whether a rule about keys speaks for what the server refuses with this number, so that the
 * general rules (MF017) keep silent.
 */
bool rule_takes_error(guint number);

/*
 * The same for a problem: 1060 and 1072 are the rules' own where they are about an index, not
 * about a column that is doubled or missing. EN010 keeps silent about it too.
 */
bool rule_takes_problem(const SchemaProblem *problem);

/*
 * The statement's problems of one cause (MySQL's number, on either server), one after the other:
 * begin with index 0. NULL: no more.
 */
const SchemaProblem *rule_next_problem(const RuleContext *context, guint cause, guint *index);

/* A finding with the problem's message and number. */
Finding *rule_report_problem(const RuleContext *context, const SchemaProblem *problem,
                             const char *column, const char *index);

/* "`a`, `b`" of char *. The caller frees. */
char *rule_name_list(const GPtrArray *names) G_GNUC_WARN_UNUSED_RESULT;

/* "`a`, `b`(10), (lower(c)) DESC" of an index's parts. The caller frees. */
char *rule_part_list(const SqlIndex *index) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Of SCOPE_TABLE: the table as it was before the plan, under whichever name; NULL: the plan made
 * it, or it is not known.
 */
const SchemaTable *rule_live_form(const RuleContext *context);

/* Whether the plan made the table, or the column of it, that stands there at the end. */
bool rule_plan_made_table(const RuleContext *context, const char *table);
bool rule_plan_made_column(const RuleContext *context, const char *table, const char *column);

/* Whether the index, or the foreign key, is not in `live` (may be NULL) under any name. */
bool rule_is_new_index(const SchemaTable *live, const SqlIndex *index);
bool rule_is_new_key(const SchemaTable *live, const SqlForeignKey *key);

/* Whether both are of the same kind and have the same parts. */
bool rule_same_index(const SqlIndex *a, const SqlIndex *b);

/* Whether `longer` serves every look-up that `shorter` does: it begins with all of its parts. */
bool rule_index_covers(const SqlIndex *longer, const SqlIndex *shorter);

/* Whether two columns compare without a conversion: what a foreign key asks of them. */
bool rule_same_column_type(const SqlColumn *a, const SqlColumn *b);

/*
 * The table that a column without a foreign key seems to reference by its name: `user_id` and
 * `userId` mean `user` or `users` with a primary key of one column. NULL: none.
 */
const SchemaTable *rule_implied_parent(const RuleContext *context, const SchemaTable *table,
                                       const SqlColumn *column);

/* Whether the policy names the table as one whose rows must not go by the way. */
bool rule_is_protected(const RuleContext *context, const char *table);

/* Whether the statement gives the table or a column of it another charset. */
bool rule_changes_charset(const RuleContext *context);

/* Whether the policy holds the table for big; false when the size is not known. */
bool rule_is_big(const RuleContext *context, const SchemaTable *table);

bool rule_is_innodb(const SchemaTable *table);

#endif
