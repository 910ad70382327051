#include <string.h>

#include "runner/inspect_internal.h"

SchemaTable *
inspection_table(Inspection *inspection, const char *name)
{
	if (inspection->last == NULL || !g_str_equal(inspection->last->name, name))
		inspection->last = g_hash_table_lookup(inspection->tables, name);
	return inspection->last;
}

/* What was written, not what came of it: TABLES.ROW_FORMAT tells the latter. */
static char *
row_format_of(const char *options)
{
	const char *at = options != NULL ? strstr(options, "row_format=") : NULL;

	if (at == NULL)
		return NULL;
	at += strlen("row_format=");
	g_autofree char *word = g_strndup(at, strcspn(at, " "));
	return g_ascii_strup(word, -1);
}

static void
take_statistics(SchemaTable *table, const Rows *row)
{
	table->statistics = (SchemaStatistics){
		.known = rows_text(row, 6) != NULL,
		.rows = rows_uint(row, 6),
		.data_bytes = rows_uint(row, 7),
		.index_bytes = rows_uint(row, 8),
		.auto_increment = rows_uint(row, 9),
		.row_versions = -1,
	};
}

static void
take_sequence(Inspection *inspection, const char *name)
{
	SchemaProgram *program = g_new0(SchemaProgram, 1);

	program->kind = SQL_OBJECT_SEQUENCE;
	program->name = g_strdup(name);
	g_ptr_array_add(inspection->programs, program);
}

void
inspect_take_table(Inspection *inspection, const Rows *row)
{
	const char *type = rows_text(row, 1);
	const char *collation = rows_text(row, 3);
	const char *options = rows_text(row, 4);
	const char *comment = rows_text(row, 5);

	if (strstr(type, "VIEW") != NULL)
		return;
	if (g_str_equal(type, "SEQUENCE")) {
		take_sequence(inspection, rows_text(row, 0));
		return;
	}
	SchemaTable *table = schema_table_new(rows_text(row, 0));
	table->engine = g_strdup(rows_text(row, 2));
	table->collation = g_strdup(collation);
	table->charset = collation != NULL ? schema_collation_charset(collation) : NULL;
	table->row_format = row_format_of(options);
	table->comment = comment != NULL && *comment != '\0' ? g_strdup(comment) : NULL;
	take_statistics(table, row);
	inspection->any_partitioned |= options != NULL && strstr(options, "partitioned") != NULL;
	g_ptr_array_add(inspection->order, table);
	g_hash_table_insert(inspection->tables, table->name, table);
}

/* ---- indexes */

static SqlIndexKind
index_kind(const char *name, bool unique, const char *type)
{
	if (g_str_equal(name, "PRIMARY"))
		return SQL_INDEX_PRIMARY;
	if (g_str_equal(type, "FULLTEXT"))
		return SQL_INDEX_FULLTEXT;
	if (g_str_equal(type, "SPATIAL") || g_str_equal(type, "RTREE"))
		return SQL_INDEX_SPATIAL;
	if (g_str_equal(type, "VECTOR"))
		return SQL_INDEX_VECTOR;
	return unique ? SQL_INDEX_UNIQUE : SQL_INDEX_PLAIN;
}

/* The rows of an index follow each other. */
static SqlIndex *
index_of_row(SchemaTable *table, const Rows *row)
{
	guint count = table->indexes->len;
	SqlIndex *last = count > 0 ? table->indexes->pdata[count - 1] : NULL;
	const char *name = rows_text(row, 1);
	const char *comment = rows_text(row, 7);

	if (last != NULL && g_str_equal(last->name, name))
		return last;
	SqlIndex *index =
		sql_index_new(index_kind(name, rows_uint(row, 2) == 0, rows_text(row, 3)));
	g_free(index->name);
	index->name = g_strdup(name);
	index->comment = comment != NULL && *comment != '\0' ? g_strdup(comment) : NULL;
	index->invisible = rows_is_true(row, 8);
	if (g_strcmp0(table->engine, "MEMORY") == 0 && g_str_equal(rows_text(row, 3), "BTREE"))
		index->using = g_strdup("BTREE");
	g_ptr_array_add(table->indexes, index);
	return index;
}

void
inspect_take_index_part(Inspection *inspection, const Rows *row)
{
	SchemaTable *table = inspection_table(inspection, rows_text(row, 0));
	const char *order = rows_text(row, 6);
	const char *expression = rows_text(row, 9);

	if (table == NULL)
		return;
	SqlIndex *index = index_of_row(table, row);
	SqlKeyPart *part = g_new0(SqlKeyPart, 1);
	part->column = g_strdup(rows_text(row, 4));
	part->expression = expression != NULL
	                           ? inspect_expression(expression, inspection->target->mariadb)
	                           : NULL;
	/* A SPATIAL index tells 32 bytes of each part, a FULLTEXT index none. */
	if (index->kind != SQL_INDEX_SPATIAL && index->kind != SQL_INDEX_FULLTEXT)
		part->prefix_length = (guint)rows_uint(row, 5);
	part->descending = order != NULL && g_str_equal(order, "D");
	g_ptr_array_add(index->parts, part);
}

/* ---- foreign keys, checks */

