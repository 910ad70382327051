#include <string.h>

#include "planner/schema_apply_internal.h"

/* The items of a CREATE TABLE as the clauses of an ALTER. They borrow what they carry. */
typedef struct {
	SqlClause *storage;
	guint count;
	GPtrArray *clauses; /* of borrowed const SqlClause * */
} CreateClauses;

static SqlClause *
add_clause(CreateClauses *clauses, SqlClauseKind kind)
{
	SqlClause *clause = &clauses->storage[clauses->count++];

	clause->kind = kind;
	g_ptr_array_add(clauses->clauses, clause);
	return clause;
}

static guint
length_of(const GPtrArray *array)
{
	return array != NULL ? array->len : 0;
}

static void
create_clauses_init(CreateClauses *clauses, const SqlTableDdl *ddl)
{
	guint count = length_of(ddl->columns) + length_of(ddl->indexes) +
	              length_of(ddl->foreign_keys) + length_of(ddl->checks) + 1;

	clauses->storage = g_new0(SqlClause, count);
	clauses->count = 0;
	clauses->clauses = g_ptr_array_sized_new(count + length_of(ddl->options));
	for (guint i = 0; i < length_of(ddl->options); i++)
		g_ptr_array_add(clauses->clauses, ddl->options->pdata[i]);
	for (guint i = 0; i < length_of(ddl->columns); i++)
		add_clause(clauses, SQL_CLAUSE_ADD_COLUMN)->column = ddl->columns->pdata[i];
	for (guint i = 0; i < length_of(ddl->indexes); i++)
		add_clause(clauses, SQL_CLAUSE_ADD_INDEX)->index = ddl->indexes->pdata[i];
	for (guint i = 0; i < length_of(ddl->foreign_keys); i++)
		add_clause(clauses, SQL_CLAUSE_ADD_FOREIGN_KEY)->foreign_key =
			ddl->foreign_keys->pdata[i];
	for (guint i = 0; i < length_of(ddl->checks); i++)
		add_clause(clauses, SQL_CLAUSE_ADD_CHECK)->check = ddl->checks->pdata[i];
	if (ddl->partitioning != NULL)
		add_clause(clauses, SQL_CLAUSE_PARTITION_BY)->partitioning = ddl->partitioning;
}

static void
create_clauses_clear(CreateClauses *clauses)
{
	g_ptr_array_unref(clauses->clauses);
	g_free(clauses->storage);
}

static SchemaTable *
new_table(const Application *application, const SqlTableDdl *ddl)
{
	SchemaTable *table = schema_table_new(ddl->table);

	table->engine = g_strdup(
		plan_target_variable(application->target, "default_storage_engine", "InnoDB"));
	table->charset = g_strdup(application->schema->charset);
	table->collation = g_strdup(application->schema->collation);
	return table;
}

static void
create_from_definition(Application *application, const SqlTableDdl *ddl, bool opaque)
{
	CreateClauses clauses;
	SchemaTable *table = new_table(application, ddl);

	table->incomplete = ddl->as_select || opaque;
	create_clauses_init(&clauses, ddl);
	table = apply_clauses(application, NULL, table, clauses.clauses);
	create_clauses_clear(&clauses);
	/* Also with problems: what follows would only repeat that the table is missing. */
	schema_take_table(application->schema, table);
}

static gint
compare_check_names(gconstpointer a, gconstpointer b)
{
	const SqlCheck *first = *(const SqlCheck *const *)a;
	const SqlCheck *second = *(const SqlCheck *const *)b;

	return g_ascii_strcasecmp(first->name, second->name);
}

/* MySQL names all checks anew, in the order of their old names; MariaDB keeps the names. */
static void
rename_copied_checks(const Application *application, SchemaTable *table)
{
	if (application->target->mariadb)
		return;
	g_ptr_array_sort(table->checks, compare_check_names);
	for (guint i = 0; i < table->checks->len; i++) {
		SqlCheck *check = table->checks->pdata[i];
		g_free(check->name);
		check->name = g_strdup_printf("%s_chk_%u", table->name, i + 1);
	}
}

/* Everything but the foreign keys; the indexes made for them stay. */
static void
create_like(Application *application, const SqlTableDdl *ddl)
{
	const SchemaTable *source = schema_find_table(application->schema, ddl->like_table);

	if (ddl->like_schema != NULL &&
	    g_strcmp0(ddl->like_schema, application->schema->database) != 0) {
		create_from_definition(application, ddl, true);
		return;
	}
	if (source == NULL) {
		bool is_view = schema_find_program(application->schema, SQL_OBJECT_VIEW,
		                                   ddl->like_table) != NULL;
		guint number = is_view ? 1347 : 1146;
		apply_problem(application, (ErrorNumbers){number, number}, SQL_OBJECT_TABLE,
		              ddl->like_table, nearest_table(application->schema, ddl->like_table),
		              "there is no table `%s`", ddl->like_table);
		return;
	}
	SchemaTable *table = schema_table_copy(source);
	schema_set_string(&table->name, ddl->table);
	g_ptr_array_set_size(table->foreign_keys, 0);
	table->statistics = (SchemaStatistics){.row_versions = -1};
	rename_copied_checks(application, table);
	schema_take_table(application->schema, table);
}

/* Whether the name is free; IF NOT EXISTS and OR REPLACE make it so, or end it in peace. */
static bool
name_is_free(Application *application, const SqlTableDdl *ddl)
{
	Schema *schema = application->schema;
	bool is_table = schema_find_table(schema, ddl->table) != NULL;
	bool is_view = schema_find_program(schema, SQL_OBJECT_VIEW, ddl->table) != NULL;

	if (!is_table && !is_view)
		return true;
	if (ddl->tolerant)
		return false;
	if (ddl->replace && is_table)
		return true;
	apply_problem(application, (ErrorNumbers){1050, 1050}, SQL_OBJECT_TABLE, ddl->table, NULL,
	              "table `%s` is there already", ddl->table);
	return false;
}

void
apply_create_table(Application *application, const SqlTableDdl *ddl, bool opaque)
{
	gsize length = strlen(ddl->table);

	if (!name_is_free(application, ddl))
		return;
	if (length == 0 || ddl->table[length - 1] == ' ') {
		apply_problem(application, (ErrorNumbers){1103, 1103}, SQL_OBJECT_TABLE, ddl->table,
		              NULL, "a table cannot be named `%s`", ddl->table);
		return;
	}
	if (!check_name_length(application, SQL_OBJECT_TABLE, ddl->table))
		return;
	if (ddl->replace)
		schema_drop_table(application->schema, ddl->table);
	if (ddl->like_table != NULL)
		create_like(application, ddl);
	else
		create_from_definition(application, ddl, opaque);
}
