#include "planner/rules/nm.h"

typedef void (*Visit)(const RuleContext *context, const NewName *name);

/* Objects of their own: tables, views, triggers, routines, events, databases. */
static void
visit_effects(const RuleContext *context, Visit visit)
{
	const GPtrArray *effects = context->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		bool is_part = effect->table != NULL && effect->object != SQL_OBJECT_TRIGGER;
		bool renames = effect->effect == SQL_EFFECT_RENAME;
		const char *name = renames ? effect->new_name : effect->name;
		const NewName given = {.object = effect->object, .name = name};
		if (name != NULL && !is_part && (renames || effect->effect == SQL_EFFECT_CREATE))
			visit(context, &given);
	}
}

static void
visit_part(const RuleContext *context, SqlObjectKind object, const char *name, bool is_old,
           Visit visit)
{
	const NewName given = {.object = object, .name = name, .table = context->after->name};

	if (!is_old && name != NULL)
		visit(context, &given);
}

static void
visit_columns(const RuleContext *context, Visit visit)
{
	const SchemaTable *before = context->before;

	for (guint i = 0; i < context->after->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(context->after->columns, i);
		bool is_old = before != NULL && schema_find_column(before, column->name) != NULL;
		visit_part(context, SQL_OBJECT_COLUMN, column->name, is_old, visit);
	}
}

static void
visit_keys(const RuleContext *context, Visit visit)
{
	const SchemaTable *before = context->before;
	const SchemaTable *after = context->after;

	for (guint i = 0; i < after->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(after->indexes, i);
		bool is_old = index->kind == SQL_INDEX_PRIMARY ||
		              (before != NULL && schema_find_index(before, index->name) != NULL);
		visit_part(context, SQL_OBJECT_INDEX, index->name, is_old, visit);
	}
	for (guint i = 0; i < after->foreign_keys->len; i++) {
		const SqlForeignKey *key = g_ptr_array_index(after->foreign_keys, i);
		bool is_old = before != NULL && schema_find_foreign_key(before, key->name) != NULL;
		visit_part(context, SQL_OBJECT_FOREIGN_KEY, key->name, is_old, visit);
	}
	for (guint i = 0; i < after->checks->len; i++) {
		const SqlCheck *check = g_ptr_array_index(after->checks, i);
		bool is_old = before != NULL && schema_find_check(before, check->name) != NULL;
		visit_part(context, SQL_OBJECT_CHECK, check->name, is_old, visit);
	}
}

void
nm_each_new_name(const RuleContext *context, Visit visit)
{
	const SqlTableDdl *ddl = context->ddl;

	visit_effects(context, visit);
	/* A copy of a table repeats the names of that one. */
	if (ddl == NULL || context->after == NULL || ddl->like_table != NULL)
		return;
	visit_columns(context, visit);
	visit_keys(context, visit);
}

Finding *
nm_report(const RuleContext *context, const NewName *name, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	bool is_column = name->object == SQL_OBJECT_COLUMN;
	bool is_key = name->table != NULL && !is_column;
	bool is_table = name->object == SQL_OBJECT_TABLE || name->object == SQL_OBJECT_VIEW;
	return rule_report_on(context, is_table ? name->name : name->table,
	                      is_column ? name->name : NULL, is_key ? name->name : NULL, "%s",
	                      message);
}
