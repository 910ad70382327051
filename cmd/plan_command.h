/*
 * plan_command.h - what `plan` and `lint` share.
 */
#ifndef MGRUN_CMD_PLAN_COMMAND_H
#define MGRUN_CMD_PLAN_COMMAND_H

#include "cmd/app.h"
#include "cmd/planned.h"

/* What a command asks for. */
typedef struct {
	PlannedRequest planned;
	char **out; /* --out */
	bool offline;
	bool no_emoji;
} PlanRequest;

/* Plan, show, and say how it ends. */
ExitStatus plan_command_run(const PlanRequest *request, GError **error);

#endif
