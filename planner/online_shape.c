#include "planner/online_internal.h"

static const SqlClause *
clause_at(const OnlineStatement *statement, guint index)
{
	return g_ptr_array_index(statement->clauses, index);
}

/* Whether a clause of the kind names `name`. */
static bool
has_named_clause(const OnlineStatement *statement, SqlClauseKind kind, const char *name)
{
	for (guint i = 0; i < statement->clauses->len; i++) {
		const SqlClause *clause = clause_at(statement, i);
		if (clause->kind == kind && schema_same_name(clause->name, name))
			return true;
	}
	return false;
}

bool
online_drops_column(const OnlineStatement *statement, const char *name)
{
	return has_named_clause(statement, SQL_CLAUSE_DROP_COLUMN, name);
}

bool
online_drops_primary(const OnlineStatement *statement)
{
	for (guint i = 0; i < statement->clauses->len; i++)
		if (clause_at(statement, i)->kind == SQL_CLAUSE_DROP_PRIMARY_KEY)
			return true;
	return has_named_clause(statement, SQL_CLAUSE_DROP_INDEX, "PRIMARY");
}

bool
online_drops_index(const OnlineStatement *statement, const char *name)
{
	if (schema_same_name(name, "PRIMARY"))
		return online_drops_primary(statement);
	return has_named_clause(statement, SQL_CLAUSE_DROP_INDEX, name) ||
	       has_named_clause(statement, SQL_CLAUSE_DROP_CONSTRAINT, name);
}

bool
online_adds_primary(const OnlineStatement *statement)
{
	for (guint i = 0; i < statement->clauses->len; i++) {
		const SqlClause *clause = clause_at(statement, i);
		if (clause->kind == SQL_CLAUSE_ADD_INDEX && clause->index &&
		    clause->index->kind == SQL_INDEX_PRIMARY)
			return true;
		if (clause->column && clause->column->primary_key)
			return true;
	}
	return false;
}

bool
online_column_is_new_virtual(const OnlineStatement *statement, const char *name)
{
	for (guint i = 0; i < statement->clauses->len; i++) {
		const SqlClause *clause = clause_at(statement, i);
		if (clause->kind == SQL_CLAUSE_ADD_COLUMN && clause->column->generated &&
		    !clause->column->stored && schema_same_name(clause->column->name, name))
			return true;
	}
	return false;
}

bool
online_index_orders_rows(const SchemaTable *table, const SqlIndex *index)
{
	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		const SqlColumn *column =
			part->column ? schema_find_column(table, part->column) : NULL;
		if (!column || !column->not_null || part->prefix_length > 0)
			return false;
	}
	return true;
}

const SqlIndex *
online_clustered_index(const SchemaTable *table, const char *without)
{
	if (schema_primary_key(table))
		return NULL;
	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		if (index->kind == SQL_INDEX_UNIQUE && online_index_orders_rows(table, index) &&
		    !schema_same_name(index->name, without))
			return index;
	}
	return NULL;
}

OnlineIndexFate
online_index_fate(const OnlineStatement *statement, const SqlIndex *index)
{
	guint dropped = 0;

	if (online_drops_index(statement, index->name))
		return INDEX_GOES;
	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		if (part->column && online_drops_column(statement, part->column))
			dropped++;
	}
	if (dropped == 0)
		return INDEX_STAYS;
	return dropped == index->parts->len ? INDEX_GOES : INDEX_LOSES_PART;
}

static guint
position_of(const GPtrArray *names, const char *name)
{
	for (guint i = 0; i < names->len; i++)
		if (schema_same_name(g_ptr_array_index(names, i), name))
			return i;
	return G_MAXUINT;
}

static void
insert_name(GPtrArray *names, const SqlClause *clause, const char *name)
{
	guint at = names->len;

	if (clause->position == SQL_POSITION_FIRST)
		at = 0;
	else if (clause->position == SQL_POSITION_AFTER) {
		const guint after = position_of(names, clause->after);
		at = after == G_MAXUINT ? names->len : after + 1;
	}
	g_ptr_array_insert(names, (gint)at, g_strdup(name));
}

static void
move_name(GPtrArray *names, const SqlClause *clause, const char *name)
{
	const guint at = position_of(names, name);

	if (at == G_MAXUINT || clause->position == SQL_POSITION_NONE)
		return;
	g_ptr_array_remove_index(names, at);
	insert_name(names, clause, name);
}

