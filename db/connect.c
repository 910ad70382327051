#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "db/session_internal.h"

#define DEFAULT_CONNECT_TIMEOUT_S 10
#define KEEPALIVE_IDLE_S          60
#define CLIENT_UNKNOWN_HOST       2005
#define CLIENT_PLUGIN_WANTS_TLS   2061 /* libmysqlclient */
#define CLIENT_PLUGIN_NOT_ALLOWED 5010 /* Connector/C */

bool
connect_is_local(const ConnectionOptions *options)
{
	return options->host == NULL || g_str_equal(options->host, "localhost");
}

static void
set_attributes(MYSQL *mysql, const char *role, const char *run_id)
{
	mysql_options4(mysql, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "mgrun");
	mysql_options4(mysql, MYSQL_OPT_CONNECT_ATTR_ADD, "mgrun_role", role);
	if (run_id != NULL)
		mysql_options4(mysql, MYSQL_OPT_CONNECT_ATTR_ADD, "mgrun_run", run_id);
}

static void
set_options(MYSQL *mysql, const ConnectionOptions *options)
{
	unsigned int connect_timeout = options->connect_timeout_s != 0 ? options->connect_timeout_s
	                                                               : DEFAULT_CONNECT_TIMEOUT_S;
	unsigned int local_infile = 0; /* on by default in Connector/C */
	unsigned long max_packet =
		1024UL * 1024 * 1024UL; /* the protocol's most; the server decides */

	mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout);
	mysql_options(mysql, MYSQL_OPT_LOCAL_INFILE, &local_infile);
	mysql_options(mysql, MYSQL_OPT_MAX_ALLOWED_PACKET, &max_packet);
	mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (options->compress)
		mysql_options(mysql, MYSQL_OPT_COMPRESS, NULL);
	if (options->plugin_dir != NULL)
		mysql_options(mysql, MYSQL_PLUGIN_DIR, options->plugin_dir);
}

static const char *
hint_for(guint number, const ConnectionOptions *options)
{
	DbErrorCode class = db_error_classify(number);

	if (number == CLIENT_TLS_ERROR)
		return "; see --ssl-mode, --ssl-ca";
	if (number == CLIENT_PLUGIN_NOT_ALLOWED || number == CLIENT_PLUGIN_WANTS_TLS)
		return "; without TLS this account's plugin would trust any key that is sent to "
		       "it: use TLS (--ssl-mode REQUIRED) or a socket, or allow it with "
		       "--get-server-public-key";
	if (number == CLIENT_UNKNOWN_HOST)
		return "; is the host name right?";
	if (class == DB_ERROR_CONNECT)
		return connect_is_local(options)
		               ? "; is the server running on this machine, and is --socket right? "
		                 "For TCP "
		                 "give --host 127.0.0.1"
		               : "; is the server running there? `mgrun wait` waits for it";
	if (class == DB_ERROR_ACCESS)
		return options->password != NULL ? "; a password was given: is it the right one "
		                                   "for this user and host?"
		                                 : "; no password was given: use --password-file, "
		                                   "MGRUN_PASSWORD or an "
		                                   "option file";
	return class == DB_ERROR_UNKNOWN_DATABASE ? "; create the database first, mgrun does not"
	                                          : "";
}

static void
set_connect_error(MYSQL *mysql, const ConnectionOptions *options, GError **error)
{
	g_autofree char *target = connection_options_describe(options);
	g_autofree char *context = g_strdup_printf("cannot connect to %s", target);
	g_autofree char *message =
		g_strconcat(mysql_error(mysql), hint_for(mysql_errno(mysql), options), NULL);

	db_error_set(error, mysql_errno(mysql), mysql_sqlstate(mysql), message, context);
}

static void
set_tls_error(const ConnectionOptions *options, const char *text, GError **error)
{
	g_autofree char *target = connection_options_describe(options);
	g_autofree char *context = g_strdup_printf("cannot connect to %s", target);

	db_error_set(error, CLIENT_TLS_ERROR, "HY000", text, context);
}

/* A firewall that forgets idle connections must not cut the guard off during a long statement. */
static void
keep_alive(MYSQL *mysql)
{
	int on = 1;
	int idle_s = KEEPALIVE_IDLE_S;
#ifdef MARIADB_PACKAGE_VERSION
	int fd = (int)mysql_get_socket(mysql);
#else
	int fd = (int)mysql->net.fd;
#endif

	if (setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on) == 0)
		setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
}

static MYSQL *
try_connect(const ConnectionOptions *options, const char *role, const char *run_id, GError **error)
{
	MYSQL *mysql = mysql_init(NULL);
	bool local = connect_is_local(options);

	set_options(mysql, options);
	connect_set_tls(mysql, options);
	connect_set_gate(mysql, options);
	set_attributes(mysql, role, run_id);
	if (mysql_real_connect(mysql, local ? NULL : options->host,
	                       options->user != NULL ? options->user : g_get_user_name(),
	                       options->password, options->database, options->port,
	                       local ? options->socket : NULL, CLIENT_MULTI_RESULTS) == NULL) {
		set_connect_error(mysql, options, error);
		mysql_close(mysql);
		return NULL;
	}
	if (!local)
		keep_alive(mysql);
	if (!connect_lacks_tls(mysql, options))
		return mysql;
	set_tls_error(options, CONNECT_NO_TLS_TEXT, error);
	mysql_close(mysql);
	return NULL;
}

/*
 * PREFERRED: TLS where the server has it, which is what both libraries do by
 * themselves when TLS is asked for and not enforced. A failed handshake is an
 * error and never a reason to go on in plain text. A local socket needs no TLS.
 */
static MYSQL *
connect_as_preferred(const ConnectionOptions *options, const char *role, const char *run_id,
                     GError **error)
{
	ConnectionOptions plain = *options; /* borrows the strings */

	if (!connect_is_local(options))
		return try_connect(options, role, run_id, error);
	plain.tls_mode = TLS_DISABLED;
	return try_connect(&plain, role, run_id, error);
}

Session *
session_open(const ConnectionOptions *options, const char *role, const char *run_id, GError **error)
{
	if (connect_lacks_ca(options)) {
		set_tls_error(options,
		              "--ssl-mode VERIFY_CA needs to know which CA: give --ssl-ca or "
		              "--ssl-capath",
		              error);
		return NULL;
	}
	MYSQL *mysql = options->tls_mode == TLS_PREFERRED
	                       ? connect_as_preferred(options, role, run_id, error)
	                       : try_connect(options, role, run_id, error);
	if (mysql == NULL)
		return NULL;

	g_autoptr(Session) session = g_new0(Session, 1);
	session->mysql = mysql;
	session->connection_id = mysql_thread_id(mysql);
	session->flavour = flavour_parse(mysql_get_server_info(mysql), NULL);
	session->database = g_strdup(options->database);
	session->expected = session_expected_new();
	return session_fix_state(session, error) ? g_steal_pointer(&session) : NULL;
}
