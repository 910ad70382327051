#include <string.h>

#include "planner/schema_apply_internal.h"

static bool
is_own_database(const Schema *schema, const char *database)
{
	return database == NULL || g_strcmp0(database, schema->database) == 0;
}

static bool
is_temporary(const Schema *schema, const char *name)
{
	g_autofree char *key = schema_table_key(schema, name);

	return g_hash_table_contains(schema->temporaries, key);
}

/* ---- table DDL */

/* What was not understood may have done anything to the table. */
static void
mark_incomplete(Schema *schema, const char *name)
{
	const SchemaTable *table = schema_find_table(schema, name);

	if (table == NULL || table->incomplete)
		return;
	SchemaTable *copy = schema_table_copy(table);
	copy->incomplete = true;
	schema_take_table(schema, copy);
}

static void
apply_table_ddl(Application *application, const SqlParsed *parsed)
{
	const SqlTableDdl *ddl = parsed->table_ddl;
	Schema *schema = application->schema;
	bool creates = g_str_has_prefix(parsed->statement->verb, "CREATE TABLE");

	if (ddl->table == NULL || !is_own_database(schema, ddl->schema))
		return;
	if (ddl->temporary) {
		g_hash_table_add(schema->temporaries, schema_table_key(schema, ddl->table));
		return;
	}
	if (creates)
		apply_create_table(application, ddl, parsed->opaque_reason != NULL);
	else if (is_temporary(schema, ddl->table))
		return;
	else if (parsed->opaque_reason != NULL)
		mark_incomplete(schema, ddl->table);
	else
		apply_alter_table(application, ddl);
}

/* ---- DROP TABLE */

/* MariaDB goes from one table to the next: only a child before its parent is gone by then. */
static bool
is_dropped_too(const Application *application, const SqlParsed *parsed, const char *parent,
               const char *child)
{
	const GPtrArray *effects = parsed->statement->effects;
	g_autofree char *wanted = schema_table_key(application->schema, child);

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = effects->pdata[i];
		g_autofree char *key = schema_table_key(application->schema, effect->name);
		if (effect->effect == SQL_EFFECT_DROP && g_str_equal(key, wanted))
			return true;
		if (application->target->mariadb && g_str_equal(effect->name, parent))
			return false;
	}
	return false;
}

/* A parent stays while other tables reference it. */
static void
check_references(Application *application, const SqlParsed *parsed, const char *name)
{
	if (!application->schema->foreign_key_checks)
		return;
	g_autoptr(GArray) references = schema_references_to(application->schema, name);
	for (guint i = 0; i < references->len; i++) {
		const SchemaReference *reference = &g_array_index(references, SchemaReference, i);
		if (is_dropped_too(application, parsed, name, reference->child->name))
			continue;
		apply_problem(application, (ErrorNumbers){3730, 1451}, SQL_OBJECT_TABLE, name, NULL,
		              "table `%s` is referenced by foreign key `%s` of `%s`", name,
		              reference->key->name, reference->child->name);
		return;
	}
}

static void
check_drop_table(Application *application, const SqlParsed *parsed, const SqlEffect *effect)
{
	const Schema *schema = application->schema;

	if (schema_find_table(schema, effect->name) != NULL) {
		check_references(application, parsed, effect->name);
		return;
	}
	if (effect->tolerant || is_temporary(schema, effect->name))
		return;
	bool is_view = schema_find_program(schema, SQL_OBJECT_VIEW, effect->name) != NULL;
	apply_problem(application, (ErrorNumbers){1051, is_view ? 1965 : 1051}, SQL_OBJECT_TABLE,
	              effect->name, nearest_table(schema, effect->name), "there is no table `%s`%s",
	              effect->name, is_view ? ", but a view" : "");
}

/* Triggers go with their table. */
static void
drop_triggers(Schema *schema, const char *table)
{
	for (guint i = schema->programs->len; i > 0; i--) {
		const SchemaProgram *program = schema->programs->pdata[i - 1];
		if (program->kind == SQL_OBJECT_TRIGGER && program->table != NULL &&
		    g_str_equal(program->table, table))
			schema_drop_program(schema, SQL_OBJECT_TRIGGER, program->name);
	}
}

static bool
is_named_twice(const GPtrArray *effects, guint at)
{
	const SqlEffect *effect = effects->pdata[at];

	for (guint i = 0; i < at; i++) {
		const SqlEffect *other = effects->pdata[i];
		if (g_str_equal(other->name, effect->name) &&
		    g_strcmp0(other->schema, effect->schema) == 0)
			return true;
	}
	return false;
}

