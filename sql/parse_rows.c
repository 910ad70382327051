/*
 * The rows of an INSERT may be megabytes: they are counted on the bytes, quoted
 * strings and parentheses passed over, instead of token by token.
 */
#include <string.h>

#include "sql/parse_internal.h"

typedef struct {
	SqlParser *parser;
	const char *text;
	gsize at;
	gsize end;
	guint depth;
	guint rows;
	bool has_query; /* a subquery stands in a row: the scan must look at the rows too */
} Rows;

static bool
is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool
is_word_byte(char byte)
{
	return g_ascii_isalnum(byte) || byte == '_' || byte == '$' || (guchar)byte >= 0x80;
}

static void
skip_quoted(Rows *rows)
{
	SqlMode mode = rows->parser->cursor.lexer.mode;
	char quote = rows->text[rows->at++];
	bool name = quote == '`' || (quote == '"' && (mode & SQL_MODE_ANSI_QUOTES));
	bool escapes = !name && !(mode & SQL_MODE_NO_BACKSLASH_ESCAPES);

	/* A doubled quote is the end of one string and the beginning of the next. */
	while (rows->at < rows->end && rows->text[rows->at] != quote)
		rows->at += escapes && rows->text[rows->at] == '\\' ? 2 : 1;
	rows->at = MIN(rows->at + 1, rows->end);
}

static bool
begins_comment(const Rows *rows)
{
	const char *text = rows->text + rows->at;
	gsize left = rows->end - rows->at;

	if (text[0] == '#')
		return true;
	if (left < 2)
		return false;
	return (text[0] == '/' && text[1] == '*') ||
	       (text[0] == '-' && text[1] == '-' &&
	        (left == 2 || is_blank(text[2]) || g_ascii_iscntrl(text[2])));
}

/* A comment is passed over; of a version comment only the opening. */
static void
skip_comment(Rows *rows)
{
	const char *text = rows->text + rows->at;
	gsize left = rows->end - rows->at;
	const char *end;

	if (text[0] != '/') {
		end = memchr(text, '\n', left);
		rows->at = end != NULL ? (gsize)(end - rows->text) : rows->end;
		return;
	}
	rows->at += 2;
	if (left > 2 && (text[2] == '!' || (text[2] == 'M' && left > 3 && text[3] == '!'))) {
		rows->at += text[2] == '!' ? 1 : 2;
		while (rows->at < rows->end && g_ascii_isdigit(rows->text[rows->at]))
			rows->at++;
		return;
	}
	end = g_strstr_len(rows->text + rows->at, (gssize)(rows->end - rows->at), "*/");
	rows->at = end != NULL ? (gsize)(end - rows->text) + 2 : rows->end;
}

static bool
is_word(const char *text, gsize length, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strlen(*words) == length && g_ascii_strncasecmp(text, *words, length) == 0)
			return true;
	return false;
}

/* What stands before an inner parenthesis is a function's name, behind it may be a query. */
static void
look_around_open(Rows *rows)
{
	static const char *const no_functions[] = {
		"IN",   "AND", "OR",   "NOT",  "XOR",  "ROW",  "ANY",    "ALL",    "SOME", "BINARY",
		"LIKE", "DIV", "WHEN", "THEN", "ELSE", "CASE", "SELECT", "EXISTS", NULL};
	static const char *const queries[] = {"SELECT", "WITH", "TABLE", "VALUES", NULL};
	gsize end = rows->at;
	while (end > 0 && is_blank(rows->text[end - 1]))
		end--;
	gsize start = end;
	while (start > 0 && is_word_byte(rows->text[start - 1]))
		start--;
	if (end > start && !is_word(rows->text + start, end - start, no_functions))
		sql_parser_add_function(rows->parser, rows->text + start, end - start);
	gsize after = rows->at + 1;
	while (after < rows->end && is_blank(rows->text[after]))
		after++;
	gsize last = after;
	while (last < rows->end && is_word_byte(rows->text[last]))
		last++;
	rows->has_query |= is_word(rows->text + after, last - after, queries);
}

static gsize
skip_plain(const char *text, gsize at, gsize end)
{
	static const bool special[256] = {['\''] = true, ['"'] = true, ['`'] = true, ['('] = true,
	                                  [')'] = true,  ['#'] = true, ['-'] = true, ['/'] = true};

	while (at < end && !special[(guchar)text[at]])
		at++;
	return at;
}

/* From the opening parenthesis of a row to behind its closing one; false at the end. */
static bool
skip_row(Rows *rows)
{
	do {
		rows->at = skip_plain(rows->text, rows->at, rows->end);
		if (rows->at >= rows->end)
			return false;
		char byte = rows->text[rows->at];
		if (byte == '\'' || byte == '"' || byte == '`') {
			skip_quoted(rows);
			continue;
		}
		if ((byte == '#' || byte == '-' || byte == '/') && begins_comment(rows)) {
			skip_comment(rows);
			continue;
		}
		if (byte == '(' && rows->depth++ > 0)
			look_around_open(rows);
		if (byte == ')')
			rows->depth--;
		rows->at++;
	} while (rows->depth > 0);
	return true;
}

/* Blanks and comments between two rows. */
static void
skip_between(Rows *rows)
{
	while (rows->at < rows->end) {
		char byte = rows->text[rows->at];
		if (is_blank(byte))
			rows->at++;
		else if (begins_comment(rows))
			skip_comment(rows);
		else if (byte == '*' && rows->at + 1 < rows->end && rows->text[rows->at + 1] == '/')
			rows->at += 2; /* the end of a version comment */
		else
			return;
	}
}

static bool
accept_byte(Rows *rows, char byte)
{
	if (rows->at >= rows->end || rows->text[rows->at] != byte)
		return false;
	rows->at++;
	return true;
}

/* VALUES ROW(1), ROW(2) */
static void
skip_row_word(Rows *rows)
{
	if (rows->end - rows->at > 3 && g_ascii_strncasecmp(rows->text + rows->at, "ROW", 3) == 0) {
		sql_parser_note_at(rows->parser, SQL_FEATURE_TABLE_STATEMENT, rows->at);
		rows->at += 3;
		skip_between(rows);
	}
}

bool
sql_parse_rows(SqlParser *parser, guint *ret_rows)
{
	SqlCursor *cursor = &parser->cursor;
	Rows rows = {.parser = parser,
	             .text = cursor->lexer.text,
	             .at = sql_parser_offset(parser),
	             .end = cursor->lexer.length};
	gsize start = rows.at;
	bool whole = true;

	do {
		skip_between(&rows);
		skip_row_word(&rows);
		whole = rows.at < rows.end && rows.text[rows.at] == '(' && skip_row(&rows);
		if (!whole)
			break;
		rows.rows++;
		skip_between(&rows);
	} while (accept_byte(&rows, ','));
	cursor->lexer.at = MIN(rows.at, rows.end);
	cursor->passed = cursor->lexer.at;
	cursor->token = sql_lexer_next_word(&cursor->lexer);
	*ret_rows = rows.rows;
	if (!rows.has_query) {
		parser->rows_start = start;
		parser->rows_end = cursor->passed;
	}
	return whole || sql_parser_fail(parser);
}
