#include "planner/plan_internal.h"

/*
 * Risk and recommendation follow from scores of each statement, 0 to 3: what it can do
 * to the data, to availability, to code that runs, and how it is undone.
 */

static bool
adds_only(const SqlClause *clause)
{
	if (clause->kind == SQL_CLAUSE_ADD_COLUMN)
		return !clause->column->not_null ||
		       clause->column->default_kind != SQL_DEFAULT_NONE ||
		       clause->column->generated != NULL;
	return clause->kind == SQL_CLAUSE_ADD_INDEX && clause->index->kind == SQL_INDEX_PLAIN;
}

static bool
takes_away(const SqlClause *clause)
{
	switch ((int)clause->kind) {
	case SQL_CLAUSE_DROP_COLUMN:
	case SQL_CLAUSE_CHANGE_COLUMN:
	case SQL_CLAUSE_RENAME_COLUMN:
	case SQL_CLAUSE_RENAME_TABLE:
	case SQL_CLAUSE_DROP_PARTITION:
	case SQL_CLAUSE_TRUNCATE_PARTITION:
		return true;
	default:
		return false;
	}
}

static PlanPhase
phase_of_alter(const SqlTableDdl *ddl)
{
	bool all_add = true;

	for (guint i = 0; i < ddl->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(ddl->clauses, i);
		if (takes_away(clause))
			return PHASE_CONTRACT;
		all_add = all_add && adds_only(clause);
	}
	return all_add && ddl->clauses->len > 0 ? PHASE_EXPAND : PHASE_NEUTRAL;
}

static bool
has_effect(const PlanStatement *statement, SqlEffectKind kind)
{
	const GPtrArray *effects = statement->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->effect == kind)
			return true;
	}
	return false;
}

static PlanPhase
phase_of(const PlanStatement *statement)
{
	const SqlTableDdl *ddl = statement->parsed->table_ddl;

	if (statement->is_new)
		return PHASE_EXPAND;
	if (ddl != NULL && ddl->clauses != NULL && ddl->clauses->len > 0)
		return phase_of_alter(ddl);
	if (statement->parsed->statement->kind != SQL_STATEMENT_DDL)
		return PHASE_NEUTRAL;
	if (has_effect(statement, SQL_EFFECT_DROP) || has_effect(statement, SQL_EFFECT_RENAME))
		return PHASE_CONTRACT;
	return has_effect(statement, SQL_EFFECT_CREATE) ? PHASE_EXPAND : PHASE_NEUTRAL;
}

/* The findings about one statement; of const Finding *. */
typedef struct {
	const PlanStatement *statement;
	const GPtrArray *findings;
} Judged;

/* The worst finding of these families that stands; -1: none. */
static int
worst_finding(const Judged *judged, const char *const *families)
{
	int worst = -1;

	for (guint i = 0; i < judged->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(judged->findings, i);
		for (gsize j = 0; families[j] != NULL; j++)
			if (rule_matches(finding->rule, families[j]))
				worst = MAX(worst, (int)finding->severity);
	}
	return worst;
}

static guint8
score_data(const Judged *judged)
{
	static const char *const destroys[] = {"DS", NULL};
	static const char *const may_fail[] = {"MF", "FK", NULL};

	if (worst_finding(judged, destroys) >= SEVERITY_HIGH)
		return 3;
	if (worst_finding(judged, may_fail) >= SEVERITY_HIGH)
		return 2;
	return judged->statement->is_new ? 0 : 1;
}

static guint8
score_availability(const Judged *judged)
{
	static const char *const families[] = {"LK", NULL};
	const PlanStatement *statement = judged->statement;
	int worst = worst_finding(judged, families);

	if (statement->is_new || worst < SEVERITY_MEDIUM)
		return statement->has_verdict && statement->verdict.work != ONLINE_WORK_NONE &&
		       !statement->is_new;
	return worst == SEVERITY_CRITICAL ? 3 : worst == SEVERITY_HIGH ? 2 : 1;
}

