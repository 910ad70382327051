#include "planner/rules/di.h"
#include "planner/rules/name_words.h"
#include "planner/rules/siblings.h"
#include "planner/rules/state.h"
#include "sql/quote.h"

/* What a column's name says that it identifies. */
typedef enum {
	KEY_NONE,
	KEY_PERSON,  /* email, username: of whoever may sign in */
	KEY_CODE,    /* slug, sku */
	KEY_RANDOM,  /* uuid, token */
	KEY_FOREIGN, /* external_id, google_id: given by somebody else */
} NaturalKey;

/* Rows here tell what happened; they repeat keys by design. */
static bool
is_record(const char *table)
{
	static const char *const words[] = {
		"log",       "logs",   "history", "audit",    "audits",     "event",    "events",
		"archive",   "import", "imports", "export",   "staging",    "tmp",      "temp",
		"queue",     "outbox", "attempt", "attempts", "request",    "requests", "snapshot",
		"snapshots", "backup", "old",     "copy",     "click",      "clicks",   "visit",
		"visits",    "job",    "jobs",    "delivery", "deliveries", NULL};

	return name_has_word(table, words);
}

/* Rows here write down somebody's address, or an article, once for each occasion. */
static bool
is_occasion(const char *table)
{
	static const char *const words[] = {
		"order",     "orders",       "invoice",       "invoices",    "invite",
		"invites",   "invitation",   "invitations",   "lead",        "leads",
		"contact",   "contacts",     "message",       "messages",    "feedback",
		"review",    "reviews",      "comment",       "comments",    "ticket",
		"tickets",   "booking",      "bookings",      "reservation", "reservations",
		"address",   "addresses",    "recipient",     "recipients",  "payment",
		"payments",  "cart",         "carts",         "line",        "lines",
		"shipment",  "shipments",    "return",        "returns",     "session",
		"sessions",  "company",      "companies",     "supplier",    "suppliers",
		"store",     "stores",       "branch",        "branches",    "movement",
		"movements", "notification", "notifications", NULL};

	return name_has_word(table, words);
}

static bool
can_be_key(const SqlColumn *column)
{
	SqlTypeKind kind = column->type.kind;

	return kind == SQL_TYPE_CHAR || kind == SQL_TYPE_VARCHAR || kind == SQL_TYPE_BINARY ||
	       kind == SQL_TYPE_VARBINARY || kind == SQL_TYPE_UUID || sql_type_is_integer(kind);
}

/* user_uuid is a reference where there are users; owner_uuid is one in any case. */
static bool
is_reference(const Schema *schema, const char *name)
{
	static const char *const roles[] = {"user",    "owner",  "author", "parent",
	                                    "creator", "sender", "tenant", "account",
	                                    "actor",   "admin",  NULL};
	g_autofree char *stem = name_stem(name);
	GHashTableIter iter;
	gpointer value;

	if (stem == NULL || name_ends_with(stem, roles))
		return stem != NULL;
	g_hash_table_iter_init(&iter, schema->tables);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		if (name_is_plural_of(((const SchemaTable *)value)->name, stem))
			return true;
	return false;
}

static NaturalKey
key_of_name(const char *name)
{
	static const struct {
		const char *snakes[12];
		NaturalKey key;
	} kinds[] = {
		{{"email", "email_address", "username", "user_name", "login"}, KEY_PERSON},
		{{"slug", "sku"}, KEY_CODE},
		{{"uuid", "guid", "public_id", "token", "access_token", "refresh_token",
	          "reset_token", "verification_token", "session_token", "api_key", "api_token"},
	         KEY_RANDOM},
		{{"external_id", "google_id", "facebook_id", "apple_id", "github_id", "twitter_id",
	          "linkedin_id", "microsoft_id", "discord_id", "stripe_customer_id",
	          "stripe_subscription_id"},
	         KEY_FOREIGN},
	};
	static const char *const uuids[] = {"uuid", "guid", NULL};

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (name_is(name, kinds[i].snakes))
			return kinds[i].key;
	return name_ends_with(name, uuids) ? KEY_RANDOM : KEY_NONE;
}

static NaturalKey
natural_key(const RuleContext *context, const SqlColumn *column)
{
	NaturalKey key = key_of_name(column->name);
	const char *table = context->after->name;

	if (key == KEY_NONE || !can_be_key(column) || column->generated != NULL ||
	    is_record(table) || state_is_in_foreign_key(context->after, column->name))
		return KEY_NONE;
	if ((key == KEY_PERSON || key == KEY_CODE) && is_occasion(table))
		return KEY_NONE;
	if (key == KEY_RANDOM && is_reference(context->schema, column->name))
		return KEY_NONE;
	return key;
}

static bool
is_unique(const SqlIndex *index)
{
	return index->kind == SQL_INDEX_UNIQUE || index->kind == SQL_INDEX_PRIMARY;
}

/* Whether the part stands for the column: itself, an expression of it, a column generated from it.
 */
static bool
part_speaks_of(const SchemaTable *table, const SqlKeyPart *part, const char *column)
{
	if (part->column == NULL)
		return rule_text_names(part->expression, column);
	if (g_ascii_strcasecmp(part->column, column) == 0)
		return true;
	const SqlColumn *other = schema_find_column(table, part->column);
	return other != NULL && rule_text_names(other->generated, column);
}

static bool
index_speaks_of(const SchemaTable *table, const SqlIndex *index, const char *column)
{
	for (guint i = 0; i < index->parts->len; i++)
		if (part_speaks_of(table, g_ptr_array_index(index->parts, i), column))
			return true;
	return false;
}

