#include <string.h>

#include "planner/rules/lineage.h"
#include "planner/rules/rules.h"
#include "planner/rules/scan.h"
#include "planner/words.h"

#define MOST_STATEMENTS 50
#define MOST_BYTES      (2U * 1024 * 1024)

static const PlanStatement *
statement_at(const RuleContext *context, guint index)
{
	return g_ptr_array_index(context->plan->statements, index);
}

/* The BEGIN that is still open before a statement of the migration; NULL: none. */
static const PlanStatement *
open_transaction(const RuleContext *context, guint end)
{
	const PlanStatement *open = NULL;

	for (guint i = context->migration->first; i < end; i++) {
		const PlanStatement *statement = statement_at(context, i);
		const SqlStatement *parsed = statement->parsed->statement;
		if (parsed->kind == SQL_STATEMENT_BEGIN)
			open = statement;
		else if (parsed->implicit_commit || parsed->kind == SQL_STATEMENT_COMMIT ||
		         parsed->kind == SQL_STATEMENT_ROLLBACK)
			open = NULL;
	}
	return open;
}

static void
check_ddl_in_transaction(const RuleContext *context)
{
	const SqlStatement *statement = context->parsed->statement;
	const PlanStatement *open = open_transaction(context, context->statement->index);

	if (open == NULL || !statement->implicit_commit || statement->kind == SQL_STATEMENT_BEGIN ||
	    statement->kind == SQL_STATEMENT_COMMIT)
		return;
	rule_report(context,
	            "%s commits the transaction that line %" G_GUINT64_FORMAT
	            " opened: what was done since cannot be rolled back",
	            context->parsed->main_verb, open->position.line);
}

static void
check_mixed(const RuleContext *context)
{
	bool ddl = false;
	bool dml = false;

	for (guint i = 0; i < context->migration->count; i++) {
		const PlanStatement *statement =
			statement_at(context, context->migration->first + i);
		SqlStatementKind kind = statement->parsed->statement->kind;
		ddl = ddl || (kind == SQL_STATEMENT_DDL && !statement->is_new);
		dml = dml || (kind == SQL_STATEMENT_DML && !statement->is_new);
	}
	if (ddl && dml)
		rule_report(context, "the migration changes tables that are there and rows too: "
		                     "when it fails in between, both halves are undone apart");
}

static void
check_resumable(const RuleContext *context)
{
	const PlanStatement *opaque = NULL;
	guint ddl = 0;

	for (guint i = 0; i < context->migration->count; i++) {
		const PlanStatement *statement =
			statement_at(context, context->migration->first + i);
		const SqlStatement *parsed = statement->parsed->statement;
		ddl += parsed->kind == SQL_STATEMENT_DDL;
		if (parsed->opaque && opaque == NULL)
			opaque = statement;
	}
	if (ddl >= 2 && opaque != NULL)
		rule_report(context,
		            "%u statements change the schema, and what the one of line "
		            "%" G_GUINT64_FORMAT " does cannot be told: after a crash there a "
		            "person must say how far it came",
		            ddl, opaque->position.line);
}

/* COMMIT and SAVEPOINT, or SET autocommit. */
static const char *
transaction_word(const SqlParsed *parsed)
{
	if (parsed->statement->kind == SQL_STATEMENT_COMMIT)
		return "COMMIT";
	if (parsed->statement->kind == SQL_STATEMENT_ROLLBACK)
		return "ROLLBACK";
	if (parsed->statement->kind == SQL_STATEMENT_SAVEPOINT)
		return "SAVEPOINT";
	for (guint i = 0; i < parsed->settings->len; i++) {
		const SqlSetting *setting = g_ptr_array_index(parsed->settings, i);
		if (g_str_equal(setting->name, "autocommit") &&
		    g_strcmp0(setting->scope, "SESSION") == 0)
			return "SET autocommit";
	}
	return NULL;
}

static void
check_explicit_commit(const RuleContext *context)
{
	const char *word = transaction_word(context->parsed);

	if (word != NULL)
		rule_report(context,
		            "%s stands in the migration: mgrun commits each step with its "
		            "journal entry, and this takes them apart",
		            word);
}

static void
check_unterminated(const RuleContext *context)
{
	const PlanMigration *migration = context->migration;
	const PlanStatement *open = open_transaction(context, migration->first + migration->count);

	if (open == NULL)
		return;
	RuleContext at = *context;
	at.statement = open;
	rule_report(&at, "the transaction that begins here is not committed by the end of the "
	                 "file: its rows may be rolled back");
}

