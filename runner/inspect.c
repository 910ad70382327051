#include "runner/inspect.h"

#include <string.h>

#include "runner/inspect_internal.h"
#include "runner/inspect_queries.h"
#include "sql/quote.h"

typedef void (*TakeRow)(Inspection *inspection, const Rows *row);

/* One bulk query, in the spelling of each server; NULL: it has none. */
typedef struct {
	const char *mysql;
	const char *mariadb;
	TakeRow take;
} BulkQuery;

static const BulkQuery bulk_queries[] = {
	{QUERY_TABLES, QUERY_TABLES, inspect_take_table},
	{QUERY_COLUMNS_MYSQL, QUERY_COLUMNS_MARIADB, inspect_take_column},
	{QUERY_INDEXES_MYSQL, QUERY_INDEXES_MARIADB, inspect_take_index_part},
	{QUERY_FOREIGN_KEYS, QUERY_FOREIGN_KEYS, inspect_take_foreign_key},
	{QUERY_FOREIGN_KEY_COLUMNS, QUERY_FOREIGN_KEY_COLUMNS, inspect_take_foreign_key_column},
	{QUERY_CHECKS_MYSQL, QUERY_CHECKS_MARIADB, inspect_take_check},
	/* Two queries and not a join: the views of the dictionary make a join quadratic. */
	{QUERY_CHECK_CLAUSES_MYSQL, NULL, inspect_take_check_clause},
	{QUERY_PROGRAMS, QUERY_PROGRAMS, inspect_take_program},
};

static bool
run_query(Inspection *inspection, const char *sql, TakeRow take, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Rows) rows = inspect_query_optional(inspection->session, sql, &problem);

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	while (rows != NULL && rows_next(rows))
		take(inspection, rows);
	return true;
}

/* ---- programs */

static SqlObjectKind
program_kind(const char *word)
{
	static const struct {
		const char *word;
		SqlObjectKind kind;
	} kinds[] = {
		{"VIEW", SQL_OBJECT_VIEW},           {"TRIGGER", SQL_OBJECT_TRIGGER},
		{"PROCEDURE", SQL_OBJECT_PROCEDURE}, {"FUNCTION", SQL_OBJECT_FUNCTION},
		{"EVENT", SQL_OBJECT_EVENT},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_equal(kinds[i].word, word))
			return kinds[i].kind;
	return SQL_OBJECT_PROCEDURE;
}

/* Both servers' texts of a view are one SELECT, whose tables the parser finds. */
static GPtrArray *
tables_read(const char *body)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	if (body == NULL)
		return names;
	g_autoptr(SqlParsed) parsed = sql_parse(body, strlen(body), SQL_MODE_DEFAULT);
	for (guint i = 0; i < parsed->reads->len; i++)
		g_ptr_array_add(names,
		                g_strdup(((const SqlTableUse *)parsed->reads->pdata[i])->name));
	return names;
}

void
inspect_take_program(Inspection *inspection, const Rows *row)
{
	SchemaProgram *program = g_new0(SchemaProgram, 1);

	program->kind = program_kind(rows_text(row, 0));
	program->name = g_strdup(rows_text(row, 1));
	program->table = g_strdup(rows_text(row, 2));
	program->body = g_strdup(rows_text(row, 3));
	program->definer = g_strdup(rows_text(row, 4));
	program->reads = tables_read(program->body);
	g_ptr_array_add(inspection->programs, program);
}

/* ---- reading */

/* How often INSTANT changed each table: wants the privilege PROCESS and MySQL 8.0.29. */
static bool
read_row_versions(Inspection *inspection, GError **error)
{
	g_autoptr(GString) sql = g_string_new("SELECT NAME, TOTAL_ROW_VERSIONS FROM "
	                                      "information_schema.INNODB_TABLES WHERE NAME LIKE ");
	g_autoptr(GString) prefix = g_string_new(NULL);

	if (!plan_target_is_mysql(inspection->target, 80029))
		return true;
	for (const char *at = session_database(inspection->session); *at != '\0'; at++)
		g_string_append_printf(prefix, g_ascii_isalnum(*at) ? "%c" : "%%", *at);
	g_string_append(prefix, "/%");
	sql_append_string(sql, prefix->str, -1);
	return run_query(inspection, sql->str, inspect_take_row_versions, error);
}

static bool
read_everything(Inspection *inspection, GError **error)
{
	if (!inspection->target->mariadb &&
	    !session_set_expected(inspection->session, "information_schema_stats_expiry", "0",
	                          error))
		return false;
	for (gsize i = 0; i < G_N_ELEMENTS(bulk_queries); i++) {
		const BulkQuery *query = &bulk_queries[i];
		const char *sql = inspection->target->mariadb ? query->mariadb : query->mysql;
		if (sql != NULL && !run_query(inspection, sql, query->take, error))
			return false;
	}
	if (inspection->any_partitioned &&
	    !run_query(inspection, QUERY_PARTITIONS, inspect_take_partition, error))
		return false;
	return read_row_versions(inspection, error);
}

/* An index that bears the name of the foreign key over the same columns came with it. */
static void
guess_implied(SchemaTable *table)
{
	for (guint i = 0; i < table->foreign_keys->len; i++) {
		const SqlForeignKey *key = table->foreign_keys->pdata[i];
		const SqlIndex *index = schema_find_index(table, key->name);
		if (index != NULL && index->kind == SQL_INDEX_PLAIN &&
		    index->parts->len == key->columns->len)
			g_ptr_array_add(table->implied, g_strdup(index->name));
	}
}

static Schema *
schema_from(Inspection *inspection)
{
	Schema *schema = schema_new(inspection->target);

	schema->database = g_strdup(session_database(inspection->session));
	for (guint i = 0; i < inspection->order->len; i++) {
		guess_implied(inspection->order->pdata[i]);
		schema_take_table(schema, inspection->order->pdata[i]);
	}
	g_ptr_array_set_free_func(inspection->order, NULL);
	g_ptr_array_set_free_func(inspection->programs, NULL);
	for (guint i = 0; i < inspection->programs->len; i++)
		schema_take_program(schema, inspection->programs->pdata[i]);
	return schema;
}

Schema *
inspect_schema(Session *session, PlanTarget *ret_target, GError **error)
{
	Schema *schema = NULL;

	if (!inspect_target(session, ret_target, error))
		return NULL;
	Inspection inspection = {
		.session = session,
		.target = ret_target,
		.tables = g_hash_table_new(g_str_hash, g_str_equal),
		.types = inspect_types_new(),
		.checks = g_hash_table_new(g_str_hash, g_str_equal),
		.order = g_ptr_array_new_with_free_func((GDestroyNotify)schema_table_unref),
		.programs = g_ptr_array_new_with_free_func((GDestroyNotify)schema_program_free),
	};
	if (read_everything(&inspection, error))
		schema = schema_from(&inspection);
	g_hash_table_unref(inspection.tables);
	g_hash_table_unref(inspection.types);
	g_hash_table_unref(inspection.checks);
	g_ptr_array_unref(inspection.order);
	g_ptr_array_unref(inspection.programs);
	return schema;
}
