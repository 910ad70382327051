#include "planner/load.h"
#include "planner/plan_internal.h"

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

bool
plan_read(Plan *plan, const PlanInput *input, GError **error)
{
	for (guint i = 0; i < input->migrations->len; i++)
		if (!read_migration(plan, g_ptr_array_index(input->migrations, i), error))
			return false;
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
