#include <string.h>

#include "sql/parse_internal.h"

/*
 * A condition is cut at OR, then at AND, then looked at term by term, all on the
 * text: a range of it is [from, to).
 */
typedef struct {
	const char *text;
	SqlMode mode;
	guint depth;
} Condition;

enum { MAX_NESTING = 64 };

static void
look_at(const Condition *condition, gsize from, gsize to, SqlCursor *ret_cursor)
{
	sql_lexer_init(&ret_cursor->lexer, condition->text, to, condition->mode);
	ret_cursor->lexer.at = from;
	ret_cursor->passed = from;
	ret_cursor->token = sql_lexer_next_word(&ret_cursor->lexer);
}

static gsize
offset_of(const SqlCursor *cursor)
{
	return (gsize)(cursor->token.text - cursor->lexer.text);
}

static void
skip_one(SqlCursor *cursor)
{
	if (sql_cursor_is_mark(cursor, '('))
		sql_cursor_skip_group(cursor);
	else
		sql_cursor_advance(cursor);
}

/* || and && are two marks for the lexer. */
static bool
accept_doubled(SqlCursor *cursor, char mark)
{
	SqlCursor saved = *cursor;

	for (int i = 0; i < 2; i++)
		if (!sql_cursor_accept_mark(cursor, mark)) {
			*cursor = saved;
			return false;
		}
	return true;
}

/* To the next such operator of this level that is not the AND of a BETWEEN or inside CASE. */
static bool
seek_operator(SqlCursor *cursor, const char *word, char mark, gsize *ret_end)
{
	guint between = 0;
	guint cases = 0;

	for (; !sql_cursor_at_end(cursor); skip_one(cursor)) {
		*ret_end = offset_of(cursor);
		if (sql_cursor_is(cursor, "CASE"))
			cases++;
		else if (sql_cursor_is(cursor, "END") && cases > 0)
			cases--;
		else if (sql_cursor_is(cursor, "BETWEEN"))
			between++;
		else if (between > 0 && sql_cursor_is(cursor, "AND"))
			between--;
		else if (cases == 0 &&
		         (sql_cursor_accept(cursor, word) || accept_doubled(cursor, mark)))
			return true;
	}
	*ret_end = cursor->lexer.length;
	return false;
}

static bool
same_token(const SqlToken *a, const SqlToken *b)
{
	g_autofree char *first = sql_token_name(a);
	g_autofree char *second = sql_token_name(b);

	return first != NULL && second != NULL && g_ascii_strcasecmp(first, second) == 0;
}

/* Read the column a.b.c that stands at both places; false when they are not the same. */
static bool
accept_same_column(SqlCursor *left, SqlCursor *right)
{
	for (;;) {
		if (!same_token(&left->token, &right->token))
			return false;
		sql_cursor_advance(left);
		sql_cursor_advance(right);
		bool dotted = sql_cursor_is_mark(left, '.');
		if (dotted != sql_cursor_is_mark(right, '.'))
			return false;
		if (!dotted)
			return true;
		sql_cursor_advance(left);
		sql_cursor_advance(right);
	}
}

static void
skip_column(SqlCursor *cursor)
{
	sql_cursor_advance(cursor);
	while (sql_cursor_accept_mark(cursor, '.'))
		sql_cursor_advance(cursor);
}

/* a IN (1, a) */
static bool
lists_itself(SqlCursor column, SqlCursor list)
{
	if (!sql_cursor_accept_mark(&list, '('))
		return false;
	do {
		SqlCursor left = column;
		SqlCursor item = list;
		if (accept_same_column(&left, &item) &&
		    (sql_cursor_is_mark(&item, ',') || sql_cursor_is_mark(&item, ')')))
			return true;
		sql_cursor_skip_item(&list);
	} while (sql_cursor_accept_mark(&list, ','));
	return false;
}

/* A column against itself: a = a, a <=> a, a >= a, a <= a, a LIKE a; or a LIKE '%'. */
static bool
compares_with_itself(SqlCursor column)
{
	SqlCursor right = column;

	if (column.token.kind != SQL_TOKEN_WORD && column.token.kind != SQL_TOKEN_QUOTED_NAME)
		return false;
	skip_column(&right);
	if (sql_cursor_accept(&right, "IN"))
		return lists_itself(column, right);
	if (sql_cursor_accept(&right, "LIKE")) {
		if (right.token.kind == SQL_TOKEN_STRING)
			return right.token.length == 3 && right.token.text[1] == '%';
	} else {
		bool equal = false;
		while (sql_cursor_is_mark(&right, '<') || sql_cursor_is_mark(&right, '>') ||
		       sql_cursor_is_mark(&right, '=')) {
			equal |= sql_cursor_is_mark(&right, '=');
			sql_cursor_advance(&right);
		}
		if (!equal)
			return false;
	}
	return accept_same_column(&column, &right) && sql_cursor_at_end(&right);
}

