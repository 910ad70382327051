#include "tests/integration/db/server.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "db/option_file.h"
#include "sql/quote.h"

#define CLIENT_ADDRESS "SELECT HOST FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()"

static void
must_be_connected(Session *session, bool over_tcp)
{
	g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, session_connection_id(session));
	g_autofree char *address = value_of(session, CLIENT_ADDRESS);

	must_give(session, "SELECT CONNECTION_ID()", id);
	assert_int_equal(strchr(address, ':') != NULL, over_tcp);
}

static void
a_session_opens_by_socket_and_by_address(void **state)
{
	g_auto(ConnectionOptions) options = server_options(*state);
	Session *session = server_open(&options);

	must_be_connected(session, false);
	session_close(session);
	options.host = g_strdup("localhost"); /* the socket, as in the mysql client */
	session = server_open(&options);
	must_be_connected(session, false);
	session_close(session);
	g_free(options.host);
	options.host = g_strdup("127.0.0.1");
	options.port = (guint)g_ascii_strtoull(server_variable("PORT"), NULL, 10);
	session = server_open(&options);
	must_be_connected(session, true);
	assert_string_equal(session_database(session), options.database);
	session_close(session);
}

/* The parts of a URL as options; those that this test uses. */
static void
take_url(ConnectionOptions *options, const char *url)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) parts = url_parse(url, &error);

	assert_null(error);
	for (guint i = 0; i < parts->len; i++) {
		const OptionSetting *part = g_ptr_array_index(parts, i);
		if (g_str_equal(part->name, "host"))
			options->host = g_strdup(part->value);
		else if (g_str_equal(part->name, "port"))
			options->port = (guint)g_ascii_strtoull(part->value, NULL, 10);
		else if (g_str_equal(part->name, "user"))
			options->user = g_strdup(part->value);
		else if (g_str_equal(part->name, "password"))
			options->password = g_strdup(part->value);
		else if (g_str_equal(part->name, "database"))
			options->database = g_strdup(part->value);
		else if (g_str_equal(part->name, "socket"))
			options->socket = g_strdup(part->value);
		else
			fail_msg("the URL has %s", part->name);
	}
}

static void
a_session_opens_by_url(void **state)
{
	Server *server = *state;
	g_auto(ConnectionOptions) tcp = {0};
	g_auto(ConnectionOptions) local = {0};
	g_autofree char *url = g_strdup_printf("mysql://mgrun%%40url:s%%2Fc%%25r@127.0.0.1:%s/%s",
	                                       server_variable("PORT"), server->database);
	g_autofree char *socket_url = g_strdup_printf("mariadb://root@/%s?socket=%s",
	                                              server->database, server_variable("SOCKET"));

	must_run(server->admin, "DROP USER IF EXISTS 'mgrun@url'@'%'");
	must_run(server->admin, "CREATE USER 'mgrun@url'@'%' IDENTIFIED BY 's/c%r'");
	must_run(server->admin, "GRANT ALL ON *.* TO 'mgrun@url'@'%'");
	take_url(&tcp, url);
	take_url(&local, socket_url);
	Session *session = server_open(&tcp);
	must_be_connected(session, true);
	must_give(session, "SELECT USER() LIKE 'mgrun@url@%'", "1");
	session_close(session);
	session = server_open(&local);
	must_be_connected(session, false);
	session_close(session);
	must_run(server->admin, "DROP USER 'mgrun@url'@'%'");
}

static void
the_server_sees_who_connects_and_for_which_run(void **state)
{
	Server *server = *state;
	char *value = value_of(server->admin, "SELECT @@performance_schema");
	bool on = g_str_equal(value, "1");

	g_free(value); /* skip() jumps */
	if (!on) {
		print_message("performance_schema is off on this server\n");
		skip();
	}
#define ATTRIBUTE(name)                                                                            \
	"SELECT ATTR_VALUE FROM performance_schema.session_connect_attrs WHERE PROCESSLIST_ID ="   \
	" CONNECTION_ID() AND ATTR_NAME = '" name "'"
	must_give(server->admin, ATTRIBUTE("program_name"), "mgrun");
	must_give(server->admin, ATTRIBUTE("mgrun_role"), "test");
	must_give(server->admin, ATTRIBUTE("mgrun_run"), "run-of-the-test");
}

static void
the_flavour_is_that_of_the_server(void **state)
{
	Server *server = *state;
	const Flavour *flavour = session_flavour(server->admin);
	g_autofree char *version =
		value_of(server->admin, "SELECT REGEXP_SUBSTR(VERSION(), '^[0-9.]+')");
	g_autofree char *text =
		g_strdup_printf("%s %s", server->is_mariadb ? "MariaDB" : "MySQL", version);

	assert_string_equal(flavour->text, text);
	assert_true(flavour_is_supported(flavour));
}

