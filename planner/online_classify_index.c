#include "planner/online_internal.h"

#include <string.h>

static bool
same_columns(const SqlIndex *a, const SqlIndex *b)
{
	if (a->parts->len != b->parts->len)
		return false;
	for (guint i = 0; i < a->parts->len; i++) {
		const SqlKeyPart *x = g_ptr_array_index(a->parts, i);
		const SqlKeyPart *y = g_ptr_array_index(b->parts, i);
		if (!schema_same_name(x->column, y->column) ||
		    x->prefix_length != y->prefix_length || x->descending != y->descending)
			return false;
	}
	return true;
}

static bool
same_parts(const SqlIndex *a, const SqlIndex *b)
{
	return a->kind == b->kind && same_columns(a, b);
}

static bool
has_expression(const SqlIndex *index)
{
	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		if (!part->column)
			return true;
	}
	return false;
}

static bool
has_new_virtual(const OnlineStatement *statement, const SqlIndex *index)
{
	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		if (part->column && online_column_is_new_virtual(statement, part->column))
			return true;
	}
	return false;
}

/* The index of the table that the statement drops and that is defined as `index` is. */
static const SqlIndex *
find_dropped_twin(const OnlineStatement *statement, const SqlIndex *index)
{
	const SqlIndex *found = NULL;

	for (guint i = 0; statement->before && i < statement->before->indexes->len; i++) {
		const SqlIndex *old = g_ptr_array_index(statement->before->indexes, i);
		if (!same_parts(old, index) || !online_drops_index(statement, old->name))
			continue;
		if (schema_same_name(old->name, index->name))
			return old;
		if (!found)
			found = old;
	}
	return found;
}

/* What the server makes of an index that is dropped and added as it was. */
static OnlineKind
classify_twin(const SqlIndex *old, const SqlIndex *new)
{
	if (new->kind == SQL_INDEX_PRIMARY)
		return ONLINE_SAME_PRIMARY;
	if (!schema_same_name(old->name, new->name))
		return ONLINE_SAME_INDEX_RENAMED;
	if (g_strcmp0(old->using, new->using) != 0)
		return ONLINE_SAME_INDEX_USING;
	if (g_strcmp0(old->comment, new->comment) != 0)
		return ONLINE_SAME_INDEX_COMMENT;
	return ONLINE_SAME_INDEX;
}

static bool
has_fulltext(const OnlineStatement *statement)
{
	const SchemaTable *table = statement->before;

	for (guint i = 0; table && i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		if (index->kind == SQL_INDEX_FULLTEXT)
			return true;
	}
	return table && schema_find_column(table, "FTS_DOC_ID") != NULL;
}

static bool
becomes_clustered(const OnlineStatement *statement, const SqlIndex *index)
{
	const SchemaTable *table = statement->before;

	return table && !schema_primary_key(table) && !online_clustered_index(table, NULL) &&
	       !online_adds_primary(statement) && online_index_orders_rows(table, index);
}

static OnlineKind
classify_add_unique(const OnlineStatement *statement, const SqlIndex *index)
{
	if (has_expression(index))
		return ONLINE_ADD_FUNCTIONAL_UNIQUE;
	if (has_new_virtual(statement, index))
		return ONLINE_ADD_UNIQUE_NEW_VIRTUAL;
	return becomes_clustered(statement, index) ? ONLINE_ADD_UNIQUE_CLUSTERED
	                                           : ONLINE_ADD_UNIQUE;
}

/* On MariaDB the unique index that orders the rows becomes the primary key by its name alone. */
static bool
renames_clustered(const OnlineStatement *statement, const SqlIndex *primary)
{
	const SqlIndex *clustered = statement->before && statement->target->mariadb
	                                    ? online_clustered_index(statement->before, NULL)
	                                    : NULL;

	return clustered && primary && online_drops_index(statement, clustered->name) &&
	       same_columns(clustered, primary);
}

/* Columns of a primary key become NOT NULL. */
static void
classify_primary_columns(const OnlineStatement *statement, const SqlIndex *primary, guint index,
                         GArray *changes)
{
	const SchemaTable *table = statement->before;
	const OnlineShape shape = online_shape_of(statement);

	if (!table || !statement->target->mariadb || !(shape.stored || shape.indexed_virtual_stays))
		return;
	for (guint i = 0; i < primary->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(primary->parts, i);
		const SqlColumn *column =
			part->column ? schema_find_column(table, part->column) : NULL;
		if (column && !column->not_null)
			online_change_add(changes, ONLINE_TO_NOT_NULL_GENERATED, index);
	}
}

static OnlineKind
classify_add(const OnlineStatement *statement, const SqlIndex *index)
{
	const SqlIndex *twin = find_dropped_twin(statement, index);

	if (twin)
		return classify_twin(twin, index);
	switch (index->kind) {
	case SQL_INDEX_PRIMARY:
		if (renames_clustered(statement, index))
			return ONLINE_SAME_PRIMARY;
		return online_drops_primary(statement) ? ONLINE_REPLACE_PRIMARY
		                                       : ONLINE_ADD_PRIMARY;
	case SQL_INDEX_FULLTEXT:
		return has_fulltext(statement) ? ONLINE_ADD_FULLTEXT_NEXT
		                               : ONLINE_ADD_FULLTEXT_FIRST;
	case SQL_INDEX_SPATIAL:
		return ONLINE_ADD_SPATIAL;
	case SQL_INDEX_VECTOR:
		return ONLINE_ADD_VECTOR;
	case SQL_INDEX_UNIQUE:
		return classify_add_unique(statement, index);
	case SQL_INDEX_PLAIN:
		break;
	}
	if (has_expression(index))
		return ONLINE_ADD_FUNCTIONAL;
	return has_new_virtual(statement, index) ? ONLINE_ADD_INDEX_NEW_VIRTUAL : ONLINE_ADD_INDEX;
}

