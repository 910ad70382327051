#include <string.h>

#include "planner/schema_internal.h"

/* What is being compared, and where differences go. */
typedef struct {
	const SchemaTable *before;
	const SchemaTable *after;
	GPtrArray *differences;
} TableComparison;

static void
add_difference(GPtrArray *differences, SqlObjectKind object, const char *table, const char *name,
               const char *before, const char *after)
{
	SchemaDifference *difference = g_new(SchemaDifference, 1);

	*difference = (SchemaDifference){
		.object = object,
		.table = g_strdup(table),
		.name = g_strdup(name),
		.before = g_strdup(before),
		.after = g_strdup(after),
	};
	g_ptr_array_add(differences, difference);
}

void
schema_difference_free(SchemaDifference *difference)
{
	if (difference == NULL)
		return;

	g_free(difference->table);
	g_free(difference->name);
	g_free(difference->before);
	g_free(difference->after);
	g_free(difference);
}

char *
schema_difference_text(const SchemaDifference *difference)
{
	g_autoptr(GString) text = g_string_new(sql_object_kind_name(difference->object));

	g_string_append_printf(text, " `%s`", difference->name);
	if (difference->table != NULL)
		g_string_append_printf(text, " of `%s`", difference->table);
	if (difference->before == NULL)
		g_string_append_printf(text, " is new: %s", difference->after);
	else if (difference->after == NULL)
		g_string_append_printf(text, " is gone: %s", difference->before);
	else
		g_string_append_printf(text, " was %s, is %s", difference->before,
		                       difference->after);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* ---- parts of tables: one way for all kinds */

/* How one kind of part is listed, named and written. */
typedef struct {
	SqlObjectKind object;
	const GPtrArray *(*list)(const SchemaTable *table);
	const char *(*name)(const void *part);
	void (*append)(GString *sql, const void *part, const SchemaTable *table,
	               SchemaTextForm form);
} PartKind;

static const GPtrArray *
list_columns(const SchemaTable *table)
{
	return table->columns;
}

static const char *
column_name(const void *part)
{
	return ((const SqlColumn *)part)->name;
}

static void
append_column(GString *sql, const void *part, const SchemaTable *table, SchemaTextForm form)
{
	schema_append_column(sql, part, table, form);
}

static const GPtrArray *
list_indexes(const SchemaTable *table)
{
	return table->indexes;
}

static const char *
index_name(const void *part)
{
	return ((const SqlIndex *)part)->name;
}

static void
append_index(GString *sql, const void *part, const SchemaTable *table G_GNUC_UNUSED,
             SchemaTextForm form)
{
	schema_append_index(sql, part, form);
}

static const GPtrArray *
list_foreign_keys(const SchemaTable *table)
{
	return table->foreign_keys;
}

static const char *
foreign_key_name(const void *part)
{
	return ((const SqlForeignKey *)part)->name;
}

static void
append_foreign_key(GString *sql, const void *part, const SchemaTable *table G_GNUC_UNUSED,
                   SchemaTextForm form)
{
	schema_append_foreign_key(sql, part, form);
}

static const GPtrArray *
list_checks(const SchemaTable *table)
{
	return table->checks;
}

static const char *
check_name(const void *part)
{
	return ((const SqlCheck *)part)->name;
}

static void
append_check(GString *sql, const void *part, const SchemaTable *table G_GNUC_UNUSED,
             SchemaTextForm form)
{
	schema_append_check(sql, part, form);
}

static const GPtrArray *
list_partitions(const SchemaTable *table)
{
	return table->partitioning != NULL ? table->partitioning->partitions : NULL;
}

static const char *
partition_name(const void *part)
{
	return ((const SqlPartition *)part)->name;
}

static void
append_partition(GString *sql, const void *part, const SchemaTable *table G_GNUC_UNUSED,
                 SchemaTextForm form)
{
	schema_append_partition(sql, part, form);
}

static const PartKind part_kinds[] = {
	{SQL_OBJECT_COLUMN, list_columns, column_name, append_column},
	{SQL_OBJECT_INDEX, list_indexes, index_name, append_index},
	{SQL_OBJECT_FOREIGN_KEY, list_foreign_keys, foreign_key_name, append_foreign_key},
	{SQL_OBJECT_CHECK, list_checks, check_name, append_check},
	{SQL_OBJECT_PARTITION, list_partitions, partition_name, append_partition},
};

static const void *
find_part(const PartKind *kind, const SchemaTable *table, const char *name)
{
	const GPtrArray *parts = kind->list(table);

	for (guint i = 0; parts != NULL && i < parts->len; i++)
		if (schema_same_name(kind->name(parts->pdata[i]), name))
			return parts->pdata[i];
	return NULL;
}

static char *
part_text(const PartKind *kind, const void *part, const SchemaTable *table, SchemaTextForm form)
{
	GString *sql = g_string_new(NULL);

	if (part == NULL)
		return g_string_free(sql, TRUE);
	kind->append(sql, part, table, form);
	return g_string_free(sql, FALSE);
}

static void
add_part_difference(const TableComparison *comparison, const PartKind *kind, const void *before,
                    const void *after)
{
	g_autofree char *was = part_text(kind, before, comparison->before, SCHEMA_TEXT_READABLE);
	g_autofree char *is = part_text(kind, after, comparison->after, SCHEMA_TEXT_READABLE);

	add_difference(comparison->differences, kind->object, comparison->after->name,
	               kind->name(after != NULL ? after : before), was, is);
}

static void
compare_part(const TableComparison *comparison, const PartKind *kind, const void *before,
             const void *after)
{
	if (before != NULL && after != NULL) {
		g_autofree char *was =
			part_text(kind, before, comparison->before, SCHEMA_TEXT_NORMAL);
		g_autofree char *is = part_text(kind, after, comparison->after, SCHEMA_TEXT_NORMAL);
		/* A bound that the server computed cannot be compared with the text it had. */
		if (g_str_equal(was, is) ||
		    (kind->object == SQL_OBJECT_PARTITION &&
		     (g_str_has_suffix(was, "(?)") || g_str_has_suffix(is, "(?)"))))
			return;
	}
	add_part_difference(comparison, kind, before, after);
}

static void
compare_parts(const TableComparison *comparison, const PartKind *kind)
{
	const GPtrArray *before = kind->list(comparison->before);
	const GPtrArray *after = kind->list(comparison->after);

	for (guint i = 0; before != NULL && i < before->len; i++) {
		const char *name = kind->name(before->pdata[i]);
		compare_part(comparison, kind, before->pdata[i],
		             find_part(kind, comparison->after, name));
	}
	for (guint i = 0; after != NULL && i < after->len; i++)
		if (find_part(kind, comparison->before, kind->name(after->pdata[i])) == NULL)
			compare_part(comparison, kind, NULL, after->pdata[i]);
}

/* ---- order of columns */

/* The name in front of the column, of those that both tables have; NULL: it is the first. */
static const char *
predecessor(const SchemaTable *table, gint at, const SchemaTable *other)
{
	for (gint i = at - 1; i >= 0; i--) {
		const SqlColumn *column = table->columns->pdata[i];
		if (schema_find_column(other, column->name) != NULL)
			return column->name;
	}
	return NULL;
}

static char *
place_text(const char *after)
{
	return after != NULL ? g_strdup_printf("AFTER `%s`", after) : g_strdup("FIRST");
}

static void
compare_order(const TableComparison *comparison)
{
	for (guint i = 0; i < comparison->after->columns->len; i++) {
		const SqlColumn *column = comparison->after->columns->pdata[i];
		gint was = schema_column_position(comparison->before, column->name);
		if (was < 0)
			continue;
		const char *before = predecessor(comparison->before, was, comparison->after);
		const char *after = predecessor(comparison->after, (gint)i, comparison->before);
		if (before == after ||
		    (before != NULL && after != NULL && schema_same_name(before, after)))
			continue;
		g_autofree char *old_place = place_text(before);
		g_autofree char *new_place = place_text(after);
		add_difference(comparison->differences, SQL_OBJECT_COLUMN, comparison->after->name,
		               column->name, old_place, new_place);
		return; /* the columns behind follow from it */
	}
}

/* ---- options */

static void
compare_option(const TableComparison *comparison, const char *option, const char *before,
               const char *after)
{
	before = before != NULL ? before : "";
	after = after != NULL ? after : "";
	bool is_comment = g_str_equal(option, "COMMENT");
	if (is_comment ? g_str_equal(before, after) : g_ascii_strcasecmp(before, after) == 0)
		return;

	g_autofree char *was = g_strdup_printf("%s=%s", option, *before ? before : "(default)");
	g_autofree char *is = g_strdup_printf("%s=%s", option, *after ? after : "(default)");
	add_difference(comparison->differences, SQL_OBJECT_TABLE, NULL, comparison->after->name,
	               was, is);
}

static void
compare_options(const TableComparison *comparison)
{
	const SchemaTable *before = comparison->before;
	const SchemaTable *after = comparison->after;

	compare_option(comparison, "ENGINE", before->engine, after->engine);
	compare_option(comparison, "CHARSET", before->charset, after->charset);
	compare_option(comparison, "COLLATE", before->collation, after->collation);
	compare_option(comparison, "ROW_FORMAT", before->row_format, after->row_format);
	compare_option(comparison, "COMMENT", before->comment, after->comment);
}

static char *
partitioning_text(const SqlPartitioning *partitioning)
{
	if (partitioning == NULL)
		return NULL;
	g_autofree char *expression = partitioning->expression != NULL
	                                      ? schema_expression_normal(partitioning->expression)
	                                      : g_strdup("");
	return g_strdup_printf("PARTITION BY %s (%s)", partitioning->method, expression);
}

static void
compare_partitioning(const TableComparison *comparison)
{
	g_autofree char *before = partitioning_text(comparison->before->partitioning);
	g_autofree char *after = partitioning_text(comparison->after->partitioning);

	if (g_strcmp0(before, after) == 0)
		return;
	add_difference(comparison->differences, SQL_OBJECT_TABLE, NULL, comparison->after->name,
	               before != NULL ? before : "not partitioned",
	               after != NULL ? after : "not partitioned");
}

static void
compare_tables(const SchemaTable *before, const SchemaTable *after, GPtrArray *differences)
{
	TableComparison comparison = {before, after, differences};

	if (before == after)
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(part_kinds); i++)
		compare_parts(&comparison, &part_kinds[i]);
	compare_order(&comparison);
	compare_options(&comparison);
	compare_partitioning(&comparison);
}

