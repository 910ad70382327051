/*
 * table_text.h - reads what SHOW CREATE TABLE prints.
 *
 * The server prints it in one canonical form, one column, key or constraint a
 * line, which is why lines are enough here (measured on MySQL 9.7 and MariaDB 10.11).
 */
#ifndef MGRUN_RUNNER_TABLE_TEXT_H
#define MGRUN_RUNNER_TABLE_TEXT_H

#include <glib.h>
#include <stdbool.h>

#include "sql/statement.h"

/* Take out the AUTO_INCREMENT counter of the table options, which rows move and migrations do not.
 */
char *table_text_normalise(const char *text) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Whether the table has this column, index, foreign key, check, constraint or
 * partition. Names compare without case, as the server does.
 */
bool table_text_has_part(const char *text, SqlObjectKind kind, const char *name);

/* Lines that only `before` has, as "- LINE", and that only `after` has, as "+ LINE", into
 * `ret_lines`. */
void table_text_diff(const char *before, const char *after, GPtrArray *ret_lines);

#endif
