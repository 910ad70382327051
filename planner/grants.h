/*
 * grants.h - what the lines of SHOW GRANTS allow.
 *
 * Both servers print what active roles give beside the account's own.
 */
#ifndef MGRUN_PLANNER_GRANTS_H
#define MGRUN_PLANNER_GRANTS_H

#include <glib.h>
#include <stdbool.h>

/*
 * Whether `lines` (of char *) allow `privilege` ("SELECT", "SHOW VIEW") on all of `database`;
 * NULL: on the whole server, as PROCESS is given. A grant on a single table does not count.
 */
bool grants_allow(const GPtrArray *lines, const char *privilege, const char *database);

/*
 * Whether they may allow it on something of `database`: a grant on one table counts, and a role,
 * which may be switched on before the run, counts as everything.
 */
bool grants_may_allow(const GPtrArray *lines, const char *privilege, const char *database);

#endif
