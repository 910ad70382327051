/*
 * splitter.h - cuts SQL text into statements as the `mysql` client does.
 *
 * Knows DELIMITER, the three comment forms (#, -- and C comments), version
 * comments and hints, the quoting modes, \g and \G, and the bodies of routines,
 * triggers and events (BEGIN...END, CASE, IF, LOOP...) also where no DELIMITER
 * protects their semicolons.
 *
 * Streaming: input is read in blocks, and only the statement at hand is held,
 * so a file of any size and lines of any length cost the memory of the longest
 * statement. Text comes out as the bytes that went in; a byte order mark is
 * skipped, and invalid UTF-8, a NUL byte or an unfinished quote or comment is
 * an error with its position.
 *
 * Source of the lexical rules: MySQL 9.7 manual, "Comments", "String Literals",
 * "mysql Client Commands"; the client's own behaviour where the manual is silent.
 */
#ifndef MGRUN_SQL_SPLITTER_H
#define MGRUN_SQL_SPLITTER_H

#include <glib.h>
#include <stdbool.h>

#define SQL_ERROR sql_error_quark()
GQuark sql_error_quark(void);

typedef enum {
	SQL_ERROR_SYNTAX,   /* the text cannot be cut: unfinished quote, DELIMITER without a word */
	SQL_ERROR_ENCODING, /* a NUL byte, UTF-16, invalid UTF-8 */
	SQL_ERROR_READ,     /* the operating system refused a read */
} SqlErrorCode;

/* Where a piece of text begins: line and column from 1 (column in characters), offset in bytes. */
typedef struct {
	guint64 offset;
	guint64 line;
	guint64 column;
} SqlPosition;

typedef enum {
	SQL_ITEM_STATEMENT,
	SQL_ITEM_COMMENT, /* a `-- ` or `#` comment between two statements: directives live there */
} SqlItemKind;

typedef struct {
	SqlItemKind kind;
	const char *text; /* NUL-terminated, borrowed: valid until the next call */
	gsize length;     /* bytes, without the NUL; the delimiter is not part of a statement */
	SqlPosition start;
} SqlItem;

/* How quotes read; the value of sql_mode decides on the server. */
typedef enum {
	SQL_MODE_DEFAULT = 0,
	SQL_MODE_ANSI_QUOTES = 1 << 0,          /* "x" is an identifier */
	SQL_MODE_NO_BACKSLASH_ESCAPES = 1 << 1, /* \ is an ordinary character in strings */
} SqlMode;

typedef struct SqlSplitter SqlSplitter;

/*
 * Read from memory: `text` of `length` bytes must outlive the splitter. Positions
 * count from `start`, or from line 1, column 1 when it is NULL.
 */
SqlSplitter *sql_splitter_new_memory(const char *text, gsize length, const SqlPosition *start,
                                     SqlMode mode) G_GNUC_WARN_UNUSED_RESULT;

/* Read from a file descriptor, from where it stands; the caller keeps and closes it. */
SqlSplitter *sql_splitter_new_fd(int fd, SqlMode mode) G_GNUC_WARN_UNUSED_RESULT;
void sql_splitter_free(SqlSplitter *splitter);

typedef enum { SQL_NEXT_ITEM, SQL_NEXT_END, SQL_NEXT_ERROR } SqlNext;

/*
 * The next statement or comment. A statement begins at its first character that
 * is neither blank nor comment (a version comment is content) and ends before
 * its delimiter; the last one needs none. Empty statements are not returned.
 * After SQL_NEXT_ERROR the splitter only repeats the error. The error's message
 * begins with "LINE:COLUMN: ".
 */
SqlNext sql_splitter_next(SqlSplitter *splitter, SqlItem *ret_item, GError **error);

/* Where reading stands: after SQL_NEXT_ERROR, the place of the error. */
SqlPosition sql_splitter_position(const SqlSplitter *splitter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqlSplitter, sql_splitter_free)

#endif
