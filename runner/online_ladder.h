/*
 * online_ladder.h - asks a server which ALGORITHM and LOCK it accepts for a change of a
 * table, by trying them from the best on, on a table that may be spoilt.
 *
 * A refused algorithm costs nothing and changes nothing; the first accepted one is the
 * answer, and the ids of tables and indexes tell whether rows were written.
 */
#ifndef MGRUN_RUNNER_ONLINE_LADDER_H
#define MGRUN_RUNNER_ONLINE_LADDER_H

#include "db/session.h"
#include "planner/online.h"

typedef struct {
	Session *session;   /* its default database is `schema` */
	const char *schema; /* holds nothing of value */
	const char *table;  /* the clone's name */
	void *data;
	/* Make `table` anew, as it is before the statement. */
	bool (*prepare)(void *data, GError **error);
} OnlineLadder;

/*
 * Fills in algorithm, lock, work, refused, clause_ignored and measured; work is
 * ONLINE_WORK_UNKNOWN where the account may not read the ids (PROCESS). false when the
 * server could not be asked: `prepare` failed, a lock, a lost connection, a privilege.
 */
bool online_ladder_climb(const OnlineLadder *ladder, const SqlTableDdl *ddl, const char *sql,
                         OnlineVerdict *verdict, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The statement on `table` of the default database with the algorithm and lock asserted
 * (NONE and NOT_WRITTEN: nothing asserted), whatever it said itself. Nothing in it names
 * another database. Caller frees.
 */
char *online_ladder_statement(const SqlTableDdl *ddl, const char *sql, const char *table,
                              SqlAlgorithm algorithm, SqlLock lock) G_GNUC_WARN_UNUSED_RESULT;

#endif
