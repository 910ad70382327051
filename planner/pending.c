#include "planner/pending.h"

#include <string.h>

G_DEFINE_QUARK(pending_error, pending_error)

const char *
migration_status_name(MigrationStatus status)
{
	static const char *const names[] = {
		[MIGRATION_STATUS_APPLIED] = "applied",
		[MIGRATION_STATUS_PENDING] = "pending",
		[MIGRATION_STATUS_OUT_OF_ORDER] = "out of order",
		[MIGRATION_STATUS_EDITED] = "edited",
		[MIGRATION_STATUS_MISSING] = "missing",
		[MIGRATION_STATUS_FAILED] = "failed",
	};
	g_assert((gsize)status < G_N_ELEMENTS(names));
	return names[status];
}

static MigrationStatus
status_of(const Migration *migration, const AppliedFact *fact)
{
	if (fact == NULL)
		return MIGRATION_STATUS_PENDING;
	if (fact->state != APPLIED_STATE_APPLIED)
		return MIGRATION_STATUS_FAILED;
	if (migration == NULL)
		return MIGRATION_STATUS_MISSING;
	return g_str_equal(migration->checksum, fact->checksum) ? MIGRATION_STATUS_APPLIED
	                                                        : MIGRATION_STATUS_EDITED;
}

static void
add_entry(GPtrArray *entries, const Migration *migration, const AppliedFact *fact)
{
	StatusEntry *entry = g_new0(StatusEntry, 1);

	entry->migration = migration;
	entry->fact = fact;
	entry->status = status_of(migration, fact);
	g_ptr_array_add(entries, entry);
}

/* From the highest version down: a pending one below an applied one is out of order. */
static void
mark_out_of_order(GPtrArray *entries)
{
	bool later_applied = false;

	for (guint i = entries->len; i > 0; i--) {
		StatusEntry *entry = g_ptr_array_index(entries, i - 1);
		if (entry->fact != NULL)
			later_applied = true;
		else if (later_applied)
			entry->status = MIGRATION_STATUS_OUT_OF_ORDER;
	}
}

static gint
compare_facts(gconstpointer a, gconstpointer b)
{
	const AppliedFact *const *left = a;
	const AppliedFact *const *right = b;
	return version_compare((*left)->version, (*right)->version);
}

/* Which of the two comes first, or 0 for the same version; a missing one comes last. */
static int
compare_sides(const Migration *migration, const AppliedFact *fact)
{
	if (migration == NULL)
		return 1;
	return fact == NULL ? -1 : version_compare(migration->version, fact->version);
}

static gpointer
at_or_null(const GPtrArray *array, guint index)
{
	return index < array->len ? g_ptr_array_index(array, index) : NULL;
}

GPtrArray *
status_build(const GPtrArray *migrations, const GPtrArray *facts)
{
	GPtrArray *entries = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) sorted = g_ptr_array_sized_new(facts->len); /* owns nothing */
	guint m = 0;
	guint f = 0;

	g_ptr_array_extend(sorted, (GPtrArray *)facts, NULL, NULL);
	g_ptr_array_sort(sorted, compare_facts);
	while (m < migrations->len || f < sorted->len) {
		const Migration *migration = at_or_null(migrations, m);
		const AppliedFact *fact = at_or_null(sorted, f);
		int order = compare_sides(migration, fact);
		add_entry(entries, order <= 0 ? migration : NULL, order >= 0 ? fact : NULL);
		m += order <= 0 ? 1 : 0;
		f += order >= 0 ? 1 : 0;
	}
	mark_out_of_order(entries);
	return entries;
}

static const char *
entry_version(const StatusEntry *entry)
{
	return entry->migration != NULL ? entry->migration->version : entry->fact->version;
}

/* "7", "0007" and "0007_add_plan" are the same target. */
static char *
target_version(const char *to)
{
	g_autofree char *digits = g_strndup(to, strspn(to, "0123456789"));
	const char *rest = to + strlen(digits);

	return *rest == '\0' || *rest == '_' || *rest == '-' ? version_canonical(digits) : NULL;
}

