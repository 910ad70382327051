/* Written from the CommonMark and GitHub Flavored Markdown specifications. */
#include <string.h>

#include "cmd/plan_words.h"

/* A comment on a pull request holds 65,536 characters; the rest is for what frames them. */
#define COMMENT_BYTES 60000
#define SQL_COLUMNS   100

/* Text of others in a line: nothing of it is markup, HTML or a mention. */
static void
append_text(GString *out, const char *text)
{
	g_autofree char *clean = text_clean(text, false);

	for (const char *at = clean; *at != '\0'; at++) {
		if (*at == '<')
			g_string_append(out, "&lt;");
		else if (*at == '>')
			g_string_append(out, "&gt;");
		else if (*at == '&')
			g_string_append(out, "&amp;");
		else if (*at == '@')
			g_string_append(out, "@<!-- -->"); /* else the person is notified */
		else if (strchr("\\`*_{}[]()#+-!|~", *at) != NULL)
			g_string_append_printf(out, "\\%c", *at);
		else
			g_string_append_c(out, *at);
	}
}

/* The longest run of backticks: what surrounds the text must be longer. */
static guint
longest_run(const char *text)
{
	guint longest = 0;
	guint run = 0;

	for (; *text != '\0'; text++) {
		run = *text == '`' ? run + 1 : 0;
		longest = MAX(longest, run);
	}
	return longest;
}

static void
append_fence(GString *out, guint ticks)
{
	for (guint i = 0; i < ticks; i++)
		g_string_append_c(out, '`');
}

static void
append_block(GString *out, const char *language, const char *text)
{
	g_autofree char *clean = text_clean(text, true);
	guint ticks = MAX(3, longest_run(clean) + 1);

	append_fence(out, ticks);
	g_string_append_printf(out, "%s\n%s\n", language, clean);
	append_fence(out, ticks);
	g_string_append_c(out, '\n');
}

/* Code in a cell of a table: a bar ends the cell even inside backticks. */
static void
append_code_cell(GString *out, const char *text, guint columns)
{
	g_autofree char *line = text_one_line(text, columns);
	guint ticks = longest_run(line) + 1;

	append_fence(out, ticks);
	g_string_append_c(out, ' ');
	for (const char *at = line; *at != '\0'; at++) {
		if (*at == '|')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *at);
	}
	g_string_append_c(out, ' ');
	append_fence(out, ticks);
}

static void
append_field(GString *out, const char *label, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	g_string_append_printf(out, "- **%s:** ", label);
	append_text(out, text);
	g_string_append_c(out, '\n');
}

static void
append_finding(GString *out, const Finding *finding)
{
	g_autofree char *place = finding_place(finding);
	g_autofree char *object = finding_object(finding);
	g_autofree char *evidence = finding_evidence_text(finding);

	g_string_append(out, "#### ");
	append_text(out, finding->message);
	g_string_append_printf(out, "\n\n`%s %s`", finding->rule->id, finding->rule->slug);
	if (place != NULL) {
		g_string_append(out, " at ");
		append_text(out, place);
	}
	g_string_append(out, "\n\n");
	append_field(out, "Where", object);
	append_field(out, "Why", finding_impact_text(finding));
	append_field(out, "Fix", finding_fix_text(finding));
	append_field(out, "Evidence", evidence);
	g_string_append_c(out, '\n');
	if (finding->fix_sql != NULL) {
		append_block(out, "sql", finding->fix_sql);
		g_string_append_c(out, '\n');
	}
}

/* Returns how many findings no longer had room. */
static guint
append_severity(GString *out, const Plan *plan, Severity severity, gsize room)
{
	guint left_out = 0;
	g_autofree char *heading = g_strdup(severity_heading(severity));

	if (plan->counts[severity] == 0)
		return 0;
	heading[0] = g_ascii_toupper(heading[0]);
	g_string_append_printf(out, "### %s: %u\n\n", heading, plan->counts[severity]);
	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		g_autoptr(GString) one = g_string_new(NULL);
		if (finding->suppressed || finding->severity != severity)
			continue;
		append_finding(one, finding);
		if (left_out > 0 || out->len + one->len > room)
			left_out++;
		else
			g_string_append_len(out, one->str, (gssize)one->len);
	}
	return left_out;
}

