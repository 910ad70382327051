#include "planner/rules/mf.h"

#include <string.h>

#include "planner/plan_internal.h"
#include "planner/rules/common.h"
#include "planner/rules/lineage.h"
#include "planner/rules/rows.h"
#include "sql/quote.h"

/* ---- MF007: rows without a parent */

/* "c.`a` = p.`x` AND ..." and "c.`a` IS NOT NULL AND ...". */
static void
append_key_conditions(const SqlForeignKey *key, GString *join, GString *filled)
{
	for (guint i = 0; i < key->columns->len; i++) {
		g_autofree char *child = sql_quote_name(key->columns->pdata[i]);
		g_autofree char *parent = sql_quote_name(key->parent_columns->pdata[i]);
		const char *and = i > 0 ? " AND " : "";
		g_string_append_printf(join, "%sp.%s = c.%s", and, parent, child);
		g_string_append_printf(filled, "%sc.%s IS NOT NULL", and, child);
	}
}

/* The key's columns of the first part, as "c.`id`", to name rows by. */
static char *
child_keys(const SchemaTable *child)
{
	const SqlIndex *primary = schema_primary_key(child);
	GString *list = g_string_new(NULL);

	for (guint i = 0; primary != NULL && i < primary->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(primary->parts, i);
		g_autofree char *name = sql_quote_name(part->column != NULL ? part->column : "");
		g_string_append_printf(list, "%sc.%s", i > 0 ? ", " : "", name);
	}
	if (list->len == 0)
		g_string_append_c(list, '1');
	return g_string_free(list, FALSE);
}

static char *
orphans_of(const SchemaTable *child, const SqlForeignKey *key, bool parent_is_live)
{
	g_autoptr(GString) join = g_string_new(NULL);
	g_autoptr(GString) filled = g_string_new(NULL);
	g_autofree char *table = sql_quote_name(child->name);
	g_autofree char *keys = child_keys(child);
	g_autofree char *parent = sql_quote_name(key->parent_table);

	append_key_conditions(key, join, filled);
	if (!parent_is_live)
		return g_strdup_printf("SELECT %s FROM %s c WHERE %s LIMIT 5", keys, table,
		                       filled->str);
	return g_strdup_printf("SELECT %s FROM %s c WHERE %s AND NOT EXISTS (SELECT 1 FROM %s p "
	                       "WHERE %s) LIMIT 5",
	                       keys, table, filled->str, parent, join->str);
}

/* Whether a statement of the plan before this one puts rows into the parent. */
static bool
fills_parent(const RuleContext *context, const char *parent)
{
	const Plan *plan = context->plan;
	guint at = context->statement->index;

	for (gint i; (i = plan_last_mention(plan, parent, at)) >= 0; at = (guint)i) {
		const PlanStatement *statement = g_ptr_array_index(plan->statements, (guint)i);
		if (statement->parsed->dml != NULL &&
		    g_strcmp0(statement->parsed->main_verb, "DELETE") != 0)
			return true;
	}
	return false;
}

static bool
has_all_columns(const SchemaTable *table, const GPtrArray *columns)
{
	for (guint i = 0; i < columns->len; i++)
		if (schema_find_column(table, columns->pdata[i]) == NULL)
			return false;
	return true;
}

static void
weigh_orphans(const RuleContext *context, Finding *finding, const SqlForeignKey *key)
{
	const RowQuestion child = {.context = context,
	                           .table = context->before->name,
	                           .columns = key->columns,
	                           .when_clean = SEVERITY_INFO};
	const RowQuestion parent = {
		.context = context, .table = key->parent_table, .columns = key->parent_columns};
	bool live = rows_live(&parent) != NULL;
	bool made = lineage_of_table(context, key->parent_table).kind == LINEAGE_MADE;

	if (!live && (!made || fills_parent(context, key->parent_table))) {
		finding_set_severity(finding, SEVERITY_HIGH);
		return;
	}
	g_autofree char *query = orphans_of(context->before, key, live);
	finding_set_fix_sql(finding, "%s", query);
	rows_weigh(&child, finding, "%s", query);
	if (finding->severity == SEVERITY_CRITICAL && fills_parent(context, key->parent_table))
		finding_set_severity(finding, SEVERITY_MEDIUM);
}

