#include <string.h>

#include "sql/parse.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/sql/definition_text.h"

/* What is printed of a type reads back as a type that prints the same. */
static void
check_type(const SqlType *type)
{
	g_autofree char *printed = sql_type_format(type);
	SqlType again;

	sql_type_parse(printed, &again);
	g_autofree char *reprinted = sql_type_format(&again);
	sql_type_clear(&again);
	g_assert_cmpstr(printed, ==, reprinted);
}

static void
check_column(const SqlColumn *column)
{
	g_autoptr(SqlColumn) copy = sql_column_copy(column);
	g_autoptr(GString) first = g_string_new(NULL);
	g_autoptr(GString) second = g_string_new(NULL);

	text_column(first, column);
	text_column(second, copy);
	g_assert_cmpstr(first->str, ==, second->str);
	check_type(&column->type);
}

static void
check_index(const SqlIndex *index)
{
	g_autoptr(SqlIndex) copy = sql_index_copy(index);
	g_autoptr(GString) first = g_string_new(NULL);
	g_autoptr(GString) second = g_string_new(NULL);

	text_index(first, index);
	text_index(second, copy);
	g_assert_cmpstr(first->str, ==, second->str);
}

static void
check_foreign_key(const SqlForeignKey *key)
{
	g_autoptr(SqlForeignKey) copy = sql_foreign_key_copy(key);
	g_autoptr(GString) first = g_string_new(NULL);
	g_autoptr(GString) second = g_string_new(NULL);

	text_foreign_key(first, key);
	text_foreign_key(second, copy);
	g_assert_cmpstr(first->str, ==, second->str);
}

static void
check_partitioning(const SqlPartitioning *partitioning)
{
	g_autoptr(SqlPartitioning) copy = sql_partitioning_copy(partitioning);
	g_autoptr(GString) first = g_string_new(NULL);
	g_autoptr(GString) second = g_string_new(NULL);

	text_partitioning(first, partitioning);
	text_partitioning(second, copy);
	g_assert_cmpstr(first->str, ==, second->str);
}

/* A clause lies in the text; one that counts as understood has what its kind promises. */
static void
check_clause(const SqlClause *clause, gsize length)
{
	g_assert(clause->offset <= length && clause->length <= length - clause->offset);
	if (clause->column != NULL)
		check_column(clause->column);
	if (clause->index != NULL)
		check_index(clause->index);
	if (clause->foreign_key != NULL)
		check_foreign_key(clause->foreign_key);
	if (clause->partitioning != NULL)
		check_partitioning(clause->partitioning);
	g_assert(clause->kind != SQL_CLAUSE_ADD_COLUMN || clause->column->name != NULL);
	g_assert(clause->kind != SQL_CLAUSE_ADD_INDEX || clause->index->parts->len > 0);
	g_assert(clause->kind != SQL_CLAUSE_DROP_COLUMN || clause->name != NULL);
	g_assert(clause->kind != SQL_CLAUSE_RENAME_TABLE || clause->new_name != NULL);
}

static void
check_ddl(const SqlTableDdl *ddl, gsize length)
{
	for (guint i = 0; i < ddl->columns->len; i++)
		check_column(g_ptr_array_index(ddl->columns, i));
	for (guint i = 0; i < ddl->indexes->len; i++)
		check_index(g_ptr_array_index(ddl->indexes, i));
	for (guint i = 0; i < ddl->foreign_keys->len; i++)
		check_foreign_key(g_ptr_array_index(ddl->foreign_keys, i));
	for (guint i = 0; i < ddl->options->len; i++)
		check_clause(g_ptr_array_index(ddl->options, i), length);
	for (guint i = 0; i < ddl->clauses->len; i++)
		check_clause(g_ptr_array_index(ddl->clauses, i), length);
	if (ddl->partitioning != NULL)
		check_partitioning(ddl->partitioning);
}

static void
check_mode(const char *text, gsize length, SqlMode mode)
{
	g_autoptr(SqlParsed) parsed = sql_parse(text, length, mode);

	g_assert(parsed->main_verb == parsed->statement->verb && parsed->main_verb != NULL);
	g_assert(parsed->opaque_reason == NULL || parsed->statement->opaque);
	g_assert(parsed->opaque_offset <= length);
	for (guint i = 0; i < parsed->features->len; i++)
		g_assert(((const SqlFeature *)g_ptr_array_index(parsed->features, i))->offset <=
		         length);
	if (parsed->table_ddl != NULL)
		check_ddl(parsed->table_ddl, length);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of its own: reading past its end is then seen. */
	g_autofree char *text = g_memdup2(data, size);

	check_mode(text != NULL ? text : "", size, SQL_MODE_DEFAULT);
	check_mode(text != NULL ? text : "", size,
	           SQL_MODE_ANSI_QUOTES | SQL_MODE_NO_BACKSLASH_ESCAPES);
	return 0;
}
