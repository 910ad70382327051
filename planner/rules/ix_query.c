#include "planner/rules/common.h"
#include "planner/rules/ix.h"
#include "planner/rules/lineage.h"
#include "planner/rules/query_text.h"
#include "sql/quote.h"

/*
 * IX006, IX007: what the application asks of a table, as the server counted it, against the
 * indexes that the table has when the plan is done.
 */

enum {
	MIN_EXECUTIONS = 10, /* less is somebody who looked by hand */
	MIN_ROWS = 100,      /* an execution: less is not worth an index */
	MIN_WASTE = 10,      /* rows read for each that is given */
};

typedef struct {
	const RuleContext *context;
	const QueryDigest *digest;
	const QueryText *query;
} Asked;

static bool
has_column(const GPtrArray *names, const char *name)
{
	for (guint i = 0; i < names->len; i++)
		if (g_ascii_strcasecmp(g_ptr_array_index(names, i), name) == 0)
			return true;
	return false;
}

/* Whether all are columns of the table that an index takes whole. */
static bool
are_indexable(const SchemaTable *table, const GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++) {
		const SqlColumn *column = schema_find_column(table, g_ptr_array_index(names, i));
		if (column == NULL || sql_type_is_lob(column->type.kind))
			return false;
	}
	return true;
}

static bool
reads_too_much(const QueryDigest *digest)
{
	return digest->rows_examined / digest->executions >= MIN_ROWS &&
	       digest->rows_examined >= MIN_WASTE * digest->rows_given;
}

/* With LIMIT the server counts as sorted only what it gives. */
static bool
sorts_much(const QueryDigest *digest)
{
	return digest->rows_sorted / digest->executions >= MIN_ROWS ||
	       (digest->rows_sorted > 0 && reads_too_much(digest));
}

static bool
leads_somewhere(const SqlIndex *index)
{
	return !index->invisible && index->parts->len > 0 &&
	       (index->kind == SQL_INDEX_PRIMARY || index->kind == SQL_INDEX_UNIQUE ||
	        index->kind == SQL_INDEX_PLAIN);
}

/* The part's column; of a secondary index of InnoDB those of the primary key stand behind. */
static const char *
column_at(const SchemaTable *table, const SqlIndex *index, guint at)
{
	const SqlIndex *primary = schema_primary_key(table);
	const GPtrArray *parts = index->parts;

	if (at >= parts->len) {
		at -= parts->len;
		if (primary == NULL || primary == index || !rule_is_innodb(table) ||
		    at >= primary->parts->len)
			return NULL;
		parts = primary->parts;
	}
	return ((const SqlKeyPart *)g_ptr_array_index(parts, at))->column;
}

/* How many leading columns of the index are compared for equality. */
static guint
count_equal(const Asked *asked, const SqlIndex *index)
{
	guint count = 0;
	const char *column;

	while ((column = column_at(asked->context->after, index, count)) != NULL &&
	       has_column(asked->query->equal, column))
		count++;
	return count;
}

/* Whether an index begins with a column that is compared at all. */
static bool
is_found_by_index(const Asked *asked)
{
	const SchemaTable *table = asked->context->after;

	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		if (!leads_somewhere(index))
			continue;
		const char *first = column_at(table, index, 0);
		if (first != NULL && (has_column(asked->query->equal, first) ||
		                      has_column(asked->query->ranges, first)))
			return true;
	}
	return false;
}

/* The index that helps most by equality alone; NULL: none does. */
static const SqlIndex *
best_index(const Asked *asked, guint *ret_count)
{
	const SchemaTable *table = asked->context->after;
	const SqlIndex *best = NULL;

	*ret_count = 0;
	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		guint count = leads_somewhere(index) ? count_equal(asked, index) : 0;
		if (count > *ret_count) {
			*ret_count = count;
			best = index;
		}
	}
	return best;
}

/* Whether behind its equal columns some index goes on with these. */
static bool
is_continued(const Asked *asked, const GPtrArray *columns)
{
	const SchemaTable *table = asked->context->after;

	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		guint at = leads_somewhere(index) ? count_equal(asked, index) : 0;
		guint same = 0;
		while (at > 0 && same < columns->len &&
		       g_strcmp0(column_at(table, index, at + same),
		                 g_ptr_array_index(columns, same)) == 0)
			same++;
		if (at > 0 && same == columns->len)
			return true;
	}
	return false;
}

static void
add_columns(GPtrArray *list, const GPtrArray *columns, guint most)
{
	for (guint i = 0; i < columns->len && i < most; i++)
		if (!has_column(list, g_ptr_array_index(columns, i)))
			g_ptr_array_add(list, g_ptr_array_index(columns, i));
}

/* The same columns, once reported for the table, are not reported again. */
static bool
is_reported(const RuleContext *context, const char *fix_sql)
{
	const GPtrArray *findings = context->plan->findings;

	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = g_ptr_array_index(findings, i);
		if (finding->rule == context->rule && g_strcmp0(finding->fix_sql, fix_sql) == 0)
			return true;
	}
	return false;
}

