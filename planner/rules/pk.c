#include "planner/rules/pk.h"

#include "planner/rules/rules.h"

static const Rule rules[] = {
	{
		.id = "PK001",
		.slug = "no-primary-key",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_TABLE,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_TARGET,
		.summary = "A table without a primary key.",
		.why = "Replicas look for each changed row through the whole table, tools for "
		       "online changes refuse it, clusters too; sql_require_primary_key ends it "
		       "with 3750.",
		.fix = "Add one: id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY.",
		.bad = "CREATE TABLE m (a INT, b INT)",
		.good = "CREATE TABLE m (a INT, b INT, PRIMARY KEY (a, b))",
		.peers = "Skeema pk; Bytebase TABLE_REQUIRE_PK; soar KEY.002 no PK/unique; "
			 "Liquibase checks PrimaryKeyOnCreateTable; Liquibase checks "
			 "ConstraintMustExist; Percona tools pt-osc needs PK/UNIQUE; SchemaSpy "
			 "tables without indexes; MySQLTuner (schema) tables without PK; sqlcheck "
			 "1003 no primary key; Spirit lint primary_key; Flyway/Redgate RG15/RX013 "
			 "no PK; Ptah DDL001 no PK; goInception PK required / int only / parts; "
			 "PlanetScale lint NO_UNIQUE_KEY; waypoint M002 no PK",
		.check = pk_check_missing,
	},
	{
		.id = "PK002",
		.slug = "pk-type",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_TABLE,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A primary key of text, decimals or floating point.",
		.why = "Every other index repeats the key, and a key with a meaning is changed one "
		       "day.",
		.fix = "A number or BINARY(16), and a unique index over the name.",
		.bad = "code VARCHAR(200) PRIMARY KEY",
		.good = "id BIGINT UNSIGNED PRIMARY KEY, code VARCHAR(200), UNIQUE (code)",
		.peers = "Skeema auto-inc; Skeema pk-type; Bytebase INDEX_PK_TYPE_LIMIT; Bytebase "
			 "INDEX_PRIMARY_KEY_TYPE_ALLOWLIST; soar KEY.007 PK not int; MySQLTuner "
			 "(schema) PK not BIGINT UNSIGNED AUTO_INCREMENT; Spirit lint primary_key; "
			 "goInception PK required / int only / parts",
		.check = pk_check_type,
	},
	{
		.id = "PK003",
		.slug = "auto-increment-signed",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "An AUTO_INCREMENT column that is signed.",
		.why = "Numbers begin at 1: the half below is never used.",
		.fix = "UNSIGNED, here and in the columns that reference it.",
		.bad = "id INT AUTO_INCREMENT",
		.good = "id BIGINT UNSIGNED AUTO_INCREMENT",
		.peers = "Skeema auto-inc; Bytebase COLUMN_AUTO_INCREMENT_MUST_UNSIGNED; soar "
			 "COL.003 auto-inc unsigned; MySQLTuner (schema) PK not BIGINT UNSIGNED "
			 "AUTO_INCREMENT; goInception auto_increment rules (4)",
		.check = pk_check_signed,
	},
	{
		.id = "PK004",
		.slug = "short-integer-pk",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_TABLE,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A new table that counts its rows in less than a BIGINT.",
		.why = "Four bytes a row are saved now; the day it is full every INSERT fails, and "
		       "the change copies the table and all that reference it.",
		.fix = "BIGINT UNSIGNED.",
		.bad = "id INT AUTO_INCREMENT PRIMARY KEY",
		.good = "id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY",
		.peers = "Skeema ids (hidden); online_migrations short_primary_key_type; squawk "
			 "prefer-bigint-over-int; squawk prefer-bigint-over-smallint",
		.check = pk_check_short,
	},
	{
		.id = "PK005",
		.slug = "auto-increment-capacity",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_TABLE,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_LIVE,
		.summary = "An AUTO_INCREMENT column that has used most of its numbers.",
		.why = "When they are used up each INSERT ends with 1062 (167 on MariaDB).",
		.fix = "Plan the change to BIGINT now, with the columns that reference it.",
		.bad = "INT at 2100000000",
		.good = "BIGINT UNSIGNED",
		.peers = "Skeema auto-inc; Spirit lint auto_inc_capacity",
		.check = pk_check_capacity,
	},
	{
		.id = "PK006",
		.slug = "uuid-string-pk",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_TABLE,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A UUID as text for a primary key.",
		.why = "Rows come in at random places, and every other index repeats 36 characters "
		       "a row.",
		.fix = "BINARY(16) with UUID_TO_BIN(UUID(), 1); UUID on MariaDB; or BIGINT.",
		.bad = "id CHAR(36) PRIMARY KEY",
		.good = "id BINARY(16) PRIMARY KEY",
		.peers = "MySQLTuner (schema) UUID PK not BINARY(16)",
		.check = pk_check_uuid,
	},
	{
		.id = "PK007",
		.slug = "drop-or-change-pk",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "The primary key of a table in use is dropped or changed.",
		.why = "Replication, the application and foreign keys know rows by it; the table "
		       "is copied.",
		.fix = "Make a new table with the new key and move the rows, or agree on a window.",
		.bad = "DROP PRIMARY KEY",
		.good = "ADD UNIQUE INDEX (a, b)",
		.peers = "Atlas CD103 PK dropped; soar ALT.004 drop PK/FK; Percona tools pt-osc "
			 "--check-alter DROP PRIMARY KEY; Spirit lint unsafe; Ptah CD103 drop PK",
		.check = pk_check_changed,
	},
	{
		.id = "PK008",
		.slug = "wide-pk",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_TABLE,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A primary key of many columns or bytes.",
		.why = "InnoDB repeats it in each other index for every row.",
		.fix = "A number for a key, and a unique index over the columns.",
		.bad = "PRIMARY KEY (a, b, c, d)",
		.good = "id BIGINT UNSIGNED PRIMARY KEY, UNIQUE (a, b, c, d)",
		.peers =
			"soar KEY.006 PK too many cols; goInception PK required / int only / parts",
		.check = pk_check_wide,
	},
	{
		.id = "PK010",
		.slug = "update-pk-values",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "UPDATE of a primary key's column.",
		.why = "Rows move within the table, children follow or stand in the way (1451), "
		       "and what was written down elsewhere means another row.",
		.fix = "Keep keys; give rows another column to be known by.",
		.bad = "UPDATE t SET id = id + 100",
		.good = "UPDATE t SET number = number + 100",
		.peers = "soar CLA.016 update PK",
		.check = pk_check_updated,
	},
	{
		.id = "PK011",
		.slug = "hard-coded-auto-increment",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.opt_in = true,
		.summary = "AUTO_INCREMENT = n in a table's options.",
		.why = "It mostly comes out of a dump, and says how many rows another database "
		       "had.",
		.fix = "Leave it out.",
		.bad = "CREATE TABLE t (...) AUTO_INCREMENT = 4711",
		.good = "CREATE TABLE t (...)",
		.peers = "soar TBL.004 AUTO_INCREMENT start",
		.check = pk_check_fixed_start,
	},
};

const RuleFamily rules_pk = {rules, G_N_ELEMENTS(rules)};
