#include <string.h>

#include "cmd/plan_words.h"
#include "planner/words.h"

#define DEFAULT_WIDTH 80
#define LABEL_COLUMNS 12 /* of "Environment " */

/* A file of thousands of statements has a report that is still read; the JSON has all. */
#define MOST_STATEMENTS 100
#define MOST_PLACES     5

/* What the sections share. */
typedef struct {
	const Plan *plan;
	const PlanRenderOptions *options;
	guint width;
	GString *out;
} Page;

typedef enum { PAINT_NONE, PAINT_RED, PAINT_YELLOW, PAINT_BLUE, PAINT_GREEN, PAINT_BOLD } Paint;

static void
append_painted(const Page *page, Paint paint, const char *text)
{
	static const char *const codes[] = {
		[PAINT_NONE] = "",         [PAINT_RED] = "\033[1;31m", [PAINT_YELLOW] = "\033[33m",
		[PAINT_BLUE] = "\033[36m", [PAINT_GREEN] = "\033[32m", [PAINT_BOLD] = "\033[1m",
	};
	bool on = page->options->color && paint != PAINT_NONE;

	g_string_append_printf(page->out, "%s%s%s", on ? codes[paint] : "", text,
	                       on ? "\033[0m" : "");
}

static void
append_rule(const Page *page)
{
	for (guint i = 0; i < page->width; i++)
		g_string_append(page->out, page->options->emoji ? "═" : "=");
	g_string_append_c(page->out, '\n');
}

static void
append_spaces(GString *out, guint count)
{
	g_string_append_printf(out, "%*s", (int)count, "");
}

static void
append_wrapped(const Page *page, guint indent, const char *line)
{
	text_append_wrapped(page->out, page->width, indent, line);
}

static void
append_field(const Page *page, guint margin, const char *label, const char *text)
{
	const FieldLayout layout = {margin, LABEL_COLUMNS, page->width};

	text_append_field(page->out, &layout, label, text);
}

static void
append_sql_field(const Page *page, guint margin, const char *label, const char *sql)
{
	const FieldLayout layout = {margin, LABEL_COLUMNS, page->width};

	text_append_code(page->out, &layout, label, sql);
}

static char *
joined(const GPtrArray *words)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < words->len; i++) {
		g_autofree char *word = text_clean(g_ptr_array_index(words, i), false);
		g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", word);
	}
	return g_string_free(text, FALSE);
}

static void
append_title(const Page *page)
{
	const Plan *plan = page->plan;
	g_autofree char *title =
		g_strdup_printf("%smgrun plan: %u migration%s, %u statement%s",
	                        page->options->emoji ? "🛡️  " : "", plan->migrations->len,
	                        plan->migrations->len == 1 ? "" : "s", plan->statements->len,
	                        plan->statements->len == 1 ? "" : "s");

	append_rule(page);
	append_painted(page, PAINT_BOLD, title);
	g_string_append_c(page->out, '\n');
	if (page->plan->statements->len > 0) {
		g_autofree char *verdict = text_clean(plan->recommendation, false);
		append_wrapped(page, 0, verdict);
	}
	append_rule(page);
}

static void
append_heading(const Page *page, const char *mark, Paint paint, const char *text)
{
	g_autofree char *line =
		g_strconcat(page->options->emoji ? mark : "",
	                    page->options->emoji && *mark != '\0' ? " " : "", text, NULL);

	g_string_append_c(page->out, '\n');
	append_painted(page, paint, line);
	g_string_append_c(page->out, '\n');
}

static char *
migrations_text(const Plan *plan)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < plan->migrations->len; i++) {
		const PlanMigration *migration = g_ptr_array_index(plan->migrations, i);
		g_ptr_array_add(names, plan_migration_name(migration->migration));
	}
	return names->len == 0 ? g_strdup("none pending") : joined(names);
}

