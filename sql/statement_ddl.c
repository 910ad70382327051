#include <string.h>

#include "sql/statement_internal.h"

/* Kinds of objects as CREATE, ALTER and DROP name them. */
typedef struct {
	const char *word;
	SqlObjectKind object;
} KindWord;

static const KindWord kind_words[] = {
	{"VIEW", SQL_OBJECT_VIEW},           {"TRIGGER", SQL_OBJECT_TRIGGER},
	{"PROCEDURE", SQL_OBJECT_PROCEDURE}, {"FUNCTION", SQL_OBJECT_FUNCTION},
	{"EVENT", SQL_OBJECT_EVENT},         {"SEQUENCE", SQL_OBJECT_SEQUENCE},
	{"DATABASE", SQL_OBJECT_DATABASE},   {"SCHEMA", SQL_OBJECT_DATABASE},
};

static const KindWord *
accept_kind(SqlCursor *cursor)
{
	for (gsize i = 0; i < G_N_ELEMENTS(kind_words); i++)
		if (sql_cursor_accept(cursor, kind_words[i].word))
			return &kind_words[i];
	return NULL;
}

static void
set_ddl_verb(SqlStatement *statement, const char *verb, const char *kind)
{
	g_autofree char *whole = g_strconcat(verb, " ", kind, NULL);
	sql_set_ddl(statement, whole);
}

/* The object is named here; a name that is none makes the statement opaque. */
static SqlEffect *
read_target(SqlStatement *statement, SqlCursor *cursor, SqlEffectKind effect, SqlObjectKind object)
{
	char *schema = NULL;
	char *name = NULL;
	bool tolerant = sql_cursor_accept_if_exists(cursor);

	if (!sql_cursor_qualified_name(cursor, &schema, &name)) {
		sql_set_opaque(statement);
		return NULL;
	}
	SqlEffect *added = sql_add_effect(statement, effect, object, schema, NULL, name);
	added->tolerant = tolerant || sql_cursor_accept_if_exists(cursor);
	return added;
}

/* OR REPLACE, DEFINER = user, ALGORITHM = x, SQL SECURITY x: up to the kind of object. */
static void
skip_to_kind(SqlCursor *cursor)
{
	while (!sql_cursor_at_end(cursor)) {
		for (gsize i = 0; i < G_N_ELEMENTS(kind_words); i++)
			if (sql_cursor_is(cursor, kind_words[i].word))
				return;
		sql_cursor_advance(cursor);
	}
}

static void
read_create_table(SqlStatement *statement, SqlCursor *cursor, bool replace)
{
	sql_set_ddl(statement, "CREATE TABLE");
	read_target(statement, cursor, replace ? SQL_EFFECT_CHANGE : SQL_EFFECT_CREATE,
	            SQL_OBJECT_TABLE);
	if (statement->temporary)
		statement->implicit_commit = false;
}

/* CREATE INDEX i ON t, DROP INDEX i ON t: the table changes, and the index is a part of it. */
static void
read_index(SqlStatement *statement, SqlCursor *cursor, SqlEffectKind effect, const char *verb)
{
	char *schema = NULL;
	char *table = NULL;

	sql_set_ddl(statement, verb);
	bool tolerant = sql_cursor_accept_if_exists(cursor);
	g_autofree char *name = sql_cursor_name(cursor);
	if (name == NULL || !sql_cursor_seek(cursor, "ON") ||
	    !sql_cursor_qualified_name(cursor, &schema, &table)) {
		sql_set_opaque(statement);
		return;
	}
	sql_add_effect(statement, SQL_EFFECT_CHANGE, SQL_OBJECT_TABLE, g_strdup(schema), NULL,
	               g_strdup(table));
	SqlEffect *part = sql_add_effect(statement, effect, SQL_OBJECT_INDEX, schema, table,
	                                 g_steal_pointer(&name));
	part->tolerant = tolerant;
}

static void
read_trigger_table(SqlEffect *effect, SqlCursor *cursor)
{
	char *schema = NULL;

	if (sql_cursor_seek(cursor, "ON") &&
	    sql_cursor_qualified_name(cursor, &schema, &effect->table))
		g_free(schema);
}

static void
set_admin(SqlStatement *statement, const char *verb)
{
	sql_set_verb(statement, verb);
	statement->kind = SQL_STATEMENT_ADMIN;
	statement->implicit_commit = true;
}

static bool
read_administrative(SqlStatement *statement, const SqlCursor *cursor, const char *verb)
{
	static const char *const words[] = {"USER",    "ROLE",     "SERVER",   "TABLESPACE",
	                                    "LOGFILE", "RESOURCE", "INSTANCE", "UNDO",
	                                    "SPATIAL", "LIBRARY",  NULL};

	for (int i = 0; words[i] != NULL; i++) {
		if (!sql_cursor_is(cursor, words[i]))
			continue;
		set_admin(statement, verb);
		return true;
	}
	return false;
}

static bool
read_create_index(SqlStatement *statement, SqlCursor *cursor)
{
	static const char *const kinds[] = {"UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR", NULL};
	bool special = sql_cursor_accept_any(cursor, kinds) >= 0;

	if (special && sql_cursor_is(cursor, "REFERENCE")) { /* CREATE SPATIAL REFERENCE SYSTEM */
		set_admin(statement, "CREATE");
		return true;
	}
	if (!sql_cursor_accept(cursor, "INDEX"))
		return false;
	read_index(statement, cursor, SQL_EFFECT_CREATE, "CREATE INDEX");
	return true;
}

