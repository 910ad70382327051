/*
 * flavour.h - which server this is. Everything that differs between MySQL and
 * MariaDB, or between versions, asks here.
 */
#ifndef MGRUN_DB_FLAVOUR_H
#define MGRUN_DB_FLAVOUR_H

#include <glib.h>
#include <stdbool.h>

typedef enum { SERVER_MYSQL, SERVER_MARIADB } ServerKind;

typedef struct {
	ServerKind kind;
	guint version; /* 90704 for 9.7.4, 101119 for 10.11.19 */
	char text[64]; /* "MySQL 9.7.4", "MariaDB 10.11.19" */
} Flavour;

/*
 * From the handshake's version string ("9.7.4-2", "5.5.5-10.11.19-MariaDB-1") and
 * @@version_comment (may be NULL).
 */
Flavour flavour_parse(const char *version_text, const char *version_comment);

/* Whether the server is new enough to be one that mgrun is made for (8.0; 10.6). */
bool flavour_is_supported(const Flavour *flavour);

#endif
