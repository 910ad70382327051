#include "planner/rules/mf.h"

#include "planner/rules/lineage.h"
#include "planner/rules/rows.h"
#include "sql/quote.h"

static bool
is_unique(const SqlIndex *index)
{
	return index->kind == SQL_INDEX_UNIQUE || index->kind == SQL_INDEX_PRIMARY;
}

static const SqlKeyPart *
part_at(const SqlIndex *index, guint at)
{
	return g_ptr_array_index(index->parts, at);
}

static bool
same_part(const SqlKeyPart *a, const SqlKeyPart *b)
{
	if (a->column == NULL || b->column == NULL)
		return g_strcmp0(a->expression, b->expression) == 0;
	return g_ascii_strcasecmp(a->column, b->column) == 0;
}

static const SqlKeyPart *
find_part(const SqlIndex *index, const SqlKeyPart *wanted)
{
	for (guint i = 0; i < index->parts->len; i++)
		if (same_part(part_at(index, i), wanted))
			return part_at(index, i);
	return NULL;
}

/* Whether rows that `old` keeps apart are apart for `index` too. */
static bool
implies(const SqlIndex *old, const SqlIndex *index)
{
	for (guint i = 0; i < old->parts->len; i++) {
		const SqlKeyPart *part = find_part(index, part_at(old, i));
		bool whole = part != NULL && part->prefix_length == 0;
		if (part == NULL ||
		    (!whole && (part_at(old, i)->prefix_length == 0 ||
		                part->prefix_length < part_at(old, i)->prefix_length)))
			return false;
	}
	return true;
}

static bool
was_unique(const SchemaTable *before, const SqlIndex *index)
{
	for (guint i = 0; i < before->indexes->len; i++) {
		const SqlIndex *old = g_ptr_array_index(before->indexes, i);
		if (is_unique(old) && implies(old, index))
			return true;
	}
	return false;
}

static bool
same_parts(const SqlIndex *a, const SqlIndex *b)
{
	if (a->parts->len != b->parts->len)
		return false;
	for (guint i = 0; i < a->parts->len; i++)
		if (!same_part(part_at(a, i), part_at(b, i)))
			return false;
	return true;
}

/* The index that the statement takes away and this one replaces; NULL: none. */
static const SqlIndex *
replaced_index(const RuleContext *context, const SqlIndex *index)
{
	for (guint i = 0; i < context->before->indexes->len; i++) {
		const SqlIndex *old = g_ptr_array_index(context->before->indexes, i);
		const SqlIndex *now = schema_find_index(context->after, old->name);
		bool gone = now == NULL || now == index;
		if (gone && old->kind != SQL_INDEX_PRIMARY &&
		    (same_parts(old, index) ||
		     (old->kind == SQL_INDEX_UNIQUE && implies(index, old))))
			return old;
	}
	return NULL;
}

/* What a key is grouped by, its columns, and which rows count: those without NULL. */
typedef struct {
	GString *group;
	GString *condition;
	GPtrArray *columns; /* of borrowed char * */
	bool differs;       /* a new column that gives each row its own value, or NULL */
} KeyQuery;

static void
key_query_clear(KeyQuery *query)
{
	g_string_free(query->group, TRUE);
	g_string_free(query->condition, TRUE);
	g_ptr_array_unref(query->columns);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KeyQuery, key_query_clear)

static char *
part_text(const SchemaTable *after, const SqlKeyPart *part, const SqlColumn *before)
{
	if (part->column == NULL)
		return g_strdup_printf("(%s)", part->expression);
	const SqlColumn *now = schema_find_column(after, part->column);
	g_autofree char *name = sql_quote_name(part->column);
	g_autofree char *text = part->prefix_length > 0
	                                ? g_strdup_printf("LEFT(%s, %u)", name, part->prefix_length)
	                                : g_strdup(name);
	if (now == NULL || before == NULL || now->type.collation == NULL ||
	    g_strcmp0(now->type.collation, before->type.collation) == 0 ||
	    !sql_type_is_text(now->type.kind) || !sql_type_is_text(before->type.kind))
		return g_steal_pointer(&text);
	return g_strdup_printf("CONVERT(%s USING %s) COLLATE %s", text, now->type.charset,
	                       now->type.collation);
}

/* A column that the statement adds: NULL and numbers of their own never meet. */
static void
add_new_column(KeyQuery *query, const SqlColumn *column)
{
	bool is_null = !column->not_null && column->default_kind <= SQL_DEFAULT_NULL &&
	               column->generated == NULL;

	query->differs = query->differs || is_null || column->auto_increment ||
	                 column->default_kind == SQL_DEFAULT_EXPRESSION ||
	                 column->generated != NULL;
}

