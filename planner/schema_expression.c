#include <string.h>

#include "planner/schema_expression_words.h"
#include "planner/schema_internal.h"
#include "sql/lexer.h"

/* Deeper than the server's own parser would go. */
#define MOST_DEPTH 200

typedef struct {
	SqlLexer lexer;
	SqlToken token;
	guint depth;
	bool failed;
} Reader;

static char *read_expression(Reader *reader, int least);

/* The lexer tells marks one by one; operators of several are put together here. */
static void
join_marks(Reader *reader)
{
	static const char *const joined[] = {
		"<=>", "->>", "<=", ">=", "<>", "!=", "&&", "||", "<<", ">>", "->", NULL};
	SqlToken *token = &reader->token;
	gsize rest = token->length + reader->lexer.length - reader->lexer.at;

	for (const char *const *mark = joined; *mark != NULL; mark++) {
		gsize length = strlen(*mark);
		if (length > rest || memcmp(token->text, *mark, length) != 0)
			continue;
		reader->lexer.at += length - token->length;
		token->length = length;
		return;
	}
}

static void
advance(Reader *reader)
{
	reader->token = sql_lexer_next_word(&reader->lexer);
	if (reader->token.kind == SQL_TOKEN_PUNCTUATION)
		join_marks(reader);
}

static bool
is_word(const Reader *reader, const char *word)
{
	return sql_token_is(&reader->token, word);
}

static bool
is_mark(const Reader *reader, const char *mark)
{
	return reader->token.kind == SQL_TOKEN_PUNCTUATION &&
	       reader->token.length == strlen(mark) &&
	       memcmp(reader->token.text, mark, reader->token.length) == 0;
}

static bool
accept_word(Reader *reader, const char *word)
{
	if (!is_word(reader, word))
		return false;
	advance(reader);
	return true;
}

static bool
accept_mark(Reader *reader, const char *mark)
{
	if (!is_mark(reader, mark))
		return false;
	advance(reader);
	return true;
}

/* The token's text in lower case; passes over it. */
static char *
take_text(Reader *reader)
{
	char *text = g_ascii_strdown(reader->token.text, (gssize)reader->token.length);

	advance(reader);
	return text;
}

/* ---- operators */

typedef struct {
	const char *written;
	const char *normal;
	int level; /* higher binds closer */
} Operator;

enum { LEVEL_LOWEST = 1, LEVEL_NOT = 4, LEVEL_COMPARISON = 5, LEVEL_HIGHEST = 20 };

/* MySQL 9.7 manual, "Operator Precedence". */
static const Operator operators[] = {
	{"or", "or", 1},    {"||", "or", 1},     {"xor", "xor", 2}, {"and", "and", 3},
	{"&&", "and", 3},   {"=", "=", 5},       {"<=>", "<=>", 5}, {">=", ">=", 5},
	{">", ">", 5},      {"<=", "<=", 5},     {"<", "<", 5},     {"<>", "<>", 5},
	{"!=", "<>", 5},    {"like", "like", 5}, {"|", "|", 6},     {"&", "&", 7},
	{"<<", "<<", 8},    {">>", ">>", 8},     {"+", "+", 9},     {"-", "-", 9},
	{"*", "*", 10},     {"/", "/", 10},      {"%", "%", 10},    {"mod", "%", 10},
	{"div", "div", 10}, {"^", "^", 11},
};

static const Operator *
find_operator(const Reader *reader)
{
	const SqlToken *token = &reader->token;

	if (token->kind != SQL_TOKEN_WORD && token->kind != SQL_TOKEN_PUNCTUATION)
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(operators); i++)
		if (strlen(operators[i].written) == token->length &&
		    g_ascii_strncasecmp(operators[i].written, token->text, token->length) == 0)
			return &operators[i];
	return NULL;
}

/* ---- operands */

/* Pass over what the server adds to CAST(x AS CHAR) and what it leaves out of SIGNED INTEGER. */
static bool
skip_cast_word(Reader *reader)
{
	if (!accept_word(reader, "charset"))
		return accept_word(reader, "integer") || accept_word(reader, "int");
	g_free(take_text(reader));
	return true;
}

/* Inside a call: expressions, commas, and words between them as in CAST(x AS CHAR(3)). */
static char *
read_arguments(Reader *reader)
{
	g_autoptr(GString) text = g_string_new(NULL);

	while (!reader->failed && !is_mark(reader, ")")) {
		if (reader->token.kind == SQL_TOKEN_END) {
			reader->failed = true;
			break;
		}
		if (accept_mark(reader, ",")) {
			g_string_append_c(text, ',');
			continue;
		}
		if (is_mark(reader, "*")) { /* COUNT(*) */
			advance(reader);
			g_string_append_c(text, '*');
			continue;
		}
		if (skip_cast_word(reader))
			continue;
		if (text->len > 0 && text->str[text->len - 1] != ',')
			g_string_append_c(text, ' ');
		g_autofree char *part = read_expression(reader, LEVEL_LOWEST);
		g_string_append(text, part);
	}
	advance(reader);
	return g_strdup(text->str);
}

