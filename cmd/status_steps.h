/*
 * status_steps.h - what a run that did not end left of a migration, step by step.
 */
#ifndef MGRUN_CMD_STATUS_STEPS_H
#define MGRUN_CMD_STATUS_STEPS_H

#include "planner/migration.h"
#include "runner/history.h"

/*
 * Append a line for each entry of the journal (of JournalRow *) and for each step that was never
 * begun. `migration` NULL: the file is gone, and the lines lack the statements.
 */
void status_append_steps(GString *out, const Migration *migration, const HistoryRow *row,
                         const GPtrArray *journal);

#endif