/* What the session is put to, whatever the server's own defaults. */
static const struct {
	const char *question;
	const char *answer;
	const char *spoil; /* a statement that leaves it changed */
	const char *leak;  /* how that is told */
} fixed[] = {
	{"SELECT @@sql_mode",
         "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
         "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
         "SET sql_mode = 'NO_BACKSLASH_ESCAPES'", "sql_mode: was NO_BACKSLASH_ESCAPES"},
	{"SELECT @@time_zone", "+00:00", "SET time_zone = '+05:30'", "time_zone: was +05:30"},
	{"SELECT @@foreign_key_checks", "1", "SET foreign_key_checks = 0",
         "foreign_key_checks: was 0"},
	{"SELECT @@unique_checks", "1", "SET unique_checks = 0", "unique_checks: was 0"},
	{"SELECT @@autocommit", "1", "SET autocommit = 0", "autocommit: was 0"},
	{"SELECT @@sql_safe_updates", "0", "SET sql_safe_updates = 1", "sql_safe_updates: was 1"},
	{"SELECT @@sql_log_bin", "1", "SET sql_log_bin = 0", "sql_log_bin: was 0"},
	{"SELECT @@character_set_client", "utf8mb4", "SET character_set_client = latin1",
         "character_set_client: was latin1"},
	{"SELECT @@character_set_results", "utf8mb4", "SET character_set_results = NULL",
         "character_set_results: was none"},
	{"SELECT @@character_set_connection", "utf8mb4", "SET character_set_connection = latin1",
         "character_set_connection: was latin1"},
	{"SELECT DATABASE() = 'mysql'", "0", "USE mysql", "default database: was mysql"},
	{"SELECT @mine IS NULL", "1", "SET @mine = 1", NULL},
};

static void
must_be_clean(Session *session)
{
	for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
		must_give(session, fixed[i].question, fixed[i].answer);
}

/* Reset, and what had leaked as one text. */
static char *
reset(Session *session)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) leaks = NULL;

	if (!session_reset_state(session, &leaks, &error))
		fail_msg("%s", error->message);
	g_ptr_array_add(leaks, NULL);
	return g_strjoinv("; ", (char **)leaks->pdata);
}

static void
a_session_begins_and_begins_again_in_one_state(void **state)
{
	Session *session = server_open_root(*state);

	must_be_clean(session);
	for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++) {
		must_run(session, fixed[i].spoil);
		g_autofree char *leaks = reset(session);
		assert_string_equal(leaks, fixed[i].leak != NULL ? fixed[i].leak : "");
		must_be_clean(session);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
		must_run(session, fixed[i].spoil);
	g_autofree char *all = reset(session);
	for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
		assert_true(fixed[i].leak == NULL || strstr(all, fixed[i].leak) != NULL);
	must_be_clean(session);
	g_autofree char *none = reset(session);
	assert_string_equal(none, "");
	session_close(session);
}

static void
the_state_does_not_depend_on_the_servers_defaults(void **state)
{
	Server *server = *state;
	g_autofree char *mode = value_of(server->admin, "SELECT @@global.sql_mode");
	g_autofree char *back = g_strdup_printf("SET GLOBAL sql_mode = '%s'", mode);

	must_run(server->admin, "SET GLOBAL sql_mode = 'ANSI', GLOBAL autocommit = 0");
	Session *session = server_open_root(server);
	must_run(server->admin, back);
	must_run(server->admin, "SET GLOBAL autocommit = 1");
	must_be_clean(session);
	session_close(session);
}

static void
isolation_and_read_only_are_the_servers_and_a_change_is_told(void **state)
{
	Server *server = *state;
	Session *session = server_open_root(server);
	const char *question =
		server->is_mariadb ? "SELECT @@tx_isolation" : "SELECT @@transaction_isolation";

	must_run(session, "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY");
	g_autofree char *leaks = reset(session);
	assert_string_equal(leaks, server->is_mariadb
	                                   ? "tx_isolation: was SERIALIZABLE; tx_read_only: was 1"
	                                   : "transaction_isolation: was SERIALIZABLE; "
	                                     "transaction_read_only: was 1");
	must_give(session, question, "REPEATABLE-READ");
	must_run(session, "CREATE TABLE writable (id INT)");
	session_close(session);
}

