#include <string.h>

#include "db/session.h"

static void
wipe(char **secret)
{
	if (*secret != NULL)
		explicit_bzero(*secret, strlen(*secret));
	g_clear_pointer(secret, g_free);
}

void
connection_options_clear(ConnectionOptions *options)
{
	wipe(&options->password);
	g_free(options->host);
	g_free(options->socket);
	g_free(options->user);
	g_free(options->database);
	g_free(options->tls_ca);
	g_free(options->tls_ca_path);
	g_free(options->tls_cert);
	g_free(options->tls_key);
	g_free(options->tls_cipher);
	g_free(options->tls_crl);
	g_free(options->tls_version);
	g_free(options->plugin_dir);
	*options = (ConnectionOptions){0};
}

char *
connection_options_describe(const ConnectionOptions *options)
{
	bool local = options->host == NULL || g_str_equal(options->host, "localhost");
	const char *user = options->user != NULL ? options->user : g_get_user_name();
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%s@", user);
	if (local)
		g_string_append_printf(text, "socket %s",
		                       options->socket != NULL ? options->socket : "(default)");
	else
		g_string_append_printf(text, "%s:%u", options->host,
		                       options->port != 0 ? options->port : 3306);
	if (options->database != NULL)
		g_string_append_printf(text, "%s%s", local ? ", database " : "/",
		                       options->database);
	return g_string_free(text, FALSE);
}
