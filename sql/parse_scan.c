#include "sql/parse_internal.h"

void
sql_table_use_free(gpointer data)
{
	SqlTableUse *use = data;

	g_free(use->schema);
	g_free(use->name);
	g_free(use->alias);
	g_free(use);
}

void
sql_parser_scan(SqlParser *parser G_GNUC_UNUSED, gsize from G_GNUC_UNUSED, gsize to G_GNUC_UNUSED)
{
}
