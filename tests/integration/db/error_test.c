#include "tests/integration/db/server.h"

/* A statement and the class of the error that a real server gives for it. */
typedef struct {
	const char *sql;
	DbErrorCode code;
	guint mysql;
	guint mariadb; /* 0: the same number */
} ErrorCase;

#define TABLE_T                                                                                    \
	"CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(4) NOT NULL, n TINYINT NULL,"            \
	" parent_id INT NULL, KEY n (n), CONSTRAINT t_check CHECK (n < 100),"                      \
	" CONSTRAINT t_parent FOREIGN KEY (parent_id) REFERENCES parent (id))"

#define TABLE_PARTED                                                                               \
	"CREATE TABLE parted (id INT) PARTITION BY RANGE (id)"                                     \
	" (PARTITION a VALUES LESS THAN (1), PARTITION b VALUES LESS THAN (2))"

static const char *const tables[] = {
	"CREATE DATABASE IF NOT EXISTS mgrun_db_test_there",
	"CREATE TABLE parent (id INT PRIMARY KEY)",
	TABLE_T,
	"CREATE TABLE dated (day DATE)",
	"CREATE PROCEDURE p() DO 0",
	"CREATE TRIGGER g BEFORE DELETE ON t FOR EACH ROW DO 0",
	"CREATE EVENT e ON SCHEDULE AT '2037-01-01' DO DO 0",
	TABLE_PARTED,
	"INSERT INTO parent VALUES (1), (2)",
	"INSERT INTO t VALUES (1, 'a', 1, 1), (2, 'b', 2, NULL)",
};

static int
setup(void **state)
{
	int failed = server_setup(state);
	Server *server = *state;

	for (gsize i = 0; failed == 0 && i < G_N_ELEMENTS(tables); i++)
		must_run(server->admin, tables[i]);
	return failed;
}

static void
check_cases(Server *server, const ErrorCase *cases, gsize count)
{
	for (gsize i = 0; i < count; i++)
		must_fail(server->admin, cases[i].sql, cases[i].code,
		          server->is_mariadb && cases[i].mariadb != 0 ? cases[i].mariadb
		                                                      : cases[i].mysql);
}

static void
what_is_there_already_is_a_duplicate(void **state)
{
	static const ErrorCase cases[] = {
		{"INSERT INTO t (id, name) VALUES (1, 'x')", DB_ERROR_DUPLICATE_KEY, 1062, 0},
		{"ALTER TABLE t ADD UNIQUE u ((1))", DB_ERROR_DUPLICATE_KEY, 1062, 0},
		{"CREATE TABLE t (id INT)", DB_ERROR_DUPLICATE_OBJECT, 1050, 0},
		{"ALTER TABLE t ADD COLUMN n INT", DB_ERROR_DUPLICATE_OBJECT, 1060, 0},
		{"CREATE INDEX n ON t (name)", DB_ERROR_DUPLICATE_OBJECT, 1061, 0},
		{"ALTER TABLE t ADD PRIMARY KEY (name)", DB_ERROR_DUPLICATE_OBJECT, 1068, 0},
		{"ALTER TABLE t ADD CONSTRAINT t_check CHECK (n > 0)", DB_ERROR_DUPLICATE_OBJECT,
	         3822, 1826},
		{"CREATE PROCEDURE p() DO 0", DB_ERROR_DUPLICATE_OBJECT, 1304, 0},
		{"CREATE TRIGGER g BEFORE DELETE ON t FOR EACH ROW DO 0", DB_ERROR_DUPLICATE_OBJECT,
	         1359, 0},
		{"CREATE EVENT e ON SCHEDULE AT '2037-01-01' DO DO 0", DB_ERROR_DUPLICATE_OBJECT,
	         1537, 0},
		{"CREATE DATABASE mgrun_db_test_there", DB_ERROR_DUPLICATE_OBJECT, 1007, 0},
		{"ALTER TABLE parted ADD PARTITION (PARTITION a VALUES LESS THAN (9))",
	         DB_ERROR_DUPLICATE_OBJECT, 1517, 0},
	};
	Server *server = *state;

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		if (!server->is_mariadb || strstr(cases[i].sql, "((1))") == NULL)
			check_cases(server, &cases[i], 1);
}

