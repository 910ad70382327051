/*
 * interim.c - functions of plan.h, rule.h, online.h and sql/parse.h that the reports
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

const char *
sql_algorithm_name(SqlAlgorithm algorithm)
{
	static const char *const names[] = {"", "DEFAULT", "INSTANT", "NOCOPY", "INPLACE", "COPY"};
	return names[algorithm];
}

const char *
sql_lock_name(SqlLock lock)
{
	static const char *const names[] = {"", "DEFAULT", "NONE", "SHARED", "EXCLUSIVE"};
	return names[lock];
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
