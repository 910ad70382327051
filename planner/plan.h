/*
 * plan.h - explains and judges what a run would do.
 *
 * plan_build() parses every statement, applies it to the schema model, asks the
 * online-DDL model, and lets the rules judge: each statement, each migration, the
 * schema at the end, the plan as a whole. Pure: what must be asked of a server is
 * asked through PlanServer, which runner/ implements.
 */
#ifndef MGRUN_PLANNER_PLAN_H
#define MGRUN_PLANNER_PLAN_H

#include <glib.h>
#include <stdbool.h>

#include "planner/drift.h"
#include "planner/finding.h"
#include "planner/online.h"
#include "planner/pending.h"
#include "planner/schema.h"
#include "planner/target.h"

/* Answers of a live server about rows. */
typedef enum {
	PROBE_NOT_ASKED, /* offline, or the object is not there yet */
	PROBE_CLEAN,     /* no such row */
	PROBE_FOUND,
	PROBE_SKIPPED, /* too big without an index (see `why`) */
	PROBE_FAILED,  /* timed out or refused (see `why`) */
} ProbeOutcome;

typedef struct {
	ProbeOutcome outcome;
	guint64 count; /* of the rows found; at most 5 are looked at */
	char *sample;  /* first columns of the rows found: keys */
	char *why;
	char *sql; /* what was, or would have been, asked */
} ProbeAnswer;

void probe_answer_clear(ProbeAnswer *answer);

/* A statement that the server has counted, values left out. */
typedef struct {
	char *text;         /* "SELECT `id` FROM `t` WHERE `a` = ?"; may be cut, ending in "..." */
	guint64 executions; /* never 0 */
	guint64 rows_examined;
	guint64 rows_given; /* sent or changed */
	guint64 rows_sorted;
} QueryDigest;

typedef struct {
	void *data;
	/*
	 * Run a read-only query of bounded time whose rows are counted (to 5) and sampled.
	 * `table` is what it reads; `column` (may be NULL) the one that should be indexed for
	 * it to be cheap.
	 */
	void (*ask)(void *data, const char *table, const char *column, const char *sql,
	            ProbeAnswer *ret_answer);
	/*
	 * Try a statement on an empty clone of `before`; false when no clone could be made.
	 * Fills in algorithm, lock, refused and measured.
	 */
	bool (*try_online)(void *data, const SchemaTable *before, const SqlTableDdl *ddl,
	                   const char *sql, OnlineVerdict *verdict);
	/* Why the server could not be asked in the last try_online(); NULL: it was, or nothing is
	 * to be asked. */
	const char *(*why_not_online)(void *data);
	/* Rows that a DML statement will examine, by EXPLAIN; -1: not known. */
	gint64 (*explain_rows)(void *data, const char *sql, bool *ret_full_scan);
	/*
	 * The statements on the default database that took the most time, of those that ran ten
	 * times or more and read a hundred rows or more each: of QueryDigest *, borrowed for as
	 * long as the plan is built. NULL, with a reason, when they cannot be read.
	 */
	const GPtrArray *(*read_queries)(void *data, const char **ret_why);
} PlanServer;

/* What the settings say about judging. */
typedef struct {
	char *environment; /* "production", "staging", "development"; NULL: not declared */
	char *deploy;      /* "rolling", "blue-green", "stop-start"; NULL: not declared */
	guint64 big_rows;
	guint64 big_bytes;
	guint64 small_rows;
	guint64 small_bytes;
	guint64 max_dml_rows;
	guint64 max_ddl_seconds;
	guint64 cascade_rows;
	char *protected_tables; /* regular expression */
	GPtrArray *disabled;    /* of owned char *: ids, slugs, families; NULL: none */
	GPtrArray
		*approved; /* of owned char *: "DS003@CHECKSUM", consent of --approve; NULL: none */
	char *start_after; /* versions up to this one are not judged; NULL: none */
	char *today;       /* "2026-11-24": expiry of suppressions */
	char *now;         /* "2026-11-24 23:14", UTC: for the windows; NULL: not known */
	char *windows;     /* maintenance windows, as windows_parse() takes them; NULL: any time */
	bool deep;         /* probe big unindexed columns too */
	bool opt_in;       /* policy rules too */
	guint64 backup_age_seconds; /* of the newest backup; G_MAXUINT64: none or not known */
} PlanPolicy;

void plan_policy_init(PlanPolicy *policy); /* the defaults */
void plan_policy_clear(PlanPolicy *policy);

typedef enum { PHASE_NEUTRAL, PHASE_EXPAND, PHASE_CONTRACT } PlanPhase;

