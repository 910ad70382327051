#include <string.h>

#include "planner/schema_apply_internal.h"

const char *
new_column_name(const Application *application, const char *old_name)
{
	gint at = application->before != NULL
	                  ? schema_column_position(application->before, old_name)
	                  : -1;

	return at >= 0 ? application->new_names[at] : NULL;
}

/* ---- clauses that IF EXISTS or IF NOT EXISTS lets pass */

static bool
passes_over(const Application *application, const SqlClause *clause)
{
	const SchemaTable *table = application->before;

	if (table == NULL)
		return false;
	switch ((int)clause->kind) {
	case SQL_CLAUSE_ADD_COLUMN:
		return schema_find_column(table, clause->column->name) != NULL;
	case SQL_CLAUSE_DROP_COLUMN:
	case SQL_CLAUSE_CHANGE_COLUMN:
	case SQL_CLAUSE_RENAME_COLUMN:
	case SQL_CLAUSE_SET_DEFAULT:
	case SQL_CLAUSE_DROP_DEFAULT:
		return schema_find_column(table, clause->name) == NULL;
	case SQL_CLAUSE_MODIFY_COLUMN:
		return schema_find_column(table, clause->column->name) == NULL;
	case SQL_CLAUSE_ADD_INDEX:
		return clause->index->kind == SQL_INDEX_PRIMARY
		               ? schema_primary_key(table) != NULL
		               : clause->index->name != NULL &&
		                         schema_find_index(table, clause->index->name) != NULL;
	case SQL_CLAUSE_DROP_INDEX:
	case SQL_CLAUSE_RENAME_INDEX:
		return schema_find_index(table, clause->name) == NULL;
	case SQL_CLAUSE_ADD_FOREIGN_KEY:
		return clause->foreign_key->name != NULL &&
		       schema_find_foreign_key(table, clause->foreign_key->name) != NULL;
	case SQL_CLAUSE_DROP_FOREIGN_KEY:
		return schema_find_foreign_key(table, clause->name) == NULL;
	case SQL_CLAUSE_ADD_CHECK:
		return clause->check->name != NULL &&
		       schema_find_check(table, clause->check->name) != NULL;
	case SQL_CLAUSE_DROP_CONSTRAINT:
		return schema_find_check(table, clause->name) == NULL &&
		       schema_find_foreign_key(table, clause->name) == NULL &&
		       schema_find_index(table, clause->name) == NULL;
	default:
		return false;
	}
}

static void
settle_tolerance(Application *application)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		bool tolerant =
			clause->tolerant ||
			(clause->kind == SQL_CLAUSE_ADD_INDEX && clause->index->if_not_exists) ||
			(clause->kind == SQL_CLAUSE_ADD_FOREIGN_KEY &&
		         clause->foreign_key->if_not_exists);
		application->used[i] = tolerant && passes_over(application, clause);
	}
}

/* ---- options */

static void
set_table_charset(Application *application, const char *charset, const char *collation)
{
	char *new_charset = NULL;
	char *new_collation = NULL;

	if (!canonical_charset(application, charset, collation, &new_charset, &new_collation))
		return;
	g_free(application->after->charset);
	g_free(application->after->collation);
	application->after->charset = new_charset;
	application->after->collation = new_collation;
}

static bool
contradicts(const char *charset, const char *collation)
{
	g_autofree char *set = charset != NULL ? schema_charset_name(charset) : NULL;
	g_autofree char *owner = collation != NULL ? schema_collation_charset(collation) : NULL;

	return set != NULL && owner != NULL && !g_str_equal(set, owner);
}

/* CHARSET and COLLATE of one statement count together. */
static void
apply_charset_options(Application *application)
{
	const char *charset = NULL;
	const char *collation = NULL;
	bool collation_first = false;

	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		if (clause->kind == SQL_CLAUSE_CONVERT_CHARSET) {
			charset = clause->value;
			collation = clause->collation;
		} else if (clause->kind == SQL_CLAUSE_TABLE_OPTION &&
		           g_str_equal(clause->name, "CHARSET")) {
			charset = clause->value;
			collation_first = collation != NULL;
		} else if (clause->kind == SQL_CLAUSE_TABLE_OPTION &&
		           g_str_equal(clause->name, "COLLATE")) {
			collation = clause->value;
		} else {
			continue;
		}
		application->offset = clause->offset;
	}
	if (charset != NULL && g_ascii_strcasecmp(charset, "DEFAULT") == 0)
		charset = application->schema->charset;
	if (charset == NULL && collation == NULL)
		return;
	if (collation_first && contradicts(charset, collation) &&
	    apply_problem(application, (ErrorNumbers){1302, 0}, SQL_OBJECT_TABLE, charset, NULL,
	                  "character set `%s` contradicts collation `%s`", charset, collation))
		return;
	set_table_charset(application, charset, collation);
}

