#include "planner/rules/literal.h"

static void
visit_clause(const RuleContext *context, const SqlClause *clause, LiteralVisit visit)
{
	const SqlColumn *written = clause->column;

	if (written == NULL || written->default_kind != SQL_DEFAULT_LITERAL)
		return;
	if (clause->kind != SQL_CLAUSE_SET_DEFAULT) {
		visit(context, written->name, written->type.kind, written);
		return;
	}
	const SqlColumn *before =
		context->before != NULL ? schema_find_column(context->before, clause->name) : NULL;
	if (before != NULL)
		visit(context, clause->name, before->type.kind, written);
}

void
literal_each_default(const RuleContext *context, LiteralVisit visit)
{
	const SqlTableDdl *ddl = context->ddl;

	if (ddl == NULL)
		return;
	for (guint i = 0; ddl->columns != NULL && i < ddl->columns->len; i++) {
		const SqlColumn *written = g_ptr_array_index(ddl->columns, i);
		if (written->default_kind == SQL_DEFAULT_LITERAL)
			visit(context, written->name, written->type.kind, written);
	}
	for (guint i = 0; ddl->clauses != NULL && i < ddl->clauses->len; i++)
		visit_clause(context, g_ptr_array_index(ddl->clauses, i), visit);
}