static void
check_nested(const RuleContext *context)
{
	if (context->parsed->statement->kind != SQL_STATEMENT_BEGIN)
		return;
	const PlanStatement *open = open_transaction(context, context->statement->index);
	if (open != NULL)
		rule_report(context,
		            "%s commits the transaction that line %" G_GUINT64_FORMAT
		            " opened: there are no nested transactions",
		            context->parsed->main_verb, open->position.line);
}

static void
check_size(const RuleContext *context)
{
	const GPtrArray *steps = context->migration->migration->steps;
	guint64 bytes = 0;

	for (guint i = 0; i < steps->len; i++)
		bytes += ((const Step *)g_ptr_array_index(steps, i))->sql->length;
	if (steps->len > MOST_STATEMENTS)
		rule_report(context, "%u statements stand in one migration", steps->len);
	else if (bytes > MOST_BYTES)
		rule_report(context, "the migration has %" G_GUINT64_FORMAT " KiB of SQL",
		            bytes / 1024);
}

/* One difference of shape between what is there and what is written. */
static void append_difference(GString *text, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
append_difference(GString *text, const char *format, ...)
{
	va_list arguments;

	if (text->len > 0)
		g_string_append(text, ", ");
	va_start(arguments, format);
	g_string_append_vprintf(text, format, arguments);
	va_end(arguments);
}

static void
compare_column(const SqlColumn *there, const SqlColumn *written, GString *text)
{
	g_autofree char *old = sql_type_format(&there->type);
	g_autofree char *new = sql_type_format(&written->type);

	if (g_ascii_strcasecmp(old, new) != 0)
		append_difference(text, "`%s` is %s, not %s", there->name, old, new);
	else if (there->not_null != written->not_null)
		append_difference(text, "`%s` is %s", there->name,
		                  there->not_null ? "NOT NULL" : "NULL");
}

static void
compare_columns(const SchemaTable *before, const SchemaTable *written, GString *text)
{
	for (guint i = 0; i < written->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(written->columns, i);
		const SqlColumn *there = schema_find_column(before, column->name);
		if (there == NULL)
			append_difference(text, "`%s` is not there", column->name);
		else
			compare_column(there, column, text);
	}
	for (guint i = 0; i < before->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(before->columns, i);
		if (schema_find_column(written, column->name) == NULL)
			append_difference(text, "`%s` is there too", column->name);
	}
}

/* The table as it would be had there been none. */
static SchemaTable *
table_as_written(const RuleContext *context)
{
	g_autoptr(Schema) empty = schema_new(context->target);
	g_autoptr(GPtrArray) problems =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);

	g_free(empty->charset);
	g_free(empty->collation);
	empty->charset = g_strdup(context->schema->charset);
	empty->collation = g_strdup(context->schema->collation);
	schema_apply(empty, context->parsed, context->target, problems);
	const SchemaTable *table = schema_find_table(empty, context->ddl->table);
	return table != NULL ? schema_table_ref(table) : NULL;
}

static void
check_create_tolerant(const RuleContext *context)
{
	const SqlTableDdl *ddl = context->ddl;

	if (ddl == NULL || g_strcmp0(context->parsed->main_verb, "CREATE TABLE") != 0 ||
	    !ddl->tolerant || ddl->temporary || context->before == NULL || ddl->as_select ||
	    ddl->like_table != NULL)
		return;
	g_autoptr(SchemaTable) written = table_as_written(context);
	g_autoptr(GString) text = g_string_new(NULL);
	if (written != NULL)
		compare_columns(context->before, written, text);
	if (text->len > 0)
		rule_report_on(context, ddl->table, NULL, NULL,
		               "`%s` is there with another shape (%s): IF NOT EXISTS makes the "
		               "statement do nothing",
		               ddl->table, text->str);
}

/* The nearest table that there is; borrowed. */
static const char *
nearest_table(const RuleContext *context, const char *name)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	GHashTableIter iter;
	gpointer table;

	g_hash_table_iter_init(&iter, context->schema->tables);
	while (g_hash_table_iter_next(&iter, NULL, &table))
		g_ptr_array_add(names, ((SchemaTable *)table)->name);
	g_ptr_array_add(names, NULL);
	return nearest_word(name, (const char *const *)names->pdata);
}

