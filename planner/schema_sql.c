#include <stdlib.h>
#include <string.h>

#include "planner/schema_internal.h"
#include "sql/quote.h"

static void
append_expression(GString *sql, const char *expression, SchemaTextForm form)
{
	if (form == SCHEMA_TEXT_READABLE) {
		g_string_append(sql, expression);
		return;
	}
	g_autofree char *normal = schema_expression_normal(expression);
	g_string_append(sql, normal);
}

/* A name as it is compared: without case. */
static void
append_name(GString *sql, const char *name, SchemaTextForm form)
{
	g_autofree char *folded =
		form == SCHEMA_TEXT_NORMAL ? g_utf8_strdown(name, -1) : g_strdup(name);

	sql_append_name(sql, folded);
}

static bool
is_same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && g_ascii_strcasecmp(a, b) == 0;
}

static void
append_type(GString *sql, const SqlColumn *column, const SchemaTable *table, SchemaTextForm form)
{
	g_autofree char *type = sql_type_format(&column->type);
	bool is_normal = form == SCHEMA_TEXT_NORMAL;
	const char *charset = column->type.charset;
	const char *collation = column->type.collation;

	g_string_append_printf(sql, " %s", type);
	if (charset != NULL &&
	    (is_normal || table == NULL || !is_same_text(charset, table->charset)))
		g_string_append_printf(sql, " CHARACTER SET %s", charset);
	if (collation != NULL &&
	    (is_normal || table == NULL || !is_same_text(collation, table->collation)))
		g_string_append_printf(sql, " COLLATE %s", collation);
	if (column->type.srid >= 0 && sql_type_is_geometry(column->type.kind))
		g_string_append_printf(sql, " SRID %" G_GINT64_FORMAT, column->type.srid);
}

/* b'101' is a value of its own kind; numbers and strings look alike to the server. */
static void
append_literal(GString *sql, const SqlColumn *column, SchemaTextForm form)
{
	if (column->default_quoted || form == SCHEMA_TEXT_NORMAL)
		sql_append_string(sql, column->default_text, -1);
	else
		g_string_append(sql, column->default_text);
}

static void
append_default(GString *sql, const SqlColumn *column, SchemaTextForm form)
{
	switch (column->default_kind) {
	case SQL_DEFAULT_NONE:
		break;
	case SQL_DEFAULT_NULL:
		/* The server does not tell whether a default of NULL was written. */
		if (form == SCHEMA_TEXT_READABLE)
			g_string_append(sql, " DEFAULT NULL");
		break;
	case SQL_DEFAULT_LITERAL:
		g_string_append(sql, " DEFAULT ");
		append_literal(sql, column, form);
		break;
	case SQL_DEFAULT_NOW:
		g_string_append_printf(sql, " DEFAULT %s", column->default_text);
		break;
	case SQL_DEFAULT_EXPRESSION:
		g_string_append(sql, " DEFAULT (");
		append_expression(sql, column->default_text, form);
		g_string_append_c(sql, ')');
		break;
	}
}

static void
append_comment(GString *sql, const char *comment)
{
	if (comment == NULL || *comment == '\0')
		return;
	g_string_append(sql, " COMMENT ");
	sql_append_string(sql, comment, -1);
}

void
schema_append_column(GString *sql, const SqlColumn *column, const SchemaTable *table,
                     SchemaTextForm form)
{
	append_name(sql, column->name, form);
	append_type(sql, column, table, form);
	if (column->generated != NULL) {
		g_string_append(sql, " GENERATED ALWAYS AS (");
		append_expression(sql, column->generated, form);
		g_string_append(sql, column->stored ? ") STORED" : ") VIRTUAL");
	}
	if (column->not_null)
		g_string_append(sql, " NOT NULL");
	append_default(sql, column, form);
	if (column->on_update != NULL)
		g_string_append_printf(sql, " ON UPDATE %s", column->on_update);
	if (column->auto_increment)
		g_string_append(sql, " AUTO_INCREMENT");
	if (column->invisible)
		g_string_append(sql, " INVISIBLE");
	append_comment(sql, column->comment);
}

static void
append_part(GString *sql, const SqlKeyPart *part, SchemaTextForm form)
{
	if (part->column != NULL) {
		append_name(sql, part->column, form);
	} else {
		g_string_append_c(sql, '(');
		append_expression(sql, part->expression, form);
		g_string_append_c(sql, ')');
	}
	if (part->prefix_length > 0)
		g_string_append_printf(sql, "(%u)", part->prefix_length);
	if (part->descending)
		g_string_append(sql, " DESC");
}

void
schema_append_index(GString *sql, const SqlIndex *index, SchemaTextForm form)
{
	static const char *const words[] = {
		[SQL_INDEX_PRIMARY] = "PRIMARY KEY",  [SQL_INDEX_UNIQUE] = "UNIQUE KEY ",
		[SQL_INDEX_PLAIN] = "KEY ",           [SQL_INDEX_FULLTEXT] = "FULLTEXT KEY ",
		[SQL_INDEX_SPATIAL] = "SPATIAL KEY ", [SQL_INDEX_VECTOR] = "VECTOR KEY ",
	};

	g_string_append(sql, words[index->kind]);
	if (index->kind != SQL_INDEX_PRIMARY && index->name != NULL)
		append_name(sql, index->name, form);
	g_string_append(sql, " (");
	for (guint i = 0; i < index->parts->len; i++) {
		g_string_append(sql, i > 0 ? "," : "");
		append_part(sql, index->parts->pdata[i], form);
	}
	g_string_append_c(sql, ')');
	if (index->using != NULL)
		g_string_append_printf(sql, " USING %s", index->using);
	if (index->parser != NULL && form == SCHEMA_TEXT_READABLE)
		g_string_append_printf(sql, " WITH PARSER %s", index->parser);
	if (index->invisible)
		g_string_append(sql, " INVISIBLE");
	append_comment(sql, index->comment);
}

