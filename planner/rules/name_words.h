/*
 * name_words.h - the words that a name of a table or column is made of.
 *
 * "deletedAt", "DeletedAt" and "deleted_at" are the same words. Lists of words are lower
 * case and end with NULL. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_NAME_WORDS_H
#define MGRUN_PLANNER_RULES_NAME_WORDS_H

#include <glib.h>
#include <stdbool.h>

/* "deletedAt" becomes "deleted_at". The caller frees. */
char *name_to_snake(const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the name, as snake, stands in the list. */
bool name_is(const char *name, const char *const *snakes);

/* Whether one of its words, or its last one, stands in the list. */
bool name_has_word(const char *name, const char *const *words);
bool name_ends_with(const char *name, const char *const *words);

/* "user_id" without its last word: "user"; NULL when there is but one. The caller frees. */
char *name_stem(const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a table of this name holds things of that kind: "users" for "user", "cities" for "city".
 */
bool name_is_plural_of(const char *table, const char *singular);

#endif
