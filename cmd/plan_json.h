/*
 * plan_json.h - JSON values of text that nobody vouches for. Private to cmd/'s JSON writers.
 */
#ifndef MGRUN_CMD_PLAN_JSON_H
#define MGRUN_CMD_PLAN_JSON_H

#include <glib.h>
#include <jansson.h>

/* A string whose invalid bytes became U+FFFD; null for NULL. */
json_t *json_text(const char *text);

/* A list of them, of char *. */
json_t *json_texts(const GPtrArray *texts);

/* Set a member unless the text is NULL. */
void json_set_text(json_t *object, const char *key, const char *text);

/* A number as this format spells it: within json_int_t. */
json_t *json_count(guint64 count);

/* Append as text with a newline at the end, and release. */
void json_append(GString *out, json_t *take_value);

#endif
