#include "planner/rules/common.h"
#include "planner/rules/ix.h"
#include "planner/rules/lineage.h"
#include "sql/quote.h"

/*
 * performance_schema keeps the statements that ran with question marks for their values and every
 * name in backticks: "SELECT * FROM `t` WHERE `a` = ? ORDER BY `d`". A shape counts when it ran at
 * least ten times. A join may mean a column of another table and is passed over.
 */
#define DIGESTS                                                                                    \
	"SELECT COUNT_STAR, LEFT(DIGEST, 32) FROM "                                                \
	"performance_schema.events_statements_summary_by_digest WHERE SCHEMA_NAME = DATABASE() "   \
	"AND COUNT_STAR >= 10 AND LOCATE(' JOIN ', DIGEST_TEXT) = 0 AND LOCATE(' WHERE ', "        \
	"DIGEST_TEXT) > 0"

/* Shapes that read more than a hundred rows for each that they give, and used no index. */
#define READS_ALL                                                                                  \
	" AND SUM_NO_INDEX_USED > 0 AND SUM_ROWS_EXAMINED > 100 * (SUM_ROWS_SENT + COUNT_STAR)"

#define SORTS " AND SUM_SORT_ROWS > 0 AND LOCATE(' ORDER BY ', DIGEST_TEXT) > 0"

#define WORST_FIRST " ORDER BY COUNT_STAR DESC LIMIT 5"

/* " AND LOCATE('`t`', DIGEST_TEXT) > 0", with `before` and `after` around the name. */
static void
append_located(GString *sql, const char *before, const char *name, const char *after,
               const char *text)
{
	g_autoptr(GString) shape = g_string_new(before);

	sql_append_name(shape, name);
	g_string_append(shape, after);
	g_string_append(sql, "LOCATE(");
	sql_append_string(sql, shape->str, -1);
	g_string_append_printf(sql, ", %s) > 0", text);
}

static void
append_table(GString *sql, const char *table)
{
	g_string_append(sql, " AND ");
	append_located(sql, "", table, "", "DIGEST_TEXT");
}

/* Behind the WHERE, for SET names columns too. */
#define CONDITION "SUBSTRING(DIGEST_TEXT, LOCATE(' WHERE ', DIGEST_TEXT))"

static void
append_compared(GString *sql, const char *column)
{
	static const char *const ways[] = {" = ?",  " IN (", " > ?",    " < ?",
	                                   " >= ?", " <= ?", " LIKE ?", " BETWEEN ?"};

	g_string_append(sql, " AND (");
	for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
		if (i > 0)
			g_string_append(sql, " OR ");
		append_located(sql, " ", column, ways[i], CONDITION);
	}
	g_string_append_c(sql, ')');
}

/* Whether the server counts statements; what it does not, is told. */
static bool
counts_statements(const RuleContext *context)
{
	const char *value = plan_target_variable(context->target, "performance_schema", NULL);

	if (value == NULL)
		return true; /* offline: rule_probe() says so */
	if (g_ascii_strcasecmp(value, "ON") == 0 || g_str_equal(value, "1"))
		return true;
	rule_note_unasked(context, "statements were not looked at: performance_schema is OFF");
	return false;
}

static bool
ask(const RuleContext *context, const SchemaTable *live, const GString *sql,
    ProbeAnswer *ret_answer)
{
	return rule_probe(context, live->name, NULL, ret_answer, "%s", sql->str) == PROBE_FOUND;
}

static void
note_evidence(Finding *finding, const ProbeAnswer *answer)
{
	finding->evidence.probe_sql = g_strdup(answer->sql);
	finding->evidence.count = answer->count;
	finding->evidence.sample = g_strdup(answer->sample);
}

static bool
leads_an_index(const SchemaTable *table, const char *column)
{
	g_autoptr(GPtrArray) columns = g_ptr_array_new();

	g_ptr_array_add(columns, (gpointer)column);
	return schema_index_led_by(table, columns, true) != NULL;
}

/* ---- IX014 */

static void
judge_dropped(const RuleContext *context, const SchemaTable *live, const SqlIndex *index)
{
	g_autoptr(GString) sql = g_string_new(
		"SELECT COUNT_READ FROM performance_schema.table_io_waits_summary_by_index_usage "
		"WHERE OBJECT_SCHEMA = DATABASE() AND COUNT_READ > 0 AND OBJECT_NAME = ");
	g_auto(ProbeAnswer) answer = {0};

	sql_append_string(sql, live->name, -1);
	g_string_append(sql, " AND INDEX_NAME = ");
	sql_append_string(sql, index->name, -1);
	if (!ask(context, live, sql, &answer))
		return;
	Finding *finding = rule_report_on(
		context, context->before->name, NULL, index->name,
		"index `%s` of `%s` is dropped, by which %s rows were read since the server began "
		"to count",
		index->name, context->before->name, answer.sample);
	note_evidence(finding, &answer);
}

void
ix_check_dropped_in_use(const RuleContext *context)
{
	const SqlClause *clause;
	guint at = 0;

	if (context->before == NULL || context->after == NULL || context->statement->is_new ||
	    context->statement->problems->len > 0)
		return;
	while ((clause = rule_next_clause(context, SQL_CLAUSE_DROP_INDEX, &at)) != NULL) {
		const SqlIndex *index = schema_find_index(context->before, clause->name);
		const SchemaTable *live = lineage_of_table(context, context->before->name).table;
		if (index == NULL || live == NULL || schema_find_index(live, index->name) == NULL ||
		    ix_is_served(context->after, index) || !counts_statements(context))
			continue;
		judge_dropped(context, live, index);
	}
}

