#include "tests/unit/test.h"

#include "sql/parse.h"
#include "tests/unit/sql/definition_text.h"

static char *
describe(const char *sql)
{
	g_autoptr(SqlParsed) parsed = sql_parse(sql, strlen(sql), SQL_MODE_DEFAULT);
	const SqlTableDdl *ddl = parsed->table_ddl;
	GString *text = g_string_new(ddl->table);

	if (parsed->opaque_reason != NULL)
		g_string_append_printf(text, " <%s>", parsed->opaque_reason);
	if (ddl->algorithm != SQL_ALGORITHM_NONE)
		g_string_append_printf(text, " %s", sql_algorithm_name(ddl->algorithm));
	if (ddl->lock != SQL_LOCK_NOT_WRITTEN)
		g_string_append_printf(text, " lock %s", sql_lock_name(ddl->lock));
	if (ddl->wait_seconds >= 0)
		g_string_append_printf(text, " wait %d", (int)ddl->wait_seconds);
	if (ddl->from_index_statement)
		g_string_append(text, " by-index");
	for (guint i = 0; i < ddl->clauses->len; i++) {
		g_string_append(text, "; ");
		text_clause(text, g_ptr_array_index(ddl->clauses, i));
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
clauses_of_columns_are_read(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"ALTER TABLE t ADD COLUMN a INT NULL FIRST, ADD b TEXT AFTER a",
	         "t; ADD COLUMN a:int null first; ADD COLUMN b:text after=a"},
		{"ALTER TABLE t ADD (a INT, INDEX i (a), CHECK (a > 1)), ADD COLUMN (c INT)",
	         "t; ADD COLUMN a:int; ADD INDEX index i(a); ADD CHECK check ?[a > 1]; ADD COLUMN "
	         "c:int"},
		{"ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT, DROP COLUMN IF EXISTS b, DROP c",
	         "t; ADD COLUMN tolerant a:int; DROP COLUMN tolerant name=b; DROP COLUMN name=c"},
		{"ALTER TABLE t MODIFY a BIGINT FIRST, CHANGE COLUMN b c INT AFTER a",
	         "t; MODIFY COLUMN a:bigint first; CHANGE COLUMN name=b c:int after=a"},
		{"ALTER TABLE t ALTER a SET DEFAULT 'x', ALTER COLUMN b DROP DEFAULT, ALTER c SET "
	         "INVISIBLE, ALTER d SET DEFAULT (1 + 1)",
	         "t; SET DEFAULT name=a a: default-literal='x'; DROP DEFAULT name=b; SET "
	         "VISIBLE name=c; SET DEFAULT name=d d: default-expression=(1 + 1)"},
		{"ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN IF EXISTS c TO d",
	         "t; RENAME COLUMN name=a new=b; RENAME COLUMN tolerant name=c new=d"},
		{"ALTER TABLE t ADD period INT, ADD vector VECTOR(3), ADD system INT",
	         "t; ADD COLUMN period:int; ADD COLUMN vector:vector(3); ADD COLUMN system:int"},
	};
	assert_described(cases, G_N_ELEMENTS(cases));
}

