/*
 * drift_read.h - compares a live database with the fingerprint that history holds.
 */
#ifndef MGRUN_RUNNER_DRIFT_READ_H
#define MGRUN_RUNNER_DRIFT_READ_H

#include "db/session.h"
#include "planner/drift.h"

/*
 * Replay the applied files of `entries` and compare with `now`, the schema as it was read. Where
 * that accounts for everything nothing more is asked; else the fingerprint is read, one query an
 * object (about 1 ms each on MySQL, 0.3 ms on MariaDB), and decides. `ret_drift` is overwritten;
 * the caller clears it, also on failure. Fails with DB_ERROR only.
 */
bool drift_read(Session *session, const GPtrArray *entries, const Schema *now,
                const PlanTarget *target, SchemaDrift *ret_drift,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
