#include "planner/since.h"

#include "planner/git/git_module.h"

G_DEFINE_QUARK(since_error, since_error)

static GHashTable *
new_set(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static Since *
since_new(const char *revision)
{
	Since *since = g_new0(Since, 1);

	since->revision = g_strdup(revision);
	since->merged = new_set();
	since->changed = g_ptr_array_new_with_free_func(g_free);
	since->deleted = g_ptr_array_new_with_free_func(g_free);
	since->theirs = g_ptr_array_new_with_free_func(g_free);
	return since;
}

Since *
since_read(const char *dir, const char *revision, const GPtrArray *present, GError **error)
{
	g_autoptr(Since) since = since_new(revision);
	g_autofree char *why = NULL;
	bool no_revision = false;
	GitSinceFill *fill = (GitSinceFill *)git_module_find(GIT_SINCE_FILL, &why);

	if (fill != NULL)
		why = fill(since, dir, present, &no_revision);
	if (why == NULL)
		return g_steal_pointer(&since);
	g_set_error(error, SINCE_ERROR, no_revision ? SINCE_ERROR_REVISION : SINCE_ERROR_REPOSITORY,
	            "--since %s: %s", revision, why);
	return NULL;
}

bool
since_is_new(const Since *since, const char *file_name)
{
	return !g_hash_table_contains(since->merged, file_name);
}

void
since_free(Since *since)
{
	if (since == NULL)
		return;
	g_free(since->revision);
	g_hash_table_unref(since->merged);
	g_ptr_array_unref(since->changed);
	g_ptr_array_unref(since->deleted);
	g_ptr_array_unref(since->theirs);
	g_free(since);
}

GHashTable *
since_names_of_branches(const char *dir)
{
	GHashTable *names = new_set();
	g_autofree char *why = NULL;
	GitBranchesFill *fill = (GitBranchesFill *)git_module_find(GIT_BRANCHES_FILL, &why);

	if (fill != NULL)
		fill(names, dir);
	return names;
}
