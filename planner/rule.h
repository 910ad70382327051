/*
 * rule.h - a rule: one row of a table, and one small function that judges.
 *
 * The row is the only place that describes a rule: `mgrun explain`, the docs page
 * and the SARIF help are written from it. Families stand in planner/rules/, a file
 * each, an array each.
 */
#ifndef MGRUN_PLANNER_RULE_H
#define MGRUN_PLANNER_RULE_H

#include "planner/plan.h"

/* What a rule needs to see; several may be joined. */
typedef enum {
	INPUT_SQL = 1 << 0,    /* the migrations' text */
	INPUT_SCHEMA = 1 << 1, /* the schema before and after */
	INPUT_LIVE = 1 << 2,   /* rows and statistics of a server */
	INPUT_TARGET = 1 << 3, /* version and variables */
	INPUT_HISTORY = 1 << 4,
	INPUT_GIT = 1 << 5,
	INPUT_POLICY = 1 << 6,
} RuleInput;

/* How often, and when, a rule is asked. */
typedef enum {
	SCOPE_STATEMENT, /* for each statement of up, when it has been applied to the model */
	SCOPE_MIGRATION, /* for each migration, when its statements and its downs were applied */
	SCOPE_TABLE,     /* for each table that the plan makes or changes, as it is at the end */
	SCOPE_PLAN,      /* once, at the end */
	SCOPE_ELSEWHERE, /* the finding is made by other code: the engine, git, the run itself */
} RuleScope;

/* What a rule sees. Everything is borrowed for the call. */
typedef struct {
	Plan *plan;
	const struct Rule *rule;
	const PlanInput *input;
	const Schema *live;             /* the schema before the plan: look-ups only */
	const Schema *schema;           /* as it is now: after the statement, or at the end */
	const PlanStatement *statement; /* of SCOPE_STATEMENT; else NULL */
	const SqlParsed *parsed;        /* statement->parsed; else NULL */
	const SqlTableDdl *ddl;         /* parsed->table_ddl; else NULL */
	const PlanMigration *migration; /* of SCOPE_STATEMENT and SCOPE_MIGRATION; else NULL */
	const SchemaTable
		*before; /* of the statement, or of the table of SCOPE_TABLE; may be NULL */
	const SchemaTable *after; /* likewise */
	const PlanTarget *target;
	const PlanPolicy *policy;
} RuleContext;

typedef struct Rule {
	const char *id;   /* "DS003" */
	const char *slug; /* "drop-column" */
	Severity severity;
	RuleScope scope;
	guint inputs;        /* of RuleInput */
	bool opt_in;         /* a policy: off unless asked for */
	bool judges_new;     /* of LK, MF, DS, BC, ES: also where the plan itself makes the table */
	const char *summary; /* what it finds: one sentence */
	const char *why;     /* what happens to who ignores it, with the server's error number where
	                        there is one */
	const char *fix;     /* what to do instead */
	const char *bad;     /* an example that it finds */
	const char *good;    /* and what to write */
	const char *peers;   /* codes of other tools that mean the same: "Atlas DS103; squawk
	                        ban-drop-column" */
	void (*check)(const RuleContext *context); /* NULL with SCOPE_ELSEWHERE */
} Rule;

/* All rules, sorted by id: of const Rule *, static; the caller frees the array. */
GPtrArray *rule_list(void) G_GNUC_WARN_UNUSED_RESULT;

/* By id or slug, without case; also by a peer's code ("DS103", "ban-drop-column"). NULL: unknown.
 */
const Rule *rule_find(const char *name);

/* Whether a selector (id, slug, family such as "LK", peer's code, "*") means the rule. */
bool rule_matches(const Rule *rule, const char *selector);

/* ---- For rules: making findings. ---- */

/*
 * A finding at the rule's severity, placed at the context's statement or migration. The
 * plan owns it; the caller may fill in more.
 */
Finding *rule_report(const RuleContext *context, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The same about a table, column and index or constraint (each may be NULL). */
Finding *rule_report_on(const RuleContext *context, const char *table, const char *column,
                        const char *index, const char *format, ...) G_GNUC_PRINTF(5, 6);

void finding_set_severity(Finding *finding, Severity severity);
void finding_set_impact(Finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
void finding_set_fix(Finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
void finding_set_fix_sql(Finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* ---- For rules: asking. ---- */

/*
 * Ask the server about rows of a table that is there before the plan; the answer's outcome is
 * PROBE_NOT_ASKED offline or when the table is new. What was not asked is noted in Plan.missing.
 */
ProbeOutcome rule_probe(const RuleContext *context, const char *table, const char *column,
                        ProbeAnswer *ret_answer, const char *format, ...) G_GNUC_PRINTF(5, 6);

/*
 * Judge "may fail": FOUND makes the finding critical with the evidence, CLEAN lowers it to
 * info ("verified clean"), anything else keeps it and says that it was not verified.
 */
void finding_weigh_probe(Finding *finding, const ProbeAnswer *answer);

/* Note in Plan.missing that the rule could not look at what it needs: "why", a whole phrase. */
void rule_note_unasked(const RuleContext *context, const char *why);

/* Size classes of the statement's table; false when the size is not known. */
bool rule_table_is_big(const RuleContext *context);
bool rule_table_is_small(const RuleContext *context);
bool rule_table_is_empty(const RuleContext *context); /* asked of the server: no row at all */

/* Whether a table was there before the plan (offline: by replay of what history has applied). */
bool rule_is_live_table(const RuleContext *context, const char *table);

/* The clauses of the statement of one kind, one after the other: begin with index 0. */
const SqlClause *rule_next_clause(const RuleContext *context, SqlClauseKind kind, guint *index);

/*
 * Columns that the statement adds or changes, whichever clause does it: CREATE TABLE's, ADD's,
 * MODIFY's, CHANGE's. `before` is NULL for a new one. Stops when `visit` returns false.
 */
typedef struct {
	const SqlColumn *before;  /* as it was, canonical; NULL: it is new */
	const SqlColumn *after;   /* as it is, canonical */
	const SqlColumn *written; /* as the statement writes it; NULL when it does not */
	const SqlClause *clause;  /* NULL in CREATE TABLE */
} ColumnChange;
void rule_each_column(const RuleContext *context,
                      void (*visit)(const RuleContext *context, const ColumnChange *change));

/* Foreign keys that the statement adds: of CREATE TABLE, ADD FOREIGN KEY, inline REFERENCES. */
void rule_each_foreign_key(const RuleContext *context,
                           void (*visit)(const RuleContext *context, const SqlForeignKey *key));

/* Indexes that the statement adds, canonical. */
void rule_each_index(const RuleContext *context,
                     void (*visit)(const RuleContext *context, const SqlIndex *index));

/* Whether a word stands in a text as an identifier (whole word, without case, quotes or not). */
bool rule_text_names(const char *text, const char *word);

#endif
