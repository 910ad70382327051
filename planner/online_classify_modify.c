#include "planner/online_internal.h"

#include <string.h>

/* The character set and collation of a text column. */
typedef struct {
	char *charset;
	char *collation;
} TextCoding;

static void
text_coding_clear(TextCoding *coding)
{
	g_free(coding->charset);
	g_free(coding->collation);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TextCoding, text_coding_clear)

/* "utf8" and "utf8_bin" are old names of utf8mb3 and utf8mb3_bin. Caller frees. */
static char *
modern_name(const char *name)
{
	g_autofree char *lower = name ? g_ascii_strdown(name, -1) : NULL;

	if (!lower)
		return NULL;
	if (strcmp(lower, "utf8") == 0)
		return g_strdup("utf8mb3");
	if (g_str_has_prefix(lower, "utf8_"))
		return g_strconcat("utf8mb3_", lower + 5, NULL);
	return g_steal_pointer(&lower);
}

static char *
charset_of_collation(const char *collation)
{
	const char *end = strchr(collation, '_');
	return end ? g_strndup(collation, (gsize)(end - collation)) : g_strdup(collation);
}

/* As the server resolves what is written, with the defaults that are given. */
static void
resolve_coding(const char *charset, const char *collation, const char *default_charset,
               const char *default_collation, const PlanTarget *target, TextCoding *ret_coding)
{
	ret_coding->charset = modern_name(charset);
	ret_coding->collation = modern_name(collation);
	if (!ret_coding->charset && ret_coding->collation)
		ret_coding->charset = charset_of_collation(ret_coding->collation);
	if (!ret_coding->charset) {
		ret_coding->charset = modern_name(default_charset);
		ret_coding->collation = modern_name(default_collation);
	}
	if (ret_coding->charset && !ret_coding->collation)
		ret_coding->collation =
			modern_name(schema_default_collation(ret_coding->charset, target));
}

static void
resolve_type(const SqlType *type, const SchemaTable *table, const PlanTarget *target,
             TextCoding *ret_coding)
{
	resolve_coding(type->charset, type->collation, table->charset, table->collation, target,
	               ret_coding);
	if (type->binary && ret_coding->charset && !type->collation) {
		g_free(ret_coding->collation);
		ret_coding->collation = g_strconcat(ret_coding->charset, "_bin", NULL);
	}
}

/* Whether the texts sort the same: "general_ci" of both character sets. */
static bool
same_order(const TextCoding *before, const TextCoding *after)
{
	const char *a = before->collation ? strchr(before->collation, '_') : NULL;
	const char *b = after->collation ? strchr(after->collation, '_') : NULL;

	return g_strcmp0(a, b) == 0;
}

static bool
is_indexed(const OnlineStatement *statement, const char *name, bool *ret_in_key)
{
	const SchemaTable *table = statement->before;
	bool found = false;

	*ret_in_key = false;
	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		if (!schema_index_has_column(index, name) ||
		    online_index_fate(statement, index) == INDEX_GOES)
			continue;
		found = true;
		*ret_in_key |=
			index->kind == SQL_INDEX_PRIMARY || index->kind == SQL_INDEX_FULLTEXT;
	}
	for (guint i = 0; i < statement->clauses->len && !statement->target->mariadb; i++) {
		const SqlClause *clause = g_ptr_array_index(statement->clauses, i);
		found |= clause->kind == SQL_CLAUSE_ADD_INDEX && clause->index &&
		         schema_index_has_column(clause->index, name);
	}
	return found;
}

/* What another character set or collation of a column means. ONLINE_KINDS: nothing. */
static OnlineKind
classify_coding(const OnlineStatement *statement, const char *name, const TextCoding *before,
                const TextCoding *after)
{
	const bool same_charset = g_strcmp0(before->charset, after->charset) == 0;
	const bool wider = g_strcmp0(before->charset, "utf8mb3") == 0 &&
	                   g_strcmp0(after->charset, "utf8mb4") == 0;
	bool in_key = false;
	const bool indexed = is_indexed(statement, name, &in_key);

	if (same_charset && g_strcmp0(before->collation, after->collation) == 0)
		return ONLINE_KINDS;
	if (!same_charset && !wider)
		return ONLINE_CHARSET_CHANGE;
	if (wider && (!indexed || same_order(before, after)))
		return indexed ? ONLINE_CHARSET_WIDER_INDEXED : ONLINE_CHARSET_WIDER;
	if (in_key)
		return ONLINE_COLLATION_KEY;
	return indexed ? ONLINE_COLLATION_INDEXED : ONLINE_COLLATION;
}