static const SqlIndex *
added_primary(const OnlineStatement *statement)
{
	for (guint i = 0; i < statement->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(statement->clauses, i);
		if (clause->kind == SQL_CLAUSE_ADD_INDEX && clause->index &&
		    clause->index->kind == SQL_INDEX_PRIMARY)
			return clause->index;
	}
	return NULL;
}

static bool
adds_unique_not_null(const OnlineStatement *statement)
{
	for (guint i = 0; i < statement->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(statement->clauses, i);
		const SqlIndex *index = clause->kind == SQL_CLAUSE_ADD_INDEX ? clause->index : NULL;
		const SqlKeyPart *part =
			index && index->kind == SQL_INDEX_UNIQUE && index->parts->len > 0
				? g_ptr_array_index(index->parts, 0)
				: NULL;
		const SqlColumn *column =
			part && part->column ? schema_find_column(statement->before, part->column)
					     : NULL;
		if (column && column->not_null)
			return true;
	}
	return false;
}

static OnlineKind
classify_drop_primary(const OnlineStatement *statement)
{
	const SqlIndex *added = added_primary(statement);

	if (!online_adds_primary(statement))
		return statement->before && adds_unique_not_null(statement) ? ONLINE_REPLACE_PRIMARY
		                                                            : ONLINE_DROP_PRIMARY;
	if (added && find_dropped_twin(statement, added))
		return ONLINE_SAME_PRIMARY;
	return ONLINE_REPLACE_PRIMARY;
}

/* Whether the statement adds an index that is defined as the dropped one. */
static bool
is_added_again(const OnlineStatement *statement, const SqlIndex *old, OnlineKind *ret_kind)
{
	for (guint i = 0; i < statement->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(statement->clauses, i);
		if (clause->kind != SQL_CLAUSE_ADD_INDEX || !clause->index ||
		    !same_parts(old, clause->index))
			continue;
		*ret_kind = classify_twin(old, clause->index);
		return true;
	}
	return false;
}

static OnlineKind
classify_drop(const OnlineStatement *statement, const char *name)
{
	const SchemaTable *table = statement->before;
	const SqlIndex *old = table ? schema_find_index(table, name) : NULL;
	const SqlIndex *clustered = table ? online_clustered_index(table, NULL) : NULL;
	OnlineKind kind = ONLINE_DROP_INDEX;

	if (schema_same_name(name, "PRIMARY"))
		return classify_drop_primary(statement);
	if (old && is_added_again(statement, old, &kind))
		return kind;
	if (statement->from_index_statement)
		return ONLINE_DROP_INDEX_STATEMENT;
	if (!old || old != clustered)
		return ONLINE_DROP_INDEX;
	if (renames_clustered(statement, added_primary(statement)))
		return ONLINE_SAME_PRIMARY;
	if (online_adds_primary(statement) || adds_unique_not_null(statement))
		return ONLINE_REPLACE_PRIMARY;
	return online_clustered_index(table, name) ? ONLINE_DROP_CLUSTERED_NEXT
	                                           : ONLINE_DROP_CLUSTERED;
}

/* Whether an index of the table leads with the key's columns, so that none is built. */
static bool
has_index_for(const OnlineStatement *statement, const SqlForeignKey *key)
{
	return statement->before &&
	       schema_index_led_by(statement->before, key->columns, false) != NULL;
}

static void
classify_foreign_key(const OnlineStatement *statement, const SqlForeignKey *key, guint index,
                     GArray *changes)
{
	const bool checked = !statement->session || statement->session->foreign_key_checks;

	online_change_add(changes, checked ? ONLINE_ADD_FOREIGN : ONLINE_ADD_FOREIGN_UNCHECKED,
	                  index);
	if (!has_index_for(statement, key))
		online_change_add(changes, ONLINE_ADD_INDEX, index);
}

void
online_classify_index(const OnlineStatement *statement, guint index, GArray *changes)
{
	const SqlClause *clause = g_ptr_array_index(statement->clauses, index);

	if (clause->kind == SQL_CLAUSE_ADD_FOREIGN_KEY)
		classify_foreign_key(statement, clause->foreign_key, index, changes);
	else if (clause->kind == SQL_CLAUSE_ADD_INDEX) {
		online_change_add(changes, classify_add(statement, clause->index), index);
		if (clause->index->kind == SQL_INDEX_PRIMARY)
			classify_primary_columns(statement, clause->index, index, changes);
	} else if (clause->kind == SQL_CLAUSE_DROP_PRIMARY_KEY)
		online_change_add(changes, classify_drop_primary(statement), index);
	else
		online_change_add(changes, classify_drop(statement, clause->name), index);
}
