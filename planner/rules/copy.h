/*
 * copy.h - whether a plan copies rows or values from one place to another.
 *
 * Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_COPY_H
#define MGRUN_PLANNER_RULES_COPY_H

#include "planner/rule.h"

/*
 * The statement that copies values of column `from` into column `to` of the same table: UPDATE ...
 * SET to = <from>. Looks at the statements before `end` only. NULL: none does.
 */
const PlanStatement *copy_of_column(const RuleContext *context, const char *table, const char *from,
                                    const char *to, guint end);

/*
 * The statement that copies rows of a table `from` into a table `to`: INSERT or REPLACE ...
 * SELECT, CREATE TABLE ... SELECT. Both are sets of names (GPtrArray of char *), for a table may
 * have several in a plan.
 */
const PlanStatement *copy_of_table(const RuleContext *context, const GPtrArray *from,
                                   const GPtrArray *to);

/* The name of a table and those that the plan gives it from then on: of owned char *. */
GPtrArray *copy_names_of_old(const RuleContext *context,
                             const char *table) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The names that a table of the end has had since the plan made it, of owned char *, and the
 * statement that gave it its last one; NULL when the plan did not make it.
 */
GPtrArray *copy_names_of_new(const RuleContext *context, const char *table,
                             const PlanStatement **ret_last) G_GNUC_WARN_UNUSED_RESULT;

/* Whether one of the names is the table's. */
bool copy_has_name(const RuleContext *context, const GPtrArray *names, const char *table);

#endif
