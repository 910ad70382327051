#include "planner/rules/siblings.h"

#include <string.h>

static gint
compare_tables(gconstpointer a, gconstpointer b)
{
	const SchemaTable *left = *(SchemaTable *const *)a;
	const SchemaTable *right = *(SchemaTable *const *)b;

	return strcmp(left->name, right->name);
}

static void
list_tables(Siblings *siblings, const Schema *schema)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, schema->tables);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const SchemaTable *table = value;
		if (!g_str_has_prefix(table->name, "mgrun_"))
			g_ptr_array_add(siblings->tables, value);
	}
	g_ptr_array_sort(siblings->tables, compare_tables);
}

static void
add_column(Siblings *siblings, const SchemaTable *table, const SqlColumn *column)
{
	g_autofree char *key = g_ascii_strdown(column->name, -1);
	GArray *list = g_hash_table_lookup(siblings->columns, key);
	const Sibling sibling = {.table = table, .column = column};

	if (list == NULL) {
		list = g_array_new(FALSE, FALSE, sizeof(Sibling));
		g_hash_table_insert(siblings->columns, g_steal_pointer(&key), list);
	}
	g_array_append_val(list, sibling);
}

Siblings *
siblings_new(const Schema *schema)
{
	Siblings *siblings = g_new0(Siblings, 1);

	siblings->tables = g_ptr_array_new();
	siblings->columns = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                                          (GDestroyNotify)g_array_unref);
	list_tables(siblings, schema);
	for (guint i = 0; i < siblings->tables->len; i++) {
		const SchemaTable *table = g_ptr_array_index(siblings->tables, i);
		for (guint j = 0; j < table->columns->len; j++)
			add_column(siblings, table, g_ptr_array_index(table->columns, j));
	}
	return siblings;
}

void
siblings_free(Siblings *siblings)
{
	if (siblings == NULL)
		return;
	g_ptr_array_unref(siblings->tables);
	g_hash_table_unref(siblings->columns);
	g_free(siblings);
}

const GArray *
siblings_of(const Siblings *siblings, const char *name)
{
	g_autofree char *key = g_ascii_strdown(name, -1);

	return g_hash_table_lookup(siblings->columns, key);
}
