#include <string.h>

#include "planner/plan_internal.h"
#include "planner/words.h"

/* An `ignore` of a file, with where it counts. */
typedef struct {
	const IgnoreEntry *entry;
	const Migration *migration;
	gint statement; /* -1: the whole migration */
	bool used;
} Suppression;

static bool
has_reason(const IgnoreEntry *entry)
{
	return entry->reason != NULL && *entry->reason != '\0';
}

static bool
is_expired(const IgnoreEntry *entry, const PlanPolicy *policy)
{
	return entry->until != NULL && policy->today != NULL &&
	       strcmp(entry->until, policy->today) < 0;
}

/* "DS003,BC003" and "DS003 BC003" name several. */
static char **
selectors_of(const IgnoreEntry *entry)
{
	return g_strsplit_set(entry->rule, ", ", -1);
}

static bool
names_rule(const IgnoreEntry *entry, const Rule *rule)
{
	g_auto(GStrv) selectors = selectors_of(entry);

	for (gsize i = 0; selectors[i] != NULL; i++)
		if (*selectors[i] != '\0' && rule_matches(rule, selectors[i]))
			return true;
	return false;
}

static bool
is_known(const char *selector)
{
	g_autoptr(GPtrArray) rules = rule_list();

	for (guint i = 0; i < rules->len; i++)
		if (rule_matches(g_ptr_array_index(rules, i), selector))
			return true;
	return false;
}

/* An observation about a suppression, as a finding of the engine's rule. `file` may be NULL. */
static Finding *
report(Plan *plan, const char *file, char *take_message)
{
	Finding *finding = g_new0(Finding, 1);

	finding->rule = rule_find("EN012");
	finding->severity = finding->rule->severity;
	finding->base_severity = finding->rule->severity;
	finding->message = take_message;
	finding->file = g_strdup(file);
	finding->statement = -1;
	plan_set_fingerprint(plan, finding);
	g_ptr_array_add(plan->findings, finding);
	return finding;
}

static void
report_suppression(Plan *plan, const Suppression *suppression, char *take_message)
{
	report(plan, suppression->migration->file_name, take_message)->position =
		suppression->entry->position;
}

static void
check_known(Plan *plan, const Suppression *suppression)
{
	g_auto(GStrv) selectors = selectors_of(suppression->entry);
	g_autoptr(GPtrArray) rules = rule_list();
	g_autoptr(GPtrArray) slugs = g_ptr_array_new();

	for (guint i = 0; i < rules->len; i++)
		g_ptr_array_add(slugs, (gpointer)((const Rule *)g_ptr_array_index(rules, i))->slug);
	g_ptr_array_add(slugs, NULL);
	for (gsize i = 0; selectors[i] != NULL; i++) {
		if (*selectors[i] == '\0' || is_known(selectors[i]))
			continue;
		const char *nearest = nearest_word(selectors[i], (const char *const *)slugs->pdata);
		report_suppression(plan, suppression,
		                   g_strdup_printf("`ignore` names the unknown rule `%s`%s%s%s",
		                                   selectors[i],
		                                   nearest != NULL ? "; did you mean `" : "",
		                                   nearest != NULL ? nearest : "",
		                                   nearest != NULL ? "`?" : ""));
	}
}

static void
collect(GArray *suppressions, const Migration *migration, gint statement, const GPtrArray *entries)
{
	for (guint i = 0; i < entries->len; i++) {
		Suppression suppression = {.entry = g_ptr_array_index(entries, i),
		                           .migration = migration,
		                           .statement = statement};
		g_array_append_val(suppressions, suppression);
	}
}

static GArray *
collect_all(const Plan *plan)
{
	GArray *suppressions = g_array_new(FALSE, FALSE, sizeof(Suppression));

	for (guint i = 0; i < plan->migrations->len; i++) {
		const PlanMigration *entry = g_ptr_array_index(plan->migrations, i);
		collect(suppressions, entry->migration, -1, entry->migration->ignore);
	}
	for (guint i = 0; i < plan->statements->len; i++) {
		const PlanStatement *statement = g_ptr_array_index(plan->statements, i);
		collect(suppressions, statement->migration, (gint)i, statement->step->ignore);
	}
	return suppressions;
}

static bool
covers(const Suppression *suppression, const Finding *finding)
{
	if (suppression->statement >= 0 && suppression->statement != finding->statement)
		return false;
	return g_strcmp0(suppression->migration->file_name, finding->file) == 0 &&
	       names_rule(suppression->entry, finding->rule);
}

static void
suppress(Finding *finding, const char *reason)
{
	finding->suppressed = true;
	g_free(finding->suppressed_reason);
	finding->suppressed_reason = g_strdup(reason);
}

/* One suppression against one finding. */
static void
apply(Plan *plan, Suppression *suppression, Finding *finding)
{
	if (finding->suppressed || !covers(suppression, finding))
		return;
	suppression->used = true;
	if (is_expired(suppression->entry, plan->policy))
		return;
	if (finding->severity == SEVERITY_CRITICAL && !has_reason(suppression->entry)) {
		report_suppression(
			plan, suppression,
			g_strdup_printf("`ignore %s` needs a reason: the finding is critical",
		                        suppression->entry->rule));
		return;
	}
	suppress(finding,
	         has_reason(suppression->entry) ? suppression->entry->reason : "no reason given");
}

