#include "planner/rules/ds.h"

#include <string.h>

#include "planner/rules/lineage.h"
#include "sql/quote.h"

static guint
find_member(const GPtrArray *members, const char *label)
{
	for (guint i = 0; i < members->len; i++)
		if (g_ascii_strcasecmp(g_ptr_array_index(members, i), label) == 0)
			return i;
	return G_MAXUINT;
}

/* Labels that the new list lacks, as SQL strings: "'failed', 'lost'". */
static char *
missing_members(const GPtrArray *before, const GPtrArray *after)
{
	GString *missing = g_string_new(NULL);

	for (guint i = 0; i < before->len; i++) {
		const char *label = g_ptr_array_index(before, i);
		if (find_member(after, label) != G_MAXUINT)
			continue;
		if (missing->len > 0)
			g_string_append(missing, ", ");
		sql_append_string(missing, label, -1);
	}
	return g_string_free(missing, FALSE);
}

/* The first label whose position changes; NULL: the old list begins the new one. */
static const char *
moved_member(const GPtrArray *before, const GPtrArray *after)
{
	for (guint i = 0; i < before->len; i++)
		if (find_member(after, g_ptr_array_index(before, i)) != i)
			return g_ptr_array_index(before, i);
	return NULL;
}

/* Rows that hold a label which goes. */
static char *
holds_missing(const SqlColumn *before, const GPtrArray *after)
{
	g_autofree char *name = sql_quote_name(before->name);
	GString *condition = g_string_new(NULL);

	if (before->type.kind == SQL_TYPE_ENUM) {
		g_autofree char *missing = missing_members(before->type.members, after);
		g_string_append_printf(condition, "%s IN (%s)", name, missing);
		return g_string_free(condition, FALSE);
	}
	for (guint i = 0; i < before->type.members->len; i++) {
		const char *label = g_ptr_array_index(before->type.members, i);
		if (find_member(after, label) != G_MAXUINT)
			continue;
		g_string_append(condition,
		                condition->len > 0 ? " OR FIND_IN_SET(" : "FIND_IN_SET(");
		sql_append_string(condition, label, -1);
		g_string_append_printf(condition, ", %s)", name);
	}
	return g_string_free(condition, FALSE);
}

static void
report_removed(const RuleContext *context, const ColumnChange *change, const char *missing)
{
	const char *table = context->ddl->table;
	const char *column = change->before->name;
	Finding *finding = rule_report_on(context, table, change->after->name, NULL,
	                                  "`%s`.`%s` loses the member %s", table, column, missing);
	Lineage lineage = lineage_of_column(context, table, column);

	finding_set_impact(finding, "%s",
	                   context->statement->strict
	                           ? "rows that hold it stop the statement with 1265; code that "
	                             "still writes it fails with 1265"
	                           : "rows that hold it become '' without an error");
	if (lineage.column == NULL || g_ascii_strcasecmp(lineage.column->name, column) != 0)
		return;
	g_auto(ProbeAnswer) answer = {0};
	g_autofree char *condition = holds_missing(change->before, change->after->type.members);
	g_autofree char *name = sql_quote_name(lineage.table->name);
	g_autofree char *keys = lineage_key_list(lineage.table);
	rule_probe(context, lineage.table->name, column, &answer,
	           "SELECT %s FROM %s WHERE %s LIMIT 5", keys, name, condition);
	lineage_weigh(finding, &answer, SEVERITY_CRITICAL, SEVERITY_MEDIUM);
}

static void
visit_members(const RuleContext *context, const ColumnChange *change)
{
	if (change->before == NULL || change->before->type.kind != change->after->type.kind ||
	    change->before->type.members == NULL || change->after->type.members == NULL)
		return;
	const GPtrArray *before = change->before->type.members;
	const GPtrArray *after = change->after->type.members;
	g_autofree char *missing = missing_members(before, after);
	const char *moved = moved_member(before, after);
	if (*missing != '\0') {
		report_removed(context, change, missing);
	} else if (moved != NULL) {
		Finding *finding =
			rule_report_on(context, context->ddl->table, change->after->name, NULL,
		                       "`%s`.`%s`: the member '%s' gets another position",
		                       context->ddl->table, change->before->name, moved);
		finding_set_impact(finding,
		                   "labels stay, but ORDER BY, comparisons and code that reads "
		                   "the number of a member see other values; every row is copied");
		finding_set_severity(finding, SEVERITY_HIGH);
	}
}

void
ds_check_members(const RuleContext *context)
{
	rule_each_column(context, visit_members);
}

