/*
 * json_column.h - JSON columns, which MariaDB has as text with a check.
 *
 * Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_JSON_COLUMN_H
#define MGRUN_PLANNER_RULES_JSON_COLUMN_H

#include "planner/schema.h"

bool json_is_column(const SchemaTable *table, const SqlColumn *column);

/* Whether a CHECK says more of the column than that it is JSON. */
bool json_is_checked(const SchemaTable *table, const char *column);

/* Whether an index stands on an expression of the column, or on a column generated from it. */
bool json_is_indexed(const SchemaTable *table, const char *column);

#endif
