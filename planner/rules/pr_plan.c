#include "planner/rules/pr.h"

#include <string.h>

#include "planner/rules/lineage.h"
#include "sql/quote.h"

/* ---- PR001 */

#define MOST_BACKUP_AGE (24 * 3600)

static bool
is_production(const RuleContext *context)
{
	return g_strcmp0(context->policy->environment, "production") == 0;
}

/* Whether something of the plan is only brought back by a backup. */
static bool
loses_data(const Plan *plan)
{
	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		if ((g_str_has_prefix(finding->rule->id, "DS") &&
		     finding->severity >= SEVERITY_HIGH) ||
		    g_str_equal(finding->rule->id, "RB004"))
			return true;
	}
	return false;
}

void
pr_check_backup(const RuleContext *context)
{
	guint64 age = context->policy->backup_age_seconds;

	if (!is_production(context) || context->plan->statements->len == 0 ||
	    age <= MOST_BACKUP_AGE)
		return;
	Finding *finding =
		age == G_MAXUINT64
			? rule_report(context, "no backup of this database is known")
			: rule_report(context,
	                              "the newest backup is %" G_GUINT64_FORMAT " hours old",
	                              age / 3600);
	if (loses_data(context->plan)) {
		finding_set_severity(finding, SEVERITY_CRITICAL);
		finding_set_impact(finding, "this plan takes data away, and only a backup would "
		                            "bring it back");
	}
}

/* ---- PR005 */

void
pr_check_duration(const RuleContext *context)
{
	const GPtrArray *statements = context->plan->statements;
	const PlanStatement *longest = NULL;
	gint64 total = 0;

	for (guint i = 0; i < statements->len; i++) {
		const PlanStatement *statement = g_ptr_array_index(statements, i);
		if (statement->seconds <= 0)
			continue;
		total += statement->seconds;
		if (longest == NULL || statement->seconds > longest->seconds)
			longest = statement;
	}
	if (longest == NULL)
		return;
	rule_report(context,
	            "about %" G_GINT64_FORMAT " s of work on tables; the longest, %" G_GINT64_FORMAT
	            " s, is line %" G_GUINT64_FORMAT " of %s",
	            total, longest->seconds, longest->position.line, longest->migration->file_name);
}

/* ---- PR007 */

#define MOST_TRANSACTION_AGE 10

static void
add_name(GHashTable *names, const RuleContext *context, const char *name)
{
	const SchemaTable *table = schema_find_table(context->live, name);

	if (table != NULL)
		g_hash_table_add(names, table->name);
}

/* Tables of the server that the plan changes; on MySQL those that foreign keys tie to them too. */
static GHashTable *
locked_tables(const RuleContext *context)
{
	GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
	const GPtrArray *statements = context->plan->statements;

	for (guint i = 0; i < statements->len; i++) {
		const PlanStatement *statement = g_ptr_array_index(statements, i);
		if (statement->parsed->statement->kind != SQL_STATEMENT_DDL)
			continue;
		if (statement->before != NULL && !statement->is_new)
			add_name(names, context, statement->before->name);
		const SchemaTable *after = statement->after;
		for (guint j = 0;
		     !context->target->mariadb && after != NULL && j < after->foreign_keys->len;
		     j++) {
			const SqlForeignKey *key = g_ptr_array_index(after->foreign_keys, j);
			add_name(names, context, key->parent_table);
		}
	}
	return names;
}

static char *
name_list(GHashTable *names, const char **ret_first)
{
	GString *list = g_string_new(NULL);
	g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(names), (GCompareFunc)strcmp);

	for (const GList *at = keys; at != NULL; at = at->next) {
		if (list->len > 0)
			g_string_append(list, ", ");
		sql_append_string(list, at->data, -1);
	}
	*ret_first = keys != NULL ? keys->data : NULL;
	return g_string_free(list, FALSE);
}

/* Seconds that a transaction is open: its start is told in the server's own time zone. */
#define AGE "TIMESTAMPDIFF(SECOND, x.trx_started, CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM'))"

/* MySQL tells which tables a transaction holds; MariaDB does not unless a plugin is there. */
static char *
session_query_of(const RuleContext *context, const char *names)
{
	if (context->target->mariadb)
		return g_strdup_printf(
			"SELECT x.trx_mysql_thread_id, " AGE
			" FROM information_schema.INNODB_TRX x "
			"WHERE x.trx_mysql_thread_id NOT IN (0, CONNECTION_ID()) AND " AGE
			" >= %d LIMIT 5",
			MOST_TRANSACTION_AGE);
	return g_strdup_printf(
		"SELECT DISTINCT t.PROCESSLIST_ID, t.PROCESSLIST_USER, " AGE
		" FROM performance_schema.metadata_locks m "
		"JOIN performance_schema.threads t ON t.THREAD_ID = m.OWNER_THREAD_ID "
		"JOIN information_schema.INNODB_TRX x ON x.trx_mysql_thread_id = t.PROCESSLIST_ID "
		"WHERE m.OBJECT_TYPE = 'TABLE' AND m.OBJECT_SCHEMA = DATABASE() AND "
		"m.OBJECT_NAME IN (%s) AND t.PROCESSLIST_ID <> CONNECTION_ID() AND " AGE
		" >= %d LIMIT 5",
		names, MOST_TRANSACTION_AGE);
}

void
pr_check_sessions(const RuleContext *context)
{
	g_autoptr(GHashTable) tables = locked_tables(context);
	const char *first = NULL;
	g_autofree char *names = name_list(tables, &first);
	g_auto(ProbeAnswer) answer = {0};

	if (first == NULL)
		return;
	g_autofree char *query = session_query_of(context, names);
	if (rule_probe(context, first, NULL, &answer, "%s", query) != PROBE_FOUND)
		return;
	Finding *finding =
		context->target->mariadb
			? rule_report(context,
	                              "transactions are open for %d s and more (session, "
	                              "seconds): %s; one that has read %s holds this run up",
	                              MOST_TRANSACTION_AGE, answer.sample, names)
			: rule_report(context,
	                              "sessions hold %s for %d s and more (id, user, seconds): %s",
	                              names, MOST_TRANSACTION_AGE, answer.sample);
	if (context->target->mariadb)
		finding_set_severity(finding, SEVERITY_MEDIUM);
	finding->evidence.probe_sql = g_strdup(answer.sql);
	finding->evidence.count = answer.count;
	finding->evidence.sample = g_strdup(answer.sample);
}

/* ---- PR015 */

void
pr_check_ephemeral(const RuleContext *context)
{
	static const char *const places[] = {"/tmp/", "/var/tmp/", "/dev/shm/", "/run/"};
	const char *datadir = plan_target_variable(context->target, "datadir", "");

	for (gsize i = 0; is_production(context) && i < G_N_ELEMENTS(places); i++)
		if (g_str_has_prefix(datadir, places[i]))
			rule_report(context,
			            "the server keeps its data in %s, which does not survive a "
			            "restart of the machine",
			            datadir);
}

/* ---- PR016 */

void
pr_check_environment(const RuleContext *context)
{
	if (context->policy->environment == NULL && context->plan->statements->len > 0)
		rule_report(context, "the settings do not say which environment this is");
}
