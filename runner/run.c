#include "runner/run.h"

#include "planner/provenance.h"
#include "runner/down_steps.h"
#include "runner/history_write.h"
#include "runner/migrate.h"
#include "runner/restore.h"
#include "runner/run_report.h"
#include "runner/run_session.h"
#include "runner/run_suggest.h"
#include "runner/select.h"

G_DEFINE_QUARK(run_error, run_error)

static void
list_planned(RunReport *report, const Migration *migration, Direction direction)
{
	MigrationReport *entry = migration_report_new(migration->version_text, migration->name,
	                                              migration->file_name);
	g_autoptr(ActionList) list = direction == DIRECTION_UP ? actions_up(migration, NULL)
	                                                       : actions_down(migration, NULL);

	entry->direction = direction;
	entry->outcome = OUTCOME_PLANNED;
	for (guint i = 0; list != NULL && i < list->actions->len; i++) {
		const Action *action = g_ptr_array_index(list->actions, i);
		g_ptr_array_add(entry->statements, sql_text_read(action->sql, NULL));
	}
	entry->steps = entry->statements->len;
	g_ptr_array_add(report->migrations, entry);
}

static bool
plan_down(Session *session, const Selection *selection, RunReport *report, GError **error)
{
	for (guint i = 0; i < selection->chosen->len; i++) {
		g_autoptr(Migration) owned = NULL;
		const Migration *migration = selection_down_source(
			session, g_ptr_array_index(selection->chosen, i), &owned, error);
		if (migration == NULL)
			return false;
		list_planned(report, migration, DIRECTION_DOWN);
	}
	return true;
}

/* Nothing of the whole run was sent: a check before the first migration's first step said no. */
static bool
nothing_ran(const RunReport *report, const MigrationReport *failed)
{
	return report->migrations->len == 1 && failed->steps_run == 0 &&
	       report->failure->step == 0 && report->failure->number == 0;
}

static RunOutcome
outcome_of_failure(const RunReport *report, const MigrationReport *failed, bool proven)
{
	DbErrorCode class = report->failure->error_class;

	if (!proven)
		return RUN_NEEDS_PERSON;
	if (nothing_ran(report, failed))
		return RUN_REFUSED;
	return class == DB_ERROR_LOCK_TIMEOUT || class == DB_ERROR_DEADLOCK ? RUN_BUSY
	                                                                    : RUN_ROLLED_BACK;
}

/*
 * --on-failure rollback-run: undo what this run did before the failing migration. The
 * entries of `done` begin at `first` in the report: recorded ones stand before them.
 */
static bool
roll_back_run(Run *run, guint first, const GPtrArray *done, guint count, const char *user,
              guint64 order)
{
	guint64 next = order;

	for (guint i = count; i > 0; i--) {
		next++;
		MigrationReport *entry = g_ptr_array_index(run->report->migrations, first + i - 1);
		const MigrateRequest request = {
			.migration = g_ptr_array_index(done, i - 1),
			.direction =
				entry->direction == DIRECTION_UP ? DIRECTION_DOWN : DIRECTION_UP,
			.database_user = user,
			.order = next,
			.number = count - i + 1,
			.total = count,
		};
		if (!migrate(run, &request))
			return false;
		entry = g_ptr_array_index(run->report->migrations, first + i - 1);
		entry->outcome = OUTCOME_ROLLED_BACK;
	}
	return true;
}

static void
end_failed(Run *run, const GPtrArray *migrations, guint done, const char *user, guint64 order)
{
	guint last = run->report->migrations->len - 1;
	MigrationReport *failed = g_ptr_array_index(run->report->migrations, last);
	bool proven = failed->outcome == OUTCOME_ROLLED_BACK;

	if (proven && run->options->on_failure == ON_FAILURE_ROLLBACK_RUN)
		proven = roll_back_run(run, last - done, migrations, done, user, order);
	run->report->outcome = outcome_of_failure(run->report, failed, proven);
	run_suggest_next(run, failed->direction == DIRECTION_UP);
}

