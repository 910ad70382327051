#include "planner/error_catalogue_internal.h"

#define DUPLICATES                                                                                 \
	"SELECT c, COUNT(*) AS n FROM t GROUP BY c HAVING n > 1 ORDER BY n DESC LIMIT "            \
	"20"

#define BOTH_COLUMNS                                                                               \
	"SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME, "                        \
	"COLLATION_NAME, IS_NULLABLE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA "          \
	"= DATABASE() AND TABLE_NAME IN ('child', 'parent')"

#define CHECKS                                                                                     \
	"SELECT * FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = "            \
	"DATABASE()"

static const ErrorExplanation rows[] = {
	{
		.number = 1061,
		.symbol = "ER_DUP_KEYNAME",
		.meaning = "The table has an index of that name already.",
		.causes = "The migration ran before, or the name was made by the server for "
			  "another index.",
		.action = "If it covers the same columns, `mgrun up --mark-applied VERSION`; else "
			  "choose another name.",
		.query = "SHOW INDEX FROM t",
		.differs = "MariaDB has CREATE INDEX IF NOT EXISTS; MySQL has not.",
		.rules = "IX023 MF017",
	},
	{
		.number = 1062,
		.symbol = "ER_DUP_ENTRY",
		.meaning = "Two rows would have the same value in a unique index; the message "
			   "names value and index.",
		.causes = "A unique index or primary key over rows that hold duplicates, a "
			  "collation that makes different texts equal, a repeated INSERT, an "
			  "exhausted AUTO_INCREMENT.",
		.action = "List the duplicates and decide which rows stay, in a migration before "
			  "this one. The collation of the column decides what is equal.",
		.query = DUPLICATES,
		.rules = "MF001 MF009 PK005 MF019",
	},
	{
		.number = 1069,
		.symbol = "ER_TOO_MANY_KEYS",
		.meaning = "The table would have more than 64 indexes.",
		.causes = "Sync of an ORM that adds a unique index again at each start: email_2, "
			  "email_3, and so on.",
		.action = "Drop the doubled ones.",
		.query = "SHOW INDEX FROM t",
		.rules = "IX022",
	},
	{
		.number = 1070,
		.symbol = "ER_TOO_MANY_KEY_PARTS",
		.meaning = "An index names more columns than are allowed: 16.",
		.causes = "An index meant to cover a whole query.",
		.action = "Keep the columns that select and sort.",
		.differs = "MariaDB allows 32.",
		.rules = "IX009",
	},
	{
		.number = 1071,
		.symbol = "ER_TOO_LONG_KEY",
		.meaning = "An index entry would be longer than allowed: 3072 bytes, or 767 with "
			   "older row formats.",
		.causes = "VARCHAR of utf8mb4 counts 4 bytes a character: 768 characters fill 3072 "
			  "bytes; several long columns in one index.",
		.action = "Index a prefix, shorten the column, or use ROW_FORMAT=DYNAMIC.",
		.query = BOTH_COLUMNS,
		.rules = "IX010 MF013",
	},
	{
		.number = 1075,
		.symbol = "ER_WRONG_AUTO_KEY",
		.meaning = "AUTO_INCREMENT is allowed on one column only, and an index must begin "
			   "with it.",
		.causes = "The primary key is dropped while its column still counts, or an ADD of "
			  "such a column brings no key.",
		.action = "Take AUTO_INCREMENT off in the same ALTER, or add the index first.",
		.query = "SHOW CREATE TABLE t",
		.rules = "PK007 LK018",
	},
	{
		.number = 1101,
		.symbol = "ER_BLOB_CANT_HAVE_DEFAULT",
		.server = ERROR_OF_MYSQL,
		.meaning = "TEXT, BLOB, JSON and GEOMETRY take no literal default.",
		.causes = "DEFAULT '' on such a column.",
		.action = "Write an expression, DEFAULT ('[]'), or no default. On a table with "
			  "rows add the column first and set the default in a second statement: "
			  "both are instant, together they copy.",
		.differs = "MariaDB takes literal defaults there.",
		.rules = "TY016 LK015",
	},
	{
		.number = 1117,
		.symbol = "ER_TOO_MANY_FIELDS",
		.meaning = "The table would have too many columns: InnoDB takes 1017.",
		.causes = "Columns that should be rows of another table.",
		.action = "Split the table.",
		.rules = "TY014",
	},
	{
		.number = 1118,
		.symbol = "ER_TOO_BIG_ROWSIZE",
		.meaning = "A row would be longer than a row may be: 65,535 bytes over all "
			   "columns, about 8,126 within an InnoDB page.",
		.causes = "Many long VARCHAR columns; a change to utf8mb4 that lets each grow.",
		.action = "Make the largest ones TEXT, or shorten them.",
		.query = BOTH_COLUMNS,
		.rules = "TY015 MF013",
	},
	{
		.number = 1170,
		.symbol = "ER_BLOB_KEY_WITHOUT_LENGTH",
		.meaning = "An index on TEXT or BLOB must say how many characters it takes.",
		.causes = "INDEX (body) on a TEXT column; STRING of an ORM that became TEXT.",
		.action = "Write the length, INDEX (body(100)), or make the column VARCHAR.",
		.differs = "MariaDB takes a prefix by itself, and hashes the whole value for a "
			   "unique index.",
		.rules = "IX011",
	},
	{
		.number = 1171,
		.symbol = "ER_PRIMARY_CANT_HAVE_NULL",
		.meaning = "A column of the primary key is declared NULL.",
		.causes = "PRIMARY KEY over a column that allows NULL on purpose.",
		.action = "Make the column NOT NULL, or use a unique index.",
		.rules = "PK007",
	},
	{
		.number = 1176,
		.symbol = "ER_KEY_DOES_NOT_EXITS",
		.meaning = "There is no index of that name on the table.",
		.causes = "An index hint in a query or view whose index was dropped or renamed; "
			  "ALTER INDEX or RENAME INDEX with a wrong name.",
		.action = "See which indexes there are.",
		.query = "SHOW INDEX FROM t",
		.differs = "MariaDB spells the symbol ER_KEY_DOES_NOT_EXISTS.",
		.rules = "BC015 EN010",
	},
	{
		.number = 1503,
		.symbol = "ER_UNIQUE_KEY_NEED_ALL_FIELDS_IN_PF",
		.meaning = "Each unique key of a partitioned table must hold the columns it is "
			   "partitioned by.",
		.causes = "PARTITION BY a date while the primary key is id.",
		.action = "Add the partitioning column to the keys, and know that id alone is then "
			  "not unique.",
		.query = "SHOW CREATE TABLE t",
		.rules = "LK012",
	},
	{
		.number = 1506,
		.symbol = "ER_FOREIGN_KEY_ON_PARTITIONED",
		.meaning = "A partitioned table takes no foreign keys, nor may one point to it.",
		.causes = "PARTITION BY on a parent or child.",
		.action = "Drop the constraints, or do not partition.",
		.query = "SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_NAME, "
			 "REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE "
			 "TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL",
		.differs = "MariaDB's symbol is ER_FEATURE_NOT_SUPPORTED_WITH_PARTITIONING.",
		.rules = "FK018 LK012",
	},
	{
		.number = 1526,
		.symbol = "ER_NO_PARTITION_FOR_GIVEN_VALUE",
		.meaning = "A row fits no partition.",
		.causes = "RANGE without MAXVALUE and rows beyond its end; LIST without the value.",
		.action = "Add the partition before the rows come.",
		.query = "SELECT PARTITION_NAME, PARTITION_DESCRIPTION FROM "
			 "information_schema.PARTITIONS WHERE TABLE_SCHEMA = DATABASE() AND "
			 "TABLE_NAME = 't'",
		.rules = "MF016",
	},
	{
		.number = 1586,
		.symbol = "ER_DUP_ENTRY_WITH_KEY_NAME",
		.meaning = "Two rows would have the same value in the unique index that the "
			   "message names.",
		.causes = "As 1062.",
		.action = "See `mgrun explain 1062`.",
		.query = DUPLICATES,
		.rules = "MF001 MF009",
	},
	{
		.number = 1709,
		.symbol = "ER_INDEX_COLUMN_TOO_LONG",
		.meaning = "An indexed column is longer than this row format allows: 767 bytes.",
		.causes = "ROW_FORMAT=COMPACT or REDUNDANT with VARCHAR(255) of utf8mb4.",
		.action = "Use ROW_FORMAT=DYNAMIC, or index a prefix.",
		.query = "SELECT TABLE_NAME, ROW_FORMAT FROM information_schema.TABLES WHERE "
			 "TABLE_SCHEMA = DATABASE()",
		.rules = "IX010",
	},
	{
		.number = 3750,
		.symbol = "ER_TABLE_WITHOUT_PK",
		.server = ERROR_OF_MYSQL,
		.meaning = "The server demands that each table has a primary key.",
		.causes = "CREATE TABLE without one, or DROP PRIMARY KEY alone, with "
			  "sql_require_primary_key on.",
		.action = "Add one; group replication and fast backfills need it anyway.",
		.query = "SELECT @@sql_require_primary_key",
		.differs = "MariaDB has innodb_force_primary_key.",
		.rules = "PK001",
	},
	{
		.number = 3819,
		.symbol = "ER_CHECK_CONSTRAINT_VIOLATED",
		.server = ERROR_OF_MYSQL,
		.meaning = "A row breaks a check; the message names it.",
		.causes =
			"ADD CHECK over rows that do not hold to it, or an UPDATE that breaks it.",
		.action = "Find the rows: SELECT with NOT (the condition). Mend them first.",
		.query = CHECKS,
		.differs = "MariaDB says 4025.",
		.rules = "MF008",
	},
	{
		.number = 3821,
		.symbol = "ER_CHECK_CONSTRAINT_NOT_FOUND",
		.server = ERROR_OF_MYSQL,
		.meaning = "There is no check of that name on the table.",
		.causes = "It was dropped before, or its name was generated: t_chk_1.",
		.action = "Read the name from the table.",
		.query = "SHOW CREATE TABLE t",
		.differs = "MariaDB says 1091.",
		.rules = "EN010",
	},
	{
		.number = 3822,
		.symbol = "ER_CHECK_CONSTRAINT_DUP_NAME",
		.server = ERROR_OF_MYSQL,
		.meaning = "A check of that name is in the database already.",
		.causes = "Names of checks are unique in a database, not in a table.",
		.action = "Choose another name.",
		.query = CHECKS,
		.differs = "In MariaDB they are unique in a table, and 1826 tells.",
		.rules = "FK013",
	},
	{
		.number = 3940,
		.symbol = "ER_CONSTRAINT_NOT_FOUND",
		.server = ERROR_OF_MYSQL,
		.meaning = "DROP CONSTRAINT names one that the table does not have.",
		.causes = "Dropped before, or a generated name.",
		.action = "Read the name from the table.",
		.query = "SHOW CREATE TABLE t",
		.differs = "MariaDB says 1091.",
		.rules = "EN010",
	},
	{
		.number = 3959,
		.symbol = "ER_DEPENDENT_BY_CHECK_CONSTRAINT",
		.server = ERROR_OF_MYSQL,
		.meaning = "The column cannot go or be renamed: a check uses it together with "
			   "another one.",
		.causes =
			"DROP or RENAME COLUMN alone. A check over this column alone goes with it.",
		.action = "Drop the check in the same ALTER, and add it again under the new name.",
		.query = "SHOW CREATE TABLE t",
		.differs = "MariaDB says 1054 about the check's expression.",
		.rules = "MF017",
	},
	{
		.number = 4025,
		.symbol = "ER_CONSTRAINT_FAILED",
		.server = ERROR_OF_MARIADB,
		.meaning = "A row breaks a check; the message names it.",
		.causes = "ADD CHECK over rows that do not hold to it.",
		.action = "Find the rows: SELECT with NOT (the condition). Mend them first.",
		.query = "SHOW CREATE TABLE t",
		.differs = "MySQL says 3819.",
		.rules = "MF008",
	},
};

const ErrorPart error_part_keys = {rows, G_N_ELEMENTS(rows)};
