#include <stdlib.h>
#include <string.h>

#include "planner/plan_internal.h"
#include "planner/since.h"

static RuleContext
context_of(Plan *plan, const PlanStatement *statement, const PlanMigration *migration)
{
	const PlanState *state = plan->state;
	RuleContext context = {
		.plan = plan,
		.input = state->input,
		.live = state->live,
		.schema = state->input->schema,
		.statement = statement,
		.migration = migration,
		.target = plan->target,
		.policy = plan->policy,
	};

	if (statement != NULL) {
		context.parsed = statement->parsed;
		context.ddl = statement->parsed->table_ddl;
		context.before = statement->before;
		context.after = statement->after;
	}
	return context;
}

/* Nobody is hurt by what is done to a table that the plan itself makes. */
static bool
spares_new_tables(const Rule *rule)
{
	static const char *const families[] = {"LK", "MF", "DS", "BC", "ES"};

	for (gsize i = 0; i < G_N_ELEMENTS(families) && !rule->judges_new; i++)
		if (strncmp(rule->id, families[i], 2) == 0)
			return true;
	return false;
}

static bool
is_judged(const Plan *plan, const PlanMigration *entry)
{
	const Since *since = plan->state->input->since;
	const char *start_after = plan->policy->start_after;

	if (entry == NULL)
		return true;
	if (since != NULL && !since_is_new(since, entry->migration->file_name))
		return false;
	g_autofree char *last = start_after != NULL ? version_canonical(start_after) : NULL;
	return last == NULL || version_compare(entry->migration->version, last) > 0;
}

static void
ask_rules(RuleContext *context, RuleScope scope)
{
	const GPtrArray *rules = context->plan->state->rules;
	bool is_new = context->statement != NULL && context->statement->is_new;

	if (!is_judged(context->plan, context->migration))
		return;
	for (guint i = 0; i < rules->len; i++) {
		const Rule *rule = g_ptr_array_index(rules, i);
		if (rule->scope != scope || (is_new && spares_new_tables(rule)))
			continue;
		context->rule = rule;
		rule->check(context);
	}
}

void
plan_judge_statement(Plan *plan, const PlanStatement *statement, const PlanMigration *migration)
{
	RuleContext context = context_of(plan, statement, migration);

	ask_rules(&context, SCOPE_STATEMENT);
}

void
plan_judge_migration(Plan *plan, const PlanMigration *migration)
{
	RuleContext context = context_of(plan, NULL, migration);

	ask_rules(&context, SCOPE_MIGRATION);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Of each table the last statement about it: where findings about its end state are placed. */
static GHashTable *
last_statements(const Plan *plan)
{
	GHashTable *last = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < plan->statements->len; i++) {
		PlanStatement *statement = g_ptr_array_index(plan->statements, i);
		if (statement->after != NULL &&
		    statement->parsed->statement->kind == SQL_STATEMENT_DDL)
			g_hash_table_insert(last, statement->after->name, statement);
	}
	return last;
}

static void
judge_table(Plan *plan, const char *name, const PlanStatement *statement)
{
	const SchemaTable *after = schema_find_table(plan->state->input->schema, name);

	if (after == NULL || statement == NULL)
		return;
	RuleContext context = context_of(
		plan, statement, g_ptr_array_index(plan->migrations, statement->migration_index));
	context.parsed = NULL;
	context.ddl = NULL;
	context.before = schema_find_table(plan->state->live, name);
	context.after = after;
	ask_rules(&context, SCOPE_TABLE);
}

void
plan_judge_end(Plan *plan)
{
	guint count;
	g_autofree const char **names =
		(const char **)g_hash_table_get_keys_as_array(plan->state->touched, &count);
	g_autoptr(GHashTable) last = last_statements(plan);
	RuleContext whole = context_of(plan, NULL, NULL);

	qsort(names, count, sizeof *names, compare_names);
	for (guint i = 0; i < count; i++)
		judge_table(plan, names[i], g_hash_table_lookup(last, names[i]));
	ask_rules(&whole, SCOPE_PLAN);
}
