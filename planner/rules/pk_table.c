#include "planner/rules/common.h"
#include "planner/rules/lineage.h"
#include "planner/rules/pk.h"
#include "sql/quote.h"

enum {
	MANY_COLUMNS = 3,
	MANY_BYTES = 64, /* of a key that every secondary index repeats */
};

static bool
is_on(const RuleContext *context, const char *variable)
{
	const char *value = plan_target_variable(context->target, variable, "OFF");

	return g_ascii_strcasecmp(value, "ON") == 0 || g_str_equal(value, "1");
}

/* The first key that InnoDB can take instead: unique, and nothing in it can be NULL. */
static const SqlIndex *
stand_in(const SchemaTable *table)
{
	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		bool fits = index->kind == SQL_INDEX_UNIQUE;
		for (guint j = 0; fits && j < index->parts->len; j++) {
			const SqlKeyPart *part = g_ptr_array_index(index->parts, j);
			const SqlColumn *column = part->column != NULL
			                                  ? schema_find_column(table, part->column)
			                                  : NULL;
			fits = column != NULL && column->not_null && part->prefix_length == 0;
		}
		if (fits)
			return index;
	}
	return NULL;
}

/* ---- PK001 */

/* A statement that leaves the table without a key, where the server demands one; NULL: none. */
static const PlanStatement *
refused_statement(const RuleContext *context)
{
	for (guint i = 0; i < context->plan->statements->len; i++) {
		const PlanStatement *statement = g_ptr_array_index(context->plan->statements, i);
		if (statement->after != NULL && statement->parsed->table_ddl != NULL &&
		    lineage_same_table(context, statement->after->name, context->after->name) &&
		    schema_primary_key(statement->after) == NULL)
			return statement;
	}
	return NULL;
}

/* Columns may be missing of what was not understood, but a key of a query there is none. */
static bool
is_known_whole(const RuleContext *context)
{
	if (!context->after->incomplete)
		return true;
	for (guint i = 0; i < context->plan->statements->len; i++) {
		const PlanStatement *statement = g_ptr_array_index(context->plan->statements, i);
		const SqlTableDdl *ddl = statement->parsed->table_ddl;
		if (ddl != NULL && lineage_same_table(context, ddl->table, context->after->name) &&
		    (!ddl->as_select || statement->parsed->opaque_reason != NULL) &&
		    ddl->clauses == NULL)
			return false;
	}
	return rule_plan_made_table(context, context->after->name);
}

static void
settle_missing(const RuleContext *context, Finding *finding)
{
	const SqlIndex *other = stand_in(context->after);

	if (is_on(context, "sql_require_primary_key")) {
		finding_set_severity(finding, SEVERITY_CRITICAL);
		finding_set_impact(finding,
		                   "sql_require_primary_key is ON: the statement ends with "
		                   "3750");
	} else if (context->target->galera || context->target->group_replication) {
		finding_set_severity(finding, SEVERITY_CRITICAL);
		finding_set_impact(finding, "%s refuses or loses writes to a table without a key",
		                   context->target->galera ? "Galera" : "group replication");
	} else if (is_on(context, "sql_generate_invisible_primary_key")) {
		finding_set_severity(finding, SEVERITY_MEDIUM);
		finding_set_impact(finding,
		                   "the server adds an invisible column `my_row_id` as the key");
	} else if (other != NULL) {
		finding_set_severity(finding, SEVERITY_MEDIUM);
		finding_set_impact(finding,
		                   "InnoDB and replication use the unique key `%s` instead",
		                   other->name);
	}
}

void
pk_check_missing(const RuleContext *context)
{
	const SchemaTable *table = context->after;
	const SchemaTable *live = rule_live_form(context);
	bool demanded =
		is_on(context, "sql_require_primary_key") && refused_statement(context) != NULL;

	if ((schema_primary_key(table) != NULL && !demanded) || !is_known_whole(context) ||
	    (live != NULL && schema_primary_key(live) == NULL))
		return;
	if (live == NULL && !rule_plan_made_table(context, table->name))
		return;
	g_autofree char *name = sql_quote_name(table->name);
	Finding *finding = rule_report_on(context, table->name, NULL, NULL,
	                                  "table `%s` %s without a primary key", table->name,
	                                  live == NULL ? "is made" : "is left");
	settle_missing(context, finding);
	if (schema_find_column(table, "id") == NULL)
		finding_set_fix_sql(finding,
		                    "ALTER TABLE %s ADD COLUMN `id` BIGINT UNSIGNED NOT NULL "
		                    "AUTO_INCREMENT PRIMARY KEY FIRST",
		                    name);
	else
		finding_set_fix_sql(finding, "ALTER TABLE %s ADD PRIMARY KEY (`id`)", name);
}

