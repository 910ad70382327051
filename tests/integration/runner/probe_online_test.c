/*
 * The probe on a live server: it answers, it leaves nothing behind, and it says why where it
 * must not ask.
 */
#include "tests/unit/test.h"

#include "db/session.h"
#include "runner/inspect.h"
#include "runner/probe_online.h"

#define DATABASE     "mgrun_probed"
#define LEFT_SCRATCH "mgrun_probe_00000001_0123abcd"
#define USED_SCRATCH "mgrun_probe_00000002_0123abcd"

typedef struct {
	ConnectionOptions options;
	Session *session;
	PlanTarget target;
	Schema *schema;
	OnlineProbe *probe;
} Fixture;

static void
run(Fixture *f, const char *sql)
{
	g_autoptr(GError) error = NULL;

	if (!session_exec(f->session, sql, -1, NULL, &error))
		fail_msg("%s: %s", sql, error->message);
}

static char *
ask(Fixture *f, const char *sql)
{
	g_autoptr(GError) error = NULL;
	char *value = session_query_value(f->session, sql, &error);

	if (error)
		fail_msg("%s: %s", sql, error->message);
	return value;
}

static void
assert_scratch_schemas(Fixture *f, const char *count)
{
	g_autofree char *found = ask(f, "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE "
	                                "SCHEMA_NAME LIKE 'mgrun\\_probe\\_%'");
	assert_string_equal(found, count);
}

/* Predict, then ask; whether the server answered. */
static bool
probe(Fixture *f, const char *sql, OnlineVerdict *verdict)
{
	const OnlineSession session = {.foreign_key_checks = true};
	g_autoptr(SqlParsed) parsed = sql_parse(sql, strlen(sql), (SqlMode){0});
	const SchemaTable *before = schema_find_table(f->schema, parsed->table_ddl->table);

	*verdict = online_predict(parsed->table_ddl, before, &f->target, &session);
	return online_probe_try(f->probe, before, parsed->table_ddl, sql, verdict);
}

static void
assert_answer(Fixture *f, const char *sql, const char *mysql, const char *mariadb)
{
	OnlineVerdict verdict = {0};
	g_autofree char *answer = NULL;

	if (!probe(f, sql, &verdict))
		fail_msg("%s: %s", sql, online_probe_why(f->probe));
	assert_true(verdict.measured);
	assert_null(online_probe_why(f->probe));
	answer = g_strdup_printf("%s %s, %s", sql_algorithm_name(verdict.algorithm),
	                         sql_lock_name(verdict.lock), online_work_name(verdict.work));
	assert_string_equal(answer, f->target.mariadb ? mariadb : mysql);
}

static void
the_server_answers_on_a_copy(void **state)
{
	Fixture *f = *state;

	assert_answer(f, "ALTER TABLE child ADD COLUMN z INT", "INSTANT NONE, metadata only",
	              "INSTANT NONE, metadata only");
	assert_answer(f, "ALTER TABLE child ADD INDEX k_n (n), ALGORITHM=COPY",
	              "INPLACE NONE, index build", "NOCOPY NONE, index build");
	assert_answer(f, "CREATE INDEX k_n ON " DATABASE ".child (n)", "INPLACE NONE, index build",
	              "NOCOPY NONE, index build");
	assert_answer(f, "ALTER TABLE child MODIFY n BIGINT", "COPY SHARED, copy",
	              "COPY SHARED, copy");
	assert_answer(f, "ALTER TABLE child FORCE", "INPLACE NONE, rebuild",
	              "INPLACE NONE, rebuild");
	assert_answer(f, "ALTER TABLE parts DROP COLUMN a", "INSTANT NONE, metadata only",
	              "INSTANT NONE, metadata only");
}

static void
foreign_keys_get_parents_of_their_own(void **state)
{
	Fixture *f = *state;

	assert_answer(f, "ALTER TABLE child DROP FOREIGN KEY fk_p", "INPLACE NONE, metadata only",
	              "INSTANT NONE, metadata only");
	assert_answer(f,
	              "ALTER TABLE child ADD CONSTRAINT fk_q FOREIGN KEY (n) REFERENCES " DATABASE
	              ".parent (id)",
	              "COPY SHARED, copy", "COPY SHARED, copy");
}

