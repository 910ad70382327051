#include "sql/parse_internal.h"

/* A table option by its words; what is written without a value has none. */
typedef struct {
	const char *words[2];
	const char *name;
	SqlFeatureId feature; /* SQL_FEATURE_COUNT: both dialects have it */
	bool bare;
} Option;

static const Option options[] = {
	{{"ENGINE"}, "ENGINE", SQL_FEATURE_COUNT, false},
	{{"TYPE"}, "ENGINE", SQL_FEATURE_COUNT, false},
	{{"AUTO_INCREMENT"}, "AUTO_INCREMENT", SQL_FEATURE_COUNT, false},
	{{"AVG_ROW_LENGTH"}, "AVG_ROW_LENGTH", SQL_FEATURE_COUNT, false},
	{{"CHARACTER", "SET"}, "CHARSET", SQL_FEATURE_COUNT, false},
	{{"CHAR", "SET"}, "CHARSET", SQL_FEATURE_COUNT, false},
	{{"CHARSET"}, "CHARSET", SQL_FEATURE_COUNT, false},
	{{"COLLATE"}, "COLLATE", SQL_FEATURE_COUNT, false},
	{{"CHECKSUM"}, "CHECKSUM", SQL_FEATURE_COUNT, false},
	{{"TABLE_CHECKSUM"}, "CHECKSUM", SQL_FEATURE_COUNT, false},
	{{"COMMENT"}, "COMMENT", SQL_FEATURE_COUNT, false},
	{{"CONNECTION"}, "CONNECTION", SQL_FEATURE_COUNT, false},
	{{"PASSWORD"}, "PASSWORD", SQL_FEATURE_COUNT, false},
	{{"DATA", "DIRECTORY"}, "DATA DIRECTORY", SQL_FEATURE_COUNT, false},
	{{"INDEX", "DIRECTORY"}, "INDEX DIRECTORY", SQL_FEATURE_COUNT, false},
	{{"DELAY_KEY_WRITE"}, "DELAY_KEY_WRITE", SQL_FEATURE_COUNT, false},
	{{"INSERT_METHOD"}, "INSERT_METHOD", SQL_FEATURE_COUNT, false},
	{{"KEY_BLOCK_SIZE"}, "KEY_BLOCK_SIZE", SQL_FEATURE_COUNT, false},
	{{"MAX_ROWS"}, "MAX_ROWS", SQL_FEATURE_COUNT, false},
	{{"MIN_ROWS"}, "MIN_ROWS", SQL_FEATURE_COUNT, false},
	{{"PACK_KEYS"}, "PACK_KEYS", SQL_FEATURE_COUNT, false},
	{{"ROW_FORMAT"}, "ROW_FORMAT", SQL_FEATURE_COUNT, false},
	{{"STATS_AUTO_RECALC"}, "STATS_AUTO_RECALC", SQL_FEATURE_COUNT, false},
	{{"STATS_PERSISTENT"}, "STATS_PERSISTENT", SQL_FEATURE_COUNT, false},
	{{"STATS_SAMPLE_PAGES"}, "STATS_SAMPLE_PAGES", SQL_FEATURE_COUNT, false},
	{{"TABLESPACE"}, "TABLESPACE", SQL_FEATURE_COUNT, false},
	{{"STORAGE"}, "STORAGE", SQL_FEATURE_COUNT, false},
	{{"ENGINE_ATTRIBUTE"}, "ENGINE_ATTRIBUTE", SQL_FEATURE_ENGINE_ATTRIBUTE, false},
	{{"SECONDARY_ENGINE_ATTRIBUTE"},
         "SECONDARY_ENGINE_ATTRIBUTE",
         SQL_FEATURE_ENGINE_ATTRIBUTE,
         false},
	{{"SECONDARY_ENGINE"}, "SECONDARY_ENGINE", SQL_FEATURE_COUNT, false},
	{{"AUTOEXTEND_SIZE"}, "AUTOEXTEND_SIZE", SQL_FEATURE_COUNT, false},
	{{"COMPRESSION"}, "COMPRESSION", SQL_FEATURE_COUNT, false},
	{{"ENCRYPTION"}, "ENCRYPTION", SQL_FEATURE_COUNT, false},
	{{"TRANSACTIONAL"}, "TRANSACTIONAL", SQL_FEATURE_ENGINE_DEFINED, false},
	{{"PAGE_CHECKSUM"}, "PAGE_CHECKSUM", SQL_FEATURE_ENGINE_DEFINED, false},
	{{"SEQUENCE"}, "SEQUENCE", SQL_FEATURE_SEQUENCE, false},
	{{"START", "TRANSACTION"}, "START TRANSACTION", SQL_FEATURE_START_TRANSACTION, true},
	{{"WITH", "VALIDATION"}, "VALIDATION", SQL_FEATURE_VALIDATION, true},
	{{"WITHOUT", "VALIDATION"}, "VALIDATION", SQL_FEATURE_VALIDATION, true},
	{{"SECONDARY_LOAD"}, "SECONDARY_LOAD", SQL_FEATURE_SECONDARY_LOAD, true},
	{{"SECONDARY_UNLOAD"}, "SECONDARY_UNLOAD", SQL_FEATURE_SECONDARY_LOAD, true},
};

