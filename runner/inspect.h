/*
 * inspect.h - reads what a live server is and what its database holds, as the
 * planner's target and schema model.
 *
 * A fixed number of queries on information_schema, however many tables there are.
 * What the account may not see becomes absent, never an error: only a lost connection
 * and a database that is not there are errors (DB_ERROR). mgrun's own tables are left out.
 */
#ifndef MGRUN_RUNNER_INSPECT_H
#define MGRUN_RUNNER_INSPECT_H

#include "db/session.h"
#include "planner/schema.h"
#include "planner/target.h"

/*
 * Read the session's server and default database. `ret_target` is overwritten; the
 * caller clears it, also on failure.
 */
Schema *inspect_schema(Session *session, PlanTarget *ret_target,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The server alone: kind, version, variables, reserved words, grants, replication. */
bool inspect_target(Session *session, PlanTarget *ret_target,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