/* A sql_mode that is written out, or made by taking the strict words away. */
static bool
drops_strict(const char *value)
{
	if (g_ascii_strcasecmp(value, "DEFAULT") == 0)
		return false;
	g_autofree char *upper = g_ascii_strup(value, -1);
	bool strict = strstr(upper, "STRICT_TRANS_TABLES") != NULL ||
	              strstr(upper, "STRICT_ALL_TABLES") != NULL ||
	              strstr(upper, "TRADITIONAL") != NULL;
	if (strchr(upper, '@') != NULL)
		return strstr(upper, "REPLACE") != NULL && strict;
	return !strict;
}

void
ds_check_strict_mode(const RuleContext *context)
{
	const GPtrArray *settings = context->parsed->settings;

	for (guint i = 0; i < settings->len; i++) {
		const SqlSetting *setting = g_ptr_array_index(settings, i);
		if (!g_str_equal(setting->name, "sql_mode") || setting->value == NULL ||
		    g_strcmp0(setting->scope, "USER") == 0 || !drops_strict(setting->value))
			continue;
		rule_report(context,
		            "sql_mode becomes '%s': values that do not fit are cut or replaced, "
		            "with a warning only",
		            setting->value);
	}
}

/* What a definition that is written again leaves out. */
typedef struct {
	GString *names; /* "NOT NULL, DEFAULT 'free'" */
	guint count;
	Severity severity;
	SqlColumn *restored; /* the definition with everything put back */
} Lost;