static void
end_run(Run *run, gint64 started)
{
	g_autoptr(GError) error = NULL;

	if (!journal_flush(run->journal, &error)) {
		g_ptr_array_add(
			run->report->differences,
			g_strdup_printf("the end of the run is not recorded: %s", error->message));
		run->report->outcome = RUN_NEEDS_PERSON;
		if (run->report->next->len ==
		    0) /* all steps ran: status tells which are not recorded */
			run_suggest(run, "mgrun status", NULL);
	}
	g_free(run->report->fingerprint_after); /* redo ends twice */
	run->report->fingerprint_after = snapshot_fingerprint(run->snapshot);
	run->report->elapsed_ms += (guint64)(g_get_monotonic_time() - started) / 1000;
	run_tell(run, (RunEvent){.kind = EVENT_RUN_DONE,
	                         .direction = run->report->direction,
	                         .elapsed_ms = run->report->elapsed_ms,
	                         .text = run_outcome_name(run->report->outcome)});
}

static Provenance *
read_provenance(Run *run, const GPtrArray *migrations)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < migrations->len; i++)
		g_ptr_array_add(names,
		                ((const Migration *)g_ptr_array_index(migrations, i))->file_name);
	Provenance *provenance = provenance_read(run->options->dir, names);
	if (provenance->lacking != NULL)
		g_ptr_array_add(run->report->notes,
		                g_strdup_printf("git: %s", provenance->lacking));
	return provenance;
}

/* Run `migrations` (of Migration *) one after the other; the first failure ends it. */
static void
run_all(Run *run, const GPtrArray *migrations, Direction direction, guint64 last_order)
{
	gint64 started = g_get_monotonic_time();
	g_autoptr(Provenance) provenance =
		direction == DIRECTION_UP ? read_provenance(run, migrations) : NULL;
	g_autofree char *user = run_database_user(run);
	guint64 order = last_order;

	if (run->report->fingerprint_before == NULL)
		run->report->fingerprint_before = snapshot_fingerprint(run->snapshot);
	run->report->outcome = RUN_DONE;
	run_tell(run, (RunEvent){.kind = EVENT_RUN_STARTED,
	                         .direction = direction,
	                         .text = run->report->server,
	                         .total = migrations->len});
	for (guint i = 0; i < migrations->len; i++) {
		const Migration *migration = g_ptr_array_index(migrations, i);
		order++;
		const MigrateRequest request = {
			.migration = migration,
			.direction = direction,
			.provenance = provenance != NULL
		                              ? provenance_find(provenance, migration->file_name)
		                              : NULL,
			.database_user = user,
			.order = order,
			.number = i + 1,
			.total = migrations->len,
		};
		if (migrate(run, &request))
			continue;
		end_failed(run, migrations, i, user, order);
		break;
	}
	end_run(run, started);
}

static void
record(Run *run, const Migration *migration, char *take_sql, const char *what)
{
	MigrationReport *entry = migration_report_new(migration->version_text, migration->name,
	                                              migration->file_name);

	entry->outcome = OUTCOME_RECORDED;
	g_ptr_array_add(run->report->migrations, entry);
	g_ptr_array_add(run->report->notes, g_strdup_printf("%s: %s", migration->file_name, what));
	journal_queue(run->journal, take_sql);
}

static bool
record_applied(Run *run, const Migration *migration, guint64 order, GError **error)
{
	g_autofree char *down_steps = down_steps_write(migration, error);
	g_autofree char *user = run_database_user(run);
	if (down_steps == NULL)
		return false;
	const HistoryNote note = {
		.run_id = run->report->run_id,
		.tool_version = run->options->tool_version,
		.database_user = user,
		.down_steps = down_steps,
		.state = "applied",
		.order = order,
	};
	record(run, migration, history_start_sql(migration, &note),
	       "recorded as applied; nothing was run");
	return true;
}

