#include <string.h>

#include "planner/rules/literal.h"
#include "planner/rules/name_words.h"
#include "planner/rules/siblings.h"
#include "planner/rules/state.h"
#include "planner/rules/ty.h"

static bool
is_moment(const SqlColumn *column)
{
	return column->type.kind == SQL_TYPE_DATETIME || column->type.kind == SQL_TYPE_TIMESTAMP;
}

static void
visit_timestamp(const RuleContext *context, const SqlColumn *column)
{
	if (column->type.kind != SQL_TYPE_TIMESTAMP || !state_brings_kind(context, column))
		return;
	bool is_now = column->default_kind == SQL_DEFAULT_NOW || column->on_update != NULL;
	g_autofree char *type = sql_type_format(&column->type);
	g_autofree char *other =
		column->type.has_length && column->type.length > 0
			? g_strdup_printf("datetime(%u)", (guint)column->type.length)
			: g_strdup("datetime");
	g_autofree char *sql = state_modify_sql(context->after, column, other);
	Finding *finding = state_report(context, STATE_COLUMN, column->name,
	                                "`%s`.`%s` is a %s: no moment after 2038-01-19 fits",
	                                context->after->name, column->name, type);
	finding_set_fix_sql(finding, "%s", sql);
	if (is_now)
		finding_set_severity(finding, SEVERITY_INFO);
}

/* MariaDB 11.5 goes on to the year 2106. */
void
ty_check_timestamp(const RuleContext *context)
{
	if (!plan_target_is_mariadb(context->target, 110500))
		state_each_column(context, visit_timestamp);
}

static guint64
fraction_of(const SqlColumn *column)
{
	return column->type.has_length ? column->type.length : 0;
}

static bool
same_shape(const SqlColumn *a, const SqlColumn *b)
{
	return a->type.kind == b->type.kind && fraction_of(a) == fraction_of(b);
}

/* A column of the same name in most other tables, which is of another shape; NULL: none. */
static const Sibling *
odd_sibling(const RuleContext *context, const Siblings *siblings, const SqlColumn *column)
{
	const GArray *list = siblings_of(siblings, column->name);
	const Sibling *odd = NULL;
	guint same = 0;
	guint other = 0;

	for (guint i = 0; list != NULL && i < list->len; i++) {
		const Sibling *sibling = &g_array_index(list, Sibling, i);
		if (sibling->table == context->after || !is_moment(sibling->column))
			continue;
		if (same_shape(column, sibling->column)) {
			same++;
			continue;
		}
		other++;
		odd = odd == NULL ? sibling : odd;
	}
	/* Of two tables that the plan makes, neither is the odd one. */
	bool stood_before = odd != NULL && rule_is_live_table(context, odd->table->name);
	return other > same && (other > 1 || stood_before) ? odd : NULL;
}

/* Another DATETIME of the table that counts other fractions of a second; NULL: none. */
static const SqlColumn *
odd_neighbour(const RuleContext *context, const SqlColumn *column)
{
	for (guint i = 0; i < context->after->columns->len; i++) {
		const SqlColumn *other = g_ptr_array_index(context->after->columns, i);
		if (is_moment(other) && other->type.kind == column->type.kind &&
		    !same_shape(other, column))
			return other;
	}
	return NULL;
}

static void
report_shape(const RuleContext *context, const SqlColumn *column, const char *other_table,
             const SqlColumn *other)
{
	g_autofree char *type = sql_type_format(&column->type);
	g_autofree char *other_type = sql_type_format(&other->type);

	state_report(context, STATE_COLUMN, column->name, "`%s`.`%s` is %s, but `%s`.`%s` is %s",
	             context->after->name, column->name, type, other_table, other->name,
	             other_type);
}

static void
compare_shapes(const RuleContext *context, gpointer data)
{
	const Siblings *siblings = data;

	for (guint i = 0; i < context->after->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(context->after->columns, i);
		if (!is_moment(column))
			continue;
		const Sibling *sibling = odd_sibling(context, siblings, column);
		const SqlColumn *neighbour = odd_neighbour(context, column);
		if ((sibling == NULL && neighbour == NULL) || !state_brings_type(context, column))
			continue;
		if (sibling != NULL)
			report_shape(context, column, sibling->table->name, sibling->column);
		else
			report_shape(context, column, context->after->name, neighbour);
		return;
	}
}

void
ty_check_precision(const RuleContext *context)
{
	g_autoptr(Siblings) siblings = siblings_new(context->schema);

	state_each_table(context, compare_shapes, siblings);
}

/* "0000-00-00", "2020-00-01", 0: a date whose month or day is zero. */
static bool
is_zero_date(const char *text)
{
	if (text == NULL || strspn(text, "0123456789-: ./T") != strlen(text) || *text == '\0')
		return false;
	if (strpbrk(text, "-/") == NULL)
		return g_ascii_strtoull(text, NULL, 10) == 0 && strchr(text, ':') == NULL;
	g_auto(GStrv) parts = g_strsplit_set(text, "-/ T", 4);
	return g_strv_length(parts) >= 3 && (g_ascii_strtoull(parts[1], NULL, 10) == 0 ||
	                                     g_ascii_strtoull(parts[2], NULL, 10) == 0);
}

static void
visit_zero_date(const RuleContext *context, const char *name, SqlTypeKind kind,
                const SqlColumn *written)
{
	if ((kind != SQL_TYPE_DATE && kind != SQL_TYPE_DATETIME && kind != SQL_TYPE_TIMESTAMP) ||
	    !is_zero_date(written->default_text))
		return;
	rule_report_on(context, context->ddl->table, name, NULL,
	               "`%s`.`%s` has the default '%s', which is no date%s", context->ddl->table,
	               name, written->default_text,
	               context->statement->strict ? ": the statement ends with 1067" : "");
}

void
ty_check_zero_date(const RuleContext *context)
{
	literal_each_default(context, visit_zero_date);
}

static bool
is_unfilled(const RuleContext *context, const SqlColumn *column)
{
	static const char *const names[] = {"created_at", "updated_at",  "created_on",
	                                    "updated_on", "modified_at", NULL};

	return is_moment(column) && column->default_kind != SQL_DEFAULT_NOW &&
	       column->default_kind != SQL_DEFAULT_EXPRESSION && column->generated == NULL &&
	       name_is(column->name, names) && state_brings_column(context, column);
}

void
ty_check_filled_time(const RuleContext *context)
{
	state_report_columns(context, is_unfilled,
	                     "without DEFAULT CURRENT_TIMESTAMP only the application fills it");
}
