/*
 * grants.h - what the lines of SHOW GRANTS allow.
 *
 * Both servers print what active roles give beside the account's own. Only grants on the whole
 * server or a whole database count: one on a single table says nothing of the others.
 */
#ifndef MGRUN_PLANNER_GRANTS_H
#define MGRUN_PLANNER_GRANTS_H

#include <glib.h>
#include <stdbool.h>

/*
 * Whether `lines` (of char *) allow `privilege` ("SELECT", "SHOW VIEW") on all of `database`;
 * NULL: on the whole server, as PROCESS is given.
 */
bool grants_allow(const GPtrArray *lines, const char *privilege, const char *database);

#endif
