#include "planner/rules/ds.h"

#include <string.h>

#include "planner/rules/lineage.h"
#include "planner/rules/scan.h"
#include "sql/quote.h"

/* The date as names have it: "20261124"; "old" when it is not known. */
static char *
day_suffix(const PlanPolicy *policy)
{
	if (policy->today == NULL)
		return g_strdup("old");
	g_auto(GStrv) parts = g_strsplit(policy->today, "-", -1);
	return g_strjoinv("", parts);
}

static void
suggest_trash(const RuleContext *context, Finding *finding, const char *table)
{
	g_autofree char *day = day_suffix(context->policy);
	g_autofree char *trash = g_strdup_printf("_trash_%s_%s", table, day);
	g_autofree char *from = sql_quote_name(table);
	g_autofree char *to = sql_quote_name(trash);

	finding_set_fix_sql(finding, "RENAME TABLE %s TO %s; -- drop it one release later", from,
	                    to);
}

/* Ask whether the table has a row. */
static void
weigh_rows(const RuleContext *context, Finding *finding, const SchemaTable *live,
           Severity when_empty)
{
	g_auto(ProbeAnswer) answer = {0};
	g_autofree char *name = sql_quote_name(live->name);
	g_autofree char *keys = lineage_key_list(live);

	rule_probe(context, live->name, NULL, &answer, "SELECT %s FROM %s LIMIT 5", keys, name);
	lineage_weigh(finding, &answer, SEVERITY_CRITICAL, when_empty);
	if (answer.outcome == PROBE_CLEAN)
		finding_set_impact(finding, "the table has no row now");
}

/* " (about 12000 rows)", or nothing where the server does not know. */
static char *
about_rows(const SchemaTable *live)
{
	if (live == NULL || !live->statistics.known || live->statistics.rows == 0)
		return g_strdup("");
	return g_strdup_printf(" (about %" G_GUINT64_FORMAT " row%s)", live->statistics.rows,
	                       live->statistics.rows == 1 ? "" : "s");
}

static void
report_dropped_table(const RuleContext *context, const SqlEffect *effect)
{
	Lineage lineage = lineage_of_table(context, effect->name);

	if (lineage.kind == LINEAGE_MADE || lineage.kind == LINEAGE_GONE ||
	    (lineage.kind == LINEAGE_UNKNOWN && effect->tolerant))
		return;
	g_autofree char *rows = about_rows(lineage.table);
	Finding *finding =
		rule_report_on(context, effect->name, NULL, NULL,
	                       "table `%s` is dropped with all its rows%s", effect->name, rows);
	suggest_trash(context, finding, effect->name);
	if (lineage.table != NULL)
		weigh_rows(context, finding, lineage.table, SEVERITY_MEDIUM);
}

void
ds_check_drop_table(const RuleContext *context)
{
	const SqlStatement *statement = context->parsed->statement;

	for (guint i = 0; i < statement->effects->len && !statement->temporary; i++) {
		const SqlEffect *effect = g_ptr_array_index(statement->effects, i);
		bool replaces = effect->effect == SQL_EFFECT_CHANGE && context->ddl != NULL &&
		                context->ddl->replace && effect->object == SQL_OBJECT_TABLE;
		if (((effect->effect == SQL_EFFECT_DROP && effect->object == SQL_OBJECT_TABLE) ||
		     replaces) &&
		    lineage_is_own_schema(context, effect->schema))
			report_dropped_table(context, effect);
	}
}

/* ALTER DATABASE x READ ONLY = 1 */
static bool
makes_read_only(const RuleContext *context)
{
	static const char *const read_only[] = {"READ", "ONLY", NULL};
	g_autoptr(GArray) tokens = scan_tokens(context->statement->text);

	for (guint i = 0; scan_is(tokens, 0, "ALTER") && i < tokens->len; i++)
		if (scan_phrase(tokens, i, read_only))
			return scan_is_number(
				tokens, scan_is_mark(tokens, i + 2, '=') ? i + 3 : i + 2, "1");
	return false;
}

void
ds_check_drop_database(const RuleContext *context)
{
	const GPtrArray *effects = context->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->object != SQL_OBJECT_DATABASE)
			continue;
		if (effect->effect == SQL_EFFECT_DROP)
			rule_report(context, "database `%s` is dropped with every table in it",
			            effect->name);
		else if (makes_read_only(context))
			rule_report(context,
			            "database `%s` becomes read-only: every write fails with 3989",
			            effect->name);
	}
}

