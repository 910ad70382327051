/*
 * plan_command.h - what `plan`, `lint` and the gate of `up` share.
 */
#ifndef MGRUN_CMD_PLAN_COMMAND_H
#define MGRUN_CMD_PLAN_COMMAND_H

#include "cmd/app.h"
#include "cmd/plan_output.h"
#include "planner/pending.h"

/* What a command asks for. */
typedef struct {
	PendingLimits limits;
	char **files;    /* judge these alone; NULL: all that is pending */
	char **approved; /* --approve */
	char **out;      /* --out */
	char *since;     /* --since; NULL: everything is judged */
	bool offline;
	bool no_emoji;
} PlanRequest;

/* Plan, show, and say how it ends. */
ExitStatus plan_command_run(const Settings *settings, const PlanRequest *request, GError **error);

/*
 * The gate of `up`: plan what it is about to run. False with CMD_ERROR_REFUSED, after the
 * findings are shown on stderr, when one is at or over --fail-on.
 */
bool plan_command_review(const Settings *settings, const GPtrArray *migrations,
                         const PendingLimits *limits, char **approved, const char *plan_file,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
