#include "cmd/plan_command.h"

#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "cmd/plan_policy.h"
#include "planner/load.h"
#include "planner/schema_replay.h"
#include "planner/since.h"
#include "runner/live_plan.h"

/* A plan and everything that it borrows. */
typedef struct {
	GPtrArray *migrations; /* owned */
	GPtrArray *before;     /* of Migration *, borrowed: replayed, not judged */
	GPtrArray *judged;     /* of Migration *, borrowed */
	GPtrArray *ignored;    /* owned char *: files that are no migrations */
	Since *since;
	PlanPolicy policy;
	PlanTarget target;
	Schema *schema;
	LivePlan *live;
	Plan *offline;
} Planned;

static void
planned_clear(Planned *planned)
{
	plan_free(planned->offline);
	live_plan_free(planned->live);
	schema_free(planned->schema);
	plan_target_clear(&planned->target);
	plan_policy_clear(&planned->policy);
	since_free(planned->since);
	g_clear_pointer(&planned->ignored, g_ptr_array_unref);
	g_clear_pointer(&planned->before, g_ptr_array_unref);
	g_clear_pointer(&planned->judged, g_ptr_array_unref);
	g_clear_pointer(&planned->migrations, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Planned, planned_clear)

static Plan *
plan_of(const Planned *planned)
{
	return planned->live != NULL ? planned->live->plan : planned->offline;
}

/* The files that were named, each loaded on its own; they may stand outside the directory. */
static bool
load_named(Planned *planned, char **files, GError **error)
{
	planned->migrations = g_ptr_array_new_with_free_func((GDestroyNotify)migration_free);
	planned->before = g_ptr_array_new();
	planned->judged = g_ptr_array_new();
	for (gsize i = 0; files[i] != NULL; i++) {
		Migration *migration = load_file(files[i], error);
		if (migration == NULL)
			return false;
		g_ptr_array_add(planned->migrations, migration);
		g_ptr_array_add(planned->judged, migration);
	}
	return true;
}

/* What stands before the first file named is replayed, so that its tables are known. */
static bool
load_before_named(Planned *planned, const char *dir, GError **error)
{
	const Migration *first = g_ptr_array_index(planned->judged, 0);
	g_autoptr(GPtrArray) all = load_directory(dir, NULL);

	(void)error;
	for (guint i = 0; all != NULL && i < all->len; i++) {
		Migration *migration = g_ptr_array_index(all, i);
		if (version_compare(migration->version, first->version) >= 0)
			break;
		g_ptr_array_add(planned->before, migration);
		g_ptr_array_index(all, i) = NULL;
		g_ptr_array_add(planned->migrations, migration);
	}
	return true;
}

static GPtrArray *
names_of(const GPtrArray *migrations)
{
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; i < migrations->len; i++) {
		const Migration *migration = g_ptr_array_index(migrations, i);
		g_ptr_array_add(names, migration->file_name);
		if (migration->down_path != NULL)
			g_ptr_array_add(names, strrchr(migration->down_path, '/') + 1);
	}
	return names;
}

static bool
read_since(Planned *planned, const char *dir, const char *revision, GError **error)
{
	g_autoptr(GPtrArray) names = names_of(planned->migrations);

	if (revision != NULL)
		planned->since = since_read(dir, revision, names, error);
	return revision == NULL || planned->since != NULL;
}

/* What is merged already is replayed, so that its tables are known, and not judged. */
static void
split_by_since(Planned *planned)
{
	planned->judged = g_ptr_array_new();
	planned->before = g_ptr_array_new();
	for (guint i = 0; i < planned->migrations->len; i++) {
		Migration *migration = g_ptr_array_index(planned->migrations, i);
		bool judged = planned->since == NULL ||
		              since_is_new(planned->since, migration->file_name);
		g_ptr_array_add(judged ? planned->judged : planned->before, migration);
	}
}

