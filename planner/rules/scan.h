/*
 * scan.h - looks for words in the text of statements and stored programs.
 *
 * For what the parser leaves as text: conditions, bodies, accounts. Comments, hints and blanks
 * are passed over. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_SCAN_H
#define MGRUN_PLANNER_RULES_SCAN_H

#include <glib.h>
#include <stdbool.h>

#include "sql/lexer.h"

/* The significant tokens; they borrow from `text`, which may be NULL. */
GArray *scan_tokens(const char *text) G_GNUC_WARN_UNUSED_RESULT; /* of SqlToken */

/* All of these look at one place; a place behind the end is none of them. */
bool scan_is(const GArray *tokens, guint at, const char *keyword);
bool scan_is_mark(const GArray *tokens, guint at, char mark);
bool scan_is_name(const GArray *tokens, guint at, const char *name);     /* without case */
bool scan_is_number(const GArray *tokens, guint at, const char *number); /* as written */

/* Whether these keywords, a NULL-terminated list, stand one after the other from `at` on. */
bool scan_phrase(const GArray *tokens, guint at, const char *const *keywords);

/* Whether one of these phrases ("CREATE USER", "GRANT") begins the statement; it, or NULL. */
const char *scan_beginning(const GArray *tokens, const char *const *phrases);

/* A string token without its quotes; NULL for other kinds. The caller frees. */
char *scan_string(const GArray *tokens, guint at) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Whether a stored text uses the name: as a name of its own, not as the alias behind AS that a
 * server writes to each column of a view.
 */
bool scan_uses_name(const char *text, const char *name);

#endif
