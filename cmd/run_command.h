/*
 * run_command.h - what up, down and redo share: options, signals, rendering.
 */
#ifndef MGRUN_CMD_RUN_COMMAND_H
#define MGRUN_CMD_RUN_COMMAND_H

#include <stdbool.h>

#include "cmd/app.h"
#include "runner/run.h"

/*
 * Load the migrations, connect as the settings say, run `run` and show the report.
 * `options` has what the command's own flags said; the rest is filled in here.
 */
ExitStatus run_command_execute(const Settings *settings, RunOptions *options,
                               RunReport *(*run)(const RunOptions *options, GError **error),
                               GError **error);

/* Connect until it works or `timeout_ms` is over; 0 tries once. */
bool run_command_wait(const Settings *settings, guint64 timeout_ms,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
