#include "planner/error_catalogue_internal.h"

#define FOREIGN_KEYS                                                                               \
	"SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_NAME, "                 \
	"REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE "                   \
	"TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL"

#define BOTH_COLUMNS                                                                               \
	"SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME, "                        \
	"COLLATION_NAME, IS_NULLABLE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA "          \
	"= DATABASE() AND TABLE_NAME IN ('child', 'parent')"

#define ORPHANS                                                                                    \
	"SELECT child.* FROM child LEFT JOIN parent ON parent.id = child.parent_id "               \
	"WHERE child.parent_id IS NOT NULL AND parent.id IS NULL LIMIT 20"

#define FOREIGN_KEYS_TO                                                                            \
	"SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_NAME, "                 \
	"REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE "                   \
	"TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL AND "                     \
	"REFERENCED_TABLE_NAME = 'parent'"

static const ErrorExplanation rows[] = {
	{
		.number = 1005,
		.symbol = "ER_CANT_CREATE_TABLE",
		.meaning = "The table could not be created; the errno behind it says why: 150 is a "
			   "bad foreign key, 121 a doubled constraint name.",
		.causes = "A foreign key whose columns differ, whose parent has no index or does "
			  "not exist.",
		.action = "Let the server tell more, then compare the columns.",
		.query = "SHOW ENGINE INNODB STATUS",
		.query_mariadb = "SHOW WARNINGS",
		.differs = "MySQL 8.0 and newer give the cause a number of its own (1822, 1824, "
			   "3780); MariaDB still says 1005 with errno 150.",
		.rules = "FK003 FK005 FK006 FK013",
	},
	{
		.number = 1022,
		.symbol = "ER_DUP_KEY",
		.meaning = "A key value would be there twice, in a table that the message names.",
		.causes = "A foreign key's constraint name that another table has, or duplicates "
			  "while a key is written.",
		.action = "Look for the name among the constraints; for rows see `mgrun explain "
			  "1062`.",
		.query = FOREIGN_KEYS,
		.rules = "FK013 MF001",
	},
	{
		.number = 1025,
		.symbol = "ER_ERROR_ON_RENAME",
		.meaning = "The table could not be renamed in the last act of an ALTER; the errno "
			   "says why: 150 is a foreign key.",
		.causes = "An index or column that a foreign key needs is dropped or changed.",
		.action = "Drop the foreign key in the same ALTER, or leave its index.",
		.query = FOREIGN_KEYS,
		.differs = "MariaDB says so in many cases where MySQL 8 has numbers of their own "
			   "(1553, 1832).",
		.rules = "FK010 FK011",
	},
	{
		.number = 1215,
		.symbol = "ER_CANNOT_ADD_FOREIGN",
		.meaning = "The foreign key cannot be added.",
		.causes = "Parent and child columns differ, or the parent's are not indexed.",
		.action = "Compare type, sign, charset and collation of both columns.",
		.query = BOTH_COLUMNS,
		.rules = "FK003 FK004 FK006",
	},
	{
		.number = 1216,
		.symbol = "ER_NO_REFERENCED_ROW",
		.meaning = "A row would point to a parent that is not there.",
		.causes = "As 1452, for an account that may not see the parent.",
		.action = "See `mgrun explain 1452`.",
		.query = ORPHANS,
		.rules = "MF007",
	},
	{
		.number = 1217,
		.symbol = "ER_ROW_IS_REFERENCED",
		.meaning = "A parent with children cannot be deleted, changed or dropped.",
		.causes = "As 1451, for an account that may not see the child; or DROP TABLE of a "
			  "parent.",
		.action = "See `mgrun explain 1451`.",
		.query = FOREIGN_KEYS_TO,
		.rules = "DS015 FK012",
	},
	{
		.number = 1451,
		.symbol = "ER_ROW_IS_REFERENCED_2",
		.meaning = "A parent row with children cannot be deleted, nor its key changed; the "
			   "message names the foreign key.",
		.causes = "A DELETE or UPDATE in the wrong order; a constraint that is RESTRICT or "
			  "NO ACTION.",
		.action = "Look at the children, and delete or move them first. CASCADE is no "
			  "cure: it deletes them without being asked.",
		.query = FOREIGN_KEYS_TO,
		.rules = "DS015 FK012",
	},
	{
		.number = 1452,
		.symbol = "ER_NO_REFERENCED_ROW_2",
		.meaning =
			"A child row has no parent: an orphan; the message names the foreign key.",
		.causes = "Rows from before the constraint, loads without checks, a column added "
			  "NOT NULL whose value 0 or '' is no parent.",
		.action = "List the orphans, then delete them, give them a parent, or set the "
			  "column NULL, in a migration before this one.",
		.query = ORPHANS,
		.rules = "MF007 FK016",
	},
	{
		.number = 1553,
		.symbol = "ER_DROP_INDEX_FK",
		.meaning = "The index cannot go: a foreign key needs it.",
		.causes = "It is the only one that begins with the constraint's columns, on the "
			  "child's or the parent's side.",
		.action = "Add the index that shall take its place in the same ALTER, or drop the "
			  "foreign key first.",
		.query = FOREIGN_KEYS,
		.rules = "FK010",
	},
	{
		.number = 1701,
		.symbol = "ER_TRUNCATE_ILLEGAL_FK",
		.meaning = "A table that a foreign key points to cannot be truncated.",
		.causes = "TRUNCATE of a parent, even of an empty one.",
		.action = "DELETE the rows, or truncate after dropping the constraint.",
		.query = FOREIGN_KEYS_TO,
		.rules = "FK012 DS004",
	},
	{
		.number = 1822,
		.symbol = "ER_FK_NO_INDEX_PARENT",
		.meaning = "The parent's columns have no index that begins with them.",
		.causes = "The foreign key points to a column that is neither primary nor indexed.",
		.action = "Point to the primary key, or add a unique index on the parent first.",
		.query = "SHOW INDEX FROM parent",
		.differs = "MySQL 9.7 says 6125 when the index is there and not unique; MariaDB "
			   "mostly says 1005 with errno 150.",
		.rules = "FK006",
	},
	{
		.number = 1824,
		.symbol = "ER_FK_CANNOT_OPEN_PARENT",
		.meaning = "The parent table is not there.",
		.causes = "It is created later, in another database, or its name differs in case.",
		.action = "Create the parent first.",
		.query = "SHOW FULL TABLES",
		.differs = "MariaDB says 1005 with errno 150.",
		.rules = "FK005",
	},
	{
		.number = 1826,
		.symbol = "ER_FK_DUP_NAME",
		.meaning = "A foreign key of that name is in the database already.",
		.causes = "Constraint names are unique in a database, not in a table; a table was "
			  "copied with its names.",
		.action = "Choose another name, or leave it out.",
		.query = FOREIGN_KEYS,
		.differs = "MariaDB's symbol is ER_DUP_CONSTRAINT_NAME, and checks are meant too.",
		.rules = "FK013 FK007",
	},
	{
		.number = 1828,
		.symbol = "ER_FK_COLUMN_CANNOT_DROP",
		.meaning = "The column cannot be dropped: its own foreign key needs it.",
		.causes = "DROP COLUMN without DROP FOREIGN KEY.",
		.action = "Drop both in one ALTER.",
		.query = FOREIGN_KEYS,
		.differs = "MariaDB says 1553 about the index.",
		.rules = "FK011",
	},
	{
		.number = 1829,
		.symbol = "ER_FK_COLUMN_CANNOT_DROP_CHILD",
		.meaning =
			"The column cannot be dropped: another table's foreign key points to it.",
		.causes = "A parent's key is dropped.",
		.action = "Drop the children's constraints first.",
		.query = FOREIGN_KEYS_TO,
		.rules = "FK011 FK012",
	},
	{
		.number = 1830,
		.symbol = "ER_FK_COLUMN_NOT_NULL",
		.meaning = "The column cannot be NOT NULL: its foreign key sets it NULL.",
		.causes = "ON DELETE SET NULL together with NOT NULL.",
		.action = "Choose one of both.",
		.query = BOTH_COLUMNS,
		.differs = "MariaDB says 1005 with errno 150 when the constraint is added.",
		.rules = "MF015 FK022",
	},
	{
		.number = 1832,
		.symbol = "ER_FK_COLUMN_CANNOT_CHANGE",
		.meaning = "The column's type cannot change: it is part of a foreign key.",
		.causes = "MODIFY of a child's column alone.",
		.action = "Drop the constraint, change both sides, add it again; with checks off "
			  "in between the types may differ unseen.",
		.query = BOTH_COLUMNS,
		.differs = "MySQL 8.0 and newer mostly say 3780.",
		.rules = "FK011 FK003",
	},
	{
		.number = 1833,
		.symbol = "ER_FK_COLUMN_CANNOT_CHANGE_CHILD",
		.meaning = "The column's type cannot change: another table's foreign key points to "
			   "it.",
		.causes = "INT to BIGINT of a primary key with children.",
		.action = "Drop the children's constraints, change all sides, add them again.",
		.query = FOREIGN_KEYS_TO,
		.differs = "MySQL 8.0 and newer mostly say 3780.",
		.rules = "FK011 FK003",
	},
	{
		.number = 3730,
		.symbol = "ER_FK_CANNOT_DROP_PARENT",
		.server = ERROR_OF_MYSQL,
		.meaning =
			"The table cannot be dropped: a foreign key of another one points to it.",
		.causes = "DROP TABLE in the wrong order.",
		.action = "Drop the children or their constraints first.",
		.query = FOREIGN_KEYS_TO,
		.differs = "MariaDB says 1451 or 1217.",
		.rules = "FK012",
	},
	{
		.number = 3734,
		.symbol = "ER_FK_NO_COLUMN_PARENT",
		.server = ERROR_OF_MYSQL,
		.meaning = "The parent has no such column.",
		.causes = "A typo, or a column of another version of the schema.",
		.action = "Compare with the parent's columns.",
		.query = "SHOW COLUMNS FROM parent",
		.differs = "MariaDB says 1005 with errno 150.",
		.rules = "FK005 EN010",
	},
	{
		.number = 3780,
		.symbol = "ER_FK_INCOMPATIBLE_COLUMNS",
		.server = ERROR_OF_MYSQL,
		.meaning = "Child and parent column of the foreign key differ.",
		.causes = "INT against BIGINT, UNSIGNED on one side, another charset or collation: "
			  "a UUID made by an ORM is CHAR(36) in utf8mb4_bin, one written by hand "
			  "is not.",
		.action = "Give the child exactly the parent's type, charset and collation.",
		.query = BOTH_COLUMNS,
		.differs = "MariaDB says 1005 with errno 150.",
		.rules = "FK003 FK004",
	},
	{
		.number = 6125,
		.symbol = "ER_FK_NO_UNIQUE_INDEX_PARENT",
		.server = ERROR_OF_MYSQL,
		.meaning = "The parent's columns have an index that is not unique.",
		.causes = "A foreign key to a column that is indexed but not unique, or to the "
			  "first part of a key.",
		.action = "Point to the primary or a unique key.",
		.query = "SHOW INDEX FROM parent",
		.differs = "MariaDB and MySQL before 8.4 allow it.",
		.rules = "FK006",
	},
};

const ErrorPart error_part_references = {rows, G_N_ELEMENTS(rows)};
