/* The schema model against a real server: the same statements, the same schema, the same refusals.
 */
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "planner/load.h"
#include "runner/inspect.h"
#include "sql/parse.h"

#define CASES TEST_SOURCE_DIR "/tests/integration/runner/"

typedef struct {
	Session *session;
	char *database;
	bool mariadb;
	guint failures;
} Fixture;

static ConnectionOptions
options_for(const char *database)
{
	return (ConnectionOptions){
		.socket = g_strdup(g_getenv("MGRUN_TEST_SOCKET")),
		.user = g_strdup("root"),
		.database = g_strdup(database),
	};
}

static Session *
open_session(const char *database)
{
	g_auto(ConnectionOptions) options = options_for(database);
	g_autoptr(GError) error = NULL;
	Session *session = session_open(&options, "test", NULL, &error);

	if (session == NULL)
		fail_msg("%s", error->message);
	return session;
}

static void
must_run(Session *session, const char *sql)
{
	g_autoptr(GError) error = NULL;

	if (!session_exec(session, sql, -1, NULL, &error))
		fail_msg("%s: %s", sql, error->message);
}

static void
fresh_database(Fixture *f)
{
	g_autoptr(Session) admin = open_session(NULL);
	g_autofree char *drop = g_strdup_printf("DROP DATABASE IF EXISTS %s", f->database);
	g_autofree char *create =
		g_strdup_printf("CREATE DATABASE %s CHARACTER SET utf8mb4", f->database);

	g_clear_pointer(&f->session, session_close);
	must_run(admin, drop);
	must_run(admin, create);
	f->session = open_session(f->database);
	f->mariadb = session_flavour(f->session)->kind == SERVER_MARIADB;
}

static int
setup(void **state)
{
	Fixture *f = g_new0(Fixture, 1);

	f->database = g_strdup_printf("mgrun_model_%d", (int)getpid());
	fresh_database(f);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	Fixture *f = *state;
	g_autofree char *drop = g_strdup_printf("DROP DATABASE IF EXISTS %s", f->database);

	must_run(f->session, drop);
	session_close(f->session);
	g_free(f->database);
	g_free(f);
	return 0;
}

/* ---- statements */

static GPtrArray *
split(const char *text)
{
	GPtrArray *statements = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(SqlSplitter) splitter =
		sql_splitter_new_memory(text, strlen(text), NULL, SQL_MODE_DEFAULT);
	SqlItem item;

	while (sql_splitter_next(splitter, &item, NULL) == SQL_NEXT_ITEM)
		if (item.kind == SQL_ITEM_STATEMENT)
			g_ptr_array_add(statements, g_strndup(item.text, item.length));
	return statements;
}

static void
apply(Schema *schema, const char *statement, const PlanTarget *target, GPtrArray *problems)
{
	g_autoptr(SqlParsed) parsed = sql_parse(statement, strlen(statement), SQL_MODE_DEFAULT);

	schema_apply(schema, parsed, target, problems);
}

static Schema *
inspect(Fixture *f, PlanTarget *target)
{
	g_autoptr(GError) error = NULL;
	Schema *schema = inspect_schema(f->session, target, &error);

	if (schema == NULL)
		fail_msg("%s", error->message);
	return schema;
}

/* ---- the same statements give the same schema */

static void
report_differences(Fixture *f, const char *name, const Schema *live, const Schema *model)
{
	g_autoptr(GPtrArray) differences = schema_diff(live, model);
	g_autoptr(GPtrArray) reverse = schema_diff(model, live);

	for (guint i = 0; i < differences->len; i++) {
		g_autofree char *text = schema_difference_text(differences->pdata[i]);
		print_error("%s: %s\n", name, text);
	}
	if (differences->len != reverse->len)
		print_error("%s: %u differences one way, %u the other\n", name, differences->len,
		            reverse->len);
	f->failures += differences->len > 0 || reverse->len > 0;
}

static void
compare_sequence(Fixture *f, const char *name, const GPtrArray *statements)
{
	g_auto(PlanTarget) target = {.mariadb = false};
	g_autoptr(GPtrArray) problems =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);

	for (guint i = 0; i < statements->len; i++) {
		g_autoptr(GError) error = NULL;
		if (session_exec(f->session, statements->pdata[i], -1, NULL, &error))
			continue;
		print_error("%s: %s: %s\n", name, error->message,
		            (const char *)statements->pdata[i]);
		f->failures++;
	}
	g_autoptr(Schema) live = inspect(f, &target);
	g_autoptr(Schema) model = schema_new(&target);
	model->database = g_strdup(f->database);
	for (guint i = 0; i < statements->len; i++) {
		apply(model, statements->pdata[i], &target, problems);
		for (guint k = 0; k < problems->len; k++) {
			const SchemaProblem *problem = problems->pdata[k];
			print_error("%s: refused by %u, %s: %s\n", name, problem->error_number,
			            problem->message, (const char *)statements->pdata[i]);
			f->failures++;
		}
		g_ptr_array_set_size(problems, 0);
	}
	report_differences(f, name, live, model);
}

