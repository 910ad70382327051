#include "planner/rules/common.h"
#include "planner/rules/fk.h"
#include "planner/rules/lineage.h"

/* The longest way that a deleted row takes others with it: parent, child, grandchild. */
enum { MANY_TABLES = 4 };

static bool
cascades(const SqlForeignKey *key)
{
	return key->on_delete == SQL_REFERENTIAL_CASCADE;
}

/* Tables on a way of cascades, the one to begin with first; borrowed. */
typedef struct {
	const RuleContext *context;
	GPtrArray *way;     /* of const SchemaTable *: the way at hand */
	GPtrArray *longest; /* likewise: the longest that was found */
	bool is_circle;     /* it comes back to where it began */
} Ways;

static void
keep_longest(Ways *ways)
{
	if (ways->way->len <= ways->longest->len)
		return;
	g_ptr_array_set_size(ways->longest, 0);
	for (guint i = 0; i < ways->way->len; i++)
		g_ptr_array_add(ways->longest, g_ptr_array_index(ways->way, i));
}

/*
 * Follow the cascades down from the last table of the way. Ways through a dozen tables are no
 * longer told apart by their length.
 */
static void
follow_down(Ways *ways, const SchemaTable *from)
{
	g_autoptr(GArray) references = schema_references_to(ways->context->schema, from->name);

	g_ptr_array_add(ways->way, (gpointer)from);
	keep_longest(ways);
	for (guint i = 0; i < references->len && ways->way->len < 12; i++) {
		const SchemaReference *reference = &g_array_index(references, SchemaReference, i);
		if (!cascades(reference->key) || reference->child == from)
			continue;
		if (reference->child == g_ptr_array_index(ways->way, 0))
			ways->is_circle = true;
		if (!g_ptr_array_find(ways->way, reference->child, NULL))
			follow_down(ways, reference->child);
	}
	g_ptr_array_set_size(ways->way, (gint)ways->way->len - 1);
}

/* The longest way of cascades that ends in `child` by way of `parent`, found upwards. */
static const SchemaTable *
top_of(const RuleContext *context, const SchemaTable *parent)
{
	g_autoptr(GPtrArray) seen = g_ptr_array_new();
	const SchemaTable *top = parent;

	while (top != NULL && !g_ptr_array_find(seen, top, NULL)) {
		const SchemaTable *next = NULL;
		g_ptr_array_add(seen, (gpointer)top);
		for (guint i = 0; i < top->foreign_keys->len && next == NULL; i++) {
			const SqlForeignKey *key = g_ptr_array_index(top->foreign_keys, i);
			if (cascades(key) && key->parent_schema == NULL)
				next = schema_find_table(context->schema, key->parent_table);
		}
		if (next == NULL || g_ptr_array_find(seen, next, NULL))
			return top;
		top = next;
	}
	return top;
}

static char *
way_text(const GPtrArray *way)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < way->len; i++)
		g_string_append_printf(text, "%s`%s`", i > 0 ? " -> " : "",
		                       ((const SchemaTable *)g_ptr_array_index(way, i))->name);
	return g_string_free(text, FALSE);
}

static void
report_self(const RuleContext *context, const SqlForeignKey *key)
{
	bool rewrites = key->on_update == SQL_REFERENTIAL_CASCADE ||
	                key->on_update == SQL_REFERENTIAL_SET_NULL;
	const char *table = context->after->name;

	if (rewrites)
		rule_report_on(
			context, table, NULL, key->name,
			"foreign key `%s` of `%s` references its own table ON UPDATE %s: the "
			"server acts as if RESTRICT were written, an UPDATE ends with 1451",
			key->name, table,
			key->on_update == SQL_REFERENTIAL_CASCADE ? "CASCADE" : "SET NULL");
	if (!cascades(key))
		return;
	Finding *finding =
		rule_report_on(context, table, NULL, key->name,
	                       "foreign key `%s` of `%s` references its own table ON DELETE "
	                       "CASCADE: a tree deeper than 15 levels cannot be deleted (%u)",
	                       key->name, table, context->target->mariadb ? 1296U : 3008U);
	finding_set_severity(finding, SEVERITY_MEDIUM);
}

