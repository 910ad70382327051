#include <string.h>

#include "planner/load.h"
#include "planner/rules/fi.h"
#include "planner/rules/rules.h"
#include "planner/since.h"

#define MOST_PENDING   20
#define MOST_SEED_ROWS 100

static char *
entry_name(const StatusEntry *entry)
{
	return entry->migration != NULL
	               ? g_strdup(entry->migration->file_name)
	               : g_strdup_printf("%s_%s", entry->fact->version, entry->fact->name);
}

/* What the user has allowed by name is told, and is no alarm. */
static void
report_entry(const RuleContext *context, const StatusEntry *entry, const char *what)
{
	const PendingLimits *limits = context->input->limits;
	bool allowed = limits != NULL && pending_is_allowed(entry, limits);
	g_autofree char *name = entry_name(entry);
	Finding *finding = rule_report(context, "%s%s%s", name, what,
	                               allowed ? " (allowed by an option)" : "");

	if (allowed)
		finding_set_severity(finding, SEVERITY_INFO);
	if (entry->migration != NULL)
		finding->file = g_strdup(name);
}

static void
report_status(const RuleContext *context, MigrationStatus status, const char *what)
{
	const GPtrArray *entries = context->input->entries;

	for (guint i = 0; entries != NULL && i < entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(entries, i);
		if (entry->status == status)
			report_entry(context, entry, what);
	}
}

static void
check_edited(const RuleContext *context)
{
	report_status(context, MIGRATION_STATUS_EDITED,
	              " was edited after it was applied: the database has what it said before");
}

static void
check_missing(const RuleContext *context)
{
	report_status(context, MIGRATION_STATUS_MISSING,
	              " is applied, and no file has its version");
}

static void
check_order(const RuleContext *context)
{
	report_status(context, MIGRATION_STATUS_OUT_OF_ORDER,
	              " sorts before a migration that is applied");
	fi_check_branch_order(context);
}

/* A name that people take for a migration's and mgrun does not. */
static bool
looks_like_migration(const char *name)
{
	g_autofree char *lower = g_ascii_strdown(name, -1);
	bool versioned =
		g_ascii_isdigit(lower[0]) || (lower[0] == 'v' && g_ascii_isdigit(lower[1]));

	return versioned && (strstr(lower, ".sql") != NULL || strstr(lower, ".yaml") != NULL ||
	                     strstr(lower, ".yml") != NULL);
}

static void
check_name(const RuleContext *context)
{
	const GPtrArray *ignored = context->input->ignored;

	for (guint i = 0; ignored != NULL && i < ignored->len; i++) {
		const char *name = g_ptr_array_index(ignored, i);
		if (looks_like_migration(name))
			rule_report(context,
			            "`%s` looks like a migration and is passed over: its name has "
			            "no ending that mgrun reads",
			            name);
	}
}

static void
check_copy(const RuleContext *context)
{
	static const char *const words[] = {"deployed", "rollback", "_old",  "copy",
	                                    "backup",   "(1)",      "_orig", "_bak"};
	const Migration *migration = context->migration->migration;
	g_autofree char *lower = g_ascii_strdown(migration->name, -1);

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *at = strstr(lower, words[i]);
		bool ends = at != NULL && at[strlen(words[i])] == '\0';
		if (!ends)
			continue;
		rule_report(context,
		            "the name of %s ends like that of a copy: it runs as a "
		            "migration of its own",
		            migration->file_name);
		return;
	}
}

static void
check_gaps(const RuleContext *context)
{
	g_autoptr(GPtrArray) gaps = load_find_gaps(
		context->input->all != NULL ? context->input->all : context->input->migrations);

	if (gaps->len > 0)
		rule_report(context, "no file has the version %s%s",
		            (const char *)g_ptr_array_index(gaps, 0),
		            gaps->len > 1 ? ", and more are missing" : "");
}

static void
check_query(const RuleContext *context)
{
	if (context->parsed->statement->kind == SQL_STATEMENT_QUERY)
		rule_report(context, "this %s changes nothing, and nobody sees what it returns",
		            context->parsed->statement->verb);
}

static bool
has_sample_text(const char *text)
{
	static const char *const words[] = {"@example.", "test@", "lorem ipsum", "john doe",
	                                    "foo@bar"};
	g_autofree char *lower = g_ascii_strdown(text, -1);

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (strstr(lower, words[i]) != NULL)
			return true;
	return false;
}

