#include "planner/rules/name_words.h"
#include "planner/rules/state.h"
#include "planner/rules/ty.h"

#define MANY_COLUMNS 60
#define MOST_COLUMNS 1017
#define MANY_LOBS    5

#define MOST_ROW_BYTES  65535 /* of all declared lengths; 1118 beyond */
#define MOST_PAGE_BYTES 8126  /* of what InnoDB keeps in a page of 16 KiB; 1118 beyond */

#define LONG_CHAR    36
#define LONG_VARCHAR 2560

/* Digests and keys have a fixed length that is longer. */
static bool
is_digest(const SqlColumn *column)
{
	static const char *const words[] = {"hash", "sha",    "sha1",      "sha256",      "sha512",
	                                    "md5",  "digest", "checksum",  "fingerprint", "token",
	                                    "hex",  "key",    "signature", "secret",      NULL};

	return name_has_word(column->name, words) || g_strcmp0(column->type.charset, "ascii") == 0;
}

static bool
is_long(const RuleContext *context, const SqlColumn *column)
{
	const SqlType *type = &column->type;
	bool is_char =
		type->kind == SQL_TYPE_CHAR && type->length > LONG_CHAR && !is_digest(column);
	bool is_varchar = type->kind == SQL_TYPE_VARCHAR && type->length > LONG_VARCHAR;

	return (is_char || is_varchar) && state_brings_type(context, column);
}

void
ty_check_long_char(const RuleContext *context)
{
	state_report_columns(context, is_long,
	                     "CHAR fills up to its length, and a long VARCHAR nears the limits of "
	                     "rows and indexes");
}

static guint
count_lobs(const SchemaTable *table)
{
	guint count = 0;

	for (guint i = 0; table != NULL && i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		count += sql_type_is_lob(column->type.kind);
	}
	return count;
}

void
ty_check_many_columns(const RuleContext *context)
{
	const SchemaTable *table = context->after;
	guint lobs = count_lobs(table);

	if (!state_is_judged(context) || (table->columns->len <= MANY_COLUMNS && lobs <= MANY_LOBS))
		return;
	const SchemaTable *before = state_table_before(context);
	guint columns_before = before != NULL ? before->columns->len : 0;
	if (table->columns->len > MOST_COLUMNS && columns_before <= MOST_COLUMNS) {
		Finding *finding = state_report(
			context, STATE_TABLE, NULL,
			"`%s` gets %u columns, and %d are the most: the statement ends with 1117",
			table->name, table->columns->len, MOST_COLUMNS);
		finding_set_severity(finding, SEVERITY_CRITICAL);
	} else if (table->columns->len > MANY_COLUMNS && columns_before <= MANY_COLUMNS) {
		state_report(context, STATE_TABLE, NULL, "`%s` has %u columns", table->name,
		             table->columns->len);
	} else if (lobs > MANY_LOBS && count_lobs(before) <= MANY_LOBS) {
		state_report(context, STATE_TABLE, NULL,
		             "`%s` has %u columns of TEXT, BLOB, JSON or other large types",
		             table->name, lobs);
	}
}

/* ---- the row */

static bool
is_virtual(const SqlColumn *column)
{
	return column->generated != NULL && !column->stored;
}

/* Bytes of the pointer and length that stand for a large value. */
static guint
lob_bytes(SqlTypeKind kind)
{
	static const guint lengths[] = {
		[SQL_TYPE_TINYTEXT] = 1, [SQL_TYPE_TINYBLOB] = 1,   [SQL_TYPE_TEXT] = 2,
		[SQL_TYPE_BLOB] = 2,     [SQL_TYPE_MEDIUMTEXT] = 3, [SQL_TYPE_MEDIUMBLOB] = 3,
		[SQL_TYPE_LONGTEXT] = 4, [SQL_TYPE_LONGBLOB] = 4,   [SQL_TYPE_JSON] = 4,
	};
	guint length = (guint)kind < G_N_ELEMENTS(lengths) ? lengths[kind] : 0;

	return 8 + (length > 0 ? length : 4);
}

static bool
has_length_bytes(SqlTypeKind kind)
{
	return kind == SQL_TYPE_VARCHAR || kind == SQL_TYPE_VARBINARY;
}

