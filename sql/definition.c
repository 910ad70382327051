#include "sql/definition.h"

static gpointer
copy_string(gconstpointer text, gpointer user_data G_GNUC_UNUSED)
{
	return g_strdup(text);
}

static GPtrArray *
copy_strings(GPtrArray *strings)
{
	return strings != NULL ? g_ptr_array_copy(strings, copy_string, NULL) : NULL;
}

static void
clear_array(GPtrArray **array)
{
	g_clear_pointer(array, g_ptr_array_unref);
}

void
sql_type_clear(SqlType *type)
{
	g_free(type->written);
	g_free(type->charset);
	g_free(type->collation);
	clear_array(&type->members);
	*type = (SqlType){.srid = -1};
}

void
sql_type_copy(const SqlType *type, SqlType *ret_copy)
{
	*ret_copy = *type;
	ret_copy->written = g_strdup(type->written);
	ret_copy->charset = g_strdup(type->charset);
	ret_copy->collation = g_strdup(type->collation);
	ret_copy->members = copy_strings(type->members);
}

static void
free_check(gpointer check)
{
	sql_check_free(check);
}

static gpointer
copy_check(gconstpointer check, gpointer user_data G_GNUC_UNUSED)
{
	return sql_check_copy(check);
}

SqlColumn *
sql_column_new(void)
{
	SqlColumn *column = g_new0(SqlColumn, 1);

	column->type.srid = -1;
	column->checks = g_ptr_array_new_with_free_func(free_check);
	return column;
}

SqlColumn *
sql_column_copy(const SqlColumn *column)
{
	SqlColumn *copy = g_memdup2(column, sizeof *column);

	copy->name = g_strdup(column->name);
	sql_type_copy(&column->type, &copy->type);
	copy->default_text = g_strdup(column->default_text);
	copy->on_update = g_strdup(column->on_update);
	copy->generated = g_strdup(column->generated);
	copy->comment = g_strdup(column->comment);
	copy->checks = g_ptr_array_copy(column->checks, copy_check, NULL);
	copy->references =
		column->references != NULL ? sql_foreign_key_copy(column->references) : NULL;
	return copy;
}

void
sql_column_free(SqlColumn *column)
{
	if (column == NULL)
		return;

	g_free(column->name);
	sql_type_clear(&column->type);
	g_free(column->default_text);
	g_free(column->on_update);
	g_free(column->generated);
	g_free(column->comment);
	g_ptr_array_unref(column->checks);
	sql_foreign_key_free(column->references);
	g_free(column);
}

static void
free_part(gpointer part)
{
	sql_key_part_free(part);
}

static gpointer
copy_part(gconstpointer source, gpointer user_data G_GNUC_UNUSED)
{
	const SqlKeyPart *part = source;
	SqlKeyPart *copy = g_memdup2(part, sizeof *part);

	copy->column = g_strdup(part->column);
	copy->expression = g_strdup(part->expression);
	return copy;
}

void
sql_key_part_free(SqlKeyPart *part)
{
	if (part == NULL)
		return;

	g_free(part->column);
	g_free(part->expression);
	g_free(part);
}

SqlIndex *
sql_index_new(SqlIndexKind kind)
{
	SqlIndex *index = g_new0(SqlIndex, 1);

	index->kind = kind;
	index->parts = g_ptr_array_new_with_free_func(free_part);
	return index;
}

SqlIndex *
sql_index_copy(const SqlIndex *index)
{
	SqlIndex *copy = g_memdup2(index, sizeof *index);

	copy->name = g_strdup(index->name);
	copy->constraint_name = g_strdup(index->constraint_name);
	copy->parts = g_ptr_array_copy(index->parts, copy_part, NULL);
	copy->using = g_strdup(index->using);
	copy->parser = g_strdup(index->parser);
	copy->comment = g_strdup(index->comment);
	return copy;
}

void
sql_index_free(SqlIndex *index)
{
	if (index == NULL)
		return;

	g_free(index->name);
	g_free(index->constraint_name);
	g_ptr_array_unref(index->parts);
	g_free(index->using);
	g_free(index->parser);
	g_free(index->comment);
	g_free(index);
}

SqlForeignKey *
sql_foreign_key_new(void)
{
	SqlForeignKey *key = g_new0(SqlForeignKey, 1);

	key->columns = g_ptr_array_new_with_free_func(g_free);
	key->parent_columns = g_ptr_array_new_with_free_func(g_free);
	return key;
}

SqlForeignKey *
sql_foreign_key_copy(const SqlForeignKey *key)
{
	SqlForeignKey *copy = g_memdup2(key, sizeof *key);

	copy->name = g_strdup(key->name);
	copy->index_name = g_strdup(key->index_name);
	copy->columns = copy_strings(key->columns);
	copy->parent_schema = g_strdup(key->parent_schema);
	copy->parent_table = g_strdup(key->parent_table);
	copy->parent_columns = copy_strings(key->parent_columns);
	copy->match = g_strdup(key->match);
	return copy;
}

void
sql_foreign_key_free(SqlForeignKey *key)
{
	if (key == NULL)
		return;

	g_free(key->name);
	g_free(key->index_name);
	g_ptr_array_unref(key->columns);
	g_free(key->parent_schema);
	g_free(key->parent_table);
	g_ptr_array_unref(key->parent_columns);
	g_free(key->match);
	g_free(key);
}

SqlCheck *
sql_check_new(void)
{
	SqlCheck *check = g_new0(SqlCheck, 1);

	check->enforced = true;
	return check;
}

SqlCheck *
sql_check_copy(const SqlCheck *check)
{
	SqlCheck *copy = g_memdup2(check, sizeof *check);

	copy->name = g_strdup(check->name);
	copy->expression = g_strdup(check->expression);
	return copy;
}

void
sql_check_free(SqlCheck *check)
{
	if (check == NULL)
		return;

	g_free(check->name);
	g_free(check->expression);
	g_free(check);
}

static void
free_partition(gpointer data)
{
	SqlPartition *partition = data;

	g_free(partition->name);
	g_free(partition->values);
	g_free(partition);
}

static gpointer
copy_partition(gconstpointer source, gpointer user_data G_GNUC_UNUSED)
{
	const SqlPartition *partition = source;
	SqlPartition *copy = g_new0(SqlPartition, 1);

	copy->name = g_strdup(partition->name);
	copy->values = g_strdup(partition->values);
	return copy;
}

SqlPartitioning *
sql_partitioning_new(void)
{
	SqlPartitioning *partitioning = g_new0(SqlPartitioning, 1);

	partitioning->partitions = g_ptr_array_new_with_free_func(free_partition);
	return partitioning;
}

SqlPartitioning *
sql_partitioning_copy(const SqlPartitioning *partitioning)
{
	SqlPartitioning *copy = g_memdup2(partitioning, sizeof *partitioning);

	copy->method = g_strdup(partitioning->method);
	copy->expression = g_strdup(partitioning->expression);
	copy->partitions = g_ptr_array_copy(partitioning->partitions, copy_partition, NULL);
	return copy;
}

void
sql_partitioning_free(SqlPartitioning *partitioning)
{
	if (partitioning == NULL)
		return;

	g_free(partitioning->method);
	g_free(partitioning->expression);
	g_ptr_array_unref(partitioning->partitions);
	g_free(partitioning);
}
