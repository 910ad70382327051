#include "planner/rules/ds.h"

#include <string.h>

#include "planner/rules/copy.h"
#include "planner/rules/lineage.h"
#include "sql/quote.h"

/* "full_name" as "fullname". */
static char *
letters_of(const char *name)
{
	GString *letters = g_string_new(NULL);

	for (const char *at = name; *at != '\0'; at++)
		if (*at != '_' && *at != '-' && *at != ' ')
			g_string_append_c(letters, g_ascii_tolower(*at));
	return g_string_free(letters, FALSE);
}

/* Whether all letters of the one stand in the other in their order: "nm" in "name". */
static bool
is_contained(const char *shorter, const char *longer)
{
	for (; *longer != '\0' && *shorter != '\0'; longer++)
		if (*longer == *shorter)
			shorter++;
	return *shorter == '\0';
}

/* Whether two names speak of the same thing: "fullname" and "full_name", "nm" and "name". */
static bool
are_alike(const char *old, const char *new)
{
	g_autofree char *a = letters_of(old);
	g_autofree char *b = letters_of(new);
	bool longer = strlen(b) >= strlen(a);
	const char *shorter_name = longer ? a : b;
	const char *longer_name = longer ? b : a;

	return strlen(shorter_name) >= 2 && shorter_name[0] == longer_name[0]
	               ? is_contained(shorter_name, longer_name)
	               : strlen(shorter_name) >= 4 && strstr(longer_name, shorter_name) != NULL;
}

/* Types that the same values could move between. */
static bool
are_compatible(const SqlType *a, const SqlType *b)
{
	return a->kind == b->kind ||
	       (sql_type_is_integer(a->kind) && sql_type_is_integer(b->kind)) ||
	       (sql_type_is_text(a->kind) && sql_type_is_text(b->kind)) ||
	       (sql_type_is_temporal(a->kind) && sql_type_is_temporal(b->kind));
}

/* A column that goes, and the statement and clause that may bring its successor. */
typedef struct {
	const RuleContext *context;
	const char *table;
	const SqlColumn *dropped;
	const PlanStatement *statement;
} Succession;

static bool
succeeds(const Succession *succession, const SqlClause *clause)
{
	const SqlColumn *added = clause->column;

	if (clause->kind != SQL_CLAUSE_ADD_COLUMN || added->generated != NULL)
		return false;
	if (g_ascii_strcasecmp(added->name, succession->dropped->name) == 0)
		return true;
	return are_compatible(&succession->dropped->type, &added->type) &&
	       are_alike(succession->dropped->name, added->name);
}

static void
report_successor(const Succession *succession, const SqlColumn *added)
{
	const RuleContext *context = succession->context;
	const char *old = succession->dropped->name;
	bool same = g_ascii_strcasecmp(old, added->name) == 0;
	g_autofree char *table = sql_quote_name(succession->table);
	g_autofree char *from = sql_quote_name(old);
	g_autofree char *to = sql_quote_name(added->name);
	Finding *finding =
		same ? rule_report_on(context, succession->table, old, NULL,
	                              "`%s`.`%s` is dropped and added again: it comes back empty",
	                              succession->table, old)
		     : rule_report_on(context, succession->table, old, NULL,
	                              "`%s`.`%s` is dropped and `%s` is added, and nothing copies "
	                              "the values",
	                              succession->table, old, added->name);

	if (!same)
		finding_set_fix_sql(finding, "ALTER TABLE %s RENAME COLUMN %s TO %s", table, from,
		                    to);
}

/* Whether the clauses of one statement bring a successor that nothing was copied to. */
static bool
look_for_successor(const Succession *succession)
{
	const RuleContext *context = succession->context;
	const SqlTableDdl *ddl = succession->statement->parsed->table_ddl;

	if (ddl == NULL || ddl->clauses == NULL ||
	    !lineage_same_table(context, ddl->table, succession->table))
		return false;
	for (guint i = 0; i < ddl->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(ddl->clauses, i);
		if (!succeeds(succession, clause) ||
		    copy_of_column(context, succession->table, succession->dropped->name,
		                   clause->column->name, context->statement->index) != NULL)
			continue;
		report_successor(succession, clause->column);
		return true;
	}
	return false;
}

