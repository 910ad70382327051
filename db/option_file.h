/*
 * option_file.h - MySQL option files (my.cnf) and connection URLs.
 *
 * Sources: MySQL 9.7 manual, "Using Option Files"; RFC 3986 for URLs.
 */
#ifndef MGRUN_DB_OPTION_FILE_H
#define MGRUN_DB_OPTION_FILE_H

#include <glib.h>
#include <stdbool.h>

#include "db/session.h"

#define OPTION_FILE_ERROR option_file_error_quark()
GQuark option_file_error_quark(void);

typedef enum {
	OPTION_FILE_ERROR_READ,   /* named by the user and not readable */
	OPTION_FILE_ERROR_SYNTAX, /* with file and line */
	OPTION_FILE_ERROR_URL,    /* a URL that is none, with the position */
} OptionFileErrorCode;

/* One setting found, with where: "/etc/mysql/my.cnf:12". `value` is NULL for a bare option. */
typedef struct {
	char *name; /* with dashes: "ssl-ca" */
	char *value;
	char *origin;
} OptionSetting;

void option_setting_free(OptionSetting *setting);

/*
 * The settings of `groups` (NULL-terminated: "client", "mgrun") in one file, later
 * ones after earlier ones; !include and !includedir are followed (at most 10 deep,
 * more is an error). Values, quotes, comments and escapes are read as the clients
 * of MySQL and MariaDB read them. An included file that cannot be read or that
 * everybody may write is passed over, as there; the file named here is then refused.
 * Returns an array of owned OptionSetting *.
 */
GPtrArray *option_file_read(const char *path, const char *const *groups,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The same of the files that the mysql client reads by default, those that exist
 * and are readable: /etc/my.cnf, /etc/mysql/my.cnf, ~/.my.cnf. A file that
 * everybody may write is passed over, as the client does.
 */
GPtrArray *option_file_read_default(const char *const *groups,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Settings of mysql://user:password@host:port/database?ssl-mode=REQUIRED&socket=..., each part
 * percent-decoded once: of owned OptionSetting * with names as option files have
 * them (host, port, user, password, database, socket, ssl-*) and the origin NULL.
 * Also accepts mariadb://. An error gives the position of the first bad character
 * and never quotes the URL's text beyond the scheme.
 */
GPtrArray *url_parse(const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "PREFERRED", "required", "VERIFY_CA"... Case does not count, nor - for _. */
bool tls_mode_parse(const char *text, TlsMode *ret_mode);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(OptionSetting, option_setting_free)

#endif
