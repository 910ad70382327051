#include "tests/unit/test.h"

#include <git2.h>
#include <unistd.h>

#include "planner/provenance.h"

#define FOREIGN_USER 4711

typedef struct {
	char *dir;
	GPtrArray *names;
} Fixture;

/* Run git in the fixture's directory. */
static void
git(Fixture *f, const char *command)
{
	g_autofree char *whole = g_strdup_printf("env HOME=%s GIT_CONFIG_NOSYSTEM=1 git -C %s -c "
	                                         "user.name=Ada -c user.email=ada@example.com %s",
	                                         f->dir, f->dir, command);
	gint status = 0;
	g_autofree char *out = NULL;
	g_autofree char *err = NULL;

	assert_true(g_spawn_command_line_sync(whole, &out, &err, &status, NULL));
	if (status != 0)
		fail_msg("%s: %s", whole, err);
}

static void
given_file(Fixture *f, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(f->dir, "m", name, NULL);
	assert_true(g_file_set_contents(path, text, -1, NULL));
}

static int
setup(void **state)
{
	Fixture *f = g_new0(Fixture, 1);

	f->dir = g_dir_make_tmp("mgrun-git-XXXXXX", NULL);
	f->names = g_ptr_array_new();
	g_autofree char *sub = g_build_filename(f->dir, "m", NULL);
	g_mkdir_with_parents(sub, 0700);
	g_ptr_array_add(f->names, (gpointer) "1 a.sql");
	g_ptr_array_add(f->names, (gpointer) "2_b.sql");
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	Fixture *f = *state;
	g_autofree char *command = g_strdup_printf("rm -rf %s", f->dir);

	g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL);
	g_ptr_array_unref(f->names);
	g_free(f->dir);
	g_free(f);
	return 0;
}

static Provenance *
read_folder(Fixture *f)
{
	g_autofree char *folder = g_build_filename(f->dir, "m", NULL);
	return provenance_read(folder, f->names);
}

static void
no_repository_is_said(void **state)
{
	Fixture *f = *state;
	g_autoptr(Provenance) provenance = read_folder(f);

	assert_string_equal(provenance->lacking, "not a git repository, so commits are not known");
	assert_string_equal(provenance_find(provenance, "1 a.sql")->commit, "");
}

static void
the_commit_that_changed_a_file_last_is_found(void **state)
{
	Fixture *f = *state;
	git(f, "init -q");
	given_file(f, "1 a.sql", "one");
	git(f, "add .");
	git(f, "commit -q -m one");
	given_file(f, "2_b.sql", "two");
	git(f, "add .");
	git(f, "commit -q -m two");
	given_file(f, "2_b.sql", "edited");

	g_autoptr(Provenance) provenance = read_folder(f);
	const FileProvenance *a = provenance_find(provenance, "1 a.sql");
	const FileProvenance *b = provenance_find(provenance, "2_b.sql");
	assert_null(provenance->lacking);
	assert_int_equal(strlen(a->commit), 40);
	assert_string_not_equal(a->commit, b->commit);
	assert_string_equal(a->author, "Ada <ada@example.com>");
	assert_false(a->dirty);
	assert_true(b->dirty);
}

static void
an_untracked_file_is_dirty_and_an_empty_repository_is_said(void **state)
{
	Fixture *f = *state;
	git(f, "init -q");
	given_file(f, "1 a.sql", "one");

	g_autoptr(Provenance) provenance = read_folder(f);
	assert_string_equal(provenance->lacking, "the repository has no commit yet");
	assert_true(provenance_find(provenance, "1 a.sql")->dirty);
}

/* Commit everything as it is. */
static void
given_commit(Fixture *f, const char *subject)
{
	g_autofree char *commit = g_strdup_printf("commit -q -m %s", subject);

	git(f, "add .");
	git(f, commit);
}

/* A repository with both files, each of a commit of its own. */
static void
given_repository(Fixture *f, const char *init)
{
	git(f, init);
	given_file(f, "1 a.sql", "one");
	given_commit(f, "one");
	given_file(f, "2_b.sql", "two");
	given_commit(f, "two");
}

