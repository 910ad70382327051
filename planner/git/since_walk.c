#include <string.h>

#include "planner/git/git_folder.h"
#include "planner/git/git_module.h"

/* What is compared. */
typedef struct {
	GitFolder folder;
	git_tree *base; /* the folder in the merge base; NULL: none */
	git_tree *tip;  /* in the revision; NULL: none */
} Comparison;

static void
comparison_clear(Comparison *comparison)
{
	git_tree_free(comparison->base);
	git_tree_free(comparison->tip);
	git_folder_close(&comparison->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Comparison, comparison_clear)

static git_commit *
commit_of(git_repository *repository, const char *revision)
{
	g_autoptr(git_object) object = NULL;
	git_object *commit = NULL;

	if (git_revparse_single(&object, repository, revision) != 0 ||
	    git_object_peel(&commit, object, GIT_OBJECT_COMMIT) != 0)
		return NULL;
	return (git_commit *)commit;
}

/* NULL when both trees are there to compare, else why not. */
static char *
open_trees(Comparison *comparison, const char *revision)
{
	git_repository *repository = comparison->folder.repository;
	g_autoptr(git_commit) head = commit_of(repository, "HEAD");
	g_autoptr(git_commit) tip = commit_of(repository, revision);
	g_autoptr(git_commit) base = NULL;
	git_oid base_id;

	if (head == NULL || tip == NULL)
		return g_strdup_printf("%s is no commit of this repository",
		                       head == NULL ? "HEAD" : revision);
	if (git_merge_base(&base_id, repository, git_commit_id(head), git_commit_id(tip)) != 0 ||
	    git_commit_lookup(&base, repository, &base_id) != 0)
		return g_strdup_printf("HEAD and %s have no history in common%s", revision,
		                       git_repository_is_shallow(repository) == 1
		                               ? " in this shallow clone: git fetch --unshallow"
		                               : "");
	comparison->base = git_folder_tree(&comparison->folder, base);
	comparison->tip = git_folder_tree(&comparison->folder, tip);
	return NULL;
}

static void
add_names(const git_tree *tree, GHashTable *names)
{
	gsize count = tree != NULL ? git_tree_entrycount(tree) : 0;

	for (gsize i = 0; i < count; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB)
			g_hash_table_add(names, g_strdup(git_tree_entry_name(entry)));
	}
}

/* Whether the file as it lies there is the blob of the entry, line ends as git filters them. */
static bool
is_same(const GitFolder *folder, const char *name, const git_oid *id)
{
	g_autofree char *path =
		*folder->path != '\0' ? g_build_filename(folder->path, name, NULL) : g_strdup(name);
	git_oid now;

	return git_repository_hashfile(&now, folder->repository, path, GIT_OBJECT_BLOB, NULL) ==
	               0 &&
	       git_oid_equal(&now, id);
}

static bool
is_present(const GPtrArray *present, const char *name)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)present, name, g_str_equal, NULL);
}

static void
compare_base(const Comparison *comparison, const GPtrArray *present, Since *since)
{
	gsize count = comparison->base != NULL ? git_tree_entrycount(comparison->base) : 0;

	for (gsize i = 0; i < count; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(comparison->base, i);
		const char *name = git_tree_entry_name(entry);
		if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
			continue;
		if (!is_present(present, name))
			g_ptr_array_add(since->deleted, g_strdup(name));
		else if (!is_same(&comparison->folder, name, git_tree_entry_id(entry)))
			g_ptr_array_add(since->changed, g_strdup(name));
	}
}

static void
compare_tip(const Comparison *comparison, Since *since)
{
	gsize count = comparison->tip != NULL ? git_tree_entrycount(comparison->tip) : 0;

	for (gsize i = 0; i < count; i++) {
		const char *name = git_tree_entry_name(git_tree_entry_byindex(comparison->tip, i));
		if (!g_hash_table_contains(since->merged, name))
			g_ptr_array_add(since->theirs, g_strdup(name));
	}
}

char *
git_since_fill(Since *since, const char *dir, const GPtrArray *present, bool *ret_no_revision)
{
	g_auto(Comparison) comparison = {0};
	g_autofree char *why = git_folder_open(&comparison.folder, dir);

	*ret_no_revision = why == NULL;
	if (why == NULL)
		why = open_trees(&comparison, since->revision);
	if (why != NULL)
		return g_steal_pointer(&why);
	add_names(comparison.base, since->merged);
	compare_base(&comparison, present, since);
	compare_tip(&comparison, since);
	return NULL;
}

static void
add_branch(const GitFolder *folder, git_reference *branch, GHashTable *names)
{
	git_object *object = NULL;

	if (git_reference_peel(&object, branch, GIT_OBJECT_COMMIT) != 0)
		return;
	git_tree *tree = git_folder_tree(folder, (git_commit *)object);
	add_names(tree, names);
	git_tree_free(tree);
	git_object_free(object);
}

void
git_branches_fill(GHashTable *names, const char *dir)
{
	g_auto(GitFolder) folder = {0};
	g_autofree char *why = git_folder_open(&folder, dir);
	g_autoptr(git_branch_iterator) branches = NULL;
	git_reference *branch = NULL;
	git_branch_t kind;

	if (why != NULL ||
	    git_branch_iterator_new(&branches, folder.repository, GIT_BRANCH_LOCAL) != 0)
		return;
	while (git_branch_next(&branch, &kind, branches) == 0) {
		add_branch(&folder, branch, names);
		git_reference_free(branch);
	}
}
