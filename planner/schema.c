#include "planner/schema.h"

#include <string.h>

#include "planner/schema_internal.h"

char *
schema_table_key(const Schema *schema, const char *name)
{
	return schema->fold_names ? g_utf8_strdown(name, -1) : g_strdup(name);
}

static void
schema_change_free(SchemaChange *change)
{
	g_free(change->name);
	schema_table_unref(change->table);
	schema_program_free(change->program);
	g_free(change);
}

/* Where the database's own default is not known, the server's is taken. */
static void
set_defaults(Schema *schema, const PlanTarget *target)
{
	const char *charset = target->mariadb && target->version < 110600 ? "latin1" : "utf8mb4";

	charset = plan_target_variable(target, "character_set_server", charset);
	charset = plan_target_variable(target, "character_set_database", charset);
	schema->charset = schema_charset_name(charset);

	const char *collation = schema_default_collation(schema->charset, target);
	collation = plan_target_variable(target, "collation_server", collation);
	collation = plan_target_variable(target, "collation_database", collation);
	schema->collation = schema_charset_name(collation);
	schema->fold_names =
		!g_str_equal(plan_target_variable(target, "lower_case_table_names", "0"), "0");
}

Schema *
schema_new(const PlanTarget *target)
{
	Schema *schema = g_new0(Schema, 1);

	set_defaults(schema, target);
	schema->foreign_key_checks = true;
	schema->tables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                                       (GDestroyNotify)schema_table_unref);
	schema->programs = g_ptr_array_new_with_free_func((GDestroyNotify)schema_program_free);
	schema->constraints = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	schema->children = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                                         (GDestroyNotify)g_ptr_array_unref);
	schema->temporaries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return schema;
}

void
schema_free(Schema *schema)
{
	if (schema == NULL)
		return;

	g_free(schema->database);
	g_free(schema->charset);
	g_free(schema->collation);
	g_hash_table_unref(schema->tables);
	g_ptr_array_unref(schema->programs);
	g_hash_table_unref(schema->constraints);
	g_hash_table_unref(schema->children);
	g_hash_table_unref(schema->temporaries);
	g_clear_pointer(&schema->log, g_ptr_array_unref);
	g_free(schema);
}

/* ---- what is indexed of a table: its constraints' names, its parents */

static char *
constraint_key(SchemaNameSpace space, const char *name)
{
	g_autofree char *folded = g_utf8_strdown(name, -1);

	return g_strconcat(space == SCHEMA_NAMES_CHECK ? "c:" : "f:", folded, NULL);
}

static void
register_name(Schema *schema, SchemaNameSpace space, const char *name, const char *table)
{
	g_hash_table_insert(schema->constraints, constraint_key(space, name), g_strdup(table));
}

static void
register_parent(Schema *schema, const SqlForeignKey *key, const char *child)
{
	char *parent = schema_table_key(schema, key->parent_table);
	GPtrArray *children = g_hash_table_lookup(schema->children, parent);

	if (children == NULL) {
		children = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(schema->children, parent, children);
	} else {
		g_free(parent);
	}
	if (!g_ptr_array_find_with_equal_func(children, child, g_str_equal, NULL))
		g_ptr_array_add(children, g_strdup(child));
}

static void
register_table(Schema *schema, const SchemaTable *table, const char *key)
{
	for (guint i = 0; i < table->foreign_keys->len; i++) {
		const SqlForeignKey *foreign_key = table->foreign_keys->pdata[i];
		register_name(schema, SCHEMA_NAMES_FOREIGN_KEY, foreign_key->name, key);
		if (foreign_key->parent_schema == NULL)
			register_parent(schema, foreign_key, key);
	}
	for (guint i = 0; i < table->checks->len; i++) {
		const SqlCheck *check = table->checks->pdata[i];
		register_name(schema, SCHEMA_NAMES_CHECK, check->name, key);
	}
}

