/*
 * parse_internal.h - the parser's state and what its files share. Private to sql/.
 *
 * A reader stands on the first token of what it reads and leaves the cursor behind
 * it. One that returns bool or a pointer returns false or NULL where it does not
 * understand; the place is then in `parsed->opaque_reason`.
 */
#ifndef MGRUN_SQL_PARSE_INTERNAL_H
#define MGRUN_SQL_PARSE_INTERNAL_H

#include "sql/cursor.h"
#include "sql/parse.h"
#include "sql/parse_features.h"

typedef struct {
	SqlCursor cursor;
	SqlParsed *parsed; /* NULL where only a type is read */
	bool noted[SQL_FEATURE_COUNT];
	gsize rows_start; /* of the rows of VALUES, which no scan looks at again; else 0 */
	gsize rows_end;
} SqlParser;

/* parse_text.c: the small words of the grammar. */

/* Remember where understanding ended, the first time; always false. */
bool sql_parser_fail(SqlParser *parser);
void sql_parser_note(SqlParser *parser, SqlFeatureId feature);
void sql_parser_note_at(SqlParser *parser, SqlFeatureId feature, gsize offset);

/* TABLE t or VALUES ROW(...), where the cursor stands on a query. */
void sql_note_table_statement(SqlParser *parser);

gsize sql_parser_offset(const SqlParser *parser);
char *sql_parser_slice(const SqlParser *parser, gsize from, gsize to) G_GNUC_WARN_UNUSED_RESULT;

bool sql_parser_accept(SqlParser *parser, const char *keyword);
bool sql_parser_accept2(SqlParser *parser, const char *first, const char *second);
bool sql_parser_expect(SqlParser *parser, const char *keyword);
bool sql_parser_expect_mark(SqlParser *parser, char mark);
void sql_parser_skip_equals(SqlParser *parser);

/* IF [NOT] EXISTS, which is then noted as this feature. */
bool sql_parser_tolerance(SqlParser *parser, SqlFeatureId feature);

bool sql_parser_name(SqlParser *parser, char **ret_name);
bool sql_parser_table_name(SqlParser *parser, char **ret_schema, char **ret_name);
bool sql_parser_name_group(SqlParser *parser, GPtrArray *names); /* (a, b) */
bool sql_parser_names(SqlParser *parser, GPtrArray *names);      /* a, b */

/* One string, or several side by side, unquoted. */
bool sql_parser_string(SqlParser *parser, char **ret_text);
bool sql_parser_number(SqlParser *parser, guint64 *ret_number);

/* A word, number or string as the value of an option, unquoted; -5 and 4M too. */
bool sql_parser_value(SqlParser *parser, char **ret_value);

/* What stands in the parentheses, as written; functions and features in it are noted. */
bool sql_parser_group(SqlParser *parser, char **ret_text);

/* parse_scan.c: functions, tables read and features of queries, anywhere in a range. */
void sql_parser_scan(SqlParser *parser, gsize from, gsize to);
void sql_parser_add_function(SqlParser *parser, const char *name, gsize length);

/* parse_table_use.c */

/* name [PARTITION (...)] [FOR SYSTEM_TIME ...] [[AS] alias]; NULL when no name stands here. */
SqlTableUse *sql_parse_table_use(SqlCursor *cursor);
void sql_table_use_free(gpointer use);

/* Whether the word cannot be an alias: a keyword that may follow a table. */
bool sql_is_clause_word(const SqlCursor *cursor);

/* parse_type.c. An unknown word is SQL_TYPE_UNKNOWN, not a failure. */
bool sql_parse_type(SqlParser *parser, SqlType *type);

/* parse_column.c, parse_default.c: from the name or, for attributes, the type on. */
bool sql_parse_column(SqlParser *parser, SqlColumn *column);
bool sql_parse_default(SqlParser *parser, SqlColumn *column); /* behind DEFAULT */
bool sql_parse_position(SqlParser *parser, SqlClause *clause);

/* parse_index.c: behind the words that tell the kind. */
bool sql_parse_index_parts(SqlParser *parser, SqlIndex *index);
bool sql_parse_index_options(SqlParser *parser, SqlIndex *index);
void sql_parse_index_type(SqlParser *parser, SqlIndex *index); /* USING x */

/* parse_key.c */
bool sql_parse_references(SqlParser *parser, SqlForeignKey *key);
bool sql_parse_check(SqlParser *parser, SqlCheck *check);

