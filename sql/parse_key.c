#include "sql/parse_internal.h"

static bool
read_action(SqlParser *parser, SqlReferentialAction *ret_action)
{
	static const struct {
		const char *first, *second;
		SqlReferentialAction action;
	} actions[] = {
		{"SET", "NULL", SQL_REFERENTIAL_SET_NULL},
		{"SET", "DEFAULT", SQL_REFERENTIAL_SET_DEFAULT},
		{"NO", "ACTION", SQL_REFERENTIAL_NO_ACTION},
		{"RESTRICT", NULL, SQL_REFERENTIAL_RESTRICT},
		{"CASCADE", NULL, SQL_REFERENTIAL_CASCADE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(actions); i++) {
		if (actions[i].second != NULL
		            ? !sql_parser_accept2(parser, actions[i].first, actions[i].second)
		            : !sql_parser_accept(parser, actions[i].first))
			continue;
		*ret_action = actions[i].action;
		return true;
	}
	return sql_parser_fail(parser);
}

static bool
read_match(SqlParser *parser, SqlForeignKey *key)
{
	const SqlToken *token = &parser->cursor.token;

	if (token->kind != SQL_TOKEN_WORD)
		return sql_parser_fail(parser);
	g_free(key->match);
	key->match = g_ascii_strup(token->text, (gssize)token->length);
	sql_cursor_advance(&parser->cursor);
	return true;
}

bool
sql_parse_references(SqlParser *parser, SqlForeignKey *key)
{
	if (!sql_parser_table_name(parser, &key->parent_schema, &key->parent_table))
		return false;
	if (sql_cursor_is_mark(&parser->cursor, '(') &&
	    !sql_parser_name_group(parser, key->parent_columns))
		return false;
	for (;;) {
		bool understood = true;
		if (sql_parser_accept2(parser, "ON", "DELETE"))
			understood = read_action(parser, &key->on_delete);
		else if (sql_parser_accept2(parser, "ON", "UPDATE"))
			understood = read_action(parser, &key->on_update);
		else if (sql_parser_accept(parser, "MATCH"))
			understood = read_match(parser, key);
		else
			return true;
		if (!understood)
			return false;
	}
}

bool
sql_parse_check(SqlParser *parser, SqlCheck *check)
{
	sql_parser_note(parser, SQL_FEATURE_CHECK);
	check->offset = sql_parser_offset(parser);
	if (!sql_parser_group(parser, &check->expression))
		return false;
	gsize offset = sql_parser_offset(parser);
	check->enforced = true;
	if (sql_parser_accept2(parser, "NOT", "ENFORCED"))
		check->enforced = false;
	else if (!sql_parser_accept(parser, "ENFORCED"))
		return true;
	sql_parser_note_at(parser, SQL_FEATURE_NOT_ENFORCED, offset);
	return true;
}

/* An index's own name may be left out: then the server chooses one. */
static bool
read_optional_index_name(SqlParser *parser, char **ret_name)
{
	SqlCursor *cursor = &parser->cursor;

	if (sql_cursor_is_mark(cursor, '(') || sql_cursor_is(cursor, "USING") ||
	    sql_cursor_is(cursor, "TYPE"))
		return true;
	return sql_parser_name(parser, ret_name);
}

static bool
accept_index_word(SqlParser *parser)
{
	return sql_parser_accept(parser, "INDEX") || sql_parser_accept(parser, "KEY");
}

/* [INDEX] [IF NOT EXISTS] [name] [USING x] (parts) options */
static bool
read_index(SqlParser *parser, SqlClause *clause, SqlIndex *index)
{
	clause->kind = SQL_CLAUSE_ADD_INDEX;
	clause->index = index;
	clause->tolerant |= sql_parser_tolerance(parser, SQL_FEATURE_ADD_INDEX_IF);
	index->if_not_exists = clause->tolerant;
	if (!read_optional_index_name(parser, &index->name))
		return false;
	sql_parse_index_type(parser, index);
	return sql_parse_index_parts(parser, index) && sql_parse_index_options(parser, index);
}

/* The name of a primary key is PRIMARY whatever the constraint is called. */
static bool
read_primary_key(SqlParser *parser, SqlClause *clause, char *take_name)
{
	SqlIndex *index = sql_index_new(SQL_INDEX_PRIMARY);

	index->constraint_name = take_name;
	if (!sql_parser_accept(parser, "KEY")) {
		sql_index_free(index);
		return sql_parser_fail(parser);
	}
	bool understood = read_index(parser, clause, index);
	g_free(index->name);
	index->name = g_strdup("PRIMARY");
	return understood;
}

static bool
read_unique(SqlParser *parser, SqlClause *clause, char *take_name)
{
	SqlIndex *index = sql_index_new(SQL_INDEX_UNIQUE);

	index->constraint_name = take_name;
	accept_index_word(parser);
	bool understood = read_index(parser, clause, index);
	if (index->name == NULL)
		index->name = g_strdup(index->constraint_name);
	return understood;
}

static bool
read_foreign_key(SqlParser *parser, SqlClause *clause, char *take_name)
{
	SqlForeignKey *key = sql_foreign_key_new();

	clause->kind = SQL_CLAUSE_ADD_FOREIGN_KEY;
	clause->foreign_key = key;
	key->name = take_name;
	if (!sql_parser_expect(parser, "KEY"))
		return false;
	clause->tolerant |= sql_parser_tolerance(parser, SQL_FEATURE_ADD_FOREIGN_KEY_IF);
	key->if_not_exists = clause->tolerant;
	if (!sql_cursor_is_mark(&parser->cursor, '(') && !sql_parser_name(parser, &key->index_name))
		return false;
	return sql_parser_name_group(parser, key->columns) &&
	       sql_parser_expect(parser, "REFERENCES") && sql_parse_references(parser, key);
}

static bool
read_table_check(SqlParser *parser, SqlClause *clause, char *take_name)
{
	clause->kind = SQL_CLAUSE_ADD_CHECK;
	clause->check = sql_check_new();
	clause->check->name = take_name;
	return sql_parse_check(parser, clause->check);
}

static bool
is_constraint_kind(const SqlCursor *cursor)
{
	return sql_cursor_is(cursor, "PRIMARY") || sql_cursor_is(cursor, "UNIQUE") ||
	       sql_cursor_is(cursor, "FOREIGN") || sql_cursor_is(cursor, "CHECK");
}

bool
sql_parse_constraint(SqlParser *parser, SqlClause *clause, char *take_name)
{
	if (sql_parser_accept(parser, "PRIMARY"))
		return read_primary_key(parser, clause, take_name);
	if (sql_parser_accept(parser, "UNIQUE"))
		return read_unique(parser, clause, take_name);
	if (sql_parser_accept(parser, "FOREIGN"))
		return read_foreign_key(parser, clause, take_name);
	if (sql_parser_accept(parser, "CHECK"))
		return read_table_check(parser, clause, take_name);
	g_free(take_name);
	return sql_parser_fail(parser);
}

static bool
read_named_constraint(SqlParser *parser, SqlClause *clause)
{
	char *name = NULL;

	clause->tolerant = sql_parser_tolerance(parser, SQL_FEATURE_CONSTRAINT_IF);
	if (!is_constraint_kind(&parser->cursor) && !sql_parser_name(parser, &name))
		return false;
	if (clause->tolerant && !sql_cursor_is(&parser->cursor, "CHECK")) {
		g_free(name);
		return sql_parser_fail(parser);
	}
	return sql_parse_constraint(parser, clause, name);
}

/* FULLTEXT, SPATIAL or VECTOR, which may be names of columns where no index follows. */
static bool
accept_index_kind(SqlParser *parser, SqlIndexKind *ret_kind)
{
	gsize offset = sql_parser_offset(parser);

	*ret_kind = SQL_INDEX_PLAIN;
	if (sql_parser_accept2(parser, "VECTOR", "INDEX") ||
	    sql_parser_accept2(parser, "VECTOR", "KEY")) {
		*ret_kind = SQL_INDEX_VECTOR;
		sql_parser_note_at(parser, SQL_FEATURE_VECTOR_INDEX, offset);
		return true;
	}
	if (sql_parser_accept(parser, "FULLTEXT"))
		*ret_kind = SQL_INDEX_FULLTEXT;
	else if (sql_parser_accept(parser, "SPATIAL"))
		*ret_kind = SQL_INDEX_SPATIAL;
	return accept_index_word(parser) || *ret_kind != SQL_INDEX_PLAIN;
}

/* MariaDB: PERIOD FOR SYSTEM_TIME (a, b), PERIOD FOR name (a, b) */
static bool
read_period(SqlParser *parser, SqlClause *clause)
{
	g_autofree char *columns = NULL;

	clause->kind = SQL_CLAUSE_SYSTEM_VERSIONING;
	sql_parser_tolerance(parser, SQL_FEATURE_PERIOD);
	return sql_parser_name(parser, &clause->name) && sql_parser_group(parser, &columns);
}

static bool
accept_period(SqlParser *parser)
{
	gsize offset = sql_parser_offset(parser);

	if (!sql_parser_accept2(parser, "PERIOD", "FOR"))
		return false;
	sql_parser_note_at(parser, SQL_FEATURE_PERIOD, offset);
	return true;
}

bool
sql_parse_table_item(SqlParser *parser, SqlClause *clause)
{
	SqlIndexKind kind;

	if (accept_index_kind(parser, &kind))
		return read_index(parser, clause, sql_index_new(kind));
	if (sql_parser_accept(parser, "CONSTRAINT"))
		return read_named_constraint(parser, clause);
	if (is_constraint_kind(&parser->cursor))
		return sql_parse_constraint(parser, clause, NULL);
	if (accept_period(parser))
		return read_period(parser, clause);
	clause->kind = SQL_CLAUSE_ADD_COLUMN;
	clause->column = sql_column_new();
	return sql_parse_column(parser, clause->column);
}