static void
apply_clause(GPtrArray *names, const SqlClause *clause)
{
	if (clause->kind == SQL_CLAUSE_DROP_COLUMN) {
		const guint at = position_of(names, clause->name);
		if (at != G_MAXUINT)
			g_ptr_array_remove_index(names, at);
	}
	if (clause->kind == SQL_CLAUSE_ADD_COLUMN)
		insert_name(names, clause, clause->column->name);
	else if (clause->kind == SQL_CLAUSE_MODIFY_COLUMN)
		move_name(names, clause, clause->column->name);
	else if (clause->kind == SQL_CLAUSE_CHANGE_COLUMN)
		move_name(names, clause, clause->name);
}

GPtrArray *
online_column_order(const OnlineStatement *statement, guint count)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; statement->before && i < statement->before->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(statement->before->columns, i);
		g_ptr_array_add(names, g_strdup(column->name));
	}
	for (guint i = 0; i < count; i++)
		apply_clause(names, clause_at(statement, i));
	return names;
}

static bool
is_virtual(const SqlColumn *column)
{
	return column->generated && !column->stored;
}

/* Whether a virtual column that stays stands behind the position. */
static bool
has_virtual_behind(const OnlineStatement *statement, guint position)
{
	for (guint i = position + 1; i < statement->before->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(statement->before->columns, i);
		if (is_virtual(column) && !online_drops_column(statement, column->name))
			return true;
	}
	return false;
}

/* Both servers compare a column's number before and after, not its neighbours. */
static void
look_at_order(const OnlineStatement *statement, OnlineShape *shape)
{
	g_autoptr(GPtrArray) names = online_column_order(statement, statement->clauses->len);
	gint last = -1;

	for (guint i = 0; i < statement->before->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(statement->before->columns, i);
		const guint now = position_of(names, column->name);
		if (!is_virtual(column) || now == G_MAXUINT)
			continue;
		last = MAX(last, (gint)now);
		shape->virtual_shifts |= now != i;
	}
	for (gint i = 0; i < last; i++)
		shape->virtual_inserted |=
			online_column_is_new_virtual(statement, g_ptr_array_index(names, (guint)i));
	for (guint i = 0; i < statement->before->columns->len && last >= 0; i++) {
		const SqlColumn *column = g_ptr_array_index(statement->before->columns, i);
		shape->virtual_dropped_before |= is_virtual(column) &&
		                                 online_drops_column(statement, column->name) &&
		                                 has_virtual_behind(statement, i);
	}
}

static bool
indexes_virtual(const SchemaTable *table, const SqlIndex *index)
{
	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		const SqlColumn *column =
			part->column ? schema_find_column(table, part->column) : NULL;
		if (column && is_virtual(column))
			return true;
	}
	return false;
}

static void
look_at_indexes(const OnlineStatement *statement, OnlineShape *shape)
{
	for (guint i = 0; i < statement->before->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(statement->before->indexes, i);
		shape->fulltext |= index->kind == SQL_INDEX_FULLTEXT;
		shape->indexed_virtual |= indexes_virtual(statement->before, index);
		if (online_index_fate(statement, index) == INDEX_GOES)
			continue;
		shape->fulltext_stays |= index->kind == SQL_INDEX_FULLTEXT;
		shape->spatial_stays |= index->kind == SQL_INDEX_SPATIAL;
		shape->indexed_virtual_stays |= indexes_virtual(statement->before, index);
	}
}

static bool
is_word(const char *option, const char *word)
{
	return option && g_ascii_strcasecmp(option, word) == 0;
}

OnlineShape
online_shape_of(const OnlineStatement *statement)
{
	const SchemaTable *table = statement->before;
	const guint limit = online_row_version_limit(statement->target);
	OnlineShape shape = {0};

	if (!table)
		return shape;
	shape.compressed = is_word(table->row_format, "COMPRESSED");
	shape.redundant = is_word(table->row_format, "REDUNDANT");
	shape.partitioned = table->partitioning != NULL;
	shape.versions_full = limit > 0 && table->statistics.known &&
	                      table->statistics.row_versions >= (gint64)limit;
	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		shape.stored |= column->generated && column->stored;
	}
	look_at_indexes(statement, &shape);
	look_at_order(statement, &shape);
	return shape;
}
