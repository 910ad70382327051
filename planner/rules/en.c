#include "planner/rules/en.h"

#include <string.h>

#include "planner/plan_internal.h"
#include "planner/rules/common.h"
#include "planner/rules/rules.h"
#include "sql/lexer.h"

static void
check_brackets(const RuleContext *context)
{
	SqlLexer lexer;
	SqlToken token;
	gint depth = 0;
	bool closed_too_early = false;

	if (context->statement->cut)
		return;

	sql_lexer_init(&lexer, context->statement->text, strlen(context->statement->text),
	               SQL_MODE_DEFAULT);
	while ((token = sql_lexer_next_word(&lexer)).kind != SQL_TOKEN_END) {
		if (token.kind != SQL_TOKEN_PUNCTUATION)
			continue;
		depth += (token.text[0] == '(') - (token.text[0] == ')');
		closed_too_early = closed_too_early || depth < 0;
	}
	if (depth > 0 || closed_too_early)
		rule_report(context, "a bracket %s in this statement",
		            closed_too_early ? "is closed that was not opened"
		                             : "is opened that is not closed");
}

static void
check_opaque(const RuleContext *context)
{
	const SqlParsed *parsed = context->parsed;

	if (!parsed->statement->opaque)
		return;
	rule_report(context, "what this %s does cannot be told from its text%s%s",
	            *parsed->statement->verb != '\0' ? parsed->statement->verb : "statement",
	            parsed->opaque_reason != NULL ? ": " : "",
	            parsed->opaque_reason != NULL ? parsed->opaque_reason : "");
}

static void
check_dialect(const RuleContext *context)
{
	const PlanTarget *target = context->target;

	for (guint i = 0; i < context->parsed->features->len; i++) {
		const SqlFeature *feature = g_ptr_array_index(context->parsed->features, i);
		if (target->mariadb ? feature->mariadb : feature->mysql)
			continue;
		rule_report(context, "%s is not understood by %s: the statement ends with 1064",
		            feature->what, target->mariadb ? "MariaDB" : "MySQL");
	}
}

static void
check_version(const RuleContext *context)
{
	const PlanTarget *target = context->target;

	for (guint i = 0; i < context->parsed->features->len; i++) {
		const SqlFeature *feature = g_ptr_array_index(context->parsed->features, i);
		bool there = target->mariadb ? feature->mariadb : feature->mysql;
		guint since = target->mariadb ? feature->mariadb_since : feature->mysql_since;
		if (there && since > target->version)
			rule_report(context, "%s needs %s %u.%u.%u or newer, and the target is %s",
			            feature->what, target->mariadb ? "MariaDB" : "MySQL",
			            since / 10000, since / 100 % 100, since % 100, target->text);
	}
}

/* What a template leaves unfilled: ${x}, {{x}}, @@{x}, %(x)s, %s, %d, <TODO ...>. */
static gsize
placeholder_length(const char *text)
{
	static const struct {
		const char *begin;
		const char *end;
	} shapes[] = {{"${", "}"}, {"{{", "}}"}, {"%(", ")s"}, {"<TODO", ">"}, {"@@{", "}"}};

	for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
		if (!g_str_has_prefix(text, shapes[i].begin))
			continue;
		const char *end = strstr(text, shapes[i].end);
		const char *line = strchr(text, '\n');
		if (end != NULL && (line == NULL || end < line))
			return (gsize)(end - text) + strlen(shapes[i].end);
	}
	bool printf_like = text[0] == '%' && (text[1] == 's' || text[1] == 'd') &&
	                   !g_ascii_isalnum(text[2]) && text[2] != '_';
	return printf_like ? 2 : 0;
}

/* A question mark where a value belongs, as drivers replace it. */
static bool
is_marker(const SqlToken *token)
{
	return token->length == 1 && token->text[0] == '?';
}

/* The modulo operator stands behind an operand; a placeholder does not. */
static bool
is_operand(SqlTokenKind kind)
{
	return kind == SQL_TOKEN_WORD || kind == SQL_TOKEN_NUMBER ||
	       kind == SQL_TOKEN_QUOTED_NAME || kind == SQL_TOKEN_STRING ||
	       kind == SQL_TOKEN_VARIABLE;
}

static void
check_placeholders(const RuleContext *context)
{
	SqlLexer lexer;
	SqlToken token;
	SqlTokenKind last = SQL_TOKEN_END;

	sql_lexer_init(&lexer, context->statement->text, strlen(context->statement->text),
	               SQL_MODE_DEFAULT);
	while ((token = sql_lexer_next_word(&lexer)).kind != SQL_TOKEN_END) {
		bool candidate = token.kind == SQL_TOKEN_PUNCTUATION ||
		                 token.kind == SQL_TOKEN_UNKNOWN ||
		                 (token.kind == SQL_TOKEN_WORD && token.text[0] == '$');
		gsize length = candidate ? placeholder_length(token.text) : 0;
		if (length == 2 && token.text[0] == '%' && is_operand(last))
			length = 0;
		if (length == 0 && candidate && is_marker(&token))
			length = 1;
		if (length > 0) {
			rule_report(context, "the placeholder `%.*s` was not replaced", (int)length,
			            token.text);
			return;
		}
		last = token.kind;
	}
}

bool
en_takes_error(guint number)
{
	return number == 1054 || number == 1072 || number == 1091 || number == 1146 ||
	       number == 1051 || number == 1176 || number == 1305 || number == 1360 ||
	       number == 1539;
}

