#include "db/session_internal.h"

static void
set_if(MYSQL *mysql, enum mysql_option option, const char *value)
{
	if (value != NULL)
		mysql_options(mysql, option, value);
}

static void
set_files(MYSQL *mysql, const ConnectionOptions *options)
{
	set_if(mysql, MYSQL_OPT_SSL_CA, options->tls_ca);
	set_if(mysql, MYSQL_OPT_SSL_CAPATH, options->tls_ca_path);
	set_if(mysql, MYSQL_OPT_SSL_CERT, options->tls_cert);
	set_if(mysql, MYSQL_OPT_SSL_KEY, options->tls_key);
	set_if(mysql, MYSQL_OPT_SSL_CIPHER, options->tls_cipher);
	set_if(mysql, MYSQL_OPT_SSL_CRL, options->tls_crl);
#ifdef MARIADB_PACKAGE_VERSION
	set_if(mysql, MARIADB_OPT_TLS_VERSION, options->tls_version);
#else
	set_if(mysql, MYSQL_OPT_TLS_VERSION, options->tls_version);
#endif
}

#ifdef MARIADB_PACKAGE_VERSION

/*
 * Connector/C 3.3 uses no TLS on TCP unless told to. With a CA it checks the chain whatever
 * else it is told; VERIFY_SERVER_CERT checks the name as well, and trusts the system's
 * CAs where none is given. That a server without TLS is refused in time is the gate's task.
 */
void
connect_set_tls(MYSQL *mysql, const ConnectionOptions *options)
{
	my_bool enforce = options->tls_mode == TLS_DISABLED ? 0 : 1;
	my_bool verify_name = options->tls_mode == TLS_VERIFY_IDENTITY ? 1 : 0;

	mysql_options(mysql, MYSQL_OPT_SSL_ENFORCE, &enforce);
	mysql_options(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify_name);
	if (options->tls_mode != TLS_DISABLED)
		set_files(mysql, options);
}

#else

void
connect_set_tls(MYSQL *mysql, const ConnectionOptions *options)
{
	static const unsigned int modes[] = {
		[TLS_PREFERRED] = SSL_MODE_PREFERRED,
		[TLS_DISABLED] = SSL_MODE_DISABLED,
		[TLS_REQUIRED] = SSL_MODE_REQUIRED,
		[TLS_VERIFY_CA] = SSL_MODE_VERIFY_CA,
		[TLS_VERIFY_IDENTITY] = SSL_MODE_VERIFY_IDENTITY,
	};
	unsigned int mode = modes[options->tls_mode];
	bool ask_for_key = options->get_server_public_key;

	if (options->tls_mode != TLS_DISABLED)
		set_files(mysql, options);
	mysql_options(mysql, MYSQL_OPT_SSL_MODE, &mode);
	mysql_options(mysql, MYSQL_OPT_GET_SERVER_PUBLIC_KEY, &ask_for_key);
}

#endif

bool
connect_lacks_ca(const ConnectionOptions *options)
{
	return options->tls_mode == TLS_VERIFY_CA && options->tls_ca == NULL &&
	       options->tls_ca_path == NULL;
}

bool
connect_lacks_tls(MYSQL *mysql, const ConnectionOptions *options)
{
	return options->tls_mode >= TLS_REQUIRED && mysql_get_ssl_cipher(mysql) == NULL;
}
