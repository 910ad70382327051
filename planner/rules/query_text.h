/*
 * query_text.h - what a statement that the application runs asks of one table: the columns that
 * it compares and sorts by.
 *
 * Reads the texts that performance_schema keeps, with `?` in the place of values. Only what is
 * certain is told: statements over one table whose conditions are joined by AND. Private to
 * planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_QUERY_TEXT_H
#define MGRUN_PLANNER_RULES_QUERY_TEXT_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *schema; /* NULL: not written */
	char *table;
	GPtrArray *equal;  /* of owned char *: columns compared with = <=> IN IS NULL, once each */
	GPtrArray *ranges; /* compared with < <= > >= BETWEEN */
	GPtrArray *order;  /* of ORDER BY; empty when an index could not give the order */
} QueryText;

/* False when the text is cut, of several tables, has OR, or compares no plain column. */
bool query_text_read(const char *text, QueryText *ret_query);
void query_text_clear(QueryText *query);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(QueryText, query_text_clear)

#endif
