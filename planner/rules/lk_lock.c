#include "planner/rules/lk.h"

#include <string.h>

#include "planner/rules/common.h"
#include "planner/rules/lineage.h"
#include "planner/rules/scan.h"

/* Longest that a statement may wait for its lock, in seconds. */
#define MOST_LOCK_WAIT 5

/* ---- LK024: tables that a foreign key ties to the one that is changed (MySQL) */

static void
add_relative(const RuleContext *context, GPtrArray *relatives, const char *table, const char *own)
{
	if (table == NULL || lineage_same_table(context, table, own) ||
	    !rule_is_live_table(context, table))
		return;
	for (guint i = 0; i < relatives->len; i++)
		if (lineage_same_table(context, table, relatives->pdata[i]))
			return;
	g_ptr_array_add(relatives, (gpointer)table);
}

/* Children that are there before the plan: a change of the parent waits for them. */
static void
add_children(const RuleContext *context, GPtrArray *relatives, const char *table)
{
	g_autoptr(GArray) references = schema_references_to(context->live, table);

	for (guint i = 0; i < references->len; i++)
		add_relative(context, relatives,
		             g_array_index(references, SchemaReference, i).child->name, table);
}

/* Parents of keys of `with` that `without` lacks. */
static void
add_parents(const RuleContext *context, GPtrArray *relatives, const SchemaTable *with,
            const SchemaTable *without)
{
	for (guint i = 0; with != NULL && i < with->foreign_keys->len; i++) {
		const SqlForeignKey *key = g_ptr_array_index(with->foreign_keys, i);
		if (without == NULL || schema_find_foreign_key(without, key->name) == NULL)
			add_relative(context, relatives, key->parent_table, with->name);
	}
}

static char *
list_tables(const GPtrArray *tables)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < tables->len && i < 3; i++)
		g_string_append_printf(list, "%s`%s`", i > 0 ? ", " : "", (char *)tables->pdata[i]);
	if (tables->len > 3)
		g_string_append_printf(list, " and %u more", tables->len - 3);
	return g_string_free(list, FALSE);
}

/* Whether the statement takes the exclusive lock of a table: table DDL, DROP and RENAME do. */
static bool
locks_table(const RuleContext *context)
{
	static const char *const verbs[] = {"ALTER TABLE", "CREATE TABLE", "CREATE INDEX",
	                                    "DROP INDEX",  "DROP TABLE",   "RENAME TABLE",
	                                    NULL};

	return context->parsed->main_verb != NULL &&
	       g_strv_contains(verbs, context->parsed->main_verb) &&
	       !context->parsed->statement->temporary && context->statement->problems->len == 0;
}

void
lk_check_amplification(const RuleContext *context)
{
	const SchemaTable *before = context->before;
	const SchemaTable *after = context->after;
	g_autoptr(GPtrArray) relatives = g_ptr_array_new();

	/* MariaDB 10.11 takes none of these locks. */
	if (context->target->mariadb || !locks_table(context))
		return;
	add_parents(context, relatives, after, before);
	add_parents(context, relatives, before, after);
	if (before != NULL && !context->statement->is_new)
		add_children(context, relatives, before->name);
	if (relatives->len == 0)
		return;
	const char *table = before != NULL ? before->name : after->name;
	g_autofree char *list = list_tables(relatives);
	rule_report_on(context, table, NULL, NULL,
	               "the change of `%s` also takes the exclusive lock of %s: one open "
	               "transaction there holds it up, and everybody else behind it",
	               table, list);
}

/* ---- LK025 */

static void
judge_timeout(const RuleContext *context, const SqlSetting *setting)
{
	char *end = NULL;
	guint64 seconds = g_ascii_strtoull(setting->value, &end, 10);
	bool is_default = g_ascii_strcasecmp(setting->value, "DEFAULT") == 0;

	if (!is_default && (end == setting->value || seconds <= MOST_LOCK_WAIT))
		return;
	rule_report(context,
	            "lock_wait_timeout becomes %s%s: a statement that waits for its lock "
	            "holds up everybody behind it for that long",
	            setting->value, is_default ? " (a year on MySQL, a day on MariaDB)" : " s");
}

void
lk_check_lock_timeout(const RuleContext *context)
{
	const GPtrArray *settings = context->parsed->settings;

	for (guint i = 0; i < settings->len; i++) {
		const SqlSetting *setting = g_ptr_array_index(settings, i);
		if (setting->value != NULL && g_str_equal(setting->name, "lock_wait_timeout") &&
		    g_strcmp0(setting->scope, "USER") != 0)
			judge_timeout(context, setting);
	}
	if (context->ddl != NULL && context->ddl->wait_seconds > MOST_LOCK_WAIT &&
	    !context->statement->is_new)
		rule_report(context,
		            "WAIT %" G_GINT64_FORMAT " lets the statement hold up everybody "
		            "behind it for that long",
		            context->ddl->wait_seconds);
}

/* ---- LK033 */

/* The first name behind TABLE that is a table before the plan. */
static const SchemaTable *
first_live_table(const RuleContext *context, const GArray *tokens)
{
	bool behind = false;

	for (guint i = 1; i < tokens->len; i++) {
		const SqlToken *token = &g_array_index(tokens, SqlToken, i);
		if (!behind) {
			behind = scan_is(tokens, i, "TABLE") || scan_is(tokens, i, "TABLES");
			continue;
		}
		g_autofree char *name = sql_token_name(token);
		const SchemaTable *table =
			name != NULL ? schema_find_table(context->live, name) : NULL;
		if (table != NULL)
			return table;
	}
	return NULL;
}

