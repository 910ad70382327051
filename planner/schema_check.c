#include <string.h>

#include "planner/schema_apply_internal.h"

enum {
	MOST_INDEXES = 64,      /* the primary key among them */
	MOST_PARTS = 16,        /* columns of an index */
	MOST_COLUMNS = 1017,    /* InnoDB */
	MOST_ROW_BYTES = 65535, /* not counting BLOBs */
	MOST_KEY_BYTES = 3072,
	MOST_OLD_KEY_BYTES = 767, /* REDUNDANT, COMPACT */
};

static bool
is_innodb(const SchemaTable *table)
{
	return table->engine == NULL || g_ascii_strcasecmp(table->engine, "InnoDB") == 0;
}

static void
index_problem(Application *application, const SqlIndex *index, ErrorNumbers numbers,
              const char *column, const char *what)
{
	apply_problem(application, numbers, SQL_OBJECT_INDEX, index->name, NULL,
	              column != NULL ? "index `%s`, column `%s`: %s" : "index `%s`%s: %s",
	              index->name, column != NULL ? column : "", what);
}

/* ---- parts of indexes */

static bool
can_have_prefix(const SqlType *type)
{
	return (sql_type_is_text(type->kind) && type->kind != SQL_TYPE_ENUM &&
	        type->kind != SQL_TYPE_SET) ||
	       type->kind == SQL_TYPE_BINARY || type->kind == SQL_TYPE_VARBINARY ||
	       (sql_type_is_lob(type->kind) && type->kind != SQL_TYPE_JSON);
}

/* An index of its own kind: what it is made for. */
static void
check_special_part(Application *application, const SqlIndex *index, const SqlColumn *column)
{
	if (index->kind == SQL_INDEX_FULLTEXT &&
	    (!sql_type_is_text(column->type.kind) || column->type.kind == SQL_TYPE_ENUM ||
	     column->type.kind == SQL_TYPE_SET))
		index_problem(application, index, (ErrorNumbers){1283, 1283}, column->name,
		              "only text can be in a FULLTEXT index");
	if (index->kind == SQL_INDEX_SPATIAL && !sql_type_is_geometry(column->type.kind))
		index_problem(application, index, (ErrorNumbers){1687, 1210}, column->name,
		              "only a geometry can be in a SPATIAL index");
	else if (index->kind == SQL_INDEX_SPATIAL && !column->not_null)
		index_problem(application, index, (ErrorNumbers){1252, 1252}, column->name,
		              "all parts of a SPATIAL index must be NOT NULL");
}

/* MariaDB shortens a part that is too long; MySQL refuses it. */
static void
check_lob_part(Application *application, const SqlIndex *index, SqlKeyPart *part,
               const SqlColumn *column)
{
	if (part->prefix_length > 0)
		return;
	if (sql_type_is_geometry(column->type.kind))
		return;
	else
		index_problem(application, index, (ErrorNumbers){1170, 0}, column->name,
		              "a BLOB or TEXT needs a prefix length in an index");
	if (application->target->mariadb && index->kind == SQL_INDEX_PLAIN)
		part->prefix_length =
			MOST_KEY_BYTES / (column->type.charset != NULL
		                                  ? schema_charset_bytes(column->type.charset)
		                                  : 1);
}

static void
check_part(Application *application, const SqlIndex *index, SqlKeyPart *part,
           const SqlColumn *column)
{
	const SqlType *type = &column->type;
	bool too_long = !sql_type_is_lob(type->kind) && part->prefix_length > type->length;

	if (index->kind == SQL_INDEX_FULLTEXT || index->kind == SQL_INDEX_SPATIAL) {
		check_special_part(application, index, column);
		return;
	}
	if (type->kind == SQL_TYPE_JSON)
		index_problem(application, index, (ErrorNumbers){3152, 0}, column->name,
		              "JSON is indexed through a generated column");
	else if (part->prefix_length > 0 && (!can_have_prefix(type) || too_long))
		index_problem(application, index, (ErrorNumbers){1089, 1089}, column->name,
		              "a prefix must be of text or bytes and shorter than the column");
	else if (sql_type_is_lob(type->kind))
		check_lob_part(application, index, part, column);
}

static void
check_doubled_part(Application *application, const SqlIndex *index, guint at)
{
	const SqlKeyPart *part = index->parts->pdata[at];

	for (guint i = 0; i < at; i++) {
		const SqlKeyPart *other = index->parts->pdata[i];
		if (other->column != NULL && schema_same_name(other->column, part->column)) {
			index_problem(application, index, (ErrorNumbers){1060, 1060}, part->column,
			              "the column stands in it twice");
			return;
		}
	}
}

static void
check_parts(Application *application, const SqlIndex *index)
{
	const SchemaTable *table = application->after;

	for (guint i = 0; i < index->parts->len; i++) {
		SqlKeyPart *part = index->parts->pdata[i];
		if (part->column == NULL)
			continue;
		const SqlColumn *column = schema_find_column(table, part->column);
		if (column == NULL) {
			if (!table->incomplete)
				apply_problem(application, (ErrorNumbers){1072, 1072},
				              SQL_OBJECT_COLUMN, part->column,
				              nearest_column(table, part->column),
				              "index `%s` names `%s`, which is no column of `%s`",
				              index->name, part->column, table->name);
			continue;
		}
		check_part(application, index, part, column);
		check_doubled_part(application, index, i);
	}
}

