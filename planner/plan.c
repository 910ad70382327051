#include "planner/plan_internal.h"

static void
readiness_free(gpointer data)
{
	Readiness *readiness = data;

	g_free(readiness->note);
	g_free(readiness);
}

bool
plan_rule_is_disabled(const Rule *rule, const PlanPolicy *policy)
{
	for (guint i = 0; policy->disabled != NULL && i < policy->disabled->len; i++)
		if (rule_matches(rule, g_ptr_array_index(policy->disabled, i)))
			return true;
	return false;
}

static bool
is_switched_on(const Rule *rule, const PlanPolicy *policy)
{
	bool development = g_strcmp0(policy->environment, "development") == 0;

	if (rule->check == NULL || (rule->opt_in && !policy->opt_in) ||
	    (development && rule_matches(rule, "PR")))
		return false;
	return !plan_rule_is_disabled(rule, policy);
}

static GPtrArray *
rules_of(const PlanPolicy *policy)
{
	g_autoptr(GPtrArray) all = rule_list();
	GPtrArray *chosen = g_ptr_array_new();

	for (guint i = 0; i < all->len; i++)
		if (is_switched_on(g_ptr_array_index(all, i), policy))
			g_ptr_array_add(chosen, g_ptr_array_index(all, i));
	return chosen;
}

static PlanState *
state_new(const PlanInput *input)
{
	PlanState *state = g_new0(PlanState, 1);
	const char *pattern = input->policy->protected_tables;

	state->input = input;
	state->live = schema_snapshot(input->schema, input->target);
	state->born = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	state->touched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	state->mentions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                                        (GDestroyNotify)g_array_unref);
	state->answers = plan_new_answers();
	state->unasked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                                       (GDestroyNotify)g_ptr_array_unref);
	state->rules = rules_of(input->policy);
	state->protected = pattern != NULL && *pattern != '\0'
	                           ? g_regex_new(pattern, G_REGEX_CASELESS, 0, NULL)
	                           : NULL;
	return state;
}

static void
state_free(PlanState *state)
{
	if (state == NULL)
		return;
	schema_free(state->live);
	g_hash_table_unref(state->born);
	g_hash_table_unref(state->touched);
	g_hash_table_unref(state->mentions);
	g_hash_table_unref(state->answers);
	g_hash_table_unref(state->unasked);
	g_ptr_array_unref(state->rules);
	g_clear_pointer(&state->protected, g_regex_unref);
	g_free(state);
}

static Plan *
plan_new(const PlanInput *input)
{
	Plan *plan = g_new0(Plan, 1);

	plan->target = input->target;
	plan->policy = input->policy;
	plan->migrations = g_ptr_array_new_with_free_func((GDestroyNotify)plan_migration_free);
	plan->statements = g_ptr_array_new_with_free_func((GDestroyNotify)plan_statement_free);
	plan->findings = g_ptr_array_new_with_free_func((GDestroyNotify)finding_free);
	plan->inputs = g_ptr_array_new();
	plan->missing = g_ptr_array_new_with_free_func(g_free);
	plan->readiness = g_ptr_array_new_with_free_func(readiness_free);
	plan->next_actions = g_ptr_array_new_with_free_func(g_free);
	plan->state = state_new(input);
	return plan;
}

static void
list_inputs(Plan *plan)
{
	const PlanInput *input = plan->state->input;

	g_ptr_array_add(plan->inputs, (gpointer) "migrations");
	g_ptr_array_add(
		plan->inputs,
		(gpointer)(plan->target->live ? "live schema" : "schema replayed from files"));
	if (input->server != NULL)
		g_ptr_array_add(plan->inputs, (gpointer) "rows and statistics");
	if (input->entries != NULL)
		g_ptr_array_add(plan->inputs, (gpointer) "history");
}