static void
visit_foreign_key(const RuleContext *context, const SqlForeignKey *key)
{
	/* A new column holds NULL, or what MF003 tells. */
	if (!has_all_columns(context->before, key->columns) || key->parent_schema != NULL ||
	    key->columns->len != key->parent_columns->len)
		return;
	Finding *finding = rule_report_on(
		context, context->before->name, key->columns->pdata[0], key->name,
		"`%s`.`%s` will reference `%s`: %s", context->before->name,
		(const char *)key->columns->pdata[0], key->parent_table,
		context->statement->foreign_key_checks
			? "a row without its parent ends the statement with 1452"
			: "with foreign_key_checks=0 rows without a parent stay, unnoticed");
	weigh_orphans(context, finding, key);
}

void
mf_check_orphans(const RuleContext *context)
{
	if (context->before != NULL && context->statement->problems->len == 0)
		rule_each_foreign_key(context, visit_foreign_key);
}

/* ---- MF008: rows that a CHECK refuses */

/* Columns of the table that the text names. */
static GPtrArray *
columns_named(const SchemaTable *table, const char *text)
{
	GPtrArray *columns = g_ptr_array_new();

	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		if (rule_text_names(text, column->name))
			g_ptr_array_add(columns, column->name);
	}
	return columns;
}

static bool
names_new_column(const RuleContext *context, const char *text)
{
	for (guint i = 0; i < context->after->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(context->after->columns, i);
		if (rule_text_names(text, column->name) &&
		    schema_find_column(context->before, column->name) == NULL)
			return true;
	}
	return false;
}

static void
judge_check(const RuleContext *context, const SqlCheck *check)
{
	if (check == NULL || names_new_column(context, check->expression))
		return;
	g_autoptr(GPtrArray) columns = columns_named(context->before, check->expression);
	const RowQuestion question = {.context = context,
	                              .table = context->before->name,
	                              .columns = columns,
	                              .when_clean = SEVERITY_INFO};
	g_autofree char *condition = g_strdup_printf("NOT (%s)", check->expression);
	g_autofree char *table = sql_quote_name(context->before->name);
	Finding *finding = rule_report_on(
		context, context->before->name, NULL, check->name,
		"`%s`: a row that CHECK (%s) refuses ends the statement with %u",
		context->before->name, check->expression, context->target->mariadb ? 4025u : 3819u);
	finding_set_fix_sql(finding, "SELECT COUNT(*) FROM %s WHERE %s", table, condition);
	rows_weigh_where(&question, finding, condition);
}

static void
judge_column_checks(const RuleContext *context, const SqlColumn *column)
{
	/* MariaDB looks at no row for a check that stands behind a column. */
	for (guint i = 0;
	     !context->target->mariadb && column->checks != NULL && i < column->checks->len; i++) {
		const SqlCheck *check = g_ptr_array_index(column->checks, i);
		if (check->enforced)
			judge_check(context, check);
	}
}

void
mf_check_check(const RuleContext *context)
{
	const GPtrArray *clauses = context->ddl != NULL ? context->ddl->clauses : NULL;

	if (context->before == NULL || context->after == NULL ||
	    context->statement->problems->len > 0)
		return;
	for (guint i = 0; clauses != NULL && i < clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(clauses, i);
		if (clause->kind == SQL_CLAUSE_ADD_CHECK && clause->check->enforced)
			judge_check(context, clause->check);
		else if (clause->kind == SQL_CLAUSE_SET_CHECK_ENFORCED && clause->visible)
			judge_check(context, schema_find_check(context->before, clause->name));
		else if (clause->kind == SQL_CLAUSE_MODIFY_COLUMN ||
		         clause->kind == SQL_CLAUSE_CHANGE_COLUMN)
			judge_column_checks(context, clause->column);
	}
}

/* ---- MF015: SET NULL where NULL is not possible */

void
mf_check_set_null(const RuleContext *context)
{
	const SchemaProblem *problem;
	guint index = 0;

	while ((problem = rule_next_problem(context, 1830, &index)) != NULL)
		rule_report_problem(context, problem, problem->name, NULL);
}

/* ---- MF016: values without a partition */

/* What stands in the outer brackets of "LESS THAN (2024)"; NULL: MAXVALUE, DEFAULT. */
static char *
bracketed(const char *text)
{
	const char *open = text != NULL ? strchr(text, '(') : NULL;
	const char *close = text != NULL ? strrchr(text, ')') : NULL;

	if (open == NULL || close == NULL || close < open)
		return NULL;
	return g_strndup(open + 1, (gsize)(close - open - 1));
}

static char *
beyond_last(const SqlPartitioning *partitioning)
{
	const SqlPartition *last =
		g_ptr_array_index(partitioning->partitions, partitioning->partitions->len - 1);
	g_autofree char *bound = bracketed(last->values);

	if (bound == NULL || strchr(bound, ',') != NULL || rule_text_names(bound, "MAXVALUE"))
		return NULL;
	return g_strdup_printf("(%s) >= (%s)", partitioning->expression, bound);
}

