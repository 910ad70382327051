#include "runner/probe_clone.h"

#include <string.h>

#include "sql/quote.h"

/* What SHOW CREATE TABLE prints, without its lines of foreign keys. Caller frees. */
static char *
without_foreign_keys(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *kept = g_string_new(NULL);

	for (char **line = lines; *line; line++) {
		if (g_str_has_prefix(*line, "  CONSTRAINT `") && strstr(*line, "` FOREIGN KEY ("))
			continue;
		/* The line before the dropped ones ends with a comma. */
		if (**line == ')' && kept->len > 1 && g_str_has_suffix(kept->str, ",\n"))
			g_string_overwrite(kept, kept->len - 2, " ");
		g_string_append_printf(kept, "%s\n", *line);
	}
	return g_string_free(kept, FALSE);
}

/* Whether the printed table is the one in the model: no earlier step of the plan changed it. */
static bool
is_as_printed(const SchemaTable *table, const char *text, const PlanTarget *target)
{
	g_autoptr(Schema) schema = schema_new(target);
	g_autoptr(GPtrArray) problems =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);
	g_autoptr(SqlParsed) parsed = sql_parse(text, strlen(text), (SqlMode){0});
	g_autoptr(GPtrArray) differences = NULL;
	const SchemaTable *printed;

	schema_apply(schema, parsed, target, problems);
	printed = schema_find_table(schema, table->name);
	if (!printed)
		return false;
	differences = schema_table_diff(table, printed);
	for (guint i = 0; i < differences->len; i++) {
		const SchemaDifference *difference = g_ptr_array_index(differences, i);
		if (difference->object != SQL_OBJECT_FOREIGN_KEY)
			return false;
	}
	return true;
}

static void
append_partitioning(GString *sql, const SqlPartitioning *partitioning)
{
	if (!partitioning)
		return;
	g_string_append_printf(sql, " PARTITION BY %s (%s)", partitioning->method,
	                       partitioning->expression ? partitioning->expression : "");
	if (partitioning->count > 0 &&
	    (!partitioning->partitions || partitioning->partitions->len == 0)) {
		g_string_append_printf(sql, " PARTITIONS %u", partitioning->count);
		return;
	}
	for (guint i = 0; partitioning->partitions && i < partitioning->partitions->len; i++) {
		const SqlPartition *partition = g_ptr_array_index(partitioning->partitions, i);
		g_string_append(sql, i == 0 ? " (PARTITION " : ", PARTITION ");
		sql_append_name(sql, partition->name);
		if (partition->values)
			g_string_append_printf(sql, " VALUES %s", partition->values);
	}
	if (partitioning->partitions && partitioning->partitions->len > 0)
		g_string_append(sql, ")");
}

static void
append_option(GString *sql, const char *name, const char *value)
{
	if (value)
		g_string_append_printf(sql, " %s=%s", name, value);
}

static void
append_part(GString *sql, char *take_text)
{
	g_string_append_printf(sql, "%s%s", g_str_has_suffix(sql->str, "(") ? "" : ", ", take_text);
	g_free(take_text);
}

/* CREATE TABLE from the model, without foreign keys. Caller frees. */
static char *
table_sql(const SchemaTable *table)
{
	GString *sql = g_string_new("CREATE TABLE ");

	sql_append_name(sql, table->name);
	g_string_append(sql, " (");
	for (guint i = 0; i < table->columns->len; i++)
		append_part(sql, schema_column_sql(g_ptr_array_index(table->columns, i), table));
	for (guint i = 0; i < table->indexes->len; i++)
		append_part(sql, schema_index_sql(g_ptr_array_index(table->indexes, i)));
	for (guint i = 0; i < table->checks->len; i++)
		append_part(sql, schema_check_sql(g_ptr_array_index(table->checks, i)));
	g_string_append(sql, ")");
	append_option(sql, "ENGINE", table->engine);
	append_option(sql, "DEFAULT CHARSET", table->charset);
	append_option(sql, "COLLATE", table->collation);
	append_option(sql, "ROW_FORMAT", table->row_format);
	append_partitioning(sql, table->partitioning);
	return g_string_free(sql, FALSE);
}

/* The live table's text; NULL without an error when there is none of that name. */
static char *
read_live(Session *session, const char *name, GError **error)
{
	g_autoptr(GString) show = g_string_new("SHOW CREATE TABLE ");
	g_autoptr(GError) local = NULL;
	g_autoptr(Rows) rows = NULL;

	sql_append_qualified_name(show, session_database(session), name);
	rows = session_query(session, show->str, &local);
	if (rows && rows_next(rows))
		return g_strdup(rows_text(rows, 1));
	if (local && !g_error_matches(local, DB_ERROR, DB_ERROR_MISSING_OBJECT))
		g_propagate_error(error, g_steal_pointer(&local));
	return NULL;
}

/* ---- parents */

