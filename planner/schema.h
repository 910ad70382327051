/*
 * schema.h - the schema model: what a database holds, as data.
 *
 * Filled from a live server by runner/inspect.h, or by replaying migrations from
 * empty with schema_apply(). A table is never changed once it stands in a schema:
 * a change makes a new one in its place, so that a statement's "before" and
 * "after" cost a reference each.
 *
 * Canonical form, whichever way a table came in: columns carry no inline keys, checks
 * or references (they stand in the table's lists); types carry their charset and
 * collation resolved; every index, foreign key and check has a name, chosen as the
 * server would; the index that InnoDB adds for a foreign key is there.
 */
#ifndef MGRUN_PLANNER_SCHEMA_H
#define MGRUN_PLANNER_SCHEMA_H

#include <glib.h>
#include <stdbool.h>

#include "planner/target.h"
#include "sql/definition.h"
#include "sql/parse.h"

/* Of a live table; estimates of the server. */
typedef struct {
	bool known;
	guint64 rows;
	guint64 data_bytes;
	guint64 index_bytes;
	guint64 auto_increment; /* the next value; 0: none */
	gint64 row_versions;    /* INNODB_TABLES.TOTAL_ROW_VERSIONS; -1: not readable */
} SchemaStatistics;

typedef struct {
	gatomicrefcount references;
	char *name;
	GPtrArray *columns;      /* of owned SqlColumn *, in order */
	GPtrArray *indexes;      /* of owned SqlIndex *, PRIMARY first */
	GPtrArray *foreign_keys; /* of owned SqlForeignKey * */
	GPtrArray *checks;       /* of owned SqlCheck * */
	char *engine;            /* "InnoDB" */
	char *charset;           /* the table's default */
	char *collation;
	char *row_format; /* "DYNAMIC", "COMPRESSED"; NULL: default */
	char *comment;
	SqlPartitioning *partitioning; /* NULL: not partitioned */
	GPtrArray *implied; /* of owned char *: indexes that the server made for a foreign key
	                       and drops when another serves; a guess for a live table */
	bool incomplete; /* made by a query or a statement that was not understood: more columns may
	                    be there */
	SchemaStatistics statistics;
} SchemaTable;

/* A view, trigger, procedure, function, event or sequence. */
typedef struct {
	SqlObjectKind kind;
	char *name;
	char *table;      /* of a trigger */
	char *body;       /* the text to search names in */
	char *definer;    /* NULL: not known */
	GPtrArray *reads; /* of owned char *: tables named in the body, where known */
} SchemaProgram;

typedef struct {
	char *database; /* the default database's name; NULL offline */
	char *charset;  /* its default */
	char *collation;
	bool fold_names;     /* table names compare without case (lower_case_table_names <> 0) */
	GHashTable *tables;  /* name to owned SchemaTable * */
	GPtrArray *programs; /* of owned SchemaProgram * */
	bool foreign_key_checks; /* of the session: schema_apply() reads SET statements too */

	/* Private to schema.c. */
	GPtrArray *log; /* the changes since schema_mark(); NULL: no mark */
	bool marked_foreign_key_checks;
	GHashTable *constraints; /* names of foreign keys and checks to the table's key */
	GHashTable *children;    /* a table's key to the keys of those that reference it */
	GHashTable *temporaries; /* set of keys: temporary tables, which leave no trace */
} Schema;

/* Empty, with the target's defaults of charset and collation. */
Schema *schema_new(const PlanTarget *target) G_GNUC_WARN_UNUSED_RESULT;
void schema_free(Schema *schema);

/* The same tables and programs, which later changes of the first do not reach. */
Schema *schema_snapshot(const Schema *schema, const PlanTarget *target) G_GNUC_WARN_UNUSED_RESULT;

SchemaTable *schema_table_new(const char *name) G_GNUC_WARN_UNUSED_RESULT;
SchemaTable *schema_table_copy(const SchemaTable *table) G_GNUC_WARN_UNUSED_RESULT;
SchemaTable *schema_table_ref(const SchemaTable *table);
void schema_table_unref(SchemaTable *table);
void schema_program_free(SchemaProgram *program);

/* Put a finished table in, in place of one of its name. Takes it. */
void schema_take_table(Schema *schema, SchemaTable *take_table);
void schema_drop_table(Schema *schema, const char *name);
void schema_take_program(Schema *schema, SchemaProgram *take_program);

/* Whether two names of columns, indexes or constraints are one to the server; NULL is none. */
bool schema_same_name(const char *a, const char *b);
/* Whether one of the names, of char *, is that one to the server. */
bool schema_lists_name(const GPtrArray *names, const char *name);

