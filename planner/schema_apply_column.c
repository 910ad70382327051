#include <string.h>

#include "planner/schema_apply_internal.h"

/* Whether the clause says what becomes of the column `name` of the old table. */
static bool
redefines(const SqlClause *clause, const char *name)
{
	if (clause->kind == SQL_CLAUSE_MODIFY_COLUMN)
		return schema_same_name(clause->column->name, name);
	return (clause->kind == SQL_CLAUSE_CHANGE_COLUMN ||
	        clause->kind == SQL_CLAUSE_RENAME_COLUMN) &&
	       schema_same_name(clause->name, name);
}

/* The first unspent clause that drops (or redefines) the column; -1: none. */
static gint
find_clause(const Application *application, const char *name, bool drops)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		if (application->used[i])
			continue;
		if (drops ? clause->kind == SQL_CLAUSE_DROP_COLUMN &&
		                    schema_same_name(clause->name, name)
		          : redefines(clause, name))
			return (gint)i;
	}
	return -1;
}

/* ---- what depends on a column that goes or changes its name */

/* Whether any clause, spent or not, drops or redefines the column. */
static bool
is_changed_too(const Application *application, const char *name)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		if ((clause->kind == SQL_CLAUSE_DROP_COLUMN &&
		     schema_same_name(clause->name, name)) ||
		    (clause->kind != SQL_CLAUSE_RENAME_COLUMN && redefines(clause, name)))
			return true;
	}
	return false;
}

static void
check_generated(Application *application, const char *name, bool drops)
{
	for (guint i = 0; i < application->before->columns->len; i++) {
		const SqlColumn *other = application->before->columns->pdata[i];
		if (other->generated == NULL || schema_same_name(other->name, name) ||
		    !schema_expression_mentions(other->generated, name) ||
		    is_changed_too(application, other->name))
			continue;
		apply_problem(application, (ErrorNumbers){3108, drops ? 1054 : 0},
		              SQL_OBJECT_COLUMN, name, NULL,
		              "generated column `%s` is computed from `%s`", other->name, name);
		return;
	}
}

static bool
index_is_dropped(const Application *application, const SqlIndex *index)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		if (clause->kind == SQL_CLAUSE_DROP_INDEX &&
		    schema_same_name(clause->name, index->name))
			return true;
	}
	return false;
}

static void
check_functional_indexes(Application *application, const char *name)
{
	for (guint i = 0; i < application->before->indexes->len; i++) {
		const SqlIndex *index = application->before->indexes->pdata[i];
		if (index_is_dropped(application, index))
			continue;
		for (guint k = 0; k < index->parts->len; k++) {
			const SqlKeyPart *part = index->parts->pdata[k];
			if (part->expression == NULL ||
			    !schema_expression_mentions(part->expression, name))
				continue;
			apply_problem(application, (ErrorNumbers){3837, 1054}, SQL_OBJECT_INDEX,
			              index->name, NULL, "index `%s` is computed from column `%s`",
			              index->name, name);
			return;
		}
	}
}

static void
check_partitioned_by(Application *application, const char *name, bool drops)
{
	const SqlPartitioning *partitioning = application->before->partitioning;

	if (partitioning != NULL && partitioning->expression != NULL &&
	    schema_expression_mentions(partitioning->expression, name))
		apply_problem(application, (ErrorNumbers){3855, drops ? 1054 : 0},
		              SQL_OBJECT_COLUMN, name, NULL,
		              "table `%s` is partitioned by column `%s`", application->before->name,
		              name);
}

static void
check_dependants(Application *application, const char *name, bool drops)
{
	check_partitioned_by(application, name, drops);
	check_generated(application, name, drops);
	check_functional_indexes(application, name);
}

/* ---- old columns */

static void
rename_in_expressions(const Application *application, SqlColumn *column)
{
	for (guint i = 0; column->generated != NULL && i < application->before->columns->len; i++) {
		const SqlColumn *old = application->before->columns->pdata[i];
		const char *name = application->new_names[i];
		if (name == NULL || g_str_equal(name, old->name) ||
		    !schema_expression_mentions(column->generated, old->name))
			continue;
		char *renamed = schema_expression_rename(column->generated, old->name, name);
		g_free(column->generated);
		column->generated = renamed;
	}
}

static bool
has_place(const SqlClause *clause)
{
	return clause->kind != SQL_CLAUSE_RENAME_COLUMN && clause->position != SQL_POSITION_NONE;
}

/* A SPATIAL index stands on one reference system. */
static void
check_srid(Application *application, const SqlColumn *old, const SqlColumn *column)
{
	for (guint i = 0; i < application->before->indexes->len; i++) {
		const SqlIndex *index = application->before->indexes->pdata[i];
		if (old->type.srid != column->type.srid && index->kind == SQL_INDEX_SPATIAL &&
		    schema_index_has_column(index, old->name))
			apply_problem(application, (ErrorNumbers){3644, 0}, SQL_OBJECT_COLUMN,
			              old->name, NULL,
			              "the SRID of `%s` cannot change under SPATIAL index `%s`",
			              old->name, index->name);
	}
}

