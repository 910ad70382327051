#include "tests/unit/test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "db/option_file.h"
#include "tests/support/option_file_cases.h"

static const char *const groups[] = {"client", "mgrun", NULL};

static char *
join(const GPtrArray *settings)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < settings->len; i++) {
		const OptionSetting *setting = g_ptr_array_index(settings, i);
		g_string_append_printf(text, "%s=%s;", setting->name,
		                       setting->value != NULL ? setting->value : "(none)");
	}
	return g_string_free(text, FALSE);
}

static void
urls_are_decoded_once(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"mysql://app:s%40c%3Ar%2Fe%23t%25@db.example.com:3307/shop?ssl-mode=REQUIRED",
	         "user=app;password=s@c:r/"
	         "e#t%;host=db.example.com;port=3307;database=shop;ssl-mode=REQUIRED;"},
		{"mysql://app:a@b@h/d", "user=app;password=a@b;host=h;database=d;"},
		{"mysql://[::1]:3306/d", "host=::1;port=3306;database=d;"},
		{"mariadb://u@/d?socket=/run/s", "user=u;database=d;socket=/run/s;"},
		{"mysql://u:%2541@h", "user=u;password=%41;host=h;"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) settings = url_parse(cases[i][0], &error);
		assert_non_null(settings);
		g_autofree char *found = join(settings);
		assert_string_equal(found, cases[i][1]);
	}
}

static void
bad_urls_are_refused_with_the_position_and_no_secret(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"http://h/d", "bad URL at character 1: it must begin with mysql:// "
	                       "(mysql://USER@HOST:PORT/DATABASE)"},
		{"mysql://u:se%zzcret@h/d",
	         "bad URL at character 13: % must be followed by two hexadecimal "
	         "digits; write %25 for a percent sign"},
		{"mysql://u@h:99999/d",
	         "bad URL at character 13: the port must be a number up to 65535; a / "
	         ": @ in the password must be written %2F %3A %40"},
		{"mysql://u@[::1/d",
	         "bad URL at character 11: the ] of the IPv6 address is missing"},
		{"mysql://u:p%ff@h/d", "bad URL at character 11: the part that begins here is not "
	                               "UTF-8 when decoded"},
		{"mysql://u:p@h/d\xe4",
	         "bad URL at character 15: the part that begins here is not UTF-8 when decoded"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		assert_null(url_parse(cases[i][0], &error));
		assert_string_equal(error->message, cases[i][1]);
	}
}

/* As my_print_defaults prints them; NULL for an error. */
static char *
shown(const char *path)
{
	g_autoptr(GPtrArray) settings = option_file_read(path, groups, NULL);
	if (settings == NULL)
		return NULL;

	GString *text = g_string_new(NULL);
	for (guint i = 0; i < settings->len; i++) {
		const OptionSetting *setting = g_ptr_array_index(settings, i);
		g_string_append_printf(text, "--%s%s%s\n", setting->name,
		                       setting->value != NULL ? "=" : "",
		                       setting->value != NULL ? setting->value : "");
	}
	return g_string_free(text, FALSE);
}

static int
enter_directory(void **state)
{
	char *dir = g_dir_make_tmp("mgrun-XXXXXX", NULL);

	given_included_files(dir);
	*state = dir;
	return 0;
}

static int
leave_directory(void **state)
{
	remove_included_files(*state);
	g_free(*state);
	return 0;
}

static void
option_files_are_read_as_the_clients_read_them(void **state G_GNUC_UNUSED)
{
	for (gsize i = 0; i < G_N_ELEMENTS(option_file_cases); i++) {
		const OptionFileCase *one = &option_file_cases[i];
		assert_true(g_file_set_contents("my.cnf", one->lines, -1, NULL));
		g_autofree char *found = shown("my.cnf");
		if (g_strcmp0(found, one->shown) != 0)
			fail_msg("%s\ngives\n%s\ninstead of\n%s", one->lines, found, one->shown);
	}
}

static void
names_are_brought_to_one_form_and_know_their_line(void **state G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;

	assert_true(g_file_set_contents("my.cnf", "[client]\n\nloose-SSL_ca=/ca\n", -1, NULL));
	g_autoptr(GPtrArray) settings = option_file_read("my.cnf", groups, &error);
	assert_non_null(settings);
	const OptionSetting *setting = g_ptr_array_index(settings, 0);
	assert_string_equal(setting->name, "ssl-ca");
	assert_string_equal(setting->origin, "my.cnf:3");
}

static void
bad_option_files_are_refused_with_the_line(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"\nuser=1", "my.cnf:2: an option stands before the first [group]"},
		{"\xef\xbb\xbf[client]",
	         "my.cnf:1: the file begins with a byte order mark, which MySQL's clients refuse "
	         "as well; save it as UTF-8 without one"},
		{"[client", "my.cnf:1: the group's name lacks its ]"},
		{"!includedir", "my.cnf:1: !includedir needs a path"},
		{"!include my.cnf", "my.cnf:1: option files include each other more than 10 deep"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		assert_true(g_file_set_contents("my.cnf", cases[i][0], -1, NULL));
		assert_null(option_file_read("my.cnf", groups, &error));
		assert_string_equal(error->message, cases[i][1]);
	}
}

static void
a_named_file_that_everybody_may_write_is_refused(void **state G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;

	assert_null(option_file_read(OPTION_FILE_WORLD_WRITABLE, groups, &error));
	assert_string_equal(error->message,
	                    "option file dir/open.cnf may be written by everybody, so it is not "
	                    "trusted; next: chmod o-w dir/open.cnf");
}

static void
the_own_file_is_read_unless_everybody_may_write_it(void **state)
{
	g_autofree char *home = g_strdup(g_getenv("HOME"));
	const char *const own_group[] = {"mgrun-test-of-the-own-file", NULL};

	g_setenv("HOME", *state, TRUE);
	assert_true(g_file_set_contents(".my.cnf", "[mgrun-test-of-the-own-file]\nuser=me\n", -1,
	                                NULL));
	for (mode_t mode = 0600; mode <= 0602; mode += 2) {
		assert_int_equal(chmod(".my.cnf", mode), 0);
		g_autoptr(GPtrArray) settings = option_file_read_default(own_group, NULL);
		assert_non_null(settings);
		assert_int_equal(settings->len, mode == 0600 ? 1 : 0);
	}
	unlink(".my.cnf");
	if (home != NULL)
		g_setenv("HOME", home, TRUE);
}

static void
tls_modes_are_words(void **state G_GNUC_UNUSED)
{
	TlsMode mode = TLS_PREFERRED;

	assert_true(tls_mode_parse("verify-identity", &mode));
	assert_int_equal(mode, TLS_VERIFY_IDENTITY);
	assert_false(tls_mode_parse("maybe", &mode));
}

int
main(void)
{
#define IN_DIRECTORY(name) cmocka_unit_test_setup_teardown(name, enter_directory, leave_directory)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_are_decoded_once),
		cmocka_unit_test(bad_urls_are_refused_with_the_position_and_no_secret),
		IN_DIRECTORY(option_files_are_read_as_the_clients_read_them),
		IN_DIRECTORY(names_are_brought_to_one_form_and_know_their_line),
		IN_DIRECTORY(bad_option_files_are_refused_with_the_line),
		IN_DIRECTORY(a_named_file_that_everybody_may_write_is_refused),
		IN_DIRECTORY(the_own_file_is_read_unless_everybody_may_write_it),
		cmocka_unit_test(tls_modes_are_words),
	};
	return cmocka_run_group_tests_name("option file", tests, NULL, NULL);
}
