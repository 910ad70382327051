#include "tests/unit/test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "planner/load.h"

typedef struct {
	char *dir;
	GPtrArray *paths;
} Fixture;

static int
setup(void **state)
{
	Fixture *f = g_new0(Fixture, 1);

	f->dir = g_dir_make_tmp("mgrun-load-XXXXXX", NULL);
	f->paths = g_ptr_array_new_with_free_func(g_free);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	Fixture *f = *state;

	for (guint i = 0; i < f->paths->len; i++)
		remove(g_ptr_array_index(f->paths, i));
	rmdir(f->dir);
	g_ptr_array_unref(f->paths);
	g_free(f->dir);
	g_free(f);
	return 0;
}

static void
given_bytes(Fixture *f, const char *name, const char *text, gssize length)
{
	char *path = g_build_filename(f->dir, name, NULL);

	g_ptr_array_add(f->paths, path);
	assert_true(g_file_set_contents(path, text, length, NULL));
}

static void
given_file(Fixture *f, const char *name, const char *text)
{
	given_bytes(f, name, text, -1);
}

static GPtrArray *
load(Fixture *f)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *migrations = load_directory(f->dir, &error);

	if (error != NULL)
		fail_msg("%s", error->message);
	return migrations;
}

static void
assert_refused(Fixture *f, const char *message)
{
	g_autoptr(GError) error = NULL;

	assert_null(load_directory(f->dir, &error));
	assert_string_equal(error->message, message);
}

#define GOOD_YAML "up:\n  - sql: CREATE TABLE a (id INT)\n    down: DROP TABLE a\n"
#define GOOD_SQL  "-- mgrun:up\nCREATE TABLE a (id INT);\n-- mgrun:down\nDROP TABLE a;\n"

static void
versions_sort_as_numbers_in_every_format(void **state)
{
	Fixture *f = *state;
	given_file(f, "10_c.yaml", GOOD_YAML);
	given_file(f, "9-b.sql", GOOD_SQL);
	given_file(f, "0001_a.up.sql", "CREATE TABLE a (id INT)");
	given_file(f, "0001_a.down.sql", "DROP TABLE a");
	given_file(f, "README.md", "not a migration");

	g_autoptr(GPtrArray) migrations = load(f);
	assert_int_equal(migrations->len, 3);
	const Migration *first = g_ptr_array_index(migrations, 0);
	assert_string_equal(first->version, "1");
	assert_string_equal(first->version_text, "0001");
	assert_string_equal(first->name, "a");
	assert_int_equal(first->format, MIGRATION_SQL_PAIR);
	assert_int_equal(first->down->len, 1);
	assert_string_equal(((const Migration *)g_ptr_array_index(migrations, 2))->version, "10");
}

static void
the_checksum_ignores_line_ends_and_trailing_blanks(void **state)
{
	Fixture *f = *state;
	given_file(f, "1_a.sql", GOOD_SQL);
	given_file(f, "2_b.sql",
	           "\xEF\xBB\xBF-- mgrun:up  \r\nCREATE TABLE a (id INT);\t\r\n"
	           "-- mgrun:down\r\nDROP TABLE a;\r\n\r\n\r\n");
	given_file(f, "3_c.sql",
	           "-- mgrun:up\nCREATE TABLE  a (id INT);\n-- mgrun:down\nDROP TABLE a;\n");

	g_autoptr(GPtrArray) migrations = load(f);
	const Migration *plain = g_ptr_array_index(migrations, 0);
	const Migration *windows = g_ptr_array_index(migrations, 1);
	const Migration *other = g_ptr_array_index(migrations, 2);
	assert_string_equal(plain->checksum, windows->checksum);
	assert_string_not_equal(plain->checksum, other->checksum);
}