/* A VIRTUAL column does not become a stored one in place, nor the other way. */
static void
check_storage(Application *application, const SqlColumn *old, const SqlColumn *column)
{
	bool was_virtual = old->generated != NULL && !old->stored;
	bool is_virtual = column->generated != NULL && !column->stored;

	if (was_virtual != is_virtual)
		apply_problem(application, (ErrorNumbers){3106, 1907}, SQL_OBJECT_COLUMN, old->name,
		              NULL, "column `%s` cannot become %s: drop and add it", old->name,
		              is_virtual ? "virtual" : "stored");
}

/* What the clause makes of the old column; not yet in the table. */
static SqlColumn *
redefined_column(Application *application, const SqlClause *clause, const SqlColumn *old)
{
	SqlColumn *column = NULL;

	if (clause->kind == SQL_CLAUSE_RENAME_COLUMN) {
		column = sql_column_copy(old);
		schema_set_string(&column->name, clause->new_name);
		return column;
	}
	column = sql_column_copy(clause->column);
	canonical_column(application, column);
	check_srid(application, old, column);
	check_storage(application, old, column);
	return column;
}

/* The text types of a table follow CONVERT TO CHARACTER SET. */
static void
convert_column(Application *application, SqlColumn *column)
{
	if (!sql_type_is_text(column->type.kind) || g_strcmp0(column->type.charset, "binary") == 0)
		return;
	schema_set_string(&column->type.charset, application->after->charset);
	schema_set_string(&column->type.collation, application->after->collation);
}

static bool
converts_charset(const Application *application)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		if (clause->kind == SQL_CLAUSE_CONVERT_CHARSET)
			return true;
	}
	return false;
}

/* Columns that get a place of their own wait in `moved`, by the index of their clause. */
static void
carry_column(Application *application, guint at, SqlColumn **moved)
{
	const SqlColumn *old = application->before->columns->pdata[at];
	gint dropping = find_clause(application, old->name, true);
	gint changing = dropping < 0 ? find_clause(application, old->name, false) : -1;

	if (dropping >= 0) {
		const SqlClause *clause = application->clauses->pdata[dropping];
		application->used[dropping] = true;
		application->offset = clause->offset;
		check_dependants(application, old->name, true);
		return;
	}
	if (changing < 0) {
		SqlColumn *kept = sql_column_copy(old);
		if (converts_charset(application))
			convert_column(application, kept);
		application->new_names[at] = g_strdup(old->name);
		g_ptr_array_add(application->after->columns, kept);
		return;
	}
	const SqlClause *clause = application->clauses->pdata[changing];
	application->used[changing] = true;
	application->offset = clause->offset;
	SqlColumn *column = redefined_column(application, clause, old);
	application->new_names[at] = g_strdup(column->name);
	if (!schema_same_name(column->name, old->name))
		check_dependants(application, old->name, false);
	if (has_place(clause))
		moved[changing] = column;
	else
		g_ptr_array_add(application->after->columns, column);
}

/* ---- new and moved columns */

static void
place_column(Application *application, const SqlClause *clause, SqlColumn *take_column)
{
	SchemaTable *table = application->after;
	gint at = (gint)table->columns->len;

	if (clause->position == SQL_POSITION_FIRST) {
		at = 0;
	} else if (clause->position == SQL_POSITION_AFTER) {
		at = schema_column_position(table, clause->after) + 1;
		if (at == 0) {
			if (!table->incomplete)
				apply_problem(application, (ErrorNumbers){1054, 1054},
				              SQL_OBJECT_COLUMN, clause->after,
				              nearest_column(table, clause->after),
				              "there is no column `%s` in `%s`", clause->after,
				              table->name);
			at = (gint)table->columns->len;
		}
	}
	g_ptr_array_insert(table->columns, at, take_column);
}

static void
refuse_doubled_column(Application *application, const char *name)
{
	apply_problem(application, (ErrorNumbers){1060, 1060}, SQL_OBJECT_COLUMN, name, NULL,
	              "column `%s` is there already in `%s`", name, application->after->name);
}

static void
add_column(Application *application, const SqlClause *clause)
{
	const char *name = clause->column->name;

	if (schema_find_column(application->after, name) != NULL) {
		refuse_doubled_column(application, name);
		return;
	}
	if (name[0] != '\0' && name[strlen(name) - 1] == ' ') {
		apply_problem(application, (ErrorNumbers){1166, 1166}, SQL_OBJECT_COLUMN, name,
		              NULL, "the name of a column cannot end with a blank: `%s`", name);
		return;
	}
	if (!check_name_length(application, SQL_OBJECT_COLUMN, name))
		return;
	SqlColumn *column = sql_column_copy(clause->column);
	canonical_column(application, column);
	place_column(application, clause, column);
}

