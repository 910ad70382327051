#include "planner/rules/mf.h"

#include "planner/rules/rows.h"
#include "sql/quote.h"

/* A change of type with the column's quoted name, for conditions. */
typedef struct {
	const SqlType *from;
	const SqlType *to;
	const char *name;
	const PlanTarget *target;
} Change;

/* Which rows a change refuses; owned, NULL: none that is known. */
typedef char *(*Condition)(const Change *change);

typedef struct {
	gint64 min;
	guint64 max;
} Range;

static Range
range_of(const SqlType *type)
{
	static const guint bits[] = {
		[SQL_TYPE_TINYINT] = 8, [SQL_TYPE_SMALLINT] = 16, [SQL_TYPE_MEDIUMINT] = 24,
		[SQL_TYPE_INT] = 32,    [SQL_TYPE_BIGINT] = 64,
	};
	guint width = type->kind < G_N_ELEMENTS(bits) ? bits[type->kind] : 64;

	if (type->is_unsigned)
		return (Range){.min = 0, .max = G_MAXUINT64 >> (64 - width)};
	guint64 max = G_MAXUINT64 >> (65 - width);
	return (Range){.min = -(gint64)max - 1, .max = max};
}

static bool
are_integers(const Change *c)
{
	return sql_type_is_integer(c->from->kind) && sql_type_is_integer(c->to->kind);
}

static char *
outside_range(const Change *c)
{
	Range from = range_of(c->from);
	Range to = range_of(c->to);

	if (to.min > from.min && to.max < from.max)
		return g_strdup_printf("%s < %" G_GINT64_FORMAT " OR %s > %" G_GUINT64_FORMAT,
		                       c->name, to.min, c->name, to.max);
	if (to.min > from.min)
		return g_strdup_printf("%s < %" G_GINT64_FORMAT, c->name, to.min);
	if (to.max < from.max)
		return g_strdup_printf("%s > %" G_GUINT64_FORMAT, c->name, to.max);
	return NULL;
}

/* Whether only the sign stands between the types: MF006. */
static bool
changes_sign_only(const Change *c)
{
	return are_integers(c) && c->from->is_unsigned != c->to->is_unsigned &&
	       c->from->kind <= c->to->kind;
}

static char *
narrower_integer(const Change *c)
{
	return are_integers(c) && !changes_sign_only(c) ? outside_range(c) : NULL;
}

static guint64
digits_before_point(const SqlType *type)
{
	guint64 all = type->has_length ? type->length : 10;

	return all - (type->has_scale ? type->scale : 0);
}

static char *
narrower_decimal(const Change *c)
{
	if (c->from->kind != SQL_TYPE_DECIMAL || c->to->kind != SQL_TYPE_DECIMAL)
		return NULL;
	guint64 digits = digits_before_point(c->to);
	if (digits >= digits_before_point(c->from))
		return c->to->is_unsigned && !c->from->is_unsigned
		               ? g_strdup_printf("%s < 0", c->name)
		               : NULL;
	return g_strdup_printf("ABS(%s) >= 1e%" G_GUINT64_FORMAT, c->name, digits);
}

static char *
narrower_bits(const Change *c)
{
	guint64 from = c->from->has_length ? c->from->length : 1;
	guint64 to = c->to->has_length ? c->to->length : 1;

	if (c->from->kind != SQL_TYPE_BIT || c->to->kind != SQL_TYPE_BIT || to >= from)
		return NULL;
	return g_strdup_printf("%s + 0 > %" G_GUINT64_FORMAT, c->name,
	                       (G_GUINT64_CONSTANT(1) << to) - 1);
}

/* How much text or how many bytes a type takes; 0: it is none of these. */
typedef struct {
	guint64 most;
	bool characters; /* else bytes */
	bool text;
} Room;

