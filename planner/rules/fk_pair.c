#include "planner/rules/common.h"
#include "planner/rules/fk.h"
#include "planner/rules/lineage.h"
#include "sql/quote.h"

/* ---- FK003, FK004: two columns that a key joins and that differ */

typedef struct {
	const SchemaProblem *problem;
	const SqlColumn *child; /* NULL: not found out */
	const SqlColumn *parent;
	const SchemaTable *parent_table;
} Pair;

/* The column as the statement leaves it, or writes it where it is refused. */
static const SqlColumn *
column_of(const RuleContext *context, const char *name)
{
	const GPtrArray *clauses = context->ddl->clauses;

	for (guint i = 0; clauses != NULL && i < clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(clauses, i);
		if (clause->column != NULL && clause->column->name != NULL &&
		    g_ascii_strcasecmp(clause->column->name, name) == 0)
			return clause->column;
	}
	return context->after != NULL ? schema_find_column(context->after, name) : NULL;
}

static bool
find_pair(const RuleContext *context, const SqlForeignKey *key, void *found)
{
	Pair *pair = found;
	const SchemaTable *parent = fk_parent(context, key);

	if (parent == NULL || key->columns->len != key->parent_columns->len ||
	    (key->name != NULL && g_strcmp0(key->name, pair->problem->name) != 0))
		return true;
	for (guint i = 0; i < key->columns->len; i++) {
		const SqlColumn *own = column_of(context, g_ptr_array_index(key->columns, i));
		const SqlColumn *other =
			schema_find_column(parent, g_ptr_array_index(key->parent_columns, i));
		if (own == NULL || other == NULL || rule_same_column_type(own, other))
			continue;
		pair->child = own;
		pair->parent = other;
		pair->parent_table = parent;
		return false;
	}
	return true;
}

static bool
is_about_collation(const Pair *pair)
{
	return pair->child != NULL && sql_type_is_text(pair->child->type.kind) &&
	       sql_type_is_text(pair->parent->type.kind);
}

/* The child's column with the parent's type, to paste. */
static void
suggest_type(const RuleContext *context, Finding *finding, const SqlColumn *child,
             const SqlColumn *parent)
{
	g_autoptr(SqlColumn) column = sql_column_copy(child);
	bool is_there =
		context->before != NULL && schema_find_column(context->before, child->name) != NULL;

	sql_type_clear(&column->type);
	sql_type_copy(&parent->type, &column->type);
	g_clear_pointer(&column->references, sql_foreign_key_free);
	g_autofree char *definition = schema_column_sql(column, NULL);
	g_autofree char *table = sql_quote_name(context->ddl->table);
	if (is_there)
		finding_set_fix_sql(finding, "ALTER TABLE %s MODIFY COLUMN %s", table, definition);
	else
		finding_set_fix_sql(finding, "%s", definition);
}

static void
report_types(const RuleContext *context, const Pair *pair)
{
	const SchemaProblem *problem = pair->problem;

	if (pair->child == NULL) {
		rule_report_problem(context, problem, NULL, problem->name);
		return;
	}
	g_autofree char *own = sql_type_format(&pair->child->type);
	g_autofree char *other = sql_type_format(&pair->parent->type);
	Finding *finding = rule_report_on(
		context, context->ddl->table, pair->child->name, problem->name,
		"foreign key `%s`: `%s`.`%s` is %s and `%s`.`%s` is %s (%u)", problem->name,
		context->ddl->table, pair->child->name, own, pair->parent_table->name,
		pair->parent->name, other, problem->error_number);
	suggest_type(context, finding, pair->child, pair->parent);
}

static const char *
collation_of(const RuleContext *context, const SqlColumn *column)
{
	if (column->type.collation != NULL)
		return column->type.collation;
	return context->after != NULL ? context->after->collation : "the default";
}

static void
report_collations(const RuleContext *context, const Pair *pair)
{
	const SchemaProblem *problem = pair->problem;
	Finding *finding = rule_report_on(
		context, context->ddl->table, pair->child->name, problem->name,
		"foreign key `%s`: `%s`.`%s` has collation %s and `%s`.`%s` has %s (%u)",
		problem->name, context->ddl->table, pair->child->name,
		collation_of(context, pair->child), pair->parent_table->name, pair->parent->name,
		collation_of(context, pair->parent), problem->error_number);

	suggest_type(context, finding, pair->child, pair->parent);
}

