#include "planner/rules/common.h"
#include "planner/rules/ix.h"
#include "sql/quote.h"

/* An index may have that many columns; more are seldom used to their end. */
enum { MANY_COLUMNS = 5 };

static const SqlKeyPart *
part_at(const SqlIndex *index, guint at)
{
	return at < index->parts->len ? g_ptr_array_index(index->parts, at) : NULL;
}

static const SqlColumn *
column_at(const SchemaTable *table, const SqlIndex *index, guint at)
{
	const SqlKeyPart *part = part_at(index, at);

	return part != NULL && part->column != NULL ? schema_find_column(table, part->column)
	                                            : NULL;
}

/* Indexes that the statement adds, of a statement that would not be refused. */
static void
each_added(const RuleContext *context,
           void (*visit)(const RuleContext *context, const SqlIndex *index))
{
	if (context->statement->problems->len == 0)
		rule_each_index(context, visit);
}

static void
report_problems(const RuleContext *context, guint cause)
{
	const SchemaProblem *problem;
	guint index = 0;

	while ((problem = rule_next_problem(context, cause, &index)) != NULL) {
		Finding *finding = rule_report_problem(context, problem, NULL, problem->name);
		finding_set_severity(finding, SEVERITY_CRITICAL);
	}
}

/* ---- IX004 */

static bool
is_part_of_primary(const SqlIndex *primary, const SqlIndex *index, guint from)
{
	for (guint i = 0; i < primary->parts->len; i++) {
		const SqlKeyPart *own = part_at(primary, i);
		const SqlKeyPart *other = part_at(index, from + i);
		if (other == NULL || own->column == NULL || other->column == NULL ||
		    own->prefix_length != other->prefix_length || other->descending ||
		    g_ascii_strcasecmp(own->column, other->column) != 0)
			return false;
	}
	return true;
}

static void
visit_primary_repeated(const RuleContext *context, const SqlIndex *index)
{
	const SqlIndex *primary = schema_primary_key(context->after);

	if (primary == NULL || index->kind != SQL_INDEX_PLAIN || !rule_is_innodb(context->after) ||
	    index->parts->len <= primary->parts->len)
		return;
	guint rest = index->parts->len - primary->parts->len;
	bool ends = is_part_of_primary(primary, index, rest);
	if (!ends && !is_part_of_primary(primary, index, 0))
		return;
	rule_report_on(context, context->after->name, NULL, index->name,
	               ends ? "index `%s` of `%s` ends with the primary key, which InnoDB appends "
	                      "to every index anyway"
	                    : "index `%s` of `%s` begins with the whole primary key, which finds "
	                      "the row already",
	               index->name, context->after->name);
}

void
ix_check_primary_repeated(const RuleContext *context)
{
	each_added(context, visit_primary_repeated);
}

/* ---- IX005 */

static bool
has_few_values(const SqlColumn *column)
{
	const SqlType *type = &column->type;

	return type->kind == SQL_TYPE_ENUM || type->kind == SQL_TYPE_SET ||
	       (type->kind == SQL_TYPE_BIT && type->length <= 1) ||
	       (type->kind == SQL_TYPE_TINYINT && type->has_length && type->length == 1);
}

/* A column by whose time rows are listed, to put behind the few values; NULL: none. */
static const SqlColumn *
time_column(const SchemaTable *table)
{
	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		if (column->type.kind == SQL_TYPE_DATETIME ||
		    column->type.kind == SQL_TYPE_TIMESTAMP || column->type.kind == SQL_TYPE_DATE)
			return column;
	}
	return NULL;
}

static void
visit_cardinality(const RuleContext *context, const SqlIndex *index)
{
	const SqlColumn *column = column_at(context->after, index, 0);

	if (index->kind != SQL_INDEX_PLAIN || index->parts->len != 1 || column == NULL ||
	    !has_few_values(column))
		return;
	g_autofree char *type = sql_type_format(&column->type);
	Finding *finding =
		rule_report_on(context, context->after->name, column->name, index->name,
	                       "index `%s` is over `%s`.`%s` alone, a column of few values (%s)",
	                       index->name, context->after->name, column->name, type);
	const SqlColumn *when = time_column(context->after);
	if (when == NULL)
		return;
	g_autofree char *name = sql_quote_name(index->name);
	g_autofree char *first = sql_quote_name(column->name);
	g_autofree char *second = sql_quote_name(when->name);
	finding_set_fix_sql(finding, "INDEX %s (%s, %s)", name, first, second);
}

void
ix_check_cardinality(const RuleContext *context)
{
	each_added(context, visit_cardinality);
}

/* ---- IX009 */

static void
visit_columns(const RuleContext *context, const SqlIndex *index)
{
	if (index->kind != SQL_INDEX_FULLTEXT && index->parts->len > MANY_COLUMNS)
		rule_report_on(context, context->after->name, NULL, index->name,
		               "index `%s` of `%s` has %u columns", index->name,
		               context->after->name, index->parts->len);
}

void
ix_check_columns(const RuleContext *context)
{
	report_problems(context, 1070);
	each_added(context, visit_columns);
}

/* ---- IX010, IX011, IX012, IX023 */

void
ix_check_key_length(const RuleContext *context)
{
	if (!rule_changes_charset(context)) /* else MF013 */
		report_problems(context, 1071);
}

