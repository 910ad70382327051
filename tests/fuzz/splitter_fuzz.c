#include <string.h>

#include "sql/lexer.h"
#include "sql/splitter_internal.h"
#include "sql/statement.h"
#include "tests/fuzz/fuzz.h"

/* Everything the splitter says of a text, read in blocks of this size. */
static char *
split(const char *text, gsize length, gsize block, SqlMode mode)
{
	g_autoptr(SqlSplitter) splitter = sql_splitter_new_memory(text, length, NULL, mode);
	g_autoptr(GError) error = NULL;
	GString *result = g_string_new(NULL);
	guint64 last = 0;
	SqlItem item;

	splitter_set_block_bytes(splitter, block);
	while (sql_splitter_next(splitter, &item, &error) == SQL_NEXT_ITEM) {
		g_assert(item.length > 0 && item.start.offset >= last);
		g_assert(item.start.offset + item.length <= length);
		g_assert(memcmp(text + item.start.offset, item.text, item.length) == 0);
		last = item.start.offset;
		g_string_append_printf(result, "%d:%" G_GUINT64_FORMAT ":%s\n", (int)item.kind,
		                       item.start.line, item.text);
	}
	return g_string_free(result, FALSE);
}

static void
check_tokens(const char *text, gsize length, SqlMode mode)
{
	SqlLexer lexer;
	SqlToken token;
	gsize total = 0;

	sql_lexer_init(&lexer, text, length, mode);
	while ((token = sql_lexer_next(&lexer)).kind != SQL_TOKEN_END) {
		g_assert(token.text == text + total && token.length > 0);
		total += token.length;
	}
	g_assert(total == length);
}

static void
check_mode(const char *text, gsize length, SqlMode mode)
{
	g_autofree char *whole = split(text, length, 65536, mode);
	g_autofree char *pieces = split(text, length, 5, mode);
	g_autoptr(SqlStatement) statement = sql_statement_read(text, length, mode);

	/* Where the text is bad, the smaller blocks may have given more before the error. */
	if (g_utf8_validate_len(text, length, NULL))
		g_assert_cmpstr(whole, ==, pieces);
	g_assert(statement->verb != NULL && statement->effects != NULL);
	check_tokens(text, length, mode);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* The length chooses the other mode, so that the corpus is plain SQL. */
	SqlMode other = (SqlMode)(size % 4);

	check_mode((const char *)data, size, SQL_MODE_DEFAULT);
	if (other != SQL_MODE_DEFAULT)
		check_mode((const char *)data, size, other);
	return 0;
}
