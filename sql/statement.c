#include "sql/statement.h"

#include <string.h>

#include "sql/statement_internal.h"

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

void
sql_set_opaque(SqlStatement *statement)
{
	statement->opaque = true;
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

static void
read_begin(SqlStatement *statement, SqlCursor *cursor)
{
	statement->implicit_commit = true;
	if (sql_cursor_is(cursor, "NOT")) {
		statement->kind = SQL_STATEMENT_DYNAMIC;
		sql_set_opaque(statement);
	}
}

static void
read_start(SqlStatement *statement, SqlCursor *cursor)
{
	statement->implicit_commit = true;
	if (sql_cursor_is(cursor, "TRANSACTION")) {
		sql_set_verb(statement, "START TRANSACTION");
		return;
	}
	statement->kind = SQL_STATEMENT_ADMIN; /* START REPLICA */
}

static void
read_commit(SqlStatement *statement, SqlCursor *cursor)
{
	statement->implicit_commit = true;
	sql_cursor_accept(cursor, "WORK");
	if (sql_cursor_accept(cursor, "AND") && !sql_cursor_is(cursor, "NO")) {
		statement->kind = SQL_STATEMENT_OTHER;
		sql_set_opaque(statement);
	}
}

static void
read_set(SqlStatement *statement, SqlCursor *cursor)
{
	static const char *const administrative[] = {"PASSWORD", "ROLE", "DEFAULT", "RESOURCE",
	                                             NULL};

	for (int i = 0; administrative[i] != NULL; i++)
		if (sql_cursor_is(cursor, administrative[i]))
			statement->kind = SQL_STATEMENT_ADMIN;
	/* MariaDB: SET STATEMENT variable = value FOR statement. */
	if (sql_cursor_is(cursor, "STATEMENT")) {
		statement->kind = SQL_STATEMENT_DYNAMIC;
		sql_set_opaque(statement);
	}
}

static void
read_lock(SqlStatement *statement, SqlCursor *cursor)
{
	if (sql_cursor_is(cursor, "TABLES") || sql_cursor_is(cursor, "TABLE"))
		statement->implicit_commit = true;
	else
		statement->kind = SQL_STATEMENT_OTHER; /* LOCK INSTANCE FOR BACKUP */
}

static void
read_load(SqlStatement *statement, SqlCursor *cursor)
{
	char *schema = NULL;
	char *name = NULL;

	sql_set_verb(statement, "LOAD DATA");
	if (!sql_cursor_is(cursor, "DATA") && !sql_cursor_is(cursor, "XML")) {
		statement->kind = SQL_STATEMENT_ADMIN; /* LOAD INDEX INTO CACHE */
		statement->implicit_commit = true;
		return;
	}
	if (sql_cursor_seek(cursor, "INTO") && sql_cursor_accept(cursor, "TABLE") &&
	    sql_cursor_qualified_name(cursor, &schema, &name))
		sql_add_effect(statement, SQL_EFFECT_WRITE, SQL_OBJECT_TABLE, schema, NULL, name);
	else
		sql_set_opaque(statement);
}

/* Statements that are known by their first word alone, with what else must be looked at. */
typedef struct {
	const char *word;
	SqlStatementKind kind;
	bool implicit_commit;
	bool opaque;
	void (*read)(SqlStatement *statement, SqlCursor *cursor);
} FirstWord;

static const FirstWord *
find_first_word(const SqlCursor *cursor)
{
	static const FirstWord words[] = {
		{"ALTER", SQL_STATEMENT_DDL, true, false, sql_read_alter},
		{"ANALYZE", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"BEGIN", SQL_STATEMENT_BEGIN, true, false, read_begin},
		{"CACHE", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"CALL", SQL_STATEMENT_DYNAMIC, false, true, NULL},
		{"CHECK", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"CHECKSUM", SQL_STATEMENT_QUERY, false, false, NULL},
		{"COMMIT", SQL_STATEMENT_COMMIT, true, false, read_commit},
		{"CREATE", SQL_STATEMENT_DDL, true, false, sql_read_create},
		{"DEALLOCATE", SQL_STATEMENT_DYNAMIC, false, true, NULL},
		{"DESC", SQL_STATEMENT_QUERY, false, false, NULL},
		{"DESCRIBE", SQL_STATEMENT_QUERY, false, false, NULL},
		{"DO", SQL_STATEMENT_QUERY, false, false, NULL},
		{"DROP", SQL_STATEMENT_DDL, true, false, sql_read_drop},
		{"EXECUTE", SQL_STATEMENT_DYNAMIC, false, true, NULL},
		{"EXPLAIN", SQL_STATEMENT_QUERY, false, false, NULL},
		{"FLUSH", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"GRANT", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"INSTALL", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"KILL", SQL_STATEMENT_ADMIN, false, false, NULL},
		{"LOAD", SQL_STATEMENT_DML, false, false, read_load},
		{"LOCK", SQL_STATEMENT_LOCK, false, false, read_lock},
		{"OPTIMIZE", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"PREPARE", SQL_STATEMENT_DYNAMIC, false, true, NULL},
		{"RELEASE", SQL_STATEMENT_SAVEPOINT, false, false, NULL},
		{"RENAME", SQL_STATEMENT_DDL, true, false, sql_read_rename},
		{"REPAIR", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"RESET", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"REVOKE", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"ROLLBACK", SQL_STATEMENT_ROLLBACK, false, false, NULL},
		{"SAVEPOINT", SQL_STATEMENT_SAVEPOINT, false, false, NULL},
		{"SELECT", SQL_STATEMENT_QUERY, false, false, NULL},
		{"SET", SQL_STATEMENT_SET, false, false, read_set},
		{"SHOW", SQL_STATEMENT_QUERY, false, false, NULL},
		{"START", SQL_STATEMENT_BEGIN, true, false, read_start},
		{"STOP", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"TABLE", SQL_STATEMENT_QUERY, false, false, NULL},
		{"TRUNCATE", SQL_STATEMENT_DDL, true, false, sql_read_truncate},
		{"UNINSTALL", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"UNLOCK", SQL_STATEMENT_UNLOCK, false, false, NULL},
		{"USE", SQL_STATEMENT_USE, false, false, NULL},
		{"VALUES", SQL_STATEMENT_QUERY, false, false, NULL},
		{"WITH", SQL_STATEMENT_QUERY, false, false, sql_read_with},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (sql_cursor_is(cursor, words[i].word))
			return &words[i];
	return NULL;
}

static bool
read_dml(SqlStatement *statement, SqlCursor *cursor)
{
	static const char *const words[] = {"INSERT", "REPLACE", "UPDATE", "DELETE", NULL};
	int which = sql_cursor_accept_any(cursor, words);

	if (which < 0)
		return false;
	sql_read_dml(statement, cursor, words[which]);
	return true;
}

static void
read_statement(SqlStatement *statement, SqlCursor *cursor)
{
	while (sql_cursor_accept_mark(cursor, '(')) /* (SELECT ...) UNION (SELECT ...) */
		;
	if (read_dml(statement, cursor))
		return;
	const FirstWord *first = find_first_word(cursor);
	if (first == NULL) {
		g_autofree char *word = sql_cursor_name(cursor);
		g_autofree char *upper = g_ascii_strup(word != NULL ? word : "(unknown)", -1);
		sql_set_verb(statement, upper);
		sql_set_opaque(statement);
		return;
	}
	sql_set_verb(statement, first->word);
	statement->kind = first->kind;
	statement->implicit_commit = first->implicit_commit;
	statement->opaque = first->opaque;
	sql_cursor_advance(cursor);
	if (first->read != NULL)
		first->read(statement, cursor);
}

SqlStatement *
sql_statement_read(const char *text, gsize length, SqlMode mode)
{
	SqlStatement *statement = g_new0(SqlStatement, 1);
	SqlCursor cursor;

	statement->kind = SQL_STATEMENT_OTHER;
	statement->effects = g_ptr_array_new_with_free_func(effect_free);
	sql_cursor_init(&cursor, text, length, mode);
	read_statement(statement, &cursor);
	return statement;
}
