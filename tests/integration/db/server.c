#include "tests/integration/db/server.h"

#include <pthread.h>
#include <unistd.h>

struct Statement {
	Session *session;
	char *sql;
	pthread_t thread;
	GError *error;
};

const char *
server_variable(const char *name)
{
	g_autofree char *whole = g_strconcat("MGRUN_TEST_", name, NULL);
	const char *value = g_getenv(whole);

	if (value == NULL)
		fail_msg("%s is not set: start a server first, as tests/run.sh does", whole);
	return value;
}

ConnectionOptions
server_options(const Server *server)
{
	return (ConnectionOptions){.socket = g_strdup(server_variable("SOCKET")),
	                           .user = g_strdup("root"),
	                           .database = g_strdup(server->database)};
}

Session *
server_open(const ConnectionOptions *options)
{
	g_autoptr(GError) error = NULL;
	Session *session = session_open(options, "test", "run-of-the-test", &error);

	if (session == NULL)
		fail_msg("%s", error->message);
	return session;
}

Session *
server_open_root(const Server *server)
{
	g_auto(ConnectionOptions) options = server_options(server);
	return server_open(&options);
}

int
server_setup(void **state)
{
	Server *server = g_new0(Server, 1);

	db_library_begin();
	server->is_mariadb = g_str_equal(server_variable("KIND"), "mariadb");
	g_autofree char *name = g_strdup_printf("mgrun_db_test_%d", (int)getpid());
	g_autofree char *sql = g_strdup_printf("CREATE DATABASE %s", name);
	Session *session = server_open_root(server);
	must_run(session, sql);
	session_close(session);
	server->database = g_steal_pointer(&name);
	server->admin = server_open_root(server);
	*state = server;
	return 0;
}

int
server_teardown(void **state)
{
	Server *server = *state;
	g_autofree char *sql = g_strdup_printf("DROP DATABASE %s", server->database);

	must_run(server->admin, sql);
	session_close(server->admin);
	g_free(server->database);
	g_free(server);
	db_library_end();
	return 0;
}

void
must_run(Session *session, const char *sql)
{
	g_autoptr(GError) error = NULL;

	if (!session_exec(session, sql, -1, NULL, &error))
		fail_msg("%s: %s", sql, error->message);
}

void
must_fail(Session *session, const char *sql, DbErrorCode code, guint number)
{
	g_autoptr(GError) error = NULL;

	if (session_exec(session, sql, -1, NULL, &error))
		fail_msg("%s: worked, and should fail", sql);
	if (error->domain != DB_ERROR || error->code != (gint)code ||
	    (number != 0 && db_error_number(error) != number))
		fail_msg("%s: %s is of class %s instead of %s (%u)", sql, error->message,
		         db_error_code_name((DbErrorCode)error->code), db_error_code_name(code),
		         number);
}

char *
value_of(Session *session, const char *sql)
{
	g_autoptr(GError) error = NULL;
	char *value = session_query_value(session, sql, &error);

	if (error != NULL)
		fail_msg("%s: %s", sql, error->message);
	return value != NULL ? value : g_strdup("");
}

void
must_give(Session *session, const char *sql, const char *value)
{
	g_autofree char *found = value_of(session, sql);

	if (!g_str_equal(found, value))
		fail_msg("%s gives %s instead of %s", sql, found, value);
}

static void *
run_statement(void *argument)
{
	Statement *statement = argument;

	/* The error says whether it worked. */
	(void)!session_exec(statement->session, statement->sql, -1, NULL, &statement->error);
	return NULL;
}

Statement *
statement_start(Session *session, const char *sql)
{
	Statement *statement = g_new0(Statement, 1);

	statement->session = session;
	statement->sql = g_strdup(sql);
	assert_int_equal(pthread_create(&statement->thread, NULL, run_statement, statement), 0);
	return statement;
}

void
server_await_running(const Server *server, const Session *session)
{
	g_autofree char *sql = g_strdup_printf(
		"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = %" G_GUINT64_FORMAT
		" AND COMMAND = 'Query'",
		session_connection_id(session));

	for (guint i = 0; i < 300; i++) {
		g_autofree char *count = value_of(server->admin, sql);
		g_usleep(200 * 1000);
		if (g_str_equal(count, "1"))
			return;
	}
	fail_msg("the statement never began");
}

GError *
statement_end(Statement *statement)
{
	assert_int_equal(pthread_join(statement->thread, NULL), 0);
	GError *error = statement->error;
	g_free(statement->sql);
	g_free(statement);
	return error;
}
