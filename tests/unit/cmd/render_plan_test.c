/* Expected texts stand in expected/; with MGRUN_UPDATE_EXPECTED=1 they are written anew. */
#include "../test.h"

#include <jansson.h>

#include "cmd/plan_words.h"
#include "cmd/version.h"
#include "plan_fixture.h"

#define EXPECTED TEST_SOURCE_DIR "/tests/unit/cmd/expected/"

static const PlanRenderOptions gated = {
	.gate = true, .fail_on = SEVERITY_HIGH, .directory = "db/migrations"};

static char *
rendered(const PlanFixture *fixture, const char *format, const PlanRenderOptions *options)
{
	GString *out = g_string_new(NULL);

	plan_format_find(format, NULL)->write(&fixture->plan, options, out);
	assert_true(g_utf8_validate(out->str, (gssize)out->len, NULL));
	assert_int_equal(strlen(out->str), out->len);
	return g_string_free(out, FALSE);
}

static char *
without_version(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "\"" MGRUN_VERSION "\"", -1);
	return g_strjoinv("\"VERSION\"", parts);
}

static void
assert_as_expected(const char *name, const char *text)
{
	g_autofree char *path = g_strconcat(EXPECTED, name, NULL);
	g_autofree char *masked = without_version(text);
	g_autofree char *expected = NULL;

	if (g_getenv("MGRUN_UPDATE_EXPECTED") != NULL)
		assert_true(g_file_set_contents(path, masked, -1, NULL));
	assert_true(g_file_get_contents(path, &expected, NULL, NULL));
	assert_string_equal(masked, expected);
}

static void
assert_format(const PlanFixture *fixture, const char *plan, const char *format)
{
	g_autofree char *text = rendered(fixture, format, &gated);
	g_autofree char *name = g_strdup_printf("%s.%s", plan, format);

	assert_as_expected(name, text);
}

static void
every_format_tells_a_plan_as_expected(void **state G_GNUC_UNUSED)
{
	g_autoptr(PlanFixture) shop = plan_fixture_shop();
	gsize count = 0;
	const PlanFormat *formats = plan_format_table(&count);

	assert_int_equal(count, 6);
	for (gsize i = 0; i < count; i++)
		assert_format(shop, "shop", formats[i].name);
}

static void
every_format_tells_an_empty_plan_as_expected(void **state G_GNUC_UNUSED)
{
	g_autoptr(PlanFixture) nothing = plan_fixture_new();
	gsize count = 0;
	const PlanFormat *formats = plan_format_table(&count);

	for (gsize i = 0; i < count; i++)
		assert_format(nothing, "empty", formats[i].name);
}

static void
every_format_makes_hostile_names_harmless(void **state G_GNUC_UNUSED)
{
	g_autoptr(PlanFixture) hostile = plan_fixture_hostile();
	gsize count = 0;
	const PlanFormat *formats = plan_format_table(&count);

	for (gsize i = 0; i < count; i++) {
		g_autofree char *text = rendered(hostile, formats[i].name, &gated);
		assert_null(strpbrk(text, "\x01\x1b\r"));
		assert_null(strstr(text, "\xe2\x80\xae"));
		assert_format(hostile, "hostile", formats[i].name);
	}
}

static void
text_looks_as_its_terminal_allows(void **state G_GNUC_UNUSED)
{
	g_autoptr(PlanFixture) shop = plan_fixture_shop();
	const PlanRenderOptions rich = {.width = 100, .color = true, .emoji = true};
	g_autofree char *text = rendered(shop, "text", &rich);

	assert_as_expected("shop.rich.text", text);
}

static void
text_is_ascii_and_fits_unless_asked_otherwise(void **state G_GNUC_UNUSED)
{
	g_autoptr(PlanFixture) shop = plan_fixture_shop();
	g_autofree char *text = rendered(shop, "text", &gated);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (const char *at = text; *at != '\0'; at++)
		assert_true((guchar)*at < 0x80);
	assert_null(strchr(text, '\033'));
	for (guint i = 0; lines[i] != NULL; i++)
		if (strlen(lines[i]) > 80) /* SQL to paste is never broken */
			assert_non_null(strstr(lines[i], "SELECT"));
}

