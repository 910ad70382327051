#include "sql/statement.h"

#include "sql/parse_internal.h"

static void
effect_free(gpointer data)
{
	SqlEffect *effect = data;

	g_free(effect->schema);
	g_free(effect->table);
	g_free(effect->name);
	g_free(effect->new_schema);
	g_free(effect->new_name);
	g_free(effect);
}

SqlStatement *
sql_statement_new(void)
{
	SqlStatement *statement = g_new0(SqlStatement, 1);

	statement->kind = SQL_STATEMENT_OTHER;
	statement->effects = g_ptr_array_new_with_free_func(effect_free);
	return statement;
}

void
sql_statement_free(SqlStatement *statement)
{
	if (statement == NULL)
		return;

	g_free(statement->verb);
	g_ptr_array_unref(statement->effects);
	g_free(statement);
}

SqlEffect *
sql_add_effect(SqlStatement *statement, SqlEffectKind kind, SqlObjectKind object, char *take_schema,
               char *take_table, char *take_name)
{
	SqlEffect *effect = g_new0(SqlEffect, 1);

	effect->effect = kind;
	effect->object = object;
	effect->schema = take_schema;
	effect->table = take_table;
	effect->name = take_name;
	g_ptr_array_add(statement->effects, effect);
	return effect;
}

void
sql_set_verb(SqlStatement *statement, const char *verb)
{
	g_free(statement->verb);
	statement->verb = g_strdup(verb);
}

void
sql_set_ddl(SqlStatement *statement, const char *verb)
{
	statement->kind = SQL_STATEMENT_DDL;
	statement->implicit_commit = true;
	sql_set_verb(statement, verb);
}

const char *
sql_object_kind_name(SqlObjectKind kind)
{
	static const char *const names[] = {
		[SQL_OBJECT_TABLE] = "table",
		[SQL_OBJECT_VIEW] = "view",
		[SQL_OBJECT_TRIGGER] = "trigger",
		[SQL_OBJECT_PROCEDURE] = "procedure",
		[SQL_OBJECT_FUNCTION] = "function",
		[SQL_OBJECT_EVENT] = "event",
		[SQL_OBJECT_SEQUENCE] = "sequence",
		[SQL_OBJECT_DATABASE] = "database",
		[SQL_OBJECT_COLUMN] = "column",
		[SQL_OBJECT_INDEX] = "index",
		[SQL_OBJECT_FOREIGN_KEY] = "foreign key",
		[SQL_OBJECT_CHECK] = "check",
		[SQL_OBJECT_CONSTRAINT] = "constraint",
		[SQL_OBJECT_PARTITION] = "partition",
	};
	g_assert((gsize)kind < G_N_ELEMENTS(names));
	return names[kind];
}

SqlStatement *
sql_statement_read(const char *text, gsize length, SqlMode mode)
{
	g_autoptr(SqlParsed) parsed = sql_parse(text, length, mode);

	return g_steal_pointer(&parsed->statement);
}
