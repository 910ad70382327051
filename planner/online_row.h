/*
 * online_row.h - how the two tables of online DDL write a row.
 */
#ifndef MGRUN_PLANNER_ONLINE_ROW_H
#define MGRUN_PLANNER_ONLINE_ROW_H

#include "planner/online_table.h"

/* One OnlineRow: the words of the enums without their prefixes, and flags from below. */
#define ROW(kind, since, algorithm, lock, work, flags, reason)                                     \
	{                                                                                          \
		ONLINE_##kind, since, SQL_ALGORITHM_##algorithm, SQL_LOCK_##lock,                  \
			ONLINE_WORK_##work, ((flags)&REFUSED) != 0, ((flags)&IGNORED) != 0,        \
			((flags)&MEASURED) != 0, reason,                                           \
	}

/* MEASURED on a live server, else DOCUMENTED by the manual; the rest as in OnlineRow. */
enum { DOCUMENTED = 0, MEASURED = 1, IGNORED = 2, REFUSED = 4 };

#endif
