#include "cmd/app.h"
#include "cmd/render.h"
#include "cmd/status_steps.h"
#include "planner/load.h"
#include "planner/provenance.h"
#include "planner/words.h"
#include "runner/history.h"
#include "runner/journal_read.h"
#include "runner/run_lock.h"

#define SHORT_COMMIT 12

/* Files, history and git, side by side. */
typedef struct {
	GPtrArray *migrations;
	GPtrArray *rows;
	GPtrArray *facts;
	GPtrArray *entries;
	Provenance *provenance; /* of the files that history does not know */
	char *running_by;       /* who runs migrations now; NULL: nobody */
	GHashTable *journals;   /* of the unfinished, by version: of JournalRow * */
} Overview;

static void
overview_clear(Overview *overview)
{
	g_clear_pointer(&overview->journals, g_hash_table_unref);
	g_clear_pointer(&overview->running_by, g_free);
	g_clear_pointer(&overview->entries, g_ptr_array_unref);
	g_clear_pointer(&overview->facts, g_ptr_array_unref);
	g_clear_pointer(&overview->rows, g_ptr_array_unref);
	g_clear_pointer(&overview->migrations, g_ptr_array_unref);
	g_clear_pointer(&overview->provenance, provenance_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Overview, overview_clear)

static const char *
entry_version_text(const StatusEntry *entry, const HistoryRow *row)
{
	return entry->migration != NULL ? entry->migration->version_text : row->version_text;
}

static const char *
entry_name(const StatusEntry *entry)
{
	return entry->migration != NULL ? entry->migration->name : entry->fact->name;
}

static const HistoryRow *
row_of(const Overview *overview, const StatusEntry *entry)
{
	return entry->fact != NULL ? history_find(overview->rows, entry->fact->version) : NULL;
}

static bool
is_unfinished(const StatusEntry *entry)
{
	return entry->fact != NULL && entry->fact->state == APPLIED_STATE_RUNNING;
}

static bool
runs_now(const Overview *overview, const StatusEntry *entry)
{
	return overview->running_by != NULL && is_unfinished(entry);
}

static const char *
status_word(const Overview *overview, const StatusEntry *entry)
{
	return runs_now(overview, entry) ? "running" : migration_status_name(entry->status);
}

/* Where an applied migration came from is history's word; for a pending one git is asked. */
static char *
commit_of(const Overview *overview, const StatusEntry *entry, const HistoryRow *row)
{
	const FileProvenance *file =
		row == NULL ? provenance_find(overview->provenance, entry->migration->file_name)
			    : NULL;
	const char *commit = row != NULL ? row->git_commit : file != NULL ? file->commit : NULL;
	bool dirty = row != NULL ? row->git_dirty : file != NULL && file->dirty;

	if (commit == NULL || *commit == '\0')
		return g_strdup(dirty ? "uncommitted" : "-");
	return g_strdup_printf("%.*s%s", SHORT_COMMIT, commit, dirty ? "+" : "");
}

static void
read_pending_provenance(Overview *overview, const char *dir)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < overview->entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(overview->entries, i);
		if (entry->fact == NULL)
			g_ptr_array_add(names, entry->migration->file_name);
	}
	overview->provenance = provenance_read(dir, names);
}

static bool
read_history(Overview *overview, Session *session, GError **error)
{
	g_clear_pointer(&overview->entries, g_ptr_array_unref);
	g_clear_pointer(&overview->facts, g_ptr_array_unref);
	g_clear_pointer(&overview->rows, g_ptr_array_unref);
	overview->rows = history_read(session, true, error);
	if (overview->rows == NULL)
		return false;
	overview->facts = history_facts(overview->rows);
	overview->entries = status_build(overview->migrations, overview->facts);
	return true;
}

static bool
has_unfinished(const Overview *overview)
{
	for (guint i = 0; i < overview->entries->len; i++)
		if (is_unfinished(g_ptr_array_index(overview->entries, i)))
			return true;
	return false;
}

/* A row "running" is of a run that goes on, of one that died, or of one that just ended. */
static bool
read_who_runs(Overview *overview, Session *session, GError **error)
{
	if (!has_unfinished(overview))
		return true;
	overview->running_by = run_lock_holder(session);
	return overview->running_by != NULL || read_history(overview, session, error);
}

