/*
 * session.h - one connection to one server.
 *
 * db/ is the only code that calls the MySQL client; nothing of mysql.h shows
 * here, so that both client libraries fit behind it (MariaDB Connector/C 3.3 and
 * libmysqlclient 9.7).
 *
 * A session never reconnects by itself: what was open (locks, transactions,
 * variables) would be lost unseen.
 */
#ifndef MGRUN_DB_SESSION_H
#define MGRUN_DB_SESSION_H

#include <glib.h>
#include <stdbool.h>

#include "db/error.h"
#include "db/flavour.h"

typedef enum {
	TLS_PREFERRED, /* TLS where the server has it; the default, as the mysql client's */
	TLS_DISABLED,
	TLS_REQUIRED,  /* a server without TLS is left before the login; nothing is verified */
	TLS_VERIFY_CA, /* needs tls_ca or tls_ca_path */
	TLS_VERIFY_IDENTITY, /* and the certificate names the host */
} TlsMode;

/* Where and how to connect. Plain data; NULL or 0 means "the default". */
typedef struct {
	char *host;     /* default: "localhost", which means the socket as in the mysql client */
	guint port;     /* default: 3306 */
	char *socket;   /* a path; used when host is NULL or "localhost" */
	char *user;     /* default: the operating system user */
	char *password; /* NULL: none. Wiped by connection_options_clear() */
	char *database;
	TlsMode tls_mode;
	char *tls_ca;
	char *tls_ca_path;
	char *tls_cert;
	char *tls_key;
	char *tls_cipher;
	char *tls_crl;
	char *tls_version;
	bool compress;
	bool get_server_public_key; /* let caching_sha2_password ask for the key without TLS */
	guint connect_timeout_s;    /* default: 10 */
	char *plugin_dir;           /* of the client's authentication plugins */
} ConnectionOptions;

void connection_options_clear(ConnectionOptions *options);

/* "user@host:3306/database" or "user@socket /path/database": never a password. Caller frees. */
char *connection_options_describe(const ConnectionOptions *options) G_GNUC_WARN_UNUSED_RESULT;

typedef struct Session Session;

/*
 * Connect. `role` ("worker", "guard"...) and `run_id` (or NULL) go into the
 * connection attributes (program_name=mgrun, mgrun_role, mgrun_run). The session
 * is put into the state of session_reset_state(). The error names what was tried.
 */
Session *session_open(const ConnectionOptions *options, const char *role, const char *run_id,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void session_close(Session *session);

guint64 session_connection_id(const Session *session);
const Flavour *session_flavour(const Session *session);
const char *session_database(const Session *session); /* as connected; NULL when none */

/*
 * Whether the session's character set, sql_mode etc. are as mgrun fixes them:
 * sql_mode (STRICT_TRANS_TABLES, NO_ENGINE_SUBSTITUTION, ERROR_FOR_DIVISION_BY_ZERO,
 * NO_ZERO_DATE, NO_ZERO_IN_DATE, ONLY_FULL_GROUP_BY), time_zone +00:00, utf8mb4 with the
 * server's default collation for it, foreign_key_checks 1, unique_checks 1, autocommit 1,
 * sql_safe_updates 0, sql_log_bin untouched, the default database as connected; isolation
 * level and read-only transactions as the server gives them to every session.
 *
 * session_reset_state() puts all of them back. When the server reported no change of the session
 * since then (session_track_state_change), it sends nothing. With `ret_leaks` not NULL it first
 * compares and returns what had been left changed, as "name: was VALUE" (of owned
 * char *; empty when nothing); an open transaction is rolled back and LOCK TABLES
 * released, and both count as leaks.
 */
bool session_reset_state(Session *session, GPtrArray **ret_leaks,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Set a session variable on purpose: it is put to `value` now and by every later
 * reset, and no longer counts as a leak. `value` is SQL ("10", "'STRICT_ALL_TABLES'").
 */
bool session_set_expected(Session *session, const char *variable, const char *value,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* KILL QUERY of another connection: its statement ends, the connection stays. */
bool session_kill_query(Session *session, guint64 connection_id,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a statement left behind. */
typedef struct {
	guint64 affected_rows;
	guint warnings;
} ExecResult;

/*
 * Run one statement of `length` bytes (-1: a C string) and read away every
 * result set it gives, watching result rows of OPTIMIZE and its kin is not its
 * task. `ret_result` may be NULL. Errors are of DB_ERROR (error.h).
 */
bool session_exec(Session *session, const char *sql, gssize length, ExecResult *ret_result,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Run statements of mgrun's own in one round trip; the first that fails ends it, and what ran
 * before it stays. `ret_last` tells what the last one changed. Never with a text that is not built
 * here: a semicolon in it would be a statement more.
 */
bool session_exec_all(Session *session, const GPtrArray *statements, ExecResult *ret_last,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Say that a statement may have left something that the server does not tell by itself (LOCK
 * TABLES, an administrative statement): the next reset then looks at everything.
 */
void session_distrust(Session *session);

/* All rows of one query, held in memory. */
typedef struct Rows Rows;

Rows *session_query(Session *session, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void rows_free(Rows *rows);

guint64 rows_count(const Rows *rows);
guint rows_width(const Rows *rows); /* columns */

/* Step to the next row; false after the last. Begins before the first. */
bool rows_next(Rows *rows);

/* A value of the current row, borrowed until the next row; NULL for SQL NULL. */
const char *rows_text(const Rows *rows, guint column);
gsize rows_length(const Rows *rows, guint column); /* bytes of rows_text() */
guint64 rows_uint(const Rows *rows, guint column); /* 0 for NULL */

/* Whether the current value is true as MySQL sees it: a number other than 0. */
bool rows_is_true(const Rows *rows, guint column);

/* The first value of the first row, or NULL with no error set when there is none. Caller frees. */
char *session_query_value(Session *session, const char *sql,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the server says that a transaction is open (from the last answer's status flags). */
bool session_in_transaction(const Session *session);

/* Warnings of the last statement, as "Level CODE: text", at most `most`: of owned char *. */
GPtrArray *session_warnings(Session *session, guint most, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One round trip that keeps the connection alive; fails when it is gone. */
bool session_ping(Session *session, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Call once before threads start, and once at the end of the program. */
void db_library_begin(void);
void db_library_end(void);

/* "MariaDB Connector/C 3.3.14" or "libmysqlclient 9.7.4". */
const char *db_library_version(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rows, rows_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ConnectionOptions, connection_options_clear)

#endif