/* The full id of a revision, as git itself says. */
static char *
id_of(Fixture *f, const char *revision)
{
	g_autofree char *command = g_strdup_printf("git -C %s rev-parse %s", f->dir, revision);
	char *out = NULL;

	assert_true(g_spawn_command_line_sync(command, &out, NULL, NULL, NULL));
	return g_strstrip(out);
}

static void
assert_commit(Fixture *f, const Provenance *provenance, const char *name, const char *revision)
{
	g_autofree char *id = id_of(f, revision);
	assert_string_equal(provenance_find(provenance, name)->commit, id);
}

static Provenance *
read_below(Fixture *f, const char *first, const char *second)
{
	g_autofree char *folder = g_build_filename(f->dir, first, second, NULL);
	return provenance_read(folder, f->names);
}

static void
a_shallow_clone_says_what_it_lacks(void **state)
{
	Fixture *f = *state;
	given_repository(f, "init -q");
	g_autofree char *clone =
		g_strdup_printf("clone -q --depth 1 file://%s %s/clone", f->dir, f->dir);
	git(f, clone);

	g_autoptr(Provenance) provenance = read_below(f, "clone", "m");
	assert_true(provenance->shallow);
	assert_string_equal(provenance->lacking,
	                    "the clone is shallow, so some commits are not known (git fetch "
	                    "--unshallow gets them)");
	assert_string_equal(provenance_find(provenance, "1 a.sql")->commit, "");
	assert_false(provenance_find(provenance, "1 a.sql")->dirty);
}

static void
all_that_is_lacking_is_said(void **state)
{
	Fixture *f = *state;
	given_repository(f, "init -q");
	g_autofree char *clone =
		g_strdup_printf("clone -q --depth 1 file://%s %s/clone", f->dir, f->dir);
	git(f, clone);
	g_ptr_array_add(f->names, (gpointer) "3_c.sql");
	g_ptr_array_add(f->names, (gpointer) "4_d.sql");

	g_autoptr(Provenance) provenance = read_below(f, "clone", "m");
	assert_string_equal(provenance->lacking,
	                    "the clone is shallow, so some commits are not known (git fetch "
	                    "--unshallow gets them); in no commit of this branch: 3_c.sql, "
	                    "4_d.sql");
}

static void
a_worktree_is_a_repository(void **state)
{
	Fixture *f = *state;
	given_repository(f, "init -q");
	g_autofree char *add = g_strdup_printf("worktree add -q %s/tree", f->dir);
	git(f, add);

	g_autoptr(Provenance) provenance = read_below(f, "tree", "m");
	assert_null(provenance->lacking);
	assert_commit(f, provenance, "1 a.sql", "HEAD~1");
	assert_commit(f, provenance, "2_b.sql", "HEAD");
}

static void
a_submodule_speaks_for_its_own_files(void **state)
{
	Fixture *f = *state;
	given_repository(f, "init -q");
	git(f, "init -q outer");
	g_autofree char *add = g_strdup_printf(
		"-c protocol.file.allow=always -C outer submodule --quiet add file://%s sub",
		f->dir);
	git(f, add);

	g_autofree char *folder = g_build_filename(f->dir, "outer", "sub", "m", NULL);
	g_autoptr(Provenance) provenance = provenance_read(folder, f->names);
	assert_null(provenance->lacking);
	assert_commit(f, provenance, "1 a.sql", "HEAD~1");
}

static void
a_detached_head_is_a_head(void **state)
{
	Fixture *f = *state;
	given_repository(f, "init -q");
	git(f, "checkout -q --detach HEAD~1");

	g_autoptr(Provenance) provenance = read_folder(f);
	assert_commit(f, provenance, "1 a.sql", "HEAD");
	assert_string_equal(provenance->lacking, "in no commit of this branch: 2_b.sql");
}

