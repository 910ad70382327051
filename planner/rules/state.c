#include "planner/rules/state.h"

#include <string.h>

#include "planner/plan_internal.h"
#include "planner/rules/copy.h"
#include "planner/rules/lineage.h"
#include "sql/quote.h"

#define MOST_LISTED 5

bool
state_is_judged(const RuleContext *context)
{
	static const char *const own[] = {"mgrun_history", "mgrun_journal", "mgrun_lease", NULL};

	return context->after != NULL && !g_strv_contains(own, context->after->name);
}

/* The context as it is behind the last statement. */
static RuleContext
at_the_end(const RuleContext *context)
{
	RuleContext end = *context;

	end.statement = NULL;
	return end;
}

/* The table of the default database that a statement is like; NULL: it is none of that kind. */
static const char *
likeness(const RuleContext *end, guint index)
{
	const PlanStatement *statement = g_ptr_array_index(end->plan->statements, index);
	const SqlTableDdl *ddl = statement->parsed->table_ddl;

	if (ddl == NULL || ddl->like_table == NULL || !lineage_is_own_schema(end, ddl->like_schema))
		return NULL;
	return ddl->like_table;
}

/* The live table that a new one was made like; NULL: none. */
static const SchemaTable *
model_of(const RuleContext *end, const char *table)
{
	g_autoptr(GPtrArray) names = NULL;
	const PlanStatement *last = NULL;

	if (!end->plan->state->has_likeness)
		return NULL;
	for (guint i = 0; i < end->plan->statements->len; i++) {
		const char *like = likeness(end, i);
		if (like == NULL)
			continue;
		if (names == NULL)
			names = copy_names_of_new(end, table, &last);
		if (names == NULL)
			return NULL;
		const PlanStatement *statement = g_ptr_array_index(end->plan->statements, i);
		if (copy_has_name(end, names, statement->parsed->table_ddl->table))
			return schema_find_table(end->live, like);
	}
	return NULL;
}

const SchemaTable *
state_table_before(const RuleContext *context)
{
	const RuleContext end = at_the_end(context);
	Lineage lineage = lineage_of_table(&end, context->after->name);

	return lineage.kind == LINEAGE_LIVE ? lineage.table : model_of(&end, context->after->name);
}

bool
state_is_old_table(const RuleContext *context)
{
	const RuleContext end = at_the_end(context);

	return lineage_of_table(&end, context->after->name).kind == LINEAGE_LIVE;
}

bool
state_brings_table(const RuleContext *context)
{
	const RuleContext end = at_the_end(context);
	Lineage lineage = lineage_of_table(&end, context->after->name);

	return (lineage.kind == LINEAGE_MADE || lineage.kind == LINEAGE_GONE) &&
	       model_of(&end, context->after->name) == NULL;
}

/* What the column was; MADE: the plan brings it. */
static Lineage
column_lineage(const RuleContext *context, const SqlColumn *column)
{
	const RuleContext end = at_the_end(context);
	Lineage lineage = lineage_of_column(&end, context->after->name, column->name);

	if (lineage.kind == LINEAGE_LIVE || lineage.kind == LINEAGE_UNKNOWN)
		return lineage;
	lineage.kind = LINEAGE_MADE;
	const SchemaTable *model = model_of(&end, context->after->name);
	const SqlColumn *same = model != NULL ? schema_find_column(model, column->name) : NULL;
	if (same != NULL)
		return (Lineage){.kind = LINEAGE_LIVE, .table = model, .column = same};
	return lineage;
}

const SqlColumn *
state_column_before(const RuleContext *context, const SqlColumn *column)
{
	return column_lineage(context, column).column;
}

bool
state_brings_column(const RuleContext *context, const SqlColumn *column)
{
	return column_lineage(context, column).kind == LINEAGE_MADE;
}

bool
state_brings_kind(const RuleContext *context, const SqlColumn *column)
{
	Lineage lineage = column_lineage(context, column);

	if (lineage.column == NULL)
		return lineage.kind == LINEAGE_MADE;
	return lineage.column->type.kind != column->type.kind;
}

bool
state_brings_type(const RuleContext *context, const SqlColumn *column)
{
	Lineage lineage = column_lineage(context, column);

	if (lineage.column == NULL)
		return lineage.kind == LINEAGE_MADE;
	g_autofree char *before = sql_type_format(&lineage.column->type);
	g_autofree char *after = sql_type_format(&column->type);
	return !g_str_equal(before, after);
}

