/*
 * online.h - the online-DDL model: which algorithm and lock the server will use
 * for a change of a table, and what that costs.
 *
 * A data table of clauses by server kind and version, and the rules that join
 * several clauses into one answer. Sources: measured on MySQL 9.7.4 and MariaDB 10.11.19
 * by tests/integration/runner/online_test.c, which demands agreement row by row; MySQL 8.0 and 8.4
 * manuals, "Online DDL Operations", for older versions.
 */
#ifndef MGRUN_PLANNER_ONLINE_H
#define MGRUN_PLANNER_ONLINE_H

#include "planner/schema.h"

/* What the server does with the rows. */
typedef enum {
	ONLINE_WORK_NONE,        /* metadata only */
	ONLINE_WORK_INDEX_BUILD, /* reads the table, writes an index */
	ONLINE_WORK_REBUILD,     /* writes the whole table again, in place */
	ONLINE_WORK_COPY,        /* copies row by row through the server; writes wait */
	ONLINE_WORK_CHECK,       /* reads all rows and writes none */
	ONLINE_WORK_PARTITION,   /* copies or drops some partitions */
	ONLINE_WORK_UNKNOWN,
} OnlineWork;

typedef struct {
	SqlAlgorithm algorithm; /* the best that the server accepts; NONE: no clause is possible */
	SqlLock lock;           /* the weakest; SQL_LOCK_NONE for INSTANT */
	OnlineWork work;
	bool refused;        /* no algorithm: the server refuses the statement */
	bool clause_ignored; /* the server parses ALGORITHM and LOCK and ignores them */
	bool measured;       /* the server said so on an empty clone; false: predicted */
	const char *reason;  /* which clause decides and why; static or owned by the arena of
	                        the plan; never NULL */
	guint clause;        /* index of the clause that decides */
} OnlineVerdict;

/* What else decides besides the text. */
typedef struct {
	bool foreign_key_checks;  /* of the session: ADD FOREIGN KEY copies with, not without */
	const GArray *references; /* of SchemaReference: foreign keys that reference the table,
	                             borrowed; NULL: only its own are looked at */
} OnlineSession;

/*
 * Predict for an ALTER TABLE, CREATE INDEX or DROP INDEX. `before` is the table as it is
 * before the statement, NULL when it is not known: then a clause whose meaning depends on it
 * is told as the worse of the cases, and the reason says so. What only rare tables have
 * (FULLTEXT, COMPRESSED, generated columns, spent row versions) is not assumed of it.
 */
OnlineVerdict online_predict(const SqlTableDdl *ddl, const SchemaTable *before,
                             const PlanTarget *target, const OnlineSession *session);

/* The same for one clause alone, as if it were the whole statement. */
OnlineVerdict online_predict_clause(const SqlClause *clause, const SchemaTable *before,
                                    const PlanTarget *target, const OnlineSession *session);

/* How many INSTANT adds and drops a table takes before the next one rebuilds: 64, 255; 0: no limit.
 */
guint online_row_version_limit(const PlanTarget *target);

const char *online_work_name(OnlineWork work); /* "metadata only", "index build", "rebuild" */

/* Whether the verdict lets writes wait while rows are read or copied. */
bool online_blocks_writes(const OnlineVerdict *verdict);

#endif
