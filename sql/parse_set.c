#include <string.h>

#include "sql/parse_internal.h"

static SqlSetting *
add_setting(SqlParser *parser, const char *scope, const char *name)
{
	SqlSetting *setting = g_new0(SqlSetting, 1);

	setting->scope = g_strdup(scope);
	setting->name = g_strdup(name);
	g_ptr_array_add(parser->parsed->settings, setting);
	return setting;
}

/* Up to the next comma of this level: strings that stand alone unquoted, all else as written. */
static char *
read_value(SqlParser *parser)
{
	SqlCursor *cursor = &parser->cursor;
	gsize from = sql_parser_offset(parser);
	char *text = NULL;

	if (cursor->token.kind == SQL_TOKEN_STRING) {
		SqlCursor saved = *cursor;
		if (sql_parser_string(parser, &text) &&
		    (sql_cursor_at_end(cursor) || sql_cursor_is_mark(cursor, ',')))
			return text;
		g_free(text);
		*cursor = saved;
	}
	while (!sql_cursor_at_end(cursor) && !sql_cursor_is_mark(cursor, ',')) {
		if (sql_cursor_is_mark(cursor, '('))
			sql_cursor_skip_group(cursor);
		else
			sql_cursor_advance(cursor);
	}
	return sql_parser_slice(parser, from, MAX(from, cursor->passed));
}

/* The scope that stands here, or NULL. */
static const char *
accept_scope(SqlParser *parser)
{
	static const char *const words[] = {"GLOBAL",  "SESSION",      "LOCAL",
	                                    "PERSIST", "PERSIST_ONLY", NULL};
	static const char *const scopes[] = {"GLOBAL", "SESSION", "SESSION", "PERSIST",
	                                     "PERSIST_ONLY"};
	int which = sql_cursor_accept_any(&parser->cursor, words);

	return which >= 0 ? scopes[which] : NULL;
}

/* @@global.x, @@x */
static void
split_system_variable(const char *text, SqlSetting *setting)
{
	static const char *const scopes[] = {"GLOBAL", "SESSION", "LOCAL", "PERSIST",
	                                     "PERSIST_ONLY"};
	const char *name = text + 2;

	for (gsize i = 0; i < G_N_ELEMENTS(scopes); i++) {
		gsize length = strlen(scopes[i]);
		if (g_ascii_strncasecmp(name, scopes[i], length) != 0 || name[length] != '.')
			continue;
		g_free(setting->scope);
		setting->scope = g_strdup(g_str_equal(scopes[i], "LOCAL") ? "SESSION" : scopes[i]);
		name += length + 1;
		break;
	}
	g_free(setting->name);
	setting->name = g_ascii_strdown(name, -1);
}

/* @x or @@x as the thing set */
static void
read_variable(SqlParser *parser, SqlSetting *setting)
{
	const SqlToken *token = &parser->cursor.token;
	g_autofree char *text = g_strndup(token->text, token->length);

	sql_cursor_advance(&parser->cursor);
	if (g_str_has_prefix(text, "@@")) {
		split_system_variable(text, setting);
		return;
	}
	g_free(setting->scope);
	g_free(setting->name);
	setting->scope = g_strdup("USER");
	setting->name = g_ascii_strdown(text + 1, -1);
}

/* x or x.y */
static bool
read_name(SqlParser *parser, SqlSetting *setting)
{
	GString *name = g_string_new(NULL);
	g_autofree char *part = NULL;
	bool understood = true;

	do {
		understood = sql_parser_name(parser, &part);
		if (understood)
			g_string_append_printf(name, "%s%s", name->len > 0 ? "." : "", part);
	} while (understood && sql_cursor_accept_mark(&parser->cursor, '.'));
	g_free(setting->name);
	setting->name = g_ascii_strdown(name->str, -1);
	g_string_free(name, TRUE);
	return understood;
}

static bool
read_assignment(SqlParser *parser, const char *scope)
{
	SqlSetting *setting = add_setting(parser, scope, NULL);

	if (parser->cursor.token.kind == SQL_TOKEN_VARIABLE)
		read_variable(parser, setting);
	else if (!read_name(parser, setting))
		return false;
	sql_cursor_accept_mark(&parser->cursor, ':');
	if (!sql_parser_expect_mark(parser, '='))
		return false;
	setting->value = read_value(parser);
	return true;
}

/* NAMES x, CHARACTER SET x, TRANSACTION ..., PASSWORD ...; false where none of them stands. */
static bool
accept_special(SqlParser *parser, const char *scope)
{
	static const struct {
		const char *first, *second, *name;
	} specials[] = {
		{"NAMES", NULL, "names"},
		{"CHARACTER", "SET", "character_set"},
		{"CHAR", "SET", "character_set"},
		{"CHARSET", NULL, "character_set"},
		{"TRANSACTION", NULL, "transaction"},
		{"PASSWORD", NULL, "password"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(specials); i++) {
		SqlCursor saved = parser->cursor;
		if (specials[i].second != NULL
		            ? !sql_parser_accept2(parser, specials[i].first, specials[i].second)
		            : !sql_parser_accept(parser, specials[i].first))
			continue;
		if (sql_cursor_is_mark(&parser->cursor, '=') && i < 5) { /* a variable's name */
			parser->cursor = saved;
			return false;
		}
		sql_parser_skip_equals(parser);
		add_setting(parser, scope, specials[i].name)->value = read_value(parser);
		return true;
	}
	return false;
}

static void
read_settings(SqlParser *parser)
{
	const char *scope = "SESSION";

	do {
		const char *written = accept_scope(parser);
		scope = written != NULL ? written : scope;
		if (!accept_special(parser, scope) && !read_assignment(parser, scope))
			return;
	} while (sql_cursor_accept_mark(&parser->cursor, ','));
}

void
sql_parse_set(SqlParser *parser)
{
	static const char *const administrative[] = {"ROLE", "DEFAULT", "RESOURCE", NULL};
	SqlStatement *statement = parser->parsed->statement;

	for (int i = 0; administrative[i] != NULL; i++)
		if (sql_cursor_is(&parser->cursor, administrative[i])) {
			statement->kind = SQL_STATEMENT_ADMIN;
			return;
		}
	if (sql_cursor_is(&parser->cursor, "PASSWORD"))
		statement->kind = SQL_STATEMENT_ADMIN;
	/* MariaDB: SET STATEMENT variable = value FOR statement. */
	if (sql_cursor_is(&parser->cursor, "STATEMENT")) {
		statement->kind = SQL_STATEMENT_DYNAMIC;
		sql_parser_fail(parser);
		return;
	}
	read_settings(parser);
}
