#include "planner/rules/common.h"

#include <string.h>

#include "planner/plan_internal.h"
#include "planner/rules/lineage.h"
#include "sql/quote.h"

/* ---- problems of the model */

bool
rule_takes_error(guint number)
{
	/* Also those of types and names: 1059, 1067, 1101. */
	static const guint taken[] = {1005, 1025, 1059, 1061, 1067, 1069, 1070, 1071, 1101,
	                              1170, 1217, 1451, 1506, 1553, 1701, 1822, 1824, 1826,
	                              1828, 1829, 1830, 1832, 1833, 1905, 3104, 3152, 3730,
	                              3733, 3734, 3776, 3780, 3822, 3837, 6125};
	for (gsize i = 0; i < G_N_ELEMENTS(taken); i++)
		if (taken[i] == number)
			return true;
	return false;
}

bool
rule_takes_problem(const SchemaProblem *problem)
{
	bool of_index = problem->object == SQL_OBJECT_INDEX &&
	                (problem->error_number == 1060 || problem->error_number == 1072);

	return of_index || rule_takes_error(problem->error_number);
}

const SchemaProblem *
rule_next_problem(const RuleContext *context, guint cause, guint *index)
{
	const GPtrArray *problems = context->statement->problems;

	while (*index < problems->len) {
		const SchemaProblem *problem = g_ptr_array_index(problems, (*index)++);
		if (problem->cause == cause)
			return problem;
	}
	return NULL;
}

Finding *
rule_report_problem(const RuleContext *context, const SchemaProblem *problem, const char *column,
                    const char *index)
{
	return rule_report_on(context, problem->table, column, index, "%s (%u)", problem->message,
	                      problem->error_number);
}

/* ---- lists */

char *
rule_name_list(const GPtrArray *names)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < names->len; i++) {
		if (i > 0)
			g_string_append(list, ", ");
		sql_append_name(list, g_ptr_array_index(names, i));
	}
	return g_string_free(list, FALSE);
}

char *
rule_part_list(const SqlIndex *index)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		if (i > 0)
			g_string_append(list, ", ");
		if (part->column != NULL)
			sql_append_name(list, part->column);
		else
			g_string_append_printf(list, "(%s)", part->expression);
		if (part->prefix_length > 0)
			g_string_append_printf(list, "(%u)", part->prefix_length);
		if (part->descending)
			g_string_append(list, " DESC");
	}
	return g_string_free(list, FALSE);
}

/* ---- before the plan */

/* As the plan leaves it, the context's statement included. */
static RuleContext
at_the_end(const RuleContext *context)
{
	RuleContext end = *context;

	end.statement = NULL;
	return end;
}

const SchemaTable *
rule_live_form(const RuleContext *context)
{
	RuleContext end = at_the_end(context);

	return context->after != NULL ? lineage_of_table(&end, context->after->name).table : NULL;
}

bool
rule_plan_made_table(const RuleContext *context, const char *table)
{
	RuleContext end = at_the_end(context);

	return lineage_of_table(&end, table).kind == LINEAGE_MADE;
}

bool
rule_plan_made_column(const RuleContext *context, const char *table, const char *column)
{
	RuleContext end = at_the_end(context);

	return lineage_of_column(&end, table, column).kind == LINEAGE_MADE;
}

/* ---- comparing keys */

/* Whether a part is about the same values in the same order, whatever its prefix. */
static bool
same_subject(const SqlKeyPart *a, const SqlKeyPart *b)
{
	if (a->descending != b->descending || (a->column == NULL) != (b->column == NULL))
		return false;
	return a->column != NULL ? schema_same_name(a->column, b->column)
	                         : g_strcmp0(a->expression, b->expression) == 0;
}