static const Option *
accept_option(SqlParser *parser)
{
	for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
		const char *const *words = options[i].words;
		if (words[1] != NULL ? sql_parser_accept2(parser, words[0], words[1])
		                     : sql_parser_accept(parser, words[0]))
			return &options[i];
	}
	return NULL;
}

/* UNION = (a, b): the tables as written. */
static bool
read_union(SqlParser *parser, SqlClause *clause)
{
	clause->kind = SQL_CLAUSE_TABLE_OPTION;
	clause->name = g_strdup("UNION");
	sql_parser_skip_equals(parser);
	return sql_parser_group(parser, &clause->value);
}

static bool
is_union(const SqlCursor *cursor)
{
	SqlCursor ahead = *cursor;

	if (!sql_cursor_accept(&ahead, "UNION"))
		return false;
	sql_cursor_accept_mark(&ahead, '=');
	if (!sql_cursor_accept_mark(&ahead, '('))
		return false;
	return !sql_cursor_is(&ahead, "SELECT");
}

static bool
accept_versioning(SqlParser *parser, SqlClause *clause)
{
	gsize offset = sql_parser_offset(parser);
	SqlCursor saved = parser->cursor;

	if (sql_parser_accept2(parser, "WITH", "SYSTEM") &&
	    sql_parser_accept(parser, "VERSIONING")) {
		clause->kind = SQL_CLAUSE_SYSTEM_VERSIONING;
		sql_parser_note_at(parser, SQL_FEATURE_SYSTEM_VERSIONING, offset);
		return true;
	}
	parser->cursor = saved;
	return false;
}

/* MariaDB: name = value, which the storage engine understands. */
static bool
accept_engine_defined(SqlParser *parser, SqlClause *clause)
{
	SqlCursor saved = parser->cursor;
	gsize offset = sql_parser_offset(parser);
	g_autofree char *name = sql_cursor_name(&parser->cursor);

	if (name == NULL || !sql_cursor_accept_mark(&parser->cursor, '=')) {
		parser->cursor = saved;
		return false;
	}
	sql_parser_note_at(parser, SQL_FEATURE_ENGINE_DEFINED, offset);
	clause->kind = SQL_CLAUSE_TABLE_OPTION;
	clause->name = g_ascii_strup(name, -1);
	return true;
}

bool
sql_parse_option(SqlParser *parser, SqlClause *clause, bool *ret_found)
{
	gsize offset = sql_parser_offset(parser);

	*ret_found = true;
	if (is_union(&parser->cursor)) {
		sql_cursor_advance(&parser->cursor);
		return read_union(parser, clause);
	}
	if (accept_versioning(parser, clause))
		return true;
	sql_parser_accept(parser, "DEFAULT");
	const Option *option = accept_option(parser);
	if (option == NULL) {
		if (accept_engine_defined(parser, clause))
			return sql_parser_value(parser, &clause->value);
		*ret_found = false;
		return true;
	}
	clause->kind = SQL_CLAUSE_TABLE_OPTION;
	clause->name = g_strdup(option->name);
	if (option->feature != SQL_FEATURE_COUNT)
		sql_parser_note_at(parser, option->feature, offset);
	if (option->bare) {
		clause->value = g_ascii_strup(option->words[0], -1);
		return true;
	}
	sql_parser_skip_equals(parser);
	return sql_parser_value(parser, &clause->value);
}
