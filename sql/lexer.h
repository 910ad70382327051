/*
 * lexer.h - the tokens of one SQL text in memory.
 *
 * Never fails: what is no token of MySQL's comes out as SQL_TOKEN_UNKNOWN, an
 * unfinished quote or comment as a token with `unfinished` set. The text of all
 * tokens, blanks and comments included, put together is the input.
 */
#ifndef MGRUN_SQL_LEXER_H
#define MGRUN_SQL_LEXER_H

#include <glib.h>
#include <stdbool.h>

#include "sql/splitter.h"

typedef enum {
	SQL_TOKEN_END,
	SQL_TOKEN_BLANK,
	SQL_TOKEN_COMMENT,       /* any of the three forms */
	SQL_TOKEN_HINT,          /* an optimizer hint, whole */
	SQL_TOKEN_VERSION_OPEN,  /* the opening of a version comment, with its number: / * !80013 */
	SQL_TOKEN_VERSION_CLOSE, /* its end */
	SQL_TOKEN_WORD,          /* keyword or plain identifier */
	SQL_TOKEN_QUOTED_NAME,   /* `x`, or "x" under ANSI_QUOTES, quotes included */
	SQL_TOKEN_STRING,        /* 'x', "x", N'x', X'4D', B'01', quotes included */
	SQL_TOKEN_NUMBER,        /* 1, 1.5e3, 0x4D, 0b01 */
	SQL_TOKEN_VARIABLE,      /* @x, @`x`, @@global.x */
	SQL_TOKEN_PUNCTUATION,   /* an operator or one of ( ) , ; . */
	SQL_TOKEN_UNKNOWN,
} SqlTokenKind;

typedef struct {
	SqlTokenKind kind;
	const char *text; /* borrowed from the input, not terminated */
	gsize length;     /* bytes */
	bool unfinished;
} SqlToken;

typedef struct {
	const char *text;
	gsize length;
	gsize at; /* bytes read so far */
	SqlMode mode;
	guint version_depth; /* version comments that are open */
} SqlLexer;

void sql_lexer_init(SqlLexer *lexer, const char *text, gsize length, SqlMode mode);

/* The next token of any kind, blanks and comments included. */
SqlToken sql_lexer_next(SqlLexer *lexer);

/* The next token that is neither blank, comment, hint nor the edge of a version comment. */
SqlToken sql_lexer_next_word(SqlLexer *lexer);

/* Whether the token is this keyword, in any case. */
bool sql_token_is(const SqlToken *token, const char *keyword);

/* The name that a WORD or QUOTED_NAME stands for, unquoted; NULL for other kinds. Caller frees. */
char *sql_token_name(const SqlToken *token) G_GNUC_WARN_UNUSED_RESULT;

#endif
