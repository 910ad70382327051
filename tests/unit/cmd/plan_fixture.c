#include "plan_fixture.h"

#include <string.h>

static const Rule drop_column = {
	.id = "DS003",
	.slug = "drop-column",
	.severity = SEVERITY_CRITICAL,
	.summary = "A column is dropped that may still hold values.",
	.why = "Its values are gone; no down statement brings them back.",
	.fix = "Stop reading it first, then drop it in a later migration with confirm.",
	.bad = "ALTER TABLE users DROP COLUMN phone",
	.good = "-- two releases later\nALTER TABLE users DROP COLUMN phone",
	.peers = "Atlas DS103; squawk ban-drop-column",
};
static const Rule copy = {
	.id = "LK001",
	.slug = "table-copy",
	.severity = SEVERITY_HIGH,
	.summary = "The server copies the whole table and lets writes wait.",
	.why = "Writes to the table wait until the copy is complete.",
	.fix = "Use an online schema change, or a maintenance window.",
};
static const Rule timestamps = {
	.id = "DI001",
	.slug = "no-timestamps",
	.severity = SEVERITY_MEDIUM,
	.summary = "A table has no time of creation.",
	.why = "Nobody can tell later when a row came.",
	.fix = "Add created_at.",
};
static const Rule composite = {
	.id = "IX007",
	.slug = "composite-opportunity",
	.severity = SEVERITY_INFO,
	.summary = "One index over both columns would serve the query.",
};

PlanFixture *
plan_fixture_new(void)
{
	PlanFixture *fixture = g_new0(PlanFixture, 1);
	Plan *plan = &fixture->plan;

	fixture->target = (PlanTarget){.version = 90704, .text = "MySQL 9.7.4", .live = true};
	fixture->kept = g_ptr_array_new_with_free_func((GDestroyNotify)migration_free);
	plan->target = &fixture->target;
	plan->policy = &fixture->policy;
	plan->migrations = g_ptr_array_new_with_free_func(g_free);
	plan->statements = g_ptr_array_new();
	plan->findings = g_ptr_array_new_with_free_func((GDestroyNotify)finding_free);
	plan->inputs = g_ptr_array_new();
	plan->missing = g_ptr_array_new_with_free_func(g_free);
	plan->readiness = g_ptr_array_new();
	plan->next_actions = g_ptr_array_new_with_free_func(g_free);
	plan->recommendation = g_strdup("Safe to deploy");
	g_ptr_array_add(plan->inputs, (gpointer) "SQL");
	g_ptr_array_add(plan->inputs, (gpointer) "live schema");
	memset(plan->hash, 'a', sizeof(plan->hash) - 1);
	plan->elapsed_us = 12345;
	return fixture;
}

static void
free_statement(gpointer pointer, gpointer unused G_GNUC_UNUSED)
{
	PlanStatement *statement = pointer;

	g_free(statement->text);
	g_free(statement->undo);
	if (statement->after != NULL) {
		g_free(statement->after->name);
		g_free(statement->after);
	}
	g_free(statement);
}

static void
free_readiness(gpointer pointer, gpointer unused G_GNUC_UNUSED)
{
	Readiness *row = pointer;

	g_free(row->note);
	g_free(row);
}

void
plan_fixture_free(PlanFixture *fixture)
{
	if (fixture == NULL)
		return;

	Plan *plan = &fixture->plan;
	g_ptr_array_foreach(plan->statements, free_statement, NULL);
	g_ptr_array_foreach(plan->readiness, free_readiness, NULL);
	GPtrArray *arrays[] = {plan->migrations,   plan->statements, plan->findings,
	                       plan->inputs,       plan->missing,    plan->readiness,
	                       plan->next_actions, fixture->kept};
	for (gsize i = 0; i < G_N_ELEMENTS(arrays); i++)
		g_ptr_array_unref(arrays[i]);
	g_free(plan->risk_driver);
	g_free(plan->recommendation);
	g_free(fixture->policy.environment);
	g_free(fixture->policy.deploy);
	g_free(fixture);
}

Migration *
fixture_migration(PlanFixture *fixture, const char *version, const char *name)
{
	Migration *migration = migration_new();
	PlanMigration *planned = g_new0(PlanMigration, 1);

	migration->version = g_strdup(version);
	migration->version_text = g_strdup(version);
	migration->name = g_strdup(name);
	migration->file_name = g_strdup_printf("%s_%s.yaml", version, name);
	memset(migration->checksum, 'c', sizeof(migration->checksum) - 1);
	planned->migration = migration;
	planned->first = fixture->plan.statements->len;
	planned->has_down = true;
	g_ptr_array_add(fixture->kept, migration);
	g_ptr_array_add(fixture->plan.migrations, planned);
	return migration;
}

