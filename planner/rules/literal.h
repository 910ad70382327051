/*
 * literal.h - literals that a statement writes as defaults.
 *
 * Read from the text, not from the schema model: a default that the server refuses never
 * comes into the model. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_LITERAL_H
#define MGRUN_PLANNER_RULES_LITERAL_H

#include "planner/rule.h"

/* `written` holds the default; `kind` is the type that the column has or gets. */
typedef void (*LiteralVisit)(const RuleContext *context, const char *name, SqlTypeKind kind,
                             const SqlColumn *written);

void literal_each_default(const RuleContext *context, LiteralVisit visit);

#endif