static char *
environment_text(const PlanPolicy *policy)
{
	return g_strdup_printf("%s, deployment %s",
	                       policy->environment != NULL ? policy->environment
	                                                   : "not declared (judged as production)",
	                       policy->deploy != NULL ? policy->deploy : "not declared");
}

static void
append_scope(const Page *page)
{
	const Plan *plan = page->plan;
	g_autoptr(GPtrArray) tables = plan_tables(plan);
	g_autofree char *migrations = migrations_text(plan);
	g_autofree char *table_text = tables->len == 0 ? g_strdup("none") : joined(tables);
	g_autofree char *target = plan_target_text(plan);
	g_autofree char *environment = environment_text(plan->policy);
	g_autofree char *inputs = joined(plan->inputs);

	append_heading(page, "📋", PAINT_BOLD, "SCAN SCOPE");
	append_field(page, 2, "Migrations", migrations);
	append_field(page, 2, "Tables", table_text);
	append_field(page, 2, "Target", target);
	append_field(page, 2, "Environment", environment);
	append_field(page, 2, "Looked at", inputs);
	for (guint i = 0; i < plan->missing->len; i++)
		append_field(page, 2, i == 0 ? "Not seen" : "",
		             g_ptr_array_index(plan->missing, i));
	if (plan->missing->len == 0)
		append_field(page, 2, "Not seen", "nothing is missing");
}

static void
append_evidence(const Page *page, const Finding *finding)
{
	g_autofree char *evidence = finding_evidence_text(finding);

	append_field(page, 5, "Evidence", evidence);
	if (evidence != NULL)
		append_sql_field(page, 5, "Asked with", finding->evidence.probe_sql);
}

static bool
says_the_same(const Finding *a, const Finding *b)
{
	return a->rule == b->rule && a->severity == b->severity && a->suppressed == b->suppressed &&
	       g_strcmp0(a->message, b->message) == 0 && g_strcmp0(a->fix_sql, b->fix_sql) == 0;
}

static bool
was_said(const GPtrArray *findings, guint at)
{
	for (guint i = 0; i < at; i++)
		if (says_the_same(g_ptr_array_index(findings, i), g_ptr_array_index(findings, at)))
			return true;
	return false;
}

/* The other places of one cause: "Also at  a.sql:3:1, a.sql:7:1 and 12 more". */
static void
append_also(const Page *page, guint at)
{
	const GPtrArray *findings = page->plan->findings;
	g_autoptr(GString) places = g_string_new(NULL);
	guint count = 0;

	for (guint i = at + 1; i < findings->len; i++) {
		const Finding *finding = g_ptr_array_index(findings, i);
		if (!says_the_same(g_ptr_array_index(findings, at), finding))
			continue;
		g_autofree char *place = finding_place(finding);
		if (count++ < MOST_PLACES && place != NULL)
			g_string_append_printf(places, "%s%s", places->len > 0 ? ", " : "", place);
	}
	if (count > MOST_PLACES)
		g_string_append_printf(places, " and %u more", count - MOST_PLACES);
	append_field(page, 5, "Also at", places->str);
}

static void
append_finding(const Page *page, guint number, const Finding *finding)
{
	g_autofree char *place = finding_place(finding);
	g_autofree char *object = finding_object(finding);
	g_autofree char *message = text_clean(finding->message, false);
	g_autofree char *lead = g_strdup_printf("%3u. ", number);
	g_autofree char *rule =
		g_strdup_printf("%s %s%s%s", finding->rule->id, finding->rule->slug,
	                        place != NULL ? "  " : "", place != NULL ? place : "");

	g_string_append(page->out, lead);
	append_wrapped(page, (guint)strlen(lead), message);
	append_spaces(page->out, 5);
	g_string_append_printf(page->out, "[%s]\n", rule);
	append_field(page, 5, "Where", object);
	append_field(page, 5, "Why", finding_impact_text(finding));
	append_field(page, 5, "Fix", finding_fix_text(finding));
	append_sql_field(page, 5, "SQL", finding->fix_sql);
	append_evidence(page, finding);
}