/* Offline, a table that no file makes and whose name is near to none may be there all the same. */
static bool
is_beyond_files(const RuleContext *context, const SchemaProblem *problem)
{
	return !context->target->live && problem->nearest == NULL &&
	       (problem->error_number == 1146 || problem->error_number == 1051);
}

static void
check_missing(const RuleContext *context)
{
	const GPtrArray *problems = context->statement->problems;

	for (guint i = 0; i < problems->len; i++) {
		const SchemaProblem *problem = g_ptr_array_index(problems, i);
		if (!en_takes_error(problem->error_number) || rule_takes_problem(problem))
			continue;
		if (is_beyond_files(context, problem)) {
			plan_note_unasked(context->plan, context->rule->id,
			                  "tables that no file makes were not seen: no connection");
			continue;
		}
		Finding *finding = rule_report_on(
			context, problem->table, NULL, NULL, "%s (%u)%s%s%s", problem->message,
			problem->error_number, problem->nearest != NULL ? "; is `" : "",
			problem->nearest != NULL ? problem->nearest : "",
			problem->nearest != NULL ? "` meant?" : "");
		if (problem->nearest != NULL)
			finding_set_fix(finding, "write `%s`, or create `%s` in an earlier step",
			                problem->nearest, problem->name);
	}
}

static const Rule rules[] = {
	{
		.id = "EN001",
		.slug = "syntax-error",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "The text is no SQL: brackets that do not match.",
		.why = "The server answers with 1064 and the migration fails half way.",
		.fix = "Correct the statement.",
		.bad = "CREATE TABLE t (a INT",
		.good = "CREATE TABLE t (a INT)",
		.check = check_brackets,
	},
	{
		.id = "EN002",
		.slug = "opaque-statement",
		.severity = SEVERITY_MEDIUM,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.judges_new = true,
		.summary = "A statement whose effect cannot be told from its text.",
		.why = "CALL, PREPARE and EXECUTE may do anything, and nothing else in this report "
		       "has "
		       "looked at it.",
		.fix = "Write the statement itself instead of text that is run, or have somebody "
		       "read it.",
		.bad = "SET @s = 'DROP TABLE t'; PREPARE p FROM @s; EXECUTE p",
		.good = "DROP TABLE t",
		.check = check_opaque,
	},
	{
		.id = "EN004",
		.slug = "mariadb-only-syntax",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_TARGET,
		.summary = "Syntax that only the other one of MySQL and MariaDB understands.",
		.why = "The server answers with 1064.",
		.fix = "Write it without that clause; what was done already is known to mgrun's "
		       "history.",
		.bad = "ALTER TABLE t ADD COLUMN IF NOT EXISTS c INT",
		.good = "ALTER TABLE t ADD COLUMN c INT",
		.check = check_dialect,
	},
	{
		.id = "EN005",
		.slug = "version-gated-syntax",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_TARGET,
		.summary = "Syntax or meaning that came with a newer version than the target's.",
		.why = "The server answers with 1064, or ignores what it does not know.",
		.fix = "Write it as the target's version understands it, or upgrade first.",
		.bad = "ALTER TABLE t RENAME COLUMN a TO b  -- on 5.7",
		.good = "ALTER TABLE t CHANGE a b INT",
		.check = check_version,
	},
	{
		.id = "EN008",
		.slug = "unresolved-placeholder",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL,
		.summary = "A placeholder of a template or driver stands in the text.",
		.why = "mgrun replaces nothing in files: the server sees the placeholder, and "
		       "answers with "
		       "1064 at best.",
		.fix = "Write the value.",
		.bad = "ALTER TABLE ${schema}.t ADD c INT",
		.good = "ALTER TABLE t ADD c INT",
		.check = check_placeholders,
	},
	{
		.id = "EN010",
		.slug = "missing-object",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_STATEMENT,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.judges_new = true,
		.summary = "The statement names a table, column, index or constraint that is not "
			   "there.",
		.why = "The server answers with 1146, 1054, 1091 or 1072, and the migration fails "
		       "here.",
		.fix = "Correct the name, or create the object in an earlier step.",
		.bad = "ALTER TABLE user ADD c INT  -- the table is `users`",
		.good = "ALTER TABLE users ADD c INT",
		.peers = "Atlas Replay",
		.check = check_missing,
	},
	{
		.id = "EN011",
		.slug = "thin-input",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_ELSEWHERE,
		.inputs = INPUT_POLICY,
		.summary = "Rules that had to judge without looking at what they need.",
		.why = "A report without findings is no proof where nobody looked.",
		.fix = "Connect to a database, or give the account the privilege that is named.",
		.bad = "mgrun plan --offline",
		.good = "mgrun plan --database app_staging",
	},
	{
		.id = "EN012",
		.slug = "unused-or-unknown-suppression",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_ELSEWHERE,
		.inputs = INPUT_SQL | INPUT_POLICY,
		.summary = "An `ignore` that names no rule, ignores nothing, lacks its reason, or "
			   "has ended.",
		.why = "It hides nothing today, and perhaps the wrong thing tomorrow.",
		.fix = "Take it out, or correct it.",
		.bad = "-- mgrun:ignore DS999 reason=\"x\"",
		.good = "-- mgrun:ignore DS003 reason=\"unused since 2.4\" until=2027-06-30",
	},
};

const RuleFamily rules_en = {rules, G_N_ELEMENTS(rules)};
