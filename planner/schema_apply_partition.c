#include <string.h>

#include "planner/schema_apply_internal.h"

static gint
partition_position(const SqlPartitioning *partitioning, const char *name)
{
	for (guint i = 0; i < partitioning->partitions->len; i++) {
		const SqlPartition *partition = partitioning->partitions->pdata[i];
		if (schema_same_name(partition->name, name))
			return (gint)i;
	}
	return -1;
}

static bool
is_hashed(const SqlPartitioning *partitioning)
{
	return strstr(partitioning->method, "HASH") != NULL ||
	       strstr(partitioning->method, "KEY") != NULL;
}

static void
add_named(SqlPartitioning *partitioning, const char *name)
{
	SqlPartition *partition = g_new0(SqlPartition, 1);

	partition->name = g_strdup(name);
	g_ptr_array_add(partitioning->partitions, partition);
}

/* Partitions that are only counted are named p0, p1 and so on, each name once. */
static void
add_counted(SqlPartitioning *partitioning, guint count)
{
	guint number = partitioning->partitions->len;

	for (guint i = 0; i < count; number++) {
		g_autofree char *name = g_strdup_printf("p%u", number);
		if (partition_position(partitioning, name) >= 0)
			continue;
		add_named(partitioning, name);
		i++;
	}
}

static void
refuse_partition(Application *application, guint number, const char *name, const char *what)
{
	apply_problem(application, (ErrorNumbers){number, number}, SQL_OBJECT_PARTITION, name, NULL,
	              "table `%s`: %s", application->after->name, what);
}

/* MAXVALUE stands last. */
static void
check_maxvalue(Application *application, const SqlPartitioning *partitioning)
{
	for (guint i = 0; i + 1 < partitioning->partitions->len; i++) {
		const SqlPartition *partition = partitioning->partitions->pdata[i];
		if (partition->values == NULL || !g_str_equal(partitioning->method, "RANGE") ||
		    strcasestr(partition->values, "MAXVALUE") == NULL)
			continue;
		refuse_partition(application, 1481, partition->name,
		                 "MAXVALUE can only bound the last partition");
		return;
	}
}

static bool
add_values(GHashTable *seen, const SqlPartition *partition)
{
	const char *open = partition->values != NULL ? strchr(partition->values, '(') : NULL;

	if (open == NULL)
		return true;
	g_autofree char *list = g_strndup(open + 1, strlen(open + 1) - 1);
	g_auto(GStrv) values = g_strsplit(list, ",", -1);
	for (char **value = values; *value != NULL; value++)
		if (!g_hash_table_add(seen, g_strdup(g_strstrip(*value))))
			return false;
	return true;
}

static void
check_listed_once(Application *application, const SqlPartitioning *partitioning)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0;
	     g_str_equal(partitioning->method, "LIST") && i < partitioning->partitions->len; i++) {
		const SqlPartition *partition = partitioning->partitions->pdata[i];
		if (add_values(seen, partition))
			continue;
		refuse_partition(application, 1495, partition->name,
		                 "a value stands in two partitions");
		return;
	}
}

/* Without COLUMNS and KEY only whole numbers divide a table. */
static void
check_number(Application *application, const SqlPartitioning *partitioning)
{
	bool by_columns = strstr(partitioning->method, "COLUMNS") != NULL ||
	                  strstr(partitioning->method, "KEY") != NULL;
	g_autofree char *name =
		by_columns ? NULL : schema_expression_normal(partitioning->expression);
	const SqlColumn *column =
		name != NULL ? schema_find_column(application->after, name) : NULL;

	if (column != NULL && !sql_type_is_integer(column->type.kind))
		apply_problem(application, (ErrorNumbers){1659, 1659}, SQL_OBJECT_COLUMN,
		              column->name, NULL,
		              "column `%s` is no whole number and cannot divide `%s`", column->name,
		              application->after->name);
}

