/*
 * session_internal.h - what the files of db/ share about a session. Private to db/.
 */
#ifndef MGRUN_DB_SESSION_INTERNAL_H
#define MGRUN_DB_SESSION_INTERNAL_H

#include <mysql.h>

#include "db/session.h"

struct Session {
	MYSQL *mysql;
	guint64 connection_id;
	Flavour flavour;
	char *database;
	GHashTable *expected; /* variable -> owned SQL value: session_set_expected() */
};

/* Set an error from what the client library says of the last call. */
void session_set_error(const Session *session, const char *context, GError **error);

/* Send the statement that fixes the session's state. */
bool session_fix_state(Session *session, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* TLS and authentication, where the two client libraries differ most. */
void connect_set_tls(MYSQL *mysql, const ConnectionOptions *options);

/* Whether TLS was asked for and is not there. */
bool connect_lacks_tls(MYSQL *mysql, const ConnectionOptions *options);

#endif
