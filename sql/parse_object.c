#include "sql/parse_internal.h"

/* Kinds of objects as CREATE, ALTER and DROP name them. */
typedef struct {
	const char *word;
	SqlObjectKind object;
} KindWord;

static const KindWord kind_words[] = {
	{"VIEW", SQL_OBJECT_VIEW},           {"TRIGGER", SQL_OBJECT_TRIGGER},
	{"PROCEDURE", SQL_OBJECT_PROCEDURE}, {"FUNCTION", SQL_OBJECT_FUNCTION},
	{"EVENT", SQL_OBJECT_EVENT},         {"SEQUENCE", SQL_OBJECT_SEQUENCE},
	{"DATABASE", SQL_OBJECT_DATABASE},   {"SCHEMA", SQL_OBJECT_DATABASE},
};

static const KindWord *
accept_kind(SqlCursor *cursor)
{
	for (gsize i = 0; i < G_N_ELEMENTS(kind_words); i++)
		if (sql_cursor_accept(cursor, kind_words[i].word))
			return &kind_words[i];
	return NULL;
}

static void
set_ddl_verb(SqlStatement *statement, const char *verb, const char *kind)
{
	g_autofree char *whole = g_strconcat(verb, " ", kind, NULL);
	sql_set_ddl(statement, whole);
}

/* The object is named here; a name that is none makes the statement opaque. */
static SqlEffect *
read_target(SqlParser *parser, SqlEffectKind effect, SqlObjectKind object)
{
	SqlCursor *cursor = &parser->cursor;
	char *schema = NULL;
	char *name = NULL;
	bool tolerant = sql_cursor_accept_if_exists(cursor);

	if (!sql_parser_table_name(parser, &schema, &name))
		return NULL;
	SqlEffect *added =
		sql_add_effect(parser->parsed->statement, effect, object, schema, NULL, name);
	added->tolerant = tolerant || sql_cursor_accept_if_exists(cursor);
	return added;
}

/* DEFINER = user[@host], kept as written. */
static void
read_definer(SqlParser *parser)
{
	SqlCursor *cursor = &parser->cursor;

	if (!sql_cursor_accept_mark(cursor, '='))
		return; /* SQL SECURITY DEFINER */
	gsize from = sql_parser_offset(parser);
	sql_cursor_advance(cursor);
	if (cursor->token.kind == SQL_TOKEN_VARIABLE)
		sql_cursor_advance(cursor);
	else if (sql_cursor_is_mark(cursor, '('))
		sql_cursor_skip_group(cursor); /* CURRENT_USER() */
	g_free(parser->parsed->definer);
	parser->parsed->definer = sql_parser_slice(parser, from, cursor->passed);
}

/* DEFINER = user, ALGORITHM = x, SQL SECURITY x, AGGREGATE: up to the kind of object. */
static const KindWord *
accept_kind_behind_attributes(SqlParser *parser)
{
	while (!sql_cursor_at_end(&parser->cursor)) {
		const KindWord *kind = accept_kind(&parser->cursor);
		if (kind != NULL)
			return kind;
		if (sql_parser_accept(parser, "DEFINER"))
			read_definer(parser);
		else
			sql_cursor_advance(&parser->cursor);
	}
	return NULL;
}

static void
read_trigger_table(SqlParser *parser, SqlEffect *effect)
{
	char *schema = NULL;

	if (sql_cursor_seek(&parser->cursor, "ON") &&
	    sql_cursor_qualified_name(&parser->cursor, &schema, &effect->table))
		g_free(schema);
}

static void
set_admin(SqlStatement *statement, const char *verb)
{
	sql_set_verb(statement, verb);
	statement->kind = SQL_STATEMENT_ADMIN;
	statement->implicit_commit = true;
}

static bool
read_administrative(SqlParser *parser, const char *verb)
{
	static const char *const words[] = {"USER",    "ROLE",     "SERVER",   "TABLESPACE",
	                                    "LOGFILE", "RESOURCE", "INSTANCE", "UNDO",
	                                    "SPATIAL", "LIBRARY",  NULL};

	for (int i = 0; words[i] != NULL; i++) {
		if (!sql_cursor_is(&parser->cursor, words[i]))
			continue;
		set_admin(parser->parsed->statement, verb);
		return true;
	}
	return false;
}

