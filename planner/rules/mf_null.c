#include "planner/rules/mf.h"

#include <string.h>

#include "planner/plan_internal.h"
#include "planner/rules/lineage.h"
#include "planner/rules/rows.h"
#include "sql/quote.h"

/* What each row gets in a new NOT NULL column that has no default. */
typedef struct {
	guint error_number; /* 0: the statement succeeds */
	const char *value;
} Filler;

static bool
has_date(SqlTypeKind kind)
{
	return kind == SQL_TYPE_DATE || kind == SQL_TYPE_DATETIME || kind == SQL_TYPE_TIMESTAMP;
}

static Filler
filler_of(const SqlType *type, const PlanTarget *target)
{
	if (type->kind == SQL_TYPE_DATE || type->kind == SQL_TYPE_DATETIME)
		return (Filler){.error_number = 1292};
	if (type->kind == SQL_TYPE_TIMESTAMP)
		return (Filler){.value = "0000-00-00 00:00:00"};
	if (sql_type_is_geometry(type->kind) && !target->mariadb)
		return (Filler){.error_number = 1138};
	if (sql_type_is_geometry(type->kind))
		return (Filler){.value = "an empty geometry"};
	if (type->kind == SQL_TYPE_ENUM)
		return (Filler){.value = "the first member"};
	if (type->kind == SQL_TYPE_JSON)
		return (Filler){.value = target->mariadb ? "''" : "JSON null"};
	if (type->kind == SQL_TYPE_TIME)
		return (Filler){.value = "00:00:00"};
	if (sql_type_is_text(type->kind) || sql_type_is_lob(type->kind) ||
	    type->kind == SQL_TYPE_BINARY || type->kind == SQL_TYPE_VARBINARY)
		return (Filler){.value = "''"};
	return (Filler){.value = "0"};
}

static Finding *
report_filler(const RuleContext *context, const SqlColumn *column, const Filler *filler)
{
	const char *table = context->after->name;

	if (filler->error_number != 0)
		return rule_report_on(context, table, column->name, NULL,
		                      "`%s`.`%s` is added NOT NULL without a default: the "
		                      "statement fails with %u when the table has rows",
		                      table, column->name, filler->error_number);
	Finding *finding =
		rule_report_on(context, table, column->name, NULL,
	                       "`%s`.`%s` is added NOT NULL without a default: each row gets %s",
	                       table, column->name, filler->value);
	finding_set_severity(finding, SEVERITY_HIGH);
	if (column->type.kind == SQL_TYPE_TIMESTAMP)
		finding_set_impact(finding, "the zero date is stored now, and the next statement "
		                            "that copies the table fails with 1292");
	return finding;
}

static void
visit_added(const RuleContext *context, const ColumnChange *change)
{
	const SqlColumn *column = change->after;

	if (change->before != NULL || change->clause == NULL || change->written == NULL ||
	    !column->not_null || column->auto_increment || column->generated != NULL ||
	    column->default_kind != SQL_DEFAULT_NONE ||
	    change->written->default_kind != SQL_DEFAULT_NONE)
		return;
	Filler filler = filler_of(&column->type, context->target);
	if (schema_foreign_key_over(context->after, column->name) != NULL &&
	    context->statement->foreign_key_checks)
		filler.error_number = 1452;
	Finding *finding = report_filler(context, column, &filler);
	g_autofree char *table = sql_quote_name(context->after->name);
	g_autoptr(SqlColumn) nullable = sql_column_copy(column);
	nullable->not_null = false;
	g_autofree char *loose = schema_column_sql(nullable, context->after);
	g_autofree char *strict = schema_column_sql(column, context->after);
	g_autofree char *name = sql_quote_name(column->name);
	finding_set_fix_sql(finding,
	                    "ALTER TABLE %s ADD COLUMN %s;\n"
	                    "UPDATE %s SET %s = ... WHERE %s IS NULL; -- as a batch step\n"
	                    "ALTER TABLE %s MODIFY COLUMN %s;",
	                    table, loose, table, name, name, table, strict);
	if (rule_table_is_empty(context))
		finding_set_severity(finding, SEVERITY_INFO);
}

