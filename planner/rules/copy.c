#include "planner/rules/copy.h"

#include "planner/plan_internal.h"
#include "planner/rules/lineage.h"

static const PlanStatement *
statement_at(const RuleContext *context, guint index)
{
	return g_ptr_array_index(context->plan->statements, index);
}

static bool
writes(const RuleContext *context, const SqlDml *dml, const char *table)
{
	for (guint i = 0; i < dml->tables->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(dml->tables, i);
		if (use->written && lineage_same_table(context, use->name, table))
			return true;
	}
	return false;
}

static bool
assigns(const SqlDml *dml, const char *from, const char *to)
{
	for (guint i = 0; i < dml->assigned->len; i++) {
		const SqlAssignment *assigned = g_ptr_array_index(dml->assigned, i);
		if (g_ascii_strcasecmp(assigned->column, to) == 0 &&
		    rule_text_names(assigned->expression, from))
			return true;
	}
	return false;
}

const PlanStatement *
copy_of_column(const RuleContext *context, const char *table, const char *from, const char *to,
               guint end)
{
	for (guint i = 0; i < end && i < context->plan->statements->len; i++) {
		const SqlDml *dml = statement_at(context, i)->parsed->dml;
		if (dml != NULL && writes(context, dml, table) && assigns(dml, from, to))
			return statement_at(context, i);
	}
	return NULL;
}

bool
copy_has_name(const RuleContext *context, const GPtrArray *names, const char *table)
{
	for (guint i = 0; i < names->len; i++)
		if (lineage_same_table(context, g_ptr_array_index(names, i), table))
			return true;
	return false;
}

static bool
reads_one(const RuleContext *context, const SqlParsed *parsed, const GPtrArray *names)
{
	for (guint i = 0; i < parsed->reads->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(parsed->reads, i);
		if (copy_has_name(context, names, use->name))
			return true;
	}
	return false;
}

static bool
fills_one(const RuleContext *context, const SqlParsed *parsed, const GPtrArray *names)
{
	if (parsed->table_ddl != NULL)
		return parsed->table_ddl->as_select &&
		       copy_has_name(context, names, parsed->table_ddl->table);
	if (parsed->dml == NULL || !parsed->dml->from_select)
		return false;
	for (guint i = 0; i < names->len; i++)
		if (writes(context, parsed->dml, g_ptr_array_index(names, i)))
			return true;
	return false;
}

const PlanStatement *
copy_of_table(const RuleContext *context, const GPtrArray *from, const GPtrArray *to)
{
	for (guint i = 0; i < context->plan->statements->len; i++) {
		const SqlParsed *parsed = statement_at(context, i)->parsed;
		if (fills_one(context, parsed, to) && reads_one(context, parsed, from))
			return statement_at(context, i);
	}
	return NULL;
}

/* The name after the effect; NULL: it is gone. */
static const char *
name_after(const RuleContext *context, const SqlEffect *effect, const char *name)
{
	if (effect->object != SQL_OBJECT_TABLE || !lineage_same_table(context, effect->name, name))
		return name;
	if (effect->effect == SQL_EFFECT_RENAME)
		return effect->new_name;
	return effect->effect == SQL_EFFECT_DROP ? NULL : name;
}

GPtrArray *
copy_names_of_old(const RuleContext *context, const char *table)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	const char *name = table;

	g_ptr_array_add(names, g_strdup(table));
	for (guint i = 0; i < context->plan->statements->len && name != NULL; i++) {
		const GPtrArray *effects = statement_at(context, i)->parsed->statement->effects;
		for (guint j = 0; j < effects->len && name != NULL; j++) {
			const char *next = name_after(context, g_ptr_array_index(effects, j), name);
			if (next != NULL && next != name)
				g_ptr_array_add(names, g_strdup(next));
			name = next;
		}
	}
	return names;
}

typedef enum { NAME_SAME, NAME_GIVEN, NAME_MADE, NAME_OTHER } NameStep;

/* What an effect, looked at backwards, says about the table of this name. */
static NameStep
step_before(const RuleContext *context, const PlanStatement *statement, const SqlEffect *effect,
            const char *name)
{
	if (effect->object != SQL_OBJECT_TABLE)
		return NAME_SAME;
	if (effect->effect == SQL_EFFECT_RENAME &&
	    lineage_same_table(context, effect->new_name, name))
		return NAME_GIVEN;
	if (!lineage_same_table(context, effect->name, name))
		return NAME_SAME;
	if (effect->effect == SQL_EFFECT_DROP || effect->effect == SQL_EFFECT_RENAME)
		return NAME_OTHER;
	bool made = effect->effect == SQL_EFFECT_CREATE && statement->before == NULL;
	return made ? NAME_MADE : NAME_SAME;
}

/* Follow the last of the names backwards through one statement; NAME_SAME: go on. */
static NameStep
follow_back(const RuleContext *context, const PlanStatement *statement, GPtrArray *names)
{
	const GPtrArray *effects = statement->parsed->statement->effects;
	NameStep last = NAME_SAME;

	for (guint i = effects->len; i > 0 && last != NAME_OTHER && last != NAME_MADE; i--) {
		const SqlEffect *effect = g_ptr_array_index(effects, i - 1);
		const char *name = g_ptr_array_index(names, names->len - 1);
		NameStep step = step_before(context, statement, effect, name);
		if (step == NAME_GIVEN)
			g_ptr_array_add(names, g_strdup(effect->name));
		if (step != NAME_SAME)
			last = step;
	}
	return last;
}

GPtrArray *
copy_names_of_new(const RuleContext *context, const char *table, const PlanStatement **ret_last)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	*ret_last = NULL;
	g_ptr_array_add(names, g_strdup(table));
	guint at = context->plan->statements->len;
	for (gint i; (i = plan_last_mention(context->plan, g_ptr_array_index(names, names->len - 1),
	                                    at)) >= 0;
	     at = (guint)i) {
		const PlanStatement *statement = statement_at(context, (guint)i);
		NameStep step = follow_back(context, statement, names);
		if (step == NAME_OTHER)
			return NULL;
		if (step != NAME_SAME && *ret_last == NULL)
			*ret_last = statement;
		if (step == NAME_MADE)
			return g_steal_pointer(&names);
	}
	return NULL;
}
