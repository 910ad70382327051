#include <string.h>

#include "planner/schema_expression_words.h"

/* The server turns NOT of a comparison around. */
char *
expression_negate(char *take_text)
{
	static const char *const pairs[][2] = {
		{" = ", " <> "},
		{" <> ", " = "},
		{" < ", " >= "},
		{" >= ", " < "},
		{" > ", " <= "},
		{" <= ", " > "},
		{" is null)", " is not null)"},
		{" is not null)", " is null)"},
	};
	g_autofree char *text = take_text;

	if (strpbrk(text, "( '") == NULL) /* NOT a is a = 0 */
		return g_strdup_printf("(%s = 0)", text);
	/* Only where the whole is one comparison: no inner parentheses or strings confuse. */
	if (text[0] == '(' && strpbrk(text + 1, "('") == NULL)
		for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
			char *at = strstr(text, pairs[i][0]);
			if (at == NULL)
				continue;
			*at = '\0';
			return g_strconcat(text, pairs[i][1], at + strlen(pairs[i][0]), NULL);
		}
	return g_strdup_printf("not(%s)", text);
}

/* Names under which the server knows a function. */
const char *
expression_function_name(const char *name)
{
	static const char *const aliases[][2] = {
		{"substring", "substr"},
		{"mid", "substr"},
		{"lcase", "lower"},
		{"ucase", "upper"},
		{"character_length", "char_length"},
		{"octet_length", "length"},
		{"power", "pow"},
		{"ceil", "ceiling"},
		{"day", "dayofmonth"},
		{"current_timestamp", "now"},
		{"localtime", "now"},
		{"localtimestamp", "now"},
		{"current_date", "curdate"},
		{"current_time", "curtime"},
		{"adddate", "date_add"},
		{"subdate", "date_sub"},
		{"regexp_like", "regexp"},
		{"schema", "database"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (g_str_equal(aliases[i][0], name))
			return aliases[i][1];
	return name;
}

bool
expression_stands_alone(const char *name)
{
	static const char *const words[] = {"current_timestamp", "localtime",    "localtimestamp",
	                                    "current_date",      "current_time", NULL};

	return g_strv_contains(words, name);
}

char *
expression_call(const char *name, const char *arguments)
{
	const char *as_date = g_str_equal(name, "date") ? " as date" : NULL;

	if (as_date != NULL) /* DATE(x) is printed as a cast */
		return g_strdup_printf("cast(%s as date)", arguments);
	if (g_str_equal(name, "convert") && strchr(arguments, ',') != NULL) {
		g_auto(GStrv) parts = g_strsplit(arguments, ",", 2);
		return g_strdup_printf("cast(%s as %s)", parts[0], parts[1]);
	}
	bool is_add = g_str_equal(name, "date_add");
	const char *interval = strstr(arguments, ",interval ");
	if ((is_add || g_str_equal(name, "date_sub")) && interval != NULL)
		return g_strdup_printf("(%.*s %c %s)", (int)(interval - arguments), arguments,
		                       is_add ? '+' : '-', interval + 1);
	return g_strdup_printf("%s(%s)", name, arguments);
}

/* The contents of a string token, quoted one way. */
char *
expression_string(const SqlToken *token)
{
	g_autoptr(GString) text = g_string_new("'");
	const char *at = token->text;
	const char *end = token->text + token->length;

	while (at < end && *at != '\'' && *at != '"') /* N'x' */
		at++;
	if (at == end)
		return g_strndup(token->text, token->length);
	bool is_coded = strchr("xXbB", token->text[0]) != NULL && at != token->text;
	char quote = *at++;
	for (; at < end - 1; at++) {
		if (*at == '\\' && at + 1 < end - 1)
			g_string_append_c(text, *at++);
		else if (*at == quote && at[1] == quote && at + 1 < end - 1)
			at++;
		if (*at == '\'' && text->str[text->len - 1] != '\\')
			g_string_append_c(text, '\\');
		g_string_append_c(text, *at);
	}
	g_string_append_c(text, '\'');
	if (is_coded)
		g_string_prepend_c(text, g_ascii_tolower(token->text[0]));
	return g_strdup(text->str);
}

/* AND and OR of one kind stand side by side, as deep as they were nested. */
const char *
expression_without_outer(char *text, const char *operator)
{
	g_autofree char *mark = g_strdup_printf(" %s ", operator);
	gsize length = strlen(text);
	int depth = 0;
	bool is_chain = false;

	if ((!g_str_equal(operator, "and") && !g_str_equal(operator, "or")) || text[0] != '(')
		return text;
	for (gsize i = 0; i < length; i++) {
		if (text[i] == '\'')
			return text; /* what stands in strings is not looked into */
		depth += (text[i] == '(') - (text[i] == ')');
		if (depth == 0 && i + 1 < length)
			return text;
		if (depth == 1 && g_str_has_prefix(text + i, mark))
			is_chain = true;
	}
	if (!is_chain)
		return text;
	text[length - 1] = '\0';
	return text + 1;
}

char *
expression_flat(const char *expression)
{
	g_autoptr(GString) text = g_string_new(NULL);
	SqlLexer lexer;
	SqlToken token;

	sql_lexer_init(&lexer, expression, strlen(expression), SQL_MODE_DEFAULT);
	while ((token = sql_lexer_next_word(&lexer)).kind != SQL_TOKEN_END) {
		bool is_parenthesis = token.length == 1 && strchr("()", token.text[0]) != NULL;
		if (is_parenthesis || token.text[0] == '_')
			continue;
		g_autofree char *name = sql_token_name(&token);
		g_autofree char *lower = name != NULL ? g_utf8_strdown(name, -1)
		                                      : g_strndup(token.text, token.length);
		g_string_append_printf(text, "%s ", lower);
	}
	return g_strdup(text->str);
}