static void
add_part(KeyQuery *query, const RuleContext *context, const SqlKeyPart *part)
{
	const SqlColumn *before =
		part->column != NULL ? schema_find_column(context->before, part->column) : NULL;
	const SqlColumn *now =
		part->column != NULL ? schema_find_column(context->after, part->column) : NULL;

	if (part->column != NULL && before == NULL) {
		if (now != NULL)
			add_new_column(query, now);
		return;
	}
	g_autofree char *text = part_text(context->after, part, before);
	g_string_append_printf(query->group, "%s%s", query->group->len > 0 ? ", " : "", text);
	g_string_append_printf(query->condition, "%s%s IS NOT NULL",
	                       query->condition->len > 0 ? " AND " : "", text);
	if (part->column != NULL)
		g_ptr_array_add(query->columns, part->column);
}

static KeyQuery
key_query_of(const RuleContext *context, const SqlIndex *index)
{
	KeyQuery query = {.group = g_string_new(NULL),
	                  .condition = g_string_new(NULL),
	                  .columns = g_ptr_array_new()};

	for (guint i = 0; i < index->parts->len; i++)
		add_part(&query, context, part_at(index, i));
	return query;
}

/* The first key of each group of rows, where one column names rows. */
static char *
first_key(const SchemaTable *table)
{
	const SqlIndex *primary = schema_primary_key(table);

	if (primary == NULL || primary->parts->len != 1 || part_at(primary, 0)->column == NULL)
		return g_strdup("COUNT(*)");
	g_autofree char *name = sql_quote_name(part_at(primary, 0)->column);
	return g_strdup_printf("MIN(%s), MAX(%s)", name, name);
}

static void
weigh_duplicates(const RuleContext *context, Finding *finding, const KeyQuery *query)
{
	const RowQuestion question = {.context = context,
	                              .table = context->before->name,
	                              .columns = query->columns,
	                              .when_clean = SEVERITY_INFO};
	g_autofree char *table = sql_quote_name(context->before->name);
	g_autofree char *key = first_key(context->before);

	if (query->group->len == 0)
		rows_weigh(&question, finding, "SELECT 1 FROM %s LIMIT 1 OFFSET 1", table);
	else
		rows_weigh(&question, finding,
		           "SELECT %s FROM %s WHERE %s GROUP BY %s HAVING COUNT(*) > 1 LIMIT 5",
		           key, table, query->condition->str, query->group->str);
}

/* "`email`, `name`" for messages. */
static char *
list_parts(const SqlIndex *index)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = part_at(index, i);
		if (i > 0)
			g_string_append(list, ", ");
		if (part->column != NULL)
			g_string_append_printf(list, "`%s`", part->column);
		else
			g_string_append_printf(list, "(%s)", part->expression);
	}
	return g_string_free(list, FALSE);
}

/* Whether an earlier statement of the plan made a column of the key, which still holds NULL only.
 */
static bool
is_still_null(const RuleContext *context, const GPtrArray *columns)
{
	const SchemaTable *live = schema_find_table(context->live, context->before->name);

	for (guint i = 0; live != NULL && i < columns->len; i++) {
		const char *name = g_ptr_array_index(columns, i);
		const SqlColumn *column = schema_find_column(context->before, name);
		g_autoptr(GPtrArray) one = rows_one_column(name);
		const RowQuestion question = {
			.context = context, .table = context->before->name, .columns = one};
		if (schema_find_column(live, name) == NULL && !column->not_null &&
		    column->default_kind <= SQL_DEFAULT_NULL && column->generated == NULL &&
		    rows_changed_before(&question) == NULL)
			return true;
	}
	return false;
}

static void
report_duplicates(const RuleContext *context, const SqlIndex *index, const char *what)
{
	g_auto(KeyQuery) query = key_query_of(context, index);

	if (query.differs || is_still_null(context, query.columns))
		return;
	g_autofree char *parts = list_parts(index);
	Finding *finding = rule_report_on(
		context, context->after->name,
		query.columns->len == 1 ? query.columns->pdata[0] : NULL, index->name,
		"`%s`: %s over %s fails with 1062 when two rows have the same values",
		context->after->name, what, parts);
	g_autofree char *table = sql_quote_name(context->before->name);
	if (query.group->len > 0)
		finding_set_fix_sql(
			finding,
			"SELECT %s, COUNT(*) FROM %s WHERE %s GROUP BY %s HAVING COUNT(*) > 1",
			query.group->str, table, query.condition->str, query.group->str);
	weigh_duplicates(context, finding, &query);
}

/* The unique keys that the statement adds or makes anew. */
static void
each_new_unique(const RuleContext *context,
                void (*visit)(const RuleContext *context, const SqlIndex *index))
{
	if (context->before == NULL || context->after == NULL || context->ddl == NULL ||
	    context->statement->problems->len > 0)
		return;
	for (guint i = 0; i < context->after->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(context->after->indexes, i);
		if (is_unique(index) && !was_unique(context->before, index))
			visit(context, index);
	}
}