static void
clauses_of_keys_are_read(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"ALTER TABLE t ADD INDEX i USING BTREE (a(3)), ADD PRIMARY KEY (id), ADD UNIQUE "
	         "(b), ADD CONSTRAINT u UNIQUE (c), ADD FULLTEXT f (d)",
	         "t; ADD INDEX index i(a/3) using=BTREE; ADD INDEX primary PRIMARY(id); ADD INDEX "
	         "unique ?(b); ADD INDEX unique u(c) constraint=u; ADD INDEX fulltext f(d)"},
		{"ALTER TABLE t DROP INDEX i, DROP KEY IF EXISTS j, DROP PRIMARY KEY, DROP INDEX "
	         "`PRIMARY`",
	         "t; DROP INDEX name=i; DROP INDEX tolerant name=j; DROP PRIMARY KEY; DROP PRIMARY "
	         "KEY name=PRIMARY"},
		{"ALTER TABLE t RENAME INDEX a TO b, ALTER INDEX c INVISIBLE, ALTER INDEX d NOT "
	         "IGNORED",
	         "t; RENAME INDEX name=a new=b; ALTER INDEX name=c; ALTER INDEX name=d visible"},
		{"ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) ON DELETE SET "
	         "NULL, DROP FOREIGN KEY g, ADD FOREIGN KEY x (b) REFERENCES q (c)",
	         "t; ADD FOREIGN KEY fk f(a)>p(id) delete=set-null; DROP FOREIGN KEY name=g; ADD "
	         "FOREIGN KEY fk ? index=x(b)>q(c)"},
		{"ALTER TABLE t ADD CHECK (a), DROP CHECK c, ALTER CHECK d NOT ENFORCED, ALTER "
	         "CONSTRAINT e ENFORCED, DROP CONSTRAINT f",
	         "t; ADD CHECK check ?[a]; DROP CHECK name=c; ALTER CHECK name=d value=CHECK; "
	         "ALTER CHECK name=e value=CONSTRAINT visible; DROP CONSTRAINT name=f"},
		{"CREATE UNIQUE INDEX i USING BTREE ON s.t (a DESC, (b + 1)) COMMENT 'x' "
	         "ALGORITHM=INPLACE LOCK=NONE",
	         "t INPLACE lock NONE by-index; ADD INDEX unique i(a-,[b + 1]) using=BTREE "
	         "comment=x"},
		{"DROP INDEX IF EXISTS i ON t WAIT 7", "t wait 7 by-index; DROP INDEX tolerant "
	                                               "name=i"},
	};
	assert_described(cases, G_N_ELEMENTS(cases));
}

static void
clauses_of_the_table_are_read(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"ALTER TABLE t ALGORITHM=INPLACE, LOCK=NONE, ADD a INT",
	         "t INPLACE lock NONE; ADD "
	         "COLUMN a:int"},
		{"ALTER TABLE t NOWAIT FORCE, ALGORITHM NOCOPY", "t NOCOPY wait 0; FORCE"},
		{"ALTER TABLE t RENAME TO s.u, RENAME AS v, RENAME w",
	         "t; RENAME TO new-schema=s new=u; RENAME TO new=v; RENAME TO new=w"},
		{"ALTER TABLE t ENGINE=InnoDB ROW_FORMAT DYNAMIC, COMMENT 'x', DEFAULT CHARACTER "
	         "SET = latin1 COLLATE latin1_bin",
	         "t; table option name=ENGINE value=InnoDB; table option name=ROW_FORMAT "
	         "value=DYNAMIC; table option name=COMMENT value=x; table option name=CHARSET "
	         "value=latin1; table option name=COLLATE value=latin1_bin"},
		{"ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, ORDER BY a "
	         "DESC, b",
	         "t; CONVERT TO CHARACTER SET value=utf8mb4 collation=utf8mb4_bin; ORDER BY"},
		{"ALTER TABLE t DISABLE KEYS, ENABLE KEYS, DISCARD TABLESPACE, IMPORT TABLESPACE",
	         "t; DISABLE KEYS; ENABLE KEYS; DISCARD TABLESPACE; IMPORT TABLESPACE"},
		{"ALTER TABLE t ADD a INT PARTITION BY HASH (id) PARTITIONS 4",
	         "t; ADD COLUMN a:int; PARTITION BY HASH[id] 4"},
		{"ALTER TABLE t ADD PARTITION (PARTITION p VALUES IN (1, 2)), ADD PARTITION "
	         "PARTITIONS 3",
	         "t; ADD PARTITION() [] p values=IN (1, 2); ADD PARTITION() [] 3"},
		{"ALTER TABLE t DROP PARTITION a, b", "t; DROP PARTITION(a,b)"},
		{"ALTER TABLE t TRUNCATE PARTITION ALL", "t; TRUNCATE PARTITION()"},
		{"ALTER TABLE t REORGANIZE PARTITION a INTO (PARTITION b VALUES LESS THAN (1))",
	         "t; REORGANIZE PARTITION(a) [] b values=LESS THAN (1)"},
		{"ALTER TABLE t EXCHANGE PARTITION a WITH TABLE s.u WITHOUT VALIDATION",
	         "t; EXCHANGE PARTITION new-schema=s new=u(a)"},
		{"ALTER TABLE t ADD SYSTEM VERSIONING, DROP SYSTEM VERSIONING",
	         "t; SYSTEM VERSIONING value=ADD; SYSTEM VERSIONING value=DROP"},
	};
	assert_described(cases, G_N_ELEMENTS(cases));
}

