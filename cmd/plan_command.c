#include "cmd/plan_command.h"

#include <unistd.h>

#include "cmd/plan_output.h"

static bool
prepare_outputs(PlanOutputs *outputs, const PlanRequest *request, GError **error)
{
	const Settings *settings = request->planned.settings;

	plan_outputs_init(outputs);
	outputs->options.color = app_wants_color(settings, STDOUT_FILENO);
	outputs->options.emoji = outputs->options.emoji && !request->no_emoji;
	outputs->options.directory = settings_get(settings, "dir");
	outputs->options.gate =
		plan_policy_threshold(settings, SEVERITY_HIGH, &outputs->options.fail_on);
	if (!plan_outputs_set_format(outputs, settings_get(settings, "format"), error))
		return false;
	for (gsize i = 0; request->out != NULL && request->out[i] != NULL; i++)
		if (!plan_outputs_add(outputs, request->out[i], error))
			return false;
	return true;
}

ExitStatus
plan_command_run(const PlanRequest *request, GError **error)
{
	g_auto(Planned) planned = {0};
	g_auto(PlanOutputs) outputs = {0};
	gint64 started = g_get_monotonic_time();

	if (!prepare_outputs(&outputs, request, error))
		return EXIT_STATUS_USAGE;
	if (request->offline ? !planned_build_offline(&planned, &request->planned, error)
	                     : !planned_build_live(&planned, &request->planned, error))
		return EXIT_STATUS_REFUSED;
	Plan *plan = planned_plan(&planned);
	plan->elapsed_us = g_get_monotonic_time() - started;
	if (!plan_output_write(plan, &outputs, error))
		return EXIT_STATUS_REFUSED;
	return outputs.options.gate && plan_fails(plan, outputs.options.fail_on)
	               ? EXIT_STATUS_FINDINGS
	               : EXIT_STATUS_DONE;
}
