#include <string.h>

#include "planner/rules/name_words.h"
#include "planner/rules/siblings.h"
#include "planner/rules/state.h"
#include "planner/rules/ty.h"
#include "sql/quote.h"

/* A foreign key wants the charset and collation of its parent, whatever they are. */
static bool
chooses_charset(const RuleContext *context, const SqlColumn *column)
{
	return column->type.charset != NULL && column->generated == NULL &&
	       !state_is_in_foreign_key(context->after, column->name) &&
	       state_brings_charset(context, column);
}

static bool
is_utf8mb3(const RuleContext *context, const SqlColumn *column)
{
	return g_strcmp0(column->type.charset, "utf8mb3") == 0 && chooses_charset(context, column);
}

void
ty_check_utf8mb3(const RuleContext *context)
{
	Finding *finding = state_report_columns(
		context, is_utf8mb3,
		"utf8mb3 (or utf8) holds no emoji nor rare letters, and is deprecated");

	if (finding == NULL)
		return;
	g_autofree char *table = sql_quote_name(context->after->name);
	finding_set_fix_sql(finding, "ALTER TABLE %s CONVERT TO CHARACTER SET utf8mb4", table);
}

static bool
is_other_charset(const RuleContext *context, const SqlColumn *column)
{
	static const char *const allowed[] = {"utf8mb4", "utf8mb3", "ascii", "binary", NULL};

	return column->type.charset != NULL && !g_strv_contains(allowed, column->type.charset) &&
	       chooses_charset(context, column);
}

void
ty_check_other_charset(const RuleContext *context)
{
	state_report_columns(context, is_other_charset,
	                     "the charset is none of utf8mb4, ascii and binary");
}

/* ---- collations that meet */

/* Collations that a comparison cannot choose between: _bin wins over any other. */
static bool
clash(const char *a_charset, const char *a, const char *b_charset, const char *b)
{
	return a != NULL && b != NULL && g_strcmp0(a_charset, b_charset) == 0 &&
	       !g_str_has_suffix(a, "_bin") && !g_str_has_suffix(b, "_bin") && !g_str_equal(a, b);
}

static bool
is_joined_by(const SqlColumn *column)
{
	static const char *const words[] = {"id",       "uuid", "guid", "key",   "code",
	                                    "username", "sku",  "slug", "email", NULL};

	return sql_type_is_text(column->type.kind) && column->type.kind != SQL_TYPE_ENUM &&
	       column->type.kind != SQL_TYPE_SET && name_ends_with(column->name, words);
}

static const Sibling *
clashing_sibling(const RuleContext *context, const Siblings *siblings, const SqlColumn *column)
{
	const GArray *list = is_joined_by(column) ? siblings_of(siblings, column->name) : NULL;

	for (guint i = 0; list != NULL && i < list->len; i++) {
		const Sibling *sibling = &g_array_index(list, Sibling, i);
		if (sibling->table != context->after &&
		    clash(column->type.charset, column->type.collation,
		          sibling->column->type.charset, sibling->column->type.collation))
			return sibling;
	}
	return NULL;
}

static bool
report_column_clash(const RuleContext *context, const Siblings *siblings, const SqlColumn *column)
{
	const SchemaTable *table = context->after;
	const Sibling *sibling = clashing_sibling(context, siblings, column);
	bool in_table = clash(column->type.charset, column->type.collation, table->charset,
	                      table->collation);

	if ((sibling == NULL && !in_table) || !chooses_charset(context, column))
		return false;
	if (sibling != NULL)
		state_report(context, STATE_COLUMN, column->name,
		             "`%s`.`%s` is %s, but `%s`.`%s` is %s: comparing them ends with 1267",
		             table->name, column->name, column->type.collation,
		             sibling->table->name, sibling->column->name,
		             sibling->column->type.collation);
	else
		state_report(context, STATE_COLUMN, column->name,
		             "`%s`.`%s` is %s, but its table is %s: comparing it with its "
		             "neighbours ends with 1267",
		             table->name, column->name, column->type.collation, table->collation);
	return true;
}

static bool
has_text(const SchemaTable *table)
{
	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		if (g_strcmp0(column->type.collation, table->collation) == 0)
			return true;
	}
	return false;
}

/* The tables with text of one collation. */
typedef struct {
	const SchemaTable *first;
	guint count;
} CollationGroup;

/* What every table is compared with. */
typedef struct {
	Siblings *siblings;
	GArray *groups; /* of CollationGroup, by the name of their first table */
} Neighbours;

static CollationGroup *
group_of(GArray *groups, const SchemaTable *table)
{
	for (guint i = 0; i < groups->len; i++) {
		CollationGroup *group = &g_array_index(groups, CollationGroup, i);
		if (g_strcmp0(group->first->collation, table->collation) == 0)
			return group;
	}
	const CollationGroup group = {.first = table};
	g_array_append_val(groups, group);
	return &g_array_index(groups, CollationGroup, groups->len - 1);
}

static GArray *
groups_new(const Siblings *siblings)
{
	GArray *groups = g_array_new(FALSE, FALSE, sizeof(CollationGroup));

	for (guint i = 0; i < siblings->tables->len; i++) {
		const SchemaTable *table = g_ptr_array_index(siblings->tables, i);
		if (has_text(table))
			group_of(groups, table)->count++;
	}
	return groups;
}

