#include "planner/rules/ds.h"

#include <string.h>

#include "planner/rules/common.h"
#include "planner/rules/lineage.h"
#include "sql/quote.h"

/* The tables whose rows go when rows of one are deleted. */
typedef struct {
	const RuleContext *context;
	GPtrArray *tables; /* of const SchemaTable *: the parent first, each once */
	guint64 rows;      /* of the children, as far as known */
	bool counted;      /* `rows` is known of each */
	GString *names;    /* "`orders`, `items`" */
	bool itself;       /* the parent's own rows hang on each other, and are among the names */
	bool is_protected;
} Reach;

static bool
is_reached(const Reach *reach, const SchemaTable *table)
{
	return g_ptr_array_find(reach->tables, table, NULL);
}

/* At least as many rows as the probe saw: the server's estimate of a fresh table is 0. */
static void
count_rows(Reach *reach, const SchemaTable *child)
{
	const SchemaTable *live = schema_find_table(reach->context->live, child->name);
	g_auto(ProbeAnswer) answer = {0};

	if (live == NULL)
		return; /* the plan makes it: no rows */
	g_autofree char *name = sql_quote_name(live->name);
	g_autofree char *keys = lineage_key_list(live);
	rule_probe(reach->context, live->name, NULL, &answer, "SELECT %s FROM %s LIMIT 5", keys,
	           name);
	guint64 rows = live->statistics.known ? live->statistics.rows : 0;
	reach->rows += answer.outcome == PROBE_FOUND ? MAX(rows, answer.count) : rows;
	reach->counted =
		reach->counted && (live->statistics.known || answer.outcome == PROBE_CLEAN);
}

static void
reach_child(Reach *reach, const SchemaReference *reference)
{
	const SchemaTable *child = reference->child;
	bool itself = child == g_ptr_array_index(reach->tables, 0);

	if (reference->key->on_delete != SQL_REFERENTIAL_CASCADE ||
	    (itself ? reach->itself : is_reached(reach, child)))
		return;
	reach->itself = reach->itself || itself;
	if (!itself)
		g_ptr_array_add(reach->tables, (gpointer)child);
	g_string_append_printf(reach->names, "%s`%s`", reach->names->len > 0 ? ", " : "",
	                       child->name);
	reach->is_protected |= rule_is_protected(reach->context, child->name);
	count_rows(reach, child);
}

static void
reach_all(Reach *reach, const SchemaTable *parent)
{
	g_ptr_array_add(reach->tables, (gpointer)parent);
	for (guint i = 0; i < reach->tables->len; i++) {
		const SchemaTable *table = g_ptr_array_index(reach->tables, i);
		g_autoptr(GArray) references =
			schema_references_to(reach->context->schema, table->name);
		for (guint j = 0; j < references->len; j++)
			reach_child(reach, &g_array_index(references, SchemaReference, j));
	}
}

/* The rows of one child that hang on the rows which the condition chooses. */
static ProbeOutcome
ask_child(const RuleContext *context, const SchemaTable *parent, const SchemaReference *reference,
          ProbeAnswer *ret_answer)
{
	const SqlForeignKey *key = reference->key;
	const SqlDml *dml = context->parsed->dml;

	if (key->columns->len != 1 || dml->where == NULL || dml->has_join ||
	    schema_find_table(context->live, reference->child->name) == NULL)
		return PROBE_NOT_ASKED;
	g_autofree char *child = sql_quote_name(reference->child->name);
	g_autofree char *column = sql_quote_name(g_ptr_array_index(key->columns, 0));
	g_autofree char *parent_name = sql_quote_name(parent->name);
	g_autofree char *parent_column = sql_quote_name(g_ptr_array_index(key->parent_columns, 0));
	g_autofree char *keys = lineage_key_list(reference->child);
	return rule_probe(context, reference->child->name, g_ptr_array_index(key->columns, 0),
	                  ret_answer,
	                  "SELECT %s FROM %s WHERE %s IN (SELECT %s FROM %s WHERE %s) LIMIT 5",
	                  keys, child, column, parent_column, parent_name, dml->where);
}

/* Whether rows hang on those that go: PROBE_CLEAN only when each child was asked. */
static ProbeOutcome
ask_children(const RuleContext *context, const SchemaTable *parent, ProbeAnswer *ret_answer)
{
	g_autoptr(GArray) references = schema_references_to(context->schema, parent->name);
	ProbeOutcome outcome = PROBE_CLEAN;

	for (guint i = 0; i < references->len; i++) {
		const SchemaReference *reference = &g_array_index(references, SchemaReference, i);
		if (reference->key->on_delete != SQL_REFERENTIAL_CASCADE)
			continue;
		g_auto(ProbeAnswer) answer = {0};
		ProbeOutcome one = ask_child(context, parent, reference, &answer);
		if (one == PROBE_FOUND) {
			*ret_answer = answer;
			answer = (ProbeAnswer){0};
			return one;
		}
		if (one != PROBE_CLEAN)
			outcome = one;
	}
	return outcome;
}

static Severity
severity_of(const Reach *reach)
{
	if (reach->is_protected || !reach->counted ||
	    reach->rows >= reach->context->policy->cascade_rows)
		return SEVERITY_CRITICAL;
	return reach->rows > 0 ? SEVERITY_MEDIUM : SEVERITY_INFO;
}

static void
report_reach(const RuleContext *context, const SchemaTable *parent, const Reach *reach)
{
	g_auto(ProbeAnswer) answer = {0};
	ProbeOutcome outcome = ask_children(context, parent, &answer);
	g_autofree char *rows =
		reach->counted ? g_strdup_printf(" (up to %" G_GUINT64_FORMAT " rows)", reach->rows)
			       : g_strdup("");
	Finding *finding = rule_report_on(
		context, parent->name, NULL, NULL,
		"rows deleted from `%s` take rows of %s%s with them by ON DELETE CASCADE",
		parent->name, reach->names->str, rows);

	finding_set_severity(finding, severity_of(reach));
	if (outcome == PROBE_CLEAN) {
		finding_set_severity(finding, SEVERITY_INFO);
		finding_set_impact(finding, "no row hangs on those that are deleted now");
	}
	if (outcome == PROBE_FOUND)
		finding_set_evidence(finding, &answer);
}

/* The table whose rows the statement deletes; NULL: it deletes none. */
static const SchemaTable *
deleted_from(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;
	const char *verb = context->parsed->main_verb;

	if (dml == NULL || (g_strcmp0(verb, "DELETE") != 0 && g_strcmp0(verb, "REPLACE") != 0))
		return NULL;
	for (guint i = 0; i < dml->tables->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(dml->tables, i);
		if (use->written && lineage_is_own_schema(context, use->schema))
			return schema_find_table(context->schema, use->name);
	}
	return NULL;
}

void
ds_check_cascade(const RuleContext *context)
{
	const SchemaTable *parent = deleted_from(context);

	if (parent == NULL || !context->statement->foreign_key_checks)
		return;
	Reach reach = {.context = context,
	               .tables = g_ptr_array_new(),
	               .counted = true,
	               .names = g_string_new(NULL)};
	reach_all(&reach, parent);
	if (reach.names->len > 0)
		report_reach(context, parent, &reach);
	g_ptr_array_unref(reach.tables);
	g_string_free(reach.names, TRUE);
}
