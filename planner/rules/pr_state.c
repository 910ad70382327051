#include "planner/rules/pr.h"

#include "planner/online.h"
#include "planner/window.h"

/* ---- PR006 */

/* Whether writes to a table in use wait for as long as the work takes. */
static bool
blocks_for_long(const RuleContext *context)
{
	const PlanStatement *statement = context->statement;

	return statement->has_verdict && !statement->verdict.refused && !statement->is_new &&
	       statement->problems->len == 0 && online_blocks_writes(&statement->verdict) &&
	       !rule_table_is_small(context);
}

void
pr_check_window(const RuleContext *context)
{
	const PlanPolicy *policy = context->policy;
	guint now;

	if (policy->windows == NULL || policy->now == NULL ||
	    !week_minute_parse(policy->now, &now) || !blocks_for_long(context))
		return;
	g_autoptr(GArray) windows = windows_parse(policy->windows, NULL);
	if (windows == NULL || windows_contain(windows, now))
		return;
	g_autofree char *is = week_minute_text(now);
	g_autofree char *next = week_minute_text(windows_next(windows, now));
	rule_report(context,
	            "writes to `%s` wait for this change, and it is %s: the next maintenance "
	            "window begins on %s",
	            context->ddl->table, is, next);
}

/* ---- PR012 */

#define MOST_DIFFERENCES 5
#define SHOWN_DIGITS     12 /* of a fingerprint */

static char *
list_differences(const GPtrArray *differences)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < differences->len && i < MOST_DIFFERENCES; i++)
		g_string_append_printf(list, "%s%s", i > 0 ? "; " : "",
		                       (const char *)differences->pdata[i]);
	if (differences->len > MOST_DIFFERENCES)
		g_string_append_printf(list, "; and %u more", differences->len - MOST_DIFFERENCES);
	return g_string_free(list, FALSE);
}

static void
report_drift(const RuleContext *context, const SchemaDrift *drift)
{
	Finding *finding;

	if (drift->differences == NULL) {
		finding = rule_report(context,
		                      "the schema is not what history recorded after migration %s; "
		                      "what differs cannot be told, for %s",
		                      drift->version, drift->not_compared);
	} else if (drift->differences->len == 0) {
		finding = rule_report(
			context,
			"definitions are not what history recorded after migration %s, though the "
			"tables are what the files make: a view or routine, or how this server or "
			"this account shows them",
			drift->version);
		finding_set_severity(finding, SEVERITY_MEDIUM);
	} else {
		g_autofree char *list = list_differences(drift->differences);
		finding = rule_report(context,
		                      "the schema is not what history recorded after migration %s; "
		                      "against what the files make, %s",
		                      drift->version, list);
	}
	finding_set_impact(finding, "recorded fingerprint %.*s, now %.*s", SHOWN_DIGITS,
	                   drift->recorded, SHOWN_DIGITS, drift->live);
}

void
pr_check_drift(const RuleContext *context)
{
	const SchemaDrift *drift = context->input->drift;

	if (drift == NULL)
		return;
	if (drift->state == DRIFT_FOUND)
		report_drift(context, drift);
	else if (drift->why != NULL)
		rule_note_unasked(context, drift->why);
}
