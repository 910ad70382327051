#include "sql/parse_internal.h"

static SqlEffect *
add_part(const SqlParsed *parsed, SqlEffectKind effect, SqlObjectKind object, const char *name)
{
	return sql_add_effect(parsed->statement, effect, object,
	                      g_strdup(parsed->table_ddl->schema),
	                      g_strdup(parsed->table_ddl->table), g_strdup(name));
}

static void
add_renamed_table(const SqlParsed *parsed, const SqlClause *clause)
{
	SqlEffect *effect = sql_add_effect(parsed->statement, SQL_EFFECT_RENAME, SQL_OBJECT_TABLE,
	                                   g_strdup(parsed->table_ddl->schema), NULL,
	                                   g_strdup(parsed->table_ddl->table));

	effect->new_schema = g_strdup(clause->new_schema);
	effect->new_name = g_strdup(clause->new_name);
}

/* CHANGE old new definition: a rename unless the names are the same. */
static void
add_changed_column(const SqlParsed *parsed, const SqlClause *clause)
{
	bool same = g_ascii_strcasecmp(clause->name, clause->column->name) == 0;
	SqlEffect *effect = add_part(parsed, same ? SQL_EFFECT_CHANGE : SQL_EFFECT_RENAME,
	                             SQL_OBJECT_COLUMN, clause->name);

	if (!same)
		effect->new_name = g_strdup(clause->column->name);
}

static void
add_partitions(const SqlParsed *parsed, const SqlClause *clause)
{
	if (clause->kind == SQL_CLAUSE_DROP_PARTITION)
		for (guint i = 0; i < clause->partitions->len; i++)
			add_part(parsed, SQL_EFFECT_DROP, SQL_OBJECT_PARTITION,
			         g_ptr_array_index(clause->partitions, i))
				->tolerant = clause->tolerant;
	if (clause->kind == SQL_CLAUSE_ADD_PARTITION)
		for (guint i = 0; i < clause->partitioning->partitions->len; i++) {
			const SqlPartition *partition =
				g_ptr_array_index(clause->partitioning->partitions, i);
			add_part(parsed, SQL_EFFECT_CREATE, SQL_OBJECT_PARTITION, partition->name)
				->tolerant = clause->tolerant;
		}
}

/* The part that a clause names where it is not `clause->name`. */
static const char *
part_name(const SqlClause *clause)
{
	if (clause->kind == SQL_CLAUSE_ADD_COLUMN || clause->kind == SQL_CLAUSE_MODIFY_COLUMN)
		return clause->column->name;
	if (clause->kind == SQL_CLAUSE_ADD_INDEX)
		return clause->index->name;
	if (clause->kind == SQL_CLAUSE_DROP_PRIMARY_KEY)
		return "PRIMARY";
	if (clause->kind == SQL_CLAUSE_ADD_CHECK)
		return clause->check->name;
	if (clause->kind == SQL_CLAUSE_ADD_FOREIGN_KEY)
		return clause->foreign_key->name != NULL ? clause->foreign_key->name
		                                         : clause->foreign_key->index_name;
	return clause->name;
}

/* Clauses that name no part (ENGINE, COMMENT, CONVERT TO...) are the table's own change. */
static void
add_clause(const SqlParsed *parsed, const SqlClause *clause)
{
	static const struct {
		SqlClauseKind kind;
		SqlEffectKind effect;
		SqlObjectKind object;
	} parts[] = {
		{SQL_CLAUSE_ADD_COLUMN, SQL_EFFECT_CREATE, SQL_OBJECT_COLUMN},
		{SQL_CLAUSE_DROP_COLUMN, SQL_EFFECT_DROP, SQL_OBJECT_COLUMN},
		{SQL_CLAUSE_MODIFY_COLUMN, SQL_EFFECT_CHANGE, SQL_OBJECT_COLUMN},
		{SQL_CLAUSE_RENAME_COLUMN, SQL_EFFECT_RENAME, SQL_OBJECT_COLUMN},
		{SQL_CLAUSE_SET_DEFAULT, SQL_EFFECT_CHANGE, SQL_OBJECT_COLUMN},
		{SQL_CLAUSE_DROP_DEFAULT, SQL_EFFECT_CHANGE, SQL_OBJECT_COLUMN},
		{SQL_CLAUSE_SET_COLUMN_VISIBILITY, SQL_EFFECT_CHANGE, SQL_OBJECT_COLUMN},
		{SQL_CLAUSE_ADD_INDEX, SQL_EFFECT_CREATE, SQL_OBJECT_INDEX},
		{SQL_CLAUSE_DROP_INDEX, SQL_EFFECT_DROP, SQL_OBJECT_INDEX},
		{SQL_CLAUSE_DROP_PRIMARY_KEY, SQL_EFFECT_DROP, SQL_OBJECT_INDEX},
		{SQL_CLAUSE_RENAME_INDEX, SQL_EFFECT_RENAME, SQL_OBJECT_INDEX},
		{SQL_CLAUSE_SET_INDEX_VISIBILITY, SQL_EFFECT_CHANGE, SQL_OBJECT_INDEX},
		{SQL_CLAUSE_ADD_FOREIGN_KEY, SQL_EFFECT_CREATE, SQL_OBJECT_FOREIGN_KEY},
		{SQL_CLAUSE_DROP_FOREIGN_KEY, SQL_EFFECT_DROP, SQL_OBJECT_FOREIGN_KEY},
		{SQL_CLAUSE_ADD_CHECK, SQL_EFFECT_CREATE, SQL_OBJECT_CHECK},
		{SQL_CLAUSE_DROP_CHECK, SQL_EFFECT_DROP, SQL_OBJECT_CHECK},
		{SQL_CLAUSE_DROP_CONSTRAINT, SQL_EFFECT_DROP, SQL_OBJECT_CONSTRAINT},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (parts[i].kind != clause->kind)
			continue;
		SqlEffect *effect =
			add_part(parsed, parts[i].effect, parts[i].object, part_name(clause));
		effect->tolerant = clause->tolerant;
		effect->new_name = g_strdup(clause->new_name);
		return;
	}
	if (clause->kind == SQL_CLAUSE_SET_CHECK_ENFORCED)
		add_part(parsed, SQL_EFFECT_CHANGE,
		         g_str_equal(clause->value, "CHECK") ? SQL_OBJECT_CHECK
		                                             : SQL_OBJECT_CONSTRAINT,
		         clause->name);
	else if (clause->kind == SQL_CLAUSE_CHANGE_COLUMN)
		add_changed_column(parsed, clause);
	else if (clause->kind == SQL_CLAUSE_RENAME_TABLE)
		add_renamed_table(parsed, clause);
	else
		add_partitions(parsed, clause);
}

void
sql_effects_of_table_ddl(SqlParsed *parsed)
{
	const SqlTableDdl *ddl = parsed->table_ddl;

	sql_add_effect(parsed->statement, SQL_EFFECT_CHANGE, SQL_OBJECT_TABLE,
	               g_strdup(ddl->schema), NULL, g_strdup(ddl->table))
		->tolerant = ddl->tolerant && !ddl->from_index_statement;
	for (guint i = 0; i < ddl->clauses->len; i++)
		add_clause(parsed, g_ptr_array_index(ddl->clauses, i));
}
