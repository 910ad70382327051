#include "planner/rules/common.h"
#include "planner/rules/ix.h"
#include "planner/rules/lineage.h"
#include "sql/quote.h"

/* ---- IX013 */

bool
ix_is_served(const SchemaTable *after, const SqlIndex *dropped)
{
	for (guint i = 0; i < after->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(after->indexes, i);
		if (rule_same_index(index, dropped) || rule_index_covers(index, dropped))
			return true;
	}
	return false;
}

static bool
loses_a_column(const SchemaTable *after, const SqlIndex *index)
{
	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		if (part->column != NULL && schema_find_column(after, part->column) == NULL)
			return true;
	}
	return false;
}

/* Whether an earlier statement of the same plan has hidden it: then nobody has waited. */
static bool
was_visible(const RuleContext *context, const char *table, const char *name)
{
	Lineage lineage = lineage_of_table(context, table);
	const SqlIndex *live =
		lineage.table != NULL ? schema_find_index(lineage.table, name) : NULL;

	return live != NULL && !live->invisible;
}

static void
report_dropped(const RuleContext *context, const SqlIndex *index)
{
	const char *table = context->before->name;
	bool can_hide = context->target->mariadb ? plan_target_is_mariadb(context->target, 100600)
	                                         : plan_target_is_mysql(context->target, 80000);

	if (index->kind == SQL_INDEX_PRIMARY || !can_hide || ix_is_served(context->after, index) ||
	    loses_a_column(context->after, index) || !was_visible(context, table, index->name))
		return;
	g_autofree char *quoted = sql_quote_name(table);
	g_autofree char *name = sql_quote_name(index->name);
	Finding *finding = rule_report_on(
		context, table, NULL, index->name,
		"index `%s` of `%s` is dropped while the optimizer uses it: a query that needs it "
		"waits for a new build",
		index->name, table);
	finding_set_fix_sql(finding,
	                    "ALTER TABLE %s ALTER INDEX %s %s; -- watch, then drop it in a later "
	                    "release",
	                    quoted, name, context->target->mariadb ? "IGNORED" : "INVISIBLE");
}

void
ix_check_dropped(const RuleContext *context)
{
	const SqlClause *clause;
	guint index = 0;

	if (context->before == NULL || context->after == NULL || context->statement->is_new ||
	    context->statement->problems->len > 0)
		return;
	while ((clause = rule_next_clause(context, SQL_CLAUSE_DROP_INDEX, &index)) != NULL) {
		const SqlIndex *dropped = schema_find_index(context->before, clause->name);
		if (dropped != NULL)
			report_dropped(context, dropped);
	}
}

/* ---- IX018 */

void
ix_check_left_invisible(const RuleContext *context)
{
	const SchemaTable *live = rule_live_form(context);

	for (guint i = 0; live != NULL && i < context->after->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(context->after->indexes, i);
		const SqlIndex *old = schema_find_index(live, index->name);
		if (!index->invisible || old == NULL || !old->invisible)
			continue;
		g_autofree char *table = sql_quote_name(context->after->name);
		g_autofree char *name = sql_quote_name(index->name);
		Finding *finding = rule_report_on(
			context, context->after->name, NULL, index->name,
			"index `%s` of `%s` was hidden before this plan and is still written with "
			"every row",
			index->name, context->after->name);
		finding_set_fix_sql(finding, "ALTER TABLE %s DROP INDEX %s", table, name);
	}
}

/* ---- IX025 */

void
ix_check_visibility_mixed(const RuleContext *context)
{
	const GPtrArray *clauses = context->ddl != NULL ? context->ddl->clauses : NULL;
	const SqlClause *hidden = NULL;
	bool others = false;

	for (guint i = 0; clauses != NULL && i < clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(clauses, i);
		if (clause->kind == SQL_CLAUSE_SET_INDEX_VISIBILITY)
			hidden = clause;
		else
			others = true;
	}
	if (hidden == NULL || !others || !context->statement->has_verdict ||
	    context->statement->verdict.work == ONLINE_WORK_NONE)
		return;
	rule_report_on(context, context->ddl->table, NULL, hidden->name,
	               "index `%s` is %s together with a change that does more (%s): what it "
	               "alone does cannot be seen or undone",
	               hidden->name, hidden->visible ? "shown" : "hidden",
	               online_work_name(context->statement->verdict.work));
}

/* ---- IX026 */

static bool
is_dropped_explicitly(const RuleContext *context, const SqlIndex *index)
{
	for (guint i = 0; i < context->ddl->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(context->ddl->clauses, i);
		if (clause->kind == SQL_CLAUSE_DROP_PRIMARY_KEY && index->kind == SQL_INDEX_PRIMARY)
			return true;
		if ((clause->kind == SQL_CLAUSE_DROP_INDEX ||
		     clause->kind == SQL_CLAUSE_DROP_CONSTRAINT) &&
		    g_ascii_strcasecmp(clause->name, index->name) == 0)
			return true;
	}
	return false;
}

