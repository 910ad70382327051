#include "planner/rules/se.h"

#include <string.h>

#include "planner/rules/lineage.h"
#include "planner/rules/scan.h"

void
se_check_global(const RuleContext *context)
{
	static const char *const reset[] = {"RESET PERSIST", NULL};
	const GPtrArray *settings = context->parsed->settings;
	g_autoptr(GArray) tokens = scan_tokens(context->statement->text);

	for (guint i = 0; i < settings->len; i++) {
		const SqlSetting *setting = g_ptr_array_index(settings, i);
		if (g_strcmp0(setting->scope, "GLOBAL") == 0)
			rule_report(context,
			            "SET GLOBAL %s reaches every session of the server, and "
			            "is lost when it restarts",
			            setting->name);
		else if (g_strcmp0(setting->scope, "PERSIST") == 0 ||
		         g_strcmp0(setting->scope, "PERSIST_ONLY") == 0)
			rule_report(context, "SET %s %s changes the server for good",
			            setting->scope, setting->name);
	}
	if (scan_beginning(tokens, reset) != NULL)
		rule_report(context, "RESET PERSIST takes settings of the whole server back");
}

static bool
is_system_schema(const char *schema)
{
	static const char *const names[] = {"mysql", "sys", "performance_schema",
	                                    "information_schema"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_ascii_strcasecmp(schema, names[i]) == 0)
			return true;
	return false;
}

/* Offline nobody knows what the database is called: the name only ties the file to it. */
static void
report_other(const RuleContext *context, const char *schema, const char *name, bool written)
{
	const char *own = context->schema->database;
	bool system = is_system_schema(schema);

	if (!written && system)
		return; /* reading the catalog is how one looks */
	Finding *finding =
		own == NULL && !system
			? rule_report(context, "`%s`.`%s` ties the migration to the database `%s`",
	                              schema, name, schema)
			: rule_report(context,
	                              "`%s`.`%s` is %s, which is not of this database%s%s%s",
	                              schema, name, written ? "changed" : "read",
	                              own != NULL ? " (`" : "", own != NULL ? own : "",
	                              own != NULL ? "`)" : "");
	if (system)
		finding_set_severity(finding, SEVERITY_CRITICAL);
	else if (own == NULL)
		finding_set_severity(finding, SEVERITY_MEDIUM);
}

/* The first object of another database that the statement changes; false: none. */
static bool
report_changed(const RuleContext *context)
{
	const GPtrArray *effects = context->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->object == SQL_OBJECT_DATABASE)
			continue; /* DS002 */
		if (!lineage_is_own_schema(context, effect->schema)) {
			report_other(context, effect->schema, effect->name, true);
			return true;
		}
		if (effect->new_schema != NULL &&
		    !lineage_is_own_schema(context, effect->new_schema)) {
			report_other(context, effect->new_schema, effect->new_name, true);
			return true;
		}
	}
	return false;
}

static bool
report_read(const RuleContext *context)
{
	const GPtrArray *reads = context->parsed->reads;

	for (guint i = 0; i < reads->len; i++) {
		const SqlTableUse *use = g_ptr_array_index(reads, i);
		if (lineage_is_own_schema(context, use->schema) || is_system_schema(use->schema))
			continue;
		report_other(context, use->schema, use->name, false);
		return true;
	}
	return false;
}

static void
visit_parent(const RuleContext *context, const SqlForeignKey *key)
{
	if (!lineage_is_own_schema(context, key->parent_schema))
		report_other(context, key->parent_schema, key->parent_table, false);
}

void
se_check_other_database(const RuleContext *context)
{
	g_autoptr(GArray) tokens = scan_tokens(context->statement->text);

	if (context->parsed->statement->kind == SQL_STATEMENT_USE) {
		if (context->schema->database == NULL ||
		    !scan_is_name(tokens, 1, context->schema->database))
			rule_report(context, "USE moves the rest of the migration into another "
			                     "database");
		return;
	}
	if (!report_changed(context) && !report_read(context))
		rule_each_foreign_key(context, visit_parent);
}

static bool
calls(const SqlParsed *parsed, const char *name)
{
	for (guint i = 0; i < parsed->functions->len; i++)
		if (g_ascii_strcasecmp(g_ptr_array_index(parsed->functions, i), name) == 0)
			return true;
	return false;
}

/* What in the statement reads or writes a file; NULL: nothing. */
static const char *
file_access(const RuleContext *context)
{
	g_autoptr(GArray) tokens = scan_tokens(context->statement->text);

	if (context->parsed->dml != NULL && context->parsed->dml->from_file)
		return "LOAD DATA";
	for (guint i = 0; i + 1 < tokens->len; i++)
		if (scan_is(tokens, i, "INTO") && scan_is(tokens, i + 1, "OUTFILE"))
			return "INTO OUTFILE";
		else if (scan_is(tokens, i, "INTO") && scan_is(tokens, i + 1, "DUMPFILE"))
			return "INTO DUMPFILE";
	return calls(context->parsed, "LOAD_FILE") ? "LOAD_FILE()" : NULL;
}

void
se_check_files(const RuleContext *context)
{
	const char *access = file_access(context);

	if (access != NULL)
		rule_report(context, "%s uses a file of the server's or the client's machine",
		            access);
}

