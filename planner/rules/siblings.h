/*
 * siblings.h - columns of one name in all tables of a schema.
 *
 * Built once for a rule that compares tables, so that a thousand of them are not looked
 * through for each. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_SIBLINGS_H
#define MGRUN_PLANNER_RULES_SIBLINGS_H

#include "planner/schema.h"

typedef struct {
	const SchemaTable *table;
	const SqlColumn *column;
} Sibling;

typedef struct {
	GPtrArray *tables;   /* of const SchemaTable *, by name; without mgrun's own */
	GHashTable *columns; /* lower-case name to owned GArray of Sibling, in order of tables */
} Siblings;

/* Borrows from the schema, which must not change meanwhile. */
Siblings *siblings_new(const Schema *schema) G_GNUC_WARN_UNUSED_RESULT;
void siblings_free(Siblings *siblings);

/* The columns of this name, without case; NULL: none. Borrowed. */
const GArray *siblings_of(const Siblings *siblings, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Siblings, siblings_free)

#endif