bool
state_brings_charset(const RuleContext *context, const SqlColumn *column)
{
	Lineage lineage = column_lineage(context, column);

	if (lineage.column == NULL)
		return lineage.kind == LINEAGE_MADE;
	return g_strcmp0(lineage.column->type.charset, column->type.charset) != 0 ||
	       g_strcmp0(lineage.column->type.collation, column->type.collation) != 0;
}

static bool
same_index(const SqlIndex *a, const SqlIndex *b)
{
	if (a->kind != b->kind || a->parts->len != b->parts->len)
		return false;
	for (guint i = 0; i < a->parts->len; i++) {
		const SqlKeyPart *left = g_ptr_array_index(a->parts, i);
		const SqlKeyPart *right = g_ptr_array_index(b->parts, i);
		if (left->prefix_length != right->prefix_length ||
		    g_strcmp0(left->expression, right->expression) != 0 ||
		    (left->column != NULL) != (right->column != NULL) ||
		    (left->column != NULL && g_ascii_strcasecmp(left->column, right->column) != 0))
			return false;
	}
	return true;
}

bool
state_brings_index(const RuleContext *context, const SqlIndex *index)
{
	const SchemaTable *before = state_table_before(context);

	for (guint i = 0; before != NULL && i < before->indexes->len; i++)
		if (same_index(g_ptr_array_index(before->indexes, i), index))
			return false;
	return true;
}

/* ---- the statement that something comes from */

/* A table's name on its way back through the statements. */
typedef struct {
	const RuleContext *context;
	const char *table;
	guint at;
} Trail;

/* The next statement backwards that is about the table; NULL: no more. */
static const PlanStatement *
step_back(Trail *trail)
{
	const Plan *plan = trail->context->plan;

	for (gint i; (i = plan_last_mention(plan, trail->table, trail->at)) >= 0;) {
		const PlanStatement *statement = g_ptr_array_index(plan->statements, (guint)i);
		trail->at = (guint)i;
		if (statement->after == NULL ||
		    !lineage_same_table(trail->context, statement->after->name, trail->table))
			continue;
		if (statement->before != NULL)
			trail->table = statement->before->name;
		return statement;
	}
	return NULL;
}

static Trail
trail_of(const RuleContext *context)
{
	return (Trail){.context = context,
	               .table = context->after->name,
	               .at = context->plan->statements->len};
}

/* The part's definition as text; NULL: it is not there. The caller frees. */
static char *
define(const SchemaTable *table, StatePart part, const char *name)
{
	if (table == NULL)
		return NULL;
	if (part == STATE_COLUMN) {
		const SqlColumn *column = schema_find_column(table, name);
		return column != NULL ? schema_column_sql(column, NULL) : NULL;
	}
	if (part == STATE_INDEX) {
		const SqlIndex *index = schema_find_index(table, name);
		return index != NULL ? schema_index_sql(index) : NULL;
	}
	if (part == STATE_CHECK) {
		const SqlCheck *check = schema_find_check(table, name);
		return check != NULL ? schema_check_sql(check) : NULL;
	}
	return g_strdup("");
}

/* The context of the last statement that changed the part's definition. */
static RuleContext
place_of(const RuleContext *context, StatePart part, const char *name)
{
	RuleContext place = *context;
	Trail trail = trail_of(context);
	const PlanStatement *statement;

	while ((statement = step_back(&trail)) != NULL) {
		g_autofree char *before = define(statement->before, part, name);
		g_autofree char *after = define(statement->after, part, name);
		if (g_strcmp0(before, after) == 0)
			continue;
		place.statement = statement;
		place.migration =
			g_ptr_array_index(context->plan->migrations, statement->migration_index);
		break;
	}
	return place;
}

Finding *
state_report(const RuleContext *context, StatePart part, const char *name, const char *format, ...)
{
	const RuleContext place = place_of(context, part, name);
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	bool of_column = part == STATE_COLUMN;
	return rule_report_on(&place, context->after->name, of_column ? name : NULL,
	                      of_column ? NULL : name, "%s", message);
}

/* The column as one statement writes it with its type; follows a RENAME COLUMN back. */
static const SqlColumn *
written_in(const SqlTableDdl *ddl, const char **name)
{
	for (guint i = 0; ddl->columns != NULL && i < ddl->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(ddl->columns, i);
		if (schema_same_name(column->name, *name))
			return column;
	}
	for (guint i = ddl->clauses != NULL ? ddl->clauses->len : 0; i > 0; i--) {
		const SqlClause *clause = g_ptr_array_index(ddl->clauses, i - 1);
		bool has_type = clause->kind == SQL_CLAUSE_ADD_COLUMN ||
		                clause->kind == SQL_CLAUSE_MODIFY_COLUMN ||
		                clause->kind == SQL_CLAUSE_CHANGE_COLUMN;
		if (has_type && schema_same_name(clause->column->name, *name))
			return clause->column;
		if (clause->kind == SQL_CLAUSE_RENAME_COLUMN &&
		    schema_same_name(clause->new_name, *name))
			*name = clause->name;
	}
	return NULL;
}

