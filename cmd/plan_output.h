/*
 * plan_output.h - where the formats of a plan go: `--format FORMAT`, `--out FORMAT=FILE`.
 *
 * One format goes to standard output: --format's, unless an --out FORMAT=- takes its place.
 * Files are replaced whole or not at all.
 */
#ifndef MGRUN_CMD_PLAN_OUTPUT_H
#define MGRUN_CMD_PLAN_OUTPUT_H

#include <stdio.h>

#include "cmd/render_plan.h"

/* Columns of a terminal; 0 when it is none. */
guint plan_output_terminal_width(int fd);

typedef struct {
	const PlanFormat *format;
	char *path; /* "-": standard output */
} PlanOutput;

typedef struct {
	PlanRenderOptions options;
	const PlanFormat *main_format; /* of standard output */
	GPtrArray *files;              /* of owned PlanOutput * */
	char *summary_path;            /* a file that `github` appends markdown to; NULL: none */
	FILE *standard_output;
} PlanOutputs;

/*
 * Text on standard output, as wide and as decorated as it allows, without colour; the summary
 * file is $GITHUB_STEP_SUMMARY. The caller may set the options afterwards.
 */
void plan_outputs_init(PlanOutputs *outputs);
void plan_outputs_clear(PlanOutputs *outputs);

/* --format. An unknown one is CMD_ERROR_USAGE, with the nearest. */
bool plan_outputs_set_format(PlanOutputs *outputs, const char *name,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --out FORMAT=FILE, any number of times. Errors are CMD_ERROR_USAGE. */
bool plan_outputs_add(PlanOutputs *outputs, const char *argument,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Write all of them. Files come first, so that standard output is the last word; the first
 * file that cannot be written is the error (G_FILE_ERROR, with its path).
 */
bool plan_output_write(const Plan *plan, const PlanOutputs *outputs,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PlanOutputs, plan_outputs_clear)

#endif