static void
a_renamed_file_is_of_the_commit_that_renamed_it(void **state)
{
	Fixture *f = *state;
	git(f, "init -q");
	given_file(f, "9_old.sql", "two");
	given_file(f, "1 a.sql", "one");
	given_commit(f, "one");
	git(f, "mv m/9_old.sql m/2_b.sql");
	given_commit(f, "renamed");

	g_autoptr(Provenance) provenance = read_folder(f);
	assert_null(provenance->lacking);
	assert_commit(f, provenance, "1 a.sql", "HEAD~1");
	assert_commit(f, provenance, "2_b.sql", "HEAD");
}

static void
a_merge_passes_files_on_and_can_bring_one_itself(void **state)
{
	Fixture *f = *state;
	git(f, "init -q -b main");
	given_file(f, "1 a.sql", "one");
	given_commit(f, "one");
	git(f, "checkout -q -b side");
	given_file(f, "2_b.sql", "two");
	given_commit(f, "two");
	git(f, "checkout -q main");
	given_file(f, "9_other.sql", "other");
	given_commit(f, "other");
	git(f, "merge -q --no-ff --no-commit side");
	given_file(f, "3_c.sql", "three");
	given_commit(f, "merged");
	g_ptr_array_add(f->names, (gpointer) "3_c.sql");

	g_autoptr(Provenance) provenance = read_folder(f);
	assert_null(provenance->lacking);
	assert_commit(f, provenance, "1 a.sql", "side~1");
	assert_commit(f, provenance, "2_b.sql", "side");
	assert_commit(f, provenance, "3_c.sql", "main");
}

static void
what_another_branch_made_of_a_file_does_not_count(void **state)
{
	Fixture *f = *state;
	git(f, "init -q -b main");
	given_file(f, "1 a.sql", "first");
	given_file(f, "2_b.sql", "two");
	given_commit(f, "one");
	git(f, "branch side");
	given_file(f, "1 a.sql", "ours");
	given_commit(f, "ours");
	git(f, "checkout -q side");
	given_file(f, "1 a.sql", "theirs");
	git(f, "add .");
	git(f, "-c author.name=Bob commit -q -m theirs --date=2099-01-01T00:00:00Z");
	git(f, "checkout -q main");
	git(f, "merge -q -s ours -m merged side");

	g_autoptr(Provenance) provenance = read_folder(f);
	assert_commit(f, provenance, "1 a.sql", "main~1");
}

static void
an_ignored_file_is_dirty_and_in_no_commit(void **state)
{
	Fixture *f = *state;
	git(f, "init -q");
	given_file(f, "1 a.sql", "one");
	given_file(f, ".gitignore", "2*\n");
	given_commit(f, "one");
	given_file(f, "2_b.sql", "two");

	g_autoptr(Provenance) provenance = read_folder(f);
	assert_false(provenance_find(provenance, "1 a.sql")->dirty);
	assert_true(provenance_find(provenance, "2_b.sql")->dirty);
	assert_string_equal(provenance_find(provenance, "2_b.sql")->commit, "");
	assert_string_equal(provenance->lacking, "in no commit of this branch: 2_b.sql");
}

static void
a_file_of_the_same_name_below_is_another_file(void **state)
{
	Fixture *f = *state;
	given_repository(f, "init -q");
	g_autofree char *below = g_build_filename(f->dir, "m", "below", NULL);
	assert_int_equal(g_mkdir_with_parents(below, 0700), 0);
	given_file(f, "below/1 a.sql", "untracked");

	g_autoptr(Provenance) provenance = read_folder(f);
	assert_false(provenance_find(provenance, "1 a.sql")->dirty);
}

static void
migrations_may_lie_at_the_top_of_the_work_tree(void **state)
{
	Fixture *f = *state;
	git(f, "init -q m");
	given_file(f, "1 a.sql", "one");
	git(f, "-C m add .");
	git(f, "-C m commit -q -m one");
	given_file(f, "2_b.sql", "two");

	g_autoptr(Provenance) provenance = read_folder(f);
	assert_int_equal(strlen(provenance_find(provenance, "1 a.sql")->commit), 40);
	assert_false(provenance_find(provenance, "1 a.sql")->dirty);
	assert_true(provenance_find(provenance, "2_b.sql")->dirty);
}