/* "NAME", "NAME mysql", "NAME mariadb" */
static bool
is_for_this_server(const Fixture *f, const char *name)
{
	if (g_str_has_suffix(name, " mysql"))
		return !f->mariadb;
	return !g_str_has_suffix(name, " mariadb") || f->mariadb;
}

static char *
read_cases(const char *file)
{
	g_autofree char *path = g_strconcat(CASES, file, NULL);
	char *text = NULL;

	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

static void
statements_give_the_same_schema(void **state)
{
	Fixture *f = *state;
	g_autofree char *text = read_cases("schema_sequences.sql");
	g_auto(GStrv) cases = g_strsplit(text, "-- case ", -1);
	const char *only = g_getenv("SCHEMA_CASE");
	guint ran = 0;

	for (char **at = cases + 1; *at != NULL; at++) {
		g_auto(GStrv) parts = g_strsplit(*at, "\n", 2);
		if (!is_for_this_server(f, parts[0]) ||
		    (only != NULL && strstr(parts[0], only) == NULL))
			continue;
		g_autoptr(GPtrArray) statements = split(parts[1]);
		fresh_database(f);
		compare_sequence(f, parts[0], statements);
		ran++;
	}
	print_message("%u sequences compared\n", ran);
	assert_true(ran > 20 || only != NULL);
	assert_int_equal(f->failures, 0);
}

/* ---- the example project */

static void
add_up_statements(const Migration *migration, GPtrArray *statements)
{
	for (guint i = 0; i < migration->steps->len; i++) {
		const Step *step = migration->steps->pdata[i];
		g_ptr_array_add(statements, sql_text_read(step->sql, NULL));
	}
}

static void
the_example_gives_the_same_schema(void **state)
{
	Fixture *f = *state;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) migrations =
		load_directory(TEST_SOURCE_DIR "/migrations-example/migrations", &error);
	g_autoptr(GPtrArray) statements = g_ptr_array_new_with_free_func(g_free);

	assert_non_null(migrations);
	for (guint i = 0; i < migrations->len; i++)
		add_up_statements(migrations->pdata[i], statements);
	assert_true(statements->len > 5);
	fresh_database(f);
	f->failures = 0;
	compare_sequence(f, "migrations-example", statements);
	assert_int_equal(f->failures, 0);
}

/* ---- the same statements are refused by the same numbers */

/* The server's error number; 0: it ran. */
static guint
number_on_server(Fixture *f, const char *statement)
{
	g_autoptr(GError) error = NULL;

	if (session_exec(f->session, statement, -1, NULL, &error))
		return 0;
	return db_error_number(error);
}

static void
run_setup(Fixture *f, const GPtrArray *tables)
{
	fresh_database(f);
	for (guint i = 0; i < tables->len; i++)
		must_run(f->session, tables->pdata[i]);
	if (!f->mariadb)
		must_run(f->session, "CREATE TABLE fun (a INT, b INT, KEY fk ((a+b)))");
	else
		must_run(f->session, "CREATE TABLE fun (a INT, b INT)");
}

static void
compare_refusal(Fixture *f, Schema *schema, const PlanTarget *target, const char *statement,
                guint expected)
{
	g_autoptr(GPtrArray) problems =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);

	schema_mark(schema);
	apply(schema, statement, target, problems);
	schema_rollback(schema);
	const SchemaProblem *first = problems->len > 0 ? problems->pdata[0] : NULL;
	guint number = first != NULL ? first->error_number : 0;
	if (number == expected)
		return;
	print_error("%u on the server, %u in the model (%s): %s\n", expected, number,
	            first != NULL ? first->message : "no problem", statement);
	f->failures++;
}

static void
refusals_have_the_same_number(void **state)
{
	Fixture *f = *state;
	g_autofree char *text = read_cases("schema_refusals.sql");
	g_auto(GStrv) parts = g_strsplit(text, "-- refused\n", 2);
	g_autoptr(GPtrArray) tables = split(parts[0]);
	g_auto(GStrv) statements = g_strsplit(parts[1], "\n", -1);
	g_auto(PlanTarget) target = {.mariadb = false};
	guint ran = 0;

	f->failures = 0;
	run_setup(f, tables);
	g_autoptr(Schema) schema = inspect(f, &target);
	for (char **at = statements; *at != NULL; at++) {
		if (**at == '\0')
			continue;
		guint expected = number_on_server(f, *at);
		/* MariaDB drops what it can of several tables. */
		if (expected == 0 || g_str_has_prefix(*at, "DROP TABLE"))
			run_setup(f, tables);
		if (expected == 1064) /* the other dialect's */
			continue;
		compare_refusal(f, schema, &target, *at, expected);
		ran++;
	}
	print_message("%u statements compared\n", ran);
	assert_true(ran > 100);
	assert_int_equal(f->failures, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_give_the_same_schema),
		cmocka_unit_test(the_example_gives_the_same_schema),
		cmocka_unit_test(refusals_have_the_same_number),
	};

	db_library_begin();
	int failed = cmocka_run_group_tests_name("schema model", tests, setup, teardown);
	db_library_end();
	return failed;
}