static void
one_opaque_clause_does_not_hide_the_others(void **state G_GNUC_UNUSED)
{
	static const char *const cases[][2] = {
		{"ALTER TABLE t ADD a INT, FROBNICATE x (y, z), DROP b",
	         "t <not understood from `FROBNICATE` on>; ADD COLUMN a:int; (not understood); "
	         "DROP COLUMN name=b"},
		{"ALTER TABLE t ADD a INT DROP b",
	         "t <not understood from `DROP` on>; (not understood) a:int"},
		{"ALTER TABLE t )", "t <not understood from `)` on>; (not understood)"},
		{"ALTER TABLE t", "t"},
	};
	assert_described(cases, G_N_ELEMENTS(cases));
}

static void
half_a_clause_is_opaque(void **state G_GNUC_UNUSED)
{
	static const char *const statements[] = {
		"ALTER TABLE t ADD",
		"ALTER TABLE t ADD a",
		"ALTER TABLE t ADD (a INT",
		"ALTER TABLE t ADD INDEX (a",
		"ALTER TABLE t DROP",
		"ALTER TABLE t RENAME COLUMN a b",
		"ALTER TABLE t ADD a INT AFTER",
		"ALTER TABLE t ADD a ENUM('x'",
		"ALTER TABLE t LOCK=x",
		"CREATE INDEX i ON t",
		"CREATE INDEX i ON t (a) x",
		"DROP INDEX i ON t x",
		"ALTER TABLE t CONVERT TO x",
		"ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(statements); i++) {
		g_autoptr(SqlParsed) parsed =
			sql_parse(statements[i], strlen(statements[i]), SQL_MODE_DEFAULT);
		if (!parsed->statement->opaque || parsed->opaque_reason == NULL)
			fail_msg("%s", statements[i]);
	}
}

static void
clauses_know_their_place(void **state G_GNUC_UNUSED)
{
	static const char sql[] = "ALTER TABLE t ADD a INT , DROP b, ENGINE=x COMMENT 'y'";
	static const char *const expected[] = {"ADD a INT", "DROP b", "ENGINE=x", "COMMENT 'y'"};
	g_autoptr(SqlParsed) parsed = sql_parse(sql, strlen(sql), SQL_MODE_DEFAULT);

	assert_int_equal(parsed->table_ddl->clauses->len, 4);
	for (guint i = 0; i < 4; i++) {
		const SqlClause *clause = g_ptr_array_index(parsed->table_ddl->clauses, i);
		g_autofree char *text = g_strndup(sql + clause->offset, clause->length);
		assert_string_equal(text, expected[i]);
	}
}

