#include "planner/schema_apply_internal.h"

/* The clause that names the column, for the place of the message. */
void
stand_at_column(Application *application, const char *column)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		if (clause->name != NULL && schema_same_name(clause->name, column))
			application->offset = clause->offset;
	}
}

/* ---- foreign keys that lose their index */

static void
refuse_needed_index(Application *application, const char *name, bool is_primary_of_parent)
{
	apply_problem(application, (ErrorNumbers){1553, is_primary_of_parent ? 1025 : 1553},
	              SQL_OBJECT_INDEX, name, NULL, "index `%s` is needed by a foreign key", name);
}

/* The clause that dropped the index, for the place of the message. */
static void
stand_at_drop(Application *application, const SqlIndex *index)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		if (drops_index(clause, index))
			application->offset = clause->offset;
	}
}

static bool
columns_stay(const Application *application, const GPtrArray *columns)
{
	for (guint i = 0; i < columns->len; i++)
		if (new_column_name(application, columns->pdata[i]) == NULL)
			return false;
	return true;
}

static GPtrArray *
new_names_of(const Application *application, const GPtrArray *columns)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < columns->len; i++)
		g_ptr_array_add(names, g_strdup(new_column_name(application, columns->pdata[i])));
	return names;
}

static bool
key_is_dropped(const Application *application, const SqlForeignKey *key)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		if ((clause->kind == SQL_CLAUSE_DROP_FOREIGN_KEY ||
		     clause->kind == SQL_CLAUSE_DROP_CONSTRAINT) &&
		    schema_same_name(clause->name, key->name))
			return true;
	}
	return false;
}

/* `columns` of the old table had an index and have none any more. */
static void
check_still_indexed(Application *application, const GPtrArray *columns, bool of_parent)
{
	const SqlIndex *old = schema_index_led_by(application->before, columns, false);

	if (old == NULL || !columns_stay(application, columns))
		return;
	g_autoptr(GPtrArray) names = new_names_of(application, columns);
	bool loses_unique = of_parent && wants_unique_parent(application->target) &&
	                    has_unique_key(application->before, columns) &&
	                    !has_unique_key(application->after, names);
	if (!loses_unique && schema_index_led_by(application->after, names, false) != NULL)
		return;
	stand_at_drop(application, old);
	refuse_needed_index(application, old->name, of_parent && old->kind == SQL_INDEX_PRIMARY);
}

void
check_needed_indexes(Application *application)
{
	const SchemaTable *before = application->before;

	for (guint i = 0; i < before->foreign_keys->len; i++) {
		const SqlForeignKey *key = before->foreign_keys->pdata[i];
		if (!key_is_dropped(application, key))
			check_still_indexed(application, key->columns, false);
	}
	if (!application->schema->foreign_key_checks)
		return;
	g_autoptr(GArray) references = schema_references_to(application->schema, before->name);
	for (guint i = 0; i < references->len; i++) {
		const SchemaReference *reference = &g_array_index(references, SchemaReference, i);
		if (reference->child == before && key_is_dropped(application, reference->key))
			continue;
		check_still_indexed(application, reference->key->parent_columns, true);
		if (apply_has_problems(application))
			return;
	}
}

/* ---- keys that were there, over columns that changed */

/* Whether the server would store the column otherwise: a longer VARCHAR is no change to MySQL. */
static bool
changes_type(const Application *application, const char *old_name)
{
	const char *name = new_column_name(application, old_name);
	const SqlColumn *old = schema_find_column(application->before, old_name);
	const SqlColumn *column =
		name != NULL ? schema_find_column(application->after, name) : NULL;

	if (old == NULL || column == NULL)
		return false;
	g_autofree char *was = sql_type_format(&old->type);
	g_autofree char *is = sql_type_format(&column->type);
	if (g_str_equal(was, is) && g_strcmp0(old->type.collation, column->type.collation) == 0)
		return false;
	return application->target->mariadb || old->type.kind != column->type.kind ||
	       old->type.kind != SQL_TYPE_VARCHAR || old->type.length > column->type.length ||
	       g_strcmp0(old->type.charset, column->type.charset) != 0;
}

