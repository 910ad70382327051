/*
 * inspect_internal.h - the parts of inspecting. Private to runner/inspect*.
 */
#ifndef MGRUN_RUNNER_INSPECT_INTERNAL_H
#define MGRUN_RUNNER_INSPECT_INTERNAL_H

#include "runner/inspect.h"

typedef struct {
	Session *session;
	const PlanTarget *target;
	GHashTable *tables; /* name to borrowed SchemaTable *: those being filled */
	GHashTable *types; /* COLUMN_TYPE to owned SqlType *: thousands of columns have few types */
	GHashTable
		*checks;  /* name to borrowed SqlCheck *: MySQL tells a clause by its name alone */
	GPtrArray *order; /* of owned SchemaTable * */
	GPtrArray *programs; /* of owned SchemaProgram * */
	bool any_partitioned;

	/* The table of the last row: rows come in the order of tables. */
	SchemaTable *last;
} Inspection;

/* Rows of a query that the account may not be allowed; NULL without error: not visible. */
Rows *inspect_query_optional(Session *session, const char *sql,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

GHashTable *inspect_types_new(void);

/* The table of this name; NULL: it is not being read. */
SchemaTable *inspection_table(Inspection *inspection, const char *name);

/* One row each, of the queries of the same names in runner/queries/. */
void inspect_take_table(Inspection *inspection, const Rows *row);
void inspect_take_column(Inspection *inspection, const Rows *row);
void inspect_take_index_part(Inspection *inspection, const Rows *row);
void inspect_take_foreign_key(Inspection *inspection, const Rows *row);
void inspect_take_foreign_key_column(Inspection *inspection, const Rows *row);
void inspect_take_check(Inspection *inspection, const Rows *row);
void inspect_take_check_clause(Inspection *inspection, const Rows *row);
void inspect_take_partition(Inspection *inspection, const Rows *row);
void inspect_take_program(Inspection *inspection, const Rows *row);
void inspect_take_row_versions(Inspection *inspection, const Rows *row);

/* The default value of a column as the server prints it. */
void inspect_set_default(SqlColumn *column, const char *text, const char *extra, bool mariadb);

/* MySQL prints expressions with their quotes escaped once more. Caller frees. */
char *inspect_expression(const char *printed, bool mariadb) G_GNUC_WARN_UNUSED_RESULT;

#endif
