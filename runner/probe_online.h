/*
 * probe_online.h - asks the live server which algorithm it would use, on an empty copy of
 * the table in a scratch schema: the `try_online` of planner/plan.h.
 *
 * The user's tables are never touched but by SHOW CREATE TABLE. The scratch schema,
 * mgrun_probe_<seconds>_<random>, is made on first use, dropped at the end, and never
 * replicated: the binary log is off for the session, and where that is not allowed on a
 * server that has replicas, or where they are not seen, nothing is probed. Its maker holds the
 * named lock of the same name: one left behind by a killed mgrun is known by its free lock, and
 * removed by the next probe.
 */
#ifndef MGRUN_RUNNER_PROBE_ONLINE_H
#define MGRUN_RUNNER_PROBE_ONLINE_H

#include "db/session.h"
#include "planner/online.h"

typedef struct OnlineProbe OnlineProbe;

/*
 * Connects on first use, as `options` say; their database is the one that is planned for.
 * `options` and `target` are borrowed and must outlive the probe.
 */
OnlineProbe *online_probe_new(const ConnectionOptions *options, const PlanTarget *target);

/* Drops the scratch schema. */
void online_probe_free(OnlineProbe *probe);

/*
 * Try `sql` on a copy of `before`. `verdict` comes with what was predicted and is changed
 * only when the server answered; false when it could not be asked: see online_probe_why().
 * `data` is the probe.
 */
bool online_probe_try(void *data, const SchemaTable *before, const SqlTableDdl *ddl,
                      const char *sql, OnlineVerdict *verdict);

/* Why the last statement could not be tried; NULL: it could. Borrowed. */
const char *online_probe_why(const OnlineProbe *probe);

/* The same where the server ought to have been asked and could not be: no privilege, an error. */
const char *online_probe_failure(const OnlineProbe *probe);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(OnlineProbe, online_probe_free)

#endif
