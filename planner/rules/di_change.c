#include "planner/rules/di.h"
#include "planner/rules/lineage.h"
#include "planner/rules/scan.h"
#include "planner/rules/state.h"
#include "sql/quote.h"

void
di_check_enforced(const RuleContext *context)
{
	const SchemaTable *table = context->after;

	if (!state_is_judged(context))
		return;
	for (guint i = 0; i < table->checks->len; i++) {
		const SqlCheck *check = g_ptr_array_index(table->checks, i);
		if (check->enforced)
			continue;
		const SchemaTable *before = state_table_before(context);
		const SqlCheck *old =
			before != NULL ? schema_find_check(before, check->name) : NULL;
		if (old != NULL && !old->enforced)
			continue;
		g_autofree char *name = sql_quote_name(table->name);
		g_autofree char *quoted = sql_quote_name(check->name);
		Finding *finding = state_report(context, STATE_CHECK, check->name,
		                                "the CHECK `%s` of `%s` is NOT ENFORCED: any row "
		                                "passes it",
		                                check->name, table->name);
		finding_set_fix_sql(finding, "ALTER TABLE %s ALTER CHECK %s ENFORCED", name,
		                    quoted);
	}
}

/* ---- UPDATE that moves updated_at */

static bool
assigns(const SqlDml *dml, const char *column)
{
	for (guint i = 0; dml->assigned != NULL && i < dml->assigned->len; i++) {
		const SqlAssignment *assignment = g_ptr_array_index(dml->assigned, i);
		if (assignment->column != NULL &&
		    g_ascii_strcasecmp(assignment->column, column) == 0)
			return true;
	}
	return false;
}

static const SqlColumn *
moving_column(const SchemaTable *table)
{
	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		if (column->on_update != NULL)
			return column;
	}
	return NULL;
}

/* "id = 5": one row at the most. */
static bool
names_one_row(const SqlDml *dml, const SchemaTable *table)
{
	const SqlIndex *primary = schema_primary_key(table);
	g_autoptr(GArray) tokens = scan_tokens(dml->where);

	for (guint i = 0; primary != NULL && i < primary->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(primary->parts, i);
		bool found = false;
		for (guint at = 0; at + 2 < tokens->len; at++) {
			const SqlToken *value = &g_array_index(tokens, SqlToken, at + 2);
			found = found ||
			        (part->column != NULL && scan_is_name(tokens, at, part->column) &&
			         scan_is_mark(tokens, at + 1, '=') &&
			         (value->kind == SQL_TOKEN_NUMBER ||
			          value->kind == SQL_TOKEN_STRING));
		}
		if (!found)
			return false;
	}
	for (guint at = 0; at < tokens->len; at++)
		if (scan_is(tokens, at, "OR"))
			return false;
	return primary != NULL && dml->where != NULL;
}

static void
check_written_table(const RuleContext *context, const char *name)
{
	const SqlDml *dml = context->parsed->dml;
	const SchemaTable *table = schema_find_table(context->schema, name);
	const SqlColumn *column = table != NULL ? moving_column(table) : NULL;

	if (column == NULL || assigns(dml, column->name) || names_one_row(dml, table) ||
	    lineage_of_table(context, name).kind == LINEAGE_MADE)
		return;
	g_autofree char *quoted = sql_quote_name(column->name);
	Finding *finding =
		rule_report_on(context, table->name, column->name, NULL,
	                       "this UPDATE sets `%s`.`%s` to now in each row that it changes",
	                       table->name, column->name);
	finding_set_fix(finding, "add `SET ..., %s = %s` where the rows should keep it", quoted,
	                quoted);
}

void
di_check_updated_at(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;

	if (dml == NULL || !g_str_has_suffix(context->parsed->main_verb, "UPDATE"))
		return;
	for (guint i = 0; i < dml->tables->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(dml->tables, i);
		if (use->written && lineage_is_own_schema(context, use->schema))
			check_written_table(context, use->name);
	}
}

/* ---- constraints that are gone */

static bool
keeps_columns(const SchemaTable *table, const SqlIndex *index)
{
	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		if (part->column == NULL || schema_find_column(table, part->column) == NULL)
			return false;
	}
	return true;
}

/* Whether `index` keeps unique what `old` kept: its columns are among those of the old one. */
static bool
is_as_strict(const SqlIndex *index, const SqlIndex *old)
{
	if (index->kind != SQL_INDEX_UNIQUE && index->kind != SQL_INDEX_PRIMARY)
		return false;
	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		if (part->column == NULL || !schema_index_has_column(old, part->column))
			return false;
	}
	return true;
}

