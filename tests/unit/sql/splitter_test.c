#include "tests/unit/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sql/splitter_internal.h"

/* Statements separated by |, comments as {text}; an error as !message. */
static char *
split(const char *text, gsize length, SqlMode mode, gsize block)
{
	g_autoptr(SqlSplitter) splitter = sql_splitter_new_memory(text, length, NULL, mode);
	g_autoptr(GError) error = NULL;
	GString *result = g_string_new(NULL);
	SqlItem item;
	SqlNext next;

	splitter_set_block_bytes(splitter, block);
	while ((next = sql_splitter_next(splitter, &item, &error)) == SQL_NEXT_ITEM) {
		assert_int_equal(strlen(item.text), item.length);
		g_string_append_printf(result, item.kind == SQL_ITEM_COMMENT ? "{%s}|" : "%s|",
		                       item.text);
	}
	if (next == SQL_NEXT_ERROR)
		g_string_append_printf(result, "!%s", error->message);
	return g_string_free(result, FALSE);
}

typedef struct {
	const char *text;
	const char *expected;
} Case;

static void
assert_cases(const Case *cases, gsize count, SqlMode mode)
{
	static const gsize blocks[] = {1, 2, 3, 7, 64, 65536};

	for (gsize i = 0; i < count; i++)
		for (gsize b = 0; b < G_N_ELEMENTS(blocks); b++) {
			g_autofree char *found =
				split(cases[i].text, strlen(cases[i].text), mode, blocks[b]);
			assert_string_equal(found, cases[i].expected);
		}
}

static void
statements_are_cut_as_the_client_cuts_them(void **state G_GNUC_UNUSED)
{
	static const Case cases[] = {
		{"", ""},
		{" ;; ;\n", ""},
		{"SELECT 1; SELECT 2", "SELECT 1|SELECT 2|"},
		{"SELECT ';'; SELECT \"a;b\", `c;d`", "SELECT ';'|SELECT \"a;b\", `c;d`|"},
		{"SELECT 'it''s; \\'; x'; S", "SELECT 'it''s; \\'; x'|S|"},
		{"SELECT 1 /* ; */ + 2; S", "SELECT 1 /* ; */ + 2|S|"},
		{"SELECT 1 -- ; x\n+ 2; S", "SELECT 1 -- ; x\n+ 2|S|"},
		{"SELECT 1 # ; x\n+ 2; S", "SELECT 1 # ; x\n+ 2|S|"},
		{"SELECT 5--3; S", "SELECT 5--3|S|"},
		{"--DROP\n;S", "--DROP|S|"},
		{"-- one\nA; # two\r\nB;--\n", "{-- one}|A|{# two}|B|{--}|"},
		{"/* lead */ A; /* only */", "A|"},
		{"SELECT 1\\G SELECT 2\\g", "SELECT 1|SELECT 2|"},
		{"A;\r\nB\r\n;\r\n", "A|B|"},
		{"\xEF\xBB\xBFSELECT 1;", "SELECT 1|"},
		{"/*!40101 SET x=1 */;S", "/*!40101 SET x=1 */|S|"},
		{"SELECT /*+ MAX(1);2 */ 1;S", "SELECT /*+ MAX(1);2 */ 1|S|"},
		{"DELIMITER //\nA;B//\nC//\ndelimiter ;\nD;E", "A;B|C|D|E|"},
		{"DELIMITER '$$'\nA;$$ delimiter ;\nB;", "A;|B|"},
		{"DELIMITER\n//\n", "!1:1: DELIMITER needs the new delimiter on the same line"},
		{"SELECT delimiter FROM t;S", "SELECT delimiter FROM t|S|"},
	};
	assert_cases(cases, G_N_ELEMENTS(cases), SQL_MODE_DEFAULT);
}