static void
visit_lob(const RuleContext *context, const SqlIndex *index)
{
	if (index->kind == SQL_INDEX_FULLTEXT || index->kind == SQL_INDEX_SPATIAL ||
	    index->kind == SQL_INDEX_VECTOR)
		return;
	for (guint i = 0; i < index->parts->len; i++) {
		const SqlColumn *column = column_at(context->after, index, i);
		if (column == NULL || !sql_type_is_lob(column->type.kind) ||
		    sql_type_is_geometry(column->type.kind))
			continue;
		g_autofree char *type = sql_type_format(&column->type);
		Finding *finding =
			rule_report_on(context, context->after->name, column->name, index->name,
		                       "index `%s` is over the beginning of `%s`.`%s` (%s) alone: "
		                       "it neither sorts "
		                       "nor covers",
		                       index->name, context->after->name, column->name, type);
		finding_set_severity(finding, SEVERITY_INFO);
	}
}

void
ix_check_lob(const RuleContext *context)
{
	report_problems(context, 1170);
	report_problems(context, 3152);
	each_added(context, visit_lob);
}

void
ix_check_doubled_column(const RuleContext *context)
{
	const SchemaProblem *problem;
	guint index = 0;

	while ((problem = rule_next_problem(context, 1060, &index)) != NULL)
		if (problem->object == SQL_OBJECT_INDEX)
			rule_report_problem(context, problem, NULL, problem->name);
}

void
ix_check_name_taken(const RuleContext *context)
{
	report_problems(context, 1061);
}

/* ---- IX015 */

static void
report_unique_prefix(const RuleContext *context, const SqlIndex *index, const SqlKeyPart *part)
{
	rule_report_on(context, context->after->name, part->column, index->name,
	               "unique index `%s` compares only the first %u of `%s`.`%s`: longer values "
	               "that begin alike collide (1062)",
	               index->name, part->prefix_length, context->after->name, part->column);
}

static void
report_unique_null(const RuleContext *context, const SqlIndex *index, const SqlColumn *column)
{
	Finding *finding = rule_report_on(
		context, context->after->name, column->name, index->name,
		"unique index `%s` lets any number of equal rows in where `%s`.`%s` is NULL",
		index->name, context->after->name, column->name);

	/* Alone, such a column mostly means "none, or one of its own". */
	if (index->parts->len == 1)
		finding_set_severity(finding, SEVERITY_INFO);
}

static void
visit_unique(const RuleContext *context, const SqlIndex *index)
{
	bool told = false;

	for (guint i = 0; index->kind == SQL_INDEX_UNIQUE && i < index->parts->len; i++) {
		const SqlKeyPart *part = part_at(index, i);
		const SqlColumn *column = column_at(context->after, index, i);
		if (column == NULL)
			continue;
		if (part->prefix_length > 0)
			report_unique_prefix(context, index, part);
		if (!column->not_null && !told)
			report_unique_null(context, index, column);
		told = told || !column->not_null;
	}
}

void
ix_check_unique(const RuleContext *context)
{
	each_added(context, visit_unique);
}

/* ---- IX016 */

static void
visit_range_first(const RuleContext *context, const SqlIndex *index)
{
	for (guint i = 0; index->kind == SQL_INDEX_PLAIN && i + 1 < index->parts->len; i++) {
		const SqlColumn *column = column_at(context->after, index, i);
		const SqlColumn *next = column_at(context->after, index, i + 1);
		if (column == NULL || next == NULL || !sql_type_is_temporal(column->type.kind) ||
		    column->type.kind == SQL_TYPE_YEAR || sql_type_is_temporal(next->type.kind))
			continue;
		rule_report_on(context, context->after->name, column->name, index->name,
		               "index `%s` of `%s` has `%s` before `%s`: a range of time ends what "
		               "the index can find",
		               index->name, context->after->name, column->name, next->name);
		return;
	}
}

void
ix_check_range_first(const RuleContext *context)
{
	each_added(context, visit_range_first);
}

/* ---- IX020 */

static void
report_unnamed(const RuleContext *context, const SqlIndex *index)
{
	if (index == NULL || index->name != NULL || index->constraint_name != NULL ||
	    index->kind == SQL_INDEX_PRIMARY)
		return;
	g_autofree char *parts = rule_part_list(index);
	const SqlKeyPart *first = part_at(index, 0);
	Finding *finding = rule_report_on(context, context->ddl->table, NULL, NULL,
	                                  "an index of `%s` over (%s) has no name: the server "
	                                  "chooses one",
	                                  context->ddl->table, parts);
	if (first != NULL && first->column != NULL)
		finding_set_fix_sql(finding, "%sINDEX `%s_%s_%s` (%s)",
		                    index->kind == SQL_INDEX_UNIQUE ? "UNIQUE " : "",
		                    index->kind == SQL_INDEX_UNIQUE ? "uq" : "idx",
		                    context->ddl->table, first->column, parts);
}

void
ix_check_unnamed(const RuleContext *context)
{
	const SqlTableDdl *ddl = context->ddl;
	const SqlClause *clause;
	guint index = 0;

	if (ddl == NULL)
		return;
	for (guint i = 0; ddl->indexes != NULL && i < ddl->indexes->len; i++)
		report_unnamed(context, g_ptr_array_index(ddl->indexes, i));
	while ((clause = rule_next_clause(context, SQL_CLAUSE_ADD_INDEX, &index)) != NULL)
		report_unnamed(context, clause->index);
}
