#include <string.h>

#include "sql/parse_internal.h"

/* What is open at one depth of parentheses. */
enum {
	LEVEL_FROM = 1 << 0,     /* a comma brings a further table */
	LEVEL_ARGUMENT = 1 << 1, /* FROM belongs to a function: EXTRACT(YEAR FROM x) */
	LEVEL_WITH = 1 << 2,     /* a comma brings a further common table expression */
};

enum { MAX_DEPTH = 256 }; /* deeper levels share one */

typedef struct {
	SqlParser *parser;
	SqlCursor cursor;
	guint8 levels[MAX_DEPTH];
	guint depth;
	bool operand;      /* a function's name may stand here */
	bool before_chain; /* `operand` before the first of a.b.c */
	bool after_dot;
	bool wants_table;
	bool wants_common; /* the name of a common table expression comes */
	SqlToken callee;   /* the name that `(` would make a call; length 0: none */
	GPtrArray *common; /* of owned char *; NULL: none yet */
} Scan;

static guint8 *
level_of(Scan *scan)
{
	return &scan->levels[MIN(scan->depth, MAX_DEPTH - 1)];
}

static bool
is_one_of(const SqlToken *token, const char *const *words)
{
	for (; *words != NULL; words++)
		if (sql_token_is(token, *words))
			return true;
	return false;
}

/* Words behind which an expression begins, and which are no functions themselves. */
static bool
introduces_operand(const SqlToken *token)
{
	static const char *const words[] = {
		"ALL",         "AND",    "ANY",          "AT",        "BETWEEN",
		"BINARY",      "BY",     "CASE",         "DEFAULT",   "DISTINCT",
		"DISTINCTROW", "DIV",    "DO",           "ELSE",      "ELSEIF",
		"ENDS",        "ESCAPE", "EVERY",        "EXISTS",    "FROM",
		"HAVING",      "IN",     "INTERVAL",     "IS",        "JOIN",
		"LIKE",        "LIMIT",  "NOT",          "OFFSET",    "ON",
		"OR",          "REGEXP", "RETURN",       "RETURNING", "RLIKE",
		"SELECT",      "SOME",   "SQL_NO_CACHE", "STARTS",    "STRAIGHT_JOIN",
		"THEN",        "TO",     "UNTIL",        "USING",     "WHEN",
		"WHERE",       "WHILE",  "XOR",          NULL};
	return is_one_of(token, words);
}

static bool
ends_from(const SqlToken *token)
{
	static const char *const words[] = {"WHERE",  "GROUP",     "ORDER",  "HAVING", "LIMIT",
	                                    "UNION",  "INTERSECT", "EXCEPT", "SET",    "WINDOW",
	                                    "VALUES", "INTO",      "SELECT", "FOR",    NULL};
	return is_one_of(token, words);
}

void
sql_parser_add_function(SqlParser *parser, const char *name, gsize length)
{
	GPtrArray *functions = parser->parsed->functions;

	for (guint i = 0; i < functions->len; i++) {
		const char *known = g_ptr_array_index(functions, i);
		if (strlen(known) == length && g_ascii_strncasecmp(known, name, length) == 0)
			return;
	}
	g_ptr_array_add(functions, g_ascii_strup(name, (gssize)length));
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : g_ascii_strcasecmp(a, b) == 0;
}

static void
add_read(Scan *scan, SqlTableUse *take_use)
{
	GPtrArray *reads = scan->parser->parsed->reads;

	for (guint i = 0; i < reads->len; i++) {
		const SqlTableUse *known = g_ptr_array_index(reads, i);
		if (same_text(known->schema, take_use->schema) &&
		    same_text(known->name, take_use->name)) {
			sql_table_use_free(take_use);
			return;
		}
	}
	g_ptr_array_add(reads, take_use);
}

static bool
is_common(const Scan *scan, const SqlTableUse *use)
{
	if (scan->common == NULL || use->schema != NULL)
		return false;
	for (guint i = 0; i < scan->common->len; i++)
		if (g_ascii_strcasecmp(g_ptr_array_index(scan->common, i), use->name) == 0)
			return true;
	return false;
}

