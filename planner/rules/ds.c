#include "planner/rules/ds.h"

#include "planner/rules/rules.h"

static const Rule ds_rules[] = {
	{
		.id = "DS001",
		.slug = "drop-table",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.judges_new = true,
		.summary = "A table that is there is dropped.",
		.why = "All rows go at once, DDL cannot be rolled back, and code that still reads "
		       "the table fails with 1146.",
		.fix = "Rename the table first, wait one release, and drop it in a later migration "
		       "that consents with `confirm: [drop-table t]`.",
		.bad = "DROP TABLE orders;",
		.good = "RENAME TABLE orders TO _trash_orders_20261124;",
		.peers = "Atlas DS102; Skeema unsafe drop table/column/partition; Bytebase "
			 "SCHEMA_BACKWARD_COMPATIBILITY; strong_migrations create_table force; "
			 "online_migrations create_table force; squawk ban-drop-table; Liquibase "
			 "checks ChangeDropTableWarn; Spirit lint unsafe; Flyway/Redgate "
			 "RG01/RX001; Ptah DS101; goInception drop table/database",
		.check = ds_check_drop_table,
	},
	{
		.id = "DS002",
		.slug = "drop-database",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.judges_new = true,
		.summary = "A database is dropped or made read-only.",
		.why = "Every table, view and routine in it goes, mgrun's own history included; no "
		       "down brings them back.",
		.fix = "Take the statement out. A database is dropped by hand, by its owner.",
		.bad = "DROP DATABASE app;",
		.good = "DROP TABLE one_by_one;",
		.peers = "Atlas DS101; Bytebase DATABASE_DROP_EMPTY_DATABASE; squawk "
			 "ban-drop-database; Flyway/Redgate RG03; Ptah DS107; goInception drop "
			 "table/database",
		.check = ds_check_drop_database,
	},
	{
		.id = "DS003",
		.slug = "drop-column",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "A column that was there before the plan is dropped.",
		.why = "Its values are lost in every row, and code that names it fails with 1054.",
		.fix = "Release code that neither reads nor writes the column, then drop it in a "
		       "later release; keep the values in a table of their own where they matter.",
		.bad = "ALTER TABLE users DROP COLUMN phone;",
		.good = "CREATE TABLE users_phone AS SELECT id, phone FROM users; -- drop later",
		.peers = "Atlas DS103; Skeema unsafe drop table/column/partition; Bytebase "
			 "SCHEMA_BACKWARD_COMPATIBILITY; strong_migrations remove_column; squawk "
			 "ban-drop-column; soar ALT.003; Liquibase checks ChangeDropColumnWarn; "
			 "Spirit lint unsafe; Flyway/Redgate RG14/RX004; Ptah DS102",
		.check = ds_check_drop_column,
	},
	{
		.id = "DS004",
		.slug = "truncate-table",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_LIVE,
		.summary = "TRUNCATE empties a table or partitions.",
		.why = "It commits, cannot be rolled back, fires no trigger and starts "
		       "AUTO_INCREMENT again at 1; it fails with 1701 where a foreign key "
		       "references the table.",
		.fix = "Delete what is meant, by a condition and in batches.",
		.bad = "TRUNCATE TABLE sessions;",
		.good = "DELETE FROM sessions WHERE expires_at < '2026-10-01'; -- as a batch step",
		.peers = "Bytebase STATEMENT_DISALLOW_TRUNCATE; squawk ban-truncate-cascade; soar "
			 "SEC.001; Liquibase checks ChangeTruncateTableWarn; Spirit lint unsafe; "
			 "Flyway/Redgate RG13/RX003; Ptah DS108",
		.check = ds_check_truncate,
	},
	{
		.id = "DS005",
		.slug = "delete-without-where",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_LIVE,
		.summary = "DELETE without WHERE and without LIMIT.",
		.why = "Every row goes, in one transaction that locks them all.",
		.fix = "Say which rows with a WHERE on an indexed column, as a batch step.",
		.bad = "DELETE FROM carts;",
		.good = "DELETE FROM carts WHERE updated_at < '2025-01-01';",
		.peers = "Bytebase STATEMENT_WHERE_REQUIRE_UPDATE_DELETE; soar CLA.014; sql-lint "
			 "missing-where; Liquibase checks Library delete-without-where; "
			 "Flyway/Redgate RG06; goInception DML where/limit/order",
		.check = ds_check_delete_all,
	},
	{
		.id = "DS006",
		.slug = "update-without-where",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary =
			"UPDATE without WHERE over a column that is in use, or over a big table.",
		.why = "Values in use are overwritten in every row, and one transaction locks the "
		       "whole table.",
		.fix = "Change only the rows that need it: WHERE the column IS NULL, as a batch "
		       "step.",
		.bad = "UPDATE users SET plan = 'free';",
		.good = "UPDATE users SET plan = 'free' WHERE plan IS NULL;",
		.peers = "Bytebase STATEMENT_WHERE_REQUIRE_UPDATE_DELETE; soar CLA.015; sql-lint "
			 "missing-where; Flyway/Redgate RG09; goInception DML where/limit/order",
		.check = ds_check_update_all,
	},
	{
		.id = "DS007",
		.slug = "drop-partition-or-tablespace",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary =
			"A partition is dropped, exchanged unchecked, or a tablespace discarded.",
		.why = "The rows go with the partition or the tablespace; WITHOUT VALIDATION lets "
		       "rows in that no query by the partition key finds.",
		.fix = "Exchange the partition with an empty table of the same shape: it keeps the "
		       "rows.",
		.bad = "ALTER TABLE logs DROP PARTITION p2024;",
		.good = "ALTER TABLE logs EXCHANGE PARTITION p2024 WITH TABLE logs_2024;",
		.peers = "Skeema unsafe drop table/column/partition; Spirit lint unsafe; "
			 "Flyway/Redgate RG16/RX012",
		.check = ds_check_drop_partition,
	},
	{
		.id = "DS008",
		.slug = "silent-lossy-conversion",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A column's type changes in a way that loses values without an error.",
		.why = "Strict mode stops values that are too large, not those that are rounded, "
		       "cut or read otherwise: at most a note (1265, 1292) says so.",
		.fix = "Add a column of the new type, fill it with an explicit ROUND() or CAST(), "
		       "compare, switch the code, and drop the old one later.",
		.bad = "ALTER TABLE inv MODIFY total DECIMAL(10,0);",
		.good = "ALTER TABLE inv ADD total_rounded DECIMAL(10,0) NULL;",
		.peers = "Skeema unsafe lossy column change; Bytebase COLUMN_DISALLOW_CHANGE_TYPE; "
			 "strong_migrations change_column (type); Liquibase checks "
			 "ModifyDataTypeWarn; Flyway/Redgate RG10; Ptah DS103",
		.check = ds_check_lossy_conversion,
	},
	{
		.id = "DS009",
		.slug = "charset-narrowing",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "A column's character set becomes one with fewer letters.",
		.why = "A row with a letter that the new one lacks stops the statement with 1366; "
		       "without strict mode it becomes `?`.",
		.fix = "Stay with utf8mb4. For text that was stored under a wrong name go through "
		       "VARBINARY or BLOB.",
		.bad = "ALTER TABLE posts CONVERT TO CHARACTER SET latin1;",
		.good = "ALTER TABLE posts CONVERT TO CHARACTER SET utf8mb4;",
		.peers = "Skeema unsafe charset change",
		.check = ds_check_charset,
	},
	{
		.id = "DS010",
		.slug = "enum-set-member-removed-or-renamed",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "An ENUM or SET loses a member, or its members change their places.",
		.why = "Rows with a lost member stop the statement with 1265, and become '' "
		       "without strict mode; a member in another place has another number.",
		.fix = "Append members at the end only. To retire one, change the rows, release "
		       "the code, and take it out in a later migration.",
		.bad = "ALTER TABLE jobs MODIFY status ENUM('new','done'); -- had 'failed'",
		.good = "ALTER TABLE jobs MODIFY status ENUM('new','done','failed','cancelled');",
		.peers = "Atlas MY110, MY111, MY120; Skeema unsafe enum change; strong_migrations "
			 "rename_enum_value; squawk require-enum-value-ordering; Spirit lint check "
			 "enum/set reorder/removal; Ptah DS106",
		.check = ds_check_members,
	},
	{
		.id = "DS011",
		.slug = "tautological-where",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "The condition of an UPDATE or DELETE chooses every row.",
		.why = "It changes the whole table while it looks as if it did not.",
		.fix = "Write the condition that is meant.",
		.bad = "DELETE FROM t WHERE id IN (1, 2, id);",
		.good = "DELETE FROM t WHERE id IN (1, 2);",
		.peers = "soar ARG.014, RES.007, RES.009",
		.check = ds_check_tautology,
	},
	{
		.id = "DS012",
		.slug = "rename-by-drop-and-add",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary =
			"A column is dropped and one that looks like it is added; nothing copies "
			"the values.",
		.why = "The new column is empty: what looked like a rename lost every value.",
		.fix = "RENAME COLUMN keeps the values; to keep old code working, add, copy, and "
		       "drop in a later release.",
		.bad = "ALTER TABLE u DROP fullname, ADD full_name VARCHAR(200);",
		.good = "ALTER TABLE u RENAME COLUMN fullname TO full_name;",
		.peers = "Percona tools pt-osc rename by drop+add loses data; Spirit lint check "
			 "drop+add column",
		.check = ds_check_drop_and_add,
	},
	{
		.id = "DS013",
		.slug = "table-swap-without-copy",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.judges_new = true,
		.summary = "A new table takes an old one's name, and its rows, or some columns of "
			   "them, are not copied.",
		.why = "The migration succeeds and the application finds an empty table.",
		.fix = "INSERT INTO the new table a SELECT of all columns, compare the counts "
		       "under "
		       "`verify`, and swap both names in one RENAME TABLE.",
		.bad = "CREATE TABLE u2 LIKE u; DROP TABLE u; RENAME TABLE u2 TO u;",
		.good = "CREATE TABLE u2 LIKE u; INSERT INTO u2 SELECT * FROM u; RENAME TABLE u TO "
			"u_old, u2 TO u;",
		.peers = "none of the studied peers",
		.check = ds_check_table_swap,
	},
	{
		.id = "DS014",
		.slug = "error-hiding-dml",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "IGNORE, REPLACE or ON DUPLICATE KEY UPDATE hides rows that are in the "
			   "way.",
		.why = "UPDATE IGNORE writes 0 where NULL is refused, REPLACE deletes the row that "
		       "has the key and what cascades from it; no error tells.",
		.fix = "UPDATE what is there, then INSERT ... SELECT ... WHERE NOT EXISTS.",
		.bad = "REPLACE INTO plans (code, price) VALUES ('pro', 9);",
		.good = "UPDATE plans SET price = 9 WHERE code = 'pro';",
		.peers = "soar LCK.002",
		.check = ds_check_hidden_errors,
	},
	{
		.id = "DS015",
		.slug = "cascade-delete-blast-radius",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_POLICY,
		.summary = "Rows are deleted from a table whose foreign keys cascade.",
		.why = "Rows of other tables, and of those that hang on them, go in the same "
		       "transaction; no statement names them, no trigger sees them.",
		.fix = "Archive and delete the children first, in batches, then the parent; or let "
		       "the foreign key be RESTRICT.",
		.bad = "DELETE FROM tenants WHERE id = 7;",
		.good = "DELETE FROM orders WHERE tenant_id = 7; -- as a batch step, then the "
			"parent",
		.peers = "none of the studied peers",
		.check = ds_check_cascade,
	},
	{
		.id = "DS016",
		.slug = "strict-mode-off",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.judges_new = true,
		.summary = "The migration switches strict mode off.",
		.why = "Text is cut, numbers are clipped, NULL becomes 0 and unknown members "
		       "become '': each is a warning that nobody reads.",
		.fix = "Keep strict mode and change the rows that do not fit.",
		.bad = "SET sql_mode = '';",
		.good = "UPDATE t SET c = LEFT(c, 3) WHERE CHAR_LENGTH(c) > 3;",
		.peers = "strong_migrations change_column_null_mysql (strict mode)",
		.check = ds_check_strict_mode,
	},
	{
		.id = "DS017",
		.slug = "drop-stored-object",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.judges_new = true,
		.summary = "A view, trigger, procedure, function or event is dropped.",
		.why = "Callers fail (1146 for a view, 1305 for a routine) from now on, or until "
		       "it is made again.",
		.fix = "CREATE OR REPLACE VIEW leaves no gap; give a routine a new name first and "
		       "drop the old one when nothing calls it.",
		.bad = "DROP VIEW v_users; CREATE VIEW v_users AS SELECT id FROM users;",
		.good = "CREATE OR REPLACE VIEW v_users AS SELECT id FROM users;",
		.peers = "Ptah DS107",
		.check = ds_check_drop_program,
	},
	{
		.id = "DS018",
		.slug = "attribute-lost-in-modify",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary =
			"MODIFY or CHANGE writes a definition again and leaves an attribute out.",
		.why = "What is not written again is gone without a word: NOT NULL, DEFAULT, "
		       "AUTO_INCREMENT, ON UPDATE, character set, comment.",
		.fix = "Write the whole definition, or use ALTER COLUMN SET DEFAULT or RENAME "
		       "COLUMN "
		       "when only that changes.",
		.bad = "ALTER TABLE t MODIFY id BIGINT; -- was INT NOT NULL AUTO_INCREMENT",
		.good = "ALTER TABLE t MODIFY id BIGINT NOT NULL AUTO_INCREMENT;",
		.peers = "Skeema unsafe SRID change; Bytebase COLUMN_DISALLOW_CHANGE",
		.check = ds_check_lost_attributes,
	},
	{
		.id = "DS019",
		.slug = "update-and-typo",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.judges_new = true,
		.summary = "SET joins two assignments with AND.",
		.why = "The server reads one assignment of a truth value: the first column becomes "
		       "0 "
		       "or 1, the second stays.",
		.fix = "Use a comma.",
		.bad = "UPDATE t SET a = 9 AND b = '7' WHERE id = 1;",
		.good = "UPDATE t SET a = 9, b = '7' WHERE id = 1;",
		.peers = "squawk ban-duplicate-column-assignments; soar RES.005; goInception "
			 "update set AND",
		.check = ds_check_update_and,
	},
	{
		.id = "DS020",
		.slug = "limit-or-order-dml",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "UPDATE or DELETE with LIMIT and without ORDER BY.",
		.why = "The server chooses the rows; a replica with statement-based logging may "
		       "choose others.",
		.fix = "ORDER BY the primary key, or make it a batch step, which walks the key "
		       "itself.",
		.bad = "DELETE FROM t WHERE s = 0 LIMIT 100;",
		.good = "DELETE FROM t WHERE s = 0 ORDER BY id LIMIT 100;",
		.peers = "Bytebase STATEMENT_DISALLOW_LIMIT, STATEMENT_DISALLOW_ORDER_BY; soar "
			 "RES.003, RES.004; goInception DML where/limit/order",
		.check = ds_check_limit,
	},
	{
		.id = "DS021",
		.slug = "generated-expression-changed",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "The expression of a generated column changes.",
		.why = "The value of every row changes at once under the code that reads it, and "
		       "the table is copied.",
		.fix = "Add a generated column of another name, switch the readers, drop the old "
		       "one later.",
		.bad = "ALTER TABLE t MODIFY g INT AS (a + 5) VIRTUAL;",
		.good = "ALTER TABLE t ADD g2 INT AS (a + 5) VIRTUAL;",
		.peers = "none of the studied peers",
		.check = ds_check_generated,
	},
	{
		.id = "DS022",
		.slug = "down-deletes-new-data",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL | INPUT_POLICY,
		.judges_new = true,
		.summary = "The way back drops tables or columns that will hold data by then.",
		.why = "A rollback some days later takes what was written since.",
		.fix = "Let the down rename the table, or declare the migration irreversible.",
		.bad = "-- mgrun:down\nDROP TABLE batch_jobs;",
		.good = "-- mgrun:down\nRENAME TABLE batch_jobs TO _undone_batch_jobs;",
		.peers = "none of the studied peers",
		.check = ds_check_down,
	},
};

const RuleFamily rules_ds = {ds_rules, G_N_ELEMENTS(ds_rules)};