/* ---- keys of tables that the plan makes */

/* The primary key of a table that the plan makes; NULL: none, or the table was there. */
static const SqlIndex *
new_key(const RuleContext *context)
{
	return rule_plan_made_table(context, context->after->name)
	               ? schema_primary_key(context->after)
	               : NULL;
}

static const SqlColumn *
key_column(const SchemaTable *table, const SqlIndex *key, guint at)
{
	const SqlKeyPart *part = g_ptr_array_index(key->parts, at);

	return part->column != NULL ? schema_find_column(table, part->column) : NULL;
}

/* The column of a key of one column; NULL: there are several. */
static const SqlColumn *
only_column(const RuleContext *context, const SqlIndex *key)
{
	return key != NULL && key->parts->len == 1 ? key_column(context->after, key, 0) : NULL;
}

static bool
is_uuid_text(const SqlType *type)
{
	return (type->kind == SQL_TYPE_CHAR || type->kind == SQL_TYPE_VARCHAR) &&
	       type->length == 36;
}

/* ---- PK002 */

/* Kinds that make a poor key even among others. */
static bool
is_never_a_key(SqlTypeKind kind)
{
	return kind == SQL_TYPE_FLOAT || kind == SQL_TYPE_DOUBLE || kind == SQL_TYPE_DECIMAL ||
	       kind == SQL_TYPE_SET || sql_type_is_lob(kind);
}

void
pk_check_type(const RuleContext *context)
{
	const SqlIndex *key = new_key(context);

	for (guint i = 0; key != NULL && i < key->parts->len; i++) {
		const SqlColumn *column = key_column(context->after, key, i);
		if (column == NULL || is_uuid_text(&column->type))
			continue;
		SqlTypeKind kind = column->type.kind;
		bool poor_alone = key->parts->len == 1 &&
		                  (kind == SQL_TYPE_VARCHAR || kind == SQL_TYPE_ENUM ||
		                   (sql_type_is_temporal(kind) && kind != SQL_TYPE_DATE));
		if (!poor_alone && !is_never_a_key(kind))
			continue;
		g_autofree char *type = sql_type_format(&column->type);
		rule_report_on(context, context->after->name, column->name, NULL,
		               "the primary key of `%s` is a %s (`%s`), which every other index "
		               "repeats",
		               context->after->name, type, column->name);
	}
}

/* ---- PK004 */

void
pk_check_short(const RuleContext *context)
{
	const SqlColumn *column = only_column(context, new_key(context));

	if (column == NULL || !column->auto_increment || !sql_type_is_integer(column->type.kind) ||
	    column->type.kind == SQL_TYPE_BIGINT)
		return;
	g_autofree char *type = sql_type_format(&column->type);
	g_autofree char *name = sql_quote_name(column->name);
	Finding *finding = rule_report_on(context, context->after->name, column->name, NULL,
	                                  "`%s`.`%s` counts rows in a %s", context->after->name,
	                                  column->name, type);
	finding_set_fix_sql(finding, "%s BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY",
	                    name);
}

/* ---- PK006 */

void
pk_check_uuid(const RuleContext *context)
{
	const SqlColumn *column = only_column(context, new_key(context));

	if (column == NULL || !is_uuid_text(&column->type))
		return;
	g_autofree char *name = sql_quote_name(column->name);
	Finding *finding = rule_report_on(context, context->after->name, column->name, NULL,
	                                  "the primary key of `%s` is a UUID as text (`%s`)",
	                                  context->after->name, column->name);
	finding_set_fix_sql(finding,
	                    context->target->mariadb ? "%s UUID NOT NULL PRIMARY KEY"
	                                             : "%s BINARY(16) NOT NULL PRIMARY KEY",
	                    name);
}

/* ---- PK008 */

void
pk_check_wide(const RuleContext *context)
{
	const SqlIndex *key = new_key(context);
	guint64 bytes = 0;

	for (guint i = 0; key != NULL && i < key->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(key->parts, i);
		const SqlColumn *column = key_column(context->after, key, i);
		bytes += column != NULL ? schema_column_bytes(column, part->prefix_length) : 0;
	}
	if (key == NULL || (key->parts->len <= MANY_COLUMNS && bytes <= MANY_BYTES) ||
	    context->after->indexes->len < 2)
		return;
	const SqlColumn *alone = only_column(context, key);
	if (alone != NULL && is_uuid_text(&alone->type))
		return; /* PK006 says so */
	rule_report_on(context, context->after->name, NULL, key->name,
	               "the primary key of `%s` has %u columns and up to %" G_GUINT64_FORMAT
	               " bytes, which each of its %u other indexes repeats for every row",
	               context->after->name, key->parts->len, bytes,
	               context->after->indexes->len - 1);
}