static void
what_is_not_there_is_a_missing_object(void **state)
{
	static const ErrorCase cases[] = {
		{"SELECT * FROM nowhere", DB_ERROR_MISSING_OBJECT, 1146, 0},
		{"SELECT nothing FROM t", DB_ERROR_MISSING_OBJECT, 1054, 0},
		{"SELECT x.id FROM t", DB_ERROR_MISSING_OBJECT, 1054, 0},
		{"DELETE x FROM t", DB_ERROR_MISSING_OBJECT, 1109, 0},
		{"DROP TABLE nowhere", DB_ERROR_MISSING_OBJECT, 1051, 0},
		{"DROP VIEW nowhere", DB_ERROR_MISSING_OBJECT, 1051, 4092},
		{"ALTER TABLE t DROP COLUMN nothing", DB_ERROR_MISSING_OBJECT, 1091, 0},
		{"DROP INDEX nothing ON t", DB_ERROR_MISSING_OBJECT, 1091, 0},
		{"CREATE INDEX x ON t (nothing)", DB_ERROR_MISSING_OBJECT, 1072, 0},
		{"SELECT * FROM t FORCE INDEX (nothing)", DB_ERROR_MISSING_OBJECT, 1176, 0},
		{"CALL nothing()", DB_ERROR_MISSING_OBJECT, 1305, 0},
		{"DROP TRIGGER nothing", DB_ERROR_MISSING_OBJECT, 1360, 0},
		{"DROP EVENT nothing", DB_ERROR_MISSING_OBJECT, 1539, 0},
		{"DROP DATABASE mgrun_no_such_database", DB_ERROR_MISSING_OBJECT, 1008, 0},
		{"ALTER TABLE t DROP CONSTRAINT nothing", DB_ERROR_MISSING_OBJECT, 3940, 1091},
		{"ALTER TABLE t DROP CHECK nothing", DB_ERROR_MISSING_OBJECT, 3821, 1064},
		{"ALTER TABLE parted DROP PARTITION z", DB_ERROR_MISSING_OBJECT, 1507, 0},
		{"USE mgrun_no_such_database", DB_ERROR_UNKNOWN_DATABASE, 1049, 0},
		{"CREATE TABLE mgrun_no_such_database.x (id INT)", DB_ERROR_UNKNOWN_DATABASE, 1049,
	         0},
	};
	Server *server = *state;

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		if (!server->is_mariadb || cases[i].mariadb != 1064)
			check_cases(server, &cases[i], 1);
}

static void
rows_that_the_schema_forbids_are_constraints(void **state)
{
	static const ErrorCase cases[] = {
		{"INSERT INTO t VALUES (3, NULL, 3, NULL)", DB_ERROR_CONSTRAINT, 1048, 0},
		{"INSERT INTO t (id) VALUES (3)", DB_ERROR_CONSTRAINT, 1364, 0},
		{"INSERT INTO t VALUES (3, 'abcde', 3, NULL)", DB_ERROR_CONSTRAINT, 1406, 0},
		{"INSERT INTO t VALUES (3, 'a', 300, NULL)", DB_ERROR_CONSTRAINT, 1264, 0},
		{"INSERT INTO t VALUES (3, 'a', 'x', NULL)", DB_ERROR_CONSTRAINT, 1366, 0},
		{"INSERT INTO t VALUES (3, 'a', 101, NULL)", DB_ERROR_CONSTRAINT, 3819, 4025},
		{"INSERT INTO t VALUES (3, 'a', 3, 9)", DB_ERROR_CONSTRAINT, 1452, 0},
		{"DELETE FROM parent WHERE id = 1", DB_ERROR_CONSTRAINT, 1451, 0},
		{"DROP TABLE parent", DB_ERROR_CONSTRAINT, 3730, 1451},
		{"TRUNCATE TABLE parent", DB_ERROR_CONSTRAINT, 1701, 0},
		{"ALTER TABLE t MODIFY parent_id INT NOT NULL, DROP FOREIGN KEY t_parent",
	         DB_ERROR_CONSTRAINT, 1138, 1265},
		{"INSERT INTO dated VALUES ('2020-99-99')", DB_ERROR_CONSTRAINT, 1292, 0},
		{"SELECT 18446744073709551615 + 1", DB_ERROR_CONSTRAINT, 1690, 0},
	};
	check_cases(*state, cases, G_N_ELEMENTS(cases));
}