static void
check_dropped(const RuleContext *context, const SqlClause *clause)
{
	const SqlColumn *dropped = schema_find_column(context->before, clause->name);
	const GPtrArray *statements = context->plan->statements;

	if (dropped == NULL || dropped->generated != NULL ||
	    lineage_of_column(context, context->ddl->table, clause->name).kind == LINEAGE_MADE)
		return;
	for (guint i = 0; i < statements->len; i++) {
		const Succession succession = {.context = context,
		                               .table = context->ddl->table,
		                               .dropped = dropped,
		                               .statement = g_ptr_array_index(statements, i)};
		if (look_for_successor(&succession))
			return;
	}
}

void
ds_check_drop_and_add(const RuleContext *context)
{
	guint index = 0;
	const SqlClause *clause;

	if (context->before == NULL)
		return;
	while ((clause = rule_next_clause(context, SQL_CLAUSE_DROP_COLUMN, &index)) != NULL)
		check_dropped(context, clause);
}

/* Columns of the old table that the copy leaves out although the new one has them: "`a`, `b`". */
static char *
columns_left_behind(const PlanStatement *copy, const SchemaTable *old, const SchemaTable *new)
{
	const GPtrArray *written = copy->parsed->dml != NULL ? copy->parsed->dml->columns : NULL;
	GString *names = g_string_new(NULL);

	for (guint i = 0; written != NULL && i < old->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(old->columns, i);
		bool copied = false;
		for (guint j = 0; j < written->len; j++)
			copied |= g_ascii_strcasecmp(g_ptr_array_index(written, j), column->name) ==
			          0;
		if (!copied && column->generated == NULL &&
		    schema_find_column(new, column->name) != NULL)
			g_string_append_printf(names, "%s`%s`", names->len > 0 ? ", " : "",
			                       column->name);
	}
	return g_string_free(names, FALSE);
}

static const PlanMigration *
migration_of(const RuleContext *context, const PlanStatement *statement)
{
	for (guint i = 0; i < context->plan->migrations->len; i++) {
		const PlanMigration *entry = g_ptr_array_index(context->plan->migrations, i);
		if (entry->migration == statement->migration)
			return entry;
	}
	return NULL;
}

/* No row, or not all of each row, comes from the old table into the new one of its name. */
static void
report_swap(const RuleContext *context, const SchemaTable *old, const char *left_behind)
{
	g_auto(ProbeAnswer) answer = {0};
	g_autofree char *name = sql_quote_name(old->name);
	g_autofree char *keys = lineage_key_list(old);
	Finding *finding =
		*left_behind == '\0'
			? rule_report_on(
				  context, old->name, NULL, NULL,
				  "another table takes the place of `%s`, and nothing copies "
				  "its rows",
				  old->name)
			: rule_report_on(context, old->name, NULL, NULL,
	                                 "another table takes the place of `%s`, and the copy "
	                                 "leaves out %s",
	                                 old->name, left_behind);

	rule_probe(context, old->name, NULL, &answer, "SELECT %s FROM %s LIMIT 5", keys, name);
	lineage_weigh(finding, &answer, SEVERITY_CRITICAL, SEVERITY_INFO);
}

static void
check_swap(const RuleContext *context, const SchemaTable *old)
{
	const SchemaTable *new = schema_find_table(context->schema, old->name);
	const PlanStatement *last = NULL;

	if (new == NULL)
		return;
	g_autoptr(GPtrArray) new_names = copy_names_of_new(context, old->name, &last);
	if (new_names == NULL || last == NULL)
		return;
	g_autoptr(GPtrArray) old_names = copy_names_of_old(context, old->name);
	const PlanStatement *copy = copy_of_table(context, old_names, new_names);
	g_autofree char *left_behind =
		copy != NULL ? columns_left_behind(copy, old, new) : g_strdup("");
	if (copy != NULL && *left_behind == '\0')
		return;
	RuleContext at = *context;
	at.statement = last;
	at.migration = migration_of(context, last);
	report_swap(&at, old, left_behind);
}

static gint
compare_tables(gconstpointer a, gconstpointer b)
{
	const SchemaTable *left = *(SchemaTable *const *)a;
	const SchemaTable *right = *(SchemaTable *const *)b;

	return strcmp(left->name, right->name);
}

void
ds_check_table_swap(const RuleContext *context)
{
	g_autoptr(GPtrArray) tables = g_ptr_array_new();
	GHashTableIter iter;
	gpointer table;

	g_hash_table_iter_init(&iter, context->live->tables);
	while (g_hash_table_iter_next(&iter, NULL, &table))
		g_ptr_array_add(tables, table);
	g_ptr_array_sort(tables, compare_tables);
	for (guint i = 0; i < tables->len; i++)
		check_swap(context, g_ptr_array_index(tables, i));
}
