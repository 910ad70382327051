/*
 * render_explain.h - what a rule or a server's error means, for people and for machines.
 */
#ifndef MGRUN_CMD_RENDER_EXPLAIN_H
#define MGRUN_CMD_RENDER_EXPLAIN_H

#include <jansson.h>

#include "planner/error_catalogue.h"
#include "planner/rule.h"

void render_error_text(const ErrorExplanation *row, guint width, GString *out);
void render_rule_text(const Rule *rule, guint width, GString *out);

/* "format": "mgrun/explanation". The caller releases. */
json_t *render_error_json(const ErrorExplanation *row);
json_t *render_rule_json(const Rule *rule);

/* All rules and errors, a line each; "format": "mgrun/explanations". */
void render_explanations_text(GString *out);
json_t *render_explanations_json(void);

/* What a failed statement's error means there, in three lines; nothing for an unknown one. */
void render_error_short(guint number, bool mariadb, GString *out);

/* The same as a member of a report; null for an unknown one. */
json_t *render_error_member(guint number, bool mariadb);

#endif