static void
a_rename_does_not_leave_the_scratch_schema(void **state)
{
	Fixture *f = *state;
	g_autofree char *count = NULL;

	assert_answer(f, "ALTER TABLE child RENAME TO " DATABASE ".stolen",
	              "INSTANT NONE, metadata only", "INSTANT EXCLUSIVE, metadata only");
	count = ask(f,
	            "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '" DATABASE
	            "'");
	assert_string_equal(count, "3");
}

static void
a_table_that_the_plan_has_changed_is_made_from_the_model(void **state)
{
	Fixture *f = *state;
	static const char sql[] = "ALTER TABLE child ADD COLUMN extra INT, ADD KEY k_extra (extra)";
	g_autoptr(SqlParsed) parsed = sql_parse(sql, strlen(sql), (SqlMode){0});
	g_autoptr(GPtrArray) problems =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);

	schema_apply(f->schema, parsed, &f->target, problems);
	assert_int_equal(problems->len, 0);
	assert_answer(f, "ALTER TABLE child RENAME INDEX k_extra TO k_more",
	              "INPLACE NONE, metadata only", "INSTANT NONE, metadata only");
}

static void
nothing_is_left_behind(void **state)
{
	Fixture *f = *state;
	OnlineVerdict verdict = {0};
	g_autofree char *before = ask(f, "CHECKSUM TABLE " DATABASE ".child");
	g_autofree char *after = NULL;

	assert_true(probe(f, "ALTER TABLE child DROP COLUMN n", &verdict));
	assert_scratch_schemas(f, "1");
	g_clear_pointer(&f->probe, online_probe_free);
	assert_scratch_schemas(f, "0");
	after = ask(f, "CHECKSUM TABLE " DATABASE ".child");
	assert_string_equal(before, after);
}

static void
a_leftover_is_removed_and_one_in_use_stays(void **state)
{
	Fixture *f = *state;
	OnlineVerdict verdict = {0};
	g_autofree char *locked = ask(f, "SELECT GET_LOCK('" USED_SCRATCH "', 0)");

	assert_string_equal(locked, "1");
	run(f, "CREATE DATABASE " LEFT_SCRATCH);
	run(f, "CREATE DATABASE " USED_SCRATCH);
	assert_true(probe(f, "ALTER TABLE child FORCE", &verdict));
	g_clear_pointer(&f->probe, online_probe_free);
	assert_scratch_schemas(f, "1");
	run(f, "DROP DATABASE " USED_SCRATCH);
	assert_scratch_schemas(f, "0");
}

static void
assert_refused(Fixture *f, const char *sql, const char *why)
{
	OnlineVerdict verdict = {0};

	assert_false(probe(f, sql, &verdict));
	assert_false(verdict.measured);
	assert_non_null(strstr(online_probe_why(f->probe), why));
}

static void
what_reaches_outside_is_not_tried(void **state)
{
	Fixture *f = *state;

	assert_refused(f, "ALTER TABLE parts DISCARD TABLESPACE", "data files");
	assert_refused(f, "ALTER TABLE child ADD COLUMN z INT REFERENCES parent (id)",
	               "its parent");
	assert_refused(f, "ALTER TABLE gone FORCE", "the table is not known");
	assert_scratch_schemas(f, "0");
}

static void
an_account_without_create_is_told_so(void **state)
{
	Fixture *f = *state;

	run(f, "CREATE USER mgrun_small@localhost IDENTIFIED BY 'small'");
	run(f, "GRANT SELECT, ALTER ON " DATABASE ".* TO mgrun_small@localhost");
	g_free(f->options.user);
	f->options.user = g_strdup("mgrun_small");
	f->options.password = g_strdup("small");
	assert_refused(f, "ALTER TABLE child FORCE", "no scratch schema could be made: ");
	assert_scratch_schemas(f, "0");
}