static void
weigh_column(const RuleContext *context, Finding *finding, const Lineage *lineage)
{
	g_auto(ProbeAnswer) answer = {0};
	g_autofree char *table = sql_quote_name(lineage->table->name);
	g_autofree char *column = sql_quote_name(lineage->column->name);
	g_autofree char *keys = lineage_key_list(lineage->table);

	rule_probe(context, lineage->table->name, lineage->column->name, &answer,
	           "SELECT %s FROM %s WHERE %s IS NOT NULL LIMIT 5", keys, table, column);
	lineage_weigh(finding, &answer, SEVERITY_CRITICAL, SEVERITY_HIGH);
	if (answer.outcome == PROBE_CLEAN)
		finding_set_impact(finding, "no row has a value in it now; code that names the "
		                            "column fails with 1054");
}

static void
report_dropped_column(const RuleContext *context, const SqlClause *clause)
{
	const char *table = context->ddl->table;
	const SqlColumn *before =
		context->before != NULL ? schema_find_column(context->before, clause->name) : NULL;
	Lineage lineage = lineage_of_column(context, table, clause->name);

	if (lineage.kind == LINEAGE_MADE || lineage.kind == LINEAGE_GONE ||
	    (lineage.kind == LINEAGE_UNKNOWN && clause->tolerant))
		return;
	if (before != NULL && before->generated != NULL && !before->stored)
		return; /* holds nothing of its own */
	Finding *finding = rule_report_on(context, table, clause->name, NULL,
	                                  "`%s`.`%s` is dropped with the values it holds", table,
	                                  clause->name);
	if (before != NULL && before->generated != NULL) {
		finding_set_severity(finding, SEVERITY_MEDIUM);
		finding_set_impact(finding,
		                   "its values are computed from (%s): adding the column "
		                   "again computes them again",
		                   before->generated);
		return;
	}
	g_autofree char *quoted = sql_quote_name(clause->name);
	g_autofree char *quoted_table = sql_quote_name(table);
	finding_set_fix_sql(finding, "ALTER TABLE %s DROP COLUMN %s; -- in a later release",
	                    quoted_table, quoted);
	if (lineage.column != NULL)
		weigh_column(context, finding, &lineage);
}

void
ds_check_drop_column(const RuleContext *context)
{
	guint index = 0;
	const SqlClause *clause;

	while ((clause = rule_next_clause(context, SQL_CLAUSE_DROP_COLUMN, &index)) != NULL)
		if (lineage_is_own_schema(context, context->ddl->schema))
			report_dropped_column(context, clause);
}

static const char *
first_child(const RuleContext *context, const char *table)
{
	g_autoptr(GArray) references = schema_references_to(context->schema, table);

	for (guint i = 0; i < references->len; i++) {
		const SchemaReference *reference = &g_array_index(references, SchemaReference, i);
		if (!lineage_same_table(context, reference->child->name, table))
			return reference->child->name;
	}
	return NULL;
}

static void
report_truncated(const RuleContext *context, const char *table)
{
	Lineage lineage = lineage_of_table(context, table);
	const char *child = first_child(context, table);

	if (lineage.kind == LINEAGE_MADE || lineage.kind == LINEAGE_GONE)
		return;
	g_autofree char *rows = about_rows(lineage.table);
	Finding *finding = rule_report_on(
		context, table, NULL, NULL,
		"TRUNCATE empties `%s`%s at once and cannot be rolled back", table, rows);
	if (child != NULL && context->statement->foreign_key_checks)
		finding_set_impact(finding,
		                   "fails with 1701: a foreign key of `%s` references `%s`", child,
		                   table);
	if (lineage.table != NULL)
		weigh_rows(context, finding, lineage.table, SEVERITY_INFO);
}

static char *
join_names(const GPtrArray *names)
{
	GString *joined = g_string_new(NULL);

	for (guint i = 0; names != NULL && i < names->len; i++)
		g_string_append_printf(joined, "%s`%s`", i == 0 ? "" : ", ",
		                       (const char *)g_ptr_array_index(names, i));
	return g_string_free(joined, FALSE);
}

static char *
partition_names(const SqlClause *clause)
{
	if (clause->partitions == NULL || clause->partitions->len == 0)
		return g_strdup("every partition");
	g_autofree char *names = join_names(clause->partitions);
	return g_strconcat(clause->partitions->len == 1 ? "partition " : "partitions ", names,
	                   NULL);
}

void
ds_check_truncate(const RuleContext *context)
{
	guint index = 0;
	const SqlClause *clause;

	if (g_strcmp0(context->parsed->main_verb, "TRUNCATE TABLE") == 0 &&
	    context->parsed->statement->effects->len > 0) {
		const SqlEffect *effect = g_ptr_array_index(context->parsed->statement->effects, 0);
		if (lineage_is_own_schema(context, effect->schema))
			report_truncated(context, effect->name);
	}
	while ((clause = rule_next_clause(context, SQL_CLAUSE_TRUNCATE_PARTITION, &index)) !=
	       NULL) {
		g_autofree char *names = partition_names(clause);
		rule_report_on(context, context->ddl->table, NULL, NULL,
		               "TRUNCATE empties %s of `%s` at once and cannot be rolled back",
		               names, context->ddl->table);
	}
}

