#include "tests/unit/test.h"

#include "planner/pending.h"

typedef struct {
	GPtrArray *migrations;
	GPtrArray *facts;
	GPtrArray *entries;
} Fixture;

static int
setup(void **state)
{
	Fixture *f = g_new0(Fixture, 1);

	f->migrations = g_ptr_array_new_with_free_func((GDestroyNotify)migration_free);
	f->facts = g_ptr_array_new_with_free_func(g_free);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	Fixture *f = *state;

	g_clear_pointer(&f->entries, g_ptr_array_unref);
	g_ptr_array_unref(f->facts);
	g_ptr_array_unref(f->migrations);
	g_free(f);
	return 0;
}

static Migration *
given_file(Fixture *f, const char *version, const char *checksum)
{
	Migration *migration = migration_new();

	migration->version = version_canonical(version);
	migration->version_text = g_strdup(version);
	migration->name = g_strdup("x");
	migration->file_name = g_strdup_printf("%s_x.sql", version);
	g_strlcpy(migration->checksum, checksum, sizeof migration->checksum);
	g_ptr_array_add(f->migrations, migration);
	return migration;
}

static void
given_applied(Fixture *f, const char *version, const char *checksum, AppliedState state)
{
	AppliedFact *fact = g_new0(AppliedFact, 1);

	*fact = (AppliedFact){.version = version,
	                      .name = "x",
	                      .checksum = checksum,
	                      .state = state,
	                      .order = f->facts->len + 1};
	g_ptr_array_add(f->facts, fact);
}

static GPtrArray *
up(Fixture *f, PendingLimits limits, GError **error)
{
	g_clear_pointer(&f->entries, g_ptr_array_unref);
	f->entries = status_build(f->migrations, f->facts);
	return pending_select_up(f->entries, &limits, error);
}

static void
assert_up_refused(Fixture *f, PendingLimits limits, PendingErrorCode code, const char *message)
{
	g_autoptr(GError) error = NULL;

	assert_null(up(f, limits, &error));
	assert_int_equal(error->code, code);
	assert_string_equal(error->message, message);
}

static void
assert_up_count(Fixture *f, PendingLimits limits, guint count)
{
	g_autoptr(GPtrArray) chosen = up(f, limits, NULL);

	assert_non_null(chosen);
	assert_int_equal(chosen->len, count);
}

static void
up_takes_what_is_pending_up_to_the_limits(void **state)
{
	Fixture *f = *state;
	given_file(f, "0001", "aa");
	given_file(f, "0002", "bb");
	given_file(f, "0003", "cc");
	given_applied(f, "1", "aa", APPLIED_STATE_APPLIED);

	assert_up_count(f, (PendingLimits){0}, 2);
	assert_up_count(f, (PendingLimits){.steps = 1}, 1);
	assert_up_count(f, (PendingLimits){.to = "2"}, 1);
	assert_up_count(f, (PendingLimits){.to = "0003_x"}, 2);
	assert_up_count(f, (PendingLimits){.to = "0001"}, 0);
}

static void
up_refuses_an_unknown_target(void **state)
{
	Fixture *f = *state;
	given_file(f, "0001", "aa");
	given_file(f, "0005", "bb");

	assert_up_refused(
		f, (PendingLimits){.to = "3"}, PENDING_ERROR_TARGET,
		"--to 3: no migration has this version (2 are known; the nearest below is 1; the "
		"nearest above is 5); `mgrun status` lists them");
}

static void
up_refuses_an_edited_file_unless_it_is_accepted(void **state)
{
	Fixture *f = *state;
	given_file(f, "0001", "aa");
	given_applied(f, "1", "zz", APPLIED_STATE_APPLIED);

	assert_up_refused(
		f, (PendingLimits){0}, PENDING_ERROR_EDITED,
		"0001_x.sql was edited after it was applied (checksum zz then, aa now); put the "
		"applied text back, or take it as it is with `mgrun up --accept-edited 0001`");
	assert_up_count(f, (PendingLimits){.accept_edited = "0001"}, 0);
}

