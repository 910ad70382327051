#include <string.h>

#include "planner/schema_apply_internal.h"

/* What the servers say of one kind of program. */
static ErrorNumbers
missing_number(SqlObjectKind kind)
{
	switch ((int)kind) {
	case SQL_OBJECT_VIEW:
		return (ErrorNumbers){1051, 4092};
	case SQL_OBJECT_TRIGGER:
		return (ErrorNumbers){1360, 1360};
	case SQL_OBJECT_EVENT:
		return (ErrorNumbers){1539, 1539};
	case SQL_OBJECT_SEQUENCE:
		return (ErrorNumbers){1051, 4091};
	default:
		return (ErrorNumbers){1305, 1305};
	}
}

static ErrorNumbers
doubled_number(SqlObjectKind kind)
{
	switch ((int)kind) {
	case SQL_OBJECT_TRIGGER:
		return (ErrorNumbers){1359, 1359};
	case SQL_OBJECT_EVENT:
		return (ErrorNumbers){1537, 1537};
	case SQL_OBJECT_PROCEDURE:
	case SQL_OBJECT_FUNCTION:
		return (ErrorNumbers){1304, 1304};
	default:
		return (ErrorNumbers){1050, 1050};
	}
}

static void
drop_program(Application *application, const SqlEffect *effect)
{
	Schema *schema = application->schema;

	if (schema_find_program(schema, effect->object, effect->name) != NULL) {
		schema_drop_program(schema, effect->object, effect->name);
		return;
	}
	if (effect->tolerant)
		return;
	ErrorNumbers numbers = missing_number(effect->object);
	if (effect->object == SQL_OBJECT_VIEW && schema_find_table(schema, effect->name) != NULL)
		numbers.mysql = 1347;
	apply_problem(application, numbers, effect->object, effect->name, NULL,
	              "there is no %s `%s`", sql_object_kind_name(effect->object), effect->name);
}

/* Tables that a view or trigger names; those of other databases are not ours to know. */
static void
check_tables_read(Application *application, const SqlParsed *parsed, const SqlEffect *effect)
{
	const Schema *schema = application->schema;

	if (effect->object == SQL_OBJECT_TRIGGER && effect->table != NULL &&
	    schema_find_table(schema, effect->table) == NULL)
		apply_problem(application, (ErrorNumbers){1146, 1146}, SQL_OBJECT_TABLE,
		              effect->table, nearest_table(schema, effect->table),
		              "there is no table `%s`", effect->table);
	for (guint i = 0; effect->object == SQL_OBJECT_VIEW && i < parsed->reads->len; i++) {
		const SqlTableUse *use = parsed->reads->pdata[i];
		if (use->schema != NULL || schema_find_table(schema, use->name) != NULL ||
		    schema_find_program(schema, SQL_OBJECT_VIEW, use->name) != NULL)
			continue;
		apply_problem(application, (ErrorNumbers){1146, 1146}, SQL_OBJECT_TABLE, use->name,
		              nearest_table(schema, use->name), "there is no table `%s`",
		              use->name);
	}
}

static SchemaProgram *
program_from(const SqlParsed *parsed, const SqlEffect *effect)
{
	SchemaProgram *program = g_new0(SchemaProgram, 1);

	program->kind = effect->object;
	program->name = g_strdup(effect->name);
	program->table = g_strdup(effect->table);
	program->body = g_strdup(parsed->body);
	program->definer = g_strdup(parsed->definer);
	program->reads = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < parsed->reads->len; i++)
		g_ptr_array_add(program->reads,
		                g_strdup(((const SqlTableUse *)parsed->reads->pdata[i])->name));
	return program;
}

static bool
name_is_taken(const Schema *schema, const SqlEffect *effect)
{
	bool like_table =
		effect->object == SQL_OBJECT_VIEW || effect->object == SQL_OBJECT_SEQUENCE;

	return schema_find_program(schema, effect->object, effect->name) != NULL ||
	       (like_table && schema_find_table(schema, effect->name) != NULL);
}

static void
create_program(Application *application, const SqlParsed *parsed, const SqlEffect *effect)
{
	if (name_is_taken(application->schema, effect)) {
		if (!effect->tolerant)
			apply_problem(application, doubled_number(effect->object), effect->object,
			              effect->name, NULL, "%s `%s` is there already",
			              sql_object_kind_name(effect->object), effect->name);
		return;
	}
	check_tables_read(application, parsed, effect);
	if (!apply_has_problems(application))
		schema_take_program(application->schema, program_from(parsed, effect));
}

/* ALTER VIEW and CREATE OR REPLACE bring a body; ALTER of the rest changes only attributes. */
static void
change_program(Application *application, const SqlParsed *parsed, const SqlEffect *effect)
{
	bool is_new =
		schema_find_program(application->schema, effect->object, effect->name) == NULL;

	if (is_new && effect->object == SQL_OBJECT_VIEW &&
	    (schema_find_table(application->schema, effect->name) != NULL ||
	     g_str_has_prefix(parsed->statement->verb, "ALTER"))) {
		bool is_table = schema_find_table(application->schema, effect->name) != NULL;
		guint number = is_table ? 1347 : 1146;
		apply_problem(application, (ErrorNumbers){number, number}, SQL_OBJECT_VIEW,
		              effect->name, NULL,
		              is_table ? "`%s` is a table, not a view" : "there is no view `%s`",
		              effect->name);
		return;
	}
	if (is_new && g_str_has_prefix(parsed->statement->verb, "ALTER")) {
		drop_program(application, effect);
		return;
	}
	if (parsed->body == NULL && !is_new)
		return;
	check_tables_read(application, parsed, effect);
	if (!apply_has_problems(application))
		schema_take_program(application->schema, program_from(parsed, effect));
}

void
apply_program(Application *application, const SqlParsed *parsed, const SqlEffect *effect)
{
	switch (effect->effect) {
	case SQL_EFFECT_CREATE:
		create_program(application, parsed, effect);
		break;
	case SQL_EFFECT_DROP:
		drop_program(application, effect);
		break;
	case SQL_EFFECT_CHANGE:
		change_program(application, parsed, effect);
		break;
	case SQL_EFFECT_RENAME: /* of events alone; the name is all that changes */
	case SQL_EFFECT_WRITE:
		break;
	}
}
