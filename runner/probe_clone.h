/*
 * probe_clone.h - SQL that makes an empty copy of a table, and parents for its foreign
 * keys. Private to runner/probe_online.
 */
#ifndef MGRUN_RUNNER_PROBE_CLONE_H
#define MGRUN_RUNNER_PROBE_CLONE_H

#include "db/session.h"
#include "planner/schema.h"

/*
 * Statements, in their order: parents (when `with_foreign_keys`), the table, its foreign
 * keys. The table's text is what the server prints where that is still what `table` says;
 * else it is written from the model. The table is of the database that the session was opened on.
 * Of owned char *. NULL when the live table cannot be read.
 */
GPtrArray *probe_clone_statements(Session *session, const SchemaTable *table,
                                  const SqlTableDdl *ddl, bool with_foreign_keys,
                                  const PlanTarget *target,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