static bool
read_journals(Overview *overview, Session *session, GError **error)
{
	overview->journals = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                                           (GDestroyNotify)g_ptr_array_unref);
	for (guint i = 0; i < overview->entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(overview->entries, i);
		if (entry->status != MIGRATION_STATUS_FAILED || runs_now(overview, entry))
			continue;
		const HistoryRow *row = row_of(overview, entry);
		GPtrArray *journal = journal_read(session, row->run_id, row->version, error);
		if (journal == NULL)
			return false;
		g_hash_table_insert(overview->journals, g_strdup(row->version), journal);
	}
	return true;
}

static bool
read_overview(const Settings *settings, Overview *overview, GError **error)
{
	g_auto(ConnectionOptions) connection = {0};
	const char *dir = settings_get(settings, "dir");

	overview->migrations = load_directory(dir, error);
	if (overview->migrations == NULL || !settings_connection(settings, &connection, error))
		return false;
	if (connection.database == NULL) {
		g_set_error(
			error, CMD_ERROR, CMD_ERROR_REFUSED,
			"no database is named; give --database, MGRUN_DATABASE or `database:` in "
			"mgrun.yaml");
		return false;
	}
	g_autoptr(Session) session = session_open(&connection, "status", NULL, error);
	if (session == NULL || !read_history(overview, session, error) ||
	    !read_who_runs(overview, session, error) || !read_journals(overview, session, error))
		return false;
	read_pending_provenance(overview, dir);
	return true;
}

static void
print_line(const Overview *overview, const StatusEntry *entry)
{
	const HistoryRow *row = row_of(overview, entry);
	g_autofree char *commit = commit_of(overview, entry, row);
	g_autofree char *time = row != NULL && row->finished_at != NULL
	                                ? duration_format(row->duration_ms)
	                                : g_strdup("-");
	g_autofree char *when = row != NULL && row->finished_at != NULL
	                                ? g_strndup(row->finished_at, strlen("2026-11-24 10:00:00"))
	                                : g_strdup("-");

	g_print("%-12s  %-14s  %-30s  %-19s  %-9s  %-13s  %s\n", status_word(overview, entry),
	        entry_version_text(entry, row), entry_name(entry), when, time, commit,
	        row != NULL ? row->database_user : "-");
}

/* Until the run ends, what it has not ended is nobody's to put right. */
static void
print_running(const Overview *overview)
{
	for (guint i = 0; i < overview->entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(overview->entries, i);
		if (runs_now(overview, entry))
			g_print("%s_%s is being run by %s: wait for its end\n",
			        entry_version_text(entry, row_of(overview, entry)),
			        entry_name(entry), overview->running_by);
	}
}

static void
print_unfinished(const Overview *overview)
{
	for (guint i = 0; i < overview->entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(overview->entries, i);
		const GPtrArray *journal =
			entry->fact != NULL
				? g_hash_table_lookup(overview->journals, entry->fact->version)
				: NULL;
		if (journal == NULL)
			continue;
		g_autoptr(GString) steps = g_string_new(NULL);
		status_append_steps(steps, entry->migration, row_of(overview, entry), journal);
		g_print("%s", steps->str);
	}
}

static void
print_text(const Overview *overview, guint wrong, guint pending)
{
	static const PendingLimits nothing_allowed = {0};
	g_autoptr(GError) problem = NULL;

	g_print("%-12s  %-14s  %-30s  %-19s  %-9s  %-13s  %s\n", "STATUS", "VERSION", "NAME",
	        "APPLIED (UTC)", "TIME", "COMMIT", "BY");
	for (guint i = 0; i < overview->entries->len; i++)
		print_line(overview, g_ptr_array_index(overview->entries, i));
	g_print("\n%u migration%s: %u applied, %u pending, %u to be looked at\n",
	        overview->entries->len, overview->entries->len == 1 ? "" : "s",
	        overview->entries->len - pending - wrong, pending, wrong);
	print_unfinished(overview);
	print_running(overview);
	g_autoptr(GPtrArray) chosen =
		overview->running_by == NULL
			? pending_select_up(overview->entries, &nothing_allowed, &problem)
			: NULL;
	if (problem != NULL)
		g_print("%s\n", problem->message);
	if (overview->provenance->lacking != NULL)
		g_print("git: %s\n", overview->provenance->lacking);
}

