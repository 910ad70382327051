#include "planner/rules/fk.h"

#include "planner/rules/rules.h"

static const Rule rules[] = {
	{
		.id = "FK001",
		.slug = "no-on-delete-rule",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A foreign key that does not say ON DELETE.",
		.why = "The server then refuses to delete a parent that has children (1451), "
		       "whether that was meant or not; nobody who reads the table later knows.",
		.fix = "Write CASCADE, SET NULL or RESTRICT on purpose.",
		.bad = "FOREIGN KEY (user_id) REFERENCES users (id)",
		.good = "FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE "
			"CASCADE",
		.check = fk_check_on_delete,
	},
	{
		.id = "FK002",
		.slug = "no-on-update-rule",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A foreign key that does not say ON UPDATE.",
		.why = "A change of the parent's key is refused with 1451 while children hold the "
		       "old value.",
		.fix = "Write CASCADE or RESTRICT on purpose.",
		.bad = "FOREIGN KEY (code) REFERENCES countries (code) ON DELETE RESTRICT",
		.good = "FOREIGN KEY (code) REFERENCES countries (code) ON DELETE RESTRICT ON "
			"UPDATE CASCADE",
		.check = fk_check_on_update,
	},
	{
		.id = "FK003",
		.slug = "fk-type-mismatch",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A column and the one that it references differ in type.",
		.why = "The server refuses the foreign key (3780; 1005 on MariaDB); without a key "
		       "each join converts every value and may use no index.",
		.fix = "Give the column the type of the one that it references, size and sign "
		       "included.",
		.bad = "user_id INT, FOREIGN KEY (user_id) REFERENCES users (id)  -- id is INT "
		       "UNSIGNED",
		.good = "user_id INT UNSIGNED, FOREIGN KEY (user_id) REFERENCES users (id)",
		.peers = "online_migrations mismatched_foreign_key_type; MySQLTuner (schema) FK "
			 "type mismatch; Spirit lint type_pedantic",
		.check = fk_check_types,
	},
	{
		.id = "FK004",
		.slug = "fk-collation-mismatch",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "Two text columns that a foreign key joins have different collations.",
		.why = "The server refuses the foreign key (3780; 1005 on MariaDB), though both "
		       "columns look alike.",
		.fix = "Write CHARACTER SET and COLLATE of the parent's column at the child's.",
		.bad = "user_id CHAR(36) -> users.id CHAR(36) COLLATE utf8mb4_bin",
		.good = "user_id CHAR(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
		.check = fk_check_collations,
	},
	{
		.id = "FK005",
		.slug = "fk-parent-missing",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A foreign key references a table or column that is not there, or not "
			   "of InnoDB.",
		.why = "The statement ends with 1824 or 3734 (1005 on MariaDB).",
		.fix = "Make the parent first, in an earlier statement; correct the name; "
		       "reference a table of InnoDB.",
		.bad = "CREATE TABLE jobs (... REFERENCES users (id)); CREATE TABLE users (...)",
		.good = "CREATE TABLE users (...); CREATE TABLE jobs (... REFERENCES users (id))",
		.peers = "Skeema fk-parent; PlanetScale lint FOREIGN_KEYS_NONEXISTENT_TABLE; "
			 "PlanetScale lint FOREIGN_KEYS_REFERENCED_VIEW; PlanetScale lint "
			 "FOREIGN_KEYS_UNRESOLVED",
		.check = fk_check_parent_missing,
	},
	{
		.id = "FK006",
		.slug = "fk-parent-not-unique",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_TARGET,
		.summary = "The referenced columns are no primary or unique key.",
		.why = "MySQL 8.4 and newer refuse it (6125), without an index every server does "
		       "(1822, 1005); the others let one child belong to several parents.",
		.fix = "Reference the primary key, or make the parent's columns unique.",
		.bad = "FOREIGN KEY (n) REFERENCES p (n)  -- n has a plain index",
		.good = "ALTER TABLE p ADD UNIQUE INDEX (n)",
		.peers = "Skeema fk-parent; PlanetScale lint FOREIGN_KEYS_UNRESOLVED",
		.check = fk_check_parent_unique,
	},
	{
		.id = "FK007",
		.slug = "duplicate-foreign-key",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_TABLE,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "Two foreign keys join the same columns to the same parent.",
		.why = "Every write is checked twice, and dropping one of them changes nothing.",
		.fix = "Drop one of them.",
		.bad = "FOREIGN KEY a (u) REFERENCES users (id), FOREIGN KEY b (u) REFERENCES "
		       "users (id)",
		.good = "FOREIGN KEY a (u) REFERENCES users (id)",
		.peers = "Percona tools pt-dkc duplicate foreign key",
		.check = fk_check_duplicate,
	},
	{
		.id = "FK008",
		.slug = "inline-references",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_TARGET,
		.summary = "REFERENCES behind a column.",
		.why = "MySQL before 9.0 reads it and makes no foreign key; 9.0 and MariaDB make "
		       "one: the same file gives two schemas.",
		.fix = "Write it as a table constraint with a name.",
		.bad = "pid INT REFERENCES p (id)",
		.good = "pid INT, CONSTRAINT fk_c_pid FOREIGN KEY (pid) REFERENCES p (id)",
		.peers = "Atlas MY102 inline REFERENCES; Ptah MY102 inline REFERENCES",
		.check = fk_check_inline,
	},
	{
		.id = "FK009",
		.slug = "implicit-fk-index",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_TABLE,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A foreign key for which InnoDB has to make an index of its own.",
		.why = "The index bears the constraint's name, and goes without a word when "
		       "another index begins with the same columns: a later DROP INDEX of it ends "
		       "with 1091.",
		.fix = "Write the index, with a name.",
		.bad = "CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id)",
		.good = "INDEX idx_user (user_id), CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES "
			"users (id)",
		.peers = "waypoint M001 FK without index",
		.check = fk_check_implicit_index,
	},
	{
		.id = "FK010",
		.slug = "drops-index-needed-by-fk",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "An index is dropped that a foreign key needs.",
		.why = "The statement ends with 1553.",
		.fix = "Add another index that begins with the same columns in the same ALTER, or "
		       "drop the foreign key first.",
		.bad = "DROP INDEX idx_user",
		.good = "ADD INDEX idx_user_status (user_id, status), DROP INDEX idx_user",
		.peers = "Bytebase COLUMN_DISALLOW_DROP_IN_INDEX; online_migrations replace_index",
		.check = fk_check_needed_index,
	},
	{
		.id = "FK011",
		.slug = "alters-column-in-fk",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A column of a foreign key, at either end, is dropped or changed so "
			   "that the key no longer fits.",
		.why = "The statement ends with 1828, 1829, 1832, 1833 or 3780.",
		.fix = "Drop the foreign key, change both columns, and make the key again.",
		.bad = "ALTER TABLE users MODIFY id BIGINT  -- jobs.user_id references it",
		.good = "drop the key; MODIFY both; add the key",
		.check = fk_check_altered_column,
	},
	{
		.id = "FK012",
		.slug = "drops-or-truncates-parent",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A table that foreign keys reference is dropped or truncated.",
		.why = "DROP TABLE ends with 3730 (1451 on MariaDB), TRUNCATE with 1701; with "
		       "foreign_key_checks off the keys stay and reference nothing.",
		.fix = "Drop the children, or their foreign keys, first.",
		.bad = "DROP TABLE users  -- jobs references it",
		.good = "ALTER TABLE jobs DROP FOREIGN KEY fk_jobs_user; DROP TABLE users",
		.check = fk_check_dropped_parent,
	},
	{
		.id = "FK013",
		.slug = "fk-name-collision",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "The name of a foreign key or check is taken, or one is dropped by a "
			   "name that the server chose.",
		.why = "A name stands once in a database: 1826, 3822, 1005. A chosen name such as "
		       "t_ibfk_1 may be another key in another environment.",
		.fix = "Name each one after its table and columns; drop and add under two names, "
		       "or in two statements.",
		.bad = "ADD CONSTRAINT f ...  -- another table has f",
		.good = "ADD CONSTRAINT fk_jobs_user_id ...",
		.check = fk_check_name,
	},
	{
		.id = "FK014",
		.slug = "drop-foreign-key",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_TABLE,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A foreign key is dropped and not made again.",
		.why = "From then on rows may name parents that are not there, and nobody is told.",
		.fix = "Say why in the migration, and look for orphans afterwards with `verify`.",
		.bad = "ALTER TABLE jobs DROP FOREIGN KEY fk_jobs_user",
		.good = "DROP FOREIGN KEY fk_a, ADD CONSTRAINT fk_b FOREIGN KEY (user_id) ...",
		.peers = "Atlas CD101 FK dropped; soar ALT.004 drop PK/FK; Ptah CD101 drop FK",
		.check = fk_check_dropped,
	},
	{
		.id = "FK015",
		.slug = "cascade-chain",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "Cascades that go over three steps or more, in a circle, or within one "
			   "table.",
		.why = "One DELETE locks and deletes rows of many tables that it does not name; 15 "
		       "levels is the limit (3008; 1296 on MariaDB). ON UPDATE CASCADE within one "
		       "table acts as RESTRICT (1451).",
		.fix = "Break the way with RESTRICT or SET NULL, and delete in the application, "
		       "table by table.",
		.bad = "a <- b <- c <- d, all ON DELETE CASCADE",
		.good = "c references b ON DELETE RESTRICT",
		.peers = "soar KEY.003 recursive FK; sqlcheck 1002 recursive dependency; "
			 "PlanetScale lint FOREIGN_KEYS_CIRCULAR_DEPENDENCY",
		.check = fk_check_chain,
	},
	{
		.id = "FK016",
		.slug = "logical-fk-without-constraint",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_TABLE,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A column that by name and type belongs to another table, without a "
			   "foreign key.",
		.why = "Nothing keeps orphans out, and every report that joins the two counts "
		       "wrong when there are some.",
		.fix = "Add the foreign key, or say why there is none: -- mgrun:ignore FK016 "
		       "reason=\"...\".",
		.bad = "user_id BIGINT UNSIGNED NOT NULL",
		.good = "user_id ..., CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) ON "
			"DELETE RESTRICT",
		.peers = "SchemaSpy implied FK columns; MySQLTuner (schema) *_id without FK; "
			 "sqlcheck 1005 no foreign key",
		.check = fk_check_logical,
	},
	{
		.id = "FK017",
		.slug = "unsupported-referential-action",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_TARGET,
		.summary = "An action of a foreign key that InnoDB refuses or ignores.",
		.why = "SET DEFAULT acts as RESTRICT, MATCH does nothing; actions on generated "
		       "columns end with 3104 or 1215, on columns of a check with 3823 (1905 and "
		       "1901 on MariaDB).",
		.fix = "Write an action that the server does.",
		.bad = "ON DELETE SET DEFAULT",
		.good = "ON DELETE SET NULL",
		.check = fk_check_unsupported_action,
	},
	{
		.id = "FK018",
		.slug = "fk-on-unsupported-table",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_TARGET,
		.summary = "A foreign key where there can be none: partitioned, temporary, of "
			   "another engine, on a virtual column.",
		.why = "Partitions end with 1506, temporary tables with 1215, virtual columns with "
		       "3733, a change of engine with 3776; MyISAM and MEMORY read the key and "
		       "make none.",
		.fix = "Take the key away, or make the table a plain one of InnoDB.",
		.bad = "CREATE TABLE c (..., FOREIGN KEY (p) REFERENCES p (id)) ENGINE=MyISAM",
		.good = "CREATE TABLE c (..., FOREIGN KEY (p) REFERENCES p (id)) ENGINE=InnoDB",
		.check = fk_check_unsupported_table,
	},
	{
		.id = "FK019",
		.slug = "foreign-key-checks-off",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "foreign_key_checks or unique_checks is switched off.",
		.why = "Rows that break a key go in, and switching the checks on again looks at "
		       "none of them.",
		.fix = "Load the rows in the order of the keys, with the checks on.",
		.bad = "SET foreign_key_checks = 0; DELETE FROM users",
		.good = "DELETE FROM jobs WHERE ...; DELETE FROM users WHERE ...",
		.peers = "strong_migrations add_foreign_key_mysql",
		.check = fk_check_switched_off,
	},
	{
		.id = "FK020",
		.slug = "cascade-on-sensitive-child",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_POLICY,
		.summary = "ON DELETE CASCADE reaches a table that the policy protects.",
		.why = "Deleting one user, tenant or account deletes payments and invoices with "
		       "it, and no trigger of those tables fires.",
		.fix = "RESTRICT, or SET NULL and an archive.",
		.bad = "payments.user_id ... ON DELETE CASCADE",
		.good = "payments.user_id ... ON DELETE RESTRICT",
		.peers = "MySQLTuner (schema) ON DELETE CASCADE present",
		.check = fk_check_protected,
	},
	{
		.id = "FK021",
		.slug = "cascade-vs-soft-delete",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary =
			"ON DELETE CASCADE between tables whose rows are only marked as deleted.",
		.why = "What was kept on purpose is gone for good with the first hard DELETE of a "
		       "parent; triggers of the child do not fire.",
		.fix = "RESTRICT; mark the children in the application.",
		.bad = "a table with deleted_at, child ON DELETE CASCADE",
		.good = "child ON DELETE RESTRICT",
		.check = fk_check_soft_delete,
	},
	{
		.id = "FK023",
		.slug = "cross-schema-fk",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A foreign key references a table of another database.",
		.why = "The two can no longer be backed up, restored, moved or granted apart.",
		.fix = "Keep both tables in one database, or check the rows in the application.",
		.bad = "REFERENCES other.users (id)",
		.good = "REFERENCES users (id)",
		.check = fk_check_other_database,
	},
	{
		.id = "FK025",
		.slug = "circular-fk-creation",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_TABLE,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "Two new tables reference each other.",
		.why = "Neither can be made, filled, dumped or dropped alone.",
		.fix = "Keep one direction; or make one key later with ALTER TABLE on a column "
		       "that may be NULL.",
		.bad = "a references b, b references a",
		.good = "b references a",
		.peers = "PlanetScale lint FOREIGN_KEYS_CIRCULAR_DEPENDENCY",
		.check = fk_check_circle,
	},
};

const RuleFamily rules_fk = {rules, G_N_ELEMENTS(rules)};
