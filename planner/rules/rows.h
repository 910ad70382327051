/*
 * rows.h - asks whether rows stand in the way of a statement, and weighs the finding.
 *
 * A question may only be asked by the names that the server knows: what the plan made or
 * renamed before is not asked about. What the plan deletes or overwrites before the
 * statement may be gone by then, and counts less. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_ROWS_H
#define MGRUN_PLANNER_RULES_ROWS_H

#include "planner/rule.h"

typedef struct {
	const RuleContext *context;
	const char *table;        /* as it is called at the statement */
	const GPtrArray *columns; /* of char *: those that the question names; NULL: none */
	Severity when_clean;
} RowQuestion;

/*
 * The table as the server has it, when it and the columns are called there what they are
 * called at the statement; NULL otherwise.
 */
const SchemaTable *rows_live(const RowQuestion *question);

/* The statement of the plan before this one that deletes rows or sets one of the columns. */
const PlanStatement *rows_changed_before(const RowQuestion *question);

/*
 * Ask, and set the severity: critical when rows were found, medium when the plan changes them
 * before, `when_clean` when there are none; not asked: high, or the rule's own when less.
 * `format` makes a query whose first columns name rows.
 */
void rows_weigh(const RowQuestion *question, Finding *finding, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* The same for rows of the table that a condition holds for. */
void rows_weigh_where(const RowQuestion *question, Finding *finding, const char *condition);

/* A list of one borrowed name. */
GPtrArray *rows_one_column(const char *column) G_GNUC_WARN_UNUSED_RESULT;

#endif