static void
report_partition_clause(const RuleContext *context, const SqlClause *clause)
{
	g_autofree char *names = partition_names(clause);
	const char *table = context->ddl->table;

	if (clause->kind == SQL_CLAUSE_DROP_PARTITION)
		rule_report_on(context, table, NULL, NULL, "%s of `%s` %s dropped with all rows",
		               names, table, clause->partitions->len == 1 ? "is" : "are");
	else if (clause->kind == SQL_CLAUSE_EXCHANGE_PARTITION && !clause->visible)
		rule_report_on(context, table, NULL, NULL,
		               "%s of `%s` is exchanged with `%s` WITHOUT VALIDATION: rows that "
		               "do not belong there come in unseen",
		               names, table, clause->new_name);
	else if (clause->kind == SQL_CLAUSE_DISCARD_TABLESPACE)
		rule_report_on(
			context, table, NULL, NULL,
			"DISCARD TABLESPACE deletes the rows of %s%s`%s`",
			clause->partitions != NULL && clause->partitions->len > 0 ? names : "",
			clause->partitions != NULL && clause->partitions->len > 0 ? " of " : "",
			table);
}

void
ds_check_drop_partition(const RuleContext *context)
{
	const GPtrArray *clauses = context->ddl != NULL ? context->ddl->clauses : NULL;

	for (guint i = 0; clauses != NULL && i < clauses->len; i++)
		report_partition_clause(context, g_ptr_array_index(clauses, i));
}

/* The statement of the same migration that makes the program again; NULL: none. */
static const PlanStatement *
made_again(const RuleContext *context, const SqlEffect *dropped)
{
	const PlanMigration *migration = context->migration;
	guint last = migration->first + migration->count;

	for (guint i = context->statement->index + 1; i < last; i++) {
		const PlanStatement *statement = g_ptr_array_index(context->plan->statements, i);
		const GPtrArray *effects = statement->parsed->statement->effects;
		for (guint j = 0; j < effects->len; j++) {
			const SqlEffect *effect = g_ptr_array_index(effects, j);
			if (effect->object == dropped->object &&
			    effect->effect != SQL_EFFECT_DROP &&
			    g_ascii_strcasecmp(effect->name, dropped->name) == 0)
				return statement;
		}
	}
	return NULL;
}

static void
report_dropped_program(const RuleContext *context, const SqlEffect *effect)
{
	const char *kind = sql_object_kind_name(effect->object);
	bool live = schema_find_program(context->live, effect->object, effect->name) != NULL;
	const PlanStatement *again = made_again(context, effect);

	if (!live && (context->target->live || effect->tolerant))
		return;
	if (again == NULL) {
		rule_report(context, "%s `%s` is dropped", kind, effect->name);
		return;
	}
	Finding *finding = rule_report(context,
	                               "%s `%s` is missing from here until line %" G_GUINT64_FORMAT
	                               " makes it again",
	                               kind, effect->name, again->position.line);
	finding_set_severity(finding, SEVERITY_INFO);
}

static bool
is_program(SqlObjectKind object)
{
	return object == SQL_OBJECT_VIEW || object == SQL_OBJECT_TRIGGER ||
	       object == SQL_OBJECT_PROCEDURE || object == SQL_OBJECT_FUNCTION ||
	       object == SQL_OBJECT_EVENT;
}

void
ds_check_drop_program(const RuleContext *context)
{
	const GPtrArray *effects = context->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->effect == SQL_EFFECT_DROP && is_program(effect->object) &&
		    lineage_is_own_schema(context, effect->schema))
			report_dropped_program(context, effect);
	}
}

/* Tables and columns that the downs drop, as "`batch_jobs`, `users`.`plan`". */
static void
append_dropped(GString *names, const SqlParsed *down)
{
	const GPtrArray *effects = down->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->effect != SQL_EFFECT_DROP)
			continue;
		if (effect->object == SQL_OBJECT_TABLE)
			g_string_append_printf(names, "%s`%s`", names->len > 0 ? ", " : "",
			                       effect->name);
		else if (effect->object == SQL_OBJECT_COLUMN)
			g_string_append_printf(names, "%s`%s`.`%s`", names->len > 0 ? ", " : "",
			                       effect->table, effect->name);
	}
}

void
ds_check_down(const RuleContext *context)
{
	const PlanMigration *migration = context->migration;
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < migration->down->len; i++)
		append_dropped(names, g_ptr_array_index(migration->down, i));
	if (names->len == 0)
		return;
	Finding *finding = rule_report(
		context, "undoing this migration drops %s with what was written there since",
		names->str);
	if (g_strcmp0(context->policy->environment, "production") == 0)
		finding_set_severity(finding, SEVERITY_MEDIUM);
}
