#include "sql/parse_internal.h"

static bool
add_written(SqlStatement *statement, SqlCursor *cursor)
{
	char *schema = NULL;
	char *name = NULL;

	if (!sql_cursor_qualified_name(cursor, &schema, &name))
		return false;
	sql_add_effect(statement, SQL_EFFECT_WRITE, SQL_OBJECT_TABLE, schema, NULL, name);
	return true;
}

static void
skip_modifiers(SqlCursor *cursor)
{
	static const char *const modifiers[] = {"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY",
	                                        "IGNORE",       "QUICK",   NULL};

	while (sql_cursor_accept_any(cursor, modifiers) >= 0)
		;
}

static void
read_insert(SqlStatement *statement, SqlCursor *cursor)
{
	sql_cursor_accept(cursor, "INTO");
	if (!add_written(statement, cursor))
		statement->opaque = true;
}

/*
 * UPDATE t ..., UPDATE a JOIN b ..., UPDATE a, b ...: which of several tables is
 * written follows from the columns, so all that stand before SET count.
 */
static void
read_update(SqlStatement *statement, SqlCursor *cursor)
{
	static const char *const joins[] = {"JOIN", "STRAIGHT_JOIN", NULL};

	if (!add_written(statement, cursor)) {
		statement->opaque = true;
		return;
	}
	while (!sql_cursor_at_end(cursor) && !sql_cursor_is(cursor, "SET")) {
		if (sql_cursor_accept_any(cursor, joins) >= 0 ||
		    sql_cursor_accept_mark(cursor, ',')) {
			if (!sql_cursor_is_mark(cursor, '(') && !add_written(statement, cursor))
				statement->opaque = true;
		} else if (sql_cursor_is_mark(cursor, '(')) {
			sql_cursor_skip_group(cursor);
		} else {
			sql_cursor_advance(cursor);
		}
	}
}

static bool
is_multi_table_delete(SqlCursor cursor)
{
	return !sql_cursor_is(&cursor, "FROM") ||
	       (sql_cursor_seek(&cursor, "FROM") && sql_cursor_seek(&cursor, "USING"));
}

/* DELETE a, b FROM ...; DELETE FROM a, b USING ...: names may be aliases, which only the rest
 * tells. */
static void
read_delete(SqlStatement *statement, SqlCursor *cursor)
{
	bool several = is_multi_table_delete(*cursor);

	sql_cursor_accept(cursor, "FROM");
	do {
		if (!add_written(statement, cursor))
			break;
		if (sql_cursor_accept_mark(cursor, '.')) /* t.* */
			sql_cursor_advance(cursor);
	} while (sql_cursor_accept_mark(cursor, ','));
	if (several || statement->effects->len == 0)
		statement->opaque = true;
}

static void
read_dml(SqlStatement *statement, SqlCursor *cursor, const char *verb)
{
	statement->kind = SQL_STATEMENT_DML;
	sql_set_verb(statement, verb);
	skip_modifiers(cursor);
	if (verb[0] == 'U')
		read_update(statement, cursor);
	else if (verb[0] == 'D')
		read_delete(statement, cursor);
	else
		read_insert(statement, cursor);
}

/* WITH [RECURSIVE] name [(columns)] AS (query), ... statement */
static void
read_with(SqlStatement *statement, SqlCursor *cursor)
{
	static const char *const verbs[] = {"UPDATE", "DELETE", "INSERT", "REPLACE", NULL};

	while (!sql_cursor_at_end(cursor)) {
		int which = sql_cursor_accept_any(cursor, verbs);
		if (which >= 0) {
			read_dml(statement, cursor, verbs[which]);
			return;
		}
		if (sql_cursor_is(cursor, "SELECT"))
			return;
		if (sql_cursor_is_mark(cursor, '('))
			sql_cursor_skip_group(cursor);
		else
			sql_cursor_advance(cursor);
	}
}

void
sql_parse_dml(SqlParser *parser, const char *verb)
{
	read_dml(parser->parsed->statement, &parser->cursor, verb);
}

void
sql_parse_with(SqlParser *parser)
{
	read_with(parser->parsed->statement, &parser->cursor);
}

void
sql_parse_load(SqlParser *parser)
{
	SqlStatement *statement = parser->parsed->statement;
	SqlCursor *cursor = &parser->cursor;
	char *schema = NULL;
	char *name = NULL;

	sql_set_verb(statement, "LOAD DATA");
	if (!sql_cursor_is(cursor, "DATA") && !sql_cursor_is(cursor, "XML")) {
		statement->kind = SQL_STATEMENT_ADMIN; /* LOAD INDEX INTO CACHE */
		statement->implicit_commit = true;
		return;
	}
	if (sql_cursor_seek(cursor, "INTO") && sql_cursor_accept(cursor, "TABLE") &&
	    sql_cursor_qualified_name(cursor, &schema, &name))
		sql_add_effect(statement, SQL_EFFECT_WRITE, SQL_OBJECT_TABLE, schema, NULL, name);
	else
		sql_parser_fail(parser);
}

void
sql_dml_free(SqlDml *dml)
{
	g_free(dml);
}