/* ---- IX006 */

static void
judge_column(const RuleContext *context, const SchemaTable *live, const SqlColumn *column)
{
	g_autoptr(GString) sql = g_string_new(DIGESTS READS_ALL);
	g_auto(ProbeAnswer) answer = {0};

	append_table(sql, live->name);
	append_compared(sql, column->name);
	g_string_append(sql, WORST_FIRST);
	if (!ask(context, live, sql, &answer))
		return;
	g_autofree char *table = sql_quote_name(context->after->name);
	g_autofree char *name = sql_quote_name(column->name);
	Finding *finding = rule_report_on(
		context, context->after->name, column->name, NULL,
		"statements that look for `%s`.`%s` read the whole table (%" G_GUINT64_FORMAT
		" %s)",
		context->after->name, column->name, answer.count,
		answer.count == 1 ? "shape of them" : "shapes of them");
	finding_set_fix_sql(finding, "CREATE INDEX `idx_%s_%s` ON %s (%s)", context->after->name,
	                    column->name, table, name);
	note_evidence(finding, &answer);
}

void
ix_check_unindexed_filter(const RuleContext *context)
{
	const SchemaTable *live = rule_live_form(context);
	g_autoptr(GString) sql = g_string_new(DIGESTS READS_ALL);
	g_auto(ProbeAnswer) answer = {0};

	if (live == NULL || !counts_statements(context))
		return;
	append_table(sql, live->name);
	g_string_append(sql, WORST_FIRST);
	if (!ask(context, live, sql, &answer))
		return;
	for (guint i = 0; i < context->after->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(context->after->columns, i);
		if (!sql_type_is_lob(column->type.kind) &&
		    schema_find_column(live, column->name) != NULL &&
		    !leads_an_index(context->after, column->name))
			judge_column(context, live, column);
	}
}

/* ---- IX007 */

static bool
has_index_over(const SchemaTable *table, const char *first, const char *second)
{
	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		const SqlKeyPart *parts[2] = {0};
		for (guint j = 0; j < 2 && j < index->parts->len; j++)
			parts[j] = g_ptr_array_index(index->parts, j);
		if (parts[1] != NULL && parts[0]->column != NULL && parts[1]->column != NULL &&
		    g_ascii_strcasecmp(parts[0]->column, first) == 0 &&
		    g_ascii_strcasecmp(parts[1]->column, second) == 0)
			return true;
	}
	return false;
}

/* Shapes with WHERE first = ? that sort, by `second` where it is not NULL. */
static bool
ask_sorting(const RuleContext *context, const SchemaTable *live, const char *first,
            const char *second, ProbeAnswer *ret_answer)
{
	g_autoptr(GString) sql = g_string_new(DIGESTS SORTS " AND ");

	append_located(sql, " ", first, " = ?", CONDITION);
	append_table(sql, live->name);
	if (second != NULL) {
		g_string_append(sql, " AND ");
		append_located(sql, " ORDER BY ", second, "", "DIGEST_TEXT");
	}
	g_string_append(sql, WORST_FIRST);
	return ask(context, live, sql, ret_answer);
}

static void
judge_pair(const RuleContext *context, const SchemaTable *live, const SqlIndex *index,
           const char *first, const SqlColumn *second)
{
	const SchemaTable *table = context->after;
	g_auto(ProbeAnswer) answer = {0};

	if (g_ascii_strcasecmp(first, second->name) == 0 || sql_type_is_lob(second->type.kind) ||
	    has_index_over(table, first, second->name) ||
	    !ask_sorting(context, live, first, second->name, &answer))
		return;
	g_autofree char *quoted = sql_quote_name(table->name);
	g_autofree char *one = sql_quote_name(first);
	g_autofree char *two = sql_quote_name(second->name);
	Finding *finding = rule_report_on(context, table->name, second->name, index->name,
	                                  "statements that look for `%s`.`%s` sort what they find "
	                                  "by `%s`: an index over both "
	                                  "gives the rows in order",
	                                  table->name, first, second->name);
	finding_set_fix_sql(finding, "CREATE INDEX `idx_%s_%s_%s` ON %s (%s, %s)", table->name,
	                    first, second->name, quoted, one, two);
	note_evidence(finding, &answer);
}

static void
judge_index(const RuleContext *context, const SchemaTable *live, const SqlIndex *index)
{
	const SqlKeyPart *part = g_ptr_array_index(index->parts, 0);
	g_auto(ProbeAnswer) answer = {0};

	if (index->kind != SQL_INDEX_PLAIN || index->parts->len != 1 || part->column == NULL ||
	    !ask_sorting(context, live, part->column, NULL, &answer))
		return;
	for (guint i = 0; i < context->after->columns->len; i++)
		judge_pair(context, live, index, part->column,
		           g_ptr_array_index(context->after->columns, i));
}

void
ix_check_composite(const RuleContext *context)
{
	const SchemaTable *live = rule_live_form(context);

	if (live == NULL || !counts_statements(context))
		return;
	for (guint i = 0; i < context->after->indexes->len; i++)
		judge_index(context, live, g_ptr_array_index(context->after->indexes, i));
}
