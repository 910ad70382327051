#include "planner/load.h"
#include "planner/plan_internal.h"

#define KEPT_BYTES 4096

static char *
undo_text(const Migration *migration, const Step *step, GError **error)
{
	if (step->down != NULL)
		return sql_text_read(step->down, error);
	if (step->irreversible_reason != NULL)
		return g_strdup_printf("irreversible: %s", step->irreversible_reason);
	if (migration->irreversible_reason != NULL)
		return g_strdup_printf("irreversible: %s", migration->irreversible_reason);
	return g_strdup(migration->down->len > 0 ? "by the file's down" : "none");
}

/*
 * A file that is too large to be held is not held here either: of a long INSERT the beginning
 * is kept, once it is parsed.
 */
static void
cut_long_insert(Plan *plan, PlanStatement *statement)
{
	const SqlText *sql = statement->step->sql;

	if (sql->text != NULL || sql->length <= KEPT_BYTES || statement->parsed->dml == NULL ||
	    statement->parsed->dml->value_rows == 0)
		return;
	const char *end = g_utf8_find_prev_char(statement->text, statement->text + KEPT_BYTES);
	char *beginning = g_strndup(statement->text, (gsize)(end - statement->text));
	g_free(statement->text);
	statement->text = beginning;
	statement->cut = true;
	plan_note_unasked(plan, "EN001", "of long INSERTs only the beginning was read for words");
}

static bool
read_step(Plan *plan, const Migration *migration, const Step *step, GError **error)
{
	PlanStatement *statement = g_new0(PlanStatement, 1);

	g_ptr_array_add(plan->statements, statement);
	statement->migration = migration;
	statement->step = step;
	statement->index = plan->statements->len - 1;
	statement->migration_index = plan->migrations->len - 1;
	statement->position = step->sql->position;
	statement->problems = g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);
	statement->seconds = -1;
	statement->text = sql_text_read(step->sql, error);
	if (statement->text == NULL)
		return false;
	statement->parsed = sql_parse(statement->text, (gsize)step->sql->length, SQL_MODE_DEFAULT);
	const SqlTableDdl *ddl = statement->parsed->table_ddl;
	plan->state->has_likeness |= ddl != NULL && ddl->like_table != NULL;
	cut_long_insert(plan, statement);
	statement->undo = undo_text(migration, step, error);
	return statement->undo != NULL;
}

static bool
read_down(PlanMigration *entry, const SqlText *sql, GError **error)
{
	char *text = sql_text_read(sql, error);

	if (text == NULL)
		return false;
	g_ptr_array_add(entry->down_texts, text);
	g_ptr_array_add(entry->down, sql_parse(text, (gsize)sql->length, SQL_MODE_DEFAULT));
	return true;
}

/* The steps' own downs, newest first, then the file's: the order in which `down` runs them. */
static bool
read_downs(PlanMigration *entry, GError **error)
{
	const Migration *migration = entry->migration;

	for (guint i = migration->steps->len; i > 0; i--) {
		const Step *step = g_ptr_array_index(migration->steps, i - 1);
		if (step->down != NULL && !read_down(entry, step->down, error))
			return false;
	}
	for (guint i = 0; i < migration->down->len; i++)
		if (!read_down(entry, g_ptr_array_index(migration->down, i), error))
			return false;
	entry->has_down = entry->down->len > 0;
	return true;
}

static bool
read_migration(Plan *plan, const Migration *migration, GError **error)
{
	PlanMigration *entry = g_new0(PlanMigration, 1);

	g_ptr_array_add(plan->migrations, entry);
	entry->migration = migration;
	entry->first = plan->statements->len;
	entry->count = migration->steps->len;
	entry->down = g_ptr_array_new_with_free_func((GDestroyNotify)sql_parsed_free);
	entry->down_texts = g_ptr_array_new_with_free_func(g_free);
	entry->down_problems = g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);
	for (guint i = 0; i < migration->steps->len; i++)
		if (!read_step(plan, migration, g_ptr_array_index(migration->steps, i), error))
			return false;
	return read_downs(entry, error);
}

static void
mention(Plan *plan, const char *table, guint index)
{
	if (table == NULL)
		return;
	g_autofree char *key = g_utf8_strdown(table, -1);
	GArray *indexes = g_hash_table_lookup(plan->state->mentions, key);
	if (indexes == NULL) {
		indexes = g_array_new(FALSE, FALSE, sizeof(guint));
		g_hash_table_insert(plan->state->mentions, g_steal_pointer(&key), indexes);
	}
	if (indexes->len == 0 || g_array_index(indexes, guint, indexes->len - 1) != index)
		g_array_append_val(indexes, index);
}

static void
mention_effects(Plan *plan, const PlanStatement *statement)
{
	const GPtrArray *effects = statement->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		bool table = effect->object == SQL_OBJECT_TABLE;
		mention(plan, table ? effect->name : effect->table, statement->index);
		if (table && effect->effect == SQL_EFFECT_RENAME)
			mention(plan, effect->new_name, statement->index);
	}
}

gint
plan_last_mention(const Plan *plan, const char *table, guint before)
{
	g_autofree char *key = g_utf8_strdown(table, -1);
	const GArray *indexes = g_hash_table_lookup(plan->state->mentions, key);

	guint low = 0;
	guint high = indexes != NULL ? indexes->len : 0;

	/* Halving: a plan may change one table thousands of times. */
	while (low < high) {
		guint middle = (low + high) / 2;
		if (g_array_index(indexes, guint, middle) < before)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? (gint)g_array_index(indexes, guint, low - 1) : -1;
}

bool
plan_read(Plan *plan, const PlanInput *input, GError **error)
{
	for (guint i = 0; i < input->migrations->len; i++)
		if (!read_migration(plan, g_ptr_array_index(input->migrations, i), error))
			return false;
	for (guint i = 0; i < plan->statements->len; i++)
		mention_effects(plan, g_ptr_array_index(plan->statements, i));
	return true;
}

void
plan_statement_free(PlanStatement *statement)
{
	if (statement == NULL)
		return;
	g_free(statement->text);
	sql_parsed_free(statement->parsed);
	if (statement->before != NULL)
		schema_table_unref(statement->before);
	if (statement->after != NULL)
		schema_table_unref(statement->after);
	g_clear_pointer(&statement->problems, g_ptr_array_unref);
	g_free(statement->undo);
	g_free(statement);
}

void
plan_migration_free(PlanMigration *migration)
{
	if (migration == NULL)
		return;
	g_clear_pointer(&migration->down, g_ptr_array_unref);
	g_clear_pointer(&migration->down_texts, g_ptr_array_unref);
	g_clear_pointer(&migration->down_problems, g_ptr_array_unref);
	g_clear_pointer(&migration->down_differences, g_ptr_array_unref);
	g_free(migration);
}
