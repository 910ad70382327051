#include <string.h>

#include "planner/git/git_folder.h"
#include "planner/git/git_module.h"

/* The walk at hand. */
typedef struct {
	Provenance *provenance;
	const GitFolder *folder;
	git_tree *head; /* the folder in HEAD; NULL when HEAD has none */
	guint missing;  /* files of HEAD whose commit is not found yet */
} Walk;

/* Everything that is lacking is said, one behind the other. */
static void
say_lacking(Provenance *provenance, const char *what)
{
	char *before = provenance->lacking;

	provenance->lacking =
		before != NULL ? g_strdup_printf("%s; %s", before, what) : g_strdup(what);
	g_free(before);
}

static void
say_git_error(Provenance *provenance, const char *what)
{
	const git_error *error = git_error_last();
	g_autofree char *text =
		g_strdup_printf("%s: %s", what, error != NULL ? error->message : "unknown error");
	say_lacking(provenance, text);
}

static bool
same_tree(const git_tree *a, const git_tree *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return git_oid_equal(git_tree_id(a), git_tree_id(b));
}

static const git_oid *
file_id(const git_tree *tree, const char *name)
{
	const git_tree_entry *entry = tree != NULL ? git_tree_entry_byname(tree, name) : NULL;
	return entry != NULL ? git_tree_entry_id(entry) : NULL;
}

static void
record_commit(FileProvenance *file, const git_commit *commit)
{
	const git_signature *author = git_commit_author(commit);

	git_oid_tostr(file->commit, sizeof file->commit, git_commit_id(commit));
	file->author = g_strdup_printf("%s <%s>", author->name, author->email);
	file->when_s = author->when.time;
}

static bool
has_same_file(const GPtrArray *parents, const char *name, const git_oid *id)
{
	for (guint i = 0; i < parents->len; i++) {
		const git_oid *old = file_id(g_ptr_array_index(parents, i), name);
		if (old != NULL && git_oid_equal(old, id))
			return true;
	}
	return false;
}

/* Whether a file stands in this commit as HEAD has it: another branch may have had another. */
static bool
is_as_in_head(const Walk *walk, const char *name, const git_oid *id)
{
	const git_oid *head = file_id(walk->head, name);
	return id != NULL && head != NULL && git_oid_equal(head, id);
}

/* A file that no parent has like this was brought or changed by this commit, a merge too. */
static void
record_files(Walk *walk, const git_commit *commit, const git_tree *tree, const GPtrArray *parents)
{
	GHashTableIter iter;
	gpointer name;
	gpointer value;

	g_hash_table_iter_init(&iter, walk->provenance->files);
	while (g_hash_table_iter_next(&iter, &name, &value)) {
		FileProvenance *file = value;
		const git_oid *id = file->commit[0] == '\0' ? file_id(tree, name) : NULL;
		if (!is_as_in_head(walk, name, id) || has_same_file(parents, name, id))
			continue;
		record_commit(file, commit);
		walk->missing--;
	}
}

static void
free_tree(gpointer tree)
{
	if (tree != NULL)
		git_tree_free(tree);
}

/*
 * At the edge of a shallow clone a commit has parents that are not there. libgit2 1.5 fails to
 * find them; newer ones say that there are none, and only the commit's own text knows better.
 */
static bool
is_cut_off(const git_commit *commit)
{
	return git_commit_parentcount(commit) == 0 &&
	       strstr(git_commit_raw_header(commit), "\nparent ") != NULL;
}

/* False when a parent is not there: the history ends here (a shallow clone). */
static bool
look_at_commit(Walk *walk, const git_oid *id)
{
	g_autoptr(git_commit) commit = NULL;
	g_autoptr(GPtrArray) parents = g_ptr_array_new_with_free_func(free_tree);

	if (git_commit_lookup(&commit, walk->folder->repository, id) != 0)
		return false;
	if (is_cut_off(commit))
		return true;
	g_autoptr(git_tree) tree = git_folder_tree(walk->folder, commit);
	for (unsigned int i = 0; i < git_commit_parentcount(commit); i++) {
		g_autoptr(git_commit) parent = NULL;
		if (git_commit_parent(&parent, commit, i) != 0)
			return false;
		git_tree *parent_tree = git_folder_tree(walk->folder, parent);
		bool same = same_tree(tree, parent_tree);
		g_ptr_array_add(parents, parent_tree);
		if (same)
			return true;
	}
	if (tree != NULL)
		record_files(walk, commit, tree, parents);
	return true;
}

