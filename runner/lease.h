/*
 * lease.h - the second half of the run lock: one row that says who holds it.
 *
 * GET_LOCK is local to one server; on a cluster two nodes would each give it. The
 * lease row is replicated, so a holder on another node is seen. A lease whose
 * heartbeat is older than LEASE_TTL_S, or that was given on the very node whose
 * named lock we now hold, belongs to a dead run and is taken over. The fencing
 * number grows with each holder: whoever finds another number has lost the lock.
 */
#ifndef MGRUN_RUNNER_LEASE_H
#define MGRUN_RUNNER_LEASE_H

#include <glib.h>
#include <stdbool.h>

#include "db/session.h"

#define LEASE_TTL_S       60
#define LEASE_HEARTBEAT_S 10

typedef enum { LEASE_TAKEN, LEASE_HELD, LEASE_FAILED } LeaseResult;

/*
 * Take the lease for `run_id`. LEASE_HELD: `ret_holder` says who has it (caller
 * frees). LEASE_FAILED sets `error`.
 */
LeaseResult lease_take(Session *session, const char *run_id, guint64 *ret_fencing,
                       char **ret_holder, GError **error);

/* Renew. False with no error when another holder's number stands there. */
bool lease_renew(Session *session, guint64 fencing, GError **error) G_GNUC_WARN_UNUSED_RESULT;

bool lease_release(Session *session, guint64 fencing, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "run R on host H, process P, since T" of the present holder, or NULL. Caller frees. */
char *lease_describe(Session *session, GError **error);

/* The same, only when another node of the cluster gave the lease and its holder is alive. */
char *lease_describe_elsewhere(Session *session, GError **error);

#endif
