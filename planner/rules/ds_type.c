#include "planner/rules/ds.h"

#include <string.h>

#include "planner/rules/lineage.h"
#include "sql/quote.h"

/* What a conversion takes away without an error, and the condition of the rows it happens to. */
typedef struct {
	const char *loss;
	char *condition; /* over the column's quoted name; owned */
} Loss;

/* Both types, and the column's quoted name for conditions. */
typedef struct {
	const SqlType *from;
	const SqlType *to;
	const char *name;
	bool mariadb;
} Conversion;

static bool
is_float(SqlTypeKind kind)
{
	return kind == SQL_TYPE_FLOAT || kind == SQL_TYPE_DOUBLE;
}

static bool
has_time(SqlTypeKind kind)
{
	return kind == SQL_TYPE_DATETIME || kind == SQL_TYPE_TIMESTAMP;
}

static bool
is_variable_binary(SqlTypeKind kind)
{
	return kind == SQL_TYPE_VARBINARY || kind == SQL_TYPE_TINYBLOB || kind == SQL_TYPE_BLOB ||
	       kind == SQL_TYPE_MEDIUMBLOB || kind == SQL_TYPE_LONGBLOB;
}

static bool
is_string(SqlTypeKind kind)
{
	return sql_type_is_text(kind) && kind != SQL_TYPE_ENUM && kind != SQL_TYPE_SET;
}

/* Digits behind the point: DECIMAL without arguments has none. */
static guint
scale_of(const SqlType *type)
{
	return type->has_scale ? type->scale : 0;
}

/* Digits of a second. */
static guint
fraction_of(const SqlType *type)
{
	return type->has_length ? (guint)type->length : 0;
}

static bool
lose_digits(const Conversion *c, Loss *ret_loss)
{
	SqlTypeKind from = c->from->kind;
	SqlTypeKind to = c->to->kind;
	bool counts = from == SQL_TYPE_DECIMAL || is_float(from);
	guint kept = to == SQL_TYPE_DECIMAL ? scale_of(c->to) : 0;

	if (!counts || (to != SQL_TYPE_DECIMAL && !sql_type_is_integer(to)))
		return false;
	if (from == SQL_TYPE_DECIMAL && scale_of(c->from) <= kept)
		return false;
	ret_loss->loss = "digits behind the point are rounded away";
	/* A floating value is never quite what it shows: what is beyond its precision is no loss.
	 */
	ret_loss->condition =
		is_float(from) ? g_strdup_printf("ABS(%s - ROUND(%s, %u)) > ABS(%s) * %s", c->name,
	                                         c->name, kept, c->name,
	                                         from == SQL_TYPE_FLOAT ? "1e-6" : "1e-14")
			       : g_strdup_printf("%s <> TRUNCATE(%s, %u)", c->name, c->name, kept);
	return true;
}

/* The largest whole number that a floating type holds exactly. */
static const char *
exact_limit(SqlTypeKind kind)
{
	return kind == SQL_TYPE_FLOAT ? "16777216" : "9007199254740992";
}

static bool
lose_precision(const Conversion *c, Loss *ret_loss)
{
	SqlTypeKind from = c->from->kind;
	SqlTypeKind to = c->to->kind;

	if (!is_float(to))
		return false;
	if (from == SQL_TYPE_DOUBLE && to == SQL_TYPE_FLOAT)
		ret_loss->condition = g_strdup_printf("%s <> CAST(%s AS FLOAT)", c->name, c->name);
	else if (from == SQL_TYPE_BIGINT || (from == SQL_TYPE_INT && to == SQL_TYPE_FLOAT))
		ret_loss->condition = g_strdup_printf("%s > %s OR %s < -%s", c->name,
		                                      exact_limit(to), c->name, exact_limit(to));
	else if (from == SQL_TYPE_DECIMAL)
		ret_loss->condition = g_strdup_printf(
			"%s <> CAST(CAST(%s AS %s) AS DECIMAL(%" G_GUINT64_FORMAT ",%u))", c->name,
			c->name, to == SQL_TYPE_FLOAT ? "FLOAT" : "DOUBLE",
			c->from->has_length ? c->from->length : 10, scale_of(c->from));
	else
		return false;
	ret_loss->loss = "digits beyond the precision of a floating type are lost";
	return true;
}

