#include "planner/plan_internal.h"

static Finding *
approval_asked_of(const Plan *plan, const char *file)
{
	for (guint i = 0; i < plan->findings->len; i++) {
		Finding *finding = g_ptr_array_index(plan->findings, i);
		if (g_str_equal(finding->rule->id, "PR014") && g_strcmp0(finding->file, file) == 0)
			return finding;
	}
	return NULL;
}

static const char *
checksum_of(const Plan *plan, const char *file)
{
	for (guint i = 0; i < plan->migrations->len; i++) {
		const PlanMigration *entry = g_ptr_array_index(plan->migrations, i);
		if (g_strcmp0(entry->migration->file_name, file) == 0)
			return entry->migration->checksum;
	}
	return "CHECKSUM";
}

/* One finding a file, however many escalations it has. */
static void
ask(Plan *plan, const Rule *rule, const Finding *escalation)
{
	if (approval_asked_of(plan, escalation->file) != NULL)
		return;
	Finding *finding = g_new0(Finding, 1);
	finding->rule = rule;
	finding->severity = rule->severity;
	finding->base_severity = rule->severity;
	finding->message = g_strdup_printf("nobody has approved %s (%s) for production",
	                                   escalation->rule->id, escalation->rule->slug);
	finding->file = g_strdup(escalation->file);
	finding->position = escalation->position;
	finding->statement = -1;
	finding->fix =
		g_strdup_printf("When whoever answers for the database agrees: --approve %s@%.8s",
	                        escalation->rule->id, checksum_of(plan, escalation->file));
	plan_set_fingerprint(plan, finding);
	g_ptr_array_add(plan->findings, finding);
}

/* Of the whole plan's escalations nobody can approve in a file: they stand for themselves. */
void
plan_ask_approval(Plan *plan)
{
	const Rule *rule = rule_find("PR014");
	guint count = plan->findings->len;

	if (g_strcmp0(plan->policy->environment, "production") != 0 ||
	    plan_rule_is_disabled(rule, plan->policy))
		return;
	for (guint i = 0; i < count; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		if (rule_matches(finding->rule, "ES") && finding->file != NULL &&
		    !finding->suppressed)
			ask(plan, rule, finding);
	}
}
