#include "planner/provenance.h"

#include "planner/git/git_module.h"

static void
file_provenance_free(gpointer data)
{
	FileProvenance *file = data;

	g_free(file->author);
	g_free(file);
}

void
provenance_free(Provenance *provenance)
{
	if (provenance == NULL)
		return;

	g_hash_table_unref(provenance->files);
	g_free(provenance->lacking);
	g_free(provenance);
}

const FileProvenance *
provenance_find(const Provenance *provenance, const char *file_name)
{
	return g_hash_table_lookup(provenance->files, file_name);
}

static void
fill(Provenance *provenance, const char *dir)
{
	g_autofree char *why = NULL;
	GitProvenanceFill *git_fill =
		(GitProvenanceFill *)git_module_find(GIT_PROVENANCE_FILL, &why);

	if (git_fill != NULL)
		git_fill(provenance, dir);
	else
		provenance->lacking = g_steal_pointer(&why);
}

Provenance *
provenance_read(const char *dir, const GPtrArray *file_names)
{
	Provenance *provenance = g_new0(Provenance, 1);

	provenance->files =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, file_provenance_free);
	for (guint i = 0; i < file_names->len; i++)
		g_hash_table_replace(provenance->files, g_strdup(g_ptr_array_index(file_names, i)),
		                     g_new0(FileProvenance, 1));
	fill(provenance, dir);
	return provenance;
}

char *
provenance_git_version(void)
{
	char *why = NULL;
	GitVersion *version = (GitVersion *)git_module_find(GIT_VERSION, &why);

	return version != NULL ? version() : why;
}
