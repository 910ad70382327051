#include "planner/rules/bc.h"

#include "planner/rules/rules.h"

static const Rule bc_rules[] = {
	{
		.id = "BC001",
		.slug = "rename-table",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A table that code uses gets another name.",
		.why = "Code that runs now uses the old name and fails with 1146 until the new "
		       "release is everywhere.",
		.fix = "Leave a view of the old name in the same migration and drop it one release "
		       "later.",
		.bad = "RENAME TABLE user TO users;",
		.good = "RENAME TABLE user TO users; CREATE VIEW user AS SELECT * FROM users;",
		.peers = "Atlas BC101; Bytebase SCHEMA_BACKWARD_COMPATIBILITY; strong_migrations "
			 "rename_table; online_migrations rename_table; squawk renaming-table; "
			 "Ptah BC101",
		.check = bc_check_rename_table,
	},
	{
		.id = "BC002",
		.slug = "rename-column",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A column that code uses gets another name.",
		.why = "Code that runs now names the old one and fails with 1054 until the new "
		       "release is everywhere.",
		.fix = "Add the new column, write both, copy, read the new one, and drop the old "
		       "one in a later release.",
		.bad = "ALTER TABLE u RENAME COLUMN nm TO name;",
		.good = "ALTER TABLE u ADD COLUMN name VARCHAR(64) NULL;",
		.peers = "Atlas BC102; Skeema unsafe column rename; Bytebase "
			 "COLUMN_DISALLOW_CHANGE, SCHEMA_BACKWARD_COMPATIBILITY; strong_migrations "
			 "rename_column; online_migrations rename_column; squawk renaming-column; "
			 "Percona tools pt-osc --check-alter column rename; Spirit lint "
			 "rename_column; Ptah BC101; goInception change column / position / type",
		.check = bc_check_rename_column,
	},
	{
		.id = "BC003",
		.slug = "dropped-but-still-referenced",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "What is dropped is still read, here by the migration's own checks.",
		.why = "The check fails with 1054 or 1146 after the drop, when the data is gone.",
		.fix = "Take the object out of what reads it first, and drop it afterwards.",
		.bad = "up: ALTER TABLE u DROP COLUMN email; verify: SELECT COUNT(email) = 0 FROM "
		       "u",
		.good = "require: SELECT COUNT(email) = 0 FROM u; up: ALTER TABLE u DROP COLUMN "
			"email",
		.peers = "strong_migrations remove_column; online_migrations remove_column",
		.check = bc_check_still_referenced,
	},
	{
		.id = "BC004",
		.slug = "breaks-view",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A view reads what the statement drops or renames.",
		.why = "The server lets the change pass; each reader of the view fails with 1356 "
		       "from then on.",
		.fix = "Make the view again without it, in a statement before.",
		.bad = "ALTER TABLE users DROP COLUMN phone; -- v_users selects phone",
		.good = "CREATE OR REPLACE VIEW v_users AS SELECT id FROM users; ALTER TABLE users "
			"DROP COLUMN phone;",
		.peers = "PlanetScale lint INVALID_TABLE_REFERENCED_IN_VIEW, "
			 "INVALID_COLUMN_REFERENCED_IN_VIEW",
		.check = bc_check_views,
	},
	{
		.id = "BC005",
		.slug = "breaks-trigger-routine-event",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A trigger, procedure, function or event uses what the statement drops "
			   "or renames.",
		.why = "The server lets the change pass; the next INSERT that fires the trigger, "
		       "or the next CALL, fails with 1054 or 1146.",
		.fix = "Drop the object, change the table, and make the object again.",
		.bad = "ALTER TABLE t RENAME COLUMN a TO b; -- a trigger sets NEW.a",
		.good = "DROP TRIGGER t_fill; ALTER TABLE t RENAME COLUMN a TO b; CREATE TRIGGER "
			"t_fill BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 1;",
		.peers = "none of the studied peers",
		.check = bc_check_programs,
	},
	{
		.id = "BC006",
		.slug = "insert-breaks-old-code",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A column must be given that code which runs now does not give.",
		.why = "Each INSERT of that code fails with 1364.",
		.fix = "Give the column a default, or let it be NULL, until the old code is gone.",
		.bad = "ALTER TABLE t ADD COLUMN n INT NOT NULL;",
		.good = "ALTER TABLE t ADD COLUMN n INT NOT NULL DEFAULT 0;",
		.peers = "Bytebase COLUMN_SET_DEFAULT_FOR_NOT_NULL; online_migrations "
			 "add_inheritance_column",
		.check = bc_check_insert,
	},
	{
		.id = "BC007",
		.slug = "tightening-constraint",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A new constraint refuses what code that runs now may write.",
		.why = "Writes fail with 1062, 1452, 3819 or 1048 that succeeded before.",
		.fix = "Release code that keeps to the constraint first, and add it one release "
		       "later.",
		.bad = "ALTER TABLE users ADD UNIQUE KEY (email);",
		.good = "ALTER TABLE users ADD KEY (email);",
		.peers = "Bytebase SCHEMA_BACKWARD_COMPATIBILITY",
		.check = bc_check_tightening,
	},
	{
		.id = "BC008",
		.slug = "default-changed",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A column's default changes.",
		.why = "Rows that are there keep the old value, and old and new code disagree "
		       "about "
		       "what a row without one means.",
		.fix = "Say whether old rows follow, and change those that must.",
		.bad = "ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'paid';",
		.good = "UPDATE orders SET status = 'new' WHERE status IS NULL;",
		.peers = "strong_migrations change_column_default; online_migrations "
			 "change_column_default",
		.check = bc_check_default,
	},
	{
		.id = "BC009",
		.slug = "type-change-visible-to-driver",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A driver hands values of the new type to the application as something "
			   "else.",
		.why = "Numbers become text, booleans become numbers, times move by the zone: the "
		       "server says nothing.",
		.fix = "Test the application with the new type, or keep the type.",
		.bad = "ALTER TABLE users MODIFY active TINYINT;",
		.good = "ALTER TABLE users MODIFY active TINYINT(1);",
		.peers = "none of the studied peers",
		.check = bc_check_driver_type,
	},
	{
		.id = "BC010",
		.slug = "column-order-dependency",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "Columns come, go or move in a table that a stored program fills by "
			   "position.",
		.why = "INSERT without a column list fails with 1136, or puts values into the "
		       "wrong columns.",
		.fix = "Name the columns in the program first.",
		.bad = "ALTER TABLE t ADD COLUMN c INT AFTER a; -- a procedure has INSERT INTO t "
		       "VALUES (1, 2)",
		.good = "INSERT INTO t (a, b) VALUES (1, 2);",
		.peers = "Bytebase COLUMN_DISALLOW_CHANGING_ORDER",
		.check = bc_check_column_order,
	},
	{
		.id = "BC011",
		.slug = "insert-without-columns",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "INSERT or REPLACE without a list of columns.",
		.why = "A column more in another environment makes it fail with 1136; another "
		       "order fills the wrong ones.",
		.fix = "Name the columns.",
		.bad = "INSERT INTO plans VALUES (1, 'free');",
		.good = "INSERT INTO plans (id, name) VALUES (1, 'free');",
		.peers = "Bytebase STATEMENT_INSERT_MUST_SPECIFY_COLUMN; soar COL.002; sqlcheck "
			 "3011",
		.check = bc_check_column_list,
	},
	{
		.id = "BC012",
		.slug = "expand-and-contract-together",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "One plan brings the new column or table and drops the old one.",
		.why = "Code of the old release fails at once, and code of the new one could not "
		       "run before: there is no moment to deploy.",
		.fix = "Two migrations: add and copy now, drop with a later release.",
		.bad = "ALTER TABLE u ADD b INT; UPDATE u SET b = a; ALTER TABLE u DROP a;",
		.good = "ALTER TABLE u ADD b INT; UPDATE u SET b = a WHERE b IS NULL;",
		.peers = "none of the studied peers",
		.check = bc_check_expand_and_contract,
	},
	{
		.id = "BC014",
		.slug = "view-select-star",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.judges_new = true,
		.summary = "A view selects *.",
		.why = "The server writes the columns of that moment into the view: later ones are "
		       "not seen, and a dropped one breaks it with 1356.",
		.fix = "Name the columns.",
		.bad = "CREATE VIEW v AS SELECT * FROM t;",
		.good = "CREATE VIEW v AS SELECT id, name FROM t;",
		.peers = "Liquibase checks SqlSelectStarWarn",
		.check = bc_check_select_star,
	},
	{
		.id = "BC015",
		.slug = "index-hint-broken",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary =
			"A view or stored program names the index in USE, FORCE or IGNORE INDEX.",
		.why = "Each use of it fails with 1176.",
		.fix = "Take the hint out first.",
		.bad = "ALTER TABLE t DROP INDEX idx_a; -- a view has FORCE INDEX (idx_a)",
		.good = "CREATE OR REPLACE VIEW v AS SELECT id FROM t; ALTER TABLE t DROP INDEX "
			"idx_a;",
		.peers = "none of the studied peers",
		.check = bc_check_index_hints,
	},
	{
		.id = "BC016",
		.slug = "collation-semantics-change",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "Columns get another collation.",
		.why = "=, LIKE, ORDER BY, GROUP BY and unique keys decide otherwise, and a join "
		       "to "
		       "a column of the old collation fails with 1267 or loses its index.",
		.fix = "Convert both sides of every join in one migration, and look at unique keys "
		       "first.",
		.bad = "ALTER TABLE users CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;",
		.good = "ALTER TABLE users DEFAULT COLLATE utf8mb4_bin; -- new columns only",
		.peers = "none of the studied peers",
		.check = bc_check_collation,
	},
};

const RuleFamily rules_bc = {bc_rules, G_N_ELEMENTS(bc_rules)};