/* ---- sizes */

static guint
most_key_bytes(const SchemaTable *table)
{
	bool is_old = table->row_format != NULL && (g_str_equal(table->row_format, "REDUNDANT") ||
	                                            g_str_equal(table->row_format, "COMPACT"));

	return is_old ? MOST_OLD_KEY_BYTES : MOST_KEY_BYTES;
}

/*
 * MariaDB cuts a column that is alone too long down, and makes a hash of a unique one; in
 * old row formats it refuses.
 */
static bool
shortens(Application *application, const SqlIndex *index, SqlKeyPart *part, const SqlColumn *column,
         guint most)
{
	if (!application->target->mariadb || index->kind == SQL_INDEX_PRIMARY ||
	    most == MOST_OLD_KEY_BYTES || !can_have_prefix(&column->type))
		return false;
	if (index->kind == SQL_INDEX_UNIQUE)
		return true;
	part->prefix_length = most / schema_charset_bytes(column->type.charset);
	return true;
}

/* What the part takes, once the server has shortened it where it does. */
static guint64
part_bytes(Application *application, const SqlIndex *index, SqlKeyPart *part, guint most)
{
	const SqlColumn *column =
		part->column != NULL ? schema_find_column(application->after, part->column) : NULL;
	guint64 size = column != NULL ? schema_column_bytes(column, part->prefix_length) : 0;

	return size > most && shortens(application, index, part, column, most) ? most : size;
}

static void
check_key_bytes(Application *application, const SqlIndex *index)
{
	guint most = most_key_bytes(application->after);
	guint64 bytes = 0;

	if (!is_innodb(application->after) || index->kind == SQL_INDEX_FULLTEXT ||
	    index->kind == SQL_INDEX_SPATIAL)
		return;
	for (guint i = 0; i < index->parts->len; i++) {
		SqlKeyPart *part = index->parts->pdata[i];
		guint64 size = part_bytes(application, index, part, most);
		bytes += size;
		if (size > most) {
			index_problem(
				application, index,
				(ErrorNumbers){1071, most == MOST_OLD_KEY_BYTES ? 1709 : 1071},
				part->column,
				"it is longer than an index can be (3072 bytes; 767 in old row "
				"formats)");
			return;
		}
	}
	if (bytes > MOST_KEY_BYTES)
		index_problem(application, index, (ErrorNumbers){1071, 1071}, NULL,
		              "it is longer than 3072 bytes");
}

static void
check_index(Application *application, const SqlIndex *index)
{
	guint before = application->problems->len;

	if (index->parts->len > (application->target->mariadb ? 32U : (guint)MOST_PARTS))
		index_problem(application, index, (ErrorNumbers){1070, 1070}, NULL,
		              "it has more than 16 columns");
	check_parts(application, index);
	if (application->problems->len == before)
		check_key_bytes(application, index);
}

static void
check_index_count(Application *application)
{
	const SchemaTable *table = application->after;

	if (table->indexes->len > MOST_INDEXES)
		apply_problem(application, (ErrorNumbers){1069, 1069}, SQL_OBJECT_TABLE,
		              table->name, NULL, "table `%s` has more than 64 indexes",
		              table->name);
}

static void
check_row_size(Application *application)
{
	const SchemaTable *table = application->after;
	guint64 bytes = 0;

	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = table->columns->pdata[i];
		guint64 size = schema_column_bytes(column, 0);
		if (column->type.kind == SQL_TYPE_VARCHAR ||
		    column->type.kind == SQL_TYPE_VARBINARY)
			size += size > 255 ? 2 : 1;
		else if (sql_type_is_lob(column->type.kind))
			size += 9; /* the least that any LOB takes in the row */
		if (column->generated == NULL || column->stored)
			bytes += size;
	}
	if (bytes > MOST_ROW_BYTES)
		apply_problem(application, (ErrorNumbers){1118, 1118}, SQL_OBJECT_TABLE,
		              table->name, NULL, "a row of `%s` can be longer than 65535 bytes",
		              table->name);
	else if (table->columns->len > MOST_COLUMNS)
		apply_problem(application, (ErrorNumbers){1117, 1117}, SQL_OBJECT_TABLE,
		              table->name, NULL, "table `%s` has more than 1017 columns",
		              table->name);
}

static bool
columns_changed(const Application *application)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		if (clause->kind <= SQL_CLAUSE_RENAME_COLUMN ||
		    clause->kind == SQL_CLAUSE_CONVERT_CHARSET)
			return true;
	}
	return application->before == NULL;
}

void
apply_whole_table(Application *application)
{
	const SchemaTable *table = application->after;
	bool changed = columns_changed(application);
	const GPtrArray *indexes = changed ? table->indexes : application->new_indexes;

	if (apply_has_problems(application) && application->before != NULL)
		return;
	for (guint i = 0; i < indexes->len; i++)
		check_index(application, indexes->pdata[i]);
	check_index_count(application);
	check_columns_of_table(application);
	if (changed)
		check_row_size(application);
}