static void
check_doubled(Application *application, const SqlPartitioning *partitioning)
{
	for (guint i = 1; i < partitioning->partitions->len; i++) {
		const SqlPartition *partition = partitioning->partitions->pdata[i];
		if (partition_position(partitioning, partition->name) == (gint)i)
			continue;
		refuse_partition(application, 1517, partition->name,
		                 "a partition's name is doubled");
		return;
	}
}

/* The bound when it is one whole number. */
static bool
bound_number(const SqlPartition *partition, gint64 *ret_number)
{
	const char *open = partition->values != NULL ? strchr(partition->values, '(') : NULL;
	char *end = NULL;

	if (open == NULL)
		return false;
	*ret_number = g_ascii_strtoll(open + 1, &end, 10);
	return end > open + 1 && g_str_has_prefix(end, ")");
}

static void
check_rising(Application *application, const SqlPartitioning *partitioning)
{
	gint64 before = 0;
	bool known = false;

	if (!g_str_equal(partitioning->method, "RANGE"))
		return;
	for (guint i = 0; i < partitioning->partitions->len; i++) {
		const SqlPartition *partition = partitioning->partitions->pdata[i];
		gint64 bound = 0;
		bool has_bound = bound_number(partition, &bound);
		if (has_bound && known && bound <= before) {
			refuse_partition(application, 1493, partition->name,
			                 "the bounds of partitions must rise");
			return;
		}
		known = has_bound;
		before = bound;
	}
}

/* ---- what partitioning needs of the table */

static bool
index_has_mentioned(const SchemaTable *table, const SqlIndex *index)
{
	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = table->columns->pdata[i];
		if (schema_expression_mentions(table->partitioning->expression, column->name) &&
		    !schema_index_has_column(index, column->name))
			return false;
	}
	return true;
}

static void
check_unique_keys(Application *application)
{
	const SchemaTable *table = application->after;

	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = table->indexes->pdata[i];
		if ((index->kind == SQL_INDEX_PRIMARY || index->kind == SQL_INDEX_UNIQUE) &&
		    !index_has_mentioned(table, index)) {
			apply_problem(
				application, (ErrorNumbers){1503, 1503}, SQL_OBJECT_INDEX,
				index->name, NULL,
				"unique index `%s` lacks a column that `%s` is partitioned by",
				index->name, table->name);
			return;
		}
	}
}

static void
check_expression(Application *application)
{
	const SchemaTable *table = application->after;
	g_autofree char *unknown = schema_expression_unknown(table->partitioning->expression, table,
	                                                     application->target);
	bool is_list = strstr(table->partitioning->method, "COLUMNS") != NULL ||
	               strstr(table->partitioning->method, "KEY") != NULL;

	if (unknown != NULL && !table->incomplete) {
		guint number = is_list ? 1488 : 1054;
		apply_problem(application, (ErrorNumbers){number, number}, SQL_OBJECT_COLUMN,
		              unknown, nearest_column(table, unknown),
		              "table `%s` is partitioned by `%s`, which is no column of it",
		              table->name, unknown);
		return;
	}
	check_unique_keys(application);
}

static void
refuse_foreign_keys(Application *application)
{
	const char *name = application->after->name;
	bool is_made = application->before == NULL;

	apply_problem(application, (ErrorNumbers){1506, is_made ? 1506 : 1217}, SQL_OBJECT_TABLE,
	              name, NULL, "table `%s` has foreign keys and cannot be partitioned", name);
}

static bool
is_referenced(const Application *application)
{
	g_autoptr(GArray) references =
		schema_references_to(application->schema, application->after->name);

	return application->before != NULL && references->len > 0;
}

static void
check_partitioning(Application *application)
{
	const SchemaTable *table = application->after;

	if (table->partitioning->expression != NULL && *table->partitioning->expression != '\0' &&
	    !g_str_equal(table->partitioning->method, "SYSTEM_TIME"))
		check_expression(application);
	if (table->partitioning->expression != NULL)
		check_number(application, table->partitioning);
	check_maxvalue(application, table->partitioning);
	check_listed_once(application, table->partitioning);
	check_doubled(application, table->partitioning);
	check_rising(application, table->partitioning);
	if (!application->target->mariadb && g_ascii_strcasecmp(table->engine, "InnoDB") != 0)
		refuse_partition(application, 1178, NULL, "its engine has no partitions");
}