static void
check_seed(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;

	if (dml == NULL || dml->value_rows == 0)
		return;
	if (dml->value_rows > MOST_SEED_ROWS)
		rule_report(context, "%u rows are written into a migration", dml->value_rows);
	else if (has_sample_text(context->statement->text))
		rule_report(context, "the rows look like sample data");
}

static void
check_description(const RuleContext *context)
{
	if (context->migration->migration->description == NULL)
		rule_report(context, "%s does not say what it is for",
		            context->migration->migration->file_name);
}

static bool
drops_table(const PlanStatement *statement, const char *name)
{
	const GPtrArray *effects = statement->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->effect == SQL_EFFECT_DROP && effect->object == SQL_OBJECT_TABLE &&
		    g_strcmp0(effect->name, name) == 0)
			return true;
	}
	return false;
}

/* DROP of what an earlier statement of the plan made. */
static void
check_made_and_dropped(const RuleContext *context)
{
	const PlanStatement *statement = context->statement;

	if (statement->is_new && statement->before != NULL &&
	    drops_table(statement, statement->before->name))
		rule_report_on(context, statement->before->name, NULL, NULL,
		               "`%s` is dropped, and this plan made it", statement->before->name);
}

static void
check_encoding(const RuleContext *context)
{
	const Migration *migration = context->migration->migration;

	if (migration->has_mark)
		rule_report(context, "%s begins with a byte order mark", migration->file_name);
	if (migration->mixed_ends)
		rule_report(context, "%s mixes the line ends of Windows and Unix",
		            migration->file_name);
}

static void
check_many(const RuleContext *context)
{
	guint count = context->plan->migrations->len;

	if (context->input->entries != NULL && count > MOST_PENDING)
		rule_report(context, "%u migrations are pending at once", count);
}