/* All files of the directory, those that are passed over, and what git says of them. */
static bool
load_all(Planned *planned, const Settings *settings, const PlanRequest *request, GError **error)
{
	const char *dir = settings_get(settings, "dir");

	planned->migrations = load_directory(dir, error);
	if (planned->migrations == NULL)
		return false;
	planned->ignored = load_find_ignored(dir, error);
	return planned->ignored != NULL && read_since(planned, dir, request->since, error);
}

static bool
load_offline(Planned *planned, const Settings *settings, const PlanRequest *request, GError **error)
{
	if (request->files != NULL && request->files[0] != NULL)
		return load_named(planned, request->files, error) &&
		       load_before_named(planned, settings_get(settings, "dir"), error);
	if (!load_all(planned, settings, request, error))
		return false;
	split_by_since(planned);
	return true;
}

static bool
replay_before(Planned *planned, GError **error)
{
	g_autoptr(GPtrArray) problems =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);

	planned->schema = schema_new(&planned->target);
	for (guint i = 0; i < planned->before->len; i++) {
		if (!schema_replay(planned->schema, g_ptr_array_index(planned->before, i),
		                   &planned->target, problems, NULL, error))
			return false;
	}
	return true;
}

static bool
build_offline(Planned *planned, const Settings *settings, const PlanRequest *request,
              GError **error)
{
	if (!load_offline(planned, settings, request, error) ||
	    !plan_policy_target(settings, &planned->target, error) ||
	    !replay_before(planned, error))
		return false;
	const PlanInput input = {.migrations = planned->judged,
	                         .all = planned->migrations,
	                         .schema = planned->schema,
	                         .target = &planned->target,
	                         .policy = &planned->policy,
	                         .since = planned->since,
	                         .ignored = planned->ignored};
	planned->offline = plan_build(&input, error);
	return planned->offline != NULL;
}

static bool
build_live(Planned *planned, const Settings *settings, const GPtrArray *migrations,
           const PendingLimits *limits, bool wants_hash, GError **error)
{
	g_auto(ConnectionOptions) connection = {0};

	if (!settings_connection(settings, &connection, error))
		return false;
	if (connection.database == NULL) {
		g_set_error(error, CMD_ERROR, CMD_ERROR_REFUSED,
		            "no database is named; give --database, or --offline to judge the "
		            "files alone");
		return false;
	}
	const LivePlanOptions options = {.connection = &connection,
	                                 .migrations = migrations,
	                                 .limits = *limits,
	                                 .since = planned->since,
	                                 .ignored = planned->ignored,
	                                 .policy = &planned->policy,
	                                 .probe_online = settings_is_on(settings, "probe"),
	                                 .wants_hash = wants_hash};
	planned->live = live_plan_build(&options, error);
	return planned->live != NULL;
}

static bool
build(Planned *planned, const Settings *settings, const PlanRequest *request, GError **error)
{
	if (!plan_policy_read(settings, request->approved, &planned->policy, error))
		return false;
	if (request->offline)
		return build_offline(planned, settings, request, error);
	return load_all(planned, settings, request, error) &&
	       build_live(planned, settings, planned->migrations, &request->limits, true, error);
}

static bool
prepare_outputs(PlanOutputs *outputs, const Settings *settings, const PlanRequest *request,
                GError **error)
{
	plan_outputs_init(outputs);
	outputs->options.color = app_wants_color(settings, STDOUT_FILENO);
	outputs->options.emoji = outputs->options.emoji && !request->no_emoji;
	outputs->options.directory = settings_get(settings, "dir");
	outputs->options.gate =
		plan_policy_threshold(settings, SEVERITY_HIGH, &outputs->options.fail_on);
	if (!plan_outputs_set_format(outputs, settings_get(settings, "format"), error))
		return false;
	for (gsize i = 0; request->out != NULL && request->out[i] != NULL; i++)
		if (!plan_outputs_add(outputs, request->out[i], error))
			return false;
	return true;
}

