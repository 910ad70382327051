#include "planner/rules/query_text.h"

#include <string.h>

#include "planner/rules/scan.h"
#include "sql/parse.h"

/* Tokens with the depth of parentheses at each. */
typedef struct {
	GArray *tokens;
	guint at;
	guint end;
} Part;

void
query_text_clear(QueryText *query)
{
	g_clear_pointer(&query->schema, g_free);
	g_clear_pointer(&query->table, g_free);
	g_clear_pointer(&query->equal, g_ptr_array_unref);
	g_clear_pointer(&query->ranges, g_ptr_array_unref);
	g_clear_pointer(&query->order, g_ptr_array_unref);
}

static bool
is_any(const GArray *tokens, guint at, const char *const *keywords)
{
	for (gsize i = 0; keywords[i] != NULL; i++)
		if (scan_is(tokens, at, keywords[i]))
			return true;
	return false;
}

/* The first of the keywords outside of parentheses from `at` on; the end when there is none. */
static guint
find_outside(const GArray *tokens, guint at, const char *const *keywords)
{
	guint depth = 0;

	for (; at < tokens->len; at++) {
		if (scan_is_mark(tokens, at, '('))
			depth++;
		else if (scan_is_mark(tokens, at, ')'))
			depth -= depth > 0;
		else if (depth == 0 && is_any(tokens, at, keywords))
			break;
	}
	return at;
}

static guint
count_word(const GArray *tokens, const char *word)
{
	guint count = 0;

	for (guint i = 0; i < tokens->len; i++)
		count += scan_is(tokens, i, word);
	return count;
}

/* Joins, unions and queries in queries are left alone. */
static bool
is_simple(const GArray *tokens)
{
	static const char *const from[] = {"FROM", NULL};
	static const char *const where[] = {"WHERE", NULL};

	if (count_word(tokens, "JOIN") + count_word(tokens, "UNION") > 0 ||
	    count_word(tokens, "SELECT") > 1 || count_word(tokens, "WHERE") != 1 ||
	    count_word(tokens, "WITH") > 0)
		return false;
	guint end = find_outside(tokens, 0, where);
	for (guint i = find_outside(tokens, 0, from); i < end; i++)
		if (scan_is_mark(tokens, i, ','))
			return false;
	return true;
}

static bool
take_table(const SqlParsed *parsed, QueryText *query)
{
	const SqlDml *dml = parsed->dml;
	const GPtrArray *tables = dml != NULL ? dml->tables : parsed->reads;

	if (tables->len != 1 || (dml != NULL && dml->has_join))
		return false;
	const SqlTableUse *use = g_ptr_array_index(tables, 0);
	query->schema = g_strdup(use->schema);
	query->table = g_strdup(use->name);
	return use->name != NULL;
}

/* A column, with or without its table in front; `at` moves behind it. NULL: something else. */
static char *
take_column(Part *part)
{
	const GArray *tokens = part->tokens;
	guint at = part->at;

	for (guint dots = 0; dots < 2 && scan_is_mark(tokens, at + 1, '.'); dots++)
		at += 2;
	if (at >= part->end)
		return NULL;
	const SqlToken *token = &g_array_index(tokens, SqlToken, at);
	if (scan_is_mark(tokens, at + 1, '(') || scan_is_mark(tokens, at + 1, '.'))
		return NULL;
	part->at = at + 1;
	return sql_token_name(token);
}

static bool
is_operator(const GArray *tokens, guint at, const char *operator)
{
	const SqlToken *token = at < tokens->len ? &g_array_index(tokens, SqlToken, at) : NULL;

	return token != NULL && token->kind == SQL_TOKEN_PUNCTUATION &&
	       token->length == strlen(operator) &&
	       strncmp(token->text, operator, token->length) == 0;
}

static bool
is_any_operator(const GArray *tokens, guint at, const char *const *operators)
{
	for (gsize i = 0; operators[i] != NULL; i++)
		if (is_operator(tokens, at, operators[i]))
			return true;
	return false;
}

/* Whether what stands there names no column: the server quotes every name. */
static bool
is_value(const GArray *tokens, guint at, guint end)
{
	for (guint i = at; i < end; i++)
		if (g_array_index(tokens, SqlToken, i).kind == SQL_TOKEN_QUOTED_NAME)
			return false;
	return at < end;
}

static void
add_once(GPtrArray *names, char *take_name)
{
	for (guint i = 0; i < names->len; i++)
		if (g_ascii_strcasecmp(g_ptr_array_index(names, i), take_name) == 0) {
			g_free(take_name);
			return;
		}
	g_ptr_array_add(names, take_name);
}

