#include "planner/rules/se.h"

#include "planner/rules/rules.h"

static const Rule se_rules[] = {
	{
		.id = "SE001",
		.slug = "grant-revoke-user-ddl",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "The migration changes accounts, roles or rights.",
		.why = "Accounts belong to the server, differ between environments, and are not "
		       "undone by a down that knows only the schema.",
		.fix = "Keep accounts where the servers are configured.",
		.bad = "GRANT ALL ON *.* TO app;",
		.good = "-- accounts are made where the server is",
		.peers = "Liquibase checks SqlGrantWarn, SqlGrantSpecificPrivsWarn, SqlRevokeWarn, "
			 "MariaDB regex CannotModifyUsersRoles; Flyway/Redgate RG07, RG08/RX008, "
			 "RG11/RX010, RG12/RX011, RX002",
		.check = se_check_accounts,
	},
	{
		.id = "SE002",
		.slug = "set-global",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "The migration changes a variable of the server.",
		.why = "It reaches every application on the server; GLOBAL is lost at the next "
		       "restart, PERSIST is not, and no down takes it back.",
		.fix = "Put it into the server's configuration; for this migration use SET "
		       "SESSION.",
		.bad = "SET GLOBAL max_connections = 500;",
		.good = "SET SESSION lock_wait_timeout = 5;",
		.peers = "none of the studied peers",
		.check = se_check_global,
	},
	{
		.id = "SE003",
		.slug = "definer",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "A view or stored program names the account that it runs as.",
		.why = "Where the account is missing, each use fails with 1449; to make it one "
		       "needs "
		       "SET_ANY_DEFINER (SET USER on MariaDB).",
		.fix = "Leave DEFINER out, and say SQL SECURITY INVOKER.",
		.bad = "CREATE DEFINER=`dev`@`localhost` VIEW v AS SELECT id FROM t;",
		.good = "CREATE SQL SECURITY INVOKER VIEW v AS SELECT id FROM t;",
		.peers = "Skeema definer",
		.check = se_check_definer,
	},
	{
		.id = "SE004",
		.slug = "over-broad-grant",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "GRANT gives more than an application needs.",
		.why = "Who gets hold of the application gets hold of the server: its files, its "
		       "accounts, its other databases.",
		.fix = "Grant the four rights on rows, on one database.",
		.bad = "GRANT ALL ON *.* TO app WITH GRANT OPTION;",
		.good = "GRANT SELECT, INSERT, UPDATE, DELETE ON shop.* TO app;",
		.peers = "Liquibase checks SqlGrantAdminWarn, SqlGrantOptionWarn; Flyway/Redgate "
			 "RX006/7, RX009",
		.check = se_check_broad_grant,
	},
	{
		.id = "SE005",
		.slug = "secret-in-migration",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "A password, key or URL with a password stands in the migration.",
		.why = "It stays in the repository, in mgrun's history table, in the binary log "
		       "and "
		       "in every backup.",
		.fix = "Take it out, and change the secret: it is known by now.",
		.bad = "CREATE USER app IDENTIFIED BY 's3cret';",
		.good = "-- the account is made with a secret from the environment",
		.peers = "none of the studied peers",
		.check = se_check_secrets,
	},
	{
		.id = "SE006",
		.slug = "other-database",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "The migration names another database than the one it is for.",
		.why = "It is in no backup that mgrun takes before the run, in no fingerprint, and "
		       "is called otherwise in the next environment.",
		.fix = "Leave the qualifier out, or give that database migrations of its own.",
		.bad = "UPDATE prod.users SET plan = 'free' WHERE id = 1;",
		.good = "UPDATE users SET plan = 'free' WHERE id = 1;",
		.peers = "Skeema schema-name in file; squawk require-table-schema; soar JOI.008; "
			 "sql-lint database-not-found; Liquibase checks WarnOnUseDatabase, Library "
			 "current-schema-only; Flyway/Redgate RG04",
		.check = se_check_other_database,
	},
	{
		.id = "SE007",
		.slug = "file-access",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "The migration reads or writes a file.",
		.why = "The file is on one machine and not in the repository; servers with "
		       "secure_file_priv refuse with 1290.",
		.fix = "Write the rows as INSERT statements.",
		.bad = "LOAD DATA INFILE '/tmp/plans.csv' INTO TABLE plans;",
		.good = "INSERT INTO plans (id, name) VALUES (1, 'free');",
		.peers = "soar RES.008",
		.check = se_check_files,
	},
	{
		.id = "SE008",
		.slug = "dangerous-function",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary =
			"The migration calls a function that waits, blocks or leaves the server.",
		.why = "Locks are held for as long as it waits.",
		.fix = "Take it out; mgrun waits and retries by itself.",
		.bad = "SELECT SLEEP(10);",
		.good = "SELECT 1;",
		.peers = "Bytebase SYSTEM_FUNCTION_DISALLOWED_LIST; soar SEC.004",
		.check = se_check_functions,
	},
	{
		.id = "SE009",
		.slug = "session-setting-not-restored",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL,
		.summary = "A session variable that changes what statements mean is left changed.",
		.why = "Later statements of the run, and the same file in another tool, mean "
		       "something else: checks are off, times move, text is read otherwise.",
		.fix = "Save it before and set it back: SET @old = @@sql_mode; ... SET sql_mode = "
		       "@old.",
		.bad = "SET time_zone = '+02:00';",
		.good = "SET @old = @@time_zone; SET time_zone = '+02:00'; SET time_zone = @old;",
		.peers = "none of the studied peers",
		.check = se_check_session,
	},
	{
		.id = "SE010",
		.slug = "server-admin-statement",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "The migration administers the server or its replication.",
		.why = "It stops sessions, replicas or recovery for every database on the server, "
		       "and nothing undoes it.",
		.fix = "Take it out; it is work for the server's owner.",
		.bad = "PURGE BINARY LOGS BEFORE '2026-01-01';",
		.good = "-- done where the server is",
		.peers = "none of the studied peers",
		.check = se_check_administration,
	},
	{
		.id = "SE011",
		.slug = "plaintext-password-column",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A text column is named for a password.",
		.why = "The name invites the password itself; each backup would hold it.",
		.fix = "Store a hash, and name the column so.",
		.bad = "ALTER TABLE users ADD COLUMN password VARCHAR(64) NULL;",
		.good = "ALTER TABLE users ADD COLUMN password_hash VARCHAR(255) NULL;",
		.peers = "soar SEC.002; sqlcheck 4001",
		.check = se_check_password_column,
	},
	{
		.id = "SE012",
		.slug = "sql-security-definer-view",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.opt_in = true,
		.summary = "A view or routine runs with the rights of who made it.",
		.why = "SQL SECURITY DEFINER is the default: whoever may use the object reads and "
		       "writes with the rights of the migrating account.",
		.fix = "Say SQL SECURITY INVOKER.",
		.bad = "CREATE VIEW v AS SELECT id FROM t;",
		.good = "CREATE SQL SECURITY INVOKER VIEW v AS SELECT id FROM t;",
		.check = se_check_security,
	},
};

const RuleFamily rules_se = {se_rules, G_N_ELEMENTS(se_rules)};
