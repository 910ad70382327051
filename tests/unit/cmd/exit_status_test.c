/*
 * Every error and every outcome has the exit status that README.md promises.
 *
 * Each wanted_of_...() is a switch without a default: the compiler refuses to pass
 * over a code that somebody adds. A code that is none ends the walk through them.
 */
#include "tests/unit/test.h"

#include "cmd/exit_status.h"
#include "db/option_file.h"
#include "planner/load.h"
#include "planner/since.h"
#include "planner/yaml_tree.h"
#include "sql/splitter.h"

#define NO_CODE (-1)

static int
wanted_of_db(int code)
{
	switch ((DbErrorCode)code) {
	case DB_ERROR_CONNECT:
	case DB_ERROR_ACCESS:
	case DB_ERROR_UNKNOWN_DATABASE:
	case DB_ERROR_LOST:
		return 69;
	case DB_ERROR_LOCK_TIMEOUT:
	case DB_ERROR_DEADLOCK:
		return 75;
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
		return 4;
	}
	return NO_CODE;
}

static int
wanted_of_run(int code)
{
	switch ((RunErrorCode)code) {
	case RUN_ERROR_BUSY:
		return 75;
	case RUN_ERROR_UNKNOWN_RUN:
		return 64;
	case RUN_ERROR_REFUSED:
	case RUN_ERROR_HISTORY:
		return 4;
	}
	return NO_CODE;
}

static int
wanted_of_cmd(int code)
{
	switch ((CmdErrorCode)code) {
	case CMD_ERROR_USAGE:
		return 64;
	case CMD_ERROR_CONFIG:
		return 78;
	case CMD_ERROR_REFUSED:
		return 4;
	case CMD_ERROR_COMMAND_NOT_STARTED:
		return 126;
	case CMD_ERROR_HELP:
		return 0;
	case CMD_ERROR_NO_COMMAND:
		return 127;
	}
	return NO_CODE;
}

static int
wanted_of_load(int code)
{
	switch ((LoadErrorCode)code) {
	case LOAD_ERROR_DIRECTORY:
	case LOAD_ERROR_FILE:
		return 65;
	}
	return NO_CODE;
}

static int
wanted_of_sql(int code)
{
	switch ((SqlErrorCode)code) {
	case SQL_ERROR_SYNTAX:
	case SQL_ERROR_ENCODING:
	case SQL_ERROR_READ:
		return 65;
	}
	return NO_CODE;
}

static int
wanted_of_pending(int code)
{
	switch ((PendingErrorCode)code) {
	case PENDING_ERROR_TARGET:
		return 64;
	case PENDING_ERROR_EDITED:
	case PENDING_ERROR_MISSING:
	case PENDING_ERROR_FAILED:
	case PENDING_ERROR_OUT_OF_ORDER:
	case PENDING_ERROR_IRREVERSIBLE:
		return 4;
	}
	return NO_CODE;
}

static int
wanted_of_since(int code)
{
	switch ((SinceErrorCode)code) {
	case SINCE_ERROR_REPOSITORY:
		return 78;
	case SINCE_ERROR_REVISION:
		return 64;
	}
	return NO_CODE;
}

static int
wanted_of_option_file(int code)
{
	switch ((OptionFileErrorCode)code) {
	case OPTION_FILE_ERROR_READ:
	case OPTION_FILE_ERROR_SYNTAX:
	case OPTION_FILE_ERROR_URL:
		return 78;
	}
	return NO_CODE;
}

static int
wanted_of_yaml_tree(int code)
{
	switch ((YamlTreeErrorCode)code) {
	case YAML_TREE_ERROR_SYNTAX:
	case YAML_TREE_ERROR_SHAPE:
		return 78;
	}
	return NO_CODE;
}

static int
wanted_of_outcome(int outcome)
{
	switch ((RunOutcome)outcome) {
	case RUN_NOTHING_TO_DO:
	case RUN_PLANNED:
	case RUN_DONE:
		return 0;
	case RUN_ROLLED_BACK:
		return 2;
	case RUN_NEEDS_PERSON:
		return 3;
	case RUN_REFUSED:
		return 4;
	case RUN_BUSY:
		return 75;
	}
	return NO_CODE;
}

