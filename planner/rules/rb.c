#include "planner/rules/rules.h"

static bool
is_declared(const Migration *migration)
{
	if (migration->irreversible_reason != NULL)
		return true;
	for (guint i = 0; i < migration->steps->len; i++) {
		const Step *step = g_ptr_array_index(migration->steps, i);
		if (step->irreversible_reason != NULL)
			return true;
	}
	return false;
}

static const PlanStatement *
statement_at(const RuleContext *context, guint index)
{
	return g_ptr_array_index(context->plan->statements, context->migration->first + index);
}

/* Whether the model knows what up and down do: nothing opaque, nothing that fails. */
static bool
is_understood(const RuleContext *context)
{
	const PlanMigration *migration = context->migration;

	for (guint i = 0; i < migration->count; i++) {
		const PlanStatement *statement = statement_at(context, i);
		if (statement->parsed->statement->opaque || statement->problems->len > 0 ||
		    (statement->after != NULL && statement->after->incomplete))
			return false;
	}
	for (guint i = 0; i < migration->down->len; i++) {
		const SqlParsed *parsed = g_ptr_array_index(migration->down, i);
		if (parsed->statement->opaque)
			return false;
	}
	return true;
}

static bool
changes_nothing(const SqlParsed *parsed)
{
	SqlStatementKind kind = parsed->statement->kind;

	return kind == SQL_STATEMENT_QUERY || kind == SQL_STATEMENT_SET ||
	       kind == SQL_STATEMENT_USE || kind == SQL_STATEMENT_BEGIN ||
	       kind == SQL_STATEMENT_COMMIT;
}

static bool
up_changes_something(const RuleContext *context)
{
	for (guint i = 0; i < context->migration->count; i++)
		if (!changes_nothing(statement_at(context, i)->parsed))
			return true;
	return false;
}

static void
check_empty(const RuleContext *context)
{
	const PlanMigration *migration = context->migration;

	if (!migration->has_down || is_declared(migration->migration) ||
	    !up_changes_something(context))
		return;
	for (guint i = 0; i < migration->down->len; i++)
		if (!changes_nothing(g_ptr_array_index(migration->down, i)))
			return;
	rule_report(context, "the down of %s changes nothing", migration->migration->file_name);
}

static void
check_inverse(const RuleContext *context)
{
	const PlanMigration *migration = context->migration;
	const GPtrArray *differences = migration->down_differences;

	if (differences == NULL || differences->len == 0 || migration->down_problems->len > 0 ||
	    is_declared(migration->migration) || !is_understood(context))
		return;
	g_autoptr(GString) list = g_string_new(NULL);
	for (guint i = 0; i < MIN(differences->len, 3); i++) {
		g_autofree char *text = schema_difference_text(g_ptr_array_index(differences, i));
		g_string_append_printf(list, "%s%s", i > 0 ? "; " : "", text);
	}
	if (differences->len > 3)
		g_string_append_printf(list, "; and %u more", differences->len - 3);
	rule_report(context, "up and then down does not lead back: %s", list->str);
}

static bool
loses_data(const Finding *finding)
{
	static const char *const losing[] = {"DS001", "DS003", "DS004", "DS005",
	                                     "DS006", "DS007", "DS008", "DS010"};

	for (gsize i = 0; i < G_N_ELEMENTS(losing); i++)
		if (g_str_equal(finding->rule->id, losing[i]))
			return finding->severity >= SEVERITY_HIGH;
	return false;
}

/* Where the findings about the migration begin: they are the newest. */
static guint
first_finding(const RuleContext *context)
{
	const GPtrArray *findings = context->plan->findings;
	guint at = findings->len;

	while (at > 0) {
		const Finding *finding = g_ptr_array_index(findings, at - 1);
		if (finding->statement >= 0 && finding->statement < (gint)context->migration->first)
			break;
		at--;
	}
	return at;
}

static void
check_irreversible(const RuleContext *context)
{
	const PlanMigration *migration = context->migration;
	const GPtrArray *findings = context->plan->findings;

	for (guint i = first_finding(context); i < findings->len; i++) {
		const Finding *finding = g_ptr_array_index(findings, i);
		gint first = (gint)migration->first;
		if (finding->statement < first ||
		    finding->statement >= first + (gint)migration->count || !loses_data(finding))
			continue;
		const PlanStatement *statement =
			g_ptr_array_index(context->plan->statements, (guint)finding->statement);
		if (statement->step->irreversible_reason != NULL ||
		    migration->migration->irreversible_reason != NULL)
			continue;
		Finding *own =
			rule_report(context, "down cannot bring back what step %u takes away: %s",
		                    statement->step->number, finding->message);
		own->position = statement->position;
		return;
	}
}

