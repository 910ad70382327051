/* Written from GitHub's documentation, "Workflow commands for GitHub Actions". */
#include <string.h>

#include "cmd/plan_words.h"

/* The runner reads one command a line; in properties ':' and ',' end a value. */
static void
append_escaped(GString *out, const char *text, bool property)
{
	g_autofree char *clean = text_clean(text, true);

	for (const char *at = clean; *at != '\0'; at++) {
		if (*at == '%' || *at == '\n' || *at == '\r' ||
		    (property && (*at == ':' || *at == ',')))
			g_string_append_printf(out, "%%%02X", (guint)(guchar)*at);
		else
			g_string_append_c(out, *at);
	}
}

static void
append_number(GString *out, const char *property, guint64 number)
{
	if (number > 0)
		g_string_append_printf(out, ",%s=%" G_GUINT64_FORMAT, property, number);
}

static void
append_annotation(GString *out, const Finding *finding, const PlanRenderOptions *options)
{
	g_autofree char *path = finding_path(finding, options);

	g_string_append_printf(out, "::%s ", severity_alert(finding->severity, "notice"));
	if (path != NULL) {
		g_string_append(out, "file=");
		append_escaped(out, path, true);
		append_number(out, "line", finding->position.line);
		append_number(out, "col", finding->position.column);
		g_string_append_c(out, ',');
	}
	g_string_append_printf(out, "title=%s %s::", finding->rule->id, finding->rule->slug);
	append_escaped(out, finding->message, false);
	if (*finding_fix_text(finding) != '\0') {
		g_string_append(out, "%0AFix: ");
		append_escaped(out, finding_fix_text(finding), false);
	}
	if (finding->fix_sql != NULL) {
		g_string_append(out, "%0A");
		append_escaped(out, finding->fix_sql, false);
	}
	g_string_append_c(out, '\n');
}

/* Worst first, as findings stand: a step shows only the first ten of a level. */
void
render_plan_github(const Plan *plan, const PlanRenderOptions *options, GString *out)
{
	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		if (!finding->suppressed)
			append_annotation(out, finding, options);
	}
	g_autofree char *recommendation = text_clean(plan->recommendation, false);
	g_string_append_printf(out,
	                       "mgrun: critical %u, high %u, medium %u, optimizations %u, "
	                       "suppressed %u; risk %s; %s\n",
	                       plan->counts[SEVERITY_CRITICAL], plan->counts[SEVERITY_HIGH],
	                       plan->counts[SEVERITY_MEDIUM], plan->counts[SEVERITY_INFO],
	                       plan->suppressed, risk_level_name(plan->risk), recommendation);
}
