#include <string.h>

#include "sql/parse_internal.h"

static void
free_assignment(gpointer data)
{
	SqlAssignment *assignment = data;

	g_free(assignment->table);
	g_free(assignment->column);
	g_free(assignment->expression);
	g_free(assignment);
}

void
sql_dml_free(SqlDml *dml)
{
	if (dml == NULL)
		return;

	g_ptr_array_unref(dml->tables);
	g_clear_pointer(&dml->columns, g_ptr_array_unref);
	g_ptr_array_unref(dml->assigned);
	g_free(dml->where);
	g_free(dml->order_by);
	g_free(dml);
}

SqlDml *
sql_start_dml(SqlParser *parser, const char *verb)
{
	SqlDml *dml = g_new0(SqlDml, 1);

	dml->tables = g_ptr_array_new_with_free_func(sql_table_use_free);
	dml->assigned = g_ptr_array_new_with_free_func(free_assignment);
	sql_dml_free(parser->parsed->dml);
	parser->parsed->dml = dml;
	parser->parsed->statement->kind = SQL_STATEMENT_DML;
	sql_set_verb(parser->parsed->statement, verb);
	return dml;
}

static void
read_modifiers(SqlParser *parser, SqlDml *dml)
{
	static const char *const modifiers[] = {"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "QUICK",
	                                        NULL};

	for (;;) {
		if (sql_parser_accept(parser, "IGNORE"))
			dml->ignore = true;
		else if (sql_cursor_accept_any(&parser->cursor, modifiers) < 0)
			return;
	}
}

static bool
is_query_word(const SqlCursor *cursor)
{
	return sql_cursor_is(cursor, "SELECT") || sql_cursor_is(cursor, "WITH") ||
	       sql_cursor_is(cursor, "TABLE");
}

static bool
is_query_group(SqlCursor cursor)
{
	if (!sql_cursor_is_mark(&cursor, '('))
		return false;
	while (sql_cursor_accept_mark(&cursor, '('))
		;
	return is_query_word(&cursor) || sql_cursor_is(&cursor, "VALUES");
}

/* A group, or a token; behind a dot stands a name, whatever word it is. */
static void
skip_one(SqlCursor *cursor)
{
	if (sql_cursor_is_mark(cursor, '(')) {
		sql_cursor_skip_group(cursor);
		return;
	}
	sql_cursor_accept_mark(cursor, '.');
	sql_cursor_advance(cursor);
}

static bool
is_any_of(const SqlCursor *cursor, const char *const *words)
{
	for (; *words != NULL; words++)
		if (sql_cursor_is(cursor, *words))
			return true;
	return false;
}

/* From here to one of these words of this level, or the end; as written. */
static char *
read_until(SqlParser *parser, const char *const *words)
{
	SqlCursor *cursor = &parser->cursor;
	gsize from = sql_parser_offset(parser);
	gsize to = from;

	while (!sql_cursor_at_end(cursor) && !is_any_of(cursor, words)) {
		skip_one(cursor);
		to = cursor->passed;
	}
	return sql_parser_slice(parser, from, to);
}

/* One expression of SET: up to a comma or the words that may follow. */
static char *
read_assigned(SqlParser *parser)
{
	static const char *const words[] = {"WHERE", "ORDER", "LIMIT", "RETURNING",
	                                    "ON",    "AS",    NULL};
	SqlCursor *cursor = &parser->cursor;
	gsize from = sql_parser_offset(parser);

	while (!sql_cursor_at_end(cursor) && !sql_cursor_is_mark(cursor, ',') &&
	       !is_any_of(cursor, words))
		skip_one(cursor);
	return sql_parser_slice(parser, from, MAX(from, cursor->passed));
}

/* column, table.column or schema.table.column */
static bool
read_assigned_column(SqlParser *parser, SqlAssignment *assignment)
{
	if (!sql_parser_name(parser, &assignment->column))
		return false;
	while (sql_cursor_accept_mark(&parser->cursor, '.')) {
		g_free(assignment->table);
		assignment->table = g_steal_pointer(&assignment->column);
		if (!sql_parser_name(parser, &assignment->column))
			return false;
	}
	return true;
}

bool
sql_parse_assignments(SqlParser *parser, SqlDml *dml)
{
	do {
		SqlAssignment *assignment = g_new0(SqlAssignment, 1);
		g_ptr_array_add(dml->assigned, assignment);
		if (!read_assigned_column(parser, assignment) ||
		    !sql_parser_expect_mark(parser, '='))
			return false;
		assignment->expression = read_assigned(parser);
		if (assignment->expression[0] == '\0')
			return sql_parser_fail(parser);
		dml->and_in_set |= sql_expression_has_assignment(assignment->expression,
		                                                 parser->cursor.lexer.mode);
	} while (sql_cursor_accept_mark(&parser->cursor, ','));
	return true;
}

