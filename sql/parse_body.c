#include "sql/parse_internal.h"

void
sql_parse_body(SqlParser *parser G_GNUC_UNUSED, SqlObjectKind object G_GNUC_UNUSED)
{
}
