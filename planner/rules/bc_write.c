#include "planner/rules/bc.h"

#include <string.h>

#include "planner/rules/lineage.h"
#include "sql/quote.h"

/* Whether an INSERT that leaves the column out is refused with 1364. */
static bool
must_be_given(const SqlColumn *column)
{
	return column->not_null && column->default_kind == SQL_DEFAULT_NONE &&
	       column->generated == NULL && !column->auto_increment &&
	       column->type.kind != SQL_TYPE_ENUM; /* its first member stands in */
}

/* A default for the fix, by the column's type. */
static const char *
neutral_default(const SqlType *type)
{
	if (sql_type_is_lob(type->kind))
		return "('')";
	if (sql_type_is_text(type->kind) || type->kind == SQL_TYPE_SET)
		return "''";
	if (type->kind == SQL_TYPE_DATETIME || type->kind == SQL_TYPE_TIMESTAMP)
		return "CURRENT_TIMESTAMP";
	return type->kind == SQL_TYPE_DATE ? "'1970-01-01'" : "0";
}

static void
visit_insert(const RuleContext *context, const ColumnChange *change)
{
	const char *table = context->ddl->table;
	const char *name = change->after->name;

	if (!must_be_given(change->after) ||
	    (change->before != NULL && must_be_given(change->before)) ||
	    lineage_of_table(context, table).kind == LINEAGE_MADE ||
	    context->ddl->clauses == NULL || context->ddl->clauses->len == 0)
		return;
	Finding *finding =
		change->before == NULL
			? rule_report_on(
				  context, table, name, NULL,
				  "`%s`.`%s` is new, NOT NULL and without a default: INSERTs "
				  "of code that does not know it fail with 1364",
				  table, name)
			: rule_report_on(context, table, name, NULL,
	                                 "`%s`.`%s` is NOT NULL without a default from now on: "
	                                 "INSERTs that leave it out fail with 1364",
	                                 table, name);
	g_autofree char *quoted_table = sql_quote_name(table);
	g_autofree char *quoted = sql_quote_name(name);
	finding_set_fix_sql(finding, "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s", quoted_table,
	                    quoted, neutral_default(&change->after->type));
}

void
bc_check_insert(const RuleContext *context)
{
	rule_each_column(context, visit_insert);
}

/* Whether the table had the column before the plan: then old code writes it. */
static bool
was_written(const RuleContext *context, const char *column)
{
	return context->before != NULL && schema_find_column(context->before, column) != NULL &&
	       lineage_of_column(context, context->before->name, column).kind != LINEAGE_MADE;
}

/* Whether an index that is there already keeps the same columns unique. */
static bool
was_unique(const SchemaTable *before, const SqlIndex *index)
{
	for (guint i = 0; i < before->indexes->len; i++) {
		const SqlIndex *other = g_ptr_array_index(before->indexes, i);
		bool within = other->kind <= SQL_INDEX_UNIQUE;
		for (guint j = 0; within && j < other->parts->len; j++) {
			const SqlKeyPart *part = g_ptr_array_index(other->parts, j);
			within = part->column != NULL && part->prefix_length == 0 &&
			         schema_index_has_column(index, part->column);
		}
		if (within)
			return true;
	}
	return false;
}

static void
visit_unique(const RuleContext *context, const SqlIndex *index)
{
	if (index->kind > SQL_INDEX_UNIQUE || context->before == NULL ||
	    was_unique(context->before, index))
		return;
	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		if (part->column != NULL && !was_written(context, part->column))
			return;
	}
	rule_report_on(context, context->before->name, NULL, index->name,
	               "`%s` gets the unique key `%s`: code that runs now fails with 1062 where "
	               "it writes a value twice",
	               context->before->name, index->name);
}

static bool
same_names(const GPtrArray *a, const GPtrArray *b)
{
	if (a->len != b->len)
		return false;
	for (guint i = 0; i < a->len; i++)
		if (g_ascii_strcasecmp(g_ptr_array_index(a, i), g_ptr_array_index(b, i)) != 0)
			return false;
	return true;
}

/* Whether the same columns reference the same parent already: only the actions change. */
static bool
had_reference(const RuleContext *context, const SchemaTable *table, const SqlForeignKey *key)
{
	for (guint i = 0; table != NULL && i < table->foreign_keys->len; i++) {
		const SqlForeignKey *other = g_ptr_array_index(table->foreign_keys, i);
		if (lineage_same_table(context, other->parent_table, key->parent_table) &&
		    same_names(other->columns, key->columns))
			return true;
	}
	return false;
}

static void
visit_reference(const RuleContext *context, const SqlForeignKey *key)
{
	if (context->before == NULL || had_reference(context, context->before, key) ||
	    had_reference(context, schema_find_table(context->live, context->before->name), key))
		return;
	for (guint i = 0; i < key->columns->len; i++)
		if (!was_written(context, g_ptr_array_index(key->columns, i)))
			return;
	rule_report_on(context, context->before->name, NULL, key->name,
	               "`%s` gets the foreign key `%s`: code that runs now fails with 1452 where "
	               "it writes a child before its parent, with 1451 where it deletes a parent "
	               "of `%s` first",
	               context->before->name, key->name, key->parent_table);
}

