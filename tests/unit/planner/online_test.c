#include "tests/unit/test.h"

#include "planner/online.h"
#include "planner/online_table.h"

#define PLAIN                                                                                      \
	"CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, n INT, c VARCHAR(20), KEY k_a (a)) "  \
	"ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"

/* "ALGORITHM LOCK, work" of a statement on the table that `table` makes; NULL: not known. */
static OnlineVerdict
predict_with(const char *server, const char *table, const char *statement,
             const OnlineSession *session, gint64 row_versions)
{
	g_auto(PlanTarget) target = {0};
	g_autoptr(SqlParsed) parsed = sql_parse(statement, strlen(statement), (SqlMode){0});
	g_autoptr(GPtrArray) problems =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);
	g_autoptr(Schema) schema = NULL;
	g_autoptr(SchemaTable) before = NULL;

	assert_true(plan_target_parse(server, &target));
	schema = schema_new(&target);
	if (table) {
		g_autoptr(SqlParsed) made = sql_parse(table, strlen(table), (SqlMode){0});
		schema_apply(schema, made, &target, problems);
		assert_int_equal(problems->len, 0);
		before = schema_table_copy(schema_find_table(schema, "t"));
		before->statistics.known = true;
		before->statistics.row_versions = row_versions;
	}
	assert_null(parsed->opaque_reason);
	return online_predict(parsed->table_ddl, before, &target, session);
}

static OnlineVerdict
predict(const char *server, const char *table, const char *statement)
{
	const OnlineSession session = {.foreign_key_checks = true};
	return predict_with(server, table, statement, &session, 0);
}

static void
assert_verdict(const OnlineVerdict *verdict, const char *wanted)
{
	g_autofree char *text =
		g_strdup_printf("%s %s, %s", sql_algorithm_name(verdict->algorithm),
	                        sql_lock_name(verdict->lock), online_work_name(verdict->work));
	assert_string_equal(text, wanted);
	assert_non_null(verdict->reason);
	assert_false(verdict->measured);
}

static void
assert_predicts(const char *server, const char *table, const char *statement, const char *wanted)
{
	const OnlineVerdict verdict = predict(server, table, statement);
	assert_verdict(&verdict, wanted);
}

static void
a_new_column_costs_what_the_version_knows(void **state G_GNUC_UNUSED)
{
	const char *last = "ALTER TABLE t ADD COLUMN z INT";
	const char *between = "ALTER TABLE t ADD COLUMN z INT AFTER id";

	assert_predicts("mysql 8.0.11", PLAIN, last, "INPLACE NONE, rebuild");
	assert_predicts("mysql 8.0.12", PLAIN, last, "INSTANT NONE, metadata only");
	assert_predicts("mysql 8.0.28", PLAIN, between, "INPLACE NONE, rebuild");
	assert_predicts("mysql 8.0.29", PLAIN, between, "INSTANT NONE, metadata only");
	assert_predicts("mysql 8.4", PLAIN, between, "INSTANT NONE, metadata only");
	assert_predicts("mariadb 10.6", PLAIN, between, "INSTANT NONE, metadata only");
}

static void
columns_are_dropped_and_renamed_at_once_by_newer_versions_only(void **state G_GNUC_UNUSED)
{
	assert_predicts("mysql 8.0.28", PLAIN, "ALTER TABLE t DROP COLUMN n",
	                "INPLACE NONE, rebuild");
	assert_predicts("mysql 8.0.29", PLAIN, "ALTER TABLE t DROP COLUMN n",
	                "INSTANT NONE, metadata only");
	assert_predicts("mysql 8.0.27", PLAIN, "ALTER TABLE t RENAME COLUMN n TO m",
	                "INPLACE NONE, metadata only");
	assert_predicts("mysql 8.0.28", PLAIN, "ALTER TABLE t RENAME COLUMN n TO m",
	                "INSTANT NONE, metadata only");
}

static void
a_change_that_a_version_lacks_is_refused(void **state G_GNUC_UNUSED)
{
	const OnlineVerdict old =
		predict("mysql 8.0.12", PLAIN, "ALTER TABLE t ADD INDEX k ((a + 1))");
	const OnlineVerdict new =
		predict("mysql 8.0.13", PLAIN, "ALTER TABLE t ADD INDEX k ((a + 1))");

	assert_true(old.refused);
	assert_false(new.refused);
	assert_verdict(&new, "INPLACE SHARED, index build");
}