static char *
read_case(Reader *reader)
{
	g_autoptr(GString) text = g_string_new("case");

	while (!reader->failed && !is_word(reader, "END")) {
		if (reader->token.kind == SQL_TOKEN_END) {
			reader->failed = true;
			break;
		}
		bool is_keyword = is_word(reader, "WHEN") || is_word(reader, "THEN") ||
		                  is_word(reader, "ELSE");
		g_autofree char *part =
			is_keyword ? take_text(reader) : read_expression(reader, LEVEL_LOWEST);
		g_string_append_printf(text, " %s", part);
	}
	advance(reader);
	g_string_append(text, " end");
	return g_strdup(text->str);
}

static char *
read_interval(Reader *reader)
{
	g_autofree char *count = read_expression(reader, LEVEL_LOWEST);
	g_autofree char *unit = take_text(reader);

	return g_strdup_printf("interval %s %s", count, unit);
}

/* A name with its qualifiers, of which the last part counts; or a call. */
static char *
read_name(Reader *reader)
{
	g_autofree char *name = NULL;
	bool is_plain = reader->token.kind == SQL_TOKEN_WORD;

	name = sql_token_name(&reader->token);
	advance(reader);
	while (is_mark(reader, ".")) {
		advance(reader);
		g_free(name);
		name = sql_token_name(&reader->token);
		if (name == NULL) {
			reader->failed = true;
			return g_strdup("");
		}
		advance(reader);
	}
	g_autofree char *lower = g_utf8_strdown(name, -1);
	if (is_plain && lower[0] == '_' && reader->token.kind == SQL_TOKEN_STRING)
		return read_expression(reader, LEVEL_HIGHEST); /* a charset's introducer */
	if (is_mark(reader, "(")) {
		advance(reader);
		g_autofree char *arguments = read_arguments(reader);
		return expression_call(expression_function_name(lower), arguments);
	}
	if (is_plain && expression_stands_alone(lower))
		return g_strdup_printf("%s()", expression_function_name(lower));
	if (is_plain && g_str_equal(lower, "true"))
		return g_strdup("1");
	if (is_plain && g_str_equal(lower, "false"))
		return g_strdup("0");
	return g_steal_pointer(&lower);
}

static char *
read_group(Reader *reader)
{
	g_autoptr(GString) list = g_string_new(NULL);

	do {
		g_autofree char *item = read_expression(reader, LEVEL_LOWEST);
		g_string_append_printf(list, "%s%s", list->len > 0 ? "," : "", item);
	} while (!reader->failed && accept_mark(reader, ","));
	if (!accept_mark(reader, ")"))
		reader->failed = true;
	return g_strdup(list->str);
}

static char *
read_prefixed(Reader *reader, const char *prefix, int level)
{
	g_autofree char *operand = NULL;

	advance(reader);
	operand = read_expression(reader, level);
	return g_strdup_printf("%s%s", prefix, operand);
}

/* An operand behind an operator of its own; NULL: there is no such operator. */
static char *
read_unary(Reader *reader)
{
	if (is_mark(reader, "-"))
		return read_prefixed(reader, "-", 12);
	if (is_mark(reader, "~"))
		return read_prefixed(reader, "~", 12);
	if (is_word(reader, "BINARY"))
		return read_prefixed(reader, "binary ", 13);
	if (accept_mark(reader, "+"))
		return read_expression(reader, 12);
	if (accept_mark(reader, "!"))
		return expression_negate(read_expression(reader, 12));
	if (accept_word(reader, "NOT"))
		return expression_negate(read_expression(reader, LEVEL_NOT));
	return NULL;
}

static char *
read_operand(Reader *reader)
{
	if (accept_mark(reader, "("))
		return read_group(reader);
	char *unary = read_unary(reader);
	if (unary != NULL)
		return unary;
	if (accept_word(reader, "CASE"))
		return read_case(reader);
	if (accept_word(reader, "INTERVAL"))
		return read_interval(reader);
	if (reader->token.kind == SQL_TOKEN_STRING) {
		char *text = expression_string(&reader->token);
		advance(reader);
		return text;
	}
	if (reader->token.kind == SQL_TOKEN_NUMBER || reader->token.kind == SQL_TOKEN_VARIABLE)
		return take_text(reader);
	if (reader->token.kind == SQL_TOKEN_WORD || reader->token.kind == SQL_TOKEN_QUOTED_NAME)
		return read_name(reader);
	reader->failed = true;
	return g_strdup("");
}

/* ---- what follows an operand */

