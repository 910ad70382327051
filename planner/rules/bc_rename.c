#include "planner/rules/bc.h"

#include <string.h>

#include "planner/rules/copy.h"
#include "planner/rules/lineage.h"
#include "planner/rules/scan.h"
#include "sql/quote.h"

/* Whether an effect gives a table or view this name. */
static bool
gives_name(const RuleContext *context, const SqlEffect *effect, const char *name)
{
	bool relation = effect->object == SQL_OBJECT_TABLE || effect->object == SQL_OBJECT_VIEW;

	if (!relation || effect->effect == SQL_EFFECT_DROP || effect->effect == SQL_EFFECT_WRITE)
		return false;
	return lineage_same_table(
		context, effect->effect == SQL_EFFECT_RENAME ? effect->new_name : effect->name,
		name);
}

/* Whether the rest of the migration, or of the statement, lets the old name be used again. */
static bool
name_comes_back(const RuleContext *context, const SqlEffect *renamed)
{
	guint last = context->migration->first + context->migration->count;
	bool behind = false;

	for (guint i = context->statement->index; i < last; i++) {
		const PlanStatement *statement = g_ptr_array_index(context->plan->statements, i);
		const GPtrArray *effects = statement->parsed->statement->effects;
		for (guint j = 0; j < effects->len; j++) {
			const SqlEffect *effect = g_ptr_array_index(effects, j);
			if (behind && gives_name(context, effect, renamed->name))
				return true;
			behind = behind || effect == renamed;
		}
	}
	return false;
}

static void
report_renamed_table(const RuleContext *context, const SqlEffect *effect)
{
	g_autofree char *old = sql_quote_name(effect->name);
	g_autofree char *new = sql_quote_name(effect->new_name);
	Finding *finding = rule_report_on(
		context, effect->name, NULL, NULL,
		"`%s` is renamed to `%s`: code that runs now fails with 1146 from that moment",
		effect->name, effect->new_name);

	finding_set_fix_sql(finding, "CREATE VIEW %s AS SELECT * FROM %s;", old, new);
}

void
bc_check_rename_table(const RuleContext *context)
{
	const GPtrArray *effects = context->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->object != SQL_OBJECT_TABLE || effect->effect != SQL_EFFECT_RENAME ||
		    effect->new_name == NULL || !lineage_is_own_schema(context, effect->schema))
			continue;
		LineageKind kind = lineage_of_table(context, effect->name).kind;
		bool there = kind == LINEAGE_LIVE || (kind == LINEAGE_UNKNOWN && !effect->tolerant);
		if (there && rule_is_live_table(context, effect->name) == (kind == LINEAGE_LIVE) &&
		    !name_comes_back(context, effect))
			report_renamed_table(context, effect);
	}
}

/* Whether a later statement of the migration, or this one, adds a column of the old name. */
static bool
column_comes_back(const RuleContext *context, const char *column)
{
	guint last = context->migration->first + context->migration->count;

	for (guint i = context->statement->index; i < last; i++) {
		const PlanStatement *statement = g_ptr_array_index(context->plan->statements, i);
		const SqlTableDdl *ddl = statement->parsed->table_ddl;
		for (guint j = 0; ddl != NULL && ddl->clauses != NULL && j < ddl->clauses->len;
		     j++) {
			const SqlClause *clause = g_ptr_array_index(ddl->clauses, j);
			if (clause->kind == SQL_CLAUSE_ADD_COLUMN &&
			    lineage_same_table(context, ddl->table, context->ddl->table) &&
			    g_ascii_strcasecmp(clause->column->name, column) == 0)
				return true;
		}
	}
	return false;
}

static void
suggest_new_column(const RuleContext *context, Finding *finding, const char *new)
{
	const SqlColumn *column =
		context->after != NULL ? schema_find_column(context->after, new) : NULL;

	if (column == NULL)
		return;
	g_autoptr(SqlColumn) copy = sql_column_copy(column);
	copy->not_null = copy->not_null && copy->default_kind != SQL_DEFAULT_NONE;
	copy->auto_increment = false;
	g_autofree char *definition = schema_column_sql(copy, context->after);
	g_autofree char *table = sql_quote_name(context->ddl->table);
	finding_set_fix_sql(finding, "ALTER TABLE %s ADD COLUMN %s", table, definition);
}

static void
check_renamed_column(const RuleContext *context, const char *old, const char *new)
{
	const char *table = context->ddl->table;
	Lineage lineage = lineage_of_column(context, table, old);

	if (g_ascii_strcasecmp(old, new) == 0 || lineage.kind == LINEAGE_MADE ||
	    lineage.kind == LINEAGE_GONE || column_comes_back(context, old))
		return;
	Finding *finding = rule_report_on(
		context, table, old, NULL,
		"`%s`.`%s` is renamed to `%s`: code that runs now fails with 1054 from that moment",
		table, old, new);
	suggest_new_column(context, finding, new);
}

