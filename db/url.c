#include <string.h>

#include "db/option_file.h"

static const char *const known_parameters[] = {
	"socket",      "ssl-mode", "ssl-ca",          "ssl-capath",
	"ssl-cert",    "ssl-key",  "ssl-cipher",      "ssl-crl",
	"tls-version", "compress", "connect-timeout", "get-server-public-key",
	NULL};

/* A URL at hand: positions in errors count from its first character, 1. */
typedef struct {
	const char *url;
	GPtrArray *settings;
} UrlReading;

G_GNUC_PRINTF(4, 5)
static bool
fail_at(const UrlReading *reading, const char *at, GError **error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, OPTION_FILE_ERROR, OPTION_FILE_ERROR_URL, "bad URL at character %td: %s",
	            at - reading->url + 1, text);
	return false;
}

/* Decode %XX once; the decoded bytes must be UTF-8 without NUL. */
static bool
decode(const UrlReading *reading, const char *start, const char *end, char **ret_text,
       GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (const char *at = start; at < end; at++) {
		if (*at != '%') {
			g_string_append_c(text, *at);
			continue;
		}
		if (end - at < 3 || !g_ascii_isxdigit(at[1]) || !g_ascii_isxdigit(at[2]))
			return fail_at(
				reading, at, error,
				"%% must be followed by two hexadecimal digits; write %%25 for a "
				"percent sign");
		char byte = (char)(g_ascii_xdigit_value(at[1]) * 16 + g_ascii_xdigit_value(at[2]));
		if (byte == '\0')
			return fail_at(reading, at, error, "%%00 is not allowed");
		g_string_append_c(text, byte);
		at += 2;
	}
	if (!g_utf8_validate_len(text->str, text->len, NULL))
		return fail_at(reading, start, error,
		               "the part that begins here is not UTF-8 when decoded");
	*ret_text = g_string_free(g_steal_pointer(&text), FALSE);
	return true;
}

static bool
add_part(const UrlReading *reading, const char *name, const char *start, const char *end,
         GError **error)
{
	char *value = NULL;

	if (!decode(reading, start, end, &value, error))
		return false;
	OptionSetting *setting = g_new0(OptionSetting, 1);
	setting->name = g_strdup(name);
	setting->value = value;
	g_ptr_array_add(reading->settings, setting);
	return true;
}

static const char *
find_first(const char *start, const char *end, char wanted)
{
	for (const char *at = start; at < end; at++)
		if (*at == wanted)
			return at;
	return NULL;
}

static const char *
find_last(const char *start, const char *end, char wanted)
{
	for (const char *at = end; at > start; at--)
		if (at[-1] == wanted)
			return at - 1;
	return NULL;
}

static bool
read_user(const UrlReading *reading, const char *start, const char *end, GError **error)
{
	const char *colon = find_first(start, end, ':');

	if (colon == NULL)
		return start == end || add_part(reading, "user", start, end, error);
	return add_part(reading, "user", start, colon, error) &&
	       add_part(reading, "password", colon + 1, end, error);
}

static bool
read_port(const UrlReading *reading, const char *start, const char *end, GError **error)
{
	guint64 port = 0;

	for (const char *at = start; at < end; at++) {
		if (!g_ascii_isdigit(*at) || (port = port * 10 + (guint64)(*at - '0')) > 65535)
			return fail_at(reading, start, error,
			               "the port must be a number up to 65535; a / : @ in the "
			               "password must be "
			               "written %%2F %%3A %%40");
	}
	return port == 0 ? fail_at(reading, start, error, "the port is missing")
	                 : add_part(reading, "port", start, end, error);
}

