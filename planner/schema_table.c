#include <string.h>

#include "planner/schema_internal.h"

void
schema_set_string(char **place, const char *value)
{
	char *copy = g_strdup(value);

	g_free(*place);
	*place = copy;
}

GPtrArray *
schema_copy_names(const GPtrArray *names)
{
	GPtrArray *copy = g_ptr_array_new_full(names->len, g_free);

	for (guint i = 0; i < names->len; i++)
		g_ptr_array_add(copy, g_strdup(names->pdata[i]));
	return copy;
}

SchemaTable *
schema_table_new(const char *name)
{
	SchemaTable *table = g_new0(SchemaTable, 1);

	g_atomic_ref_count_init(&table->references);
	table->name = g_strdup(name);
	table->columns = g_ptr_array_new_with_free_func((GDestroyNotify)sql_column_free);
	table->indexes = g_ptr_array_new_with_free_func((GDestroyNotify)sql_index_free);
	table->foreign_keys = g_ptr_array_new_with_free_func((GDestroyNotify)sql_foreign_key_free);
	table->checks = g_ptr_array_new_with_free_func((GDestroyNotify)sql_check_free);
	table->implied = g_ptr_array_new_with_free_func(g_free);
	table->statistics.row_versions = -1;
	return table;
}

SchemaTable *
schema_table_copy_empty(const SchemaTable *table)
{
	SchemaTable *copy = schema_table_new(table->name);

	copy->engine = g_strdup(table->engine);
	copy->charset = g_strdup(table->charset);
	copy->collation = g_strdup(table->collation);
	copy->row_format = g_strdup(table->row_format);
	copy->comment = g_strdup(table->comment);
	copy->partitioning =
		table->partitioning != NULL ? sql_partitioning_copy(table->partitioning) : NULL;
	copy->incomplete = table->incomplete;
	copy->statistics = table->statistics;
	return copy;
}

SchemaTable *
schema_table_copy(const SchemaTable *table)
{
	SchemaTable *copy = schema_table_copy_empty(table);

	for (guint i = 0; i < table->columns->len; i++)
		g_ptr_array_add(copy->columns, sql_column_copy(table->columns->pdata[i]));
	for (guint i = 0; i < table->indexes->len; i++)
		g_ptr_array_add(copy->indexes, sql_index_copy(table->indexes->pdata[i]));
	for (guint i = 0; i < table->foreign_keys->len; i++)
		g_ptr_array_add(copy->foreign_keys,
		                sql_foreign_key_copy(table->foreign_keys->pdata[i]));
	for (guint i = 0; i < table->checks->len; i++)
		g_ptr_array_add(copy->checks, sql_check_copy(table->checks->pdata[i]));
	for (guint i = 0; i < table->implied->len; i++)
		g_ptr_array_add(copy->implied, g_strdup(table->implied->pdata[i]));
	return copy;
}

SchemaTable *
schema_table_ref(const SchemaTable *table)
{
	SchemaTable *counted = (SchemaTable *)table; /* only the count changes */

	g_atomic_ref_count_inc(&counted->references);
	return counted;
}

void
schema_table_unref(SchemaTable *table)
{
	if (table == NULL || !g_atomic_ref_count_dec(&table->references))
		return;

	g_free(table->name);
	g_ptr_array_unref(table->columns);
	g_ptr_array_unref(table->indexes);
	g_ptr_array_unref(table->foreign_keys);
	g_ptr_array_unref(table->checks);
	g_ptr_array_unref(table->implied);
	g_free(table->engine);
	g_free(table->charset);
	g_free(table->collation);
	g_free(table->row_format);
	g_free(table->comment);
	sql_partitioning_free(table->partitioning);
	g_free(table);
}

void
schema_program_free(SchemaProgram *program)
{
	if (program == NULL)
		return;

	g_free(program->name);
	g_free(program->table);
	g_free(program->body);
	g_free(program->definer);
	g_clear_pointer(&program->reads, g_ptr_array_unref);
	g_free(program);
}

