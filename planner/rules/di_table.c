#include "planner/rules/di.h"
#include "planner/rules/name_words.h"
#include "planner/rules/siblings.h"
#include "planner/rules/state.h"
#include "sql/quote.h"

static bool
is_moment(const SqlColumn *column)
{
	static const char *const ends[] = {"at", "on", "time", "date", "ts", "timestamp", NULL};
	SqlTypeKind kind = column->type.kind;

	if (kind == SQL_TYPE_DATETIME || kind == SQL_TYPE_TIMESTAMP || kind == SQL_TYPE_DATE)
		return true;
	return sql_type_is_integer(kind) && name_ends_with(column->name, ends);
}

static bool
says_created(const SqlColumn *column)
{
	static const char *const words[] = {"created",  "create",   "creation",   "inserted",
	                                    "added",    "logged",   "occurred",   "recorded",
	                                    "received", "happened", "registered", NULL};

	return is_moment(column) &&
	       (column->default_kind == SQL_DEFAULT_NOW || name_has_word(column->name, words));
}

static bool
says_updated(const SqlColumn *column)
{
	static const char *const words[] = {"updated", "update", "modified", "modification",
	                                    "changed", "edited", "touched",  NULL};

	return is_moment(column) &&
	       (column->on_update != NULL || name_has_word(column->name, words));
}

static bool
has_column(const SchemaTable *table, bool (*test)(const SqlColumn *column))
{
	for (guint i = 0; i < table->columns->len; i++)
		if (test(g_ptr_array_index(table->columns, i)))
			return true;
	return false;
}

/* Pairs of keys, and lists of codes with their names: nobody asks when these were made. */
static bool
is_link_or_list(const SchemaTable *table)
{
	const SqlIndex *primary = schema_primary_key(table);
	bool has_own_key = false;
	guint others = 0;

	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		bool in_primary = primary != NULL && schema_index_has_column(primary, column->name);
		has_own_key = has_own_key || column->auto_increment;
		others += !in_primary && !state_is_in_foreign_key(table, column->name);
	}
	return others == 0 ||
	       (others == 1 && table->columns->len == 2 && !has_own_key && primary != NULL);
}

void
di_check_timestamps(const RuleContext *context)
{
	const SchemaTable *table = context->after;

	if (!state_is_judged(context) || table->incomplete || has_column(table, says_created) ||
	    is_link_or_list(table) || !state_brings_table(context))
		return;
	g_autofree char *name = sql_quote_name(table->name);
	if (has_column(table, says_updated)) {
		Finding *finding =
			state_report(context, STATE_TABLE, NULL,
		                     "`%s` does not keep when a row was made", table->name);
		finding_set_severity(finding, SEVERITY_INFO);
		finding_set_fix_sql(finding,
		                    "ALTER TABLE %s ADD COLUMN created_at DATETIME NOT NULL "
		                    "DEFAULT CURRENT_TIMESTAMP",
		                    name);
		return;
	}
	Finding *finding = state_report(context, STATE_TABLE, NULL,
	                                "`%s` keeps neither when a row was made nor when it was "
	                                "changed",
	                                table->name);
	finding_set_fix_sql(finding,
	                    "ALTER TABLE %s ADD COLUMN created_at DATETIME NOT NULL DEFAULT "
	                    "CURRENT_TIMESTAMP, ADD COLUMN updated_at DATETIME NOT NULL DEFAULT "
	                    "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
	                    name);
}

bool
di_is_soft_delete(const SqlColumn *column)
{
	static const char *const moments[] = {"deleted_at", "deleted_on",   "date_deleted",
	                                      "removed_at", "deleted_time", NULL};
	static const char *const flags[] = {"is_deleted", "deleted", NULL};
	bool is_flag = sql_type_is_integer(column->type.kind) || column->type.kind == SQL_TYPE_BIT;

	return (is_moment(column) && name_is(column->name, moments)) ||
	       (is_flag && name_is(column->name, flags));
}

/* Things that people make and want back. */
static bool
is_content(const char *table)
{
	static const char *const words[] = {
		"user",     "users",     "customer", "customers", "account", "accounts",
		"member",   "members",   "post",     "posts",     "article", "articles",
		"comment",  "comments",  "document", "documents", "product", "products",
		"project",  "projects",  "page",     "pages",     "review",  "reviews",
		"ticket",   "tickets",   "contact",  "contacts",  "file",    "files",
		"photo",    "photos",    "video",    "videos",    "note",    "notes",
		"employee", "employees", "company",  "companies", NULL};

	return name_ends_with(table, words);
}

/* Another table whose rows are marked as deleted; NULL: none. */
static const SchemaTable *
marking_table(const Siblings *siblings, const SchemaTable *table)
{
	for (guint i = 0; i < siblings->tables->len; i++) {
		const SchemaTable *other = g_ptr_array_index(siblings->tables, i);
		if (other != table && has_column(other, di_is_soft_delete))
			return other;
	}
	return NULL;
}

static void
compare_deletion(const RuleContext *context, gpointer data)
{
	const SchemaTable *table = context->after;

	if (table->incomplete || !is_content(table->name) || has_column(table, di_is_soft_delete))
		return;
	const SchemaTable *other = marking_table(data, table);
	if (other == NULL || !state_brings_table(context))
		return;
	g_autofree char *name = sql_quote_name(table->name);
	Finding *finding = state_report(context, STATE_TABLE, NULL,
	                                "rows of `%s` are deleted for good, those of `%s` are "
	                                "marked",
	                                table->name, other->name);
	finding_set_fix_sql(finding, "ALTER TABLE %s ADD COLUMN deleted_at DATETIME NULL", name);
}

void
di_check_soft_delete(const RuleContext *context)
{
	g_autoptr(Siblings) siblings = siblings_new(context->schema);

	state_each_table(context, compare_deletion, siblings);
}

/* ---- columns that all other tables have */

#define FEWEST_SIBLINGS 3

static void
compare_required(const RuleContext *context, gpointer data)
{
	const Siblings *siblings = data;
	const SchemaTable *table = context->after;
	guint others = siblings->tables->len > 0 ? siblings->tables->len - 1 : 0;
	GHashTableIter iter;
	gpointer value;
	g_autoptr(GPtrArray) missing = g_ptr_array_new();

	if (others < FEWEST_SIBLINGS || table->incomplete || is_link_or_list(table))
		return;
	g_hash_table_iter_init(&iter, siblings->columns);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const GArray *list = value;
		const Sibling *first = &g_array_index(list, Sibling, 0);
		if (list->len >= others && schema_find_column(table, first->column->name) == NULL)
			g_ptr_array_add(missing, first->column->name);
	}
	if (missing->len == 0 || !state_brings_table(context))
		return;
	for (guint i = 0; i < missing->len; i++)
		state_report(context, STATE_TABLE, NULL,
		             "`%s` has no `%s`, which all other %u tables have", table->name,
		             (const char *)g_ptr_array_index(missing, i), others);
}

void
di_check_required(const RuleContext *context)
{
	g_autoptr(Siblings) siblings = siblings_new(context->schema);

	state_each_table(context, compare_required, siblings);
}
