#include "planner/rules/common.h"
#include "planner/rules/ix.h"
#include "sql/quote.h"

enum {
	MANY_INDEXES = 10,       /* secondary ones: each is written with every row */
	NEARLY_ALL_INDEXES = 40, /* of 64, the primary key among them */
};

static guint
count_secondary(const SchemaTable *table)
{
	return table->indexes->len - (schema_primary_key(table) != NULL ? 1 : 0);
}

/* ---- IX001 */

static bool
is_led(const SchemaTable *table, const char *column)
{
	g_autoptr(GPtrArray) columns = g_ptr_array_new();

	g_ptr_array_add(columns, (gpointer)column);
	return schema_index_led_by(table, columns, true) != NULL;
}

static void
report_without_index(const RuleContext *context, const SqlColumn *column, const SchemaTable *parent)
{
	const SchemaTable *table = context->after;
	g_autofree char *quoted = sql_quote_name(table->name);
	g_autofree char *name = sql_quote_name(column->name);
	Finding *finding =
		rule_report_on(context, table->name, column->name, NULL,
	                       "`%s`.`%s` seems to hold keys of `%s`, and no index begins with it",
	                       table->name, column->name, parent->name);

	finding_set_fix_sql(finding, "CREATE INDEX `idx_%s_%s` ON %s (%s)", table->name,
	                    column->name, quoted, name);
}

void
ix_check_foreign_column(const RuleContext *context)
{
	const SchemaTable *table = context->after;

	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		const SchemaTable *parent = rule_implied_parent(context, table, column);
		if (parent != NULL && !sql_type_is_lob(column->type.kind) &&
		    !is_led(table, column->name) &&
		    rule_plan_made_column(context, table->name, column->name))
			report_without_index(context, column, parent);
	}
}

/* ---- IX002, IX003 */

/* Whether `index` does nothing that `other` does not do. */
static bool
is_redundant_to(const SqlIndex *index, const SqlIndex *other)
{
	if (index->kind == SQL_INDEX_PRIMARY || index->invisible || rule_same_index(index, other) ||
	    !rule_index_covers(other, index))
		return false;
	bool as_unique = other->kind == SQL_INDEX_PRIMARY && other->parts->len == index->parts->len;
	return index->kind == SQL_INDEX_PLAIN || as_unique;
}

static void
suggest_drop(const RuleContext *context, Finding *finding, const SqlIndex *index, bool was_there)
{
	g_autofree char *table = sql_quote_name(context->after->name);
	g_autofree char *name = sql_quote_name(index->name);

	if (was_there)
		finding_set_fix_sql(
			finding,
			"ALTER TABLE %s ALTER INDEX %s %s; -- then, in a later release, "
			"DROP INDEX %s",
			table, name, context->target->mariadb ? "IGNORED" : "INVISIBLE", name);
	else
		finding_set_fix_sql(finding, "ALTER TABLE %s DROP INDEX %s; -- or leave it out",
		                    table, name);
}

void
ix_check_redundant(const RuleContext *context)
{
	const SchemaTable *table = context->after;
	const SchemaTable *live = rule_live_form(context);

	for (guint i = 0; i < table->indexes->len; i++)
		for (guint j = 0; j < table->indexes->len; j++) {
			const SqlIndex *index = g_ptr_array_index(table->indexes, i);
			const SqlIndex *other = g_ptr_array_index(table->indexes, j);
			bool is_new = rule_is_new_index(live, index);
			if (i == j || !is_redundant_to(index, other) ||
			    schema_lists_name(table->implied, index->name) ||
			    (!is_new && !rule_is_new_index(live, other)))
				continue;
			g_autofree char *parts = rule_part_list(index);
			g_autofree char *longer = rule_part_list(other);
			Finding *finding = rule_report_on(
				context, table->name, NULL, index->name,
				"index `%s` (%s) of `%s` does nothing that `%s` (%s) does not do",
				index->name, parts, table->name, other->name, longer);
			suggest_drop(context, finding, index, !is_new);
			break;
		}
}

void
ix_check_duplicate(const RuleContext *context)
{
	const SchemaTable *table = context->after;
	const SchemaTable *live = rule_live_form(context);

	for (guint i = 1; i < table->indexes->len; i++)
		for (guint j = 0; j < i; j++) {
			const SqlIndex *index = g_ptr_array_index(table->indexes, i);
			const SqlIndex *first = g_ptr_array_index(table->indexes, j);
			if (!rule_same_index(index, first) ||
			    schema_lists_name(table->implied, index->name) ||
			    (live != NULL && schema_find_index(live, index->name) != NULL &&
			     schema_find_index(live, first->name) != NULL))
				continue;
			g_autofree char *parts = rule_part_list(index);
			Finding *finding =
				rule_report_on(context, table->name, NULL, index->name,
			                       "index `%s` (%s) of `%s` is `%s` once more",
			                       index->name, parts, table->name, first->name);
			suggest_drop(context, finding, index, false);
			break;
		}
}

/* ---- IX008, IX022 */

void
ix_check_many(const RuleContext *context)
{
	const SchemaTable *live = rule_live_form(context);
	guint count = count_secondary(context->after);

	if (count > MANY_INDEXES && (live == NULL || count > count_secondary(live)))
		rule_report_on(
			context, context->after->name, NULL, NULL,
			"`%s` has %u indexes beside its primary key: each INSERT writes them "
			"all",
			context->after->name, count);
}

void
ix_check_limit(const RuleContext *context)
{
	const SchemaProblem *problem;
	const SchemaTable *after = context->after;
	const SchemaTable *before = context->before;
	guint index = 0;

	while ((problem = rule_next_problem(context, 1069, &index)) != NULL)
		rule_report_problem(context, problem, NULL, NULL);
	if (context->statement->problems->len > 0 || after == NULL || context->ddl == NULL)
		return;
	guint count = after->indexes->len;
	if (count < NEARLY_ALL_INDEXES || (before != NULL && count <= before->indexes->len))
		return;
	Finding *finding = rule_report_on(context, after->name, NULL, NULL,
	                                  "`%s` has %u of the 64 indexes that a table can have "
	                                  "(1069)",
	                                  after->name, count);
	finding_set_severity(finding, SEVERITY_MEDIUM);
}
