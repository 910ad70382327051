#include "planner/rules/rules.h"

static bool
is_watched(const RuleContext *context)
{
	return g_strcmp0(context->policy->environment, "development") != 0;
}

static void
check_big_column(const RuleContext *context)
{
	guint index = 0;

	if (!is_watched(context) || !rule_table_is_big(context))
		return;
	const SqlClause *clause = rule_next_clause(context, SQL_CLAUSE_ADD_COLUMN, &index);
	if (clause != NULL)
		rule_report_on(context, context->ddl->table, clause->column->name, NULL,
		               "a column is added to `%s`, a table of %" G_GUINT64_FORMAT " rows",
		               context->ddl->table, context->statement->rows);
}

static bool
is_key_clause(SqlClauseKind kind)
{
	return kind == SQL_CLAUSE_DROP_PRIMARY_KEY || kind == SQL_CLAUSE_ADD_FOREIGN_KEY ||
	       kind == SQL_CLAUSE_DROP_FOREIGN_KEY;
}

static void
check_key_change(const RuleContext *context)
{
	const GPtrArray *clauses = context->ddl != NULL ? context->ddl->clauses : NULL;

	for (guint i = 0; is_watched(context) && clauses != NULL && i < clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(clauses, i);
		bool primary = clause->kind == SQL_CLAUSE_ADD_INDEX &&
		               clause->index->kind == SQL_INDEX_PRIMARY;
		if (!primary && !is_key_clause(clause->kind))
			continue;
		rule_report(context, "a %s key of `%s` is changed",
		            primary || clause->kind == SQL_CLAUSE_DROP_PRIMARY_KEY ? "primary"
		                                                                   : "foreign",
		            context->ddl->table);
		return;
	}
}

static void
check_rename(const RuleContext *context)
{
	const GPtrArray *effects = context->parsed->statement->effects;
	guint index = 0;

	if (!is_watched(context))
		return;
	const SqlClause *clause = rule_next_clause(context, SQL_CLAUSE_RENAME_TABLE, &index);
	if (clause != NULL && rule_is_live_table(context, context->ddl->table))
		rule_report(context, "the table `%s` is renamed to `%s`", context->ddl->table,
		            clause->new_name);
	for (guint i = 0; i < effects->len && clause == NULL; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->effect == SQL_EFFECT_RENAME && effect->object == SQL_OBJECT_TABLE &&
		    rule_is_live_table(context, effect->name))
			rule_report_on(context, effect->name, NULL, NULL,
			               "the table `%s` is renamed to `%s`", effect->name,
			               effect->new_name);
	}
}

/* The tables that DML of the migration writes to, as a set. */
static guint
count_dml(const RuleContext *context, GHashTable *tables)
{
	const PlanMigration *migration = context->migration;
	guint count = 0;

	for (guint i = 0; i < migration->count; i++) {
		const PlanStatement *statement =
			g_ptr_array_index(context->plan->statements, migration->first + i);
		if (statement->parsed->dml == NULL || statement->is_new)
			continue;
		count++;
		for (guint j = 0; j < statement->parsed->dml->tables->len; j++) {
			const SqlTableUse *use =
				g_ptr_array_index(statement->parsed->dml->tables, j);
			if (use->written && use->name != NULL)
				g_hash_table_add(tables, use->name);
		}
	}
	return count;
}

static void
check_complex(const RuleContext *context)
{
	g_autoptr(GHashTable) tables = g_hash_table_new(g_str_hash, g_str_equal);
	guint count = is_watched(context) ? count_dml(context, tables) : 0;

	if (count >= 3 && g_hash_table_size(tables) >= 2)
		rule_report(context, "%u statements move data of %u tables", count,
		            g_hash_table_size(tables));
}

static void
check_topology(const RuleContext *context)
{
	if (context->target->galera || context->target->group_replication)
		rule_report(context, "the server is a member of %s",
		            context->target->galera ? "a Galera cluster" : "a replication group");
}

