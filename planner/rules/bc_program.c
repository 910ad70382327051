#include "planner/rules/bc.h"

#include <string.h>

#include "planner/rules/lineage.h"
#include "planner/rules/scan.h"

/* A table or view, or a column of a table, that the statement drops or renames. */
typedef struct {
	const RuleContext *context;
	const SqlEffect *effect;
	const char *table;
	const char *column; /* NULL: the table itself */
} Vanished;

/* Whether the effect takes a name away that a stored text may use. */
static bool
takes_name(const RuleContext *context, const SqlEffect *effect, Vanished *ret_vanished)
{
	bool takes = effect->effect == SQL_EFFECT_DROP || effect->effect == SQL_EFFECT_RENAME;
	bool table = effect->object == SQL_OBJECT_TABLE || effect->object == SQL_OBJECT_VIEW;

	if (!takes || effect->name == NULL || (!table && effect->object != SQL_OBJECT_COLUMN) ||
	    !lineage_is_own_schema(context, effect->schema))
		return false;
	*ret_vanished = (Vanished){.context = context,
	                           .effect = effect,
	                           .table = table ? effect->name : effect->table,
	                           .column = table ? NULL : effect->name};
	return true;
}

/* Whether the name is there again after the statement: a swap, a column added back. */
static bool
is_there_again(const Vanished *vanished)
{
	const RuleContext *context = vanished->context;
	const SchemaTable *now = schema_find_table(context->schema, vanished->table);

	if (vanished->column == NULL)
		return now != NULL || schema_find_program(context->schema, SQL_OBJECT_VIEW,
		                                          vanished->table) != NULL;
	return now != NULL && schema_find_column(now, vanished->column) != NULL;
}

static bool
reads_table(const RuleContext *context, const SchemaProgram *program, const char *table)
{
	for (guint i = 0; program->reads != NULL && i < program->reads->len; i++)
		if (lineage_same_table(context, g_ptr_array_index(program->reads, i), table))
			return true;
	return scan_uses_name(program->body, table);
}

/* Whether a later statement of the plan makes the program anew, or drops it. */
static bool
is_replaced_later(const RuleContext *context, const SchemaProgram *program)
{
	const GPtrArray *statements = context->plan->statements;

	for (guint i = context->statement->index + 1; i < statements->len; i++) {
		const PlanStatement *statement = g_ptr_array_index(statements, i);
		const GPtrArray *effects = statement->parsed->statement->effects;
		for (guint j = 0; j < effects->len; j++) {
			const SqlEffect *effect = g_ptr_array_index(effects, j);
			if (effect->object == program->kind && effect->name != NULL &&
			    g_ascii_strcasecmp(effect->name, program->name) == 0)
				return true;
		}
	}
	return false;
}

/* Whether an effect brings the vanished name back. */
static bool
brings_back(const Vanished *vanished, const SqlEffect *effect)
{
	const char *name = effect->effect == SQL_EFFECT_RENAME ? effect->new_name : effect->name;
	bool column = effect->object == SQL_OBJECT_COLUMN;
	bool relation = effect->object == SQL_OBJECT_TABLE || effect->object == SQL_OBJECT_VIEW;

	if (name == NULL || effect->effect == SQL_EFFECT_DROP || effect->effect == SQL_EFFECT_WRITE)
		return false;
	if (vanished->column == NULL)
		return relation && lineage_same_table(vanished->context, name, vanished->table);
	return column && effect->effect != SQL_EFFECT_CHANGE &&
	       lineage_same_table(vanished->context, effect->table, vanished->table) &&
	       g_ascii_strcasecmp(name, vanished->column) == 0;
}

/* Whether a later statement of the plan brings the vanished name back. */
static bool
comes_back_later(const Vanished *vanished)
{
	const RuleContext *context = vanished->context;
	const GPtrArray *statements = context->plan->statements;

	for (guint i = context->statement->index + 1; i < statements->len; i++) {
		const PlanStatement *statement = g_ptr_array_index(statements, i);
		const GPtrArray *effects = statement->parsed->statement->effects;
		for (guint j = 0; j < effects->len; j++)
			if (brings_back(vanished, g_ptr_array_index(effects, j)))
				return true;
	}
	return false;
}

/* Another table that the text reads has a column of this name too: it may be that one's. */
static bool
is_ambiguous(const Vanished *vanished, const SchemaProgram *program)
{
	const RuleContext *context = vanished->context;

	for (guint i = 0; program->reads != NULL && i < program->reads->len; i++) {
		const char *name = g_ptr_array_index(program->reads, i);
		const SchemaTable *table = schema_find_table(context->schema, name);
		if (table != NULL && !lineage_same_table(context, name, vanished->table) &&
		    schema_find_column(table, vanished->column) != NULL)
			return true;
	}
	return false;
}

