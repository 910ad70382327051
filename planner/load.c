#include "planner/load.h"

#include <errno.h>
#include <string.h>

#include "planner/load_internal.h"

G_DEFINE_QUARK(load_error, load_error)

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

NameParts
load_parse_name(const char *name)
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

bool
load_check_name(const char *name, NameParts parts, GError **error)
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

static void
note_encoding(Migration *migration, const SourceFile *source)
{
	const char *text = source->text;
	bool windows = false;
	bool plain = false;

	if (text == NULL)
		return;
	migration->has_mark |= g_str_has_prefix(text, "\xEF\xBB\xBF");
	for (const char *at = strchr(text, '\n'); at != NULL; at = strchr(at + 1, '\n'))
		*(at > text && at[-1] == '\r' ? &windows : &plain) = true;
	migration->mixed_ends |= windows && plain;
}

static bool
load_content(Migration *migration, NameKind kind, GChecksum *sum, GError **error)
{
	g_auto(SourceFile) source = {0};

	if (!source_open(&source, migration->path, error) || !source_checksum(&source, sum, error))
		return false;
	note_encoding(migration, &source);
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
	NameParts parts = load_parse_name(slash != NULL ? slash + 1 : path);

	if (!load_check_name(slash != NULL ? slash + 1 : path, parts, error))
		return NULL;
	g_autoptr(Migration) migration = named_migration(path, parts);
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	if (!load_content(migration, parts.kind, sum, error) || !load_check_whole(migration, error))
		return NULL;
	g_strlcpy(migration->checksum, g_checksum_get_string(sum), sizeof migration->checksum);
	return g_steal_pointer(&migration);
}