/* ---- what is left over names columns that are not there */

static void
refuse_missing_column(Application *application, const char *name, guint number)
{
	const SchemaTable *table = application->before;

	if (table == NULL || table->incomplete)
		return;
	apply_problem(application, (ErrorNumbers){number, number}, SQL_OBJECT_COLUMN, name,
	              nearest_column(table, name), "there is no column `%s` in `%s`", name,
	              table->name);
}

static void
refuse_leftover(Application *application, const SqlClause *clause)
{
	application->offset = clause->offset;
	if (clause->kind == SQL_CLAUSE_DROP_COLUMN)
		refuse_missing_column(application, clause->name, 1091);
	else if (clause->kind == SQL_CLAUSE_MODIFY_COLUMN)
		refuse_missing_column(application, clause->column->name, 1054);
	else if (clause->kind == SQL_CLAUSE_CHANGE_COLUMN ||
	         clause->kind == SQL_CLAUSE_RENAME_COLUMN)
		refuse_missing_column(application, clause->name, 1054);
}

static void
set_default(Application *application, const SqlClause *clause)
{
	const char *name = new_column_name(application, clause->name);
	if (name == NULL && application->target->mariadb)
		name = clause->name; /* also of a column that the same statement adds */
	gint at = name != NULL ? schema_column_position(application->after, name) : -1;

	application->offset = clause->offset;
	if (at < 0) {
		refuse_missing_column(application, clause->name, 1054);
		return;
	}
	SqlColumn *column = application->after->columns->pdata[at];
	if (clause->kind == SQL_CLAUSE_SET_COLUMN_VISIBILITY) {
		column->invisible = !clause->visible;
		return;
	}
	g_clear_pointer(&column->default_text, g_free);
	column->default_kind = SQL_DEFAULT_NONE;
	if (clause->kind == SQL_CLAUSE_DROP_DEFAULT || clause->column == NULL)
		return;
	column->default_kind = clause->column->default_kind;
	column->default_text = g_strdup(clause->column->default_text);
	column->default_quoted = clause->column->default_quoted;
	canonical_default(application, column);
}

static bool
changes_default(SqlClauseKind kind)
{
	return kind == SQL_CLAUSE_SET_DEFAULT || kind == SQL_CLAUSE_DROP_DEFAULT ||
	       kind == SQL_CLAUSE_SET_COLUMN_VISIBILITY;
}

/* A changed name may collide with one that stayed. */
static void
check_doubled(Application *application)
{
	const GPtrArray *columns = application->after->columns;

	for (guint i = 1; i < columns->len; i++) {
		const SqlColumn *column = columns->pdata[i];
		if (schema_column_position(application->after, column->name) != (gint)i)
			refuse_doubled_column(application, column->name);
	}
}

static void
add_and_move(Application *application, SqlColumn **moved)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		application->offset = clause->offset;
		if (moved[i] != NULL) {
			place_column(application, clause, moved[i]);
		} else if (!application->used[i] && clause->kind == SQL_CLAUSE_ADD_COLUMN) {
			add_column(application, clause);
		} else if (!application->used[i] && changes_default(clause->kind)) {
			set_default(application, clause);
		} else if (!application->used[i]) {
			refuse_leftover(application, clause);
		}
	}
}

static void
check_any_column(Application *application)
{
	const SchemaTable *table = application->after;
	bool any_visible = false;

	for (guint i = 0; i < table->columns->len; i++)
		any_visible |= !((const SqlColumn *)table->columns->pdata[i])->invisible;
	if (table->incomplete || any_visible || apply_has_problems(application))
		return;
	if (table->columns->len > 0)
		apply_problem(application, (ErrorNumbers){4028, 1113}, SQL_OBJECT_TABLE,
		              table->name, NULL, "table `%s` has no visible column", table->name);
	else if (application->before != NULL)
		apply_problem(application, (ErrorNumbers){1090, 1090}, SQL_OBJECT_TABLE,
		              table->name, NULL,
		              "the last column of `%s` cannot be dropped; drop the table",
		              table->name);
	else
		apply_problem(application, (ErrorNumbers){1113, 1113}, SQL_OBJECT_TABLE,
		              table->name, NULL, "table `%s` has no column", table->name);
}

void
apply_columns(Application *application)
{
	guint old_columns = application->before != NULL ? application->before->columns->len : 0;
	g_autofree SqlColumn **moved = g_new0(SqlColumn *, (gsize)application->clauses->len + 1);

	for (guint i = 0; i < old_columns; i++)
		carry_column(application, i, moved);
	add_and_move(application, moved);
	if (old_columns > 0) {
		check_doubled(application);
		for (guint i = 0; i < application->after->columns->len; i++)
			rename_in_expressions(application, application->after->columns->pdata[i]);
	}
	check_any_column(application);
}
