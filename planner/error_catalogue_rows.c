#include "planner/error_catalogue_internal.h"

static const ErrorExplanation rows[] = {
	{
		.number = 1048,
		.symbol = "ER_BAD_NULL_ERROR",
		.meaning = "A NULL was written to a column that is NOT NULL.",
		.causes = "An INSERT or UPDATE of the migration; code that does not know yet that "
			  "the column is required.",
		.action = "Give it a value, or backfill before the column becomes NOT NULL.",
		.query = "SELECT COUNT(*) FROM t WHERE c IS NULL",
		.rules = "MF004",
	},
	{
		.number = 1067,
		.symbol = "ER_INVALID_DEFAULT",
		.meaning = "The default is not a value of the column's type.",
		.causes = "'0000-00-00' under a strict sql_mode, a text for a number, an ENUM "
			  "default that is no member.",
		.action = "Use NULL, CURRENT_TIMESTAMP or a real value.",
		.query = "SELECT @@sql_mode",
		.rules = "TY006",
	},
	{
		.number = 1138,
		.symbol = "ER_INVALID_USE_OF_NULL",
		.meaning = "Rows hold NULL where the column shall be NOT NULL.",
		.causes = "MODIFY ... NOT NULL before the backfill was complete.",
		.action = "Count them, backfill, and then change the column.",
		.query = "SELECT COUNT(*) FROM t WHERE c IS NULL",
		.differs = "When the server copies the table instead, the same rows give 1265.",
		.rules = "MF004",
	},
	{
		.number = 1264,
		.symbol = "ER_WARN_DATA_OUT_OF_RANGE",
		.meaning = "A number is too large or too small for the column.",
		.causes = "A smaller integer type, UNSIGNED over negative rows, an id that reached "
			  "the end of its type.",
		.action = "Look at the extremes before you narrow.",
		.query = "SELECT MIN(c), MAX(c) FROM t",
		.rules = "MF005 MF006 PK005",
	},
	{
		.number = 1265,
		.symbol = "WARN_DATA_TRUNCATED",
		.meaning = "A value does not fit the new type and would be cut, or is NULL where "
			   "the column becomes NOT NULL.",
		.causes = "An ENUM member that rows still use is removed, a text that is no "
			  "number, NULL under NOT NULL when the table is copied.",
		.action = "See which values are there, and correct those rows in a step before.",
		.query = "SELECT c, COUNT(*) FROM t GROUP BY c ORDER BY 2 DESC LIMIT 50",
		.rules = "MF005 DS010 MF004",
	},
	{
		.number = 1292,
		.symbol = "ER_TRUNCATED_WRONG_VALUE",
		.meaning = "A date, time or number is not valid as one.",
		.causes = "A zero date in any column of a table that is copied; a time beyond what "
			  "TIMESTAMP holds; a comparison of a text with a number in an UPDATE or "
			  "DELETE.",
		.action = "Find the rows and mend them. A zero date is found in a session without "
			  "NO_ZERO_DATE.",
		.query = "SELECT @@sql_mode",
		.rules = "MF012 MF011 MF003",
	},
	{
		.number = 1364,
		.symbol = "ER_NO_DEFAULT_FOR_FIELD",
		.meaning = "An INSERT leaves out a column that has no default.",
		.causes = "A NOT NULL column was added, and code or an INSERT of the migration "
			  "does not know it.",
		.action = "Give the column a default until all writers know it.",
		.query = "SHOW COLUMNS FROM t",
		.rules = "BC006 MF003",
	},
	{
		.number = 1366,
		.symbol = "ER_TRUNCATED_WRONG_VALUE_FOR_FIELD",
		.meaning = "A value cannot become one of the column's type or charset.",
		.causes = "Text to number with rows that are none; a character that the charset "
			  "lacks: an emoji in utf8mb3 or latin1.",
		.action = "Find the rows that do not convert.",
		.query = "SELECT c FROM t WHERE NOT c REGEXP '^-?[0-9]+$' LIMIT 20",
		.rules = "MF010 TY007",
	},
	{
		.number = 1406,
		.symbol = "ER_DATA_TOO_LONG",
		.meaning = "A text is longer than the column.",
		.causes = "A shorter VARCHAR over rows that use its length.",
		.action = "Look at the longest value.",
		.query = "SELECT MAX(CHAR_LENGTH(c)) FROM t",
		.rules = "MF005",
	},
	{
		.number = 1411,
		.symbol = "ER_WRONG_VALUE_FOR_TYPE",
		.meaning = "A function was given a value that it cannot read.",
		.causes = "STR_TO_DATE in a backfill over rows of another format.",
		.action = "Backfill only rows that match, and list the others.",
		.rules = "MF010",
	},
	{
		.number = 1690,
		.symbol = "ER_DATA_OUT_OF_RANGE",
		.meaning = "A calculation left the range of its type.",
		.causes = "UNSIGNED minus more than it holds, a product over BIGINT, in an UPDATE "
			  "or a generated column.",
		.action = "CAST to SIGNED or DECIMAL before calculating.",
		.rules = "MF006",
	},
	{
		.number = 3105,
		.symbol = "ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN",
		.server = ERROR_OF_MYSQL,
		.meaning = "A value was written to a generated column.",
		.causes = "INSERT or UPDATE that names it, a dump or copy with SELECT *.",
		.action = "Leave the column out, or write DEFAULT.",
		.query = "SHOW CREATE TABLE t",
		.differs = "MariaDB says 1906.",
		.rules = "BC006",
	},
	{
		.number = 3108,
		.symbol = "ER_DEPENDENT_BY_GENERATED_COLUMN",
		.server = ERROR_OF_MYSQL,
		.meaning =
			"The column cannot go or be renamed: a generated column is made from it.",
		.causes = "DROP or RENAME COLUMN alone.",
		.action = "Drop or redefine the generated column first.",
		.query = "SHOW CREATE TABLE t",
		.differs = "MariaDB says 1054 about the expression.",
		.rules = "MF017 DS021",
	},
	{
		.number = 3140,
		.symbol = "ER_INVALID_JSON_TEXT",
		.server = ERROR_OF_MYSQL,
		.meaning = "A text is not valid JSON.",
		.causes = "TEXT to JSON over rows that hold something else, an empty text among "
			  "them.",
		.action = "List the rows that are not valid, then mend them.",
		.query = "SELECT c FROM t WHERE NOT JSON_VALID(c) LIMIT 20",
		.differs = "MariaDB's JSON is a text with a check: it says 4025.",
		.rules = "MF010 DI005",
	},
	{
		.number = 3152,
		.symbol = "ER_JSON_USED_AS_KEY",
		.server = ERROR_OF_MYSQL,
		.meaning = "A JSON column cannot be indexed as a whole.",
		.causes = "INDEX on a column that became JSON.",
		.action = "Index a generated column, or a multi-valued index over CAST(... AS ... "
			  "ARRAY).",
		.differs = "MariaDB treats it as text and indexes a prefix.",
		.rules = "IX011 TY024",
	},
	{
		.number = 3837,
		.symbol = "ER_DEPENDENT_BY_FUNCTIONAL_INDEX",
		.server = ERROR_OF_MYSQL,
		.meaning = "The column cannot go or be renamed: a functional index uses it.",
		.causes = "DROP or RENAME COLUMN alone.",
		.action = "Drop that index in the same migration, before.",
		.query = "SHOW INDEX FROM t",
		.differs = "MariaDB has no functional indexes.",
		.rules = "MF017 IX026",
	},
};

const ErrorPart error_part_rows = {rows, G_N_ELEMENTS(rows)};
