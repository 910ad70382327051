#include <string.h>

#include "sql/lexer.h"
#include "sql/splitter_internal.h"
#include "sql/statement.h"
#include "tests/fuzz/fuzz.h"

/* Everything the splitter says of a text, read in blocks of this size. */
static char *
split(const char *text, gsize length, gsize block)
{
	g_autoptr(SqlSplitter) splitter =
		sql_splitter_new_memory(text, length, NULL, SQL_MODE_DEFAULT);
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
check_tokens(const char *text, gsize length)
{
	SqlLexer lexer;
	SqlToken token;
	gsize total = 0;

	sql_lexer_init(&lexer, text, length, SQL_MODE_DEFAULT);
	while ((token = sql_lexer_next(&lexer)).kind != SQL_TOKEN_END) {
		g_assert(token.text == text + total && token.length > 0);
		total += token.length;
	}
	g_assert(total == length);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	g_autofree char *whole = split(text, size, 65536);
	g_autofree char *pieces = split(text, size, 5);
	g_autoptr(SqlStatement) statement = sql_statement_read(text, size, SQL_MODE_DEFAULT);

	/* Where the text is bad, the smaller blocks may have given more before the error. */
	if (g_utf8_validate_len(text, size, NULL))
		g_assert_cmpstr(whole, ==, pieces);
	g_assert(statement->verb != NULL && statement->effects != NULL);
	check_tokens(text, size);
	return 0;
}
