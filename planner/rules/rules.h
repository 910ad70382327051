/*
 * rules.h - the families of rules. Private to planner/.
 */
#ifndef MGRUN_PLANNER_RULES_RULES_H
#define MGRUN_PLANNER_RULES_RULES_H

#include "planner/rule.h"

typedef struct {
	const Rule *rules; /* sorted by id */
	gsize count;
} RuleFamily;

extern const RuleFamily rules_bc;      /* compatibility with running code */
extern const RuleFamily rules_di;      /* data integrity */
extern const RuleFamily rules_ds;      /* data loss */
extern const RuleFamily rules_en;      /* the engine: what was not understood or not looked at */
extern const RuleFamily rules_es;      /* escalation */
extern const RuleFamily rules_fi;      /* files, history, git */
extern const RuleFamily rules_fk;      /* foreign keys */
extern const RuleFamily rules_ix;      /* indexes */
extern const RuleFamily rules_lk;      /* what a change of a table costs: LK001 to LK023 */
extern const RuleFamily rules_lk_load; /* locks and load: LK024 and on */
extern const RuleFamily rules_mf;      /* may fail on the rows there are */
extern const RuleFamily rules_nm;      /* names */
extern const RuleFamily rules_pk;      /* primary keys */
extern const RuleFamily rules_pr;      /* preflight */
extern const RuleFamily rules_rb;      /* rollback */
extern const RuleFamily rules_rp;      /* replication */
extern const RuleFamily rules_rt;      /* while it runs, and when it fails */
extern const RuleFamily rules_se;      /* security, server, other databases */
extern const RuleFamily rules_tx;      /* transactions, shape of statements */
extern const RuleFamily rules_ty;      /* types, charsets, engines */

#endif
