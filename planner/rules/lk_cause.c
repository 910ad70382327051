#include "planner/rules/lk.h"

#include <string.h>

#include "planner/online_internal.h"
#include "sql/quote.h"

/* The rule that speaks for a kind of change; kinds that are not here are the general rules'. */
static const char *const rule_of_kind[ONLINE_KINDS] = {
	[ONLINE_ADD_COLUMN_BETWEEN] = "LK019",
	[ONLINE_ADD_COLUMN_CONSTANT] = "LK015",
	[ONLINE_ADD_COLUMN_EXPRESSION] = "LK015",
	[ONLINE_ADD_COLUMN_UNSAFE] = "LK015",
	[ONLINE_ADD_COLUMN_AUTO] = "LK018",
	[ONLINE_ADD_STORED] = "LK014",
	[ONLINE_COLUMN_CHECK] = "LK023",
	[ONLINE_DROP_COLUMN_KEY] = "LK010",
	[ONLINE_DROP_COLUMN_KEY_PART] = "LK010",
	[ONLINE_REORDER] = "LK019",
	[ONLINE_REORDER_VIRTUAL] = "LK014",
	[ONLINE_VARCHAR_BYTE] = "LK017",
	[ONLINE_VARCHAR_BYTE_SHORT] = "LK017",
	[ONLINE_VARCHAR_BYTE_REDUNDANT] = "LK017",
	[ONLINE_TEXT_SHRINK] = "LK017",
	[ONLINE_COLLATION] = "LK013",
	[ONLINE_COLLATION_INDEXED] = "LK013",
	[ONLINE_COLLATION_KEY] = "LK013",
	[ONLINE_CHARSET_WIDER] = "LK013",
	[ONLINE_CHARSET_WIDER_INDEXED] = "LK013",
	[ONLINE_CHARSET_CHANGE] = "LK013",
	[ONLINE_ENUM_STORAGE] = "LK016",
	[ONLINE_ENUM_CHANGE] = "LK016",
	[ONLINE_ENUM_CHARSET] = "LK013",
	[ONLINE_AUTO_ON] = "LK018",
	[ONLINE_AUTO_OFF] = "LK018",
	[ONLINE_VIRTUAL_EXPRESSION] = "LK014",
	[ONLINE_STORED_EXPRESSION] = "LK014",
	[ONLINE_STORED_SAME] = "LK014",
	[ONLINE_STORED_PLAIN] = "LK014",
	[ONLINE_ADD_UNIQUE_CLUSTERED] = "LK010",
	[ONLINE_ADD_FULLTEXT_FIRST] = "LK003",
	[ONLINE_DROP_CLUSTERED] = "LK010",
	[ONLINE_DROP_CLUSTERED_NEXT] = "LK010",
	[ONLINE_ADD_PRIMARY] = "LK010",
	[ONLINE_REPLACE_PRIMARY] = "LK010",
	[ONLINE_DROP_PRIMARY] = "LK010",
	[ONLINE_ADD_FOREIGN] = "LK009",
	[ONLINE_ADD_CHECK] = "LK023",
	[ONLINE_CHECK_ON] = "LK023",
	[ONLINE_ENGINE_SAME] = "LK032",
	[ONLINE_ENGINE_OTHER] = "LK011",
	[ONLINE_FORCE] = "LK032",
	[ONLINE_CONVERT_CHAR] = "LK013",
	[ONLINE_PARTITION_BY] = "LK012",
	[ONLINE_REMOVE_PARTITIONING] = "LK012",
	[ONLINE_PARTITION_ADD_HASH] = "LK003",
	[ONLINE_PARTITION_COALESCE] = "LK003",
	[ONLINE_PARTITION_OPTIMIZE] = "LK032",
};

/* What the server does to the rows, from the worst on. */
typedef enum { EFFORT_NONE, EFFORT_BLOCKS, EFFORT_REBUILDS, EFFORT_COPIES } Effort;

static Effort
effort_of(OnlineWork work, SqlLock lock)
{
	if (work == ONLINE_WORK_COPY || work == ONLINE_WORK_UNKNOWN)
		return EFFORT_COPIES;
	if (work == ONLINE_WORK_REBUILD)
		return EFFORT_REBUILDS;
	return work != ONLINE_WORK_NONE && lock >= SQL_LOCK_SHARED ? EFFORT_BLOCKS : EFFORT_NONE;
}

/* Of a change alone; work that INSTANT saves does not count. */
static Effort
effort_of_kind(OnlineKind kind, const PlanTarget *target)
{
	const OnlineRow *row = online_table_find(kind, target);

	if (row == NULL || row->algorithm == SQL_ALGORITHM_INSTANT)
		return EFFORT_NONE;
	return effort_of(row->work, row->lock);
}