/* [WHERE x] [ORDER BY y] [LIMIT z] [RETURNING w] */
static bool
read_tail(SqlParser *parser, SqlDml *dml)
{
	static const char *const behind_where[] = {"ORDER", "LIMIT", "RETURNING", NULL};
	static const char *const behind_order[] = {"LIMIT", "RETURNING", NULL};
	static const char *const behind_limit[] = {"RETURNING", NULL};

	if (sql_parser_accept(parser, "WHERE")) {
		dml->where = read_until(parser, behind_where);
		dml->where_is_constant =
			sql_condition_is_constant(dml->where, parser->cursor.lexer.mode);
	}
	if (sql_parser_accept2(parser, "ORDER", "BY"))
		dml->order_by = read_until(parser, behind_order);
	if (sql_parser_accept(parser, "LIMIT")) {
		dml->has_limit = true;
		g_free(read_until(parser, behind_limit));
	}
	sql_parse_returning(parser, dml);
	return sql_cursor_at_end(&parser->cursor) || sql_parser_fail(parser);
}

void
sql_parse_returning(SqlParser *parser, SqlDml *dml)
{
	static const char *const none[] = {NULL};

	if (!sql_cursor_is(&parser->cursor, "RETURNING"))
		return;
	sql_parser_note(parser, SQL_FEATURE_RETURNING);
	dml->returning = true;
	g_free(read_until(parser, none));
}

/* A derived table, or a table function's arguments, with the alias behind it. */
static void
skip_derived(SqlCursor *cursor)
{
	sql_cursor_skip_group(cursor);
	sql_cursor_accept(cursor, "AS");
	if (!sql_is_clause_word(cursor))
		g_free(sql_cursor_name(cursor));
	if (sql_cursor_is_mark(cursor, '('))
		sql_cursor_skip_group(cursor);
}

static bool
is_table_function(SqlCursor cursor)
{
	if (!sql_cursor_accept(&cursor, "JSON_TABLE"))
		return false;
	return sql_cursor_is_mark(&cursor, '(');
}

/* One table of a join; derived ones are passed over. */
static bool
read_joined(SqlParser *parser, SqlDml *dml)
{
	SqlCursor *cursor = &parser->cursor;

	sql_parser_accept(parser, "LATERAL");
	if (is_table_function(*cursor))
		sql_cursor_advance(cursor);
	if (sql_cursor_is_mark(cursor, '(')) {
		skip_derived(cursor);
		return true;
	}
	SqlTableUse *use = sql_parse_table_use(cursor);
	if (use == NULL)
		return sql_parser_fail(parser);
	g_ptr_array_add(dml->tables, use);
	return true;
}

/* Whether the table list ends here; USING (x) belongs to a join. */
static bool
ends_tables(const SqlCursor *cursor)
{
	static const char *const words[] = {"SET", "WHERE", "ORDER", "LIMIT", "RETURNING", NULL};

	return is_any_of(cursor, words) || sql_cursor_at_end(cursor);
}

/* To the word or comma behind which the next table stands; false at the list's end. */
static bool
seek_next_table(SqlCursor *cursor, guint *depth)
{
	static const char *const joins[] = {"JOIN", "STRAIGHT_JOIN", NULL};

	while (!ends_tables(cursor)) {
		if (sql_cursor_accept_any(cursor, joins) >= 0 ||
		    sql_cursor_accept_mark(cursor, ','))
			return true;
		if (*depth > 0 && sql_cursor_accept_mark(cursor, ')'))
			(*depth)--;
		else
			skip_one(cursor);
	}
	return false;
}

static bool
read_tables(SqlParser *parser, SqlDml *dml)
{
	SqlCursor *cursor = &parser->cursor;
	guint depth = 0;
	guint count = 0;

	do {
		while (!is_query_group(*cursor) && sql_cursor_accept_mark(cursor, '('))
			depth++;
		if (!read_joined(parser, dml))
			return false;
		count++;
	} while (seek_next_table(cursor, &depth));
	dml->has_join = count > 1;
	return true;
}

static bool
is_called(const SqlTableUse *use, const char *schema, const char *name)
{
	if (use->alias != NULL && schema == NULL && g_ascii_strcasecmp(use->alias, name) == 0)
		return true;
	return use->alias == NULL && g_ascii_strcasecmp(use->name, name) == 0 &&
	       (schema == NULL || use->schema == NULL ||
	        g_ascii_strcasecmp(use->schema, schema) == 0);
}

static bool
mark_written(SqlDml *dml, const char *schema, const char *name)
{
	for (guint i = 0; i < dml->tables->len; i++) {
		SqlTableUse *use = g_ptr_array_index(dml->tables, i);
		if (is_called(use, schema, name)) {
			use->written = true;
			return true;
		}
	}
	return false;
}

static void
mark_all_written(SqlDml *dml)
{
	for (guint i = 0; i < dml->tables->len; i++)
		((SqlTableUse *)g_ptr_array_index(dml->tables, i))->written = true;
}

