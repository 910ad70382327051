/*
 * online_internal.h - how online.c, online_classify*.c and online_shape.c share a
 * statement. Private to planner/.
 */
#ifndef MGRUN_PLANNER_ONLINE_INTERNAL_H
#define MGRUN_PLANNER_ONLINE_INTERNAL_H

#include "planner/online_table.h"

/* A statement with what decides about it. All borrowed. */
typedef struct {
	const GPtrArray *clauses;  /* of SqlClause * */
	const SchemaTable *before; /* NULL: not known */
	const PlanTarget *target;
	const OnlineSession *session;
	bool from_index_statement;
} OnlineStatement;

/* One change that a clause makes. */
typedef struct {
	OnlineKind kind;
	guint clause;
} OnlineChange;

/* Append what the clause at `index` changes to `changes`, of OnlineChange. */
void online_classify(const OnlineStatement *statement, guint index, GArray *changes);

/* The parts of it: columns, a column's definition, indexes and keys, options. */
void online_classify_column(const OnlineStatement *statement, guint index, GArray *changes);
void online_classify_modify(const OnlineStatement *statement, const SqlColumn *before,
                            const SqlColumn *after, guint index, GArray *changes);
void online_classify_convert(const OnlineStatement *statement, guint index, GArray *changes);
void online_classify_index(const OnlineStatement *statement, guint index, GArray *changes);
void online_change_add(GArray *changes, OnlineKind kind, guint clause);

/* Questions about the statement. */
bool online_drops_column(const OnlineStatement *statement, const char *name);
bool online_drops_index(const OnlineStatement *statement, const char *name);
bool online_adds_primary(const OnlineStatement *statement);
bool online_drops_primary(const OnlineStatement *statement);
bool online_column_is_new_virtual(const OnlineStatement *statement, const char *name);

/* Whether its columns, whole and NOT NULL, would let a unique index stand for the primary key. */
bool online_index_orders_rows(const SchemaTable *table, const SqlIndex *index);
/* The unique index that orders the rows when there is no primary key; NULL: none. */
const SqlIndex *online_clustered_index(const SchemaTable *table, const char *without);

/* Whether every column of the index is dropped by the statement, some, or none. */
typedef enum { INDEX_STAYS, INDEX_LOSES_PART, INDEX_GOES } OnlineIndexFate;
OnlineIndexFate online_index_fate(const OnlineStatement *statement, const SqlIndex *index);

/* Names of columns in their order, before clause `count` is applied. Of owned char *. */
GPtrArray *online_column_order(const OnlineStatement *statement, guint count);

/* What the table has besides the text that makes the server choose otherwise. */
typedef struct {
	bool fulltext;              /* a FULLTEXT index */
	bool indexed_virtual;       /* an index on a virtual column */
	bool fulltext_stays;        /* a FULLTEXT index that is there before and after */
	bool spatial_stays;         /* likewise */
	bool indexed_virtual_stays; /* an index on a virtual column, likewise */
	bool compressed;            /* ROW_FORMAT=COMPRESSED */
	bool redundant;
	bool stored; /* a stored generated column */
	bool partitioned;
	bool versions_full;          /* no INSTANT add or drop is left */
	bool virtual_shifts;         /* a virtual column that stays gets another number */
	bool virtual_inserted;       /* a new virtual column stands before one that stays */
	bool virtual_dropped_before; /* a dropped one stood before one that stays */
} OnlineShape;

OnlineShape online_shape_of(const OnlineStatement *statement);

#endif