static OnlineStatement
online_statement_of(const RuleContext *context, const OnlineSession *session)
{
	return (OnlineStatement){
		.clauses = context->ddl->clauses,
		.before = context->before,
		.target = context->target,
		.session = session,
		.from_index_statement = context->ddl->from_index_statement,
	};
}

/* The rule of the first change that is as bad as the whole, by itself; NULL: none is. */
static const char *
rule_of_change(const GArray *changes, const PlanTarget *target, Effort effort)
{
	static const char *const general[] = {NULL, "LK003", "LK002", "LK001"};

	for (guint i = 0; i < changes->len; i++) {
		OnlineKind kind = g_array_index(changes, OnlineChange, i).kind;
		if (effort_of_kind(kind, target) == effort)
			return rule_of_kind[kind] != NULL ? rule_of_kind[kind] : general[effort];
	}
	return NULL;
}

/* Whether each clause, in a statement of its own, costs less than all in one. */
static bool
is_better_apart(const RuleContext *context, const OnlineSession *session, guint changes,
                Effort effort)
{
	const GPtrArray *clauses = context->ddl->clauses;

	if (changes < 2)
		return false;
	for (guint i = 0; clauses->len > 1 && i < clauses->len; i++) {
		OnlineVerdict alone = online_predict_clause(
			g_ptr_array_index(clauses, i), context->before, context->target, session);
		if (alone.refused || effort_of(alone.work, alone.lock) >= effort)
			return false;
	}
	return true;
}

/* No change costs that by itself: the table's shape does it, or what stands together. */
static const char *
rule_of_combination(const RuleContext *context, const OnlineSession *session, const GArray *changes,
                    Effort effort)
{
	const OnlineStatement statement = online_statement_of(context, session);
	const OnlineShape shape = online_shape_of(&statement);

	if (is_better_apart(context, session, changes->len, effort))
		return "LK007";
	if (shape.fulltext)
		return "LK021";
	if (shape.compressed)
		return "LK022";
	if (shape.versions_full)
		return "LK020";
	if (shape.virtual_inserted || shape.virtual_shifts || shape.virtual_dropped_before ||
	    shape.indexed_virtual)
		return "LK014";
	for (Effort less = effort - 1; less > EFFORT_NONE; less--) {
		const char *rule = rule_of_change(changes, context->target, less);
		if (rule != NULL)
			return rule;
	}
	return effort == EFFORT_COPIES ? "LK001" : effort == EFFORT_REBUILDS ? "LK002" : "LK003";
}

static bool
is_other_engine(const SchemaTable *table)
{
	return table != NULL && table->engine != NULL &&
	       g_ascii_strcasecmp(table->engine, "InnoDB") != 0;
}

/* ROW_FORMAT that says what the table has already. */
static bool
repeats_row_format(const RuleContext *context)
{
	guint index = 0;
	const SqlClause *clause;

	while ((clause = rule_next_clause(context, SQL_CLAUSE_TABLE_OPTION, &index)) != NULL)
		if (g_str_equal(clause->name, "ROW_FORMAT"))
			return context->before != NULL && clause->value != NULL &&
			       context->before->row_format != NULL &&
			       g_ascii_strcasecmp(clause->value, context->before->row_format) == 0;
	return false;
}

const char *
lk_cause_of(const RuleContext *context)
{
	const PlanStatement *statement = context->statement;
	const OnlineSession session = {.foreign_key_checks = statement->foreign_key_checks};

	if (!statement->has_verdict || statement->verdict.refused || statement->problems->len > 0)
		return NULL;
	Effort effort = effort_of(statement->verdict.work, statement->verdict.lock);
	if (effort == EFFORT_NONE ||
	    (effort == EFFORT_BLOCKS && statement->verdict.work == ONLINE_WORK_PARTITION &&
	     statement->verdict.lock == SQL_LOCK_EXCLUSIVE))
		return NULL;
	const OnlineStatement online = online_statement_of(context, &session);
	g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(OnlineChange));
	for (guint i = 0; i < context->ddl->clauses->len; i++)
		online_classify(&online, i, changes);
	if (is_other_engine(context->before))
		return "LK011";
	if (effort == EFFORT_REBUILDS && repeats_row_format(context))
		return "LK032";
	const char *rule = rule_of_change(changes, context->target, effort);
	return rule != NULL ? rule : rule_of_combination(context, &session, changes, effort);
}

static char *
format_bytes(guint64 bytes)
{
	static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB"};
	double number = (double)bytes;
	gsize unit = 0;

	while (number >= 1000 && unit + 1 < G_N_ELEMENTS(units)) {
		number /= 1000;
		unit++;
	}
	return g_strdup_printf(unit == 0 ? "%.0f %s" : "%.1f %s", number, units[unit]);
}

