/*
 * finding.h - one thing that a rule found.
 */
#ifndef MGRUN_PLANNER_FINDING_H
#define MGRUN_PLANNER_FINDING_H

#include <glib.h>
#include <stdbool.h>

#include "planner/migration.h"

typedef enum {
	SEVERITY_INFO,
	SEVERITY_MEDIUM,
	SEVERITY_HIGH,
	SEVERITY_CRITICAL,
} Severity;

const char *severity_name(Severity severity); /* "critical" */
bool severity_parse(const char *word, Severity *ret_severity);

struct Rule;

/* What the database said when asked about rows. */
typedef struct {
	char *probe_sql; /* NULL: nothing was asked */
	guint64 count;   /* rows found, at least */
	char *sample;    /* keys of some of them, never other values; NULL: none */
	bool looked;     /* false: the query would tell, and was not asked or not answered */
} FindingEvidence;

typedef struct {
	const struct Rule *rule;
	Severity severity;
	Severity base_severity; /* the rule's own, before anything adjusted it */
	char *message;          /* what is wrong, with names: one sentence */
	char *impact;           /* what will happen; NULL: the rule's text */
	char *fix;              /* what to do; NULL: the rule's text */
	char *fix_sql;          /* to paste; NULL: none */

	char *file; /* base name; NULL: not about a file */
	SourcePosition position;
	gint statement; /* index in Plan.statements; -1: not about one */

	char *table; /* NULL where it does not apply */
	char *column;
	char *index; /* or constraint */
	FindingEvidence evidence;

	bool suppressed;
	char *suppressed_reason;
	char fingerprint[33]; /* hex; stable over runs: rule, statement's text, object */
} Finding;

void finding_free(Finding *finding);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Finding, finding_free)

#endif
