#include <string.h>

#include "planner/rules/lineage.h"
#include "planner/rules/rules.h"
#include "planner/rules/scan.h"

/* Functions whose value on a replica, or at the next run, is another. */
static const char *const chance[] = {
	"UUID",        "UUID_SHORT",   "RAND",          "SYSDATE",   "USER",         "SESSION_USER",
	"SYSTEM_USER", "CURRENT_USER", "CONNECTION_ID", "LOAD_FILE", "RANDOM_BYTES", "SYS_GUID"};

/* The first such function that the statement calls; NULL: none. */
static const char *
function_of_chance(const SqlParsed *parsed)
{
	for (guint i = 0; i < parsed->functions->len; i++)
		for (gsize j = 0; j < G_N_ELEMENTS(chance); j++)
			if (g_ascii_strcasecmp(g_ptr_array_index(parsed->functions, i),
			                       chance[j]) == 0)
				return chance[j];
	return NULL;
}

/* With rows in the log every replica gets the values themselves; MIXED changes to rows here. */
static bool
logs_statements(const PlanTarget *target)
{
	const char *format = plan_target_variable(target, "binlog_format", "ROW");

	return g_ascii_strcasecmp(format, "STATEMENT") == 0;
}

static void
check_chance(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;

	if (dml == NULL)
		return;
	const char *function = function_of_chance(context->parsed);
	bool statements = logs_statements(context->target);
	if (function != NULL) {
		Finding *finding = rule_report(
			context, "%s() gives another value each time it is asked", function);
		if (!statements)
			finding_set_severity(finding, SEVERITY_INFO);
	} else if (statements && dml->has_limit && dml->order_by == NULL) {
		rule_report(context, "LIMIT without ORDER BY may choose other rows on a replica");
	}
}

static const char *
chance_in(const char *expression)
{
	g_autoptr(GArray) tokens = scan_tokens(expression);

	for (guint i = 0; i + 1 < tokens->len; i++)
		for (gsize j = 0; j < G_N_ELEMENTS(chance); j++)
			if (scan_is(tokens, i, chance[j]) && scan_is_mark(tokens, i + 1, '('))
				return chance[j];
	return NULL;
}

/* A new column's default is computed for each row that is there, by each server for itself. */
static void
visit_default(const RuleContext *context, const ColumnChange *change)
{
	if (change->before != NULL || change->clause == NULL || change->written == NULL ||
	    change->written->default_kind != SQL_DEFAULT_EXPRESSION ||
	    lineage_of_table(context, context->ddl->table).kind == LINEAGE_MADE)
		return;
	const char *function = chance_in(change->written->default_text);
	if (function == NULL)
		return;
	Finding *finding =
		rule_report_on(context, context->ddl->table, change->after->name, NULL,
	                       "`%s`.`%s` is filled by %s() in every row, by each server for "
	                       "itself: replicas hold other values",
	                       context->ddl->table, change->after->name, function);
	if (!context->target->mariadb)
		finding_set_impact(finding, "a MySQL server with its binary log on refuses the "
		                            "statement with 1674");
}

static void
check_chance_default(const RuleContext *context)
{
	rule_each_column(context, visit_default);
}

static void
check_binlog(const RuleContext *context)
{
	const GPtrArray *settings = context->parsed->settings;

	for (guint i = 0; i < settings->len; i++) {
		const SqlSetting *setting = g_ptr_array_index(settings, i);
		const char *value = setting->value != NULL ? setting->value : "";
		bool off = g_str_equal(value, "0") || g_ascii_strcasecmp(value, "OFF") == 0 ||
		           g_ascii_strcasecmp(value, "FALSE") == 0;
		if (g_str_equal(setting->name, "sql_log_bin") && off)
			rule_report(context, "sql_log_bin is switched off: what follows reaches no "
			                     "replica and no recovery from the binary log");
	}
}

static bool
is_multi_primary(const PlanTarget *target)
{
	const char *single =
		plan_target_variable(target, "group_replication_single_primary_mode", "ON");

	return target->group_replication &&
	       (g_ascii_strcasecmp(single, "OFF") == 0 || g_str_equal(single, "0"));
}