static const StatusEntry *
find_entry(const GPtrArray *entries, const char *version)
{
	for (guint i = 0; i < entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(entries, i);
		if (g_str_equal(entry_version(entry), version))
			return entry;
	}
	return NULL;
}

static void
set_unknown_target(GError **error, const GPtrArray *entries, const char *to, const char *version)
{
	const char *below = NULL;
	const char *above = NULL;

	for (guint i = 0; version != NULL && i < entries->len && above == NULL; i++) {
		const char *known = entry_version(g_ptr_array_index(entries, i));
		if (version_compare(known, version) < 0)
			below = known;
		else
			above = known;
	}
	g_set_error(error, PENDING_ERROR, PENDING_ERROR_TARGET,
	            "--to %s: no migration has this version (%u are known%s%s%s%s); `mgrun status` "
	            "lists them",
	            to, entries->len, below != NULL ? "; the nearest below is " : "",
	            below != NULL ? below : "", above != NULL ? "; the nearest above is " : "",
	            above != NULL ? above : "");
}

static bool
resolve_target(const GPtrArray *entries, const char *to, char **ret_version, GError **error)
{
	if (to == NULL)
		return true;

	g_autofree char *version = target_version(to);
	if (version == NULL || find_entry(entries, version) == NULL) {
		set_unknown_target(error, entries, to, version);
		return false;
	}
	*ret_version = g_steal_pointer(&version);
	return true;
}

/* What a problem is, and the way out of it. */
static char *
describe_problem(const StatusEntry *entry)
{
	const Migration *migration = entry->migration;
	const AppliedFact *fact = entry->fact;

	switch (entry->status) {
	case MIGRATION_STATUS_EDITED:
		return g_strdup_printf(
			"%s was edited after it was applied (checksum %.12s then, %.12s "
			"now); put the applied text back, or take it as it is with `mgrun "
			"up --accept-edited %s`",
			migration->file_name, fact->checksum, migration->checksum,
			migration->version_text);
	case MIGRATION_STATUS_MISSING:
		return g_strdup_printf(
			"%s_%s is applied and has no file here; bring the file back, undo "
			"it with `mgrun down`, or go on without it with "
			"--allow-missing",
			fact->version, fact->name);
	case MIGRATION_STATUS_FAILED:
		return g_strdup_printf(
			"migration %s_%s %s and was not put right; put the database back by hand "
			"to "
			"before it and run `mgrun up --retry-failed`, or finish it by "
			"hand and run `mgrun up --mark-applied %s`",
			migration != NULL ? migration->version_text : fact->version, fact->name,
			fact->state == APPLIED_STATE_RUNNING ? "was started, never ended,"
							     : "failed",
			fact->version);
	case MIGRATION_STATUS_OUT_OF_ORDER:
		return g_strdup_printf(
			"%s is pending, and a later version is applied already; give it a "
			"later version, or run it now with --allow-out-of-order",
			migration->file_name);
	case MIGRATION_STATUS_APPLIED:
	case MIGRATION_STATUS_PENDING:
		break;
	}
	return NULL;
}

/* A wish names this entry: "7" or "0007". */
static bool
names_entry(const char *wish, const StatusEntry *entry)
{
	g_autofree char *version = wish != NULL ? version_canonical(wish) : NULL;
	return g_strcmp0(version, entry_version(entry)) == 0;
}

bool
pending_is_allowed(const StatusEntry *entry, const PendingLimits *limits)
{
	switch (entry->status) {
	case MIGRATION_STATUS_EDITED:
		return names_entry(limits->accept_edited, entry);
	case MIGRATION_STATUS_MISSING:
		return limits->allow_missing;
	case MIGRATION_STATUS_FAILED:
		return (limits->retry_failed && entry->migration != NULL) ||
		       names_entry(limits->mark_applied, entry);
	case MIGRATION_STATUS_OUT_OF_ORDER:
		return limits->allow_out_of_order || names_entry(limits->mark_applied, entry);
	case MIGRATION_STATUS_APPLIED:
	case MIGRATION_STATUS_PENDING:
		break;
	}
	return true;
}

