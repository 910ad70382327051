#include "planner/rules/lk.h"

#include "sql/quote.h"

/* ---- LK004, LK005 */

static bool
takes_a_clause(const PlanStatement *statement)
{
	return statement->has_verdict && !statement->verdict.refused &&
	       !statement->verdict.clause_ignored && statement->problems->len == 0 &&
	       statement->verdict.algorithm != SQL_ALGORITHM_NONE;
}

/* "ALGORITHM=INPLACE, LOCK=NONE": the best that the server accepts. */
static char *
assertion_of(const RuleContext *context)
{
	const OnlineVerdict *verdict = &context->statement->verdict;
	const char *comma = context->ddl->from_index_statement ? "" : ",";

	if (verdict->algorithm == SQL_ALGORITHM_INSTANT)
		return g_strdup("ALGORITHM=INSTANT");
	return g_strdup_printf("ALGORITHM=%s%s LOCK=%s", sql_algorithm_name(verdict->algorithm),
	                       comma, sql_lock_name(verdict->lock));
}

void
lk_check_explicit(const RuleContext *context)
{
	const OnlineVerdict *verdict = &context->statement->verdict;
	const SqlTableDdl *ddl = context->ddl;

	if (ddl == NULL || !takes_a_clause(context->statement))
		return;
	bool copies =
		ddl->algorithm == SQL_ALGORITHM_COPY && verdict->algorithm != SQL_ALGORITHM_COPY;
	bool locks = ddl->lock >= SQL_LOCK_SHARED && verdict->lock < ddl->lock &&
	             verdict->work != ONLINE_WORK_NONE;
	if (!copies && !locks)
		return;
	g_autofree char *better = assertion_of(context);
	g_autofree char *numbers = lk_numbers(context->statement);
	Finding *finding = rule_report_on(context, ddl->table, NULL, NULL,
	                                  "`%s`: %s%s is written, and the server accepts %s (%s)",
	                                  ddl->table, copies ? "ALGORITHM=COPY" : "LOCK=",
	                                  copies ? "" : sql_lock_name(ddl->lock), better, numbers);
	finding_set_fix(finding, "write %s", better);
	if (rule_table_is_small(context) && rule_table_is_empty(context))
		finding_set_severity(finding, SEVERITY_INFO);
}

void
lk_check_no_assertion(const RuleContext *context)
{
	const PlanStatement *statement = context->statement;
	const SqlTableDdl *ddl = context->ddl;

	if (ddl == NULL || !takes_a_clause(statement) || !statement->size_known ||
	    rule_table_is_small(context) || ddl->algorithm != SQL_ALGORITHM_NONE ||
	    ddl->lock != SQL_LOCK_NOT_WRITTEN || statement->verdict.algorithm == SQL_ALGORITHM_COPY)
		return;
	g_autofree char *best = assertion_of(context);
	Finding *finding = rule_report_on(
		context, ddl->table, NULL, NULL,
		"`%s`: nothing keeps the server from copying when it cannot do this with %s",
		ddl->table, best);
	finding_set_fix_sql(finding, "%s%s %s;", statement->text,
	                    ddl->from_index_statement ? "" : ",", best);
}

/* ---- LK006, LK030 */

void
lk_check_big_table(const RuleContext *context)
{
	const PlanStatement *statement = context->statement;
	OnlineWork work = statement->verdict.work;

	/* A copy, a rebuild and a held-up table have findings of their own. */
	if (!statement->has_verdict || !rule_table_is_big(context) || work == ONLINE_WORK_NONE ||
	    statement->problems->len > 0 || lk_cause_of(context) != NULL)
		return;
	g_autofree char *numbers = lk_numbers(statement);
	Finding *finding = rule_report_on(context, context->ddl->table, NULL, NULL,
	                                  "`%s` is a big table: %s, while writes go on (%s)",
	                                  context->ddl->table, online_work_name(work), numbers);
	finding_set_severity(finding, SEVERITY_MEDIUM); /* big tables count one more */
}

