#include <string.h>

#include "planner/rules/common.h"
#include "planner/rules/fk.h"
#include "planner/rules/lineage.h"
#include "sql/quote.h"

/* ---- FK007 */

static bool
joins_the_same(const RuleContext *context, const SqlForeignKey *a, const SqlForeignKey *b)
{
	if (a->columns->len != b->columns->len ||
	    g_strcmp0(a->parent_schema, b->parent_schema) != 0 ||
	    !lineage_same_table(context, a->parent_table, b->parent_table))
		return false;
	for (guint i = 0; i < a->columns->len; i++)
		if (!schema_lists_name(b->columns, g_ptr_array_index(a->columns, i)))
			return false;
	return true;
}

static bool
has_key_named(const SchemaTable *live, const char *name)
{
	return live != NULL && schema_find_foreign_key(live, name) != NULL;
}

void
fk_check_duplicate(const RuleContext *context)
{
	const GPtrArray *keys = context->after->foreign_keys;
	const SchemaTable *live = rule_live_form(context);

	for (guint i = 0; i < keys->len; i++)
		for (guint j = i + 1; j < keys->len; j++) {
			const SqlForeignKey *first = g_ptr_array_index(keys, i);
			const SqlForeignKey *second = g_ptr_array_index(keys, j);
			if (!joins_the_same(context, first, second) ||
			    (has_key_named(live, first->name) && has_key_named(live, second->name)))
				continue;
			g_autofree char *table = sql_quote_name(context->after->name);
			g_autofree char *name = sql_quote_name(second->name);
			Finding *finding = rule_report_on(
				context, context->after->name, NULL, second->name,
				"foreign keys `%s` and `%s` of `%s` join the same columns to `%s`",
				first->name, second->name, context->after->name,
				first->parent_table);
			finding_set_fix_sql(finding, "ALTER TABLE %s DROP FOREIGN KEY %s", table,
			                    name);
		}
}

/* ---- FK008 */

static void
report_inline(const RuleContext *context, const SqlColumn *column)
{
	const SqlForeignKey *key = column != NULL ? column->references : NULL;
	bool enforced = context->target->mariadb || plan_target_is_mysql(context->target, 90000);

	if (key == NULL)
		return;
	g_autofree char *columns = rule_name_list(key->parent_columns);
	Finding *finding =
		rule_report_on(context, context->ddl->table, column->name, NULL,
	                       "`%s`.`%s` REFERENCES `%s` behind the column: %s",
	                       context->ddl->table, column->name, key->parent_table,
	                       enforced ? "here a foreign key, before MySQL 9.0 read and ignored"
	                                : "this version reads it and makes no foreign key");
	finding_set_fix_sql(finding,
	                    "CONSTRAINT `fk_%s_%s` FOREIGN KEY (`%s`) REFERENCES `%s` (%s)",
	                    context->ddl->table, column->name, column->name, key->parent_table,
	                    key->parent_columns->len > 0 ? columns : "`id`");
}

void
fk_check_inline(const RuleContext *context)
{
	const SqlTableDdl *ddl = context->ddl;

	if (ddl == NULL)
		return;
	for (guint i = 0; ddl->columns != NULL && i < ddl->columns->len; i++)
		report_inline(context, g_ptr_array_index(ddl->columns, i));
	for (guint i = 0; ddl->clauses != NULL && i < ddl->clauses->len; i++)
		report_inline(context,
		              ((const SqlClause *)g_ptr_array_index(ddl->clauses, i))->column);
}

/* ---- FK009 */

void
fk_check_implicit_index(const RuleContext *context)
{
	const SchemaTable *table = context->after;
	const SchemaTable *live = rule_live_form(context);

	for (guint i = 0; i < table->foreign_keys->len; i++) {
		const SqlForeignKey *key = g_ptr_array_index(table->foreign_keys, i);
		const SqlIndex *index = schema_index_led_by(table, key->columns, false);
		if (!rule_is_new_key(live, key) || index == NULL ||
		    !schema_lists_name(table->implied, index->name))
			continue;
		g_autofree char *columns = rule_name_list(key->columns);
		Finding *finding = rule_report_on(context, table->name,
		                                  g_ptr_array_index(key->columns, 0), key->name,
		                                  "InnoDB makes an index `%s` for foreign key `%s` "
		                                  "of `%s`, and drops it when "
		                                  "another index serves",
		                                  index->name, key->name, table->name);
		finding_set_fix_sql(finding, "INDEX `idx_%s_%s` (%s)", table->name,
		                    (const char *)g_ptr_array_index(key->columns, 0), columns);
	}
}

/* ---- FK013 */

/* TABLE_ibfk_N: what the server calls a key without a name. */
static bool
is_generated_name(const char *table, const char *name)
{
	g_autofree char *begin = g_strconcat(table, "_ibfk_", NULL);

	if (g_ascii_strncasecmp(name, begin, strlen(begin)) != 0)
		return false;
	const char *number = name + strlen(begin);
	return *number != '\0' && strspn(number, "0123456789") == strlen(number);
}

