/*
 * Runs the cases of tests/rules/ against the server that MGRUN_TEST_* name: for each, a
 * fresh database, the plan, what the rules must and must not find, and then the truth.
 *
 *   rules_main DIRECTORY [PART OF A TITLE]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/session.h"
#include "planner/load.h"
#include "planner/rule.h"
#include "runner/live_plan.h"
#include "runner/run.h"
#include "sql/splitter.h"
#include "tests/integration/rules/case_file.h"

#define DATABASE "mgrun_rules"

typedef struct {
	ConnectionOptions connection;
	Session *session;
	const char *kind; /* "mysql", "mariadb" */
	const char *path;
	const RuleCase *entry;
	guint passed;
	guint failed;
	bool case_failed;
} Bench;

G_GNUC_PRINTF(2, 3)
static void
fail(Bench *bench, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_print("FAILED %s:%u: %s: %s\n", bench->path, bench->entry->line, bench->entry->title,
	        text);
	bench->case_failed = true;
}

/* The number of the error that running the statements ends with; 0: none. */
static guint
run_statements(Session *session, const char *text, char **ret_message)
{
	g_autoptr(SqlSplitter) splitter =
		sql_splitter_new_memory(text, strlen(text), NULL, SQL_MODE_DEFAULT);
	g_autoptr(GError) error = NULL;
	SqlItem item;
	SqlNext next;

	while ((next = sql_splitter_next(splitter, &item, &error)) == SQL_NEXT_ITEM) {
		if (item.kind != SQL_ITEM_STATEMENT ||
		    session_exec(session, item.text, (gssize)item.length, NULL, &error))
			continue;
		if (ret_message != NULL)
			*ret_message = g_strdup(error->message);
		return MAX(db_error_number(error), 1);
	}
	if (next == SQL_NEXT_ERROR && ret_message != NULL)
		*ret_message = g_strdup(error->message);
	return next == SQL_NEXT_ERROR ? 1 : 0;
}

static bool
open_fresh(Bench *bench)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *message = NULL;

	g_clear_pointer(&bench->session, session_close);
	g_clear_pointer(&bench->connection.database, g_free);
	bench->session = session_open(&bench->connection, "test", NULL, &error);
	if (bench->session == NULL ||
	    run_statements(bench->session,
	                   "DROP DATABASE IF EXISTS " DATABASE "; CREATE DATABASE " DATABASE
	                   "; USE " DATABASE,
	                   &message) != 0) {
		fail(bench, "no fresh database: %s", error != NULL ? error->message : message);
		return false;
	}
	bench->connection.database = g_strdup(DATABASE);
	if (run_statements(bench->session, bench->entry->setup->str, &message) == 0)
		return true;
	fail(bench, "setup: %s", message);
	return false;
}

static void
write_file(const char *directory, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(directory, name, NULL);

	if (!g_file_set_contents(path, text, -1, NULL))
		exit(2);
}

static void
write_migrations(const RuleCase *entry, const char *directory)
{
	for (guint i = 0; i < entry->files->len; i++)
		write_file(directory, g_ptr_array_index(entry->file_names, i),
		           ((const GString *)g_ptr_array_index(entry->files, i))->str);
	if (entry->files->len > 0)
		return;
	g_autofree char *text =
		g_strdup_printf("-- mgrun:up\n%s\n-- mgrun:down\n%s\n", entry->up->str,
	                        entry->down->len > 0 ? entry->down->str : "DO 0;");
	write_file(directory, "1_case.sql", text);
}

static void
remove_directory(const char *directory)
{
	GDir *dir = g_dir_open(directory, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(directory, name, NULL);
		remove(path);
	}
	if (dir != NULL)
		g_dir_close(dir);
	remove(directory);
}

static void
set_policy_field(PlanPolicy *policy, const char *key, const char *value)
{
	const struct {
		const char *key;
		guint64 *number;
		char **text;
	} fields[] = {
		{"big_rows", &policy->big_rows, NULL},
		{"big_bytes", &policy->big_bytes, NULL},
		{"small_rows", &policy->small_rows, NULL},
		{"small_bytes", &policy->small_bytes, NULL},
		{"max_dml_rows", &policy->max_dml_rows, NULL},
		{"max_ddl_seconds", &policy->max_ddl_seconds, NULL},
		{"cascade_rows", &policy->cascade_rows, NULL},
		{"backup_age_seconds", &policy->backup_age_seconds, NULL},
		{"environment", NULL, &policy->environment},
		{"deploy", NULL, &policy->deploy},
		{"protected_tables", NULL, &policy->protected_tables},
		{"start_after", NULL, &policy->start_after},
		{"today", NULL, &policy->today},
		{"now", NULL, &policy->now},
		{"windows", NULL, &policy->windows},
	};

	if (g_str_equal(key, "opt_in"))
		policy->opt_in = true;
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		if (!g_str_equal(key, fields[i].key))
			continue;
		if (fields[i].number != NULL) {
			*fields[i].number = g_ascii_strtoull(value, NULL, 10);
		} else {
			g_free(*fields[i].text);
			*fields[i].text = g_strdelimit(g_strdup(value), "~", ' ');
		}
	}
}

