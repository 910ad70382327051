/*
 * execute.h - runs one statement, journalled.
 *
 * Before: the entry "started", with the fingerprint of the touched objects. A DML
 * statement then runs in a transaction that also marks the entry "done"; any
 * other statement's entry is marked on the guard's session, with the fingerprint
 * after. Statements between a migration's own BEGIN and COMMIT share its
 * transaction, their entries too.
 */
#ifndef MGRUN_RUNNER_EXECUTE_H
#define MGRUN_RUNNER_EXECUTE_H

#include "runner/run_internal.h"

/* Where a statement stands, for the journal and for whoever watches. */
typedef struct {
	const Migration *migration;
	const ActionList *list; /* the actions that may share its transaction */
	guint number;           /* of `total` */
	guint total;
} ActionPlace;

/*
 * Run one action. On failure it is not done, its transaction is rolled back, and
 * every action of the list that was open in that is marked not done. After a lost
 * connection the server is asked whether it was done, and `action->done` says so,
 * while the call still fails; the worker is opened anew.
 */
bool execute_action(Run *run, Action *action, const ActionPlace *place,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Roll back what is open in the worker's transaction. */
void execute_abandon_transaction(Run *run, const ActionList *list);

#endif