bool
rule_same_index(const SqlIndex *a, const SqlIndex *b)
{
	if (a->kind != b->kind || a->parts->len != b->parts->len ||
	    g_strcmp0(a->using, b->using) != 0 || g_strcmp0(a->parser, b->parser) != 0)
		return false;
	for (guint i = 0; i < a->parts->len; i++) {
		const SqlKeyPart *left = g_ptr_array_index(a->parts, i);
		const SqlKeyPart *right = g_ptr_array_index(b->parts, i);
		if (!same_subject(left, right) || left->prefix_length != right->prefix_length)
			return false;
	}
	return true;
}

static bool
is_ordered(const SqlIndex *index)
{
	return index->kind == SQL_INDEX_PRIMARY || index->kind == SQL_INDEX_UNIQUE ||
	       index->kind == SQL_INDEX_PLAIN;
}

bool
rule_index_covers(const SqlIndex *longer, const SqlIndex *shorter)
{
	if (!is_ordered(longer) || !is_ordered(shorter) || longer->invisible ||
	    longer->parts->len < shorter->parts->len ||
	    g_strcmp0(longer->using, shorter->using) != 0)
		return false;
	for (guint i = 0; i < shorter->parts->len; i++) {
		const SqlKeyPart *own = g_ptr_array_index(shorter->parts, i);
		const SqlKeyPart *other = g_ptr_array_index(longer->parts, i);
		bool as_long =
			other->prefix_length == 0 ||
			(own->prefix_length != 0 && other->prefix_length >= own->prefix_length);
		if (!same_subject(own, other) || !as_long)
			return false;
	}
	return true;
}

bool
rule_is_new_index(const SchemaTable *live, const SqlIndex *index)
{
	for (guint i = 0; live != NULL && i < live->indexes->len; i++) {
		const SqlIndex *old = g_ptr_array_index(live->indexes, i);
		if (schema_same_name(old->name, index->name) || rule_same_index(old, index))
			return false;
	}
	return true;
}

static bool
same_names(const GPtrArray *a, const GPtrArray *b)
{
	bool same = a->len == b->len;

	for (guint i = 0; same && i < a->len; i++)
		same = schema_same_name(g_ptr_array_index(a, i), g_ptr_array_index(b, i));
	return same;
}

/* Nothing written, RESTRICT and NO ACTION come to the same. */
static SqlReferentialAction
what_is_done(SqlReferentialAction action)
{
	return action == SQL_REFERENTIAL_RESTRICT || action == SQL_REFERENTIAL_NO_ACTION
	               ? SQL_REFERENTIAL_NONE
	               : action;
}

bool
rule_is_new_key(const SchemaTable *live, const SqlForeignKey *key)
{
	for (guint i = 0; live != NULL && i < live->foreign_keys->len; i++) {
		const SqlForeignKey *old = g_ptr_array_index(live->foreign_keys, i);
		bool same_key = schema_same_name(old->name, key->name) ||
		                (same_names(old->columns, key->columns) &&
		                 schema_same_name(old->parent_table, key->parent_table));
		if (same_key && what_is_done(old->on_delete) == what_is_done(key->on_delete) &&
		    what_is_done(old->on_update) == what_is_done(key->on_update))
			return false;
	}
	return true;
}

bool
rule_same_column_type(const SqlColumn *a, const SqlColumn *b)
{
	const SqlType *left = &a->type;
	const SqlType *right = &b->type;

	if (sql_type_is_integer(left->kind) || sql_type_is_integer(right->kind))
		return left->kind == right->kind && left->is_unsigned == right->is_unsigned;
	if (sql_type_is_text(left->kind) && sql_type_is_text(right->kind))
		return g_strcmp0(left->collation, right->collation) == 0;
	return left->kind == right->kind;
}

/* ---- keys that names imply */

/* "user" of `user_id`, `userId`, `user_uuid`; NULL: the name says nothing. Caller frees. */
static char *
named_thing(const char *column)
{
	static const char *const endings[] = {"_id", "Id", "_uuid", "Uuid", "_fk"};
	gsize length = strlen(column);

	for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
		gsize rest = strlen(endings[i]);
		if (length > rest && g_str_has_suffix(column, endings[i]))
			return g_strndup(column, length - rest);
	}
	return NULL;
}

