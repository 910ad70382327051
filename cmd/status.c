#include "cmd/app.h"
#include "cmd/render.h"
#include "planner/load.h"
#include "planner/provenance.h"
#include "planner/words.h"
#include "runner/history.h"

#define SHORT_COMMIT 12

/* Files, history and git, side by side. */
typedef struct {
	GPtrArray *migrations;
	GPtrArray *rows;
	GPtrArray *facts;
	GPtrArray *entries;
	Provenance *provenance; /* of the files that history does not know */
} Overview;

static void
overview_clear(Overview *overview)
{
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
	overview->rows = session != NULL ? history_read(session, true, error) : NULL;
	if (overview->rows == NULL)
		return false;
	overview->facts = history_facts(overview->rows);
	overview->entries = status_build(overview->migrations, overview->facts);
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

	g_print("%-12s  %-14s  %-30s  %-19s  %-9s  %-13s  %s\n",
	        migration_status_name(entry->status), entry_version_text(entry, row),
	        entry_name(entry), when, time, commit, row != NULL ? row->database_user : "-");
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
	g_autoptr(GPtrArray) chosen =
		pending_select_up(overview->entries, &nothing_allowed, &problem);
	if (chosen == NULL)
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
	                  render_token(migration_status_name(entry->status)), "version",
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
	render_json(json_pack("{s:s, s:i, s:i, s:i, s:s?, s:o}", "format", "mgrun/status",
	                      "version", 1, "pending", (int)pending, "wrong", (int)wrong,
	                      "git_lacking", overview->provenance->lacking, "migrations", list));
}

static void
count(const Overview *overview, guint *ret_wrong, guint *ret_pending)
{
	*ret_wrong = 0;
	*ret_pending = 0;
	for (guint i = 0; i < overview->entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(overview->entries, i);
		if (entry->status == MIGRATION_STATUS_PENDING)
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