/* Which feature CREATE ... IF NOT EXISTS of this kind is; SQL_FEATURE_COUNT: both dialects. */
static SqlFeatureId
tolerance_of(SqlObjectKind object)
{
	if (object == SQL_OBJECT_TRIGGER)
		return SQL_FEATURE_TRIGGER_IF;
	if (object == SQL_OBJECT_VIEW)
		return SQL_FEATURE_VIEW_IF;
	return object == SQL_OBJECT_PROCEDURE || object == SQL_OBJECT_FUNCTION
	               ? SQL_FEATURE_ROUTINE_IF
	               : SQL_FEATURE_COUNT;
}

static void
note_object(SqlParser *parser, const KindWord *kind, bool replace, gsize offset)
{
	if (kind->object == SQL_OBJECT_SEQUENCE)
		sql_parser_note_at(parser, SQL_FEATURE_SEQUENCE, offset);
	if (replace && kind->object != SQL_OBJECT_VIEW)
		sql_parser_note_at(parser, SQL_FEATURE_OR_REPLACE, offset);
	if (sql_cursor_is(&parser->cursor, "IF") && tolerance_of(kind->object) != SQL_FEATURE_COUNT)
		sql_parser_note(parser, tolerance_of(kind->object));
}

static void
read_create_other(SqlParser *parser, bool replace, gsize offset)
{
	SqlStatement *statement = parser->parsed->statement;
	const KindWord *kind = accept_kind_behind_attributes(parser);

	if (kind == NULL) {
		sql_parser_fail(parser);
		return;
	}
	set_ddl_verb(statement, "CREATE", kind->word);
	note_object(parser, kind, replace, offset);
	SqlEffect *effect =
		read_target(parser, replace ? SQL_EFFECT_CHANGE : SQL_EFFECT_CREATE, kind->object);
	if (effect != NULL && kind->object == SQL_OBJECT_TRIGGER)
		read_trigger_table(parser, effect);
	if (effect != NULL)
		sql_parse_body(parser, kind->object);
}

void
sql_parse_create(SqlParser *parser)
{
	SqlStatement *statement = parser->parsed->statement;
	gsize offset = sql_parser_offset(parser);
	bool replace = sql_parser_accept2(parser, "OR", "REPLACE");

	statement->temporary = sql_parser_accept(parser, "TEMPORARY");
	if (sql_parser_accept(parser, "TABLE")) {
		if (replace)
			sql_parser_note_at(parser, SQL_FEATURE_OR_REPLACE, offset);
		sql_parse_create_table(parser, replace, statement->temporary);
	} else if (sql_parse_create_index(parser, replace)) {
		if (replace)
			sql_parser_note_at(parser, SQL_FEATURE_OR_REPLACE, offset);
	} else if (!read_administrative(parser, "CREATE")) {
		read_create_other(parser, replace, offset);
	}
}

/* ALTER EVENT may also rename the event; ALTER VIEW brings a new body. */
static void
read_alter_other(SqlParser *parser)
{
	const KindWord *kind = accept_kind_behind_attributes(parser);

	if (kind == NULL) {
		sql_parser_fail(parser);
		return;
	}
	set_ddl_verb(parser->parsed->statement, "ALTER", kind->word);
	if (kind->object == SQL_OBJECT_SEQUENCE)
		sql_parser_note(parser, SQL_FEATURE_SEQUENCE);
	/* ALTER DATABASE may leave the name out. */
	SqlEffect *effect = read_target(parser, SQL_EFFECT_CHANGE, kind->object);
	if (effect != NULL && kind->object == SQL_OBJECT_VIEW)
		sql_parse_body(parser, SQL_OBJECT_VIEW);
	if (effect == NULL || kind->object != SQL_OBJECT_EVENT)
		return;
	SqlCursor head = parser->cursor;
	sql_parse_body(parser, SQL_OBJECT_EVENT);
	if (sql_cursor_seek(&head, "RENAME") && sql_cursor_accept(&head, "TO") &&
	    sql_cursor_qualified_name(&head, &effect->new_schema, &effect->new_name))
		effect->effect = SQL_EFFECT_RENAME;
}

