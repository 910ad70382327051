/*
 * server.h - what the tests of db/ share: the real server that MGRUN_TEST_* name, a database of
 * the test's own, and statements that must work or must fail in a certain way.
 */
#ifndef MGRUN_TESTS_INTEGRATION_DB_SERVER_H
#define MGRUN_TESTS_INTEGRATION_DB_SERVER_H

#include "tests/unit/test.h"

#include "db/session.h"

typedef struct {
	Session *admin; /* root, in the database */
	char *database;
	bool is_mariadb;
} Server;

/* cmocka group fixture: *state becomes a Server * with a fresh database. */
int server_setup(void **state);
int server_teardown(void **state);

/* What MGRUN_TEST_NAME says; the test fails where it is not set. */
const char *server_variable(const char *name);

/* root over the socket, in the test's database. Cleared by the caller. */
ConnectionOptions server_options(const Server *server);

/* A session of these options, or a failed test. */
Session *server_open(const ConnectionOptions *options);
Session *server_open_root(const Server *server);

void must_run(Session *session, const char *sql);

/* The statement fails with this class; and with this number, unless it is 0. */
void must_fail(Session *session, const char *sql, DbErrorCode code, guint number);

/* The query's first value; "" for none. Freed by the caller. */
char *value_of(Session *session, const char *sql);
void must_give(Session *session, const char *sql, const char *value);

/* A statement that runs on a thread of its own, so that another session can meet it. */
typedef struct Statement Statement;

Statement *statement_start(Session *session, const char *sql);

/* Wait until the server shows that session waiting or working for a while. */
void server_await_running(const Server *server, const Session *session);

/* Wait for its end. NULL when it worked; the caller frees the error and the statement is gone. */
GError *statement_end(Statement *statement);

#endif
