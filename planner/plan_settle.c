#include <string.h>

#include "planner/plan_internal.h"

static bool
is_of(const Finding *finding, const char *family)
{
	return strncmp(finding->rule->id, family, 2) == 0;
}

static void
lower(Finding *finding)
{
	if (finding->severity > SEVERITY_INFO)
		finding->severity--;
}

static bool
is_big(const PlanStatement *statement, const PlanPolicy *policy)
{
	return statement->size_known &&
	       (statement->rows >= policy->big_rows || statement->bytes >= policy->big_bytes);
}

static bool
is_small(const PlanStatement *statement, const PlanPolicy *policy)
{
	return statement->size_known && statement->rows < policy->small_rows &&
	       statement->bytes < policy->small_bytes;
}

/* A lock on a small table is short, one on a big table is an outage. */
static void
adjust_by_size(Finding *finding, const PlanStatement *statement, const PlanPolicy *policy)
{
	if (!is_of(finding, "LK"))
		return;
	if (is_small(statement, policy))
		lower(finding);
	else if (is_big(statement, policy) && finding->severity > SEVERITY_INFO &&
	         finding->severity < SEVERITY_CRITICAL)
		finding->severity++;
}

static void
adjust_by_policy(Finding *finding, const PlanPolicy *policy)
{
	bool development = g_strcmp0(policy->environment, "development") == 0;

	if (is_of(finding, "BC") && g_strcmp0(policy->deploy, "stop-start") == 0)
		finding->severity = SEVERITY_INFO;
	if (development && is_of(finding, "RB"))
		lower(finding);
}

/* What makes the finding the same in the next run: rule, statement without its layout, object. */
void
plan_set_fingerprint(const Plan *plan, Finding *finding)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	const PlanStatement *statement =
		finding->statement >= 0
			? g_ptr_array_index(plan->statements, (guint)finding->statement)
			: NULL;
	const char *parts[] = {finding->rule->id,
	                       finding->file,
	                       statement != NULL ? statement->text : NULL,
	                       finding->table,
	                       finding->column,
	                       finding->index,
	                       finding->file == NULL && finding->table == NULL ? finding->message
	                                                                       : NULL};

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (parts[i] != NULL)
			g_checksum_update(sum, (const guchar *)parts[i], -1);
		g_checksum_update(sum, (const guchar *)"|", 1);
	}
	g_strlcpy(finding->fingerprint, g_checksum_get_string(sum), sizeof finding->fingerprint);
}

static gint
compare_findings(gconstpointer a, gconstpointer b)
{
	const Finding *left = *(Finding *const *)a;
	const Finding *right = *(Finding *const *)b;

	if (left->suppressed != right->suppressed)
		return left->suppressed ? 1 : -1;
	if (left->severity != right->severity)
		return left->severity > right->severity ? -1 : 1;
	if (left->statement != right->statement)
		return left->statement < right->statement ? -1 : 1;
	int by_rule = strcmp(left->rule->id, right->rule->id);
	return by_rule != 0 ? by_rule : strcmp(left->message, right->message);
}

void
plan_settle(Plan *plan)
{
	for (guint i = 0; i < plan->findings->len; i++) {
		Finding *finding = g_ptr_array_index(plan->findings, i);
		if (finding->statement >= 0)
			adjust_by_size(
				finding,
				g_ptr_array_index(plan->statements, (guint)finding->statement),
				plan->policy);
		adjust_by_policy(finding, plan->policy);
		plan_set_fingerprint(plan, finding);
	}
}

void
plan_count(Plan *plan)
{
	g_ptr_array_sort(plan->findings, compare_findings);
	memset(plan->counts, 0, sizeof plan->counts);
	plan->suppressed = 0;
	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		if (finding->suppressed)
			plan->suppressed++;
		else
			plan->counts[finding->severity]++;
	}
}
