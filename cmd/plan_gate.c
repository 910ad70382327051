#include "cmd/plan_gate.h"

#include <jansson.h>
#include <unistd.h>

#include "cmd/app.h"
#include "cmd/plan_output.h"
#include "planner/rule.h"

/* The report on stderr, so that stdout stays the answer of `up`. */
static void
show_refused(const Plan *plan, const Settings *settings, Severity fail_on)
{
	const PlanRenderOptions options = {.color = app_wants_color(settings, STDERR_FILENO),
	                                   .gate = true,
	                                   .fail_on = fail_on,
	                                   .directory = settings_get(settings, "dir")};
	g_autoptr(GString) text = g_string_new(NULL);

	render_plan_text(plan, &options, text);
	g_printerr("%s\n", text->str);
}

/* What --approve takes, for the worst finding that a file can be approved for; NULL: none. */
static char *
consent_text(const Plan *plan, Severity fail_on)
{
	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		if (finding->suppressed || finding->severity < fail_on || finding->statement < 0)
			continue;
		const PlanStatement *statement =
			g_ptr_array_index(plan->statements, (guint)finding->statement);
		return g_strdup_printf("%s@%.12s", finding->rule->id,
		                       statement->migration->checksum);
	}
	return NULL;
}

static bool
check_threshold(const Plan *plan, const Settings *settings, GError **error)
{
	Severity fail_on;

	if (!plan_policy_threshold(settings, SEVERITY_CRITICAL, &fail_on) ||
	    !plan_fails(plan, fail_on))
		return true;
	g_autofree char *consent = consent_text(plan, fail_on);
	show_refused(plan, settings, fail_on);
	g_set_error(error, CMD_ERROR, CMD_ERROR_REFUSED,
	            "refused: findings at or over %s stand; nothing was run. Settle them, give "
	            "`ignore` with a reason or `confirm` in the file, or consent to a rule in this "
	            "text of the file: --approve %s",
	            severity_name(fail_on), consent != NULL ? consent : "RULE@CHECKSUM");
	return false;
}

/* The hash of the plan that was reviewed, from its JSON report. */
static char *
reviewed_hash(const char *path, GError **error)
{
	json_error_t problem;
	json_t *document = json_load_file(path, 0, &problem);
	const char *hash = json_string_value(json_object_get(document, "hash"));
	char *copy = g_strdup(hash);

	if (document == NULL)
		g_set_error(error, CMD_ERROR, CMD_ERROR_REFUSED, "cannot read the plan %s: %s",
		            path, problem.text);
	else if (hash == NULL)
		g_set_error(error, CMD_ERROR, CMD_ERROR_REFUSED,
		            "%s is no plan: write one with `mgrun plan --out json=FILE`", path);
	json_decref(document);
	return copy;
}

static bool
check_reviewed(const Plan *plan, const char *path, GError **error)
{
	if (path == NULL)
		return true;
	g_autofree char *hash = reviewed_hash(path, error);
	if (hash == NULL)
		return false;
	if (g_str_equal(hash, plan->hash))
		return true;
	g_set_error(error, CMD_ERROR, CMD_ERROR_REFUSED,
	            "files, history or schema are not those of the plan %s; nothing was run. Plan "
	            "again and have it reviewed: mgrun plan --out json=%s",
	            path, path);
	return false;
}

bool
plan_gate_review(const PlannedRequest *request, const GPtrArray *migrations, const char *plan_file,
                 GError **error)
{
	g_auto(Planned) planned = {0};
	Severity fail_on;

	if (plan_file == NULL &&
	    !plan_policy_threshold(request->settings, SEVERITY_CRITICAL, &fail_on))
		return true;
	return planned_build_gate(&planned, request, migrations, plan_file != NULL, error) &&
	       check_reviewed(planned_plan(&planned), plan_file, error) &&
	       check_threshold(planned_plan(&planned), request->settings, error);
}