static void
append_severity(const Page *page, Severity severity)
{
	static const struct {
		const char *mark;
		Paint paint;
	} looks[] = {
		[SEVERITY_CRITICAL] = {"🚨", PAINT_RED},
		[SEVERITY_HIGH] = {"⚠️ ", PAINT_YELLOW},
		[SEVERITY_MEDIUM] = {"🟠", PAINT_BLUE},
		[SEVERITY_INFO] = {"💡", PAINT_BOLD},
	};
	const Plan *plan = page->plan;
	g_autofree char *name = g_ascii_strup(severity_heading(severity), -1);
	g_autofree char *heading = g_strdup_printf("%s: %u", name, plan->counts[severity]);
	guint number = 0;

	append_heading(page, looks[severity].mark,
	               plan->counts[severity] > 0 ? looks[severity].paint : PAINT_NONE, heading);
	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		if (finding->severity != severity || finding->suppressed ||
		    was_said(plan->findings, i))
			continue;
		append_finding(page, ++number, finding);
		append_also(page, i);
	}
	if (number == 0)
		g_string_append(page->out, plan->missing->len == 0
		                                   ? "  none found\n"
		                                   : "  none in what was looked at; see "
		                                     "\"Not seen\" above\n");
}

static const char *
source_text(const PlanStatement *statement)
{
	if (!statement->has_verdict)
		return NULL;
	if (statement->verdict.measured)
		return "measured: ";
	return "predicted: ";
}

static void
append_statement(const Page *page, const PlanStatement *statement)
{
	g_autofree char *rows = plan_rows_text(statement);
	g_autofree char *bytes = plan_bytes_text(statement);
	g_autofree char *time = plan_time_text(statement);
	g_autofree char *sql = text_one_line(statement->text, page->width - 5);
	const char *source = source_text(statement);

	g_string_append_printf(page->out, "%4u %-9s %-9s %-15s %8s %9s %8s %s",
	                       statement->index + 1, plan_algorithm_text(statement),
	                       plan_lock_text(statement), plan_work_text(statement), rows, bytes,
	                       time, plan_phase_text(statement->phase));
	while (page->out->str[page->out->len - 1] == ' ')
		g_string_truncate(page->out, page->out->len - 1);
	g_string_append_printf(page->out, "\n     %s\n", sql);
	if (source != NULL) {
		g_autofree char *reason = text_clean(statement->verdict.reason, false);
		g_autofree char *line =
			g_strdup_printf("%s%s%s", source,
		                        statement->verdict.clause_ignored
		                                ? "the server ignores ALGORITHM and LOCK here; "
		                                : "",
		                        reason);
		append_spaces(page->out, 5);
		append_wrapped(page, 5, line);
	}
	if (statement->undo != NULL) {
		g_autofree char *undo = text_one_line(statement->undo, page->width - 11);
		g_string_append_printf(page->out, "     undo: %s\n", undo);
	}
}

static void
append_statements(const Page *page)
{
	const Plan *plan = page->plan;

	if (plan->statements->len == 0)
		return;
	append_heading(page, "📊", PAINT_BOLD, "STATEMENTS");
	g_string_append_printf(page->out, "%4s %-9s %-9s %-15s %8s %9s %8s %s\n", "#", "algorithm",
	                       "lock", "rows are", "rows", "size", "est.", "phase");
	for (guint i = 0; i < MIN(plan->statements->len, MOST_STATEMENTS); i++)
		append_statement(page, g_ptr_array_index(plan->statements, i));
	if (plan->statements->len > MOST_STATEMENTS)
		g_string_append_printf(page->out,
		                       "     and %u more: `--format json` has them all\n",
		                       plan->statements->len - MOST_STATEMENTS);
}

