#include "tests/unit/test.h"

#include "sql/parse.h"
#include "tests/unit/sql/definition_text.h"

static void
append_lists(GString *text, const SqlTableDdl *ddl)
{
	for (guint i = 0; i < ddl->columns->len; i++) {
		g_string_append(text, "; ");
		text_column(text, g_ptr_array_index(ddl->columns, i));
	}
	for (guint i = 0; i < ddl->indexes->len; i++) {
		g_string_append(text, "; ");
		text_index(text, g_ptr_array_index(ddl->indexes, i));
	}
	for (guint i = 0; i < ddl->foreign_keys->len; i++) {
		g_string_append(text, "; ");
		text_foreign_key(text, g_ptr_array_index(ddl->foreign_keys, i));
	}
	for (guint i = 0; i < ddl->checks->len; i++) {
		g_string_append(text, "; ");
		text_check(text, g_ptr_array_index(ddl->checks, i));
	}
	for (guint i = 0; i < ddl->options->len; i++) {
		const SqlClause *option = g_ptr_array_index(ddl->options, i);
		g_string_append_printf(text, "; %s=%s", option->name, option->value);
	}
}

static char *
describe(const char *sql)
{
	g_autoptr(SqlParsed) parsed = sql_parse(sql, strlen(sql), SQL_MODE_DEFAULT);
	const SqlTableDdl *ddl = parsed->table_ddl;
	GString *text = g_string_new(NULL);

	if (parsed->opaque_reason != NULL)
		g_string_append_printf(text, "<%s> ", parsed->opaque_reason);
	if (ddl->schema != NULL)
		g_string_append_printf(text, "%s.", ddl->schema);
	g_string_append_printf(text, "%s%s%s%s%s", ddl->table, ddl->temporary ? " temporary" : "",
	                       ddl->tolerant ? " tolerant" : "", ddl->replace ? " replace" : "",
	                       ddl->as_select ? " select" : "");
	if (ddl->like_table != NULL)
		g_string_append_printf(text, " like %s", ddl->like_table);
	append_lists(text, ddl);
	if (ddl->partitioning != NULL) {
		g_string_append(text, "; ");
		text_partitioning(text, ddl->partitioning);
	}
	return g_string_free(text, FALSE);
}

static void
assert_described(const char *const (*cases)[2], gsize count)
{
	for (gsize i = 0; i < count; i++) {
		g_autofree char *found = describe(cases[i][0]);
		assert_string_equal(found, cases[i][1]);
	}
}

static void
columns_are_read_with_all_their_attributes(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"CREATE TABLE IF NOT EXISTS `s`.`t` (`a``b` int unsigned NOT NULL AUTO_INCREMENT "
	         "PRIMARY KEY)",
	         "s.t tolerant; a`b:int unsigned not-null auto primary"},
		{"CREATE TABLE t (a VARCHAR(5) CHARSET utf8mb4 COLLATE utf8mb4_bin NOT NULL "
	         "DEFAULT 'it''s\\n' COMMENT 'x' UNIQUE KEY)",
	         "t; a:varchar(5) charset=utf8mb4 collate=utf8mb4_bin not-null "
	         "default-literal='it's\n' unique comment=x"},
		{"CREATE TABLE t (a INT DEFAULT -1 NULL, b INT DEFAULT NULL KEY, c BOOL DEFAULT "
	         "TRUE, d BIT(3) DEFAULT b'101')",
	         "t; a:int null default-literal=-1; b:int not-null default-null primary; "
	         "c:tinyint(1) default-literal=TRUE; d:bit(3) default-literal=b'101'"},
		{"CREATE TABLE t (a DATETIME(3) DEFAULT NOW(3) ON UPDATE CURRENT_TIMESTAMP(3), b "
	         "CHAR(36) DEFAULT (UUID()), c CHAR(36) DEFAULT uuid() NOT NULL)",
	         "t; a:datetime(3) default-now=NOW(3) on-update=CURRENT_TIMESTAMP(3); b:char(36) "
	         "default-expression=(UUID()); c:char(36) not-null default-expression=uuid()"},
		{"CREATE TABLE t (a INT GENERATED ALWAYS AS (b + (1)) STORED NOT NULL, c INT AS "
	         "(a), d INT AS (1) PERSISTENT)",
	         "t; a:int not-null stored=b + (1); c:int virtual=a; d:int stored=1"},
		{"CREATE TABLE t (a INT INVISIBLE CHECK (a > 1) CONSTRAINT x CHECK (a < ')') NOT "
	         "ENFORCED REFERENCES s.p (id) ON DELETE CASCADE)",
	         "t; a:int invisible check ?[a > 1] check x[a < ')'] not-enforced fk "
	         "?(a)>s.p(id) delete=cascade"},
		{"CREATE TABLE t (id SERIAL, b BIGINT SERIAL DEFAULT VALUE, p POINT NOT NULL SRID "
	         "4326)",
	         "t; id:bigint unsigned not-null auto unique; b:bigint not-null auto unique; "
	         "p:point srid=4326 not-null"},
		{"CREATE TABLE t (a INT /*!80023 INVISIBLE */, b INT COLUMN_FORMAT FIXED STORAGE "
	         "DISK, c VARCHAR(9) COMPRESSED, d TEXT BINARY)",
	         "t; a:int invisible; b:int; c:varchar(9); d:text binary"},
	};
	assert_described(cases, G_N_ELEMENTS(cases));
}

