#include "planner/rule.h"

const SqlClause *
rule_next_clause(const RuleContext *context, SqlClauseKind kind, guint *index)
{
	const GPtrArray *clauses = context->ddl != NULL ? context->ddl->clauses : NULL;

	while (clauses != NULL && *index < clauses->len) {
		const SqlClause *clause = g_ptr_array_index(clauses, (*index)++);
		if (clause->kind == kind)
			return clause;
	}
	return NULL;
}

static const SqlColumn *
column_in(const SchemaTable *table, const char *name)
{
	return table != NULL && name != NULL ? schema_find_column(table, name) : NULL;
}

static void
visit_created(const RuleContext *context,
              void (*visit)(const RuleContext *context, const ColumnChange *change))
{
	const GPtrArray *columns = context->ddl->columns;

	for (guint i = 0; columns != NULL && i < columns->len; i++) {
		const SqlColumn *written = g_ptr_array_index(columns, i);
		const ColumnChange change = {.after = column_in(context->after, written->name),
		                             .written = written};
		if (change.after != NULL)
			visit(context, &change);
	}
}

/* The name that a clause's column has before the statement; NULL: the clause changes none. */
static const char *
old_name(const SqlClause *clause)
{
	switch ((int)clause->kind) {
	case SQL_CLAUSE_MODIFY_COLUMN:
		return clause->column->name;
	case SQL_CLAUSE_CHANGE_COLUMN:
	case SQL_CLAUSE_RENAME_COLUMN:
	case SQL_CLAUSE_SET_DEFAULT:
	case SQL_CLAUSE_DROP_DEFAULT:
	case SQL_CLAUSE_SET_COLUMN_VISIBILITY:
		return clause->name;
	default:
		return NULL;
	}
}

static const char *
new_name(const SqlClause *clause)
{
	if (clause->kind == SQL_CLAUSE_RENAME_COLUMN)
		return clause->new_name;
	return clause->column != NULL && clause->column->name != NULL ? clause->column->name
	                                                              : clause->name;
}

void
rule_each_column(const RuleContext *context,
                 void (*visit)(const RuleContext *context, const ColumnChange *change))
{
	const SqlTableDdl *ddl = context->ddl;

	if (ddl == NULL || context->after == NULL)
		return;
	visit_created(context, visit);
	for (guint i = 0; ddl->clauses != NULL && i < ddl->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(ddl->clauses, i);
		const char *name = old_name(clause);
		if (name == NULL && clause->kind != SQL_CLAUSE_ADD_COLUMN)
			continue;
		const ColumnChange change = {.before = column_in(context->before, name),
		                             .after = column_in(context->after, new_name(clause)),
		                             .written = clause->column,
		                             .clause = clause};
		if (change.after != NULL)
			visit(context, &change);
	}
}

void
rule_each_foreign_key(const RuleContext *context,
                      void (*visit)(const RuleContext *context, const SqlForeignKey *key))
{
	if (context->after == NULL)
		return;
	for (guint i = 0; i < context->after->foreign_keys->len; i++) {
		const SqlForeignKey *key = g_ptr_array_index(context->after->foreign_keys, i);
		if (context->before == NULL ||
		    schema_find_foreign_key(context->before, key->name) == NULL)
			visit(context, key);
	}
}

void
rule_each_index(const RuleContext *context,
                void (*visit)(const RuleContext *context, const SqlIndex *index))
{
	if (context->after == NULL)
		return;
	for (guint i = 0; i < context->after->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(context->after->indexes, i);
		if (context->before == NULL ||
		    schema_find_index(context->before, index->name) == NULL)
			visit(context, index);
	}
}
