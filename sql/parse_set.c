#include "sql/parse_internal.h"

void
sql_parse_set(SqlParser *parser)
{
	static const char *const administrative[] = {"PASSWORD", "ROLE", "DEFAULT", "RESOURCE",
	                                             NULL};
	SqlStatement *statement = parser->parsed->statement;

	for (int i = 0; administrative[i] != NULL; i++)
		if (sql_cursor_is(&parser->cursor, administrative[i]))
			statement->kind = SQL_STATEMENT_ADMIN;
	/* MariaDB: SET STATEMENT variable = value FOR statement. */
	if (sql_cursor_is(&parser->cursor, "STATEMENT")) {
		statement->kind = SQL_STATEMENT_DYNAMIC;
		sql_parser_fail(parser);
	}
}
