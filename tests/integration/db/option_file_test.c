#include "tests/unit/test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/option_file_cases.h"

/* What the real client's parser prints; NULL when it refuses the file. Paths count from here. */
static char *
printed_by_client(const char *path)
{
	assert_non_null(g_getenv("MGRUN_TEST_KIND"));
	const char *const argv[] = {TEST_SOURCE_DIR "/tests/support/server.sh",
	                            "program",
	                            g_getenv("MGRUN_TEST_KIND"),
	                            "my_print_defaults",
	                            path,
	                            "client",
	                            "mgrun",
	                            NULL};
	g_autofree char *err = NULL;
	g_autoptr(GError) error = NULL;
	char *out = NULL;
	gint status = 0;

	if (!g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err,
	                  &status, &error))
		fail_msg("%s", error->message);
	if (status != 0)
		g_clear_pointer(&out, g_free);
	return out;
}

static void
the_real_client_agrees_with_the_table(void **state G_GNUC_UNUSED)
{
	g_autofree char *dir = g_dir_make_tmp("mgrun-XXXXXX", NULL);
	g_autofree char *path = g_strdup_printf("--defaults-file=%s/my.cnf", dir);

	given_included_files(dir);
	for (gsize i = 0; i < G_N_ELEMENTS(option_file_cases); i++) {
		const OptionFileCase *one = &option_file_cases[i];
		assert_true(g_file_set_contents("my.cnf", one->lines, -1, NULL));
		g_autofree char *found = printed_by_client(path);
		if (g_strcmp0(found, one->shown) != 0)
			fail_msg("%s\ngives\n%s\ninstead of\n%s", one->lines, found, one->shown);
	}
	remove_included_files(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_real_client_agrees_with_the_table),
	};
	return cmocka_run_group_tests_name("option file against the real client", tests, NULL,
	                                   NULL);
}
