/*
 * For each line of standard input, one statement: what of it the server of that
 * flavour and version does not have, or nothing; "not understood..." where the
 * parser stops.
 *
 * Usage: list_features mysql|mariadb VERSION <statements.sql, as 80036
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/parse.h"

static const char *
missing_feature(const SqlParsed *parsed, bool mariadb, guint version)
{
	if (parsed->opaque_reason != NULL)
		return parsed->opaque_reason;
	for (guint i = 0; i < parsed->features->len; i++) {
		const SqlFeature *feature = g_ptr_array_index(parsed->features, i);
		bool has = mariadb ? feature->mariadb : feature->mysql;
		guint since = mariadb ? feature->mariadb_since : feature->mysql_since;
		if (!has || version < since)
			return feature->what;
	}
	return "";
}

int
main(int argc, char **argv)
{
	char line[4096];

	if (argc != 3)
		return 64;
	bool mariadb = strcmp(argv[1], "mariadb") == 0;
	guint version = (guint)strtoul(argv[2], NULL, 10);
	while (fgets(line, sizeof line, stdin) != NULL) {
		gsize length = strcspn(line, "\n");
		if (length > 0 && line[length - 1] == ';')
			length--;
		g_autoptr(SqlParsed) parsed = sql_parse(line, length, SQL_MODE_DEFAULT);
		puts(missing_feature(parsed, mariadb, version));
	}
	return 0;
}