/* DROP IF EXISTS before the CREATE of the same name is a habit, not a mistake. */
static bool
is_made_later(const RuleContext *context, const SqlEffect *dropped)
{
	guint last = context->migration->first + context->migration->count;

	for (guint i = context->statement->index + 1; i < last; i++) {
		const GPtrArray *effects = statement_at(context, i)->parsed->statement->effects;
		for (guint j = 0; j < effects->len; j++) {
			const SqlEffect *effect = g_ptr_array_index(effects, j);
			if (effect->object == dropped->object && effect->name != NULL &&
			    effect->effect != SQL_EFFECT_DROP &&
			    g_ascii_strcasecmp(effect->name, dropped->name) == 0)
				return true;
		}
	}
	return false;
}

static bool
is_missing(const RuleContext *context, const SqlEffect *effect)
{
	if (effect->object == SQL_OBJECT_TABLE)
		return lineage_of_table(context, effect->name).kind == LINEAGE_GONE;
	if (effect->object == SQL_OBJECT_COLUMN)
		return context->before != NULL &&
		       schema_find_column(context->before, effect->name) == NULL;
	if (effect->object == SQL_OBJECT_INDEX)
		return context->before != NULL &&
		       schema_find_index(context->before, effect->name) == NULL;
	return false;
}

static void
check_drop_tolerant(const RuleContext *context)
{
	const GPtrArray *effects = context->parsed->statement->effects;

	for (guint i = 0; i < effects->len && !context->parsed->statement->temporary; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->effect != SQL_EFFECT_DROP || !effect->tolerant ||
		    !lineage_is_own_schema(context, effect->schema) ||
		    !is_missing(context, effect) || is_made_later(context, effect))
			continue;
		bool table = effect->object == SQL_OBJECT_TABLE;
		const char *nearest = table ? nearest_table(context, effect->name) : NULL;
		rule_report_on(context, table ? effect->name : effect->table, NULL, NULL,
		               "%s `%s` is not there: IF EXISTS makes the statement do "
		               "nothing%s%s%s",
		               sql_object_kind_name(effect->object), effect->name,
		               nearest != NULL ? "; did you mean `" : "",
		               nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
	}
}

static void
check_packet(const RuleContext *context)
{
	const char *value = plan_target_variable(context->target, "max_allowed_packet", NULL);
	guint64 limit = value != NULL ? g_ascii_strtoull(value, NULL, 10) : 0;

	if (limit > 0 && context->statement->step->sql->length + 1 > limit)
		rule_report(context,
		            "the statement has %" G_GUINT64_FORMAT
		            " bytes and max_allowed_packet is %" G_GUINT64_FORMAT,
		            context->statement->step->sql->length, limit);
}

