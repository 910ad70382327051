#include "planner/rules/di.h"
#include "planner/rules/json_column.h"
#include "planner/rules/name_words.h"
#include "planner/rules/state.h"
#include "sql/quote.h"

static bool
is_number(const SqlColumn *column)
{
	SqlTypeKind kind = column->type.kind;

	return (sql_type_is_integer(kind) || kind == SQL_TYPE_DECIMAL || kind == SQL_TYPE_FLOAT ||
	        kind == SQL_TYPE_DOUBLE) &&
	       column->generated == NULL && !column->auto_increment;
}

/* The condition that a number of this name keeps, without the name; NULL: none is known. */
static const char *
bounds_of(const SqlColumn *column)
{
	static const char *const shares[] = {"progress", "percent", "percentage", "pct", NULL};
	static const char *const ratings[] = {"rating", "stars", NULL};
	static const char *const ages[] = {"age", NULL};
	static const char *const counts[] = {"quantity", "qty", "stock", "discount", "score", NULL};

	if (name_ends_with(column->name, shares))
		return "BETWEEN 0 AND 100";
	if (name_ends_with(column->name, ratings))
		return "BETWEEN 0 AND 5";
	if (name_is(column->name, ages))
		return "BETWEEN 0 AND 150";
	/* UNSIGNED keeps these. */
	return !column->type.is_unsigned && name_ends_with(column->name, counts) ? ">= 0" : NULL;
}

static bool
is_checked(const SchemaTable *table, const char *column)
{
	for (guint i = 0; i < table->checks->len; i++) {
		const SqlCheck *check = g_ptr_array_index(table->checks, i);
		if (check->enforced && rule_text_names(check->expression, column))
			return true;
	}
	return false;
}

static void
visit_bounds(const RuleContext *context, const SqlColumn *column)
{
	const SchemaTable *table = context->after;
	const char *bounds = is_number(column) ? bounds_of(column) : NULL;

	if (bounds == NULL || is_checked(table, column->name) ||
	    state_is_in_foreign_key(table, column->name) || !state_brings_column(context, column))
		return;
	g_autofree char *name = sql_quote_name(table->name);
	g_autofree char *quoted = sql_quote_name(column->name);
	Finding *finding = state_report(context, STATE_COLUMN, column->name,
	                                "`%s`.`%s` has bounds by its name, but takes any number",
	                                table->name, column->name);
	finding_set_fix_sql(finding, "ALTER TABLE %s ADD CHECK (%s %s)", name, quoted, bounds);
}

/* MySQL reads a CHECK and forgets it before 8.0.16. */
void
di_check_bounds(const RuleContext *context)
{
	if (plan_target_is_mysql(context->target, 80016) ||
	    plan_target_is_mariadb(context->target, 100201))
		state_each_column(context, visit_bounds);
}

/* Whether it was JSON before the plan, under whatever name. */
static bool
was_json(const RuleContext *context, const SqlColumn *column)
{
	const SqlColumn *before = state_column_before(context, column);

	if (before == NULL)
		return !state_brings_column(context, column); /* not known: no reason to speak */
	return json_is_column(state_table_before(context), before);
}

static void
visit_json(const RuleContext *context, const SqlColumn *column)
{
	const SchemaTable *table = context->after;

	if (!json_is_column(table, column) || column->generated != NULL ||
	    json_is_checked(table, column->name) || was_json(context, column))
		return;
	bool has_schemas = plan_target_is_mysql(context->target, 80017) ||
	                   plan_target_is_mariadb(context->target, 110100);
	g_autofree char *name = sql_quote_name(table->name);
	g_autofree char *quoted = sql_quote_name(column->name);
	Finding *finding = state_report(context, STATE_COLUMN, column->name,
	                                "`%s`.`%s` takes any JSON: `[]`, `1` and `null` too",
	                                table->name, column->name);
	if (has_schemas)
		finding_set_fix_sql(finding,
		                    "ALTER TABLE %s ADD CHECK (JSON_SCHEMA_VALID('{\"type\": "
		                    "\"object\"}', %s))",
		                    name, quoted);
	else
		finding_set_fix_sql(finding, "ALTER TABLE %s ADD CHECK (JSON_TYPE(%s) = 'OBJECT')",
		                    name, quoted);
}

void
di_check_json(const RuleContext *context)
{
	state_each_column(context, visit_json);
}

static void
visit_not_null(const RuleContext *context, const SqlColumn *column)
{
	if (column->not_null || column->generated != NULL)
		return;
	const SqlColumn *before = state_column_before(context, column);
	if (before != NULL && before->not_null && before->generated == NULL)
		state_report(context, STATE_COLUMN, column->name,
		             "`%s`.`%s` may be NULL from now on", context->after->name,
		             column->name);
}

void
di_check_not_null(const RuleContext *context)
{
	state_each_column(context, visit_not_null);
}

static void
visit_status(const RuleContext *context, const SqlColumn *column)
{
	static const char *const words[] = {"status", "state", "phase", "stage", NULL};
	const GPtrArray *members = column->type.members;

	if (column->type.kind != SQL_TYPE_ENUM || members == NULL || members->len == 0 ||
	    !column->not_null || column->default_kind != SQL_DEFAULT_NONE ||
	    column->generated != NULL || !name_ends_with(column->name, words) ||
	    !state_brings_column(context, column))
		return;
	const char *first = g_ptr_array_index(members, 0);
	g_autofree char *table = sql_quote_name(context->after->name);
	g_autofree char *name = sql_quote_name(column->name);
	g_autoptr(GString) literal = g_string_new(NULL);
	sql_append_string(literal, first, -1);
	Finding *finding =
		state_report(context, STATE_COLUMN, column->name,
	                     "`%s`.`%s` has no DEFAULT: a row without it gets '%s', the first of "
	                     "the list",
	                     context->after->name, column->name, first);
	finding_set_fix_sql(finding, "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s", table, name,
	                    literal->str);
}

void
di_check_status(const RuleContext *context)
{
	state_each_column(context, visit_status);
}
