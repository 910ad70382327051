/*
 * exit_status.h - what the process ends with: part of the interface (README.md).
 */
#ifndef MGRUN_CMD_EXIT_STATUS_H
#define MGRUN_CMD_EXIT_STATUS_H

#include <glib.h>

#include "runner/run.h"

typedef enum {
	EXIT_STATUS_DONE = 0,
	EXIT_STATUS_FINDINGS = 1,
	EXIT_STATUS_ROLLED_BACK = 2,  /* failed; the database is as before, proven */
	EXIT_STATUS_NEEDS_PERSON = 3, /* failed; a person is needed */
	EXIT_STATUS_REFUSED = 4,      /* nothing ran */
	EXIT_STATUS_USAGE = 64,
	EXIT_STATUS_BAD_FILE = 65,
	EXIT_STATUS_UNREACHABLE = 69,
	EXIT_STATUS_BUSY = 75,
	EXIT_STATUS_CONFIG = 78,
	EXIT_STATUS_COMMAND_NOT_STARTED = 126, /* `-- CMD`: as a shell says it */
	EXIT_STATUS_NO_COMMAND = 127,
} ExitStatus;

#define CMD_ERROR cmd_error_quark()
GQuark cmd_error_quark(void);

typedef enum {
	CMD_ERROR_USAGE,
	CMD_ERROR_CONFIG,
	CMD_ERROR_REFUSED,             /* nothing was done */
	CMD_ERROR_COMMAND_NOT_STARTED, /* the migrations are applied, the command after -- is there
	                                */
	CMD_ERROR_HELP,                /* the help was asked for and is the message: status 0 */
	CMD_ERROR_NO_COMMAND,          /* the same, and there is no such command */
} CmdErrorCode;

/* The status of an error that came before anything ran. */
ExitStatus exit_status_of_error(const GError *error);

ExitStatus exit_status_of_outcome(RunOutcome outcome);

#endif