static const SqlClause *
find_option(const RuleContext *context, const char *const *names)
{
	guint index = 0;
	const SqlClause *clause;

	while ((clause = rule_next_clause(context, SQL_CLAUSE_TABLE_OPTION, &index)) != NULL)
		if (g_strv_contains(names, clause->name))
			return clause;
	return NULL;
}

static bool
differs(const char *before, const char *after)
{
	return before != NULL && after != NULL && g_ascii_strcasecmp(before, after) != 0;
}

static void
check_engine_or_collation(const RuleContext *context)
{
	static const char *const watched[] = {"ENGINE", "CHARSET", "COLLATE", NULL};
	guint index = 0;

	if (!is_watched(context) || context->before == NULL || context->after == NULL)
		return;
	bool converts = rule_next_clause(context, SQL_CLAUSE_CONVERT_CHARSET, &index) != NULL;
	if (!converts && find_option(context, watched) == NULL)
		return;
	if (converts || differs(context->before->engine, context->after->engine) ||
	    differs(context->before->collation, context->after->collation))
		rule_report(context, "engine, charset or collation of `%s` is changed",
		            context->ddl->table);
}

static const Rule rules[] = {
	{
		.id = "ES001",
		.slug = "escalate-big-table-columns",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_LIVE,
		.summary = "Columns are added to a big table.",
		.why = "Even an instant change takes a lock on a table that everybody uses, and a "
		       "change "
		       "that is not instant takes hours.",
		.fix = "Have it reviewed by whoever answers for the database.",
		.bad = "ALTER TABLE events ADD COLUMN source INT  -- 40 million rows",
		.good = "the same, reviewed, with ALGORITHM=INSTANT",
		.check = check_big_column,
	},
	{
		.id = "ES002",
		.slug = "escalate-key-change",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A primary or foreign key of a table in use is changed.",
		.why = "Keys decide what replication, the application and other tables can do with "
		       "the "
		       "rows.",
		.fix = "Have it reviewed by whoever answers for the database.",
		.bad = "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (a, b)",
		.good = "the same, reviewed",
		.check = check_key_change,
	},
	{
		.id = "ES003",
		.slug = "escalate-table-rename",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A table in use gets another name.",
		.why = "Everything that knows the old name fails from that moment on.",
		.fix = "Have it reviewed by whoever answers for the database.",
		.bad = "RENAME TABLE user TO users",
		.good = "RENAME TABLE user TO users; CREATE VIEW user AS SELECT * FROM users",
		.check = check_rename,
	},
	{
		.id = "ES004",
		.slug = "escalate-complex-data-migration",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL,
		.judges_new = true,
		.summary = "A migration moves data between tables in several statements.",
		.why = "Such work goes wrong in the middle, and no schema check sees wrong data.",
		.fix = "Have it reviewed, rehearse it on a copy, and verify counts in `verify`.",
		.bad = "INSERT ... SELECT; UPDATE ...; DELETE ...  over several tables",
		.good = "one statement a migration, each with its `verify`",
		.check = check_complex,
	},
	{
		.id = "ES005",
		.slug = "escalate-geo-distributed",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_TARGET,
		.summary = "The database is spread over several servers that all take writes.",
		.why = "Schema changes block or break the whole group, in ways one server does not "
		       "show.",
		.fix = "Have it reviewed by whoever runs the cluster.",
		.bad = "mgrun up on a Galera node under load",
		.good = "the same in an agreed window",
		.check = check_topology,
	},
	{
		.id = "ES006",
		.slug = "escalate-engine-or-collation",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "Engine, charset or collation of a table in use is changed.",
		.why = "Sorting, equality and uniqueness of text change with it, or what the "
		       "engine "
		       "guarantees.",
		.fix = "Have it reviewed by whoever answers for the database.",
		.bad = "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4",
		.good = "the same, reviewed",
		.check = check_engine_or_collation,
	},
};

const RuleFamily rules_es = {rules, G_N_ELEMENTS(rules)};
