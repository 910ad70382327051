#include "planner/plan.h"

void
plan_policy_init(PlanPolicy *policy)
{
	*policy = (PlanPolicy){
		.big_rows = 1000000,
		.big_bytes = G_GUINT64_CONSTANT(1) << 30,
		.small_rows = 10000,
		.small_bytes = 16 << 20,
		.max_dml_rows = 10000,
		.max_ddl_seconds = 60,
		.cascade_rows = 1000,
		.protected_tables = g_strdup("payment|invoice|order|subscription|audit|ledger|"
	                                     "transaction"),
		.backup_age_seconds = G_MAXUINT64,
	};
}

void
plan_policy_clear(PlanPolicy *policy)
{
	g_clear_pointer(&policy->environment, g_free);
	g_clear_pointer(&policy->deploy, g_free);
	g_clear_pointer(&policy->protected_tables, g_free);
	g_clear_pointer(&policy->disabled, g_ptr_array_unref);
	g_clear_pointer(&policy->approved, g_ptr_array_unref);
	g_clear_pointer(&policy->start_after, g_free);
	g_clear_pointer(&policy->today, g_free);
	g_clear_pointer(&policy->now, g_free);
	g_clear_pointer(&policy->windows, g_free);
}