static bool
lose_time(const Conversion *c, Loss *ret_loss)
{
	SqlTypeKind from = c->from->kind;
	SqlTypeKind to = c->to->kind;

	if (has_time(from) && to == SQL_TYPE_DATE) {
		ret_loss->loss = "the time of day is cut off";
		ret_loss->condition = g_strdup_printf("TIME(%s) <> '00:00:00'", c->name);
	} else if (has_time(from) && to == SQL_TYPE_TIME) {
		ret_loss->loss = "the date is cut off";
		ret_loss->condition = g_strdup_printf("%s IS NOT NULL", c->name);
	} else if (from == SQL_TYPE_TIMESTAMP && to == SQL_TYPE_DATETIME) {
		ret_loss->loss = "each moment becomes the local time of the migration's session "
				 "and no longer says which";
		ret_loss->condition = g_strdup_printf("%s IS NOT NULL", c->name);
	} else {
		return false;
	}
	return true;
}

static bool
lose_fraction(const Conversion *c, Loss *ret_loss)
{
	bool temporal = has_time(c->from->kind) || c->from->kind == SQL_TYPE_TIME;
	bool stays = has_time(c->to->kind) || c->to->kind == SQL_TYPE_TIME;
	guint64 unit = 1000000;

	if (!temporal || !stays || fraction_of(c->to) >= fraction_of(c->from))
		return false;
	for (guint i = 0; i < fraction_of(c->to); i++)
		unit /= 10;
	ret_loss->loss = c->mariadb
	                         ? "fractions of a second are cut off"
	                         : "fractions of a second are rounded, up to the next second too";
	ret_loss->condition =
		g_strdup_printf("MICROSECOND(%s) %% %" G_GUINT64_FORMAT " <> 0", c->name, unit);
	return true;
}

static bool
lose_padding(const Conversion *c, Loss *ret_loss)
{
	if (is_string(c->from->kind) && c->from->kind != SQL_TYPE_CHAR &&
	    c->to->kind == SQL_TYPE_CHAR) {
		ret_loss->loss = "blanks at the end of a value are cut off";
		ret_loss->condition = g_strdup_printf("%s LIKE '%% '", c->name);
		return true;
	}
	bool from_binary = is_variable_binary(c->from->kind) || c->from->kind == SQL_TYPE_BINARY;
	bool from_text = is_string(c->from->kind);
	if ((!from_binary && !from_text) || c->to->kind != SQL_TYPE_BINARY)
		return false;
	guint64 length = c->to->has_length ? c->to->length : 1;
	if (c->from->kind == SQL_TYPE_BINARY && c->from->length >= length)
		return false;
	ret_loss->loss = "shorter values are filled up with zero bytes";
	ret_loss->condition = g_strdup_printf("LENGTH(%s) < %" G_GUINT64_FORMAT, c->name, length);
	return true;
}

/* Text that reads as a number but is not written as one: '007', and on MySQL '1.9'. */
static bool
lose_spelling(const Conversion *c, Loss *ret_loss)
{
	if (c->from->kind == SQL_TYPE_ENUM &&
	    (sql_type_is_integer(c->to->kind) || is_float(c->to->kind) ||
	     c->to->kind == SQL_TYPE_DECIMAL)) {
		ret_loss->loss = "each label becomes its position in the list, not its number";
		ret_loss->condition = g_strdup_printf("%s IS NOT NULL", c->name);
		return true;
	}
	if (!is_string(c->from->kind) || !sql_type_is_integer(c->to->kind))
		return false;
	ret_loss->loss = "leading zeros, blanks and fractions of numbers in text are lost";
	ret_loss->condition = g_strdup_printf(
		"CAST(%s AS BINARY) <> CAST(CAST(CAST(%s AS SIGNED) AS CHAR) AS BINARY)", c->name,
		c->name);
	return true;
}

/* The same labels but for the case of letters: rows follow without a word. */
static bool
lose_case(const Conversion *c, Loss *ret_loss)
{
	if (c->from->kind != c->to->kind || c->from->members == NULL || c->to->members == NULL)
		return false;
	for (guint i = 0; i < c->from->members->len; i++) {
		const char *old = g_ptr_array_index(c->from->members, i);
		for (guint j = 0; j < c->to->members->len; j++) {
			const char *now = g_ptr_array_index(c->to->members, j);
			if (g_str_equal(old, now) || g_ascii_strcasecmp(old, now) != 0)
				continue;
			g_autoptr(GString) text = g_string_new(NULL);
			sql_append_string(text, old, -1);
			ret_loss->loss = "a label changes the case of its letters in every row";
			ret_loss->condition = g_strdup_printf("%s = %s", c->name, text->str);
			return true;
		}
	}
	return false;
}

static bool
find_loss(const Conversion *conversion, Loss *ret_loss)
{
	static bool (*const losses[])(const Conversion *, Loss *) = {
		lose_digits,  lose_precision, lose_time, lose_fraction,
		lose_padding, lose_spelling,  lose_case};

	for (gsize i = 0; i < G_N_ELEMENTS(losses); i++)
		if (losses[i](conversion, ret_loss))
			return true;
	return false;
}

