#include "planner/rules/mf.h"

#include "planner/rules/en.h"

static bool
changes_charset(const RuleContext *context)
{
	const GPtrArray *clauses = context->ddl != NULL ? context->ddl->clauses : NULL;

	for (guint i = 0; clauses != NULL && i < clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(clauses, i);
		if (clause->kind == SQL_CLAUSE_CONVERT_CHARSET)
			return true;
		if ((clause->kind == SQL_CLAUSE_MODIFY_COLUMN ||
		     clause->kind == SQL_CLAUSE_CHANGE_COLUMN) &&
		    (clause->column->type.charset != NULL ||
		     clause->column->type.collation != NULL))
			return true;
	}
	return false;
}

/* MF013: the key or the row is too long, and only because of the new charset. */
static bool
is_charset_limit(const RuleContext *context, const SchemaProblem *problem)
{
	return (problem->error_number == 1071 || problem->error_number == 1118) &&
	       changes_charset(context);
}

/* MF016: what partitions cannot be combined with. */
static bool
is_partition_limit(const SchemaProblem *problem)
{
	return problem->error_number == 1503 || problem->error_number == 1506;
}

static Finding *
report_problem(const RuleContext *context, const SchemaProblem *problem)
{
	bool index = problem->object == SQL_OBJECT_INDEX ||
	             problem->object == SQL_OBJECT_FOREIGN_KEY ||
	             problem->object == SQL_OBJECT_CHECK;
	bool column = problem->object == SQL_OBJECT_COLUMN;

	return rule_report_on(context, problem->table, column ? problem->name : NULL,
	                      index ? problem->name : NULL, "the statement fails: %s (%u)",
	                      problem->message, problem->error_number);
}

void
mf_check_charset_limits(const RuleContext *context)
{
	const GPtrArray *problems = context->statement->problems;

	for (guint i = 0; i < problems->len; i++)
		if (is_charset_limit(context, g_ptr_array_index(problems, i)))
			report_problem(context, g_ptr_array_index(problems, i));
}

void
mf_check_partition_limits(const RuleContext *context)
{
	const GPtrArray *problems = context->statement->problems;

	for (guint i = 0; i < problems->len; i++)
		if (is_partition_limit(g_ptr_array_index(problems, i)))
			report_problem(context, g_ptr_array_index(problems, i));
}

void
mf_check_replay(const RuleContext *context)
{
	const GPtrArray *problems = context->statement->problems;

	for (guint i = 0; i < problems->len; i++) {
		const SchemaProblem *problem = g_ptr_array_index(problems, i);
		if (en_takes_error(problem->error_number) || is_partition_limit(problem) ||
		    is_charset_limit(context, problem))
			continue;
		Finding *finding = report_problem(context, problem);
		if (problem->nearest != NULL)
			finding_set_fix(finding, "write `%s`", problem->nearest);
	}
}
