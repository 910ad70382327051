#include "planner/plan_internal.h"

/* Statements by the table that they name, so that no rule has to look at all of them. */

static void
add_mention(GHashTable *mentions, const char *table, guint statement)
{
	if (table == NULL)
		return;
	g_autofree char *key = g_ascii_strdown(table, -1);
	GArray *list = g_hash_table_lookup(mentions, key);
	if (list == NULL) {
		list = g_array_new(FALSE, FALSE, sizeof(guint));
		g_hash_table_insert(mentions, g_steal_pointer(&key), list);
	}
	if (list->len == 0 || g_array_index(list, guint, list->len - 1) != statement)
		g_array_append_val(list, statement);
}

static void
index_statement(PlanState *state, const PlanStatement *statement)
{
	const GPtrArray *effects = statement->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		bool table = effect->object == SQL_OBJECT_TABLE;
		if (effect->effect == SQL_EFFECT_WRITE) {
			add_mention(state->writes, effect->name, statement->index);
			continue;
		}
		add_mention(state->changes, table ? effect->name : effect->table, statement->index);
		if (table)
			add_mention(state->changes, effect->new_name, statement->index);
	}
}

GHashTable *
plan_new_mentions(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                             (GDestroyNotify)g_array_unref);
}

void
plan_index_mentions(Plan *plan)
{
	for (guint i = 0; i < plan->statements->len; i++)
		index_statement(plan->state, g_ptr_array_index(plan->statements, i));
}

/* The place of the last entry below `before`; -1: none. */
static gint
last_below(const GArray *list, guint before)
{
	guint low = 0;
	guint high = list->len;

	while (low < high) {
		guint middle = (low + high) / 2;
		if (g_array_index(list, guint, middle) < before)
			low = middle + 1;
		else
			high = middle;
	}
	return (gint)low - 1;
}

const PlanStatement *
plan_previous_mention(const Plan *plan, PlanMention kind, const char *table, guint before)
{
	GHashTable *mentions =
		kind == PLAN_MENTION_WRITE ? plan->state->writes : plan->state->changes;
	g_autofree char *key = g_ascii_strdown(table, -1);
	const GArray *list = g_hash_table_lookup(mentions, key);
	gint place = list != NULL ? last_below(list, before) : -1;

	return place >= 0 ? g_ptr_array_index(plan->statements,
	                                      g_array_index(list, guint, (guint)place))
	                  : NULL;
}
