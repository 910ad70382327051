#include "planner/rules/lineage.h"

#include <string.h>

#include "planner/plan_internal.h"
#include "sql/quote.h"

/* A name on its way back. */
typedef struct {
	const RuleContext *context;
	const char *table;
	const char *column; /* NULL: the table itself is followed */
} Trail;

typedef enum { STEP_ON, STEP_MADE, STEP_GONE } TrailStep;

bool
lineage_is_own_schema(const RuleContext *context, const char *schema)
{
	const char *database = context->schema->database;

	return schema == NULL || (database != NULL && g_ascii_strcasecmp(database, schema) == 0);
}

bool
lineage_same_table(const RuleContext *context, const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return false;
	return context->schema->fold_names ? g_ascii_strcasecmp(a, b) == 0 : strcmp(a, b) == 0;
}

static bool
same_column(const char *a, const char *b)
{
	return a != NULL && b != NULL && g_ascii_strcasecmp(a, b) == 0;
}

/* Whether a CREATE TABLE made the table: where one is there it makes none, or fails. */
static bool
creates(const PlanStatement *statement, const SqlEffect *effect)
{
	bool replaces =
		statement->parsed->table_ddl != NULL && statement->parsed->table_ddl->replace;

	return replaces || (effect->effect == SQL_EFFECT_CREATE && statement->before == NULL);
}

static TrailStep
undo_table_effect(const PlanStatement *statement, const SqlEffect *effect, Trail *trail)
{
	if (effect->effect == SQL_EFFECT_RENAME &&
	    lineage_same_table(trail->context, effect->new_name, trail->table))
		trail->table = effect->name;
	else if (!lineage_same_table(trail->context, effect->name, trail->table))
		return STEP_ON;
	else if (effect->effect == SQL_EFFECT_DROP && !statement->parsed->statement->temporary)
		return STEP_GONE;
	else if (creates(statement, effect))
		return STEP_MADE;
	return STEP_ON;
}

static TrailStep
undo_column_effect(const SqlEffect *effect, Trail *trail)
{
	if (trail->column == NULL ||
	    !lineage_same_table(trail->context, effect->table, trail->table))
		return STEP_ON;
	if (effect->effect == SQL_EFFECT_RENAME && same_column(effect->new_name, trail->column))
		trail->column = effect->name;
	else if (!same_column(effect->name, trail->column))
		return STEP_ON;
	else if (effect->effect == SQL_EFFECT_CREATE && !effect->tolerant)
		return STEP_MADE;
	else if (effect->effect == SQL_EFFECT_DROP)
		return STEP_GONE;
	return STEP_ON;
}

/* The names as they were before one statement: first the table's, by which its parts go. */
static TrailStep
undo_statement(const PlanStatement *statement, Trail *trail)
{
	const GPtrArray *effects = statement->parsed->statement->effects;

	for (guint pass = 0; pass < 2; pass++)
		for (guint i = effects->len; i > 0; i--) {
			const SqlEffect *effect = g_ptr_array_index(effects, i - 1);
			TrailStep step = STEP_ON;
			if (!lineage_is_own_schema(trail->context, effect->schema))
				continue;
			if (pass == 0 && effect->object == SQL_OBJECT_TABLE)
				step = undo_table_effect(statement, effect, trail);
			else if (pass == 1 && effect->object == SQL_OBJECT_COLUMN)
				step = undo_column_effect(effect, trail);
			if (step != STEP_ON)
				return step;
		}
	return STEP_ON;
}

/* What is not known offline may be there; what a server does not have is not. */
static LineageKind
kind_of_missing(const RuleContext *context)
{
	return context->target->live ? LINEAGE_GONE : LINEAGE_UNKNOWN;
}

static Lineage
find_live(const Trail *trail)
{
	const SchemaTable *table = schema_find_table(trail->context->live, trail->table);
	Lineage lineage = {.kind = LINEAGE_LIVE, .table = table};

	if (table == NULL &&
	    schema_find_program(trail->context->live, SQL_OBJECT_VIEW, trail->table) != NULL)
		return (Lineage){.kind = LINEAGE_UNKNOWN}; /* rows of whatever stands behind it */
	if (table == NULL)
		return (Lineage){.kind = kind_of_missing(trail->context)};
	if (trail->column == NULL)
		return lineage;
	lineage.column = schema_find_column(table, trail->column);
	if (lineage.column == NULL)
		return (Lineage){.kind = table->incomplete ? LINEAGE_UNKNOWN : LINEAGE_GONE};
	return lineage;
}

static Lineage
follow(Trail trail)
{
	const RuleContext *context = trail.context;
	guint at = context->statement != NULL ? context->statement->index
	                                      : context->plan->statements->len;

	for (gint i; (i = plan_last_mention(context->plan, trail.table, at)) >= 0; at = (guint)i) {
		TrailStep step = undo_statement(
			g_ptr_array_index(context->plan->statements, (guint)i), &trail);
		if (step != STEP_ON)
			return (Lineage){.kind = step == STEP_MADE ? LINEAGE_MADE : LINEAGE_GONE};
	}
	return find_live(&trail);
}

Lineage
lineage_of_table(const RuleContext *context, const char *table)
{
	return follow((Trail){.context = context, .table = table});
}

Lineage
lineage_of_column(const RuleContext *context, const char *table, const char *column)
{
	return follow((Trail){.context = context, .table = table, .column = column});
}

char *
lineage_key_list(const SchemaTable *table)
{
	const SqlIndex *primary = schema_primary_key(table);
	GString *list = g_string_new(NULL);

	for (guint i = 0; primary != NULL && i < primary->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(primary->parts, i);
		if (part->column == NULL)
			continue;
		if (list->len > 0)
			g_string_append(list, ", ");
		sql_append_name(list, part->column);
	}
	if (list->len == 0)
		g_string_append_c(list, '1');
	return g_string_free(list, FALSE);
}

void
lineage_weigh(Finding *finding, const ProbeAnswer *answer, Severity when_found, Severity when_clean)
{
	finding->evidence.probe_sql = g_strdup(answer->sql);
	if (answer->outcome == PROBE_FOUND) {
		finding->severity = when_found;
		finding->evidence.count = answer->count;
		finding->evidence.sample = g_strdup(answer->sample);
	} else if (answer->outcome == PROBE_CLEAN) {
		finding->severity = when_clean;
	}
}