void
mf_check_add_not_null(const RuleContext *context)
{
	if (context->before != NULL && context->statement->problems->len == 0)
		rule_each_column(context, visit_added);
}

/* A condition without blanks, quotes of names and brackets, in lower case. */
static char *
plain(const char *text)
{
	GString *plain = g_string_new(NULL);

	for (const char *at = text; *at != '\0'; at++)
		if (strchr(" \t\r\n`()", *at) == NULL)
			g_string_append_c(plain, g_ascii_tolower(*at));
	return g_string_free(plain, FALSE);
}

/* Whether the condition lets every row through where the column is NULL. */
static bool
takes_all_nulls(const SqlDml *dml, const char *table, const char *column)
{
	if (dml->where == NULL)
		return !dml->has_limit && !dml->has_join;
	g_autofree char *where = plain(dml->where);
	g_autofree char *alone = g_strdup_printf("%sisnull", column);
	g_autofree char *whole = g_strdup_printf("%s.%sisnull", table, column);
	return !dml->has_limit &&
	       (g_ascii_strcasecmp(where, alone) == 0 || g_ascii_strcasecmp(where, whole) == 0);
}

static bool
sets_value(const SqlDml *dml, const char *column)
{
	for (guint i = 0; i < dml->assigned->len; i++) {
		const SqlAssignment *assignment = g_ptr_array_index(dml->assigned, i);
		if (g_ascii_strcasecmp(assignment->column, column) == 0)
			return g_ascii_strcasecmp(assignment->expression, "NULL") != 0;
	}
	return false;
}

static bool
fills_column(const RuleContext *context, const PlanStatement *statement, const char *table,
             const char *column)
{
	const SqlDml *dml = statement->parsed->dml;

	if (dml == NULL || dml->tables->len != 1 ||
	    g_strcmp0(statement->parsed->main_verb, "UPDATE") != 0)
		return false;
	const SqlTableUse *use = g_ptr_array_index(dml->tables, 0);
	return lineage_is_own_schema(context, use->schema) &&
	       lineage_same_table(context, use->name, table) && sets_value(dml, column) &&
	       takes_all_nulls(dml, table, column);
}

/* Whether a statement of the plan before this one fills exactly that column. */
static bool
is_backfilled(const RuleContext *context, const char *table, const char *column)
{
	const Plan *plan = context->plan;
	guint at = context->statement->index;

	for (gint i; (i = plan_last_mention(plan, table, at)) >= 0; at = (guint)i)
		if (fills_column(context, g_ptr_array_index(plan->statements, (guint)i), table,
		                 column))
			return true;
	return false;
}

/* A column that the plan made with a default never held NULL. */
static bool
was_made_filled(const RuleContext *context, const SqlColumn *before)
{
	return before->default_kind > SQL_DEFAULT_NULL &&
	       lineage_of_column(context, context->ddl->table, before->name).kind == LINEAGE_MADE;
}

static void
weigh_nulls(const RuleContext *context, Finding *finding, const SqlColumn *before)
{
	g_autoptr(GPtrArray) columns = rows_one_column(before->name);
	RowQuestion question = {.context = context,
	                        .table = context->ddl->table,
	                        .columns = columns,
	                        .when_clean = SEVERITY_INFO};
	g_autofree char *name = sql_quote_name(before->name);
	g_autofree char *condition = g_strdup_printf("%s IS NULL", name);

	if (lineage_of_column(context, question.table, before->name).kind == LINEAGE_MADE) {
		/* The plan made it without a value: each row of the table is in the way. */
		question.columns = NULL;
		rows_weigh_where(&question, finding, "1 = 1");
		return;
	}
	rows_weigh_where(&question, finding, condition);
}