/* Letters and digits in lower case: `orderItem` and `order_items` meet. */
static char *
plain_letters(const char *name)
{
	GString *letters = g_string_new(NULL);

	for (const char *at = name; *at != '\0'; at++)
		if (*at != '_')
			g_string_append_c(letters, g_ascii_tolower(*at));
	return g_string_free(letters, FALSE);
}

/* Step over these plain letters at the beginning of a name; false: it does not begin so. */
static bool
skip_letters(const char **name, const char *letters)
{
	const char *at = *name;

	for (; *letters != '\0'; at++) {
		if (*at == '_')
			continue;
		if (g_ascii_tolower(*at) != *letters)
			return false;
		letters++;
	}
	*name = at;
	return true;
}

static bool
is_only(const char *name, const char *letters)
{
	return skip_letters(&name, letters) && name[strspn(name, "_")] == '\0';
}

/*
 * Whether a table's name is the thing's, alone or in the plural. Asked of each table for each
 * column, so that nothing is copied.
 */
static bool
is_named_after(const char *table, const char *single, gsize length)
{
	if (skip_letters(&table, single))
		return is_only(table, "") || is_only(table, "s") || is_only(table, "es");
	if (single[length - 1] != 'y')
		return false;
	g_autofree char *stem = g_strndup(single, length - 1);
	return skip_letters(&table, stem) && is_only(table, "ies");
}

static bool
has_single_key(const SchemaTable *table)
{
	const SqlIndex *primary = schema_primary_key(table);

	return primary != NULL && primary->parts->len == 1;
}

const SchemaTable *
rule_implied_parent(const RuleContext *context, const SchemaTable *table, const SqlColumn *column)
{
	g_autofree char *thing = named_thing(column->name);
	const SchemaTable *found = NULL;
	GHashTableIter iter;
	gpointer candidate;

	if (thing == NULL || schema_foreign_key_over(table, column->name) != NULL)
		return NULL;
	g_autofree char *single = plain_letters(thing);
	gsize length = strlen(single);
	if (length == 0)
		return NULL;
	g_hash_table_iter_init(&iter, context->schema->tables);
	while (g_hash_table_iter_next(&iter, NULL, &candidate)) {
		const SchemaTable *parent = candidate;
		if (parent != table && is_named_after(parent->name, single, length) &&
		    (found == NULL || strcmp(parent->name, found->name) < 0) &&
		    has_single_key(parent))
			found = parent;
	}
	return found;
}

bool
rule_is_protected(const RuleContext *context, const char *table)
{
	const GRegex *protected = context->plan->state->protected;

	return protected != NULL && g_regex_match(protected, table, 0, NULL);
}

bool
rule_changes_charset(const RuleContext *context)
{
	const GPtrArray *clauses = context->ddl != NULL ? context->ddl->clauses : NULL;

	for (guint i = 0; clauses != NULL && i < clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(clauses, i);
		if (clause->kind == SQL_CLAUSE_CONVERT_CHARSET)
			return true;
		if ((clause->kind == SQL_CLAUSE_MODIFY_COLUMN ||
		     clause->kind == SQL_CLAUSE_CHANGE_COLUMN) &&
		    (clause->column->type.charset != NULL ||
		     clause->column->type.collation != NULL))
			return true;
	}
	return false;
}

bool
rule_is_big(const RuleContext *context, const SchemaTable *table)
{
	const SchemaStatistics *statistics = &table->statistics;

	return statistics->known &&
	       (statistics->rows >= context->policy->big_rows ||
	        statistics->data_bytes + statistics->index_bytes >= context->policy->big_bytes);
}

bool
rule_is_innodb(const SchemaTable *table)
{
	return table->engine == NULL || g_ascii_strcasecmp(table->engine, "InnoDB") == 0;
}