static void
apply_drop_tables(Application *application, const SqlParsed *parsed)
{
	const GPtrArray *effects = parsed->statement->effects;
	Schema *schema = application->schema;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = effects->pdata[i];
		if (is_named_twice(effects, i))
			apply_problem(application, (ErrorNumbers){1066, 1066}, SQL_OBJECT_TABLE,
			              effect->name, NULL, "table `%s` is named twice",
			              effect->name);
		else if (is_own_database(schema, effect->schema))
			check_drop_table(application, parsed, effect);
	}
	/* MySQL drops all or none; MariaDB those that it can. */
	if (apply_has_problems(application) && !application->target->mariadb)
		return;
	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = effects->pdata[i];
		g_autofree char *key = schema_table_key(schema, effect->name);
		if (!is_own_database(schema, effect->schema) ||
		    g_hash_table_remove(schema->temporaries, key))
			continue;
		guint before = application->problems->len;
		check_references(application, parsed, effect->name);
		if (application->problems->len > before) {
			g_ptr_array_set_size(application->problems, (gint)before);
			continue;
		}
		drop_triggers(schema, effect->name);
		schema_drop_table(schema, effect->name);
	}
}

/* ---- RENAME TABLE */

static void
rename_parent(SchemaTable *child, const Schema *schema, const char *old_key, const char *new_name)
{
	for (guint i = 0; i < child->foreign_keys->len; i++) {
		SqlForeignKey *key = child->foreign_keys->pdata[i];
		g_autofree char *parent = schema_table_key(schema, key->parent_table);
		if (key->parent_schema == NULL && g_str_equal(parent, old_key))
			schema_set_string(&key->parent_table, new_name);
	}
}

static void
follow_in_children(Schema *schema, const char *name, const char *new_name)
{
	g_autofree char *old_key = schema_table_key(schema, name);
	g_autoptr(GArray) references = schema_references_to(schema, name);
	g_autoptr(GPtrArray) children = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < references->len; i++)
		g_ptr_array_add(
			children,
			g_strdup(g_array_index(references, SchemaReference, i).child->name));
	for (guint i = 0; i < children->len; i++) {
		SchemaTable *child =
			schema_table_copy(schema_find_table(schema, children->pdata[i]));
		rename_parent(child, schema, old_key, new_name);
		schema_take_table(schema, child);
	}
}

static void
rename_trigger_tables(Schema *schema, const char *name, const char *new_name)
{
	for (guint i = 0; i < schema->programs->len; i++) {
		SchemaProgram *program = schema->programs->pdata[i];
		if (program->kind == SQL_OBJECT_TRIGGER && program->table != NULL &&
		    g_str_equal(program->table, name))
			schema_set_string(&program->table, new_name);
	}
}

bool
apply_rename_table(Application *application, const char *name, const char *new_name)
{
	Schema *schema = application->schema;

	follow_in_children(schema, name, new_name);
	const SchemaTable *table = schema_find_table(schema, name);
	if (table == NULL)
		return false;
	SchemaTable *renamed = schema_table_copy(table);
	rename_generated_names(renamed, table->name, new_name, application->target);
	schema_set_string(&renamed->name, new_name);
	schema_drop_table(schema, name);
	schema_take_table(schema, renamed);
	rename_trigger_tables(schema, name, new_name);
	return true;
}

static bool
name_is_there(const Schema *schema, GHashTable *moved, const char *name)
{
	g_autofree char *key = schema_table_key(schema, name);
	gpointer there = NULL;

	if (g_hash_table_lookup_extended(moved, key, NULL, &there))
		return GPOINTER_TO_INT(there) != 0;
	return schema_find_table(schema, name) != NULL ||
	       schema_find_program(schema, SQL_OBJECT_VIEW, name) != NULL ||
	       is_temporary(schema, name);
}

/* All renames in order, as names alone: one that fails makes all of them nothing. */
static bool
check_renames(Application *application, const GPtrArray *effects)
{
	g_autoptr(GHashTable) moved = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const Schema *schema = application->schema;

	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = effects->pdata[i];
		if (effect->effect != SQL_EFFECT_RENAME || !is_own_database(schema, effect->schema))
			continue;
		if (!name_is_there(schema, moved, effect->name)) {
			if (!effect->tolerant)
				apply_problem(application, (ErrorNumbers){1146, 1146},
				              SQL_OBJECT_TABLE, effect->name,
				              nearest_table(schema, effect->name),
				              "there is no table `%s`", effect->name);
			return effect->tolerant;
		}
		if (is_own_database(schema, effect->new_schema) &&
		    name_is_there(schema, moved, effect->new_name)) {
			apply_problem(application, (ErrorNumbers){1050, 1050}, SQL_OBJECT_TABLE,
			              effect->new_name, NULL, "table `%s` is there already",
			              effect->new_name);
			return false;
		}
		g_hash_table_insert(moved, schema_table_key(schema, effect->name),
		                    GINT_TO_POINTER(0));
		g_hash_table_insert(moved, schema_table_key(schema, effect->new_name),
		                    GINT_TO_POINTER(1));
	}
	return true;
}

