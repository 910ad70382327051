/*
 * What Connector/C 3.3 leaves open, closed before anything secret is sent.
 *
 * Told to enforce TLS it still logs in without where the server offers none, and
 * caching_sha2_password on TCP without TLS asks whoever answers for a key and sends the
 * password encrypted with it (both measured). An authentication plugin of our own runs
 * first: it sends the user's name with nothing behind it, the server answers with the
 * account's real plugin, and the library goes on from there. That costs one round trip.
 */
#include "db/session_internal.h"

#ifdef MARIADB_PACKAGE_VERSION

#include <mysql/plugin_auth.h>

/*
 * mysql/client_plugin.h declares these, and cannot be included: it wants a header that the
 * library does not install. The layout is part of the library's binary interface.
 */
#define AUTHENTICATION_PLUGIN            2
#define AUTHENTICATION_INTERFACE_VERSION 0x0100

typedef struct {
	int type;
	unsigned int interface_version;
	const char *name;
	const char *author;
	const char *description;
	unsigned int version[3];
	const char *license;
	void *mysql_api;
	int (*init)(char *, size_t, int, va_list);
	int (*deinit)(void);
	int (*options)(const char *, const void *);
	int (*authenticate_user)(MYSQL_PLUGIN_VIO *, MYSQL *);
} AuthenticationPlugin;

struct st_mysql_client_plugin;
struct st_mysql_client_plugin *mysql_client_register_plugin(MYSQL *mysql,
                                                            struct st_mysql_client_plugin *plugin);

#define GATE_TLS    "mgrun_gate_tls"
#define GATE_NO_KEY "mgrun_gate_no_key"

/* These neither ask for a key nor leave the choice to the server; "dialog" is PAM's, chosen there.
 */
#define PLUGINS_WITHOUT_KEY                                                                        \
	GATE_NO_KEY ",mysql_native_password,client_ed25519,parsec,auth_gssapi_client,dialog"

static int
refuse(MYSQL *mysql)
{
	mysql->net.last_errno = CLIENT_TLS_ERROR;
	g_strlcpy(mysql->net.sqlstate, "HY000", sizeof mysql->net.sqlstate);
	g_strlcpy(mysql->net.last_error, CONNECT_NO_TLS_TEXT, sizeof mysql->net.last_error);
	return CR_ERROR;
}

/* The first packet that a plugin writes carries the login; with it the library begins TLS. */
static int
greet(MYSQL_PLUGIN_VIO *vio)
{
	return vio->write_packet(vio, (const unsigned char *)"", 0) == 0 ? CR_OK : CR_ERROR;
}

static int
pass_with_tls(MYSQL_PLUGIN_VIO *vio, MYSQL *mysql)
{
	if ((mysql->server_capabilities & CLIENT_SSL) == 0)
		return refuse(mysql);

	int code = greet(vio);
	return code == CR_OK && mysql_get_ssl_cipher(mysql) == NULL ? refuse(mysql) : code;
}

static int
pass_without_key(MYSQL_PLUGIN_VIO *vio, MYSQL *mysql)
{
	int code = greet(vio);

	if (code == CR_OK && mysql_get_ssl_cipher(mysql) == NULL)
		mysql_optionsv(mysql, MARIADB_OPT_RESTRICTED_AUTH, PLUGINS_WITHOUT_KEY);
	return code;
}

/* Not const, because the library wants them so; nobody writes to them. */
static AuthenticationPlugin gate_tls = {
	.type = AUTHENTICATION_PLUGIN,
	.interface_version = AUTHENTICATION_INTERFACE_VERSION,
	.name = GATE_TLS,
	.authenticate_user = pass_with_tls,
};

static AuthenticationPlugin gate_no_key = {
	.type = AUTHENTICATION_PLUGIN,
	.interface_version = AUTHENTICATION_INTERFACE_VERSION,
	.name = GATE_NO_KEY,
	.authenticate_user = pass_without_key,
};

void
connect_set_gate(MYSQL *mysql, const ConnectionOptions *options)
{
	AuthenticationPlugin *gate = NULL;

	if (options->tls_mode == TLS_REQUIRED || options->tls_mode == TLS_VERIFY_CA)
		gate = &gate_tls;
	else if (options->tls_mode != TLS_VERIFY_IDENTITY && !connect_is_local(options) &&
	         !options->get_server_public_key && options->password != NULL)
		gate = &gate_no_key;
	if (gate == NULL)
		return;
	/* Registering it again finds the one that is there. */
	mysql_client_register_plugin(mysql, (struct st_mysql_client_plugin *)gate);
	mysql_options(mysql, MYSQL_DEFAULT_AUTH, gate->name);
}

#else

/* libmysqlclient keeps both promises by itself. */
void
connect_set_gate(MYSQL *mysql G_GNUC_UNUSED, const ConnectionOptions *options G_GNUC_UNUSED)
{
}

#endif
