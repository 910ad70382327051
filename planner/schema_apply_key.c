#include <string.h>

#include "planner/schema_apply_internal.h"

/* ---- old indexes */

bool
drops_index(const SqlClause *clause, const SqlIndex *index)
{
	if (clause->kind == SQL_CLAUSE_DROP_PRIMARY_KEY)
		return index->kind == SQL_INDEX_PRIMARY;
	return (clause->kind == SQL_CLAUSE_DROP_INDEX ||
	        clause->kind == SQL_CLAUSE_DROP_CONSTRAINT) &&
	       schema_same_name(clause->name, index->name);
}

static bool
is_dropped(Application *application, const SqlIndex *index)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		if (application->used[i] || !drops_index(clause, index))
			continue;
		application->used[i] = true;
		return true;
	}
	return false;
}

/* Whether the prefix of a key part still makes sense for the column as it is now. */
static bool
keeps_prefix(const SqlColumn *column, guint prefix_length)
{
	SqlTypeKind kind = column->type.kind;
	bool can_have = (sql_type_is_text(kind) && kind != SQL_TYPE_ENUM && kind != SQL_TYPE_SET) ||
	                sql_type_is_lob(kind) || kind == SQL_TYPE_BINARY ||
	                kind == SQL_TYPE_VARBINARY;

	if (!can_have)
		return false;
	return sql_type_is_lob(kind) || column->type.length > prefix_length;
}

/* The part with its column's new name; false when the column is gone. */
static bool
carry_part(const Application *application, SqlKeyPart *part)
{
	if (part->column == NULL)
		return true;
	const char *name = new_column_name(application, part->column);
	if (name == NULL && schema_find_column(application->after, part->column) != NULL)
		return true; /* dropped and added anew: the server goes by the name */
	if (name == NULL)
		return application->before->incomplete &&
		       schema_find_column(application->before, part->column) == NULL;
	schema_set_string(&part->column, name);
	const SqlColumn *column = schema_find_column(application->after, name);
	if (part->prefix_length > 0 && column != NULL && !keeps_prefix(column, part->prefix_length))
		part->prefix_length = 0;
	return true;
}

/* MariaDB does not make a unique index narrower: rows could collide. */
static void
check_shrunk(Application *application, const SqlIndex *old)
{
	bool is_unique = old->kind == SQL_INDEX_UNIQUE || old->kind == SQL_INDEX_PRIMARY;

	for (guint i = 0; is_unique && i < old->parts->len; i++) {
		const SqlKeyPart *part = old->parts->pdata[i];
		if (part->column == NULL || new_column_name(application, part->column) != NULL)
			continue;
		stand_at_column(application, part->column);
		apply_problem(application, (ErrorNumbers){0, 1072}, SQL_OBJECT_INDEX, old->name,
		              NULL, "unique index `%s` has column `%s` and others", old->name,
		              part->column);
		return;
	}
}

/* An index loses the parts whose columns go, and goes with the last one. */
static SqlIndex *
carried_index(Application *application, const SqlIndex *old)
{
	SqlIndex *index = sql_index_copy(old);

	for (guint i = index->parts->len; i > 0; i--)
		if (!carry_part(application, index->parts->pdata[i - 1]))
			g_ptr_array_remove_index(index->parts, i - 1);
	if (index->parts->len > 0 && index->parts->len < old->parts->len)
		check_shrunk(application, old);
	if (index->parts->len == 0) {
		sql_index_free(index);
		return NULL;
	}
	return index;
}

/* The position among the implied indexes; -1: an author made it. */
static gint
implied_position(const SchemaTable *table, const char *name)
{
	for (guint i = 0; i < table->implied->len; i++)
		if (schema_same_name(table->implied->pdata[i], name))
			return (gint)i;
	return -1;
}

static bool
is_implied(const SchemaTable *table, const char *name)
{
	return implied_position(table, name) >= 0;
}

/* The columns of a primary key are NOT NULL, whether it is written or not. */
static void
force_not_null(Application *application, const SqlIndex *index)
{
	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = index->parts->pdata[i];
		gint at = part->column != NULL
		                  ? schema_column_position(application->after, part->column)
		                  : -1;
		if (at < 0)
			continue;
		SqlColumn *column = application->after->columns->pdata[at];
		if (column->null_written &&
		    apply_problem(application, (ErrorNumbers){1171, 0}, SQL_OBJECT_COLUMN,
		                  column->name, NULL,
		                  "column `%s` is in the primary key and cannot be NULL",
		                  column->name))
			continue;
		column->not_null = true;
		if (column->default_kind == SQL_DEFAULT_NULL)
			column->default_kind = SQL_DEFAULT_NONE;
	}
}

