/*
 * schema_apply_internal.h - one statement on its way into the model. Private to
 * planner/schema_apply*.
 *
 * CREATE TABLE is applied as an ALTER that adds everything to an empty table, so that each
 * rule of the server stands here once. An ALTER runs in phases, as the server's does: options,
 * columns, indexes, foreign keys, checks, partitions; then the whole table is looked at.
 */
#ifndef MGRUN_PLANNER_SCHEMA_APPLY_INTERNAL_H
#define MGRUN_PLANNER_SCHEMA_APPLY_INTERNAL_H

#include "planner/schema_internal.h"

typedef struct {
	Schema *schema;
	const PlanTarget *target;
	GPtrArray *problems;

	/* Of a table that is made or changed. */
	const SchemaTable *before; /* NULL: it is made */
	SchemaTable *after;
	const GPtrArray *clauses; /* of borrowed const SqlClause * */
	gboolean *used;           /* clauses that are spent, by index */
	char **new_names;         /* of before's columns, by position; NULL: dropped */
	GPtrArray *new_indexes;   /* of borrowed const SqlIndex * of `after`: added or changed */
	gsize offset;             /* of the clause at hand */
	guint first_problem;      /* problems before the statement */
} Application;

/* ---- problems (schema_problem.c) */

/* Error numbers of the two servers; 0: this one does not mind. */
typedef struct {
	guint mysql;
	guint mariadb;
} ErrorNumbers;

/* Report; false when the target does not mind. `nearest` may be NULL. */
bool apply_problem(Application *application, ErrorNumbers numbers, SqlObjectKind object,
                   const char *name, const char *nearest, const char *format, ...)
	G_GNUC_PRINTF(6, 7);

/* Names have 64 characters at the most; reports when this one has more. */
bool check_name_length(Application *application, SqlObjectKind object, const char *name);

bool apply_has_problems(const Application *application);

/* The nearest names there are; NULL: none. Borrowed. */
const char *nearest_column(const SchemaTable *table, const char *name);
const char *nearest_index(const SchemaTable *table, const char *name);
const char *nearest_foreign_key(const SchemaTable *table, const char *name);
const char *nearest_check(const SchemaTable *table, const char *name);
const char *nearest_table(const Schema *schema, const char *name);

/* ---- canonical form (schema_canonical.c, schema_default.c) */

/*
 * Bring a column of a statement into canonical form for `application->after`; its inline keys,
 * checks and references stay on it for the later phases. `table` gives the default charset.
 */
void canonical_column(Application *application, SqlColumn *column);
void canonical_default(Application *application, SqlColumn *column);

/* Charset and collation that stand alone or together, of a table or CONVERT TO; false: refused. */
bool canonical_charset(Application *application, const char *charset, const char *collation,
                       char **ret_charset, char **ret_collation);

/* A name that no index of the table has: its first column's, with _2 and so on. Caller frees. */
char *canonical_index_name(const SchemaTable *table, const SqlIndex *index);

/* TABLE_ibfk_N, TABLE_chk_N, CONSTRAINT_N: one past the highest there is. Caller frees. */
char *canonical_foreign_key_name(const SchemaTable *table);
char *canonical_check_name(const SchemaTable *table, const PlanTarget *target);

/* CURRENT_TIMESTAMP(3) from any spelling. Caller frees. */
char *canonical_now(const char *written, guint64 *ret_digits);

/* ---- phases */

void apply_options(Application *application);
void apply_columns(Application *application);
void apply_indexes(Application *application);
void apply_foreign_keys(Application *application);
void apply_checks(Application *application);
void apply_partitions(Application *application);
void apply_whole_table(Application *application);

/*
 * All phases on `application->before` with its clauses; returns the new table, or NULL and
 * problems. Of `take_after` as the table to build on.
 */
SchemaTable *apply_clauses(Application *application, const SchemaTable *before,
                           SchemaTable *take_after, const GPtrArray *clauses);

void apply_create_table(Application *application, const SqlTableDdl *ddl, bool opaque);
void apply_alter_table(Application *application, const SqlTableDdl *ddl);

/* RENAME: foreign keys of other tables follow. Also of a clause. */
bool apply_rename_table(Application *application, const char *name, const char *new_name);

/* Views, triggers, routines, events, sequences. */
void apply_program(Application *application, const SqlParsed *parsed, const SqlEffect *effect);

/* Names of generated constraints follow the table's. */
void rename_generated_names(SchemaTable *table, const char *old_name, const char *new_name,
                            const PlanTarget *target);

/* The name of a column of `before` now; NULL: it is dropped. Borrowed. */
const char *new_column_name(const Application *application, const char *old_name);

/* Whether the clause drops the index. */
bool drops_index(const SqlClause *clause, const SqlIndex *index);

/* Whether a key of the parent is exactly these columns and unique. */
bool has_unique_key(const SchemaTable *parent, const GPtrArray *columns);

/* Whether foreign keys may reference only what is unique: MySQL from 8.4 on, unless switched off.
 */
bool wants_unique_parent(const PlanTarget *target);

/* Expressions of checks, generated columns and AUTO_INCREMENT of a finished table. */
void check_columns_of_table(Application *application);

/* Let messages point at the clause that names the column. */
void stand_at_column(Application *application, const char *column);

/* Foreign keys, of this table and others, that would lose their index or their type. */
void check_needed_indexes(Application *application);
void check_old_keys(Application *application, guint carried);

/* A foreign key's parent as it will be; NULL: not there. */
const SchemaTable *parent_of(const Application *application, const SqlForeignKey *key);
bool is_same_column_type(const SqlColumn *child, const SqlColumn *parent);
void check_set_null(Application *application, const SqlForeignKey *key, guint mariadb);

/* REFERENCES behind a column: a foreign key from MySQL 9.0 on and on MariaDB; else nothing. */
bool enforces_inline(const PlanTarget *target);

#endif