/* History's "2026-11-24 10:00:00.123" as ISO 8601; NULL stays NULL. */
static json_t *
iso_time(const char *utc)
{
	if (utc == NULL)
		return NULL;
	g_autofree char *text = g_strconcat(utc, "Z", NULL);
	return json_string(g_strdelimit(text, " ", 'T'));
}

/* What history says; a pending migration has a row without content. */
static void
add_history_json(json_t *object, const HistoryRow *row)
{
	static const HistoryRow none = {0};
	const HistoryRow *said = row != NULL ? row : &none;
	json_t *duration = said->finished_at != NULL ? json_integer((json_int_t)said->duration_ms)
	                                             : json_null();
	json_t *more =
		json_pack("{s:s?, s:o?, s:o?, s:o, s:s?, s:s?, s:s?, s:s?}", "run", said->run_id,
	                  "started_at", iso_time(said->started_at), "finished_at",
	                  iso_time(said->finished_at), "duration_ms", duration, "by",
	                  said->database_user, "host", said->host, "fingerprint_after",
	                  said->fingerprint_after, "error", said->error_text);

	json_object_update(object, more);
	json_decref(more);
}

static json_t *
entry_json(const Overview *overview, const StatusEntry *entry)
{
	const HistoryRow *row = row_of(overview, entry);
	const FileProvenance *file =
		row == NULL ? provenance_find(overview->provenance, entry->migration->file_name)
			    : NULL;
	const char *pending_commit = file != NULL ? file->commit : NULL;
	json_t *object =
		json_pack("{s:o, s:s, s:s, s:s?, s:s?, s:b}", "status",
	                  render_token(status_word(overview, entry)), "version",
	                  entry_version_text(entry, row), "name", entry_name(entry), "file",
	                  entry->migration != NULL ? entry->migration->file_name : NULL, "commit",
	                  render_known(row != NULL ? row->git_commit : pending_commit), "dirty",
	                  row != NULL ? row->git_dirty : file != NULL && file->dirty);

	add_history_json(object, row);
	return object;
}

static void
print_json(const Overview *overview, guint wrong, guint pending)
{
	json_t *list = json_array();

	for (guint i = 0; i < overview->entries->len; i++)
		json_array_append_new(
			list, entry_json(overview, g_ptr_array_index(overview->entries, i)));
	render_json(json_pack("{s:s, s:i, s:i, s:i, s:s?, s:s?, s:o}", "format", "mgrun/status",
	                      "version", 1, "pending", (int)pending, "wrong", (int)wrong,
	                      "running_by", overview->running_by, "git_lacking",
	                      overview->provenance->lacking, "migrations", list));
}

static void
count(const Overview *overview, guint *ret_wrong, guint *ret_pending)
{
	*ret_wrong = 0;
	*ret_pending = 0;
	for (guint i = 0; i < overview->entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(overview->entries, i);
		if (entry->status == MIGRATION_STATUS_PENDING || runs_now(overview, entry))
			(*ret_pending)++;
		else if (entry->status != MIGRATION_STATUS_APPLIED)
			(*ret_wrong)++;
	}
}

static ExitStatus
status_run(int argc, char **argv, GError **error)
{
	gboolean check = FALSE;
	const GOptionEntry entries[] = {
		{"check", 0, 0, G_OPTION_ARG_NONE, &check,
	         "Exit with 1 when anything is pending or wrong", NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(Settings) settings = app_begin(&cmd_status, entries, &argc, &argv, error);
	g_auto(Overview) overview = {0};
	guint wrong;
	guint pending;

	if (settings == NULL || !app_check_no_arguments(argc, argv, error))
		return EXIT_STATUS_USAGE;
	if (!read_overview(settings, &overview, error))
		return EXIT_STATUS_REFUSED;
	count(&overview, &wrong, &pending);
	if (app_wants_json(settings))
		print_json(&overview, wrong, pending);
	else
		print_text(&overview, wrong, pending);
	return check && wrong + pending > 0 ? EXIT_STATUS_FINDINGS : EXIT_STATUS_DONE;
}

const Command cmd_status = {
	.name = "status",
	.arguments = "",
	.summary = "Show what is applied, pending, failed, edited, missing or out of order",
	.details = "Examples:\n  mgrun status\n  mgrun status --check      for CI: 1 when "
		   "something is pending\n"
		   "  mgrun status --format json\n\n"
		   "Exit status: 0; with --check 1 when anything is pending or wrong; 69 server "
		   "unreachable.\n",
	.run = status_run,
};