static void
check_cluster(const RuleContext *context)
{
	const PlanTarget *target = context->target;

	if (context->plan->statements->len == 0)
		return;
	if (target->galera)
		rule_report(context, "the server is a node of a Galera cluster: each DDL stops "
		                     "writes on every node while it runs");
	else if (is_multi_primary(target))
		rule_report(context, "the server is one of several primaries of a group: DDL here "
		                     "and writes to the same table elsewhere are not kept apart");
}

static bool
is_on(const PlanTarget *target, const char *name)
{
	const char *value = plan_target_variable(target, name, "OFF");

	return g_str_equal(value, "1") || g_ascii_strcasecmp(value, "ON") == 0;
}

static void
check_replica(const RuleContext *context)
{
	if (context->plan->statements->len == 0)
		return;
	if (context->target->is_replica)
		rule_report(context, "the server is a replica: what is changed here is not on its "
		                     "source and stops replication when it arrives from there");
	else if (is_on(context->target, "super_read_only") || is_on(context->target, "read_only"))
		rule_report(context, "the server is read-only: statements fail with 1290, or with "
		                     "1836");
}

static const Rule rp_rules[] = {
	{
		.id = "RP001",
		.slug = "nondeterministic-dml",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_TARGET,
		.summary = "Rows are written with values that are made by chance.",
		.why = "A server that logs statements (binlog_format=STATEMENT) warns with 1592 or "
		       "1674, and its replicas hold other values.",
		.fix = "Log rows, or write the values into the migration.",
		.bad = "UPDATE t SET k = UUID();",
		.good = "UPDATE t SET k = CONCAT('t-', id) WHERE k IS NULL;",
		.peers = "Bytebase STATEMENT_INSERT_DISALLOW_ORDER_BY_RAND; soar FUN.004",
		.check = check_chance,
	},
	{
		.id = "RP002",
		.slug = "nondeterministic-default-ddl",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A new column is filled by a function of chance.",
		.why = "DDL is logged as a statement: each replica computes values of its own. "
		       "MySQL refuses it with 1674 while the binary log is on.",
		.fix = "Add the column without, set the default for new rows by ALTER COLUMN SET "
		       "DEFAULT, and fill old rows in batches.",
		.bad = "ALTER TABLE t ADD COLUMN k CHAR(36) DEFAULT (UUID());",
		.good = "ALTER TABLE t ADD COLUMN k CHAR(36) NULL; ALTER TABLE t ALTER COLUMN k "
			"SET "
			"DEFAULT (UUID());",
		.peers = "strong_migrations add_column_default_callable",
		.check = check_chance_default,
	},
	{
		.id = "RP003",
		.slug = "binlog-disabled",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "The migration switches its binary log off.",
		.why = "Replicas never see the change and break at the next one that depends on "
		       "it; "
		       "point-in-time recovery loses it.",
		.fix = "Take it out.",
		.bad = "SET sql_log_bin = 0;",
		.good = "-- let the change be logged",
		.peers = "none of the studied peers",
		.check = check_binlog,
	},
	{
		.id = "RP006",
		.slug = "multi-primary-or-geo",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_TARGET,
		.summary = "The server shares its writes with others.",
		.why = "Galera runs DDL on every node at once and holds all writes; a group with "
		       "several primaries does not see DDL and writes as conflicts, and knows no "
		       "cascading foreign keys.",
		.fix = "Send all writes to one node while it runs, and keep to changes that need "
		       "no "
		       "rebuild.",
		.bad = "ALTER TABLE big ADD INDEX (a); -- on a Galera node under load",
		.good = "-- one primary, or a rolling change that both schemas allow",
		.peers = "none of the studied peers",
		.check = check_cluster,
	},
	{
		.id = "RP007",
		.slug = "target-is-replica",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_TARGET,
		.summary = "The server is a replica or read-only.",
		.why = "Changes made there are not on the source; the next statement that meets "
		       "them stops replication. Accounts without SUPER are refused with 1290.",
		.fix = "Connect to the primary.",
		.bad = "mgrun up --host replica",
		.good = "mgrun up --host primary",
		.peers = "none of the studied peers",
		.check = check_replica,
	},
};

const RuleFamily rules_rp = {rp_rules, G_N_ELEMENTS(rp_rules)};
