#include <string.h>

#include "planner/schema_apply_internal.h"

/* ---- the old ones */

static bool
drops_key(const SqlClause *clause, const SqlForeignKey *key)
{
	return (clause->kind == SQL_CLAUSE_DROP_FOREIGN_KEY ||
	        clause->kind == SQL_CLAUSE_DROP_CONSTRAINT) &&
	       schema_same_name(clause->name, key->name);
}

static bool
key_is_dropped(Application *application, const SqlForeignKey *key)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		if (application->used[i] || !drops_key(application->clauses->pdata[i], key))
			continue;
		application->used[i] = true;
		return true;
	}
	return false;
}

/* Whether the key's parent is the table itself. */
static bool
is_self_reference(const Application *application, const SqlForeignKey *key)
{
	g_autofree char *parent = schema_table_key(application->schema, key->parent_table);
	g_autofree char *own = schema_table_key(application->schema, application->after->name);

	return key->parent_schema == NULL && g_str_equal(parent, own);
}

static void
follow_columns(Application *application, GPtrArray *columns, const SqlForeignKey *key)
{
	for (guint i = 0; i < columns->len; i++) {
		const char *old_name = columns->pdata[i];
		const char *name = new_column_name(application, old_name);
		if (name == NULL) {
			if (schema_find_column(application->before, old_name) == NULL)
				continue;
			bool of_parent = columns == key->parent_columns;
			stand_at_column(application, old_name);
			apply_problem(
				application,
				of_parent ? (ErrorNumbers){1829, 1829} : (ErrorNumbers){1828, 1553},
				SQL_OBJECT_COLUMN, old_name, NULL,
				"column `%s` is needed by foreign key `%s`", old_name, key->name);
			return;
		}
		char *copy = g_strdup(name);
		g_free(columns->pdata[i]);
		columns->pdata[i] = copy;
	}
}

static void
carry_foreign_keys(Application *application)
{
	const SchemaTable *before = application->before;

	for (guint i = 0; before != NULL && i < before->foreign_keys->len; i++) {
		const SqlForeignKey *old = before->foreign_keys->pdata[i];
		if (key_is_dropped(application, old))
			continue;
		SqlForeignKey *key = sql_foreign_key_copy(old);
		follow_columns(application, key->columns, key);
		if (is_self_reference(application, key) && !apply_has_problems(application))
			follow_columns(application, key->parent_columns, key);
		g_ptr_array_add(application->after->foreign_keys, key);
	}
}

/* ---- the new ones */

const SchemaTable *
parent_of(const Application *application, const SqlForeignKey *key)
{
	if (is_self_reference(application, key))
		return application->after;
	return schema_find_table(application->schema, key->parent_table);
}

bool
is_same_column_type(const SqlColumn *child, const SqlColumn *parent)
{
	const SqlType *a = &child->type;
	const SqlType *b = &parent->type;
	bool a_text = sql_type_is_text(a->kind);

	if (sql_type_is_integer(a->kind) || sql_type_is_integer(b->kind))
		return a->kind == b->kind && a->is_unsigned == b->is_unsigned;
	if (a_text && sql_type_is_text(b->kind))
		return g_strcmp0(a->collation, b->collation) == 0;
	if ((a->kind == SQL_TYPE_BINARY || a->kind == SQL_TYPE_VARBINARY) &&
	    (b->kind == SQL_TYPE_BINARY || b->kind == SQL_TYPE_VARBINARY))
		return true;
	if (a->kind == SQL_TYPE_DECIMAL && b->kind == SQL_TYPE_DECIMAL)
		return a->length == b->length && a->scale == b->scale;
	return a->kind == b->kind;
}