/* The clauses whose algorithm and lock were measured on MySQL 9.7 and MariaDB 10.11. */
static void
no_measured_clause_is_opaque(void **state G_GNUC_UNUSED)
{
	static const char *const statements[] = {
		"ALTER TABLE t ADD INDEX k_b(b)",
		"CREATE INDEX k_b ON t(b)",
		"ALTER TABLE t ADD INDEX k_b(b), ADD INDEX k_f(f)",
		"ALTER TABLE t ADD UNIQUE INDEX u_d(d)",
		"ALTER TABLE t ADD INDEX k_bd(b DESC)",
		"ALTER TABLE t ADD INDEX k_tx(tx(10))",
		"ALTER TABLE t ADD INDEX k_fn((a*2))",
		"ALTER TABLE t ADD INDEX k_mv((CAST(j->'$.k' AS UNSIGNED ARRAY)))",
		"ALTER TABLE t ADD INDEX k_v(v)",
		"ALTER TABLE t ADD INDEX k_st(st)",
		"ALTER TABLE t DROP INDEX k_a",
		"DROP INDEX k_a ON t",
		"ALTER TABLE t RENAME INDEX k_a TO k_a2",
		"ALTER TABLE t ALTER INDEX k_a INVISIBLE",
		"ALTER TABLE t ALTER INDEX k_a VISIBLE",
		"ALTER TABLE t DROP INDEX k_a, ADD INDEX k_a(a) USING BTREE",
		"ALTER TABLE t DROP INDEX k_a, ADD INDEX k_ab(a,b)",
		"ALTER TABLE t ADD FULLTEXT INDEX ft(tx)",
		"ALTER TABLE t ADD FULLTEXT INDEX ft2(d)",
		"ALTER TABLE t DROP INDEX ft",
		"ALTER TABLE t ADD SPATIAL INDEX sp(g)",
		"ALTER TABLE t DROP INDEX sp",
		"ALTER TABLE t ADD PRIMARY KEY(id)",
		"ALTER TABLE t ADD PRIMARY KEY(a)",
		"ALTER TABLE t DROP PRIMARY KEY",
		"ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY(a)",
		"ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY(id,a)",
		"ALTER TABLE t ADD COLUMN id int not null auto_increment PRIMARY KEY",
		"ALTER TABLE t ADD COLUMN z int null",
		"ALTER TABLE t ADD COLUMN z int null FIRST",
		"ALTER TABLE t ADD COLUMN z int null AFTER a",
		"ALTER TABLE t ADD COLUMN z int not null default 7",
		"ALTER TABLE t ADD COLUMN z int not null",
		"ALTER TABLE t ADD COLUMN z timestamp not null default current_timestamp",
		"ALTER TABLE t ADD COLUMN z timestamp not null default current_timestamp on update "
		"current_timestamp",
		"ALTER TABLE t ADD COLUMN z char(36) not null default (uuid())",
		"ALTER TABLE t ADD COLUMN z int not null default (1+1)",
		"ALTER TABLE t ADD COLUMN z json null",
		"ALTER TABLE t ADD COLUMN z longblob null",
		"ALTER TABLE t ADD COLUMN z int null INVISIBLE",
		"ALTER TABLE t ADD COLUMN z int null CHECK (z>0)",
		"ALTER TABLE t ADD COLUMN z int null UNIQUE",
		"ALTER TABLE t ADD COLUMN z int null, ADD COLUMN z2 int null AFTER a",
		"ALTER TABLE t ADD COLUMN z int null, ADD INDEX k_b(b)",
		"ALTER TABLE t ADD COLUMN z int null, DROP COLUMN n",
		"ALTER TABLE t ADD COLUMN z int null, RENAME COLUMN n TO n2",
		"ALTER TABLE t ADD COLUMN z int null, ALTER COLUMN b SET DEFAULT 3",
		"ALTER TABLE t ADD COLUMN z int not null auto_increment UNIQUE",
		"ALTER TABLE t DROP COLUMN n",
		"ALTER TABLE t DROP COLUMN c",
		"ALTER TABLE t DROP INDEX k_c, DROP COLUMN c",
		"ALTER TABLE t RENAME COLUMN n TO n2",
		"ALTER TABLE t CHANGE COLUMN n n2 decimal(10,2) null",
		"ALTER TABLE t RENAME COLUMN c TO c2",
		"ALTER TABLE t RENAME COLUMN pid TO pid2",
		"ALTER TABLE t RENAME COLUMN id TO id2",
		"ALTER TABLE t MODIFY COLUMN n decimal(10,2) null FIRST",
		"ALTER TABLE t MODIFY COLUMN n decimal(10,2) null AFTER a",
		"ALTER TABLE t ALTER COLUMN b SET DEFAULT 5",
		"ALTER TABLE t ALTER COLUMN d DROP DEFAULT",
		"ALTER TABLE t ALTER COLUMN b SET DEFAULT (1+2)",
		"ALTER TABLE t MODIFY COLUMN a bigint not null",
		"ALTER TABLE t MODIFY COLUMN b bigint null",
		"ALTER TABLE t MODIFY COLUMN b int unsigned null",
		"ALTER TABLE t MODIFY COLUMN b int(5) null",
		"ALTER TABLE t MODIFY COLUMN b varchar(20) null",
		"ALTER TABLE t MODIFY COLUMN d varchar(63) not null default ''",
		"ALTER TABLE t MODIFY COLUMN d varchar(64) not null default ''",
		"ALTER TABLE t MODIFY COLUMN d varchar(200)",
		"ALTER TABLE t MODIFY COLUMN c varchar(40) null",
		"ALTER TABLE t MODIFY COLUMN d varchar(50) not null default ''",
		"ALTER TABLE t MODIFY COLUMN d text not null",
		"ALTER TABLE t MODIFY COLUMN d char(20)",
		"ALTER TABLE t MODIFY COLUMN d varchar(60) character set utf8mb4 collate "
		"utf8mb4_bin not null default ''",
		"ALTER TABLE t MODIFY COLUMN c varchar(20) character set utf8mb4 collate "
		"utf8mb4_bin null",
		"ALTER TABLE t MODIFY COLUMN d varchar(20) character set utf8mb4",
		"ALTER TABLE t MODIFY COLUMN n decimal(12,2) null",
		"ALTER TABLE t MODIFY COLUMN f datetime(6) null",
		"ALTER TABLE t MODIFY COLUMN b int not null",
		"ALTER TABLE t MODIFY COLUMN d varchar(60) null default ''",
		"ALTER TABLE t MODIFY COLUMN b int null COMMENT 'hello'",
		"ALTER TABLE t MODIFY COLUMN e enum('x','y','z') not null default 'x'",
		"ALTER TABLE t MODIFY COLUMN e enum('x','w','y') not null default 'x'",
		"ALTER TABLE t MODIFY COLUMN e enum('x') not null default 'x'",
		"ALTER TABLE t MODIFY COLUMN e "
		"enum('m1','m2','m3','m4','m5','m6','m7','m8','m9','m10') not null",
		"ALTER TABLE t MODIFY COLUMN s set('p','q','r') null",
		"ALTER TABLE t ALTER COLUMN b SET INVISIBLE",
		"ALTER TABLE t AUTO_INCREMENT=100000",
		"ALTER TABLE t MODIFY COLUMN id bigint not null auto_increment",
		"ALTER TABLE t ADD CONSTRAINT ck CHECK (a>0)",
		"ALTER TABLE t ADD CONSTRAINT ck CHECK (a>0) NOT ENFORCED",
		"ALTER TABLE t DROP CONSTRAINT ck",
		"ALTER TABLE t ALTER CHECK ck NOT ENFORCED",
		"ALTER TABLE t ALTER CHECK ck ENFORCED",
		"ALTER TABLE t ADD COLUMN z int generated always as (a*3) STORED",
		"ALTER TABLE t MODIFY COLUMN st int generated always as (a+2) stored FIRST",
		"ALTER TABLE t DROP COLUMN st",
		"ALTER TABLE t ADD COLUMN z int generated always as (a*3) VIRTUAL",
		"ALTER TABLE t MODIFY COLUMN v int generated always as (a+1) virtual FIRST",
		"ALTER TABLE t DROP COLUMN v",
		"ALTER TABLE t MODIFY COLUMN v int generated always as (a+9) virtual",
		"ALTER TABLE t MODIFY COLUMN st int generated always as (a+9) stored",
		"ALTER TABLE t MODIFY COLUMN st int",
		"ALTER TABLE t ADD COLUMN z int generated always as (a*3) VIRTUAL, ADD INDEX "
		"k_z(z)",
		"ALTER TABLE t ADD CONSTRAINT fk1 FOREIGN KEY(pid) REFERENCES p(id)",
		"ALTER TABLE t DROP FOREIGN KEY fk1",
		"ALTER TABLE t DROP FOREIGN KEY fk1, DROP INDEX fk1",
		"ALTER TABLE t ROW_FORMAT=COMPRESSED",
		"ALTER TABLE t ROW_FORMAT=DYNAMIC",
		"ALTER TABLE t KEY_BLOCK_SIZE=8",
		"ALTER TABLE t STATS_PERSISTENT=1, STATS_SAMPLE_PAGES=40, STATS_AUTO_RECALC=1",
		"ALTER TABLE t DEFAULT CHARACTER SET latin1",
		"ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4",
		"ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
		"ALTER TABLE t FORCE",
		"ALTER TABLE t ENGINE=InnoDB",
		"ALTER TABLE t ENGINE=MyISAM",
		"ALTER TABLE t RENAME TO t_renamed",
		"ALTER TABLE t COMMENT='hi'",
		"ALTER TABLE t COMPRESSION='zlib'",
		"ALTER TABLE t AUTOEXTEND_SIZE=4M",
		"ALTER TABLE t MAX_ROWS=1000000",
		"ALTER TABLE t TABLESPACE=innodb_system",
		"ALTER TABLE t ENCRYPTION='Y'",
		"ALTER TABLE t ADD COLUMN z int generated always as (a*3) VIRTUAL, WITH VALIDATION",
		"ALTER TABLE t ADD INDEX k_a(a)",
		"ALTER TABLE t PARTITION BY HASH(id) PARTITIONS 4",
		"ALTER TABLE t ADD PARTITION (PARTITION p3 VALUES LESS THAN (400))",
		"ALTER TABLE t ADD PARTITION PARTITIONS 2",
		"ALTER TABLE t DROP PARTITION p0",
		"ALTER TABLE t TRUNCATE PARTITION p0",
		"ALTER TABLE t COALESCE PARTITION 2",
		"ALTER TABLE t REORGANIZE PARTITION p2 INTO (PARTITION p2a VALUES LESS THAN (250), "
		"PARTITION p2b VALUES LESS THAN (300))",
		"ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE x",
		"ALTER TABLE t REBUILD PARTITION p0",
		"ALTER TABLE t OPTIMIZE PARTITION p0",
		"ALTER TABLE t ANALYZE PARTITION p0",
		"ALTER TABLE t CHECK PARTITION p0",
		"ALTER TABLE t DISCARD PARTITION p0 TABLESPACE",
		"ALTER TABLE t REMOVE PARTITIONING",
		"ALTER TABLE t ALTER INDEX k_a IGNORED",
		"ALTER TABLE t ALTER INDEX k_a NOT IGNORED",
		"ALTER TABLE t MODIFY COLUMN b int null INVISIBLE",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(statements); i++) {
		g_autoptr(SqlParsed) parsed =
			sql_parse(statements[i], strlen(statements[i]), SQL_MODE_DEFAULT);
		if (parsed->opaque_reason != NULL || parsed->table_ddl->clauses->len == 0)
			fail_msg("%s: %s", statements[i], parsed->opaque_reason);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clauses_of_columns_are_read),
		cmocka_unit_test(clauses_of_keys_are_read),
		cmocka_unit_test(clauses_of_the_table_are_read),
		cmocka_unit_test(one_opaque_clause_does_not_hide_the_others),
		cmocka_unit_test(half_a_clause_is_opaque),
		cmocka_unit_test(clauses_know_their_place),
		cmocka_unit_test(no_measured_clause_is_opaque),
	};
	return cmocka_run_group_tests_name("parse_alter", tests, NULL, NULL);
}
