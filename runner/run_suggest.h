/*
 * run_suggest.h - the commands to type next, for the report of a run. Private to runner/.
 */
#ifndef MGRUN_RUNNER_RUN_SUGGEST_H
#define MGRUN_RUNNER_RUN_SUGGEST_H

#include "runner/run_internal.h"

/* Add a command to the report; one %s of it stands for the argument (NULL: it has none). */
void run_suggest(Run *run, const char *format, const char *argument);

/* Add what comes after a run that failed, by its outcome and failure. */
void run_suggest_next(Run *run, bool up);

#endif
