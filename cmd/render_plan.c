#include "cmd/render_plan.h"

#include "planner/words.h"

static const PlanFormat formats[] = {
	{"text", "a report for people", render_plan_text},
	{"json", "everything, for programs (docs/plan-json.md)", render_plan_json},
	{"sarif", "SARIF 2.1.0, for code scanning", render_plan_sarif},
	{"github", "annotations of a GitHub Actions run", render_plan_github},
	{"markdown", "a comment on a pull request", render_plan_markdown},
	{"junit", "a test report, one case a migration", render_plan_junit},
};

const PlanFormat *
plan_format_table(gsize *ret_count)
{
	*ret_count = G_N_ELEMENTS(formats);
	return formats;
}

const PlanFormat *
plan_format_find(const char *name, const char **ret_nearest)
{
	const char *names[G_N_ELEMENTS(formats) + 1] = {NULL};

	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
		if (g_ascii_strcasecmp(formats[i].name, name) == 0)
			return &formats[i];
		names[i] = formats[i].name;
	}
	if (ret_nearest != NULL)
		*ret_nearest = nearest_word(name, names);
	return NULL;
}
