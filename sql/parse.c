#include "sql/parse.h"

#include "sql/parse_internal.h"

static void
read_begin(SqlParser *parser)
{
	SqlStatement *statement = parser->parsed->statement;

	if (sql_cursor_is(&parser->cursor, "NOT")) {
		statement->kind = SQL_STATEMENT_DYNAMIC;
		statement->opaque = true;
	}
}

static void
read_start(SqlParser *parser)
{
	SqlStatement *statement = parser->parsed->statement;

	if (sql_cursor_is(&parser->cursor, "TRANSACTION")) {
		sql_set_verb(statement, "START TRANSACTION");
		return;
	}
	statement->kind = SQL_STATEMENT_ADMIN; /* START REPLICA */
}

static void
read_commit(SqlParser *parser)
{
	sql_parser_accept(parser, "WORK");
	if (sql_parser_accept(parser, "AND") && !sql_cursor_is(&parser->cursor, "NO")) {
		parser->parsed->statement->kind = SQL_STATEMENT_OTHER;
		sql_parser_fail(parser);
	}
}

static void
read_lock(SqlParser *parser)
{
	SqlStatement *statement = parser->parsed->statement;

	if (sql_cursor_is(&parser->cursor, "TABLES") || sql_cursor_is(&parser->cursor, "TABLE"))
		statement->implicit_commit = true;
	else
		statement->kind = SQL_STATEMENT_OTHER; /* LOCK INSTANCE FOR BACKUP */
}

/* Statements that are known by their first word alone, with what else must be looked at. */
typedef struct {
	const char *word;
	SqlStatementKind kind;
	bool implicit_commit;
	bool opaque;
	void (*read)(SqlParser *parser);
} FirstWord;

