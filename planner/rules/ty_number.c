#include "planner/rules/name_words.h"
#include "planner/rules/state.h"
#include "planner/rules/ty.h"

static bool
is_float(const SqlColumn *column)
{
	return column->type.kind == SQL_TYPE_FLOAT || column->type.kind == SQL_TYPE_DOUBLE;
}

/* "total_ms": its last word says that it is counted or measured. */
static bool
is_in_units(const char *name)
{
	static const char *const units[] = {
		"ms", "seconds", "minutes", "hours", "days",   "bytes", "count",  "kb",
		"mb", "gb",      "km",      "kg",    "meters", "miles", "pixels", NULL};

	return name_ends_with(name, units);
}

/* Amounts of money; not "heart_rate" and not "total_ms". */
static bool
is_money(const char *name)
{
	static const char *const words[] = {
		"price",  "prices", "amount", "total",  "subtotal", "balance", "cost",   "costs",
		"fee",    "fees",   "salary", "wage",   "rate",     "tax",     "vat",    "revenue",
		"refund", "payout", "budget", "credit", "debit",    "profit",  "income", NULL};
	static const char *const other_rates[] = {
		"heart", "frame",      "bit",    "sample", "refresh", "success",
		"error", "conversion", "click",  "open",   "hit",     "growth",
		"birth", "flow",       "bounce", "churn",  "pulse",   NULL};
	return name_has_word(name, words) && !name_has_word(name, other_rates) &&
	       !is_in_units(name);
}

/* What is measured is never exact. */
static bool
is_measure(const char *name)
{
	static const char *const words[] = {
		"latitude",    "longitude",   "lat",        "lng",      "lon",     "x",
		"y",           "z",           "angle",      "heading",  "speed",   "rate",
		"weight",      "height",      "width",      "depth",    "length",  "distance",
		"duration",    "temperature", "pressure",   "altitude", "ratio",   "score",
		"probability", "confidence",  "similarity", "progress", "percent", NULL};

	return name_has_word(name, words) || is_in_units(name);
}

static bool
is_other_float(const RuleContext *context, const SqlColumn *column)
{
	return is_float(column) && column->generated == NULL && !is_money(column->name) &&
	       !is_measure(column->name) && state_brings_kind(context, column);
}

static void
visit_float(const RuleContext *context, const SqlColumn *column)
{
	if (!is_float(column) || column->generated != NULL || !is_money(column->name) ||
	    !state_brings_kind(context, column))
		return;
	g_autofree char *type = sql_type_format(&column->type);
	g_autofree char *sql = state_modify_sql(context->after, column, "decimal(12,2)");
	Finding *finding = state_report(context, STATE_COLUMN, column->name,
	                                "`%s`.`%s` holds money in a %s, which is not exact",
	                                context->after->name, column->name, type);
	finding_set_fix_sql(finding, "%s", sql);
}

void
ty_check_float(const RuleContext *context)
{
	state_each_column(context, visit_float);
	Finding *finding = state_report_columns(
		context, is_other_float, "values of a floating type are not exact, nor found by =");
	if (finding != NULL)
		finding_set_severity(finding, SEVERITY_INFO);
}

static void
visit_decimal(const RuleContext *context, const SqlColumn *column)
{
	const SqlType *type = &column->type;

	if (type->kind != SQL_TYPE_DECIMAL || type->scale != 0 || type->length != 10)
		return;
	const SqlColumn *written = state_written(context, column);
	if (written == NULL || written->type.has_length || !state_brings_type(context, column))
		return;
	g_autofree char *sql = state_modify_sql(context->after, column, "decimal(12,2)");
	Finding *finding = state_report(
		context, STATE_COLUMN, column->name,
		"`%s`.`%s` is %s without digits, which is DECIMAL(10,0): 9.99 is stored as 10",
		context->after->name, column->name,
		written->type.written != NULL ? written->type.written : "DECIMAL");
	finding_set_fix_sql(finding, "%s", sql);
}

void
ty_check_decimal(const RuleContext *context)
{
	state_each_column(context, visit_decimal);
}

/* The widths that servers print themselves say nothing about their author. */
static bool
is_default_width(const SqlType *type)
{
	static const guint64 widths[] = {
		[SQL_TYPE_TINYINT] = 4, [SQL_TYPE_SMALLINT] = 6, [SQL_TYPE_MEDIUMINT] = 9,
		[SQL_TYPE_INT] = 11,    [SQL_TYPE_BIGINT] = 20,
	};
	guint64 width = widths[type->kind];

	return type->length == width || (type->is_unsigned && type->length == width - 1);
}

static bool
has_width(const RuleContext *context, const SqlColumn *column)
{
	if (!sql_type_is_integer(column->type.kind))
		return false;
	const SqlColumn *written = state_written(context, column);
	if (written == NULL || !sql_type_is_integer(written->type.kind))
		return false;
	const SqlType *type = &written->type;
	bool is_boolean = type->kind == SQL_TYPE_TINYINT && type->length == 1;
	bool has_own = type->has_length && !is_boolean && !is_default_width(type);
	bool counts = type->zerofill ? !context->target->mariadb : has_own;
	return counts && state_brings_column(context, column);
}

void
ty_check_display_width(const RuleContext *context)
{
	state_report_columns(context, has_width,
	                     context->target->mariadb
	                             ? "a display width limits nothing"
	                             : "a display width limits nothing, and with ZEROFILL it is "
	                               "deprecated (1681)");
}

static bool
is_deprecated(const RuleContext *context, const SqlColumn *column)
{
	const SqlType *type = &column->type;
	bool digits = is_float(column) && type->has_scale;
	bool is_unsigned =
		(is_float(column) || type->kind == SQL_TYPE_DECIMAL) && type->is_unsigned;

	return (digits || is_unsigned) && state_brings_type(context, column);
}

void
ty_check_deprecated_numbers(const RuleContext *context)
{
	if (plan_target_is_mysql(context->target, 80017))
		state_report_columns(context, is_deprecated,
		                     "digits of a floating type, and UNSIGNED for other than "
		                     "integers, are deprecated (1681)");
}
