#include "planner/online_internal.h"

/* Of the kinds that a statement makes, what the traps depend on. */
typedef struct {
	bool plain_column; /* a column added, dropped or moved in the rows */
	bool adds_plain;
	bool virtual_column; /* a virtual column added or dropped, a functional index too */
	bool drops_virtual;
	bool index_built;
	bool only_beside_virtual; /* nothing that a virtual column cannot be changed with */
	bool only_with_indexes;   /* virtual columns and indexes and nothing else */
	bool only_beside_shift; /* nothing that MariaDB cannot do when drops shift a virtual one */
	bool primary_changes;
	guint fulltext_added;
} OnlineTraits;

guint
online_row_version_limit(const PlanTarget *target)
{
	if (target->mariadb || target->version < 80029)
		return 0;
	return target->version >= 90100 ? 255 : 64;
}

const char *
online_work_name(OnlineWork work)
{
	static const char *const names[] = {
		[ONLINE_WORK_NONE] = "metadata only",
		[ONLINE_WORK_INDEX_BUILD] = "index build",
		[ONLINE_WORK_REBUILD] = "rebuild",
		[ONLINE_WORK_COPY] = "copy",
		[ONLINE_WORK_CHECK] = "check of all rows",
		[ONLINE_WORK_PARTITION] = "partition copy",
		[ONLINE_WORK_UNKNOWN] = "not known",
	};
	return names[work];
}

bool
online_blocks_writes(const OnlineVerdict *verdict)
{
	return verdict->lock >= SQL_LOCK_SHARED && verdict->work != ONLINE_WORK_NONE;
}

static bool
is_plain_column(OnlineKind kind)
{
	return kind == ONLINE_ADD_COLUMN_LAST || kind == ONLINE_ADD_COLUMN_BETWEEN ||
	       kind == ONLINE_ADD_COLUMN_CONSTANT || kind == ONLINE_DROP_COLUMN ||
	       kind == ONLINE_REORDER;
}

static bool
adds_plain_column(OnlineKind kind)
{
	return is_plain_column(kind) && kind != ONLINE_DROP_COLUMN && kind != ONLINE_REORDER;
}

static bool
drops_plain_column(OnlineKind kind)
{
	return kind == ONLINE_DROP_COLUMN || kind == ONLINE_DROP_COLUMN_INDEXED;
}

static bool
drops_virtual_column(OnlineKind kind)
{
	return kind == ONLINE_DROP_VIRTUAL || kind == ONLINE_DROP_VIRTUAL_INDEXED;
}

static bool
changes_virtual_column(OnlineKind kind)
{
	return kind == ONLINE_ADD_VIRTUAL || drops_virtual_column(kind) ||
	       kind == ONLINE_ADD_FUNCTIONAL || kind == ONLINE_ADD_FUNCTIONAL_UNIQUE;
}

static bool
builds_index(OnlineKind kind)
{
	return kind == ONLINE_ADD_INDEX || kind == ONLINE_ADD_UNIQUE ||
	       kind == ONLINE_ADD_INDEX_NEW_VIRTUAL || kind == ONLINE_ADD_FULLTEXT_NEXT ||
	       kind == ONLINE_ADD_SPATIAL;
}

static bool
drops_index(OnlineKind kind)
{
	return kind == ONLINE_DROP_INDEX || kind == ONLINE_DROP_INDEX_STATEMENT;
}

/* What each server changes in one statement with a virtual column without copying. */
static bool
fits_virtual_column(OnlineKind kind, bool mariadb)
{
	if (kind == ONLINE_ADD_UNIQUE)
		return false;
	if (changes_virtual_column(kind) || builds_index(kind) || drops_index(kind))
		return true;
	if (mariadb)
		return drops_plain_column(kind);
	return kind == ONLINE_SET_DEFAULT || kind == ONLINE_MODIFY_NOTHING ||
	       kind == ONLINE_RENAME_TABLE || is_plain_column(kind);
}

static bool
changes_primary(OnlineKind kind)
{
	return kind == ONLINE_ADD_PRIMARY || kind == ONLINE_REPLACE_PRIMARY ||
	       kind == ONLINE_DROP_PRIMARY;
}

