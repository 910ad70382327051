/*
 * render_plan.h - writes a plan in the formats that `mgrun plan` and `lint` offer.
 *
 * Each writer is pure: a plan and options in, text appended to a string. docs/plan-json.md
 * describes the JSON. Names and texts of a plan come from files and servers that nobody
 * vouches for: every writer makes them harmless for its own format.
 */
#ifndef MGRUN_CMD_RENDER_PLAN_H
#define MGRUN_CMD_RENDER_PLAN_H

#include <glib.h>
#include <stdbool.h>

#include "planner/plan.h"

/* Zeroed: 80 columns, ASCII, no colour, no threshold. All text is borrowed. */
typedef struct {
	guint width; /* columns of text; 0: 80 */
	bool color;
	bool emoji; /* marks and lines beyond ASCII; for a UTF-8 terminal */
	bool gate;  /* a threshold is set */
	Severity fail_on;
	const char *directory; /* of the migrations, as machine formats shall spell it: relative to
	                          the repository; NULL: base names alone */
	gsize max_bytes;       /* of markdown; 0: what a pull-request comment holds */
} PlanRenderOptions;

typedef void (*PlanWriter)(const Plan *plan, const PlanRenderOptions *options, GString *out);

typedef struct {
	const char *name; /* "text" */
	const char *summary;
	PlanWriter write;
} PlanFormat;

/* All formats, `ret_count` many. */
const PlanFormat *plan_format_table(gsize *ret_count);

/* By name without case; NULL: unknown, and `ret_nearest` (may be NULL) is the nearest name or NULL.
 */
const PlanFormat *plan_format_find(const char *name, const char **ret_nearest);

void render_plan_text(const Plan *plan, const PlanRenderOptions *options, GString *out);
void render_plan_json(const Plan *plan, const PlanRenderOptions *options, GString *out);
void render_plan_sarif(const Plan *plan, const PlanRenderOptions *options, GString *out);
void render_plan_github(const Plan *plan, const PlanRenderOptions *options, GString *out);
void render_plan_markdown(const Plan *plan, const PlanRenderOptions *options, GString *out);
void render_plan_junit(const Plan *plan, const PlanRenderOptions *options, GString *out);

#endif