static void
check_changed_types(Application *application, const GPtrArray *columns, guint number)
{
	for (guint i = 0; application->schema->foreign_key_checks && i < columns->len; i++) {
		if (!changes_type(application, columns->pdata[i]) ||
		    apply_has_problems(application))
			continue;
		stand_at_column(application, columns->pdata[i]);
		apply_problem(application, (ErrorNumbers){number, number}, SQL_OBJECT_COLUMN,
		              columns->pdata[i], NULL,
		              "column `%s` is in a foreign key and cannot change its type",
		              (const char *)columns->pdata[i]);
	}
}

/* Only InnoDB keeps foreign keys. */
static void
check_engine(Application *application)
{
	const SchemaTable *before = application->before;
	const char *engine = application->after->engine;
	g_autoptr(GArray) references = schema_references_to(application->schema, before->name);

	if (engine == NULL || g_strcmp0(before->engine, engine) == 0 ||
	    (references->len == 0 && application->after->foreign_keys->len == 0))
		return;
	apply_problem(application, (ErrorNumbers){3776, 1217}, SQL_OBJECT_TABLE, before->name, NULL,
	              "table `%s` has foreign keys, which only InnoDB keeps", before->name);
}

static void
check_old_child(Application *application, const SqlForeignKey *key)
{
	const SchemaTable *parent = parent_of(application, key);

	check_set_null(application, key, 1830);
	for (guint i = 0; parent != NULL && i < key->columns->len; i++) {
		const SqlColumn *child =
			schema_find_column(application->after, key->columns->pdata[i]);
		const SqlColumn *column = schema_find_column(parent, key->parent_columns->pdata[i]);
		if (child == NULL || column == NULL || is_same_column_type(child, column))
			continue;
		stand_at_column(application, child->name);
		bool of_parent =
			parent == application->after && changes_type(application, column->name);
		apply_problem(application, (ErrorNumbers){3780, of_parent ? 1833 : 1832},
		              SQL_OBJECT_COLUMN, child->name, NULL,
		              "column `%s` is in foreign key `%s` and would differ from `%s`.`%s`",
		              child->name, key->name, parent->name, column->name);
	}
}

static bool
is_in_primary(const SchemaTable *table, const char *column)
{
	const SqlIndex *primary = schema_primary_key(table);

	return primary != NULL && schema_index_has_column(primary, column);
}

static void
check_old_parent(Application *application, const SchemaReference *reference)
{
	const SqlForeignKey *key = reference->key;

	for (guint i = 0; i < key->parent_columns->len; i++) {
		const char *old_name = key->parent_columns->pdata[i];
		const char *name = new_column_name(application, old_name);
		const SqlColumn *column =
			name != NULL ? schema_find_column(application->after, name) : NULL;
		const SqlColumn *child =
			schema_find_column(reference->child, key->columns->pdata[i]);
		stand_at_column(application, old_name);
		if (column == NULL && schema_find_column(application->before, old_name) != NULL) {
			bool by_primary = is_in_primary(application->before, old_name);
			apply_problem(application, (ErrorNumbers){1829, by_primary ? 1829 : 1553},
			              SQL_OBJECT_COLUMN, old_name, NULL,
			              "column `%s` is needed by foreign key `%s` of table `%s`",
			              old_name, key->name, reference->child->name);
			return;
		}
		if (column == NULL || child == NULL || is_same_column_type(child, column))
			continue;
		apply_problem(application, (ErrorNumbers){3780, 1833}, SQL_OBJECT_COLUMN, name,
		              NULL,
		              "column `%s` would differ from the column that references it in `%s`",
		              name, reference->child->name);
		return;
	}
}

static void
check_old_parents(Application *application)
{
	g_autoptr(GArray) references =
		schema_references_to(application->schema, application->before->name);

	for (guint i = 0; i < references->len && !apply_has_problems(application); i++) {
		const SchemaReference *reference = &g_array_index(references, SchemaReference, i);
		bool is_own = reference->child == application->before;
		if (!is_own)
			check_old_parent(application, reference);
		if (!is_own || !key_is_dropped(application, reference->key))
			check_changed_types(application, reference->key->parent_columns, 1833);
	}
}

void
check_old_keys(Application *application, guint carried)
{
	check_engine(application);
	for (guint i = 0; i < carried; i++)
		check_old_child(application, application->after->foreign_keys->pdata[i]);
	if (!application->schema->foreign_key_checks)
		return;
	check_old_parents(application);
	for (guint i = 0; i < application->before->foreign_keys->len; i++) {
		const SqlForeignKey *key = application->before->foreign_keys->pdata[i];
		if (!key_is_dropped(application, key))
			check_changed_types(application, key->columns, 1832);
	}
}