static void
append_readiness(const Page *page)
{
	static const struct {
		const char *plain;
		const char *emoji;
		Paint paint;
	} marks[] = {
		[READY_YES] = {"[ok]", "✅", PAINT_GREEN},
		[READY_WARNING] = {"[!!]", "⚠️ ", PAINT_YELLOW},
		[READY_NO] = {"[NO]", "❌", PAINT_RED},
		[READY_NOT_CHECKED] = {"[??]", "❔", PAINT_NONE},
	};

	if (page->plan->readiness->len == 0)
		return;
	append_heading(page, "", PAINT_BOLD, "PRODUCTION READINESS");
	for (guint i = 0; i < page->plan->readiness->len; i++) {
		const Readiness *row = g_ptr_array_index(page->plan->readiness, i);
		g_autofree char *note = text_clean(row->note, false);
		g_autofree char *line =
			g_strdup_printf("%s%s%s%s", row->name,
		                        row->state == READY_NOT_CHECKED ? " (not checked)" : "",
		                        *note != '\0' ? ": " : "", note);
		g_string_append(page->out, "  ");
		append_painted(page, marks[row->state].paint,
		               page->options->emoji ? marks[row->state].emoji
		                                    : marks[row->state].plain);
		g_string_append_c(page->out, ' ');
		append_wrapped(page, page->options->emoji ? 5 : 7, line);
	}
}

static void
append_verdict(const Page *page)
{
	static const Paint paints[] = {
		[RISK_LOW] = PAINT_GREEN,
		[RISK_MEDIUM] = PAINT_BLUE,
		[RISK_HIGH] = PAINT_YELLOW,
		[RISK_CRITICAL] = PAINT_RED,
	};
	const Plan *plan = page->plan;
	g_autofree char *driver = text_clean(plan->risk_driver, false);
	g_autofree char *recommendation = text_clean(plan->recommendation, false);

	const char *level = risk_level_name(plan->risk);

	g_string_append(page->out, "\nRISK LEVEL: ");
	append_painted(page, paints[plan->risk], level);
	if (*driver != '\0') {
		g_autofree char *line = g_strdup_printf("(%s)", driver);
		g_string_append_c(page->out, ' ');
		append_wrapped(page, (guint)strlen("RISK LEVEL:  ") + (guint)strlen(level), line);
	} else {
		g_string_append_c(page->out, '\n');
	}
	g_string_append(page->out, "DEPLOYMENT RECOMMENDATION: ");
	append_wrapped(page, (guint)strlen("DEPLOYMENT RECOMMENDATION: "), recommendation);
}

static void
append_next_actions(const Page *page)
{
	const GPtrArray *actions = page->plan->next_actions;

	if (actions->len == 0)
		return;
	append_heading(page, "", PAINT_BOLD, "NEXT ACTIONS");
	for (guint i = 0; i < actions->len; i++) {
		g_autofree char *clean = text_clean(g_ptr_array_index(actions, i), true);
		g_auto(GStrv) lines = g_strsplit(clean, "\n", -1);
		g_string_append_printf(page->out, "%3u. ", i + 1);
		append_wrapped(page, 5, lines[0] != NULL ? lines[0] : "");
		for (guint k = 1; lines[0] != NULL && lines[k] != NULL; k++)
			g_string_append_printf(page->out, "     %s\n", lines[k]);
	}
}

static void
append_footer(const Page *page)
{
	const Plan *plan = page->plan;
	g_autofree char *time = duration_format((guint64)MAX(plan->elapsed_us, 0) / 1000);

	g_string_append_c(page->out, '\n');
	append_rule(page);
	g_string_append_printf(page->out, "%u suppressed, %u inputs not seen, judged in %s\n",
	                       plan->suppressed, plan->missing->len, time);
}

void
render_plan_text(const Plan *plan, const PlanRenderOptions *options, GString *out)
{
	guint width = options->width == 0 ? DEFAULT_WIDTH : options->width;
	const Page page = {plan, options, CLAMP(width, 60, 200), out};

	append_title(&page);
	append_scope(&page);
	for (gint severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
		append_severity(&page, (Severity)severity);
	append_statements(&page);
	append_readiness(&page);
	append_verdict(&page);
	append_next_actions(&page);
	append_footer(&page);
}