bool
schema_same_name(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return false;
	if (g_ascii_strcasecmp(a, b) == 0)
		return true;
	if (g_str_is_ascii(a) || g_str_is_ascii(b))
		return false;
	g_autofree char *folded_a = g_utf8_casefold(a, -1);
	g_autofree char *folded_b = g_utf8_casefold(b, -1);
	return g_str_equal(folded_a, folded_b);
}

bool
schema_lists_name(const GPtrArray *names, const char *name)
{
	for (guint i = 0; i < names->len; i++)
		if (schema_same_name(names->pdata[i], name))
			return true;
	return false;
}

gint
schema_column_position(const SchemaTable *table, const char *name)
{
	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = table->columns->pdata[i];
		if (schema_same_name(column->name, name))
			return (gint)i;
	}
	return -1;
}

const SqlColumn *
schema_find_column(const SchemaTable *table, const char *name)
{
	gint at = schema_column_position(table, name);

	return at >= 0 ? table->columns->pdata[at] : NULL;
}

const SqlIndex *
schema_find_index(const SchemaTable *table, const char *name)
{
	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = table->indexes->pdata[i];
		if (schema_same_name(index->name, name))
			return index;
	}
	return NULL;
}

const SqlForeignKey *
schema_find_foreign_key(const SchemaTable *table, const char *name)
{
	for (guint i = 0; i < table->foreign_keys->len; i++) {
		const SqlForeignKey *key = table->foreign_keys->pdata[i];
		if (schema_same_name(key->name, name))
			return key;
	}
	return NULL;
}

const SqlForeignKey *
schema_foreign_key_over(const SchemaTable *table, const char *column)
{
	for (guint i = 0; i < table->foreign_keys->len; i++) {
		const SqlForeignKey *key = table->foreign_keys->pdata[i];
		if (schema_lists_name(key->columns, column))
			return key;
	}
	return NULL;
}

const SqlCheck *
schema_find_check(const SchemaTable *table, const char *name)
{
	for (guint i = 0; i < table->checks->len; i++) {
		const SqlCheck *check = table->checks->pdata[i];
		if (schema_same_name(check->name, name))
			return check;
	}
	return NULL;
}

const SqlIndex *
schema_primary_key(const SchemaTable *table)
{
	const SqlIndex *first = table->indexes->len > 0 ? table->indexes->pdata[0] : NULL;

	return first != NULL && first->kind == SQL_INDEX_PRIMARY ? first : NULL;
}

bool
schema_index_has_column(const SqlIndex *index, const char *column)
{
	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = index->parts->pdata[i];
		if (part->column != NULL && schema_same_name(part->column, column))
			return true;
	}
	return false;
}

/* Whether the whole column stands among the first `count` parts, or at `at` alone. */
static bool
leads_with(const SqlIndex *index, const char *column, guint from, guint to)
{
	for (guint i = from; i < to; i++) {
		const SqlKeyPart *part = index->parts->pdata[i];
		if (part->column != NULL && part->prefix_length == 0 &&
		    schema_same_name(part->column, column))
			return true;
	}
	return false;
}

static bool
is_led_by(const SqlIndex *index, const GPtrArray *columns, bool any_order)
{
	if (index->kind == SQL_INDEX_FULLTEXT || index->kind == SQL_INDEX_SPATIAL ||
	    index->kind == SQL_INDEX_VECTOR || index->parts->len < columns->len)
		return false;
	for (guint i = 0; i < columns->len; i++)
		if (!leads_with(index, columns->pdata[i], any_order ? 0 : i,
		                any_order ? columns->len : i + 1))
			return false;
	return true;
}

const SqlIndex *
schema_index_led_by(const SchemaTable *table, const GPtrArray *columns, bool any_order)
{
	for (guint i = 0; i < table->indexes->len; i++)
		if (is_led_by(table->indexes->pdata[i], columns, any_order))
			return table->indexes->pdata[i];
	return NULL;
}
