/*
 * down_steps.h - how to undo a migration, as history keeps it.
 *
 * JSON: {"format": 1, "steps": [{"step": 1, "down": SQL} | {"step": 2, "irreversible": REASON} |
 * {"step": 3}], "down": [SQL...]}. With it, an image that lacks the file can still undo.
 */
#ifndef MGRUN_RUNNER_DOWN_STEPS_H
#define MGRUN_RUNNER_DOWN_STEPS_H

#include <glib.h>

#include "planner/migration.h"

/* As JSON text; NULL with LOAD_ERROR when a statement cannot be read. Caller frees. */
char *down_steps_write(const Migration *migration, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * A migration that has only what undoing needs: steps without SQL of their own.
 * Fails with RUN_ERROR_HISTORY when the text is not what down_steps_write() writes.
 */
Migration *down_steps_read(const char *json, const char *version_text, const char *name,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