static void
keys_checks_options_and_partitions_are_read(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"CREATE TABLE t (a INT, PRIMARY KEY (a), KEY k USING HASH (b(10), c DESC) COMMENT "
	         "'x', UNIQUE (a), CONSTRAINT u UNIQUE KEY (b) INVISIBLE)",
	         "t; a:int; primary PRIMARY(a); index k(b/10,c-) using=HASH comment=x; unique "
	         "?(a); unique u(b) constraint=u invisible"},
		{"CREATE TABLE t (FULLTEXT f (a) WITH PARSER ngram, SPATIAL KEY (g), INDEX ((a + "
	         "(1)), b), VECTOR INDEX (v) M=8)",
	         "t; fulltext f(a) parser=ngram; spatial ?(g); index ?([a + (1)],b); vector ?(v)"},
		{"CREATE TABLE t (CONSTRAINT f FOREIGN KEY i (a, b) REFERENCES p (c, d) MATCH FULL "
	         "ON UPDATE SET NULL ON DELETE NO ACTION, FOREIGN KEY (a) REFERENCES q (x), "
	         "CHECK (a > 0), CONSTRAINT c CHECK (1) NOT ENFORCED)",
	         "t; fk f index=i(a,b)>p(c,d) delete=no-action update=set-null match=FULL; fk "
	         "?(a)>q(x); check ?[a > 0]; check c[1] not-enforced"},
		{"CREATE TABLE t (a INT) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4, COLLATE "
	         "= utf8mb4_bin COMMENT 'x''y' AUTO_INCREMENT 5 UNION=(u, v)",
	         "t; a:int; ENGINE=InnoDB; CHARSET=utf8mb4; COLLATE=utf8mb4_bin; COMMENT=x'y; "
	         "AUTO_INCREMENT=5; UNION=u, v"},
		{"CREATE TABLE t (a INT) PARTITION BY RANGE COLUMNS (a) SUBPARTITION BY HASH (a) "
	         "SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (1) ENGINE=InnoDB (SUBPARTITION "
	         "x), PARTITION p1 VALUES LESS THAN MAXVALUE)",
	         "t; a:int; RANGE COLUMNS[a] p0 values=LESS THAN (1) p1 values=LESS THAN "
	         "MAXVALUE"},
		{"CREATE TABLE t (a INT) /*!50100 PARTITION BY LINEAR KEY ALGORITHM=2 (a) "
	         "PARTITIONS 3 */",
	         "t; a:int; LINEAR KEY[a] 3"},
		{"CREATE TEMPORARY TABLE t LIKE s.u", "t temporary like u"},
		{"CREATE OR REPLACE TABLE t (LIKE u)", "t replace like u"},
		{"CREATE TABLE t (a INT) IGNORE AS SELECT 1", "t select; a:int"},
		{"CREATE TABLE t (SELECT 1 UNION SELECT 2)", "t select"},
	};
	assert_described(cases, G_N_ELEMENTS(cases));
}

