/*
 * quote.h - the only place that quotes an identifier or a string for SQL text.
 *
 * Strings are written for a session whose character set is utf8mb4 and whose
 * sql_mode has neither ANSI_QUOTES nor NO_BACKSLASH_ESCAPES, which db/ makes
 * sure of for mgrun's own sessions.
 */
#ifndef MGRUN_SQL_QUOTE_H
#define MGRUN_SQL_QUOTE_H

#include <glib.h>
#include <stdbool.h>

/* Append `name` with the backticks inside doubled. */
void sql_append_name(GString *sql, const char *name);

/* Append `schema`.`name`; `schema` may be NULL. */
void sql_append_qualified_name(GString *sql, const char *schema, const char *name);

/* The same as a new string; the caller frees. */
char *sql_quote_name(const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* Append 'text', escaped; NULL becomes the word NULL. `length` in bytes, -1 for a C string. */
void sql_append_string(GString *sql, const char *text, gssize length);

/*
 * What a string in quotes stands for: quotes gone, doubled quotes single, backslash
 * escapes resolved where `escapes`. `text` begins with the quote; caller frees.
 */
char *sql_unquote_string(const char *text, gsize length, bool escapes) G_GNUC_WARN_UNUSED_RESULT;

#endif