static PendingErrorCode
code_of(MigrationStatus status)
{
	switch (status) {
	case MIGRATION_STATUS_EDITED:
		return PENDING_ERROR_EDITED;
	case MIGRATION_STATUS_MISSING:
		return PENDING_ERROR_MISSING;
	case MIGRATION_STATUS_OUT_OF_ORDER:
		return PENDING_ERROR_OUT_OF_ORDER;
	case MIGRATION_STATUS_FAILED:
	case MIGRATION_STATUS_APPLIED:
	case MIGRATION_STATUS_PENDING:
		break;
	}
	return PENDING_ERROR_FAILED;
}

typedef bool (*EntryTest)(const StatusEntry *entry);

static bool
is_any(const StatusEntry *entry)
{
	(void)entry;
	return true;
}

static bool
is_failed(const StatusEntry *entry)
{
	return entry->status == MIGRATION_STATUS_FAILED;
}

/* Refuse for the first kind of offence, and tell all of them. */
static bool
check_problems(const GPtrArray *entries, const PendingLimits *limits, EntryTest is_offence,
               GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	PendingErrorCode code = PENDING_ERROR_FAILED;
	guint count = 0;

	for (guint i = 0; i < entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(entries, i);
		if (!is_offence(entry) || pending_is_allowed(entry, limits))
			continue;
		g_autofree char *problem = describe_problem(entry);
		g_string_append_printf(text, "%s%s", count > 0 ? "\n  " : "", problem);
		if (count == 0 || entry->status == MIGRATION_STATUS_FAILED)
			code = code_of(entry->status);
		count++;
	}
	if (count == 0)
		return true;
	if (count > 1)
		g_set_error(error, PENDING_ERROR, (gint)code,
		            "files and history disagree in %u places; nothing was run:\n  %s",
		            count, text->str);
	else
		g_set_error(error, PENDING_ERROR, (gint)code, "%s", text->str);
	return false;
}

static bool
is_to_run(const StatusEntry *entry, const PendingLimits *limits)
{
	if (names_entry(limits->mark_applied, entry))
		return false;
	return entry->status == MIGRATION_STATUS_PENDING ||
	       entry->status == MIGRATION_STATUS_OUT_OF_ORDER ||
	       (entry->status == MIGRATION_STATUS_FAILED && limits->retry_failed);
}

static bool
check_target_not_passed(const GPtrArray *entries, const char *version, GError **error)
{
	for (guint i = entries->len; version != NULL && i > 0; i--) {
		const StatusEntry *entry = g_ptr_array_index(entries, i - 1);
		if (entry->fact == NULL || version_compare(entry_version(entry), version) <= 0)
			continue;
		g_set_error(error, PENDING_ERROR, PENDING_ERROR_TARGET,
		            "--to %s is below %s, which is applied; to go back: mgrun down --to %s",
		            version, entry_version(entry), version);
		return false;
	}
	return true;
}

static GPtrArray *
select_pending(const GPtrArray *entries, const PendingLimits *limits, EntryTest is_offence,
               GError **error)
{
	g_autofree char *to = NULL;

	if (!resolve_target(entries, limits->to, &to, error) ||
	    !check_target_not_passed(entries, to, error) ||
	    !check_problems(entries, limits, is_offence, error))
		return NULL;

	GPtrArray *chosen = g_ptr_array_new();
	for (guint i = 0; i < entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(entries, i);
		if (limits->steps != 0 && chosen->len >= limits->steps)
			break;
		if (to != NULL && version_compare(entry_version(entry), to) > 0)
			break;
		if (is_to_run(entry, limits))
			g_ptr_array_add(chosen, (gpointer)entry->migration);
	}
	return chosen;
}