static void
sql_directives_are_kept(void **state)
{
	Fixture *f = *state;
	given_file(
		f, "1_a.sql",
		"-- mgrun:description what it is for\n-- mgrun:timeout 5m\n-- mgrun:require\n"
		"SELECT 1;\n-- mgrun:up\n-- mgrun:lock timeout=2s\n"
		"-- mgrun:ignore MF004 reason=\"filled in step 2\" until=2027-06-30\n"
		"-- mgrun:undo ALTER TABLE t DROP COLUMN a\nALTER TABLE t ADD COLUMN a INT;\n"
		"-- mgrun:batch rows=500 target=100ms\n-- mgrun:irreversible reason=\"why not\"\n"
		"UPDATE t SET a = 1;\n-- mgrun:verify\nSELECT 2;\n");

	g_autoptr(GPtrArray) migrations = load(f);
	const Migration *migration = g_ptr_array_index(migrations, 0);
	const Step *first = g_ptr_array_index(migration->steps, 0);
	const Step *second = g_ptr_array_index(migration->steps, 1);
	assert_string_equal(migration->description, "what it is for");
	assert_int_equal(migration->timeout_ms, 300000);
	assert_int_equal(migration->require->len, 1);
	assert_int_equal(migration->verify->len, 1);
	assert_int_equal(first->lock.timeout_ms, 2000);
	assert_int_equal(first->ignore->len, 1);
	assert_string_equal(first->down->text, "ALTER TABLE t DROP COLUMN a");
	assert_int_equal(first->sql->position.line, 9);
	assert_int_equal(second->kind, STEP_BATCH);
	assert_int_equal(second->batch.first_rows, 500);
	assert_int_equal(second->undo, UNDO_IRREVERSIBLE);
}

static void
yaml_scalars_stay_text(void **state)
{
	Fixture *f = *state;
	given_file(f, "005_no.yaml",
	           "description: no\nrequire:\n  - sql: SELECT 1\n    message: 005\n"
	           "up:\n  - sql: |\n      -- why\n      CREATE TABLE a (id INT);\n    down: DROP "
	           "TABLE a\n"
	           "    lock: { timeout: 3s }\nverify:\n  rows: { a: unchanged, b: \">= 5\" }\n"
	           "  orphans: touched\n  explain:\n    - sql: SELECT 1\n      index: i\n"
	           "confirm: [drop-column a.b]\nbackup: none\ntimeout: 30m\n");

	g_autoptr(GPtrArray) migrations = load(f);
	const Migration *migration = g_ptr_array_index(migrations, 0);
	const Step *step = g_ptr_array_index(migration->steps, 0);
	assert_string_equal(migration->description, "no");
	assert_string_equal(((const Check *)g_ptr_array_index(migration->require, 0))->message,
	                    "005");
	assert_string_equal(step->sql->text, "CREATE TABLE a (id INT)");
	assert_int_equal(step->sql->position.line, 8);
	assert_int_equal(step->lock.timeout_ms, 3000);
	assert_int_equal(migration->rows->len, 2);
}

#define JOINED_COMMENT                                                                             \
	"YAML joins these lines into one, and all behind the `--` or `#` would be a comment: "     \
	"write "                                                                                   \
	"the statement as a block behind `|`"

typedef struct {
	const char *name;
	const char *text;
	const char *message;
} BadFile;