/*
 * Rows and tables in use are what most suppressions are about: where there are none, because
 * nothing is connected or the plan itself makes the table, one that is not used is not idle.
 */
static bool
was_judged_whole(const Plan *plan, const Migration *migration, gint index)
{
	if (plan->state->input->server == NULL)
		return false;
	for (guint i = 0; i < plan->statements->len; i++) {
		const PlanStatement *statement = g_ptr_array_index(plan->statements, i);
		bool counts = index >= 0 ? (guint)index == i : statement->migration == migration;
		if (counts && statement->is_new)
			return false;
	}
	return true;
}

static void
report_left_over(Plan *plan, const Suppression *suppression)
{
	const IgnoreEntry *entry = suppression->entry;

	if (is_expired(entry, plan->policy))
		report_suppression(plan, suppression,
		                   g_strdup_printf("`ignore %s` ended on %s and no longer counts",
		                                   entry->rule, entry->until));
	else if (!suppression->used &&
	         was_judged_whole(plan, suppression->migration, suppression->statement))
		report_suppression(plan, suppression,
		                   g_strdup_printf("`ignore %s` has nothing to ignore: take it out",
		                                   entry->rule));
}

/* "drop-column users.old" or "DS003 users": consent to one finding about one object. */
static bool
confirms(const char *text, const Finding *finding)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
	g_autofree char *whole = NULL;

	if (words[0] == NULL || words[1] == NULL || finding->table == NULL ||
	    !rule_matches(finding->rule, words[0]) || strlen(words[0]) < 3)
		return false;
	if (finding->column != NULL)
		whole = g_strdup_printf("%s.%s", finding->table, finding->column);
	return g_ascii_strcasecmp(words[1], whole != NULL ? whole : finding->table) == 0;
}

static void
apply_confirmation(Plan *plan, const Migration *migration, const char *text)
{
	bool used = false;

	for (guint i = 0; i < plan->findings->len; i++) {
		Finding *finding = g_ptr_array_index(plan->findings, i);
		if (g_strcmp0(finding->file, migration->file_name) != 0 || !confirms(text, finding))
			continue;
		suppress(finding, "confirmed in the file");
		used = true;
	}
	if (!used && was_judged_whole(plan, migration, -1))
		report(plan, migration->file_name,
		       g_strdup_printf("`confirm %s` confirms nothing: take it out, or name a "
		                       "finding and its object",
		                       text));
}

static void
apply_confirmations(Plan *plan, const Migration *migration)
{
	for (guint i = 0; i < migration->confirm->len; i++)
		apply_confirmation(plan, migration, g_ptr_array_index(migration->confirm, i));
}

static const Migration *
migration_of(const Plan *plan, const Finding *finding)
{
	for (guint i = 0; finding->file != NULL && i < plan->migrations->len; i++) {
		const PlanMigration *entry = g_ptr_array_index(plan->migrations, i);
		if (g_str_equal(entry->migration->file_name, finding->file))
			return entry->migration;
	}
	return NULL;
}

/* "DS003@4b2a...": consent on the command line, bound to the file's checksum. */
static void
apply_approval(Plan *plan, const char *approval)
{
	g_auto(GStrv) parts = g_strsplit(approval, "@", 2);
	bool used = false;

	for (guint i = 0; parts[1] != NULL && i < plan->findings->len; i++) {
		Finding *finding = g_ptr_array_index(plan->findings, i);
		const Migration *migration = migration_of(plan, finding);
		if (migration == NULL || !rule_matches(finding->rule, parts[0]) ||
		    !g_str_has_prefix(migration->checksum, parts[1]))
			continue;
		suppress(finding, "approved on the command line");
		used = true;
	}
	if (!used)
		report(plan, NULL,
		       g_strdup_printf("--approve %s approves nothing: no pending file has this "
		                       "checksum and such a finding",
		                       approval));
}

void
plan_suppress(Plan *plan)
{
	g_autoptr(GArray) suppressions = collect_all(plan);
	const GPtrArray *approved = plan->policy->approved;
	guint own = plan->findings->len; /* what is reported about suppressions is not suppressed */

	for (guint i = 0; i < plan->migrations->len; i++) {
		const PlanMigration *entry = g_ptr_array_index(plan->migrations, i);
		apply_confirmations(plan, entry->migration);
	}
	for (guint i = 0; approved != NULL && i < approved->len; i++)
		apply_approval(plan, g_ptr_array_index(approved, i));
	for (guint i = 0; i < suppressions->len; i++) {
		Suppression *suppression = &g_array_index(suppressions, Suppression, i);
		check_known(plan, suppression);
		for (guint j = 0; j < own; j++)
			apply(plan, suppression, g_ptr_array_index(plan->findings, j));
		report_left_over(plan, suppression);
	}
}
