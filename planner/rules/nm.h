/*
 * nm.h - the checks of the rules about names; nm.c has the table. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_NM_H
#define MGRUN_PLANNER_RULES_NM_H

#include "planner/rule.h"
#include "planner/rules/siblings.h"

/* So many names, and so large a part of them, make a convention. */
#define NM_FEWEST_NAMES 5
#define NM_MOST_PERCENT 80

/* A name that a statement gives. */
typedef struct {
	SqlObjectKind object;
	const char *name;
	const char *table; /* of a part of a table; else NULL */
} NewName;

/*
 * nm_new.c: call `visit` for each name that the statement gives: to objects that it makes, to those
 * that it renames, and to parts of its table that were not there before, also where the server
 * chooses the name.
 */
void nm_each_new_name(const RuleContext *context,
                      void (*visit)(const RuleContext *context, const NewName *name));

/* A finding about the name, on its table, column or index. */
Finding *nm_report(const RuleContext *context, const NewName *name, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* nm_word.c: what a server makes of a name. */
void nm_check_length(const RuleContext *context);
void nm_check_reserved(const RuleContext *context);
void nm_check_case(const RuleContext *context);
void nm_check_letters(const RuleContext *context);

/* nm_style.c: what people make of it. */
void nm_check_convention(const RuleContext *context);
/* nm_keys.c: names of indexes and constraints against those of other tables. */
void nm_compare_keys(const RuleContext *context, const Siblings *siblings);

void nm_check_comment(const RuleContext *context);
void nm_check_plural(const RuleContext *context);
void nm_check_dropped(const RuleContext *context);

#endif
