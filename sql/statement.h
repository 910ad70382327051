/*
 * statement.h - what kind of statement a text is, and which objects it makes,
 * changes, renames or drops.
 *
 * A shallow reader: it knows statements by their leading words and the names of
 * their targets, and nothing about expressions. What it does not know is
 * SQL_STATEMENT_OTHER with `opaque` set; it never guesses.
 *
 * Implicit commits: MySQL 9.7 manual, "Statements That Cause an Implicit Commit".
 */
#ifndef MGRUN_SQL_STATEMENT_H
#define MGRUN_SQL_STATEMENT_H

#include <glib.h>
#include <stdbool.h>

#include "sql/splitter.h"

typedef enum {
	SQL_STATEMENT_DDL,    /* CREATE, ALTER, DROP, RENAME, TRUNCATE of a schema object */
	SQL_STATEMENT_DML,    /* INSERT, REPLACE, UPDATE, DELETE, LOAD DATA; WITH ... of these */
	SQL_STATEMENT_QUERY,  /* SELECT, TABLE, VALUES, SHOW, EXPLAIN, DESCRIBE, DO; WITH ... SELECT
	                       */
	SQL_STATEMENT_BEGIN,  /* BEGIN, START TRANSACTION */
	SQL_STATEMENT_COMMIT, /* COMMIT, without AND CHAIN (that one is OTHER) */
	SQL_STATEMENT_ROLLBACK,  /* ROLLBACK, ROLLBACK TO */
	SQL_STATEMENT_SAVEPOINT, /* SAVEPOINT, RELEASE SAVEPOINT */
	SQL_STATEMENT_SET,       /* SET of variables */
	SQL_STATEMENT_USE,
	SQL_STATEMENT_LOCK,    /* LOCK TABLES */
	SQL_STATEMENT_UNLOCK,  /* UNLOCK TABLES */
	SQL_STATEMENT_DYNAMIC, /* CALL, EXECUTE, PREPARE, DEALLOCATE, BEGIN NOT ATOMIC: may do
	                          anything */
	SQL_STATEMENT_ADMIN, /* GRANT, CREATE USER, ANALYZE, FLUSH...: commits, no schema object */
	SQL_STATEMENT_OTHER,
} SqlStatementKind;

typedef enum {
	SQL_OBJECT_TABLE,
	SQL_OBJECT_VIEW,
	SQL_OBJECT_TRIGGER,
	SQL_OBJECT_PROCEDURE,
	SQL_OBJECT_FUNCTION,
	SQL_OBJECT_EVENT,
	SQL_OBJECT_SEQUENCE, /* MariaDB */
	SQL_OBJECT_DATABASE,
	SQL_OBJECT_COLUMN,      /* of a table: `table` names it */
	SQL_OBJECT_INDEX,       /* of a table; PRIMARY is the primary key's name */
	SQL_OBJECT_FOREIGN_KEY, /* of a table */
	SQL_OBJECT_CHECK,       /* of a table */
	SQL_OBJECT_CONSTRAINT,  /* of a table: DROP CONSTRAINT does not say which kind */
	SQL_OBJECT_PARTITION,   /* of a table */
} SqlObjectKind;

typedef enum {
	SQL_EFFECT_CREATE,
	SQL_EFFECT_DROP,
	SQL_EFFECT_RENAME, /* `new_schema` and `new_name` say to what */
	SQL_EFFECT_CHANGE, /* the object stays and changes: ALTER, CREATE OR REPLACE, TRUNCATE,
	                      MODIFY */
	SQL_EFFECT_WRITE,  /* rows of a table are written (DML) */
} SqlEffectKind;

/*
 * One thing that a statement does to one object. An ALTER TABLE yields CHANGE of
 * the table first, then one effect for each clause that names a part of it.
 */
typedef struct {
	SqlEffectKind effect;
	SqlObjectKind object;
	char *schema; /* NULL: the session's default database */
	char *table;  /* of a part of a table, or of a trigger where the text names it; else NULL */
	char *name;   /* NULL where the server chooses (ADD INDEX without a name) */
	char *new_schema; /* of RENAME; NULL as `schema` */
	char *new_name;   /* of RENAME */
	bool tolerant;    /* IF EXISTS or IF NOT EXISTS */
} SqlEffect;

typedef struct {
	SqlStatementKind kind;
	char *verb; /* "CREATE TABLE", "INSERT", "ALTER TABLE": upper case, for messages */
	bool implicit_commit; /* ends an open transaction */
	bool temporary;       /* CREATE or DROP TEMPORARY TABLE: no implicit commit, no trace */
	bool opaque;          /* what it touches cannot be told from its text */
	GPtrArray *effects;   /* of owned SqlEffect * */
} SqlStatement;

/* Read one statement of `length` bytes (without delimiter). Never fails. */
SqlStatement *sql_statement_read(const char *text, gsize length,
                                 SqlMode mode) G_GNUC_WARN_UNUSED_RESULT;
void sql_statement_free(SqlStatement *statement);

const char *sql_object_kind_name(SqlObjectKind kind); /* "table", "foreign key" */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqlStatement, sql_statement_free)

#endif
