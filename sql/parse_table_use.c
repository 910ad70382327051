#include "sql/parse_internal.h"

void
sql_table_use_free(gpointer data)
{
	SqlTableUse *use = data;

	if (use == NULL)
		return;
	g_free(use->schema);
	g_free(use->name);
	g_free(use->alias);
	g_free(use);
}

bool
sql_is_clause_word(const SqlCursor *cursor)
{
	static const char *const words[] = {
		"AS",     "CROSS",         "DO",        "ELSE",      "END",   "EXCEPT",
		"FETCH",  "FOR",           "FORCE",     "FULL",      "GROUP", "HAVING",
		"IGNORE", "INNER",         "INTERSECT", "INTO",      "JOIN",  "LEFT",
		"LIMIT",  "LOCK",          "NATURAL",   "OFFSET",    "ON",    "ORDER",
		"OUTER",  "PARTITION",     "PROCEDURE", "RETURNING", "RIGHT", "SELECT",
		"SET",    "STRAIGHT_JOIN", "THEN",      "UNION",     "USE",   "USING",
		"VALUE",  "VALUES",        "WHERE",     "WINDOW",    "WITH",  NULL};

	for (int i = 0; words[i] != NULL; i++)
		if (sql_cursor_is(cursor, words[i]))
			return true;
	return false;
}

/* USE INDEX [FOR JOIN] (a), FORCE KEY (b) ... */
static void
skip_index_hints(SqlCursor *cursor)
{
	static const char *const verbs[] = {"USE", "FORCE", "IGNORE", NULL};
	static const char *const kinds[] = {"INDEX", "KEY", NULL};

	for (;;) {
		SqlCursor saved = *cursor;
		if (sql_cursor_accept_any(cursor, verbs) < 0)
			return;
		if (sql_cursor_accept_any(cursor, kinds) < 0) {
			*cursor = saved;
			return;
		}
		while (cursor->token.kind == SQL_TOKEN_WORD) /* FOR ORDER BY */
			sql_cursor_advance(cursor);
		if (sql_cursor_is_mark(cursor, '('))
			sql_cursor_skip_group(cursor);
		sql_cursor_accept_mark(cursor, ',');
	}
}

/* MariaDB: FOR SYSTEM_TIME AS OF x, BETWEEN x AND y, FROM x TO y, ALL */
static void
skip_system_time(SqlCursor *cursor)
{
	SqlCursor saved = *cursor;

	if (!sql_cursor_accept(cursor, "FOR") || !sql_cursor_accept(cursor, "SYSTEM_TIME")) {
		*cursor = saved;
		return;
	}
	if (sql_cursor_accept(cursor, "ALL"))
		return;
	bool range = sql_cursor_is(cursor, "BETWEEN") || sql_cursor_is(cursor, "FROM");
	sql_cursor_advance(cursor);
	sql_cursor_accept(cursor, "OF");
	while (cursor->token.kind == SQL_TOKEN_WORD || cursor->token.kind == SQL_TOKEN_STRING ||
	       cursor->token.kind == SQL_TOKEN_VARIABLE) {
		bool between = sql_cursor_is(cursor, "AND") || sql_cursor_is(cursor, "TO");
		if (sql_is_clause_word(cursor) || (between && !range))
			return;
		sql_cursor_advance(cursor);
	}
}

static char *
read_alias(SqlCursor *cursor)
{
	bool announced = sql_cursor_accept(cursor, "AS");

	if (!announced && sql_is_clause_word(cursor))
		return NULL;
	return sql_cursor_name(cursor);
}

SqlTableUse *
sql_parse_table_use(SqlCursor *cursor)
{
	char *schema = NULL;
	char *name = NULL;

	if (!sql_cursor_qualified_name(cursor, &schema, &name))
		return NULL;
	SqlTableUse *use = g_new0(SqlTableUse, 1);
	use->schema = schema;
	use->name = name;
	if (sql_cursor_accept(cursor, "PARTITION") && sql_cursor_is_mark(cursor, '('))
		sql_cursor_skip_group(cursor);
	skip_system_time(cursor);
	use->alias = read_alias(cursor);
	skip_index_hints(cursor);
	return use;
}