static void
note(Scan *scan, SqlFeatureId feature)
{
	sql_parser_note_at(scan->parser, feature,
	                   (gsize)(scan->cursor.token.text - scan->cursor.lexer.text));
}

static bool
next_is(const Scan *scan, const char *keyword)
{
	SqlCursor ahead = scan->cursor;

	sql_cursor_advance(&ahead);
	return sql_cursor_is(&ahead, keyword);
}

static bool
next_is_mark(const Scan *scan, char mark)
{
	SqlCursor ahead = scan->cursor;

	sql_cursor_advance(&ahead);
	return sql_cursor_is_mark(&ahead, mark);
}

/* Behind FROM, JOIN or a comma of theirs; false when the word must be looked at as any other. */
static bool
scan_table(Scan *scan)
{
	static const char *const queries[] = {"SELECT", "WITH", "VALUES", "TABLE", NULL};

	if (sql_cursor_is(&scan->cursor, "LATERAL")) {
		note(scan, SQL_FEATURE_LATERAL);
		sql_cursor_advance(&scan->cursor);
		return true;
	}
	scan->wants_table = false;
	if (is_one_of(&scan->cursor.token, queries))
		return false;
	if (next_is_mark(scan, '(')) { /* a table function */
		scan->operand = true;
		return false;
	}
	SqlTableUse *use = sql_parse_table_use(&scan->cursor);
	if (use == NULL)
		return false;
	scan->operand = false;
	scan->callee.length = 0;
	if (is_common(scan, use) || g_ascii_strcasecmp(use->name, "DUAL") == 0)
		sql_table_use_free(use);
	else
		add_read(scan, use);
	return true;
}

/* WITH before a query, not one of the other WITHs. */
static bool
begins_common(const Scan *scan)
{
	SqlCursor ahead = scan->cursor;

	sql_cursor_advance(&ahead);
	sql_cursor_accept(&ahead, "RECURSIVE");
	g_autofree char *name = sql_cursor_name(&ahead);
	return name != NULL && (sql_cursor_is(&ahead, "AS") || sql_cursor_is_mark(&ahead, '('));
}

static void
scan_common_name(Scan *scan)
{
	if (sql_cursor_is(&scan->cursor, "RECURSIVE") && !next_is(scan, "AS"))
		return;
	if (scan->common == NULL)
		scan->common = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(scan->common, sql_token_name(&scan->cursor.token));
	scan->wants_common = scan->operand = false;
	scan->callee.length = 0;
}

static void
note_word(Scan *scan)
{
	const SqlCursor *cursor = &scan->cursor;

	if (sql_cursor_is(cursor, "OVER"))
		note(scan, SQL_FEATURE_WINDOW_FUNCTION);
	else if (sql_cursor_is(cursor, "JSON_TABLE"))
		note(scan, SQL_FEATURE_JSON_TABLE);
	else if (sql_cursor_is(cursor, "SKIP") && next_is(scan, "LOCKED"))
		note(scan, SQL_FEATURE_SKIP_LOCKED);
	else if (sql_cursor_is(cursor, "NOWAIT"))
		note(scan, SQL_FEATURE_SELECT_NOWAIT);
	else if ((sql_cursor_is(cursor, "EXCEPT") || sql_cursor_is(cursor, "INTERSECT")) &&
	         (next_is_mark(scan, '(') || next_is(scan, "SELECT") || next_is(scan, "ALL") ||
	          next_is(scan, "DISTINCT")))
		note(scan, SQL_FEATURE_SET_OPERATOR);
}

/* A keyword that changes where tables are looked for. */
static void
scan_keyword(Scan *scan)
{
	const SqlToken *token = &scan->cursor.token;
	guint8 *level = level_of(scan);

	if (sql_token_is(token, "FROM") || sql_token_is(token, "JOIN") ||
	    sql_token_is(token, "STRAIGHT_JOIN")) {
		if (*level & LEVEL_ARGUMENT)
			return;
		*level |= LEVEL_FROM;
		scan->wants_table = true;
	} else if (sql_token_is(token, "WITH") && begins_common(scan)) {
		note(scan, SQL_FEATURE_COMMON_TABLE);
		*level |= LEVEL_WITH;
		scan->wants_common = true;
	} else if (ends_from(token)) {
		*level &= (guint8) ~(LEVEL_FROM | LEVEL_WITH);
	}
}

