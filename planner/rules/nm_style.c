#include <string.h>

#include "planner/rules/lineage.h"
#include "planner/rules/name_words.h"
#include "planner/rules/nm.h"
#include "planner/rules/siblings.h"
#include "planner/rules/state.h"

typedef enum { STYLE_NONE, STYLE_SNAKE, STYLE_CAMEL, STYLE_PASCAL, STYLE_COUNT } NameStyle;

static const char *const style_names[] = {"", "snake_case", "camelCase", "PascalCase"};

/* NONE: one lower-case word, which fits any. */
static NameStyle
style_of(const char *name)
{
	bool has_upper = false;
	bool has_lower = false;

	for (const char *at = name; *at != '\0'; at++) {
		has_upper = has_upper || g_ascii_isupper(*at);
		has_lower = has_lower || g_ascii_islower(*at);
	}
	if (has_upper && !has_lower)
		return STYLE_NONE;
	if (!has_upper)
		return strchr(name, '_') != NULL ? STYLE_SNAKE : STYLE_NONE;
	return g_ascii_isupper(name[0]) ? STYLE_PASCAL : STYLE_CAMEL;
}

static void
count_styles(const SchemaTable *table, guint *counts)
{
	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		counts[style_of(column->name)]++;
	}
}

/* The style that nearly all names have; NONE: there is none. */
static NameStyle
convention_of(const guint *counts)
{
	guint all = 0;

	for (int style = STYLE_SNAKE; style < STYLE_COUNT; style++)
		all += counts[style];
	for (int style = STYLE_SNAKE; style < STYLE_COUNT; style++)
		if (all >= NM_FEWEST_NAMES && counts[style] * 100 >= all * NM_MOST_PERCENT)
			return (NameStyle)style;
	return STYLE_NONE;
}

typedef struct {
	guint columns[STYLE_COUNT]; /* of all tables */
	guint tables[STYLE_COUNT];
} Conventions;

/* The style of the other tables' columns. */
static NameStyle
convention_beside(const Conventions *conventions, const SchemaTable *table)
{
	guint own[STYLE_COUNT] = {0};
	guint others[STYLE_COUNT];

	count_styles(table, own);
	for (int style = 0; style < STYLE_COUNT; style++)
		others[style] = conventions->columns[style] - own[style];
	return convention_of(others);
}

static bool
is_new_name(const RuleContext *context, const SqlColumn *column)
{
	const SchemaTable *before = state_table_before(context);

	return before == NULL || schema_find_column(before, column->name) == NULL;
}

/* Without a convention around it a new table may still contradict itself. */
static void
check_own_styles(const RuleContext *context)
{
	const SqlColumn *first[STYLE_COUNT] = {NULL};

	for (guint i = 0; i < context->after->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(context->after->columns, i);
		NameStyle style = style_of(column->name);
		first[style] = first[style] == NULL ? column : first[style];
	}
	const SqlColumn *snake = first[STYLE_SNAKE];
	const SqlColumn *camel = first[STYLE_CAMEL];
	if (snake != NULL && camel != NULL && state_brings_table(context))
		state_report(context, STATE_COLUMN, camel->name,
		             "`%s` names one column `%s` and another `%s`", context->after->name,
		             camel->name, snake->name);
}

/* The table's own name; it is counted among all of them. */
static void
compare_table_name(const RuleContext *context, gpointer data)
{
	const Conventions *conventions = data;
	const char *name = context->after->name;
	NameStyle style = style_of(name);
	guint others[STYLE_COUNT];

	memcpy(others, conventions->tables, sizeof others);
	others[style]--;
	NameStyle convention = convention_of(others);
	if (style != STYLE_NONE && convention != STYLE_NONE && style != convention &&
	    schema_find_table(context->live, name) == NULL)
		state_report(context, STATE_TABLE, NULL,
		             "the name of `%s` is %s, and those of other tables are %s", name,
		             style_names[style], style_names[convention]);
}

static void
compare_styles(const RuleContext *context, gpointer data)
{
	const Conventions *conventions = data;
	NameStyle convention = convention_beside(conventions, context->after);

	if (convention == STYLE_NONE) {
		check_own_styles(context);
		return;
	}
	for (guint i = 0; i < context->after->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(context->after->columns, i);
		NameStyle style = style_of(column->name);
		if (style == STYLE_NONE || style == convention || !is_new_name(context, column))
			continue;
		state_report(context, STATE_COLUMN, column->name,
		             "`%s`.`%s` is %s, and the columns of other tables are %s",
		             context->after->name, column->name, style_names[style],
		             style_names[convention]);
		return;
	}
}