static void
the_worst_clause_wins_and_is_named(void **state G_GNUC_UNUSED)
{
	const OnlineVerdict verdict = predict(
		"mysql 9.7", PLAIN,
		"ALTER TABLE t ALTER COLUMN n SET DEFAULT 1, MODIFY n BIGINT, ADD INDEX k_n (n)");

	assert_verdict(&verdict, "COPY SHARED, copy");
	assert_int_equal(verdict.clause, 1);
	assert_true(online_blocks_writes(&verdict));
}

static void
a_new_column_loses_instant_beside_an_index(void **state G_GNUC_UNUSED)
{
	const char *statement = "ALTER TABLE t ADD COLUMN z INT, ADD INDEX k_n (n)";
	const OnlineVerdict verdict = predict("mysql 9.7", PLAIN, statement);

	assert_verdict(&verdict, "INPLACE NONE, rebuild");
	assert_non_null(strstr(verdict.reason, "write two statements"));
	assert_false(online_blocks_writes(&verdict));
	assert_predicts("mariadb 10.11", PLAIN, statement, "INPLACE NONE, rebuild");
}

static void
an_index_beside_a_renamed_column_is_only_built(void **state G_GNUC_UNUSED)
{
	const char *statement = "ALTER TABLE t RENAME COLUMN c TO d, ADD INDEX k_n (n)";

	assert_predicts("mysql 9.7", PLAIN, statement, "INPLACE NONE, index build");
	assert_predicts("mariadb 10.11", PLAIN, statement, "NOCOPY NONE, index build");
}