static void
check_new_checks(const RuleContext *context)
{
	for (guint i = 0; i < context->after->checks->len; i++) {
		const SqlCheck *check = g_ptr_array_index(context->after->checks, i);
		bool written = false;
		if (!check->enforced || schema_find_check(context->before, check->name) != NULL)
			continue;
		for (guint j = 0; j < context->before->columns->len && !written; j++) {
			const SqlColumn *column = g_ptr_array_index(context->before->columns, j);
			written = rule_text_names(check->expression, column->name) &&
			          was_written(context, column->name);
		}
		if (written)
			rule_report_on(context, context->before->name, NULL, check->name,
			               "`%s` gets the check `%s`: code that runs now fails with %s "
			               "where it writes what the check refuses",
			               context->before->name, check->name,
			               context->target->mariadb ? "4025" : "3819");
	}
}

static void
visit_not_null(const RuleContext *context, const ColumnChange *change)
{
	if (change->before == NULL || change->before->not_null || !change->after->not_null ||
	    must_be_given(change->after) || !was_written(context, change->before->name))
		return;
	rule_report_on(context, context->ddl->table, change->after->name, NULL,
	               "`%s`.`%s` becomes NOT NULL: code that runs now fails with 1048 where it "
	               "writes NULL",
	               context->ddl->table, change->after->name);
}

void
bc_check_tightening(const RuleContext *context)
{
	if (context->ddl == NULL || context->before == NULL || context->after == NULL)
		return;
	rule_each_index(context, visit_unique);
	rule_each_foreign_key(context, visit_reference);
	check_new_checks(context);
	rule_each_column(context, visit_not_null);
}

static bool
has_default(const SqlColumn *column)
{
	return column->default_kind > SQL_DEFAULT_NULL;
}

static bool
same_default(const SqlColumn *before, const SqlColumn *after)
{
	if (before->default_kind != after->default_kind)
		return false;
	return before->default_kind != SQL_DEFAULT_LITERAL ||
	       g_strcmp0(before->default_text, after->default_text) == 0;
}

/* A default that MODIFY forgets is DS018's; one that makes INSERT fail is BC006's. */
static void
visit_default(const RuleContext *context, const ColumnChange *change)
{
	const SqlColumn *before = change->before;
	const SqlColumn *after = change->after;

	if (before == NULL || !has_default(before) || same_default(before, after) ||
	    must_be_given(after))
		return;
	bool stated =
		change->clause->kind == SQL_CLAUSE_SET_DEFAULT ||
		change->clause->kind == SQL_CLAUSE_DROP_DEFAULT ||
		(change->written != NULL && change->written->default_kind != SQL_DEFAULT_NONE);
	if (!stated)
		return;
	rule_report_on(context, context->ddl->table, after->name, NULL,
	               "the default of `%s`.`%s` changes from %s to %s: rows that are there keep "
	               "the old value",
	               context->ddl->table, after->name, before->default_text,
	               has_default(after) ? after->default_text : "NULL");
}

void
bc_check_default(const RuleContext *context)
{
	rule_each_column(context, visit_default);
}

/* Kinds of values as a driver hands them to the application. */
typedef enum {
	SHAPE_OTHER,
	SHAPE_BOOLEAN,
	SHAPE_NUMBER,
	SHAPE_BIG_NUMBER,
	SHAPE_EXACT,
	SHAPE_MOMENT,
	SHAPE_LOCAL_TIME,
	SHAPE_TEXT,
	SHAPE_BYTES,
	SHAPE_JSON,
} Shape;

static Shape
number_shape(const SqlType *type)
{
	switch ((int)type->kind) {
	case SQL_TYPE_TINYINT:
		return type->has_length && type->length == 1 ? SHAPE_BOOLEAN : SHAPE_NUMBER;
	case SQL_TYPE_SMALLINT:
	case SQL_TYPE_MEDIUMINT:
	case SQL_TYPE_INT:
	case SQL_TYPE_FLOAT:
	case SQL_TYPE_DOUBLE:
		return SHAPE_NUMBER;
	case SQL_TYPE_BIGINT:
		return SHAPE_BIG_NUMBER;
	case SQL_TYPE_DECIMAL:
		return SHAPE_EXACT;
	default:
		return SHAPE_OTHER;
	}
}

static Shape
shape_of(const SqlType *type)
{
	switch ((int)type->kind) {
	case SQL_TYPE_TIMESTAMP:
		return SHAPE_MOMENT;
	case SQL_TYPE_DATETIME:
		return SHAPE_LOCAL_TIME;
	case SQL_TYPE_BINARY:
	case SQL_TYPE_VARBINARY:
	case SQL_TYPE_TINYBLOB:
	case SQL_TYPE_BLOB:
	case SQL_TYPE_MEDIUMBLOB:
	case SQL_TYPE_LONGBLOB:
		return SHAPE_BYTES;
	case SQL_TYPE_JSON:
		return SHAPE_JSON;
	default:
		return sql_type_is_text(type->kind) ? SHAPE_TEXT : number_shape(type);
	}
}