static void
bodies_need_no_delimiter(void **state G_GNUC_UNUSED)
{
	static const Case cases[] = {
		{"CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END; S",
	         "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END|S|"},
		{"CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN IF NEW.a THEN SET "
	         "NEW.b=1; "
	         "ELSEIF c THEN SET d=2; END IF; END;S",
	         "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN IF NEW.a THEN SET "
	         "NEW.b=1; "
	         "ELSEIF c THEN SET d=2; END IF; END|S|"},
		{"CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET NEW.b=IF(1,2,3);S",
	         "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET NEW.b=IF(1,2,3)|S|"},
		{"CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN CASE 1 WHEN 1 THEN "
	         "IF(1,2,3) END;S",
	         "CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN CASE 1 WHEN 1 THEN "
	         "IF(1,2,3) END|S|"},
		{"CREATE PROCEDURE p() BEGIN CASE x WHEN 1 THEN SELECT 1; ELSE BEGIN END; END "
	         "CASE; END;S",
	         "CREATE PROCEDURE p() BEGIN CASE x WHEN 1 THEN SELECT 1; ELSE BEGIN END; END "
	         "CASE; END|S|"},
		{"CREATE PROCEDURE p() l: LOOP SELECT end FROM t; LEAVE l; END LOOP l;S",
	         "CREATE PROCEDURE p() l: LOOP SELECT end FROM t; LEAVE l; END LOOP l|S|"},
		{"CREATE PROCEDURE p() BEGIN REPEAT SET i=i+1; UNTIL i>3 END REPEAT; WHILE i DO "
	         "SET i=0; "
	         "END WHILE; END;S",
	         "CREATE PROCEDURE p() BEGIN REPEAT SET i=i+1; UNTIL i>3 END REPEAT; WHILE i DO "
	         "SET i=0; "
	         "END WHILE; END|S|"},
		{"CREATE DEFINER=`a`@`b` PROCEDURE p() BEGIN SELECT t.begin; END;S",
	         "CREATE DEFINER=`a`@`b` PROCEDURE p() BEGIN SELECT t.begin; END|S|"},
		{"CREATE DEFINER=root@localhost EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN A; END;S",
	         "CREATE DEFINER=root@localhost EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN A; "
	         "END|S|"},
		{"BEGIN; INSERT INTO t VALUES (1); COMMIT;",
	         "BEGIN|INSERT INTO t VALUES (1)|COMMIT|"},
		{"BEGIN NOT ATOMIC SELECT 1; SELECT 2; END; S",
	         "BEGIN NOT ATOMIC SELECT 1; SELECT 2; END|S|"},
		{"CREATE TABLE t (begin INT, `end` INT);S",
	         "CREATE TABLE t (begin INT, `end` INT)|S|"},
		{"CREATE FUNCTION f RETURNS STRING SONAME 'x.so';S",
	         "CREATE FUNCTION f RETURNS STRING SONAME 'x.so'|S|"},
		{"CREATE VIEW v AS SELECT CASE a WHEN 1 THEN 2 END AS x;S",
	         "CREATE VIEW v AS SELECT CASE a WHEN 1 THEN 2 END AS x|S|"},
		{"CREATE PROCEDURE IF NOT EXISTS p() BEGIN DROP TABLE IF EXISTS t; END;S",
	         "CREATE PROCEDURE IF NOT EXISTS p() BEGIN DROP TABLE IF EXISTS t; END|S|"},
		{"/*!50003 CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN A; END */;S",
	         "/*!50003 CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN A; END */|S|"},
	};
	assert_cases(cases, G_N_ELEMENTS(cases), SQL_MODE_DEFAULT);
}

static void
sql_modes_change_what_quotes_mean(void **state G_GNUC_UNUSED)
{
	static const Case plain[] = {{"SELECT 'a\\'; S", "SELECT 'a\\'|S|"}};
	static const Case ansi[] = {{"SELECT \"a\\\"; S", "SELECT \"a\\\"|S|"}};

	assert_cases(plain, 1, SQL_MODE_NO_BACKSLASH_ESCAPES);
	assert_cases(ansi, 1, SQL_MODE_ANSI_QUOTES);
}