static OnlineTraits
look_at_kinds(const GArray *changes, bool mariadb)
{
	OnlineTraits traits = {
		.only_beside_virtual = true, .only_with_indexes = true, .only_beside_shift = true};

	for (guint i = 0; i < changes->len; i++) {
		const OnlineKind kind = g_array_index(changes, OnlineChange, i).kind;
		traits.plain_column |= is_plain_column(kind) || drops_plain_column(kind);
		traits.adds_plain |= adds_plain_column(kind);
		traits.virtual_column |= changes_virtual_column(kind);
		traits.drops_virtual |= drops_virtual_column(kind);
		traits.index_built |= builds_index(kind);
		traits.only_beside_virtual &= fits_virtual_column(kind, mariadb);
		traits.only_with_indexes &=
			changes_virtual_column(kind) || builds_index(kind) || drops_index(kind);
		traits.only_beside_shift &= drops_plain_column(kind) || drops_index(kind) ||
		                            kind == ONLINE_ADD_VIRTUAL ||
		                            drops_virtual_column(kind);
		traits.primary_changes |= changes_primary(kind);
		traits.fulltext_added +=
			kind == ONLINE_ADD_FULLTEXT_FIRST || kind == ONLINE_ADD_FULLTEXT_NEXT;
	}
	return traits;
}

static guint
weight_of(OnlineWork work)
{
	static const guint weights[] = {
		[ONLINE_WORK_NONE] = 0,        [ONLINE_WORK_PARTITION] = 1, [ONLINE_WORK_CHECK] = 2,
		[ONLINE_WORK_INDEX_BUILD] = 3, [ONLINE_WORK_REBUILD] = 4,   [ONLINE_WORK_COPY] = 5,
		[ONLINE_WORK_UNKNOWN] = 6,
	};
	return weights[work];
}

/* How far down the ladder an answer stands; ten steps an algorithm, work within it. */
static guint
rung_of(SqlAlgorithm algorithm, OnlineWork work)
{
	switch ((int)algorithm) {
	case SQL_ALGORITHM_INSTANT:
		return 0;
	case SQL_ALGORITHM_NOCOPY:
		return 10 + weight_of(work);
	case SQL_ALGORITHM_INPLACE:
		return 20 + weight_of(work);
	case SQL_ALGORITHM_COPY:
		return 30 + weight_of(work);
	default:
		return 40;
	}
}

static bool
is_worse(const OnlineRow *row, const OnlineVerdict *verdict)
{
	if (row->refused != verdict->refused)
		return row->refused;
	return rung_of(row->algorithm, row->work) > rung_of(verdict->algorithm, verdict->work);
}

static void
take_row(OnlineVerdict *verdict, const OnlineRow *row, guint clause)
{
	verdict->algorithm = row->algorithm;
	verdict->work = row->algorithm == SQL_ALGORITHM_INSTANT ? ONLINE_WORK_NONE : row->work;
	verdict->refused = row->refused;
	verdict->reason = row->reason;
	verdict->clause = clause;
}

static const OnlineRow *
row_of(const GArray *changes, guint index, const PlanTarget *target)
{
	static const OnlineRow not_there = {
		.algorithm = SQL_ALGORITHM_NONE,
		.lock = SQL_LOCK_NONE,
		.work = ONLINE_WORK_NONE,
		.refused = true,
		.reason = "the server has no such change",
	};
	const OnlineRow *row =
		online_table_find(g_array_index(changes, OnlineChange, index).kind, target);

	return row ? row : &not_there;
}

/* The worst clause wins. */
static OnlineVerdict
join_rows(const GArray *changes, const PlanTarget *target)
{
	OnlineVerdict verdict = {
		.algorithm = SQL_ALGORITHM_INSTANT,
		.lock = SQL_LOCK_NONE,
		.reason = "only the dictionary changes",
	};

	for (guint i = 0; i < changes->len; i++) {
		const OnlineRow *row = row_of(changes, i, target);
		if (i == 0 || is_worse(row, &verdict))
			take_row(&verdict, row, g_array_index(changes, OnlineChange, i).clause);
		verdict.lock = MAX(verdict.lock, row->lock);
		verdict.clause_ignored |= row->ignored;
	}
	return verdict;
}

static void
fall_to(OnlineVerdict *verdict, SqlAlgorithm algorithm, SqlLock lock, OnlineWork work,
        const char *reason)
{
	if (verdict->refused || verdict->algorithm == SQL_ALGORITHM_NONE)
		return;
	if (rung_of(verdict->algorithm, verdict->work) < rung_of(algorithm, work)) {
		verdict->algorithm = algorithm;
		verdict->work = work;
		verdict->reason = reason;
	}
	verdict->lock = MAX(verdict->lock, lock);
}