/* Look-ups; NULL when there is none. Borrowed. */
const SchemaTable *schema_find_table(const Schema *schema, const char *name);
const SchemaProgram *schema_find_program(const Schema *schema, SqlObjectKind kind,
                                         const char *name);
const SqlColumn *schema_find_column(const SchemaTable *table, const char *name); /* without case */
const SqlIndex *schema_find_index(const SchemaTable *table, const char *name);
const SqlForeignKey *schema_find_foreign_key(const SchemaTable *table, const char *name);
/* The first foreign key of the table that the column is in. */
const SqlForeignKey *schema_foreign_key_over(const SchemaTable *table, const char *column);
const SqlCheck *schema_find_check(const SchemaTable *table, const char *name);
const SqlIndex *schema_primary_key(const SchemaTable *table);

/*
 * The first index whose leftmost columns are these, whole (in any order when `any_order`); NULL:
 * none. FULLTEXT and SPATIAL indexes lead nowhere.
 */
const SqlIndex *schema_index_led_by(const SchemaTable *table, const GPtrArray *columns,
                                    bool any_order);

/* Whether a column stands in the index. */
bool schema_index_has_column(const SqlIndex *index, const char *column);

/* Foreign keys of other tables (and its own) that reference `table`: one entry each. */
typedef struct {
	const SchemaTable *child;
	const SqlForeignKey *key;
} SchemaReference;
GArray *schema_references_to(const Schema *schema, const char *table) G_GNUC_WARN_UNUSED_RESULT;

/* What the server would refuse, found while applying. */
typedef struct {
	guint error_number; /* the server's: 1060, 1146, 1091, ... */
	guint cause;        /* MySQL's number for it on either server: MariaDB's 1005 and 1091 mean
	                       many things */
	SqlObjectKind object; /* of what is missing or doubled */
	char *table;          /* NULL: of none */
	char *name;
	char *message; /* "column `plan` is there already in `users`" */
	char *nearest; /* the nearest name there is; NULL: none near */
	gsize offset;  /* of the clause in the statement */
} SchemaProblem;

/*
 * Apply a statement to the model. What the server would refuse becomes a problem
 * (appended to `problems`, of owned SchemaProblem *), and the rest is applied as
 * far as it makes sense. Statements without effect on the schema do nothing. Objects of
 * another database are left alone.
 */
void schema_apply(Schema *schema, const SqlParsed *parsed, const PlanTarget *target,
                  GPtrArray *problems);
void schema_problem_free(SchemaProblem *problem);

/* Remember this state; go back to it. Marks do not nest. */
void schema_mark(Schema *schema);
void schema_rollback(Schema *schema);
void schema_forget_mark(Schema *schema);

/* One difference between two schemas, readable alone. */
typedef struct {
	SqlObjectKind object;
	char *table; /* of a part of a table; else NULL */
	char *name;
	char *before; /* its definition; NULL: not there before */
	char *after;  /* NULL: not there afterwards */
} SchemaDifference;

/*
 * Object by object: tables, columns (order too), indexes, foreign keys, checks, options,
 * partitions, programs. Of owned SchemaDifference *. AUTO_INCREMENT and statistics do not count.
 */
GPtrArray *schema_diff(const Schema *before, const Schema *after) G_GNUC_WARN_UNUSED_RESULT;
/* The same since schema_mark(), looking only at what changed. */
GPtrArray *schema_diff_mark(const Schema *schema) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *schema_table_diff(const SchemaTable *before,
                             const SchemaTable *after) G_GNUC_WARN_UNUSED_RESULT;
void schema_difference_free(SchemaDifference *difference);
char *schema_difference_text(const SchemaDifference *difference); /* one line; caller frees */

/* Definitions as SQL, for differences and fixes: "`plan` varchar(16) NOT NULL DEFAULT 'free'". */
char *schema_column_sql(const SqlColumn *column, const SchemaTable *table);
char *schema_index_sql(const SqlIndex *index);
char *schema_foreign_key_sql(const SqlForeignKey *key);
char *schema_check_sql(const SqlCheck *check);

/* Bytes that a column takes in an index or row at the most, by its charset. */
guint schema_charset_bytes(const char *charset); /* most bytes a character: utf8mb4 4, latin1 1 */
guint64 schema_column_bytes(const SqlColumn *column, guint prefix_length);
/* The charset that a collation belongs to. Caller frees; NULL where its name does not say. */
char *schema_collation_charset(const char *collation) G_GNUC_WARN_UNUSED_RESULT;
const char *schema_default_collation(const char *charset, const PlanTarget *target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Schema, schema_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SchemaTable, schema_table_unref)

#endif