static void
none_found_is_said_only_where_all_was_looked_at(void **state G_GNUC_UNUSED)
{
	g_autoptr(PlanFixture) nothing = plan_fixture_new();
	g_autofree char *whole = rendered(nothing, "text", &gated);
	g_ptr_array_add(nothing->plan.missing, g_strdup("rows: no server was named"));
	g_autofree char *part = rendered(nothing, "text", &gated);

	assert_non_null(strstr(whole, "none found"));
	assert_null(strstr(part, "none found"));
	assert_non_null(strstr(part, "rows: no server was named"));
}

static guint
occurrences(const char *text, const char *word)
{
	guint count = 0;

	for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word))
		count++;
	return count;
}

static void
five_hundred_findings_are_all_told_where_there_is_room(void **state G_GNUC_UNUSED)
{
	g_autoptr(PlanFixture) many = plan_fixture_many(500);
	g_autofree char *text = rendered(many, "text", &gated);
	g_autofree char *json = rendered(many, "json", &gated);
	g_autofree char *sarif = rendered(many, "sarif", &gated);
	g_autofree char *github = rendered(many, "github", &gated);
	g_autofree char *junit = rendered(many, "junit", &gated);

	assert_int_equal(occurrences(text, "[DS003 drop-column"), 500);
	assert_int_equal(occurrences(json, "\"rule\": \"DS003\""), 500);
	assert_int_equal(occurrences(sarif, "\"ruleId\": \"DS003\""), 500);
	assert_int_equal(occurrences(sarif, "\"id\": \"DS003\""), 1);
	assert_int_equal(occurrences(github, "::error "), 500);
	assert_int_equal(occurrences(junit, "[critical] DS003"), 500);
	assert_int_equal(occurrences(junit, "<failure "), 1);
}

/* Eight statements with one cause are one finding with eight places, and stay eight in the count.
 */
static void
one_cause_is_told_once_with_its_places(void **state G_GNUC_UNUSED)
{
	static const Rule rule = {.id = "LK024", .slug = "also-locks", .why = "w", .fix = "f"};
	g_autoptr(PlanFixture) fixture = plan_fixture_new();
	const Migration *migration = fixture_migration(fixture, "7", "a");

	for (guint i = 0; i < 8; i++) {
		fixture_statement(fixture, migration, i + 1, "ALTER TABLE t ADD c INT");
		Finding *finding = fixture_finding(fixture, &rule, (gint)i, "also locks `u`");
		finding->severity = SEVERITY_HIGH;
		finding->position = (SourcePosition){i + 1, 1};
		g_free(finding->file);
		finding->file = g_strdup("7_a.yaml");
	}
	fixture->plan.counts[SEVERITY_HIGH] = 8;
	g_autofree char *text = rendered(fixture, "text", &gated);
	const char *first = strstr(text, "also locks `u`");
	assert_non_null(first);
	assert_null(strstr(first + 1, "also locks `u`"));
	assert_non_null(strstr(text, "HIGH: 8"));
	g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
	g_autoptr(GString) flat = g_string_new(NULL);
	for (guint i = 0; words[i] != NULL; i++)
		if (*words[i] != '\0')
			g_string_append_printf(flat, " %s", words[i]);
	assert_non_null(strstr(flat->str, " Also at 7_a.yaml:2:1, 7_a.yaml:3:1, 7_a.yaml:4:1, "
	                                  "7_a.yaml:5:1, 7_a.yaml:6:1 and 2 more"));
}

static void
markdown_stays_within_a_comment_and_says_what_is_left_out(void **state G_GNUC_UNUSED)
{
	g_autoptr(PlanFixture) many = plan_fixture_many(500);
	const PlanRenderOptions small = {.max_bytes = 5000};
	g_autofree char *text = rendered(many, "markdown", &gated);
	g_autofree char *shorter = rendered(many, "markdown", &small);

	assert_true(strlen(text) < 65536);
	assert_true(strlen(shorter) < 6000);
	assert_non_null(strstr(shorter, "more findings** had no room here"));
}

