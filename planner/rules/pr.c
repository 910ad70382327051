#include "planner/rules/pr.h"

#include "planner/rules/rules.h"

static const Rule pr_rules[] = {
	{
		.id = "PR001",
		.slug = "no-fresh-backup",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_POLICY,
		.summary = "In production no backup younger than a day is known.",
		.why = "What a migration takes away, and what goes wrong in the middle, only a "
		       "backup brings back.",
		.fix = "Take one first; mgrun can: `mgrun backup`.",
		.bad = "mgrun up -- the newest backup is a week old",
		.good = "mgrun backup, then mgrun up",
		.peers = "Bytebase BUILTIN_PRIOR_BACKUP_CHECK; soar SEC.003",
		.check = pr_check_backup,
	},
	{
		.id = "PR005",
		.slug = "estimated-duration",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_LIVE,
		.summary = "How long the changes of tables take, by size.",
		.why = "An estimate by bytes: a busy server is slower, a fast one quicker.",
		.fix = "Plan the deploy around it.",
		.bad = "a deploy without a plan",
		.good = "mgrun plan --database app_production",
		.peers = "none of the studied peers",
		.check = pr_check_duration,
	},
	{
		.id = "PR006",
		.slug = "maintenance-window-required",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_LIVE | INPUT_POLICY,
		.summary = "A change that lets writes wait, outside of the maintenance windows.",
		.why = "The application waits for as long as the table is read or copied.",
		.fix = "Run it in a window (the setting `windows` has them), or let an online "
		       "schema change tool do it.",
		.bad = "ALTER TABLE events MODIFY id BIGINT  -- on a Tuesday, with windows: Sat "
		       "22:00-04:00 UTC",
		.good = "the same on Saturday at 22:00",
		.peers = "none of the studied peers",
		.check = pr_check_window,
	},
	{
		.id = "PR007",
		.slug = "blocking-sessions",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_LIVE,
		.summary = "Transactions that have been open for long hold tables that the plan "
			   "changes.",
		.why = "The change waits for them, and everybody who comes after waits for the "
		       "change.",
		.fix = "Wait until they end, or end them: KILL and the id.",
		.bad = "mgrun up while a report reads `users` in a transaction",
		.good = "the same when it has ended",
		.peers = "none of the studied peers",
		.check = pr_check_sessions,
	},
	{
		.id = "PR009",
		.slug = "insufficient-privileges",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_TARGET,
		.judges_new = true,
		.summary = "The account lacks a privilege that a statement needs.",
		.why = "The statement fails with 1142 or 1044, and what stands before it is done.",
		.fix = "Grant it, or run with the account that has it.",
		.bad = "CREATE INDEX ... with an account that has ALTER only",
		.good = "GRANT INDEX ON app.* TO deploy",
		.peers = "Spirit lint check replica health, privileges",
		.check = pr_check_privileges,
	},
	{
		.id = "PR012",
		.slug = "schema-drift",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_HISTORY | INPUT_SCHEMA,
		.summary = "The schema is not what history recorded when the last migration had "
			   "run.",
		.why = "Somebody or something changed it beside the migrations: they were not "
		       "written for what they meet now, and other databases lack the change.",
		.fix = "Take the change back by hand, or write it as a migration and mark it "
		       "applied here (`mgrun up --mark-applied VERSION`). The next run records "
		       "the schema as it finds it.",
		.bad = "ALTER TABLE users ADD INDEX i (email);  -- typed on production",
		.good = "mgrun new add-users-email-index",
		.peers = "none of the studied peers",
		.check = pr_check_drift,
	},
	{
		.id = "PR014",
		.slug = "escalation-approval",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_ELSEWHERE,
		.inputs = INPUT_SQL | INPUT_POLICY,
		.summary = "A change that somebody should agree to goes to production, and nobody "
			   "has agreed.",
		.why = "What an ES rule finds is not wrong, and goes wrong in ways that only "
		       "people who know the database see.",
		.fix = "Consent to the ES finding: --approve, `confirm` in the file, or `ignore` "
		       "with a reason.",
		.bad = "mgrun up --env production  -- with ES002 standing",
		.good = "mgrun up --env production --approve ES002@4b2a91c3",
		.peers = "none of the studied peers",
	},
	{
		.id = "PR015",
		.slug = "ephemeral-database",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_TARGET | INPUT_POLICY,
		.summary =
			"A server that is said to be production keeps its data where it is lost.",
		.why = "A restart of the machine or container takes every row.",
		.fix = "Give the server a volume of its own; or correct the settings, when this is "
		       "no production.",
		.bad = "a container without a volume",
		.good = "a volume for the data directory",
		.peers = "none of the studied peers",
		.check = pr_check_ephemeral,
	},
	{
		.id = "PR016",
		.slug = "environment-not-declared",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_PLAN,
		.inputs = INPUT_POLICY,
		.summary = "The settings do not say whether this is development, staging or "
			   "production.",
		.why = "Checks of production are not made, and severities are those of nobody in "
		       "particular.",
		.fix = "Say --env production (staging, development), with a section of that name "
		       "in mgrun.yaml.",
		.bad = "mgrun up",
		.good = "mgrun up --env production",
		.peers = "none of the studied peers",
		.check = pr_check_environment,
	},
};

const RuleFamily rules_pr = {pr_rules, G_N_ELEMENTS(pr_rules)};