static const BadFile bad_files[] = {
	{"1_a.yaml", "",
         "1_a.yaml: the migration has no statement to run: `up:` is missing or empty"},
	{"1_a.sql", "",
         "1_a.sql: the migration has no statement to run: the file, or its up part, is empty"},
	{"1_a.yaml", "up:\n\t- sql: SELECT 1\n",
         "1_a.yaml:2:1: found character that cannot start any token while scanning for the next "
         "token (a "
         "tab may not indent: use spaces; a text that begins with ` @ or % needs quotes, or | and "
         "a "
         "new line)"},
	{"1_a.yaml", "up:\n  - sql: INSERT INTO t VALUES ('a: b')\n",
         "1_a.yaml:2:34: mapping values are not allowed in this context (a text with a colon and a "
         "blank needs quotes, or | and a new line)"},
	{"1_a.yaml", "up:\n  - sql: \"DELETE FROM t\\0 WHERE a = 1\"\n",
         "1_a.yaml:2:10: a NUL character: write binary data in hexadecimal (0x...)"},
	{"1_a.yaml", "\"up\\0\":\n  - sql: SELECT 1\n",
         "1_a.yaml:1:1: a NUL character: write binary data in hexadecimal (0x...)"},
	{"1_a.yaml", "# \xC3\xA4\nup:\n  - sql: SELECT \xE4\xE4\n",
         "1_a.yaml:3:18: invalid trailing UTF-8 octet"},
	{"1_a.yaml", "up:\n  - sql: >\n      DELETE FROM t -- why\n      WHERE a = 1\n",
         "1_a.yaml:3:1: `sql`: " JOINED_COMMENT},
	{"1_a.yaml", "up:\n  - sql: DELETE FROM t -- why\n      WHERE a = 1\n",
         "1_a.yaml:2:10: `sql`: " JOINED_COMMENT},
	{"1_a.yaml", "up:\n  - sql: >\n      # why\n      DELETE FROM t\n",
         "1_a.yaml:3:1: `sql`: " JOINED_COMMENT},
	{"1_a.yaml", "irreversible: \" \"\n" GOOD_YAML, "1_a.yaml:1:15: `irreversible` is empty"},
	{"1_a.yaml", GOOD_YAML "ignore:\n  - { rule: X, reason: y, until: 2027-02-30 }\n",
         "1_a.yaml:5:34: `until: 2027-02-30` is no date; write it as 2027-06-30"},
	{"1_a.yaml", GOOD_YAML "verify:\n  rows: { a: 123456789012345678901 }\n",
         "1_a.yaml:5:14: `a: 123456789012345678901` is not one of: unchanged, any, N, +N, -N, >= "
         "N, <= N"},
	{"1_a.yaml", "verfy: 1\n" GOOD_YAML,
         "1_a.yaml:1:1: unknown key `verfy`; did you mean `verify`?"},
	{"1_a.yaml", GOOD_YAML "up: []\n", "1_a.yaml:4:1: the key `up` stands here a second time"},
	{"1_a.yaml", "up: 5\n", "1_a.yaml:1:5: `up` must be a list, not a text"},
	{"1_a.yaml", GOOD_YAML "timeout: 30\n",
         "1_a.yaml:4:10: `timeout: 30` is no duration; write a number with a unit, as in 200ms, "
         "2s, 10m, "
         "1h"},
	{"1_a.yaml", GOOD_YAML "backup: all\n",
         "1_a.yaml:4:9: `backup: all` is not one of: full, touched, schema, none"},
	{"1_a.yaml", "up:\n  - sql: SELECT 1\n",
         "1_a.yaml:2:10: step 1 has no way back: give `down:` with the statement that undoes it, "
         "or "
         "`irreversible:` with the reason"},
	{"1_a.yaml", "up:\n  - sql: SELECT 1; SELECT 2\n    down: SELECT 1\n",
         "1_a.yaml:2:20: `sql`: a second statement begins here: one step, one statement"},
	{"1_a.yaml", "up:\n  - sql: SELECT 'a\n    down: SELECT 1\n",
         "1_a.yaml:2:17: `sql`: the string that begins here has no end: ' is missing"},
	{"1_a.yaml", "up:\n  - batch: UPDATE t SET a=1\n    undo: capture\n",
         "1_a.yaml:3:11: `undo` needs rows to be captured, which this version of mgrun cannot do: "
         "give "
         "`down:` or `irreversible:`"},
	{"1_a.sql", "CREATE TABLE a (id INT);",
         "1_a.sql:1:1: step 1 has no way back: write the statements that undo the migration behind "
         "a line "
         "`-- mgrun:down`, or declare it with `-- mgrun:irreversible reason=\"...\"`"},
	{"1_a.up.sql", "CREATE TABLE a (id INT);",
         "1_a.up.sql:1:1: step 1 has no way back: its .down.sql is missing or empty; write it, or "
         "declare "
         "`-- mgrun:irreversible reason=\"...\"`"},
	{"1_a.down.sql", "DROP TABLE a;", "1_a.down.sql: its 1_a.up.sql is missing"},
	{"1_a.sql", "-- mgrun:upp\n",
         "1_a.sql:1:1: unknown directive `mgrun:upp`; did you mean `mgrun:up`?"},
	{"1_a.sql", GOOD_SQL "-- mgrun:lock timeout=1s\n",
         "1_a.sql:5:1: the last directive has no statement to belong to"},
	{"1_a.sql", "-- mgrun:up\nROLLBACK;\n-- mgrun:down\nSELECT 1;",
         "1_a.sql:2:1: ROLLBACK is not allowed in a migration: it would also take back the "
         "journal's "
         "entries of the steps before it; a failing step is rolled back by mgrun"},
	{"1_a.sql", "-- mgrun:up\n/*! ROLLBACK */;\n-- mgrun:down\nSELECT 1;",
         "1_a.sql:2:1: ROLLBACK is not allowed in a migration: it would also take back the "
         "journal's "
         "entries of the steps before it; a failing step is rolled back by mgrun"},
	{"1_a.sql", "-- mgrun:up\nCREATE TABLE a (id INT)\n-- mgrun:down\nDROP TABLE a;\n",
         "1_a.sql:2:1: `-- mgrun:down` stands inside this statement: end the statement with its "
         "delimiter (`;`) first"},
	{"1_a.sql", "-- mgrun:up\nSELECT 1;\n--  mgrun:down\nSELECT 2;\n",
         "1_a.sql:3:1: a directive is written `-- mgrun:NAME`: two dashes, one blank, lower case"},
	{"1_a.sql", "-- mgrun:up\nSELECT 1;\n# MGRUN:down\nSELECT 2;\n",
         "1_a.sql:3:1: a directive is written `-- mgrun:NAME`: two dashes, one blank, lower case"},
	{"1_a.sql", "-- mgrun:up\nSELECT 1;\n-- mgrun:down SELECT 2;\nSELECT 3;\n",
         "1_a.sql:3:1: a section's line ends behind its name: `SELECT 2;` goes on the next line"},
	{"1_a.sql", "-- mgrun:up\n-- mgrun:ignore X reason=a reason=b\nSELECT 1;\n",
         "1_a.sql:2:1: `reason=` stands here a second time"},
	{"1_a.sql", "-- mgrun:up\n-- mgrun:ignore X reason=\"\"\nSELECT 1;\n",
         "1_a.sql:2:1: `reason=` is empty"},
	{"1_a.sql",
         "-- mgrun:up\n-- mgrun:undo SELECT 2\n-- mgrun:irreversible reason=x\nSELECT 1;",
         "1_a.sql:4:1: give one of `mgrun:undo` and `mgrun:irreversible` before a statement"},
	{"a.sql", GOOD_SQL,
         "a.sql: the name must begin with a version of digits, as in 0001_create_users.sql"},
	{"1.sql", GOOD_SQL,
         "1.sql: an underscore or a dash and a name must follow the version, as in "
         "0001_create_users.sql"},
	{"123456789012345678901_a.sql", GOOD_SQL,
         "123456789012345678901_a.sql: a version has at most 20 digits"},
	{"1_a.sql", "SELECT `x",
         "1_a.sql:1:8: the quoted name that begins here has no end: ` is missing"},
	{"1_a.sql", "SELECT 1;\n\xE4",
         "1_a.sql:2:1: not valid UTF-8: save the text as UTF-8, and write binary data in "
         "hexadecimal "
         "(0x...)"},
};

