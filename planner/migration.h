/*
 * migration.h - one versioned change: its steps, how they are undone, what must
 * hold before and after.
 *
 * Plain data, filled by load.h, read by everyone, changed by nobody afterwards.
 */
#ifndef MGRUN_PLANNER_MIGRATION_H
#define MGRUN_PLANNER_MIGRATION_H

#include <glib.h>
#include <stdbool.h>

#define MIGRATION_VERSION_DIGITS 20

/* Line and column from 1; line 0 means "the file as a whole". */
typedef struct {
	guint64 line;
	guint64 column;
} SourcePosition;

/*
 * One SQL text. `text` is NULL for a statement of a large file: then `file`,
 * `offset` and `length` tell where it stands and sql_text_read() fetches it, so
 * that a file of gigabytes is never held in memory.
 */
typedef struct {
	char *text;
	char *file; /* path to read from; NULL when `text` is set */
	guint64 offset;
	guint64 length; /* bytes, in both cases */
	SourcePosition position;
	char digest[65]; /* SHA-256 of a text that stays in its file, in hex; else "" */
} SqlText;

typedef enum {
	STEP_STATEMENT,
	STEP_BATCH, /* an UPDATE or DELETE to be cut into transactions */
} StepKind;

typedef enum {
	UNDO_FILE,         /* the migration's own list of down statements */
	UNDO_DOWN,         /* the step's `down` */
	UNDO_CAPTURE,      /* rows kept by mgrun */
	UNDO_IRREVERSIBLE, /* declared, with a reason */
} UndoKind;

typedef struct {
	guint64 first_rows; /* rows of the first batch; 0: default */
	guint64 target_ms;  /* how long one transaction may take; 0: default */
} BatchOptions;

typedef struct {
	guint64 timeout_ms;  /* one attempt; 0: default */
	guint64 budget_ms;   /* how long the application may be held up; 0: default */
	guint64 deadline_ms; /* all attempts; 0: default */
} LockOptions;

/* Consent to a finding. */
typedef struct {
	char *rule;
	char *reason;
	char *until; /* "2027-06-30", or NULL */
	SourcePosition position;
} IgnoreEntry;

typedef struct {
	guint number; /* from 1, in the order of `up` */
	StepKind kind;
	SqlText *sql;
	UndoKind undo;
	SqlText *down;             /* with UNDO_DOWN */
	char *irreversible_reason; /* with UNDO_IRREVERSIBLE */
	BatchOptions batch;
	LockOptions lock;
	guint64 timeout_ms; /* 0: the migration's */
	GPtrArray *ignore;  /* of owned IgnoreEntry * */
} Step;

/* A SELECT whose first value must be true. */
typedef struct {
	SqlText *sql;
	char *message; /* what to tell when it is not; NULL: the statement itself */
} Check;

/* `verify: explain`: a query that must use an index. */
typedef struct {
	SqlText *sql;
	char *index;
} ExplainCheck;

/* `verify: rows`: what a table's row count must be afterwards. */
typedef struct {
	char *table;
	char *expect; /* "unchanged", "any", "N", "+N", "-N", ">= N", "<= N" */
	SourcePosition position;
} RowExpectation;

typedef enum {
	MIGRATION_YAML,
	MIGRATION_SQL,      /* one file with sections */
	MIGRATION_SQL_PAIR, /* .up.sql and .down.sql */
} MigrationFormat;

typedef struct {
	char *version;      /* canonical: digits without leading zeros ("0" for zero) */
	char *version_text; /* as the file name spells it: "0007" */
	char *name;         /* "add_users_email" */
	char *path;         /* of the file, or of the .up.sql */
	char *down_path;    /* of the .down.sql, or NULL */
	char *file_name;    /* base name of `path`, for messages */
	MigrationFormat format;
	bool has_mark;     /* a byte order mark stands in front */
	bool mixed_ends;   /* some lines end with CR LF, and some with LF alone */
	char checksum[65]; /* SHA-256 of the normalised text, in hex */
	char *description; /* NULL when none */

	GPtrArray *require; /* of owned Check * */
	GPtrArray *steps;   /* of owned Step *: `up` */
	GPtrArray *down;    /* of owned SqlText *: the file's down statements, in order */
	GPtrArray *verify;  /* of owned Check *: `verify: sql` */
	GPtrArray *explain; /* of owned ExplainCheck * */
	GPtrArray *rows;    /* of owned RowExpectation * */
	char *orphans;      /* "touched" or "none"; NULL: default */
	GPtrArray *ignore;  /* of owned IgnoreEntry * */
	GPtrArray *confirm; /* of owned char * */
	char *backup;       /* "full", "touched", "schema", "none"; NULL: default */
	LockOptions lock;
	guint64 timeout_ms;        /* of each step; 0: none */
	char *irreversible_reason; /* the whole migration is declared irreversible; else NULL */
} Migration;

Migration *migration_new(void);
void migration_free(Migration *migration);

SqlText *sql_text_new(const char *text, gsize length, SourcePosition position);
void sql_text_free(SqlText *text);
Step *step_new(guint number);
void step_free(Step *step);
Check *check_new(SqlText *take_sql, const char *message);
void check_free(Check *check);
void ignore_entry_free(IgnoreEntry *entry);
void explain_check_free(ExplainCheck *check);
void row_expectation_free(RowExpectation *expectation);

/*
 * The statement itself, as a new string that the caller frees. Fails with
 * LOAD_ERROR (load.h) when the file cannot be read or was changed since it was loaded.
 */
char *sql_text_read(const SqlText *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Compare two canonical versions as numbers: negative, 0, positive. */
int version_compare(const char *a, const char *b);

/*
 * The canonical form of 1 to 20 digits, or NULL when `text` is not that. The
 * caller frees.
 */
char *version_canonical(const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Migration, migration_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqlText, sql_text_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Step, step_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Check, check_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IgnoreEntry, ignore_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ExplainCheck, explain_check_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RowExpectation, row_expectation_free)

#endif