static void
junit_is_well_formed_whatever_it_holds(void **state G_GNUC_UNUSED)
{
	static const GMarkupParser nothing = {0};
	g_autoptr(PlanFixture) hostile = plan_fixture_hostile();
	g_autofree char *text = rendered(hostile, "junit", &gated);
	g_autoptr(GMarkupParseContext) context =
		g_markup_parse_context_new(&nothing, G_MARKUP_DEFAULT_FLAGS, NULL, NULL);

	assert_true(g_markup_parse_context_parse(context, text, -1, NULL));
	assert_true(g_markup_parse_context_end_parse(context, NULL));
	assert_null(strstr(text, "]]>"));
	assert_null(strstr(text, "&#x"));
}

static void
a_github_command_stays_in_its_line(void **state G_GNUC_UNUSED)
{
	g_autoptr(PlanFixture) hostile = plan_fixture_hostile();
	g_autofree char *text = rendered(hostile, "github", &gated);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	assert_int_equal(g_strv_length(lines), 3); /* one command, the summary, and the end */
	assert_true(g_str_has_prefix(lines[0], "::error file="));
	assert_true(g_str_has_prefix(lines[1], "mgrun: "));
}

static void
a_threshold_decides_what_fails_a_case(void **state G_GNUC_UNUSED)
{
	g_autoptr(PlanFixture) shop = plan_fixture_shop();
	const PlanRenderOptions open = {.gate = false, .fail_on = SEVERITY_INFO};
	const PlanRenderOptions strict = {.gate = true, .fail_on = SEVERITY_INFO};
	g_autofree char *passing = rendered(shop, "junit", &open);
	g_autofree char *failing = rendered(shop, "junit", &strict);

	assert_int_equal(occurrences(passing, "<failure "), 0);
	assert_int_equal(occurrences(failing, "<failure "), 2); /* 0004 and the plan as a whole */
}

static void
a_format_is_found_by_name_or_nearly(void **state G_GNUC_UNUSED)
{
	const char *nearest = NULL;

	assert_string_equal(plan_format_find("SARIF", NULL)->name, "sarif");
	assert_null(plan_format_find("jsno", &nearest));
	assert_string_equal(nearest, "json");
	assert_null(plan_format_find("pdf", &nearest));
	assert_null(nearest);
}

static void
a_line_is_cut_by_columns_not_bytes(void **state G_GNUC_UNUSED)
{
	g_autofree char *wide = text_one_line("表表表表表表", 9);
	g_autofree char *fits = text_one_line("a\n  b\tc", 5);
	g_autofree char *cut = text_one_line("abcdefgh", 6);

	assert_string_equal(wide, "表表表...");
	assert_string_equal(fits, "a b c");
	assert_string_equal(cut, "abc...");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format_tells_a_plan_as_expected),
		cmocka_unit_test(every_format_tells_an_empty_plan_as_expected),
		cmocka_unit_test(every_format_makes_hostile_names_harmless),
		cmocka_unit_test(text_looks_as_its_terminal_allows),
		cmocka_unit_test(text_is_ascii_and_fits_unless_asked_otherwise),
		cmocka_unit_test(none_found_is_said_only_where_all_was_looked_at),
		cmocka_unit_test(five_hundred_findings_are_all_told_where_there_is_room),
		cmocka_unit_test(one_cause_is_told_once_with_its_places),
		cmocka_unit_test(markdown_stays_within_a_comment_and_says_what_is_left_out),
		cmocka_unit_test(junit_is_well_formed_whatever_it_holds),
		cmocka_unit_test(a_github_command_stays_in_its_line),
		cmocka_unit_test(a_threshold_decides_what_fails_a_case),
		cmocka_unit_test(a_format_is_found_by_name_or_nearly),
		cmocka_unit_test(a_line_is_cut_by_columns_not_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