static bool
has_as_strict(const SchemaTable *table, const SqlIndex *old)
{
	for (guint i = 0; i < table->indexes->len; i++)
		if (is_as_strict(g_ptr_array_index(table->indexes, i), old))
			return true;
	return false;
}

static void
check_dropped_unique(const RuleContext *context, const SchemaTable *before)
{
	const SchemaTable *after = context->after;

	for (guint i = 0; i < before->indexes->len; i++) {
		const SqlIndex *old = g_ptr_array_index(before->indexes, i);
		if (old->kind != SQL_INDEX_UNIQUE || !keeps_columns(after, old) ||
		    has_as_strict(after, old))
			continue;
		g_autofree char *definition = schema_index_sql(old);
		Finding *finding = state_report(context, STATE_INDEX, old->name,
		                                "nothing keeps unique any more what `%s` of `%s` "
		                                "did: %s",
		                                old->name, after->name, definition);
		finding_set_fix(finding, "keep it, or put one in its place in the same migration");
	}
}

/* Whether all columns that the check names are still there. */
static bool
keeps_named_columns(const SchemaTable *before, const SchemaTable *after, const SqlCheck *check)
{
	for (guint i = 0; i < before->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(before->columns, i);
		if (!rule_text_names(check->expression, column->name))
			continue;
		const SqlColumn *now = schema_find_column(after, column->name);
		if (now == NULL || now->type.kind != column->type.kind)
			return false;
	}
	return true;
}

/* Another check that names one of the columns takes its place. */
static bool
has_successor(const SchemaTable *before, const SchemaTable *after, const SqlCheck *old)
{
	for (guint i = 0; i < after->checks->len; i++) {
		const SqlCheck *check = g_ptr_array_index(after->checks, i);
		if (g_ascii_strcasecmp(check->name, old->name) == 0)
			return true;
		if (schema_find_check(before, check->name) != NULL)
			continue;
		for (guint k = 0; k < before->columns->len; k++) {
			const SqlColumn *column = g_ptr_array_index(before->columns, k);
			if (rule_text_names(old->expression, column->name) &&
			    rule_text_names(check->expression, column->name))
				return true;
		}
	}
	return false;
}

static void
check_dropped_check(const RuleContext *context, const SchemaTable *before)
{
	for (guint i = 0; i < before->checks->len; i++) {
		const SqlCheck *old = g_ptr_array_index(before->checks, i);
		if (!old->enforced || has_successor(before, context->after, old) ||
		    !keeps_named_columns(before, context->after, old))
			continue;
		Finding *finding = state_report(context, STATE_CHECK, old->name,
		                                "`%s` is not checked any more: `%s` (%s) is gone",
		                                context->after->name, old->name, old->expression);
		finding_set_fix(finding, "keep it, or put one in its place in the same migration");
	}
}

void
di_check_dropped(const RuleContext *context)
{
	if (!state_is_judged(context) || context->after->incomplete || !state_is_old_table(context))
		return;
	const SchemaTable *before = state_table_before(context);
	check_dropped_unique(context, before);
	check_dropped_check(context, before);
}

/* ---- stored programs and the like */

void
di_check_programs(const RuleContext *context)
{
	const SqlStatement *statement = context->parsed->statement;

	for (guint i = 0; i < statement->effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(statement->effects, i);
		bool is_program = effect->object == SQL_OBJECT_TRIGGER ||
		                  effect->object == SQL_OBJECT_PROCEDURE ||
		                  effect->object == SQL_OBJECT_FUNCTION ||
		                  effect->object == SQL_OBJECT_EVENT ||
		                  effect->object == SQL_OBJECT_VIEW;
		if (is_program &&
		    (effect->effect == SQL_EFFECT_CREATE || effect->effect == SQL_EFFECT_CHANGE))
			rule_report(context,
			            "the %s `%s` is made: it runs and changes apart from "
			            "the application's code",
			            sql_object_kind_name(effect->object), effect->name);
	}
	if (context->ddl != NULL && context->ddl->partitioning != NULL)
		rule_report(context, "`%s` is partitioned by %s", context->ddl->table,
		            context->ddl->partitioning->method);
	if (statement->temporary && context->ddl != NULL)
		rule_report(context,
		            "the temporary table `%s` is gone when the session ends, and "
		            "mgrun may go on in another",
		            context->ddl->table);
}
