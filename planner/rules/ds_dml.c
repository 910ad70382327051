#include "planner/rules/ds.h"

#include <string.h>

#include "planner/rules/lineage.h"
#include "planner/rules/scan.h"
#include "sql/quote.h"

static bool
is_verb(const RuleContext *context, const char *verb)
{
	return context->parsed->dml != NULL && g_strcmp0(context->parsed->main_verb, verb) == 0;
}

/* The first table of the default database whose rows are written; NULL: none. */
static const char *
written_table(const RuleContext *context)
{
	const GPtrArray *tables = context->parsed->dml->tables;

	for (guint i = 0; i < tables->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(tables, i);
		if (use->written && lineage_is_own_schema(context, use->schema))
			return use->name;
	}
	return NULL;
}

/* Whether nothing but the table itself decides which rows are changed. */
static bool
changes_every_row(const SqlDml *dml)
{
	return dml->where == NULL && !dml->has_limit && !dml->has_join;
}

void
ds_check_delete_all(const RuleContext *context)
{
	if (!is_verb(context, "DELETE") || !changes_every_row(context->parsed->dml))
		return;
	const char *table = written_table(context);
	if (table == NULL)
		return;
	Lineage lineage = lineage_of_table(context, table);
	if (lineage.kind == LINEAGE_MADE || lineage.kind == LINEAGE_GONE)
		return;
	Finding *finding = rule_report_on(context, table, NULL, NULL,
	                                  "DELETE without WHERE removes every row of `%s`", table);
	if (lineage.table == NULL)
		return;
	g_auto(ProbeAnswer) answer = {0};
	g_autofree char *name = sql_quote_name(lineage.table->name);
	g_autofree char *keys = lineage_key_list(lineage.table);
	rule_probe(context, lineage.table->name, NULL, &answer, "SELECT %s FROM %s LIMIT 5", keys,
	           name);
	lineage_weigh(finding, &answer, SEVERITY_CRITICAL, SEVERITY_MEDIUM);
}

static void
suggest_where(const RuleContext *context, Finding *finding, const char *column)
{
	g_autofree char *quoted = sql_quote_name(column);
	g_autofree char *text = g_strstrip(g_strdup(context->statement->text));

	finding_set_fix_sql(finding, "%s WHERE %s IS NULL", text, quoted);
}

/* The standard backfill: a column that the plan itself adds. */
static void
report_backfill(const RuleContext *context, const char *table, const SqlAssignment *assigned)
{
	if (!rule_table_is_big(context))
		return;
	Finding *finding = rule_report_on(
		context, table, assigned->column, NULL,
		"UPDATE without WHERE fills `%s`.`%s` in one transaction over every row", table,
		assigned->column);
	suggest_where(context, finding, assigned->column);
}

static void
report_overwrite(const RuleContext *context, const char *table, const SqlAssignment *assigned,
                 const Lineage *lineage)
{
	Finding *finding = rule_report_on(context, table, assigned->column, NULL,
	                                  "UPDATE without WHERE overwrites `%s`.`%s` in every row",
	                                  table, assigned->column);
	bool derives = rule_text_names(assigned->expression, assigned->column);

	if (derives)
		finding_set_impact(finding, "the new value is computed from the old one, which is "
		                            "kept nowhere: a mistake cannot be taken back");
	else
		suggest_where(context, finding, assigned->column);
	if (lineage->column == NULL)
		return;
	g_auto(ProbeAnswer) answer = {0};
	g_autofree char *name = sql_quote_name(lineage->table->name);
	g_autofree char *column = sql_quote_name(lineage->column->name);
	g_autofree char *keys = lineage_key_list(lineage->table);
	rule_probe(context, lineage->table->name, lineage->column->name, &answer,
	           "SELECT %s FROM %s WHERE %s IS NOT NULL LIMIT 5", keys, name, column);
	lineage_weigh(finding, &answer, derives ? SEVERITY_HIGH : SEVERITY_CRITICAL, SEVERITY_INFO);
}

void
ds_check_update_all(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;

	if (!is_verb(context, "UPDATE") || !changes_every_row(dml) || dml->and_in_set)
		return;
	const char *table = written_table(context);
	for (guint i = 0; table != NULL && i < dml->assigned->len; i++) {
		const SqlAssignment *assigned = g_ptr_array_index(dml->assigned, i);
		Lineage lineage = lineage_of_column(context, table, assigned->column);
		if (lineage.kind == LINEAGE_MADE)
			report_backfill(context, table, assigned);
		else if (lineage.kind != LINEAGE_GONE)
			report_overwrite(context, table, assigned, &lineage);
	}
}