void
lk_check_time_budget(const RuleContext *context)
{
	const PlanStatement *statement = context->statement;
	guint64 budget = context->policy->max_ddl_seconds;

	if (!statement->has_verdict || statement->seconds <= 0 ||
	    (guint64)statement->seconds <= budget || statement->problems->len > 0)
		return;
	Finding *finding = rule_report_on(context, context->ddl->table, NULL, NULL,
	                                  "`%s`: about %" G_GINT64_FORMAT
	                                  " s of %s, and max-ddl-time is %" G_GUINT64_FORMAT " s",
	                                  context->ddl->table, statement->seconds,
	                                  online_work_name(statement->verdict.work), budget);
	if (rule_table_is_big(context))
		finding_set_severity(finding, SEVERITY_MEDIUM);
}

/* ---- LK008, LK039 */

/* A heavy statement on a table, the last so far; forgotten when rows are written in between. */
static gboolean
is_of_table(gpointer table, gpointer statement, gpointer name)
{
	(void)statement;
	return g_ascii_strcasecmp(table, name) == 0;
}

static void
forget_written(GHashTable *heavy, const SqlDml *dml)
{
	for (guint i = 0; dml != NULL && i < dml->tables->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(dml->tables, i);
		if (use->written && use->name != NULL)
			g_hash_table_foreach_remove(heavy, is_of_table, use->name);
	}
}

static bool
is_heavy(const PlanStatement *statement)
{
	OnlineWork work = statement->verdict.work;

	return statement->has_verdict && !statement->is_new && statement->problems->len == 0 &&
	       !statement->verdict.refused &&
	       (work == ONLINE_WORK_COPY || work == ONLINE_WORK_REBUILD ||
	        work == ONLINE_WORK_INDEX_BUILD);
}

/* Whether both statements as one do the work of one, and hold nothing up longer. */
static bool
merges_well(const RuleContext *context, const PlanStatement *first, const PlanStatement *second)
{
	g_autoptr(GPtrArray) clauses = g_ptr_array_new();
	const SqlTableDdl merged = {
		.table = first->parsed->table_ddl->table, .clauses = clauses, .wait_seconds = -1};
	const OnlineSession session = {.foreign_key_checks = second->foreign_key_checks};

	for (guint i = 0; i < first->parsed->table_ddl->clauses->len; i++)
		g_ptr_array_add(clauses, first->parsed->table_ddl->clauses->pdata[i]);
	for (guint i = 0; i < second->parsed->table_ddl->clauses->len; i++)
		g_ptr_array_add(clauses, second->parsed->table_ddl->clauses->pdata[i]);
	OnlineVerdict verdict = online_predict(&merged, first->before, context->target, &session);
	return !verdict.refused && verdict.work == second->verdict.work &&
	       verdict.lock <= MAX(first->verdict.lock, second->verdict.lock);
}

static void
judge_heavy(const RuleContext *context, GHashTable *heavy, const PlanStatement *statement)
{
	const char *table = statement->parsed->table_ddl->table;
	const PlanStatement *first = g_hash_table_lookup(heavy, table);

	if (first == NULL || first->verdict.work != statement->verdict.work ||
	    first->foreign_key_checks != statement->foreign_key_checks ||
	    !merges_well(context, first, statement)) {
		g_hash_table_insert(heavy, (gpointer)table, (gpointer)statement);
		return;
	}
	RuleContext here = *context;
	here.statement = statement;
	rule_report_on(&here, table, NULL, NULL,
	               "`%s`: one %s here and one in line %" G_GUINT64_FORMAT
	               " can be one, in one statement",
	               table, online_work_name(statement->verdict.work), first->position.line);
}

void
lk_check_mergeable(const RuleContext *context)
{
	g_autoptr(GHashTable) heavy = g_hash_table_new(g_str_hash, g_str_equal);
	const PlanMigration *migration = context->migration;

	for (guint i = 0; i < migration->count; i++) {
		const PlanStatement *statement =
			g_ptr_array_index(context->plan->statements, migration->first + i);
		forget_written(heavy, statement->parsed->dml);
		if (is_heavy(statement))
			judge_heavy(context, heavy, statement);
	}
}

/* More changes of one table than this are worth a word. */
#define MANY_STATEMENTS 5