GPtrArray *
schema_table_diff(const SchemaTable *before, const SchemaTable *after)
{
	GPtrArray *differences =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_difference_free);

	compare_tables(before, after, differences);
	return differences;
}

/* ---- whole schemas */

static char *
table_summary(const SchemaTable *table)
{
	return table != NULL ? g_strdup_printf("%u columns, %u indexes, %u foreign keys",
	                                       table->columns->len, table->indexes->len,
	                                       table->foreign_keys->len)
	                     : NULL;
}

static void
compare_table_entries(const SchemaTable *before, const SchemaTable *after, GPtrArray *differences)
{
	if (before != NULL && after != NULL) {
		compare_tables(before, after, differences);
		return;
	}
	if (before == after)
		return;
	g_autofree char *was = table_summary(before);
	g_autofree char *is = table_summary(after);
	add_difference(differences, SQL_OBJECT_TABLE, NULL,
	               after != NULL ? after->name : before->name, was, is);
}

/* What a program is, in the words that can be compared: its text without blanks and case. */
static char *
program_text(const SchemaProgram *program)
{
	if (program == NULL)
		return NULL;
	const char *body = program->body != NULL ? program->body : "(definition not visible)";
	return program->table != NULL ? g_strdup_printf("on `%s`: %s", program->table, body)
	                              : g_strdup(body);
}

