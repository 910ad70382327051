#include "planner/schema_apply_internal.h"
#include "planner/words.h"

void
schema_problem_free(SchemaProblem *problem)
{
	if (problem == NULL)
		return;

	g_free(problem->table);
	g_free(problem->name);
	g_free(problem->message);
	g_free(problem->nearest);
	g_free(problem);
}

bool
apply_problem(Application *application, ErrorNumbers numbers, SqlObjectKind object,
              const char *name, const char *nearest, const char *format, ...)
{
	guint number = application->target->mariadb ? numbers.mariadb : numbers.mysql;
	SchemaProblem *problem = NULL;
	va_list arguments;

	if (number == 0)
		return false;
	problem = g_new(SchemaProblem, 1);
	*problem = (SchemaProblem){
		.error_number = number,
		.cause = numbers.mysql != 0 ? numbers.mysql : number,
		.object = object,
		.table = application->after != NULL ? g_strdup(application->after->name) : NULL,
		.name = g_strdup(name),
		.nearest = g_strdup(nearest),
		.offset = application->offset,
	};
	va_start(arguments, format);
	problem->message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(application->problems, problem);
	return true;
}

bool
check_name_length(Application *application, SqlObjectKind object, const char *name)
{
	guint mariadb = object == SQL_OBJECT_TABLE ? 1103 : 1059;

	if (g_utf8_strlen(name, -1) <= 64)
		return true;
	apply_problem(application, (ErrorNumbers){1059, mariadb}, object, name, NULL,
	              "the name of %s `%s` is longer than 64 characters",
	              sql_object_kind_name(object), name);
	return false;
}

bool
apply_has_problems(const Application *application)
{
	return application->problems->len > application->first_problem;
}

/* ---- nearest names */

typedef const char *(*NameOf)(const void *part);

static const char *
nearest_part(const GPtrArray *parts, NameOf name_of, const char *name)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < parts->len; i++)
		g_ptr_array_add(names, (gpointer)name_of(parts->pdata[i]));
	g_ptr_array_add(names, NULL);
	return nearest_word(name, (const char *const *)names->pdata);
}

static const char *
name_of_column(const void *part)
{
	return ((const SqlColumn *)part)->name;
}

static const char *
name_of_index(const void *part)
{
	return ((const SqlIndex *)part)->name;
}

static const char *
name_of_foreign_key(const void *part)
{
	return ((const SqlForeignKey *)part)->name;
}

static const char *
name_of_check(const void *part)
{
	return ((const SqlCheck *)part)->name;
}

const char *
nearest_column(const SchemaTable *table, const char *name)
{
	return nearest_part(table->columns, name_of_column, name);
}

const char *
nearest_index(const SchemaTable *table, const char *name)
{
	return nearest_part(table->indexes, name_of_index, name);
}

const char *
nearest_foreign_key(const SchemaTable *table, const char *name)
{
	return nearest_part(table->foreign_keys, name_of_foreign_key, name);
}

const char *
nearest_check(const SchemaTable *table, const char *name)
{
	return nearest_part(table->checks, name_of_check, name);
}

const char *
nearest_table(const Schema *schema, const char *name)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	GHashTableIter iter;
	gpointer table = NULL;

	g_hash_table_iter_init(&iter, schema->tables);
	while (g_hash_table_iter_next(&iter, NULL, &table))
		g_ptr_array_add(names, ((SchemaTable *)table)->name);
	g_ptr_array_add(names, NULL);
	return nearest_word(name, (const char *const *)names->pdata);
}
