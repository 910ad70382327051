#include <string.h>

#include "planner/rules/fi.h"
#include "planner/since.h"

/* The version that a file name begins with; NULL: none. Caller frees. */
static char *
version_of(const char *name)
{
	g_autofree char *digits = g_strndup(name, strspn(name, "0123456789"));

	return version_canonical(digits);
}

static const GPtrArray *
all_files(const RuleContext *context)
{
	return context->input->all != NULL ? context->input->all : context->input->migrations;
}

static Finding *
report_file(const RuleContext *context, const char *file, char *take_message)
{
	Finding *finding = rule_report(context, "%s", take_message);

	g_free(finding->file);
	finding->file = g_strdup(file);
	g_free(take_message);
	return finding;
}

static void
check_doubled_with(const RuleContext *context, const Migration *migration)
{
	const Since *since = context->input->since;

	for (guint i = 0; i < since->theirs->len; i++) {
		const char *theirs = g_ptr_array_index(since->theirs, i);
		g_autofree char *version = version_of(theirs);
		if (g_strcmp0(version, migration->version) != 0 ||
		    g_str_equal(theirs, migration->file_name))
			continue;
		report_file(context, migration->file_name,
		            g_strdup_printf("%s has the version of %s on %s", migration->file_name,
		                            theirs, since->revision));
	}
}

void
fi_check_doubled(const RuleContext *context)
{
	const Since *since = context->input->since;
	const GPtrArray *files = all_files(context);

	for (guint i = 0; since != NULL && i < files->len; i++) {
		const Migration *migration = g_ptr_array_index(files, i);
		if (since_is_new(since, migration->file_name))
			check_doubled_with(context, migration);
	}
}

/* The newest version of the merged files and of the revision's; NULL: none. */
static char *
newest_merged(const Since *since)
{
	GHashTableIter iter;
	gpointer name;
	char *newest = NULL;

	g_hash_table_iter_init(&iter, since->merged);
	while (g_hash_table_iter_next(&iter, &name, NULL)) {
		char *version = version_of(name);
		if (version != NULL && (newest == NULL || version_compare(version, newest) > 0)) {
			g_free(newest);
			newest = version;
		} else {
			g_free(version);
		}
	}
	return newest;
}

void
fi_check_branch_order(const RuleContext *context)
{
	const Since *since = context->input->since;
	const GPtrArray *files = all_files(context);
	g_autofree char *newest = since != NULL ? newest_merged(since) : NULL;

	for (guint i = 0; newest != NULL && i < files->len; i++) {
		const Migration *migration = g_ptr_array_index(files, i);
		if (!g_hash_table_contains(since->merged, migration->file_name) &&
		    version_compare(migration->version, newest) < 0)
			report_file(context, migration->file_name,
			            g_strdup_printf("%s is new and sorts before version %s, which "
			                            "%s has already",
			                            migration->file_name, newest, since->revision));
	}
}

/* Whether a name is one that mgrun loads as a migration. */
static bool
is_migration_name(const char *name)
{
	return g_ascii_isdigit(name[0]) &&
	       (g_str_has_suffix(name, ".sql") || g_str_has_suffix(name, ".yaml") ||
	        g_str_has_suffix(name, ".yml"));
}

static void
report_merged(const RuleContext *context, const GPtrArray *names, const char *what)
{
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		if (is_migration_name(name))
			report_file(context, name,
			            g_strdup_printf("%s is merged into %s and %s here", name,
			                            context->input->since->revision, what));
	}
}

void
fi_check_merged(const RuleContext *context)
{
	const Since *since = context->input->since;

	if (since == NULL)
		return;
	report_merged(context, since->changed, "changed");
	report_merged(context, since->deleted, "deleted or renamed");
}

void
fi_check_behind(const RuleContext *context)
{
	const Since *since = context->input->since;

	for (guint i = 0; since != NULL && i < since->theirs->len; i++) {
		const char *name = g_ptr_array_index(since->theirs, i);
		if (!is_migration_name(name))
			continue;
		report_file(context, name,
		            g_strdup_printf("%s has %s, which this branch lacks", since->revision,
		                            name));
		return;
	}
}
