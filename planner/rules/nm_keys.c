#include <string.h>

#include "planner/rules/nm.h"
#include "planner/rules/state.h"

typedef enum { KEY_INDEX, KEY_UNIQUE, KEY_FOREIGN, KEY_CHECK, KEY_COUNT } KeyKind;

static const char *const kind_names[] = {"index", "unique index", "foreign key", "check"};

/* A name that somebody chose. */
typedef struct {
	KeyKind kind;
	const char *name;
	const SqlIndex *index; /* NULL: a constraint */
} KeyName;

/* How many names of a kind begin so, over all tables. */
typedef struct {
	GHashTable *prefixes[KEY_COUNT]; /* owned prefix to count */
} KeyPrefixes;

/* The server names an index by its first column or its foreign key, others by the table. */
static bool
is_chosen_by_server(const SchemaTable *table, const SqlIndex *index)
{
	const SqlKeyPart *first = index->parts->len > 0 ? g_ptr_array_index(index->parts, 0) : NULL;
	const char *column = first != NULL ? first->column : NULL;

	if (column == NULL || schema_find_foreign_key(table, index->name) != NULL)
		return true;
	return g_ascii_strncasecmp(index->name, column, strlen(column)) == 0;
}

static bool
is_numbered(const SchemaTable *table, const char *name)
{
	gsize length = strlen(table->name);

	if (g_str_has_prefix(name, "CONSTRAINT_"))
		return true;
	return strncmp(name, table->name, length) == 0 &&
	       (g_str_has_prefix(name + length, "_ibfk_") ||
	        g_str_has_prefix(name + length, "_chk_"));
}

/* Of KeyName: names of the table that its author chose. */
static GArray *
list_names(const SchemaTable *table)
{
	GArray *names = g_array_new(FALSE, FALSE, sizeof(KeyName));

	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		bool is_unique = index->kind == SQL_INDEX_UNIQUE;
		const KeyName name = {is_unique ? KEY_UNIQUE : KEY_INDEX, index->name, index};
		if ((is_unique || index->kind == SQL_INDEX_PLAIN) &&
		    !is_chosen_by_server(table, index))
			g_array_append_val(names, name);
	}
	for (guint i = 0; i < table->foreign_keys->len; i++) {
		const SqlForeignKey *key = g_ptr_array_index(table->foreign_keys, i);
		const KeyName name = {KEY_FOREIGN, key->name, NULL};
		if (!is_numbered(table, key->name))
			g_array_append_val(names, name);
	}
	for (guint i = 0; i < table->checks->len; i++) {
		const SqlCheck *check = g_ptr_array_index(table->checks, i);
		const KeyName name = {KEY_CHECK, check->name, NULL};
		bool is_column = schema_find_column(table, check->name) != NULL;
		if (!is_column && !is_numbered(table, check->name)) /* MariaDB: a column's own */
			g_array_append_val(names, name);
	}
	return names;
}

/* "idx_users_email": "idx_"; "" without one. The caller frees. */
static char *
prefix_of(const char *name)
{
	const char *end = strchr(name, '_');

	return end != NULL ? g_ascii_strdown(name, end - name + 1) : g_strdup("");
}

static void
count_names(KeyPrefixes *all, const SchemaTable *table)
{
	g_autoptr(GArray) names = list_names(table);

	for (guint i = 0; i < names->len; i++) {
		const KeyName *name = &g_array_index(names, KeyName, i);
		char *prefix = prefix_of(name->name);
		guint count =
			GPOINTER_TO_UINT(g_hash_table_lookup(all->prefixes[name->kind], prefix));
		g_hash_table_replace(all->prefixes[name->kind], prefix,
		                     GUINT_TO_POINTER(count + 1));
	}
}

/* The prefix that nearly all names of the kind have, without the one in question; NULL: none. */
static const char *
convention_of(const KeyPrefixes *all, KeyKind kind, const char *own)
{
	GHashTableIter iter;
	gpointer prefix;
	gpointer value;
	const char *most = NULL;
	guint most_count = 0;
	guint total = 0;

	g_hash_table_iter_init(&iter, all->prefixes[kind]);
	while (g_hash_table_iter_next(&iter, &prefix, &value)) {
		guint count = GPOINTER_TO_UINT(value) - (g_str_equal(prefix, own) ? 1 : 0);
		total += count;
		if (count > most_count) {
			most = prefix;
			most_count = count;
		}
	}
	if (most == NULL || *most == '\0' || total < NM_FEWEST_NAMES ||
	    most_count * 100 < total * NM_MOST_PERCENT)
		return NULL;
	return most;
}

static bool
is_new(const KeyName *name, const SchemaTable *before)
{
	if (before == NULL)
		return true;
	if (name->index != NULL)
		return schema_find_index(before, name->name) == NULL;
	return schema_find_foreign_key(before, name->name) == NULL &&
	       schema_find_check(before, name->name) == NULL;
}

static void
compare_names(const RuleContext *context, gpointer data)
{
	const KeyPrefixes *all = data;
	g_autoptr(GArray) names = list_names(context->after);

	for (guint i = 0; i < names->len; i++) {
		const KeyName *name = &g_array_index(names, KeyName, i);
		g_autofree char *own = prefix_of(name->name);
		const char *convention = convention_of(all, name->kind, own);
		if (convention == NULL || g_str_equal(own, convention) ||
		    !is_new(name, state_table_before(context)))
			continue;
		state_report(
			context, name->index != NULL ? STATE_INDEX : STATE_CHECK, name->name,
			"the name of the %s `%s` of `%s` does not begin with `%s`, as others do",
			kind_names[name->kind], name->name, context->after->name, convention);
		return;
	}
}

void
nm_compare_keys(const RuleContext *context, const Siblings *siblings)
{
	KeyPrefixes all;

	for (int kind = 0; kind < KEY_COUNT; kind++)
		all.prefixes[kind] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < siblings->tables->len; i++)
		count_names(&all, g_ptr_array_index(siblings->tables, i));
	state_each_table(context, compare_names, &all);
	for (int kind = 0; kind < KEY_COUNT; kind++)
		g_hash_table_unref(all.prefixes[kind]);
}