static bool
is_varying(SqlTypeKind kind)
{
	return kind == SQL_TYPE_VARCHAR || kind == SQL_TYPE_VARBINARY;
}

static guint64
bytes_of(const SqlType *type, const TextCoding *coding)
{
	return sql_type_is_text(type->kind) && coding->charset
	               ? type->length * schema_charset_bytes(coding->charset)
	               : type->length;
}

/* VARCHAR and VARBINARY by the bytes they may take. ONLINE_KINDS: the length stays. */
static OnlineKind
classify_length(const OnlineStatement *statement, guint64 before, guint64 after)
{
	const char *format = statement->before->row_format;

	if (after == before)
		return ONLINE_KINDS;
	if (after < before)
		return ONLINE_TEXT_SHRINK;
	if (before > 255 || after <= 255)
		return ONLINE_VARCHAR_GROWTH;
	if (format && g_ascii_strcasecmp(format, "REDUNDANT") == 0)
		return ONLINE_VARCHAR_BYTE_REDUNDANT;
	return before <= 127 ? ONLINE_VARCHAR_BYTE_SHORT : ONLINE_VARCHAR_BYTE;
}

static guint
member_bytes(const SqlType *type)
{
	const guint count = type->members ? type->members->len : 0;

	if (type->kind == SQL_TYPE_ENUM)
		return count < 256 ? 1 : 2;
	return count > 32 ? 8 : (count + 7) / 8;
}

static OnlineKind
classify_members(const SqlType *before, const SqlType *after)
{
	const guint old = before->members ? before->members->len : 0;
	const guint new = after->members ? after->members->len : 0;

	if (new < old)
		return ONLINE_ENUM_CHANGE;
	for (guint i = 0; i < old; i++)
		if (g_strcmp0(g_ptr_array_index(before->members, i),
		              g_ptr_array_index(after->members, i)) != 0)
			return ONLINE_ENUM_CHANGE;
	if (new == old)
		return ONLINE_KINDS;
	return member_bytes(before) == member_bytes(after) ? ONLINE_ENUM_APPEND
	                                                   : ONLINE_ENUM_STORAGE;
}

/* Whether a number in parentheses is part of the type and not only of its display. */
static bool
length_counts(SqlTypeKind kind)
{
	return !sql_type_is_integer(kind) && !sql_type_is_lob(kind) && kind != SQL_TYPE_YEAR &&
	       kind != SQL_TYPE_FLOAT && kind != SQL_TYPE_DOUBLE;
}

static guint64
length_of(const SqlType *type)
{
	if (type->has_length)
		return type->length;
	if (type->kind == SQL_TYPE_DECIMAL)
		return 10;
	return type->kind == SQL_TYPE_CHAR || type->kind == SQL_TYPE_BINARY ||
	                       type->kind == SQL_TYPE_BIT
	               ? 1
	               : 0;
}

static bool
same_number(const SqlType *before, const SqlType *after)
{
	return before->kind == after->kind && before->is_unsigned == after->is_unsigned &&
	       (!length_counts(before->kind) || length_of(before) == length_of(after)) &&
	       before->scale == after->scale;
}

static OnlineKind
classify_enum(const SqlType *before, const SqlType *after, const TextCoding *old,
              const TextCoding *new)
{
	const OnlineKind kind = classify_members(before, after);

	if (kind != ONLINE_KINDS && kind != ONLINE_ENUM_APPEND)
		return kind;
	return g_strcmp0(old->collation, new->collation) != 0 ? ONLINE_ENUM_CHARSET : kind;
}

/* VARCHAR to VARBINARY: on MySQL the same bytes under another name. */
static bool
is_type_change(const OnlineStatement *statement, const SqlType *before, const SqlType *after)
{
	if (is_varying(before->kind) && is_varying(after->kind))
		return before->kind != after->kind &&
		       (statement->target->mariadb || after->kind == SQL_TYPE_VARCHAR);
	return !same_number(before, after);
}

