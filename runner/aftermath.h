/*
 * aftermath.h - what is to be known and written down once a statement has ended.
 * Private to runner/.
 */
#ifndef MGRUN_RUNNER_AFTERMATH_H
#define MGRUN_RUNNER_AFTERMATH_H

#include "runner/run_internal.h"

/* The statement ended well: read what it changed, and keep its end for the journal. */
bool aftermath_of_success(Run *run, Action *action, const ActionList *list,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The statement ended with `cause`: roll back, find out whether it took effect
 * (a lost connection, DDL that is not atomic), and keep the failure for the journal.
 */
void aftermath_of_failure(Run *run, Action *action, const ActionList *list, const GError *cause);

/* Roll back the worker's transaction and mark its actions not done. */
void aftermath_roll_back(Run *run, const ActionList *list);

#endif