static void note_lost(Lost *lost, Severity severity, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void
note_lost(Lost *lost, Severity severity, const char *format, ...)
{
	va_list arguments;

	if (lost->count++ > 0)
		g_string_append(lost->names, ", ");
	va_start(arguments, format);
	g_string_append_vprintf(lost->names, format, arguments);
	va_end(arguments);
	lost->severity = MAX(lost->severity, severity);
}

static void
replace_text(char **text, const char *with)
{
	g_free(*text);
	*text = g_strdup(with);
}

static bool
in_primary_key(const SchemaTable *table, const char *column)
{
	const SqlIndex *primary = schema_primary_key(table);

	return primary != NULL && schema_index_has_column(primary, column);
}

static void
compare_null_and_default(const ColumnChange *change, const SchemaTable *after, Lost *lost)
{
	const SqlColumn *before = change->before;
	const SqlColumn *now = change->after;

	if (before->not_null && !now->not_null && !change->written->null_written &&
	    change->written->default_kind != SQL_DEFAULT_NULL &&
	    !in_primary_key(after, now->name)) {
		note_lost(lost, SEVERITY_CRITICAL, "NOT NULL");
		lost->restored->not_null = true;
	}
	if (before->default_kind > SQL_DEFAULT_NULL && now->default_kind <= SQL_DEFAULT_NULL &&
	    change->written->default_kind == SQL_DEFAULT_NONE) {
		note_lost(lost, SEVERITY_HIGH, "DEFAULT %s", before->default_text);
		lost->restored->default_kind = before->default_kind;
		lost->restored->default_quoted = before->default_quoted;
		replace_text(&lost->restored->default_text, before->default_text);
	}
}

static void
compare_attributes(const ColumnChange *change, Lost *lost)
{
	const SqlColumn *before = change->before;
	const SqlColumn *now = change->after;

	if (before->auto_increment && !now->auto_increment) {
		note_lost(lost, SEVERITY_CRITICAL, "AUTO_INCREMENT");
		lost->restored->auto_increment = true;
	}
	if (before->on_update != NULL && now->on_update == NULL) {
		note_lost(lost, SEVERITY_HIGH, "ON UPDATE %s", before->on_update);
		replace_text(&lost->restored->on_update, before->on_update);
	}
	if (before->invisible && !now->invisible) {
		note_lost(lost, SEVERITY_MEDIUM, "INVISIBLE");
		lost->restored->invisible = true;
	}
	if (before->comment != NULL && *before->comment != '\0' &&
	    (now->comment == NULL || *now->comment == '\0') && change->written->comment == NULL) {
		note_lost(lost, SEVERITY_MEDIUM, "COMMENT");
		replace_text(&lost->restored->comment, before->comment);
	}
	if (before->generated != NULL && now->generated == NULL)
		note_lost(lost, SEVERITY_CRITICAL, "GENERATED ALWAYS AS (%s)", before->generated);
}

static void
compare_charset(const ColumnChange *change, Lost *lost)
{
	const SqlType *before = &change->before->type;
	const SqlType *now = &change->after->type;
	const SqlType *written = &change->written->type;

	if (!sql_type_is_text(before->kind) || !sql_type_is_text(now->kind) ||
	    written->charset != NULL || written->collation != NULL || written->binary ||
	    written->national || before->charset == NULL || now->charset == NULL)
		return;
	bool charset = g_ascii_strcasecmp(before->charset, now->charset) != 0;
	bool collation = before->collation != NULL && now->collation != NULL &&
	                 g_ascii_strcasecmp(before->collation, now->collation) != 0;
	if (charset)
		note_lost(lost, SEVERITY_CRITICAL, "CHARACTER SET %s", before->charset);
	if (!charset && collation)
		note_lost(lost, SEVERITY_HIGH, "COLLATE %s", before->collation);
	if (charset || collation) {
		replace_text(&lost->restored->type.charset, before->charset);
		replace_text(&lost->restored->type.collation, before->collation);
	}
}

/* Whether the statement also changes something that stands in it: its aim. */
static bool
has_another_aim(const ColumnChange *change)
{
	g_autofree char *before = sql_type_format(&change->before->type);
	g_autofree char *now = sql_type_format(&change->after->type);

	return g_ascii_strcasecmp(before, now) != 0 ||
	       g_ascii_strcasecmp(change->before->name, change->after->name) != 0 ||
	       (change->after->not_null && !change->before->not_null) ||
	       (change->written->default_kind != SQL_DEFAULT_NONE &&
	        g_strcmp0(change->written->default_text, change->before->default_text) != 0) ||
	       (change->written->comment != NULL &&
	        g_strcmp0(change->written->comment, change->before->comment) != 0) ||
	       change->clause->position != SQL_POSITION_NONE;
}

static void
report_lost(const RuleContext *context, const ColumnChange *change, const Lost *lost)
{
	const char *table = context->ddl->table;
	g_autofree char *definition = schema_column_sql(lost->restored, context->after);
	g_autofree char *quoted = sql_quote_name(table);
	Finding *finding =
		rule_report_on(context, table, change->after->name, NULL,
	                       "`%s`.`%s` loses %s: the definition is written again without it",
	                       table, change->before->name, lost->names->str);

	finding_set_severity(finding, lost->severity);
	if (change->clause->kind == SQL_CLAUSE_MODIFY_COLUMN) {
		finding_set_fix_sql(finding, "ALTER TABLE %s MODIFY COLUMN %s", quoted, definition);
		return;
	}
	g_autofree char *old = sql_quote_name(change->before->name);
	finding_set_fix_sql(finding, "ALTER TABLE %s CHANGE COLUMN %s %s", quoted, old, definition);
}

static void
visit_lost(const RuleContext *context, const ColumnChange *change)
{
	if (change->before == NULL || change->clause == NULL || change->written == NULL ||
	    (change->clause->kind != SQL_CLAUSE_MODIFY_COLUMN &&
	     change->clause->kind != SQL_CLAUSE_CHANGE_COLUMN))
		return;
	Lost lost = {.names = g_string_new(NULL), .restored = sql_column_copy(change->after)};
	compare_null_and_default(change, context->after, &lost);
	compare_attributes(change, &lost);
	compare_charset(change, &lost);
	/* One thing left out, and nothing else changed: that is what the statement is for. */
	bool meant = lost.count == 1 && !has_another_aim(change) && !change->before->auto_increment;
	if (lost.count > 0 && !meant)
		report_lost(context, change, &lost);
	g_string_free(lost.names, TRUE);
	sql_column_free(lost.restored);
}

void
ds_check_lost_attributes(const RuleContext *context)
{
	rule_each_column(context, visit_lost);
}

/* An expression without what a server adds when it stores it: quotes, brackets, blanks. */
static char *
plain_expression(const char *expression)
{
	GString *plain = g_string_new(NULL);

	for (const char *at = expression; *at != '\0'; at++)
		if (strchr(" \t\r\n`()", *at) == NULL)
			g_string_append_c(plain, g_ascii_tolower(*at));
	for (guint i = 0; i < 2; i++) {
		const char *introducer = i == 0 ? "_utf8mb4" : "_utf8mb3";
		g_string_replace(plain, introducer, "", 0);
	}
	return g_string_free(plain, FALSE);
}

static void
visit_generated(const RuleContext *context, const ColumnChange *change)
{
	if (change->before == NULL || change->before->generated == NULL ||
	    change->after->generated == NULL || change->written == NULL ||
	    change->written->generated == NULL)
		return;
	g_autofree char *before = plain_expression(change->before->generated);
	g_autofree char *now = plain_expression(change->written->generated);
	if (g_str_equal(before, now))
		return;
	rule_report_on(context, context->ddl->table, change->after->name, NULL,
	               "`%s`.`%s` is computed as %s instead of %s: every row shows another value",
	               context->ddl->table, change->after->name, change->written->generated,
	               change->before->generated);
}

void
ds_check_generated(const RuleContext *context)
{
	rule_each_column(context, visit_generated);
}
