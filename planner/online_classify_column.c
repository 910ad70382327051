#include "planner/online_internal.h"

#include <string.h>

static bool
contains_word(const char *text, const char *word)
{
	const gsize length = strlen(word);

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
		const bool begins = at == text || !(g_ascii_isalnum(at[-1]) || at[-1] == '_');
		if (begins && !(g_ascii_isalnum(at[length]) || at[length] == '_'))
			return true;
	}
	return false;
}

/* The expression in lower case, without what stands in quotes. Caller frees. */
static char *
words_of(const char *expression)
{
	GString *words = g_string_new(NULL);
	char quote = '\0';

	for (const char *at = expression ? expression : ""; *at; at++) {
		if (quote ? *at == quote : *at == '\'' || *at == '"')
			quote = quote ? '\0' : *at;
		else if (!quote)
			g_string_append_c(words, g_ascii_tolower(*at));
	}
	return g_string_free(words, FALSE);
}

/* Functions that give every row, and every server, another value. */
static bool
gives_new_values(const char *expression)
{
	static const char *const changing[] = {"uuid",    "uuid_short",   "rand",   "sys_guid",
	                                       "sysdate", "random_bytes", "nextval"};
	g_autofree char *text = words_of(expression);

	for (gsize i = 0; i < G_N_ELEMENTS(changing); i++)
		if (contains_word(text, changing[i]))
			return true;
	return false;
}

static bool
names_a_column(const OnlineStatement *statement, const char *expression)
{
	g_autofree char *text = words_of(expression);

	for (guint i = 0; statement->before && i < statement->before->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(statement->before->columns, i);
		g_autofree char *name = g_ascii_strdown(column->name, -1);
		if (contains_word(text, name))
			return true;
	}
	return statement->before == NULL;
}

static OnlineKind
classify_expression(const OnlineStatement *statement, const char *expression)
{
	if (gives_new_values(expression))
		return ONLINE_ADD_COLUMN_UNSAFE;
	return names_a_column(statement, expression) ? ONLINE_ADD_COLUMN_EXPRESSION
	                                             : ONLINE_ADD_COLUMN_CONSTANT;
}

static bool
is_last(const OnlineStatement *statement, guint index)
{
	const SqlClause *clause = g_ptr_array_index(statement->clauses, index);
	g_autoptr(GPtrArray) names = online_column_order(statement, index);

	if (clause->position == SQL_POSITION_NONE)
		return true;
	return clause->position == SQL_POSITION_AFTER && names->len > 0 &&
	       schema_same_name(g_ptr_array_index(names, names->len - 1), clause->after);
}

static OnlineKind
classify_new_column(const OnlineStatement *statement, guint index)
{
	const SqlClause *clause = g_ptr_array_index(statement->clauses, index);
	const SqlColumn *column = clause->column;

	if (column->generated)
		return column->stored ? ONLINE_ADD_STORED : ONLINE_ADD_VIRTUAL;
	if (column->auto_increment)
		return ONLINE_ADD_COLUMN_AUTO;
	if (column->default_kind == SQL_DEFAULT_EXPRESSION)
		return classify_expression(statement, column->default_text);
	return is_last(statement, index) ? ONLINE_ADD_COLUMN_LAST : ONLINE_ADD_COLUMN_BETWEEN;
}

/* MySQL reads over a reference behind a column, until 9.0. */
static void
classify_inline_reference(const OnlineStatement *statement, guint index, GArray *changes)
{
	const bool checked = !statement->session || statement->session->foreign_key_checks;

	if (!statement->target->mariadb && statement->target->version < 90000)
		return;
	online_change_add(changes, checked ? ONLINE_ADD_FOREIGN : ONLINE_ADD_FOREIGN_UNCHECKED,
	                  index);
	online_change_add(changes, ONLINE_ADD_INDEX, index);
}

/* Keys, checks and references that stand behind a column. */
static void
classify_inline(const OnlineStatement *statement, const SqlColumn *column, guint index,
                GArray *changes)
{
	const bool is_new = online_column_is_new_virtual(statement, column->name);

	if (column->primary_key)
		online_change_add(changes,
		                  online_drops_primary(statement) ? ONLINE_REPLACE_PRIMARY
		                                                  : ONLINE_ADD_PRIMARY,
		                  index);
	if (column->unique_key)
		online_change_add(
			changes, is_new ? ONLINE_ADD_UNIQUE_NEW_VIRTUAL : ONLINE_ADD_UNIQUE, index);
	for (guint i = 0; column->checks && i < column->checks->len; i++) {
		const SqlCheck *check = g_ptr_array_index(column->checks, i);
		online_change_add(changes,
		                  check->enforced ? ONLINE_COLUMN_CHECK : ONLINE_ADD_CHECK_OFF,
		                  index);
	}
	if (column->references)
		classify_inline_reference(statement, index, changes);
}

