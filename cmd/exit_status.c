#include "cmd/exit_status.h"

#include "db/option_file.h"
#include "planner/load.h"
#include "planner/since.h"
#include "planner/yaml_tree.h"
#include "runner/live_plan.h"
#include "sql/splitter.h"

G_DEFINE_QUARK(cmd_error, cmd_error)

static ExitStatus
of_db_error(DbErrorCode code)
{
	switch (code) {
	case DB_ERROR_CONNECT:
	case DB_ERROR_ACCESS:
	case DB_ERROR_UNKNOWN_DATABASE:
	case DB_ERROR_LOST:
		return EXIT_STATUS_UNREACHABLE;
	case DB_ERROR_LOCK_TIMEOUT:
	case DB_ERROR_DEADLOCK:
		return EXIT_STATUS_BUSY;
	case DB_ERROR_OTHER:
	case DB_ERROR_INTERRUPTED:
	case DB_ERROR_DUPLICATE_KEY:
	case DB_ERROR_DUPLICATE_OBJECT:
	case DB_ERROR_MISSING_OBJECT:
	case DB_ERROR_CONSTRAINT:
	case DB_ERROR_PRIVILEGE:
	case DB_ERROR_READ_ONLY:
	case DB_ERROR_SYNTAX:
	case DB_ERROR_SPACE:
	case DB_ERROR_UNSUPPORTED_ALGORITHM:
		break;
	}
	return EXIT_STATUS_REFUSED;
}

static ExitStatus
of_run_error(RunErrorCode code)
{
	if (code == RUN_ERROR_BUSY)
		return EXIT_STATUS_BUSY;
	return code == RUN_ERROR_UNKNOWN_RUN ? EXIT_STATUS_USAGE : EXIT_STATUS_REFUSED;
}

static ExitStatus
of_cmd_error(CmdErrorCode code)
{
	switch (code) {
	case CMD_ERROR_USAGE:
		return EXIT_STATUS_USAGE;
	case CMD_ERROR_CONFIG:
		return EXIT_STATUS_CONFIG;
	case CMD_ERROR_COMMAND_NOT_STARTED:
		return EXIT_STATUS_COMMAND_NOT_STARTED;
	case CMD_ERROR_HELP:
		return EXIT_STATUS_DONE;
	case CMD_ERROR_NO_COMMAND:
		return EXIT_STATUS_NO_COMMAND;
	case CMD_ERROR_REFUSED:
		break;
	}
	return EXIT_STATUS_REFUSED;
}

ExitStatus
exit_status_of_error(const GError *error)
{
	if (error->domain == DB_ERROR)
		return of_db_error((DbErrorCode)error->code);
	if (error->domain == RUN_ERROR)
		return of_run_error((RunErrorCode)error->code);
	if (error->domain == CMD_ERROR)
		return of_cmd_error((CmdErrorCode)error->code);
	if (error->domain == LOAD_ERROR || error->domain == SQL_ERROR)
		return EXIT_STATUS_BAD_FILE;
	if (error->domain == PENDING_ERROR)
		return error->code == PENDING_ERROR_TARGET ? EXIT_STATUS_USAGE
		                                           : EXIT_STATUS_REFUSED;
	if (error->domain == SINCE_ERROR && error->code == SINCE_ERROR_REVISION)
		return EXIT_STATUS_USAGE;
	if (error->domain == LIVE_PLAN_ERROR)
		return EXIT_STATUS_REFUSED;
	if (error->domain == G_OPTION_ERROR)
		return EXIT_STATUS_USAGE;
	return EXIT_STATUS_CONFIG; /* option files, mgrun.yaml, URLs, no repository */
}

ExitStatus
exit_status_of_outcome(RunOutcome outcome)
{
	switch (outcome) {
	case RUN_NOTHING_TO_DO:
	case RUN_PLANNED:
	case RUN_DONE:
		return EXIT_STATUS_DONE;
	case RUN_ROLLED_BACK:
		return EXIT_STATUS_ROLLED_BACK;
	case RUN_REFUSED:
		return EXIT_STATUS_REFUSED;
	case RUN_BUSY:
		return EXIT_STATUS_BUSY;
	case RUN_NEEDS_PERSON:
		break;
	}
	return EXIT_STATUS_NEEDS_PERSON;
}
