/*
 * interim.c - functions of plan.h, rule.h and online.h that the reports
 * need and whose modules have not landed yet. This file goes when they do: the linker says so.
 */
#include "planner/rule.h"

const char *
risk_level_name(RiskLevel level)
{
	static const char *const names[] = {"LOW", "MEDIUM", "HIGH", "CRITICAL"};
	return names[level];
}

const char *
online_work_name(OnlineWork work)
{
	static const char *const names[] = {"metadata only", "index build", "rebuild", "copy",
	                                    "check",         "partition",   "unknown"};
	return names[work];
}

bool
online_blocks_writes(const OnlineVerdict *verdict)
{
	return verdict->lock == SQL_LOCK_SHARED || verdict->lock == SQL_LOCK_EXCLUSIVE;
}

GPtrArray *
rule_list(void)
{
	return g_ptr_array_new();
}

const Rule *
rule_find(const char *name G_GNUC_UNUSED)
{
	return NULL;
}
