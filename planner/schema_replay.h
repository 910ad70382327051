/*
 * schema_replay.h - what migrations' files make of a schema.
 */
#ifndef MGRUN_PLANNER_SCHEMA_REPLAY_H
#define MGRUN_PLANNER_SCHEMA_REPLAY_H

#include "planner/migration.h"
#include "planner/schema.h"

/*
 * Apply the statements of `up` to the model, as schema_apply() does. `ret_opaque` (may be NULL)
 * becomes true when one of them is not understood, so that the model may lack what it did.
 * False with LOAD_ERROR when a statement cannot be read from its file.
 */
bool schema_replay(Schema *schema, const Migration *migration, const PlanTarget *target,
                   GPtrArray *problems, bool *ret_opaque, GError **error);

#endif