static bool
has_unique(const SchemaTable *table, const char *column)
{
	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		if (is_unique(index) && index_speaks_of(table, index, column))
			return true;
	}
	return false;
}

static void
visit_natural_key(const RuleContext *context, const SqlColumn *column)
{
	const SchemaTable *table = context->after;

	if (natural_key(context, column) == KEY_NONE || has_unique(table, column->name) ||
	    !state_brings_column(context, column))
		return;
	g_autofree char *name = sql_quote_name(table->name);
	g_autofree char *quoted = sql_quote_name(column->name);
	Finding *finding = state_report(context, STATE_COLUMN, column->name,
	                                "`%s`.`%s` identifies a row, but nothing keeps it unique",
	                                table->name, column->name);
	finding_set_fix_sql(finding, "ALTER TABLE %s ADD UNIQUE (%s)", name, quoted);
}

void
di_check_natural_key(const RuleContext *context)
{
	state_each_column(context, visit_natural_key);
}

/* ---- a unique index that NULL slips through */

/* The column of a unique index of one column; NULL: it is another index. */
static const SqlColumn *
sole_column(const SchemaTable *table, const SqlIndex *index)
{
	const SqlKeyPart *part = index->parts->len == 1 ? g_ptr_array_index(index->parts, 0) : NULL;

	if (index->kind != SQL_INDEX_UNIQUE || part == NULL || part->column == NULL)
		return NULL;
	return schema_find_column(table, part->column);
}

void
di_check_nullable_key(const RuleContext *context)
{
	static const char *const own[] = {"uuid", "guid", "public_id", NULL};

	if (!state_is_judged(context))
		return;
	for (guint i = 0; i < context->after->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(context->after->indexes, i);
		const SqlColumn *column = sole_column(context->after, index);
		NaturalKey key = column != NULL ? natural_key(context, column) : KEY_NONE;
		bool is_own = key == KEY_PERSON || key == KEY_CODE ||
		              (key == KEY_RANDOM && name_is(column->name, own));
		if (!is_own || column->not_null || !state_brings_index(context, index))
			continue;
		state_report(context, STATE_INDEX, index->name,
		             "`%s`.`%s` is unique but may be NULL, in any number of rows",
		             context->after->name, column->name);
	}
}

/* ---- unique among rows that are marked as deleted */

static const SqlColumn *
deletion_of(const SchemaTable *table)
{
	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		if (di_is_soft_delete(column))
			return column;
	}
	return NULL;
}

/* Whether values of the index come again: not those that chance or a counter makes. */
static bool
comes_again(const SchemaTable *table, const SqlIndex *index)
{
	static const char *const words[] = {"uuid", "guid", "ulid", "token", "hash", "nonce", NULL};

	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		const SqlColumn *column =
			part->column != NULL ? schema_find_column(table, part->column) : NULL;
		if (column != NULL &&
		    (column->auto_increment || name_ends_with(column->name, words)))
			return false;
	}
	return true;
}

/* The deletion's own column makes it worse: two living rows have NULL there, which never clash. */
static bool
lets_living_repeat(const SqlIndex *index, const SqlColumn *deletion)
{
	return !deletion->not_null && schema_index_has_column(index, deletion->name);
}

static Finding *
report_unique_deleted(const RuleContext *context, const SqlIndex *index, const SqlColumn *deletion)
{
	const char *table = context->after->name;

	if (lets_living_repeat(index, deletion))
		return state_report(
			context, STATE_INDEX, index->name,
			"the unique index `%s` of `%s` holds `%s`, which is NULL in all living "
			"rows: they may repeat",
			index->name, table, deletion->name);
	return state_report(
		context, STATE_INDEX, index->name,
		"a row of `%s` that is marked by `%s` still holds its place in the unique index "
		"`%s`: to make it anew ends with 1062",
		table, deletion->name, index->name);
}

static void
set_alive_fix(const RuleContext *context, const SqlIndex *index, const SqlColumn *deletion,
              Finding *finding)
{
	g_autofree char *table = sql_quote_name(context->after->name);
	g_autofree char *name = sql_quote_name(index->name);
	g_autofree char *marked = sql_quote_name(deletion->name);
	g_autoptr(GString) columns = g_string_new(NULL);
	bool is_flag = sql_type_is_integer(deletion->type.kind) && deletion->not_null;

	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		if (part->column == NULL || part->prefix_length != 0)
			return;
		if (g_ascii_strcasecmp(part->column, deletion->name) == 0)
			continue;
		sql_append_name(columns, part->column);
		g_string_append(columns, ", ");
	}
	finding_set_fix_sql(
		finding,
		"ALTER TABLE %s ADD COLUMN alive TINYINT GENERATED ALWAYS AS (IF(%s %s, "
		"1, NULL)) VIRTUAL, DROP INDEX %s, ADD UNIQUE INDEX %s (%salive)",
		table, marked, is_flag ? "= 0" : "IS NULL", name, name, columns->str);
}

void
di_check_unique_deleted(const RuleContext *context)
{
	const SchemaTable *table = context->after;
	const SqlColumn *deletion = state_is_judged(context) ? deletion_of(table) : NULL;

	for (guint i = 0; deletion != NULL && i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		bool minds_deletion = index_speaks_of(table, index, deletion->name) &&
		                      !lets_living_repeat(index, deletion);
		if (index->kind != SQL_INDEX_UNIQUE || minds_deletion || !comes_again(table, index))
			continue;
		if (!state_brings_index(context, index) && !state_brings_column(context, deletion))
			continue;
		Finding *finding = report_unique_deleted(context, index, deletion);
		set_alive_fix(context, index, deletion, finding);
	}
}
