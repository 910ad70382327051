#include "tests/unit/test.h"

#include <unistd.h>

#include "db/option_file.h"

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

static void
option_files_are_read_as_mysql_reads_them(void **state G_GNUC_UNUSED)
{
	static const char *const groups[] = {"client", "mgrun", NULL};
	g_autofree char *dir = g_dir_make_tmp("mgrun-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(dir, "my.cnf", NULL);
	g_autofree char *more = g_build_filename(dir, "more.cnf", NULL);
	g_autofree char *text = g_strdup_printf(
		"# comment\n[mysqld]\nport=1\n[client]\nuser = app\npassword=\"a b#c\\\\\"\n"
		"loose-ssl_ca=/ca\ncompress\n!include %s\n",
		more);

	assert_true(g_file_set_contents(path, text, -1, NULL));
	assert_true(g_file_set_contents(more, "[mgrun]\nhost=h\\s1\n", -1, NULL));
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) settings = option_file_read(path, groups, &error);
	assert_non_null(settings);
	g_autofree char *found = join(settings);
	assert_string_equal(found,
	                    "user=app;password=a b#c\\;ssl-ca=/ca;compress=(none);host=h 1;");
	unlink(path);
	unlink(more);
	rmdir(dir);
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
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_are_decoded_once),
		cmocka_unit_test(bad_urls_are_refused_with_the_position_and_no_secret),
		cmocka_unit_test(option_files_are_read_as_mysql_reads_them),
		cmocka_unit_test(tls_modes_are_words),
	};
	return cmocka_run_group_tests_name("option file", tests, NULL, NULL);
}