static bool
is_known_engine(const char *engine)
{
	static const char *const engines[] = {
		"InnoDB",     "MyISAM",    "MEMORY",  "CSV",      "ARCHIVE", "BLACKHOLE",
		"MRG_MyISAM", "FEDERATED", "Aria",    "HEAP",     "NDB",     "NDBCLUSTER",
		"RocksDB",    "SPIDER",    "CONNECT", "SEQUENCE", "S3",      "ColumnStore",
		"Mroonga",    "OQGRAPH",   "SPHINX",  "MERGE",    NULL};

	for (const char *const *known = engines; *known != NULL; known++)
		if (g_ascii_strcasecmp(engine, *known) == 0)
			return true;
	return false;
}

static void
set_engine(Application *application, const char *engine)
{
	if (!is_known_engine(engine)) {
		apply_problem(application, (ErrorNumbers){1286, 1286}, SQL_OBJECT_TABLE, engine,
		              NULL, "there is no storage engine `%s`", engine);
		return;
	}
	schema_set_string(&application->after->engine,
	                  g_ascii_strcasecmp(engine, "innodb") == 0 ? "InnoDB" : engine);
}

static void
apply_option(Application *application, const SqlClause *clause)
{
	SchemaTable *table = application->after;

	if (clause->value == NULL)
		return;
	if (g_str_equal(clause->name, "ENGINE")) {
		set_engine(application, clause->value);
	} else if (g_str_equal(clause->name, "COMMENT")) {
		schema_set_string(&table->comment, *clause->value ? clause->value : NULL);
	} else if (g_str_equal(clause->name, "ROW_FORMAT")) {
		g_free(table->row_format);
		table->row_format = g_ascii_strcasecmp(clause->value, "DEFAULT") == 0
		                            ? NULL
		                            : g_ascii_strup(clause->value, -1);
	} else if (g_str_equal(clause->name, "AUTO_INCREMENT")) {
		table->statistics.auto_increment = g_ascii_strtoull(clause->value, NULL, 10);
	}
}

void
apply_options(Application *application)
{
	apply_charset_options(application);
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		application->offset = clause->offset;
		if (clause->kind == SQL_CLAUSE_TABLE_OPTION)
			apply_option(application, clause);
	}
}

/* ---- all together */

SchemaTable *
apply_clauses(Application *application, const SchemaTable *before, SchemaTable *take_after,
              const GPtrArray *clauses)
{
	guint columns = before != NULL ? before->columns->len : 0;
	gsize slots = MAX((gsize)clauses->len, 1);

	application->before = before;
	application->after = take_after;
	application->clauses = clauses;
	application->first_problem = application->problems->len;
	application->used = g_new0(gboolean, slots);
	application->new_names = g_new0(char *, (gsize)columns + 1);
	application->new_indexes = g_ptr_array_new();
	settle_tolerance(application);

	apply_options(application);
	apply_columns(application);
	apply_indexes(application);
	apply_checks(application);
	apply_foreign_keys(application);
	apply_partitions(application);
	apply_whole_table(application);

	for (guint i = 0; i < columns; i++)
		g_free(application->new_names[i]);
	g_free(application->new_names);
	g_free(application->used);
	g_ptr_array_unref(application->new_indexes);
	application->clauses = NULL;
	application->after = NULL;
	return take_after;
}

/* The copy that an ALTER builds on: its parts come in phase by phase. */
/* Columns that others reference may have new names: their foreign keys follow. */
static void
follow_renamed_columns(Application *application, const SchemaTable *before,
                       const SchemaTable *after, char **new_names)
{
	g_autoptr(GArray) references = schema_references_to(application->schema, before->name);

	for (guint i = 0; i < references->len; i++) {
		const SchemaReference *reference = &g_array_index(references, SchemaReference, i);
		SchemaTable *child = NULL;
		if (reference->child == before)
			continue;
		for (guint k = 0; k < reference->key->parent_columns->len; k++) {
			const char *old_name = reference->key->parent_columns->pdata[k];
			gint at = schema_column_position(before, old_name);
			if (at < 0 || new_names[at] == NULL || g_str_equal(new_names[at], old_name))
				continue;
			child = child != NULL ? child : schema_table_copy(reference->child);
			SqlForeignKey *key = (SqlForeignKey *)schema_find_foreign_key(
				child, reference->key->name);
			g_free(key->parent_columns->pdata[k]);
			key->parent_columns->pdata[k] = g_strdup(new_names[at]);
		}
		if (child == NULL)
			continue;
		schema_take_table(application->schema, child);
		/* The references point into the table that is gone: look again. */
		follow_renamed_columns(application, before, after, new_names);
		return;
	}
}