GPtrArray *
pending_select_up(const GPtrArray *entries, const PendingLimits *limits, GError **error)
{
	return select_pending(entries, limits, is_any, error);
}

GPtrArray *
pending_select_plan(const GPtrArray *entries, const PendingLimits *limits, GError **error)
{
	return select_pending(entries, limits, is_failed, error);
}

static gint
compare_newest_first(gconstpointer a, gconstpointer b)
{
	const StatusEntry *const *left = a;
	const StatusEntry *const *right = b;

	if ((*left)->fact->order == (*right)->fact->order)
		return 0;
	return (*left)->fact->order > (*right)->fact->order ? -1 : 1;
}

static const Step *
find_irreversible_step(const Migration *migration)
{
	for (guint i = 0; i < migration->steps->len; i++) {
		const Step *step = g_ptr_array_index(migration->steps, i);
		if (step->undo == UNDO_IRREVERSIBLE)
			return step;
	}
	return NULL;
}

static bool
check_reversible(const StatusEntry *entry, GError **error)
{
	const Migration *migration = entry->migration;
	if (migration == NULL)
		return true;

	const Step *step = find_irreversible_step(migration);
	if (step != NULL) {
		g_set_error(error, PENDING_ERROR, PENDING_ERROR_IRREVERSIBLE,
		            "%s cannot be undone: step %u is irreversible: %s",
		            migration->file_name, step->number, step->irreversible_reason);
		return false;
	}
	if (migration->irreversible_reason != NULL && migration->down->len == 0) {
		g_set_error(error, PENDING_ERROR, PENDING_ERROR_IRREVERSIBLE,
		            "%s cannot be undone: it is declared irreversible: %s",
		            migration->file_name, migration->irreversible_reason);
		return false;
	}
	return true;
}

static bool
check_state(const StatusEntry *entry, GError **error)
{
	if (entry->status != MIGRATION_STATUS_FAILED)
		return check_reversible(entry, error);
	g_autofree char *problem = describe_problem(entry);
	g_set_error(error, PENDING_ERROR, PENDING_ERROR_FAILED, "%s", problem);
	return false;
}

/* The position in the order of application above which everything goes; 0: all goes. */
static bool
find_limit(const GPtrArray *entries, const char *to, guint64 *ret_order, GError **error)
{
	g_autofree char *version = NULL;

	*ret_order = 0;
	if (to == NULL || strspn(to, "0") == strlen(to))
		return true;
	if (!resolve_target(entries, to, &version, error))
		return false;
	const StatusEntry *entry = find_entry(entries, version);
	if (entry->fact != NULL) {
		*ret_order = entry->fact->order;
		return true;
	}
	g_set_error(error, PENDING_ERROR, PENDING_ERROR_TARGET,
	            "--to %s is not applied, so nothing can be undone back to it", to);
	return false;
}

static GPtrArray *
applied_above(const GPtrArray *entries, guint64 order)
{
	GPtrArray *chosen = g_ptr_array_new();

	for (guint i = 0; i < entries->len; i++) {
		const StatusEntry *entry = g_ptr_array_index(entries, i);
		if (entry->fact != NULL && entry->fact->order > order)
			g_ptr_array_add(chosen, (gpointer)entry);
	}
	g_ptr_array_sort(chosen, compare_newest_first);
	return chosen;
}

GPtrArray *
pending_select_down(const GPtrArray *entries, const PendingLimits *limits, GError **error)
{
	guint64 order;

	if (!find_limit(entries, limits->to, &order, error))
		return NULL;
	g_autoptr(GPtrArray) chosen = applied_above(entries, order);
	if (limits->steps != 0 && chosen->len > limits->steps)
		g_ptr_array_set_size(chosen, (gint)limits->steps);
	for (guint i = 0; i < chosen->len; i++)
		if (!check_state(g_ptr_array_index(chosen, i), error))
			return NULL;
	return g_steal_pointer(&chosen);
}