/* A column of a parent, of the type that the child's column has. */
static void
append_parent_column(GString *sql, const SqlColumn *child, const char *name)
{
	g_autofree char *type = sql_type_format(&child->type);

	sql_append_name(sql, name);
	g_string_append_printf(sql, " %s", type);
	if (child->type.charset)
		g_string_append_printf(sql, " CHARACTER SET %s", child->type.charset);
	if (child->type.collation)
		g_string_append_printf(sql, " COLLATE %s", child->type.collation);
	g_string_append(sql, " NOT NULL");
}

/* The child's column, in the table or among those that the statement adds. */
static const SqlColumn *
child_column(const SchemaTable *table, const SqlTableDdl *ddl, const char *name)
{
	const SqlColumn *column = schema_find_column(table, name);

	for (guint i = 0; !column && i < ddl->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(ddl->clauses, i);
		if (clause->kind == SQL_CLAUSE_ADD_COLUMN &&
		    g_ascii_strcasecmp(clause->column->name, name) == 0)
			column = clause->column;
	}
	return column;
}

/*
 * The parent of one key; further keys to the same parent add their columns. A parent has
 * the columns that are referenced, and a unique index for each key.
 */
static void
add_parent(GPtrArray *statements, GHashTable *seen, const SchemaTable *table,
           const SqlTableDdl *ddl, const SqlForeignKey *key)
{
	g_autoptr(GString) sql = g_string_new(NULL);
	const bool exists = g_hash_table_contains(seen, key->parent_table);

	if (g_ascii_strcasecmp(key->parent_table, table->name) == 0)
		return;
	g_hash_table_add(seen, g_strdup(key->parent_table));
	g_string_append(sql, exists ? "ALTER TABLE " : "CREATE TABLE ");
	sql_append_name(sql, key->parent_table);
	g_string_append(sql, exists ? " " : " (");
	for (guint i = 0; i < key->parent_columns->len; i++) {
		const char *name = g_ptr_array_index(key->parent_columns, i);
		const SqlColumn *child =
			child_column(table, ddl, g_ptr_array_index(key->columns, i));
		g_autofree char *column = g_strconcat(key->parent_table, ".", name, NULL);
		if (!child || !g_hash_table_add(seen, g_steal_pointer(&column)))
			continue;
		g_string_append(sql, exists ? "ADD COLUMN " : "");
		append_parent_column(sql, child, name);
		g_string_append(sql, ", ");
	}
	g_string_append(sql, exists ? "ADD UNIQUE KEY (" : "UNIQUE KEY (");
	for (guint i = 0; i < key->parent_columns->len; i++) {
		g_string_append(sql, i == 0 ? "" : ", ");
		sql_append_name(sql, g_ptr_array_index(key->parent_columns, i));
	}
	g_string_append(sql, exists ? ")" : ")) ENGINE=InnoDB");
	g_ptr_array_add(statements, g_strdup(sql->str));
}

static void
add_parents(GPtrArray *statements, const SchemaTable *table, const SqlTableDdl *ddl)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < table->foreign_keys->len; i++)
		add_parent(statements, seen, table, ddl, g_ptr_array_index(table->foreign_keys, i));
	for (guint i = 0; i < ddl->clauses->len; i++) {
		const SqlClause *clause = g_ptr_array_index(ddl->clauses, i);
		if (clause->kind == SQL_CLAUSE_ADD_FOREIGN_KEY)
			add_parent(statements, seen, table, ddl, clause->foreign_key);
	}
}

static void
add_foreign_keys(GPtrArray *statements, const SchemaTable *table)
{
	for (guint i = 0; i < table->foreign_keys->len; i++) {
		g_autoptr(SqlForeignKey) local =
			sql_foreign_key_copy(g_ptr_array_index(table->foreign_keys, i));
		g_autofree char *name = sql_quote_name(table->name);
		g_autofree char *text = NULL;
		g_clear_pointer(&local->parent_schema, g_free);
		text = schema_foreign_key_sql(local);
		g_ptr_array_add(statements, g_strdup_printf("ALTER TABLE %s ADD %s", name, text));
	}
}

GPtrArray *
probe_clone_statements(Session *session, const SchemaTable *table, const SqlTableDdl *ddl,
                       bool with_foreign_keys, const PlanTarget *target, GError **error)
{
	g_autoptr(GPtrArray) statements = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) local = NULL;
	g_autofree char *live = read_live(session, table->name, &local);
	g_autofree char *stripped = live ? without_foreign_keys(live) : NULL;

	if (local) {
		g_propagate_error(error, g_steal_pointer(&local));
		return NULL;
	}
	if (with_foreign_keys)
		add_parents(statements, table, ddl);
	g_ptr_array_add(statements, stripped && is_as_printed(table, stripped, target)
	                                    ? g_steal_pointer(&stripped)
	                                    : table_sql(table));
	if (with_foreign_keys)
		add_foreign_keys(statements, table);
	return g_steal_pointer(&statements);
}
