#include "sql/parse_internal.h"

static void
take_body(SqlParser *parser)
{
	const SqlCursor *cursor = &parser->cursor;
	gsize from = sql_parser_offset(parser);

	if (sql_cursor_at_end(cursor))
		return;
	g_free(parser->parsed->body);
	parser->parsed->body = sql_parser_slice(parser, from, cursor->lexer.length);
}

/* One characteristic of a routine; false where the body begins. */
static bool
accept_characteristic(SqlParser *parser)
{
	static const struct {
		const char *words[3];
	} characteristics[] = {
		{{"NOT", "DETERMINISTIC"}},
		{{"DETERMINISTIC"}},
		{{"CONTAINS", "SQL"}},
		{{"NO", "SQL"}},
		{{"READS", "SQL", "DATA"}},
		{{"MODIFIES", "SQL", "DATA"}},
		{{"LANGUAGE", "SQL"}},
		{{"SQL", "SECURITY", "DEFINER"}},
		{{"SQL", "SECURITY", "INVOKER"}},
	};
	g_autofree char *comment = NULL;

	if (sql_parser_accept(parser, "COMMENT"))
		return sql_parser_string(parser, &comment);
	for (gsize i = 0; i < G_N_ELEMENTS(characteristics); i++) {
		SqlCursor saved = parser->cursor;
		bool all = true;
		for (int w = 0; w < 3 && characteristics[i].words[w] != NULL && all; w++)
			all = sql_parser_accept(parser, characteristics[i].words[w]);
		if (all)
			return true;
		parser->cursor = saved;
	}
	return false;
}

/* (parameters) [RETURNS type] characteristics body */
static void
read_routine(SqlParser *parser)
{
	SqlType type = {.srid = -1};

	if (sql_cursor_is_mark(&parser->cursor, '('))
		sql_cursor_skip_group(&parser->cursor);
	if (sql_parser_accept(parser, "RETURNS")) {
		bool understood = sql_parse_type(parser, &type);
		sql_type_clear(&type);
		if (!understood)
			return;
	}
	while (accept_characteristic(parser))
		;
	take_body(parser);
}

/* The body of a view begins with AS. */
static void
read_view(SqlParser *parser)
{
	SqlCursor *cursor = &parser->cursor;

	while (!sql_cursor_at_end(cursor) && !sql_cursor_is(cursor, "AS"))
		sql_cursor_advance(cursor);
	take_body(parser);
}

/* ... FOR EACH ROW [FOLLOWS x | PRECEDES x] body */
static void
read_trigger(SqlParser *parser)
{
	static const char *const orders[] = {"FOLLOWS", "PRECEDES", NULL};

	if (!sql_cursor_seek(&parser->cursor, "EACH") || !sql_parser_accept(parser, "ROW"))
		return;
	if (sql_cursor_accept_any(&parser->cursor, orders) >= 0)
		sql_cursor_advance(&parser->cursor);
	take_body(parser);
}

static void
read_event(SqlParser *parser)
{
	if (sql_cursor_seek(&parser->cursor, "DO"))
		take_body(parser);
}

void
sql_parse_body(SqlParser *parser, SqlObjectKind object)
{
	switch (object) {
	case SQL_OBJECT_VIEW:
		read_view(parser);
		return;
	case SQL_OBJECT_TRIGGER:
		read_trigger(parser);
		return;
	case SQL_OBJECT_PROCEDURE:
	case SQL_OBJECT_FUNCTION:
		read_routine(parser);
		return;
	case SQL_OBJECT_EVENT:
		read_event(parser);
		return;
	case SQL_OBJECT_TABLE:
	case SQL_OBJECT_SEQUENCE:
	case SQL_OBJECT_DATABASE:
	case SQL_OBJECT_COLUMN:
	case SQL_OBJECT_INDEX:
	case SQL_OBJECT_FOREIGN_KEY:
	case SQL_OBJECT_CHECK:
	case SQL_OBJECT_CONSTRAINT:
	case SQL_OBJECT_PARTITION:
		return;
	}
}
