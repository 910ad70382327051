#include "planner/rules/scan.h"

#include <string.h>

GArray *
scan_tokens(const char *text)
{
	GArray *tokens = g_array_new(FALSE, FALSE, sizeof(SqlToken));
	SqlLexer lexer;

	if (text == NULL)
		return tokens;
	sql_lexer_init(&lexer, text, strlen(text), SQL_MODE_DEFAULT);
	for (;;) {
		SqlToken token = sql_lexer_next_word(&lexer);
		if (token.kind == SQL_TOKEN_END)
			return tokens;
		g_array_append_val(tokens, token);
	}
}

static const SqlToken *
token_at(const GArray *tokens, guint at)
{
	return at < tokens->len ? &g_array_index(tokens, SqlToken, at) : NULL;
}

bool
scan_is(const GArray *tokens, guint at, const char *keyword)
{
	const SqlToken *token = token_at(tokens, at);

	return token != NULL && sql_token_is(token, keyword);
}

bool
scan_is_mark(const GArray *tokens, guint at, char mark)
{
	const SqlToken *token = token_at(tokens, at);

	return token != NULL && token->kind == SQL_TOKEN_PUNCTUATION && token->length == 1 &&
	       token->text[0] == mark;
}

bool
scan_is_name(const GArray *tokens, guint at, const char *name)
{
	const SqlToken *token = token_at(tokens, at);

	if (token == NULL)
		return false;
	g_autofree char *own = sql_token_name(token);
	return own != NULL && g_ascii_strcasecmp(own, name) == 0;
}

bool
scan_is_number(const GArray *tokens, guint at, const char *number)
{
	const SqlToken *token = token_at(tokens, at);

	return token != NULL && token->kind == SQL_TOKEN_NUMBER &&
	       token->length == strlen(number) && strncmp(token->text, number, token->length) == 0;
}

bool
scan_phrase(const GArray *tokens, guint at, const char *const *keywords)
{
	for (guint i = 0; keywords[i] != NULL; i++)
		if (!scan_is(tokens, at + i, keywords[i]))
			return false;
	return true;
}

const char *
scan_beginning(const GArray *tokens, const char *const *phrases)
{
	for (guint i = 0; phrases[i] != NULL; i++) {
		g_auto(GStrv) words = g_strsplit(phrases[i], " ", -1);
		if (scan_phrase(tokens, 0, (const char *const *)words))
			return phrases[i];
	}
	return NULL;
}

char *
scan_string(const GArray *tokens, guint at)
{
	const SqlToken *token = token_at(tokens, at);

	if (token == NULL || token->kind != SQL_TOKEN_STRING || token->length < 2)
		return NULL;
	return g_strndup(token->text + 1, token->length - 2);
}

bool
scan_uses_name(const char *text, const char *name)
{
	/* Most texts do not have the letters at all; a backtick in a name is written twice. */
	if (text == NULL || (strchr(name, '`') == NULL && strcasestr(text, name) == NULL))
		return false;
	g_autoptr(GArray) tokens = scan_tokens(text);

	for (guint i = 0; i < tokens->len; i++)
		if (scan_is_name(tokens, i, name) && (i == 0 || !scan_is(tokens, i - 1, "AS")))
			return true;
	return false;
}