static void
compare_programs(const SchemaProgram *before, const SchemaProgram *after, GPtrArray *differences)
{
	const SchemaProgram *either = after != NULL ? after : before;
	if (either == NULL) /* made and dropped since the mark */
		return;
	g_autofree char *was = program_text(before);
	g_autofree char *is = program_text(after);

	/* The server rewrites the text of a view; that both are there is what is known. */
	if (before != NULL && after != NULL &&
	    (either->kind == SQL_OBJECT_VIEW || g_strcmp0(was, is) == 0))
		return;
	add_difference(differences, either->kind, either->table, either->name, was, is);
}

static gint
compare_pointed_strings(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The keys of both, in order, once each: of borrowed char *. */
static GPtrArray *
sorted_keys(GHashTable *before, GHashTable *after)
{
	GPtrArray *keys = g_ptr_array_new();
	GHashTableIter iter;
	gpointer key = NULL;

	g_hash_table_iter_init(&iter, before);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		g_ptr_array_add(keys, key);
	g_hash_table_iter_init(&iter, after);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		if (!g_hash_table_contains(before, key))
			g_ptr_array_add(keys, key);
	g_ptr_array_sort(keys, compare_pointed_strings);
	return keys;
}

GPtrArray *
schema_diff(const Schema *before, const Schema *after)
{
	GPtrArray *differences =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_difference_free);
	g_autoptr(GPtrArray) keys = sorted_keys(before->tables, after->tables);

	for (guint i = 0; i < keys->len; i++)
		compare_table_entries(g_hash_table_lookup(before->tables, keys->pdata[i]),
		                      g_hash_table_lookup(after->tables, keys->pdata[i]),
		                      differences);
	for (guint i = 0; i < before->programs->len; i++) {
		const SchemaProgram *program = before->programs->pdata[i];
		compare_programs(program, schema_find_program(after, program->kind, program->name),
		                 differences);
	}
	for (guint i = 0; i < after->programs->len; i++) {
		const SchemaProgram *program = after->programs->pdata[i];
		if (schema_find_program(before, program->kind, program->name) == NULL)
			compare_programs(NULL, program, differences);
	}
	return differences;
}

GPtrArray *
schema_diff_mark(const Schema *schema)
{
	GPtrArray *differences =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_difference_free);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; schema->log != NULL && i < schema->log->len; i++) {
		const SchemaChange *change = schema->log->pdata[i];
		char *key = g_strdup_printf("%d:%s", (int)change->object, change->name);
		if (!g_hash_table_add(seen, key)) /* the first change tells how it was */
			continue;
		if (change->object == SQL_OBJECT_TABLE)
			compare_table_entries(change->table,
			                      g_hash_table_lookup(schema->tables, change->name),
			                      differences);
		else
			compare_programs(change->program,
			                 schema_find_program(schema, change->object, change->name),
			                 differences);
	}
	return differences;
}