static char *
index_sql(const SchemaTable *table, const GPtrArray *columns)
{
	g_autoptr(GString) name = g_string_new("idx_");
	g_autofree char *quoted_table = sql_quote_name(table->name);
	g_autofree char *list = rule_name_list(columns);

	g_string_append(name, table->name);
	for (guint i = 0; i < columns->len; i++)
		g_string_append_printf(name, "_%s", (const char *)g_ptr_array_index(columns, i));
	/* A name has 64 characters at the most. */
	if (g_utf8_strlen(name->str, -1) > 64)
		g_string_truncate(name,
		                  (gsize)(g_utf8_offset_to_pointer(name->str, 64) - name->str));
	g_autofree char *quoted = sql_quote_name(name->str);
	return g_strdup_printf("CREATE INDEX %s ON %s (%s)", quoted, quoted_table, list);
}

static void
add_evidence(Finding *finding, const QueryDigest *digest)
{
	finding->evidence.count = digest->executions;
	finding->evidence.sample = g_strdup(digest->text);
}

static void
report_unindexed(const Asked *asked)
{
	const RuleContext *context = asked->context;
	const SchemaTable *table = context->after;
	const QueryDigest *digest = asked->digest;
	g_autoptr(GPtrArray) columns = g_ptr_array_new();

	add_columns(columns, asked->query->equal, G_MAXUINT);
	add_columns(columns, asked->query->ranges, 1);
	g_autofree char *sql = index_sql(table, columns);
	if (is_reported(context, sql))
		return;
	g_autofree char *list = rule_name_list(columns);
	Finding *finding = rule_report_on(
		context, table->name, g_ptr_array_index(columns, 0), NULL,
		"`%s` is searched by %s, and no index begins with that: %" G_GUINT64_FORMAT
		" executions so far read %" G_GUINT64_FORMAT " rows each",
		table->name, list, digest->executions, digest->rows_examined / digest->executions);
	finding_set_fix_sql(finding, "%s", sql);
	add_evidence(finding, digest);
}

static void
report_composite(const Asked *asked, const SqlIndex *index, guint equal, const GPtrArray *rest,
                 bool sorts)
{
	const RuleContext *context = asked->context;
	const SchemaTable *table = context->after;
	const QueryDigest *digest = asked->digest;
	g_autoptr(GPtrArray) columns = g_ptr_array_new();

	for (guint i = 0; i < equal; i++)
		g_ptr_array_add(columns, (gpointer)column_at(table, index, i));
	add_columns(columns, asked->query->equal, G_MAXUINT);
	add_columns(columns, rest, G_MAXUINT);
	g_autofree char *sql = index_sql(table, columns);
	if (is_reported(context, sql))
		return;
	g_autofree char *list = rule_name_list(rest);
	Finding *finding = rule_report_on(
		context, table->name, NULL, index->name,
		"a query of `%s` finds its rows by `%s` and then %s %s: %" G_GUINT64_FORMAT
		" executions so far read %" G_GUINT64_FORMAT " rows each",
		table->name, index->name, sorts ? "sorts them by" : "passes over them by", list,
		digest->executions, digest->rows_examined / digest->executions);
	finding_set_fix_sql(finding, "%s", sql);
	add_evidence(finding, digest);
}

/* Each digest that is about the table of the context and often enough. */
static void
each_query(const RuleContext *context, void (*judge)(const Asked *asked))
{
	const PlanServer *server = context->input->server;
	const char *why = NULL;

	if (context->before == NULL)
		return;
	if (server == NULL || server->read_queries == NULL) {
		rule_note_unasked(context, "statements were not looked at: no connection");
		return;
	}
	const GPtrArray *digests = server->read_queries(server->data, &why);
	if (digests == NULL)
		rule_note_unasked(context, why);
	for (guint i = 0; digests != NULL && i < digests->len; i++) {
		const QueryDigest *digest = g_ptr_array_index(digests, i);
		g_auto(QueryText) query = {0};
		if (digest->executions < MIN_EXECUTIONS || !query_text_read(digest->text, &query) ||
		    !lineage_same_table(context, query.table, context->after->name) ||
		    !lineage_is_own_schema(context, query.schema) ||
		    !are_indexable(context->after, query.equal) ||
		    !are_indexable(context->after, query.ranges))
			continue;
		const Asked asked = {.context = context, .digest = digest, .query = &query};
		judge(&asked);
	}
}

/* ---- IX006 */

static void
judge_unindexed(const Asked *asked)
{
	if (reads_too_much(asked->digest) && !is_found_by_index(asked))
		report_unindexed(asked);
}

void
ix_check_unindexed_filter(const RuleContext *context)
{
	each_query(context, judge_unindexed);
}

/* ---- IX007 */

static void
judge_composite(const Asked *asked)
{
	const QueryDigest *digest = asked->digest;
	const GPtrArray *order = asked->query->order;
	g_autoptr(GPtrArray) range = g_ptr_array_new();
	guint equal;
	const SqlIndex *index = best_index(asked, &equal);

	if (index == NULL)
		return;
	add_columns(range, asked->query->ranges, 1);
	/* A range in front of the order: an index serves one of them, and the range comes first. */
	if (range->len > 0) {
		if (reads_too_much(digest) && !is_continued(asked, range))
			report_composite(asked, index, equal, range, false);
	} else if (order->len > 0 && are_indexable(asked->context->after, order) &&
	           sorts_much(digest) && !is_continued(asked, order)) {
		report_composite(asked, index, equal, order, true);
	}
}

void
ix_check_composite(const RuleContext *context)
{
	each_query(context, judge_composite);
}
