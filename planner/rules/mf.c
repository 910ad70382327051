#include "planner/rules/mf.h"

#include "planner/rules/rules.h"

static const Rule mf_rules[] = {
	{
		.id = "MF001",
		.slug = "unique-on-duplicates",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "A unique index over columns that may hold the same values twice.",
		.why = "The statement ends with 1062 at the first pair, after it has read the "
		       "table. Rows with NULL are never a pair.",
		.fix = "Find the pairs, decide which row stays, and add the index in a later step.",
		.bad = "ALTER TABLE users ADD UNIQUE (email);",
		.good = "DELETE of the pairs with a `verify`, then ALTER TABLE users ADD UNIQUE "
			"(email);",
		.peers = "Atlas MF101; strong_migrations add_unique_constraint; online_migrations "
			 "add_unique_constraint; squawk disallowed-unique-constraint; soar "
			 "KEY.009; Percona tools pt-osc unique index duplicates (data loss)",
		.check = mf_check_unique,
	},
	{
		.id = "MF002",
		.slug = "index-made-unique",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "An index becomes unique, or a unique index covers fewer columns than "
			   "before.",
		.why = "Rows that were allowed until now end the statement with 1062.",
		.fix = "Find the pairs first, as for a new unique index.",
		.bad = "ALTER TABLE t DROP INDEX i, ADD UNIQUE i (a);",
		.good = "ALTER TABLE t DROP INDEX u_ab, ADD UNIQUE u_abc (a, b, c);",
		.peers = "Atlas MF102",
		.check = mf_check_made_unique,
	},
	{
		.id = "MF003",
		.slug = "add-not-null-without-default",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A NOT NULL column without a default is added to a table that has rows.",
		.why = "DATE and DATETIME end it with 1292, geometries with 1138 on MySQL, a "
		       "foreign key with 1452. Other types are filled without a word with 0 or an "
		       "empty text; TIMESTAMP gets the zero date, at which the next copy of the "
		       "table fails.",
		.fix = "Add the column with a DEFAULT, or nullable; fill it in batches; then make "
		       "it NOT NULL.",
		.bad = "ALTER TABLE users ADD born DATE NOT NULL;",
		.good = "ALTER TABLE users ADD born DATE NULL; -- fill it, then MODIFY born DATE "
			"NOT NULL",
		.peers = "Atlas MF103, MY101; Bytebase COLUMN_SET_DEFAULT_FOR_NOT_NULL; squawk "
			 "adding-required-field; Percona tools pt-osc NOT NULL w/o default fails; "
			 "Ptah DD101",
		.check = mf_check_add_not_null,
	},
	{
		.id = "MF004",
		.slug = "null-to-not-null",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "A column that allows NULL becomes NOT NULL.",
		.why = "A row with NULL ends the statement with 1138 or 1265; without strict mode "
		       "it becomes 0 or an empty text.",
		.fix = "UPDATE ... WHERE the column IS NULL as a batch step before, and keep a "
		       "DEFAULT for code that leaves it out.",
		.bad = "ALTER TABLE users MODIFY email VARCHAR(255) NOT NULL;",
		.good = "UPDATE users SET email = '' WHERE email IS NULL; ALTER TABLE users MODIFY "
			"email VARCHAR(255) NOT NULL;",
		.peers = "Atlas MF104; strong_migrations change_column_with_not_null, "
			 "change_column_null_mysql (strict mode); online_migrations "
			 "change_column_with_not_null, change_column_null, "
			 "add_not_null_constraint; squawk adding-not-nullable-field",
		.check = mf_check_to_not_null,
	},
	{
		.id = "MF005",
		.slug = "narrowing-type",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "The new type holds fewer values than the old one.",
		.why = "A row outside ends the statement with 1264, 1265 or 1406; without strict "
		       "mode it is clipped. Code that writes such values fails from then on.",
		.fix = "Keep the wide type, or correct the rows first and guard them with a CHECK.",
		.bad = "ALTER TABLE stock MODIFY qty SMALLINT; -- was INT",
		.good = "ALTER TABLE stock MODIFY qty BIGINT;",
		.peers = "Skeema unsafe lossy column change; Bytebase COLUMN_DISALLOW_CHANGE_TYPE; "
			 "strong_migrations change_column (type); Liquibase checks "
			 "ModifyDataTypeWarn; Ptah DS103",
		.check = mf_check_narrowing,
	},
	{
		.id = "MF006",
		.slug = "signed-to-unsigned",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "An integer column gains or loses UNSIGNED.",
		.why = "A negative value, or one above the signed range, ends the statement with "
		       "1264.",
		.fix = "Correct the rows first; CHECK (c >= 0) says the same without a new type.",
		.bad = "ALTER TABLE accounts MODIFY balance INT UNSIGNED;",
		.good = "ALTER TABLE accounts MODIFY balance BIGINT;",
		.peers = "none of the studied peers",
		.check = mf_check_sign,
	},
	{
		.id = "MF007",
		.slug = "fk-orphans",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "A foreign key over rows that may have no parent.",
		.why = "The first orphan ends the statement with 1452; with foreign_key_checks=0 "
		       "it stays, and no later check finds it.",
		.fix = "Delete the orphans, give them a parent, or set them NULL, in an earlier "
		       "step.",
		.bad = "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);",
		.good = "DELETE of the orphans with a `verify`, then the foreign key",
		.peers = "none of the studied peers",
		.check = mf_check_orphans,
	},
	{
		.id = "MF008",
		.slug = "check-violated-by-rows",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "A CHECK that rows may not satisfy.",
		.why = "The first such row ends the statement with 3819, on MariaDB with 4025.",
		.fix = "On MySQL add it NOT ENFORCED, correct the rows, then ALTER CHECK ... "
		       "ENFORCED.",
		.bad = "ALTER TABLE stock ADD CONSTRAINT c CHECK (qty >= 0);",
		.good = "ALTER TABLE stock ADD CONSTRAINT c CHECK (qty >= 0) NOT ENFORCED;",
		.peers = "none of the studied peers",
		.check = mf_check_check,
	},
	{
		.id = "MF009",
		.slug = "collation-change-duplicates",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "A column of a unique key gets another collation.",
		.why = "Values that differ only by case or accents become equal and end the "
		       "statement with 1062.",
		.fix = "Resolve such pairs first, or keep the collation.",
		.bad = "ALTER TABLE t MODIFY code VARCHAR(20) COLLATE utf8mb4_general_ci; -- was "
		       "utf8mb4_bin",
		.good = "ALTER TABLE t MODIFY code VARCHAR(20) COLLATE utf8mb4_bin;",
		.peers = "Skeema unsafe collation in unique",
		.check = mf_check_collation,
	},
	{
		.id = "MF010",
		.slug = "unparseable-conversion",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "Text becomes a number, a date, JSON or an ENUM.",
		.why = "A text that cannot be read as that ends the statement with 1265, 1292, "
		       "1366 or 3140, on MariaDB 4025 for JSON.",
		.fix = "Add a column of the new type, fill it where the text can be read, look at "
		       "the rest, and switch.",
		.bad = "ALTER TABLE events MODIFY payload JSON; -- was TEXT",
		.good = "ALTER TABLE events ADD payload_json JSON NULL; -- UPDATE ... WHERE "
			"JSON_VALID(payload)",
		.peers = "none of the studied peers",
		.check = mf_check_conversion,
	},
	{
		.id = "MF011",
		.slug = "temporal-range",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE | INPUT_TARGET,
		.summary = "DATETIME becomes TIMESTAMP.",
		.why = "TIMESTAMP ends on 2038-01-19 (2106 from MariaDB 11.5 on): a later moment, "
		       "or one before 1970, ends the statement with 1292.",
		.fix = "Keep DATETIME and store UTC in it.",
		.bad = "ALTER TABLE contracts MODIFY ends_at TIMESTAMP NULL;",
		.good = "ALTER TABLE contracts MODIFY ends_at DATETIME NULL;",
		.peers = "none of the studied peers",
		.check = mf_check_timestamp,
	},
	{
		.id = "MF012",
		.slug = "zero-date-rows-block-rebuild",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "The table is copied and holds zero dates, or has one as a default.",
		.why = "With NO_ZERO_DATE the copy ends with 1292 at the first such row, whichever "
		       "column the statement is about; a zero default ends it with 1067.",
		.fix = "UPDATE the zero dates to NULL or a real date in an earlier step; take the "
		       "default away.",
		.bad = "ALTER TABLE t MODIFY a BIGINT; -- t.d holds '0000-00-00'",
		.good = "UPDATE t SET d = NULL WHERE d = 0; ALTER TABLE t MODIFY a BIGINT;",
		.peers = "none of the studied peers",
		.check = mf_check_zero_dates,
	},
	{
		.id = "MF013",
		.slug = "charset-growth-limits",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "With the new character set an index or the row becomes too long.",
		.why = "The server ends the statement with 1071 (index) or 1118 (row).",
		.fix = "Index a prefix, shorten the column, or leave that column in its character "
		       "set.",
		.bad = "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4; -- key on a VARCHAR(3000) "
		       "in latin1",
		.good = "ALTER TABLE t MODIFY c VARCHAR(700) CHARACTER SET utf8mb4;",
		.peers = "none of the studied peers",
		.check = mf_check_charset_limits,
	},
	{
		.id = "MF014",
		.slug = "drop-column-collapses-unique",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "A column of a unique key of several columns is dropped.",
		.why = "MySQL goes on with a unique key over the rest, and ends with 1062 when "
		       "rows agree there. MariaDB refuses it with 1072.",
		.fix = "Drop or replace the key in the same statement.",
		.bad = "ALTER TABLE t DROP COLUMN b; -- UNIQUE u (a, b)",
		.good = "ALTER TABLE t DROP INDEX u, DROP COLUMN b;",
		.peers = "Bytebase COLUMN_DISALLOW_DROP_IN_INDEX",
		.check = mf_check_collapsed,
	},
	{
		.id = "MF015",
		.slug = "set-null-conflict",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.judges_new = true,
		.summary = "A foreign key says SET NULL over a column that is NOT NULL.",
		.why = "The server ends the statement with 1830, MariaDB with 1005 when it adds "
		       "the key.",
		.fix = "Make the column nullable, or say RESTRICT or CASCADE.",
		.bad = "pid INT NOT NULL, FOREIGN KEY (pid) REFERENCES p (id) ON DELETE SET NULL",
		.good = "pid INT NULL, FOREIGN KEY (pid) REFERENCES p (id) ON DELETE SET NULL",
		.peers = "none of the studied peers",
		.check = mf_check_set_null,
	},
	{
		.id = "MF016",
		.slug = "partition-range-gap",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.judges_new = true,
		.summary =
			"Partitions that leave rows out, or that keys of the table do not allow.",
		.why = "A row without a partition ends the statement with 1526; a unique key "
		       "without the partition column with 1503, a foreign key with 1506.",
		.fix = "End a RANGE with LESS THAN MAXVALUE; put the partition column into every "
		       "unique key.",
		.bad = "ALTER TABLE t PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN "
		       "(2024));",
		.good = "ALTER TABLE t PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN "
			"(2024), PARTITION pm VALUES LESS THAN MAXVALUE);",
		.peers = "none of the studied peers",
		.check = mf_check_partition,
	},
	{
		.id = "MF017",
		.slug = "would-fail-on-replay",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.judges_new = true,
		.summary = "Applied to the schema as it is by then, the statement fails.",
		.why = "The migration stops here: what stands before it is done, what stands "
		       "behind it is not.",
		.fix = "Correct the statement; `mgrun explain` tells more about the number.",
		.bad = "ALTER TABLE t ADD a INT; -- t has a column a",
		.good = "ALTER TABLE t ADD b INT;",
		.peers = "Atlas Replay; Skeema sql-syntax / sql-NNNN; Bytebase "
			 "STATEMENT_DML_DRY_RUN, BUILTIN_WALK_THROUGH_CHECK; PlanetScale lint "
			 "DUPLICATE_ENUM_VALUE",
		.check = mf_check_replay,
	},
	{
		.id = "MF018",
		.slug = "primary-key-conflict",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "A new primary key over columns that may hold NULL or the same values "
			   "twice.",
		.why = "NULL ends the statement with 1138 (1265 on MariaDB), a pair with 1062.",
		.fix = "Look for both first, or add a new AUTO_INCREMENT column as the key.",
		.bad = "ALTER TABLE t ADD PRIMARY KEY (email);",
		.good = "ALTER TABLE t ADD id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY;",
		.peers = "none of the studied peers",
		.check = mf_check_primary_key,
	},
	{
		.id = "MF019",
		.slug = "auto-increment-collision",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "AUTO_INCREMENT that is set too low, or put on a column with a 0 in it.",
		.why = "A number at or below the largest one is ignored without a word; a row with "
		       "0 gets a new number, and what refers to it does not.",
		.fix = "Take the clause out; change the rows with 0 before.",
		.bad = "ALTER TABLE t AUTO_INCREMENT = 5; -- MAX(id) is 100",
		.good = "ALTER TABLE t AUTO_INCREMENT = 1000;",
		.peers = "none of the studied peers",
		.check = mf_check_auto_increment,
	},
};

const RuleFamily rules_mf = {mf_rules, G_N_ELEMENTS(mf_rules)};