/* Two tables may hold one name where the server lets them: take away only what is ours. */
static void
forget_name(Schema *schema, SchemaNameSpace space, const char *name, const char *table)
{
	g_autofree char *key = constraint_key(space, name);
	const char *owner = g_hash_table_lookup(schema->constraints, key);

	if (owner != NULL && g_str_equal(owner, table))
		g_hash_table_remove(schema->constraints, key);
}

static void
forget_parent(Schema *schema, const SqlForeignKey *key, const char *child)
{
	g_autofree char *parent = schema_table_key(schema, key->parent_table);
	GPtrArray *children = g_hash_table_lookup(schema->children, parent);
	guint at = 0;

	if (children != NULL && g_ptr_array_find_with_equal_func(children, child, g_str_equal, &at))
		g_ptr_array_remove_index_fast(children, at);
}

static void
forget_table(Schema *schema, const SchemaTable *table, const char *key)
{
	for (guint i = 0; i < table->foreign_keys->len; i++) {
		const SqlForeignKey *foreign_key = table->foreign_keys->pdata[i];
		forget_name(schema, SCHEMA_NAMES_FOREIGN_KEY, foreign_key->name, key);
		forget_parent(schema, foreign_key, key);
	}
	for (guint i = 0; i < table->checks->len; i++) {
		const SqlCheck *check = table->checks->pdata[i];
		forget_name(schema, SCHEMA_NAMES_CHECK, check->name, key);
	}
}

const char *
schema_constraint_owner(const Schema *schema, SchemaNameSpace space, const char *name)
{
	g_autofree char *key = constraint_key(space, name);

	return g_hash_table_lookup(schema->constraints, key);
}

/* ---- tables */

static void
log_change(Schema *schema, SchemaChange change)
{
	if (schema->log == NULL)
		return;

	SchemaChange *entry = g_new(SchemaChange, 1);
	*entry = change;
	entry->name = g_strdup(change.name);
	g_ptr_array_add(schema->log, entry);
}

/* Put `take_table`, or nothing when it is NULL, under the key. */
static void
replace_table(Schema *schema, const char *key, SchemaTable *take_table)
{
	SchemaTable *before = g_hash_table_lookup(schema->tables, key);

	if (before != NULL)
		forget_table(schema, before, key);
	if (take_table != NULL) {
		register_table(schema, take_table, key);
		g_hash_table_replace(schema->tables, g_strdup(key), take_table);
	} else {
		g_hash_table_remove(schema->tables, key);
	}
}

static void
change_table(Schema *schema, const char *name, SchemaTable *take_table)
{
	g_autofree char *key = schema_table_key(schema, name);
	SchemaTable *before = g_hash_table_lookup(schema->tables, key);

	if (before == NULL && take_table == NULL)
		return;
	if (schema->log != NULL)
		log_change(schema,
		           (SchemaChange){
				   .object = SQL_OBJECT_TABLE,
				   .name = key,
				   .table = before != NULL ? schema_table_ref(before) : NULL,
			   });
	replace_table(schema, key, take_table);
}

void
schema_take_table(Schema *schema, SchemaTable *take_table)
{
	change_table(schema, take_table->name, take_table);
}

void
schema_drop_table(Schema *schema, const char *name)
{
	change_table(schema, name, NULL);
}

const SchemaTable *
schema_find_table(const Schema *schema, const char *name)
{
	if (!schema->fold_names)
		return g_hash_table_lookup(schema->tables, name);
	g_autofree char *key = schema_table_key(schema, name);
	return g_hash_table_lookup(schema->tables, key);
}

static void
add_references(GArray *references, const Schema *schema, const SchemaTable *child,
               const char *parent_key)
{
	for (guint i = 0; i < child->foreign_keys->len; i++) {
		const SqlForeignKey *key = child->foreign_keys->pdata[i];
		g_autofree char *parent = schema_table_key(schema, key->parent_table);
		SchemaReference reference = {child, key};

		if (key->parent_schema == NULL && g_str_equal(parent, parent_key))
			g_array_append_val(references, reference);
	}
}