static SqlReferentialAction
action_of(const char *rule)
{
	if (g_str_equal(rule, "CASCADE"))
		return SQL_REFERENTIAL_CASCADE;
	if (g_str_equal(rule, "SET NULL"))
		return SQL_REFERENTIAL_SET_NULL;
	if (g_str_equal(rule, "SET DEFAULT"))
		return SQL_REFERENTIAL_SET_DEFAULT;
	return g_str_equal(rule, "RESTRICT") ? SQL_REFERENTIAL_RESTRICT : SQL_REFERENTIAL_NO_ACTION;
}

void
inspect_take_foreign_key(Inspection *inspection, const Rows *row)
{
	SchemaTable *table = inspection_table(inspection, rows_text(row, 0));

	if (table == NULL)
		return;
	SqlForeignKey *key = sql_foreign_key_new();
	key->name = g_strdup(rows_text(row, 1));
	key->parent_table = g_strdup(rows_text(row, 2));
	key->parent_schema = g_strdup(rows_text(row, 3));
	key->on_delete = action_of(rows_text(row, 4));
	key->on_update = action_of(rows_text(row, 5));
	g_ptr_array_add(table->foreign_keys, key);
}

void
inspect_take_foreign_key_column(Inspection *inspection, const Rows *row)
{
	SchemaTable *table = inspection_table(inspection, rows_text(row, 0));

	for (guint i = 0; table != NULL && i < table->foreign_keys->len; i++) {
		SqlForeignKey *key = table->foreign_keys->pdata[i];
		if (!g_str_equal(key->name, rows_text(row, 1)))
			continue;
		g_ptr_array_add(key->columns, g_strdup(rows_text(row, 2)));
		g_ptr_array_add(key->parent_columns, g_strdup(rows_text(row, 3)));
		return;
	}
}

void
inspect_take_check(Inspection *inspection, const Rows *row)
{
	SchemaTable *table = inspection_table(inspection, rows_text(row, 0));

	if (table == NULL)
		return;
	SqlCheck *check = sql_check_new();
	check->name = g_strdup(rows_text(row, 1));
	check->expression = g_strdup(rows_text(row, 2) != NULL ? rows_text(row, 2) : "");
	check->enforced = g_str_equal(rows_text(row, 3), "YES");
	g_ptr_array_add(table->checks, check);
	g_hash_table_insert(inspection->checks, check->name, check);
}

void
inspect_take_check_clause(Inspection *inspection, const Rows *row)
{
	SqlCheck *check = g_hash_table_lookup(inspection->checks, rows_text(row, 0));

	if (check == NULL || rows_text(row, 1) == NULL)
		return;
	g_free(check->expression);
	check->expression = inspect_expression(rows_text(row, 1), false);
}

/* ---- partitions */

static char *
bounds_of(const char *method, const char *description)
{
	if (description == NULL || *description == '\0')
		return NULL;
	if (g_str_has_prefix(method, "RANGE"))
		return g_strdup_printf("LESS THAN (%s)", description);
	return g_str_has_prefix(method, "LIST") ? g_strdup_printf("IN (%s)", description) : NULL;
}

/* Subpartitions repeat their partition's name. */
void
inspect_take_partition(Inspection *inspection, const Rows *row)
{
	SchemaTable *table = inspection_table(inspection, rows_text(row, 0));
	const char *name = rows_text(row, 3);

	if (table == NULL)
		return;
	if (table->partitioning == NULL) {
		table->partitioning = sql_partitioning_new();
		table->partitioning->method = g_strdup(rows_text(row, 1));
		table->partitioning->expression = g_strdup(rows_text(row, 2));
		if (table->partitioning->partitions == NULL)
			table->partitioning->partitions = g_ptr_array_new();
	}
	GPtrArray *partitions = table->partitioning->partitions;
	const SqlPartition *last =
		partitions->len > 0 ? partitions->pdata[partitions->len - 1] : NULL;
	if (last != NULL && g_str_equal(last->name, name))
		return;
	SqlPartition *partition = g_new0(SqlPartition, 1);
	partition->name = g_strdup(name);
	partition->values = bounds_of(rows_text(row, 1), rows_text(row, 4));
	g_ptr_array_add(partitions, partition);
	table->partitioning->count = partitions->len;
}

/* ---- row versions */

/* The file name of a table: letters, digits and _ stand for themselves, the rest is @hhhh. */
static char *
decode_file_name(const char *name)
{
	GString *text = g_string_new(NULL);

	for (; *name != '\0' && *name != '#'; name++) {
		if (*name != '@' || strlen(name) < 5) {
			g_string_append_c(text, *name);
			continue;
		}
		g_autofree char *digits = g_strndup(name + 1, 4);
		g_string_append_unichar(text, (gunichar)g_ascii_strtoull(digits, NULL, 16));
		name += 4;
	}
	return g_string_free(text, FALSE);
}

void
inspect_take_row_versions(Inspection *inspection, const Rows *row)
{
	const char *slash = strchr(rows_text(row, 0), '/');
	g_autofree char *name = slash != NULL ? decode_file_name(slash + 1) : NULL;
	SchemaTable *table = name != NULL ? g_hash_table_lookup(inspection->tables, name) : NULL;

	if (table != NULL) /* of partitions, the highest counts */
		table->statistics.row_versions =
			MAX(table->statistics.row_versions, (gint64)rows_uint(row, 1));
}
