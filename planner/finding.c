#include "planner/finding.h"

static const char *const severity_names[] = {
	[SEVERITY_INFO] = "info",
	[SEVERITY_MEDIUM] = "medium",
	[SEVERITY_HIGH] = "high",
	[SEVERITY_CRITICAL] = "critical",
};

const char *
severity_name(Severity severity)
{
	return severity_names[severity];
}

bool
severity_parse(const char *word, Severity *ret_severity)
{
	for (guint i = 0; i < G_N_ELEMENTS(severity_names); i++) {
		if (g_ascii_strcasecmp(word, severity_names[i]) != 0)
			continue;
		*ret_severity = (Severity)i;
		return true;
	}
	return false;
}

void
finding_free(Finding *finding)
{
	if (finding == NULL)
		return;
	g_free(finding->message);
	g_free(finding->impact);
	g_free(finding->fix);
	g_free(finding->fix_sql);
	g_free(finding->file);
	g_free(finding->table);
	g_free(finding->column);
	g_free(finding->index);
	g_free(finding->evidence.probe_sql);
	g_free(finding->evidence.sample);
	g_free(finding->suppressed_reason);
	g_free(finding);
}
