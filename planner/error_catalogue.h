/*
 * error_catalogue.h - what a server's error means when a migration meets it.
 *
 * A table in own words: what happened, what usually causes it, what to do, and a query that
 * shows the rows or sessions in question. Queries speak of `t` (columns id, c), `child`
 * (parent_id) and `parent` (id), for the reader to replace; tests/integration/explain.sh
 * runs every one of them on both servers and holds the symbols to what MySQL calls them.
 *
 * Sources: MySQL 9.7 manual, "Server Error Message Reference"; MariaDB knowledge base, "MariaDB
 * Error Codes"; what was met on MySQL 9.7.4 and MariaDB 10.11.19.
 */
#ifndef MGRUN_PLANNER_ERROR_CATALOGUE_H
#define MGRUN_PLANNER_ERROR_CATALOGUE_H

#include <glib.h>
#include <stdbool.h>

/* Numbers from about 3000 on mean different things, or nothing, on the other server. */
typedef enum { ERROR_OF_BOTH, ERROR_OF_MYSQL, ERROR_OF_MARIADB } ErrorServer;

typedef struct {
	guint number;
	const char *symbol; /* "ER_DUP_ENTRY" */
	ErrorServer server;
	const char *meaning;       /* what happened: one sentence */
	const char *causes;        /* what usually leads there in a migration */
	const char *action;        /* what to do */
	const char *query;         /* to paste; NULL: none */
	const char *query_mariadb; /* where MariaDB's differs; NULL: the same */
	const char *differs;       /* how MySQL and MariaDB differ; NULL: they do not */
	const char *rules;         /* ids, separated by spaces, of what warns before; NULL: none */
} ErrorExplanation;

/* By number; NULL: not in the table. All that is returned is static. */
const ErrorExplanation *error_catalogue_find(guint number);

/* The same where a server of this kind said it: NULL also when the number is the other server's. */
const ErrorExplanation *error_catalogue_find_on(guint number, bool mariadb);

/*
 * By "1062", "ER_DUP_ENTRY" or "DUP_ENTRY", without case. When NULL, `ret_nearest` (may be NULL)
 * is the nearest symbol or NULL.
 */
const ErrorExplanation *error_catalogue_find_name(const char *name, const char **ret_nearest);

/* All of them, by number: of const ErrorExplanation *. The caller frees the array. */
GPtrArray *error_catalogue_list(void) G_GNUC_WARN_UNUSED_RESULT;

const char *error_server_name(ErrorServer server); /* "MySQL and MariaDB", "MySQL", "MariaDB" */

#endif
