#include "planner/rules/rows.h"

#include "planner/plan_internal.h"
#include "planner/rules/lineage.h"
#include "sql/quote.h"

static bool
has_columns(const SchemaTable *table, const GPtrArray *columns)
{
	for (guint i = 0; columns != NULL && i < columns->len; i++)
		if (schema_find_column(table, g_ptr_array_index(columns, i)) == NULL)
			return false;
	return true;
}

/* Whether each column is called on the server what it is called at the statement. */
static bool
kept_their_names(const RowQuestion *question)
{
	const GPtrArray *columns = question->columns;

	for (guint i = 0; columns != NULL && i < columns->len; i++) {
		const char *name = g_ptr_array_index(columns, i);
		Lineage lineage = lineage_of_column(question->context, question->table, name);
		if (lineage.column == NULL || g_ascii_strcasecmp(lineage.column->name, name) != 0)
			return false;
	}
	return true;
}

const SchemaTable *
rows_live(const RowQuestion *question)
{
	const RuleContext *context = question->context;
	const SchemaTable *live = schema_find_table(context->live, question->table);

	if (live == NULL || !has_columns(live, question->columns))
		return NULL;
	if (context->before == live) /* no statement before this one touched it */
		return live;
	Lineage lineage = lineage_of_table(context, question->table);
	return lineage.table == live && kept_their_names(question) ? live : NULL;
}

static bool
sets_column(const SqlDml *dml, const GPtrArray *columns)
{
	for (guint i = 0; i < dml->assigned->len; i++) {
		const SqlAssignment *assignment = g_ptr_array_index(dml->assigned, i);
		for (guint j = 0; columns != NULL && j < columns->len; j++)
			if (g_ascii_strcasecmp(assignment->column, columns->pdata[j]) == 0)
				return true;
	}
	return dml->assigned->len > 0 && columns == NULL;
}

static bool
changes_rows(const RowQuestion *question, const PlanStatement *statement)
{
	const SqlDml *dml = statement->parsed->dml;
	bool deletes = dml != NULL && g_strcmp0(statement->parsed->main_verb, "DELETE") == 0;

	for (guint i = 0; dml != NULL && i < dml->tables->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(dml->tables, i);
		if (use->written && lineage_is_own_schema(question->context, use->schema) &&
		    lineage_same_table(question->context, use->name, question->table) &&
		    (deletes || sets_column(dml, question->columns)))
			return true;
	}
	return false;
}

const PlanStatement *
rows_changed_before(const RowQuestion *question)
{
	const Plan *plan = question->context->plan;
	guint at = question->context->statement->index;

	for (gint i; (i = plan_last_mention(plan, question->table, at)) >= 0; at = (guint)i) {
		const PlanStatement *statement = g_ptr_array_index(plan->statements, (guint)i);
		if (changes_rows(question, statement))
			return statement;
	}
	return NULL;
}

static void
weigh(const RowQuestion *question, Finding *finding, const ProbeAnswer *answer)
{
	const PlanStatement *changed =
		answer->outcome == PROBE_FOUND ? rows_changed_before(question) : NULL;

	finding_weigh_probe(finding, answer);
	if (answer->outcome == PROBE_CLEAN)
		finding->severity = question->when_clean;
	if (changed == NULL)
		return;
	finding->severity = SEVERITY_MEDIUM;
	finding_set_impact(finding,
	                   "rows are in the way now; a statement of this plan before it (%s, line "
	                   "%" G_GUINT64_FORMAT
	                   ") changes them, and whether it leaves none is seen "
	                   "only when it has run",
	                   changed->migration->file_name, changed->position.line);
}

void
rows_weigh(const RowQuestion *question, Finding *finding, const char *format, ...)
{
	g_auto(ProbeAnswer) answer = {0};
	const char *column = question->columns != NULL && question->columns->len > 0
	                             ? question->columns->pdata[0]
	                             : NULL;
	va_list arguments;

	finding->severity = MIN(finding->severity, SEVERITY_HIGH);
	if (rows_live(question) == NULL)
		return;
	va_start(arguments, format);
	g_autofree char *sql = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	rule_probe(question->context, question->table, column, &answer, "%s", sql);
	weigh(question, finding, &answer);
}

void
rows_weigh_where(const RowQuestion *question, Finding *finding, const char *condition)
{
	const SchemaTable *live = schema_find_table(question->context->live, question->table);
	g_autofree char *name = sql_quote_name(question->table);
	g_autofree char *keys = live != NULL ? lineage_key_list(live) : g_strdup("1");

	rows_weigh(question, finding, "SELECT %s FROM %s WHERE %s LIMIT 5", keys, name, condition);
}

GPtrArray *
rows_one_column(const char *column)
{
	GPtrArray *list = g_ptr_array_new();

	g_ptr_array_add(list, (gpointer)column);
	return list;
}
