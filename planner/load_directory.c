#include <pthread.h>
#include <string.h>

#include "planner/load_internal.h"

#define TIMESTAMP_STEP 1000 /* versions this far apart are no series of numbers */

#define MOST_THREADS     4
#define FILES_PER_THREAD 50 /* fewer are read before a thread has started */
#define BLOCK_FILES      16

static const SourcePosition nowhere = {0, 0};

static gint
compare_strings(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The entries of the directory, sorted; hidden ones left out. */
static GPtrArray *
read_names(const char *path, GError **error)
{
	g_autoptr(GError) problem = NULL;
	GDir *dir = g_dir_open(path, 0, &problem);
	const char *name;

	if (dir == NULL) {
		bool missing = g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT);
		g_set_error(error, LOAD_ERROR, LOAD_ERROR_DIRECTORY, "%s `%s`%s: %s",
		            missing ? "the migrations' directory"
		                    : "cannot read the migrations' directory",
		            path, missing ? " does not exist" : "",
		            missing ? "give --dir DIR, or make a project with `mgrun init`"
		                    : problem->message);
		return NULL;
	}
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	while ((name = g_dir_read_name(dir)) != NULL)
		if (name[0] != '.')
			g_ptr_array_add(names, g_strdup(name));
	g_dir_close(dir);
	g_ptr_array_sort(names, compare_strings);
	return names;
}

static bool
is_configuration(const char *name)
{
	return g_str_equal(name, "mgrun.yaml") || g_str_equal(name, "mgrun.yml");
}

static bool
has_up_file(const char *dir, const char *down_name, GError **error)
{
	g_autofree char *up_name = g_strdup_printf(
		"%.*s.up.sql", (int)(strlen(down_name) - strlen(".down.sql")), down_name);
	g_autofree char *path = g_build_filename(dir, up_name, NULL);

	if (g_file_test(path, G_FILE_TEST_EXISTS))
		return true;
	load_set_error(error, down_name, nowhere, "its %s is missing", up_name);
	return false;
}

/* Read one entry; `ret_migration` stays NULL where it is none. */
static bool
load_entry(const char *dir, const char *name, Migration **ret_migration, GError **error)
{
	NameParts parts = load_parse_name(name);

	if (parts.kind == NAME_OTHER || is_configuration(name))
		return true;
	if (parts.kind == NAME_DOWN)
		return load_check_name(name, parts, error) && has_up_file(dir, name, error);
	g_autofree char *path = g_build_filename(dir, name, NULL);
	*ret_migration = load_file(path, error);
	return *ret_migration != NULL;
}

/* The entries of a directory, read by several threads. */
typedef struct {
	const char *dir;
	const GPtrArray *names;
	Migration **migrations; /* one a name; NULL: none */
	GError **errors;        /* one a name */
	gint next;              /* atomic: the first block that nobody has taken */
} Loading;

static void *
load_entries(void *argument)
{
	Loading *loading = argument;

	for (;;) {
		guint from = (guint)g_atomic_int_add(&loading->next, 1) * BLOCK_FILES;
		if (from >= loading->names->len)
			return NULL;
		for (guint i = from; i < MIN(from + BLOCK_FILES, loading->names->len); i++)
			if (!load_entry(loading->dir, g_ptr_array_index(loading->names, i),
			                &loading->migrations[i], &loading->errors[i]))
				return NULL; /* what comes later cannot be the first error */
	}
}

/* A thread that cannot be started leaves its share to the others. */
static void
load_in_threads(Loading *loading)
{
	pthread_t threads[MOST_THREADS];
	gsize wanted = MIN(loading->names->len / FILES_PER_THREAD, g_get_num_processors());
	gsize started = 0;

	while (started + 1 < MIN(wanted, MOST_THREADS) &&
	       pthread_create(&threads[started], NULL, load_entries, loading) == 0)
		started++;
	load_entries(loading);
	for (gsize i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
}

/* The migrations in the order of their names, or the first error in that order. */
static bool
collect(const Loading *loading, GPtrArray *migrations, GError **error)
{
	bool ok = true;

	for (guint i = 0; i < loading->names->len; i++) {
		if (loading->migrations[i] != NULL)
			g_ptr_array_add(migrations, loading->migrations[i]);
		if (loading->errors[i] == NULL)
			continue;
		if (ok)
			g_propagate_error(error, loading->errors[i]);
		else
			g_error_free(loading->errors[i]);
		ok = false;
	}
	return ok;
}

static gint
compare_migrations(gconstpointer a, gconstpointer b)
{
	const Migration *const *left = a;
	const Migration *const *right = b;
	return version_compare((*left)->version, (*right)->version);
}

static bool
check_doubles(const GPtrArray *migrations, GError **error)
{
	for (guint i = 1; i < migrations->len; i++) {
		const Migration *first = g_ptr_array_index(migrations, i - 1);
		const Migration *second = g_ptr_array_index(migrations, i);
		if (!g_str_equal(first->version, second->version))
			continue;
		load_set_error(error, second->file_name, nowhere,
		               "version %s is also that of %s: give one of them another version",
		               second->version, first->file_name);
		return false;
	}
	return true;
}

GPtrArray *
load_directory(const char *dir, GError **error)
{
	g_autoptr(GPtrArray) migrations =
		g_ptr_array_new_with_free_func((GDestroyNotify)migration_free);
	g_autoptr(GPtrArray) names = read_names(dir, error);

	if (names == NULL)
		return NULL;
	g_autofree Migration **found = g_new0(Migration *, names->len);
	g_autofree GError **errors = g_new0(GError *, names->len);
	Loading loading = {.dir = dir, .names = names, .migrations = found, .errors = errors};
	load_in_threads(&loading);
	if (!collect(&loading, migrations, error))
		return NULL;
	g_ptr_array_sort(migrations, compare_migrations);
	return check_doubles(migrations, error) ? g_steal_pointer(&migrations) : NULL;
}

GPtrArray *
load_find_ignored(const char *dir, GError **error)
{
	g_autoptr(GPtrArray) names = read_names(dir, error);
	if (names == NULL)
		return NULL;

	GPtrArray *ignored = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		if (load_parse_name(name).kind == NAME_OTHER || is_configuration(name))
			g_ptr_array_add(ignored, g_strdup(name));
	}
	return ignored;
}

GPtrArray *
load_find_gaps(const GPtrArray *migrations)
{
	g_autoptr(GPtrArray) gaps = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 1; i < migrations->len; i++) {
		const Migration *left = g_ptr_array_index(migrations, i - 1);
		const Migration *right = g_ptr_array_index(migrations, i);
		guint64 from = g_ascii_strtoull(left->version, NULL, 10);
		guint64 to = g_ascii_strtoull(right->version, NULL, 10);
		if (to - from > TIMESTAMP_STEP) {
			g_ptr_array_set_size(gaps, 0);
			break;
		}
		for (guint64 missing = from + 1; missing < to; missing++)
			g_ptr_array_add(gaps, g_strdup_printf("%" G_GUINT64_FORMAT, missing));
	}
	return g_steal_pointer(&gaps);
}