static void
carry_indexes(Application *application)
{
	const SchemaTable *before = application->before;

	for (guint i = 0; before != NULL && i < before->indexes->len; i++) {
		const SqlIndex *old = before->indexes->pdata[i];
		if (is_dropped(application, old))
			continue;
		SqlIndex *index = carried_index(application, old);
		if (index == NULL)
			continue;
		if (index->parts->len < old->parts->len)
			g_ptr_array_add(application->new_indexes, index);
		g_ptr_array_add(application->after->indexes, index);
		if (index->kind == SQL_INDEX_PRIMARY)
			force_not_null(application, index);
		if (is_implied(before, old->name))
			g_ptr_array_add(application->after->implied, g_strdup(old->name));
	}
}

static bool
is_index_name(Application *application, const char *name)
{
	if (*name != '\0' && g_ascii_strcasecmp(name, "PRIMARY") != 0)
		return check_name_length(application, SQL_OBJECT_INDEX, name);
	apply_problem(application, (ErrorNumbers){1280, 1280}, SQL_OBJECT_INDEX, name, NULL,
	              "an index cannot be named `%s`", name);
	return false;
}

static void
rename_index(Application *application, const SqlClause *clause)
{
	SchemaTable *table = application->after;
	SqlIndex *index = (SqlIndex *)schema_find_index(table, clause->name);
	const SqlIndex *other = schema_find_index(table, clause->new_name);

	if (index == NULL) {
		apply_problem(application, (ErrorNumbers){1176, 1176}, SQL_OBJECT_INDEX,
		              clause->name, nearest_index(table, clause->name),
		              "there is no index `%s` on `%s`", clause->name, table->name);
		return;
	}
	if (!is_index_name(application, clause->new_name))
		return;
	if (other != NULL && other != index) {
		apply_problem(application, (ErrorNumbers){1061, 1061}, SQL_OBJECT_INDEX,
		              clause->new_name, NULL, "index `%s` is there already on `%s`",
		              clause->new_name, table->name);
		return;
	}
	schema_set_string(&index->name, clause->new_name);
}

static void
set_visibility(Application *application, const SqlClause *clause)
{
	SchemaTable *table = application->after;
	SqlIndex *index = (SqlIndex *)schema_find_index(table, clause->name);

	if (index == NULL) {
		apply_problem(application, (ErrorNumbers){1176, 1176}, SQL_OBJECT_INDEX,
		              clause->name, nearest_index(table, clause->name),
		              "there is no index `%s` on `%s`", clause->name, table->name);
		return;
	}
	if (index->kind == SQL_INDEX_PRIMARY && !clause->visible) {
		apply_problem(application, (ErrorNumbers){3522, 4175}, SQL_OBJECT_INDEX,
		              clause->name, NULL, "a primary key cannot be invisible");
		return;
	}
	index->invisible = !clause->visible;
}

/* Unspent DROP INDEX; DROP CONSTRAINT may still mean a foreign key or check. */
static void
refuse_missing(Application *application, const SqlClause *clause)
{
	const SchemaTable *table = application->before;
	const char *name = clause->kind == SQL_CLAUSE_DROP_PRIMARY_KEY ? "PRIMARY" : clause->name;

	if (table == NULL || table->incomplete)
		return;
	apply_problem(application, (ErrorNumbers){1091, 1091}, SQL_OBJECT_INDEX, name,
	              nearest_index(table, name), "there is no index `%s` on `%s`", name,
	              table->name);
}

static void
change_old_indexes(Application *application)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		if (application->used[i])
			continue;
		application->offset = clause->offset;
		if (clause->kind == SQL_CLAUSE_RENAME_INDEX)
			rename_index(application, clause);
		else if (clause->kind == SQL_CLAUSE_SET_INDEX_VISIBILITY)
			set_visibility(application, clause);
		else if (clause->kind == SQL_CLAUSE_DROP_INDEX ||
		         clause->kind == SQL_CLAUSE_DROP_PRIMARY_KEY)
			refuse_missing(application, clause);
	}
}

