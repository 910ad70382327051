/*
 * option_file_cases.h - lines of option files and what both servers' clients make of them.
 *
 * The unit test holds mgrun to this table, the integration test holds the table to
 * the real my_print_defaults: so neither can drift from the other unseen.
 */
#ifndef MGRUN_TESTS_SUPPORT_OPTION_FILE_CASES_H
#define MGRUN_TESTS_SUPPORT_OPTION_FILE_CASES_H

/* `lines` stand in a file; `shown` is what is printed of it, "--name=value" each and a line end. */
typedef struct {
	const char *lines;
	const char *shown;
} OptionFileCase;

static const OptionFileCase option_file_cases[] = {
	{"[client]\nuser = app # comment", "--user=app\n"},
	{"[client]\nuser = app# comment", "--user=app\n"},
	{"[client]\nuser = app ; no comment", "--user=app ; no comment\n"},
	{"[client]\nuser = \"a # b\" # c", "--user=a # b\n"},
	{"[client]\nuser = \"a # b", "--user=\"a # b\n"},
	{"[client]\nuser = 'abc' # x \"", "--user=abc\n"},
	{"[client]\nuser = 'a\"b # c'", "--user=a\"b # c\n"},
	{"[client]\nuser = \"a\"b\"", "--user=a\"b\n"},
	{"[client]\nuser = \"a\\\"#b\"", "--user=a\"#b\n"},
	{"[client]\nuser = \"a\\\\\" # c", "--user=a\\\n"},
	{"[client]\nuser = 'a' 'b'", "--user=a' 'b\n"},
	{"[client]\nuser = \"abc\" def", "--user=\"abc\" def\n"},
	{"[client]\nuser = it's # comment", "--user=it's # comment\n"},
	{"[client]\nuser = 'it''s'", "--user=it''s\n"},
	{"[client]\nuser = \"", "--user=\"\n"},
	{"[client]\nuser = a\\#b", "--user=a\\\n"},
	{"[client]\nuser = #nothing", "--user=\n"},
	{"[client]\nuser = a\\sb\\tc\\nd\\\\e\\\"f\\'g\\rh\\bi\\qj",
         "--user=a b\tc\nd\\e\"f'g\rh\bi\\qj\n"},
	{"[client]\nuser = a\\", "--user=a\\\n"},
	{"[client]\nuser =", "--user=\n"},
	{"[client]\nuser = \"\"", "--user=\n"},
	{"[client]\nuser = a=b", "--user=a=b\n"},
	{"[client]\n  user\t=\tapp\t", "--user=app\n"},
	{"[client]\r\nuser = \"a b\"\r\n", "--user=a b\n"},
	{"[client]\ncompress # bare", "--compress\n"},
	{"# comment\n; comment\n\n[client]\n#user=1\nuser=2", "--user=2\n"},
	{"[mysqld]\nuser=1\n[Client ] # x\nuser=2\n[ client]\nuser=3\n[clientx]\nuser=4\n"
         "[client]x\nuser=5\n[mgrun]\nuser=6",
         "--user=2\n--user=5\n--user=6\n"},
	{"[client]\n!nothing here\n!includes x\nuser=1", "--user=1\n"},
	{"[client]\n!include no-such-file.cnf\nuser=1", "--user=1\n"},
	{"[client]\n!include sub.cnf\nuser=1", "--user=sub\n--user=1\n"},
	{"[mysqld]\n !include\tsub.cnf \n[client]\nuser=1", "--user=sub\n--user=1\n"},
	{"[client]\nuser=1\n!includedir dir\nuser=2",
         "--user=1\n--user=hidden\n--user=a\n--user=z\n--user=2\n"},
	{"user=1", NULL},
	{"\xef\xbb\xbf[client]\nuser=1", NULL},
	{"[client\nuser=1", NULL},
	{"[client]\n!include\nuser=1", NULL},
	{"[client]\n!includedir no-such-dir\nuser=1", NULL},
};

/* The files that the cases include, by path; the last is world-writable and so passed over. */
static const char *const option_file_includes[][2] = {
	{"sub.cnf", "[client]\nuser=sub\n[mysqld]\n"},
	{"dir/z.cnf", "[client]\nuser=z\n"},
	{"dir/a.cnf", "[client]\nuser=a"},
	{"dir/.h.cnf", "[client]\nuser=hidden\n"},
	{"dir/b.ini", "[client]\nuser=ini\n"},
	{"dir/open.cnf", "[client]\nuser=open\n"},
};

#define OPTION_FILE_WORLD_WRITABLE "dir/open.cnf"

/* Make the included files in `dir` and go there: relative paths count from where one stands. */
static void
given_included_files(const char *dir)
{
	assert_int_equal(chdir(dir), 0);
	assert_int_equal(g_mkdir_with_parents("dir", 0755), 0);
	for (gsize i = 0; i < G_N_ELEMENTS(option_file_includes); i++)
		assert_true(g_file_set_contents(option_file_includes[i][0],
		                                option_file_includes[i][1], -1, NULL));
	assert_int_equal(chmod(OPTION_FILE_WORLD_WRITABLE, 0666), 0);
}

static void
remove_included_files(const char *dir)
{
	for (gsize i = 0; i < G_N_ELEMENTS(option_file_includes); i++)
		unlink(option_file_includes[i][0]);
	unlink("my.cnf");
	rmdir("dir");
	assert_int_equal(chdir("/"), 0);
	rmdir(dir);
}

#endif