ExitStatus
plan_command_run(const Settings *settings, const PlanRequest *request, GError **error)
{
	g_auto(Planned) planned = {0};
	g_auto(PlanOutputs) outputs = {0};
	gint64 started = g_get_monotonic_time();

	if (!prepare_outputs(&outputs, settings, request, error))
		return EXIT_STATUS_USAGE;
	if (!build(&planned, settings, request, error))
		return EXIT_STATUS_REFUSED;
	Plan *plan = plan_of(&planned);
	plan->elapsed_us = g_get_monotonic_time() - started;
	if (!plan_output_write(plan, &outputs, error))
		return EXIT_STATUS_REFUSED;
	return outputs.options.gate && plan_fails(plan, outputs.options.fail_on)
	               ? EXIT_STATUS_FINDINGS
	               : EXIT_STATUS_DONE;
}

/* The report on stderr, so that stdout stays the answer of `up`. */
static void
show_refused(const Plan *plan, const Settings *settings, Severity fail_on)
{
	const PlanRenderOptions options = {.color = app_wants_color(settings, STDERR_FILENO),
	                                   .gate = true,
	                                   .fail_on = fail_on,
	                                   .directory = settings_get(settings, "dir")};
	g_autoptr(GString) text = g_string_new(NULL);

	render_plan_text(plan, &options, text);
	g_printerr("%s\n", text->str);
}

static bool
check_threshold(const Plan *plan, const Settings *settings, GError **error)
{
	Severity fail_on;

	if (!plan_policy_threshold(settings, SEVERITY_CRITICAL, &fail_on) ||
	    !plan_fails(plan, fail_on))
		return true;
	show_refused(plan, settings, fail_on);
	g_set_error(
		error, CMD_ERROR, CMD_ERROR_REFUSED,
		"refused: %u critical and %u high findings stand; nothing was run. Settle them, "
		"give `ignore` with a reason or `confirm` in the file, or --approve "
		"RULE@CHECKSUM",
		plan->counts[SEVERITY_CRITICAL], plan->counts[SEVERITY_HIGH]);
	return false;
}

/* The hash of the plan that was reviewed, from its JSON report. */
static char *
reviewed_hash(const char *path, GError **error)
{
	json_error_t problem;
	json_t *document = json_load_file(path, 0, &problem);
	const char *hash = json_string_value(json_object_get(document, "hash"));
	char *copy = g_strdup(hash);

	if (document == NULL)
		g_set_error(error, CMD_ERROR, CMD_ERROR_REFUSED, "cannot read the plan %s: %s",
		            path, problem.text);
	else if (hash == NULL)
		g_set_error(error, CMD_ERROR, CMD_ERROR_REFUSED,
		            "%s is no plan: write one with `mgrun plan --out json=FILE`", path);
	json_decref(document);
	return copy;
}

static bool
check_reviewed(const Plan *plan, const char *path, GError **error)
{
	if (path == NULL)
		return true;
	g_autofree char *hash = reviewed_hash(path, error);
	if (hash == NULL)
		return false;
	if (g_str_equal(hash, plan->hash))
		return true;
	g_set_error(error, CMD_ERROR, CMD_ERROR_REFUSED,
	            "files, history or schema are not those of the plan %s; nothing was run. Plan "
	            "again and have it reviewed: mgrun plan --out json=%s",
	            path, path);
	return false;
}

bool
plan_command_review(const Settings *settings, const GPtrArray *migrations,
                    const PendingLimits *limits, char **approved, const char *plan_file,
                    GError **error)
{
	g_auto(Planned) planned = {0};
	Severity fail_on;

	if (plan_file == NULL && !plan_policy_threshold(settings, SEVERITY_CRITICAL, &fail_on))
		return true;
	return plan_policy_read(settings, approved, &planned.policy, error) &&
	       build_live(&planned, settings, migrations, limits, plan_file != NULL, error) &&
	       check_reviewed(plan_of(&planned), plan_file, error) &&
	       check_threshold(plan_of(&planned), settings, error);
}