static const Rule rules[] = {
	{
		.id = "FI001",
		.slug = "duplicate-version",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_SQL | INPUT_GIT,
		.summary = "Two migrations have one version, in the directory or on two branches.",
		.why = "Only one of them would ever run; mgrun refuses the directory (exit 65) as "
		       "soon "
		       "as both are in it.",
		.fix = "Give one of them a new version: mgrun new NAME finds one that no branch "
		       "has.",
		.bad = "007_a.sql here, 007_b.sql on main",
		.good = "007_a.sql, 008_b.sql",
		.peers = "Atlas; Flyway",
		.check = fi_check_doubled,
	},
	{
		.id = "FI002",
		.slug = "out-of-order",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_HISTORY | INPUT_GIT,
		.summary = "A migration sorts before one that is applied or merged.",
		.why = "It was written for an earlier schema; databases that are newer meet it in "
		       "another "
		       "order than new ones.",
		.fix = "Give it a newer version, or apply it with --allow-out-of-order on purpose.",
		.bad = "0005_late.sql when 0007 is applied",
		.good = "0008_late.sql",
		.peers = "Atlas; Flyway outOfOrder",
		.check = check_order,
	},
	{
		.id = "FI003",
		.slug = "edited-after-apply",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_HISTORY,
		.summary = "The file of an applied migration says something else than when it ran.",
		.why = "New databases get another schema than the old ones.",
		.fix = "Put the file back and write a new migration, or `mgrun up --accept-edited "
		       "VERSION` when only comments changed.",
		.bad = "editing 0003 after the deploy",
		.good = "0009_correct_0003.sql",
		.peers = "Flyway validate",
		.check = check_edited,
	},
	{
		.id = "FI004",
		.slug = "applied-file-missing",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_HISTORY,
		.summary = "History knows a migration that no file has.",
		.why = "Nobody can say what the database was made of, and new databases lack it.",
		.fix = "Bring the file back from git, or go on with --allow-missing on purpose.",
		.bad = "deleting 0003 after the deploy",
		.good = "0009_undo_0003.sql",
		.peers = "Flyway validate",
		.check = check_missing,
	},
	{
		.id = "FI005",
		.slug = "bad-file-name",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_SQL,
		.summary = "A file looks like a migration and is none by its name.",
		.why = "It is passed over without a word, and the deploy lacks it.",
		.fix = "Name it VERSION_name.sql, .yaml, .up.sql or .down.sql, or move it away.",
		.bad = "0004_add_plan.SQL",
		.good = "0004_add_plan.sql",
		.check = check_name,
	},
	{
		.id = "FI006",
		.slug = "empty-migration",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_ELSEWHERE, /* such a file is not loaded: exit 65 */
		.inputs = INPUT_SQL,
		.summary = "A migration without a statement.",
		.why = "It would be recorded as applied and have done nothing; mgrun does not load "
		       "it.",
		.fix = "Write the statements, or delete the file.",
		.bad = "-- to do",
		.good = "ALTER TABLE t ADD COLUMN c INT",
	},
	{
		.id = "FI007",
		.slug = "suspicious-copy",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL,
		.summary = "A file is named like a copy or a rollback of another and would run as "
			   "a migration.",
		.why = "A rollback script that runs as an up takes back what the one before it "
		       "did.",
		.fix = "Move it away, or name a rollback VERSION_name.down.sql.",
		.bad = "001_users_rollback.sql",
		.good = "001_users.down.sql",
		.check = check_copy,
	},
	{
		.id = "FI008",
		.slug = "merged-file-changed",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_GIT,
		.summary = "A migration that is merged already is changed, renamed or deleted on "
			   "this branch.",
		.why = "Where it ran it stays as it was; where it did not, something else runs.",
		.fix = "Put it back and write a new migration.",
		.bad = "git mv 0003_a.sql 0003_b.sql",
		.good = "0009_b.sql",
		.peers = "Atlas",
		.check = fi_check_merged,
	},
	{
		.id = "FI009",
		.slug = "version-gap",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_SQL,
		.summary = "A number is missing in a directory that counts its migrations.",
		.why = "Perhaps a file was forgotten in a commit.",
		.fix = "Add the file, or leave the gap when it is meant.",
		.bad = "0001, 0003",
		.good = "0001, 0002, 0003",
		.check = check_gaps,
	},
	{
		.id = "FI010",
		.slug = "query-only-statement",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "A query stands among the steps.",
		.why = "Its rows are thrown away: as a check it checks nothing, and it may take "
		       "long.",
		.fix = "Write it under `require:` or `verify:`, where its result decides.",
		.bad = "up: SELECT COUNT(*) FROM users",
		.good = "verify: SELECT COUNT(*) > 0 FROM users",
		.check = check_query,
	},
	{
		.id = "FI011",
		.slug = "seed-data-in-migration",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "Sample data, or very many rows, are written by a migration.",
		.why = "They reach production with the next deploy.",
		.fix = "Keep sample data outside of the migrations.",
		.bad = "INSERT INTO users (email) VALUES ('test@example.com')",
		.good = "INSERT INTO plans (code) VALUES ('free'), ('pro')",
		.check = check_seed,
	},
	{
		.id = "FI012",
		.slug = "non-linear-branch",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_GIT,
		.summary = "The revision compared with has migrations that this branch lacks.",
		.why = "What is judged here is not what will run after the merge.",
		.fix = "Rebase the branch, and give its migrations newer versions.",
		.bad = "main has 0009, the branch is from before it",
		.good = "git rebase main",
		.peers = "Atlas",
		.check = fi_check_behind,
	},
	{
		.id = "FI013",
		.slug = "header-policy",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL | INPUT_POLICY,
		.opt_in = true,
		.summary = "A migration does not say what it is for.",
		.why = "Who reads history in a year has the file name alone.",
		.fix = "Write `description:`, or `-- mgrun:description ...`.",
		.bad = "up: ALTER TABLE ...",
		.good = "description: every user has a plan",
		.check = check_description,
	},
	{
		.id = "FI014",
		.slug = "create-and-drop-same-object",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "A table is made and dropped by one plan.",
		.why = "One of the two is left over from a change of mind; its rows are gone in "
		       "between.",
		.fix = "Take both out, or use a temporary table.",
		.bad = "CREATE TABLE tmp ...; DROP TABLE tmp",
		.good = "CREATE TEMPORARY TABLE tmp ...",
		.check = check_made_and_dropped,
	},
	{
		.id = "FI015",
		.slug = "encoding",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL,
		.summary = "A byte order mark, or mixed line ends; UTF-16, NUL and invalid UTF-8 "
			   "are not loaded.",
		.why = "mgrun reads it, other tools stumble, and string literals over several "
		       "lines differ.",
		.fix = "Save the file as UTF-8 without a mark, with one kind of line end.",
		.bad = "a file of an old Windows editor",
		.good = "UTF-8, LF",
		.check = check_encoding,
	},
	{
		.id = "FI016",
		.slug = "too-many-pending",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_HISTORY,
		.summary = "Very many migrations would run at once.",
		.why = "A failure in the middle leaves a schema that no release has ever seen.",
		.fix = "Apply them in parts: mgrun up --steps N, or --to VERSION.",
		.bad = "40 pending migrations in one deploy",
		.good = "mgrun up --steps 10",
		.check = check_many,
	},
};

const RuleFamily rules_fi = {rules, G_N_ELEMENTS(rules)};