static void
rename_view(Schema *schema, const char *name, const char *new_name)
{
	const SchemaProgram *view = schema_find_program(schema, SQL_OBJECT_VIEW, name);

	if (view == NULL)
		return;
	SchemaProgram *renamed = g_new0(SchemaProgram, 1);
	renamed->kind = SQL_OBJECT_VIEW;
	renamed->name = g_strdup(new_name);
	renamed->body = g_strdup(view->body);
	renamed->definer = g_strdup(view->definer);
	renamed->reads = view->reads != NULL ? schema_copy_names(view->reads) : NULL;
	schema_drop_program(schema, SQL_OBJECT_VIEW, name);
	schema_take_program(schema, renamed);
}

static void
apply_renames(Application *application, const GPtrArray *effects)
{
	Schema *schema = application->schema;

	if (!check_renames(application, effects))
		return;
	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = effects->pdata[i];
		if (effect->effect != SQL_EFFECT_RENAME || !is_own_database(schema, effect->schema))
			continue;
		if (!is_own_database(schema, effect->new_schema))
			schema_drop_table(schema, effect->name);
		else if (!apply_rename_table(application, effect->name, effect->new_name))
			rename_view(schema, effect->name, effect->new_name);
	}
}

/* ---- TRUNCATE, SET */

static void
check_truncate(Application *application, const SqlEffect *effect)
{
	const Schema *schema = application->schema;

	if (!is_own_database(schema, effect->schema) || is_temporary(schema, effect->name))
		return;
	if (schema_find_table(schema, effect->name) == NULL) {
		apply_problem(application, (ErrorNumbers){1146, 1146}, SQL_OBJECT_TABLE,
		              effect->name, nearest_table(schema, effect->name),
		              "there is no table `%s`", effect->name);
		return;
	}
	if (!schema->foreign_key_checks)
		return;
	g_autoptr(GArray) references = schema_references_to(schema, effect->name);
	for (guint i = 0; i < references->len; i++) {
		const SchemaReference *reference = &g_array_index(references, SchemaReference, i);
		if (schema_same_name(reference->child->name, effect->name))
			continue;
		apply_problem(application, (ErrorNumbers){1701, 1701}, SQL_OBJECT_TABLE,
		              effect->name, NULL,
		              "table `%s` is referenced by foreign key `%s` of `%s`", effect->name,
		              reference->key->name, reference->child->name);
		return;
	}
}

static void
read_settings(Schema *schema, const GPtrArray *settings)
{
	static const char *const off[] = {"0", "OFF", "off", "FALSE", "false", NULL};

	for (guint i = 0; settings != NULL && i < settings->len; i++) {
		const SqlSetting *setting = settings->pdata[i];
		if (g_strcmp0(setting->name, "foreign_key_checks") != 0 ||
		    g_strcmp0(setting->scope, "GLOBAL") == 0 || setting->value == NULL)
			continue;
		schema->foreign_key_checks = !g_strv_contains(off, setting->value);
	}
}

/* ---- dispatch */

static bool
is_program_kind(SqlObjectKind kind)
{
	return kind >= SQL_OBJECT_VIEW && kind <= SQL_OBJECT_SEQUENCE;
}

static void
apply_effects(Application *application, const SqlParsed *parsed)
{
	const GPtrArray *effects = parsed->statement->effects;
	const char *verb = parsed->statement->verb;
	const SqlEffect *first = effects->len > 0 ? effects->pdata[0] : NULL;

	if (first == NULL || parsed->statement->kind != SQL_STATEMENT_DDL)
		return;
	if (first->object == SQL_OBJECT_TABLE && first->effect == SQL_EFFECT_DROP)
		apply_drop_tables(application, parsed);
	else if (first->object == SQL_OBJECT_TABLE && first->effect == SQL_EFFECT_RENAME)
		apply_renames(application, effects);
	else if (first->object == SQL_OBJECT_TABLE && g_str_has_prefix(verb, "TRUNCATE"))
		check_truncate(application, first);
	for (guint i = 0; i < effects->len; i++) {
		const SqlEffect *effect = effects->pdata[i];
		if (is_program_kind(effect->object) &&
		    is_own_database(application->schema, effect->schema))
			apply_program(application, parsed, effect);
	}
}

void
schema_apply(Schema *schema, const SqlParsed *parsed, const PlanTarget *target, GPtrArray *problems)
{
	Application application = {
		.schema = schema,
		.target = target,
		.problems = problems,
		.first_problem = problems->len,
	};

	read_settings(schema, parsed->settings);
	if (parsed->table_ddl != NULL)
		apply_table_ddl(&application, parsed);
	else
		apply_effects(&application, parsed);
}