/* "`users`.`phone` is dropped" or "`users` is renamed", for messages. */
static char *
describe(const Vanished *vanished)
{
	const char *verb = vanished->effect->effect == SQL_EFFECT_DROP ? "dropped" : "renamed";

	if (vanished->column == NULL)
		return g_strdup_printf("`%s` is %s", vanished->table, verb);
	return g_strdup_printf("`%s`.`%s` is %s", vanished->table, vanished->column, verb);
}

static void
report_program(const Vanished *vanished, const SchemaProgram *program, const char *consequence)
{
	const RuleContext *context = vanished->context;
	g_autofree char *what = describe(vanished);
	Finding *finding = rule_report_on(
		context, vanished->table, vanished->column, NULL, "%s, and %s `%s` uses it: %s",
		what, sql_object_kind_name(program->kind), program->name, consequence);

	if (vanished->column != NULL && is_ambiguous(vanished, program))
		finding_set_severity(finding, SEVERITY_HIGH);
	if (is_replaced_later(context, program) || comes_back_later(vanished)) {
		finding_set_severity(finding, SEVERITY_MEDIUM);
		finding_set_impact(finding,
		                   "a later statement of the plan mends it; until then it fails");
	}
}

static bool
uses(const Vanished *vanished, const SchemaProgram *program)
{
	return reads_table(vanished->context, program, vanished->table) &&
	       (vanished->column == NULL || scan_uses_name(program->body, vanished->column));
}

/* Ask `check` about every program there is, for each name that the statement takes away. */
static void
each_vanished(const RuleContext *context,
              void (*check)(const Vanished *vanished, const SchemaProgram *program))
{
	const GPtrArray *effects = context->parsed->statement->effects;
	const GPtrArray *programs = context->schema->programs;
	Vanished vanished;

	for (guint i = 0; i < effects->len; i++) {
		if (!takes_name(context, g_ptr_array_index(effects, i), &vanished) ||
		    is_there_again(&vanished))
			continue;
		for (guint j = 0; j < programs->len; j++)
			check(&vanished, g_ptr_array_index(programs, j));
	}
}

static void
check_view(const Vanished *vanished, const SchemaProgram *program)
{
	if (program->kind == SQL_OBJECT_VIEW && uses(vanished, program))
		report_program(vanished, program, "reading the view fails with 1356");
}

void
bc_check_views(const RuleContext *context)
{
	each_vanished(context, check_view);
}

/* A trigger names the columns of its own table by NEW and OLD. */
static bool
trigger_uses(const Vanished *vanished, const SchemaProgram *trigger)
{
	g_autoptr(GArray) tokens = scan_tokens(trigger->body);

	if (vanished->column == NULL ||
	    !lineage_same_table(vanished->context, trigger->table, vanished->table))
		return false;
	for (guint i = 0; i + 2 < tokens->len; i++)
		if ((scan_is(tokens, i, "NEW") || scan_is(tokens, i, "OLD")) &&
		    scan_is_mark(tokens, i + 1, '.') &&
		    scan_is_name(tokens, i + 2, vanished->column))
			return true;
	return false;
}

/* A trigger goes, and is renamed, with its own table. */
static bool
goes_along(const Vanished *vanished, const SchemaProgram *program)
{
	return program->kind == SQL_OBJECT_TRIGGER && vanished->column == NULL &&
	       lineage_same_table(vanished->context, program->table, vanished->table);
}

static void
check_program(const Vanished *vanished, const SchemaProgram *program)
{
	if (program->kind == SQL_OBJECT_VIEW || program->kind == SQL_OBJECT_SEQUENCE)
		return;
	if (program->kind == SQL_OBJECT_TRIGGER && trigger_uses(vanished, program)) {
		report_program(vanished, program, "each write that fires it fails with 1054");
		return;
	}
	if (goes_along(vanished, program) || !uses(vanished, program))
		return;
	report_program(vanished, program,
	               vanished->column != NULL ? "it fails with 1054 when it runs"
	                                        : "it fails with 1146 when it runs");
}

void
bc_check_programs(const RuleContext *context)
{
	each_vanished(context, check_program);
}

/* FORCE INDEX (a, b), USE KEY FOR ORDER BY (a): whether the hint names the index. */
static bool
hint_names(const GArray *tokens, guint at, const char *index)
{
	while (at < tokens->len && !scan_is_mark(tokens, at, '('))
		at++;
	for (at++; at < tokens->len && !scan_is_mark(tokens, at, ')'); at++)
		if (scan_is_name(tokens, at, index))
			return true;
	return false;
}

