/*
 * plan_gate.h - the gate of `up`: nothing dangerous runs unseen.
 */
#ifndef MGRUN_CMD_PLAN_GATE_H
#define MGRUN_CMD_PLAN_GATE_H

#include "cmd/planned.h"

/*
 * Plan what `up` is about to run. False with CMD_ERROR_REFUSED, after the findings are shown on
 * stderr, when one is at or over --fail-on, or when the plan is not the one in `plan_file` (NULL:
 * none was reviewed).
 */
bool plan_gate_review(const PlannedRequest *request, const GPtrArray *migrations,
                      const char *plan_file, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