static OnlineKind
classify_dropped_key(const OnlineStatement *statement, const SqlIndex *clustered)
{
	if (online_adds_primary(statement))
		return ONLINE_REPLACE_PRIMARY;
	return online_index_fate(statement, clustered) == INDEX_GOES ? ONLINE_DROP_COLUMN_KEY
	                                                             : ONLINE_DROP_COLUMN_KEY_PART;
}

/* What dropping the column does to the indexes it stands in. */
static OnlineKind
classify_dropped_indexes(const OnlineStatement *statement, const SqlColumn *column)
{
	const SchemaTable *table = statement->before;
	const SqlIndex *clustered = schema_primary_key(table);
	const bool is_virtual = column->generated && !column->stored;
	OnlineKind kind = is_virtual ? ONLINE_DROP_VIRTUAL : ONLINE_DROP_COLUMN;

	if (!clustered)
		clustered = online_clustered_index(table, NULL);
	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		if (!schema_index_has_column(index, column->name) ||
		    online_drops_index(statement, index->name))
			continue;
		if (index == clustered)
			return classify_dropped_key(statement, index);
		if (online_index_fate(statement, index) == INDEX_LOSES_PART)
			kind = ONLINE_DROP_COLUMN_PART;
		else if (kind != ONLINE_DROP_COLUMN_PART)
			kind = is_virtual ? ONLINE_DROP_VIRTUAL_INDEXED
			                  : ONLINE_DROP_COLUMN_INDEXED;
	}
	return kind;
}

static OnlineKind
classify_drop(const OnlineStatement *statement, const char *name)
{
	const SqlColumn *column =
		statement->before ? schema_find_column(statement->before, name) : NULL;

	return column ? classify_dropped_indexes(statement, column) : ONLINE_DROP_COLUMN_PART;
}

static bool
is_referenced(const OnlineStatement *statement, const char *name)
{
	const GArray *references = statement->session ? statement->session->references : NULL;

	for (guint i = 0; references && i < references->len; i++)
		if (schema_lists_name(
			    g_array_index(references, SchemaReference, i).key->parent_columns,
			    name))
			return true;
	for (guint i = 0; statement->before && i < statement->before->foreign_keys->len; i++) {
		const SqlForeignKey *key = g_ptr_array_index(statement->before->foreign_keys, i);
		if (schema_same_name(key->parent_table, statement->before->name) &&
		    schema_lists_name(key->parent_columns, name))
			return true;
	}
	return false;
}

static OnlineKind
classify_rename(const OnlineStatement *statement, const char *name)
{
	return is_referenced(statement, name) ? ONLINE_RENAME_REFERENCED : ONLINE_RENAME_COLUMN;
}

/* Whether the order of the columns is another one after the clause. */
static bool
moves_column(const OnlineStatement *statement, guint index)
{
	g_autoptr(GPtrArray) before = online_column_order(statement, index);
	g_autoptr(GPtrArray) after = online_column_order(statement, index + 1);

	for (guint i = 0; i < before->len && i < after->len; i++)
		if (!schema_same_name(g_ptr_array_index(before, i), g_ptr_array_index(after, i)))
			return true;
	return false;
}

static void
classify_changed(const OnlineStatement *statement, guint index, GArray *changes)
{
	const SqlClause *clause = g_ptr_array_index(statement->clauses, index);
	const char *name =
		clause->kind == SQL_CLAUSE_CHANGE_COLUMN ? clause->name : clause->column->name;
	const SqlColumn *before =
		statement->before ? schema_find_column(statement->before, name) : NULL;

	if (!before) {
		online_change_add(changes, ONLINE_NOT_KNOWN, index);
		return;
	}
	online_classify_modify(statement, before, clause->column, index, changes);
	classify_inline(statement, clause->column, index, changes);
	if (!schema_same_name(before->name, clause->column->name))
		online_change_add(changes, classify_rename(statement, before->name), index);
	if (moves_column(statement, index))
		online_change_add(changes,
		                  before->generated && !before->stored ? ONLINE_REORDER_VIRTUAL
		                                                       : ONLINE_REORDER,
		                  index);
}

void
online_classify_column(const OnlineStatement *statement, guint index, GArray *changes)
{
	const SqlClause *clause = g_ptr_array_index(statement->clauses, index);

	if (clause->kind == SQL_CLAUSE_ADD_COLUMN) {
		online_change_add(changes, classify_new_column(statement, index), index);
		classify_inline(statement, clause->column, index, changes);
	} else if (clause->kind == SQL_CLAUSE_DROP_COLUMN) {
		online_change_add(changes, classify_drop(statement, clause->name), index);
	} else if (clause->kind == SQL_CLAUSE_RENAME_COLUMN) {
		online_change_add(changes, classify_rename(statement, clause->name), index);
	} else {
		classify_changed(statement, index, changes);
	}
}
