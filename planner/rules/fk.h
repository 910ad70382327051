/*
 * fk.h - the checks of the foreign-key rules; fk.c has the table. Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_FK_H
#define MGRUN_PLANNER_RULES_FK_H

#include "planner/rule.h"

/* fk_action.c: what is done to children. */
void fk_check_on_delete(const RuleContext *context);
void fk_check_on_update(const RuleContext *context);
void fk_check_unsupported_action(const RuleContext *context);

/* fk_cascade.c: where cascades reach. */
void fk_check_chain(const RuleContext *context);
void fk_check_protected(const RuleContext *context);
void fk_check_soft_delete(const RuleContext *context);

/* fk_pair.c: the two ends of a key. */
void fk_check_types(const RuleContext *context);
void fk_check_collations(const RuleContext *context);
void fk_check_parent_missing(const RuleContext *context);
void fk_check_parent_unique(const RuleContext *context);
void fk_check_logical(const RuleContext *context);

/* fk_table.c: keys of a table as a whole. */
void fk_check_duplicate(const RuleContext *context);
void fk_check_inline(const RuleContext *context);
void fk_check_implicit_index(const RuleContext *context);
void fk_check_name(const RuleContext *context);
void fk_check_dropped(const RuleContext *context);
void fk_check_unsupported_table(const RuleContext *context);
void fk_check_other_database(const RuleContext *context);
void fk_check_circle(const RuleContext *context);

/* fk_break.c: statements that a key stands in the way of. */
void fk_check_needed_index(const RuleContext *context);
void fk_check_altered_column(const RuleContext *context);
void fk_check_dropped_parent(const RuleContext *context);
void fk_check_switched_off(const RuleContext *context);

/*
 * Foreign keys that the statement gives a table, also in the place of one of the same name.
 * Nothing of a statement that the server would refuse.
 */
void fk_each_added(const RuleContext *context,
                   void (*visit)(const RuleContext *context, const SqlForeignKey *key));

/*
 * Foreign keys as the statement writes them, of clauses, of CREATE TABLE and behind columns where
 * the target enforces these; also of a statement that would be refused. Visits stop when `visit`
 * returns false.
 */
void fk_each_written(const RuleContext *context,
                     bool (*visit)(const RuleContext *context, const SqlForeignKey *key,
                                   void *data),
                     void *data);

/* A critical finding for each problem of that cause (MySQL's number). */
void fk_report_refused(const RuleContext *context, guint cause);

/* The key's parent, as it is after the statement; NULL: not there, or of another database. */
const SchemaTable *fk_parent(const RuleContext *context, const SqlForeignKey *key);

#endif
