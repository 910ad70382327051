/*
 * lineage.h - what a table or column of a statement was before the plan.
 *
 * A plan may rename what it later drops, and drop what it has made. These follow the
 * names back through the statements before, so that a rule asks about the object and not
 * about its name. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_LINEAGE_H
#define MGRUN_PLANNER_RULES_LINEAGE_H

#include "planner/rule.h"

typedef enum {
	LINEAGE_LIVE,    /* there before the plan, by this name or another */
	LINEAGE_MADE,    /* an earlier statement of the plan made it */
	LINEAGE_GONE,    /* there is none: it never was, or the plan dropped it before */
	LINEAGE_UNKNOWN, /* a view; or offline, and no file of the history makes it */
} LineageKind;

typedef struct {
	LineageKind kind;
	const SchemaTable *table; /* LIVE: as it is before the plan; else NULL */
	const SqlColumn *column;  /* likewise, of lineage_of_column() */
} Lineage;

/* The table of this name, just before the context's statement. */
Lineage lineage_of_table(const RuleContext *context, const char *table);

/* The column of this name in the table of this name, just before the context's statement. */
Lineage lineage_of_column(const RuleContext *context, const char *table, const char *column);

/* Whether a qualifier means the database that the plan is for; NULL does. */
bool lineage_is_own_schema(const RuleContext *context, const char *schema);

/* Whether two names of tables mean the same one on the target. */
bool lineage_same_table(const RuleContext *context, const char *a, const char *b);

/*
 * Columns to name rows of a table by, for a probe: "`id`", "`a`, `b`", or "1" without a primary
 * key. The caller frees.
 */
char *lineage_key_list(const SchemaTable *table) G_GNUC_WARN_UNUSED_RESULT;

/* Note what a probe found, at the severity that fits the answer. */
void lineage_weigh(Finding *finding, const ProbeAnswer *answer, Severity when_found,
                   Severity when_clean);

#endif
