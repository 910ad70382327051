/*
 * cursor.h - walks over the significant tokens of one statement. Private to sql/.
 */
#ifndef MGRUN_SQL_CURSOR_H
#define MGRUN_SQL_CURSOR_H

#include "sql/lexer.h"

typedef struct {
	SqlLexer lexer;
	SqlToken token; /* the one to look at */
	gsize passed;   /* where the last token that was passed over ends */
} SqlCursor;

void sql_cursor_init(SqlCursor *cursor, const char *text, gsize length, SqlMode mode);
void sql_cursor_advance(SqlCursor *cursor);

bool sql_cursor_at_end(const SqlCursor *cursor);
bool sql_cursor_is(const SqlCursor *cursor, const char *keyword);
bool sql_cursor_is_mark(const SqlCursor *cursor, char mark);

/* Pass over the keyword or mark when it stands here. */
bool sql_cursor_accept(SqlCursor *cursor, const char *keyword);
bool sql_cursor_accept_mark(SqlCursor *cursor, char mark);

/* Pass over one of these keywords (a NULL-terminated list); its index, or -1. */
int sql_cursor_accept_any(SqlCursor *cursor, const char *const *keywords);

/* IF EXISTS, IF NOT EXISTS. */
bool sql_cursor_accept_if_exists(SqlCursor *cursor);

/* A name, NULL when none stands here. Caller frees. */
char *sql_cursor_name(SqlCursor *cursor);

/* schema.name or name. */
bool sql_cursor_qualified_name(SqlCursor *cursor, char **ret_schema, char **ret_name);

/* To the closing parenthesis of the one that stands here, and behind it. */
void sql_cursor_skip_group(SqlCursor *cursor);

/* To the next comma or closing parenthesis of this level, or the end. */
void sql_cursor_skip_item(SqlCursor *cursor);

/* Behind the next such keyword of this level; false at the end. */
bool sql_cursor_seek(SqlCursor *cursor, const char *keyword);

#endif