void
lk_check_table_admin(const RuleContext *context)
{
	static const char *const verbs[] = {"OPTIMIZE",     "REPAIR",  "CHECK TABLE",
	                                    "CHECK TABLES", "ANALYZE", NULL};

	if (context->parsed->statement->kind == SQL_STATEMENT_DML ||
	    context->parsed->table_ddl != NULL)
		return;
	g_autoptr(GArray) tokens = scan_tokens(context->statement->text);
	const char *verb = scan_beginning(tokens, verbs);
	const SchemaTable *table = verb != NULL ? first_live_table(context, tokens) : NULL;
	bool flushes = scan_is(tokens, 0, "FLUSH") && !context->parsed->statement->opaque &&
	               (scan_is(tokens, 1, "TABLES") || scan_is(tokens, 1, "TABLE")) &&
	               tokens->len == 2;
	if (flushes)
		rule_report(context, "FLUSH TABLES waits for every query that runs, and everybody "
		                     "waits behind it");
	/* ANALYZE samples pages; only on a big table queries feel it. */
	if (table == NULL || (g_str_equal(verb, "ANALYZE") && !rule_is_big(context, table)))
		return;
	rule_report_on(context, table->name, NULL, NULL,
	               "%s of `%s` reads or writes the whole table%s",
	               g_str_equal(verb, "CHECK TABLES") ? "CHECK TABLE" : verb, table->name,
	               g_str_equal(verb, "OPTIMIZE") ? ", which InnoDB builds again" : "");
}

/* ---- LK034 */

static bool
locks_rows(const GArray *tokens)
{
	static const char *const update[] = {"FOR", "UPDATE", NULL};
	static const char *const share[] = {"FOR", "SHARE", NULL};
	static const char *const mode[] = {"LOCK", "IN", "SHARE", NULL};

	for (guint i = 1; i < tokens->len; i++)
		if (scan_phrase(tokens, i, update) || scan_phrase(tokens, i, share) ||
		    scan_phrase(tokens, i, mode))
			return true;
	return false;
}

static bool
calls_lock(const SqlParsed *parsed)
{
	for (guint i = 0; i < parsed->functions->len; i++)
		if (g_str_equal(parsed->functions->pdata[i], "GET_LOCK"))
			return parsed->body == NULL;
	return false;
}

/* What the statement locks by its own word; NULL: nothing. */
static const char *
explicit_lock(const RuleContext *context)
{
	static const char *const phrases[] = {"LOCK TABLES",  "LOCK TABLE",  "LOCK INSTANCE",
	                                      "BACKUP STAGE", "BACKUP LOCK", NULL};
	SqlStatementKind kind = context->parsed->statement->kind;

	if (calls_lock(context->parsed))
		return "GET_LOCK";
	if (kind == SQL_STATEMENT_DDL || kind == SQL_STATEMENT_DML || kind == SQL_STATEMENT_SET)
		return NULL;
	g_autoptr(GArray) tokens = scan_tokens(context->statement->text);
	const char *phrase = scan_beginning(tokens, phrases);
	if (phrase != NULL)
		return phrase;
	if (scan_is(tokens, 0, "FLUSH")) {
		static const char *const read[] = {"WITH", "READ", "LOCK", NULL};
		for (guint i = 1; i < tokens->len; i++)
			if (scan_phrase(tokens, i, read))
				return "FLUSH TABLES WITH READ LOCK";
	}
	return kind == SQL_STATEMENT_QUERY && locks_rows(tokens) ? "SELECT ... FOR UPDATE or SHARE"
	                                                         : NULL;
}

void
lk_check_explicit_locks(const RuleContext *context)
{
	const char *lock = explicit_lock(context);

	if (lock != NULL)
		rule_report(context,
		            "%s takes a lock of its own, which a failed migration may keep", lock);
}

/* ---- LK035 */

/* A table of so many times big_bytes takes seconds to unlink. */
#define LARGE_FACTOR 10

void
lk_check_large_drop(const RuleContext *context)
{
	const GPtrArray *effects = context->parsed->statement->effects;
	bool drops = g_strcmp0(context->parsed->main_verb, "DROP TABLE") == 0 ||
	             g_strcmp0(context->parsed->main_verb, "TRUNCATE TABLE") == 0 ||
	             g_strcmp0(context->parsed->main_verb, "TRUNCATE") == 0;

	for (guint i = 0; drops && i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		const SchemaTable *table =
			effect->object == SQL_OBJECT_TABLE && effect->name != NULL
				? schema_find_table(context->live, effect->name)
				: NULL;
		if (table == NULL || !table->statistics.known)
			continue;
		guint64 bytes = table->statistics.data_bytes + table->statistics.index_bytes;
		if (bytes / LARGE_FACTOR < context->policy->big_bytes)
			continue;
		rule_report_on(context, table->name, NULL, NULL,
		               "the files of `%s`, %" G_GUINT64_FORMAT
		               " MB, are removed in one go: writes of the whole server may stall",
		               table->name, bytes / 1000000);
	}
}

/* ---- LK036 */

/* The table of the trigger, which the statement or the schema before it names. */
static const char *
trigger_table(const RuleContext *context)
{
	const GPtrArray *effects = context->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->object != SQL_OBJECT_TRIGGER)
			continue;
		if (effect->table != NULL)
			return effect->table;
		const SchemaProgram *trigger =
			schema_find_program(context->live, SQL_OBJECT_TRIGGER, effect->name);
		return trigger != NULL ? trigger->table : NULL;
	}
	return NULL;
}

void
lk_check_trigger(const RuleContext *context)
{
	const char *table = trigger_table(context);

	if (table == NULL || lineage_of_table(context, table).kind != LINEAGE_LIVE)
		return;
	rule_report_on(context, table, NULL, NULL,
	               "%s takes the exclusive lock of `%s`: it waits for all transactions on it, "
	               "and everybody else behind it",
	               context->parsed->statement->verb, table);
}
