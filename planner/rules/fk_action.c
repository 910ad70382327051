#include <string.h>

#include "planner/rules/common.h"
#include "planner/rules/fk.h"
#include "planner/rules/lineage.h"
#include "sql/quote.h"

/* ---- walking keys */

void
fk_each_added(const RuleContext *context,
              void (*visit)(const RuleContext *context, const SqlForeignKey *key))
{
	const SchemaTable *after = context->after;

	if (after == NULL || context->ddl == NULL || context->statement->problems->len > 0)
		return;
	for (guint i = 0; i < after->foreign_keys->len; i++) {
		const SqlForeignKey *key = g_ptr_array_index(after->foreign_keys, i);
		if (rule_is_new_key(context->before, key))
			visit(context, key);
	}
}

/* REFERENCES behind a column is a key on MariaDB and from MySQL 9.0 on. */
static bool
visit_inline(const RuleContext *context, const SqlColumn *column,
             bool (*visit)(const RuleContext *context, const SqlForeignKey *key, void *data),
             void *data)
{
	bool is_key = context->target->mariadb || plan_target_is_mysql(context->target, 90000);

	if (column == NULL || column->references == NULL || !is_key)
		return true;
	g_autoptr(SqlForeignKey) key = sql_foreign_key_copy(column->references);
	if (key->columns->len == 0)
		g_ptr_array_add(key->columns, g_strdup(column->name));
	return visit(context, key, data);
}

void
fk_each_written(const RuleContext *context,
                bool (*visit)(const RuleContext *context, const SqlForeignKey *key, void *data),
                void *data)
{
	const SqlTableDdl *ddl = context->ddl;
	bool more = ddl != NULL;

	for (guint i = 0; more && ddl->columns != NULL && i < ddl->columns->len; i++)
		more = visit_inline(context, g_ptr_array_index(ddl->columns, i), visit, data);
	for (guint i = 0; more && ddl->foreign_keys != NULL && i < ddl->foreign_keys->len; i++)
		more = visit(context, g_ptr_array_index(ddl->foreign_keys, i), data);
	for (guint i = 0; more && ddl->clauses != NULL && i < ddl->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(ddl->clauses, i);
		if (clause->kind == SQL_CLAUSE_ADD_FOREIGN_KEY)
			more = visit(context, clause->foreign_key, data);
		else if (clause->kind == SQL_CLAUSE_ADD_COLUMN)
			more = visit_inline(context, clause->column, visit, data);
	}
}

void
fk_report_refused(const RuleContext *context, guint cause)
{
	const SchemaProblem *problem;
	guint index = 0;

	while ((problem = rule_next_problem(context, cause, &index)) != NULL)
		finding_set_severity(rule_report_problem(context, problem, NULL, problem->name),
		                     SEVERITY_CRITICAL);
}

const SchemaTable *
fk_parent(const RuleContext *context, const SqlForeignKey *key)
{
	if (!lineage_is_own_schema(context, key->parent_schema))
		return NULL;
	if (context->after != NULL &&
	    lineage_same_table(context, context->after->name, key->parent_table))
		return context->after;
	return schema_find_table(context->schema, key->parent_table);
}

/* ---- FK001, FK002 */

/* The key with the missing actions filled in, to paste. */
static char *
key_with_actions(const SqlForeignKey *key)
{
	g_autoptr(SqlForeignKey) copy = sql_foreign_key_copy(key);

	if (copy->on_delete == SQL_REFERENTIAL_NONE)
		copy->on_delete = SQL_REFERENTIAL_RESTRICT;
	if (copy->on_update == SQL_REFERENTIAL_NONE)
		copy->on_update = SQL_REFERENTIAL_CASCADE;
	return schema_foreign_key_sql(copy);
}

static bool
is_nullable(const SchemaTable *table, const SqlForeignKey *key)
{
	for (guint i = 0; i < key->columns->len; i++) {
		const SqlColumn *column =
			schema_find_column(table, g_ptr_array_index(key->columns, i));
		if (column == NULL || column->not_null)
			return false;
	}
	return true;
}

static void
visit_on_delete(const RuleContext *context, const SqlForeignKey *key)
{
	if (key->on_delete != SQL_REFERENTIAL_NONE)
		return;
	const char *table = context->after->name;
	g_autofree char *columns = rule_name_list(key->columns);
	g_autofree char *definition = key_with_actions(key);
	Finding *finding = rule_report_on(
		context, table, g_ptr_array_index(key->columns, 0), key->name,
		"foreign key `%s` of `%s` (%s) does not say what becomes of its rows when a row of "
		"`%s` is deleted",
		key->name, table, columns, key->parent_table);

	finding_set_fix(finding,
	                "write ON DELETE RESTRICT (the DELETE is refused with 1451, as now), "
	                "CASCADE (the rows of `%s` are deleted too)%s",
	                table,
	                is_nullable(context->after, key)
	                        ? ", or SET NULL (they stay and belong to nobody)"
	                        : "; SET NULL needs a column that may be NULL");
	finding_set_fix_sql(finding, "%s", definition);
}

void
fk_check_on_delete(const RuleContext *context)
{
	fk_each_added(context, visit_on_delete);
}