/* One condition: `c` = ?, `c` IN (...), `c` > ? and so on; others say nothing about indexes. */
static void
take_condition(Part part, QueryText *query)
{
	static const char *const equal[] = {"=", "<=>", NULL};
	static const char *const range[] = {"<", "<=", ">", ">=", NULL};
	const GArray *tokens = part.tokens;
	g_autofree char *column = take_column(&part);
	guint at = part.at;

	if (column == NULL)
		return;
	bool value = is_value(tokens, at + 1, part.end);
	bool listed = scan_is(tokens, at, "IN") && scan_is_mark(tokens, at + 1, '(');
	bool null = scan_is(tokens, at, "IS") && scan_is(tokens, at + 1, "NULL");
	if (listed || null || (value && is_any_operator(tokens, at, equal)))
		add_once(query->equal, g_steal_pointer(&column));
	else if (scan_is(tokens, at, "BETWEEN") || (value && is_any_operator(tokens, at, range)))
		add_once(query->ranges, g_steal_pointer(&column));
}

/* The conditions between AND; false when one of them is joined otherwise. */
static bool
take_conditions(const GArray *tokens, guint at, guint end, QueryText *query)
{
	static const char *const joins[] = {"AND", "OR", "XOR", "NOT", NULL};

	while (at < end) {
		guint next = MIN(find_outside(tokens, at, joins), end);
		if (scan_is(tokens, at, "NOT") || scan_is(tokens, next, "OR") ||
		    scan_is(tokens, next, "XOR"))
			return false;
		/* BETWEEN ? AND ?, IS NOT NULL, NOT IN */
		if (next < end && (scan_is(tokens, next, "NOT") ||
		                   (next >= 2 && scan_is(tokens, next - 2, "BETWEEN"))))
			next = MIN(find_outside(tokens, next + 1, joins), end);
		take_condition((Part){(GArray *)tokens, at, next}, query);
		at = next + 1;
	}
	return true;
}

/* Plain columns in one direction; anything else, and an index does not give the order. */
static void
take_order(const GArray *tokens, guint at, guint end, QueryText *query)
{
	bool descends = false;
	bool plain = true;

	while (at < end && plain) {
		Part part = {(GArray *)tokens, at, end};
		char *column = take_column(&part);
		bool down = scan_is(tokens, part.at, "DESC");
		if (down || scan_is(tokens, part.at, "ASC"))
			part.at++;
		plain = column != NULL && (query->order->len == 0 || down == descends) &&
		        (part.at == end || scan_is_mark(tokens, part.at, ','));
		descends = down;
		at = part.at + 1;
		if (column != NULL)
			add_once(query->order, column);
	}
	if (!plain)
		g_ptr_array_set_size(query->order, 0);
}

static bool
read_tokens(const GArray *tokens, QueryText *query)
{
	static const char *const where[] = {"WHERE", NULL};
	static const char *const behind[] = {"GROUP", "HAVING", "ORDER",  "LIMIT",
	                                     "FOR",   "LOCK",   "WINDOW", NULL};
	static const char *const order[] = {"ORDER", NULL};
	static const char *const after_order[] = {"LIMIT", "FOR", "LOCK", NULL};

	if (!is_simple(tokens))
		return false;
	guint begin = find_outside(tokens, 0, where) + 1;
	guint end = find_outside(tokens, begin, behind);
	if (!take_conditions(tokens, begin, end, query))
		return false;
	guint sorted = find_outside(tokens, end, order);
	if (sorted < tokens->len &&
	    count_word(tokens, "GROUP") + count_word(tokens, "DISTINCT") == 0)
		take_order(tokens, sorted + 2, find_outside(tokens, sorted, after_order), query);
	return query->equal->len + query->ranges->len > 0;
}

/* The server cuts long texts off; MariaDB puts a blank behind each token. */
static bool
is_cut(const char *text)
{
	g_autofree char *trimmed = g_strchomp(g_strdup(text));

	return g_str_has_suffix(trimmed, "...");
}

bool
query_text_read(const char *text, QueryText *ret_query)
{
	if (is_cut(text))
		return false;
	if (g_str_has_prefix(text, "EXECUTE "))
		text += strlen("EXECUTE ");
	g_autoptr(SqlParsed) parsed = sql_parse(text, strlen(text), SQL_MODE_DEFAULT);
	g_autoptr(GArray) tokens = scan_tokens(text);
	g_auto(QueryText) query = {.equal = g_ptr_array_new_with_free_func(g_free),
	                           .ranges = g_ptr_array_new_with_free_func(g_free),
	                           .order = g_ptr_array_new_with_free_func(g_free)};

	if (!take_table(parsed, &query) || !read_tokens(tokens, &query))
		return false;
	*ret_query = query;
	query = (QueryText){0};
	return true;
}