static void
bad_files_are_refused_with_their_place(void **state)
{
	Fixture *f = *state;

	for (gsize i = 0; i < G_N_ELEMENTS(bad_files); i++) {
		given_file(f, bad_files[i].name, bad_files[i].text);
		assert_refused(f, bad_files[i].message);
		remove(g_ptr_array_index(f->paths, f->paths->len - 1));
	}
}

static void
doubled_versions_are_refused(void **state)
{
	Fixture *f = *state;
	given_file(f, "0007_a.yaml", GOOD_YAML);
	given_file(f, "7_b.sql", GOOD_SQL);

	assert_refused(
		f,
		"7_b.sql: version 7 is also that of 0007_a.yaml: give one of them another version");
}

static void
what_is_no_text_file_is_refused(void **state)
{
	Fixture *f = *state;
	given_bytes(f, "1_a.sql", "SELECT 1;\0\x01", 11);
	assert_refused(
		f,
		"1_a.sql:1:10: a NUL byte: this is not SQL text, or it holds binary data that must "
		"be written in hexadecimal");
	remove(g_ptr_array_index(f->paths, 0));

	char *path = g_build_filename(f->dir, "2_dir.yaml", NULL);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_refused(f, "2_dir.yaml: not a file: a directory has this name");
	rmdir(path);

	assert_int_equal(mkfifo(path, 0600), 0);
	assert_refused(f, "2_dir.yaml: not a file: a device or socket has this name");
	remove(path);

	assert_int_equal(symlink("/nonexistent/file", path), 0);
	assert_refused(f, "2_dir.yaml: cannot read: No such file or directory");
	g_ptr_array_add(f->paths, path);
}

