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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Migration) yaml = empty_migration();
	g_autoptr(Migration) sql = empty_migration();
	g_autoptr(GError) yaml_error = NULL;
	g_autoptr(GError) sql_error = NULL;
	g_autofree char *text = g_malloc0(size + 1);
	const SourceFile source = {.path = "f", .name = "f", .bytes = size, .text = text};

	memcpy(text, data, size);
	bool yaml_loaded = load_yaml_text(yaml, (const char *)data, size, &yaml_error);
	bool sql_loaded = load_sql_source(sql, &source, SQL_FILE_SECTIONS, &sql_error);
	check(yaml, yaml_loaded, yaml_error);
	check(sql, sql_loaded, sql_error);
	return 0;
}