/* ---- clauses */

/* MariaDB lets a column that divides the table change its name. */
static void
follow_renames(Application *application)
{
	SqlPartitioning *partitioning = application->after->partitioning;

	if (partitioning == NULL || partitioning->expression == NULL || application->before == NULL)
		return;
	for (guint i = 0; i < application->before->columns->len; i++) {
		const SqlColumn *old = application->before->columns->pdata[i];
		const char *name = application->new_names[i];
		if (name == NULL || g_str_equal(name, old->name) ||
		    !schema_expression_mentions(partitioning->expression, old->name))
			continue;
		char *renamed = schema_expression_rename(partitioning->expression, old->name, name);
		g_free(partitioning->expression);
		partitioning->expression = renamed;
	}
}

static void
partition_by(Application *application, const SqlPartitioning *written)
{
	SqlPartitioning *partitioning = sql_partitioning_copy(written);

	if (partitioning->partitions == NULL)
		partitioning->partitions = g_ptr_array_new();
	if (partitioning->partitions->len == 0)
		add_counted(partitioning, partitioning->count > 0 ? partitioning->count : 1);
	partitioning->count = partitioning->partitions->len;
	sql_partitioning_free(application->after->partitioning);
	application->after->partitioning = partitioning;
}

/* Put copies of the new partitions in front of position `at`. */
static void
insert_partitions(SqlPartitioning *partitioning, const SqlPartitioning *written, gint at)
{
	g_autoptr(SqlPartitioning) copy = sql_partitioning_copy(written);

	for (guint i = copy->partitions->len; i > 0; i--)
		g_ptr_array_insert(partitioning->partitions, at,
		                   g_ptr_array_steal_index(copy->partitions, i - 1));
}

static void
add_partitions(Application *application, const SqlPartitioning *written)
{
	SqlPartitioning *partitioning = application->after->partitioning;
	bool has_list = written->partitions != NULL && written->partitions->len > 0;

	if (has_list && is_hashed(partitioning) &&
	    ((const SqlPartition *)written->partitions->pdata[0])->values != NULL)
		refuse_partition(application, 1480, NULL,
		                 "partitions of HASH and KEY have no values");
	else if (!has_list && !is_hashed(partitioning))
		refuse_partition(application, 1492, NULL,
		                 "partitions of RANGE and LIST must be written one by one");
	else if (has_list)
		insert_partitions(partitioning, written, (gint)partitioning->partitions->len);
	else
		add_counted(partitioning, written->count > 0 ? written->count : 1);
}

/* Whether all partitions named are there. */
static bool
check_named(Application *application, const GPtrArray *names, guint number)
{
	const SqlPartitioning *partitioning = application->after->partitioning;

	for (guint i = 0; names != NULL && i < names->len; i++)
		if (partition_position(partitioning, names->pdata[i]) < 0) {
			refuse_partition(application, number, names->pdata[i],
			                 "there is no such partition");
			return false;
		}
	return true;
}

static void
remove_named(SqlPartitioning *partitioning, const GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++) {
		gint at = partition_position(partitioning, names->pdata[i]);
		if (at >= 0)
			g_ptr_array_remove_index(partitioning->partitions, (guint)at);
	}
}

static void
drop_partitions(Application *application, const GPtrArray *names)
{
	SqlPartitioning *partitioning = application->after->partitioning;

	if (is_hashed(partitioning)) {
		refuse_partition(application, 1512, NULL,
		                 "only partitions of RANGE and LIST can be dropped");
		return;
	}
	if (!check_named(application, names, 1507))
		return;
	if (names->len >= partitioning->partitions->len) {
		refuse_partition(application, 1508, NULL,
		                 "the last partition cannot be dropped; drop the table");
		return;
	}
	remove_named(partitioning, names);
}