void
lk_check_statement_count(const RuleContext *context)
{
	g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
	const GPtrArray *statements = context->plan->statements;

	for (guint i = 0; i < statements->len; i++) {
		const PlanStatement *statement = g_ptr_array_index(statements, i);
		if (!statement->has_verdict || statement->is_new || statement->problems->len > 0)
			continue;
		char *table = statement->parsed->table_ddl->table;
		guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, table)) + 1;
		g_hash_table_insert(counts, table, GUINT_TO_POINTER(count));
		if (count == MANY_STATEMENTS + 1)
			rule_report_on(context, table, NULL, NULL,
			               "more than %d statements change `%s`: each waits for all "
			               "transactions on it",
			               MANY_STATEMENTS, table);
	}
}

/* ---- LK020 */

static bool
spends_version(const RuleContext *context)
{
	guint added = 0;
	guint dropped = 0;

	return rule_next_clause(context, SQL_CLAUSE_ADD_COLUMN, &added) != NULL ||
	       rule_next_clause(context, SQL_CLAUSE_DROP_COLUMN, &dropped) != NULL;
}

void
lk_check_version_limit(const RuleContext *context)
{
	const PlanStatement *statement = context->statement;
	gint64 limit = online_row_version_limit(context->target);
	gint64 spent = context->before != NULL && context->before->statistics.known
	                       ? context->before->statistics.row_versions
	                       : -1;

	lk_check_cause(context);
	if (limit == 0 || !statement->has_verdict || statement->problems->len > 0 ||
	    statement->verdict.algorithm != SQL_ALGORITHM_INSTANT || spent * 5 < limit * 4 ||
	    spent >= limit || !spends_version(context))
		return;
	g_autofree char *table = sql_quote_name(context->ddl->table);
	Finding *finding = rule_report_on(
		context, context->ddl->table, NULL, NULL,
		"`%s` has spent %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
		" row versions: when they are spent, an INSTANT change fails with 4092 or the "
		"table is rebuilt",
		context->ddl->table, spent, limit);
	finding_set_fix_sql(finding, "ALTER TABLE %s FORCE;", table);
}

/* ---- LK037 */

static bool
has_trigger(const Schema *schema, const char *table)
{
	for (guint i = 0; i < schema->programs->len; i++) {
		const SchemaProgram *program = g_ptr_array_index(schema->programs, i);
		if (program->kind == SQL_OBJECT_TRIGGER && program->table != NULL &&
		    g_ascii_strcasecmp(program->table, table) == 0)
			return true;
	}
	return false;
}

static bool
has_unique_not_null(const SchemaTable *table)
{
	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		bool usable = index->kind == SQL_INDEX_PRIMARY || index->kind == SQL_INDEX_UNIQUE;
		for (guint j = 0; usable && j < index->parts->len; j++) {
			const SqlKeyPart *part = g_ptr_array_index(index->parts, j);
			const SqlColumn *column = part->column != NULL
			                                  ? schema_find_column(table, part->column)
			                                  : NULL;
			usable = column != NULL && column->not_null;
		}
		if (usable)
			return true;
	}
	return false;
}

/* What keeps tools that copy a table beside the traffic from doing so; NULL: nothing. */
static const char *
obstacle_of(const RuleContext *context)
{
	const SchemaTable *table = context->before;
	g_autoptr(GArray) references = schema_references_to(context->schema, table->name);

	if (!has_unique_not_null(table))
		return "it has no primary key, nor a unique one without NULL: no tool can copy it";
	if (has_trigger(context->live, table->name))
		return "it has triggers: gh-ost and Spirit refuse it, pt-online-schema-change "
		       "wants --preserve-triggers";
	if (table->foreign_keys->len > 0 || references->len > 0)
		return "foreign keys begin or end here: gh-ost and Spirit refuse it, "
		       "pt-online-schema-change wants --alter-foreign-keys-method";
	return NULL;
}

void
lk_check_online_tools(const RuleContext *context)
{
	const PlanStatement *statement = context->statement;

	if (!statement->has_verdict || context->before == NULL || !rule_table_is_big(context) ||
	    statement->problems->len > 0 || statement->verdict.work != ONLINE_WORK_COPY)
		return;
	const char *obstacle = obstacle_of(context);
	if (obstacle == NULL)
		return;
	Finding *finding = rule_report_on(context, context->before->name, NULL, NULL,
	                                  "`%s` cannot be copied by a tool as it is: %s",
	                                  context->before->name, obstacle);
	finding_set_severity(finding, SEVERITY_INFO);
}