static Room
room_of(const SqlType *type)
{
	guint64 length = type->has_length ? type->length : 1;

	switch ((int)type->kind) {
	case SQL_TYPE_CHAR:
	case SQL_TYPE_VARCHAR:
		return (Room){length, true, true};
	case SQL_TYPE_BINARY:
	case SQL_TYPE_VARBINARY:
		return (Room){length, false, false};
	case SQL_TYPE_TINYTEXT:
		return (Room){255, false, true};
	case SQL_TYPE_TINYBLOB:
		return (Room){255, false, false};
	case SQL_TYPE_TEXT:
		return (Room){65535, false, true};
	case SQL_TYPE_BLOB:
		return (Room){65535, false, false};
	case SQL_TYPE_MEDIUMTEXT:
		return (Room){16777215, false, true};
	case SQL_TYPE_MEDIUMBLOB:
		return (Room){16777215, false, false};
	case SQL_TYPE_LONGTEXT:
		return (Room){G_MAXUINT32, false, true};
	case SQL_TYPE_LONGBLOB:
		return (Room){G_MAXUINT32, false, false};
	default:
		return (Room){0};
	}
}

static char *
shorter_text(const Change *c)
{
	Room from = room_of(c->from);
	Room to = room_of(c->to);
	guint bytes = from.characters && !to.characters && c->from->charset != NULL
	                      ? schema_charset_bytes(c->from->charset)
	                      : 1;

	if (from.most == 0 || to.most == 0 || from.text != to.text || to.most >= from.most * bytes)
		return NULL;
	return g_strdup_printf("%s(%s) > %" G_GUINT64_FORMAT,
	                       to.characters ? "CHAR_LENGTH" : "LENGTH", c->name, to.most);
}

static char *
narrower(const Change *c)
{
	static const Condition conditions[] = {narrower_integer, narrower_decimal, narrower_bits,
	                                       shorter_text};

	for (gsize i = 0; i < G_N_ELEMENTS(conditions); i++) {
		char *condition = conditions[i](c);
		if (condition != NULL)
			return condition;
	}
	return NULL;
}

static char *
other_sign(const Change *c)
{
	return changes_sign_only(c) ? outside_range(c) : NULL;
}

static char *
beyond_timestamp(const Change *c)
{
	if ((c->from->kind != SQL_TYPE_DATETIME && c->from->kind != SQL_TYPE_DATE) ||
	    c->to->kind != SQL_TYPE_TIMESTAMP)
		return NULL;
	/* MariaDB 11.5 counts the seconds without a sign. */
	return g_strdup_printf("%s < '1970-01-01 00:00:01' OR %s > '%s'", c->name, c->name,
	                       plan_target_is_mariadb(c->target, 110500) ? "2106-02-07 06:28:15"
	                                                                 : "2038-01-19 03:14:07");
}

static bool
is_plain_text(const SqlType *type)
{
	return sql_type_is_text(type->kind) && type->members == NULL;
}

/* MySQL rounds '1.9' to 2 where MariaDB refuses it for an integer. */
static char *
no_number(const Change *c)
{
	bool whole = sql_type_is_integer(c->to->kind);
	bool number = whole || c->to->kind == SQL_TYPE_DECIMAL || c->to->kind == SQL_TYPE_FLOAT ||
	              c->to->kind == SQL_TYPE_DOUBLE;

	if (!number)
		return NULL;
	return g_strdup_printf("%s NOT REGEXP '^ *[-+]?%s *$'", c->name,
	                       whole && c->target->mariadb
	                               ? "[0-9]+"
	                               : "([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?");
}

static char *
no_member(const Change *c)
{
	g_autoptr(GString) list = g_string_new(NULL);

	if (c->to->kind != SQL_TYPE_ENUM || c->to->members == NULL)
		return NULL;
	for (guint i = 0; i < c->to->members->len; i++) {
		if (i > 0)
			g_string_append(list, ", ");
		sql_append_string(list, c->to->members->pdata[i], -1);
	}
	return g_strdup_printf("%s NOT IN (%s)", c->name, list->str);
}