static void
up_refuses_a_missing_file_unless_it_is_allowed(void **state)
{
	Fixture *f = *state;
	given_applied(f, "1", "aa", APPLIED_STATE_APPLIED);

	assert_up_refused(
		f, (PendingLimits){0}, PENDING_ERROR_MISSING,
		"1_x is applied and has no file here; bring the file back, undo it with `mgrun "
		"down`, or go on without it with --allow-missing");
	assert_up_count(f, (PendingLimits){.allow_missing = true}, 0);
}

static void
up_refuses_to_fill_a_gap_unless_it_is_allowed(void **state)
{
	Fixture *f = *state;
	given_file(f, "0001", "aa");
	given_file(f, "0002", "bb");
	given_applied(f, "2", "bb", APPLIED_STATE_APPLIED);

	assert_up_refused(
		f, (PendingLimits){0}, PENDING_ERROR_OUT_OF_ORDER,
		"0001_x.sql is pending, and a later version is applied already; give it a later "
		"version, or run it now with --allow-out-of-order");
	assert_up_count(f, (PendingLimits){.allow_out_of_order = true}, 1);
}

static void
up_refuses_after_a_failure_until_a_person_has_decided(void **state)
{
	Fixture *f = *state;
	given_file(f, "0001", "aa");
	given_applied(f, "1", "aa", APPLIED_STATE_FAILED);

	assert_up_refused(
		f, (PendingLimits){0}, PENDING_ERROR_FAILED,
		"migration 0001_x failed and was not put right; put the database back by hand to "
		"before it and run `mgrun up --retry-failed`, or finish it by hand and run `mgrun "
		"up --mark-applied 1`");
	assert_up_count(f, (PendingLimits){.retry_failed = true}, 1);
	assert_up_count(f, (PendingLimits){.mark_applied = "1"}, 0);
}

static void
several_problems_are_told_at_once(void **state)
{
	Fixture *f = *state;
	g_autoptr(GError) error = NULL;
	given_file(f, "0001", "aa");
	given_file(f, "0002", "bb");
	given_applied(f, "2", "zz", APPLIED_STATE_APPLIED);

	assert_null(up(f, (PendingLimits){0}, &error));
	assert_true(g_str_has_prefix(
		error->message,
		"files and history disagree in 2 places; nothing was run:\n  0001"));
}

static GPtrArray *
down(Fixture *f, PendingLimits limits, GError **error)
{
	g_clear_pointer(&f->entries, g_ptr_array_unref);
	f->entries = status_build(f->migrations, f->facts);
	return pending_select_down(f->entries, &limits, error);
}

static void
down_goes_in_the_order_of_application(void **state)
{
	Fixture *f = *state;
	given_file(f, "1", "aa");
	given_file(f, "2", "bb");
	given_applied(f, "2", "bb", APPLIED_STATE_APPLIED);
	given_applied(f, "1", "aa", APPLIED_STATE_APPLIED);

	g_autoptr(GPtrArray) all = down(f, (PendingLimits){.to = "0"}, NULL);
	assert_int_equal(all->len, 2);
	assert_string_equal(((const StatusEntry *)g_ptr_array_index(all, 0))->fact->version, "1");
	g_autoptr(GPtrArray) one = down(f, (PendingLimits){.to = "2"}, NULL);
	assert_int_equal(one->len, 1);
}

static void
down_refuses_an_irreversible_migration(void **state)
{
	Fixture *f = *state;
	g_autoptr(GError) error = NULL;
	given_file(f, "1", "aa")->irreversible_reason = g_strdup("rows are merged");
	given_applied(f, "1", "aa", APPLIED_STATE_APPLIED);

	assert_null(down(f, (PendingLimits){.steps = 1}, &error));
	assert_string_equal(
		error->message,
		"1_x.sql cannot be undone: it is declared irreversible: rows are merged");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(up_takes_what_is_pending_up_to_the_limits),
		TEST(up_refuses_an_unknown_target),
		TEST(up_refuses_an_edited_file_unless_it_is_accepted),
		TEST(up_refuses_a_missing_file_unless_it_is_allowed),
		TEST(up_refuses_to_fill_a_gap_unless_it_is_allowed),
		TEST(up_refuses_after_a_failure_until_a_person_has_decided),
		TEST(several_problems_are_told_at_once),
		TEST(down_goes_in_the_order_of_application),
		TEST(down_refuses_an_irreversible_migration),
	};
	return cmocka_run_group_tests_name("pending", tests, NULL, NULL);
}
