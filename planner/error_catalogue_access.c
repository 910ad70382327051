#include "planner/error_catalogue_internal.h"

static const ErrorExplanation rows[] = {
	{
		.number = 1021,
		.symbol = "ER_DISK_FULL",
		.server = ERROR_OF_MARIADB,
		.meaning = "The disk ran full while the server was writing; on its own it waits "
			   "and tries again.",
		.causes = "A table copy, an index build or a large sort wrote temporary files; the "
			  "binary log of a large statement grew.",
		.action = "Free space where the data and tmpdir are, then run `mgrun up` again. A "
			  "rebuild needs about the size of the table once more.",
		.query = "SELECT @@datadir, @@tmpdir",
		.differs = "MySQL reports a full disk as 1030 or 1114 instead.",
		.rules = "LK031",
	},
	{
		.number = 1030,
		.symbol = "ER_GET_ERRNO",
		.meaning = "The storage engine failed; the message carries its own number: 28 "
			   "means the disk is full, 139 that a row is too long, 168 that a table "
			   "could not be made.",
		.causes = "A full disk or tmpdir during a copy or an index build, a row format "
			  "that cannot hold the row, a damaged file.",
		.action = "Look the inner number up in the server's error log, mend it there, and "
			  "run `mgrun up` again.",
		.query = "SELECT @@datadir, @@tmpdir, @@innodb_tmpdir",
		.rules = "LK031 TY015",
	},
	{
		.number = 1040,
		.symbol = "ER_CON_COUNT_ERROR",
		.meaning = "The server has no connection left to give.",
		.causes = "The application's pools fill max_connections, often because statements "
			  "queue behind a lock that a migration waits for.",
		.action = "See who is connected before you raise the limit: if they wait for a "
			  "metadata lock, end the blocker first.",
		.query = "SHOW PROCESSLIST",
		.rules = "RT002",
	},
	{
		.number = 1044,
		.symbol = "ER_DBACCESS_DENIED_ERROR",
		.meaning = "The account may not use this database at all.",
		.causes = "The grants name another database or host; a wildcard in the database's "
			  "name was not escaped.",
		.action = "Have the account granted on the database, then `mgrun up` again.",
		.query = "SHOW GRANTS FOR CURRENT_USER()",
		.rules = "PR009",
	},
	{
		.number = 1045,
		.symbol = "ER_ACCESS_DENIED_ERROR",
		.meaning = "The server refused the account or its password.",
		.causes = "A wrong or outdated password, an account that exists for another host "
			  "only, a password file with a newline too many.",
		.action = "`mgrun config` shows which account is used and where each setting comes "
			  "from. Compare it with the server's accounts.",
		.query = "SELECT USER(), CURRENT_USER()",
	},
	{
		.number = 1046,
		.symbol = "ER_NO_DB_ERROR",
		.meaning = "A name without a database was used while no database was chosen.",
		.causes = "The connection names no database; a statement calls a function that "
			  "does not exist, which the server then looks for in a database.",
		.action = "Give --database, or `database:` in mgrun.yaml.",
		.query = "SELECT DATABASE()",
		.differs = "MySQL 9.6 and newer also answer so for MD5() and SHA1(), which are no "
			   "longer built in; use SHA2().",
	},
	{
		.number = 1049,
		.symbol = "ER_BAD_DB_ERROR",
		.meaning = "There is no database of that name.",
		.causes = "It was never created on this server, or its name differs in case.",
		.action = "Create it, or mend the name in the settings; `mgrun config` shows where "
			  "it comes from.",
		.query = "SHOW DATABASES",
		.rules = "SE006",
	},
	{
		.number = 1053,
		.symbol = "ER_SERVER_SHUTDOWN",
		.meaning = "The server is shutting down and ended the statement.",
		.causes = "A restart or an upgrade during the run.",
		.action = "Wait until it is back (`mgrun wait`), then `mgrun status`; a step that "
			  "was cut off is resolved by the next `mgrun up`.",
	},
	{
		.number = 1114,
		.symbol = "ER_RECORD_FILE_FULL",
		.meaning = "A table, or an internal temporary table, has no room left.",
		.causes = "The disk or tmpdir is full, the tablespace may not grow, or a temporary "
			  "table reached its limit.",
		.action = "Free space or raise the limit; look at the largest tables for what a "
			  "rebuild would need.",
		.query = "SELECT TABLE_NAME, DATA_LENGTH + INDEX_LENGTH AS bytes, DATA_FREE FROM "
			 "information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY bytes "
			 "DESC LIMIT 10",
		.rules = "LK031",
	},
	{
		.number = 1142,
		.symbol = "ER_TABLEACCESS_DENIED_ERROR",
		.meaning = "The account lacks a privilege on this table; the message names it.",
		.causes = "The migration account has fewer rights than the statement needs: "
			  "REFERENCES for a foreign key, INDEX, ALTER, DROP, CREATE; RENAME needs "
			  "them on both names.",
		.action = "Grant what the message names, no more, and run `mgrun up` again.",
		.query = "SHOW GRANTS FOR CURRENT_USER()",
		.rules = "PR009",
	},
	{
		.number = 1143,
		.symbol = "ER_COLUMNACCESS_DENIED_ERROR",
		.meaning = "The account may use the table but not this column.",
		.causes = "Grants by column, and a statement that reads or writes another one.",
		.action = "Grant the column or the table.",
		.query = "SHOW GRANTS FOR CURRENT_USER()",
		.rules = "PR009",
	},
	{
		.number = 1153,
		.symbol = "ER_NET_PACKET_TOO_LARGE",
		.meaning = "A statement or a value is longer than max_allowed_packet.",
		.causes = "One INSERT with very many rows, a large blob, a seed file as a single "
			  "statement.",
		.action = "Cut the statement in parts, or raise max_allowed_packet on the server "
			  "and reconnect.",
		.query = "SELECT @@max_allowed_packet",
		.rules = "TX011",
	},
	{
		.number = 1193,
		.symbol = "ER_UNKNOWN_SYSTEM_VARIABLE",
		.meaning = "The server has no setting of this name.",
		.causes = "A SET that was written for the other server or for another version.",
		.action = "Leave the SET out, or write it only for the server that knows it.",
		.query = "SHOW VARIABLES LIKE '%timeout%'",
		.differs = "MySQL renamed many settings (replica for slave) and has "
			   "max_execution_time in milliseconds where MariaDB has "
			   "max_statement_time in seconds.",
		.rules = "EN005 SE002",
	},
	{
		.number = 1227,
		.symbol = "ER_SPECIFIC_ACCESS_DENIED_ERROR",
		.meaning = "The statement needs a privilege of the whole server, which the message "
			   "names.",
		.causes = "SET GLOBAL, SET sql_log_bin, a DEFINER that is someone else, KILL of "
			  "another account's session.",
		.action = "Leave the statement to an administrator, take the DEFINER clause out, "
			  "or grant what the message names.",
		.query = "SHOW GRANTS FOR CURRENT_USER()",
		.differs = "MySQL has one dynamic privilege for each such act "
			   "(SYSTEM_VARIABLES_ADMIN, SET_ANY_DEFINER); MariaDB has its own (SET "
			   "USER, BINLOG ADMIN).",
		.rules = "PR009 SE002 SE003",
	},
	{
		.number = 1290,
		.symbol = "ER_OPTION_PREVENTS_STATEMENT",
		.meaning = "An option that the server was started with forbids this; the message "
			   "names it.",
		.causes = "read_only or super_read_only: this is a replica, or a failover is under "
			  "way. Or secure_file_priv with a file.",
		.action = "Connect to the primary; `mgrun config` shows which host is used.",
		.query = "SELECT @@hostname, @@read_only",
		.rules = "RP007",
	},
	{
		.number = 1370,
		.symbol = "ER_PROCACCESS_DENIED_ERROR",
		.meaning = "The account may not run or change this procedure or function.",
		.causes = "EXECUTE or ALTER ROUTINE is missing.",
		.action = "Grant it on the routine or the database.",
		.query = "SHOW GRANTS FOR CURRENT_USER()",
		.rules = "PR009",
	},
	{
		.number = 1418,
		.symbol = "ER_BINLOG_UNSAFE_ROUTINE",
		.meaning = "A function was refused because nothing says that it gives the same "
			   "result on a replica.",
		.causes = "CREATE FUNCTION without DETERMINISTIC, NO SQL or READS SQL DATA while "
			  "the binary log is on.",
		.action = "Declare what the function is. The declaration must be true.",
		.query = "SELECT @@log_bin, @@log_bin_trust_function_creators",
		.rules = "RP001",
	},
	{
		.number = 1419,
		.symbol = "ER_BINLOG_CREATE_ROUTINE_NEED_SUPER",
		.meaning =
			"A trigger or function needs an administrator while the binary log is on.",
		.causes = "The account has TRIGGER or CREATE ROUTINE, and the server does not "
			  "trust their creators.",
		.action = "Let an administrator set log_bin_trust_function_creators, or run this "
			  "one migration.",
		.query = "SELECT @@log_bin_trust_function_creators",
		.rules = "PR009",
	},
	{
		.number = 1698,
		.symbol = "ER_ACCESS_DENIED_NO_PASSWORD_ERROR",
		.meaning =
			"The account signs in by something else than a password, and that failed.",
		.causes = "root with socket authentication, tried over TCP or as another system "
			  "user.",
		.action = "Use an account of its own for migrations, with a password.",
	},
	{
		.number = 1792,
		.symbol = "ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION",
		.meaning = "A write in a transaction that may only read.",
		.causes = "The session or the server has transaction_read_only on; on some "
			  "clusters the endpoint is a reader's.",
		.action = "Connect to the writer.",
		.query = "SELECT @@transaction_read_only",
		.query_mariadb = "SELECT @@tx_read_only",
		.rules = "RP007",
	},
	{
		.number = 1820,
		.symbol = "ER_MUST_CHANGE_PASSWORD",
		.meaning = "The password has expired; only a change of it is allowed.",
		.causes = "A password policy that also holds for the migration account.",
		.action = "Sign in with the mysql client, set a new password, and tell mgrun "
			  "through its password file.",
	},
	{
		.number = 1836,
		.symbol = "ER_READ_ONLY_MODE",
		.meaning = "The server only reads at the moment.",
		.causes = "innodb_read_only, a failover, or a member of a group that lost its "
			  "majority.",
		.action = "Find the member that writes, or wait until the failover is over, then "
			  "`mgrun up` again.",
		.query = "SELECT @@hostname, @@read_only, @@innodb_read_only",
		.rules = "RP007",
	},
	{
		.number = 2002,
		.symbol = "CR_CONNECTION_ERROR",
		.meaning = "No server answers at the socket, or it refused the connection.",
		.causes = "The server is not running, the path of the socket is another one, "
			  "localhost means the socket and not TCP.",
		.action = "`mgrun wait --timeout 60s` waits until it answers; `mgrun config` shows "
			  "socket and host.",
		.differs = "It comes from the client library: Connector/C says 2002 where "
			   "libmysqlclient says 2003.",
	},
	{
		.number = 2003,
		.symbol = "CR_CONN_HOST_ERROR",
		.meaning = "No server answers at this host and port.",
		.causes = "A wrong port, a firewall, a server that listens on another address, a "
			  "container that is still starting.",
		.action = "Wait with `mgrun wait --timeout 60s`, then check host and port with "
			  "`mgrun config`.",
	},
	{
		.number = 2005,
		.symbol = "CR_UNKNOWN_HOST",
		.meaning = "The host's name could not be resolved.",
		.causes = "A spelling mistake, or a name that only exists inside a network of "
			  "containers.",
		.action = "Mend --host or `host:`; `mgrun config` shows where it comes from.",
	},
	{
		.number = 2006,
		.symbol = "CR_SERVER_GONE_ERROR",
		.meaning = "The connection was gone when the statement was sent.",
		.causes = "wait_timeout passed, the server restarted, or the statement was over "
			  "max_allowed_packet.",
		.action =
			"Nothing of this statement ran. `mgrun status` tells what the steps before "
			"it left, and their ways back.",
		.query = "SELECT @@wait_timeout, @@max_allowed_packet",
		.rules = "TX011",
	},
	{
		.number = 2013,
		.symbol = "CR_SERVER_LOST",
		.meaning = "The connection broke while the statement ran: nobody knows from this "
			   "alone whether it took effect.",
		.causes = "The server crashed or was killed, a proxy or firewall cut an idle "
			  "connection, the session was killed.",
		.action =
			"Do not repeat the statement by hand: the server may still run it. "
			"mgrun asks the server on a new connection and undoes the migration; where "
			"it could not, `mgrun status` tells what each step left.",
		.query = "SHOW PROCESSLIST",
		.rules = "TX003",
	},
	{
		.number = 2026,
		.symbol = "CR_SSL_CONNECTION_ERROR",
		.meaning = "The encrypted connection could not be made.",
		.causes = "The certificate is not trusted, has expired or names another host; no "
			  "common TLS version.",
		.action = "Name the authority with --ssl-ca, or see what the server offers.",
		.query = "SHOW VARIABLES LIKE 'tls_version'",
	},
	{
		.number = 2059,
		.symbol = "CR_AUTH_PLUGIN_CANNOT_LOAD",
		.meaning = "The client has no plugin for how this account signs in.",
		.causes = "An account with a plugin of another server or version; "
			  "mysql_native_password is gone from MySQL 9.",
		.action = "Change the account to caching_sha2_password, or name the plugins with "
			  "--plugin-dir.",
	},
	{
		.number = 2061,
		.symbol = "CR_AUTH_PLUGIN_ERR",
		.meaning = "Signing in failed in the middle: the plugin wants TLS or the server's "
			   "key.",
		.causes = "caching_sha2_password over TCP without TLS, for an account that the "
			  "server does not remember.",
		.action = "Use TLS (--ssl-mode REQUIRED), the socket, or --get-server-public-key "
			  "in a trusted network.",
	},
	{
		.number = 3118,
		.symbol = "ER_ACCOUNT_HAS_BEEN_LOCKED",
		.server = ERROR_OF_MYSQL,
		.meaning = "The account is locked.",
		.causes = "ACCOUNT LOCK, or too many failed attempts.",
		.action = "An administrator unlocks it: ALTER USER ... ACCOUNT UNLOCK.",
		.differs = "MariaDB reports 4151.",
	},
	{
		.number = 4031,
		.symbol = "ER_CLIENT_INTERACTION_TIMEOUT",
		.server = ERROR_OF_MYSQL,
		.meaning = "The server ended an idle connection.",
		.causes = "wait_timeout passed between two steps.",
		.action = "`mgrun up` goes on where it stopped; raise wait_timeout when it comes "
			  "again.",
		.query = "SELECT @@wait_timeout",
		.differs = "MariaDB shows a lost connection (2006 or 2013).",
	},
	{
		.number = 4151,
		.symbol = "ER_ACCOUNT_HAS_BEEN_LOCKED",
		.server = ERROR_OF_MARIADB,
		.meaning = "The account is locked.",
		.causes = "ACCOUNT LOCK by an administrator.",
		.action = "An administrator unlocks it: ALTER USER ... ACCOUNT UNLOCK.",
		.differs = "MySQL reports 3118.",
	},
};

const ErrorPart error_part_access = {rows, G_N_ELEMENTS(rows)};
