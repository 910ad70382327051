/*
 * error_catalogue_internal.h - the parts of the table, each sorted by number. Private to planner/.
 */
#ifndef MGRUN_PLANNER_ERROR_CATALOGUE_INTERNAL_H
#define MGRUN_PLANNER_ERROR_CATALOGUE_INTERNAL_H

#include "planner/error_catalogue.h"

typedef struct {
	const ErrorExplanation *rows;
	gsize count;
} ErrorPart;

extern const ErrorPart error_part_access;     /* connections, privileges, server modes, space */
extern const ErrorPart error_part_objects;    /* names, tables, columns, programs, syntax */
extern const ErrorPart error_part_keys;       /* keys, checks, limits */
extern const ErrorPart error_part_references; /* foreign keys */
extern const ErrorPart error_part_rows;       /* values and conversions */
extern const ErrorPart error_part_locks;      /* locks, time, online DDL */

#endif