/* What a driver does otherwise; NULL: nothing that is known. */
static const char *
consequence(Shape from, Shape to)
{
	static const struct {
		Shape from;
		Shape to;
		const char *text;
	} pairs[] = {
		{SHAPE_NUMBER, SHAPE_BIG_NUMBER,
	         "numbers over 2^53 lose digits in JavaScript, or come as text"},
		{SHAPE_NUMBER, SHAPE_EXACT, "many drivers return DECIMAL as text"},
		{SHAPE_EXACT, SHAPE_NUMBER, "numbers come where text came"},
		{SHAPE_BOOLEAN, SHAPE_NUMBER, "only TINYINT(1) is read as a boolean"},
		{SHAPE_NUMBER, SHAPE_BOOLEAN, "TINYINT(1) is read as a boolean"},
		{SHAPE_MOMENT, SHAPE_LOCAL_TIME, "values no longer follow the session's time zone"},
		{SHAPE_LOCAL_TIME, SHAPE_MOMENT,
	         "values follow the session's time zone from now on"},
		{SHAPE_TEXT, SHAPE_BYTES, "bytes come where text came"},
		{SHAPE_BYTES, SHAPE_TEXT, "text comes where bytes came"},
		{SHAPE_JSON, SHAPE_TEXT, "text comes where a parsed value came"},
		{SHAPE_TEXT, SHAPE_JSON, "drivers parse JSON where text came"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++)
		if (pairs[i].from == from && pairs[i].to == to)
			return pairs[i].text;
	return NULL;
}

static void
visit_type(const RuleContext *context, const ColumnChange *change)
{
	if (change->before == NULL)
		return;
	const char *text =
		consequence(shape_of(&change->before->type), shape_of(&change->after->type));
	/* MariaDB stores JSON as LONGTEXT. */
	if (text == NULL ||
	    (context->target->mariadb && (change->before->type.kind == SQL_TYPE_JSON ||
	                                  change->after->type.kind == SQL_TYPE_JSON)))
		return;
	g_autofree char *before = sql_type_format(&change->before->type);
	g_autofree char *after = sql_type_format(&change->after->type);
	rule_report_on(context, context->ddl->table, change->after->name, NULL,
	               "`%s`.`%s` from %s to %s: %s", context->ddl->table, change->after->name,
	               before, after, text);
}

void
bc_check_driver_type(const RuleContext *context)
{
	rule_each_column(context, visit_type);
}

void
bc_check_column_list(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;
	const char *verb = context->parsed->main_verb;

	if (dml == NULL || dml->columns != NULL || dml->tables->len == 0 ||
	    (dml->value_rows == 0 && !dml->from_select) ||
	    (g_strcmp0(verb, "INSERT") != 0 && g_strcmp0(verb, "REPLACE") != 0))
		return;
	const SqlTableUse *use = g_ptr_array_index(dml->tables, 0);
	if (lineage_is_own_schema(context, use->schema))
		rule_report_on(context, use->name, NULL, NULL,
		               "%s into `%s` names no columns: it depends on how many there are "
		               "and in which order",
		               verb, use->name);
}

/* Columns that compare otherwise afterwards: "`name`, `email`"; `ret_first` is the first. */
static char *
recollated(const RuleContext *context, const SqlColumn **ret_first)
{
	GString *names = g_string_new(NULL);

	*ret_first = NULL;
	for (guint i = 0; i < context->before->columns->len; i++) {
		const SqlColumn *before = g_ptr_array_index(context->before->columns, i);
		const SqlColumn *after = schema_find_column(context->after, before->name);
		if (after == NULL || !sql_type_is_text(before->type.kind) ||
		    !sql_type_is_text(after->type.kind) || before->type.collation == NULL ||
		    after->type.collation == NULL ||
		    g_ascii_strcasecmp(before->type.collation, after->type.collation) == 0)
			continue;
		if (*ret_first == NULL)
			*ret_first = before;
		g_string_append_printf(names, "%s`%s`", names->len > 0 ? ", " : "", before->name);
	}
	return g_string_free(names, FALSE);
}

void
bc_check_collation(const RuleContext *context)
{
	const SqlColumn *first;

	if (context->ddl == NULL || context->before == NULL || context->after == NULL)
		return;
	g_autofree char *names = recollated(context, &first);
	if (first == NULL)
		return;
	const SqlColumn *after = schema_find_column(context->after, first->name);
	rule_report_on(context, context->before->name, first->name, NULL,
	               "the collation of %s in `%s` becomes %s instead of %s", names,
	               context->before->name, after->type.collation, first->type.collation);
}