void
se_check_functions(const RuleContext *context)
{
	static const struct {
		const char *name;
		const char *why;
	} functions[] = {
		{"SLEEP", "keeps its locks while it waits"},
		{"BENCHMARK", "keeps a core of the server busy"},
		{"GET_LOCK", "takes a lock that outlives the statement, and may wait for it"},
		{"MASTER_POS_WAIT", "waits for replication"},
		{"SOURCE_POS_WAIT", "waits for replication"},
		{"WAIT_FOR_EXECUTED_GTID_SET", "waits for replication"},
		{"SYS_EXEC", "runs a program on the server's machine"},
		{"SYS_EVAL", "runs a program on the server's machine"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(functions); i++)
		if (calls(context->parsed, functions[i].name))
			rule_report(context, "%s() %s", functions[i].name, functions[i].why);
}

/* Settings that change what later statements mean, with the value that a session starts with. */
static const char *
usual_value(const char *name)
{
	static const struct {
		const char *name;
		const char *value;
	} settings[] = {
		{"sql_mode", NULL},
		{"foreign_key_checks", "1"},
		{"unique_checks", "1"},
		{"time_zone", NULL},
		{"autocommit", "1"},
		{"names", "utf8mb4"},
		{"transaction_isolation", NULL},
		{"tx_isolation", NULL},

		{"sql_safe_updates", "0"},
		{"sql_notes", "1"},
		{"check_constraint_checks", "1"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(settings); i++)
		if (g_str_equal(settings[i].name, name))
			return settings[i].value != NULL ? settings[i].value : "DEFAULT";
	return NULL;
}

/* `@old_mode`, DEFAULT, or the value that a session starts with. */
static bool
restores(const SqlSetting *setting, const char *usual)
{
	const char *value = setting->value != NULL ? setting->value : "";

	return *value == '@' || g_ascii_strcasecmp(value, "DEFAULT") == 0 ||
	       g_ascii_strncasecmp(value, usual, strlen(usual)) == 0 ||
	       (g_str_equal(usual, "1") && g_ascii_strcasecmp(value, "ON") == 0) ||
	       (g_str_equal(usual, "0") && g_ascii_strcasecmp(value, "OFF") == 0);
}

/* The last word of a migration on one setting, and where it stands. */
typedef struct {
	const SqlSetting *setting;
	const PlanStatement *statement;
} LastWord;

static void
note_settings(GHashTable *words, const PlanStatement *statement)
{
	for (guint i = 0; i < statement->parsed->settings->len; i++) {
		const SqlSetting *setting = g_ptr_array_index(statement->parsed->settings, i);
		if (g_strcmp0(setting->scope, "SESSION") != 0 || usual_value(setting->name) == NULL)
			continue;
		LastWord *word = g_new0(LastWord, 1);
		word->setting = setting;
		word->statement = statement;
		g_hash_table_insert(words, setting->name, word);
	}
}

void
se_check_session(const RuleContext *context)
{
	const PlanMigration *migration = context->migration;
	g_autoptr(GHashTable) words = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	GHashTableIter iter;
	gpointer last;

	for (guint i = 0; i < migration->count; i++)
		note_settings(words,
		              g_ptr_array_index(context->plan->statements, migration->first + i));
	g_hash_table_iter_init(&iter, words);
	while (g_hash_table_iter_next(&iter, NULL, &last)) {
		const LastWord *word = last;
		if (restores(word->setting, usual_value(word->setting->name)))
			continue;
		RuleContext at = *context;
		at.statement = word->statement;
		rule_report(&at, "`%s` is set here and not set back by the end of the migration",
		            word->setting->name);
	}
}

void
se_check_administration(const RuleContext *context)
{
	static const char *const phrases[] = {"SHUTDOWN",
	                                      "RESTART",
	                                      "KILL",
	                                      "RESET BINARY LOGS",
	                                      "RESET MASTER",
	                                      "RESET REPLICA",
	                                      "RESET SLAVE",
	                                      "PURGE BINARY LOGS",
	                                      "PURGE MASTER LOGS",
	                                      "STOP REPLICA",
	                                      "STOP SLAVE",
	                                      "STOP ALL",
	                                      "STOP GROUP_REPLICATION",
	                                      "START REPLICA",
	                                      "START SLAVE",
	                                      "START ALL",
	                                      "START GROUP_REPLICATION",
	                                      "CHANGE REPLICATION",
	                                      "CHANGE MASTER",
	                                      "INSTALL PLUGIN",
	                                      "INSTALL SONAME",
	                                      "INSTALL COMPONENT",
	                                      "UNINSTALL PLUGIN",
	                                      "UNINSTALL SONAME",
	                                      "UNINSTALL COMPONENT",
	                                      "CLONE",
	                                      "ALTER INSTANCE",
	                                      "DROP TABLESPACE",
	                                      NULL};
	g_autoptr(GArray) tokens = scan_tokens(context->statement->text);
	const char *phrase = scan_beginning(tokens, phrases);

	if (phrase != NULL)
		rule_report(context, "%s administers the server: it has no place in a migration",
		            phrase);
}
