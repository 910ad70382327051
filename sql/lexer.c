#include "sql/lexer.h"

#include <string.h>

void
sql_lexer_init(SqlLexer *lexer, const char *text, gsize length, SqlMode mode)
{
	*lexer = (SqlLexer){.text = text, .length = length, .mode = mode};
}

static char
peek(const SqlLexer *lexer, gsize ahead)
{
	gsize at = lexer->at + ahead;
	return at < lexer->length ? lexer->text[at] : '\0';
}

static bool
is_word_byte(char byte)
{
	return g_ascii_isalnum(byte) || byte == '_' || byte == '$' || (guchar)byte >= 0x80;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static SqlToken
take(SqlLexer *lexer, SqlTokenKind kind, gsize length)
{
	SqlToken token = {.kind = kind, .text = lexer->text + lexer->at, .length = length};

	lexer->at += length;
	return token;
}

static gsize
run_of(const SqlLexer *lexer, gsize ahead, bool (*belongs)(char))
{
	gsize length = ahead;

	while (lexer->at + length < lexer->length && belongs(lexer->text[lexer->at + length]))
		length++;
	return length;
}

/* From `ahead` bytes on to the closing quote, the quote included. */
static SqlToken
take_quoted(SqlLexer *lexer, SqlTokenKind kind, gsize ahead, char quote)
{
	bool escapes = quote != '`' && !(lexer->mode & SQL_MODE_NO_BACKSLASH_ESCAPES) &&
	               kind == SQL_TOKEN_STRING;
	gsize left = lexer->length - lexer->at;
	gsize at = ahead + 1;

	for (; at < left; at++) {
		char byte = lexer->text[lexer->at + at];
		if (byte == '\\' && escapes) {
			at++;
			continue;
		}
		if (byte != quote)
			continue;
		if (peek(lexer, at + 1) != quote)
			return take(lexer, kind, at + 1);
		at++;
	}
	SqlToken token = take(lexer, kind, left);
	token.unfinished = true;
	return token;
}

static SqlToken
take_line_comment(SqlLexer *lexer)
{
	const char *start = lexer->text + lexer->at;
	gsize left = lexer->length - lexer->at;
	const char *end = memchr(start, '\n', left);

	return take(lexer, SQL_TOKEN_COMMENT, end != NULL ? (gsize)(end - start) : left);
}

static SqlToken
take_block_comment(SqlLexer *lexer, SqlTokenKind kind)
{
	const char *start = lexer->text + lexer->at;
	gsize left = lexer->length - lexer->at;

	for (gsize at = 2; at + 1 < left; at++)
		if (start[at] == '*' && start[at + 1] == '/')
			return take(lexer, kind, at + 2);
	SqlToken token = take(lexer, kind, left);
	token.unfinished = true;
	return token;
}

/* The opening and its version number; what follows is content. */
static SqlToken
take_version_open(SqlLexer *lexer)
{
	gsize length = peek(lexer, 2) == 'M' ? 4 : 3;

	while (g_ascii_isdigit(peek(lexer, length)))
		length++;
	lexer->version_depth++;
	return take(lexer, SQL_TOKEN_VERSION_OPEN, length);
}

static SqlToken
take_slash(SqlLexer *lexer)
{
	if (peek(lexer, 1) != '*')
		return take(lexer, SQL_TOKEN_PUNCTUATION, 1);
	if (peek(lexer, 2) == '!' || (peek(lexer, 2) == 'M' && peek(lexer, 3) == '!'))
		return take_version_open(lexer);
	return take_block_comment(lexer,
	                          peek(lexer, 2) == '+' ? SQL_TOKEN_HINT : SQL_TOKEN_COMMENT);
}

static bool
starts_line_comment(const SqlLexer *lexer)
{
	if (peek(lexer, 0) == '#')
		return true;
	char third = peek(lexer, 2);
	return peek(lexer, 0) == '-' && peek(lexer, 1) == '-' &&
	       (is_blank(third) || g_ascii_iscntrl(third));
}

static bool
is_variable_byte(char byte)
{
	return is_word_byte(byte) || byte == '.';
}

static SqlToken
take_variable(SqlLexer *lexer)
{
	gsize ahead = peek(lexer, 1) == '@' ? 2 : 1;
	char next = peek(lexer, ahead);

	if (next == '`' || next == '\'' || next == '"')
		return take_quoted(lexer, SQL_TOKEN_VARIABLE, ahead, next);
	return take(lexer, SQL_TOKEN_VARIABLE, run_of(lexer, ahead, is_variable_byte));
}

static bool
is_digit(char byte)
{
	return g_ascii_isdigit(byte);
}

/* The length with an exponent behind `digits`; `digits` itself where none stands there. */
static gsize
with_exponent(const SqlLexer *lexer, gsize digits)
{
	if (g_ascii_tolower(peek(lexer, digits)) != 'e')
		return digits;
	char sign = peek(lexer, digits + 1);
	gsize start = digits + (sign == '-' || sign == '+' ? 2 : 1);
	gsize end = run_of(lexer, start, is_digit);
	return end > start ? end : digits;
}

/* 0x4D, 0b01 and nothing else behind them: 0bit is a name. */
static bool
is_based(const SqlLexer *lexer, gsize length)
{
	char base = peek(lexer, 1);

	if (peek(lexer, 0) != '0' || (base != 'x' && base != 'b') || length < 3)
		return false;
	for (gsize i = 2; i < length; i++) {
		char digit = peek(lexer, i);
		if (base == 'x' ? !g_ascii_isxdigit(digit) : digit != '0' && digit != '1')
			return false;
	}
	return true;
}

/* Digits, fraction and exponent; a name may begin with digits too, as in `1st`. */
static SqlToken
take_number(SqlLexer *lexer)
{
	gsize word = run_of(lexer, 0, is_word_byte);
	gsize digits = run_of(lexer, 0, is_digit);

	if (digits == word && peek(lexer, digits) == '.')
		digits = run_of(lexer, digits + 1, is_digit);
	digits = with_exponent(lexer, digits);
	if (digits >= word)
		return take(lexer, SQL_TOKEN_NUMBER, digits);
	return take(lexer, is_based(lexer, word) ? SQL_TOKEN_NUMBER : SQL_TOKEN_WORD, word);
}

static SqlToken
take_word(SqlLexer *lexer)
{
	char first = peek(lexer, 0);

	/* N'text', X'4D', B'01' */
	if (strchr("nNxXbB", first) != NULL && peek(lexer, 1) == '\'')
		return take_quoted(lexer, SQL_TOKEN_STRING, 1, '\'');
	return take(lexer, SQL_TOKEN_WORD, run_of(lexer, 0, is_word_byte));
}

static SqlToken
take_quote_mark(SqlLexer *lexer, char quote)
{
	bool name = quote == '`' || (quote == '"' && (lexer->mode & SQL_MODE_ANSI_QUOTES));
	return take_quoted(lexer, name ? SQL_TOKEN_QUOTED_NAME : SQL_TOKEN_STRING, 0, quote);
}

static SqlToken
take_rest(SqlLexer *lexer, char first)
{
	if (first == '*' && peek(lexer, 1) == '/' && lexer->version_depth > 0) {
		lexer->version_depth--;
		return take(lexer, SQL_TOKEN_VERSION_CLOSE, 2);
	}
	bool known = strchr("!%&()*+,-./:;<=>^|~?{}[]", first) != NULL;
	return take(lexer, known ? SQL_TOKEN_PUNCTUATION : SQL_TOKEN_UNKNOWN, 1);
}

SqlToken
sql_lexer_next(SqlLexer *lexer)
{
	if (lexer->at >= lexer->length)
		return take(lexer, SQL_TOKEN_END, 0);

	char first = peek(lexer, 0);
	if (is_blank(first))
		return take(lexer, SQL_TOKEN_BLANK, run_of(lexer, 0, is_blank));
	if (starts_line_comment(lexer))
		return take_line_comment(lexer);
	if (first == '/')
		return take_slash(lexer);
	if (first == '\'' || first == '"' || first == '`')
		return take_quote_mark(lexer, first);
	if (first == '@')
		return take_variable(lexer);
	if (g_ascii_isdigit(first) || (first == '.' && g_ascii_isdigit(peek(lexer, 1))))
		return take_number(lexer);
	if (is_word_byte(first))
		return take_word(lexer);
	return first == '\0' ? take(lexer, SQL_TOKEN_UNKNOWN, 1) : take_rest(lexer, first);
}

static bool
is_significant(SqlTokenKind kind)
{
	return kind != SQL_TOKEN_BLANK && kind != SQL_TOKEN_COMMENT && kind != SQL_TOKEN_HINT &&
	       kind != SQL_TOKEN_VERSION_OPEN && kind != SQL_TOKEN_VERSION_CLOSE;
}

SqlToken
sql_lexer_next_word(SqlLexer *lexer)
{
	SqlToken token;

	do
		token = sql_lexer_next(lexer);
	while (!is_significant(token.kind));
	return token;
}

bool
sql_token_is(const SqlToken *token, const char *keyword)
{
	return token->kind == SQL_TOKEN_WORD && strlen(keyword) == token->length &&
	       g_ascii_strncasecmp(token->text, keyword, token->length) == 0;
}

char *
sql_token_name(const SqlToken *token)
{
	if (token->kind == SQL_TOKEN_WORD)
		return g_strndup(token->text, token->length);
	if (token->kind != SQL_TOKEN_QUOTED_NAME)
		return NULL;

	GString *name = g_string_new(NULL);
	char quote = token->text[0];
	gsize end = token->length - (token->unfinished ? 0 : 1);
	for (gsize i = 1; i < end; i++) {
		g_string_append_c(name, token->text[i]);
		if (token->text[i] == quote && i + 1 < end && token->text[i + 1] == quote)
			i++;
	}
	return g_string_free(name, FALSE);
}