GArray *
schema_references_to(const Schema *schema, const char *table)
{
	GArray *references = g_array_new(FALSE, FALSE, sizeof(SchemaReference));
	g_autofree char *key = schema_table_key(schema, table);
	const GPtrArray *children = g_hash_table_lookup(schema->children, key);

	for (guint i = 0; children != NULL && i < children->len; i++) {
		const SchemaTable *child = g_hash_table_lookup(schema->tables, children->pdata[i]);
		add_references(references, schema, child, key);
	}
	return references;
}

/* ---- programs */

/* Names of programs compare without case, except those of views and sequences, which are
 * tables to the server. */
static bool
is_program(const Schema *schema, const SchemaProgram *program, SqlObjectKind kind, const char *name)
{
	bool like_table = kind == SQL_OBJECT_VIEW || kind == SQL_OBJECT_SEQUENCE;

	if (program->kind != kind)
		return false;
	if (like_table && !schema->fold_names)
		return g_str_equal(program->name, name);
	return schema_same_name(program->name, name);
}

static gint
program_position(const Schema *schema, SqlObjectKind kind, const char *name)
{
	for (guint i = 0; i < schema->programs->len; i++)
		if (is_program(schema, schema->programs->pdata[i], kind, name))
			return (gint)i;
	return -1;
}

const SchemaProgram *
schema_find_program(const Schema *schema, SqlObjectKind kind, const char *name)
{
	gint at = program_position(schema, kind, name);

	return at >= 0 ? schema->programs->pdata[at] : NULL;
}

static SchemaProgram *
steal_program(Schema *schema, SqlObjectKind kind, const char *name)
{
	gint at = program_position(schema, kind, name);

	return at >= 0 ? g_ptr_array_steal_index(schema->programs, (guint)at) : NULL;
}

static void
change_program(Schema *schema, SqlObjectKind kind, const char *name, SchemaProgram *take_program)
{
	SchemaProgram *before = steal_program(schema, kind, name);

	if (schema->log != NULL)
		log_change(schema,
		           (SchemaChange){
				   .object = kind,
				   .name = take_program != NULL ? take_program->name : before->name,
				   .program = before,
			   });
	else
		schema_program_free(before);
	if (take_program != NULL)
		g_ptr_array_add(schema->programs, take_program);
}

void
schema_take_program(Schema *schema, SchemaProgram *take_program)
{
	change_program(schema, take_program->kind, take_program->name, take_program);
}

void
schema_drop_program(Schema *schema, SqlObjectKind kind, const char *name)
{
	if (program_position(schema, kind, name) >= 0)
		change_program(schema, kind, name, NULL);
}

/* ---- marks */

void
schema_mark(Schema *schema)
{
	g_assert(schema->log == NULL);
	schema->log = g_ptr_array_new_with_free_func((GDestroyNotify)schema_change_free);
	schema->marked_foreign_key_checks = schema->foreign_key_checks;
}

void
schema_rollback(Schema *schema)
{
	g_autoptr(GPtrArray) log = g_steal_pointer(&schema->log);

	g_assert(log != NULL);
	for (guint i = log->len; i > 0; i--) {
		SchemaChange *change = log->pdata[i - 1];
		if (change->object == SQL_OBJECT_TABLE) {
			replace_table(schema, change->name, g_steal_pointer(&change->table));
			continue;
		}
		schema_program_free(steal_program(schema, change->object, change->name));
		if (change->program != NULL)
			g_ptr_array_add(schema->programs, g_steal_pointer(&change->program));
	}
	schema->foreign_key_checks = schema->marked_foreign_key_checks;
}

void
schema_forget_mark(Schema *schema)
{
	g_clear_pointer(&schema->log, g_ptr_array_unref);
}
