/*
 * state.h - what of a table's end state the plan itself brought, and where.
 *
 * For rules of SCOPE_TABLE: a table that has stood for years is not judged anew because a
 * plan adds one column to it. Findings are placed at the statement that brought what they
 * are about, so that an `ignore` there reaches them. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_STATE_H
#define MGRUN_PLANNER_RULES_STATE_H

#include "planner/rule.h"

/* False for mgrun's own tables, which are not the author's. */
bool state_is_judged(const RuleContext *context);

/*
 * The table as it was before the plan, under whatever name; for one made by CREATE TABLE ... LIKE
 * the table that it is like. NULL: the plan makes it. Borrowed.
 */
const SchemaTable *state_table_before(const RuleContext *context);

/* Whether it was there before the plan, under whatever name: it is no copy. */
bool state_is_old_table(const RuleContext *context);

/* Whether the plan makes the table, and not as a copy of another. */
bool state_brings_table(const RuleContext *context);

/* The column as it was before the plan, under whatever name; NULL: the plan brings it. */
const SqlColumn *state_column_before(const RuleContext *context, const SqlColumn *column);

/*
 * Whether the plan brings the column, the kind of its type (another list of an ENUM is none), its
 * type as a whole, or its charset or collation.
 */
bool state_brings_column(const RuleContext *context, const SqlColumn *column);
bool state_brings_kind(const RuleContext *context, const SqlColumn *column);
bool state_brings_type(const RuleContext *context, const SqlColumn *column);
bool state_brings_charset(const RuleContext *context, const SqlColumn *column);

/* Whether the table had no index of this definition, whatever its name. */
bool state_brings_index(const RuleContext *context, const SqlIndex *index);

/* The column as the plan's last statement with its type writes it; NULL: none does. Borrowed. */
const SqlColumn *state_written(const RuleContext *context, const SqlColumn *column);

typedef enum { STATE_TABLE, STATE_COLUMN, STATE_INDEX, STATE_CHECK } StatePart;

/* A finding about a part of the context's table, placed where it got its definition. */
Finding *state_report(const RuleContext *context, StatePart part, const char *name,
                      const char *format, ...) G_GNUC_PRINTF(4, 5);

typedef bool (*StateTest)(const RuleContext *context, const SqlColumn *column);

/*
 * One finding about all columns that pass the test: "WHAT: `t`.`a`, `b`". NULL when none does
 * or the table is not judged.
 */
Finding *state_report_columns(const RuleContext *context, StateTest test, const char *what);

/* Call `visit` for each column of a judged table. */
void state_each_column(const RuleContext *context,
                       void (*visit)(const RuleContext *context, const SqlColumn *column));

/*
 * For rules of SCOPE_PLAN that compare tables: call `visit` with a context of SCOPE_TABLE for each
 * judged table that the plan makes or changes and that is there at the end, in order of names.
 */
void state_each_table(const RuleContext *context,
                      void (*visit)(const RuleContext *context, gpointer data), gpointer data);

/* Whether the column stands in a foreign key of the table. */
bool state_is_in_foreign_key(const SchemaTable *table, const char *column);

/* The column has another type: "ALTER TABLE `t` MODIFY `c` decimal(12,2) NOT NULL". Caller frees.
 */
char *state_modify_sql(const SchemaTable *table, const SqlColumn *column,
                       const char *type) G_GNUC_WARN_UNUSED_RESULT;

#endif
