#include <string.h>

#include "planner/schema_internal.h"
#include "sql/lexer.h"
#include "sql/quote.h"

/* Walks over the names of columns in an expression: words that are called are functions. */
typedef struct {
	SqlLexer lexer;
	SqlToken next;
} NameWalk;

static void
walk_begin(NameWalk *walk, const char *expression)
{
	sql_lexer_init(&walk->lexer, expression, strlen(expression), SQL_MODE_DEFAULT);
	walk->next = sql_lexer_next_word(&walk->lexer);
}

/* The next name; NULL at the end. Caller frees; `ret_token` says where it stands. */
static char *
walk_next(NameWalk *walk, SqlToken *ret_token)
{
	while (walk->next.kind != SQL_TOKEN_END) {
		SqlToken token = walk->next;
		walk->next = sql_lexer_next_word(&walk->lexer);
		bool is_called = walk->next.length == 1 && walk->next.text[0] == '(';
		if (token.kind != SQL_TOKEN_QUOTED_NAME &&
		    (token.kind != SQL_TOKEN_WORD || is_called))
			continue;
		*ret_token = token;
		return sql_token_name(&token);
	}
	return NULL;
}

bool
schema_expression_mentions(const char *expression, const char *column)
{
	NameWalk walk;
	SqlToken token;
	char *name = NULL;

	walk_begin(&walk, expression);
	while ((name = walk_next(&walk, &token)) != NULL) {
		bool found = schema_same_name(name, column);
		g_free(name);
		if (found)
			return true;
	}
	return false;
}

char *
schema_expression_rename(const char *expression, const char *column, const char *new_name)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const char *copied = expression;
	NameWalk walk;
	SqlToken token;
	char *name = NULL;

	walk_begin(&walk, expression);
	while ((name = walk_next(&walk, &token)) != NULL) {
		if (schema_same_name(name, column)) {
			g_string_append_len(text, copied, token.text - copied);
			sql_append_name(text, new_name);
			copied = token.text + token.length;
		}
		g_free(name);
	}
	g_string_append(text, copied);
	return g_strdup(text->str);
}