static void
bad_text_is_syntax_and_one_text_is_one_statement(void **state)
{
	static const ErrorCase cases[] = {
		{"SELEC 1", DB_ERROR_SYNTAX, 1064, 0},
		{"DO 0; DO 1", DB_ERROR_SYNTAX, 1064, 0},
		{"", DB_ERROR_SYNTAX, 1065, 0},
	};
	check_cases(*state, cases, G_N_ELEMENTS(cases));
}

static void
an_algorithm_that_cannot_be_had_is_told(void **state)
{
	static const ErrorCase cases[] = {
		{"ALTER TABLE t MODIFY name BIGINT NOT NULL, ALGORITHM=INPLACE",
	         DB_ERROR_UNSUPPORTED_ALGORITHM, 1846, 0},
		{"ALTER TABLE t ADD INDEX x (name), ALGORITHM=INSTANT",
	         DB_ERROR_UNSUPPORTED_ALGORITHM, 1845, 1846},
		{"ALTER TABLE t MODIFY name BIGINT NOT NULL, ALGORITHM=COPY, LOCK=NONE",
	         DB_ERROR_UNSUPPORTED_ALGORITHM, 1846, 0},
	};
	Server *server = *state;

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		if (!server->is_mariadb || strstr(cases[i].sql, "LOCK=NONE") == NULL)
			check_cases(server, &cases[i], 1);
}

static void
a_full_table_is_space(void **state)
{
	Server *server = *state;
	Session *session = server_open_root(server);

	must_run(session, "SET max_heap_table_size = 16384");
	must_run(session, "CREATE TABLE full (c CHAR(200)) ENGINE=MEMORY");
	for (guint i = 0; i < 5; i++)
		must_run(session, "INSERT INTO full VALUES ('x')");
	must_fail(session,
	          "INSERT INTO full SELECT a.c FROM full a, full b, full c, full d, full e",
	          DB_ERROR_SPACE, 1114);
	session_close(session);
}

static void
a_statement_over_its_time_is_interrupted(void **state)
{
	Server *server = *state;

	if (server->is_mariadb)
		must_fail(server->admin, "SET STATEMENT max_statement_time=0.2 FOR SELECT SLEEP(5)",
		          DB_ERROR_INTERRUPTED, 1969);
	else
		must_fail(server->admin,
		          "SELECT /*+ MAX_EXECUTION_TIME(50) */ COUNT(*) FROM"
		          " information_schema.COLUMNS a, information_schema.COLUMNS b,"
		          " information_schema.COLUMNS c",
		          DB_ERROR_INTERRUPTED, 3024);
}

static void
a_killed_statement_is_interrupted_and_its_session_lives(void **state)
{
	Server *server = *state;
	Session *waiter = server_open_root(server);
	g_autoptr(GError) problem = NULL;

	must_run(server->admin, "START TRANSACTION");
	must_run(server->admin, "UPDATE t SET n = 9 WHERE id = 1");
	Statement *statement = statement_start(waiter, "UPDATE t SET n = 8 WHERE id = 1");
	server_await_running(server, waiter);
	assert_true(session_kill_query(server->admin, session_connection_id(waiter), &problem));
	g_autoptr(GError) error = statement_end(statement);
	must_run(server->admin, "ROLLBACK");
	assert_non_null(error);
	assert_int_equal(error->code, DB_ERROR_INTERRUPTED);
	assert_int_equal(db_error_number(error), 1317);
	assert_true(session_ping(waiter, &problem));
	session_close(waiter);
}

static void
a_killed_session_is_lost(void **state)
{
	Server *server = *state;
	Session *victim = server_open_root(server);
	Session *idle = server_open_root(server);
	g_autofree char *kill =
		g_strdup_printf("KILL %" G_GUINT64_FORMAT, session_connection_id(victim));
	g_autofree char *kill_idle =
		g_strdup_printf("KILL %" G_GUINT64_FORMAT, session_connection_id(idle));

	Statement *statement = statement_start(victim, "SELECT SLEEP(20)");
	server_await_running(server, victim);
	must_run(server->admin, kill);
	g_autoptr(GError) error = statement_end(statement);
	assert_non_null(error);
	assert_int_equal(error->code, DB_ERROR_LOST);
	must_fail(victim, "DO 0", DB_ERROR_LOST, 0);

	must_run(server->admin, kill_idle);
	g_usleep(300 * 1000);
	must_fail(idle, "DO 0", DB_ERROR_LOST, 0);
	g_autoptr(GError) gone = NULL;
	assert_false(session_ping(idle, &gone));
	assert_int_equal(gone->code, DB_ERROR_LOST);
	session_close(victim);
	session_close(idle);
}