char *
lk_numbers(const PlanStatement *statement)
{
	const char *source = statement->verdict.measured ? "measured" : "predicted";

	if (!statement->size_known)
		return g_strdup_printf("size not known; %s", source);
	g_autofree char *bytes = format_bytes(statement->bytes);
	return g_strdup_printf("%" G_GUINT64_FORMAT " rows, %s, about %" G_GINT64_FORMAT " s; %s",
	                       statement->rows, bytes, MAX(statement->seconds, 1), source);
}

static const char *
effort_text(const OnlineVerdict *verdict)
{
	bool waits = verdict->lock >= SQL_LOCK_SHARED;

	switch (effort_of(verdict->work, verdict->lock)) {
	case EFFORT_COPIES:
		return waits ? "is copied row by row while writes wait"
		             : "is copied row by row while writes go on";
	case EFFORT_REBUILDS:
		return waits ? "is written again as a whole while writes wait"
		             : "is written again as a whole, in place";
	case EFFORT_BLOCKS:
	case EFFORT_NONE:
		break;
	}
	return "takes no writes while the statement runs";
}

/* The text of a clause, as it is written. */
static char *
clause_text(const RuleContext *context, const SqlClause *clause)
{
	return g_strndup(context->statement->text + clause->offset, clause->length);
}

/* Each clause in a statement of its own. */
static void
suggest_apart(const RuleContext *context, Finding *finding)
{
	g_autoptr(GString) sql = g_string_new(NULL);

	for (guint i = 0; i < context->ddl->clauses->len; i++) {
		g_autofree char *text =
			clause_text(context, g_ptr_array_index(context->ddl->clauses, i));
		g_autofree char *table = sql_quote_name(context->ddl->table);
		g_string_append_printf(sql, "%sALTER TABLE %s %s;", i > 0 ? "\n" : "", table, text);
	}
	if (context->ddl->clauses->len > 1)
		finding_set_fix_sql(finding, "%s", sql->str);
}

/*
 * The column first, its default afterwards: by MODIFY, for MySQL refuses SET DEFAULT ('[]') of a
 * JSON or TEXT column with 1101.
 */
static void
suggest_default_later(const RuleContext *context, Finding *finding)
{
	guint index = 0;
	const SqlClause *clause;

	while ((clause = rule_next_clause(context, SQL_CLAUSE_ADD_COLUMN, &index)) != NULL) {
		if (clause->column->default_kind != SQL_DEFAULT_EXPRESSION)
			continue;
		g_autoptr(SqlColumn) column = sql_column_copy(clause->column);
		g_autofree char *table = sql_quote_name(context->ddl->table);
		g_autofree char *name = sql_quote_name(column->name);
		column->not_null = false;
		g_autofree char *with_default = schema_column_sql(column, context->after);
		column->default_kind = SQL_DEFAULT_NONE;
		g_autofree char *without = schema_column_sql(column, context->after);
		finding_set_fix_sql(finding,
		                    "ALTER TABLE %s ADD COLUMN %s;\n"
		                    "ALTER TABLE %s MODIFY COLUMN %s;\n"
		                    "UPDATE %s SET %s = (%s) WHERE %s IS NULL; -- as a batch step",
		                    table, without, table, with_default, table, name,
		                    clause->column->default_text, name);
		return;
	}
}

static void
suggest_unchecked(const RuleContext *context, Finding *finding)
{
	finding_set_fix_sql(finding,
	                    "SET foreign_key_checks = 0;\n%s;\nSET foreign_key_checks = 1;",
	                    context->statement->text);
}

void
lk_check_cause(const RuleContext *context)
{
	const char *cause = lk_cause_of(context);

	if (cause == NULL || !g_str_equal(cause, context->rule->id))
		return;
	const PlanStatement *statement = context->statement;
	g_autofree char *numbers = lk_numbers(statement);
	Finding *finding = rule_report_on(
		context, context->ddl->table, NULL, NULL, "`%s` %s: %s (%s)", context->ddl->table,
		effort_text(&statement->verdict), statement->verdict.reason, numbers);
	if (g_str_equal(cause, "LK007"))
		suggest_apart(context, finding);
	else if (g_str_equal(cause, "LK015"))
		suggest_default_later(context, finding);
	else if (g_str_equal(cause, "LK009") && context->ddl->clauses->len == 1)
		suggest_unchecked(context, finding);
	if (rule_table_is_small(context) && rule_table_is_empty(context))
		finding_set_severity(finding, SEVERITY_INFO);
}