static void
an_open_transaction_is_rolled_back_and_told(void **state)
{
	Session *session = server_open_root(*state);

	must_run(session, "CREATE TABLE kept (id INT) ENGINE=InnoDB");
	assert_false(session_in_transaction(session));
	must_run(session, "START TRANSACTION");
	must_run(session, "INSERT INTO kept VALUES (1)");
	assert_true(session_in_transaction(session));
	g_autofree char *leaks = reset(session);
	assert_string_equal(leaks, "transaction: was left open and is rolled back");
	assert_false(session_in_transaction(session));
	must_give(session, "SELECT COUNT(*) FROM kept", "0");
	session_close(session);
}

static void
locked_tables_are_released_and_told(void **state)
{
	Server *server = *state;
	Session *session = server_open_root(server);

	must_run(server->admin, "CREATE TABLE locked (id INT)");
	must_run(session, "LOCK TABLES locked WRITE");
	session_distrust(session); /* no server reports it, the caller knows */
	g_autofree char *leaks = reset(session);
	assert_string_equal(leaks, "LOCK TABLES: was left on and is released");
	must_run(server->admin, "SET lock_wait_timeout = 1");
	must_run(server->admin, "INSERT INTO locked VALUES (1)");
	session_close(session);
}

static void
what_is_set_on_purpose_stays_and_is_no_leak(void **state)
{
	Session *session = server_open_root(*state);
	g_autoptr(GError) error = NULL;

	assert_true(session_set_expected(session, "lock_wait_timeout", "7", &error));
	assert_true(session_set_expected(session, "sql_mode", "'STRICT_ALL_TABLES'", &error));
	assert_true(session_set_expected(session, "max_error_count", "1 + 2", &error));
	g_autofree char *leaks = reset(session);
	assert_string_equal(leaks, "");
	must_give(session, "SELECT @@lock_wait_timeout", "7");
	must_give(session, "SELECT @@sql_mode", "STRICT_ALL_TABLES");
	must_run(session, "SET lock_wait_timeout = 9");
	g_autofree char *leak = reset(session);
	assert_string_equal(leak, "lock_wait_timeout: was 9");
	must_give(session, "SELECT @@lock_wait_timeout", "7");
	assert_false(session_set_expected(session, "no_such_variable", "1", &error));
	assert_int_equal(db_error_number(error), 1193);
	session_close(session);
}

static void
odd_names_and_texts_come_back_as_they_went(void **state)
{
	static const char *const odd[] = {
		"back`tick",  "``",          "quo'te",     "dou\"ble",         "two words",
		"semi;colon", "back\\slash", "-- comment", "/* comment */",    "naïve ſtraße 表",
		"percent%_",  "UPPER",       "1",          "select",           "a.b",
		" leading",   "new\nline",   "$dollar",    "hash # no comment"};
	Session *session = server_open_root(*state);

	for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
		g_autofree char *name = sql_quote_name(odd[i]);
		g_autoptr(GString) create = g_string_new(NULL);
		g_autoptr(GString) insert = g_string_new(NULL);
		g_autoptr(GString) find = g_string_new(NULL);
		g_string_printf(create, "CREATE TABLE %s (%s VARCHAR(99)) CHARSET=utf8mb4", name,
		                name);
		must_run(session, create->str);
		g_string_printf(insert, "INSERT INTO %s VALUES (", name);
		sql_append_string(insert, odd[i], -1);
		g_string_append_c(insert, ')');
		must_run(session, insert->str);
		g_string_printf(find, "SELECT %s FROM %s", name, name);
		must_give(session, find->str, odd[i]);
		g_string_assign(find, "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE"
		                      " TABLE_SCHEMA = DATABASE() AND BINARY TABLE_NAME = ");
		sql_append_string(find, odd[i], -1);
		must_give(session, find->str, odd[i]);
		g_string_printf(find, "DROP TABLE %s", name);
		must_run(session, find->str);
	}
	session_close(session);
}

