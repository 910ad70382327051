#include <unistd.h>

#include "cmd/app.h"
#include "cmd/plan_output.h"
#include "cmd/render.h"
#include "cmd/render_explain.h"
#include "planner/words.h"

static void
set_unknown(GError **error, const char *code, const char *nearest_error)
{
	g_autoptr(GPtrArray) rules = rule_list();
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < rules->len; i++) {
		const Rule *rule = g_ptr_array_index(rules, i);
		g_ptr_array_add(names, (gpointer)rule->id);
		g_ptr_array_add(names, (gpointer)rule->slug);
	}
	g_ptr_array_add(names, NULL);
	const char *nearest = nearest_error != NULL
	                              ? nearest_error
	                              : nearest_word(code, (const char *const *)names->pdata);
	g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
	            "no rule and no error that mgrun explains is called `%s`%s%s%s; `mgrun "
	            "explain` lists them",
	            code, nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "",
	            nearest != NULL ? "`?" : "");
}

static void
print(GString *text)
{
	g_print("%s", text->str);
}

static void
list_all(const Settings *settings)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (app_wants_json(settings)) {
		render_json(render_explanations_json());
		return;
	}
	render_explanations_text(text);
	print(text);
}

static ExitStatus
explain_one(const Settings *settings, const char *code, GError **error)
{
	const char *nearest = NULL;
	const ErrorExplanation *row = error_catalogue_find_name(code, &nearest);
	const Rule *rule = row == NULL ? rule_find(code) : NULL;
	guint width = plan_output_terminal_width(STDOUT_FILENO);
	g_autoptr(GString) text = g_string_new(NULL);

	if (row == NULL && rule == NULL) {
		set_unknown(error, code, nearest);
		return EXIT_STATUS_USAGE;
	}
	if (app_wants_json(settings)) {
		render_json(row != NULL ? render_error_json(row) : render_rule_json(rule));
		return EXIT_STATUS_DONE;
	}
	if (row != NULL)
		render_error_text(row, width, text);
	else
		render_rule_text(rule, width, text);
	print(text);
	return EXIT_STATUS_DONE;
}

static ExitStatus
explain_run(int argc, char **argv, GError **error)
{
	g_autoptr(Settings) settings = app_begin(&cmd_explain, NULL, &argc, &argv, error);

	if (settings == NULL || (argc > 2 && !app_check_no_arguments(argc - 1, argv + 1, error)))
		return EXIT_STATUS_USAGE;
	if (argc == 2)
		return explain_one(settings, argv[1], error);
	list_all(settings);
	return EXIT_STATUS_DONE;
}

const Command cmd_explain = {
	.name = "explain",
	.arguments = "[CODE]",
	.summary = "Tell what a server's error or a rule means, and what to do",
	.details = "CODE is an error's number or symbol, or a rule's id or slug, also as other "
		   "tools call it.\n\nExamples:\n"
		   "  mgrun explain 1062\n"
		   "  mgrun explain ER_LOCK_WAIT_TIMEOUT\n"
		   "  mgrun explain DS003\n"
		   "  mgrun explain                    list all of them\n"
		   "  mgrun explain --format json      the same, for programs\n\n"
		   "Exit status: 0; 64 when nothing is called so.\n",
	.run = explain_run,
};
