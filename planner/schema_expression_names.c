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

/* Words that expressions use and the server does not reserve. */
static bool
is_expression_word(const char *word)
{
	static const char *const words[] = {
		"END",     "ESCAPE", "DATE",    "TIME",   "TIMESTAMP", "DATETIME", "YEAR",
		"MONTH",   "DAY",    "HOUR",    "MINUTE", "SECOND",    "WEEK",     "QUARTER",
		"SIGNED",  "JSON",   "CHARSET", "NCHAR",  "ASCII",     "UNICODE",  "BOOLEAN",
		"UNKNOWN", "ARRAY",  "ROW",     "SOUNDS", "MEMBER",    "OF",       "MICROSECOND",
		"AT",      "ZONE",   "ANY",     "SOME",   "TEXT",      "UTF8MB4",  "LATIN1",
		"UTF8MB3", "UTF8",   "GLOBAL",  "OFFSET", NULL};

	for (const char *const *known = words; *known != NULL; known++)
		if (g_ascii_strcasecmp(word, *known) == 0)
			return true;
	return false;
}

char *
schema_expression_unknown(const char *expression, const SchemaTable *table,
                          const PlanTarget *target)
{
	NameWalk walk;
	SqlToken token;
	char *name = NULL;

	walk_begin(&walk, expression);
	while ((name = walk_next(&walk, &token)) != NULL) {
		bool is_word = token.kind == SQL_TOKEN_WORD;
		bool is_known = schema_find_column(table, name) != NULL;
		/* Qualifiers, introducers of charsets and collations are no columns. */
		bool is_other =
			is_word && (name[0] == '_' || strchr(name, '_') != NULL ||
		                    is_expression_word(name) || plan_target_reserves(target, name));
		bool is_qualifier = walk.next.length == 1 && walk.next.text[0] == '.';
		if (!is_known && !is_other && !is_qualifier)
			return name;
		g_free(name);
	}
	return NULL;
}