/* As the server adds up declared lengths, whatever the engine. */
static guint64
declared_bytes(const SchemaTable *table)
{
	guint64 bytes = 0;
	guint nullable = 0;

	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		guint64 size = schema_column_bytes(column, 0);
		if (is_virtual(column))
			continue;
		if (has_length_bytes(column->type.kind))
			size += size > 255 ? 2 : 1;
		else if (sql_type_is_lob(column->type.kind))
			size = lob_bytes(column->type.kind);
		bytes += size;
		nullable += !column->not_null;
	}
	return bytes + (nullable + 7) / 8;
}

/* Whether InnoDB may move the column's value out of the row's page. */
static bool
may_leave_page(const SchemaTable *table, const SqlColumn *column)
{
	const SqlIndex *primary = schema_primary_key(table);
	SqlTypeKind kind = column->type.kind;
	bool varies = has_length_bytes(kind) || sql_type_is_lob(kind) ||
	              (kind == SQL_TYPE_CHAR && schema_charset_bytes(column->type.charset) > 1);

	return varies && (primary == NULL || !schema_index_has_column(primary, column->name));
}

/*
 * What a column takes of a page at the least that InnoDB reckons with in the row format DYNAMIC:
 * MySQL moves out what is longer than 40 bytes, MariaDB what is longer than 255.
 */
static guint64
page_bytes(const SchemaTable *table, const SqlColumn *column, bool mariadb)
{
	guint64 size = schema_column_bytes(column, 0);
	guint64 stays = mariadb ? 255 : 40;

	if (!may_leave_page(table, column))
		return size + (has_length_bytes(column->type.kind) ? (size > 255 ? 2 : 1) : 0);
	if (sql_type_is_lob(column->type.kind) || size > stays)
		return mariadb ? 21 : 41;
	return size + 1;
}

static guint64
row_page_bytes(const SchemaTable *table, bool mariadb)
{
	guint64 bytes = 5 + 13; /* the record's header; transaction id and roll pointer */
	guint nullable = 0;

	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = g_ptr_array_index(table->columns, i);
		if (is_virtual(column))
			continue;
		bytes += page_bytes(table, column, mariadb);
		nullable += !column->not_null;
	}
	return bytes + (nullable + 7) / 8 + (schema_primary_key(table) == NULL ? 6 : 0);
}

/* The limit is known for the usual page and row format only. */
static bool
knows_page(const RuleContext *context, const SchemaTable *table)
{
	const char *format = table->row_format;
	const char *page = plan_target_variable(context->target, "innodb_page_size", "16384");

	return table->engine != NULL && g_ascii_strcasecmp(table->engine, "InnoDB") == 0 &&
	       (format == NULL || g_ascii_strcasecmp(format, "DYNAMIC") == 0) &&
	       g_str_equal(page, "16384");
}

/* A finding when `bytes` is beyond the limit, or over four fifths of it. */
static bool
report_row(const RuleContext *context, guint64 bytes, guint64 before, guint most, const char *where)
{
	const char *table = context->after->name;

	if (bytes <= most / 5 * 4 || bytes <= before)
		return false;
	if (bytes > most) {
		state_report(context, STATE_TABLE, NULL,
		             "a row of `%s` takes up to %" G_GUINT64_FORMAT
		             " bytes%s, and %u are the most: the statement ends with 1118",
		             table, bytes, where, most);
		return true;
	}
	Finding *finding = state_report(context, STATE_TABLE, NULL,
	                                "a row of `%s` takes up to %" G_GUINT64_FORMAT
	                                " of the %u bytes that it may have%s",
	                                table, bytes, most, where);
	finding_set_severity(finding, SEVERITY_MEDIUM);
	return true;
}

void
ty_check_row_size(const RuleContext *context)
{
	const SchemaTable *table = context->after;
	bool mariadb = context->target->mariadb;

	if (!state_is_judged(context))
		return;
	guint64 declared = declared_bytes(table);
	guint64 in_page = knows_page(context, table) ? row_page_bytes(table, mariadb) : 0;
	if (declared <= MOST_ROW_BYTES / 5 * 4 && in_page <= MOST_PAGE_BYTES / 5 * 4)
		return;
	const SchemaTable *before = state_table_before(context);
	guint64 declared_before = before != NULL ? declared_bytes(before) : 0;
	guint64 in_page_before = before != NULL ? row_page_bytes(before, mariadb) : 0;
	if (!report_row(context, declared, declared_before, MOST_ROW_BYTES, ""))
		report_row(context, in_page, in_page_before, MOST_PAGE_BYTES, " in its page");
}
