#include "cmd/planned.h"

#include <string.h>

#include "cmd/exit_status.h"
#include "planner/load.h"
#include "planner/schema_replay.h"
#include "planner/since.h"

void
planned_clear(Planned *planned)
{
	plan_free(planned->offline);
	live_plan_free(planned->live);
	schema_free(planned->schema);
	plan_target_clear(&planned->target);
	plan_policy_clear(&planned->policy);
	since_free(planned->since);
	g_clear_pointer(&planned->unseen, g_ptr_array_unref);
	g_clear_pointer(&planned->ignored, g_ptr_array_unref);
	g_clear_pointer(&planned->before, g_ptr_array_unref);
	g_clear_pointer(&planned->judged, g_ptr_array_unref);
	g_clear_pointer(&planned->migrations, g_ptr_array_unref);
}

Plan *
planned_plan(const Planned *planned)
{
	return planned->live != NULL ? planned->live->plan : planned->offline;
}

/* ---- files */

static gint
compare_versions(gconstpointer a, gconstpointer b)
{
	const Migration *left = *(Migration *const *)a;
	const Migration *right = *(Migration *const *)b;

	return version_compare(left->version, right->version);
}

/* The files that were named, each loaded on its own; they may stand outside the directory. */
static bool
load_named(Planned *planned, char **files, GError **error)
{
	planned->migrations = g_ptr_array_new_with_free_func((GDestroyNotify)migration_free);
	planned->judged = g_ptr_array_new();
	for (gsize i = 0; files[i] != NULL; i++) {
		Migration *migration = load_file(files[i], error);
		if (migration == NULL)
			return false;
		g_ptr_array_add(planned->migrations, migration);
		g_ptr_array_add(planned->judged, migration);
	}
	g_ptr_array_sort(planned->judged, compare_versions);
	return true;
}

/*
 * What stands beside the first file and before it is replayed, so that its tables are known.
 * Where that cannot be read, the report says so: the file itself is judged all the same.
 */
static void
load_before_named(Planned *planned, const char *first_file)
{
	const Migration *first = g_ptr_array_index(planned->judged, 0);
	g_autofree char *dir = g_path_get_dirname(first_file);
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) all = load_directory(dir, &problem);

	planned->before = g_ptr_array_new();
	if (all == NULL)
		g_ptr_array_add(planned->unseen,
		                g_strdup_printf("what stands before %s: %s", first->file_name,
		                                problem->message));
	for (guint i = 0; all != NULL && i < all->len; i++) {
		Migration *migration = g_ptr_array_index(all, i);
		if (version_compare(migration->version, first->version) >= 0)
			break;
		g_ptr_array_add(planned->before, migration);
		g_ptr_array_index(all, i) = NULL;
		g_ptr_array_add(planned->migrations, migration);
	}
}

static bool
load_all(Planned *planned, const char *dir, GError **error)
{
	planned->migrations = load_directory(dir, error);
	if (planned->migrations == NULL)
		return false;
	planned->ignored = load_find_ignored(dir, error);
	planned->before = g_ptr_array_new();
	return planned->ignored != NULL;
}

static bool
is_old(const Planned *planned, const Migration *migration)
{
	const char *start_after = planned->policy.start_after;
	g_autofree char *last = start_after != NULL ? version_canonical(start_after) : NULL;

	return (planned->since != NULL && !since_is_new(planned->since, migration->file_name)) ||
	       (last != NULL && version_compare(migration->version, last) <= 0);
}

/* What is not judged is replayed first: its tables are in use by now, and no new ones. */
static void
part_old(Planned *planned)
{
	for (guint i = 0; i < planned->judged->len;) {
		Migration *migration = g_ptr_array_index(planned->judged, i);
		if (!is_old(planned, migration)) {
			i++;
			continue;
		}
		g_ptr_array_add(planned->before, migration);
		g_ptr_array_remove_index(planned->judged, i);
	}
}

/* Without a history everything is pending, up to what --to and --steps say. */
static bool
choose_judged(Planned *planned, const PendingLimits *limits, GError **error)
{
	g_autoptr(GPtrArray) no_facts = g_ptr_array_new();
	g_autoptr(GPtrArray) entries = status_build(planned->migrations, no_facts);

	planned->judged = pending_select_plan(entries, limits, error);
	if (planned->judged == NULL)
		return false;
	part_old(planned);
	return true;
}