static void
replicas_never_see_the_scratch_schema(void **state)
{
	Fixture *f = *state;
	g_autofree char *logs = ask(f, "SELECT @@GLOBAL.log_bin");

	f->target.replicas = 1;
	run(f, "CREATE USER mgrun_small@localhost IDENTIFIED BY 'small'");
	run(f, "GRANT ALL ON `mgrun%`.* TO mgrun_small@localhost");
	g_free(f->options.user);
	f->options.user = g_strdup("mgrun_small");
	f->options.password = g_strdup("small");
	if (strcmp(logs, "1") == 0)
		assert_refused(f, "ALTER TABLE child FORCE", "may not switch off sql_log_bin");
	else
		assert_answer(f, "ALTER TABLE child ADD COLUMN z INT",
		              "INSTANT NONE, metadata only", "INSTANT NONE, metadata only");
}

static void
a_read_only_server_is_left_alone(void **state)
{
	Fixture *f = *state;
	OnlineVerdict verdict = {0};
	bool tried;

	run(f, "SET GLOBAL read_only = 1");
	tried = probe(f, "ALTER TABLE child FORCE", &verdict);
	run(f, "SET GLOBAL read_only = 0");
	assert_false(tried);
	assert_string_equal(online_probe_why(f->probe), "the server is read-only");
}

static void
make_tables(Fixture *f)
{
	run(f, "DROP DATABASE IF EXISTS " DATABASE);
	run(f, "DROP DATABASE IF EXISTS " LEFT_SCRATCH);
	run(f, "DROP DATABASE IF EXISTS " USED_SCRATCH);
	run(f, "DROP USER IF EXISTS mgrun_small@localhost");
	run(f, "CREATE DATABASE " DATABASE " CHARACTER SET utf8mb4");
	run(f, "CREATE TABLE " DATABASE ".parent (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB");
	run(f, "CREATE TABLE " DATABASE ".child (id INT NOT NULL PRIMARY KEY, p INT, n INT, "
	       "CONSTRAINT fk_p FOREIGN KEY (p) REFERENCES parent (id)) ENGINE=InnoDB");
	run(f, "CREATE TABLE " DATABASE ".parts (id INT NOT NULL PRIMARY KEY, a INT) ENGINE=InnoDB "
	       "PARTITION BY HASH (id) PARTITIONS 3");
	run(f, "INSERT INTO " DATABASE ".parent VALUES (1)");
	run(f, "INSERT INTO " DATABASE ".child VALUES (1, 1, 1)");
}

static int
open_fixture(void **state)
{
	Fixture *f = g_new0(Fixture, 1);
	g_autoptr(GError) error = NULL;
	g_autoptr(Session) looking = NULL;

	f->options.socket = g_strdup(g_getenv("MGRUN_TEST_SOCKET"));
	f->options.user = g_strdup("root");
	if (!f->options.socket)
		fail_msg("start a server first: tests/run.sh does");
	f->session = session_open(&f->options, "test", NULL, &error);
	if (!f->session)
		fail_msg("%s", error->message);
	make_tables(f);
	f->options.database = g_strdup(DATABASE);
	looking = session_open(&f->options, "test", NULL, &error);
	assert_non_null(looking);
	f->schema = inspect_schema(looking, &f->target, &error);
	assert_non_null(f->schema);
	f->probe = online_probe_new(&f->options, &f->target);
	*state = f;
	return 0;
}

static int
close_fixture(void **state)
{
	Fixture *f = *state;

	online_probe_free(f->probe);
	run(f, "DROP DATABASE " DATABASE);
	run(f, "DROP USER IF EXISTS mgrun_small@localhost");
	session_close(f->session);
	schema_free(f->schema);
	plan_target_clear(&f->target);
	connection_options_clear(&f->options);
	g_free(f);
	return 0;
}

#define PROBE_TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		PROBE_TEST(the_server_answers_on_a_copy),
		PROBE_TEST(foreign_keys_get_parents_of_their_own),
		PROBE_TEST(a_rename_does_not_leave_the_scratch_schema),
		PROBE_TEST(a_table_that_the_plan_has_changed_is_made_from_the_model),
		PROBE_TEST(nothing_is_left_behind),
		PROBE_TEST(a_leftover_is_removed_and_one_in_use_stays),
		PROBE_TEST(what_reaches_outside_is_not_tried),
		PROBE_TEST(an_account_without_create_is_told_so),
		PROBE_TEST(replicas_never_see_the_scratch_schema),
		PROBE_TEST(a_read_only_server_is_left_alone),
	};
	return cmocka_run_group_tests_name("probe_online", tests, NULL, NULL);
}