static void
read_create_other(SqlStatement *statement, SqlCursor *cursor, bool replace)
{
	skip_to_kind(cursor);
	const KindWord *kind = accept_kind(cursor);
	if (kind == NULL) {
		sql_set_opaque(statement);
		return;
	}
	set_ddl_verb(statement, "CREATE", kind->word);
	SqlEffect *effect = read_target(
		statement, cursor, replace ? SQL_EFFECT_CHANGE : SQL_EFFECT_CREATE, kind->object);
	if (effect != NULL && kind->object == SQL_OBJECT_TRIGGER)
		read_trigger_table(effect, cursor);
}

void
sql_read_create(SqlStatement *statement, SqlCursor *cursor)
{
	bool replace = sql_cursor_accept(cursor, "OR") && sql_cursor_accept(cursor, "REPLACE");

	statement->temporary = sql_cursor_accept(cursor, "TEMPORARY");
	if (sql_cursor_accept(cursor, "TABLE"))
		read_create_table(statement, cursor, replace);
	else if (!read_create_index(statement, cursor) &&
	         !read_administrative(statement, cursor, "CREATE"))
		read_create_other(statement, cursor, replace);
}

static void
read_alter_table(SqlStatement *statement, SqlCursor *cursor)
{
	sql_set_ddl(statement, "ALTER TABLE");
	SqlEffect *effect = read_target(statement, cursor, SQL_EFFECT_CHANGE, SQL_OBJECT_TABLE);
	if (effect == NULL)
		return;
	g_autofree char *schema = g_strdup(effect->schema);
	g_autofree char *table = g_strdup(effect->name);
	sql_read_alter_clauses(statement, cursor, schema, table);
}

void
sql_read_alter(SqlStatement *statement, SqlCursor *cursor)
{
	static const char *const noise[] = {"ONLINE", "OFFLINE", "IGNORE", NULL};

	while (sql_cursor_accept_any(cursor, noise) >= 0)
		;
	if (sql_cursor_accept(cursor, "TABLE")) {
		read_alter_table(statement, cursor);
		return;
	}
	if (read_administrative(statement, cursor, "ALTER"))
		return;
	skip_to_kind(cursor);
	const KindWord *kind = accept_kind(cursor);
	if (kind == NULL) {
		sql_set_opaque(statement);
		return;
	}
	set_ddl_verb(statement, "ALTER", kind->word);
	/* ALTER DATABASE may leave the name out. */
	SqlEffect *effect = read_target(statement, cursor, SQL_EFFECT_CHANGE, kind->object);
	if (effect == NULL || kind->object != SQL_OBJECT_EVENT ||
	    !sql_cursor_seek(cursor, "RENAME") || !sql_cursor_accept(cursor, "TO"))
		return;
	if (sql_cursor_qualified_name(cursor, &effect->new_schema, &effect->new_name))
		effect->effect = SQL_EFFECT_RENAME;
}

static void
read_drop_list(SqlStatement *statement, SqlCursor *cursor, SqlObjectKind object)
{
	bool tolerant = sql_cursor_accept_if_exists(cursor);

	do {
		SqlEffect *effect = read_target(statement, cursor, SQL_EFFECT_DROP, object);
		if (effect == NULL)
			return;
		effect->tolerant |= tolerant;
	} while (sql_cursor_accept_mark(cursor, ','));
}

void
sql_read_drop(SqlStatement *statement, SqlCursor *cursor)
{
	statement->temporary = sql_cursor_accept(cursor, "TEMPORARY");
	if (sql_cursor_accept(cursor, "TABLE") || sql_cursor_accept(cursor, "TABLES")) {
		sql_set_ddl(statement, "DROP TABLE");
		statement->implicit_commit = !statement->temporary;
		read_drop_list(statement, cursor, SQL_OBJECT_TABLE);
		return;
	}
	if (sql_cursor_accept(cursor, "INDEX")) {
		read_index(statement, cursor, SQL_EFFECT_DROP, "DROP INDEX");
		return;
	}
	if (sql_cursor_is(cursor, "PREPARE")) {
		statement->kind = SQL_STATEMENT_DYNAMIC;
		statement->implicit_commit = false;
		sql_set_opaque(statement);
		return;
	}
	if (read_administrative(statement, cursor, "DROP"))
		return;
	const KindWord *kind = accept_kind(cursor);
	if (kind == NULL) {
		sql_set_opaque(statement);
		return;
	}
	set_ddl_verb(statement, "DROP", kind->word);
	read_drop_list(statement, cursor, kind->object);
}

void
sql_read_rename(SqlStatement *statement, SqlCursor *cursor)
{
	if (!sql_cursor_accept(cursor, "TABLE") && !sql_cursor_accept(cursor, "TABLES")) {
		set_admin(statement, "RENAME USER");
		return;
	}
	sql_set_ddl(statement, "RENAME TABLE");
	do {
		SqlEffect *effect =
			read_target(statement, cursor, SQL_EFFECT_RENAME, SQL_OBJECT_TABLE);
		if (effect == NULL)
			return;
		if (!sql_cursor_seek(cursor, "TO") ||
		    !sql_cursor_qualified_name(cursor, &effect->new_schema, &effect->new_name))
			sql_set_opaque(statement);
	} while (sql_cursor_accept_mark(cursor, ','));
}

void
sql_read_truncate(SqlStatement *statement, SqlCursor *cursor)
{
	sql_cursor_accept(cursor, "TABLE");
	sql_set_ddl(statement, "TRUNCATE TABLE");
	read_target(statement, cursor, SQL_EFFECT_CHANGE, SQL_OBJECT_TABLE);
}