static void
scan_name(Scan *scan)
{
	const SqlToken *token = &scan->cursor.token;
	bool word = token->kind == SQL_TOKEN_WORD;

	if (scan->after_dot) {
		scan->callee = scan->before_chain ? *token : (SqlToken){0};
		scan->operand = false;
		return;
	}
	if (scan->wants_common) {
		scan_common_name(scan);
		return;
	}
	bool values_call = scan->operand && word && sql_token_is(token, "VALUES");
	bool introducer = word && introduces_operand(token);
	scan->before_chain = scan->operand;
	scan->callee = scan->operand && !introducer ? *token : (SqlToken){0};
	scan->operand = introducer;
	if (word && !values_call) {
		note_word(scan);
		scan_keyword(scan);
	}
}

/* Functions whose arguments are parted by FROM. */
static bool
takes_from(const SqlToken *callee)
{
	static const char *const words[] = {"EXTRACT", "TRIM", "SUBSTRING", "SUBSTR", "MID", NULL};
	return is_one_of(callee, words);
}

static void
add_callee(Scan *scan)
{
	static const char *const constructs[] = {"SELECT", "ROW", "VALUES", "TABLE", NULL};
	g_autofree char *name = NULL;

	if (sql_token_is(&scan->callee, "VALUES") || !is_one_of(&scan->callee, constructs)) {
		name = sql_token_name(&scan->callee);
		if (name != NULL)
			sql_parser_add_function(scan->parser, name, strlen(name));
	}
}

static void
scan_open(Scan *scan)
{
	guint8 flags = scan->wants_table ? LEVEL_FROM : 0;

	if (scan->callee.length > 0) {
		add_callee(scan);
		if (takes_from(&scan->callee))
			flags |= LEVEL_ARGUMENT;
	}
	scan->depth++;
	*level_of(scan) = flags;
	scan->operand = true;
}

static void
scan_mark(Scan *scan)
{
	char mark = scan->cursor.token.text[0];

	if (mark == '(') {
		scan_open(scan);
	} else if (mark == ')') {
		if (scan->depth > 0)
			scan->depth--;
		scan->operand = scan->wants_table = false;
	} else if (mark == '.') {
		scan->after_dot = true;
		return;
	} else if (mark == ',') {
		scan->operand = true;
		scan->wants_table = (*level_of(scan) & LEVEL_FROM) != 0;
		scan->wants_common = (*level_of(scan) & LEVEL_WITH) != 0;
	} else {
		scan->operand = mark != ';';
	}
	scan->callee.length = 0;
}

static void
scan_token(Scan *scan)
{
	const SqlToken *token = &scan->cursor.token;
	bool name = token->kind == SQL_TOKEN_WORD || token->kind == SQL_TOKEN_QUOTED_NAME;

	if (name && scan->wants_table && !scan->after_dot && scan_table(scan))
		return; /* stands behind the table already */
	if (name) {
		scan_name(scan);
		scan->after_dot = false;
	} else if (token->kind == SQL_TOKEN_PUNCTUATION) {
		scan->after_dot = false;
		scan_mark(scan);
	} else {
		scan->after_dot = scan->operand = scan->wants_table = false;
		scan->callee.length = 0;
	}
	sql_cursor_advance(&scan->cursor);
}

void
sql_parser_scan(SqlParser *parser, gsize from, gsize to)
{
	/* A statement begins with its verb, a part of one may begin with a call. */
	Scan scan = {.parser = parser, .operand = from > 0};

	if (parser->parsed == NULL || from >= to)
		return;
	sql_lexer_init(&scan.cursor.lexer, parser->cursor.lexer.text, to,
	               parser->cursor.lexer.mode);
	scan.cursor.lexer.at = from;
	scan.cursor.token = sql_lexer_next_word(&scan.cursor.lexer);
	while (!sql_cursor_at_end(&scan.cursor))
		scan_token(&scan);
	if (scan.common != NULL)
		g_ptr_array_unref(scan.common);
}
