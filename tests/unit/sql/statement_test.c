#include "tests/unit/test.h"

#include "sql/statement.h"

static char *
describe(const char *text)
{
	static const char *const effects[] = {"create", "drop", "rename", "change", "write"};
	g_autoptr(SqlStatement) statement =
		sql_statement_read(text, strlen(text), SQL_MODE_DEFAULT);
	GString *result = g_string_new(statement->verb);

	if (statement->opaque)
		g_string_append(result, " opaque");
	if (statement->implicit_commit)
		g_string_append(result, " commits");
	for (guint i = 0; i < statement->effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(statement->effects, i);
		g_string_append_printf(result, "; %s %s ", effects[effect->effect],
		                       sql_object_kind_name(effect->object));
		if (effect->schema != NULL)
			g_string_append_printf(result, "%s.", effect->schema);
		if (effect->table != NULL)
			g_string_append_printf(result, "%s:", effect->table);
		g_string_append(result, effect->name != NULL ? effect->name : "?");
		if (effect->new_name != NULL)
			g_string_append_printf(result, ">%s", effect->new_name);
		if (effect->tolerant)
			g_string_append(result, "~");
	}
	return g_string_free(result, FALSE);
}

static void
statements_name_what_they_touch(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"create table if not exists `a``b`.t (id int)",
	         "CREATE TABLE commits; create table a`b.t~"},
		{"CREATE TEMPORARY TABLE t (a INT)", "CREATE TABLE; create table t"},
		{"CREATE OR REPLACE TABLE t (a INT)", "CREATE TABLE commits; change table t"},
		{"DROP TABLE IF EXISTS a, s.b",
	         "DROP TABLE commits; drop table a~; drop table s.b~"},
		{"ALTER TABLE t ADD COLUMN a INT AFTER b, ADD INDEX i (a), DROP COLUMN c",
	         "ALTER TABLE commits; change table t; create column t:a; create index t:i; drop "
	         "column t:c"},
		{"ALTER TABLE t ADD (a INT, b DECIMAL(1,2)), ENGINE=InnoDB",
	         "ALTER TABLE commits; change table t; create column t:a; create column t:b"},
		{"ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id), DROP FOREIGN "
	         "KEY g",
	         "ALTER TABLE commits; change table t; create foreign key t:f; drop foreign key "
	         "t:g"},
		{"ALTER TABLE t ADD PRIMARY KEY (a), ADD UNIQUE KEY (b), DROP PRIMARY KEY",
	         "ALTER TABLE commits; change table t; create index t:PRIMARY; create index t:?; "
	         "drop index "
	         "t:PRIMARY"},
		{"ALTER TABLE t CHANGE a b INT, MODIFY c TEXT, RENAME COLUMN d TO e, RENAME INDEX "
	         "i TO j",
	         "ALTER TABLE commits; change table t; rename column t:a>b; change column t:c; "
	         "rename column "
	         "t:d>e; rename index t:i>j"},
		{"ALTER TABLE t RENAME TO u",
	         "ALTER TABLE commits; change table t; rename table t>u"},
		{"ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT",
	         "ALTER TABLE commits; change table t; create column t:a~"},
		{"RENAME TABLE a TO b, c TO d",
	         "RENAME TABLE commits; rename table a>b; rename table c>d"},
		{"CREATE UNIQUE INDEX i ON t (a)",
	         "CREATE INDEX commits; change table t; create index t:i"},
		{"DROP INDEX i ON t", "DROP INDEX commits; change table t; drop index t:i"},
		{"CREATE DEFINER=`a`@`b` SQL SECURITY DEFINER VIEW v AS SELECT 1",
	         "CREATE VIEW commits; create view v"},
		{"CREATE OR REPLACE VIEW v AS SELECT 1", "CREATE VIEW commits; change view v"},
		{"CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a=1",
	         "CREATE TRIGGER commits; create trigger t:g"},
		{"DROP PROCEDURE IF EXISTS p", "DROP PROCEDURE commits; drop procedure p~"},
		{"TRUNCATE t", "TRUNCATE TABLE commits; change table t"},
		{"INSERT IGNORE INTO s.t VALUES (1)", "INSERT; write table s.t"},
		{"UPDATE a JOIN b ON a.i=b.i SET a.x=1", "UPDATE; write table a; write table b"},
		{"DELETE FROM t WHERE 1", "DELETE; write table t"},
		{"WITH c AS (SELECT 1) UPDATE t SET a=1", "UPDATE; write table t"},
		{"LOAD DATA INFILE 'x' INTO TABLE t", "LOAD DATA; write table t"},
		{"/*!50001 CREATE TABLE t (a INT) */", "CREATE TABLE commits; create table t"},
		{"CALL p()", "CALL opaque"},
		{"GRANT ALL ON *.* TO a", "GRANT commits"},
		{"FROBNICATE x", "FROBNICATE opaque"},
		{"SET @a = 1", "SET"},
		{"(SELECT 1) UNION (SELECT 2)", "SELECT"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *found = describe(cases[i][0]);
		assert_string_equal(found, cases[i][1]);
	}
}

static void
transaction_statements_are_told_apart(void **state G_GNUC_UNUSED)
{
	static const struct {
		const char *text;
		SqlStatementKind kind;
	} cases[] = {{"BEGIN", SQL_STATEMENT_BEGIN},
	             {"START TRANSACTION", SQL_STATEMENT_BEGIN},
	             {"START REPLICA", SQL_STATEMENT_ADMIN},
	             {"COMMIT", SQL_STATEMENT_COMMIT},
	             {"COMMIT AND CHAIN", SQL_STATEMENT_OTHER},
	             {"ROLLBACK TO x", SQL_STATEMENT_ROLLBACK},
	             {"LOCK TABLES t WRITE", SQL_STATEMENT_LOCK},
	             {"UNLOCK TABLES", SQL_STATEMENT_UNLOCK},
	             {"BEGIN NOT ATOMIC SELECT 1; END", SQL_STATEMENT_DYNAMIC},
	             {"", SQL_STATEMENT_OTHER}};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(SqlStatement) statement =
			sql_statement_read(cases[i].text, strlen(cases[i].text), SQL_MODE_DEFAULT);
		assert_int_equal(statement->kind, cases[i].kind);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_name_what_they_touch),
		cmocka_unit_test(transaction_statements_are_told_apart),
	};
	return cmocka_run_group_tests_name("statement", tests, NULL, NULL);
}
