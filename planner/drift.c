#include "planner/drift.h"

#include "planner/schema_replay.h"

void
schema_drift_clear(SchemaDrift *drift)
{
	g_clear_pointer(&drift->why, g_free);
	g_clear_pointer(&drift->version, g_free);
	g_clear_pointer(&drift->recorded, g_free);
	g_clear_pointer(&drift->live, g_free);
	g_clear_pointer(&drift->differences, g_ptr_array_unref);
	g_clear_pointer(&drift->not_compared, g_free);
}

static gint
compare_order(gconstpointer a, gconstpointer b)
{
	const StatusEntry *left = *(StatusEntry *const *)a;
	const StatusEntry *right = *(StatusEntry *const *)b;

	return left->fact->order < right->fact->order ? -1 : left->fact->order > right->fact->order;
}

/* What has run, in the order in which it ran: of StatusEntry *, borrowed. */
static GPtrArray *
applied_entries(const GPtrArray *entries)
{
	GPtrArray *applied = g_ptr_array_new();

	for (guint i = 0; i < entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(entries, i);
		if (entry->fact != NULL)
			g_ptr_array_add(applied, (gpointer)entry);
	}
	g_ptr_array_sort(applied, compare_order);
	return applied;
}

/* Apply one file to the model; false with the reason why the model is no measure then. */
static bool
replay(Schema *schema, const StatusEntry *entry, const PlanTarget *target, char **ret_why)
{
	g_autoptr(GPtrArray) problems =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);
	g_autoptr(GError) error = NULL;
	bool opaque = false;

	if (entry->status != MIGRATION_STATUS_APPLIED) {
		*ret_why = g_strdup_printf("migration %s is %s",
		                           entry->migration != NULL ? entry->migration->file_name
		                                                    : entry->fact->version,
		                           migration_status_name(entry->status));
		return false;
	}
	const char *file = entry->migration->file_name;
	if (!schema_replay(schema, entry->migration, target, problems, &opaque, &error))
		*ret_why = g_strdup(error->message);
	else if (opaque)
		*ret_why = g_strdup_printf("%s holds a statement that is not understood", file);
	else if (problems->len > 0)
		*ret_why = g_strdup_printf(
			"%s rests on what no file makes: %s", file,
			((const SchemaProblem *)g_ptr_array_index(problems, 0))->message);
	return *ret_why == NULL;
}

GPtrArray *
drift_differences(const GPtrArray *entries, const Schema *now, const PlanTarget *target,
                  char **ret_why)
{
	g_autoptr(GPtrArray) applied = applied_entries(entries);
	g_autoptr(Schema) made = schema_new(target);

	made->database = g_strdup(now->database);
	*ret_why = NULL;
	for (guint i = 0; i < applied->len; i++)
		if (!replay(made, g_ptr_array_index(applied, i), target, ret_why))
			return NULL;
	g_autoptr(GPtrArray) found = schema_diff(made, now);
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < found->len; i++)
		g_ptr_array_add(lines, schema_difference_text(g_ptr_array_index(found, i)));
	return lines;
}
