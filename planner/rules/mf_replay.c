#include "planner/rules/mf.h"

#include "planner/rules/common.h"
#include "planner/rules/en.h"

/* MF013: the key or the row is too long, and only because of the new charset. */
static bool
is_charset_limit(const RuleContext *context, const SchemaProblem *problem)
{
	return (problem->error_number == 1071 || problem->error_number == 1118) &&
	       rule_changes_charset(context);
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
mf_check_partition_key(const RuleContext *context)
{
	const SchemaProblem *problem;
	guint index = 0;

	while ((problem = rule_next_problem(context, 1503, &index)) != NULL)
		report_problem(context, problem);
}

void
mf_check_replay(const RuleContext *context)
{
	const GPtrArray *problems = context->statement->problems;

	for (guint i = 0; i < problems->len; i++) {
		const SchemaProblem *problem = g_ptr_array_index(problems, i);
		if (en_takes_error(problem->error_number) || rule_takes_problem(problem) ||
		    problem->cause == 1503 || is_charset_limit(context, problem))
			continue;
		Finding *finding = report_problem(context, problem);
		if (problem->nearest != NULL)
			finding_set_fix(finding, "write `%s`", problem->nearest);
	}
}