/* ---- new indexes */

/* A prefix as long as its column is the whole column. */
static void
settle_parts(Application *application, SqlIndex *index)
{
	for (guint i = 0; i < index->parts->len; i++) {
		SqlKeyPart *part = index->parts->pdata[i];
		const SqlColumn *column =
			part->column != NULL ? schema_find_column(application->after, part->column)
					     : NULL;
		if (column == NULL)
			continue;
		schema_set_string(&part->column, column->name);
		if (!sql_type_is_lob(column->type.kind) && column->type.has_length &&
		    part->prefix_length == column->type.length)
			part->prefix_length = 0;
		if (index->kind == SQL_INDEX_FULLTEXT || index->kind == SQL_INDEX_SPATIAL)
			part->prefix_length = 0;
	}
}

/* Only what differs from the kind's own way is kept: BTREE is InnoDB's. */
static void
settle_using(SqlIndex *index, const SchemaTable *table)
{
	bool is_memory = table->engine != NULL && g_ascii_strcasecmp(table->engine, "MEMORY") == 0;

	if (index->using != NULL && !is_memory)
		g_clear_pointer(&index->using, g_free);
	g_clear_pointer(&index->constraint_name, g_free);
	if (index->comment != NULL && *index->comment == '\0')
		g_clear_pointer(&index->comment, g_free);
	index->if_not_exists = false;
}

/* Whether the name is free; PRIMARY and names of other indexes are not. */
static bool
check_name(Application *application, const SqlIndex *index)
{
	const SchemaTable *table = application->after;

	if (index->kind == SQL_INDEX_PRIMARY) {
		if (schema_primary_key(table) == NULL)
			return true;
		apply_problem(application, (ErrorNumbers){1068, 1068}, SQL_OBJECT_INDEX, "PRIMARY",
		              NULL, "table `%s` has a primary key already", table->name);
		return false;
	}
	if (!is_index_name(application, index->name))
		return false;
	if (schema_find_index(table, index->name) != NULL) {
		apply_problem(application, (ErrorNumbers){1061, 1061}, SQL_OBJECT_INDEX,
		              index->name, NULL, "index `%s` is there already on `%s`", index->name,
		              table->name);
		return false;
	}
	return true;
}

/* Put a new index in; false when its name is taken. Takes it. */
static bool
put_index(Application *application, SqlIndex *take_index)
{
	SqlIndex *index = take_index;

	if (index->kind == SQL_INDEX_PRIMARY)
		schema_set_string(&index->name, "PRIMARY");
	else if (index->name == NULL)
		index->name = canonical_index_name(application->after, index);
	if (!check_name(application, index)) {
		sql_index_free(index);
		return false;
	}
	settle_parts(application, index);
	settle_using(index, application->after);
	g_ptr_array_add(application->new_indexes, index);
	if (index->kind == SQL_INDEX_PRIMARY) {
		force_not_null(application, index);
		g_ptr_array_insert(application->after->indexes, 0, index);
	} else {
		g_ptr_array_add(application->after->indexes, index);
	}
	return true;
}

static void
put_inline_index(Application *application, const SqlColumn *column, SqlIndexKind kind)
{
	SqlIndex *index = sql_index_new(kind);
	SqlKeyPart *part = g_new0(SqlKeyPart, 1);

	part->column = g_strdup(column->name);
	g_ptr_array_add(index->parts, part);
	put_index(application, index);
}

/* ---- the index behind a foreign key */

/* InnoDB adds one, which bears the constraint's name where one was written. */
static SqlIndex *
index_for(const SqlForeignKey *key)
{
	SqlIndex *index = sql_index_new(SQL_INDEX_PLAIN);

	index->name = g_strdup(key->name != NULL ? key->name : key->index_name);
	for (guint i = 0; i < key->columns->len; i++) {
		SqlKeyPart *part = g_new0(SqlKeyPart, 1);
		part->column = g_strdup(key->columns->pdata[i]);
		g_ptr_array_add(index->parts, part);
	}
	return index;
}

