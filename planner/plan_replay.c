#include <string.h>

#include "planner/plan_internal.h"

/* DEFAULT and what is computed count as strict: most servers are, and the text does not tell. */
static bool
is_strict(const char *sql_mode)
{
	return g_ascii_strcasecmp(sql_mode, "DEFAULT") == 0 ||
	       strstr(sql_mode, "STRICT_TRANS_TABLES") != NULL ||
	       strstr(sql_mode, "STRICT_ALL_TABLES") != NULL ||
	       strstr(sql_mode, "TRADITIONAL") != NULL || strchr(sql_mode, '@') != NULL;
}

/* What the statement sets counts for those behind it. */
static void
follow_settings(PlanState *state, const SqlParsed *parsed)
{
	for (guint i = 0; i < parsed->settings->len; i++) {
		const SqlSetting *setting = g_ptr_array_index(parsed->settings, i);
		if (setting->value != NULL && g_str_equal(setting->name, "sql_mode"))
			state->strict = is_strict(setting->value);
	}
}

static bool
is_own_schema(const Schema *schema, const char *name)
{
	return name == NULL ||
	       (schema->database != NULL && g_ascii_strcasecmp(schema->database, name) == 0);
}

/* The first table of the default database that the statement is about; NULL: none. */
static const SqlEffect *
subject_of(const Schema *schema, const SqlParsed *parsed)
{
	const GPtrArray *effects = parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->object == SQL_OBJECT_TABLE && is_own_schema(schema, effect->schema))
			return effect;
	}
	return NULL;
}

static SchemaTable *
reference_to(const Schema *schema, const char *name)
{
	const SchemaTable *table = name != NULL ? schema_find_table(schema, name) : NULL;

	return table != NULL ? schema_table_ref(table) : NULL;
}

/* The new name of the table, where an ALTER gives one. */
static const char *
name_afterwards(const SqlParsed *parsed, const SqlEffect *subject)
{
	if (subject->effect == SQL_EFFECT_RENAME)
		return subject->new_name;
	const GPtrArray *clauses = parsed->table_ddl != NULL ? parsed->table_ddl->clauses : NULL;
	for (guint i = 0; clauses != NULL && i < clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(clauses, i);
		if (clause->kind == SQL_CLAUSE_RENAME_TABLE)
			return clause->new_name;
	}
	return subject->name;
}

static void
follow_rename(PlanState *state, const char *from, const char *to)
{
	if (g_hash_table_remove(state->born, from))
		g_hash_table_add(state->born, g_strdup(to));
	g_hash_table_remove(state->touched, from);
	g_hash_table_add(state->touched, g_strdup(to));
}

/* Which tables the plan has made, and which it has touched. */
static void
follow_tables(PlanState *state, const Schema *schema, const SqlParsed *parsed,
              const SqlEffect *subject, bool existed)
{
	const GPtrArray *effects = parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->object != SQL_OBJECT_TABLE || effect->name == NULL ||
		    effect->effect == SQL_EFFECT_WRITE || !is_own_schema(schema, effect->schema))
			continue;
		if (effect->effect == SQL_EFFECT_CREATE && !(effect == subject && existed))
			g_hash_table_add(state->born, g_strdup(effect->name));
		if (effect->effect == SQL_EFFECT_RENAME && effect->new_name != NULL)
			follow_rename(state, effect->name, effect->new_name);
		else if (effect->effect == SQL_EFFECT_DROP)
			g_hash_table_remove(state->born, effect->name);
		else
			g_hash_table_add(state->touched, g_strdup(effect->name));
	}
}

static void
note_prediction(Plan *plan, const PlanServer *server)
{
	const char *why =
		server->why_not_online != NULL ? server->why_not_online(server->data) : NULL;

	if (why == NULL)
		return;
	g_autofree char *reason =
		g_strdup_printf("algorithms are predicted, not measured: %s", why);
	plan_note_unasked(plan, "LK", reason);
}

static void
ask_for_verdict(Plan *plan, PlanStatement *statement)
{
	const PlanServer *server = plan->state->input->server;
	const SqlTableDdl *ddl = statement->parsed->table_ddl;
	const OnlineSession session = {.foreign_key_checks = statement->foreign_key_checks};

	if (ddl == NULL || ddl->clauses == NULL || ddl->clauses->len == 0)
		return;
	statement->verdict = online_predict(ddl, statement->before, plan->target, &session);
	statement->has_verdict = true;
	if (server != NULL && server->try_online != NULL && statement->before != NULL &&
	    !statement->is_new && statement->problems->len == 0 &&
	    !server->try_online(server->data, statement->before, ddl, statement->text,
	                        &statement->verdict))
		note_prediction(plan, server);
}

static void
replay_statement(Plan *plan, PlanStatement *statement)
{
	PlanState *state = plan->state;
	Schema *schema = state->input->schema;
	const SqlParsed *parsed = statement->parsed;
	const SqlEffect *subject = subject_of(schema, parsed);

	statement->foreign_key_checks = schema->foreign_key_checks;
	statement->strict = state->strict;
	statement->before = reference_to(schema, subject != NULL ? subject->name : NULL);
	statement->is_new = subject != NULL && subject->name != NULL &&
	                    (g_hash_table_contains(state->born, subject->name) ||
	                     (subject->effect == SQL_EFFECT_CREATE && statement->before == NULL));
	schema_apply(schema, parsed, plan->target, statement->problems);
	follow_settings(state, parsed);
	if (subject == NULL)
		return;
	follow_tables(state, schema, parsed, subject, statement->before != NULL);
	const char *afterwards = name_afterwards(parsed, subject);
	statement->after = reference_to(schema, afterwards);
	if (subject->effect != SQL_EFFECT_RENAME && subject->name != NULL &&
	    afterwards != subject->name && afterwards != NULL)
		follow_rename(state, subject->name, afterwards);
	ask_for_verdict(plan, statement);
	plan_estimate(statement);
}

static void
apply_again(Plan *plan, const PlanMigration *entry)
{
	g_autoptr(GPtrArray) known =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);

	for (guint i = 0; i < entry->count; i++) {
		const PlanStatement *statement =
			g_ptr_array_index(plan->statements, entry->first + i);
		schema_apply(plan->state->input->schema, statement->parsed, plan->target, known);
	}
}

/* Undo the migration in the model, see what is left, and apply it again. */
static void
replay_down(Plan *plan, PlanMigration *entry)
{
	Schema *schema = plan->state->input->schema;

	schema->foreign_key_checks = true;
	for (guint i = 0; i < entry->down->len; i++)
		schema_apply(schema, g_ptr_array_index(entry->down, i), plan->target,
		             entry->down_problems);
	entry->down_differences = schema_diff_mark(schema);
	schema_rollback(schema);
	schema->foreign_key_checks = true;
	apply_again(plan, entry);
}

static void
replay_migration(Plan *plan, PlanMigration *entry)
{
	PlanState *state = plan->state;

	state->input->schema->foreign_key_checks = true;
	state->strict = true;
	schema_mark(state->input->schema);
	for (guint i = 0; i < entry->count; i++) {
		PlanStatement *statement = g_ptr_array_index(plan->statements, entry->first + i);
		replay_statement(plan, statement);
		plan_judge_statement(plan, statement, entry);
	}
	if (entry->has_down)
		replay_down(plan, entry);
	else
		schema_forget_mark(state->input->schema);
	plan_judge_migration(plan, entry);
}

void
plan_replay(Plan *plan)
{
	for (guint i = 0; i < plan->migrations->len; i++)
		replay_migration(plan, g_ptr_array_index(plan->migrations, i));
}