/* A part that a column left behind: MF014. */
static bool
lost_a_part(const RuleContext *context, const SqlIndex *index)
{
	const SqlIndex *old = schema_find_index(context->before, index->name);
	guint lost = 0;

	if (old == NULL || !is_unique(old) || old->parts->len <= index->parts->len)
		return false;
	for (guint i = 0; i < old->parts->len; i++)
		lost += part_at(old, i)->column != NULL &&
		        schema_find_column(context->after, part_at(old, i)->column) == NULL;
	return lost > 0 && old->parts->len - lost == index->parts->len;
}

static void
visit_unique(const RuleContext *context, const SqlIndex *index)
{
	if (index->kind == SQL_INDEX_UNIQUE && replaced_index(context, index) == NULL &&
	    !lost_a_part(context, index))
		report_duplicates(context, index, "the new unique index");
}

void
mf_check_unique(const RuleContext *context)
{
	each_new_unique(context, visit_unique);
}

static void
visit_made_unique(const RuleContext *context, const SqlIndex *index)
{
	if (index->kind == SQL_INDEX_UNIQUE && replaced_index(context, index) != NULL &&
	    !lost_a_part(context, index))
		report_duplicates(context, index, "the index that becomes unique, or stricter,");
}

void
mf_check_made_unique(const RuleContext *context)
{
	each_new_unique(context, visit_made_unique);
}

static void
visit_collapsed(const RuleContext *context, const SqlIndex *index)
{
	if (lost_a_part(context, index))
		report_duplicates(context, index, "what a dropped column leaves of a unique index");
}

void
mf_check_collapsed(const RuleContext *context)
{
	each_new_unique(context, visit_collapsed);
}

/* The first column of the key that may hold NULL now. */
static const SqlColumn *
nullable_part(const RuleContext *context, const SqlIndex *index)
{
	for (guint i = 0; i < index->parts->len; i++) {
		const char *name = part_at(index, i)->column;
		const SqlColumn *column =
			name != NULL ? schema_find_column(context->before, name) : NULL;
		if (column != NULL && !column->not_null)
			return column;
	}
	return NULL;
}

static void
report_null_in_key(const RuleContext *context, const SqlColumn *column)
{
	g_autoptr(GPtrArray) columns = rows_one_column(column->name);
	const RowQuestion question = {.context = context,
	                              .table = context->before->name,
	                              .columns = columns,
	                              .when_clean = SEVERITY_INFO};
	g_autofree char *name = sql_quote_name(column->name);
	g_autofree char *condition = g_strdup_printf("%s IS NULL", name);
	Finding *finding = rule_report_on(context, context->after->name, column->name, "PRIMARY",
	                                  "`%s`.`%s` becomes part of the primary key, which fails "
	                                  "with %s when a row has NULL",
	                                  context->after->name, column->name,
	                                  context->target->mariadb ? "1265" : "1138");

	rows_weigh_where(&question, finding, condition);
}

static void
visit_primary(const RuleContext *context, const SqlIndex *index)
{
	if (index->kind != SQL_INDEX_PRIMARY || lost_a_part(context, index))
		return;
	const SqlColumn *nullable = nullable_part(context, index);
	if (nullable != NULL)
		report_null_in_key(context, nullable);
	report_duplicates(context, index, "the new primary key");
}

void
mf_check_primary_key(const RuleContext *context)
{
	each_new_unique(context, visit_primary);
}

/* Whether another collation of a column may hold two of its values equal. */
static bool
may_join_values(const SqlColumn *before, const SqlColumn *after)
{
	return before != NULL && after != NULL && sql_type_is_text(before->type.kind) &&
	       sql_type_is_text(after->type.kind) && before->type.members == NULL &&
	       after->type.collation != NULL && before->type.collation != NULL &&
	       g_ascii_strcasecmp(before->type.collation, after->type.collation) != 0 &&
	       !g_str_has_suffix(after->type.collation, "_bin");
}

static void
report_collation(const RuleContext *context, const SqlIndex *index, const SqlColumn *after)
{
	g_auto(KeyQuery) query = key_query_of(context, index);
	Finding *finding = rule_report_on(
		context, context->after->name, after->name, index->name,
		"`%s`.`%s` is compared by %s from now on: values that become equal end the "
		"statement with 1062",
		context->after->name, after->name, after->type.collation);

	weigh_duplicates(context, finding, &query);
}

void
mf_check_collation(const RuleContext *context)
{
	if (context->before == NULL || context->after == NULL || context->ddl == NULL ||
	    context->statement->problems->len > 0)
		return;
	for (guint i = 0; i < context->after->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(context->after->indexes, i);
		if (!is_unique(index) || !was_unique(context->before, index))
			continue;
		for (guint j = 0; j < index->parts->len; j++) {
			const char *name = part_at(index, j)->column;
			const SqlColumn *after =
				name != NULL ? schema_find_column(context->after, name) : NULL;
			if (after == NULL ||
			    !may_join_values(schema_find_column(context->before, name), after))
				continue;
			report_collation(context, index, after);
			break;
		}
	}
}
