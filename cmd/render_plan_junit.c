#include "cmd/plan_words.h"

/* Attribute or text. What XML 1.0 has no way to write was spelled out by text_clean(). */
static void
append_xml(GString *out, const char *text, bool lines)
{
	g_autofree char *clean = text_clean(text, lines);
	g_autofree char *escaped = g_markup_escape_text(clean, -1);

	g_string_append(out, escaped);
}

static void
append_finding(GString *out, const Finding *finding)
{
	g_autofree char *place = finding_place(finding);
	g_autofree char *head = g_strdup_printf(
		"[%s] %s %s%s%s: ", severity_name(finding->severity), finding->rule->id,
		finding->rule->slug, place != NULL ? " " : "", place != NULL ? place : "");

	append_xml(out, head, false);
	g_string_append_c(out, ' ');
	append_xml(out, finding->message, false);
	if (*finding_fix_text(finding) != '\0') {
		g_string_append(out, "\n  Fix: ");
		append_xml(out, finding_fix_text(finding), false);
	}
	if (finding->fix_sql != NULL) {
		g_string_append(out, "\n");
		append_xml(out, finding->fix_sql, true);
	}
	g_string_append_c(out, '\n');
}

/* Which migration a finding is about; NULL: the plan as a whole. */
static const Migration *
migration_of(const Plan *plan, const Finding *finding)
{
	if (finding->statement >= 0 && (guint)finding->statement < plan->statements->len) {
		const PlanStatement *statement =
			g_ptr_array_index(plan->statements, (guint)finding->statement);
		return statement->migration;
	}
	for (guint i = 0; finding->file != NULL && i < plan->migrations->len; i++) {
		const PlanMigration *planned = g_ptr_array_index(plan->migrations, i);
		if (g_strcmp0(planned->migration->file_name, finding->file) == 0)
			return planned->migration;
	}
	return NULL;
}

/* The findings of one case that fail it, or those that do not; returns how many. */
static guint
append_findings(GString *out, const Plan *plan, const Migration *migration,
                const PlanRenderOptions *options, bool failing)
{
	guint count = 0;

	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		if (finding->suppressed || finding_fails(finding, options) != failing ||
		    migration_of(plan, finding) != migration)
			continue;
		append_finding(out, finding);
		count++;
	}
	return count;
}

/* Returns whether it failed. A case of the whole plan (no migration) is left out when empty. */
static bool
append_case(GString *out, guint *cases, const Plan *plan, const Migration *migration,
            const PlanRenderOptions *options)
{
	g_autoptr(GString) failures = g_string_new(NULL);
	g_autoptr(GString) rest = g_string_new(NULL);
	guint failing = append_findings(failures, plan, migration, options, true);
	guint passing = append_findings(rest, plan, migration, options, false);
	g_autofree char *name = migration != NULL ? plan_migration_name(migration)
	                                          : g_strdup("the plan as a whole");
	if (migration == NULL && failing + passing == 0)
		return false;

	(*cases)++;
	g_string_append(out, "    <testcase classname=\"mgrun.plan\" name=\"");
	append_xml(out, name, false);
	g_string_append(out, "\"");
	if (migration != NULL) {
		g_string_append(out, " file=\"");
		append_xml(out, migration->file_name, false);
		g_string_append_c(out, '"');
	}
	g_string_append(out, ">\n");
	if (failing > 0)
		g_string_append_printf(
			out,
			"      <failure type=\"finding\" message=\"%u finding%s at or "
			"over %s\">%s</failure>\n",
			failing, failing == 1 ? "" : "s", severity_name(options->fail_on),
			failures->str);
	if (passing > 0)
		g_string_append_printf(out, "      <system-out>%s</system-out>\n", rest->str);
	g_string_append(out, "    </testcase>\n");
	return failing > 0;
}

void
render_plan_junit(const Plan *plan, const PlanRenderOptions *options, GString *out)
{
	g_autoptr(GString) body = g_string_new(NULL);
	guint cases = 0;
	guint failed = 0;
	guint64 ms = plan->elapsed_us > 0 ? (guint64)plan->elapsed_us / 1000 : 0;
	g_autofree char *time =
		g_strdup_printf("%" G_GUINT64_FORMAT ".%03" G_GUINT64_FORMAT, ms / 1000, ms % 1000);

	for (guint i = 0; i < plan->migrations->len; i++) {
		const PlanMigration *planned = g_ptr_array_index(plan->migrations, i);
		failed += append_case(body, &cases, plan, planned->migration, options) ? 1 : 0;
	}
	failed += append_case(body, &cases, plan, NULL, options) ? 1 : 0;
	g_string_append_printf(
		out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"mgrun\" tests=\"%u\" failures=\"%u\" errors=\"0\" "
		"time=\"%s\">\n"
		"  <testsuite name=\"mgrun plan\" tests=\"%u\" failures=\"%u\" errors=\"0\" "
		"skipped=\"0\" time=\"%s\">\n%s  </testsuite>\n</testsuites>\n",
		cases, failed, time, cases, failed, time, body->str);
}