static const Migration *
find_migration(const RunOptions *options, const char *version_text)
{
	g_autofree char *version = version_canonical(version_text);

	for (guint i = 0; version != NULL && i < options->migrations->len; i++) {
		const Migration *migration = g_ptr_array_index(options->migrations, i);
		if (g_str_equal(migration->version, version))
			return migration;
	}
	return NULL;
}

static const Migration *
require_migration(const RunOptions *options, const char *version_text, const char *flag,
                  GError **error)
{
	const Migration *migration = find_migration(options, version_text);
	if (migration == NULL)
		g_set_error(error, PENDING_ERROR, PENDING_ERROR_TARGET,
		            "%s %s: no migration file has this version; `mgrun status` lists them",
		            flag, version_text);
	return migration;
}

/* --accept-edited and --mark-applied change history alone. */
static bool
record_wishes(Run *run, const Selection *selection, GError **error)
{
	const PendingLimits *limits = &run->options->limits;

	if (limits->accept_edited != NULL) {
		const Migration *migration = require_migration(run->options, limits->accept_edited,
		                                               "--accept-edited", error);
		g_autofree char *down_steps =
			migration != NULL ? down_steps_write(migration, error) : NULL;
		if (down_steps == NULL)
			return false;
		record(run, migration, history_accept_sql(migration, down_steps),
		       "the edited file counts as the applied one; nothing was run");
	}
	if (limits->mark_applied != NULL) {
		const Migration *migration = require_migration(run->options, limits->mark_applied,
		                                               "--mark-applied", error);
		if (migration == NULL ||
		    !record_applied(run, migration, selection_last_order(selection) + 1, error))
			return false;
	}
	return journal_flush(run->journal, error);
}

static bool
has_wishes(const PendingLimits *limits)
{
	return limits->accept_edited != NULL || limits->mark_applied != NULL;
}

/*
 * Look before locking: a run with nothing to do waits for nobody. A migration that
 * another mgrun is at work on looks unfinished here: then `ret_selection` stays NULL
 * and the look that counts is the one under the lock.
 */