/* Old to new names of columns, by position; of owned char *, freed by the caller. */
static char **
renamed_columns(const SchemaTable *before, const GPtrArray *clauses)
{
	char **names = g_new0(char *, (gsize)before->columns->len + 1);

	for (guint i = 0; i < clauses->len; i++) {
		const SqlClause *clause = clauses->pdata[i];
		const char *new_name = clause->kind == SQL_CLAUSE_RENAME_COLUMN ? clause->new_name
		                       : clause->kind == SQL_CLAUSE_CHANGE_COLUMN
		                               ? clause->column->name
		                               : NULL;
		gint at = new_name != NULL ? schema_column_position(before, clause->name) : -1;
		if (at < 0)
			continue;
		g_free(names[at]);
		names[at] = g_strdup(new_name);
	}
	return names;
}

static void
rename_after(Application *application, const SqlTableDdl *ddl)
{
	for (guint i = 0; i < ddl->clauses->len; i++) {
		const SqlClause *clause = ddl->clauses->pdata[i];
		if (clause->kind != SQL_CLAUSE_RENAME_TABLE)
			continue;
		application->offset = clause->offset;
		if (clause->new_schema == NULL ||
		    g_strcmp0(clause->new_schema, application->schema->database) == 0)
			apply_rename_table(application, ddl->table, clause->new_name);
		else
			schema_drop_table(application->schema, ddl->table);
		return;
	}
}

/* Whether the new name is free; what the ALTER would fail by before it begins. */
static bool
check_new_name(Application *application, const SqlTableDdl *ddl)
{
	for (guint i = 0; i < ddl->clauses->len; i++) {
		const SqlClause *clause = ddl->clauses->pdata[i];
		if (clause->kind != SQL_CLAUSE_RENAME_TABLE || clause->new_schema != NULL)
			continue;
		g_autofree char *old_key = schema_table_key(application->schema, ddl->table);
		g_autofree char *new_key = schema_table_key(application->schema, clause->new_name);
		if (g_str_equal(old_key, new_key) ||
		    (schema_find_table(application->schema, clause->new_name) == NULL &&
		     schema_find_program(application->schema, SQL_OBJECT_VIEW, clause->new_name) ==
		             NULL))
			continue;
		application->offset = clause->offset;
		apply_problem(application, (ErrorNumbers){1050, 1050}, SQL_OBJECT_TABLE,
		              clause->new_name, NULL, "table `%s` is there already",
		              clause->new_name);
		return false;
	}
	return true;
}

static void
refuse_missing_table(Application *application, const SqlTableDdl *ddl)
{
	if (schema_find_program(application->schema, SQL_OBJECT_VIEW, ddl->table) != NULL)
		apply_problem(application, (ErrorNumbers){1347, 1347}, SQL_OBJECT_TABLE, ddl->table,
		              NULL, "`%s` is a view, not a table", ddl->table);
	else
		apply_problem(application, (ErrorNumbers){1146, 1146}, SQL_OBJECT_TABLE, ddl->table,
		              nearest_table(application->schema, ddl->table),
		              "there is no table `%s`", ddl->table);
}

void
apply_alter_table(Application *application, const SqlTableDdl *ddl)
{
	Schema *schema = application->schema;
	const SchemaTable *found = schema_find_table(schema, ddl->table);

	if (found == NULL) {
		if (!ddl->tolerant)
			refuse_missing_table(application, ddl);
		return;
	}
	if (!check_new_name(application, ddl))
		return;
	g_autoptr(SchemaTable) before = schema_table_ref(found);
	SchemaTable *after =
		apply_clauses(application, before, schema_table_copy_empty(before), ddl->clauses);
	if (apply_has_problems(application)) { /* all or nothing, as the server does it */
		schema_table_unref(after);
		return;
	}
	schema_take_table(schema, after);
	char **new_names = renamed_columns(before, ddl->clauses);
	follow_renamed_columns(application, before, after, new_names);
	for (guint i = 0; i < before->columns->len; i++)
		g_free(new_names[i]);
	g_free(new_names);
	rename_after(application, ddl);
}
