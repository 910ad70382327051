#include "../test.h"

#include <glib/gstdio.h>

#include "cmd/exit_status.h"
#include "cmd/plan_output.h"
#include "plan_fixture.h"

typedef struct {
	PlanFixture *plan;
	PlanOutputs outputs;
	char *dir;
	char *printed; /* of the stream that stands for standard output */
	size_t printed_bytes;
} Fixture;

static int
begin(void **state)
{
	Fixture *f = g_new0(Fixture, 1);

	g_unsetenv("GITHUB_STEP_SUMMARY");
	f->plan = plan_fixture_shop();
	f->dir = g_dir_make_tmp("mgrun-output-XXXXXX", NULL);
	plan_outputs_init(&f->outputs);
	f->outputs.standard_output = open_memstream(&f->printed, &f->printed_bytes);
	*state = f;
	return 0;
}

static int
end(void **state)
{
	Fixture *f = *state;
	const char *name;

	fclose(f->outputs.standard_output);
	free(f->printed);
	g_autoptr(GDir) dir = g_dir_open(f->dir, 0, NULL);
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(f->dir, name, NULL);
		g_unlink(path);
	}
	g_rmdir(f->dir);
	g_free(f->dir);
	plan_outputs_clear(&f->outputs);
	plan_fixture_free(f->plan);
	g_free(f);
	return 0;
}

static char *
path_in(const Fixture *f, const char *name)
{
	return g_build_filename(f->dir, name, NULL);
}

static void
given_output(Fixture *f, const char *format, const char *name)
{
	g_autofree char *path = path_in(f, name);
	g_autofree char *argument = g_strdup_printf("%s=%s", format, path);

	assert_true(plan_outputs_add(&f->outputs, argument, NULL));
}

static void
when_written(Fixture *f)
{
	g_autoptr(GError) error = NULL;

	assert_true(plan_output_write(&f->plan->plan, &f->outputs, &error));
	assert_null(error);
}

static char *
content(const Fixture *f, const char *name)
{
	g_autofree char *path = path_in(f, name);
	char *text = NULL;

	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

static void
assert_refused(Fixture *f, const char *argument, const char *message)
{
	g_autoptr(GError) error = NULL;

	assert_false(plan_outputs_add(&f->outputs, argument, &error));
	assert_true(g_error_matches(error, CMD_ERROR, CMD_ERROR_USAGE));
	assert_string_equal(error->message, message);
}

static void
text_goes_to_standard_output_and_files_get_theirs(void **state)
{
	Fixture *f = *state;
	given_output(f, "json", "plan.json");
	given_output(f, "sarif", "plan.sarif");

	when_written(f);

	g_autofree char *json = content(f, "plan.json");
	g_autofree char *sarif = content(f, "plan.sarif");
	assert_non_null(strstr(json, "\"format\": \"mgrun/plan\""));
	assert_non_null(strstr(sarif, "\"version\": \"2.1.0\""));
	assert_non_null(strstr(f->printed, "SCAN SCOPE"));
}

static void
a_dash_takes_the_place_of_the_main_format(void **state)
{
	Fixture *f = *state;
	assert_true(plan_outputs_add(&f->outputs, "junit=-", NULL));

	when_written(f);

	assert_true(g_str_has_prefix(f->printed, "<?xml"));
	assert_null(strstr(f->printed, "SCAN SCOPE"));
	assert_refused(f, "json=-",
	               "--out: two formats cannot go to standard output; name another file");
}

static void
a_file_is_plain_though_the_terminal_is_rich(void **state)
{
	Fixture *f = *state;
	given_output(f, "text", "plan.txt");
	f->outputs.options.color = true;
	f->outputs.options.emoji = true;

	when_written(f);

	g_autofree char *text = content(f, "plan.txt");
	assert_null(strchr(text, '\033'));
	assert_non_null(strchr(f->printed, '\033'));
}

static void
a_file_is_replaced_whole(void **state)
{
	Fixture *f = *state;
	g_autofree char *path = path_in(f, "plan.json");
	assert_true(g_file_set_contents(path, "old", -1, NULL));
	given_output(f, "json", "plan.json");

	when_written(f);

	g_autofree char *json = content(f, "plan.json");
	assert_int_equal(json[0], '{');
}

static void
a_file_that_cannot_be_written_is_an_error_with_its_path(void **state)
{
	Fixture *f = *state;
	g_autoptr(GError) error = NULL;
	given_output(f, "json", "missing/plan.json");

	assert_false(plan_output_write(&f->plan->plan, &f->outputs, &error));

	assert_int_equal(error->domain, G_FILE_ERROR);
	assert_non_null(strstr(error->message, "missing/plan.json"));
	fflush(f->outputs.standard_output);
	assert_int_equal(f->printed_bytes, 0);
}

static void
annotations_append_markdown_to_the_summary_of_the_step(void **state)
{
	Fixture *f = *state;
	f->outputs.summary_path = path_in(f, "summary.md");
	assert_true(g_file_set_contents(f->outputs.summary_path, "of another step\n", -1, NULL));
	assert_true(plan_outputs_set_format(&f->outputs, "github", NULL));

	when_written(f);

	g_autofree char *summary = content(f, "summary.md");
	assert_true(g_str_has_prefix(summary, "of another step\n## mgrun plan: CRITICAL risk"));
	assert_true(g_str_has_prefix(f->printed, "::error file="));
}

static void
other_formats_leave_the_summary_alone(void **state)
{
	Fixture *f = *state;
	f->outputs.summary_path = path_in(f, "summary.md");

	when_written(f);

	assert_false(g_file_test(f->outputs.summary_path, G_FILE_TEST_EXISTS));
}

static void
a_wrong_argument_is_refused_with_what_is_right(void **state)
{
	Fixture *f = *state;
	g_autoptr(GError) error = NULL;

	assert_refused(f, "plan.sarif",
	               "--out: `plan.sarif` must be FORMAT=FILE, as in --out sarif=plan.sarif");
	assert_refused(
		f, "sarif=", "--out: `sarif=` must be FORMAT=FILE, as in --out sarif=plan.sarif");
	assert_refused(
		f, "sarf=x",
		"--out: `sarf` is not a format; did you mean `sarif`?; there are text, json, "
		"sarif, github, markdown, junit");
	assert_false(plan_outputs_set_format(&f->outputs, "pdf", &error));
	assert_string_equal(error->message,
	                    "--format: `pdf` is not a format; there are text, json, "
	                    "sarif, github, markdown, junit");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(text_goes_to_standard_output_and_files_get_theirs,
	                                        begin, end),
		cmocka_unit_test_setup_teardown(a_dash_takes_the_place_of_the_main_format, begin,
	                                        end),
		cmocka_unit_test_setup_teardown(a_file_is_plain_though_the_terminal_is_rich, begin,
	                                        end),
		cmocka_unit_test_setup_teardown(a_file_is_replaced_whole, begin, end),
		cmocka_unit_test_setup_teardown(
			a_file_that_cannot_be_written_is_an_error_with_its_path, begin, end),
		cmocka_unit_test_setup_teardown(
			annotations_append_markdown_to_the_summary_of_the_step, begin, end),
		cmocka_unit_test_setup_teardown(other_formats_leave_the_summary_alone, begin, end),
		cmocka_unit_test_setup_teardown(a_wrong_argument_is_refused_with_what_is_right,
	                                        begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
