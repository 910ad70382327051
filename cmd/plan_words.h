/*
 * plan_words.h - what every format of a plan says in the same words.
 *
 * Strings that are returned are the caller's unless the comment says borrowed.
 */
#ifndef MGRUN_CMD_PLAN_WORDS_H
#define MGRUN_CMD_PLAN_WORDS_H

#include "cmd/render_plan.h"
#include "planner/rule.h"

/*
 * Valid UTF-8 in which control characters and those that reorder text are spelled out
 * ("\x1b", "\u202e"). `lines`: newlines and tabs stay; else blanks are folded to one space.
 * NULL gives "".
 */
char *text_clean(const char *text, bool lines) G_GNUC_WARN_UNUSED_RESULT;

/* One line of at most `columns` columns, cut with "...". */
char *text_one_line(const char *text, guint columns) G_GNUC_WARN_UNUSED_RESULT;

guint text_columns(const char *text); /* on a terminal */

/* Words of one line, wrapped between `indent` and `width`; the pen stands at `indent`. */
void text_append_wrapped(GString *out, guint width, guint indent, const char *line);

/* "  Label   text" and a newline, wrapped, of cleaned text; nothing when the text is empty. */
typedef struct {
	guint margin;
	guint label_columns;
	guint width;
} FieldLayout;
void text_append_field(GString *out, const FieldLayout *layout, const char *label,
                       const char *text);

/* The same for what is to be pasted: its lines stay as they are. */
void text_append_code(GString *out, const FieldLayout *layout, const char *label, const char *code);

/* "migrations/0001_a.sql"; NULL when the finding is not about a file. */
char *finding_path(const Finding *finding, const PlanRenderOptions *options);

/* "0001_a.sql:3:5", "0001_a.sql", or NULL. */
char *finding_place(const Finding *finding);

/* "`users`, column `plan`, index `users_plan`"; NULL: about none of them. */
char *finding_object(const Finding *finding);

/* Its own text, else the rule's; "" when neither has one. Borrowed. */
const char *finding_impact_text(const Finding *finding);
const char *finding_fix_text(const Finding *finding);

/* "5 rows or more, as with key 1, 2, 3"; NULL: nothing was found or asked. */
char *finding_evidence_text(const Finding *finding);

/* Whether the finding counts against the threshold. */
bool finding_fails(const Finding *finding, const PlanRenderOptions *options);

const char *severity_heading(Severity severity); /* "critical", ..., "optimizations" */

/* "error" or "warning", as who annotates code calls them, or `least`, their word for less. */
const char *severity_alert(Severity severity, const char *least);

const char *plan_algorithm_text(const PlanStatement *statement);
const char *plan_lock_text(const PlanStatement *statement);
const char *plan_work_text(const PlanStatement *statement);
const char *plan_phase_text(PlanPhase phase);     /* "expand"; "" when neutral */
const char *readiness_text(const Readiness *row); /* "yes", "warning", "no", "not checked" */

char *plan_rows_text(const PlanStatement *statement);  /* "4.1 M", "new", "?" */
char *plan_bytes_text(const PlanStatement *statement); /* "1.2 GB" */
char *plan_time_text(const PlanStatement *statement);  /* "3 min 5 s", "?" */
char *plan_target_text(const Plan *plan);              /* "MySQL 9.7.4, live" */
char *plan_migration_name(const Migration *migration); /* "0003_add_plan" */

/* Sorted names of the tables that the statements are about; of owned char *. */
GPtrArray *plan_tables(const Plan *plan);

#endif