static void
report_generated_names(const RuleContext *context)
{
	const SqlClause *clause;
	guint index = 0;

	while ((clause = rule_next_clause(context, SQL_CLAUSE_DROP_FOREIGN_KEY, &index)) != NULL) {
		if (!is_generated_name(context->ddl->table, clause->name) ||
		    context->statement->is_new)
			continue;
		Finding *finding = rule_report_on(context, context->ddl->table, NULL, clause->name,
		                                  "`%s` is a name that the server chose: in "
		                                  "another database it may be another "
		                                  "foreign key",
		                                  clause->name);
		finding_set_severity(finding, SEVERITY_MEDIUM);
	}
}

void
fk_check_name(const RuleContext *context)
{
	fk_report_refused(context, 1826);
	fk_report_refused(context, 3822);
	report_generated_names(context);
}

/* ---- FK014 */

static bool
is_kept(const RuleContext *context, const SqlForeignKey *key)
{
	const SchemaTable *after = context->after;

	if (schema_find_foreign_key(after, key->name) != NULL ||
	    (key->parent_schema == NULL &&
	     schema_find_table(context->schema, key->parent_table) == NULL))
		return true;
	for (guint i = 0; i < after->foreign_keys->len; i++) {
		const SqlForeignKey *other = g_ptr_array_index(after->foreign_keys, i);
		if (joins_the_same(context, other, key))
			return true;
	}
	for (guint i = 0; i < key->columns->len; i++)
		if (schema_find_column(after, g_ptr_array_index(key->columns, i)) == NULL)
			return true; /* gone with its column, or under another name */
	return false;
}

void
fk_check_dropped(const RuleContext *context)
{
	const SchemaTable *live = rule_live_form(context);

	for (guint i = 0; live != NULL && i < live->foreign_keys->len; i++) {
		const SqlForeignKey *key = g_ptr_array_index(live->foreign_keys, i);
		if (is_kept(context, key))
			continue;
		g_autofree char *columns = rule_name_list(key->columns);
		rule_report_on(context, context->after->name, NULL, key->name,
		               "foreign key `%s` is dropped: nothing keeps `%s` (%s) from naming "
		               "rows of `%s` that are not there",
		               key->name, context->after->name, columns, key->parent_table);
	}
}

/* ---- FK018 */

/* What the model does not follow: temporary tables, and engines that read keys and make none. */
static bool
visit_table_kind(const RuleContext *context, const SqlForeignKey *key, void *unused)
{
	(void)unused;
	if (context->ddl->temporary)
		rule_report_on(context, context->ddl->table, NULL, key->name,
		               "a foreign key of `%s`: a temporary table cannot have any (%u)",
		               context->ddl->table, context->target->mariadb ? 1005U : 1215U);
	else if (context->after != NULL && !rule_is_innodb(context->after))
		rule_report_on(context, context->ddl->table, NULL, key->name,
		               "the foreign key of `%s` is read and not made: %s has none",
		               context->ddl->table, context->after->engine);
	return !context->ddl->temporary;
}

void
fk_check_unsupported_table(const RuleContext *context)
{
	static const guint causes[] = {1506, 3733, 3776};

	for (gsize i = 0; i < G_N_ELEMENTS(causes); i++) {
		const SchemaProblem *problem;
		guint index = 0;
		while ((problem = rule_next_problem(context, causes[i], &index)) != NULL)
			rule_report_problem(context, problem, NULL, NULL);
	}
	fk_each_written(context, visit_table_kind, NULL);
}

/* ---- FK023 */

static bool
visit_other_database(const RuleContext *context, const SqlForeignKey *key, void *unused)
{
	(void)unused;
	if (key->parent_schema != NULL && context->schema->database != NULL &&
	    !lineage_is_own_schema(context, key->parent_schema))
		rule_report_on(context, context->ddl->table, NULL, key->name,
		               "a foreign key of `%s` references `%s`.`%s`, a table of another "
		               "database",
		               context->ddl->table, key->parent_schema, key->parent_table);
	return true;
}

void
fk_check_other_database(const RuleContext *context)
{
	fk_each_written(context, visit_other_database, NULL);
}

/* ---- FK025 */

static const SqlForeignKey *
key_to(const RuleContext *context, const SchemaTable *table, const char *parent)
{
	for (guint i = 0; i < table->foreign_keys->len; i++) {
		const SqlForeignKey *key = g_ptr_array_index(table->foreign_keys, i);
		if (key->parent_schema == NULL &&
		    lineage_same_table(context, key->parent_table, parent))
			return key;
	}
	return NULL;
}

void
fk_check_circle(const RuleContext *context)
{
	const SchemaTable *table = context->after;

	if (!rule_plan_made_table(context, table->name))
		return;
	for (guint i = 0; i < table->foreign_keys->len; i++) {
		const SqlForeignKey *key = g_ptr_array_index(table->foreign_keys, i);
		const SchemaTable *parent =
			key->parent_schema == NULL
				? schema_find_table(context->schema, key->parent_table)
				: NULL;
		/* Told once, at the first of the two by name. */
		if (parent == NULL || strcmp(table->name, parent->name) >= 0)
			continue;
		const SqlForeignKey *back = key_to(context, parent, table->name);
		if (back == NULL || !rule_plan_made_table(context, parent->name))
			continue;
		rule_report_on(context, table->name, NULL, key->name,
		               "`%s` and `%s` reference each other (`%s`, `%s`): neither can be "
		               "filled or dropped without the other",
		               table->name, parent->name, key->name, back->name);
	}
}