/* Literals, variables and operators only: the same for every row. */
static bool
names_nothing(SqlCursor cursor)
{
	static const char *const words[] = {"TRUE", "FALSE", "NULL",   "IS",      "NOT",     "IN",
	                                    "LIKE", "DIV",   "MOD",    "BETWEEN", "AND",     "OR",
	                                    "XOR",  "RLIKE", "REGEXP", "BINARY",  "UNKNOWN", NULL};

	for (; !sql_cursor_at_end(&cursor); sql_cursor_advance(&cursor)) {
		if (cursor.token.kind == SQL_TOKEN_QUOTED_NAME)
			return false;
		if (cursor.token.kind != SQL_TOKEN_WORD)
			continue;
		bool known = false;
		for (int i = 0; words[i] != NULL && !known; i++)
			known = sql_cursor_is(&cursor, words[i]);
		if (!known)
			return false;
	}
	return true;
}

static bool is_constant(Condition *condition, gsize from, gsize to);

/* (condition), NOT condition, ! condition */
static bool
unwrap(SqlCursor *cursor, gsize *from, gsize *to)
{
	if (sql_cursor_accept(cursor, "NOT") || sql_cursor_accept_mark(cursor, '!')) {
		*from = offset_of(cursor);
		return true;
	}
	if (!sql_cursor_is_mark(cursor, '('))
		return false;
	gsize open = offset_of(cursor) + 1;
	sql_cursor_skip_group(cursor);
	if (!sql_cursor_at_end(cursor) || cursor->passed <= open)
		return false;
	*from = open;
	*to = cursor->passed - 1;
	return true;
}

static bool
is_constant_term(Condition *condition, gsize from, gsize to)
{
	SqlCursor cursor;

	look_at(condition, from, to, &cursor);
	if (sql_cursor_at_end(&cursor))
		return false;
	if (names_nothing(cursor) || compares_with_itself(cursor))
		return true;
	if (!unwrap(&cursor, &from, &to))
		return false;
	return is_constant(condition, from, to);
}

/* All parts of AND must be constant. */
static bool
is_constant_conjunction(Condition *condition, gsize from, gsize to)
{
	SqlCursor cursor;
	gsize end = from;
	bool more = true;

	look_at(condition, from, to, &cursor);
	while (more) {
		more = seek_operator(&cursor, "AND", '&', &end);
		if (!is_constant_term(condition, from, end))
			return false;
		from = offset_of(&cursor);
	}
	return true;
}

/* One part of OR is enough. */
static bool
is_constant(Condition *condition, gsize from, gsize to)
{
	SqlCursor cursor;
	gsize end = from;
	bool more = true;
	bool constant = false;

	if (++condition->depth > MAX_NESTING) /* nobody writes that; not constant then */
		return false;
	look_at(condition, from, to, &cursor);
	while (more && !constant) {
		more = seek_operator(&cursor, "OR", '|', &end);
		constant = is_constant_conjunction(condition, from, end);
		from = offset_of(&cursor);
	}
	condition->depth--;
	return constant;
}

bool
sql_condition_is_constant(const char *text, SqlMode mode)
{
	Condition condition = {.text = text, .mode = mode};

	return is_constant(&condition, 0, strlen(text));
}

bool
sql_expression_has_assignment(const char *text, SqlMode mode)
{
	const Condition condition = {.text = text, .mode = mode};
	SqlCursor cursor;
	gsize end;

	look_at(&condition, 0, strlen(text), &cursor);
	while (seek_operator(&cursor, "AND", '&', &end)) {
		SqlCursor ahead = cursor;
		if (ahead.token.kind != SQL_TOKEN_WORD && ahead.token.kind != SQL_TOKEN_QUOTED_NAME)
			continue;
		skip_column(&ahead);
		if (sql_cursor_is_mark(&ahead, '='))
			return true;
	}
	return false;
}
