#include "planner/rules/common.h"
#include "planner/rules/ix.h"
#include "planner/rules/lineage.h"
#include "sql/quote.h"

/* Whether the server counts statements; what it does not, is told. */
static bool
counts_statements(const RuleContext *context)
{
	const char *value = plan_target_variable(context->target, "performance_schema", NULL);

	if (value == NULL)
		return true; /* offline: rule_probe() says so */
	if (g_ascii_strcasecmp(value, "ON") == 0 || g_str_equal(value, "1"))
		return true;
	rule_note_unasked(context, "statements were not looked at: performance_schema is OFF");
	return false;
}

static bool
ask(const RuleContext *context, const SchemaTable *live, const GString *sql,
    ProbeAnswer *ret_answer)
{
	return rule_probe(context, live->name, NULL, ret_answer, "%s", sql->str) == PROBE_FOUND;
}

static void
note_evidence(Finding *finding, const ProbeAnswer *answer)
{
	finding->evidence.probe_sql = g_strdup(answer->sql);
	finding->evidence.count = answer->count;
	finding->evidence.sample = g_strdup(answer->sample);
}

/* ---- IX014 */

static void
judge_dropped(const RuleContext *context, const SchemaTable *live, const SqlIndex *index)
{
	g_autoptr(GString) sql = g_string_new(
		"SELECT COUNT_READ FROM performance_schema.table_io_waits_summary_by_index_usage "
		"WHERE OBJECT_SCHEMA = DATABASE() AND COUNT_READ > 0 AND OBJECT_NAME = ");
	g_auto(ProbeAnswer) answer = {0};

	sql_append_string(sql, live->name, -1);
	g_string_append(sql, " AND INDEX_NAME = ");
	sql_append_string(sql, index->name, -1);
	if (!ask(context, live, sql, &answer))
		return;
	Finding *finding = rule_report_on(
		context, context->before->name, NULL, index->name,
		"index `%s` of `%s` is dropped, by which %s rows were read since the server began "
		"to count",
		index->name, context->before->name, answer.sample);
	note_evidence(finding, &answer);
}

void
ix_check_dropped_in_use(const RuleContext *context)
{
	const SqlClause *clause;
	guint at = 0;

	if (context->before == NULL || context->after == NULL || context->statement->is_new ||
	    context->statement->problems->len > 0)
		return;
	while ((clause = rule_next_clause(context, SQL_CLAUSE_DROP_INDEX, &at)) != NULL) {
		const SqlIndex *index = schema_find_index(context->before, clause->name);
		const SchemaTable *live = lineage_of_table(context, context->before->name).table;
		if (index == NULL || live == NULL || schema_find_index(live, index->name) == NULL ||
		    ix_is_served(context->after, index) || !counts_statements(context))
			continue;
		judge_dropped(context, live, index);
	}
}