static void
append_statement(GString *out, const PlanStatement *statement)
{
	g_autofree char *rows = plan_rows_text(statement);
	g_autofree char *bytes = plan_bytes_text(statement);
	g_autofree char *time = plan_time_text(statement);
	const char *source = !statement->has_verdict       ? ""
	                     : statement->verdict.measured ? " (measured)"
	                                                   : " (predicted)";

	g_string_append_printf(out, "| %u | ", statement->index + 1);
	append_code_cell(out, statement->text, SQL_COLUMNS);
	g_string_append_printf(out, " | %s%s | %s | %s | %s | %s | ",
	                       plan_algorithm_text(statement), source, plan_lock_text(statement),
	                       plan_work_text(statement), rows, bytes);
	append_text(out, time);
	g_string_append_printf(out, " | %s | ", plan_phase_text(statement->phase));
	if (statement->undo != NULL)
		append_code_cell(out, statement->undo, SQL_COLUMNS);
	g_string_append(out, " |\n");
}

static void
append_statements(GString *out, const Plan *plan, gsize room)
{
	guint i = 0;

	if (plan->statements->len == 0)
		return;
	g_string_append(out,
	                "### Statements\n\n| # | statement | algorithm | lock | rows are | rows | "
	                "size | estimated | phase | undo |\n|--|--|--|--|--|--|--|--|--|--|\n");
	for (; i < plan->statements->len && out->len < room; i++)
		append_statement(out, g_ptr_array_index(plan->statements, i));
	if (i < plan->statements->len)
		g_string_append_printf(out, "\n%u more statements are in the full report.\n",
		                       plan->statements->len - i);
	g_string_append_c(out, '\n');
}

static void
append_head(GString *out, const Plan *plan)
{
	g_autofree char *target = plan_target_text(plan);

	g_string_append_printf(
		out,
		"## mgrun plan: %s risk\n\nCritical %u, high %u, medium %u, optimizations %u, "
		"suppressed %u; %u migration%s, %u statement%s.\n\n",
		risk_level_name(plan->risk), plan->counts[SEVERITY_CRITICAL],
		plan->counts[SEVERITY_HIGH], plan->counts[SEVERITY_MEDIUM],
		plan->counts[SEVERITY_INFO], plan->suppressed, plan->migrations->len,
		plan->migrations->len == 1 ? "" : "s", plan->statements->len,
		plan->statements->len == 1 ? "" : "s");
	append_field(out, "Recommendation", plan->recommendation);
	append_field(out, "Risk comes from", plan->risk_driver);
	append_field(out, "Target", target);
	append_field(out, "Environment", plan->policy->environment);
	for (guint i = 0; i < plan->missing->len; i++)
		append_field(out, "Not looked at", g_ptr_array_index(plan->missing, i));
	g_string_append_c(out, '\n');
}

static void
append_readiness(GString *out, const Plan *plan)
{
	if (plan->readiness->len == 0)
		return;
	g_string_append(out, "### Production readiness\n\n| | | |\n|--|--|--|\n");
	for (guint i = 0; i < plan->readiness->len; i++) {
		const Readiness *row = g_ptr_array_index(plan->readiness, i);
		g_string_append_printf(out, "| %s | %s | ", row->name, readiness_text(row));
		append_text(out, row->note);
		g_string_append(out, " |\n");
	}
	g_string_append_c(out, '\n');
}

/* What to do in its first line, commands to paste in the others. */
static void
append_action(GString *out, const char *action)
{
	const char *end = strchrnul(action, '\n');
	g_autofree char *first = g_strndup(action, (gsize)(end - action));
	g_autoptr(GString) block = g_string_new(NULL);

	append_text(out, first);
	g_string_append_c(out, '\n');
	if (*end == '\0')
		return;
	append_block(block, "sh", end + 1);
	g_auto(GStrv) lines = g_strsplit(block->str, "\n", -1);
	for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
		g_string_append_printf(out, "   %s\n", lines[i]);
}

static void
append_next_actions(GString *out, const GPtrArray *actions)
{
	if (actions->len > 0)
		g_string_append(out, "### Next actions\n\n");
	for (guint i = 0; i < actions->len; i++) {
		g_string_append_printf(out, "%u. ", i + 1);
		append_action(out, g_ptr_array_index(actions, i));
	}
}

void
render_plan_markdown(const Plan *plan, const PlanRenderOptions *options, GString *out)
{
	g_autoptr(GString) tail = g_string_new(NULL);
	gsize room = out->len + (options->max_bytes > 0 ? options->max_bytes : COMMENT_BYTES);
	guint left_out = 0;

	append_readiness(tail, plan);
	append_next_actions(tail, plan->next_actions);
	room -= MIN(room - out->len, tail->len);
	append_head(out, plan);
	for (gint severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
		left_out += append_severity(out, plan, (Severity)severity, room);
	if (left_out > 0)
		g_string_append_printf(out,
		                       "**%u more findings** had no room here; `mgrun plan` prints "
		                       "all.\n\n",
		                       left_out);
	append_statements(out, plan, room);
	g_string_append_len(out, tail->str, (gssize)tail->len);
}