/* Ask for rows that the condition holds for; it names the column as it is called now. */
static void
weigh_rows(const RuleContext *context, Finding *finding, const SqlColumn *before,
           const char *condition)
{
	g_auto(ProbeAnswer) answer = {0};
	Lineage lineage = lineage_of_column(context, context->ddl->table, before->name);

	if (lineage.column == NULL || g_ascii_strcasecmp(lineage.column->name, before->name) != 0)
		return;
	g_autofree char *table = sql_quote_name(lineage.table->name);
	g_autofree char *keys = lineage_key_list(lineage.table);
	rule_probe(context, lineage.table->name, before->name, &answer,
	           "SELECT %s FROM %s WHERE %s LIMIT 5", keys, table, condition);
	finding_weigh_probe(finding, &answer);
}

static void
visit_conversion(const RuleContext *context, const ColumnChange *change)
{
	Loss loss = {0};

	if (change->before == NULL || change->before->generated != NULL)
		return;
	g_autofree char *name = sql_quote_name(change->before->name);
	const Conversion conversion = {.from = &change->before->type,
	                               .to = &change->after->type,
	                               .name = name,
	                               .mariadb = context->target->mariadb};
	if (!find_loss(&conversion, &loss))
		return;
	g_autofree char *from = sql_type_format(conversion.from);
	g_autofree char *to = sql_type_format(conversion.to);
	g_autofree char *condition = loss.condition;
	Finding *finding =
		rule_report_on(context, context->ddl->table, change->after->name, NULL,
	                       "`%s`.`%s` from %s to %s: %s, without an error", context->ddl->table,
	                       change->before->name, from, to, loss.loss);
	weigh_rows(context, finding, change->before, condition);
}

void
ds_check_lossy_conversion(const RuleContext *context)
{
	rule_each_column(context, visit_conversion);
}

/* How many of Unicode's letters a charset has, in steps; 4: all. */
static guint
repertoire(const char *charset)
{
	static const char *const all[] = {"utf8mb4", "utf16", "utf16le", "utf32", "gb18030", NULL};
	static const char *const plane[] = {"utf8mb3", "utf8", "ucs2", NULL};

	if (g_strv_contains(all, charset))
		return 4;
	if (g_strv_contains(plane, charset))
		return 3;
	return g_str_equal(charset, "ascii") ? 1 : 2;
}

/* Whether letters that the one has may be missing in the other. */
static bool
narrows(const SqlColumn *before, const SqlColumn *after)
{
	const char *from = before->type.charset;
	const char *to = after->type.charset;

	if (!sql_type_is_text(before->type.kind) || !sql_type_is_text(after->type.kind) ||
	    from == NULL || to == NULL || g_ascii_strcasecmp(from, to) == 0)
		return false;
	g_autofree char *low_from = g_ascii_strdown(from, -1);
	g_autofree char *low_to = g_ascii_strdown(to, -1);
	guint had = repertoire(low_from);
	guint has = repertoire(low_to);
	return has < had || (has == 2 && had == 2);
}

static void
report_narrowing(const RuleContext *context, const SqlColumn *before, const SqlColumn *after)
{
	const char *table = context->ddl->table;
	g_autofree char *name = sql_quote_name(before->name);
	g_autofree char *condition = g_strdup_printf(
		"CAST(CONVERT(CONVERT(%s USING %s) USING %s) AS BINARY) <> CAST(%s AS BINARY)",
		name, after->type.charset, before->type.charset, name);
	Finding *finding =
		rule_report_on(context, table, before->name, NULL,
	                       "`%s`.`%s` from %s to %s, which lacks letters of the first", table,
	                       before->name, before->type.charset, after->type.charset);

	finding_set_impact(finding, "%s",
	                   context->statement->strict
	                           ? "a row with such a letter stops the statement with 1366; a "
	                             "later INSERT of one fails with 1366 too"
	                           : "each such letter is replaced by `?`, and nothing says so");
	weigh_rows(context, finding, before, condition);
}

/* All columns of the table: CONVERT TO names none. */
void
ds_check_charset(const RuleContext *context)
{
	if (context->ddl == NULL || context->before == NULL || context->after == NULL)
		return;
	for (guint i = 0; i < context->before->columns->len; i++) {
		const SqlColumn *before = g_ptr_array_index(context->before->columns, i);
		const SqlColumn *after = schema_find_column(context->after, before->name);
		if (after != NULL && before->generated == NULL && narrows(before, after))
			report_narrowing(context, before, after);
	}
}