static void
results_are_read_whole(void **state)
{
	Session *session = server_open_root(*state);
	ExecResult result = {0};
	g_autoptr(GError) error = NULL;

	must_run(session, "CREATE TABLE counted (id INT PRIMARY KEY)");
	must_run(session, "CREATE PROCEDURE several() BEGIN SELECT 1; SELECT 2; INSERT INTO"
	                  " counted VALUES (1); SELECT 3; END");
	must_run(session, "CREATE PROCEDURE breaks() BEGIN SELECT 1; INSERT INTO counted VALUES"
	                  " (1); END");
	must_run(session, "CALL several()");
	must_fail(session, "CALL breaks()", DB_ERROR_DUPLICATE_KEY, 1062);
	must_give(session, "SELECT COUNT(*) FROM counted", "1");
	assert_true(
		session_exec(session, "INSERT INTO counted VALUES (2), (3)", -1, &result, &error));
	assert_int_equal(result.affected_rows, 2);
	assert_true(session_exec(session, "DROP TABLE IF EXISTS nowhere", -1, &result, &error));
	assert_int_equal(result.warnings, 1);
	g_autoptr(GPtrArray) warnings = session_warnings(session, 5, &error);
	assert_int_equal(warnings->len, 1);
	assert_true(g_str_has_prefix(g_ptr_array_index(warnings, 0), "Note 1051: "));
	g_autoptr(Rows) rows = session_query(session, "SELECT NULL, 'a\\0b', b'1', '0x1'", &error);
	assert_true(rows_next(rows));
	assert_null(rows_text(rows, 0));
	assert_int_equal(rows_length(rows, 1), 3);
	assert_true(rows_is_true(rows, 2));
	assert_false(rows_is_true(rows, 3));
	assert_false(rows_next(rows));
	session_close(session);
}

static void
compression_is_on_when_asked(void **state)
{
	g_auto(ConnectionOptions) options = server_options(*state);
	g_autoptr(GString) text = g_string_new("SELECT LENGTH('");

	options.compress = true;
	Session *session = server_open(&options);
	g_autoptr(Rows) rows = session_query(session, "SHOW STATUS LIKE 'Compression'", NULL);
	assert_true(rows_next(rows));
	assert_string_equal(rows_text(rows, 1), "ON");
	for (guint i = 0; i < 200000; i++)
		g_string_append(text, "mgrun");
	g_string_append(text, "')");
	must_give(session, text->str, "1000000");
	session_close(session);
}

static void
no_file_of_this_machine_is_sent(void **state)
{
	Server *server = *state;
	g_autoptr(GError) error = NULL;

	must_run(server->admin, "CREATE TABLE loaded (line TEXT)");
	assert_false(session_exec(server->admin,
	                          "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE loaded", -1,
	                          NULL, &error));
	must_give(server->admin, "SELECT COUNT(*) FROM loaded", "0");
}

static void
a_server_that_says_nothing_is_given_up(void **state)
{
	g_auto(ConnectionOptions) options = server_options(*state);
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	socklen_t length = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	g_autoptr(GError) error = NULL;

	assert_int_equal(bind(listener, (struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	options.host = g_strdup("127.0.0.1");
	options.port = ntohs(address.sin_port);
	options.connect_timeout_s = 1;
	gint64 started = g_get_monotonic_time();
	assert_null(session_open(&options, "test", NULL, &error));
	gint64 elapsed_ms = (g_get_monotonic_time() - started) / 1000;
	assert_true(elapsed_ms >= 500 && elapsed_ms <= 8000);
	assert_int_equal(db_error_number(error), 2013); /* connected, and then nothing came */
	assert_int_equal(error->code, DB_ERROR_LOST);
	close(listener);
}

static void
a_long_statement_outlives_the_connect_timeout(void **state)
{
	g_auto(ConnectionOptions) options = server_options(*state);

	options.host = g_strdup("127.0.0.1");
	options.port = (guint)g_ascii_strtoull(server_variable("PORT"), NULL, 10);
	options.connect_timeout_s = 1;
	Session *session = server_open(&options);
	must_give(session, "SELECT SLEEP(3)", "0");
	session_close(session);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_opens_by_socket_and_by_address),
		cmocka_unit_test(a_session_opens_by_url),
		cmocka_unit_test(the_server_sees_who_connects_and_for_which_run),
		cmocka_unit_test(the_flavour_is_that_of_the_server),
		cmocka_unit_test(a_session_begins_and_begins_again_in_one_state),
		cmocka_unit_test(the_state_does_not_depend_on_the_servers_defaults),
		cmocka_unit_test(isolation_and_read_only_are_the_servers_and_a_change_is_told),
		cmocka_unit_test(an_open_transaction_is_rolled_back_and_told),
		cmocka_unit_test(locked_tables_are_released_and_told),
		cmocka_unit_test(what_is_set_on_purpose_stays_and_is_no_leak),
		cmocka_unit_test(odd_names_and_texts_come_back_as_they_went),
		cmocka_unit_test(results_are_read_whole),
		cmocka_unit_test(compression_is_on_when_asked),
		cmocka_unit_test(no_file_of_this_machine_is_sent),
		cmocka_unit_test(a_server_that_says_nothing_is_given_up),
		cmocka_unit_test(a_long_statement_outlives_the_connect_timeout),
	};
	return cmocka_run_group_tests_name("sessions with a real server", tests, server_setup,
	                                   server_teardown);
}