/* Behind [CONSTRAINT [name]]. */
bool sql_parse_constraint(SqlParser *parser, SqlClause *clause, char *take_name);

/*
 * One item of a table's definition, as CREATE TABLE and ADD know them: a column, index,
 * constraint or period. The clause's kind says what was found.
 */
bool sql_parse_table_item(SqlParser *parser, SqlClause *clause);

/* parse_option.c: one table option; `ret_found` false when none stands here. */
bool sql_parse_option(SqlParser *parser, SqlClause *clause, bool *ret_found);

/* parse_partition.c */
bool sql_parse_partitioning(SqlParser *parser, SqlPartitioning *partitioning); /* behind BY */
bool sql_parse_partition_list(SqlParser *parser, SqlPartitioning *partitioning);
bool sql_parse_partition_clause(SqlParser *parser, SqlClause *clause, const char *verb);

/* Statements: each stands behind the statement's first word and fills in parser->parsed. */
void sql_parse_create(SqlParser *parser);
void sql_parse_alter(SqlParser *parser);
void sql_parse_drop(SqlParser *parser);
void sql_parse_rename(SqlParser *parser);
void sql_parse_truncate(SqlParser *parser);
void sql_parse_set(SqlParser *parser);
void sql_parse_load(SqlParser *parser);
void sql_parse_with(SqlParser *parser);
void sql_parse_dml(SqlParser *parser, const char *verb);

/* Parts of DML. */
SqlDml *sql_start_dml(SqlParser *parser, const char *verb);
void sql_parse_insert(SqlParser *parser, SqlDml *dml);
bool sql_parse_assignments(SqlParser *parser, SqlDml *dml); /* behind SET */
void sql_parse_returning(SqlParser *parser, SqlDml *dml);
bool sql_parse_rows(SqlParser *parser, guint *ret_rows); /* behind VALUES */

void sql_parse_create_table(SqlParser *parser, bool replace, bool temporary); /* behind TABLE */
void sql_parse_alter_table(SqlParser *parser);                                /* behind TABLE */

/* From the index's kind on; false when it is no index at all. */
bool sql_parse_create_index(SqlParser *parser, bool replace);
void sql_parse_drop_index(SqlParser *parser); /* behind INDEX */

/* parse_body.c: behind the object's name; finds where its body begins. */
void sql_parse_body(SqlParser *parser, SqlObjectKind object);

/* parse_clause.c: one clause of an ALTER TABLE, added to the table DDL and then read. */
SqlClause *sql_add_clause(SqlParser *parser, gsize offset);
bool sql_parse_clause(SqlParser *parser, SqlClause *clause);

/* An option or partitioning, which may also follow a clause without a comma. */
bool sql_parse_trailing_clause(SqlParser *parser, SqlClause *clause, bool *ret_found);

/* A clause that was not understood becomes opaque, and its rest is passed over. */
bool sql_end_clause(SqlParser *parser, SqlClause *clause, bool understood);

/* ALGORITHM or LOCK; `ret_found` false when neither stands here. */
bool sql_parse_algorithm_or_lock(SqlParser *parser, bool *ret_found);

/* MariaDB's WAIT n and NOWAIT behind a table's name. */
void sql_parse_wait(SqlParser *parser);

SqlTableDdl *sql_table_ddl_new(void);
void sql_table_ddl_free(SqlTableDdl *ddl);
void sql_dml_free(SqlDml *dml);

/* parse_effects.c: what the table DDL or DML that was read does to which objects. */
void sql_effects_of_table_ddl(SqlParsed *parsed);

/* parse_condition.c: what a WHERE or SET of this text is worth. */
bool sql_condition_is_constant(const char *text, SqlMode mode);
bool sql_expression_has_assignment(const char *text, SqlMode mode); /* x AND b = y */

/* statement.c */
SqlStatement *sql_statement_new(void) G_GNUC_WARN_UNUSED_RESULT;

/* Takes the strings; `schema`, `table` and `name` may be NULL. Returns it for more to be filled in.
 */
SqlEffect *sql_add_effect(SqlStatement *statement, SqlEffectKind kind, SqlObjectKind object,
                          char *take_schema, char *take_table, char *take_name);

void sql_set_verb(SqlStatement *statement, const char *verb);

/* It is DDL that commits and touches what `effects` say. */
void sql_set_ddl(SqlStatement *statement, const char *verb);

#endif
