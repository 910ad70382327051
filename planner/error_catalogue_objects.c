#include "planner/error_catalogue_internal.h"

static const ErrorExplanation rows[] = {
	{
		.number = 1007,
		.symbol = "ER_DB_CREATE_EXISTS",
		.meaning = "A database of that name is there already.",
		.causes = "The migration ran before, or a person created it.",
		.action = "Create databases outside of migrations, or write CREATE DATABASE IF NOT "
			  "EXISTS.",
		.query = "SHOW DATABASES",
		.rules = "SE006",
	},
	{
		.number = 1008,
		.symbol = "ER_DB_DROP_EXISTS",
		.meaning = "The database to drop is not there.",
		.causes = "It was dropped before, or has another name on this server.",
		.action = "`mgrun status` shows whether the migration ran here.",
		.query = "SHOW DATABASES",
		.rules = "DS002",
	},
	{
		.number = 1050,
		.symbol = "ER_TABLE_EXISTS_ERROR",
		.meaning = "A table or view of that name is there already.",
		.causes = "The migration ran before outside of mgrun, ORM sync created the table, "
			  "or another branch has the same table.",
		.action =
			"Compare the two definitions. If they are the same, `mgrun up "
			"--mark-applied VERSION` records the migration; if not, rename or adjust.",
		.query = "SHOW CREATE TABLE t",
		.rules = "MF017 TX008",
	},
	{
		.number = 1051,
		.symbol = "ER_BAD_TABLE_ERROR",
		.meaning = "The table to drop is not there.",
		.causes = "It was dropped or renamed before; the name has a typo; it is a view.",
		.action = "Look for the name in the database, then mend the statement, or mark the "
			  "migration as applied if its work is done.",
		.query = "SHOW FULL TABLES",
		.differs = "MariaDB also says 4092 for a view that is not there.",
		.rules = "EN010 MF017",
	},
	{
		.number = 1054,
		.symbol = "ER_BAD_FIELD_ERROR",
		.meaning = "There is no column of that name.",
		.causes = "The migrations ran in another order, the column was renamed or dropped, "
			  "an alias is missing, or a string stands in double quotes under "
			  "ANSI_QUOTES.",
		.action = "Compare with the columns there are; if another migration adds it, that "
			  "one must come first.",
		.query = "SHOW COLUMNS FROM t",
		.rules = "EN010",
	},
	{
		.number = 1059,
		.symbol = "ER_TOO_LONG_IDENT",
		.meaning = "A name is longer than 64 characters.",
		.causes = "Generated names of constraints and indexes: table, columns and a suffix "
			  "joined.",
		.action = "Give the constraint or index a short name of its own.",
		.rules = "NM001",
	},
	{
		.number = 1060,
		.symbol = "ER_DUP_FIELDNAME",
		.meaning = "The table has a column of that name already.",
		.causes = "The migration ran before and was not recorded, ORM sync added the "
			  "column, or two branches add the same one.",
		.action = "Look at the column. If it is what the migration wants, `mgrun up "
			  "--mark-applied VERSION`.",
		.query = "SHOW COLUMNS FROM t",
		.differs = "MariaDB has ADD COLUMN IF NOT EXISTS; MySQL has no such clause and "
			   "answers 1064.",
		.rules = "MF017",
	},
	{
		.number = 1064,
		.symbol = "ER_PARSE_ERROR",
		.meaning = "The server does not understand the statement from the quoted place on.",
		.causes = "A word that this version reserves, syntax of the other server or of a "
			  "newer version, a forgotten comma, two statements in one step.",
		.action = "Look at what stands just before the quoted text. Put reserved names in "
			  "backticks.",
		.query = "SELECT WORD FROM information_schema.KEYWORDS WHERE RESERVED = 1",
		.query_mariadb = "SELECT WORD FROM information_schema.KEYWORDS",
		.differs = "IF [NOT] EXISTS for columns and indexes, RETURNING of DELETE and "
			   "system versioning are MariaDB's alone; functional indexes and "
			   "INVISIBLE indexes are MySQL's.",
		.rules = "EN004 EN005 NM002",
	},
	{
		.number = 1068,
		.symbol = "ER_MULTIPLE_PRI_KEY",
		.meaning = "The table has a primary key already.",
		.causes = "ADD PRIMARY KEY without dropping the old one, or a column that brings "
			  "PRIMARY KEY with it.",
		.action = "Drop and add in one ALTER TABLE, so that the table is written once.",
		.query = "SHOW INDEX FROM t",
		.rules = "PK007",
	},
	{
		.number = 1072,
		.symbol = "ER_KEY_COLUMN_DOES_NOT_EXITS",
		.meaning = "An index or key names a column that the table does not have.",
		.causes = "A typo, a column that a later migration adds, or one that this ALTER "
			  "drops.",
		.action = "Compare with the columns there are.",
		.query = "SHOW COLUMNS FROM t",
		.differs = "MariaDB spells the symbol ER_KEY_COLUMN_DOES_NOT_EXIST.",
		.rules = "EN010",
	},
	{
		.number = 1090,
		.symbol = "ER_CANT_REMOVE_ALL_FIELDS",
		.meaning = "The ALTER would leave a table without a column.",
		.causes = "All columns are dropped to be added anew.",
		.action = "Add the new columns in the same ALTER, or DROP TABLE if that is what is "
			  "meant.",
		.query = "SHOW COLUMNS FROM t",
		.rules = "DS012",
	},
	{
		.number = 1091,
		.symbol = "ER_CANT_DROP_FIELD_OR_KEY",
		.meaning = "What is to be dropped is not there: a column, index, foreign key or "
			   "check.",
		.causes = "It was dropped before, its name was generated and is another one here, "
			  "or a foreign key's index is meant.",
		.action = "Read the real name from the table, then mend the statement.",
		.query = "SHOW CREATE TABLE t",
		.differs = "MariaDB has DROP ... IF EXISTS inside ALTER TABLE; MySQL has not. For "
			   "a missing check MySQL says 3821 or 3940.",
		.rules = "EN010 MF017",
	},
	{
		.number = 1109,
		.symbol = "ER_UNKNOWN_TABLE",
		.meaning = "The statement names a table that is not part of it or not in "
			   "information_schema.",
		.causes = "A qualifier that is no table of the FROM; "
			  "information_schema.innodb_locks, which is gone since MySQL 8.0.",
		.action = "Mend the qualifier; for locks use performance_schema.data_locks.",
		.rules = "EN010",
	},
	{
		.number = 1113,
		.symbol = "ER_TABLE_MUST_HAVE_COLUMNS",
		.meaning = "A table needs at least one column.",
		.causes = "CREATE TABLE with keys only.",
		.action = "Name the columns.",
	},
	{
		.number = 1136,
		.symbol = "ER_WRONG_VALUE_COUNT_ON_ROW",
		.meaning = "An INSERT has more or fewer values than columns.",
		.causes = "An INSERT without a column list after a column was added.",
		.action = "Write the list of columns.",
		.query = "SHOW COLUMNS FROM t",
		.rules = "BC011",
	},
	{
		.number = 1146,
		.symbol = "ER_NO_SUCH_TABLE",
		.meaning = "There is no table of that name in this database.",
		.causes = "Migrations in another order, the wrong database, a table dropped by "
			  "hand, upper and lower case on a server that tells them apart.",
		.action = "`mgrun status` shows what ran here; compare names and case.",
		.query = "SHOW FULL TABLES",
		.rules = "EN010",
	},
	{
		.number = 1235,
		.symbol = "ER_NOT_SUPPORTED_YET",
		.meaning = "The server knows the syntax and does not support it.",
		.causes = "A feature of another version, or one that this combination rules out.",
		.action = "Write it in another way; the message names what is not supported.",
		.rules = "EN005",
	},
	{
		.number = 1273,
		.symbol = "ER_UNKNOWN_COLLATION",
		.meaning = "The server has no collation of that name.",
		.causes = "A dump or migration of MySQL 8 (utf8mb4_0900_ai_ci) on MariaDB before "
			  "11.4, or a uca1400 collation on MySQL.",
		.action = "Choose one that both have, such as utf8mb4_unicode_ci.",
		.query = "SHOW COLLATION WHERE Charset = 'utf8mb4'",
		.differs = "The 0900 collations are MySQL's, the uca1400 ones MariaDB's.",
		.rules = "TY008",
	},
	{
		.number = 1286,
		.symbol = "ER_UNKNOWN_STORAGE_ENGINE",
		.meaning = "The server has no such storage engine.",
		.causes = "A typo, or an engine that only the other server or a plugin has.",
		.action = "Leave ENGINE out: InnoDB is the default.",
		.query = "SHOW ENGINES",
		.rules = "TY018",
	},
	{
		.number = 1304,
		.symbol = "ER_SP_ALREADY_EXISTS",
		.meaning = "A procedure or function of that name is there already.",
		.causes = "The migration ran before.",
		.action = "Drop it first in the same migration.",
		.query = "SHOW PROCEDURE STATUS WHERE Db = DATABASE()",
		.differs = "MariaDB has CREATE OR REPLACE; MySQL has CREATE ... IF NOT EXISTS, "
			   "which keeps the old one.",
		.rules = "MF017",
	},
	{
		.number = 1305,
		.symbol = "ER_SP_DOES_NOT_EXIST",
		.meaning = "There is no procedure or function of that name.",
		.causes = "A typo, an order of migrations, or a built-in function that this "
			  "version does not have.",
		.action = "Compare the name; create the routine before it is used.",
		.query = "SHOW FUNCTION STATUS WHERE Db = DATABASE()",
		.differs = "MD5() and SHA1() are no longer built into MySQL 9.6 and newer; SHA2() "
			   "is on both.",
		.rules = "EN010",
	},
	{
		.number = 1347,
		.symbol = "ER_WRONG_OBJECT",
		.meaning = "The name belongs to another kind of object than the statement is for.",
		.causes = "ALTER TABLE or DROP TABLE of a view, a trigger on a view.",
		.action = "See what the name is.",
		.query = "SHOW FULL TABLES",
		.rules = "MF017",
	},
	{
		.number = 1356,
		.symbol = "ER_VIEW_INVALID",
		.meaning = "A view no longer fits what it reads: a table, column or function is "
			   "gone, or its definer may not read it.",
		.causes = "A column or table was dropped or renamed under it.",
		.action = "Create the view anew in the migration that changes its tables.",
		.query = "SELECT TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE "
			 "TABLE_SCHEMA = DATABASE()",
		.rules = "BC004 SE003",
	},
	{
		.number = 1359,
		.symbol = "ER_TRG_ALREADY_EXISTS",
		.meaning = "A trigger of that name is there already.",
		.causes = "The migration ran before; triggers of a table copy were left behind.",
		.action = "Drop it first, if it is ours.",
		.query = "SHOW TRIGGERS",
		.rules = "MF017",
	},
	{
		.number = 1360,
		.symbol = "ER_TRG_DOES_NOT_EXIST",
		.meaning = "There is no trigger of that name.",
		.causes = "It went with its table, or its name differs.",
		.action = "See which triggers there are.",
		.query = "SHOW TRIGGERS",
		.rules = "EN010",
	},
	{
		.number = 1449,
		.symbol = "ER_NO_SUCH_USER",
		.meaning = "The definer of a view, trigger, routine or event is not an account of "
			   "this server.",
		.causes = "A definition was brought from a server with other accounts.",
		.action = "Create it anew without DEFINER, or with an account that is here.",
		.query = "SELECT TABLE_NAME, DEFINER FROM information_schema.VIEWS WHERE "
			 "TABLE_SCHEMA = DATABASE()",
		.rules = "SE003",
	},
};

const ErrorPart error_part_objects = {rows, G_N_ELEMENTS(rows)};
