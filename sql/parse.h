/*
 * parse.h - reads one statement as deep as judging it needs: table DDL clause by
 * clause, DML by its tables, conditions and assignments, the rest by kind and name.
 *
 * One parser for both dialects: it accepts the union of MySQL 8.0 to 9.7 and
 * MariaDB 10.6 to 11.8 and notes every construct that only one of them, or only a
 * newer version, understands (SqlFeature). What it does not understand becomes
 * opaque with the place where understanding ended; it never guesses.
 *
 * Sources: MySQL 9.7 manual, "SQL Statements"; MariaDB knowledge base, "SQL Statements".
 */
#ifndef MGRUN_SQL_PARSE_H
#define MGRUN_SQL_PARSE_H

#include <glib.h>
#include <stdbool.h>

#include "sql/definition.h"
#include "sql/splitter.h"
#include "sql/statement.h"

/* One clause of an ALTER TABLE; CREATE INDEX and DROP INDEX are read as an ALTER of one clause. */
typedef enum {
	SQL_CLAUSE_OPAQUE,     /* not understood */
	SQL_CLAUSE_ADD_COLUMN, /* `column`, `position`, `after`; ADD (a INT, b INT) gives several */
	SQL_CLAUSE_DROP_COLUMN,           /* `name` */
	SQL_CLAUSE_MODIFY_COLUMN,         /* `column`, position */
	SQL_CLAUSE_CHANGE_COLUMN,         /* `name` -> `column`, position */
	SQL_CLAUSE_RENAME_COLUMN,         /* `name` -> `new_name` */
	SQL_CLAUSE_SET_DEFAULT,           /* `name`; default_* of `column` */
	SQL_CLAUSE_DROP_DEFAULT,          /* `name` */
	SQL_CLAUSE_SET_COLUMN_VISIBILITY, /* `name`, `visible` */
	SQL_CLAUSE_ADD_INDEX,             /* `index`, primary keys too */
	SQL_CLAUSE_DROP_INDEX,            /* `name` */
	SQL_CLAUSE_DROP_PRIMARY_KEY,
	SQL_CLAUSE_RENAME_INDEX,         /* `name` -> `new_name` */
	SQL_CLAUSE_SET_INDEX_VISIBILITY, /* `name`, `visible` */
	SQL_CLAUSE_ADD_FOREIGN_KEY,      /* `foreign_key` */
	SQL_CLAUSE_DROP_FOREIGN_KEY,     /* `name` */
	SQL_CLAUSE_ADD_CHECK,            /* `check` */
	SQL_CLAUSE_DROP_CHECK,           /* `name` */
	SQL_CLAUSE_SET_CHECK_ENFORCED,   /* `name`, `visible` = enforced; `value` "CHECK" or
	                                  "CONSTRAINT", as it was called */
	SQL_CLAUSE_DROP_CONSTRAINT,      /* `name`: of any kind */
	SQL_CLAUSE_RENAME_TABLE,         /* `new_schema`, `new_name` */
	SQL_CLAUSE_TABLE_OPTION,    /* `name` upper case ("ENGINE", "CHARSET", "COLLATE", "COMMENT",
	                               "ROW_FORMAT", "AUTO_INCREMENT", ...), `value` unquoted */
	SQL_CLAUSE_CONVERT_CHARSET, /* `value` the charset, `collation` */
	SQL_CLAUSE_ORDER_BY,
	SQL_CLAUSE_FORCE,
	SQL_CLAUSE_DISABLE_KEYS,
	SQL_CLAUSE_ENABLE_KEYS,
	SQL_CLAUSE_DISCARD_TABLESPACE, /* `partitions` when of partitions */
	SQL_CLAUSE_IMPORT_TABLESPACE,
	SQL_CLAUSE_PARTITION_BY, /* `partitioning` */
	SQL_CLAUSE_REMOVE_PARTITIONING,
	SQL_CLAUSE_ADD_PARTITION,        /* `partitioning`: count or partitions */
	SQL_CLAUSE_DROP_PARTITION,       /* `partitions`; so for the following */
	SQL_CLAUSE_TRUNCATE_PARTITION,   /* empty `partitions`: ALL */
	SQL_CLAUSE_COALESCE_PARTITION,   /* `value` the number */
	SQL_CLAUSE_REORGANIZE_PARTITION, /* `partitions` into `partitioning` */
	SQL_CLAUSE_EXCHANGE_PARTITION, /* `partitions`, with `new_name`; `visible` = WITH VALIDATION
	                                */
	SQL_CLAUSE_ANALYZE_PARTITION,
	SQL_CLAUSE_CHECK_PARTITION,
	SQL_CLAUSE_OPTIMIZE_PARTITION,
	SQL_CLAUSE_REBUILD_PARTITION,
	SQL_CLAUSE_REPAIR_PARTITION,
	SQL_CLAUSE_SYSTEM_VERSIONING, /* MariaDB: ADD or DROP SYSTEM VERSIONING or PERIOD;
	                                 `value` "DROP" when it drops, `name` of a period */
} SqlClauseKind;

