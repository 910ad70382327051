#include <string.h>

#include "planner/load_internal.h"
#include "tests/fuzz/fuzz.h"

static void
check(Migration *migration, bool loaded, const GError *error)
{
	g_assert(loaded == (error == NULL));
	for (guint i = 0; loaded && i < migration->steps->len; i++)
		g_assert(((const Step *)g_ptr_array_index(migration->steps, i))->sql != NULL);
}

static Migration *
empty_migration(void)
{
	Migration *migration = migration_new();

	migration->file_name = g_strdup("f");
	return migration;
}

static void
load_sql(const SourceFile *source, SqlFileRole role)
{
	g_autoptr(Migration) migration = empty_migration();
	g_autoptr(GError) error = NULL;
	bool loaded = load_sql_source(migration, source, role, &error);

	check(migration, loaded, error);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Migration) yaml = empty_migration();
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_malloc0(size + 1);
	const SourceFile source = {.path = "f", .name = "f", .bytes = size, .text = text};

	memcpy(text, data, size);
	bool loaded = load_yaml_text(yaml, (const char *)data, size, &error);
	check(yaml, loaded, error);
	load_sql(&source, SQL_FILE_SECTIONS);
	load_sql(&source, SQL_FILE_UP);
	load_sql(&source, SQL_FILE_DOWN);
	return 0;
}