static void
read_policy(const RuleCase *entry, PlanPolicy *policy)
{
	g_auto(GStrv) words = g_strsplit(entry->policy != NULL ? entry->policy : "", " ", -1);

	plan_policy_init(policy);
	for (gsize i = 0; words[i] != NULL; i++) {
		g_auto(GStrv) parts = g_strsplit(words[i], "=", 2);
		if (parts[0] != NULL && parts[1] != NULL)
			set_policy_field(policy, parts[0], parts[1]);
	}
}

static bool
finds(const Plan *plan, const char *expectation, bool with_rest)
{
	g_auto(GStrv) words = g_strsplit(expectation, " ", 3);
	Severity severity;

	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		if (!g_str_equal(finding->rule->id, words[0]) ||
		    (finding->suppressed && !g_str_has_suffix(expectation, "suppressed")))
			continue;
		if (!with_rest || words[1] == NULL)
			return true;
		if (severity_parse(words[1], &severity) && severity != finding->severity)
			continue;
		if (words[2] == NULL || g_str_equal(words[2], "suppressed") ||
		    strstr(finding->message, words[2]) != NULL)
			return true;
	}
	return false;
}

static char *
list_findings(const Plan *plan)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		g_string_append_printf(list, "\n    %s %s%s: %s", finding->rule->id,
		                       severity_name(finding->severity),
		                       finding->suppressed ? " (suppressed)" : "",
		                       finding->message);
	}
	return g_string_free(list, FALSE);
}

static void
compare(Bench *bench, const Plan *plan)
{
	const RuleCase *entry = bench->entry;
	g_autofree char *all = list_findings(plan);

	for (guint i = 0; i < entry->expect->len; i++)
		if (!finds(plan, g_ptr_array_index(entry->expect, i), true))
			fail(bench, "not found: %s; found are:%s",
			     (const char *)g_ptr_array_index(entry->expect, i), all);
	for (guint i = 0; i < entry->silent->len; i++)
		if (finds(plan, g_ptr_array_index(entry->silent, i), false))
			fail(bench, "must be silent: %s; found are:%s",
			     (const char *)g_ptr_array_index(entry->silent, i), all);
}

static Plan *
plan_offline(const GPtrArray *migrations, const RuleCase *entry, PlanTarget *target,
             const PlanPolicy *policy, GError **error)
{
	g_autoptr(SqlSplitter) splitter = sql_splitter_new_memory(
		entry->setup->str, entry->setup->len, NULL, SQL_MODE_DEFAULT);
	g_autoptr(Schema) schema = schema_new(target);
	g_autoptr(GPtrArray) problems =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);
	SqlItem item;

	while (sql_splitter_next(splitter, &item, error) == SQL_NEXT_ITEM) {
		g_autoptr(SqlParsed) parsed = sql_parse(item.text, item.length, SQL_MODE_DEFAULT);
		schema_apply(schema, parsed, target, problems);
	}
	const PlanInput input = {
		.migrations = migrations, .schema = schema, .target = target, .policy = policy};
	return plan_build(&input, error);
}

/* Let mgrun apply the first files, and then somebody change things by hand. */
static bool
apply_first(Bench *bench, const GPtrArray *migrations, const char *directory)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *message = NULL;
	const RunOptions options = {.connection = &bench->connection,
	                            .dir = directory,
	                            .migrations = migrations,
	                            .limits = {.steps = bench->entry->applied},
	                            .lock_timeout_ms = 5000,
	                            .tool_version = "test"};

	if (bench->entry->applied == 0)
		return true;
	g_autoptr(RunReport) report = run_up(&options, &error);
	if (report == NULL || report->outcome != RUN_DONE) {
		fail(bench, "not applied: %s", error != NULL ? error->message : "it failed");
		return false;
	}
	if (run_statements(bench->session, bench->entry->by_hand->str, &message) == 0)
		return true;
	fail(bench, "by hand: %s", message);
	return false;
}

static void
check_plan(Bench *bench, const char *directory)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) migrations = load_directory(directory, &error);
	g_auto(PlanPolicy) policy = {0};
	g_auto(PlanTarget) target = {0};

	read_policy(bench->entry, &policy);
	if (migrations == NULL) {
		fail(bench, "the migration is not loaded: %s", error->message);
		return;
	}
	if (bench->entry->offline) {
		plan_target_parse(g_str_equal(bench->kind, "mysql") ? "mysql 9.7" : "mariadb 10.11",
		                  &target);
		g_autoptr(Plan) plan =
			plan_offline(migrations, bench->entry, &target, &policy, &error);
		compare(bench, plan);
		return;
	}
	if (!apply_first(bench, migrations, directory))
		return;
	const LivePlanOptions options = {.connection = &bench->connection,
	                                 .migrations = migrations,
	                                 .policy = &policy,
	                                 .probe_online = false};
	g_autoptr(LivePlan) live = live_plan_build(&options, &error);
	if (live == NULL)
		fail(bench, "no plan: %s", error->message);
	else
		compare(bench, live->plan);
}