static void
a_directive_in_a_string_or_a_comment_in_a_block_is_text(void **state)
{
	Fixture *f = *state;
	given_file(f, "1_a'b\"c`d.sql",
	           "-- mgrun:up\nINSERT INTO t VALUES ('\n-- mgrun:down\n');\n-- mgrun:down\n"
	           "DELETE FROM t;\n");
	given_file(
		f, "2_b.yaml",
		"up:\n  - sql: |\n      DELETE FROM t -- why\n      WHERE a = 1\n    down: SELECT "
		"1\n");

	g_autoptr(GPtrArray) migrations = load(f);
	const Migration *first = g_ptr_array_index(migrations, 0);
	const Migration *second = g_ptr_array_index(migrations, 1);
	assert_string_equal(first->name, "a'b\"c`d");
	assert_int_equal(first->steps->len, 1);
	assert_int_equal(first->down->len, 1);
	assert_string_equal(((const Step *)g_ptr_array_index(second->steps, 0))->sql->text,
	                    "DELETE FROM t -- why\nWHERE a = 1");
}

static void
what_cannot_be_read_is_refused(void **state)
{
	Fixture *f = *state;
	if (geteuid() == 0)
		skip(); /* root reads everything */
	given_file(f, "1_a.sql", GOOD_SQL);
	assert_int_equal(chmod(g_ptr_array_index(f->paths, 0), 0), 0);
	assert_refused(f, "1_a.sql: cannot read: Permission denied");
}

static void
a_missing_directory_says_what_to_do(void **state G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;

	assert_null(load_directory("/nonexistent/migrations", &error));
	assert_string_equal(error->message,
	                    "the migrations' directory `/nonexistent/migrations` does not "
	                    "exist: give --dir DIR, or make a project with `mgrun init`");
}

/* Larger than what is kept: the statement comes from the file when it is asked for. */
static void
a_large_file_is_read_when_its_statement_runs(void **state)
{
	Fixture *f = *state;
	g_autofree char *row = g_strnfill(5 * 1024 * 1024, 'x');
	g_autofree char *text = g_strdup_printf(
		"-- mgrun:up\nINSERT INTO t VALUES ('%s');\n-- mgrun:down\nDELETE FROM t;\n", row);
	given_file(f, "1_big.sql", text);

	g_autoptr(GPtrArray) migrations = load(f);
	const Step *step =
		g_ptr_array_index(((const Migration *)g_ptr_array_index(migrations, 0))->steps, 0);
	assert_null(step->sql->text);
	g_autofree char *sql = sql_text_read(step->sql, NULL);
	assert_int_equal(strlen(sql), strlen("INSERT INTO t VALUES ('')") + strlen(row));

	given_file(f, "1_big.sql", "changed");
	g_autoptr(GError) error = NULL;
	assert_null(sql_text_read(step->sql, &error));
	assert_non_null(strstr(error->message, "the file was changed while mgrun ran"));
}

static void
gaps_are_found_in_numbered_directories(void **state)
{
	Fixture *f = *state;
	given_file(f, "1_a.sql", GOOD_SQL);
	given_file(f, "4_b.sql", GOOD_SQL);

	g_autoptr(GPtrArray) migrations = load(f);
	g_autoptr(GPtrArray) gaps = load_find_gaps(migrations);
	assert_int_equal(gaps->len, 2);
	assert_string_equal(g_ptr_array_index(gaps, 0), "2");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(versions_sort_as_numbers_in_every_format),
		TEST(the_checksum_ignores_line_ends_and_trailing_blanks),
		TEST(sql_directives_are_kept),
		TEST(yaml_scalars_stay_text),
		TEST(bad_files_are_refused_with_their_place),
		TEST(doubled_versions_are_refused),
		TEST(what_is_no_text_file_is_refused),
		TEST(a_directive_in_a_string_or_a_comment_in_a_block_is_text),
		TEST(what_cannot_be_read_is_refused),
		TEST(a_missing_directory_says_what_to_do),
		TEST(a_large_file_is_read_when_its_statement_runs),
		TEST(gaps_are_found_in_numbered_directories),
	};
	return cmocka_run_group_tests_name("load", tests, NULL, NULL);
}
