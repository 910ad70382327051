#include <stdlib.h>
#include <string.h>

#include "planner/rules/name_words.h"
#include "planner/rules/siblings.h"
#include "planner/rules/state.h"
#include "planner/rules/ty.h"
#include "sql/quote.h"

static bool
is_transactional(const char *engine)
{
	static const char *const engines[] = {"innodb", "ndb", "ndbcluster", "rocksdb", NULL};
	g_autofree char *low = g_ascii_strdown(engine, -1);

	return g_strv_contains(engines, low);
}

void
ty_check_engine(const RuleContext *context)
{
	const SchemaTable *table = context->after;

	if (!state_is_judged(context) || table->engine == NULL || is_transactional(table->engine))
		return;
	const SchemaTable *before = state_table_before(context);
	if (before != NULL && before->engine != NULL &&
	    g_ascii_strcasecmp(before->engine, table->engine) == 0)
		return;
	g_autofree char *name = sql_quote_name(table->name);
	Finding *finding = state_report(context, STATE_TABLE, NULL,
	                                "`%s` is of the engine %s, which has no transactions, no "
	                                "row locks and no foreign keys",
	                                table->name, table->engine);
	finding_set_fix_sql(finding, "ALTER TABLE %s ENGINE=InnoDB", name);
}

static void
visit_option(const RuleContext *context, const SqlClause *option)
{
	static const char *const formats[] = {"REDUNDANT", "COMPACT", "COMPRESSED", NULL};
	g_autofree char *value = g_ascii_strup(option->value != NULL ? option->value : "", -1);
	bool is_format = g_str_equal(option->name, "ROW_FORMAT") && g_strv_contains(formats, value);
	bool is_compression = g_str_equal(option->name, "KEY_BLOCK_SIZE") ||
	                      g_str_equal(option->name, "COMPRESSION") ||
	                      g_str_equal(option->name, "PAGE_COMPRESSED");

	if (is_format || (is_compression && !g_str_equal(value, "0") &&
	                  !g_str_equal(value, "NONE") && *value != '\0'))
		rule_report(context, "`%s` is made with %s=%s%s", context->ddl->table, option->name,
		            value,
		            is_format && !g_str_equal(value, "COMPRESSED")
		                    ? ", whose indexes hold 767 bytes a column at the most"
		                    : "");
}

void
ty_check_row_format(const RuleContext *context)
{
	guint index = 0;
	const SqlClause *clause;

	if (context->ddl == NULL)
		return;
	for (guint i = 0; context->ddl->options != NULL && i < context->ddl->options->len; i++)
		visit_option(context, g_ptr_array_index(context->ddl->options, i));
	while ((clause = rule_next_clause(context, SQL_CLAUSE_TABLE_OPTION, &index)) != NULL)
		visit_option(context, clause);
}

/* ---- one name, several types */

/* Types that are compared with each other by an index and without conversion. */
typedef enum { CLASS_OTHER, CLASS_INTEGER, CLASS_UNSIGNED, CLASS_TEXT, CLASS_BINARY } TypeClass;

static TypeClass
class_of(const SqlColumn *column)
{
	SqlTypeKind kind = column->type.kind;

	if (sql_type_is_integer(kind))
		return column->type.is_unsigned ? CLASS_UNSIGNED : CLASS_INTEGER;
	if (kind == SQL_TYPE_CHAR || kind == SQL_TYPE_VARCHAR)
		return CLASS_TEXT;
	if (kind == SQL_TYPE_BINARY || kind == SQL_TYPE_VARBINARY)
		return CLASS_BINARY;
	return CLASS_OTHER;
}

/* Integers of one sign differ by their size too, as foreign keys see it. */
static bool
same_type(const SqlColumn *a, const SqlColumn *b)
{
	if (class_of(a) != class_of(b))
		return false;
	return !sql_type_is_integer(a->type.kind) || a->type.kind == b->type.kind;
}

static bool
is_key_like(const char *name)
{
	static const char *const words[] = {"id", "uuid", "guid", NULL};
	g_autofree char *stem = name_stem(name);

	return stem != NULL && name_ends_with(name, words);
}

/* The single column that identifies rows of the table that `user_id` speaks of; NULL: none. */
static const SqlColumn *
key_of_namesake(const Siblings *siblings, const SqlColumn *column, const SchemaTable **ret_table)
{
	g_autofree char *stem = name_stem(column->name);

	for (guint i = 0; i < siblings->tables->len; i++) {
		const SchemaTable *table = g_ptr_array_index(siblings->tables, i);
		/* The first letter sorts out nearly all of a thousand tables. */
		if (g_ascii_tolower(table->name[0]) != stem[0] ||
		    !name_is_plural_of(table->name, stem))
			continue;
		const SqlIndex *primary = schema_primary_key(table);
		if (primary == NULL || primary->parts->len != 1)
			continue;
		const SqlKeyPart *part = g_ptr_array_index(primary->parts, 0);
		*ret_table = table;
		return part->column != NULL ? schema_find_column(table, part->column) : NULL;
	}
	return NULL;
}