static void
check_pair(Application *application, const SqlForeignKey *key, const SchemaTable *parent, guint at)
{
	const char *child_name = key->columns->pdata[at];
	const char *parent_name = key->parent_columns->pdata[at];
	const SqlColumn *child_column = schema_find_column(application->after, child_name);
	const SqlColumn *parent_column = schema_find_column(parent, parent_name);

	if (parent_column == NULL) {
		if (!parent->incomplete)
			apply_problem(
				application, (ErrorNumbers){3734, 1005}, SQL_OBJECT_COLUMN,
				parent_name, nearest_column(parent, parent_name),
				"foreign key `%s` references `%s`, which is no column of `%s`",
				key->name, parent_name, parent->name);
	} else if (child_column != NULL && sql_type_is_lob(child_column->type.kind)) {
		apply_problem(application, (ErrorNumbers){1170, 1005}, SQL_OBJECT_COLUMN,
		              child_name, NULL, "column `%s` of foreign key `%s` is a BLOB or TEXT",
		              child_name, key->name);
	} else if (child_column != NULL && !is_same_column_type(child_column, parent_column)) {
		apply_problem(application, (ErrorNumbers){3780, 1005}, SQL_OBJECT_FOREIGN_KEY,
		              key->name, NULL,
		              "columns `%s` and `%s` of foreign key `%s` differ in type",
		              child_name, parent_name, key->name);
	}
}

/* A key of the parent whose whole is the referenced columns. */
bool
has_unique_key(const SchemaTable *parent, const GPtrArray *columns)
{
	for (guint i = 0; i < parent->indexes->len; i++) {
		const SqlIndex *index = parent->indexes->pdata[i];
		bool is_unique =
			index->kind == SQL_INDEX_PRIMARY || index->kind == SQL_INDEX_UNIQUE;
		bool is_exact = is_unique && index->parts->len == columns->len;
		for (guint k = 0; is_exact && k < columns->len; k++) {
			const SqlKeyPart *part = index->parts->pdata[k];
			is_exact = part->column != NULL && part->prefix_length == 0 &&
			           schema_same_name(part->column, columns->pdata[k]);
		}
		if (is_exact)
			return true;
	}
	return false;
}

bool
wants_unique_parent(const PlanTarget *target)
{
	const char *missing = plan_target_is_mysql(target, 80400) ? "ON" : "OFF";

	return !target->mariadb &&
	       g_str_equal(plan_target_variable(target, "restrict_fk_on_non_standard_key", missing),
	                   "ON");
}

static void
check_parent_key(Application *application, const SqlForeignKey *key, const SchemaTable *parent)
{
	if (parent->incomplete)
		return;
	if (parent->partitioning != NULL) {
		apply_problem(application, (ErrorNumbers){1506, 1005}, SQL_OBJECT_FOREIGN_KEY,
		              key->name, NULL,
		              "foreign key `%s` references `%s`, which is partitioned", key->name,
		              parent->name);
		return;
	}
	if (wants_unique_parent(application->target)) {
		if (!has_unique_key(parent, key->parent_columns))
			apply_problem(application, (ErrorNumbers){6125, 0}, SQL_OBJECT_FOREIGN_KEY,
			              key->name, NULL,
			              "foreign key `%s` references columns of `%s` that are no "
			              "unique key",
			              key->name, parent->name);
		return;
	}
	if (schema_index_led_by(parent, key->parent_columns, false) == NULL)
		apply_problem(
			application, (ErrorNumbers){1822, 1005}, SQL_OBJECT_FOREIGN_KEY, key->name,
			NULL,
			"foreign key `%s` references columns of `%s` that no index leads with",
			key->name, parent->name);
}

static bool
sets_null(const SqlForeignKey *key)
{
	return key->on_delete == SQL_REFERENTIAL_SET_NULL ||
	       key->on_update == SQL_REFERENTIAL_SET_NULL;
}

void
check_set_null(Application *application, const SqlForeignKey *key, guint mariadb)
{
	for (guint i = 0; sets_null(key) && i < key->columns->len; i++) {
		const SqlColumn *column =
			schema_find_column(application->after, key->columns->pdata[i]);
		if (column == NULL || !column->not_null)
			continue;
		apply_problem(application, (ErrorNumbers){1830, mariadb}, SQL_OBJECT_COLUMN,
		              column->name, NULL,
		              "column `%s` is NOT NULL, but foreign key `%s` would set it to NULL",
		              column->name, key->name);
		return;
	}
}

