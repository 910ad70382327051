/*
 * en.h - which of the server's errors EN010 reports. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_EN_H
#define MGRUN_PLANNER_RULES_EN_H

#include <glib.h>
#include <stdbool.h>

/* Errors that say that an object is missing, but for a foreign key's parent. */
bool en_takes_error(guint number);

#endif
