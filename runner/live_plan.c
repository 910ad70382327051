#include "runner/live_plan.h"

#include "runner/drift_read.h"
#include "runner/history.h"
#include "runner/inspect.h"
#include "runner/probe_online.h"
#include "runner/row_probe.h"
#include "runner/sight.h"

G_DEFINE_QUARK(live_plan_error, live_plan_error)

/* The sessions that answer while a plan is built. */
typedef struct {
	RowProbe *rows;
	OnlineProbe *online; /* NULL: not wanted */
	const gint *stop;
} Answering;

static void
answering_clear(Answering *answering)
{
	g_clear_pointer(&answering->rows, row_probe_free);
	g_clear_pointer(&answering->online, online_probe_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Answering, answering_clear)

/* Once a stop is requested nothing more is asked, so that the plan comes to its end at once. */
static bool
is_stopped(const gint *stop)
{
	return stop != NULL && g_atomic_int_get(stop) != 0;
}

static void
ask(void *data, const char *table, const char *column, const char *sql, ProbeAnswer *ret_answer)
{
	const Answering *answering = data;

	if (!is_stopped(answering->stop))
		row_probe_ask(answering->rows, table, column, sql, ret_answer);
}

static gint64
explain_rows(void *data, const char *sql, bool *ret_full_scan)
{
	const Answering *answering = data;

	*ret_full_scan = false;
	return is_stopped(answering->stop) ? -1
	                                   : row_probe_explain(answering->rows, sql, ret_full_scan);
}

static const GPtrArray *
read_queries(void *data, const char **ret_why)
{
	const Answering *answering = data;

	*ret_why = "statements were not looked at: the run was stopped";
	return is_stopped(answering->stop) ? NULL : row_probe_queries(answering->rows, ret_why);
}

static bool
try_online(void *data, const SchemaTable *before, const SqlTableDdl *ddl, const char *sql,
           OnlineVerdict *verdict)
{
	const Answering *answering = data;

	return answering->online != NULL && !is_stopped(answering->stop) &&
	       online_probe_try(answering->online, before, ddl, sql, verdict);
}

static const char *
why_not_online(void *data)
{
	const Answering *answering = data;

	return answering->online != NULL ? online_probe_failure(answering->online)
	                                 : "--no-probe was given";
}

static bool
open_answering(Answering *answering, const LivePlanOptions *options, const LivePlan *live,
               GError **error)
{
	g_autoptr(Session) session = session_open(options->connection, "plan", NULL, error);

	if (session == NULL)
		return false;
	answering->rows =
		row_probe_new(g_steal_pointer(&session), live->now, options->policy, error);
	if (options->probe_online)
		answering->online = online_probe_new(options->connection, &live->target);
	return answering->rows != NULL;
}

static bool
read_history(LivePlan *live, Session *session, const LivePlanOptions *options, GError **error)
{
	live->rows = history_read(session, false, error);
	if (live->rows == NULL)
		return false;
	live->facts = history_facts(live->rows);
	live->entries = status_build(options->migrations, live->facts);
	live->pending = options->judge_refused
	                        ? pending_select_plan(live->entries, &options->limits, error)
	                        : pending_select_up(live->entries, &options->limits, error);
	return live->pending != NULL;
}

static bool
look(LivePlan *live, const LivePlanOptions *options, GError **error)
{
	g_autoptr(Session) session = session_open(options->connection, "plan", NULL, error);

	if (session == NULL || !read_history(live, session, options, error))
		return false;
	live->database = g_strdup(session_database(session));
	live->schema = inspect_schema(session, &live->target, error);
	if (live->schema == NULL)
		return false;
	live->now = schema_snapshot(live->schema, &live->target);
	live->unseen = sight_list_unseen(live->now, &live->target);
	return live->rows->len == 0 || live->pending->len == 0 ||
	       drift_read(session, live->entries, live->now, &live->target, &live->drift, error);
}

LivePlan *
live_plan_build(const LivePlanOptions *options, GError **error)
{
	g_autoptr(LivePlan) live = g_new0(LivePlan, 1);
	g_auto(Answering) answering = {.stop = options->stop};

	if (!look(live, options, error) || !open_answering(&answering, options, live, error))
		return NULL;
	const PlanServer server = {.data = &answering,
	                           .ask = ask,
	                           .try_online = try_online,
	                           .why_not_online = why_not_online,
	                           .explain_rows = explain_rows,
	                           .read_queries = read_queries};
	const PlanInput input = {.migrations = live->pending,
	                         .all = options->migrations,
	                         .entries = live->entries,
	                         .limits = &options->limits,
	                         .schema = live->schema,
	                         .target = &live->target,
	                         .policy = options->policy,
	                         .drift = &live->drift,
	                         .server = &server,
	                         .since = options->since,
	                         .ignored = options->ignored,
	                         .unseen = live->unseen,
	                         .wants_hash = options->wants_hash};
	live->plan = plan_build(&input, error);
	if (live->plan != NULL && is_stopped(options->stop)) {
		g_set_error(error, LIVE_PLAN_ERROR, LIVE_PLAN_ERROR_STOPPED,
		            "stopped on request before the plan was complete; nothing was changed");
		return NULL;
	}
	return live->plan != NULL ? g_steal_pointer(&live) : NULL;
}

static void
free_history(LivePlan *live)
{
	g_clear_pointer(&live->pending, g_ptr_array_unref);
	g_clear_pointer(&live->entries, g_ptr_array_unref);
	g_clear_pointer(&live->facts, g_ptr_array_unref);
	g_clear_pointer(&live->rows, g_ptr_array_unref);
}

void
live_plan_free(LivePlan *live)
{
	if (live == NULL)
		return;
	plan_free(live->plan);
	schema_drift_clear(&live->drift);
	g_free(live->database);
	g_clear_pointer(&live->unseen, g_ptr_array_unref);
	free_history(live);
	schema_free(live->schema);
	schema_free(live->now);
	plan_target_clear(&live->target);
	g_free(live);
}
