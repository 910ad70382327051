/*
 * row_probe.h - looks at rows for the plan: read-only, bounded, never in the way.
 *
 * A session of its own, in read-only transactions, each query ended by the server
 * after two seconds (max_execution_time; max_statement_time on MariaDB). A query
 * on a column of a big table that no index leads is skipped unless asked for.
 */
#ifndef MGRUN_RUNNER_ROW_PROBE_H
#define MGRUN_RUNNER_ROW_PROBE_H

#include "db/session.h"
#include "planner/plan.h"

typedef struct RowProbe RowProbe;

/* Takes the session; `schema` (a copy is not made) and `policy` must outlive the probe. */
RowProbe *row_probe_new(Session *take_session, const Schema *schema, const PlanPolicy *policy,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void row_probe_free(RowProbe *probe);

/* The members of PlanServer that look at rows; `data` is a RowProbe *. */
void row_probe_ask(void *data, const char *table, const char *column, const char *sql,
                   ProbeAnswer *ret_answer);
gint64 row_probe_explain(void *data, const char *sql, bool *ret_full_scan);

/* Reads performance_schema once, the first time that it is asked. */
const GPtrArray *row_probe_queries(void *data, const char **ret_why);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(RowProbe, row_probe_free)

#endif
