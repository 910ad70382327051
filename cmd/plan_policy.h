/*
 * plan_policy.h - the settings that say how a plan is judged.
 */
#ifndef MGRUN_CMD_PLAN_POLICY_H
#define MGRUN_CMD_PLAN_POLICY_H

#include "cmd/settings.h"
#include "planner/plan.h"

/*
 * Fill in a policy; `approved` (a NULL-terminated list of --approve, or NULL) is copied. The caller
 * clears it, also after an error (CMD_ERROR_CONFIG, CMD_ERROR_USAGE).
 */
bool plan_policy_read(const Settings *settings, char **approved, PlanPolicy *ret_policy,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether --fail-on gives a threshold (or `fallback` does); "none" gives none. */
bool plan_policy_threshold(const Settings *settings, Severity fallback, Severity *ret_fail_on);

/* The target of an offline plan; CMD_ERROR_CONFIG when --target is none. */
bool plan_policy_target(const Settings *settings, PlanTarget *ret_target,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