static void
report_way(const RuleContext *context, const SqlForeignKey *key, const Ways *ways)
{
	g_autofree char *text = way_text(ways->longest);

	if (ways->is_circle)
		rule_report_on(context, context->after->name, NULL, key->name,
		               "with foreign key `%s` cascades go round in a circle: %s -> `%s`",
		               key->name, text,
		               ((const SchemaTable *)g_ptr_array_index(ways->longest, 0))->name);
	else if (ways->longest->len >= MANY_TABLES)
		rule_report_on(context, context->after->name, NULL, key->name,
		               "with foreign key `%s` a deleted row takes others with it over %u "
		               "steps: %s",
		               key->name, ways->longest->len - 1, text);
}

static void
visit_chain(const RuleContext *context, const SqlForeignKey *key)
{
	const SchemaTable *parent = fk_parent(context, key);

	if (parent == context->after) {
		report_self(context, key);
		return;
	}
	if (parent == NULL || !cascades(key))
		return;
	g_autoptr(GPtrArray) way = g_ptr_array_new();
	g_autoptr(GPtrArray) longest = g_ptr_array_new();
	Ways ways = {.context = context, .way = way, .longest = longest};
	follow_down(&ways, top_of(context, parent));
	if (g_ptr_array_find(longest, context->after, NULL))
		report_way(context, key, &ways);
}

void
fk_check_chain(const RuleContext *context)
{
	fk_each_added(context, visit_chain);
}

/* ---- FK020 */

/* The first protected table that cascades from `table` reach, itself included; NULL: none. */
static const SchemaTable *
protected_below(const RuleContext *context, const SchemaTable *table)
{
	g_autoptr(GPtrArray) reached = g_ptr_array_new();

	g_ptr_array_add(reached, (gpointer)table);
	for (guint i = 0; i < reached->len; i++) {
		const SchemaTable *at = g_ptr_array_index(reached, i);
		if (rule_is_protected(context, at->name))
			return at;
		g_autoptr(GArray) references = schema_references_to(context->schema, at->name);
		for (guint j = 0; j < references->len; j++) {
			const SchemaReference *reference =
				&g_array_index(references, SchemaReference, j);
			if (cascades(reference->key) &&
			    !g_ptr_array_find(reached, reference->child, NULL))
				g_ptr_array_add(reached, (gpointer)reference->child);
		}
	}
	return NULL;
}

static void
visit_protected(const RuleContext *context, const SqlForeignKey *key)
{
	const SchemaTable *parent = fk_parent(context, key);

	if (!cascades(key) || parent == context->after)
		return;
	const SchemaTable *reached = protected_below(context, context->after);
	if (reached == NULL)
		return;
	Finding *finding = rule_report_on(
		context, context->after->name, NULL, key->name,
		"deleting a row of `%s` deletes its rows of `%s`%s%s%s by foreign key `%s`",
		key->parent_table, reached->name, reached != context->after ? " by way of `" : "",
		reached != context->after ? context->after->name : "",
		reached != context->after ? "`" : "", key->name);
	g_autoptr(SqlForeignKey) copy = sql_foreign_key_copy(key);
	copy->on_delete = SQL_REFERENTIAL_RESTRICT;
	g_autofree char *definition = fk_written_out(copy);
	finding_set_fix_sql(finding, "%s", definition);
}

void
fk_check_protected(const RuleContext *context)
{
	fk_each_added(context, visit_protected);
}

/* ---- FK021 */

/* The column that marks a row as deleted without deleting it; NULL: none. */
static const SqlColumn *
deletion_mark(const SchemaTable *table)
{
	static const char *const names[] = {"deleted_at", "deletedat", "deleted_on", "is_deleted"};

	for (gsize i = 0; table != NULL && i < G_N_ELEMENTS(names); i++) {
		const SqlColumn *column = schema_find_column(table, names[i]);
		if (column != NULL)
			return column;
	}
	return NULL;
}

static void
visit_soft_delete(const RuleContext *context, const SqlForeignKey *key)
{
	const SchemaTable *parent = fk_parent(context, key);
	const SchemaTable *child = context->after;
	const SqlColumn *mark = deletion_mark(child);
	const SchemaTable *marked = mark != NULL ? child : parent;

	mark = mark != NULL ? mark : deletion_mark(parent);
	if (!cascades(key) || mark == NULL)
		return;
	rule_report_on(context, child->name, NULL, key->name,
	               "rows of `%s` are marked as deleted in `%s`, but foreign key `%s` truly "
	               "deletes those of `%s` when a row of `%s` goes",
	               marked->name, mark->name, key->name, child->name, key->parent_table);
}

void
fk_check_soft_delete(const RuleContext *context)
{
	fk_each_added(context, visit_soft_delete);
}