static void
add_unless_none(GArray *changes, OnlineKind kind, guint index)
{
	if (kind != ONLINE_KINDS)
		online_change_add(changes, kind, index);
}

/* The expression without what the server adds when it prints it. Caller frees. */
static char *
plain_expression(const char *text)
{
	GString *plain = g_string_new(NULL);
	g_autofree char *lower = g_ascii_strdown(text, -1);

	for (const char *at = lower; *at; at++) {
		if (g_str_has_prefix(at, "_utf8mb4'")) {
			at += strlen("_utf8mb4") - 1;
			continue;
		}
		if (!strchr(" \t\r\n`()", *at))
			g_string_append_c(plain, *at);
	}
	return g_string_free(plain, FALSE);
}

/* On MariaDB a JSON column is a LONGTEXT with a check, and so it stands in the model. */
static bool
is_json(const OnlineStatement *statement, const SqlColumn *column)
{
	g_autofree char *name = g_ascii_strdown(column->name, -1);
	g_autofree char *validity = g_strconcat("json_valid", name, NULL);

	if (column->type.kind == SQL_TYPE_JSON)
		return true;
	if (column->type.kind != SQL_TYPE_LONGTEXT || !statement->target->mariadb)
		return false;
	for (guint i = 0; i < statement->before->checks->len; i++) {
		const SqlCheck *check = g_ptr_array_index(statement->before->checks, i);
		g_autofree char *plain = plain_expression(check->expression);
		if (strcmp(plain, validity) == 0)
			return true;
	}
	return false;
}

static void
classify_text(const OnlineStatement *statement, const SqlColumn *before, const SqlColumn *after,
              guint index, GArray *changes)
{
	const SqlTypeKind kind = after->type.kind;
	g_auto(TextCoding) old = {0};
	g_auto(TextCoding) new = {0};

	resolve_type(&before->type, statement->before, statement->target, &old);
	resolve_type(&after->type, statement->before, statement->target, &new);
	if (kind == SQL_TYPE_ENUM || kind == SQL_TYPE_SET) {
		add_unless_none(changes, classify_enum(&before->type, &after->type, &old, &new),
		                index);
		return;
	}
	if (is_varying(kind))
		add_unless_none(changes,
		                classify_length(statement, bytes_of(&before->type, &old),
		                                bytes_of(&after->type, &new)),
		                index);
	if (kind != before->type.kind)
		online_change_add(changes, ONLINE_VARCHAR_GROWTH, index);
	else if (sql_type_is_text(kind) && kind != SQL_TYPE_JSON)
		add_unless_none(changes, classify_coding(statement, before->name, &old, &new),
		                index);
}

static void
classify_type(const OnlineStatement *statement, const SqlColumn *before, const SqlColumn *after,
              guint index, GArray *changes)
{
	const bool was_json = is_json(statement, before);
	const bool is_json_now = after->type.kind == SQL_TYPE_JSON;

	if (was_json && is_json_now)
		return;
	if (was_json != is_json_now || is_type_change(statement, &before->type, &after->type))
		online_change_add(changes, ONLINE_TYPE_CHANGE, index);
	else
		classify_text(statement, before, after, index, changes);
}

static OnlineKind
classify_not_null(const OnlineStatement *statement, const SqlColumn *before)
{
	const OnlineShape shape = online_shape_of(statement);
	const SqlIndex *clustered = online_clustered_index(statement->before, NULL);
	const char *name = clustered ? clustered->name : NULL;

	if (!before->not_null)
		return statement->target->mariadb && (shape.stored || shape.indexed_virtual_stays)
		               ? ONLINE_TO_NOT_NULL_GENERATED
		               : ONLINE_TO_NOT_NULL;
	if (clustered && schema_index_has_column(clustered, before->name) &&
	    !online_clustered_index(statement->before, name) && !online_adds_primary(statement))
		return ONLINE_DROP_CLUSTERED;
	return shape.redundant ? ONLINE_TO_NULL_REDUNDANT : ONLINE_TO_NULL;
}

