#include "planner/error_catalogue_internal.h"

static const ErrorExplanation rows[] = {
	{
		.number = 1205,
		.symbol = "ER_LOCK_WAIT_TIMEOUT",
		.meaning = "The statement waited for a lock until its time was over; the "
			   "transaction around it is still open.",
		.causes = "A DDL waits for a transaction that once read the table, idle ones too; "
			  "a DML waits for a row that another transaction holds.",
		.action = "Find who holds it, end that transaction or choose a quiet time, and run "
			  "`mgrun up` again. Make batches smaller when it was a row.",
		.query = "SELECT * FROM sys.schema_table_lock_waits",
		.query_mariadb =
			"SELECT trx_mysql_thread_id, trx_started, trx_rows_locked, trx_query FROM "
			"information_schema.INNODB_TRX ORDER BY trx_started",
		.differs = "MySQL shows metadata locks in performance_schema; MariaDB has a plugin "
			   "for that, metadata_lock_info.",
		.rules = "LK024 LK025 LK026 RT005",
	},
	{
		.number = 1206,
		.symbol = "ER_LOCK_TABLE_FULL",
		.meaning = "So many row locks are held that the buffer pool has no room for more.",
		.causes = "One UPDATE or DELETE over a very large table.",
		.action = "Use a batch: it commits as it goes.",
		.query = "SELECT @@innodb_buffer_pool_size",
		.rules = "LK026",
	},
	{
		.number = 1213,
		.symbol = "ER_LOCK_DEADLOCK",
		.meaning = "Two transactions waited for each other; the server rolled this one "
			   "back whole.",
		.causes = "A backfill and the application lock the same rows in another order.",
		.action = "Run it again: mgrun repeats a batch by itself. Go through the rows in "
			  "the order of the primary key, in small batches.",
		.query = "SHOW ENGINE INNODB STATUS",
		.rules = "RT005 LK026",
	},
	{
		.number = 1221,
		.symbol = "ER_WRONG_USAGE",
		.meaning = "Two clauses do not go together; the message names them.",
		.causes = "ALGORITHM=INSTANT with a LOCK clause on MySQL; ORDER BY or LIMIT in an "
			  "UPDATE of several tables.",
		.action = "Leave the LOCK clause out where the algorithm is INSTANT.",
		.differs = "MariaDB takes INSTANT with LOCK=NONE.",
		.rules = "LK004 LK005",
	},
	{
		.number = 1317,
		.symbol = "ER_QUERY_INTERRUPTED",
		.meaning = "Someone, or mgrun itself, ended the statement.",
		.causes = "KILL QUERY, a signal to mgrun, a lock budget that was over.",
		.action = "An ended DDL leaves the table as it was. `mgrun status` tells the "
			  "state, `mgrun up` goes on.",
		.query = "SHOW PROCESSLIST",
		.rules = "RT001",
	},
	{
		.number = 1412,
		.symbol = "ER_TABLE_DEF_CHANGED",
		.meaning = "The table was changed after this transaction's snapshot began.",
		.causes = "A consistent read, such as a backup, spans a DDL.",
		.action = "Begin a new transaction. Do not migrate while a dump runs.",
		.rules = "PR007",
	},
	{
		.number = 1478,
		.symbol = "ER_ILLEGAL_HA_CREATE_OPTION",
		.meaning = "The storage engine does not take an option, or not with another one.",
		.causes = "ROW_FORMAT=COMPRESSED with a large page or a temporary table, "
			  "KEY_BLOCK_SIZE with DYNAMIC.",
		.action = "Leave the option out; the message names it.",
		.query = "SHOW CREATE TABLE t",
		.rules = "TY019",
	},
	{
		.number = 1786,
		.symbol = "ER_GTID_UNSAFE_CREATE_SELECT",
		.server = ERROR_OF_MYSQL,
		.meaning = "CREATE TABLE ... SELECT is refused under GTID consistency.",
		.causes = "Versions before 8.0.21, or an engine without atomic DDL.",
		.action = "CREATE TABLE first, then INSERT ... SELECT in batches.",
		.query = "SELECT @@enforce_gtid_consistency",
		.differs = "MariaDB's GTIDs have no such rule.",
		.rules = "RP008 LK038",
	},
	{
		.number = 1799,
		.symbol = "ER_INNODB_ONLINE_LOG_TOO_BIG",
		.meaning = "While the index or table was built, more was written to it than the "
			   "online log holds; the build was given up and the table is as it was.",
		.causes = "A long build under heavy writes.",
		.action = "Raise innodb_online_alter_log_max_size for the build, choose a quieter "
			  "time, or use an online schema change tool.",
		.query = "SELECT @@innodb_online_alter_log_max_size",
		.rules = "LK002 LK003",
	},
	{
		.number = 1845,
		.symbol = "ER_ALTER_OPERATION_NOT_SUPPORTED",
		.meaning = "The server cannot do the change with the algorithm or lock that was "
			   "asked for; nothing was changed, and it did not wait.",
		.causes = "An assertion did its work: the change needs more than was promised.",
		.action = "Run `mgrun plan`: it shows which algorithm the server takes and which "
			  "clause decides. Split the statement, or allow the lower one on purpose.",
		.rules = "LK005 LK007",
	},
	{
		.number = 1846,
		.symbol = "ER_ALTER_OPERATION_NOT_SUPPORTED_REASON",
		.meaning = "As 1845, and the message gives the reason.",
		.causes = "INSTANT beside an index, INPLACE for a change of type, LOCK=NONE for "
			  "FULLTEXT or a first functional index.",
		.action = "Run `mgrun plan`; split what INSTANT can do from what needs a rebuild.",
		.rules = "LK005 LK007 LK021",
	},
	{
		.number = 1969,
		.symbol = "ER_STATEMENT_TIMEOUT",
		.server = ERROR_OF_MARIADB,
		.meaning = "The statement ran longer than max_statement_time and was ended.",
		.causes = "A limit of the server or account on a long backfill or build.",
		.action = "Set max_statement_time = 0 for the migration's session, or use batches.",
		.query = "SELECT @@max_statement_time",
		.differs = "MySQL's max_execution_time is for SELECT only: 3024.",
		.rules = "LK030",
	},
	{
		.number = 3024,
		.symbol = "ER_QUERY_TIMEOUT",
		.server = ERROR_OF_MYSQL,
		.meaning = "A SELECT ran longer than max_execution_time and was ended.",
		.causes = "A check or verification over a large table without an index.",
		.action = "Add the index, narrow the check, or raise the limit for the session.",
		.query = "SELECT @@max_execution_time",
		.differs = "MariaDB says 1969, and for every statement.",
		.rules = "LK030",
	},
	{
		.number = 3572,
		.symbol = "ER_LOCK_NOWAIT",
		.server = ERROR_OF_MYSQL,
		.meaning = "A lock was not free and the statement asked not to wait.",
		.causes = "NOWAIT in a SELECT ... FOR UPDATE.",
		.action = "Try again, or take SKIP LOCKED.",
		.query = "SELECT waiting_pid, waiting_query, blocking_pid, wait_age, locked_table "
			 "FROM sys.innodb_lock_waits",
		.differs = "MariaDB says 1205 at once.",
		.rules = "RT005",
	},
	{
		.number = 4092,
		.symbol = "ER_INNODB_MAX_ROW_VERSION",
		.server = ERROR_OF_MYSQL,
		.meaning = "The table has reached its number of INSTANT column changes: 64 before "
			   "MySQL 9.1, 255 since.",
		.causes = "Many columns were added or dropped with ALGORITHM=INSTANT since the "
			  "table was last written anew.",
		.action = "Rebuild it once, at a quiet time: ALTER TABLE t FORCE, "
			  "ALGORITHM=INPLACE, LOCK=NONE. Then run `mgrun up` again.",
		.query = "SELECT NAME, TOTAL_ROW_VERSIONS FROM information_schema.INNODB_TABLES "
			 "ORDER BY TOTAL_ROW_VERSIONS DESC LIMIT 10",
		.differs = "MariaDB has no such limit; its 4092 says that a view is not there.",
		.rules = "LK020",
	},
};

const ErrorPart error_part_locks = {rows, G_N_ELEMENTS(rows)};