/* What is computed cannot be set by an action. */
static bool
sets_columns(const SqlForeignKey *key)
{
	return sets_null(key) || key->on_update == SQL_REFERENTIAL_CASCADE;
}

static void
check_generated(Application *application, const SqlForeignKey *key)
{
	for (guint i = 0; i < key->columns->len; i++) {
		const SqlColumn *column =
			schema_find_column(application->after, key->columns->pdata[i]);
		if (column != NULL && column->generated != NULL && !column->stored)
			apply_problem(application, (ErrorNumbers){3733, 0}, SQL_OBJECT_COLUMN,
			              column->name, NULL,
			              "foreign key `%s` uses the virtual column `%s`", key->name,
			              column->name);
		else if (column != NULL && column->generated != NULL && sets_columns(key))
			apply_problem(application, (ErrorNumbers){3104, 1905}, SQL_OBJECT_COLUMN,
			              column->name, NULL,
			              "foreign key `%s` would set the generated column `%s`",
			              key->name, column->name);
	}
}

static void
check_parent(Application *application, const SqlForeignKey *key)
{
	const SchemaTable *parent = parent_of(application, key);
	guint before = application->problems->len;

	if (key->parent_schema != NULL)
		return;
	if (parent == NULL) {
		if (application->schema->foreign_key_checks)
			apply_problem(
				application, (ErrorNumbers){1824, 1005}, SQL_OBJECT_TABLE,
				key->parent_table,
				nearest_table(application->schema, key->parent_table),
				"foreign key `%s` references `%s`, and there is no such table",
				key->name, key->parent_table);
		return;
	}
	for (guint i = 0; i < key->columns->len && application->problems->len == before; i++)
		check_pair(application, key, parent, i);
	if (application->problems->len == before && application->schema->foreign_key_checks)
		check_parent_key(application, key, parent);
}

static bool
key_name_is_taken(const Application *application, const char *name)
{
	const char *owner = NULL;

	/* Also one that the same statement drops. */
	if (schema_find_foreign_key(application->after, name) != NULL ||
	    (application->before != NULL &&
	     schema_find_foreign_key(application->before, name) != NULL))
		return true;
	owner = schema_constraint_owner(application->schema, SCHEMA_NAMES_FOREIGN_KEY, name);
	g_autofree char *own = schema_table_key(application->schema, application->after->name);
	return owner != NULL && !g_str_equal(owner, own);
}

/* A key without a name is counted on from those that the same ALTER drops, too. */
static char *
next_key_name(const Application *application)
{
	g_autofree char *name = canonical_foreign_key_name(application->after);

	if (application->before == NULL)
		return g_steal_pointer(&name);
	g_autofree char *old = canonical_foreign_key_name(application->before);
	bool is_older =
		strlen(old) != strlen(name) ? strlen(old) > strlen(name) : strcmp(old, name) > 0;
	return is_older ? g_steal_pointer(&old) : g_steal_pointer(&name);
}

/* RESTRICT and NO ACTION are what is done anyway. */
static void
settle_key(Application *application, SqlForeignKey *key)
{
	if (key->name == NULL && key->index_name != NULL && application->target->mariadb)
		key->name = g_strdup(key->index_name);
	if (key->name == NULL)
		key->name = next_key_name(application);
	if (g_strcmp0(key->parent_schema, application->schema->database) == 0)
		g_clear_pointer(&key->parent_schema, g_free);
	if (application->schema->fold_names) {
		char *folded = g_utf8_strdown(key->parent_table, -1);
		g_free(key->parent_table);
		key->parent_table = folded;
	}
	g_clear_pointer(&key->index_name, g_free);
	g_clear_pointer(&key->match, g_free);
	key->if_not_exists = false;
}

/* REFERENCES t without columns means the parent's primary key, where it means anything. */
static void
settle_parent_columns(Application *application, SqlForeignKey *key)
{
	const SchemaTable *parent = parent_of(application, key);
	const SqlIndex *primary = parent != NULL ? schema_primary_key(parent) : NULL;

	if (key->parent_columns->len > 0 || primary == NULL)
		return;
	for (guint i = 0; i < primary->parts->len; i++)
		g_ptr_array_add(key->parent_columns,
		                g_strdup(((const SqlKeyPart *)primary->parts->pdata[i])->column));
}

