/*
 * check.h - runs the `require` and `verify` statements of a migration.
 */
#ifndef MGRUN_RUNNER_CHECK_H
#define MGRUN_RUNNER_CHECK_H

#include "runner/run_internal.h"

/*
 * Run `checks` (of Check *) in order. Each must give a first value that is true: a
 * number other than 0. False with RUN_ERROR_REFUSED and the check's message, place
 * and value when one does not, or with the server's error when one fails. `word` is
 * "require" or "verify".
 */
bool check_run_all(Run *run, const Migration *migration, const GPtrArray *checks, const char *word,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