/* With TLS the client library tells of the broken encryption instead (2026). */
static void
a_killed_session_with_tls_is_lost(void **state)
{
	Server *server = *state;
	g_auto(ConnectionOptions) options = server_options(server);
	g_clear_pointer(&options.socket, g_free);
	options.host = g_strdup("127.0.0.1");
	options.port = (guint)g_ascii_strtoull(server_variable("PORT"), NULL, 10);
	options.get_server_public_key = true;
	Session *victim = server_open(&options);
	g_autofree char *kill =
		g_strdup_printf("KILL %" G_GUINT64_FORMAT, session_connection_id(victim));

	if (!server->is_mariadb) /* that one has no certificate here */
		must_give(victim,
		          "SELECT VARIABLE_VALUE <> '' FROM performance_schema.session_status "
		          "WHERE VARIABLE_NAME = 'Ssl_cipher'",
		          "1");
	Statement *statement = statement_start(victim, "SELECT SLEEP(20)");
	server_await_running(server, victim);
	must_run(server->admin, kill);
	g_autoptr(GError) error = statement_end(statement);
	assert_non_null(error);
	assert_int_equal(error->code, DB_ERROR_LOST);
	must_fail(victim, "DO 0", DB_ERROR_LOST, 0);
	session_close(victim);
}

static void
locks_that_do_not_come_are_lock_timeouts(void **state)
{
	Server *server = *state;
	Session *waiter = server_open_root(server);

	must_run(waiter, "SET innodb_lock_wait_timeout = 1, lock_wait_timeout = 1");
	must_run(server->admin, "START TRANSACTION");
	must_run(server->admin, "UPDATE t SET n = 9 WHERE id = 1");
	must_fail(waiter, "UPDATE t SET n = 8 WHERE id = 1", DB_ERROR_LOCK_TIMEOUT, 1205);
	must_fail(waiter, "SELECT * FROM t WHERE id = 1 FOR UPDATE NOWAIT", DB_ERROR_LOCK_TIMEOUT,
	          server->is_mariadb ? 1205 : 3572);
	must_fail(waiter, "ALTER TABLE t ADD COLUMN x INT", DB_ERROR_LOCK_TIMEOUT, 1205);
	must_run(server->admin, "ROLLBACK");
	session_close(waiter);
}

static void
two_that_wait_for_each_other_are_a_deadlock(void **state)
{
	Server *server = *state;
	Session *other = server_open_root(server);
	g_autoptr(GError) own_error = NULL;

	must_run(server->admin, "START TRANSACTION");
	must_run(server->admin, "UPDATE t SET n = 9 WHERE id = 1");
	must_run(other, "START TRANSACTION");
	must_run(other, "UPDATE t SET n = 9 WHERE id = 2");
	Statement *statement = statement_start(other, "UPDATE t SET n = 8 WHERE id = 1");
	g_usleep(500 * 1000);
	bool won = session_exec(server->admin, "UPDATE t SET n = 8 WHERE id = 2", -1, NULL,
	                        &own_error);
	must_run(server->admin, "ROLLBACK");
	g_autoptr(GError) other_error = statement_end(statement);
	must_run(other, "ROLLBACK");
	const GError *error = won ? other_error : own_error;
	assert_non_null(error);
	assert_int_equal(error->code, DB_ERROR_DEADLOCK);
	assert_int_equal(db_error_number(error), 1213);
	assert_memory_equal(db_error_sqlstate(error), "40001", DB_SQLSTATE_LENGTH);
	session_close(other);
}