static char *
in_no_list(const SqlPartitioning *partitioning)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; i < partitioning->partitions->len; i++) {
		const SqlPartition *partition = g_ptr_array_index(partitioning->partitions, i);
		g_autofree char *list = bracketed(partition->values);
		if (list == NULL || strchr(list, '(') != NULL)
			return NULL;
		g_string_append_printf(all, "%s%s", i > 0 ? ", " : "", list);
	}
	return g_strdup_printf("(%s) NOT IN (%s)%s%s%s", partitioning->expression, all->str,
	                       rule_text_names(all->str, "NULL") ? "" : " OR (",
	                       rule_text_names(all->str, "NULL") ? "" : partitioning->expression,
	                       rule_text_names(all->str, "NULL") ? "" : ") IS NULL");
}

/* Rows that no partition takes, as a condition; NULL: none, or not known. */
static char *
gap_of(const SqlPartitioning *partitioning)
{
	if (partitioning == NULL || partitioning->method == NULL ||
	    partitioning->expression == NULL || partitioning->partitions->len == 0 ||
	    (strstr(partitioning->method, "COLUMNS") != NULL &&
	     strchr(partitioning->expression, ',') != NULL))
		return NULL;
	if (g_str_has_prefix(partitioning->method, "RANGE"))
		return beyond_last(partitioning);
	return g_str_has_prefix(partitioning->method, "LIST") ? in_no_list(partitioning) : NULL;
}

void
mf_check_partition(const RuleContext *context)
{
	guint index = 0;
	const SqlClause *clause = rule_next_clause(context, SQL_CLAUSE_PARTITION_BY, &index);
	g_autofree char *gap = clause != NULL ? gap_of(clause->partitioning) : NULL;

	mf_check_partition_key(context);
	if (gap == NULL || context->before == NULL || context->statement->problems->len > 0)
		return;
	g_autoptr(GPtrArray) columns =
		columns_named(context->before, clause->partitioning->expression);
	const RowQuestion question = {.context = context,
	                              .table = context->before->name,
	                              .columns = columns,
	                              .when_clean = SEVERITY_INFO};
	Finding *finding = rule_report_on(
		context, context->before->name, NULL, NULL,
		"`%s`: rows where %s have no partition, and end the statement with 1526",
		context->before->name, gap);
	rows_weigh_where(&question, finding, gap);
}

/* ---- MF019: numbers that collide */

static void
judge_next_number(const RuleContext *context, const SqlClause *clause)
{
	const SchemaStatistics *statistics = &context->before->statistics;
	guint64 wanted = g_ascii_strtoull(clause->value != NULL ? clause->value : "", NULL, 10);

	if (!statistics->known || statistics->auto_increment <= wanted)
		return;
	rule_report_on(context, context->before->name, NULL, NULL,
	               "`%s`: AUTO_INCREMENT=%" G_GUINT64_FORMAT
	               " is below the next number, %" G_GUINT64_FORMAT
	               ": the server ignores it without a word",
	               context->before->name, wanted, statistics->auto_increment);
}

static void
visit_numbered(const RuleContext *context, const ColumnChange *change)
{
	if (change->before == NULL || change->before->auto_increment ||
	    !change->after->auto_increment)
		return;
	g_autoptr(GPtrArray) columns = rows_one_column(change->before->name);
	const RowQuestion question = {.context = context,
	                              .table = context->before->name,
	                              .columns = columns,
	                              .when_clean = SEVERITY_INFO};
	g_autofree char *name = sql_quote_name(change->before->name);
	g_autofree char *condition = g_strdup_printf("%s = 0", name);
	Finding *finding = rule_report_on(
		context, context->before->name, change->after->name, NULL,
		"`%s`.`%s` becomes AUTO_INCREMENT: a row with 0 gets another number, and what "
		"refers to it does not follow",
		context->before->name, change->after->name);
	rows_weigh_where(&question, finding, condition);
}

void
mf_check_auto_increment(const RuleContext *context)
{
	guint index = 0;
	const SqlClause *clause;

	if (context->before == NULL || context->statement->problems->len > 0)
		return;
	while ((clause = rule_next_clause(context, SQL_CLAUSE_TABLE_OPTION, &index)) != NULL)
		if (g_str_equal(clause->name, "AUTO_INCREMENT"))
			judge_next_number(context, clause);
	rule_each_column(context, visit_numbered);
}