static void
fall_to_copy(OnlineVerdict *verdict, const char *reason)
{
	fall_to(verdict, SQL_ALGORITHM_COPY, SQL_LOCK_SHARED, ONLINE_WORK_COPY, reason);
}

/* The work of INSTANT rows when the statement is not INSTANT as a whole. */
static void
lose_instant(OnlineVerdict *verdict, const GArray *changes, const PlanTarget *target,
             const char *reason)
{
	for (guint i = 0; i < changes->len; i++) {
		const OnlineRow *row = row_of(changes, i, target);
		const OnlineKind kind = g_array_index(changes, OnlineChange, i).kind;
		const OnlineWork work =
			kind == ONLINE_DROP_COLUMN_INDEXED ? ONLINE_WORK_REBUILD : row->work;
		if (row->algorithm != SQL_ALGORITHM_INSTANT && kind != ONLINE_DROP_COLUMN_INDEXED)
			continue;
		if (!target->mariadb || work == ONLINE_WORK_REBUILD)
			fall_to(verdict, SQL_ALGORITHM_INPLACE, SQL_LOCK_NONE, work, reason);
	}
}

static const char *const mixed =
	"a column added or dropped loses INSTANT beside the other clauses, and the table is "
	"rebuilt: write two statements";

/* Traps that make both servers give up INSTANT for columns in the rows. */
static void
apply_format_traps(OnlineVerdict *verdict, const OnlineTraits *traits, const OnlineShape *shape,
                   const GArray *changes, const PlanTarget *target)
{
	if (!traits->plain_column)
		return;
	if (shape->compressed)
		lose_instant(verdict, changes, target,
		             "ROW_FORMAT=COMPRESSED has no INSTANT columns: the table is rebuilt");
	if (target->mariadb ? shape->fulltext : shape->fulltext_stays)
		lose_instant(verdict, changes, target,
		             "a table with a FULLTEXT index has no INSTANT columns");
	if (shape->versions_full)
		lose_instant(
			verdict, changes, target,
			"the table has as many row versions as it can take: it is rebuilt, which "
			"sets the count back");
}

static void
apply_mysql_traps(OnlineVerdict *verdict, const OnlineTraits *traits, const OnlineShape *shape,
                  const GArray *changes, const PlanTarget *target)
{
	if (traits->adds_plain && traits->drops_virtual)
		fall_to_copy(verdict, "a column added while a virtual one is dropped makes MySQL "
		                      "copy: write two statements");
	if (traits->virtual_column && (!traits->only_beside_virtual || shape->virtual_inserted))
		fall_to_copy(verdict,
		             shape->virtual_inserted
		                     ? "a virtual column in front of another virtual one makes "
		                       "MySQL copy: add it as the last"
		                     : "a virtual column added or dropped beside other clauses "
		                       "makes MySQL copy: write two statements");
	if (shape->virtual_dropped_before)
		fall_to(verdict, SQL_ALGORITHM_INPLACE, SQL_LOCK_NONE, ONLINE_WORK_NONE,
		        "a virtual column behind the dropped one gets another place");
	if (verdict->algorithm != SQL_ALGORITHM_INSTANT)
		lose_instant(verdict, changes, target, mixed);
	if (traits->virtual_column && verdict->algorithm != SQL_ALGORITHM_INSTANT &&
	    !traits->only_with_indexes)
		fall_to_copy(verdict,
		             "a change that is not INSTANT beside a virtual column added or "
		             "dropped makes MySQL copy: write two statements");
	if (shape->fulltext_stays && verdict->work == ONLINE_WORK_REBUILD)
		fall_to_copy(verdict, "a table with a FULLTEXT index is rebuilt by copying only");
}

static void
apply_mariadb_virtual_traps(OnlineVerdict *verdict, const OnlineTraits *traits,
                            const OnlineShape *shape)
{
	if (shape->virtual_inserted || (shape->virtual_shifts && !traits->only_beside_shift &&
	                                !(traits->virtual_column && traits->only_beside_virtual)))
		fall_to_copy(verdict,
		             "a virtual column gets another place, for which MariaDB copies: "
		             "add columns behind the virtual ones, drop them alone");
	if (traits->virtual_column && !traits->only_beside_virtual)
		fall_to_copy(verdict,
		             "a virtual column added or dropped beside other clauses makes "
		             "MariaDB copy: write two statements");
}