static void
check_down_fails(const RuleContext *context)
{
	const PlanMigration *migration = context->migration;

	if (migration->down_problems->len == 0 || !is_understood(context))
		return;
	const SchemaProblem *problem = g_ptr_array_index(migration->down_problems, 0);
	rule_report_on(context, problem->table, NULL, NULL, "down would fail: %s (%u)",
	               problem->message, problem->error_number);
}

static void
check_drops_foreign(const RuleContext *context)
{
	const GPtrArray *differences = context->migration->down_differences;

	for (guint i = 0; differences != NULL && i < differences->len; i++) {
		const SchemaDifference *difference = g_ptr_array_index(differences, i);
		if (difference->object == SQL_OBJECT_TABLE && difference->table == NULL &&
		    difference->before != NULL && difference->after == NULL &&
		    is_understood(context))
			rule_report_on(context, difference->name, NULL, NULL,
			               "down drops the table `%s`, which up did not make",
			               difference->name);
	}
}

static const Rule rules[] = {
	{
		.id = "RB001",
		.slug = "missing-down",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_ELSEWHERE, /* a file without a way back is not loaded: exit 65 */
		.inputs = INPUT_SQL,
		.summary = "A step has no way back, and nobody declared that there is none.",
		.why = "A failed deploy cannot be undone; mgrun does not load such a file.",
		.fix = "Give the step a `down`, or `irreversible:` with the reason.",
		.bad = "up: CREATE TABLE t (id INT)  -- and no down",
		.good = "down: DROP TABLE t",
		.peers = "strong_migrations irreversible",
	},
	{
		.id = "RB002",
		.slug = "empty-down",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL,
		.summary = "The down changes nothing though the up does.",
		.why = "It looks as if there were a way back; `mgrun down` then records as undone "
		       "what is "
		       "still there.",
		.fix = "Write the statements that undo it, or `irreversible:` with the reason.",
		.bad = "down: SELECT 1",
		.good = "down: DROP TABLE t",
		.check = check_empty,
	},
	{
		.id = "RB003",
		.slug = "down-not-inverse",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "Up and then down leads to another schema than the one before.",
		.why = "After a rollback the schema is one that nobody has tested, and the next up "
		       "may "
		       "fail.",
		.fix = "Complete the down, so that nothing of the list is left.",
		.bad = "up: ADD a INT, ADD b INT; down: DROP a",
		.good = "up: ADD a INT, ADD b INT; down: DROP a, DROP b",
		.check = check_inverse,
	},
	{
		.id = "RB004",
		.slug = "irreversible-operation",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "The up takes rows or values away that no down brings back.",
		.why = "The schema can be put back, the data cannot: only a backup has it.",
		.fix = "Declare it with `irreversible:` and the reason, and let mgrun take a "
		       "backup first.",
		.bad = "up: DROP COLUMN phone; down: ADD phone VARCHAR(20)",
		.good = "up: DROP COLUMN phone; irreversible: copied to users_phone_old",
		.check = check_irreversible,
	},
	{
		.id = "RB005",
		.slug = "down-fails",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "The down would be refused by the server.",
		.why = "A rollback would stop half way, when it is needed most.",
		.fix = "Undo in the reverse order: first what depends on others.",
		.bad = "down: DROP TABLE users; DROP TABLE jobs  -- jobs references users: 3730",
		.good = "down: DROP TABLE jobs; DROP TABLE users",
		.check = check_down_fails,
	},
	{
		.id = "RB006",
		.slug = "down-drops-foreign-objects",
		.severity = SEVERITY_CRITICAL,
		.scope = SCOPE_MIGRATION,
		.inputs = INPUT_SQL | INPUT_SCHEMA,
		.summary = "The down drops a table that was there before the up.",
		.why = "A rollback would take data away that the migration never touched.",
		.fix = "Drop in down only what up makes.",
		.bad = "up: CREATE TABLE a; down: DROP TABLE a, b",
		.good = "up: CREATE TABLE a; down: DROP TABLE a",
		.check = check_drops_foreign,
	},
};

const RuleFamily rules_rb = {rules, G_N_ELEMENTS(rules)};
