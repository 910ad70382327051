#include "sql/parse_internal.h"

/* ALGORITHM and LOCK are not clauses of their own. */
static void
read_item(SqlParser *parser)
{
	bool found = false;

	if (!sql_parse_algorithm_or_lock(parser, &found) || found)
		return;
	SqlClause *clause = sql_add_clause(parser, sql_parser_offset(parser));
	sql_end_clause(parser, clause, sql_parse_clause(parser, clause));
}

/* Options and partitioning behind a clause; whether one stood there. */
static bool
read_continuation(SqlParser *parser)
{
	SqlClause *clause = sql_clause_new(SQL_CLAUSE_OPAQUE);
	bool found = false;

	clause->offset = sql_parser_offset(parser);
	bool understood = sql_parse_trailing_clause(parser, clause, &found);
	if (!found) {
		sql_clause_free(clause);
		return false;
	}
	g_ptr_array_add(parser->parsed->table_ddl->clauses, clause);
	sql_end_clause(parser, clause, understood);
	return true;
}

/* What follows belongs to nothing that is known: the clause before it is not understood. */
static void
skip_unknown(SqlParser *parser, guint clauses_before)
{
	GPtrArray *clauses = parser->parsed->table_ddl->clauses;

	sql_parser_fail(parser);
	if (clauses->len > clauses_before)
		sql_end_clause(parser, g_ptr_array_index(clauses, clauses->len - 1), false);
	else
		sql_cursor_skip_item(&parser->cursor);
}

static void
read_clauses(SqlParser *parser)
{
	SqlCursor *cursor = &parser->cursor;

	if (sql_cursor_at_end(cursor))
		return;
	do {
		guint before = parser->parsed->table_ddl->clauses->len;
		read_item(parser);
		while (read_continuation(parser))
			;
		if (!sql_cursor_at_end(cursor) && !sql_cursor_is_mark(cursor, ','))
			skip_unknown(parser, before);
	} while (sql_cursor_accept_mark(cursor, ','));
}

void
sql_parse_alter_table(SqlParser *parser)
{
	SqlTableDdl *ddl = sql_table_ddl_new();

	sql_set_ddl(parser->parsed->statement, "ALTER TABLE");
	parser->parsed->table_ddl = ddl;
	ddl->tolerant = sql_parser_tolerance(parser, SQL_FEATURE_ALTER_TABLE_IF);
	if (!sql_parser_table_name(parser, &ddl->schema, &ddl->table))
		return;
	sql_parse_wait(parser);
	read_clauses(parser);
	sql_effects_of_table_ddl(parser->parsed);
}
