/*
 * statement_internal.h - the readers of the statement kinds. Private to sql/.
 *
 * Each stands behind the statement's first word and fills in the statement.
 */
#ifndef MGRUN_SQL_STATEMENT_INTERNAL_H
#define MGRUN_SQL_STATEMENT_INTERNAL_H

#include "sql/cursor.h"
#include "sql/statement.h"

/* Takes the strings; `schema`, `table` and `name` may be NULL. Returns it for more to be filled in.
 */
SqlEffect *sql_add_effect(SqlStatement *statement, SqlEffectKind kind, SqlObjectKind object,
                          char *take_schema, char *take_table, char *take_name);

void sql_set_verb(SqlStatement *statement, const char *verb);

/* It is DDL that commits and touches what `effects` say. */
void sql_set_ddl(SqlStatement *statement, const char *verb);
void sql_set_opaque(SqlStatement *statement);

void sql_read_create(SqlStatement *statement, SqlCursor *cursor);
void sql_read_alter(SqlStatement *statement, SqlCursor *cursor);
void sql_read_drop(SqlStatement *statement, SqlCursor *cursor);
void sql_read_rename(SqlStatement *statement, SqlCursor *cursor);
void sql_read_truncate(SqlStatement *statement, SqlCursor *cursor);
void sql_read_dml(SqlStatement *statement, SqlCursor *cursor, const char *verb);
void sql_read_with(SqlStatement *statement, SqlCursor *cursor);

/* The clauses of an ALTER TABLE, behind the table's name. */
void sql_read_alter_clauses(SqlStatement *statement, SqlCursor *cursor, const char *schema,
                            const char *table);

#endif