static void
visit_tightened(const RuleContext *context, const ColumnChange *change)
{
	const SqlColumn *before = change->before;

	if (before == NULL || change->written == NULL || before->not_null ||
	    !change->after->not_null || before->generated != NULL ||
	    is_backfilled(context, context->ddl->table, before->name) ||
	    was_made_filled(context, before))
		return;
	Finding *finding =
		rule_report_on(context, context->ddl->table, change->after->name, NULL,
	                       "`%s`.`%s` becomes NOT NULL: %s", context->ddl->table, before->name,
	                       !context->statement->strict ? "NULL becomes '' or 0 without an error"
	                       : context->target->mariadb
	                               ? "a row with NULL ends the statement with 1265"
	                               : "a row with NULL ends the statement with 1138 or 1265");
	g_autofree char *table = sql_quote_name(context->ddl->table);
	g_autofree char *name = sql_quote_name(before->name);
	finding_set_fix_sql(finding, "UPDATE %s SET %s = ... WHERE %s IS NULL", table, name, name);
	weigh_nulls(context, finding, before);
}

void
mf_check_to_not_null(const RuleContext *context)
{
	if (context->statement->problems->len == 0)
		rule_each_column(context, visit_tightened);
}

/* Columns of dates that stay as they are: those that the copy reads and writes again. */
static GPtrArray *
date_columns(const SchemaTable *table)
{
	GPtrArray *columns = g_ptr_array_new();

	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		if (has_date(column->type.kind) && column->generated == NULL)
			g_ptr_array_add(columns, column->name);
	}
	return columns;
}

static char *
zero_condition(const GPtrArray *columns)
{
	GString *condition = g_string_new(NULL);

	for (guint i = 0; i < columns->len; i++) {
		g_autofree char *name = sql_quote_name(columns->pdata[i]);
		g_string_append_printf(condition, "%s%s = 0", i > 0 ? " OR " : "", name);
	}
	return g_string_free(condition, FALSE);
}

static bool
defaults_to_zero(const SqlColumn *column)
{
	return has_date(column->type.kind) && column->default_kind == SQL_DEFAULT_LITERAL &&
	       g_str_has_prefix(column->default_text, "0000-00-00");
}

/* A zero default that stays in the definition, which the server reads again on every ALTER. */
static bool
report_zero_default(const RuleContext *context)
{
	for (guint i = 0; i < context->after->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(context->after->columns, i);
		if (!defaults_to_zero(column) ||
		    schema_find_column(context->before, column->name) == NULL)
			continue;
		Finding *finding = rule_report_on(
			context, context->after->name, column->name, NULL,
			"`%s`.`%s` has the default '%s', with which a rebuild or copy of the "
			"table fails with 1067",
			context->after->name, column->name, column->default_text);
		finding_set_severity(finding, SEVERITY_CRITICAL);
		return true;
	}
	return false;
}

static void
report_zero_rows(const RuleContext *context)
{
	g_autoptr(GPtrArray) columns = date_columns(context->before);
	const RowQuestion question = {.context = context,
	                              .table = context->before->name,
	                              .columns = columns,
	                              .when_clean = SEVERITY_INFO};
	g_auto(ProbeAnswer) answer = {0};

	if (columns->len == 0 || rows_live(&question) == NULL)
		return;
	g_autofree char *condition = zero_condition(columns);
	g_autofree char *table = sql_quote_name(context->before->name);
	g_autofree char *keys = lineage_key_list(context->before);
	if (rule_probe(context, context->before->name, columns->pdata[0], &answer,
	               "SELECT %s FROM %s WHERE %s LIMIT 5", keys, table, condition) != PROBE_FOUND)
		return;
	Finding *finding = rule_report_on(context, context->before->name, NULL, NULL,
	                                  "`%s` holds zero dates: this copy of the table fails "
	                                  "with 1292 at the first of them",
	                                  context->before->name);
	rows_weigh_where(&question, finding, condition);
}

void
mf_check_zero_dates(const RuleContext *context)
{
	const PlanStatement *statement = context->statement;

	if (!statement->has_verdict || !statement->strict || context->before == NULL ||
	    context->after == NULL || statement->problems->len > 0 || statement->verdict.refused)
		return;
	if (statement->verdict.work != ONLINE_WORK_NONE && report_zero_default(context))
		return;
	if (statement->verdict.work == ONLINE_WORK_COPY)
		report_zero_rows(context);
}
