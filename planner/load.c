#include "planner/load.h"

#include <errno.h>
#include <string.h>

#include "planner/load_internal.h"

G_DEFINE_QUARK(load_error, load_error)

#define TIMESTAMP_STEP 1000 /* versions this far apart are no series of numbers */

static const SourcePosition nowhere = {0, 0};

const char *const load_backup_words[] = {"full", "touched", "schema", "none", NULL};

void
load_set_error(GError **error, const char *file, SourcePosition position, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	if (position.line == 0)
		g_set_error(error, LOAD_ERROR, LOAD_ERROR_FILE, "%s: %s", file, text);
	else
		g_set_error(error, LOAD_ERROR, LOAD_ERROR_FILE,
		            "%s:%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT ": %s", file,
		            position.line, position.column, text);
}

/* A file name taken apart. */
typedef enum { NAME_OTHER, NAME_YAML, NAME_SQL, NAME_UP, NAME_DOWN } NameKind;

typedef struct {
	NameKind kind;
	gsize digits; /* length of the version */
	gsize suffix; /* length of the ending */
} NameParts;

static NameParts
parse_name(const char *name)
{
	static const struct {
		const char *ending;
		NameKind kind;
	} endings[] = {{".up.sql", NAME_UP},
	               {".down.sql", NAME_DOWN},
	               {".yaml", NAME_YAML},
	               {".yml", NAME_YAML},
	               {".sql", NAME_SQL}};
	NameParts parts = {.kind = NAME_OTHER, .digits = strspn(name, "0123456789")};

	for (gsize i = 0; i < G_N_ELEMENTS(endings) && parts.kind == NAME_OTHER; i++) {
		if (!g_str_has_suffix(name, endings[i].ending))
			continue;
		parts.kind = endings[i].kind;
		parts.suffix = strlen(endings[i].ending);
	}
	return parts;
}

static bool
check_name(const char *name, NameParts parts, GError **error)
{
	const char *why = NULL;

	if (parts.digits == 0)
		why = "the name must begin with a version of digits, as in 0001_create_users.sql";
	else if (parts.digits > MIGRATION_VERSION_DIGITS)
		why = "a version has at most 20 digits";
	else if (name[parts.digits] != '_' && name[parts.digits] != '-')
		why = "an underscore or a dash and a name must follow the version, as in "
		      "0001_create_users.sql";
	else if (parts.digits + 1 + parts.suffix >= strlen(name))
		why = "a name must follow the version, as in 0001_create_users.sql";
	else if (!g_utf8_validate(name, -1, NULL))
		why = "the name is not valid UTF-8";
	if (why == NULL)
		return true;
	load_set_error(error, name, nowhere, "%s", why);
	return false;
}

static Migration *
named_migration(const char *path, NameParts parts)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	Migration *migration = migration_new();

	migration->path = g_strdup(path);
	migration->file_name = g_strdup(name);
	migration->version_text = g_strndup(name, parts.digits);
	migration->version = version_canonical(migration->version_text);
	migration->name =
		g_strndup(name + parts.digits + 1, strlen(name) - parts.digits - 1 - parts.suffix);
	return migration;
}

static bool
load_yaml_source(Migration *migration, const SourceFile *source, GError **error)
{
	migration->format = MIGRATION_YAML;
	if (source->text != NULL)
		return load_yaml_text(migration, source->text, source->bytes, error);
	load_set_error(error, source->name, nowhere,
	               "larger than 4 MiB: data belongs into a .sql migration");
	return false;
}

static bool
load_down_file(Migration *migration, GChecksum *sum, GError **error)
{
	gsize stem = strlen(migration->path) - strlen(".up.sql");
	g_autofree char *path = g_strdup_printf("%.*s.down.sql", (int)stem, migration->path);
	g_auto(SourceFile) source = {0};

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return true; /* load_check_whole() says what is missing */
	if (!source_open(&source, path, error))
		return false;
	g_checksum_update(sum, (const guchar *)"\n-- down --\n", -1);
	migration->down_path = g_strdup(path);
	return source_checksum(&source, sum, error) &&
	       load_sql_source(migration, &source, SQL_FILE_DOWN, error);
}

static bool
load_content(Migration *migration, NameKind kind, GChecksum *sum, GError **error)
{
	g_auto(SourceFile) source = {0};

	if (!source_open(&source, migration->path, error) || !source_checksum(&source, sum, error))
		return false;
	if (kind == NAME_YAML)
		return load_yaml_source(migration, &source, error);
	migration->format = kind == NAME_UP ? MIGRATION_SQL_PAIR : MIGRATION_SQL;
	return load_sql_source(migration, &source,
	                       kind == NAME_UP ? SQL_FILE_UP : SQL_FILE_SECTIONS, error) &&
	       (kind != NAME_UP || load_down_file(migration, sum, error));
}

Migration *
load_file(const char *path, GError **error)
{
	const char *slash = strrchr(path, '/');
	NameParts parts = parse_name(slash != NULL ? slash + 1 : path);

	if (!check_name(slash != NULL ? slash + 1 : path, parts, error))
		return NULL;
	g_autoptr(Migration) migration = named_migration(path, parts);
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	if (!load_content(migration, parts.kind, sum, error) || !load_check_whole(migration, error))
		return NULL;
	g_strlcpy(migration->checksum, g_checksum_get_string(sum), sizeof migration->checksum);
	return g_steal_pointer(&migration);
}

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

static bool
load_entry(const char *dir, const char *name, GPtrArray *migrations, GError **error)
{
	NameParts parts = parse_name(name);
	g_autofree char *path = NULL;

	if (parts.kind == NAME_OTHER || is_configuration(name))
		return true;
	if (parts.kind == NAME_DOWN)
		return check_name(name, parts, error) && has_up_file(dir, name, error);
	path = g_build_filename(dir, name, NULL);
	Migration *migration = load_file(path, error);
	if (migration == NULL)
		return false;
	g_ptr_array_add(migrations, migration);
	return true;
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
	for (guint i = 0; i < names->len; i++)
		if (!load_entry(dir, g_ptr_array_index(names, i), migrations, error))
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
		if (parse_name(name).kind == NAME_OTHER || is_configuration(name))
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
