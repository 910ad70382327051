#include "planner/rules/common.h"
#include "planner/rules/lineage.h"
#include "planner/rules/pk.h"
#include "sql/quote.h"

enum {
	HIGH_PERCENT = 70,
	CRITICAL_PERCENT = 90,
};

/* ---- PK003 */

static void
visit_signed(const RuleContext *context, const ColumnChange *change)
{
	const SqlColumn *column = change->after;

	if (!column->auto_increment || column->type.is_unsigned ||
	    !sql_type_is_integer(column->type.kind) ||
	    (change->before != NULL && change->before->auto_increment))
		return;
	g_autofree char *name = sql_quote_name(column->name);
	g_autofree char *type = sql_type_format(&column->type);
	Finding *finding =
		rule_report_on(context, context->after->name, column->name, NULL,
	                       "`%s`.`%s` is AUTO_INCREMENT and signed (%s): half of its "
	                       "numbers are never used",
	                       context->after->name, column->name, type);
	finding_set_fix_sql(finding, "%s %s UNSIGNED NOT NULL AUTO_INCREMENT", name,
	                    sql_type_kind_name(column->type.kind));
}

void
pk_check_signed(const RuleContext *context)
{
	if (context->statement->problems->len == 0)
		rule_each_column(context, visit_signed);
}

/* ---- PK005 */

/* The greatest number that the type holds; 0: it is no integer. */
static guint64
most_of(const SqlType *type)
{
	static const struct {
		SqlTypeKind kind;
		guint bits;
	} sizes[] = {{SQL_TYPE_TINYINT, 8},
	             {SQL_TYPE_SMALLINT, 16},
	             {SQL_TYPE_MEDIUMINT, 24},
	             {SQL_TYPE_INT, 32},
	             {SQL_TYPE_BIGINT, 64}};

	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++)
		if (sizes[i].kind == type->kind)
			return G_MAXUINT64 >> (64 - sizes[i].bits + (type->is_unsigned ? 0 : 1));
	return 0;
}

static const SqlColumn *
counting_column(const SchemaTable *table)
{
	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		if (column->auto_increment)
			return column;
	}
	return NULL;
}

void
pk_check_capacity(const RuleContext *context)
{
	const SchemaTable *table = context->after;
	const SqlColumn *column = counting_column(table);
	guint64 most = column != NULL ? most_of(&column->type) : 0;
	guint64 next = table->statistics.auto_increment;

	if (most == 0 || next == 0)
		return;
	double percent = 100.0 * ((double)next / (double)most);
	if (percent <= HIGH_PERCENT)
		return;
	g_autofree char *type = sql_type_format(&column->type);
	g_autofree char *quoted = sql_quote_name(table->name);
	g_autofree char *name = sql_quote_name(column->name);
	Finding *finding =
		rule_report_on(context, table->name, column->name, NULL,
	                       "`%s`.`%s` (%s) goes on at %" G_GUINT64_FORMAT
	                       " of at most %" G_GUINT64_FORMAT ": %.0f %% are used",
	                       table->name, column->name, type, next, most, MIN(percent, 100.0));
	if (percent > CRITICAL_PERCENT)
		finding_set_severity(finding, SEVERITY_CRITICAL);
	if (column->type.kind != SQL_TYPE_BIGINT)
		finding_set_fix_sql(finding,
		                    "ALTER TABLE %s MODIFY COLUMN %s BIGINT UNSIGNED NOT NULL "
		                    "AUTO_INCREMENT -- and the columns that reference it",
		                    quoted, name);
}

/* ---- PK007 */

static const SqlIndex *
written_key(const SqlTableDdl *ddl)
{
	for (guint i = 0; i < ddl->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(ddl->clauses, i);
		if (clause->kind == SQL_CLAUSE_ADD_INDEX &&
		    clause->index->kind == SQL_INDEX_PRIMARY)
			return clause->index;
	}
	return NULL;
}

/* Whether the ALTER makes a column the key: ADD id INT PRIMARY KEY. */
static const char *
written_key_column(const SqlTableDdl *ddl)
{
	for (guint i = 0; i < ddl->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(ddl->clauses, i);
		if (clause->column != NULL && clause->column->primary_key)
			return clause->column->name;
	}
	return NULL;
}

