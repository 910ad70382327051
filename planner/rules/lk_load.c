#include "planner/rules/lk.h"

#include "planner/rules/rules.h"

static const Rule lk_load_rules[] = {
	{
		.id = "LK024",
		.slug = "foreign-key-lock-amplification",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.judges_new = true,
		.summary = "On MySQL the change of one table locks others that foreign keys tie to "
			   "it.",
		.why = "A change of a parent, even at once, takes the exclusive lock of its "
		       "children; a child that is made, tied or dropped takes that of its parent. "
		       "One open transaction there holds it up. MariaDB 10.11 does neither.",
		.fix = "See that no long transaction is open on any of them; keep "
		       "lock_wait_timeout short and try again.",
		.bad = "CREATE TABLE jobs (..., FOREIGN KEY (user_id) REFERENCES users (id));",
		.good = "the same when no transaction on `users` is open for long",
		.peers =
			"online_migrations multiple_foreign_keys, drop_table_multiple_foreign_keys",
		.check = lk_check_amplification,
	},
	{
		.id = "LK025",
		.slug = "no-lock-timeout",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_TARGET,
		.judges_new = true,
		.summary = "The migration raises the time that a statement may wait for its lock.",
		.why = "A statement that waits for a table lock holds up everybody who comes after "
		       "it; the server would wait a year (MariaDB a day).",
		.fix = "Leave it to mgrun, which waits seconds and tries again.",
		.bad = "SET lock_wait_timeout = 31536000;",
		.good = "SET lock_wait_timeout = 3;",
		.peers = "strong_migrations lock timeout limit; squawk require-lock-timeout",
		.check = lk_check_lock_timeout,
	},
	{
		.id = "LK026",
		.slug = "unbatched-large-dml",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_LIVE | INPUT_POLICY,
		.summary = "One UPDATE, DELETE or INSERT over more rows than max-dml-rows.",
		.why = "All of its rows stay locked until the end; undo and the binary log grow; "
		       "replicas fall behind; a rollback takes as long again.",
		.fix = "Make it a batch step: mgrun cuts it by the primary key and goes on where "
		       "it stopped.",
		.bad = "UPDATE users SET plan = 'free' WHERE plan IS NULL; -- 4 million rows",
		.good = "- batch: UPDATE users SET plan = 'free' WHERE plan IS NULL",
		.peers = "Bytebase STATEMENT_INSERT_ROW_LIMIT, STATEMENT_AFFECTED_ROW_LIMIT; "
			 "strong_migrations change_column_null with default; online_migrations "
			 "backfilling in batches; soar ARG.012; Liquibase checks "
			 "MaxAffectedRowsAllowedDelete, MaxAffectedRowsAllowedInsert, "
			 "MaxAffectedRowsAllowedUpdate; goInception affected rows",
		.check = lk_check_large_dml,
	},
	{
		.id = "LK027",
		.slug = "dml-without-usable-index",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_LIVE,
		.summary = "No index serves the condition of an UPDATE or DELETE over a big table.",
		.why = "InnoDB locks each row that it reads, not only those that it changes.",
		.fix = "Add the index first, or make it a batch step.",
		.bad = "DELETE FROM logs WHERE level = 'debug';",
		.good = "- batch: DELETE FROM logs WHERE level = 'debug'",
		.peers = "none of the studied peers",
		.check = lk_check_unindexed_dml,
	},
	{
		.id = "LK028",
		.slug = "insert-select-locks",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_LIVE,
		.judges_new = true,
		.summary = "INSERT, REPLACE or CREATE TABLE from a SELECT of a big table in use.",
		.why = "With REPEATABLE READ the rows that are read are locked as if they were "
		       "written.",
		.fix = "Copy in ranges of the primary key.",
		.bad = "INSERT INTO archive SELECT * FROM events;",
		.good = "INSERT INTO archive SELECT * FROM events WHERE id BETWEEN 1 AND 5000;",
		.peers = "soar LCK.001",
		.check = lk_check_insert_select,
	},
	{
		.id = "LK029",
		.slug = "multi-table-dml",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "UPDATE or DELETE over a join.",
		.why = "Rows of every table in it are locked, and which are changed depends on the "
		       "plan of the day.",
		.fix = "One table a statement, with a subquery for the others.",
		.bad = "UPDATE a JOIN b ON a.id = b.a_id SET a.n = b.n;",
		.good = "UPDATE a SET n = (SELECT MAX(b.n) FROM b WHERE b.a_id = a.id) WHERE id "
			"BETWEEN 1 AND 5000;",
		.peers = "soar JOI.007",
		.check = lk_check_multi_table,
	},
	{
		.id = "LK030",
		.slug = "time-budget-exceeded",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_LIVE | INPUT_POLICY,
		.summary = "A statement is expected to run longer than max-ddl-time.",
		.why = "A deploy that waits for it is held up, and its locks with it.",
		.fix = "Run it in a window, or let a tool copy the table.",
		.bad = "ALTER TABLE events MODIFY id BIGINT; -- 550 MB, about 70 s",
		.good = "gh-ost --alter \"MODIFY id BIGINT\" ...",
		.peers = "none of the studied peers",
		.check = lk_check_time_budget,
	},
	{
		.id = "LK032",
		.slug = "null-rebuild",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A rebuild that changes nothing.",
		.why = "Every row is written again for the same table.",
		.fix = "Take it out, unless it is to give space back; then say so and choose a "
		       "quiet hour.",
		.bad = "ALTER TABLE t ENGINE=InnoDB;",
		.good = "ALTER TABLE t COMMENT = 'archive';",
		.peers = "squawk prefer-repack",
		.check = lk_check_cause,
	},
	{
		.id = "LK033",
		.slug = "table-admin-in-migration",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.judges_new = true,
		.summary = "OPTIMIZE, REPAIR, CHECK, ANALYZE or FLUSH TABLES in a migration.",
		.why = "They read or rebuild tables, or wait for every query that runs, and change "
		       "no schema.",
		.fix = "Run them from maintenance, not from a deploy.",
		.bad = "OPTIMIZE TABLE t;",
		.good = "ALTER TABLE t ADD INDEX (a);",
		.peers = "none of the studied peers",
		.check = lk_check_table_admin,
	},
	{
		.id = "LK034",
		.slug = "explicit-locks",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.judges_new = true,
		.summary = "The migration takes locks by its own word.",
		.why = "mgrun holds its own lock against other runs; LOCK TABLES and FLUSH TABLES "
		       "WITH READ LOCK stop the application, and DDL releases or is refused by "
		       "them (1100, 1192).",
		.fix = "Take them out.",
		.bad = "LOCK TABLES t WRITE;",
		.good = "UPDATE t SET a = 1 WHERE id = 7;",
		.peers = "none of the studied peers",
		.check = lk_check_explicit_locks,
	},
	{
		.id = "LK035",
		.slug = "large-drop-stall",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_LIVE | INPUT_POLICY,
		.summary = "A table ten times as large as one that counts as big is dropped or "
			   "truncated.",
		.why = "Its files are unlinked in one go while the dictionary is locked.",
		.fix = "Rename it first; drop it later, in a quiet hour.",
		.bad = "DROP TABLE huge;",
		.good = "RENAME TABLE huge TO _drop_huge;",
		.peers = "none of the studied peers",
		.check = lk_check_large_drop,
	},
	{
		.id = "LK036",
		.slug = "trigger-on-hot-table",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A trigger of a table in use is made or dropped.",
		.why = "It takes the exclusive lock of the table; and gh-ost and Spirit copy no "
		       "table with triggers.",
		.fix = "Choose a quiet moment.",
		.bad = "CREATE TRIGGER tr BEFORE INSERT ON users FOR EACH ROW SET NEW.email = "
		       "LOWER(NEW.email);",
		.good = "the same on a table that the migration itself makes",
		.peers = "none of the studied peers",
		.check = lk_check_trigger,
	},
	{
		.id = "LK037",
		.slug = "online-tool-incompatible",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "A big table that needs a copy cannot be copied by a tool as it is.",
		.why = "gh-ost and Spirit refuse tables with foreign keys or triggers, every tool "
		       "one without a unique key.",
		.fix = "Use the tool and the option that the finding names, or take the obstacle "
		       "away for the time.",
		.bad = "ALTER TABLE orders MODIFY id BIGINT; -- has children",
		.good = "pt-online-schema-change --alter-foreign-keys-method=auto ...",
		.peers = "Bytebase ADVICE_ONLINE_MIGRATION; Percona tools pt-osc needs PK/UNIQUE, "
			 "pt-osc no RENAME in alter, pt-osc foreign keys method, pt-osc triggers "
			 "exist, gh-ost FK/trigger/shared key limits; Spirit lint check FK / "
			 "trigger / PK / rename",
		.check = lk_check_online_tools,
	},
	{
		.id = "LK038",
		.slug = "create-table-select",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.judges_new = true,
		.summary = "CREATE TABLE ... SELECT.",
		.why = "The new table has no key, no index and no AUTO_INCREMENT, and the rows are "
		       "copied in one transaction with the source locked.",
		.fix = "CREATE TABLE with its columns and keys, then copy in batches.",
		.bad = "CREATE TABLE a SELECT * FROM b;",
		.good = "CREATE TABLE a LIKE b;",
		.peers = "goInception CREATE TABLE AS",
		.check = lk_check_create_select,
	},
	{
		.id = "LK039",
		.slug = "statement-count-on-hot-table",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_SQL,
		.summary = "More than five statements change one table in use.",
		.why = "Each of them waits for all transactions on the table, and everybody waits "
		       "behind it.",
		.fix = "Put those that are at once into one ALTER; keep rebuilds apart from them "
		       "(LK007).",
		.bad = "ALTER TABLE t ADD a INT; ALTER TABLE t ADD b INT; -- and four more",
		.good = "ALTER TABLE t ADD a INT, ADD b INT;",
		.peers = "Bytebase STATEMENT_MERGE_ALTER_TABLE; soar ALT.002; Spirit lint "
			 "multiple_alter_table",
		.check = lk_check_statement_count,
	},
};

const RuleFamily rules_lk_load = {lk_load_rules, G_N_ELEMENTS(lk_load_rules)};
