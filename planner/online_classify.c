#include "planner/online_internal.h"

#include <string.h>

void
online_change_add(GArray *changes, OnlineKind kind, guint clause)
{
	const OnlineChange change = {kind, clause};
	g_array_append_val(changes, change);
}

static bool
option_is(const SqlClause *clause, const char *name)
{
	return g_ascii_strcasecmp(clause->name, name) == 0;
}

static OnlineKind
classify_engine(const OnlineStatement *statement, const SqlClause *clause)
{
	const char *now = statement->before ? statement->before->engine : NULL;

	if (!clause->value)
		return ONLINE_ENGINE_OTHER;
	if (!now)
		now = "InnoDB";
	return g_ascii_strcasecmp(now, clause->value) == 0 ? ONLINE_ENGINE_SAME
	                                                   : ONLINE_ENGINE_OTHER;
}

static OnlineKind
classify_option(const OnlineStatement *statement, const SqlClause *clause)
{
	if (option_is(clause, "ENGINE") || option_is(clause, "TYPE"))
		return classify_engine(statement, clause);
	if (option_is(clause, "ROW_FORMAT") || option_is(clause, "KEY_BLOCK_SIZE"))
		return ONLINE_OPTION_REBUILD;
	if (option_is(clause, "TABLESPACE"))
		return ONLINE_OPTION_TABLESPACE;
	if (option_is(clause, "ENCRYPTION") && g_strcmp0(clause->value, "N") != 0 &&
	    g_strcmp0(clause->value, "n") != 0)
		return ONLINE_OPTION_ENCRYPTION;
	return ONLINE_OPTION_METADATA;
}

static bool
method_spreads_rows(const SqlPartitioning *partitioning)
{
	return partitioning && partitioning->method &&
	       (strstr(partitioning->method, "HASH") || strstr(partitioning->method, "KEY"));
}

/* ADD PARTITION PARTITIONS n is of HASH or KEY even where the table is not known. */
static OnlineKind
classify_add_partition(const OnlineStatement *statement, const SqlClause *clause)
{
	if (statement->before && statement->before->partitioning)
		return method_spreads_rows(statement->before->partitioning)
		               ? ONLINE_PARTITION_ADD_HASH
		               : ONLINE_PARTITION_ADD;
	return clause->partitioning && clause->partitioning->count > 0 ? ONLINE_PARTITION_ADD_HASH
	                                                               : ONLINE_PARTITION_ADD;
}

static OnlineKind
classify_drop_constraint(const OnlineStatement *statement, const SqlClause *clause)
{
	const SchemaTable *table = statement->before;

	if (!table)
		return ONLINE_DROP_FOREIGN;
	if (schema_find_check(table, clause->name))
		return ONLINE_DROP_CHECK;
	if (schema_find_foreign_key(table, clause->name))
		return ONLINE_DROP_FOREIGN;
	return ONLINE_DROP_INDEX;
}

/* Kinds that the clause alone tells. ONLINE_KINDS: it does not. */
static OnlineKind
classify_plainly(const OnlineStatement *statement, const SqlClause *clause)
{
	switch ((int)clause->kind) {
	case SQL_CLAUSE_SET_DEFAULT:
	case SQL_CLAUSE_DROP_DEFAULT:
		return ONLINE_SET_DEFAULT;
	case SQL_CLAUSE_SET_COLUMN_VISIBILITY:
		return ONLINE_COLUMN_VISIBILITY;
	case SQL_CLAUSE_RENAME_INDEX:
		return ONLINE_RENAME_INDEX;
	case SQL_CLAUSE_SET_INDEX_VISIBILITY:
		return ONLINE_INDEX_VISIBILITY;
	case SQL_CLAUSE_DROP_FOREIGN_KEY:
		return ONLINE_DROP_FOREIGN;
	case SQL_CLAUSE_ADD_CHECK:
		return clause->check && !clause->check->enforced ? ONLINE_ADD_CHECK_OFF
		                                                 : ONLINE_ADD_CHECK;
	case SQL_CLAUSE_DROP_CHECK:
		return ONLINE_DROP_CHECK;
	case SQL_CLAUSE_SET_CHECK_ENFORCED:
		return clause->visible ? ONLINE_CHECK_ON : ONLINE_CHECK_OFF;
	case SQL_CLAUSE_DROP_CONSTRAINT:
		return classify_drop_constraint(statement, clause);
	case SQL_CLAUSE_RENAME_TABLE:
		return ONLINE_RENAME_TABLE;
	case SQL_CLAUSE_TABLE_OPTION:
		return classify_option(statement, clause);
	case SQL_CLAUSE_ORDER_BY:
		return ONLINE_ORDER_BY;
	case SQL_CLAUSE_FORCE:
		return ONLINE_FORCE;
	case SQL_CLAUSE_DISABLE_KEYS:
	case SQL_CLAUSE_ENABLE_KEYS:
		return ONLINE_KEYS_SWITCH;
	case SQL_CLAUSE_DISCARD_TABLESPACE:
	case SQL_CLAUSE_IMPORT_TABLESPACE:
		return ONLINE_TABLESPACE_FILE;
	case SQL_CLAUSE_SYSTEM_VERSIONING:
		return ONLINE_SYSTEM_VERSIONING;
	default:
		return ONLINE_KINDS;
	}
}

