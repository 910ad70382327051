/*
 * words.h - values as people write them: durations, and the word they meant.
 */
#ifndef MGRUN_PLANNER_WORDS_H
#define MGRUN_PLANNER_WORDS_H

#include <glib.h>
#include <stdbool.h>

/*
 * "200ms", "2s", "10m", "1h", "7d" into milliseconds; also "1h30m". A number
 * without a unit, a fraction, a sign and an overflow are refused.
 */
bool duration_parse(const char *text, guint64 *ret_ms);

/* Milliseconds as people read them: "340 ms", "2.1 s", "3 min 5 s". The caller frees. */
char *duration_format(guint64 ms) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The candidate nearest to `word` by edit distance, or NULL when none is near
 * (more than a third of its letters and one more differ). `candidates` ends with NULL.
 */
const char *nearest_word(const char *word, const char *const *candidates);

#endif