static char *
new_parts(const SqlTableDdl *ddl)
{
	const SqlIndex *key = written_key(ddl);
	const char *column = written_key_column(ddl);

	if (key != NULL)
		return rule_part_list(key);
	return column != NULL ? sql_quote_name(column) : NULL;
}

static void
report_changed(const RuleContext *context, const SqlIndex *old)
{
	g_autofree char *before = rule_part_list(old);
	g_autofree char *after = new_parts(context->ddl);

	if (g_strcmp0(before, after) == 0)
		return;
	Finding *finding =
		after == NULL ? rule_report_on(context, context->ddl->table, NULL, "PRIMARY",
	                                       "the primary key (%s) of `%s` is dropped", before,
	                                       context->ddl->table)
			      : rule_report_on(context, context->ddl->table, NULL, "PRIMARY",
	                                       "the primary key of `%s` changes from (%s) to (%s)",
	                                       context->ddl->table, before, after);
	if (after == NULL)
		finding_set_fix(finding, "drop it and add the new one in the same ALTER, or leave "
		                         "it");
}

void
pk_check_changed(const RuleContext *context)
{
	guint index = 0;
	const SqlIndex *old = context->before != NULL ? schema_primary_key(context->before) : NULL;

	if (old != NULL && !context->statement->is_new &&
	    rule_next_clause(context, SQL_CLAUSE_DROP_PRIMARY_KEY, &index) != NULL)
		report_changed(context, old);
}

/* ---- PK010 */

/* The one written table that the assignment is about; NULL: not told. */
static const SchemaTable *
assigned_table(const RuleContext *context, const SqlAssignment *assigned)
{
	const GPtrArray *tables = context->parsed->dml->tables;
	const SchemaTable *found = NULL;
	guint count = 0;

	for (guint i = 0; i < tables->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(tables, i);
		const char *called = use->alias != NULL ? use->alias : use->name;
		const SchemaTable *table =
			use->name != NULL && lineage_is_own_schema(context, use->schema)
				? schema_find_table(context->schema, use->name)
				: NULL;
		if (table == NULL || schema_find_column(table, assigned->column) == NULL ||
		    (assigned->table != NULL && g_ascii_strcasecmp(assigned->table, called) != 0))
			continue;
		found = table;
		count++;
	}
	return count == 1 ? found : NULL;
}

void
pk_check_updated(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;

	if (dml == NULL || g_strcmp0(context->parsed->main_verb, "UPDATE") != 0)
		return;
	for (guint i = 0; i < dml->assigned->len; i++) {
		const SqlAssignment *assigned = g_ptr_array_index(dml->assigned, i);
		const SchemaTable *table = assigned_table(context, assigned);
		const SqlIndex *key = table != NULL ? schema_primary_key(table) : NULL;
		if (key == NULL || !schema_index_has_column(key, assigned->column) ||
		    lineage_of_table(context, table->name).kind == LINEAGE_MADE)
			continue;
		rule_report_on(context, table->name, assigned->column, NULL,
		               "UPDATE gives rows of `%s` another primary key (`%s` = %s)",
		               table->name, assigned->column, assigned->expression);
	}
}

/* ---- PK011 */

void
pk_check_fixed_start(const RuleContext *context)
{
	const SqlTableDdl *ddl = context->ddl;
	const GPtrArray *lists[] = {ddl != NULL ? ddl->options : NULL,
	                            ddl != NULL ? ddl->clauses : NULL};

	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		for (guint j = 0; lists[i] != NULL && j < lists[i]->len; j++) {
			const SqlClause *option = g_ptr_array_index(lists[i], j);
			if (option->kind != SQL_CLAUSE_TABLE_OPTION ||
			    g_strcmp0(option->name, "AUTO_INCREMENT") != 0 ||
			    g_strcmp0(option->value, "1") == 0)
				continue;
			rule_report_on(context, ddl->table, NULL, NULL,
			               "`%s` is made to count from %s on", ddl->table,
			               option->value);
		}
}