static gint
compare_strings(gconstpointer a, gconstpointer b)
{
	return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

static void
list_disabled(Plan *plan)
{
	const GPtrArray *disabled = plan->policy->disabled;
	g_autoptr(GString) line = g_string_new("rules that the settings switch off: ");

	for (guint i = 0; disabled != NULL && i < disabled->len; i++)
		g_string_append_printf(line, "%s%s", i > 0 ? ", " : "",
		                       (const char *)g_ptr_array_index(disabled, i));
	if (disabled != NULL && disabled->len > 0)
		g_ptr_array_add(plan->missing, g_string_free(g_steal_pointer(&line), FALSE));
}

/* One line a reason, with the rules that it kept from looking. */
static void
list_missing(Plan *plan)
{
	GHashTableIter iter;
	gpointer reason;
	gpointer ids;

	g_hash_table_iter_init(&iter, plan->state->unasked);
	while (g_hash_table_iter_next(&iter, &reason, &ids)) {
		GPtrArray *rules = ids;
		g_ptr_array_sort(rules, compare_strings);
		g_autoptr(GString) line = g_string_new(reason);
		for (guint i = 0; i < rules->len; i++)
			g_string_append_printf(line, "%s%s", i == 0 ? " (" : ", ",
			                       (const char *)g_ptr_array_index(rules, i));
		g_string_append_c(line, ')');
		g_ptr_array_add(plan->missing, g_string_free(g_steal_pointer(&line), FALSE));
	}
	list_disabled(plan);
	const GPtrArray *unseen = plan->state->input->unseen;
	for (guint i = 0; unseen != NULL && i < unseen->len; i++)
		g_ptr_array_add(plan->missing, g_strdup(g_ptr_array_index(unseen, i)));
	g_ptr_array_sort(plan->missing, compare_strings);
}

static void
add_to_hash(GChecksum *sum, const char *text)
{
	if (text != NULL)
		g_checksum_update(sum, (const guchar *)text, -1);
	g_checksum_update(sum, (const guchar *)"\n", 1);
}

/* What history says of each version, and what its file says now. */
static void
add_entries_to_hash(GChecksum *sum, const GPtrArray *entries)
{
	for (guint i = 0; entries != NULL && i < entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(entries, i);
		add_to_hash(sum, migration_status_name(entry->status));
		add_to_hash(sum, entry->fact != NULL ? entry->fact->version : NULL);
		add_to_hash(sum, entry->fact != NULL ? entry->fact->checksum : NULL);
		add_to_hash(sum, entry->migration != NULL ? entry->migration->checksum : NULL);
	}
}

/* Files, history, the schema they meet and the server: what was reviewed. */
static void
set_hash(Plan *plan)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autoptr(Schema) empty = schema_new(plan->target);
	g_autoptr(GPtrArray) objects = schema_diff(empty, plan->state->live);

	add_to_hash(sum, plan->target->text);
	for (guint i = 0; i < plan->migrations->len; i++) {
		const PlanMigration *entry = g_ptr_array_index(plan->migrations, i);
		add_to_hash(sum, entry->migration->version);
		add_to_hash(sum, entry->migration->checksum);
	}
	add_entries_to_hash(sum, plan->state->input->entries);
	for (guint i = 0; i < objects->len; i++) {
		g_autofree char *text = schema_difference_text(g_ptr_array_index(objects, i));
		add_to_hash(sum, text);
	}
	g_strlcpy(plan->hash, g_checksum_get_string(sum), sizeof plan->hash);
}

Plan *
plan_build(const PlanInput *input, GError **error)
{
	g_autoptr(Plan) plan = plan_new(input);

	if (!plan_read(plan, input, error))
		return NULL;
	plan_replay(plan);
	plan_judge_end(plan);
	list_inputs(plan);
	list_missing(plan);
	plan_settle(plan);
	plan_suppress(plan);
	plan_ask_approval(plan);
	plan_count(plan);
	plan_weigh(plan);
	if (input->wants_hash)
		set_hash(plan);
	g_clear_pointer(&plan->state, state_free); /* it borrows from the input */
	return g_steal_pointer(&plan);
}

void
plan_free(Plan *plan)
{
	if (plan == NULL)
		return;
	g_ptr_array_unref(plan->migrations);
	g_ptr_array_unref(plan->statements);
	g_ptr_array_unref(plan->findings);
	g_ptr_array_unref(plan->inputs);
	g_ptr_array_unref(plan->missing);
	g_ptr_array_unref(plan->readiness);
	g_ptr_array_unref(plan->next_actions);
	g_free(plan->risk_driver);
	g_free(plan->recommendation);
	state_free(plan->state);
	g_free(plan);
}

bool
plan_fails(const Plan *plan, Severity fail_on)
{
	for (guint i = fail_on; i <= SEVERITY_CRITICAL; i++)
		if (plan->counts[i] > 0)
			return true;
	return false;
}