static bool
is_wanted_number(const char *numbers, guint number)
{
	g_auto(GStrv) words = g_strsplit(numbers, "|", -1);

	for (gsize i = 0; words[i] != NULL; i++)
		if (g_ascii_strtoull(words[i], NULL, 10) == number)
			return true;
	return false;
}

static void
check_refused(Bench *bench)
{
	for (guint i = 0; i < bench->entry->refused->len; i++) {
		g_auto(GStrv) parts =
			g_strsplit(g_ptr_array_index(bench->entry->refused, i), " ", 2);
		guint number = run_statements(bench->session, parts[1], NULL);
		if (!is_wanted_number(parts[0], number))
			fail(bench, "refused with %u instead of %s: %s", number, parts[0],
			     parts[1]);
	}
}

static void
check_truth(Bench *bench, const char *truth, guint number, const char *message)
{
	if (g_str_has_prefix(truth, "error ")) {
		if (!is_wanted_number(truth + strlen("error "), number))
			fail(bench, "ends with %u (%s) instead of %s", number,
			     message != NULL ? message : "no error", truth);
		return;
	}
	if (number != 0) {
		fail(bench, "fails on the server: %s", message);
		return;
	}
	if (g_str_equal(truth, "ok"))
		return;
	g_autoptr(GError) error = NULL;
	g_autoptr(Rows) rows = session_query(bench->session, truth, &error);
	if (rows == NULL || !rows_next(rows) || !rows_is_true(rows, 0))
		fail(bench, "not true: %s%s%s", truth, error != NULL ? ": " : "",
		     error != NULL ? error->message : "");
}

static void
check_truths(Bench *bench)
{
	g_autofree char *message = NULL;
	const RuleCase *entry = bench->entry;

	if (entry->truth->len == 0)
		return;
	guint number = run_statements(bench->session, entry->up->str, &message);
	if (number == 0)
		number = run_statements(bench->session, entry->then->str, &message);
	for (guint i = 0; i < entry->truth->len; i++)
		check_truth(bench, g_ptr_array_index(entry->truth, i), number, message);
}

static void
run_case(Bench *bench, const RuleCase *entry)
{
	g_autofree char *directory = g_dir_make_tmp("mgrun-rules-XXXXXX", NULL);

	bench->entry = entry;
	bench->case_failed = false;
	write_migrations(entry, directory);
	if (open_fresh(bench)) {
		check_refused(bench);
		check_plan(bench, directory);
		check_truths(bench);
	}
	remove_directory(directory);
	if (bench->case_failed)
		bench->failed++;
	else
		bench->passed++;
}

static void
run_file(Bench *bench, const char *path, const char *part)
{
	g_autoptr(GPtrArray) cases = case_file_read(path);

	bench->path = path;
	for (guint i = 0; i < cases->len; i++) {
		const RuleCase *entry = g_ptr_array_index(cases, i);
		bool here = entry->server == NULL || strstr(entry->server, bench->kind) != NULL;
		if (here && (part == NULL || strstr(entry->title, part) != NULL))
			run_case(bench, entry);
	}
}

static void
run_directory(Bench *bench, const char *directory, const char *part)
{
	GDir *dir = g_dir_open(directory, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(directory, name, NULL);
		if (g_str_has_suffix(name, ".case"))
			run_file(bench, path, part);
	}
	if (dir != NULL)
		g_dir_close(dir);
}

int
main(int argc, char **argv)
{
	const char *socket = g_getenv("MGRUN_TEST_SOCKET");
	const char *kind = g_getenv("MGRUN_TEST_KIND");

	if (argc < 2 || socket == NULL || kind == NULL) {
		g_printerr("usage: rules_main DIRECTORY [PART], with MGRUN_TEST_* set\n");
		return 2;
	}
	db_library_begin();
	Bench bench = {.connection = {.socket = (char *)socket, .user = (char *)"root"},
	               .kind = kind};
	run_directory(&bench, argv[1], argc > 2 ? argv[2] : NULL);
	if (bench.session != NULL)
		run_statements(bench.session, "DROP DATABASE IF EXISTS " DATABASE, NULL);
	g_clear_pointer(&bench.session, session_close);
	g_free(bench.connection.database);
	db_library_end();
	g_print("%u passed, %u failed\n", bench.passed, bench.failed);
	return bench.failed == 0 && bench.passed > 0 ? 0 : 1;
}
