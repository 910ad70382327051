/*
 * run_report.h - making reports; reading them is run.h's.
 */
#ifndef MGRUN_RUNNER_RUN_REPORT_H
#define MGRUN_RUNNER_RUN_REPORT_H

#include "runner/run.h"

/* An empty report with a new run id. */
RunReport *run_report_new(Direction direction) G_GNUC_WARN_UNUSED_RESULT;

MigrationReport *migration_report_new(const char *version, const char *name,
                                      const char *file_name) G_GNUC_WARN_UNUSED_RESULT;

#endif