static char *
read_is(Reader *reader, const char *left)
{
	bool negated = accept_word(reader, "NOT");
	g_autofree char *what = take_text(reader);

	return g_strdup_printf("(%s is %s%s)", left, negated ? "not " : "", what);
}

static char *
read_between(Reader *reader, const char *left)
{
	g_autofree char *low = read_expression(reader, LEVEL_COMPARISON + 1);

	if (!accept_word(reader, "AND"))
		reader->failed = true;
	g_autofree char *high = read_expression(reader, LEVEL_COMPARISON + 1);
	return g_strdup_printf("(%s between %s and %s)", left, low, high);
}

static char *
read_in(Reader *reader, const char *left)
{
	if (!accept_mark(reader, "(")) {
		reader->failed = true;
		return g_strdup("");
	}
	g_autofree char *list = read_group(reader);
	return g_strdup_printf("(%s in (%s))", left, list);
}

static char *
read_json_path(Reader *reader, const char *left, bool unquoted)
{
	g_autofree char *path = read_operand(reader);

	return g_strdup_printf(
		unquoted ? "json_unquote(json_extract(%s,%s))" : "json_extract(%s,%s)", left, path);
}

/* Comparisons by words; NULL when none stands here. */
static char *
read_word_comparison(Reader *reader, const char *left)
{
	if (accept_word(reader, "IS"))
		return read_is(reader, left);
	if (accept_word(reader, "BETWEEN"))
		return read_between(reader, left);
	if (accept_word(reader, "IN"))
		return read_in(reader, left);
	if (accept_word(reader, "REGEXP") || accept_word(reader, "RLIKE")) {
		g_autofree char *pattern = read_expression(reader, LEVEL_COMPARISON + 1);
		return g_strdup_printf("regexp(%s,%s)", left, pattern);
	}
	return NULL;
}

static char *
read_negated_comparison(Reader *reader, const char *left)
{
	advance(reader);
	char *comparison = read_word_comparison(reader, left);

	if (comparison == NULL && accept_word(reader, "LIKE")) {
		g_autofree char *pattern = read_expression(reader, LEVEL_COMPARISON + 1);
		comparison = g_strdup_printf("(%s like %s)", left, pattern);
	}
	if (comparison == NULL) {
		reader->failed = true;
		return g_strdup("");
	}
	return expression_negate(comparison);
}

static char *
read_binary(Reader *reader, char *left, const Operator *operator)
{
	advance(reader);
	g_autofree char *right = read_expression(reader, operator->level + 1);

	if (g_str_equal(operator->normal, "=") && g_str_equal(left, "0"))
		return g_strdup_printf("(%s = 0)", right);
	return g_strdup_printf("(%s %s %s)",
	                       expression_without_outer(left, operator->normal), operator->normal,
	                       expression_without_outer(right, operator->normal));
}

/* What continues `left` at this level or a higher one; NULL: nothing. */
static char *
read_continuation(Reader *reader, char *left, int least)
{
	const Operator *operator= find_operator(reader);

	if (operator!= NULL)
		return operator->level >= least ? read_binary(reader, left, operator) : NULL;
	if (is_mark(reader, "->") || is_mark(reader, "->>")) {
		bool unquoted = is_mark(reader, "->>");
		advance(reader);
		return read_json_path(reader, left, unquoted);
	}
	if (accept_word(reader, "COLLATE")) {
		g_autofree char *collation = take_text(reader);
		return g_strdup_printf("(%s collate %s)", left, collation);
	}
	if (least > LEVEL_COMPARISON)
		return NULL;
	if (is_word(reader, "NOT"))
		return read_negated_comparison(reader, left);
	return read_word_comparison(reader, left);
}

static char *
read_expression(Reader *reader, int least)
{
	if (reader->failed || ++reader->depth > MOST_DEPTH) {
		reader->failed = true;
		return g_strdup("");
	}
	char *left = read_operand(reader);
	char *longer = NULL;
	while (!reader->failed && least < LEVEL_HIGHEST &&
	       (longer = read_continuation(reader, left, least)) != NULL) {
		g_free(left);
		left = longer;
	}
	reader->depth--;
	return left;
}

char *
schema_expression_normal(const char *expression)
{
	Reader reader = {.failed = false};

	sql_lexer_init(&reader.lexer, expression, strlen(expression), SQL_MODE_DEFAULT);
	advance(&reader);
	g_autofree char *text = read_expression(&reader, LEVEL_LOWEST);
	while (!reader.failed && accept_mark(&reader, ",")) { /* a list: columns of partitions */
		g_autofree char *before = g_steal_pointer(&text);
		g_autofree char *item = read_expression(&reader, LEVEL_LOWEST);
		text = g_strconcat(before, ",", item, NULL);
	}
	if (reader.failed || reader.token.kind != SQL_TOKEN_END)
		return expression_flat(expression);
	return g_steal_pointer(&text);
}
