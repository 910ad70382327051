#include "planner/rules/lk.h"

#include "planner/rules/common.h"
#include "planner/rules/lineage.h"
#include "planner/rules/scan.h"

/* The table of the default database whose rows are written, as it is before the plan. */
static const SchemaTable *
written_table(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;

	for (guint i = 0; dml != NULL && i < dml->tables->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(dml->tables, i);
		if (use->written && use->name != NULL &&
		    lineage_is_own_schema(context, use->schema))
			return schema_find_table(context->live, use->name);
	}
	return NULL;
}

/* A batch step is cut into transactions by mgrun. */
static bool
is_one_transaction(const RuleContext *context)
{
	return context->parsed->dml != NULL && context->statement->step->kind == STEP_STATEMENT;
}

/* The number behind LIMIT at the end; G_MAXUINT64: none is written. */
static guint64
limit_of(const RuleContext *context)
{
	if (!context->parsed->dml->has_limit)
		return G_MAXUINT64;
	g_autoptr(GArray) tokens = scan_tokens(context->statement->text);
	for (guint i = tokens->len; i > 1; i--)
		if (scan_is(tokens, i - 2, "LIMIT"))
			return g_ascii_strtoull(g_array_index(tokens, SqlToken, i - 1).text, NULL,
			                        10);
	return G_MAXUINT64;
}

/* Rows that the statement examines: by EXPLAIN, else those of the table; -1: not known. */
static gint64
examined_rows(const RuleContext *context, bool *ret_full_scan)
{
	const PlanServer *server = context->input->server;
	const SchemaTable *table = written_table(context);
	const SqlDml *dml = context->parsed->dml;
	gint64 rows = -1;

	*ret_full_scan = false;
	if (server != NULL && server->explain_rows != NULL && (table != NULL || dml->from_select))
		rows = server->explain_rows(server->data, context->statement->text, ret_full_scan);
	if (rows >= 0 || dml->from_select || dml->value_rows > 0)
		return MAX(rows, (gint64)dml->value_rows);
	if (table == NULL || !table->statistics.known)
		return -1;
	return (gint64)table->statistics.rows;
}

void
lk_check_large_dml(const RuleContext *context)
{
	bool full_scan;

	if (!is_one_transaction(context))
		return;
	gint64 rows = examined_rows(context, &full_scan);
	guint64 limit = limit_of(context);
	if (rows < 0 || (guint64)rows <= context->policy->max_dml_rows ||
	    limit <= context->policy->max_dml_rows)
		return;
	const char *verb = context->parsed->main_verb;
	const SchemaTable *table = written_table(context);
	Finding *finding = rule_report_on(context, table != NULL ? table->name : NULL, NULL, NULL,
	                                  "this %s examines about %" G_GINT64_FORMAT
	                                  " rows in one transaction, and "
	                                  "max-dml-rows is %" G_GUINT64_FORMAT,
	                                  verb, rows, context->policy->max_dml_rows);
	if (g_strcmp0(verb, "UPDATE") == 0 || g_strcmp0(verb, "DELETE") == 0)
		finding_set_fix_sql(finding, "- batch: %s", context->statement->text);
}

void
lk_check_unindexed_dml(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;
	bool full_scan = false;

	if (!is_one_transaction(context) || dml->where == NULL || dml->where_is_constant ||
	    dml->from_select)
		return;
	const SchemaTable *table = written_table(context);
	if (table == NULL || !rule_is_big(context, table))
		return;
	(void)examined_rows(context, &full_scan);
	if (full_scan)
		rule_report_on(context, table->name, NULL, NULL,
		               "no index serves the WHERE over `%s`: every row of the table is "
		               "read, and locked until the end",
		               table->name);
}

/* The first big table before the plan that the statement reads and does not write. */
static const SchemaTable *
big_source(const RuleContext *context)
{
	const GPtrArray *reads = context->parsed->reads;

	for (guint i = 0; i < reads->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(reads, i);
		const SchemaTable *table =
			use->name != NULL && lineage_is_own_schema(context, use->schema)
				? schema_find_table(context->live, use->name)
				: NULL;
		if (table != NULL && rule_is_big(context, table))
			return table;
	}
	return NULL;
}

void
lk_check_insert_select(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;
	bool creates = context->ddl != NULL && context->ddl->as_select;

	if (!creates && (dml == NULL || !dml->from_select))
		return;
	const SchemaTable *source = big_source(context);
	if (source != NULL)
		rule_report_on(context, source->name, NULL, NULL,
		               "the rows of `%s` that are read stay locked until the %s ends: "
		               "writers of it wait",
		               source->name, context->parsed->main_verb);
}

void
lk_check_multi_table(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;
	const char *verb = context->parsed->main_verb;

	if (dml == NULL || !dml->has_join ||
	    (g_strcmp0(verb, "UPDATE") != 0 && g_strcmp0(verb, "DELETE") != 0))
		return;
	const SchemaTable *table = written_table(context);
	rule_report_on(context, table != NULL ? table->name : NULL, NULL, NULL,
	               "this %s joins tables: rows of all of them are locked, and it cannot be cut "
	               "into batches",
	               verb);
}

void
lk_check_create_select(const RuleContext *context)
{
	if (context->ddl != NULL && context->ddl->as_select && !context->ddl->temporary)
		rule_report_on(context, context->ddl->table, NULL, NULL,
		               "`%s` is made from a query: it gets no index, no key and no "
		               "AUTO_INCREMENT but those that are written here",
		               context->ddl->table);
}
