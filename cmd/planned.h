/*
 * planned.h - a plan with everything that it borrows, as `plan`, `lint` and the gate of `up`
 * have it built.
 */
#ifndef MGRUN_CMD_PLANNED_H
#define MGRUN_CMD_PLANNED_H

#include "cmd/plan_policy.h"
#include "runner/live_plan.h"

/* What is to be planned. */
typedef struct {
	const Settings *settings;
	PendingLimits limits;
	char **approved;   /* --approve; NULL: none */
	char **files;      /* offline: judge these alone; NULL or empty: all of the directory */
	const char *since; /* judge what came since this revision of git; NULL: all */
	const gint *stop;  /* see LivePlanOptions */
} PlannedRequest;

typedef struct {
	GPtrArray *migrations; /* of Migration *, owned */
	GPtrArray *before;     /* of Migration *, borrowed: replayed, not judged */
	GPtrArray *judged;     /* of Migration *, borrowed */
	GPtrArray *ignored;    /* of owned char *: files that are no migrations */
	GPtrArray *unseen;     /* of owned char *: what could not be read */
	struct Since *since;
	PlanPolicy policy;
	PlanTarget target;
	Schema *schema;
	LivePlan *live;
	Plan *offline;
} Planned;

void planned_clear(Planned *planned);

/*
 * Fill in an empty Planned, which the caller clears, also on failure. Errors are those of load.h,
 * since.h, live_plan.h and CMD_ERROR.
 */
bool planned_build_offline(Planned *planned, const PlannedRequest *request,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Against the server of the settings; disagreements of files and history become findings. */
bool planned_build_live(Planned *planned, const PlannedRequest *request,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The same for what `up` is about to run: `migrations` are loaded already and outlive the plan;
 * disagreements are errors. `wants_hash` fills in Plan.hash.
 */
bool planned_build_gate(Planned *planned, const PlannedRequest *request,
                        const GPtrArray *migrations, bool wants_hash,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The plan that was built. Borrowed. */
Plan *planned_plan(const Planned *planned);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Planned, planned_clear)

#endif