static void
what_an_account_may_not_do_is_privilege_or_read_only(void **state)
{
	Server *server = *state;
	g_auto(ConnectionOptions) options = server_options(server);
	g_autofree char *grant = g_strdup_printf("GRANT SELECT ON %s.t TO mgrun_db_test@localhost",
	                                         server->database);

	must_run(server->admin, "DROP USER IF EXISTS mgrun_db_test@localhost");
	must_run(server->admin, "CREATE USER mgrun_db_test@localhost IDENTIFIED BY 'x'");
	must_run(server->admin, grant);
	g_free(options.user);
	options.user = g_strdup("mgrun_db_test");
	options.password = g_strdup("x");
	Session *poor = server_open(&options);
	must_fail(poor, "INSERT INTO t (id, name) VALUES (7, 'x')", DB_ERROR_PRIVILEGE, 1142);
	must_fail(poor, "SELECT * FROM mysql.user", DB_ERROR_PRIVILEGE, 1142);
	must_fail(poor, "CREATE DATABASE mgrun_db_test_other", DB_ERROR_PRIVILEGE, 1044);
	must_fail(poor, "SET GLOBAL max_connections = 100", DB_ERROR_PRIVILEGE, 1227);
	must_fail(poor, "CALL p()", DB_ERROR_PRIVILEGE, 1370);
	must_run(server->admin, "GRANT INSERT ON t TO mgrun_db_test@localhost");
	must_run(server->admin, "SET GLOBAL read_only = 1");
	must_fail(poor, "INSERT INTO t (id, name) VALUES (7, 'x')", DB_ERROR_READ_ONLY, 1290);
	must_run(server->admin, "SET GLOBAL read_only = 0");
	must_run(poor, "START TRANSACTION READ ONLY");
	must_fail(poor, "INSERT INTO t (id, name) VALUES (7, 'x')", DB_ERROR_READ_ONLY, 1792);
	session_close(poor);
	must_run(server->admin, "DROP USER mgrun_db_test@localhost");
}

static void
must_not_open(const ConnectionOptions *options, DbErrorCode code, guint number, const char *text)
{
	g_autoptr(GError) error = NULL;
	Session *session = session_open(options, "test", NULL, &error);

	assert_null(session);
	if (error->code != (gint)code || (number != 0 && db_error_number(error) != number) ||
	    strstr(error->message, text) == NULL)
		fail_msg("%s is of class %s; wanted %s, %u, %s", error->message,
		         db_error_code_name((DbErrorCode)error->code), db_error_code_name(code),
		         number, text);
}

static void
a_connection_that_cannot_be_made_says_why(void **state)
{
	g_auto(ConnectionOptions) options = server_options(*state);
	g_auto(ConnectionOptions) database = server_options(*state);
	g_auto(ConnectionOptions) closed = server_options(*state);
	g_auto(ConnectionOptions) socket = server_options(*state);
	g_auto(ConnectionOptions) unknown = server_options(*state);

	options.password = g_strdup("Wr0ngS3cret");
	must_not_open(&options, DB_ERROR_ACCESS, 1045, "a password was given");
	g_free(database.database);
	database.database = g_strdup("mgrun_no_such_database");
	must_not_open(&database, DB_ERROR_UNKNOWN_DATABASE, 1049, "create the database first");
	closed.host = g_strdup("127.0.0.1");
	closed.port = 1;
	must_not_open(&closed, DB_ERROR_CONNECT, 0, "root@127.0.0.1:1/");
	g_free(socket.socket);
	socket.socket = g_strdup("/nonexistent/s");
	must_not_open(&socket, DB_ERROR_CONNECT, 2002, "is --socket right?");
	unknown.host = g_strdup("no-such-host.invalid");
	must_not_open(&unknown, DB_ERROR_CONNECT, 0, "is the host name right?");
}

static int
teardown(void **state)
{
	Server *server = *state;

	must_run(server->admin, "DROP DATABASE mgrun_db_test_there");
	return server_teardown(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_there_already_is_a_duplicate),
		cmocka_unit_test(what_is_not_there_is_a_missing_object),
		cmocka_unit_test(rows_that_the_schema_forbids_are_constraints),
		cmocka_unit_test(bad_text_is_syntax_and_one_text_is_one_statement),
		cmocka_unit_test(an_algorithm_that_cannot_be_had_is_told),
		cmocka_unit_test(a_full_table_is_space),
		cmocka_unit_test(a_statement_over_its_time_is_interrupted),
		cmocka_unit_test(a_killed_statement_is_interrupted_and_its_session_lives),
		cmocka_unit_test(a_killed_session_is_lost),
		cmocka_unit_test(a_killed_session_with_tls_is_lost),
		cmocka_unit_test(locks_that_do_not_come_are_lock_timeouts),
		cmocka_unit_test(two_that_wait_for_each_other_are_a_deadlock),
		cmocka_unit_test(what_an_account_may_not_do_is_privilege_or_read_only),
		cmocka_unit_test(a_connection_that_cannot_be_made_says_why),
	};
	return cmocka_run_group_tests_name("errors of a real server", tests, setup, teardown);
}