void
bc_check_rename_column(const RuleContext *context)
{
	const GPtrArray *clauses = context->ddl != NULL ? context->ddl->clauses : NULL;

	for (guint i = 0; clauses != NULL && i < clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(clauses, i);
		if (clause->kind == SQL_CLAUSE_RENAME_COLUMN)
			check_renamed_column(context, clause->name, clause->new_name);
		else if (clause->kind == SQL_CLAUSE_CHANGE_COLUMN)
			check_renamed_column(context, clause->name, clause->column->name);
	}
}

/* Which check of a migration names the object; NULL: none. */
static const Check *
check_that_names(const GPtrArray *checks, const char *table, const char *column)
{
	for (guint i = 0; i < checks->len; i++) {
		const Check *check = g_ptr_array_index(checks, i);
		if (check->sql->text != NULL && scan_uses_name(check->sql->text, table) &&
		    (column == NULL || scan_uses_name(check->sql->text, column)))
			return check;
	}
	return NULL;
}

/* A migration proves itself by what it has just dropped. */
static void
check_own_checks(const RuleContext *context, const char *table, const char *column)
{
	const Migration *migration = context->migration->migration;
	const SchemaTable *now = schema_find_table(context->schema, table);
	const Check *check = check_that_names(migration->verify, table, column);

	if (check == NULL ||
	    (column == NULL ? now != NULL : now != NULL && schema_find_column(now, column) != NULL))
		return;
	rule_report_on(context, table, column, NULL,
	               "`%s%s%s` is dropped, and the check of line %" G_GUINT64_FORMAT
	               " still reads it: the migration fails when it is verified",
	               table, column != NULL ? "`.`" : "", column != NULL ? column : "",
	               check->sql->position.line);
}

void
bc_check_still_referenced(const RuleContext *context)
{
	const GPtrArray *effects = context->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->effect != SQL_EFFECT_DROP)
			continue;
		if (effect->object == SQL_OBJECT_TABLE)
			check_own_checks(context, effect->name, NULL);
		else if (effect->object == SQL_OBJECT_COLUMN)
			check_own_checks(context, effect->table, effect->name);
	}
}

static void
report_both(const RuleContext *context, const char *table, const char *column, const char *old,
            const char *new)
{
	rule_report_on(context, table, column, NULL,
	               "`%s` replaces `%s` and the plan drops `%s` too: no release in between can "
	               "run with both",
	               new, old, old);
}

/* A column of the plan that this one was copied to. */
static void
check_column_pair(const RuleContext *context, const char *column)
{
	const char *table = context->ddl->table;

	if (context->before == NULL ||
	    lineage_of_column(context, table, column).kind == LINEAGE_MADE)
		return;
	for (guint i = 0; i < context->before->columns->len; i++) {
		const SqlColumn *other = g_ptr_array_index(context->before->columns, i);
		if (lineage_of_column(context, table, other->name).kind != LINEAGE_MADE ||
		    copy_of_column(context, table, column, other->name,
		                   context->statement->index) == NULL)
			continue;
		report_both(context, table, column, column, other->name);
		return;
	}
}

/* A table that the plan made and filled from this one, and that does not take its name. */
static void
check_table_pair(const RuleContext *context, const char *table)
{
	Lineage lineage = lineage_of_table(context, table);

	if (lineage.kind != LINEAGE_LIVE)
		return;
	g_autoptr(GPtrArray) old = copy_names_of_old(context, lineage.table->name);
	for (guint i = 0; i < context->statement->index; i++) {
		const PlanStatement *made = g_ptr_array_index(context->plan->statements, i);
		if (!made->is_new || made->parsed->table_ddl == NULL ||
		    copy_has_name(context, old, made->parsed->table_ddl->table))
			continue;
		g_autoptr(GPtrArray) new =
			copy_names_of_old(context, made->parsed->table_ddl->table);
		if (!copy_has_name(context, new, lineage.table->name) &&
		    copy_of_table(context, old, new) != NULL) {
			report_both(context, table, NULL, table, made->parsed->table_ddl->table);
			return;
		}
	}
}

void
bc_check_expand_and_contract(const RuleContext *context)
{
	const GPtrArray *effects = context->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->effect != SQL_EFFECT_DROP ||
		    !lineage_is_own_schema(context, effect->schema))
			continue;
		if (effect->object == SQL_OBJECT_COLUMN && context->ddl != NULL)
			check_column_pair(context, effect->name);
		else if (effect->object == SQL_OBJECT_TABLE)
			check_table_pair(context, effect->name);
	}
}