/* What git says of the directory; nothing where no revision was named. */
static bool
read_since(Planned *planned, const PlannedRequest *request, GError **error)
{
	g_autoptr(GPtrArray) present = g_ptr_array_new();

	if (request->since == NULL)
		return true;
	for (guint i = 0; i < planned->migrations->len; i++) {
		const Migration *migration = g_ptr_array_index(planned->migrations, i);
		g_ptr_array_add(present, migration->file_name);
		if (migration->down_path != NULL)
			g_ptr_array_add(present, strrchr(migration->down_path, '/') + 1);
	}
	planned->since =
		since_read(settings_get(request->settings, "dir"), request->since, present, error);
	return planned->since != NULL;
}

static bool
load(Planned *planned, const PlannedRequest *request, GError **error)
{
	planned->unseen = g_ptr_array_new_with_free_func(g_free);
	if (request->files == NULL || request->files[0] == NULL)
		return load_all(planned, settings_get(request->settings, "dir"), error) &&
		       read_since(planned, request, error);
	if (!load_named(planned, request->files, error))
		return false;
	load_before_named(planned, request->files[0]);
	return true;
}

/* ---- offline */

static bool
replay_before(Planned *planned, GError **error)
{
	g_autoptr(GPtrArray) problems =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);

	planned->schema = schema_new(&planned->target);
	for (guint i = 0; i < planned->before->len; i++)
		if (!schema_replay(planned->schema, g_ptr_array_index(planned->before, i),
		                   &planned->target, problems, NULL, error))
			return false;
	return true;
}

bool
planned_build_offline(Planned *planned, const PlannedRequest *request, GError **error)
{
	if (!plan_policy_read(request->settings, request->approved, &planned->policy, error) ||
	    !load(planned, request, error) ||
	    (planned->judged == NULL && !choose_judged(planned, &request->limits, error)) ||
	    !plan_policy_target(request->settings, &planned->target, error) ||
	    !replay_before(planned, error))
		return false;
	const PlanInput input = {.migrations = planned->judged,
	                         .all = planned->migrations,
	                         .schema = planned->schema,
	                         .target = &planned->target,
	                         .policy = &planned->policy,
	                         .since = planned->since,
	                         .ignored = planned->ignored,
	                         .unseen = planned->unseen};
	planned->offline = plan_build(&input, error);
	return planned->offline != NULL;
}

/* ---- live */

/* Build with what the caller has filled in of the options, and the rest of the request. */
static bool
build_live(Planned *planned, const PlannedRequest *request, const LivePlanOptions *part,
           GError **error)
{
	g_auto(ConnectionOptions) connection = {0};
	LivePlanOptions options = *part;

	if (!settings_connection(request->settings, &connection, error))
		return false;
	if (connection.database == NULL) {
		g_set_error(error, CMD_ERROR, CMD_ERROR_REFUSED,
		            "no database is named; give --database, or --offline to judge the "
		            "files alone");
		return false;
	}
	options.connection = &connection;
	options.limits = request->limits;
	options.policy = &planned->policy;
	options.probe_online = settings_is_on(request->settings, "probe");
	options.stop = request->stop;
	planned->live = live_plan_build(&options, error);
	return planned->live != NULL;
}

bool
planned_build_live(Planned *planned, const PlannedRequest *request, GError **error)
{
	if (!plan_policy_read(request->settings, request->approved, &planned->policy, error) ||
	    !load(planned, request, error))
		return false;
	const LivePlanOptions options = {.migrations = planned->migrations,
	                                 .wants_hash = true,
	                                 .judge_refused = true,
	                                 .since = planned->since,
	                                 .ignored = planned->ignored};
	return build_live(planned, request, &options, error);
}

bool
planned_build_gate(Planned *planned, const PlannedRequest *request, const GPtrArray *migrations,
                   bool wants_hash, GError **error)
{
	const LivePlanOptions options = {.migrations = migrations, .wants_hash = wants_hash};

	return plan_policy_read(request->settings, request->approved, &planned->policy, error) &&
	       build_live(planned, request, &options, error);
}
