#include "db/flavour.h"

#include <string.h>

/* MariaDB says 5.5.5-10.11.19-MariaDB to clients that it takes for old ones. */
#define REPLICATION_PREFIX "5.5.5-"

static guint
parse_version(const char *text)
{
	guint parts[3] = {0};
	const char *at = text;

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		char *end = NULL;
		parts[i] = (guint)g_ascii_strtoull(at, &end, 10);
		if (end == at || *end != '.')
			break;
		at = end + 1;
	}
	return parts[0] * 10000 + parts[1] * 100 + parts[2];
}

Flavour
flavour_parse(const char *version_text, const char *version_comment)
{
	Flavour flavour = {.kind = SERVER_MYSQL};
	const char *numbers = version_text;

	if (strstr(version_text, "MariaDB") != NULL ||
	    (version_comment != NULL && strstr(version_comment, "MariaDB") != NULL))
		flavour.kind = SERVER_MARIADB;
	if (g_str_has_prefix(numbers, REPLICATION_PREFIX) &&
	    g_ascii_isdigit(numbers[strlen(REPLICATION_PREFIX)])) {
		numbers += strlen(REPLICATION_PREFIX);
		flavour.kind = SERVER_MARIADB;
	}
	flavour.version = parse_version(numbers);
	g_snprintf(flavour.text, sizeof flavour.text, "%s %u.%u.%u",
	           flavour.kind == SERVER_MARIADB ? "MariaDB" : "MySQL", flavour.version / 10000,
	           flavour.version / 100 % 100, flavour.version % 100);
	return flavour;
}

bool
flavour_is_supported(const Flavour *flavour)
{
	return flavour->version >= (flavour->kind == SERVER_MARIADB ? 100600 : 80000);
}