static void
put_foreign_key(Application *application, SqlForeignKey *take_key)
{
	SqlForeignKey *key = take_key;
	bool named = key->name != NULL;

	settle_key(application, key);
	settle_parent_columns(application, key);
	if (key_name_is_taken(application, key->name)) {
		apply_problem(application, (ErrorNumbers){1826, 1005}, SQL_OBJECT_FOREIGN_KEY,
		              key->name, NULL, "foreign key `%s` is there already", key->name);
	} else if (key->columns->len != key->parent_columns->len && key->parent_columns->len != 0) {
		apply_problem(application, (ErrorNumbers){1239, 1239}, SQL_OBJECT_FOREIGN_KEY,
		              key->name, NULL, "%s%s%s has %u columns and references %u",
		              named ? "foreign key `" : "a foreign key", named ? key->name : "",
		              named ? "`" : "", key->columns->len, key->parent_columns->len);
	} else if (application->after->partitioning != NULL) {
		apply_problem(application, (ErrorNumbers){1506, 1506}, SQL_OBJECT_FOREIGN_KEY,
		              key->name, NULL, "a partitioned table cannot have foreign keys");
	} else {
		check_set_null(application, key, 1005);
		check_generated(application, key);
		check_parent(application, key);
	}
	g_ptr_array_add(application->after->foreign_keys, key);
}

/* REFERENCES behind a column is a foreign key from MySQL 9.0 and on MariaDB 10.5; else nothing. */
bool
enforces_inline(const PlanTarget *target)
{
	return target->mariadb || plan_target_is_mysql(target, 90000);
}

static void
put_inline_key(Application *application, const SqlColumn *column)
{
	if (column->references == NULL || !enforces_inline(application->target))
		return;
	SqlForeignKey *key = sql_foreign_key_copy(column->references);
	if (key->columns->len == 0)
		g_ptr_array_add(key->columns, g_strdup(column->name));
	put_foreign_key(application, key);
}

static void
refuse_missing_constraint(Application *application, const SqlClause *clause)
{
	bool is_key = clause->kind == SQL_CLAUSE_DROP_FOREIGN_KEY;
	const char *nearest = nearest_foreign_key(application->after, clause->name);

	if (nearest == NULL && !is_key)
		nearest = nearest_check(application->after, clause->name);
	apply_problem(application, is_key ? (ErrorNumbers){1091, 1091} : (ErrorNumbers){3940, 1091},
	              is_key ? SQL_OBJECT_FOREIGN_KEY : SQL_OBJECT_CONSTRAINT, clause->name,
	              nearest, "there is no %s `%s` on `%s`", is_key ? "foreign key" : "constraint",
	              clause->name, application->after->name);
}

static void
apply_key_clause(Application *application, guint at)
{
	const SqlClause *clause = application->clauses->pdata[at];

	application->offset = clause->offset;
	if (clause->kind == SQL_CLAUSE_ADD_COLUMN || clause->kind == SQL_CLAUSE_MODIFY_COLUMN ||
	    clause->kind == SQL_CLAUSE_CHANGE_COLUMN)
		put_inline_key(application, clause->column);
	else if (application->used[at])
		return;
	else if (clause->kind == SQL_CLAUSE_ADD_FOREIGN_KEY)
		put_foreign_key(application, sql_foreign_key_copy(clause->foreign_key));
	else if (clause->kind == SQL_CLAUSE_DROP_FOREIGN_KEY ||
	         clause->kind == SQL_CLAUSE_DROP_CONSTRAINT)
		refuse_missing_constraint(application, clause);
}

void
apply_foreign_keys(Application *application)
{
	carry_foreign_keys(application);
	guint carried = application->after->foreign_keys->len;

	for (guint i = 0; i < application->clauses->len; i++)
		apply_key_clause(application, i);
	if (application->before != NULL && !apply_has_problems(application))
		check_old_keys(application, carried);
}