static bool
hints_at(const char *body, const char *index)
{
	g_autoptr(GArray) tokens = scan_tokens(body);

	for (guint i = 0; i + 1 < tokens->len; i++) {
		bool verb = scan_is(tokens, i, "USE") || scan_is(tokens, i, "FORCE") ||
		            scan_is(tokens, i, "IGNORE");
		bool noun = scan_is(tokens, i + 1, "INDEX") || scan_is(tokens, i + 1, "KEY");
		if (verb && noun && hint_names(tokens, i + 2, index))
			return true;
	}
	return false;
}

static void
check_hints(const RuleContext *context, const SqlEffect *effect)
{
	for (guint i = 0; i < context->schema->programs->len; i++) {
		const SchemaProgram *program = g_ptr_array_index(context->schema->programs, i);
		if (hints_at(program->body, effect->name) &&
		    reads_table(context, program, effect->table))
			rule_report_on(context, effect->table, NULL, effect->name,
			               "index `%s` of `%s` is %s, and %s `%s` names it in a hint: "
			               "it fails with 1176",
			               effect->name, effect->table,
			               effect->effect == SQL_EFFECT_DROP ? "dropped" : "renamed",
			               sql_object_kind_name(program->kind), program->name);
	}
}

void
bc_check_index_hints(const RuleContext *context)
{
	const GPtrArray *effects = context->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		bool vanishes =
			effect->effect == SQL_EFFECT_DROP || effect->effect == SQL_EFFECT_RENAME;
		if (effect->object == SQL_OBJECT_INDEX && vanishes && effect->name != NULL &&
		    lineage_is_own_schema(context, effect->schema))
			check_hints(context, effect);
	}
}

/* INSERT INTO t VALUES, REPLACE t SELECT: no list of columns stands between. */
static bool
inserts_blindly(const char *body, const char *table)
{
	static const char *const values[] = {"VALUES", "VALUE", "SELECT"};
	g_autoptr(GArray) tokens = scan_tokens(body);

	for (guint i = 0; i < tokens->len; i++) {
		if (!scan_is(tokens, i, "INSERT") && !scan_is(tokens, i, "REPLACE"))
			continue;
		guint at = i + 1;
		while (scan_is(tokens, at, "IGNORE") || scan_is(tokens, at, "INTO"))
			at++;
		if (scan_is_mark(tokens, at + 1, '.'))
			at += 2;
		for (gsize j = 0; j < G_N_ELEMENTS(values); j++)
			if (scan_is_name(tokens, at, table) && scan_is(tokens, at + 1, values[j]))
				return true;
	}
	return false;
}

/* Whether visible columns are more, fewer or in another order than before. */
static bool
changes_order(const RuleContext *context)
{
	if (context->before == NULL || context->after == NULL || context->ddl == NULL)
		return false;
	if (context->before->columns->len != context->after->columns->len)
		return true;
	const GPtrArray *clauses = context->ddl->clauses;
	for (guint i = 0; clauses != NULL && i < clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(clauses, i);
		if (clause->position != SQL_POSITION_NONE)
			return true;
	}
	return false;
}

void
bc_check_column_order(const RuleContext *context)
{
	if (!changes_order(context))
		return;
	for (guint i = 0; i < context->schema->programs->len; i++) {
		const SchemaProgram *program = g_ptr_array_index(context->schema->programs, i);
		if (program->kind == SQL_OBJECT_VIEW ||
		    !inserts_blindly(program->body, context->before->name))
			continue;
		rule_report_on(context, context->before->name, NULL, NULL,
		               "the columns of `%s` change, and %s `%s` inserts into it without "
		               "naming columns: it fails with 1136 or fills the wrong ones",
		               context->before->name, sql_object_kind_name(program->kind),
		               program->name);
	}
}

/* `SELECT *`, `t.*`, not `COUNT(*)` and not a product. */
static bool
selects_star(const char *body)
{
	g_autoptr(GArray) tokens = scan_tokens(body);

	for (guint i = 1; i < tokens->len; i++) {
		if (!scan_is_mark(tokens, i, '*'))
			continue;
		if (scan_is_mark(tokens, i - 1, '.') || scan_is(tokens, i - 1, "SELECT") ||
		    scan_is(tokens, i - 1, "DISTINCT") || scan_is(tokens, i - 1, "ALL"))
			return true;
	}
	return false;
}

void
bc_check_select_star(const RuleContext *context)
{
	const GPtrArray *effects = context->parsed->statement->effects;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(effects, i);
		if (effect->object == SQL_OBJECT_VIEW && effect->effect != SQL_EFFECT_DROP &&
		    selects_star(context->parsed->body))
			rule_report(context,
			            "view `%s` selects *: it keeps the columns of today and does "
			            "not follow later ones",
			            effect->name);
	}
}