PlanStatement *
fixture_statement(PlanFixture *fixture, const Migration *migration, guint64 line, const char *sql)
{
	Plan *plan = &fixture->plan;
	PlanStatement *statement = g_new0(PlanStatement, 1);
	PlanMigration *planned = g_ptr_array_index(plan->migrations, plan->migrations->len - 1);

	statement->migration = migration;
	statement->index = plan->statements->len;
	statement->text = g_strdup(sql);
	statement->position = (SourcePosition){line, 10};
	statement->seconds = -1;
	planned->count++;
	g_ptr_array_add(plan->statements, statement);
	return statement;
}

Finding *
fixture_finding(PlanFixture *fixture, const Rule *rule, gint statement, const char *message)
{
	Plan *plan = &fixture->plan;
	Finding *finding = g_new0(Finding, 1);

	finding->rule = rule;
	finding->severity = finding->base_severity = rule->severity;
	finding->message = g_strdup(message);
	finding->statement = statement;
	if (statement >= 0) {
		const PlanStatement *about = g_ptr_array_index(plan->statements, (guint)statement);
		finding->file = g_strdup(about->migration->file_name);
		finding->position = about->position;
	}
	memset(finding->fingerprint, 'f', sizeof(finding->fingerprint) - 1);
	g_ptr_array_add(plan->findings, finding);
	plan->counts[finding->severity]++;
	return finding;
}

static void
set_table(PlanStatement *statement, const char *name, guint64 rows, guint64 bytes)
{
	SchemaTable *table = g_new0(SchemaTable, 1);

	table->name = g_strdup(name);
	statement->after = table;
	statement->rows = rows;
	statement->bytes = bytes;
	statement->size_known = true;
}

static void
add_readiness(PlanFixture *fixture, const char *name, guint state, const char *note)
{
	Readiness *row = g_new0(Readiness, 1);

	row->name = name;
	row->state = state;
	row->note = g_strdup(note);
	g_ptr_array_add(fixture->plan.readiness, row);
}

static void
add_shop_statements(PlanFixture *fixture)
{
	const Migration *first = fixture_migration(fixture, "0003", "add_plan");
	PlanStatement *add = fixture_statement(
		fixture, first, 4, "ALTER TABLE users ADD COLUMN plan VARCHAR(16) NULL");
	add->has_verdict = true;
	add->verdict = (OnlineVerdict){.algorithm = SQL_ALGORITHM_INSTANT,
	                               .lock = SQL_LOCK_NONE,
	                               .measured = true,
	                               .reason = "ADD COLUMN alone changes the dictionary only"};
	set_table(add, "users", 4100000, 1288490189);
	add->seconds = 0;
	add->phase = PHASE_EXPAND;
	add->undo = g_strdup("ALTER TABLE users DROP COLUMN plan");

	const Migration *second = fixture_migration(fixture, "0004", "slim_users");
	PlanStatement *change = fixture_statement(
		fixture, second, 9,
		"ALTER TABLE users\n  DROP COLUMN phone,\n  MODIFY name VARCHAR(64) CHARACTER SET "
		"utf8mb4 COLLATE utf8mb4_0900_ai_ci NOT NULL");
	change->has_verdict = true;
	change->verdict = (OnlineVerdict){
		.algorithm = SQL_ALGORITHM_COPY,
		.lock = SQL_LOCK_SHARED,
		.work = ONLINE_WORK_COPY,
		.reason = "MODIFY of `name` changes its type, which the server does row by row"};
	set_table(change, "users", 4100000, 1288490189);
	change->seconds = 363;
	change->phase = PHASE_CONTRACT;
	change->undo = g_strdup("irreversible: nobody needs the numbers");
	PlanStatement *fill = fixture_statement(
		fixture, second, 15, "UPDATE orders SET state = 'open' WHERE state IS NULL");
	set_table(fill, "orders", 950, 16384);
}

static void
add_shop_findings(PlanFixture *fixture)
{
	Finding *drop =
		fixture_finding(fixture, &drop_column, 1,
	                        "Column `phone` of `users` is dropped while rows hold values");
	drop->table = g_strdup("users");
	drop->column = g_strdup("phone");
	drop->fix_sql = g_strdup("SELECT COUNT(*) FROM users\n WHERE phone IS NOT NULL");
	drop->evidence = (FindingEvidence){
		.probe_sql = g_strdup("SELECT id FROM `users` WHERE `phone` IS NOT NULL LIMIT 5"),
		.count = 5,
		.sample = g_strdup("17, 18, 21, 22, 40"),
		.looked = true};
	Finding *slow = fixture_finding(fixture, &copy, 1, "The server copies `users` row by row");
	slow->table = g_strdup("users");
	slow->impact = g_strdup("Writes to `users` wait for about 6 minutes: 4.1 million rows are "
	                        "copied while a shared lock is held.");
	fixture_finding(fixture, &timestamps, -1, "Table `orders` has no time of creation");
	Finding *hint = fixture_finding(fixture, &composite, 2,
	                                "An index (state, created_at) would serve the query");
	hint->table = g_strdup("orders");
	hint->index = g_strdup("orders_state");
	hint->fix = g_strdup("Replace the index on state by one over both columns.");
	Finding *silent = fixture_finding(fixture, &copy, 0, "The server copies `old`");
	silent->suppressed = true;
	silent->suppressed_reason = g_strdup("the table is empty");
	fixture->plan.counts[SEVERITY_HIGH]--;
	fixture->plan.suppressed = 1;
}

