#include "../test.h"

#include "cmd/render_explain.h"

static const Rule rule = {
	.id = "DS003",
	.slug = "drop-column",
	.severity = SEVERITY_CRITICAL,
	.summary = "A column is dropped that may still hold values.",
	.why = "Its values are gone.",
	.fix = "Stop reading it first.",
	.bad = "ALTER TABLE t\n  DROP COLUMN c",
	.peers = "Atlas DS103",
};

static void
a_rule_is_told_with_its_examples(void **state G_GNUC_UNUSED)
{
	g_autoptr(GString) text = g_string_new(NULL);

	render_rule_text(&rule, 60, text);

	assert_string_equal(text->str, "DS003 drop-column (critical)\n\n"
	                               "  What it finds  A column is dropped that may still hold\n"
	                               "                 values.\n"
	                               "  Why            Its values are gone.\n"
	                               "  What to do     Stop reading it first.\n"
	                               "  Instead of     ALTER TABLE t\n"
	                               "                   DROP COLUMN c\n"
	                               "  Other tools    Atlas DS103\n"
	                               "\n  To consent, above the statement:\n"
	                               "  -- mgrun:ignore DS003 reason=\"...\" until=YYYY-MM-DD\n");
}

static void
a_rule_in_json_has_null_for_what_it_lacks(void **state G_GNUC_UNUSED)
{
	json_t *object = render_rule_json(&rule);
	const json_t *inner = json_object_get(object, "rule");

	assert_string_equal(json_string_value(json_object_get(object, "format")),
	                    "mgrun/explanation");
	assert_string_equal(json_string_value(json_object_get(inner, "slug")), "drop-column");
	assert_true(json_is_null(json_object_get(inner, "good")));
	json_decref(object);
}

static void
an_error_is_told_in_three_lines_beside_a_failure(void **state G_GNUC_UNUSED)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) nothing = g_string_new(NULL);

	render_error_short(1213, false, text);
	render_error_short(4092, true, nothing);
	render_error_short(0, false, nothing);

	g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
	assert_int_equal(g_strv_length(lines), 4);
	assert_true(g_str_has_prefix(lines[0], "  what it means: Two transactions"));
	assert_true(g_str_has_prefix(lines[1], "  what to do: "));
	assert_string_equal(lines[2], "  more: mgrun explain 1213");
	assert_string_equal(nothing->str, "");
}

static void
every_error_is_told_in_text_and_json(void **state G_GNUC_UNUSED)
{
	g_autoptr(GPtrArray) list = error_catalogue_list();

	for (guint i = 0; i < list->len; i++) {
		const ErrorExplanation *row = g_ptr_array_index(list, i);
		g_autoptr(GString) text = g_string_new(NULL);
		g_autofree char *head = g_strdup_printf("%u %s (", row->number, row->symbol);
		json_t *object = render_error_json(row);
		render_error_text(row, 80, text);
		assert_true(g_str_has_prefix(text->str, head));
		assert_int_equal(json_integer_value(json_object_get(
					 json_object_get(object, "error"), "number")),
		                 row->number);
		json_decref(object);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_is_told_with_its_examples),
		cmocka_unit_test(a_rule_in_json_has_null_for_what_it_lacks),
		cmocka_unit_test(an_error_is_told_in_three_lines_beside_a_failure),
		cmocka_unit_test(every_error_is_told_in_text_and_json),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
