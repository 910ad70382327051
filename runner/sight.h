/*
 * sight.h - what the account that plans may not see.
 *
 * Both servers leave out of information_schema what an account has no privilege on, without a
 * word. A plan that was made so says it, or its silence would read as "safe".
 */
#ifndef MGRUN_RUNNER_SIGHT_H
#define MGRUN_RUNNER_SIGHT_H

#include "planner/schema.h"
#include "planner/target.h"

/*
 * One line each: what is not seen, and the privilege that shows it. Of owned char *; empty
 * where the account sees everything that inspect.h reads.
 */
GPtrArray *sight_list_unseen(const Schema *schema,
                             const PlanTarget *target) G_GNUC_WARN_UNUSED_RESULT;

#endif