PlanFixture *
plan_fixture_shop(void)
{
	PlanFixture *fixture = plan_fixture_new();
	Plan *plan = &fixture->plan;

	fixture->policy.environment = g_strdup("production");
	fixture->policy.deploy = g_strdup("rolling");
	add_shop_statements(fixture);
	add_shop_findings(fixture);
	g_ptr_array_add(plan->inputs, (gpointer) "row probes");
	g_ptr_array_add(
		plan->missing,
		g_strdup("git: the directory is in no repository, so that nobody knows which "
	                 "files were changed since the base"));
	add_readiness(fixture, "Migration script complete", READY_YES, NULL);
	add_readiness(fixture, "Rollback defined", READY_NO, "0004_slim_users cannot be undone");
	add_readiness(fixture, "Zero downtime", READY_WARNING, "1 statement copies a table");
	add_readiness(fixture, "Tried on a copy", READY_NOT_CHECKED, NULL);
	plan->risk = RISK_CRITICAL;
	plan->risk_driver = g_strdup("column `phone` is dropped with its values");
	g_free(plan->recommendation);
	plan->recommendation = g_strdup("Do not deploy: 1 critical finding must be mended first");
	g_ptr_array_add(plan->next_actions, g_strdup("mgrun explain DS003"));
	g_ptr_array_add(plan->next_actions, g_strdup("mgrun backup --scope touched\nmgrun plan"));
	return fixture;
}

#define HOSTILE                                                                                    \
	"a`b``c\"d'e\r\nf\x1b[31mg\x01%h%0A::error::<script>&amp;]]>--> |x| [y](z) @ops "          \
	"\xff\xc3 \xe2\x80\xae_*k*\\"

PlanFixture *
plan_fixture_hostile(void)
{
	PlanFixture *fixture = plan_fixture_new();
	Plan *plan = &fixture->plan;
	const Migration *migration = fixture_migration(fixture, "0001", HOSTILE);
	PlanStatement *statement =
		fixture_statement(fixture, migration, 2, "DROP TABLE `" HOSTILE "`");
	set_table(statement, HOSTILE, 1, 1);
	statement->has_verdict = true;
	statement->verdict.reason = HOSTILE;
	statement->undo = g_strdup(HOSTILE);
	Finding *finding = fixture_finding(fixture, &drop_column, 0, HOSTILE);
	finding->impact = g_strdup(HOSTILE);
	finding->fix = g_strdup(HOSTILE);
	finding->fix_sql = g_strdup("```\n" HOSTILE "\n-- second");
	finding->table = g_strdup(HOSTILE);
	finding->column = g_strdup(HOSTILE);
	finding->index = g_strdup(HOSTILE);
	finding->evidence = (FindingEvidence){g_strdup(HOSTILE), 1, g_strdup(HOSTILE), true};
	Finding *silent = fixture_finding(fixture, &copy, -1, HOSTILE);
	silent->suppressed = true;
	silent->suppressed_reason = g_strdup(HOSTILE);
	plan->counts[SEVERITY_HIGH] = 0;
	plan->suppressed = 1;
	g_ptr_array_add(plan->missing, g_strdup(HOSTILE));
	g_ptr_array_add(plan->next_actions, g_strdup(HOSTILE));
	add_readiness(fixture, "Rollback defined", READY_WARNING, HOSTILE);
	plan->risk_driver = g_strdup(HOSTILE);
	g_free(plan->recommendation);
	plan->recommendation = g_strdup(HOSTILE);
	fixture->policy.environment = g_strdup(HOSTILE);
	return fixture;
}

PlanFixture *
plan_fixture_many(guint findings)
{
	PlanFixture *fixture = plan_fixture_new();
	const Migration *migration = fixture_migration(fixture, "0001", "many");

	for (guint i = 0; i < findings; i++) {
		g_autofree char *sql = g_strdup_printf("ALTER TABLE t%u DROP COLUMN c", i);
		g_autofree char *message = g_strdup_printf("Column `c` of `t%u` is dropped", i);
		PlanStatement *statement = fixture_statement(fixture, migration, i + 1, sql);
		fixture_finding(fixture, &drop_column, (gint)statement->index, message);
	}
	return fixture;
}