static bool
is_indexed(const Sibling *sibling)
{
	for (guint i = 0; i < sibling->table->indexes->len; i++)
		if (schema_index_has_column(g_ptr_array_index(sibling->table->indexes, i),
		                            sibling->column->name))
			return true;
	return false;
}

/* A column of the same name that is indexed, of the type that most of them have; NULL: ours is. */
static const Sibling *
typical_sibling(const Siblings *siblings, const RuleContext *context, const SqlColumn *column)
{
	const GArray *list = siblings_of(siblings, column->name);
	const Sibling *typical = NULL;
	guint same = 0;
	guint other = 0;

	for (guint i = 0; list != NULL && i < list->len; i++) {
		const Sibling *sibling = &g_array_index(list, Sibling, i);
		if (sibling->table == context->after)
			continue;
		if (same_type(sibling->column, column)) {
			same++;
			continue;
		}
		other++;
		if (typical == NULL && is_indexed(sibling))
			typical = sibling;
	}
	return other >= 2 && other > same ? typical : NULL;
}

static void
report_type(const RuleContext *context, const SqlColumn *column, const SchemaTable *other_table,
            const SqlColumn *other)
{
	g_autofree char *type = sql_type_format(&column->type);
	g_autofree char *other_type = sql_type_format(&other->type);
	g_autofree char *sql = state_modify_sql(context->after, column, other_type);
	Finding *finding =
		state_report(context, STATE_COLUMN, column->name,
	                     "`%s`.`%s` is %s, but `%s`.`%s` is %s", context->after->name,
	                     column->name, type, other_table->name, other->name, other_type);

	finding_set_fix_sql(finding, "%s", sql);
}

static void
compare_types(const RuleContext *context, gpointer data)
{
	const Siblings *siblings = data;

	for (guint i = 0; i < context->after->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(context->after->columns, i);
		const SchemaTable *table = NULL;
		if (!is_key_like(column->name) ||
		    state_is_in_foreign_key(context->after, column->name))
			continue;
		const SqlColumn *key = key_of_namesake(siblings, column, &table);
		const Sibling *typical =
			key == NULL ? typical_sibling(siblings, context, column) : NULL;
		bool differs = key != NULL ? !same_type(column, key) : typical != NULL;
		if (!differs || !state_brings_type(context, column))
			continue;
		if (key != NULL)
			report_type(context, column, table, key);
		else
			report_type(context, column, typical->table, typical->column);
	}
}

void
ty_check_same_name(const RuleContext *context)
{
	g_autoptr(Siblings) siblings = siblings_new(context->schema);

	state_each_table(context, compare_types, siblings);
}

/* ---- columns that are rows */

/* "phone2": 2, and the length of "phone"; 0: no number at the end. */
static guint64
number_of(const char *name, gsize *ret_stem)
{
	gsize length = strlen(name);
	gsize at = length;

	while (at > 0 && g_ascii_isdigit(name[at - 1]))
		at--;
	*ret_stem = at;
	return at > 0 && at < length ? g_ascii_strtoull(name + at, NULL, 10) : 0;
}

static const SqlColumn *
find_numbered(const SchemaTable *table, const SqlColumn *first, gsize stem, guint64 number)
{
	g_autofree char *name =
		g_strdup_printf("%.*s%" G_GUINT64_FORMAT, (int)stem, first->name, number);
	const SqlColumn *column = schema_find_column(table, name);

	return column != NULL && column->type.kind == first->type.kind ? column : NULL;
}

static void
visit_numbered(const RuleContext *context, const SqlColumn *column)
{
	gsize stem = 0;

	if (number_of(column->name, &stem) != 1)
		return;
	const SqlColumn *second = find_numbered(context->after, column, stem, 2);
	const SqlColumn *third = find_numbered(context->after, column, stem, 3);
	if (second != NULL && third != NULL &&
	    (state_brings_column(context, column) || state_brings_column(context, third)))
		state_report(context, STATE_COLUMN, third->name,
		             "`%s` numbers its columns: `%s`, `%s`, `%s`", context->after->name,
		             column->name, second->name, third->name);
}

/* Entity, attribute, value: a table of anything. */
static bool
is_anything(const SchemaTable *table)
{
	static const char *const attributes[] = {"attribute", "attribute_name", "attr",
	                                         "property",  "property_name",  "meta_key",
	                                         NULL};
	static const char *const values[] = {"value", "attribute_value", "property_value",
	                                     "meta_value", NULL};
	bool has_attribute = false;
	bool has_value = false;

	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		has_attribute = has_attribute || name_is(column->name, attributes);
		has_value = has_value || name_is(column->name, values);
	}
	return has_attribute && has_value;
}

void
ty_check_numbered(const RuleContext *context)
{
	state_each_column(context, visit_numbered);
	if (state_is_judged(context) && is_anything(context->after) && state_brings_table(context))
		state_report(context, STATE_TABLE, NULL,
		             "`%s` keeps names and values of anything as rows: no type, no CHECK "
		             "and no foreign key holds for them",
		             context->after->name);
}