static void
the_last_row_version_makes_the_next_change_a_rebuild(void **state G_GNUC_UNUSED)
{
	const OnlineSession session = {.foreign_key_checks = true};
	static const struct {
		const char *server;
		gint64 versions;
		const char *wanted;
	} cases[] = {
		{"mysql 8.0.30", 63, "INSTANT NONE, metadata only"},
		{"mysql 8.0.30", 64, "INPLACE NONE, rebuild"},
		{"mysql 9.0", 64, "INPLACE NONE, rebuild"},
		{"mysql 9.1", 64, "INSTANT NONE, metadata only"},
		{"mysql 9.1", 255, "INPLACE NONE, rebuild"},
		{"mariadb 10.11", 5000, "INSTANT NONE, metadata only"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		const OnlineVerdict verdict =
			predict_with(cases[i].server, PLAIN, "ALTER TABLE t ADD COLUMN z INT",
		                     &session, cases[i].versions);
		assert_verdict(&verdict, cases[i].wanted);
	}
}

static void
fulltext_and_compressed_tables_have_no_instant_columns(void **state G_GNUC_UNUSED)
{
	const char *fulltext = "CREATE TABLE t (id INT PRIMARY KEY, x TEXT, FULLTEXT KEY f (x))";
	const char *compressed = "CREATE TABLE t (id INT PRIMARY KEY) ROW_FORMAT=COMPRESSED";
	const char *statement = "ALTER TABLE t ADD COLUMN z INT";

	assert_predicts("mysql 9.7", fulltext, statement, "COPY SHARED, copy");
	assert_predicts("mariadb 10.11", fulltext, statement, "INPLACE SHARED, rebuild");
	assert_predicts("mysql 9.7", compressed, statement, "INPLACE NONE, rebuild");
	assert_predicts("mariadb 10.11", compressed, statement, "INPLACE NONE, rebuild");
}

static void
foreign_keys_copy_only_when_they_are_checked(void **state G_GNUC_UNUSED)
{
	const char *statement = "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (id)";
	const OnlineSession unchecked = {.foreign_key_checks = false};
	const OnlineVerdict verdict = predict_with("mysql 9.7", PLAIN, statement, &unchecked, 0);

	assert_predicts("mysql 9.7", PLAIN, statement, "COPY SHARED, copy");
	assert_verdict(&verdict, "INPLACE NONE, metadata only");
}

static void
clauses_that_are_ignored_are_told(void **state G_GNUC_UNUSED)
{
	const OnlineVerdict engine = predict("mariadb 10.11", PLAIN, "ALTER TABLE t ENGINE=MyISAM");
	const OnlineVerdict truncate =
		predict("mysql 9.7", "CREATE TABLE t (id INT) PARTITION BY HASH (id) PARTITIONS 2",
	                "ALTER TABLE t TRUNCATE PARTITION p0");

	assert_true(engine.clause_ignored);
	assert_verdict(&engine, "COPY SHARED, copy");
	assert_true(truncate.clause_ignored);
	assert_int_equal(truncate.algorithm, SQL_ALGORITHM_NONE);
}

static void
an_unknown_table_is_told_as_the_worse_case(void **state G_GNUC_UNUSED)
{
	const OnlineVerdict modify =
		predict("mysql 9.7", NULL, "ALTER TABLE t MODIFY n VARCHAR(30)");

	assert_verdict(&modify, "COPY SHARED, not known");
	assert_non_null(strstr(modify.reason, "not known"));
	assert_predicts("mysql 9.7", NULL, "ALTER TABLE t DROP COLUMN n", "INPLACE NONE, rebuild");
	assert_predicts("mysql 9.7", NULL, "ALTER TABLE t ADD COLUMN z INT",
	                "INSTANT NONE, metadata only");
	assert_predicts("mysql 9.7", NULL, "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4",
	                "COPY SHARED, not known");
}

static void
newer_mariadb_copies_while_writes_go_on(void **state G_GNUC_UNUSED)
{
	assert_predicts("mariadb 11.1", PLAIN, "ALTER TABLE t MODIFY n BIGINT",
	                "COPY SHARED, copy");
	assert_predicts("mariadb 11.2", PLAIN, "ALTER TABLE t MODIFY n BIGINT", "COPY NONE, copy");
	assert_predicts("mariadb 11.2", "CREATE TABLE t (n INT)", "ALTER TABLE t MODIFY n BIGINT",
	                "COPY SHARED, copy");
}

static void
a_clause_alone_is_judged_as_if_it_were_the_statement(void **state G_GNUC_UNUSED)
{
	const char *statement = "ALTER TABLE t ADD COLUMN z INT, ADD INDEX k (z)";
	g_autoptr(SqlParsed) parsed = sql_parse(statement, strlen(statement), (SqlMode){0});
	const OnlineSession session = {.foreign_key_checks = true};
	g_auto(PlanTarget) target = {0};
	OnlineVerdict verdict;

	assert_true(plan_target_parse("mysql 9.7", &target));
	verdict = online_predict_clause(g_ptr_array_index(parsed->table_ddl->clauses, 0), NULL,
	                                &target, &session);
	assert_verdict(&verdict, "INSTANT NONE, metadata only");
}

static void
every_kind_has_a_row_for_some_server(void **state G_GNUC_UNUSED)
{
	const PlanTarget mysql = {.version = 90704};
	const PlanTarget mariadb = {.mariadb = true, .version = 110800};

	for (int kind = 0; kind < ONLINE_KINDS; kind++) {
		assert_non_null(online_kind_name((OnlineKind)kind));
		assert_true(online_table_find((OnlineKind)kind, &mysql) ||
		            online_table_find((OnlineKind)kind, &mariadb));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_column_costs_what_the_version_knows),
		cmocka_unit_test(columns_are_dropped_and_renamed_at_once_by_newer_versions_only),
		cmocka_unit_test(a_change_that_a_version_lacks_is_refused),
		cmocka_unit_test(the_worst_clause_wins_and_is_named),
		cmocka_unit_test(a_new_column_loses_instant_beside_an_index),
		cmocka_unit_test(an_index_beside_a_renamed_column_is_only_built),
		cmocka_unit_test(the_last_row_version_makes_the_next_change_a_rebuild),
		cmocka_unit_test(fulltext_and_compressed_tables_have_no_instant_columns),
		cmocka_unit_test(foreign_keys_copy_only_when_they_are_checked),
		cmocka_unit_test(clauses_that_are_ignored_are_told),
		cmocka_unit_test(an_unknown_table_is_told_as_the_worse_case),
		cmocka_unit_test(newer_mariadb_copies_while_writes_go_on),
		cmocka_unit_test(a_clause_alone_is_judged_as_if_it_were_the_statement),
		cmocka_unit_test(every_kind_has_a_row_for_some_server),
	};
	return cmocka_run_group_tests_name("online", tests, NULL, NULL);
}
