/*
 * schema_internal.h - the parts of the schema model. Private to planner/schema*.
 */
#ifndef MGRUN_PLANNER_SCHEMA_INTERNAL_H
#define MGRUN_PLANNER_SCHEMA_INTERNAL_H

#include "planner/schema.h"

/* ---- names */

/* The position of a column, or -1. */
gint schema_column_position(const SchemaTable *table, const char *name);

/* ---- the change log */

/* What stood under a name at the mark. */
typedef struct {
	SqlObjectKind object;
	char *name;             /* key of a table, name of a program */
	SchemaTable *table;     /* NULL: there was none */
	SchemaProgram *program; /* NULL: there was none */
} SchemaChange;

void schema_drop_program(Schema *schema, SqlObjectKind kind, const char *name);

/* The parent's tables key, as `tables` spells it. Caller frees. */
char *schema_table_key(const Schema *schema, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* ---- constraint names, which MySQL holds unique over the whole database */

typedef enum { SCHEMA_NAMES_FOREIGN_KEY, SCHEMA_NAMES_CHECK } SchemaNameSpace;

/* The table whose constraint has this name; NULL: none. Borrowed. */
const char *schema_constraint_owner(const Schema *schema, SchemaNameSpace space, const char *name);

/* ---- expressions */

/*
 * One spelling for what the server holds to be the same: without quotes of names, in lower
 * case, parentheses by precedence alone. Caller frees.
 */
char *schema_expression_normal(const char *expression) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a column of this name stands in the expression. */
bool schema_expression_mentions(const char *expression, const char *column);

/* The expression with a column renamed. Caller frees. */
char *schema_expression_rename(const char *expression, const char *column,
                               const char *new_name) G_GNUC_WARN_UNUSED_RESULT;

/* A name in it that is neither a column of the table nor a keyword; NULL: none. Caller frees. */
char *schema_expression_unknown(const char *expression, const SchemaTable *table,
                                const PlanTarget *target) G_GNUC_WARN_UNUSED_RESULT;

/* ---- definitions as text */

typedef enum {
	SCHEMA_TEXT_READABLE,
	SCHEMA_TEXT_NORMAL, /* to compare: equal exactly when the server holds them equal */
} SchemaTextForm;

void schema_append_column(GString *sql, const SqlColumn *column, const SchemaTable *table,
                          SchemaTextForm form);
void schema_append_index(GString *sql, const SqlIndex *index, SchemaTextForm form);
void schema_append_foreign_key(GString *sql, const SqlForeignKey *key, SchemaTextForm form);
void schema_append_check(GString *sql, const SqlCheck *check, SchemaTextForm form);
void schema_append_partition(GString *sql, const SqlPartition *partition, SchemaTextForm form);

/* ---- charsets */

/* utf8 is utf8mb3, in names of charsets and collations alike. Caller frees. */
char *schema_charset_name(const char *written) G_GNUC_WARN_UNUSED_RESULT;

/* Replace an owned string by a copy of another. */
void schema_set_string(char **place, const char *value);

/* The table with its options and partitions, without columns, indexes, keys and checks. */
SchemaTable *schema_table_copy_empty(const SchemaTable *table) G_GNUC_WARN_UNUSED_RESULT;
/* Of owned char *. */
GPtrArray *schema_copy_names(const GPtrArray *names) G_GNUC_WARN_UNUSED_RESULT;

#endif