void
sql_parse_alter(SqlParser *parser)
{
	gsize offset = sql_parser_offset(parser);

	for (;;) {
		if (sql_parser_accept(parser, "ONLINE") || sql_parser_accept(parser, "OFFLINE"))
			sql_parser_note_at(parser, SQL_FEATURE_ALTER_ONLINE, offset);
		else if (sql_parser_accept(parser, "IGNORE"))
			sql_parser_note_at(parser, SQL_FEATURE_ALTER_IGNORE, offset);
		else
			break;
	}
	if (sql_parser_accept(parser, "TABLE"))
		sql_parse_alter_table(parser);
	else if (!read_administrative(parser, "ALTER"))
		read_alter_other(parser);
}

static void
read_drop_list(SqlParser *parser, SqlObjectKind object)
{
	bool tolerant = sql_cursor_accept_if_exists(&parser->cursor);

	do {
		SqlEffect *effect = read_target(parser, SQL_EFFECT_DROP, object);
		if (effect == NULL)
			return;
		effect->tolerant |= tolerant;
	} while (sql_cursor_accept_mark(&parser->cursor, ','));
}

static void
read_drop_other(SqlParser *parser)
{
	const KindWord *kind = accept_kind(&parser->cursor);

	if (kind == NULL) {
		sql_parser_fail(parser);
		return;
	}
	set_ddl_verb(parser->parsed->statement, "DROP", kind->word);
	if (kind->object == SQL_OBJECT_SEQUENCE)
		sql_parser_note(parser, SQL_FEATURE_SEQUENCE);
	read_drop_list(parser, kind->object);
}

void
sql_parse_drop(SqlParser *parser)
{
	SqlStatement *statement = parser->parsed->statement;

	statement->temporary = sql_parser_accept(parser, "TEMPORARY");
	if (sql_parser_accept(parser, "TABLE") || sql_parser_accept(parser, "TABLES")) {
		sql_set_ddl(statement, "DROP TABLE");
		statement->implicit_commit = !statement->temporary;
		read_drop_list(parser, SQL_OBJECT_TABLE);
	} else if (sql_parser_accept(parser, "INDEX")) {
		sql_parse_drop_index(parser);
	} else if (sql_cursor_is(&parser->cursor, "PREPARE")) {
		statement->kind = SQL_STATEMENT_DYNAMIC;
		statement->implicit_commit = false;
		sql_parser_fail(parser);
	} else if (!read_administrative(parser, "DROP")) {
		read_drop_other(parser);
	}
}

void
sql_parse_rename(SqlParser *parser)
{
	SqlStatement *statement = parser->parsed->statement;
	SqlCursor *cursor = &parser->cursor;

	if (!sql_parser_accept(parser, "TABLE") && !sql_parser_accept(parser, "TABLES")) {
		set_admin(statement, "RENAME USER");
		return;
	}
	sql_set_ddl(statement, "RENAME TABLE");
	if (sql_cursor_is(cursor, "IF"))
		sql_parser_note(parser, SQL_FEATURE_RENAME_TABLE_IF);
	bool tolerant = sql_cursor_accept_if_exists(cursor);
	do {
		SqlEffect *effect = read_target(parser, SQL_EFFECT_RENAME, SQL_OBJECT_TABLE);
		if (effect == NULL)
			return;
		effect->tolerant |= tolerant;
		if (!sql_cursor_seek(cursor, "TO") ||
		    !sql_cursor_qualified_name(cursor, &effect->new_schema, &effect->new_name))
			sql_parser_fail(parser);
	} while (sql_cursor_accept_mark(cursor, ','));
}

void
sql_parse_truncate(SqlParser *parser)
{
	sql_parser_accept(parser, "TABLE");
	sql_set_ddl(parser->parsed->statement, "TRUNCATE TABLE");
	read_target(parser, SQL_EFFECT_CHANGE, SQL_OBJECT_TABLE);
}