/* The table whose collation more tables have than have this one's; NULL: none. */
static const SchemaTable *
odd_table(const RuleContext *context, GArray *groups)
{
	const SchemaTable *table = context->after;
	const SchemaTable *odd = NULL;
	guint same = group_of(groups, table)->count - 1; /* without itself */
	guint other = 0;

	for (guint i = 0; i < groups->len; i++) {
		const CollationGroup *group = &g_array_index(groups, CollationGroup, i);
		const SchemaTable *first = group->first;
		if (!clash(table->charset, table->collation, first->charset, first->collation))
			continue;
		other += group->count;
		odd = odd == NULL ? first : odd;
	}
	return other > same ? odd : NULL;
}

static void
compare_collations(const RuleContext *context, gpointer data)
{
	const Neighbours *neighbours = data;
	const SchemaTable *table = context->after;

	for (guint i = 0; i < table->columns->len; i++)
		if (report_column_clash(context, neighbours->siblings,
		                        g_ptr_array_index(table->columns, i)))
			return;
	const SchemaTable *odd = has_text(table) ? odd_table(context, neighbours->groups) : NULL;
	if (odd == NULL)
		return;
	const SchemaTable *before = state_table_before(context);
	if (before != NULL && g_strcmp0(before->collation, table->collation) == 0)
		return;
	state_report(context, STATE_TABLE, NULL,
	             "`%s` is %s, but `%s` and others are %s: comparing their texts ends with 1267",
	             table->name, table->collation, odd->name, odd->collation);
}

void
ty_check_mixed_collations(const RuleContext *context)
{
	g_autoptr(Siblings) siblings = siblings_new(context->schema);
	g_autoptr(GArray) groups = groups_new(siblings);
	Neighbours neighbours = {siblings, groups};

	state_each_table(context, compare_collations, &neighbours);
}

/* ---- ALTER TABLE ... CHARACTER SET */

static bool
sets_default_only(const RuleContext *context)
{
	guint converts = 0;
	guint options = 0;
	const SqlClause *option;

	if (rule_next_clause(context, SQL_CLAUSE_CONVERT_CHARSET, &converts) != NULL)
		return false;
	while ((option = rule_next_clause(context, SQL_CLAUSE_TABLE_OPTION, &options)) != NULL)
		if (g_str_equal(option->name, "CHARSET") || g_str_equal(option->name, "COLLATE"))
			return true;
	return false;
}

/* Columns that had the table's charset and keep it while the table's default changes. */
static char *
list_left_behind(const RuleContext *context)
{
	const SchemaTable *table = context->after;
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		bool had_default =
			g_strcmp0(column->type.collation, context->before->collation) == 0;
		if (had_default && schema_find_column(context->before, column->name) != NULL &&
		    g_strcmp0(column->type.collation, table->collation) != 0)
			g_string_append_printf(list, "%s`%s` (%s)", list->len > 0 ? ", " : "",
			                       column->name, column->type.collation);
	}
	return g_string_free(list, FALSE);
}

void
ty_check_default_charset(const RuleContext *context)
{
	if (context->before == NULL || context->after == NULL || !sets_default_only(context))
		return;
	g_autofree char *list = list_left_behind(context);
	if (*list == '\0')
		return;
	g_autofree char *table = sql_quote_name(context->ddl->table);
	Finding *finding = rule_report(
		context, "only the default of `%s` becomes %s; these stay as they are: %s",
		context->ddl->table, context->after->collation, list);
	finding_set_fix_sql(finding, "ALTER TABLE %s CONVERT TO CHARACTER SET %s COLLATE %s", table,
	                    context->after->charset, context->after->collation);
}

/* "utf8mb4_bin" of utf8mb4: "bin". */
static const char *
order_of(const char *collation)
{
	const char *order = strchr(collation, '_');

	return order != NULL ? order + 1 : collation;
}

static const SqlColumn *
reordered_column(const RuleContext *context)
{
	for (guint i = 0; i < context->before->columns->len; i++) {
		const SqlColumn *before = g_ptr_array_index(context->before->columns, i);
		const SqlColumn *after = schema_find_column(context->after, before->name);
		if (after != NULL && before->type.collation != NULL &&
		    after->type.collation != NULL &&
		    !g_str_equal(order_of(before->type.collation), order_of(after->type.collation)))
			return after;
	}
	return NULL;
}

void
ty_check_convert(const RuleContext *context)
{
	guint index = 0;
	const SqlClause *convert = rule_next_clause(context, SQL_CLAUSE_CONVERT_CHARSET, &index);

	if (convert == NULL || convert->collation != NULL || context->before == NULL ||
	    context->after == NULL)
		return;
	const SqlColumn *after = reordered_column(context);
	if (after == NULL)
		return;
	const SqlColumn *before = schema_find_column(context->before, after->name);
	rule_report_on(context, context->ddl->table, after->name, NULL,
	               "CONVERT without COLLATE takes the charset's own: `%s`.`%s` from %s to %s",
	               context->ddl->table, after->name, before->type.collation,
	               after->type.collation);
}
