#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cmd/app.h"
#include "planner/load.h"
#include "planner/since.h"

#define MOST_COUNTED 999999 /* greater versions are times */

static const char yaml_template[] =
	"description: what this migration is for\n"
	"up:\n"
	"  # Each step is journalled and undone on its own.\n"
	"  - sql: CREATE TABLE example (id BIGINT UNSIGNED NOT NULL PRIMARY KEY)\n"
	"    down: DROP TABLE example\n"
	"# require:            # must be true before\n"
	"#   - sql: SELECT COUNT(*) = 0 FROM users WHERE email IS NULL\n"
	"#     message: backfill users.email first\n"
	"# verify:             # must be true afterwards, or everything is undone\n"
	"#   sql:\n"
	"#     - sql: SELECT COUNT(*) = 0 FROM example\n";

static const char sql_template[] =
	"-- mgrun:description what this migration is for\n\n"
	"-- mgrun:up\n"
	"CREATE TABLE example (id BIGINT UNSIGNED NOT NULL PRIMARY KEY);\n\n"
	"-- mgrun:down\n"
	"DROP TABLE example;\n";

static const char up_template[] =
	"CREATE TABLE example (id BIGINT UNSIGNED NOT NULL PRIMARY KEY);\n";
static const char down_template[] = "DROP TABLE example;\n";

/* Lower case, words joined by underscores. */
static char *
safe_name(const char *name, GError **error)
{
	g_autofree char *lower = g_utf8_strdown(name, -1);
	GString *safe = g_string_new(NULL);

	for (const char *at = lower; *at != '\0'; at++) {
		if (g_ascii_isalnum(*at) || (guchar)*at >= 0x80)
			g_string_append_c(safe, *at);
		else if (safe->len > 0 && safe->str[safe->len - 1] != '_')
			g_string_append_c(safe, '_');
	}
	while (safe->len > 0 && safe->str[safe->len - 1] == '_')
		g_string_truncate(safe, safe->len - 1);
	if (safe->len > 0)
		return g_string_free(safe, FALSE);
	g_string_free(safe, TRUE);
	g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
	            "`%s` holds no letter or digit for a file name", name);
	return NULL;
}

/* The newest version of the directory and of all local branches; 0: there is none. */
static guint64
newest_version(const char *dir, const GPtrArray *migrations)
{
	g_autoptr(GHashTable) names = since_names_of_branches(dir);
	GHashTableIter iter;
	gpointer name;
	guint64 newest = 0;

	for (guint i = 0; i < migrations->len; i++) {
		const Migration *migration = g_ptr_array_index(migrations, i);
		newest = MAX(newest, g_ascii_strtoull(migration->version, NULL, 10));
	}
	g_hash_table_iter_init(&iter, names);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		if (g_ascii_isdigit(*(const char *)name))
			newest = MAX(newest, g_ascii_strtoull(name, NULL, 10));
	return newest;
}

/* Numbered like the newest file when that is a small number; the time otherwise. */
static char *
next_version(const char *dir, const GPtrArray *migrations)
{
	guint64 newest = newest_version(dir, migrations);
	const Migration *last =
		migrations->len > 0 ? g_ptr_array_index(migrations, migrations->len - 1) : NULL;

	if (newest > 0 && newest <= MOST_COUNTED)
		return g_strdup_printf("%0*" G_GUINT64_FORMAT,
		                       last != NULL ? (int)strlen(last->version_text) : 4,
		                       newest + 1);
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *time = g_date_time_format(now, "%Y%m%d%H%M%S");
	guint64 version = MAX(g_ascii_strtoull(time, NULL, 10), newest + 1);
	return g_strdup_printf("%" G_GUINT64_FORMAT, version);
}

static bool
write_new(const char *path, const char *text, GError **error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (!ok)
		g_set_error(error, CMD_ERROR, CMD_ERROR_REFUSED, "cannot write %s: %s", path,
		            g_strerror(errno));
	if (fd >= 0)
		close(fd);
	if (ok)
		g_print("%s\n", path);
	return ok;
}

static bool
write_file(const char *dir, const char *stem, const char *ending, const char *text, GError **error)
{
	g_autofree char *name = g_strconcat(stem, ending, NULL);
	g_autofree char *path = g_build_filename(dir, name, NULL);

	return write_new(path, text, error);
}

static ExitStatus
new_run(int argc, char **argv, GError **error)
{
	gboolean sql = FALSE;
	gboolean pair = FALSE;
	const GOptionEntry entries[] = {
		{"sql", 0, 0, G_OPTION_ARG_NONE, &sql, "One SQL file with sections", NULL},
		{"pair", 0, 0, G_OPTION_ARG_NONE, &pair, "An .up.sql and a .down.sql", NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(Settings) settings = app_begin(&cmd_new, entries, &argc, &argv, error);

	if (settings == NULL)
		return EXIT_STATUS_USAGE;
	if (argc != 2) {
		g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
		            "give one NAME: mgrun new add_plan_to_users");
		return EXIT_STATUS_USAGE;
	}
	if (sql && pair) {
		g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE, "give one of --sql and --pair");
		return EXIT_STATUS_USAGE;
	}
	const char *dir = settings_get(settings, "dir");
	g_autoptr(GPtrArray) migrations = load_directory(dir, error);
	g_autofree char *name = migrations != NULL ? safe_name(argv[1], error) : NULL;
	if (name == NULL)
		return EXIT_STATUS_REFUSED;
	g_autofree char *version = next_version(dir, migrations);
	g_autofree char *stem = g_strdup_printf("%s_%s", version, name);
	bool ok = pair ? write_file(dir, stem, ".up.sql", up_template, error) &&
	                          write_file(dir, stem, ".down.sql", down_template, error)
	          : sql ? write_file(dir, stem, ".sql", sql_template, error)
	                : write_file(dir, stem, ".yaml", yaml_template, error);
	return ok ? EXIT_STATUS_DONE : EXIT_STATUS_REFUSED;
}

const Command cmd_new = {
	.name = "new",
	.arguments = "NAME",
	.summary = "Make a migration from a template",
	.details = "Examples:\n  mgrun new add_plan_to_users\n  mgrun new \"add plan to users\" "
		   "--sql\n",
	.run = new_run,
};