static const FirstWord *
find_first_word(const SqlCursor *cursor)
{
	static const FirstWord words[] = {
		{"ALTER", SQL_STATEMENT_DDL, true, false, sql_parse_alter},
		{"CREATE", SQL_STATEMENT_DDL, true, false, sql_parse_create},
		{"DROP", SQL_STATEMENT_DDL, true, false, sql_parse_drop},
		{"ANALYZE", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"BEGIN", SQL_STATEMENT_BEGIN, true, false, read_begin},
		{"CACHE", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"CALL", SQL_STATEMENT_DYNAMIC, false, true, NULL},
		{"CHECK", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"CHECKSUM", SQL_STATEMENT_QUERY, false, false, NULL},
		{"COMMIT", SQL_STATEMENT_COMMIT, true, false, read_commit},
		{"DEALLOCATE", SQL_STATEMENT_DYNAMIC, false, true, NULL},
		{"DESC", SQL_STATEMENT_QUERY, false, false, NULL},
		{"DESCRIBE", SQL_STATEMENT_QUERY, false, false, NULL},
		{"DO", SQL_STATEMENT_QUERY, false, false, NULL},
		{"EXECUTE", SQL_STATEMENT_DYNAMIC, false, true, NULL},
		{"EXPLAIN", SQL_STATEMENT_QUERY, false, false, NULL},
		{"FLUSH", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"GRANT", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"INSTALL", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"KILL", SQL_STATEMENT_ADMIN, false, false, NULL},
		{"LOAD", SQL_STATEMENT_DML, false, false, sql_parse_load},
		{"LOCK", SQL_STATEMENT_LOCK, false, false, read_lock},
		{"OPTIMIZE", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"PREPARE", SQL_STATEMENT_DYNAMIC, false, true, NULL},
		{"RELEASE", SQL_STATEMENT_SAVEPOINT, false, false, NULL},
		{"RENAME", SQL_STATEMENT_DDL, true, false, sql_parse_rename},
		{"REPAIR", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"RESET", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"REVOKE", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"ROLLBACK", SQL_STATEMENT_ROLLBACK, false, false, NULL},
		{"SAVEPOINT", SQL_STATEMENT_SAVEPOINT, false, false, NULL},
		{"SELECT", SQL_STATEMENT_QUERY, false, false, NULL},
		{"SET", SQL_STATEMENT_SET, false, false, sql_parse_set},
		{"SHOW", SQL_STATEMENT_QUERY, false, false, NULL},
		{"START", SQL_STATEMENT_BEGIN, true, false, read_start},
		{"STOP", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"TABLE", SQL_STATEMENT_QUERY, false, false, NULL},
		{"TRUNCATE", SQL_STATEMENT_DDL, true, false, sql_parse_truncate},
		{"UNINSTALL", SQL_STATEMENT_ADMIN, true, false, NULL},
		{"UNLOCK", SQL_STATEMENT_UNLOCK, false, false, NULL},
		{"USE", SQL_STATEMENT_USE, false, false, NULL},
		{"VALUES", SQL_STATEMENT_QUERY, false, false, NULL},
		{"WITH", SQL_STATEMENT_QUERY, false, false, sql_parse_with},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (sql_cursor_is(cursor, words[i].word))
			return &words[i];
	return NULL;
}

static bool
read_dml(SqlParser *parser)
{
	static const char *const words[] = {"INSERT", "REPLACE", "UPDATE", "DELETE", NULL};
	int which = sql_cursor_accept_any(&parser->cursor, words);

	if (which < 0)
		return false;
	sql_parse_dml(parser, words[which]);
	return true;
}

static void
read_unknown(SqlParser *parser)
{
	sql_parser_fail(parser);
	g_autofree char *word = sql_cursor_name(&parser->cursor);
	g_autofree char *upper = g_ascii_strup(word != NULL ? word : "(unknown)", -1);
	sql_set_verb(parser->parsed->statement, upper);
}

static void
read_statement(SqlParser *parser)
{
	SqlStatement *statement = parser->parsed->statement;

	while (sql_cursor_accept_mark(&parser->cursor, '(')) /* (SELECT ...) UNION (SELECT ...) */
		;
	if (read_dml(parser))
		return;
	sql_note_table_statement(parser);
	const FirstWord *first = find_first_word(&parser->cursor);
	if (first == NULL) {
		read_unknown(parser);
		return;
	}
	sql_set_verb(statement, first->word);
	statement->kind = first->kind;
	statement->implicit_commit = first->implicit_commit;
	if (first->opaque)
		sql_parser_fail(parser);
	sql_cursor_advance(&parser->cursor);
	if (first->read != NULL)
		first->read(parser);
}

/* Expressions and queries stand in all of these; table DDL looks at its own. */
static bool
is_scanned(const SqlParsed *parsed)
{
	switch (parsed->statement->kind) {
	case SQL_STATEMENT_DDL:
		return parsed->body != NULL;
	case SQL_STATEMENT_QUERY:
		return !g_str_equal(parsed->statement->verb, "SHOW");
	case SQL_STATEMENT_DML:
	case SQL_STATEMENT_SET:
	case SQL_STATEMENT_DYNAMIC:
		return true;
	case SQL_STATEMENT_BEGIN:
	case SQL_STATEMENT_COMMIT:
	case SQL_STATEMENT_ROLLBACK:
	case SQL_STATEMENT_SAVEPOINT:
	case SQL_STATEMENT_USE:
	case SQL_STATEMENT_LOCK:
	case SQL_STATEMENT_UNLOCK:
	case SQL_STATEMENT_ADMIN:
	case SQL_STATEMENT_OTHER:
		return false;
	}
	return false;
}

static void
scan(SqlParser *parser, gsize length)
{
	if (!is_scanned(parser->parsed))
		return;
	if (parser->rows_end > parser->rows_start) {
		sql_parser_scan(parser, 0, parser->rows_start);
		sql_parser_scan(parser, parser->rows_end, length);
	} else {
		sql_parser_scan(parser, 0, length);
	}
}

static bool
names_alias(const SqlTableUse *read, const SqlTableUse *use)
{
	return read->schema == NULL && use->alias != NULL &&
	       g_ascii_strcasecmp(read->name, use->alias) == 0;
}

/* DELETE FROM x USING t AS x: FROM names an alias there. */
static void
resolve_alias(SqlTableUse *read, const SqlTableUse *use)
{
	g_free(read->name);
	read->schema = g_strdup(use->schema);
	read->name = g_strdup(use->name);
	read->alias = g_strdup(use->alias);
}

/* A table that is read and written is written. */
static void
settle_reads(const SqlParsed *parsed)
{
	for (guint i = 0; parsed->dml != NULL && i < parsed->dml->tables->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(parsed->dml->tables, i);
		for (guint r = 0; r < parsed->reads->len; r++) {
			SqlTableUse *read = g_ptr_array_index(parsed->reads, r);
			if (names_alias(read, use) && read->alias == NULL)
				resolve_alias(read, use);
			read->written |= use->written &&
			                 g_strcmp0(read->schema, use->schema) == 0 &&
			                 g_strcmp0(read->name, use->name) == 0;
		}
	}
}

static void
free_setting(gpointer data)
{
	SqlSetting *setting = data;

	g_free(setting->scope);
	g_free(setting->name);
	g_free(setting->value);
	g_free(setting);
}

SqlParsed *
sql_parse(const char *text, gsize length, SqlMode mode)
{
	SqlParsed *parsed = g_new0(SqlParsed, 1);
	SqlParser parser = {.parsed = parsed};

	parsed->statement = sql_statement_new();
	parsed->settings = g_ptr_array_new_with_free_func(free_setting);
	parsed->functions = g_ptr_array_new_with_free_func(g_free);
	parsed->features = g_ptr_array_new_with_free_func(g_free);
	parsed->reads = g_ptr_array_new_with_free_func(sql_table_use_free);
	sql_cursor_init(&parser.cursor, text, length, mode);
	read_statement(&parser);
	scan(&parser, length);
	settle_reads(parsed);
	parsed->main_verb = parsed->statement->verb;
	return parsed;
}

void
sql_parsed_free(SqlParsed *parsed)
{
	if (parsed == NULL)
		return;

	sql_statement_free(parsed->statement);
	sql_table_ddl_free(parsed->table_ddl);
	sql_dml_free(parsed->dml);
	g_ptr_array_unref(parsed->settings);
	g_ptr_array_unref(parsed->functions);
	g_ptr_array_unref(parsed->features);
	g_ptr_array_unref(parsed->reads);
	g_free(parsed->body);
	g_free(parsed->definer);
	g_free(parsed->opaque_reason);
	g_free(parsed);
}