/* Whether `index` begins with all parts of `shorter`. */
static bool
covers(const SqlIndex *index, const SqlIndex *shorter)
{
	if (index->kind == SQL_INDEX_FULLTEXT || index->kind == SQL_INDEX_SPATIAL ||
	    index->parts->len < shorter->parts->len)
		return false;
	for (guint i = 0; i < shorter->parts->len; i++) {
		const SqlKeyPart *part = index->parts->pdata[i];
		const SqlKeyPart *wanted = shorter->parts->pdata[i];
		if (part->column == NULL || part->prefix_length != 0 || wanted->column == NULL ||
		    !schema_same_name(part->column, wanted->column))
			return false;
	}
	return true;
}

static bool
is_implied_by(const SchemaTable *table, const SqlIndex *index)
{
	return index->kind == SQL_INDEX_PLAIN && is_implied(table, index->name);
}

/* An implied index goes as soon as another one serves. */
static void
drop_served(Application *application, const SqlIndex *serving)
{
	SchemaTable *table = application->after;

	for (guint i = table->indexes->len; i > 0; i--) {
		SqlIndex *index = table->indexes->pdata[i - 1];
		if (index == serving || !is_implied_by(table, index) || !covers(serving, index))
			continue;
		g_ptr_array_remove_index(table->implied,
		                         (guint)implied_position(table, index->name));
		g_ptr_array_remove(application->new_indexes, index);
		g_ptr_array_remove_index(table->indexes, i - 1);
	}
}

static void
put_implied_index(Application *application, const SqlForeignKey *key)
{
	SchemaTable *table = application->after;
	SqlIndex *index = index_for(key);

	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *other = table->indexes->pdata[i];
		bool is_longer = other->parts->len > index->parts->len;
		if (covers(other, index) && (is_longer || !is_implied_by(table, other))) {
			sql_index_free(index);
			return;
		}
	}
	/* A name that is taken by what this index replaces is free. */
	drop_served(application, index);
	if (put_index(application, index))
		g_ptr_array_add(table->implied, g_strdup(index->name));
}

/* ---- the phase */

static void
put_inline_indexes(Application *application, const SqlColumn *column)
{
	if (column->primary_key)
		put_inline_index(application, column, SQL_INDEX_PRIMARY);
	/* MariaDB sees that the primary key makes the other one useless. */
	if (column->unique_key && !(application->target->mariadb && column->primary_key))
		put_inline_index(application, column, SQL_INDEX_UNIQUE);
	if (column->references != NULL && enforces_inline(application->target))
		put_implied_index(application, column->references);
}

static void
put_new_indexes(Application *application, const SqlClause *clause)
{
	if (clause->kind == SQL_CLAUSE_ADD_COLUMN || clause->kind == SQL_CLAUSE_MODIFY_COLUMN ||
	    clause->kind == SQL_CLAUSE_CHANGE_COLUMN) {
		put_inline_indexes(application, clause->column);
	} else if (clause->kind == SQL_CLAUSE_ADD_INDEX) {
		SqlIndex *index = sql_index_copy(clause->index);
		if (index->name == NULL && index->constraint_name != NULL &&
		    index->kind != SQL_INDEX_PRIMARY)
			index->name = g_strdup(index->constraint_name);
		put_index(application, index);
	} else if (clause->kind == SQL_CLAUSE_ADD_FOREIGN_KEY) {
		put_implied_index(application, clause->foreign_key);
	}
}

static bool
adds_parts(const Application *application, guint at)
{
	const SqlClause *clause = application->clauses->pdata[at];
	/* A MODIFY or CHANGE is spent by the phase of the columns. */
	bool is_change = clause->kind == SQL_CLAUSE_MODIFY_COLUMN ||
	                 clause->kind == SQL_CLAUSE_CHANGE_COLUMN;

	return is_change || !application->used[at];
}

void
apply_indexes(Application *application)
{
	carry_indexes(application);
	change_old_indexes(application);
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		application->offset = clause->offset;
		if (adds_parts(application, i))
			put_new_indexes(application, clause);
	}
	for (guint i = application->new_indexes->len; i > 0; i--) {
		if (i > application->new_indexes->len)
			continue;
		const SqlIndex *index = application->new_indexes->pdata[i - 1];
		if (!is_implied_by(application->after, index))
			drop_served(application, index);
	}
	if (application->before != NULL && !apply_has_problems(application))
		check_needed_indexes(application);
}