/* Whether a primary key of the table makes the column NOT NULL, written or not. */
static bool
is_not_null(const OnlineStatement *statement, const SqlColumn *column)
{
	const SqlIndex *primary = schema_primary_key(statement->before);

	return column->not_null || (primary && schema_index_has_column(primary, column->name) &&
	                            !online_drops_primary(statement));
}

static OnlineKind
classify_generated(const SqlColumn *before, const SqlColumn *after)
{
	g_autofree char *old = before->generated ? plain_expression(before->generated) : NULL;
	g_autofree char *new = after->generated ? plain_expression(after->generated) : NULL;
	const bool was_virtual = before->generated && !before->stored;
	const bool is_virtual = after->generated && !after->stored;

	if (!old && !new)
		return ONLINE_KINDS;
	if (was_virtual != is_virtual)
		return ONLINE_VIRTUAL_PLAIN;
	if (!old || !new)
		return ONLINE_STORED_PLAIN;
	if (strcmp(old, new) != 0)
		return is_virtual ? ONLINE_VIRTUAL_EXPRESSION : ONLINE_STORED_EXPRESSION;
	return is_virtual ? ONLINE_MODIFY_NOTHING : ONLINE_STORED_SAME;
}

void
online_classify_modify(const OnlineStatement *statement, const SqlColumn *before,
                       const SqlColumn *after, guint index, GArray *changes)
{
	const guint first = changes->len;

	add_unless_none(changes, classify_generated(before, after), index);
	classify_type(statement, before, after, index, changes);
	if (!before->generated && !after->generated &&
	    is_not_null(statement, before) != (is_not_null(statement, after) || after->primary_key))
		online_change_add(changes, classify_not_null(statement, before), index);
	if (before->auto_increment != after->auto_increment)
		online_change_add(changes, after->auto_increment ? ONLINE_AUTO_ON : ONLINE_AUTO_OFF,
		                  index);
	if (changes->len == first)
		online_change_add(changes, ONLINE_MODIFY_NOTHING, index);
}

/* TEXT grows to the next type when its bytes would no longer hold as many characters. */
static bool
text_type_grows(const SqlType *type, const TextCoding *before, const TextCoding *after)
{
	return (type->kind == SQL_TYPE_TEXT || type->kind == SQL_TYPE_TINYTEXT ||
	        type->kind == SQL_TYPE_MEDIUMTEXT) &&
	       schema_charset_bytes(after->charset) > schema_charset_bytes(before->charset);
}

static void
convert_column(const OnlineStatement *statement, const SqlColumn *column, const TextCoding *new,
               guint index, GArray *changes)
{
	g_auto(TextCoding) old = {0};
	OnlineKind kind;

	resolve_type(&column->type, statement->before, statement->target, &old);
	kind = classify_coding(statement, column->name, &old, new);
	if (kind == ONLINE_KINDS)
		return;
	if (text_type_grows(&column->type, &old, new))
		kind = ONLINE_TYPE_CHANGE;
	else if (column->type.kind == SQL_TYPE_ENUM || column->type.kind == SQL_TYPE_SET)
		kind = ONLINE_ENUM_CHARSET;
	else if (column->type.kind == SQL_TYPE_CHAR && kind == ONLINE_COLLATION)
		kind = ONLINE_CONVERT_CHAR;
	online_change_add(changes, kind, index);
	if (column->type.kind == SQL_TYPE_VARCHAR)
		add_unless_none(changes,
		                classify_length(statement, bytes_of(&column->type, &old),
		                                bytes_of(&column->type, new)),
		                index);
}

void
online_classify_convert(const OnlineStatement *statement, guint index, GArray *changes)
{
	const SqlClause *clause = g_ptr_array_index(statement->clauses, index);
	const SchemaTable *table = statement->before;
	g_auto(TextCoding) new = {0};

	if (!table) {
		online_change_add(changes, ONLINE_NOT_KNOWN, index);
		return;
	}
	resolve_coding(clause->value, clause->collation, table->charset, table->collation,
	               statement->target, &new);
	online_change_add(changes, ONLINE_CONVERT_NOTHING, index);
	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		if (sql_type_is_text(column->type.kind) && column->type.kind != SQL_TYPE_JSON)
			convert_column(statement, column, &new, index, changes);
	}
}