/* "x IS NOT NULL", alone, of a column that never is; the column, or NULL. */
static const SqlColumn *
never_null(const RuleContext *context)
{
	static const char *const not_null[] = {"IS", "NOT", "NULL", NULL};
	g_autoptr(GArray) tokens = scan_tokens(context->parsed->dml->where);
	guint name = scan_is_mark(tokens, 1, '.') ? 2 : 0;

	if (context->before == NULL || tokens->len != name + 4 ||
	    !scan_phrase(tokens, name + 1, not_null))
		return NULL;
	for (guint i = 0; i < context->before->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(context->before->columns, i);
		if (column->not_null && scan_is_name(tokens, name, column->name))
			return column;
	}
	return NULL;
}

/* `a = b = c`: the server compares the truth of `a = b` with c. */
static bool
has_chained_equals(const char *where)
{
	static const char *const ends[] = {"AND", "OR", "XOR", "(", ")", "WHEN", "THEN", "ELSE"};
	g_autoptr(GArray) tokens = scan_tokens(where);
	guint equals = 0;

	for (guint i = 0; i < tokens->len; i++) {
		if (scan_is_mark(tokens, i, '=') && ++equals > 1)
			return true;
		for (gsize j = 0; j < G_N_ELEMENTS(ends); j++)
			if (scan_is(tokens, i, ends[j]) || scan_is_mark(tokens, i, ends[j][0]))
				equals = 0;
	}
	return false;
}

void
ds_check_tautology(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;

	if (!is_verb(context, "UPDATE") && !is_verb(context, "DELETE"))
		return;
	const char *table = written_table(context);
	if (table == NULL || dml->where == NULL)
		return;
	const SqlColumn *column = never_null(context);
	const char *verb = context->parsed->main_verb;
	if (dml->where_is_constant)
		rule_report_on(context, table, NULL, NULL,
		               "%s of `%s`: the condition `%s` holds for every row", verb, table,
		               dml->where);
	else if (column != NULL)
		rule_report_on(context, table, column->name, NULL,
		               "%s of `%s`: `%s` is NOT NULL, so the condition holds for every row",
		               verb, table, column->name);
	else if (has_chained_equals(dml->where))
		rule_report_on(
			context, table, NULL, NULL,
			"%s of `%s`: `a = b = c` compares the outcome of `a = b`, which is 0 "
			"or 1, with c",
			verb, table);
}

static const char *
hiding_words(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;

	if (is_verb(context, "REPLACE"))
		return "REPLACE deletes the row that is in the way, and all that cascades from it";
	if (dml->ignore)
		return "IGNORE turns errors of single rows into warnings: rows are left out or "
		       "written with other values";
	if (dml->on_duplicate)
		return "ON DUPLICATE KEY UPDATE overwrites whichever row is in the way, by any of "
		       "the table's unique keys";
	return NULL;
}

void
ds_check_hidden_errors(const RuleContext *context)
{
	if (context->parsed->dml == NULL)
		return;
	const char *words = hiding_words(context);
	const char *table = written_table(context);
	if (words != NULL && table != NULL)
		rule_report_on(context, table, NULL, NULL, "`%s`: %s", table, words);
}

void
ds_check_update_and(const RuleContext *context)
{
	if (context->parsed->dml == NULL || !context->parsed->dml->and_in_set ||
	    context->parsed->dml->assigned->len == 0)
		return;
	const SqlAssignment *first = g_ptr_array_index(context->parsed->dml->assigned, 0);
	const char *table = written_table(context);
	rule_report_on(context, table, first->column, NULL,
	               "SET joins with AND: only `%s` is assigned, and it becomes 0 or 1",
	               first->column);
}

void
ds_check_limit(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;

	if ((!is_verb(context, "UPDATE") && !is_verb(context, "DELETE")) || !dml->has_limit ||
	    dml->order_by != NULL || context->statement->step->kind == STEP_BATCH)
		return;
	const char *table = written_table(context);
	if (table != NULL)
		rule_report_on(context, table, NULL, NULL,
		               "%s of `%s` with LIMIT and without ORDER BY: which rows it changes "
		               "is left to chance",
		               context->parsed->main_verb, table);
}
