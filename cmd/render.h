/*
 * render.h - shows what happens and what happened: for people and for machines.
 *
 * stdout has the answer; progress and diagnostics go to stderr. docs/json.md
 * describes the JSON.
 */
#ifndef MGRUN_CMD_RENDER_H
#define MGRUN_CMD_RENDER_H

#include <jansson.h>
#include <stdbool.h>

#include "runner/run.h"

/* Print and free. */
void render_json(json_t *take_value);

/* A name of several words as machines get it: "rolled back" is "rolled-back". */
json_t *render_token(const char *name);

/* NULL for "", which history keeps where there is nothing: JSON says null. */
const char *render_known(const char *text);

/* A report as JSON, "format": "mgrun/run". Caller releases. */
json_t *render_report_json(const RunReport *report);
void render_report_text(const RunReport *report, bool color);

typedef struct {
	bool terminal; /* of stderr */
	bool quiet;
	bool verbose;
} TextProgress;

/* Observers: `data` is a TextProgress *, and NULL for JSON lines. */
void render_event_text(const RunEvent *event, void *data);
void render_event_jsonl(const RunEvent *event, void *data);

/* The last of the JSON lines: the whole report, under a key of its own. */
void render_result_jsonl(const RunReport *report);

#endif