/* Ask whether the rest of a unique key is unique: the server builds it anew and says 1062. */
static void
weigh_rest(const RuleContext *context, Finding *finding, const char *table, const SqlIndex *rest)
{
	g_auto(ProbeAnswer) answer = {0};
	g_autofree char *quoted = sql_quote_name(table);
	g_autoptr(GString) list = g_string_new(NULL);
	g_autoptr(GString) filled = g_string_new(NULL);

	for (guint i = 0; i < rest->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(rest->parts, i);
		if (part->column == NULL || part->prefix_length > 0)
			return;
		g_autofree char *name = sql_quote_name(part->column);
		g_string_append_printf(list, "%s%s", i > 0 ? ", " : "", name);
		g_string_append_printf(filled, "%s%s IS NOT NULL", i > 0 ? " AND " : "", name);
	}
	const SqlKeyPart *first = g_ptr_array_index(rest->parts, 0);
	rule_probe(context, table, first->column, &answer,
	           "SELECT %s FROM %s WHERE %s GROUP BY %s HAVING COUNT(*) > 1 LIMIT 5", list->str,
	           quoted, filled->str, list->str);
	if (answer.outcome != PROBE_FOUND)
		return;
	finding_weigh_probe(finding, &answer);
	finding_set_impact(finding,
	                   "the rest of the key is not unique: the statement ends with 1062");
}

static void
report_whole_index(const RuleContext *context, const SqlIndex *index, const char *column)
{
	Finding *finding = rule_report_on(context, context->before->name, column, index->name,
	                                  "index `%s` goes with its only column `%s`.`%s`",
	                                  index->name, context->before->name, column);

	if (index->kind == SQL_INDEX_PLAIN)
		finding_set_severity(finding, SEVERITY_INFO);
}

static void
report_shrunk(const RuleContext *context, const SqlIndex *index, const char *column)
{
	const SchemaTable *before = context->before;
	const SqlIndex *rest =
		context->after != NULL ? schema_find_index(context->after, index->name) : NULL;
	bool unique = index->kind == SQL_INDEX_UNIQUE || index->kind == SQL_INDEX_PRIMARY;
	g_autofree char *old = rule_part_list(index);
	g_autofree char *parts = rest != NULL ? rule_part_list(rest) : NULL;

	if (rest == NULL || rest->parts->len == index->parts->len)
		return;
	Finding *finding = rule_report_on(context, before->name, column, index->name,
	                                  "with `%s`.`%s` index `%s` shrinks from (%s) to (%s)",
	                                  before->name, column, index->name, old, parts);
	g_autofree char *table = sql_quote_name(before->name);
	g_autofree char *name = sql_quote_name(index->name);
	g_autofree char *gone = sql_quote_name(column);
	if (index->kind != SQL_INDEX_PRIMARY)
		finding_set_fix_sql(finding,
		                    "ALTER TABLE %s DROP INDEX %s, DROP COLUMN %s, ADD %sINDEX "
		                    "`%s_2` (%s)",
		                    table, name, gone, unique ? "UNIQUE " : "", index->name, parts);
	if (unique)
		weigh_rest(context, finding, before->name, rest);
}

static bool
has_other_columns(const RuleContext *context, const SqlIndex *index)
{
	guint dropped = 0;

	for (guint i = 0; i < context->ddl->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(context->ddl->clauses, i);
		if (clause->kind == SQL_CLAUSE_DROP_COLUMN &&
		    schema_index_has_column(index, clause->name))
			dropped++;
	}
	return dropped < index->parts->len;
}

static void
report_column(const RuleContext *context, const char *column)
{
	const GPtrArray *indexes = context->before->indexes;

	for (guint i = 0; i < indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(indexes, i);
		if (!schema_index_has_column(index, column) ||
		    is_dropped_explicitly(context, index))
			continue;
		if (has_other_columns(context, index))
			report_shrunk(context, index, column);
		else
			report_whole_index(context, index, column);
	}
}

/* An expression that needs the column; on MariaDB a unique key that would lose a part. */
static void
report_refused(const RuleContext *context, const SchemaProblem *problem)
{
	bool is_expression = problem->error_number == 3837;

	if (!is_expression &&
	    (problem->error_number != 1072 || problem->object != SQL_OBJECT_INDEX))
		return;
	Finding *finding =
		rule_report_problem(context, problem, is_expression ? problem->name : NULL,
	                            is_expression ? NULL : problem->name);
	finding_set_severity(finding, SEVERITY_CRITICAL);
}

void
ix_check_dropped_column(const RuleContext *context)
{
	const SchemaProblem *problem;
	const SqlClause *clause;
	guint index = 0;

	while ((problem = rule_next_problem(context, 3837, &index)) != NULL)
		report_refused(context, problem);
	index = 0;
	while ((problem = rule_next_problem(context, 1072, &index)) != NULL)
		report_refused(context, problem);
	index = 0;
	while (context->before != NULL &&
	       (clause = rule_next_clause(context, SQL_CLAUSE_DROP_COLUMN, &index)) != NULL)
		if (!context->statement->is_new && context->statement->problems->len == 0)
			report_column(context, clause->name);
}
