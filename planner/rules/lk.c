#include "planner/rules/lk.h"

#include "planner/rules/rules.h"

static const Rule lk_rules[] = {
	{
		.id = "LK001",
		.slug = "table-copy",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "The table is copied row by row.",
		.why = "Writes wait until the copy is done (from MariaDB 11.2 on they may go on), "
		       "and a replica repeats it from the start.",
		.fix = "Split it into add, fill and switch, or let gh-ost, pt-online-schema-change "
		       "or Spirit copy the table beside the traffic.",
		.bad = "ALTER TABLE events MODIFY id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT; -- "
		       "was INT",
		.good = "gh-ost --alter \"MODIFY id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT\" ...",
		.peers = "Atlas MY130; Bytebase COLUMN_DISALLOW_CHANGE_TYPE, "
			 "ADVICE_ONLINE_MIGRATION; strong_migrations change_column (type); "
			 "online_migrations change_column; squawk changing-column-type; Liquibase "
			 "checks ModifyDataTypeWarn; Flyway/Redgate RG10; Ptah MY101; goInception "
			 "change column / position / type",
		.check = lk_check_cause,
	},
	{
		.id = "LK002",
		.slug = "inplace-rebuild",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "The whole table is written again, in place.",
		.why = "It needs as much free disk as the table has; on MySQL it fails with 1799 "
		       "when the writes meanwhile outgrow innodb_online_alter_log_max_size; "
		       "replicas fall behind by the time it takes.",
		.fix = "Run it when there is little traffic, or use a tool that copies beside the "
		       "traffic.",
		.bad = "ALTER TABLE t MODIFY a INT NOT NULL; -- was NULL",
		.good = "the same in a quiet hour, with ALGORITHM=INPLACE, LOCK=NONE",
		.peers = "Ptah MY101",
		.check = lk_check_cause,
	},
	{
		.id = "LK003",
		.slug = "inplace-blocks-writes",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "Writes wait while the statement works in place.",
		.why = "FULLTEXT and SPATIAL indexes, indexes over expressions, and partitions "
		       "that are filled anew, are built with LOCK=SHARED.",
		.fix = "For an expression: add a virtual column in one statement and index it in "
		       "the next. Else run it when nothing is written.",
		.bad = "ALTER TABLE users ADD INDEX i ((LOWER(email)));",
		.good = "ALTER TABLE users ADD em VARCHAR(255) AS (LOWER(email)) VIRTUAL; ALTER "
			"TABLE users ADD INDEX i (em);",
		.peers = "Atlas MY134, MY135; strong_migrations add_index (concurrently); "
			 "online_migrations add_index; squawk require-concurrent-index-creation; "
			 "Ptah MY134, MY135",
		.check = lk_check_cause,
	},
	{
		.id = "LK004",
		.slug = "explicit-copy-or-lock",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "ALGORITHM or LOCK asks for less than the server can do.",
		.why = "The table is copied, or writes wait, for nothing.",
		.fix = "Take the clause out, or write the best that the server accepts.",
		.bad = "ALTER TABLE t ADD INDEX i (a), ALGORITHM=COPY;",
		.good = "ALTER TABLE t ADD INDEX i (a), ALGORITHM=INPLACE, LOCK=NONE;",
		.peers = "strong_migrations copy_algorithm, lock_option",
		.check = lk_check_explicit,
	},
	{
		.id = "LK005",
		.slug = "no-algorithm-assertion",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A change of a table without ALGORITHM and LOCK.",
		.why = "When the server cannot do what is expected it copies without a word; with "
		       "the clause it refuses at once, with 1845 or 1846.",
		.fix = "Write the level that the plan names.",
		.bad = "ALTER TABLE t ADD c INT;",
		.good = "ALTER TABLE t ADD c INT, ALGORITHM=INSTANT;",
		.peers = "Bytebase STATEMENT_REQUIRE_ALGORITHM_OPTION, "
			 "STATEMENT_REQUIRE_LOCK_OPTION; squawk require-concurrent-index-creation, "
			 "require-concurrent-index-deletion; Liquibase checks MariaDB regex "
			 "PreventLockingColumnOrIndex",
		.check = lk_check_no_assertion,
	},
	{
		.id = "LK006",
		.slug = "big-table-ddl",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "Work on every row of a big table, beside the traffic.",
		.why = "It takes long, fills the redo log and the buffer pool, and replicas repeat "
		       "it while they apply nothing else.",
		.fix = "Choose a quiet hour, rehearse it on a copy, and watch the replicas.",
		.bad = "ALTER TABLE events ADD INDEX (created_at); -- 40 million rows",
		.good = "the same in a quiet hour",
		.peers = "Bytebase TABLE_LIMIT_SIZE; goInception DDL affected rows",
		.check = lk_check_big_table,
	},
	{
		.id = "LK007",
		.slug = "instant-mixed-with-rebuild",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary =
			"Clauses that cost little alone make the server rebuild or copy together.",
		.why = "A column that is added at once loses that beside an index, a renamed index "
		       "or an option, and every row is written again.",
		.fix = "A statement for each.",
		.bad = "ALTER TABLE t ADD c INT, ADD INDEX i (d);",
		.good = "ALTER TABLE t ADD c INT, ALGORITHM=INSTANT; ALTER TABLE t ADD INDEX i "
			"(d), LOCK=NONE;",
		.peers = "Flyway/Redgate RG05",
		.check = lk_check_cause,
	},
	{
		.id = "LK008",
		.slug = "several-rebuilds-mergeable",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.judges_new = true,
		.summary = "Two statements do the same heavy work on one table.",
		.why = "The rows are read or written twice where once is enough.",
		.fix = "One ALTER with the clauses of both.",
		.bad = "ALTER TABLE t MODIFY a BIGINT; ALTER TABLE t MODIFY b BIGINT;",
		.good = "ALTER TABLE t MODIFY a BIGINT, MODIFY b BIGINT;",
		.peers = "Bytebase STATEMENT_MERGE_ALTER_TABLE; soar ALT.002; Spirit lint "
			 "multiple_alter_table; goInception merge ALTER",
		.check = lk_check_mergeable,
	},
	{
		.id = "LK009",
		.slug = "add-foreign-key-copies",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A foreign key is added with foreign_key_checks=1.",
		.why = "The child is copied while writes wait, and MySQL locks the parent too.",
		.fix = "Look for orphans, add the key with foreign_key_checks=0, which takes no "
		       "copy, and look again.",
		.bad = "ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id);",
		.good = "SET foreign_key_checks = 0; ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY "
			"(pid) REFERENCES p (id); SET foreign_key_checks = 1;",
		.peers = "Atlas MY131; strong_migrations add_reference (FK/index), "
			 "add_foreign_key_mysql; online_migrations add_reference, add_foreign_key; "
			 "squawk constraint-missing-not-valid, adding-foreign-key-constraint; Ptah "
			 "MY131",
		.check = lk_check_cause,
	},
	{
		.id = "LK010",
		.slug = "primary-key-change",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "The key that orders the rows changes.",
		.why = "The table and every index of it are built again; without a new key in the "
		       "same statement it is copied.",
		.fix = "Never drop the key without adding the new one in the same statement; let a "
		       "tool copy a big table.",
		.bad = "ALTER TABLE t DROP PRIMARY KEY;",
		.good = "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (tenant_id, id);",
		.peers = "Atlas MY132, MY133, MY137; Ptah MY132",
		.check = lk_check_cause,
	},
	{
		.id = "LK011",
		.slug = "engine-change",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "The rows move to another storage engine, or stand in one other than "
			   "InnoDB.",
		.why = "The table is copied while writes wait. Engines without transactions cannot "
		       "roll back and have no foreign keys.",
		.fix = "Keep InnoDB.",
		.bad = "ALTER TABLE t ENGINE=MyISAM;",
		.good = "ALTER TABLE t COMMENT = 'archive';",
		.peers = "Atlas MY138; Skeema unsafe engine change",
		.check = lk_check_cause,
	},
	{
		.id = "LK012",
		.slug = "partitioning-change",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A table is partitioned, or put together again.",
		.why = "Every row is copied while writes wait.",
		.fix = "Make a partitioned table beside it, copy in batches, and swap the names.",
		.bad = "ALTER TABLE t PARTITION BY HASH (id) PARTITIONS 8;",
		.good = "CREATE TABLE t_new (...) PARTITION BY HASH (id) PARTITIONS 8; -- copy, "
			"then RENAME TABLE",
		.peers = "Atlas MY139",
		.check = lk_check_cause,
	},
	{
		.id = "LK013",
		.slug = "charset-convert-rebuild",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "Character set or collation of columns changes, and rows or indexes "
			   "with it.",
		.why = "Columns that an index sorts, and other than utf8mb3 to utf8mb4, make the "
		       "server copy the table.",
		.fix = "Convert column by column; drop the index before and add it again "
		       "afterwards.",
		.bad = "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4; -- was latin1",
		.good = "ALTER TABLE t DEFAULT CHARACTER SET utf8mb4; -- for new columns only",
		.peers = "Atlas MY136; Skeema unsafe charset change",
		.check = lk_check_cause,
	},
	{
		.id = "LK014",
		.slug = "generated-column-copy",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A generated column makes the server copy the table.",
		.why = "A stored one is computed row by row; a virtual one that changes its "
		       "expression or place copies as well.",
		.fix = "Add a virtual column as the last, and index it in a statement of its own.",
		.bad = "ALTER TABLE t ADD g INT AS (a + 1) STORED;",
		.good = "ALTER TABLE t ADD g INT AS (a + 1) VIRTUAL;",
		.peers = "Atlas MY140; strong_migrations add_column_generated_stored; "
			 "online_migrations add_column_generated_stored",
		.check = lk_check_cause,
	},
	{
		.id = "LK015",
		.slug = "expression-default-copies",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A column is added with an expression as its default.",
		.why = "MySQL computes it row by row in a copy, even (1 + 1); MariaDB where it is "
		       "not constant.",
		.fix = "Add the column nullable, fill it in batches, then set the default.",
		.bad = "ALTER TABLE t ADD tags JSON NOT NULL DEFAULT ('[]');",
		.good = "ALTER TABLE t ADD tags JSON NULL; ALTER TABLE t MODIFY tags JSON NULL "
			"DEFAULT ('[]');",
		.peers = "strong_migrations add_column_default (expression), "
			 "add_column_default_callable; online_migrations add_column_with_default, "
			 "add_timestamps_with_default; squawk adding-field-with-default",
		.check = lk_check_cause,
	},
	{
		.id = "LK016",
		.slug = "enum-set-rewrite",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "Members of an ENUM or SET are removed, moved or so many that a value "
			   "takes more bytes.",
		.why = "Stored values are numbers of members: every row is written again.",
		.fix = "Append members at the end, below 256 (ENUM) and within 8, 16, 24, 32 "
		       "(SET).",
		.bad = "ALTER TABLE t MODIFY e ENUM('w', 'x', 'y'); -- was ('x', 'y')",
		.good = "ALTER TABLE t MODIFY e ENUM('x', 'y', 'w');",
		.peers = "Atlas MY110, MY111, MY112, MY113, MY120, MY121, MY122, MY123; squawk "
			 "require-enum-value-ordering",
		.check = lk_check_cause,
	},
	{
		.id = "LK017",
		.slug = "varchar-length-byte-boundary",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A text column crosses 255 bytes, or becomes shorter.",
		.why = "Its length takes two bytes instead of one, or every value must be looked "
		       "at: the table is copied.",
		.fix = "Choose lengths on one side of 255 bytes, 63 characters of utf8mb4.",
		.bad = "ALTER TABLE t MODIFY d VARCHAR(64); -- was VARCHAR(60) of utf8mb4",
		.good = "ALTER TABLE t MODIFY d VARCHAR(63);",
		.peers = "none of the studied peers",
		.check = lk_check_cause,
	},
	{
		.id = "LK018",
		.slug = "add-auto-increment",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "AUTO_INCREMENT is added to a table, or put on or taken from a column.",
		.why = "Numbers are handed out row by row while writes wait; replicas that replay "
		       "statements may hand out others.",
		.fix = "Let a tool copy the table, or fill a plain column in batches first.",
		.bad = "ALTER TABLE t ADD id INT NOT NULL AUTO_INCREMENT PRIMARY KEY;",
		.good = "CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, ...);",
		.peers = "Atlas MY141; strong_migrations add_column_auto_incrementing; squawk "
			 "adding-serial-primary-key-field",
		.check = lk_check_cause,
	},
	{
		.id = "LK019",
		.slug = "column-position",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A column is put at another place.",
		.why = "The order of columns is the order in the rows on MySQL: every row is "
		       "written again. Before 8.0.29 this holds for a new column too.",
		.fix = "Leave FIRST and AFTER out; name columns in queries.",
		.bad = "ALTER TABLE t MODIFY n INT AFTER a;",
		.good = "ALTER TABLE t MODIFY n INT;",
		.peers = "Atlas MY142; Bytebase COLUMN_DISALLOW_CHANGING_ORDER; goInception change "
			 "column / position / type",
		.check = lk_check_cause,
	},
	{
		.id = "LK020",
		.slug = "instant-version-limit",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A table has nearly spent, or spent, its INSTANT changes.",
		.why = "MySQL keeps at most 64 row versions, 255 from 9.1 on: then an asserted "
		       "INSTANT fails with 4092, and one that is not rebuilds the table.",
		.fix = "Rebuild once, in a quiet hour: ALTER TABLE ... FORCE.",
		.bad = "ALTER TABLE t ADD c255 INT;",
		.good = "ALTER TABLE t FORCE; -- planned, then ALTER TABLE t ADD c255 INT",
		.peers = "none of the studied peers",
		.check = lk_check_version_limit,
	},
	{
		.id = "LK021",
		.slug = "fulltext-forces-copy",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A FULLTEXT index of the table keeps the server from doing this in "
			   "place or at once.",
		.why = "Such a table has no INSTANT columns, and MySQL rebuilds it by copying "
		       "only.",
		.fix = "Drop the index, change the table, and add it again, or let a tool copy it.",
		.bad = "ALTER TABLE posts ADD c INT; -- has FULLTEXT (body)",
		.good = "ALTER TABLE posts DROP INDEX ft; ALTER TABLE posts ADD c INT;",
		.peers = "none of the studied peers",
		.check = lk_check_cause,
	},
	{
		.id = "LK022",
		.slug = "compressed-no-instant",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "ROW_FORMAT=COMPRESSED keeps the server from adding or dropping a "
			   "column at once.",
		.why = "The table is rebuilt in place instead.",
		.fix = "Expect the rebuild, or leave COMPRESSED.",
		.bad = "ALTER TABLE t ADD c INT; -- ROW_FORMAT=COMPRESSED",
		.good = "ALTER TABLE t ADD c INT; -- ROW_FORMAT=DYNAMIC",
		.peers = "none of the studied peers",
		.check = lk_check_cause,
	},
	{
		.id = "LK023",
		.slug = "check-constraint-copies",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A CHECK is added or switched on.",
		.why = "Every row is checked while the table is copied and writes wait.",
		.fix = "On MySQL add it NOT ENFORCED, which is at once, and enforce it in a quiet "
		       "hour.",
		.bad = "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);",
		.good = "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED;",
		.peers = "strong_migrations change_column_constraint, add_check_constraint_mysql; "
			 "online_migrations add_check_constraint; squawk "
			 "constraint-missing-not-valid",
		.check = lk_check_cause,
	},
};

const RuleFamily rules_lk = {lk_rules, G_N_ELEMENTS(lk_rules)};