void
nm_check_convention(const RuleContext *context)
{
	g_autoptr(Siblings) siblings = siblings_new(context->schema);
	Conventions conventions = {0};

	for (guint i = 0; i < siblings->tables->len; i++) {
		const SchemaTable *table = g_ptr_array_index(siblings->tables, i);
		count_styles(table, conventions.columns);
		conventions.tables[style_of(table->name)]++;
	}
	state_each_table(context, compare_table_name, &conventions);
	state_each_table(context, compare_styles, &conventions);
	nm_compare_keys(context, siblings);
}

/* ---- comments */

static bool
lacks_comment(const RuleContext *context, const SqlColumn *column)
{
	return (column->comment == NULL || *column->comment == '\0') &&
	       state_brings_column(context, column);
}

void
nm_check_comment(const RuleContext *context)
{
	const char *comment = state_is_judged(context) ? context->after->comment : "";

	if ((comment == NULL || *comment == '\0') && state_is_judged(context) &&
	    state_brings_table(context))
		state_report(context, STATE_TABLE, NULL, "the table `%s` has no COMMENT",
		             context->after->name);
	state_report_columns(context, lacks_comment, "columns without COMMENT");
}

/* ---- one or many */

static bool
is_plural(const char *name)
{
	gsize length = strlen(name);

	return length > 2 && name[length - 1] == 's' && name[length - 2] != 's' &&
	       name[length - 2] != 'u';
}

static void
compare_plural(const RuleContext *context, gpointer data)
{
	const Siblings *siblings = data;
	const SchemaTable *table = context->after;
	guint others = 0;
	guint plural = 0;

	for (guint i = 0; i < siblings->tables->len; i++) {
		const SchemaTable *other = g_ptr_array_index(siblings->tables, i);
		others += other != table;
		plural += other != table && is_plural(other->name);
	}
	bool is_many = is_plural(table->name);
	guint like_it = is_many ? plural : others - plural;
	if (others < NM_FEWEST_NAMES || (others - like_it) * 100 < others * NM_MOST_PERCENT ||
	    !state_brings_table(context))
		return;
	state_report(context, STATE_TABLE, NULL,
	             "`%s` is named by %s, and %u of %u other tables by %s", table->name,
	             is_many ? "many" : "one", others - like_it, others, is_many ? "one" : "many");
}

/* A prefix that says but what kind of object it is. */
static void
compare_prefix(const RuleContext *context, gpointer data G_GNUC_UNUSED)
{
	static const char *const prefixes[] = {"tbl_", "tb_", "tbl", "t_"};
	const char *name = context->after->name;

	for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
		if (!g_str_has_prefix(name, prefixes[i]) || !state_brings_table(context))
			continue;
		state_report(context, STATE_TABLE, NULL,
		             "the name of `%s` begins with `%s`, which says but that it is a table",
		             name, prefixes[i]);
		return;
	}
}

void
nm_check_plural(const RuleContext *context)
{
	g_autoptr(Siblings) siblings = siblings_new(context->schema);

	state_each_table(context, compare_plural, siblings);
	state_each_table(context, compare_prefix, NULL);
}

/* ---- names of tables that are dropped */

static bool
is_marked(const char *name)
{
	static const char *const words[] = {"trash", "del", "deleted", "drop", "dropped",
	                                    "old",   "bak", "backup",  "tmp",  NULL};

	return name_has_word(name, words);
}

void
nm_check_dropped(const RuleContext *context)
{
	const SqlStatement *statement = context->parsed->statement;

	for (guint i = 0; i < statement->effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(statement->effects, i);
		if (effect->effect != SQL_EFFECT_DROP || effect->object != SQL_OBJECT_TABLE ||
		    statement->temporary || is_marked(effect->name) ||
		    !lineage_is_own_schema(context, effect->schema) ||
		    lineage_of_table(context, effect->name).kind != LINEAGE_LIVE)
			continue;
		rule_report_on(context, effect->name, NULL, NULL,
		               "`%s` is dropped under the name by which it is used", effect->name);
	}
}
