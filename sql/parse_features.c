#include "sql/parse_internal.h"

/* what, MariaDB, MySQL, MySQL since, MariaDB since, offset */
static const SqlFeature features[] = {
	[SQL_FEATURE_ADD_COLUMN_IF] = {"ADD COLUMN IF NOT EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_DROP_COLUMN_IF] = {"DROP COLUMN IF EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_MODIFY_COLUMN_IF] = {"MODIFY COLUMN IF EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_CHANGE_COLUMN_IF] = {"CHANGE COLUMN IF EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_ALTER_COLUMN_IF] = {"ALTER COLUMN IF EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_RENAME_COLUMN] = {"RENAME COLUMN", true, true, 80000, 100502, 0},
	[SQL_FEATURE_RENAME_COLUMN_IF] = {"RENAME COLUMN IF EXISTS", true, false, 0, 100503, 0},
	[SQL_FEATURE_ADD_INDEX_IF] = {"ADD INDEX IF NOT EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_DROP_INDEX_IF] = {"DROP INDEX IF EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_ALTER_INDEX_IF] = {"ALTER INDEX IF EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_RENAME_INDEX] = {"RENAME INDEX", true, true, 50700, 100502, 0},
	[SQL_FEATURE_RENAME_INDEX_IF] = {"RENAME INDEX IF EXISTS", true, false, 0, 100503, 0},
	[SQL_FEATURE_ADD_FOREIGN_KEY_IF] = {"ADD FOREIGN KEY IF NOT EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_DROP_FOREIGN_KEY_IF] = {"DROP FOREIGN KEY IF EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_CONSTRAINT_IF] = {"CONSTRAINT IF NOT EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_DROP_CONSTRAINT] = {"DROP CONSTRAINT", true, true, 80019, 100200, 0},
	[SQL_FEATURE_DROP_CONSTRAINT_IF] = {"DROP CONSTRAINT IF EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_ADD_PARTITION_IF] = {"ADD PARTITION IF NOT EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_DROP_PARTITION_IF] = {"DROP PARTITION IF EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_CREATE_INDEX_IF] = {"CREATE INDEX IF NOT EXISTS", true, false, 0, 0, 0},
	[SQL_FEATURE_ALTER_TABLE_IF] = {"ALTER TABLE IF EXISTS", true, false, 0, 100502, 0},
	[SQL_FEATURE_RENAME_TABLE_IF] = {"RENAME TABLE IF EXISTS", true, false, 0, 100503, 0},
	[SQL_FEATURE_ALTER_IGNORE] = {"ALTER IGNORE TABLE", true, false, 0, 0, 0},
	[SQL_FEATURE_ALTER_ONLINE] = {"ALTER ONLINE TABLE", true, false, 0, 0, 0},
	[SQL_FEATURE_OR_REPLACE] = {"CREATE OR REPLACE", true, false, 0, 0, 0},
	[SQL_FEATURE_WAIT] = {"WAIT n or NOWAIT of DDL", true, false, 0, 0, 0},
	[SQL_FEATURE_SEQUENCE] = {"SEQUENCE", true, false, 0, 100300, 0},
	[SQL_FEATURE_RETURNING] = {"RETURNING", true, false, 0, 0, 0},
	[SQL_FEATURE_SYSTEM_VERSIONING] = {"SYSTEM VERSIONING", true, false, 0, 100304, 0},
	[SQL_FEATURE_PERIOD] = {"PERIOD FOR", true, false, 0, 100403, 0},
	[SQL_FEATURE_ALGORITHM_NOCOPY] = {"ALGORITHM=NOCOPY", true, false, 0, 100307, 0},
	[SQL_FEATURE_ALGORITHM_INSTANT] = {"ALGORITHM=INSTANT", true, true, 80012, 100307, 0},
	[SQL_FEATURE_IGNORED_INDEX] = {"IGNORED index", true, false, 0, 100600, 0},
	[SQL_FEATURE_INVISIBLE_INDEX] = {"INVISIBLE index", false, true, 80000, 0, 0},
	[SQL_FEATURE_INVISIBLE_COLUMN] = {"INVISIBLE column", true, true, 80023, 100303, 0},
	[SQL_FEATURE_VISIBLE_COLUMN] = {"VISIBLE column", false, true, 80023, 0, 0},
	[SQL_FEATURE_SET_COLUMN_VISIBILITY] = {"ALTER COLUMN SET INVISIBLE", false, true, 80023, 0,
                                               0},
	[SQL_FEATURE_PERSISTENT] = {"PERSISTENT column", true, false, 0, 0, 0},
	[SQL_FEATURE_COMPRESSED_COLUMN] = {"COMPRESSED column", true, false, 0, 100303, 0},
	[SQL_FEATURE_UUID_TYPE] = {"UUID type", true, false, 0, 100700, 0},
	[SQL_FEATURE_INET4_TYPE] = {"INET4 type", true, false, 0, 101000, 0},
	[SQL_FEATURE_INET6_TYPE] = {"INET6 type", true, false, 0, 100500, 0},
	[SQL_FEATURE_VECTOR_TYPE] = {"VECTOR type", true, true, 90000, 110700, 0},
	[SQL_FEATURE_VECTOR_INDEX] = {"VECTOR index", true, false, 0, 110700, 0},
	[SQL_FEATURE_SRID] = {"SRID of a column", false, true, 80003, 0, 0},
	[SQL_FEATURE_REF_SYSTEM_ID] = {"REF_SYSTEM_ID of a column", true, false, 0, 0, 0},
	[SQL_FEATURE_BARE_DEFAULT] = {"DEFAULT expression without parentheses", true, false, 0, 0,
                                      0},
	[SQL_FEATURE_DEFAULT_EXPRESSION] = {"DEFAULT (expression)", true, true, 80013, 100201, 0},
	[SQL_FEATURE_CHECK] = {"CHECK constraint", true, true, 80016, 100201, 0},
	[SQL_FEATURE_NOT_ENFORCED] = {"[NOT] ENFORCED", false, true, 80016, 0, 0},
	[SQL_FEATURE_ALTER_CHECK] = {"ALTER CHECK", false, true, 80016, 0, 0},
	[SQL_FEATURE_ALTER_CONSTRAINT] = {"ALTER CONSTRAINT", false, true, 80019, 0, 0},
	[SQL_FEATURE_DROP_CHECK] = {"DROP CHECK", false, true, 80016, 0, 0},
	[SQL_FEATURE_FUNCTIONAL_INDEX] = {"functional index part", false, true, 80013, 0, 0},
	[SQL_FEATURE_MULTI_VALUED_INDEX] = {"multi-valued index", false, true, 80017, 0, 0},
	[SQL_FEATURE_DESCENDING_INDEX] = {"DESC index part", true, true, 80000, 100800, 0},
	[SQL_FEATURE_WITHOUT_OVERLAPS] = {"WITHOUT OVERLAPS", true, false, 0, 100503, 0},
	[SQL_FEATURE_INLINE_REFERENCES] = {"inline REFERENCES", true, true, 90000, 100500, 0},
	[SQL_FEATURE_COLUMN_FORMAT] = {"COLUMN_FORMAT or STORAGE of a column", false, true, 0, 0,
                                       0},
	[SQL_FEATURE_ENGINE_ATTRIBUTE] = {"ENGINE_ATTRIBUTE", false, true, 80021, 0, 0},
	[SQL_FEATURE_ENGINE_DEFINED] = {"engine-defined attribute", true, false, 0, 0, 0},
	[SQL_FEATURE_VALIDATION] = {"WITH or WITHOUT VALIDATION", false, true, 50706, 0, 0},
	[SQL_FEATURE_SECONDARY_LOAD] = {"SECONDARY_LOAD", false, true, 80013, 0, 0},
	[SQL_FEATURE_START_TRANSACTION] = {"START TRANSACTION of CREATE TABLE", false, true, 80021,
                                           0, 0},
	[SQL_FEATURE_TRIGGER_IF] = {"CREATE TRIGGER IF NOT EXISTS", true, true, 80029, 100104, 0},
	[SQL_FEATURE_ROUTINE_IF] = {"CREATE routine IF NOT EXISTS", true, true, 80029, 100103, 0},
	[SQL_FEATURE_VIEW_IF] = {"CREATE VIEW IF NOT EXISTS", true, true, 90100, 100103, 0},
	[SQL_FEATURE_WINDOW_FUNCTION] = {"window function", true, true, 80002, 100200, 0},
	[SQL_FEATURE_LATERAL] = {"LATERAL", false, true, 80014, 0, 0},
	[SQL_FEATURE_JSON_TABLE] = {"JSON_TABLE", true, true, 80004, 100600, 0},
	[SQL_FEATURE_SKIP_LOCKED] = {"SKIP LOCKED", true, true, 80001, 100600, 0},
	[SQL_FEATURE_SELECT_NOWAIT] = {"NOWAIT of SELECT", true, true, 80001, 100300, 0},
	[SQL_FEATURE_SET_OPERATOR] = {"INTERSECT or EXCEPT", true, true, 80031, 100300, 0},
	[SQL_FEATURE_COMMON_TABLE] = {"WITH of a query", true, true, 80001, 100201, 0},
	[SQL_FEATURE_ROW_ALIAS] = {"alias of inserted rows", false, true, 80019, 0, 0},
	[SQL_FEATURE_TABLE_STATEMENT] = {"TABLE or VALUES ROW() as a query", false, true, 80019, 0,
                                         0},
	[SQL_FEATURE_GENERATED_NOT_NULL] = {"NOT NULL of a generated column", false, true, 0, 0, 0},
	[SQL_FEATURE_BEHIND_CHECK] = {"column attribute behind CHECK", false, true, 80016, 0, 0},
	[SQL_FEATURE_PARTITION_TABLESPACE] = {"DISCARD or IMPORT PARTITION", false, true, 0, 0, 0},
	[SQL_FEATURE_DROP_INDEX_ALGORITHM] = {"ALGORITHM or LOCK of DROP INDEX", false, true, 0, 0,
                                              0},
	[SQL_FEATURE_DELETE_ALIAS] = {"alias of DELETE FROM", true, true, 80016, 110600, 0},
};

const SqlFeature *
sql_feature_of(SqlFeatureId id)
{
	g_assert((gsize)id < G_N_ELEMENTS(features));
	return &features[id];
}

void
sql_parser_note_at(SqlParser *parser, SqlFeatureId id, gsize offset)
{
	if (parser->parsed == NULL || parser->noted[id])
		return;

	SqlFeature *feature = g_memdup2(sql_feature_of(id), sizeof *feature);
	feature->offset = offset;
	parser->noted[id] = true;
	g_ptr_array_add(parser->parsed->features, feature);
}

void
sql_parser_note(SqlParser *parser, SqlFeatureId id)
{
	sql_parser_note_at(parser, id, sql_parser_offset(parser));
}