const SqlColumn *
state_written(const RuleContext *context, const SqlColumn *column)
{
	Trail trail = trail_of(context);
	const char *name = column->name;
	const PlanStatement *statement;

	while ((statement = step_back(&trail)) != NULL) {
		const SqlTableDdl *ddl = statement->parsed->table_ddl;
		const SqlColumn *written = ddl != NULL ? written_in(ddl, &name) : NULL;
		if (written != NULL)
			return written;
	}
	return NULL;
}

/* ---- columns and tables, one after the other */

void
state_each_column(const RuleContext *context,
                  void (*visit)(const RuleContext *context, const SqlColumn *column))
{
	if (!state_is_judged(context))
		return;
	for (guint i = 0; i < context->after->columns->len; i++)
		visit(context, g_ptr_array_index(context->after->columns, i));
}

Finding *
state_report_columns(const RuleContext *context, StateTest test, const char *what)
{
	g_autoptr(GString) list = g_string_new(NULL);
	const SqlColumn *first = NULL;
	guint count = 0;

	if (!state_is_judged(context))
		return NULL;
	for (guint i = 0; i < context->after->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(context->after->columns, i);
		if (!test(context, column))
			continue;
		if (first == NULL)
			first = column;
		if (++count <= MOST_LISTED)
			g_string_append_printf(list, "%s`%s`", count > 1 ? ", " : "", column->name);
	}
	if (first == NULL)
		return NULL;
	if (count > MOST_LISTED)
		g_string_append_printf(list, " and %u more", count - MOST_LISTED);
	return state_report(context, STATE_COLUMN, first->name, "%s: `%s`.%s", what,
	                    context->after->name, list->str);
}

static gint
compare_statements(gconstpointer a, gconstpointer b)
{
	const PlanStatement *left = *(PlanStatement *const *)a;
	const PlanStatement *right = *(PlanStatement *const *)b;

	return strcmp(left->after->name, right->after->name);
}

/* Of each table the last statement that changes it, in order of names. */
static GPtrArray *
last_statements(const RuleContext *context)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	GPtrArray *last = g_ptr_array_new();

	for (guint i = context->plan->statements->len; i > 0; i--) {
		PlanStatement *statement = g_ptr_array_index(context->plan->statements, i - 1);
		if (statement->after != NULL &&
		    statement->parsed->statement->kind == SQL_STATEMENT_DDL &&
		    g_hash_table_add(seen, statement->after->name))
			g_ptr_array_add(last, statement);
	}
	g_ptr_array_sort(last, compare_statements);
	return last;
}

/* Versions that are not judged any more. */
static bool
is_before_start(const RuleContext *context, const PlanMigration *migration)
{
	const char *start_after = context->policy->start_after;
	g_autofree char *last = start_after != NULL ? version_canonical(start_after) : NULL;

	return last != NULL && version_compare(migration->migration->version, last) <= 0;
}

void
state_each_table(const RuleContext *context,
                 void (*visit)(const RuleContext *context, gpointer data), gpointer data)
{
	g_autoptr(GPtrArray) last = last_statements(context);

	for (guint i = 0; i < last->len; i++) {
		const PlanStatement *statement = g_ptr_array_index(last, i);
		RuleContext table = *context;
		table.statement = statement;
		table.migration =
			g_ptr_array_index(context->plan->migrations, statement->migration_index);
		table.before = schema_find_table(context->live, statement->after->name);
		table.after = schema_find_table(context->schema, statement->after->name);
		if (state_is_judged(&table) && !is_before_start(context, table.migration))
			visit(&table, data);
	}
}

bool
state_is_in_foreign_key(const SchemaTable *table, const char *column)
{
	return schema_foreign_key_over(table, column) != NULL;
}

char *
state_modify_sql(const SchemaTable *table, const SqlColumn *column, const char *type)
{
	g_autoptr(SqlColumn) changed = sql_column_copy(column);
	GString *sql = g_string_new("ALTER TABLE ");

	sql_type_clear(&changed->type);
	sql_type_parse(type, &changed->type);
	g_autofree char *definition = schema_column_sql(changed, table);
	sql_append_name(sql, table->name);
	g_string_append_printf(sql, " MODIFY %s", definition);
	return g_string_free(sql, FALSE);
}
