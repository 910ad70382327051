#include "planner/plan_internal.h"

static SchemaProgram *
copy_program(const SchemaProgram *program)
{
	SchemaProgram *copy = g_new0(SchemaProgram, 1);

	copy->kind = program->kind;
	copy->name = g_strdup(program->name);
	copy->table = g_strdup(program->table);
	copy->body = g_strdup(program->body);
	copy->definer = g_strdup(program->definer);
	if (program->reads != NULL)
		copy->reads =
			g_ptr_array_copy(program->reads, (GCopyFunc)(void (*)(void))g_strdup, NULL);
	if (copy->reads != NULL)
		g_ptr_array_set_free_func(copy->reads, g_free);
	return copy;
}

Schema *
schema_snapshot(const Schema *schema, const PlanTarget *target)
{
	Schema *copy = schema_new(target);
	GHashTableIter iter;
	gpointer table;

	g_free(copy->database);
	copy->database = g_strdup(schema->database);
	copy->fold_names = schema->fold_names;
	g_hash_table_iter_init(&iter, schema->tables);
	while (g_hash_table_iter_next(&iter, NULL, &table))
		schema_take_table(copy, schema_table_ref(table));
	for (guint i = 0; i < schema->programs->len; i++)
		schema_take_program(copy, copy_program(g_ptr_array_index(schema->programs, i)));
	return copy;
}