static void
bad_text_is_refused_with_its_place(void **state G_GNUC_UNUSED)
{
	static const Case cases[] = {
		{"A;\nSELECT 'x", "A|!2:8: the string that begins here has no end: ' is missing"},
		{"SELECT `x", "!1:8: the quoted name that begins here has no end: ` is missing"},
		{"A;\n  /* x", "A|!2:3: the comment that begins here has no end: */ is missing"},
	};
	assert_cases(cases, G_N_ELEMENTS(cases), SQL_MODE_DEFAULT);

	g_autofree char *nul = split("A;\nB\0C", 6, SQL_MODE_DEFAULT, 4096);
	assert_non_null(strstr(nul, "!2:2: a NUL byte"));
	g_autofree char *latin = split("A;\n\xE4", 4, SQL_MODE_DEFAULT, 4096);
	assert_non_null(strstr(latin, "2:1: not valid UTF-8"));
	g_autofree char *wide = split("\xFF\xFE"
	                              "A",
	                              3, SQL_MODE_DEFAULT, 4096);
	assert_string_equal(wide, "!1:1: the text is UTF-16; save it as UTF-8");
}

static void
positions_count_lines_characters_and_bytes(void **state G_GNUC_UNUSED)
{
	static const char text[] = "A;\n  \xC3\xA4\xC3\xA4; B";
	g_autoptr(SqlSplitter) splitter =
		sql_splitter_new_memory(text, strlen(text), NULL, SQL_MODE_DEFAULT);
	SqlItem item;

	assert_int_equal(sql_splitter_next(splitter, &item, NULL), SQL_NEXT_ITEM);
	assert_int_equal(sql_splitter_next(splitter, &item, NULL), SQL_NEXT_ITEM);
	assert_int_equal(item.start.line, 2);
	assert_int_equal(item.start.column, 3);
	assert_int_equal(item.start.offset, 5);
	assert_int_equal(sql_splitter_next(splitter, &item, NULL), SQL_NEXT_ITEM);
	assert_int_equal(item.start.column, 7);
	assert_int_equal(item.start.offset, 11);
	assert_int_equal(sql_splitter_next(splitter, &item, NULL), SQL_NEXT_END);
}

/* 400 MB through a pipe's worth of memory: the file is sparse in content, not in length. */
static void
a_large_file_is_not_held_in_memory(void **state G_GNUC_UNUSED)
{
	enum { STATEMENT_BYTES = 100000, STATEMENTS = 4000 };
	char path[] = "/tmp/mgrun-splitter-XXXXXX";
	int fd = mkstemp(path);
	g_autofree char *row = g_strnfill(STATEMENT_BYTES, 'x');
	g_autofree char *sql = g_strdup_printf("INSERT INTO t VALUES ('%s');\n", row);

	assert_true(fd >= 0);
	unlink(path);
	for (int i = 0; i < STATEMENTS; i++)
		assert_int_equal(write(fd, sql, strlen(sql)), strlen(sql));
	lseek(fd, 0, SEEK_SET);

	struct rusage before;
	struct rusage after;
	SqlItem item;
	guint count = 0;
	getrusage(RUSAGE_SELF, &before);
	g_autoptr(SqlSplitter) splitter = sql_splitter_new_fd(fd, SQL_MODE_DEFAULT);
	while (sql_splitter_next(splitter, &item, NULL) == SQL_NEXT_ITEM)
		count++;
	getrusage(RUSAGE_SELF, &after);
	close(fd);
	assert_int_equal(count, STATEMENTS);
	assert_true(after.ru_maxrss - before.ru_maxrss < 8 * 1024);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_are_cut_as_the_client_cuts_them),
		cmocka_unit_test(bodies_need_no_delimiter),
		cmocka_unit_test(sql_modes_change_what_quotes_mean),
		cmocka_unit_test(bad_text_is_refused_with_its_place),
		cmocka_unit_test(positions_count_lines_characters_and_bytes),
		cmocka_unit_test(a_large_file_is_not_held_in_memory),
	};
	return cmocka_run_group_tests_name("splitter", tests, NULL, NULL);
}