static OnlineKind
classify_partitions(const OnlineStatement *statement, const SqlClause *clause)
{
	switch ((int)clause->kind) {
	case SQL_CLAUSE_PARTITION_BY:
		return ONLINE_PARTITION_BY;
	case SQL_CLAUSE_REMOVE_PARTITIONING:
		return ONLINE_REMOVE_PARTITIONING;
	case SQL_CLAUSE_ADD_PARTITION:
		return classify_add_partition(statement, clause);
	case SQL_CLAUSE_DROP_PARTITION:
		return ONLINE_PARTITION_DROP;
	case SQL_CLAUSE_TRUNCATE_PARTITION:
		return ONLINE_PARTITION_TRUNCATE;
	case SQL_CLAUSE_COALESCE_PARTITION:
		return ONLINE_PARTITION_COALESCE;
	case SQL_CLAUSE_REORGANIZE_PARTITION:
		return ONLINE_PARTITION_REORGANIZE;
	case SQL_CLAUSE_EXCHANGE_PARTITION:
		return ONLINE_PARTITION_EXCHANGE;
	case SQL_CLAUSE_ANALYZE_PARTITION:
	case SQL_CLAUSE_CHECK_PARTITION:
		return ONLINE_PARTITION_CHECK;
	case SQL_CLAUSE_OPTIMIZE_PARTITION:
		return ONLINE_PARTITION_OPTIMIZE;
	case SQL_CLAUSE_REBUILD_PARTITION:
		return ONLINE_PARTITION_REBUILD;
	case SQL_CLAUSE_REPAIR_PARTITION:
		return ONLINE_PARTITION_REPAIR;
	default:
		return ONLINE_KINDS;
	}
}

/* Kinds that the text does not hold alone; false: none of them. */
static bool
classify_by_table(const OnlineStatement *statement, guint index, GArray *changes)
{
	const SqlClause *clause = g_ptr_array_index(statement->clauses, index);

	switch ((int)clause->kind) {
	case SQL_CLAUSE_ADD_COLUMN:
	case SQL_CLAUSE_DROP_COLUMN:
	case SQL_CLAUSE_MODIFY_COLUMN:
	case SQL_CLAUSE_CHANGE_COLUMN:
	case SQL_CLAUSE_RENAME_COLUMN:
		online_classify_column(statement, index, changes);
		return true;
	case SQL_CLAUSE_ADD_INDEX:
	case SQL_CLAUSE_DROP_INDEX:
	case SQL_CLAUSE_DROP_PRIMARY_KEY:
	case SQL_CLAUSE_ADD_FOREIGN_KEY:
		online_classify_index(statement, index, changes);
		return true;
	case SQL_CLAUSE_CONVERT_CHARSET:
		online_classify_convert(statement, index, changes);
		return true;
	default:
		return false;
	}
}

/* Tables of other engines know INSTANT for what stands in the dictionary alone, else COPY. */
static OnlineKind
kind_for_other_engine(OnlineKind kind)
{
	switch ((int)kind) {
	case ONLINE_RENAME_COLUMN:
	case ONLINE_MODIFY_NOTHING:
	case ONLINE_SET_DEFAULT:
	case ONLINE_RENAME_TABLE:
	case ONLINE_KEYS_SWITCH:
	case ONLINE_ENGINE_OTHER:
		return kind;
	case ONLINE_RENAME_INDEX:
	case ONLINE_OPTION_METADATA:
		return ONLINE_MODIFY_NOTHING;
	default:
		return ONLINE_OTHER_ENGINE;
	}
}

static void
classify_clause(const OnlineStatement *statement, guint index, GArray *changes)
{
	const SqlClause *clause = g_ptr_array_index(statement->clauses, index);
	OnlineKind kind;

	if (classify_by_table(statement, index, changes))
		return;
	kind = classify_plainly(statement, clause);
	if (kind == ONLINE_KINDS)
		kind = classify_partitions(statement, clause);
	online_change_add(changes, kind == ONLINE_KINDS ? ONLINE_NOT_UNDERSTOOD : kind, index);
}

void
online_classify(const OnlineStatement *statement, guint index, GArray *changes)
{
	const SchemaTable *table = statement->before;
	const guint first = changes->len;

	classify_clause(statement, index, changes);
	if (!table || !table->engine || g_ascii_strcasecmp(table->engine, "InnoDB") == 0)
		return;
	for (guint i = first; i < changes->len; i++) {
		OnlineChange *change = &g_array_index(changes, OnlineChange, i);
		change->kind = kind_for_other_engine(change->kind);
	}
}