static char *
no_conversion(const Change *c)
{
	if (!is_plain_text(c->from))
		return NULL;
	if (c->to->kind == SQL_TYPE_JSON)
		return g_strdup_printf("NOT JSON_VALID(%s)", c->name);
	if (c->to->kind == SQL_TYPE_DATE || c->to->kind == SQL_TYPE_DATETIME ||
	    c->to->kind == SQL_TYPE_TIMESTAMP)
		return g_strdup_printf("%s IS NOT NULL AND CAST(%s AS DATETIME) IS NULL", c->name,
		                       c->name);
	if (c->to->kind == SQL_TYPE_TIME)
		return g_strdup_printf("%s IS NOT NULL AND CAST(%s AS TIME) IS NULL", c->name,
		                       c->name);
	char *condition = no_number(c);
	return condition != NULL ? condition : no_member(c);
}

typedef struct {
	Condition condition;
	const char *what;
	Severity when_clean;
} TypeRule;

/* MariaDB makes LONGTEXT of JSON: what was written counts. */
static const SqlType *
new_type(const ColumnChange *change)
{
	bool json = change->written->type.kind == SQL_TYPE_JSON;

	return json ? &change->written->type : &change->after->type;
}

static void
judge_type(const RuleContext *context, const ColumnChange *change, const TypeRule *rule)
{
	if (change->before == NULL || change->written == NULL || change->before->generated != NULL)
		return;
	g_autofree char *name = sql_quote_name(change->before->name);
	const Change types = {.from = &change->before->type,
	                      .to = new_type(change),
	                      .name = name,
	                      .target = context->target};
	g_autofree char *condition = rule->condition(&types);
	if (condition == NULL)
		return;
	g_autoptr(GPtrArray) columns = rows_one_column(change->before->name);
	g_autofree char *from = sql_type_format(types.from);
	g_autofree char *to = sql_type_format(types.to);
	const RowQuestion question = {.context = context,
	                              .table = context->ddl->table,
	                              .columns = columns,
	                              .when_clean = rule->when_clean};
	Finding *finding = rule_report_on(context, context->ddl->table, change->after->name, NULL,
	                                  "`%s`.`%s` from %s to %s: %s", context->ddl->table,
	                                  change->before->name, from, to, rule->what);
	g_autofree char *table = sql_quote_name(context->ddl->table);
	finding_set_fix_sql(finding, "SELECT COUNT(*) FROM %s WHERE %s", table, condition);
	rows_weigh_where(&question, finding, condition);
}

static void
visit_narrowing(const RuleContext *context, const ColumnChange *change)
{
	static const TypeRule rule = {
		narrower, "a value outside the new type ends the statement (1264, 1265, 1406)",
		SEVERITY_MEDIUM};

	judge_type(context, change, &rule);
}

static void
visit_sign(const RuleContext *context, const ColumnChange *change)
{
	static const TypeRule rule = {other_sign,
	                              "a value outside the new range ends the statement with 1264",
	                              SEVERITY_MEDIUM};

	judge_type(context, change, &rule);
}

static void
visit_conversion(const RuleContext *context, const ColumnChange *change)
{
	static const TypeRule rule = {
		no_conversion,
		"a text that cannot be read as that ends the statement (1265, 1292, 1366, 3140, "
		"4025)",
		SEVERITY_MEDIUM};

	judge_type(context, change, &rule);
}

static void
visit_timestamp(const RuleContext *context, const ColumnChange *change)
{
	static const TypeRule rule = {
		beyond_timestamp,
		"a moment that TIMESTAMP cannot hold ends the statement with 1292",
		SEVERITY_MEDIUM};

	judge_type(context, change, &rule);
}

void
mf_check_narrowing(const RuleContext *context)
{
	rule_each_column(context, visit_narrowing);
}

void
mf_check_sign(const RuleContext *context)
{
	rule_each_column(context, visit_sign);
}

void
mf_check_conversion(const RuleContext *context)
{
	rule_each_column(context, visit_conversion);
}

void
mf_check_timestamp(const RuleContext *context)
{
	rule_each_column(context, visit_timestamp);
}
