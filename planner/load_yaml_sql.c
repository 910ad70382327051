#include <string.h>

#include "planner/load_internal.h"
#include "sql/lexer.h"

/* One scalar being read as SQL. */
typedef struct {
	const YamlNode *node;
	const char *key;
	const char *file;
	GError **error;
} Scalar;

/* Where a place of the text stands in the file: exact on the first line of a text on one line. */
static SourcePosition
place_in_file(const YamlNode *node, SqlPosition at)
{
	SourcePosition position = node->position;

	if (node->block) { /* the text begins on the line after |, at an indent that YAML took off
		            */
		position.line += at.line;
		position.column = 1;
	} else if (!node->joined && at.line == 1) {
		position.column += at.column - 1 + (node->plain ? 0 : 1);
	}
	return position;
}

static bool
fail_at(const Scalar *scalar, SqlPosition at, const char *problem)
{
	load_set_error(scalar->error, scalar->file, place_in_file(scalar->node, at), "`%s`: %s",
	               scalar->key, problem);
	return false;
}

/* "1:8: the string..." without the place, which fail_at() writes. */
static const char *
without_place(const char *message)
{
	const char *rest = message + strspn(message, "0123456789:");

	return rest > message && *rest == ' ' ? rest + 1 : message;
}

/* Lines that YAML folded into one: a comment to the line's end would swallow what follows. */
static bool
check_joined(const Scalar *scalar)
{
	static const SqlPosition begin = {.line = 1, .column = 1};
	SqlLexer lexer;
	SqlToken token;

	if (!scalar->node->joined)
		return true;
	const char *text = scalar->node->scalar;
	sql_lexer_init(&lexer, text, strlen(text), SQL_MODE_DEFAULT);
	while ((token = sql_lexer_next(&lexer)).kind != SQL_TOKEN_END)
		if (token.kind == SQL_TOKEN_COMMENT && token.text[0] != '/')
			return fail_at(scalar, begin,
			               "YAML joins these lines into one, and all behind the `--` "
			               "or `#` would be a comment: write the statement as a block "
			               "behind `|`");
	return true;
}

/* The only statement among the items; `ret_sql` stays NULL when there are but comments. */
static bool
find_statement(const Scalar *scalar, SqlText **ret_sql)
{
	const char *text = scalar->node->scalar;
	g_autoptr(SqlSplitter) splitter =
		sql_splitter_new_memory(text, strlen(text), NULL, SQL_MODE_DEFAULT);
	g_autoptr(GError) problem = NULL;
	SqlItem item;
	SqlNext next;
	const char *why = NULL;

	while ((next = sql_splitter_next(splitter, &item, &problem)) == SQL_NEXT_ITEM) {
		if (item.kind == SQL_ITEM_COMMENT)
			continue;
		if (*ret_sql != NULL)
			return fail_at(scalar, item.start,
			               "a second statement begins here: one step, one statement");
		if (!load_statement_allowed(item.text, item.length, &why))
			return fail_at(scalar, item.start, why);
		*ret_sql = sql_text_new(item.text, item.length,
		                        place_in_file(scalar->node, item.start));
	}
	return next == SQL_NEXT_END ||
	       fail_at(scalar, sql_splitter_position(splitter), without_place(problem->message));
}

SqlText *
load_yaml_sql(const YamlNode *node, const char *key, const char *file, GError **error)
{
	static const SqlPosition begin = {.line = 1, .column = 1};
	const Scalar scalar = {.node = node, .key = key, .file = file, .error = error};
	g_autoptr(SqlText) sql = NULL;

	if (!check_joined(&scalar) || !find_statement(&scalar, &sql))
		return NULL;
	if (sql == NULL)
		fail_at(&scalar, begin, "there is no statement, only comments");
	return g_steal_pointer(&sql);
}