/* A statement of `up` in the plan. */
typedef struct {
	const Migration *migration;
	const Step *step;
	guint index;           /* in Plan.statements */
	guint migration_index; /* in Plan.migrations */
	bool cut;              /* `text` is only the beginning of a long INSERT in a large file */
	char *text;
	SqlParsed *parsed;
	SourcePosition position;

	/* Of the table that a table DDL, DROP, RENAME or TRUNCATE is about; the first of several.
	 */
	SchemaTable *before;     /* a reference; NULL: not there */
	SchemaTable *after;      /* a reference; NULL: not there */
	bool is_new;             /* the plan itself made the table: no rows, no traffic */
	GPtrArray *problems;     /* of owned SchemaProblem * */
	bool foreign_key_checks; /* of the session when it runs */
	bool strict;             /* sql_mode is strict when it runs */

	bool has_verdict;
	OnlineVerdict verdict;
	guint64 rows; /* of the table; 0 when not known */
	guint64 bytes;
	bool size_known;
	gint64 seconds; /* estimated; -1: not known */
	PlanPhase phase;
	char *undo;       /* how it is undone: the statement, "file's down", "irreversible: ..." */
	guint8 risk_data; /* 0 to 3 each: see risk.h */
	guint8 risk_availability;
	guint8 risk_compatibility;
	guint8 risk_reversibility;
} PlanStatement;

/* What stands behind the down statements of one migration. */
typedef struct {
	const Migration *migration;
	guint first; /* index of its first statement in Plan.statements */
	guint count;
	GPtrArray *down;             /* of owned SqlParsed *, in the order they would run */
	GPtrArray *down_texts;       /* of owned char * */
	GPtrArray *down_problems;    /* of owned SchemaProblem *: what would fail */
	GPtrArray *down_differences; /* of owned SchemaDifference *: left over after up and down */
	bool has_down;
} PlanMigration;

typedef struct {
	const char *name; /* "Rollback defined" */
	enum { READY_YES, READY_WARNING, READY_NO, READY_NOT_CHECKED } state;
	char *note;
} Readiness;

typedef enum { RISK_LOW, RISK_MEDIUM, RISK_HIGH, RISK_CRITICAL } RiskLevel;
const char *risk_level_name(RiskLevel level); /* "HIGH" */

typedef struct {
	const PlanTarget *target; /* borrowed from the input */
	const PlanPolicy *policy; /* borrowed from the input */
	GPtrArray *migrations;    /* of owned PlanMigration * */
	GPtrArray *statements;    /* of owned PlanStatement * */
	GPtrArray *findings;      /* of owned Finding *, worst first, suppressed ones last */
	guint counts[4];          /* not suppressed, by Severity */
	guint suppressed;
	GPtrArray *inputs;    /* of const char *: "SQL", "live schema", "row probes", ... */
	GPtrArray *missing;   /* of owned char *: what was not looked at, and why */
	GPtrArray *readiness; /* of owned Readiness * */
	RiskLevel risk;
	char *risk_driver; /* why; NULL when LOW */
	char *recommendation;
	GPtrArray *next_actions; /* of owned char * */
	char hash[65];           /* of files, history and schema: what `up --plan` compares */
	gint64 elapsed_us;       /* filled in by the caller */
	struct PlanState *state; /* private to planner/: see plan_internal.h */
} Plan;

typedef struct {
	const GPtrArray *migrations; /* of Migration *, borrowed: what would run, in order */
	const GPtrArray *all;        /* of Migration *: every file; NULL: `migrations` */
	const GPtrArray *entries;    /* of StatusEntry *; NULL: history is not known */
	const PendingLimits *limits; /* what the user allowed of them; NULL: nothing */
	Schema *schema;              /* as it is before; changed to what it will be */
	const PlanTarget *target;
	const PlanPolicy *policy;
	const PlanServer *server;  /* NULL: offline */
	const SchemaDrift *drift;  /* what history recorded against what is; NULL: not looked at */
	const struct Since *since; /* what git says came since a revision; NULL: not asked */
	const GPtrArray *ignored;  /* of char *: files of the directory that are no migrations; may
	                              be  NULL */
	const GPtrArray *unseen; /* of char *: what could not be looked at, and why; may be NULL */
	bool wants_hash;         /* fill in Plan.hash */
} PlanInput;

/* Returns NULL with LOAD_ERROR when a statement cannot be read from its file. */
Plan *plan_build(const PlanInput *input, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void plan_free(Plan *plan);

/* Whether a finding that is not suppressed is at or over `fail_on`. */
bool plan_fails(const Plan *plan, Severity fail_on);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ProbeAnswer, probe_answer_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PlanPolicy, plan_policy_clear)

#endif