/* Look the folder up in HEAD; false, and said, when there is no commit to begin with. */
static bool
find_head(Walk *walk)
{
	g_autoptr(git_commit) commit = NULL;
	git_oid id;
	int code = git_reference_name_to_id(&id, walk->folder->repository, "HEAD");
	GHashTableIter iter;
	gpointer name;

	if (code == 0)
		code = git_commit_lookup(&commit, walk->folder->repository, &id);
	if (code == GIT_ENOTFOUND || code == GIT_EUNBORNBRANCH) {
		say_lacking(walk->provenance, "the repository has no commit yet");
		return false;
	}
	if (code != 0) {
		say_git_error(walk->provenance, "HEAD cannot be read");
		return false;
	}
	walk->head = git_folder_tree(walk->folder, commit);
	g_hash_table_iter_init(&iter, walk->provenance->files);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		if (file_id(walk->head, name) != NULL)
			walk->missing++;
	return true;
}

static void
walk_commits(Walk *walk)
{
	g_autoptr(git_revwalk) revwalk = NULL;
	git_oid id;
	int code = git_revwalk_new(&revwalk, walk->folder->repository);

	if (code == 0)
		code = git_revwalk_sorting(revwalk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
	if (code == 0)
		code = git_revwalk_push_head(revwalk);
	walk->provenance->shallow = git_repository_is_shallow(walk->folder->repository) == 1;
	while (code == 0 && walk->missing > 0) {
		code = git_revwalk_next(&id, revwalk);
		if (code == 0 && !look_at_commit(walk, &id))
			break;
	}
	if (walk->missing > 0 && walk->provenance->shallow)
		say_lacking(walk->provenance,
		            "the clone is shallow, so some commits are not known (git "
		            "fetch --unshallow gets them)");
	else if (code != 0 && code != GIT_ITEROVER)
		say_git_error(walk->provenance, "the history cannot be walked");
}

static gint
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Files that HEAD does not have: no commit will ever tell what ran. */
static void
say_not_committed(const Walk *walk)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	GHashTableIter iter;
	gpointer name;

	g_hash_table_iter_init(&iter, walk->provenance->files);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		if (file_id(walk->head, name) == NULL)
			g_ptr_array_add(names, name);
	if (names->len == 0)
		return;
	g_ptr_array_sort(names, compare_names);
	g_ptr_array_add(names, NULL);
	g_autofree char *list = g_strjoinv(", ", (char **)names->pdata);
	g_autofree char *text = g_strdup_printf("in no commit of this branch: %s", list);
	say_lacking(walk->provenance, text);
}

static void
mark_dirty(const Walk *walk, const char *path)
{
	gsize length = strlen(walk->folder->path);
	const char *name = length == 0 ? path : path + length + 1;

	/* Folders below may have files of the same name, which are not migrations. */
	if (length > 0 && (!g_str_has_prefix(path, walk->folder->path) || path[length] != '/'))
		return;
	FileProvenance *file = g_hash_table_lookup(walk->provenance->files, name);
	if (file != NULL)
		file->dirty = true;
}

static void
read_status(const Walk *walk)
{
	git_status_options options;
	g_autoptr(git_status_list) list = NULL;
	char *pathspec = walk->folder->path;

	git_status_options_init(&options, GIT_STATUS_OPTIONS_VERSION);
	options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS |
	                GIT_STATUS_OPT_INCLUDE_IGNORED | GIT_STATUS_OPT_RECURSE_IGNORED_DIRS;
	if (walk->folder->path[0] != '\0') {
		options.flags |= GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH;
		options.pathspec.strings = &pathspec;
		options.pathspec.count = 1;
	}
	if (git_status_list_new(&list, walk->folder->repository, &options) != 0) {
		say_git_error(walk->provenance, "the state of the work tree is not known");
		return;
	}
	for (size_t i = 0; i < git_status_list_entrycount(list); i++) {
		const git_status_entry *entry = git_status_byindex(list, i);
		const git_diff_delta *delta = entry->index_to_workdir != NULL
		                                      ? entry->index_to_workdir
		                                      : entry->head_to_index;
		mark_dirty(walk, delta->new_file.path);
	}
}

void
git_provenance_fill(Provenance *provenance, const char *dir)
{
	g_auto(GitFolder) folder = {0};
	g_autofree char *why = git_folder_open(&folder, dir);

	if (why != NULL) {
		say_lacking(provenance, why);
		return;
	}
	Walk walk = {.provenance = provenance, .folder = &folder};
	read_status(&walk);
	if (find_head(&walk)) {
		walk_commits(&walk);
		say_not_committed(&walk);
	}
	free_tree(walk.head);
}