static void
what_is_not_understood_is_said_with_its_place(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"CREATE TABLE t (a INT FROBNICATE, b INT)",
	         "<not understood from `FROBNICATE` on> t; a:int"},
		{"CREATE TABLE t (a INT", "<not understood: the text ends too early> t; a:int"},
		{"CREATE TABLE t (a)", "<not understood from `)` on> t"},
		{"CREATE TABLE t (a INT) x y", "<not understood from `x` on> t; a:int"},
		{"CREATE TABLE t (a INT DEFAULT 1 + 1)", "<not understood from `+` on> t; a:int "
	                                                 "default-literal=1"},
		{"CREATE TABLE t (a INT, KEY IF NOT EXISTS k (a))",
	         "<not understood from `)` on> t; a:int"},
		{"CREATE TABLE t (a MYSTERY(3) NOT NULL)", "t; a:mystery(3) not-null"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *found = describe(cases[i][0]);
		if (strncmp(found, cases[i][1], strlen(cases[i][1])) != 0)
			assert_string_equal(found, cases[i][1]);
	}
	g_autoptr(SqlParsed) parsed = sql_parse("CREATE TABLE t (a INT ?)", 24, SQL_MODE_DEFAULT);
	assert_int_equal(parsed->opaque_offset, 22);
	assert_true(parsed->statement->opaque);
}

static void
quoting_follows_the_mode(void **state G_GNUC_UNUSED)
{
	static const char text[] = "CREATE TABLE \"t\" (\"a\" INT DEFAULT 'x\\')";
	g_autoptr(SqlParsed) parsed =
		sql_parse(text, strlen(text), SQL_MODE_ANSI_QUOTES | SQL_MODE_NO_BACKSLASH_ESCAPES);
	const SqlColumn *column = g_ptr_array_index(parsed->table_ddl->columns, 0);

	assert_null(parsed->opaque_reason);
	assert_string_equal(column->default_text, "x\\");
}

static char *
list_features(const char *sql)
{
	g_autoptr(SqlParsed) parsed = sql_parse(sql, strlen(sql), SQL_MODE_DEFAULT);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < parsed->features->len; i++) {
		const SqlFeature *feature = g_ptr_array_index(parsed->features, i);
		g_string_append_printf(text, "%s@%d%s%s %u/%u; ", feature->what,
		                       (int)feature->offset, feature->mysql ? " mysql" : "",
		                       feature->mariadb ? " mariadb" : "", feature->mysql_since,
		                       feature->mariadb_since);
	}
	return g_string_free(text, FALSE);
}

static void
constructs_of_one_dialect_are_noted(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT",
	         "ADD COLUMN IF NOT EXISTS@25 mariadb 0/0; "},
		{"CREATE TABLE t (a INT, KEY ((a + 1)))",
	         "functional index part@28 mysql 80013/0; "},
		{"CREATE TABLE t (a INT DEFAULT (1))",
	         "DEFAULT (expression)@30 mysql mariadb 80013/100201; "},
		{"ALTER TABLE t ADD INDEX (a), ALGORITHM=NOCOPY",
	         "ALGORITHM=NOCOPY@29 mariadb 0/100307; "},
		{"CREATE TABLE t (a INT CHECK (a) NOT ENFORCED)",
	         "CHECK constraint@28 mysql mariadb 80016/100201; [NOT] ENFORCED@32 mysql "
	         "80016/0; "},
		{"CREATE TABLE t (a INT, KEY (a))", ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *found = list_features(cases[i][0]);
		assert_string_equal(found, cases[i][1]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_read_with_all_their_attributes),
		cmocka_unit_test(keys_checks_options_and_partitions_are_read),
		cmocka_unit_test(what_is_not_understood_is_said_with_its_place),
		cmocka_unit_test(quoting_follows_the_mode),
		cmocka_unit_test(constructs_of_one_dialect_are_noted),
	};
	return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