static void
coalesce_partitions(Application *application, const char *count)
{
	SqlPartitioning *partitioning = application->after->partitioning;
	guint64 number = count != NULL ? g_ascii_strtoull(count, NULL, 10) : 1;

	if (!is_hashed(partitioning))
		refuse_partition(application, 1509, NULL,
		                 "only partitions of HASH and KEY can be coalesced");
	else if (number >= partitioning->partitions->len)
		refuse_partition(application, 1508, NULL, "at least one partition must stay");
	else
		g_ptr_array_set_size(partitioning->partitions,
		                     (gint)(partitioning->partitions->len - number));
}

static void
reorganize_partitions(Application *application, const SqlClause *clause)
{
	SqlPartitioning *partitioning = application->after->partitioning;

	if (clause->partitions == NULL || clause->partitions->len == 0 ||
	    clause->partitioning == NULL || clause->partitioning->partitions == NULL ||
	    !check_named(application, clause->partitions, 1507))
		return;
	gint at = partition_position(partitioning, clause->partitions->pdata[0]);
	remove_named(partitioning, clause->partitions);
	insert_partitions(partitioning, clause->partitioning, at);
}

static void
change_partitions(Application *application, const SqlClause *clause)
{
	switch ((int)clause->kind) {
	case SQL_CLAUSE_ADD_PARTITION:
		add_partitions(application, clause->partitioning);
		break;
	case SQL_CLAUSE_DROP_PARTITION:
		drop_partitions(application, clause->partitions);
		break;
	case SQL_CLAUSE_COALESCE_PARTITION:
		coalesce_partitions(application, clause->value);
		break;
	case SQL_CLAUSE_REORGANIZE_PARTITION:
		reorganize_partitions(application, clause);
		break;
	default:
		check_named(application, clause->partitions, 1735);
		break;
	}
}

static bool
is_of_partitions(SqlClauseKind kind)
{
	return kind >= SQL_CLAUSE_ADD_PARTITION && kind <= SQL_CLAUSE_REPAIR_PARTITION;
}

static void
apply_partition_clause(Application *application, const SqlClause *clause)
{
	SchemaTable *table = application->after;

	if (clause->kind == SQL_CLAUSE_PARTITION_BY) {
		partition_by(application, clause->partitioning);
		return;
	}
	if (!is_of_partitions(clause->kind) && clause->kind != SQL_CLAUSE_REMOVE_PARTITIONING)
		return;
	if (table->partitioning == NULL) {
		refuse_partition(application, 1505, NULL, "it is not partitioned");
		return;
	}
	if (clause->kind == SQL_CLAUSE_REMOVE_PARTITIONING)
		g_clear_pointer(&table->partitioning, sql_partitioning_free);
	else
		change_partitions(application, clause);
}

void
apply_partitions(Application *application)
{
	bool changed = application->before == NULL || application->new_indexes->len > 0;

	follow_renames(application);
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		application->offset = clause->offset;
		changed |= clause->kind == SQL_CLAUSE_PARTITION_BY ||
		           clause->kind <= SQL_CLAUSE_RENAME_COLUMN ||
		           is_of_partitions(clause->kind);
		apply_partition_clause(application, clause);
	}
	if (application->after->partitioning == NULL)
		return;
	application->after->partitioning->count = application->after->partitioning->partitions->len;
	if (!changed || apply_has_problems(application))
		return;
	/* MySQL minds being referenced only after it looked at the unique keys. */
	if (application->after->foreign_keys->len > 0 ||
	    (application->target->mariadb && is_referenced(application)))
		refuse_foreign_keys(application);
	if (!apply_has_problems(application))
		check_partitioning(application);
	if (!apply_has_problems(application) && is_referenced(application))
		refuse_foreign_keys(application);
}
