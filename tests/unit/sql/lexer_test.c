#include "tests/unit/test.h"

#include "sql/lexer.h"
#include "sql/quote.h"

static void
tokens_put_together_give_the_input(void **state G_GNUC_UNUSED)
{
	static const char *const texts[] = {
		"SELECT 'a\\'b', \"c\"\"d\", `e``f` FROM t -- end",
		"/*!50003 CREATE*/ /*+ hint */ /* plain */ # x\n@a := @@b.c + 1.5e-3",
		"N'text' X'4D' B'01' 0x4D 1st .5 'unfinished",
		"/* unfinished",
		"\xC3\xA4 = '\xE2\x82\xAC'",
		"",
		"`",
		"@",
		"--",
		"\\G",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GString) whole = g_string_new(NULL);
		SqlLexer lexer;
		SqlToken token;

		sql_lexer_init(&lexer, texts[i], strlen(texts[i]), SQL_MODE_DEFAULT);
		while ((token = sql_lexer_next(&lexer)).kind != SQL_TOKEN_END) {
			assert_true(token.length > 0);
			g_string_append_len(whole, token.text, (gssize)token.length);
		}
		assert_string_equal(whole->str, texts[i]);
	}
}

static void
assert_kinds(const char *text, SqlMode mode, const SqlTokenKind *kinds)
{
	SqlLexer lexer;

	sql_lexer_init(&lexer, text, strlen(text), mode);
	for (; *kinds != SQL_TOKEN_END; kinds++)
		assert_int_equal(sql_lexer_next(&lexer).kind, *kinds);
	assert_int_equal(sql_lexer_next(&lexer).kind, SQL_TOKEN_END);
}

static void
kinds_are_told_apart(void **state G_GNUC_UNUSED)
{
	assert_kinds("a`b`'c'\"d\"", SQL_MODE_DEFAULT,
	             (SqlTokenKind[]){SQL_TOKEN_WORD, SQL_TOKEN_QUOTED_NAME, SQL_TOKEN_STRING,
	                              SQL_TOKEN_STRING, SQL_TOKEN_END});
	assert_kinds("\"d\"", SQL_MODE_ANSI_QUOTES,
	             (SqlTokenKind[]){SQL_TOKEN_QUOTED_NAME, SQL_TOKEN_END});
	assert_kinds("/*!80013 a*/", SQL_MODE_DEFAULT,
	             (SqlTokenKind[]){SQL_TOKEN_VERSION_OPEN, SQL_TOKEN_BLANK, SQL_TOKEN_WORD,
	                              SQL_TOKEN_VERSION_CLOSE, SQL_TOKEN_END});
	assert_kinds("0bit", SQL_MODE_DEFAULT, (SqlTokenKind[]){SQL_TOKEN_WORD, SQL_TOKEN_END});
	assert_kinds("0b10", SQL_MODE_DEFAULT, (SqlTokenKind[]){SQL_TOKEN_NUMBER, SQL_TOKEN_END});
	assert_kinds("1st 1 1.5 0x1F @a", SQL_MODE_DEFAULT,
	             (SqlTokenKind[]){SQL_TOKEN_WORD, SQL_TOKEN_BLANK, SQL_TOKEN_NUMBER,
	                              SQL_TOKEN_BLANK, SQL_TOKEN_NUMBER, SQL_TOKEN_BLANK,
	                              SQL_TOKEN_NUMBER, SQL_TOKEN_BLANK, SQL_TOKEN_VARIABLE,
	                              SQL_TOKEN_END});
	assert_kinds("5--3", SQL_MODE_DEFAULT,
	             (SqlTokenKind[]){SQL_TOKEN_NUMBER, SQL_TOKEN_PUNCTUATION,
	                              SQL_TOKEN_PUNCTUATION, SQL_TOKEN_NUMBER, SQL_TOKEN_END});
	assert_kinds("'a\\'", SQL_MODE_NO_BACKSLASH_ESCAPES,
	             (SqlTokenKind[]){SQL_TOKEN_STRING, SQL_TOKEN_END});
}

static void
a_quoted_name_is_unquoted(void **state G_GNUC_UNUSED)
{
	SqlLexer lexer;

	sql_lexer_init(&lexer, "`we``ird`", 9, SQL_MODE_DEFAULT);
	SqlToken token = sql_lexer_next(&lexer);
	g_autofree char *name = sql_token_name(&token);
	assert_string_equal(name, "we`ird");
	g_autofree char *quoted = sql_quote_name(name);
	assert_string_equal(quoted, "`we``ird`");
}

static void
a_string_is_escaped(void **state G_GNUC_UNUSED)
{
	g_autoptr(GString) sql = g_string_new(NULL);

	sql_append_string(sql, "a'b\\c\n\0d", 8);
	assert_string_equal(sql->str, "'a\\'b\\\\c\\n\\0d'");
	g_string_truncate(sql, 0);
	sql_append_string(sql, NULL, -1);
	assert_string_equal(sql->str, "NULL");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_put_together_give_the_input),
		cmocka_unit_test(kinds_are_told_apart),
		cmocka_unit_test(a_quoted_name_is_unquoted),
		cmocka_unit_test(a_string_is_escaped),
	};
	return cmocka_run_group_tests_name("lexer", tests, NULL, NULL);
}