static bool
look_first(Session *session, const RunOptions *options,
           Selection *(*select)(Session *, const RunOptions *, GError **),
           Selection **ret_selection, GError **error)
{
	g_autoptr(GError) problem = NULL;

	*ret_selection = select(session, options, &problem);
	if (*ret_selection != NULL)
		return true;
	if (!options->dry_run && g_error_matches(problem, PENDING_ERROR, PENDING_ERROR_FAILED))
		return true;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

static RunReport *
nothing_to_do(RunReport *take_report)
{
	take_report->outcome = RUN_NOTHING_TO_DO;
	return take_report;
}

static bool
is_reviewed(const RunOptions *options, const Selection *selection, GError **error)
{
	return selection->chosen->len == 0 || options->review == NULL ||
	       options->review(options, options->review_data, error);
}

RunReport *
run_up(const RunOptions *options, GError **error)
{
	g_autoptr(RunReport) report = run_report_new(DIRECTION_UP);
	g_autoptr(Session) session = run_open_first(options, report, error);
	if (session == NULL)
		return NULL;

	g_autoptr(Selection) first = NULL;
	if (!look_first(session, options, selection_up, &first, error))
		return NULL;
	if (first != NULL && first->chosen->len == 0 && !has_wishes(&options->limits))
		return nothing_to_do(g_steal_pointer(&report));
	if (options->dry_run) {
		for (guint i = 0; i < first->chosen->len; i++)
			list_planned(report, g_ptr_array_index(first->chosen, i), DIRECTION_UP);
		report->outcome = RUN_PLANNED;
		return g_steal_pointer(&report);
	}

	g_autoptr(Run) run = run_begin(options, report, g_steal_pointer(&session), error);
	if (run == NULL)
		return NULL;
	g_autoptr(Selection) selection = run_select(run, selection_up, error);
	if (selection == NULL || !is_reviewed(options, selection, error) ||
	    !record_wishes(run, selection, error))
		return NULL;
	if (selection->chosen->len > 0)
		run_all(run, selection->chosen, DIRECTION_UP, selection_last_order(selection) + 1);
	else
		report->outcome = has_wishes(&options->limits) ? RUN_DONE : RUN_NOTHING_TO_DO;
	return g_steal_pointer(&report);
}

/* The migrations that undo the chosen entries, newest first; owned ones go into `owned`. */
static GPtrArray *
down_sources(Run *run, const Selection *selection, GPtrArray *owned, GError **error)
{
	g_autoptr(GPtrArray) sources = g_ptr_array_new();
	Session *session = guard_enter(run->guard);
	bool ok = true;

	for (guint i = 0; ok && i < selection->chosen->len; i++) {
		Migration *mine = NULL;
		const Migration *migration = selection_down_source(
			session, g_ptr_array_index(selection->chosen, i), &mine, error);
		if (mine != NULL)
			g_ptr_array_add(owned, mine);
		ok = migration != NULL;
		g_ptr_array_add(sources, (gpointer)migration);
	}
	guard_leave(run->guard);
	return ok ? g_steal_pointer(&sources) : NULL;
}

/* A redo needs the file of what it undoes. */
static bool
check_again(const Selection *selection, bool again, GError **error)
{
	if (!again || selection == NULL || selection->chosen->len == 0)
		return true;
	const StatusEntry *entry = g_ptr_array_index(selection->chosen, 0);
	if (entry->migration != NULL)
		return true;
	g_set_error(
		error, RUN_ERROR, RUN_ERROR_REFUSED,
		"migration %s_%s is applied and has no file here, so it could not be applied "
		"again; bring the file back, or undo it alone with `mgrun down`; nothing was run",
		entry->fact->version, entry->fact->name);
	return false;
}

static RunReport *
run_backwards(const RunOptions *options, bool again, GError **error)
{
	g_autoptr(RunReport) report = run_report_new(DIRECTION_DOWN);
	g_autoptr(Session) session = run_open_first(options, report, error);
	if (session == NULL)
		return NULL;

	g_autoptr(Selection) first = NULL;
	if (!look_first(session, options, selection_down, &first, error))
		return NULL;
	if (first != NULL && first->chosen->len == 0)
		return nothing_to_do(g_steal_pointer(&report));
	if (!check_again(first, again, error))
		return NULL;
	if (options->dry_run) {
		report->outcome = RUN_PLANNED;
		return plan_down(session, first, report, error) ? g_steal_pointer(&report) : NULL;
	}

	g_autoptr(Run) run = run_begin(options, report, g_steal_pointer(&session), error);
	g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func((GDestroyNotify)migration_free);
	g_autoptr(Selection) selection =
		run != NULL ? run_select(run, selection_down, error) : NULL;
	bool ok = selection != NULL && check_again(selection, again, error);
	g_autoptr(GPtrArray) sources = ok ? down_sources(run, selection, owned, error) : NULL;
	if (sources == NULL)
		return NULL;
	if (sources->len == 0)
		return nothing_to_do(g_steal_pointer(&report));
	run_all(run, sources, DIRECTION_DOWN, selection_last_order(selection));
	if (again && report->outcome == RUN_DONE) {
		const StatusEntry *entry = g_ptr_array_index(selection->chosen, 0);
		g_autoptr(GPtrArray) up = g_ptr_array_new();
		g_ptr_array_add(up, (gpointer)entry->migration);
		run_all(run, up, DIRECTION_UP, selection_last_order(selection));
	}
	return g_steal_pointer(&report);
}

RunReport *
run_down(const RunOptions *options, GError **error)
{
	return run_backwards(options, false, error);
}

RunReport *
run_redo(const RunOptions *options, GError **error)
{
	RunOptions newest = *options;

	newest.limits = (PendingLimits){.steps = 1};
	newest.down_run = NULL;
	return run_backwards(&newest, true, error);
}