/* Of several tables those are written that qualify a column; one bare column: any may be. */
static void
mark_updated(SqlDml *dml)
{
	bool known = dml->has_join;

	for (guint i = 0; i < dml->assigned->len && known; i++) {
		const SqlAssignment *assignment = g_ptr_array_index(dml->assigned, i);
		known = assignment->table != NULL && mark_written(dml, NULL, assignment->table);
	}
	if (!known)
		mark_all_written(dml);
}

static void
add_write_effects(SqlParser *parser, const SqlDml *dml, bool all)
{
	for (guint i = 0; i < dml->tables->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(dml->tables, i);
		if (all || use->written)
			sql_add_effect(parser->parsed->statement, SQL_EFFECT_WRITE,
			               SQL_OBJECT_TABLE, g_strdup(use->schema), NULL,
			               g_strdup(use->name));
	}
}

/* Which of several tables is written follows from the columns' owners: all count. */
static void
read_update(SqlParser *parser, SqlDml *dml)
{
	bool understood = read_tables(parser, dml);

	add_write_effects(parser, dml, true);
	understood = understood && sql_parser_expect(parser, "SET") &&
	             sql_parse_assignments(parser, dml);
	mark_updated(dml);
	if (understood)
		read_tail(parser, dml);
}

/* t, s.t, t.* as DELETE names what it deletes from. */
static bool
read_target(SqlParser *parser, SqlTableUse *target)
{
	if (!sql_parser_name(parser, &target->name))
		return false;
	while (sql_cursor_accept_mark(&parser->cursor, '.')) {
		if (sql_cursor_accept_mark(&parser->cursor, '*'))
			return true;
		g_free(target->schema);
		target->schema = g_steal_pointer(&target->name);
		if (!sql_parser_name(parser, &target->name))
			return false;
	}
	return true;
}

static bool
read_targets(SqlParser *parser, GPtrArray *targets)
{
	do {
		SqlTableUse *target = g_new0(SqlTableUse, 1);
		g_ptr_array_add(targets, target);
		if (!read_target(parser, target))
			return false;
	} while (sql_cursor_accept_mark(&parser->cursor, ','));
	return true;
}

/* Names of targets may be aliases, which the tables behind them tell. */
static bool
read_delete_from_join(SqlParser *parser, SqlDml *dml, const char *word)
{
	g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(sql_table_use_free);

	if (!read_targets(parser, targets) || !sql_parser_expect(parser, word) ||
	    !read_tables(parser, dml))
		return false;
	for (guint i = 0; i < targets->len; i++) {
		const SqlTableUse *target = g_ptr_array_index(targets, i);
		if (!mark_written(dml, target->schema, target->name))
			return sql_parser_fail(parser);
	}
	return true;
}

/* DELETE FROM a, b USING ...; the first name tells. */
static bool
deletes_by_using(SqlCursor cursor)
{
	do
		sql_cursor_advance(&cursor);
	while (sql_cursor_accept_mark(&cursor, '.'));
	return sql_cursor_is_mark(&cursor, ',') || sql_cursor_is(&cursor, "USING");
}

static void
read_delete(SqlParser *parser, SqlDml *dml)
{
	bool understood;

	if (!sql_parser_accept(parser, "FROM")) {
		understood = read_delete_from_join(parser, dml, "FROM");
	} else if (deletes_by_using(parser->cursor)) {
		understood = read_delete_from_join(parser, dml, "USING");
	} else {
		guint depth = 0;
		gsize offset = sql_parser_offset(parser);
		understood = read_joined(parser, dml);
		mark_all_written(dml);
		if (understood && dml->tables->len > 0 &&
		    ((const SqlTableUse *)g_ptr_array_index(dml->tables, 0))->alias != NULL)
			sql_parser_note_at(parser, SQL_FEATURE_DELETE_ALIAS, offset);
		if (understood && seek_next_table(&parser->cursor, &depth))
			understood = sql_parser_fail(parser);
	}
	add_write_effects(parser, dml, false);
	if (understood)
		read_tail(parser, dml);
}

void
sql_parse_dml(SqlParser *parser, const char *verb)
{
	SqlDml *dml = sql_start_dml(parser, verb);

	read_modifiers(parser, dml);
	if (verb[0] == 'U')
		read_update(parser, dml);
	else if (verb[0] == 'D')
		read_delete(parser, dml);
	else
		sql_parse_insert(parser, dml);
}

/* WITH [RECURSIVE] name [(columns)] AS (query), ... statement */
void
sql_parse_with(SqlParser *parser)
{
	static const char *const verbs[] = {"UPDATE", "DELETE", "INSERT", "REPLACE", NULL};
	SqlCursor *cursor = &parser->cursor;

	while (!sql_cursor_at_end(cursor)) {
		int which = sql_cursor_accept_any(cursor, verbs);
		if (which >= 0) {
			sql_parse_dml(parser, verbs[which]);
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