static int
status_of(GQuark domain, int code)
{
	g_autoptr(GError) error = g_error_new_literal(domain, code, "what happened");

	return (int)exit_status_of_error(error);
}

static void
assert_domain(GQuark domain, int (*wanted_of)(int code), int codes)
{
	int code = 0;

	for (; wanted_of(code) != NO_CODE; code++)
		assert_int_equal(status_of(domain, code), wanted_of(code));
	assert_int_equal(code, codes);
}

static void
every_error_has_the_promised_status(void **state G_GNUC_UNUSED)
{
	assert_domain(DB_ERROR, wanted_of_db, DB_ERROR_UNSUPPORTED_ALGORITHM + 1);
	assert_domain(RUN_ERROR, wanted_of_run, RUN_ERROR_HISTORY + 1);
	assert_domain(CMD_ERROR, wanted_of_cmd, CMD_ERROR_NO_COMMAND + 1);
	assert_domain(LOAD_ERROR, wanted_of_load, LOAD_ERROR_FILE + 1);
	assert_domain(SQL_ERROR, wanted_of_sql, SQL_ERROR_READ + 1);
	assert_domain(PENDING_ERROR, wanted_of_pending, PENDING_ERROR_IRREVERSIBLE + 1);
	assert_domain(SINCE_ERROR, wanted_of_since, SINCE_ERROR_REVISION + 1);
	assert_domain(OPTION_FILE_ERROR, wanted_of_option_file, OPTION_FILE_ERROR_URL + 1);
	assert_domain(YAML_TREE_ERROR, wanted_of_yaml_tree, YAML_TREE_ERROR_SHAPE + 1);
}

static void
a_bad_command_line_is_wrong_usage(void **state G_GNUC_UNUSED)
{
	assert_int_equal(status_of(G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION), 64);
	assert_int_equal(status_of(G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE), 64);
	assert_int_equal(status_of(G_OPTION_ERROR, G_OPTION_ERROR_FAILED), 64);
}

static void
an_error_of_any_other_kind_is_bad_configuration(void **state G_GNUC_UNUSED)
{
	assert_int_equal(status_of(G_FILE_ERROR, G_FILE_ERROR_NOENT), 78);
	assert_int_equal(status_of(g_quark_from_static_string("another"), 1), 78);
}

static void
every_outcome_has_the_promised_status(void **state G_GNUC_UNUSED)
{
	int outcome = 0;

	for (; wanted_of_outcome(outcome) != NO_CODE; outcome++)
		assert_int_equal(exit_status_of_outcome((RunOutcome)outcome),
		                 wanted_of_outcome(outcome));
	assert_int_equal(outcome, RUN_NEEDS_PERSON + 1);
}

static void
the_statuses_are_the_documented_numbers(void **state G_GNUC_UNUSED)
{
	assert_int_equal(EXIT_STATUS_DONE, 0);
	assert_int_equal(EXIT_STATUS_FINDINGS, 1);
	assert_int_equal(EXIT_STATUS_ROLLED_BACK, 2);
	assert_int_equal(EXIT_STATUS_NEEDS_PERSON, 3);
	assert_int_equal(EXIT_STATUS_REFUSED, 4);
	assert_int_equal(EXIT_STATUS_USAGE, 64);
	assert_int_equal(EXIT_STATUS_BAD_FILE, 65);
	assert_int_equal(EXIT_STATUS_UNREACHABLE, 69);
	assert_int_equal(EXIT_STATUS_BUSY, 75);
	assert_int_equal(EXIT_STATUS_CONFIG, 78);
	assert_int_equal(EXIT_STATUS_COMMAND_NOT_STARTED, 126);
	assert_int_equal(EXIT_STATUS_NO_COMMAND, 127);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_has_the_promised_status),
		cmocka_unit_test(a_bad_command_line_is_wrong_usage),
		cmocka_unit_test(an_error_of_any_other_kind_is_bad_configuration),
		cmocka_unit_test(every_outcome_has_the_promised_status),
		cmocka_unit_test(the_statuses_are_the_documented_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