static const Rule tx_rules[] = {
	{
		.id = "TX001",
		.slug = "ddl-in-transaction",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "A statement that commits stands between BEGIN and COMMIT.",
		.why = "DDL ends the transaction: what was done before is committed, and a later "
		       "ROLLBACK takes nothing back.",
		.fix = "Take BEGIN and COMMIT out; each statement is a step that mgrun can undo.",
		.bad = "BEGIN; INSERT INTO t (id) VALUES (1); CREATE TABLE u (id INT PRIMARY KEY); "
		       "COMMIT;",
		.good = "CREATE TABLE u (id INT PRIMARY KEY); INSERT INTO t (id) VALUES (1);",
		.peers = "Atlas TX101; squawk ban-concurrent-index-creation-in-transaction; "
			 "Liquibase checks CheckRunInTransactionValue; Ptah TX101",
		.check = check_ddl_in_transaction,
	},
	{
		.id = "TX002",
		.slug = "mixed-ddl-and-dml",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL,
		.summary = "One migration changes the schema and rows.",
		.why = "A failure in between leaves one half done; mgrun undoes it step by step, "
		       "which takes longer than one rollback.",
		.fix = "Two migrations, where the halves make sense alone.",
		.bad = "ALTER TABLE t ADD c INT; UPDATE t SET c = 1 WHERE c IS NULL;",
		.good = "UPDATE t SET c = 1 WHERE c IS NULL; -- in a migration of its own",
		.peers = "Atlas TX101; Flyway/Redgate RG05",
		.check = check_mixed,
	},
	{
		.id = "TX003",
		.slug = "multiple-ddl-not-resumable",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL,
		.summary = "Several schema changes, and a statement whose effect cannot be told.",
		.why = "After a crash in that statement mgrun cannot see from the schema whether "
		       "it "
		       "ran.",
		.fix = "Give the statement a migration of its own.",
		.bad = "ALTER TABLE a ADD x INT; CALL change_all(); ALTER TABLE b ADD x INT;",
		.good = "CALL change_all(); -- alone",
		.peers = "Liquibase checks OneChangePerChangeset",
		.check = check_resumable,
	},
	{
		.id = "TX004",
		.slug = "explicit-commit-rollback",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "The migration steers transactions itself.",
		.why = "mgrun commits the rows of a step together with its journal entry; a COMMIT "
		       "in between lets a crash part them.",
		.fix = "Take it out.",
		.bad = "COMMIT;",
		.good = "UPDATE t SET c = 1 WHERE c IS NULL; -- a step commits by itself",
		.peers = "Bytebase STATEMENT_DISALLOW_COMMIT",
		.check = check_explicit_commit,
	},
	{
		.id = "TX005",
		.slug = "unterminated-transaction",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL,
		.summary = "A BEGIN without its COMMIT.",
		.why = "A plain client would roll the rows back when it disconnects; what happens "
		       "to them must not hang on that.",
		.fix = "Take BEGIN out.",
		.bad = "BEGIN; UPDATE t SET c = 1 WHERE id = 1;",
		.good = "UPDATE t SET c = 1 WHERE id = 1;",
		.peers = "squawk ban-uncommitted-transaction",
		.check = check_unterminated,
	},
	{
		.id = "TX006",
		.slug = "nested-transaction",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "A transaction begins in another.",
		.why = "The second BEGIN commits the first.",
		.fix = "Use one transaction, or none: mgrun makes its own.",
		.bad = "BEGIN; UPDATE t SET c = 1; BEGIN; UPDATE t SET c = 2; COMMIT;",
		.good = "UPDATE t SET c = 2 WHERE id = 1;",
		.peers = "Atlas TX201; squawk transaction-nesting; Ptah TX201",
		.check = check_nested,
	},
	{
		.id = "TX007",
		.slug = "too-many-statements",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL,
		.summary = "A migration of more than 50 statements or 2 MiB.",
		.why = "It is hard to review, long to undo, and one failing step takes all the "
		       "others back.",
		.fix = "Several migrations.",
		.bad = "-- 60 statements",
		.good = "-- one change",
		.peers = "Bytebase STATEMENT_MAXIMUM_STATEMENTS_IN_TRANSACTION, "
			 "BUILTIN_STATEMENT_MAXIMUM_SQL_SIZE",
		.check = check_size,
	},
	{
		.id = "TX008",
		.slug = "create-if-not-exists-hides-drift",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary =
			"CREATE TABLE IF NOT EXISTS for a table that is there with other columns.",
		.why = "The server makes a note (1050) and does nothing; later statements meet a "
		       "table that the author did not mean.",
		.fix = "Leave IF NOT EXISTS out of versioned migrations, or write the ALTER that "
		       "is "
		       "missing.",
		.bad = "CREATE TABLE IF NOT EXISTS t (id INT PRIMARY KEY, added INT);",
		.good = "ALTER TABLE t ADD COLUMN added INT NULL;",
		.peers = "none of the studied peers",
		.check = check_create_tolerant,
	},
	{
		.id = "TX009",
		.slug = "drop-if-exists-hides-drift",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "DROP ... IF EXISTS of what is not there.",
		.why = "The server makes a note (1051) and does nothing: a misspelt name goes "
		       "unseen.",
		.fix = "Write the name that is meant, or take the statement out.",
		.bad = "DROP TABLE IF EXISTS ordres;",
		.good = "DROP TABLE orders;",
		.peers = "none of the studied peers",
		.check = check_drop_tolerant,
	},
	{
		.id = "TX011",
		.slug = "statement-exceeds-packet",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_TARGET,
		.summary = "A statement is larger than the server takes.",
		.why = "The server refuses it with 1153 and closes the connection (2006).",
		.fix = "Insert fewer rows with each statement.",
		.bad = "INSERT INTO t (c) VALUES (...), (...); -- 80 MiB",
		.good = "INSERT INTO t (c) VALUES (...); -- a thousand rows each",
		.peers = "none of the studied peers",
		.check = check_packet,
	},
};

const RuleFamily rules_tx = {tx_rules, G_N_ELEMENTS(tx_rules)};