static void
each_mismatch(const RuleContext *context, bool of_collation,
              void (*report)(const RuleContext *context, const Pair *pair))
{
	const SchemaProblem *problem;
	guint index = 0;

	while ((problem = rule_next_problem(context, 3780, &index)) != NULL) {
		Pair pair = {.problem = problem};
		if (problem->object != SQL_OBJECT_FOREIGN_KEY || context->ddl == NULL)
			continue; /* a key that was there: FK011 */
		fk_each_written(context, find_pair, &pair);
		if (is_about_collation(&pair) == of_collation)
			report(context, &pair);
	}
}

void
fk_check_collations(const RuleContext *context)
{
	each_mismatch(context, true, report_collations);
}

/* The parent by name of a new column without a key, where the two differ in type. */
static void
visit_logical_type(const RuleContext *context, const ColumnChange *change)
{
	const SchemaTable *parent = rule_implied_parent(context, context->after, change->after);

	if (change->before != NULL || parent == NULL)
		return;
	const SqlKeyPart *part = g_ptr_array_index(schema_primary_key(parent)->parts, 0);
	const SqlColumn *other =
		part->column != NULL ? schema_find_column(parent, part->column) : NULL;
	if (other == NULL || rule_same_column_type(change->after, other))
		return;
	g_autofree char *own_type = sql_type_format(&change->after->type);
	g_autofree char *type = sql_type_format(&other->type);
	Finding *finding = rule_report_on(
		context, context->after->name, change->after->name, NULL,
		"`%s`.`%s` (%s) seems to hold values of `%s`.`%s`, which is %s: no foreign key can "
		"join them, and a join converts each value",
		context->after->name, change->after->name, own_type, parent->name, other->name,
		type);
	finding_set_severity(finding, SEVERITY_MEDIUM);
	suggest_type(context, finding, change->after, other);
}

void
fk_check_types(const RuleContext *context)
{
	each_mismatch(context, false, report_types);
	if (context->statement->problems->len == 0)
		rule_each_column(context, visit_logical_type);
}

/* ---- FK005 */

/* The statement further on that makes the table; NULL: none does. */
static const PlanStatement *
made_later(const RuleContext *context, const char *table)
{
	for (guint i = context->statement->index + 1; i < context->plan->statements->len; i++) {
		const PlanStatement *later = g_ptr_array_index(context->plan->statements, i);
		const SqlTableDdl *ddl = later->parsed->table_ddl;
		if (ddl != NULL && ddl->clauses == NULL && ddl->columns != NULL &&
		    lineage_same_table(context, ddl->table, table))
			return later;
	}
	return NULL;
}

static void
report_missing_parent(const RuleContext *context, const SchemaProblem *problem)
{
	Finding *finding = rule_report_problem(context, problem, NULL, NULL);
	const PlanStatement *later =
		problem->object == SQL_OBJECT_TABLE ? made_later(context, problem->name) : NULL;

	if (later != NULL)
		finding_set_fix(finding,
		                "`%s` is made later, by line %" G_GUINT64_FORMAT
		                " of %s: move that in front of this statement",
		                problem->name, later->position.line, later->migration->file_name);
	else if (problem->nearest != NULL)
		finding_set_fix(finding, "write `%s`, or make `%s` in an earlier step",
		                problem->nearest, problem->name);
}

/* A parent that is no InnoDB table is one that InnoDB does not see. */
static bool
visit_parent_engine(const RuleContext *context, const SqlForeignKey *key, void *unused)
{
	const SchemaTable *parent = fk_parent(context, key);

	(void)unused;
	if (parent == NULL || parent == context->after || rule_is_innodb(parent) ||
	    (context->after != NULL && !rule_is_innodb(context->after)))
		return true;
	rule_report_on(context, context->ddl->table, NULL, key->name,
	               "a foreign key of `%s` references `%s`, a table of %s: InnoDB does not see "
	               "it (%u)",
	               context->ddl->table, parent->name, parent->engine,
	               context->target->mariadb ? 1005U : 1824U);
	return true;
}

