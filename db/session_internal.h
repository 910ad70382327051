/*
 * session_internal.h - what the files of db/ share about a session. Private to db/.
 */
#ifndef MGRUN_DB_SESSION_INTERNAL_H
#define MGRUN_DB_SESSION_INTERNAL_H

#include <mysql.h>

#include "db/session.h"

#define CLIENT_TLS_ERROR 2026

struct Session {
	MYSQL *mysql;
	guint64 connection_id;
	Flavour flavour;
	char *database;
	bool changed;         /* something of the session may not be as it was fixed */
	bool many_statements; /* the server takes several statements in one text */
	GHashTable *expected; /* of session_expected_new(): what session_set_expected() set */
};

/* Set an error from what the client library says of the last call. */
void session_set_error(const Session *session, const char *context, GError **error);

GHashTable *session_expected_new(void);

/* Send the statement that fixes the session's state. */
bool session_fix_state(Session *session, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the connection goes through a socket file. */
bool connect_is_local(const ConnectionOptions *options);

/* TLS and authentication, where the two client libraries differ most. */
void connect_set_tls(MYSQL *mysql, const ConnectionOptions *options);

/* Keep the library from a login that the TLS mode or get_server_public_key does not allow. */
void connect_set_gate(MYSQL *mysql, const ConnectionOptions *options);

/* Whether the CA is to be checked and none is named. */
bool connect_lacks_ca(const ConnectionOptions *options);

/* Whether TLS was asked for and is not there. */
bool connect_lacks_tls(MYSQL *mysql, const ConnectionOptions *options);

#define CONNECT_NO_TLS_TEXT                                                                        \
	"the server offers no TLS, and --ssl-mode asks for it; no password was sent"

#endif