static guint8
score_compatibility(const Judged *judged)
{
	static const char *const families[] = {"BC", NULL};
	int worst = worst_finding(judged, families);

	if (worst == SEVERITY_CRITICAL)
		return 3;
	if (worst == SEVERITY_HIGH)
		return 2;
	return worst == SEVERITY_MEDIUM;
}

static guint8
score_reversibility(const Judged *judged)
{
	static const char *const none[] = {"RB001", "RB002", NULL};
	static const char *const loses[] = {"DS", "RB004", NULL};

	if (judged->statement->step->irreversible_reason != NULL ||
	    worst_finding(judged, none) >= SEVERITY_HIGH)
		return 3;
	return worst_finding(judged, loses) >= SEVERITY_HIGH ? 2 : 1;
}

static void
weigh_statement(PlanStatement *statement, const GPtrArray *findings)
{
	const Judged judged = {.statement = statement, .findings = findings};

	statement->phase = phase_of(statement);
	statement->risk_data = score_data(&judged);
	statement->risk_availability = score_availability(&judged);
	statement->risk_compatibility = score_compatibility(&judged);
	statement->risk_reversibility = score_reversibility(&judged);
}

/* The findings that stand, by statement: of owned GPtrArray *. */
static GPtrArray *
sort_findings(const Plan *plan)
{
	GPtrArray *sorted =
		g_ptr_array_new_full(plan->statements->len, (GDestroyNotify)g_ptr_array_unref);

	for (guint i = 0; i < plan->statements->len; i++)
		g_ptr_array_add(sorted, g_ptr_array_new());
	for (guint i = 0; i < plan->findings->len; i++) {
		Finding *finding = g_ptr_array_index(plan->findings, i);
		if (!finding->suppressed && finding->statement >= 0)
			g_ptr_array_add(g_ptr_array_index(sorted, (guint)finding->statement),
			                finding);
	}
	return sorted;
}

static guint
score_of(const PlanStatement *statement)
{
	guint worst = MAX(statement->risk_data,
	                  MAX(statement->risk_availability, statement->risk_compatibility));

	return MIN(3u, worst + (worst >= 2 && statement->risk_reversibility >= 2 ? 1 : 0));
}

static char *
driver_of(const PlanStatement *statement)
{
	const char *what = statement->risk_data >= 2            ? "data can be lost or refused"
	                   : statement->risk_availability >= 2  ? "the application may have to wait"
	                   : statement->risk_compatibility >= 2 ? "code that runs now may break"
	                                                        : "a table in use is changed";

	return g_strdup_printf("%s, %s: %s", statement->migration->file_name,
	                       statement->parsed->statement->verb, what);
}

static void
set_level(Plan *plan)
{
	const PlanStatement *worst = NULL;

	for (guint i = 0; i < plan->statements->len; i++) {
		const PlanStatement *statement = g_ptr_array_index(plan->statements, i);
		if (worst == NULL || score_of(statement) > score_of(worst))
			worst = statement;
	}
	guint score = worst != NULL ? score_of(worst) : 0;
	plan->risk = score <= 1 ? RISK_LOW : score == 2 ? RISK_MEDIUM : RISK_HIGH;
	if (plan->counts[SEVERITY_CRITICAL] > 0)
		plan->risk = RISK_CRITICAL;
	if (worst != NULL && score > 1)
		plan->risk_driver = driver_of(worst);
	else if (plan->risk == RISK_CRITICAL)
		plan->risk_driver = g_strdup("a critical finding stands");
}

const char *
risk_level_name(RiskLevel level)
{
	static const char *const names[] = {"LOW", "MEDIUM", "HIGH", "CRITICAL"};

	return names[level];
}

void
plan_weigh(Plan *plan)
{
	g_autoptr(GPtrArray) sorted = sort_findings(plan);

	for (guint i = 0; i < plan->statements->len; i++)
		weigh_statement(g_ptr_array_index(plan->statements, i),
		                g_ptr_array_index(sorted, i));
	set_level(plan);
	plan_advise(plan);
}