typedef enum { SQL_POSITION_NONE, SQL_POSITION_FIRST, SQL_POSITION_AFTER } SqlColumnPosition;

typedef struct {
	SqlClauseKind kind;
	bool tolerant; /* IF EXISTS, IF NOT EXISTS (MariaDB) */
	char *name;
	char *new_schema;
	char *new_name;
	SqlColumn *column;
	SqlColumnPosition position;
	char *after;
	SqlIndex *index;
	SqlForeignKey *foreign_key;
	SqlCheck *check;
	SqlPartitioning *partitioning;
	GPtrArray *partitions; /* of owned char *; NULL where the clause has none */
	char *value;
	char *collation;
	bool visible;
	gsize offset; /* of the clause's first byte in the statement */
	gsize length; /* bytes */
} SqlClause;

/* ALGORITHM=, LOCK= as written. */
typedef enum {
	SQL_ALGORITHM_NONE, /* not written */
	SQL_ALGORITHM_DEFAULT,
	SQL_ALGORITHM_INSTANT,
	SQL_ALGORITHM_NOCOPY, /* MariaDB */
	SQL_ALGORITHM_INPLACE,
	SQL_ALGORITHM_COPY,
} SqlAlgorithm;

typedef enum {
	SQL_LOCK_NOT_WRITTEN,
	SQL_LOCK_DEFAULT,
	SQL_LOCK_NONE,
	SQL_LOCK_SHARED,
	SQL_LOCK_EXCLUSIVE,
} SqlLock;

/* CREATE TABLE, ALTER TABLE, CREATE INDEX, DROP INDEX. */
typedef struct {
	char *schema; /* NULL: the default database */
	char *table;
	bool temporary;
	bool tolerant; /* IF NOT EXISTS of CREATE TABLE; IF EXISTS of ALTER TABLE (MariaDB) */
	bool replace;  /* CREATE OR REPLACE TABLE (MariaDB) */

	/* Of CREATE TABLE. */
	char *like_schema; /* CREATE TABLE t LIKE like_table */
	char *like_table;
	GPtrArray *columns;      /* of owned SqlColumn * */
	GPtrArray *indexes;      /* of owned SqlIndex *, those behind columns not among them */
	GPtrArray *foreign_keys; /* of owned SqlForeignKey *, likewise */
	GPtrArray *checks;       /* of owned SqlCheck *, likewise */
	GPtrArray *options;      /* of owned SqlClause * of TABLE_OPTION */
	SqlPartitioning *partitioning;
	bool as_select; /* CREATE TABLE ... [AS] SELECT: the columns of the query come too */

	/* Of ALTER TABLE, CREATE INDEX, DROP INDEX. */
	GPtrArray *clauses; /* of owned SqlClause *, in their order */
	SqlAlgorithm algorithm;
	SqlLock lock;
	gint64 wait_seconds;       /* MariaDB's WAIT n; 0: NOWAIT; -1: not written */
	bool from_index_statement; /* CREATE INDEX or DROP INDEX */
} SqlTableDdl;

typedef struct {
	char *schema;
	char *name;
	char *alias;
	bool written; /* rows of it are changed; false: only read */
} SqlTableUse;

typedef struct {
	char *table; /* its qualifier, or NULL */
	char *column;
	char *expression; /* as written */
} SqlAssignment;

