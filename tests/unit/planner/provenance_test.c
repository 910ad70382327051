#include "tests/unit/test.h"

#include "planner/provenance.h"

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

static void
a_shallow_clone_says_what_it_lacks(void **state)
{
	Fixture *f = *state;
	git(f, "init -q");
	given_file(f, "1 a.sql", "one");
	git(f, "add .");
	git(f, "commit -q -m one");
	given_file(f, "2_b.sql", "two");
	git(f, "add .");
	git(f, "commit -q -m two");
	g_autofree char *clone =
		g_strdup_printf("clone -q --depth 1 file://%s %s/clone", f->dir, f->dir);
	git(f, clone);

	g_autofree char *folder = g_build_filename(f->dir, "clone", "m", NULL);
	g_autoptr(Provenance) provenance = provenance_read(folder, f->names);
	assert_true(provenance->shallow);
	assert_non_null(provenance_find(provenance, "2_b.sql"));
}

static void
a_worktree_is_a_repository(void **state)
{
	Fixture *f = *state;
	git(f, "init -q");
	given_file(f, "1 a.sql", "one");
	git(f, "add .");
	git(f, "commit -q -m one");
	g_autofree char *add = g_strdup_printf("worktree add -q %s/tree", f->dir);
	git(f, add);

	g_autofree char *folder = g_build_filename(f->dir, "tree", "m", NULL);
	g_autoptr(Provenance) provenance = provenance_read(folder, f->names);
	assert_int_equal(strlen(provenance_find(provenance, "1 a.sql")->commit), 40);
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
		TEST(a_worktree_is_a_repository),
	};
	return cmocka_run_group_tests_name("provenance", tests, NULL, NULL);
}
