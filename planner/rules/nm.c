#include "planner/rules/nm.h"

#include "planner/rules/rules.h"

static const Rule rules[] = {
	{
		.id = "NM001",
		.slug = "identifier-too-long",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A name of more than 64 letters, also one that the server makes.",
		.why = "The statement ends with 1059.",
		.fix = "name it shorter; name foreign keys and checks of long tables yourself",
		.bad = "ALTER TABLE t ADD INDEX a_name_of_more_than_64_letters... (a)",
		.good = "ALTER TABLE t ADD INDEX t_a (a)",
		.peers = "squawk identifier-too-long; goInception identifier length; PlanetScale "
			 "UNSUPPORTED_FEATURE",
		.check = nm_check_length,
	},
	{
		.id = "NM002",
		.slug = "reserved-word",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_TARGET,
		.summary = "A name that is a reserved word of the target, or of a later MySQL; "
			   "critical without quotes.",
		.why = "Each statement that forgets the quotes ends with 1064, from the day on "
		       "that the server reserves it.",
		.fix = "choose another name",
		.bad = "CREATE TABLE t (`rank` INT)",
		.good = "CREATE TABLE t (position INT)",
		.peers = "Skeema reserved-word; Bytebase NAMING_IDENTIFIER_NO_KEYWORD; soar "
			 "KWR.002; Liquibase reserved-keywords; Spirit reserved_words; goInception "
			 "keywords",
		.check = nm_check_reserved,
	},
	{
		.id = "NM003",
		.slug = "name-case",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_TARGET,
		.summary = "Upper case in the name of a table, view or database, or two names that "
			   "differ by case alone.",
		.why = "With another lower_case_table_names (macOS, Windows) the same statement "
		       "finds the table there and ends with 1146 here.",
		.fix = "write names of tables in lower case",
		.bad = "CREATE TABLE Users (id INT)",
		.good = "CREATE TABLE users (id INT)",
		.peers = "Skeema name-case; Percona gh-ost-case-twin; Spirit name_case; "
			 "goInception identifier case",
		.check = nm_check_case,
	},
	{
		.id = "NM004",
		.slug = "naming-convention",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A name of a table, column, index or constraint in another style than "
			   "those of other tables.",
		.why = "Code and people have to remember which is which.",
		.fix = "name it as the others are named",
		.bad = "userId INT  -- elsewhere user_id",
		.good = "user_id INT",
		.peers = "Atlas NM102, NM103, NM104, NM105, NM106; Bytebase NAMING_TABLE, "
			 "NAMING_COLUMN, NAMING_INDEX_UK, NAMING_INDEX_IDX, NAMING_INDEX_FK; soar "
			 "STA.003; MySQLTuner naming; goInception index name",
		.check = nm_check_convention,
	},
	{
		.id = "NM005",
		.slug = "comment-policy",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_TABLE,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_POLICY,
		.opt_in = true,
		.summary = "A new table or column without COMMENT.",
		.why = "What it means stands nowhere in the database.",
		.fix = "write COMMENT",
		.bad = "CREATE TABLE t (a INT)",
		.good = "CREATE TABLE t (a INT COMMENT 'in cents') COMMENT 'fees by month'",
		.peers = "Bytebase TABLE_COMMENT, COLUMN_COMMENT; soar CLA.011, COL.005; Liquibase "
			 "TableCommentCheck; goInception comments",
		.check = nm_check_comment,
	},
	{
		.id = "NM006",
		.slug = "non-ascii-identifier",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A name with other signs than letters of ASCII, digits and _, or with a "
			   "digit or blank at an end.",
		.why = "It needs quotes wherever it stands, and tools that forget them fail; a "
		       "blank at the end is refused (1103).",
		.fix = "use letters, digits and _",
		.bad = "CREATE TABLE `order-lines` (id INT)",
		.good = "CREATE TABLE order_lines (id INT)",
		.peers = "soar KWR.004, STA.004, TBL.003; goInception identifier charset",
		.check = nm_check_letters,
	},
	{
		.id = "NM007",
		.slug = "plurality-policy",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_POLICY,
		.opt_in = true,
		.summary = "A table named by one where the others are named by many, or the other "
			   "way; a prefix such as tbl_.",
		.why = "Code that derives names from models looks for the other form.",
		.fix = "name it as the others are named",
		.bad = "CREATE TABLE order (id INT)  -- users, items, posts",
		.good = "CREATE TABLE orders (id INT)",
		.peers = "soar KWR.003; sql-lint hungarian-notation; MySQLTuner plural; Flyway "
			 "RG18, RG19, RG21",
		.check = nm_check_plural,
	},
	{
		.id = "NM008",
		.slug = "drop-name-policy",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA | INPUT_POLICY,
		.opt_in = true,
		.summary = "A table is dropped that was not renamed before.",
		.why = "Who still uses it learns so when the rows are gone.",
		.fix = "rename it first (users_trash), wait, then drop it",
		.bad = "DROP TABLE users",
		.good = "RENAME TABLE users TO users_trash; -- later: DROP TABLE users_trash",
		.peers = "Bytebase TABLE_DROP_NAMING_CONVENTION",
		.check = nm_check_dropped,
	},
};

const RuleFamily rules_nm = {rules, G_N_ELEMENTS(rules)};
