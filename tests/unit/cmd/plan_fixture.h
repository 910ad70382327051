/*
 * plan_fixture.h - plans made by hand, for what is written about them.
 */
#ifndef MGRUN_TESTS_PLAN_FIXTURE_H
#define MGRUN_TESTS_PLAN_FIXTURE_H

#include "planner/rule.h"

typedef struct {
	Plan plan;
	PlanTarget target;
	PlanPolicy policy;
	GPtrArray *kept; /* what the plan borrows, with how it is freed */
} PlanFixture;

PlanFixture *plan_fixture_new(void);     /* nothing pending, everything looked at */
PlanFixture *plan_fixture_shop(void);    /* two migrations, a finding of every severity */
PlanFixture *plan_fixture_hostile(void); /* names and texts that attack every format */
PlanFixture *plan_fixture_many(guint findings);
void plan_fixture_free(PlanFixture *fixture);

/* For more: the caller fills in the rest. */
Migration *fixture_migration(PlanFixture *fixture, const char *version, const char *name);
PlanStatement *fixture_statement(PlanFixture *fixture, const Migration *migration, guint64 line,
                                 const char *sql);
Finding *fixture_finding(PlanFixture *fixture, const Rule *rule, gint statement,
                         const char *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlanFixture, plan_fixture_free)

#endif
