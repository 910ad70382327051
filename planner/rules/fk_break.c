#include "planner/rules/common.h"
#include "planner/rules/fk.h"
#include "planner/rules/lineage.h"
#include "sql/quote.h"

/* ---- FK010 */

/* The index's columns under another name in front, so that the drop is allowed. */
static void
suggest_replacement(const RuleContext *context, Finding *finding, const char *name)
{
	const SqlIndex *index =
		context->before != NULL ? schema_find_index(context->before, name) : NULL;

	if (index == NULL || index->kind == SQL_INDEX_PRIMARY)
		return;
	g_autofree char *parts = rule_part_list(index);
	g_autofree char *table = sql_quote_name(context->before->name);
	g_autofree char *quoted = sql_quote_name(name);
	finding_set_fix_sql(finding,
	                    "ALTER TABLE %s ADD INDEX `%s_new` (%s), DROP INDEX %s -- the new "
	                    "index begins with these columns",
	                    table, name, parts, quoted);
}

void
fk_check_needed_index(const RuleContext *context)
{
	const SchemaProblem *problem;
	guint index = 0;

	while ((problem = rule_next_problem(context, 1553, &index)) != NULL) {
		Finding *finding = rule_report_problem(context, problem, NULL, problem->name);
		suggest_replacement(context, finding, problem->name);
	}
}

/* ---- FK011 */

/* A key of the table that was there and has the column; NULL: none. */
static const SqlForeignKey *
old_key_over(const RuleContext *context, const char *column)
{
	const GPtrArray *keys = context->before != NULL ? context->before->foreign_keys : NULL;

	for (guint i = 0; keys != NULL && i < keys->len; i++) {
		const SqlForeignKey *key = g_ptr_array_index(keys, i);
		for (guint j = 0; j < key->columns->len; j++)
			if (g_ascii_strcasecmp(g_ptr_array_index(key->columns, j), column) == 0)
				return key;
	}
	return NULL;
}

static void
report_altered(const RuleContext *context, const SchemaProblem *problem)
{
	Finding *finding = rule_report_problem(context, problem, problem->name, NULL);
	const SqlForeignKey *key = old_key_over(context, problem->name);

	if (key == NULL)
		return;
	g_autofree char *definition = schema_foreign_key_sql(key);
	g_autofree char *table = sql_quote_name(context->before->name);
	g_autofree char *name = sql_quote_name(key->name);
	finding_set_fix_sql(finding,
	                    "ALTER TABLE %s DROP FOREIGN KEY %s; -- then this change on both "
	                    "tables, then ALTER TABLE %s ADD %s",
	                    table, name, table, definition);
}

void
fk_check_altered_column(const RuleContext *context)
{
	static const guint causes[] = {1828, 1829, 3780};

	for (gsize i = 0; i < G_N_ELEMENTS(causes); i++) {
		const SchemaProblem *problem;
		guint index = 0;
		while ((problem = rule_next_problem(context, causes[i], &index)) != NULL) {
			bool is_new = context->before == NULL ||
			              problem->object == SQL_OBJECT_FOREIGN_KEY ||
			              problem->error_number == 1005;
			if (!is_new)
				report_altered(context, problem);
		}
	}
}

/* ---- FK012 */

/* A child that stays when its parent is dropped without a look at foreign keys. */
static void
report_dangling(const RuleContext *context, const SqlEffect *effect)
{
	g_autoptr(GArray) references = schema_references_to(context->schema, effect->name);

	for (guint i = 0; i < references->len; i++) {
		const SchemaReference *reference = &g_array_index(references, SchemaReference, i);
		rule_report_on(
			context, effect->name, NULL, reference->key->name,
			"`%s` is dropped while foreign_key_checks is off: foreign key `%s` of "
			"`%s` stays and references nothing, every INSERT there ends with 1452",
			effect->name, reference->key->name, reference->child->name);
	}
}

void
fk_check_dropped_parent(const RuleContext *context)
{
	static const guint causes[] = {3730, 1701};
	const GPtrArray *effects = context->parsed->statement->effects;

	for (gsize i = 0; i < G_N_ELEMENTS(causes); i++) {
		const SchemaProblem *problem;
		guint index = 0;
		while ((problem = rule_next_problem(context, causes[i], &index)) != NULL)
			rule_report_on(context, problem->name, NULL, NULL, "%s (%u)",
			               problem->message, problem->error_number);
	}
	for (guint i = 0; i < effects->len && !context->statement->foreign_key_checks; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->effect == SQL_EFFECT_DROP && effect->object == SQL_OBJECT_TABLE &&
		    !context->parsed->statement->temporary &&
		    lineage_is_own_schema(context, effect->schema) &&
		    schema_find_table(context->schema, effect->name) == NULL)
			report_dangling(context, effect);
	}
}

/* ---- FK019 */

static bool
is_check_switch(const SqlSetting *setting)
{
	return g_strcmp0(setting->name, "foreign_key_checks") == 0 ||
	       g_strcmp0(setting->name, "unique_checks") == 0;
}

static bool
switches_off(const SqlSetting *setting)
{
	return setting->value != NULL && (g_str_equal(setting->value, "0") ||
	                                  g_ascii_strcasecmp(setting->value, "OFF") == 0 ||
	                                  g_ascii_strcasecmp(setting->value, "FALSE") == 0);
}

/* Whether a later statement of the migration sets the variable to something else. */
static bool
is_restored(const RuleContext *context, const char *name)
{
	guint end = context->migration->first + context->migration->count;

	for (guint i = context->statement->index + 1; i < end; i++) {
		const PlanStatement *later = g_ptr_array_index(context->plan->statements, i);
		for (guint j = 0; j < later->parsed->settings->len; j++) {
			const SqlSetting *setting = g_ptr_array_index(later->parsed->settings, j);
			if (g_strcmp0(setting->name, name) == 0 && !switches_off(setting))
				return true;
		}
	}
	return false;
}

/* Nothing of the file runs behind the switch, and the next file has its session set anew. */
static bool
is_last(const RuleContext *context)
{
	return context->statement->index + 1 ==
	       context->migration->first + context->migration->count;
}

void
fk_check_switched_off(const RuleContext *context)
{
	for (guint i = 0; i < context->parsed->settings->len; i++) {
		const SqlSetting *setting = g_ptr_array_index(context->parsed->settings, i);
		bool is_global =
			g_strcmp0(setting->scope, "GLOBAL") == 0 ||
			g_str_has_prefix(setting->scope != NULL ? setting->scope : "", "PERSIST");
		if (!is_check_switch(setting) || !switches_off(setting) ||
		    (is_last(context) && !is_global))
			continue;
		bool restored = is_restored(context, setting->name);
		Finding *finding = rule_report(
			context, "%s is switched off%s%s: rows go in that no check looks at again",
			setting->name, is_global ? " for the whole server" : "",
			restored ? "" : " and not on again in this file");
		if (is_global || !restored)
			finding_set_severity(finding, SEVERITY_CRITICAL);
		finding_set_fix_sql(finding, "SET SESSION %s = 1", setting->name);
	}
}