static void
apply_mariadb_traps(OnlineVerdict *verdict, const OnlineTraits *traits, const OnlineShape *shape,
                    const GArray *changes, const PlanTarget *target)
{
	apply_mariadb_virtual_traps(verdict, traits, shape);
	if (shape->partitioned && traits->primary_changes) {
		verdict->clause_ignored = true;
		fall_to_copy(verdict,
		             "MariaDB accepts any ALGORITHM for a key of a partitioned table "
		             "and copies all the same");
	}
	if (shape->indexed_virtual && traits->plain_column)
		lose_instant(
			verdict, changes, target,
			"a table with an indexed virtual column has no INSTANT columns on MariaDB");
	if (traits->index_built || verdict->work == ONLINE_WORK_INDEX_BUILD ||
	    verdict->work == ONLINE_WORK_REBUILD)
		lose_instant(verdict, changes, target, mixed);
	if (verdict->work != ONLINE_WORK_REBUILD)
		return;
	if (traits->virtual_column || shape->virtual_shifts)
		fall_to_copy(verdict,
		             "a rebuild beside a change of virtual columns makes MariaDB copy");
	if (shape->indexed_virtual_stays || shape->fulltext_stays)
		fall_to(verdict, verdict->algorithm, SQL_LOCK_SHARED, verdict->work,
		        verdict->reason);
}

/* From 11.2 on MariaDB lets writes go on while it copies, where the rows have a key. */
static void
apply_online_copy(OnlineVerdict *verdict, const OnlineStatement *statement)
{
	const SchemaTable *table = statement->before;

	if (verdict->algorithm != SQL_ALGORITHM_COPY || verdict->clause_ignored || !table ||
	    !plan_target_is_mariadb(statement->target, 110200))
		return;
	if (schema_primary_key(table) && table->foreign_keys->len == 0 &&
	    !online_drops_primary(statement))
		verdict->lock = SQL_LOCK_NONE;
}

static void
apply_traps(OnlineVerdict *verdict, const OnlineStatement *statement, const GArray *changes)
{
	const OnlineTraits traits = look_at_kinds(changes, statement->target->mariadb);
	const OnlineShape shape = online_shape_of(statement);

	apply_format_traps(verdict, &traits, &shape, changes, statement->target);
	if (traits.fulltext_added > 1)
		fall_to_copy(verdict,
		             "only one FULLTEXT index at a time is built in place: write a "
		             "statement for each");
	if (statement->target->mariadb)
		apply_mariadb_traps(verdict, &traits, &shape, changes, statement->target);
	else
		apply_mysql_traps(verdict, &traits, &shape, changes, statement->target);
	if (shape.spatial_stays && verdict->work == ONLINE_WORK_REBUILD)
		fall_to(verdict, verdict->algorithm, SQL_LOCK_SHARED, verdict->work,
		        verdict->reason);
	apply_online_copy(verdict, statement);
}

/* MariaDB accepts EXCLUSIVE only for RENAME TO alone; beside other clauses it does not lock more.
 */
static void
relax_rename(OnlineVerdict *verdict, const GArray *changes, const PlanTarget *target)
{
	SqlLock lock = SQL_LOCK_NONE;
	guint others = 0;

	for (guint i = 0; i < changes->len; i++) {
		if (g_array_index(changes, OnlineChange, i).kind == ONLINE_RENAME_TABLE)
			continue;
		lock = MAX(lock, row_of(changes, i, target)->lock);
		others++;
	}
	if (others > 0)
		verdict->lock = lock;
}

static OnlineVerdict
predict(const OnlineStatement *statement)
{
	g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(OnlineChange));
	OnlineVerdict verdict;

	for (guint i = 0; i < statement->clauses->len; i++)
		online_classify(statement, i, changes);
	verdict = join_rows(changes, statement->target);
	relax_rename(&verdict, changes, statement->target);
	if (!verdict.refused)
		apply_traps(&verdict, statement, changes);
	return verdict;
}

OnlineVerdict
online_predict(const SqlTableDdl *ddl, const SchemaTable *before, const PlanTarget *target,
               const OnlineSession *session)
{
	const OnlineStatement statement = {
		.clauses = ddl->clauses,
		.before = before,
		.target = target,
		.session = session,
		.from_index_statement = ddl->from_index_statement,
	};
	return predict(&statement);
}

OnlineVerdict
online_predict_clause(const SqlClause *clause, const SchemaTable *before, const PlanTarget *target,
                      const OnlineSession *session)
{
	g_autoptr(GPtrArray) clauses = g_ptr_array_new();
	const OnlineStatement statement = {
		.clauses = clauses,
		.before = before,
		.target = target,
		.session = session,
	};

	g_ptr_array_add(clauses, (gpointer)clause);
	return predict(&statement);
}