static void
append_names(GString *sql, const GPtrArray *names, SchemaTextForm form)
{
	g_string_append(sql, " (");
	for (guint i = 0; i < names->len; i++) {
		g_string_append(sql, i > 0 ? "," : "");
		append_name(sql, names->pdata[i], form);
	}
	g_string_append_c(sql, ')');
}

static void
append_action(GString *sql, const char *event, SqlReferentialAction action)
{
	switch (action) {
	case SQL_REFERENTIAL_NONE:
	case SQL_REFERENTIAL_RESTRICT: /* the same as nothing, to InnoDB; so is NO ACTION */
	case SQL_REFERENTIAL_NO_ACTION:
		break;
	case SQL_REFERENTIAL_CASCADE:
		g_string_append_printf(sql, " ON %s CASCADE", event);
		break;
	case SQL_REFERENTIAL_SET_NULL:
		g_string_append_printf(sql, " ON %s SET NULL", event);
		break;
	case SQL_REFERENTIAL_SET_DEFAULT:
		g_string_append_printf(sql, " ON %s SET DEFAULT", event);
		break;
	}
}

void
schema_append_foreign_key(GString *sql, const SqlForeignKey *key, SchemaTextForm form)
{
	if (key->name != NULL) {
		g_string_append(sql, "CONSTRAINT ");
		append_name(sql, key->name, form);
		g_string_append_c(sql, ' ');
	}
	g_string_append(sql, "FOREIGN KEY");
	append_names(sql, key->columns, form);
	g_string_append(sql, " REFERENCES ");
	sql_append_qualified_name(sql, key->parent_schema, key->parent_table);
	append_names(sql, key->parent_columns, form);
	append_action(sql, "DELETE", key->on_delete);
	append_action(sql, "UPDATE", key->on_update);
}

void
schema_append_check(GString *sql, const SqlCheck *check, SchemaTextForm form)
{
	if (check->name != NULL) {
		g_string_append(sql, "CONSTRAINT ");
		append_name(sql, check->name, form);
		g_string_append_c(sql, ' ');
	}
	g_string_append(sql, "CHECK (");
	append_expression(sql, check->expression, form);
	g_string_append_c(sql, ')');
	if (!check->enforced)
		g_string_append(sql, " NOT ENFORCED");
}

static gint
compare_items(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The values of a list count in any order. */
static char *
sorted_items(const char *list, bool sort)
{
	g_auto(GStrv) items = g_strsplit(list, ",", -1);

	if (sort)
		qsort(items, g_strv_length(items), sizeof *items, compare_items);
	return g_strjoinv(",", items);
}

/* Functions in the bounds are values to the server: they are not compared. */
static void
append_bounds(GString *sql, const char *values)
{
	static const char *const words[] = {"LESS THAN", "IN", NULL};
	const char *rest = values;

	for (const char *const *word = words; *word != NULL; word++)
		if (g_ascii_strncasecmp(values, *word, strlen(*word)) == 0) {
			g_string_append_printf(sql, " VALUES %s ", *word);
			rest = values + strlen(*word);
			break;
		}
	g_autofree char *whole = schema_expression_normal(rest);
	g_autofree char *normal = sorted_items(whole, g_str_has_prefix(values, "IN"));
	bool is_computed = false;
	for (const char *at = strchr(normal, '('); at != NULL; at = strchr(at + 1, '('))
		is_computed |= at > normal && g_ascii_isalnum(at[-1]);
	g_string_append_printf(sql, "(%s)", is_computed ? "?" : normal);
}

void
schema_append_partition(GString *sql, const SqlPartition *partition, SchemaTextForm form)
{
	g_string_append(sql, "PARTITION ");
	append_name(sql, partition->name, form);
	if (partition->values == NULL)
		return;
	if (form == SCHEMA_TEXT_READABLE)
		g_string_append_printf(sql, " VALUES %s", partition->values);
	else
		append_bounds(sql, partition->values);
}

char *
schema_column_sql(const SqlColumn *column, const SchemaTable *table)
{
	g_autoptr(GString) sql = g_string_new(NULL);

	schema_append_column(sql, column, table, SCHEMA_TEXT_READABLE);
	return g_string_free(g_steal_pointer(&sql), FALSE);
}

char *
schema_index_sql(const SqlIndex *index)
{
	g_autoptr(GString) sql = g_string_new(NULL);

	schema_append_index(sql, index, SCHEMA_TEXT_READABLE);
	return g_string_free(g_steal_pointer(&sql), FALSE);
}

char *
schema_foreign_key_sql(const SqlForeignKey *key)
{
	g_autoptr(GString) sql = g_string_new(NULL);

	schema_append_foreign_key(sql, key, SCHEMA_TEXT_READABLE);
	return g_string_free(g_steal_pointer(&sql), FALSE);
}

char *
schema_check_sql(const SqlCheck *check)
{
	g_autoptr(GString) sql = g_string_new(NULL);

	schema_append_check(sql, check, SCHEMA_TEXT_READABLE);
	return g_string_free(g_steal_pointer(&sql), FALSE);
}