static void
a_folder_may_be_a_link(void **state)
{
	Fixture *f = *state;
	given_repository(f, "init -q");
	g_autofree char *link = g_build_filename(f->dir, "link", NULL);
	assert_int_equal(symlink("m", link), 0);

	g_autoptr(Provenance) provenance = provenance_read(link, f->names);
	assert_null(provenance->lacking);
	assert_commit(f, provenance, "2_b.sql", "HEAD");
}

static void
a_bare_repository_has_no_work_tree(void **state)
{
	Fixture *f = *state;
	git(f, "init -q --bare");

	g_autoptr(Provenance) provenance = read_folder(f);
	assert_string_equal(provenance->lacking,
	                    "the repository has no work tree around the migrations");
}

static void
a_sha256_repository_is_said(void **state)
{
	Fixture *f = *state;
	given_repository(f, "init -q --object-format=sha256");

	g_autoptr(Provenance) provenance = read_folder(f);
	assert_string_equal(provenance->lacking,
	                    "the repository names its objects by SHA-256, which this libgit2 "
	                    "cannot read, so commits are not known");
	assert_string_equal(provenance_find(provenance, "1 a.sql")->commit, "");
}

static void
chown_all(Fixture *f, guint owner)
{
	g_autofree char *command = g_strdup_printf("chown -R %u %s", owner, f->dir);
	gint status = -1;

	assert_true(g_spawn_command_line_sync(command, NULL, NULL, &status, NULL));
	assert_int_equal(status, 0);
}

/* Only the fixture's own configuration counts, whatever this machine trusts. */
static void
isolate_git_configuration(Fixture *f)
{
	static const int levels[] = {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
	                             GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA};

	for (gsize i = 0; i < G_N_ELEMENTS(levels); i++)
		assert_int_equal(git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], f->dir), 0);
}

static void
the_repository_of_another_user_is_read_once_it_is_trusted(void **state)
{
	Fixture *f = *state;
	if (getuid() != 0) {
		print_message("only root can give files to another user\n");
		skip();
	}
	git_libgit2_init();
	isolate_git_configuration(f);
	given_repository(f, "init -q");
	g_autofree char *id = id_of(f, "HEAD");
	chown_all(f, FOREIGN_USER);

	g_autoptr(Provenance) refused = read_folder(f);
	g_autofree char *text = g_strdup_printf("the repository belongs to another user; to have "
	                                        "it read: git config --global --add "
	                                        "safe.directory %s",
	                                        f->dir);
	assert_string_equal(refused->lacking, text);
	git(f, strstr(text, "config --global"));
	g_autoptr(Provenance) provenance = read_folder(f);
	chown_all(f, 0);
	git_libgit2_shutdown();
	assert_null(provenance->lacking);
	assert_string_equal(provenance_find(provenance, "2_b.sql")->commit, id);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(no_repository_is_said),
		TEST(the_commit_that_changed_a_file_last_is_found),
		TEST(an_untracked_file_is_dirty_and_an_empty_repository_is_said),
		TEST(a_shallow_clone_says_what_it_lacks),
		TEST(all_that_is_lacking_is_said),
		TEST(a_worktree_is_a_repository),
		TEST(a_submodule_speaks_for_its_own_files),
		TEST(a_detached_head_is_a_head),
		TEST(a_renamed_file_is_of_the_commit_that_renamed_it),
		TEST(a_merge_passes_files_on_and_can_bring_one_itself),
		TEST(what_another_branch_made_of_a_file_does_not_count),
		TEST(an_ignored_file_is_dirty_and_in_no_commit),
		TEST(a_file_of_the_same_name_below_is_another_file),
		TEST(migrations_may_lie_at_the_top_of_the_work_tree),
		TEST(a_folder_may_be_a_link),
		TEST(a_bare_repository_has_no_work_tree),
		TEST(a_sha256_repository_is_said),
		TEST(the_repository_of_another_user_is_read_once_it_is_trusted),
	};
	return cmocka_run_group_tests_name("provenance", tests, NULL, NULL);
}
