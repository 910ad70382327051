/*
 * git_folder.h - the folder of migrations in the git repository around it. Private
 * to planner/.
 */
#ifndef MGRUN_PLANNER_GIT_FOLDER_H
#define MGRUN_PLANNER_GIT_FOLDER_H

#include <git2.h>
#include <glib.h>

typedef struct {
	git_repository *repository; /* NULL: not open */
	char *path;                 /* of the folder, within the work tree; "" at its root */
} GitFolder;

/*
 * Open the repository around `dir`. NULL when that worked, else why not, for people: "not a
 * git repository, so commits are not known"; the caller frees. Close it in both cases.
 */
char *git_folder_open(GitFolder *folder, const char *dir) G_GNUC_WARN_UNUSED_RESULT;
void git_folder_close(GitFolder *folder);

/* The folder's tree in a commit; NULL when it has none. */
git_tree *git_folder_tree(const GitFolder *folder,
                          const git_commit *commit) G_GNUC_WARN_UNUSED_RESULT;

/* "WHAT: the last message of libgit2"; the caller frees. */
char *git_folder_error(const char *what) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GitFolder, git_folder_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_repository, git_repository_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_revwalk, git_revwalk_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tree, git_tree_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tree_entry, git_tree_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_status_list, git_status_list_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_object, git_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference, git_reference_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_branch_iterator, git_branch_iterator_free)

#endif