static bool
read_host(const UrlReading *reading, const char *start, const char *end, GError **error)
{
	const char *host_end = end;
	const char *colon = NULL;

	if (*start == '[' && start < end) { /* [::1] */
		host_end = find_first(start, end, ']');
		if (host_end == NULL)
			return fail_at(reading, start, error,
			               "the ] of the IPv6 address is missing");
		if (!add_part(reading, "host", start + 1, host_end, error))
			return false;
		colon = host_end + 1;
		return colon == end || (*colon == ':' ? read_port(reading, colon + 1, end, error)
		                                      : fail_at(reading, colon, error,
		                                                "only :PORT may follow the ]"));
	}
	colon = find_first(start, end, ':');
	host_end = colon != NULL ? colon : end;
	if (host_end > start && !add_part(reading, "host", start, host_end, error))
		return false;
	return colon == NULL || read_port(reading, colon + 1, end, error);
}

static bool
read_parameter(const UrlReading *reading, const char *start, const char *end, GError **error)
{
	const char *equals = find_first(start, end, '=');
	g_autofree char *name = g_strndup(start, (gsize)((equals != NULL ? equals : end) - start));

	g_strdelimit(name, "_", '-');
	if (equals != NULL && g_strv_contains(known_parameters, name))
		return add_part(reading, name, equals + 1, end, error);
	g_autofree char *known = g_strjoinv(", ", (char **)known_parameters);
	return fail_at(reading, start, error, "%s; known are %s",
	               equals == NULL ? "a parameter needs NAME=VALUE" : "unknown parameter",
	               known);
}

static bool
read_parameters(const UrlReading *reading, const char *start, GError **error)
{
	while (*start != '\0') {
		const char *end = strchrnul(start, '&');
		if (!read_parameter(reading, start, end, error))
			return false;
		start = *end == '&' ? end + 1 : end;
	}
	return true;
}

static bool
read_url(const UrlReading *reading, const char *start, GError **error)
{
	const char *query = strchrnul(start, '?');
	const char *slash = find_first(start, query, '/');
	const char *authority_end = slash != NULL ? slash : query;
	const char *at = find_last(start, authority_end, '@');

	if (at != NULL && !read_user(reading, start, at, error))
		return false;
	if (!read_host(reading, at != NULL ? at + 1 : start, authority_end, error))
		return false;
	const char *stray = slash != NULL ? find_first(slash + 1, query, '/') : NULL;
	if (slash != NULL && stray == NULL)
		stray = find_first(slash + 1, query, '@');
	if (stray != NULL)
		return fail_at(reading, stray, error,
		               "a / or @ may not stand here; in a user, password or database write "
		               "it %%2F or "
		               "%%40");
	if (slash != NULL && slash + 1 < query &&
	    !add_part(reading, "database", slash + 1, query, error))
		return false;
	return *query == '\0' || read_parameters(reading, query + 1, error);
}

GPtrArray *
url_parse(const char *url, GError **error)
{
	static const char *const schemes[] = {"mysql://", "mariadb://"};
	g_autoptr(GPtrArray) settings =
		g_ptr_array_new_with_free_func((GDestroyNotify)option_setting_free);
	const UrlReading reading = {.url = url, .settings = settings};

	for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (g_str_has_prefix(url, schemes[i]))
			return read_url(&reading, url + strlen(schemes[i]), error)
			               ? g_steal_pointer(&settings)
			               : NULL;
	fail_at(&reading, url, error,
	        "it must begin with mysql:// (mysql://USER@HOST:PORT/DATABASE)");
	return NULL;
}

static const char *const tls_modes[] = {
	[TLS_PREFERRED] = "PREFERRED",
	[TLS_DISABLED] = "DISABLED",
	[TLS_REQUIRED] = "REQUIRED",
	[TLS_VERIFY_CA] = "VERIFY_CA",
	[TLS_VERIFY_IDENTITY] = "VERIFY_IDENTITY",
};

bool
tls_mode_parse(const char *text, TlsMode *ret_mode)
{
	g_autofree char *word = g_strdelimit(g_ascii_strup(text, -1), "-", '_');

	for (gsize i = 0; i < G_N_ELEMENTS(tls_modes); i++) {
		if (!g_str_equal(word, tls_modes[i]))
			continue;
		*ret_mode = (TlsMode)i;
		return true;
	}
	return false;
}
