#include "planner/plan_internal.h"

/* The lines of production readiness, each with the rules that decide it. */
typedef struct {
	const char *name;
	const char *selectors[8];
} ReadinessLine;

static const ReadinessLine lines[] = {
	{"Migration script complete", {"EN", "MF017", "TX", NULL}},
	{"Rollback defined", {"RB", NULL}},
	{"Zero downtime", {"LK", "BC", NULL}},
	{"Indexes defined", {"IX", NULL}},
	{"Foreign keys and constraints", {"FK", "MF007", NULL}},
	{"Data safe", {"DS", "MF", NULL}},
	{"Fresh backup", {"PR001", NULL}},
	{"Tested on a copy of production", {"PR003", NULL}},
	{"Schema as recorded", {"PR012", NULL}},
};

static bool
decides(const ReadinessLine *line, const Rule *rule)
{
	for (gsize i = 0; line->selectors[i] != NULL; i++)
		if (rule_matches(rule, line->selectors[i]))
			return true;
	return false;
}

static bool
could_look(const Plan *plan, const Rule *rule)
{
	const PlanInput *input = plan->state->input;
	bool history = input->drift != NULL && input->drift->state != DRIFT_NOT_CHECKED;

	return ((rule->inputs & INPUT_LIVE) == 0 || input->server != NULL) &&
	       ((rule->inputs & INPUT_HISTORY) == 0 || history);
}

/* Whether some rule behind the line is there and could look. */
static bool
was_checked(const Plan *plan, const ReadinessLine *line)
{
	const GPtrArray *rules = plan->state->rules;

	for (guint i = 0; i < rules->len; i++) {
		const Rule *rule = g_ptr_array_index(rules, i);
		if (decides(line, rule) && could_look(plan, rule))
			return true;
	}
	return false;
}

static void
judge_line(Plan *plan, const ReadinessLine *line)
{
	Readiness *readiness = g_new0(Readiness, 1);
	guint bad = 0;
	guint weak = 0;

	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		if (finding->suppressed || !decides(line, finding->rule))
			continue;
		bad += finding->severity == SEVERITY_CRITICAL;
		weak += finding->severity == SEVERITY_HIGH;
	}
	readiness->name = line->name;
	if (bad + weak > 0)
		readiness->note = g_strdup_printf("%u critical, %u high", bad, weak);
	if (bad > 0)
		readiness->state = READY_NO;
	else if (weak > 0)
		readiness->state = READY_WARNING;
	else
		readiness->state = was_checked(plan, line) ? READY_YES : READY_NOT_CHECKED;
	g_ptr_array_add(plan->readiness, readiness);
}

static bool
has_phase(const Plan *plan, PlanPhase phase)
{
	for (guint i = 0; i < plan->statements->len; i++) {
		const PlanStatement *statement = g_ptr_array_index(plan->statements, i);
		if (statement->phase == phase)
			return true;
	}
	return false;
}

static bool
stands(const Plan *plan, const char *selector, Severity least)
{
	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		if (!finding->suppressed && finding->severity >= least &&
		    rule_matches(finding->rule, selector))
			return true;
	}
	return false;
}

/* Nothing is called safe where something was not looked at. */
static char *
clean_text(const Plan *plan, guint recommendations)
{
	g_autofree char *rest = recommendations > 0
	                                ? g_strdup_printf("; %u recommendation%s", recommendations,
	                                                  recommendations == 1 ? "" : "s")
	                                : g_strdup("");

	return g_strconcat(plan->missing->len > 0
	                           ? "Nothing found against it; see what was not looked at"
	                           : "Safe to deploy",
	                   rest, NULL);
}

/* The first condition that holds decides. */
static char *
recommend(const Plan *plan)
{
	guint critical = plan->counts[SEVERITY_CRITICAL];
	guint high = plan->counts[SEVERITY_HIGH];

	if (plan->statements->len == 0)
		return g_strdup("Nothing to deploy");
	if (critical > 0)
		return g_strdup_printf("Do NOT deploy: %u critical finding%s to settle first",
		                       critical, critical == 1 ? "" : "s");
	if (stands(plan, "ES", SEVERITY_HIGH))
		return g_strdup(
			"Have it reviewed by whoever answers for the database, then deploy");
	if (stands(plan, "LK001", SEVERITY_HIGH) || stands(plan, "LK006", SEVERITY_HIGH))
		return g_strdup(
			"Deploy in a maintenance window, or with an online schema change tool");
	if (high > 0)
		return g_strdup_printf("Deploy after settling %u high finding%s", high,
		                       high == 1 ? "" : "s");
	if (has_phase(plan, PHASE_CONTRACT))
		return g_strdup("Deploy after the release that no longer uses what is removed");
	return clean_text(plan, plan->counts[SEVERITY_MEDIUM] + plan->counts[SEVERITY_INFO]);
}

static const char *
fix_of(const Finding *finding)
{
	return finding->fix != NULL ? finding->fix : finding->rule->fix;
}

/* One cure is one action, however many places it is for. */
static bool
same_action(const Finding *a, const Finding *b)
{
	return a->rule == b->rule && g_strcmp0(a->fix_sql, b->fix_sql) == 0 &&
	       g_str_equal(fix_of(a), fix_of(b));
}

static bool
stands_before(const GPtrArray *findings, guint end)
{
	for (guint i = 0; i < end; i++) {
		const Finding *earlier = g_ptr_array_index(findings, i);
		if (!earlier->suppressed && earlier->severity >= SEVERITY_HIGH &&
		    same_action(earlier, g_ptr_array_index(findings, end)))
			return true;
	}
	return false;
}

static void
append_place(GString *text, const Finding *finding)
{
	if (finding->file == NULL)
		return;
	g_string_append_printf(text, " %s", finding->file);
	if (finding->position.line > 0)
		g_string_append_printf(text, ":%" G_GUINT64_FORMAT, finding->position.line);
}

static void
add_action(Plan *plan, const Finding *finding)
{
	GString *text = g_string_new(finding->rule->id);

	append_place(text, finding);
	g_string_append_printf(text, ": %s", fix_of(finding));
	if (finding->fix_sql != NULL)
		g_string_append_printf(text, "\n%s", finding->fix_sql);
	g_ptr_array_add(plan->next_actions, g_string_free(text, FALSE));
}

void
plan_advise(Plan *plan)
{
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
		judge_line(plan, &lines[i]);
	plan->recommendation = recommend(plan);
	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		if (!finding->suppressed && finding->severity >= SEVERITY_HIGH &&
		    !stands_before(plan->findings, i))
			add_action(plan, finding);
	}
	if (plan->statements->len > 0 && plan->counts[SEVERITY_CRITICAL] == 0)
		g_ptr_array_add(plan->next_actions, g_strdup("mgrun up"));
}