/* Values that nobody changes: numbers that the server gives out, and UUIDs. */
static bool
never_changes(const SchemaTable *parent, const SqlForeignKey *key)
{
	const SqlColumn *column =
		parent != NULL && key->parent_columns->len == 1
			? schema_find_column(parent, g_ptr_array_index(key->parent_columns, 0))
			: NULL;

	if (column == NULL)
		return false;
	const SqlType *type = &column->type;
	bool is_uuid = type->kind == SQL_TYPE_UUID ||
	               (type->kind == SQL_TYPE_BINARY && type->length == 16) ||
	               ((type->kind == SQL_TYPE_CHAR || type->kind == SQL_TYPE_VARCHAR) &&
	                type->length == 36);
	return column->auto_increment || is_uuid;
}

static void
visit_on_update(const RuleContext *context, const SqlForeignKey *key)
{
	if (key->on_update != SQL_REFERENTIAL_NONE)
		return;
	g_autofree char *columns = rule_name_list(key->parent_columns);
	g_autofree char *definition = key_with_actions(key);
	Finding *finding = rule_report_on(
		context, context->after->name, g_ptr_array_index(key->columns, 0), key->name,
		"foreign key `%s` of `%s` does not say what becomes of its rows when "
		"`%s` (%s) changes",
		key->name, context->after->name, key->parent_table, columns);

	finding_set_fix_sql(finding, "%s", definition);
	if (never_changes(fk_parent(context, key), key))
		finding_set_severity(finding, SEVERITY_INFO);
}

void
fk_check_on_update(const RuleContext *context)
{
	fk_each_added(context, visit_on_update);
}

/* ---- FK017 */

static bool
sets_null(const SqlForeignKey *key)
{
	return key->on_delete == SQL_REFERENTIAL_SET_NULL ||
	       key->on_update == SQL_REFERENTIAL_SET_NULL;
}

/* Actions that write to the child's columns. */
static bool
writes_child(const SqlForeignKey *key)
{
	return sets_null(key) || key->on_update == SQL_REFERENTIAL_CASCADE;
}

static bool
visit_ignored(const RuleContext *context, const SqlForeignKey *key, void *unused)
{
	const char *table = context->ddl->table;
	g_autofree char *columns = rule_name_list(key->columns);

	(void)unused;
	if (key->on_delete == SQL_REFERENTIAL_SET_DEFAULT ||
	    key->on_update == SQL_REFERENTIAL_SET_DEFAULT)
		rule_report_on(
			context, table, NULL, key->name,
			"the foreign key on `%s` (%s) says SET DEFAULT, which InnoDB does not "
			"do: it acts as RESTRICT, and the DELETE or UPDATE ends with 1451",
			table, columns);
	if (key->match != NULL) {
		Finding *finding = rule_report_on(
			context, table, NULL, key->name,
			"the foreign key on `%s` (%s) says MATCH %s, which the server does not "
			"act upon",
			table, columns, key->match);
		finding_set_severity(finding, SEVERITY_MEDIUM);
	}
	return true;
}

/* A check may not use a column that an action writes to. */
static void
report_check(const RuleContext *context, const SqlForeignKey *key, const char *column)
{
	const GPtrArray *checks = context->after->checks;

	for (guint i = 0; i < checks->len; i++) {
		const SqlCheck *check = g_ptr_array_index(checks, i);
		if (!rule_text_names(check->expression, column))
			continue;
		Finding *finding = rule_report_on(
			context, context->after->name, column, key->name,
			"check `%s` uses `%s`.`%s`, which an action of foreign key `%s` writes to "
			"(%u)",
			check->name, context->after->name, column, key->name,
			context->target->mariadb ? 1901U : 3823U);
		finding_set_severity(finding, SEVERITY_CRITICAL);
	}
}

/* Nor may a stored column be computed from it; MySQL minds rows that go, too. */
static void
report_stored(const RuleContext *context, const SqlForeignKey *key, const char *name)
{
	bool mariadb = context->target->mariadb;
	bool changes = writes_child(key) || (!mariadb && key->on_delete == SQL_REFERENTIAL_CASCADE);

	for (guint i = 0; changes && i < context->after->columns->len; i++) {
		const SqlColumn *other = g_ptr_array_index(context->after->columns, i);
		if (other->generated == NULL || !other->stored ||
		    !rule_text_names(other->generated, name))
			continue;
		Finding *finding = rule_report_on(context, context->after->name, name, key->name,
		                                  "the stored column `%s` is computed from "
		                                  "`%s`.`%s`, which an action of foreign "
		                                  "key `%s` changes (%u)",
		                                  other->name, context->after->name, name,
		                                  key->name, mariadb ? 1901U : 1215U);
		finding_set_severity(finding, SEVERITY_CRITICAL);
	}
}

static void
visit_written_columns(const RuleContext *context, const SqlForeignKey *key)
{
	for (guint i = 0; i < key->columns->len; i++) {
		const char *column = g_ptr_array_index(key->columns, i);
		if (writes_child(key))
			report_check(context, key, column);
		report_stored(context, key, column);
	}
}

/* An action that writes to a generated column. (SET NULL over NOT NULL is MF015's.) */
static void
report_generated(const RuleContext *context)
{
	const SchemaProblem *problem;
	guint index = 0;

	while ((problem = rule_next_problem(context, 3104, &index)) != NULL) {
		Finding *finding = rule_report_problem(context, problem, problem->name, NULL);
		finding_set_severity(finding, SEVERITY_CRITICAL);
	}
}

void
fk_check_unsupported_action(const RuleContext *context)
{
	fk_each_written(context, visit_ignored, NULL);
	fk_each_added(context, visit_written_columns);
	report_generated(context);
}