/* INSERT, REPLACE, UPDATE, DELETE, LOAD DATA, TRUNCATE excepted. */
typedef struct {
	GPtrArray *tables;   /* of owned SqlTableUse *; of the statement's own FROM/INTO/UPDATE and
	                        joins */
	GPtrArray *columns;  /* INSERT and REPLACE: the column list, of owned char *; NULL: none
	                        written */
	GPtrArray *assigned; /* UPDATE ... SET, INSERT ... SET, ON DUPLICATE KEY UPDATE:
	                        SqlAssignment * */
	char *where;         /* of the statement itself, as written; NULL: none */
	bool where_is_constant; /* no column decides: 1=1, TRUE, id=id, a IN (..., a) */
	bool has_limit;
	char *order_by;    /* as written; NULL: none */
	bool ignore;       /* IGNORE */
	bool on_duplicate; /* ON DUPLICATE KEY UPDATE */
	bool from_select;  /* INSERT ... SELECT, REPLACE ... SELECT */
	guint value_rows;  /* INSERT ... VALUES: how many rows */
	bool has_join;     /* more than one table stands in it */
	bool and_in_set;   /* SET a = x AND b = y: one assignment of a boolean */
	bool from_file;    /* LOAD DATA, LOAD XML */
	bool returning;    /* MariaDB */
} SqlDml;

typedef struct {
	char *scope; /* "SESSION", "GLOBAL", "PERSIST", "PERSIST_ONLY", "USER" (@x); upper case */
	char *name;  /* lower case: "sql_mode", "foreign_key_checks"; "names" for SET NAMES;
	                "transaction" for SET TRANSACTION; "password" for SET PASSWORD */
	char *value; /* as written, strings unquoted */
} SqlSetting;

/* What only one dialect, or only versions from `since` on, understands. */
typedef struct {
	const char *what;  /* "ADD COLUMN IF NOT EXISTS": static */
	bool mariadb;      /* MariaDB has it */
	bool mysql;        /* MySQL has it */
	guint mysql_since; /* 80013; 0: every version that mgrun knows */
	guint mariadb_since;
	gsize offset; /* where it stands in the statement */
} SqlFeature;

/* One statement, read. */
typedef struct {
	SqlStatement *statement; /* kind, verb, effects: as sql_statement_read() */
	char *main_verb; /* "ALTER TABLE", "CREATE VIEW", "GRANT": statement->verb, borrowed */
	SqlTableDdl *table_ddl; /* else NULL */
	SqlDml *dml;            /* else NULL */
	GPtrArray *settings;    /* of owned SqlSetting *; empty when not a SET */
	GPtrArray
		*functions;  /* of owned char *, upper case: functions called anywhere, once each */
	GPtrArray *features; /* of owned SqlFeature * */
	GPtrArray *reads;    /* of owned SqlTableUse *: tables named behind any FROM or JOIN, once
	                        each, also of subqueries, views and CREATE TABLE ... SELECT */
	char *body;          /* of CREATE VIEW, TRIGGER, PROCEDURE, FUNCTION, EVENT: from AS or the
	                        body's first word on, as written; else NULL */
	char *definer;       /* DEFINER = x, as written; NULL: not written */
	char *opaque_reason; /* why statement->opaque is set: "not understood from `x` on"; else
	                        NULL */
	gsize opaque_offset;
} SqlParsed;

/* Read one statement of `length` bytes (without delimiter). Never fails. */
SqlParsed *sql_parse(const char *text, gsize length, SqlMode mode) G_GNUC_WARN_UNUSED_RESULT;
void sql_parsed_free(SqlParsed *parsed);

SqlClause *sql_clause_new(SqlClauseKind kind);
void sql_clause_free(SqlClause *clause);
const char *sql_clause_kind_name(SqlClauseKind kind);   /* "ADD COLUMN" */
const char *sql_algorithm_name(SqlAlgorithm algorithm); /* "INSTANT"; "" when not written */
const char *sql_lock_name(SqlLock lock);                /* "NONE" */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqlParsed, sql_parsed_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqlClause, sql_clause_free)

#endif