void
fk_check_parent_missing(const RuleContext *context)
{
	const SchemaProblem *problem;
	guint index = 0;

	while ((problem = rule_next_problem(context, 1824, &index)) != NULL)
		report_missing_parent(context, problem);
	index = 0;
	while ((problem = rule_next_problem(context, 3734, &index)) != NULL)
		report_missing_parent(context, problem);
	fk_each_written(context, visit_parent_engine, NULL);
}

/* ---- FK006 */

static bool
is_unique_over(const SqlIndex *index, const GPtrArray *columns)
{
	bool is_unique = (index->kind == SQL_INDEX_PRIMARY || index->kind == SQL_INDEX_UNIQUE) &&
	                 index->parts->len == columns->len;

	for (guint i = 0; is_unique && i < columns->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		is_unique = part->prefix_length == 0 &&
		            schema_index_has_column(index, g_ptr_array_index(columns, i));
	}
	return is_unique;
}

static void
suggest_unique(Finding *finding, const char *table, const GPtrArray *columns)
{
	g_autofree char *quoted = sql_quote_name(table);
	g_autofree char *list = rule_name_list(columns);

	finding_set_fix_sql(finding, "ALTER TABLE %s ADD UNIQUE INDEX (%s)", quoted, list);
}

static void
visit_parent_key(const RuleContext *context, const SqlForeignKey *key)
{
	const SchemaTable *parent = fk_parent(context, key);

	if (parent == NULL || parent->incomplete || key->parent_columns->len == 0)
		return;
	for (guint i = 0; i < parent->indexes->len; i++)
		if (is_unique_over(g_ptr_array_index(parent->indexes, i), key->parent_columns))
			return;
	g_autofree char *list = rule_name_list(key->parent_columns);
	Finding *finding = rule_report_on(context, context->after->name, NULL, key->name,
	                                  "foreign key `%s` references `%s` (%s), which are not "
	                                  "unique: one row may belong to "
	                                  "several parents",
	                                  key->name, parent->name, list);
	suggest_unique(finding, parent->name, key->parent_columns);
}

void
fk_check_parent_unique(const RuleContext *context)
{
	fk_report_refused(context, 6125);
	fk_report_refused(context, 1822);
	fk_each_added(context, visit_parent_key);
}

/* ---- FK016 */

static void
report_logical(const RuleContext *context, const SqlColumn *column)
{
	const SchemaTable *table = context->after;
	const SchemaTable *parent = rule_implied_parent(context, table, column);

	if (parent == NULL || !rule_is_innodb(table) || !rule_is_innodb(parent) ||
	    !rule_plan_made_column(context, table->name, column->name))
		return;
	const SqlKeyPart *part = g_ptr_array_index(schema_primary_key(parent)->parts, 0);
	const SqlColumn *key =
		part->column != NULL ? schema_find_column(parent, part->column) : NULL;
	if (key == NULL || !rule_same_column_type(column, key))
		return;
	Finding *finding =
		rule_report_on(context, table->name, column->name, NULL,
	                       "`%s`.`%s` seems to reference `%s`.`%s`, but no foreign key says so",
	                       table->name, column->name, parent->name, key->name);
	g_autofree char *quoted = sql_quote_name(table->name);
	g_autofree char *own = sql_quote_name(column->name);
	g_autofree char *other = sql_quote_name(parent->name);
	g_autofree char *other_key = sql_quote_name(key->name);
	finding_set_fix_sql(finding,
	                    "ALTER TABLE %s ADD CONSTRAINT `fk_%s_%s` FOREIGN KEY (%s) REFERENCES "
	                    "%s (%s) ON DELETE RESTRICT ON UPDATE RESTRICT",
	                    quoted, table->name, column->name, own, other, other_key);
}

void
fk_check_logical(const RuleContext *context)
{
	if (context->after->partitioning != NULL)
		return; /* cannot have foreign keys */
	for (guint i = 0; i < context->after->columns->len; i++)
		report_logical(context, g_ptr_array_index(context->after->columns, i));
}
