#include "planner/git/git_folder.h"

#include <stdlib.h>
#include <string.h>

#include "planner/git/git_module.h"

char *
git_folder_error(const char *what)
{
	const git_error *error = git_error_last();

	return g_strdup_printf("%s: %s", what, error != NULL ? error->message : "unknown error");
}

/* git wants the work tree's top here, and nothing below it. */
static char *
top_of_repository(const char *dir)
{
	git_buf path = GIT_BUF_INIT;
	char *top = NULL;

	if (git_repository_discover(&path, dir, 0, NULL) == 0 &&
	    g_str_has_suffix(path.ptr, "/.git/"))
		top = g_strndup(path.ptr, strlen(path.ptr) - strlen("/.git/"));
	git_buf_dispose(&path);
	return top != NULL ? top : g_canonicalize_filename(dir, NULL);
}

static char *
why_foreign(const char *dir)
{
	g_autofree char *top = top_of_repository(dir);

	return g_strdup_printf(
		"the repository belongs to another user; to have it read: git config "
		"--global --add safe.directory %s",
		top);
}

static char *
why_not_opened(int code, const char *dir)
{
	const git_error *error = git_error_last();
	const char *message = error != NULL ? error->message : "";

	/* libgit2 1.5 says "not found" for a foreign repository and names the setting. */
	if (code == GIT_EOWNER || strstr(message, "safe.directory") != NULL)
		return why_foreign(dir);
	if (code == GIT_ENOTFOUND)
		return g_strdup("not a git repository, so commits are not known");
	if (strstr(message, "objectformat") != NULL || strstr(message, "object format") != NULL)
		return g_strdup("the repository names its objects by SHA-256, which this libgit2 "
		                "cannot read, so commits are not known");
	return git_folder_error("the repository cannot be read");
}

/* The folder's path within the work tree; NULL when it is outside. */
static char *
folder_within(const char *workdir, const char *dir)
{
	g_autofree char *root = realpath(workdir, NULL);
	g_autofree char *folder = realpath(dir, NULL);
	gsize length = root != NULL ? strlen(root) : 0;

	if (root == NULL || folder == NULL || !g_str_has_prefix(folder, root))
		return NULL;
	if (folder[length] == '\0')
		return g_strdup("");
	return folder[length] == '/' ? g_strdup(folder + length + 1) : NULL;
}

char *
git_folder_open(GitFolder *folder, const char *dir)
{
	git_libgit2_init();
	int code = git_repository_open_ext(&folder->repository, dir, 0, NULL);
	if (code != 0)
		return why_not_opened(code, dir);
	const char *workdir = git_repository_workdir(folder->repository);
	folder->path = workdir != NULL ? folder_within(workdir, dir) : NULL;
	return folder->path != NULL
	               ? NULL
	               : g_strdup("the repository has no work tree around the migrations");
}

void
git_folder_close(GitFolder *folder)
{
	git_repository_free(folder->repository);
	folder->repository = NULL;
	g_clear_pointer(&folder->path, g_free);
	git_libgit2_shutdown();
}

git_tree *
git_folder_tree(const GitFolder *folder, const git_commit *commit)
{
	g_autoptr(git_tree) root = NULL;
	g_autoptr(git_tree_entry) entry = NULL;
	git_tree *tree = NULL;

	if (git_commit_tree(&root, commit) != 0)
		return NULL;
	if (folder->path[0] == '\0')
		return g_steal_pointer(&root);
	if (git_tree_entry_bypath(&entry, root, folder->path) != 0 ||
	    git_tree_entry_type(entry) != GIT_OBJECT_TREE ||
	    git_tree_lookup(&tree, folder->repository, git_tree_entry_id(entry)) != 0)
		return NULL;
	return tree;
}

char *
git_version(void)
{
	int major;
	int minor;
	int revision;

	git_libgit2_version(&major, &minor, &revision);
	return g_strdup_printf("%d.%d.%d", major, minor, revision);
}
