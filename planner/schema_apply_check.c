#include <string.h>

#include "planner/schema_apply_internal.h"

/* A check of one column alone, which is named after the column on MariaDB. */
static bool
is_column_check(const Application *application, const SqlCheck *check)
{
	return application->target->mariadb && application->before != NULL &&
	       schema_find_column(application->before, check->name) != NULL;
}

static bool
drops_check(const SqlClause *clause, const SqlCheck *check)
{
	return (clause->kind == SQL_CLAUSE_DROP_CHECK ||
	        clause->kind == SQL_CLAUSE_DROP_CONSTRAINT) &&
	       schema_same_name(clause->name, check->name);
}

static bool
check_is_dropped(Application *application, const SqlCheck *check)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		if (application->used[i] || !drops_check(application->clauses->pdata[i], check))
			continue;
		application->used[i] = true;
		return true;
	}
	return false;
}

static bool
mentions_other(const Application *application, const SqlCheck *check, const char *column)
{
	for (guint i = 0; i < application->before->columns->len; i++) {
		const SqlColumn *other = application->before->columns->pdata[i];
		if (!schema_same_name(other->name, column) &&
		    schema_expression_mentions(check->expression, other->name))
			return true;
	}
	return false;
}

static bool
mentions_kept(const Application *application, const SqlCheck *check)
{
	for (guint i = 0; i < application->before->columns->len; i++) {
		const SqlColumn *column = application->before->columns->pdata[i];
		if (application->new_names[i] != NULL &&
		    schema_expression_mentions(check->expression, column->name))
			return true;
	}
	return false;
}

/* MODIFY and CHANGE say anew whether the column has a check; MariaDB takes them at their word. */
static bool
is_redefined(const Application *application, const char *column)
{
	for (guint i = 0; i < application->clauses->len; i++) {
		const SqlClause *clause = application->clauses->pdata[i];
		if ((clause->kind == SQL_CLAUSE_MODIFY_COLUMN &&
		     schema_same_name(clause->column->name, column)) ||
		    (clause->kind == SQL_CLAUSE_CHANGE_COLUMN &&
		     schema_same_name(clause->name, column)))
			return true;
	}
	return false;
}

static void
refuse_needed_by_check(Application *application, const SqlCheck *check, const char *column,
                       bool is_dropped)
{
	stand_at_column(application, column);
	apply_problem(application, (ErrorNumbers){3959, is_dropped ? 1054 : 0}, SQL_OBJECT_CHECK,
	              check->name, NULL, "check `%s` uses column `%s`", check->name, column);
}

static void
rename_in_check(Application *application, SqlCheck *check, const char *column, const char *name)
{
	char *renamed = schema_expression_rename(check->expression, column, name);

	if (!schema_same_name(name, column))
		refuse_needed_by_check(application, check, column, false);
	g_free(check->expression);
	check->expression = renamed;
	if (is_column_check(application, check) && schema_same_name(check->name, column))
		schema_set_string(&check->name, name);
}

/* Whether the check goes with the column, which is all that it is about. */
static bool
is_about(Application *application, const SqlCheck *check, const char *column)
{
	return application->target->mariadb ? !mentions_kept(application, check)
	                                    : !mentions_other(application, check, column);
}

/* Follow what became of the columns; false when the check goes with its column. */
static bool
carry_check(Application *application, SqlCheck *check)
{
	const SchemaTable *before = application->before;

	for (guint i = 0; i < before->columns->len; i++) {
		const SqlColumn *column = before->columns->pdata[i];
		const char *name = application->new_names[i];
		if (g_strcmp0(name, column->name) == 0 ||
		    !schema_expression_mentions(check->expression, column->name))
			continue;
		if (name != NULL)
			rename_in_check(application, check, column->name, name);
		else if (is_about(application, check, column->name))
			return false;
		else
			refuse_needed_by_check(application, check, column->name, true);
	}
	return true;
}

static void
carry_checks(Application *application)
{
	const SchemaTable *before = application->before;

	for (guint i = 0; before != NULL && i < before->checks->len; i++) {
		const SqlCheck *old = before->checks->pdata[i];
		if (check_is_dropped(application, old))
			continue;
		if (is_column_check(application, old) && is_redefined(application, old->name))
			continue;
		SqlCheck *check = sql_check_copy(old);
		if (carry_check(application, check))
			g_ptr_array_add(application->after->checks, check);
		else
			sql_check_free(check);
	}
}

/* MySQL holds the names of checks unique in the database, MariaDB in the table. */
static bool
check_name_is_taken(const Application *application, const char *name)
{
	if (schema_find_check(application->after, name) != NULL)
		return true;
	if (application->target->mariadb)
		return false;
	const char *owner = schema_constraint_owner(application->schema, SCHEMA_NAMES_CHECK, name);
	g_autofree char *own = schema_table_key(application->schema, application->after->name);
	return owner != NULL && !g_str_equal(owner, own);
}

static void
put_check(Application *application, SqlCheck *take_check)
{
	SchemaTable *table = application->after;

	if (take_check->name == NULL)
		take_check->name = canonical_check_name(table, application->target);
	if (check_name_is_taken(application, take_check->name))
		apply_problem(application, (ErrorNumbers){3822, 1826}, SQL_OBJECT_CHECK,
		              take_check->name, NULL, "check `%s` is there already",
		              take_check->name);
	g_autofree char *unknown =
		schema_expression_unknown(take_check->expression, table, application->target);
	if (unknown != NULL && !table->incomplete)
		apply_problem(application,
		              (ErrorNumbers){application->before != NULL ? 1054 : 3820, 1054},
		              SQL_OBJECT_COLUMN, unknown, nearest_column(table, unknown),
		              "check `%s` names `%s`, which is no column of `%s`", take_check->name,
		              unknown, table->name);
	g_ptr_array_add(table->checks, take_check);
}

/* What stands behind a column may name that column alone, says MySQL. */
static void
check_own_column(Application *application, const SqlCheck *check, const char *column)
{
	for (guint i = 0; i < application->after->columns->len; i++) {
		const SqlColumn *other = application->after->columns->pdata[i];
		if (schema_same_name(other->name, column) ||
		    !schema_expression_mentions(check->expression, other->name))
			continue;
		apply_problem(application, (ErrorNumbers){3813, 0}, SQL_OBJECT_CHECK, other->name,
		              NULL, "the check of column `%s` names column `%s`", column,
		              other->name);
		return;
	}
}

/* A new check, and the column that it stands behind. */
typedef struct {
	const SqlCheck *written;
	const char *column; /* NULL: of the table */
} NewCheck;

static gint
compare_places(gconstpointer a, gconstpointer b)
{
	const SqlCheck *first = ((const NewCheck *)a)->written;
	const SqlCheck *second = ((const NewCheck *)b)->written;

	return first->offset < second->offset ? -1 : first->offset > second->offset;
}

static void
collect_of_column(Application *application, const char *column, GArray *checks)
{
	const SqlColumn *made = schema_find_column(application->after, column);

	for (guint i = 0; made != NULL && made->checks != NULL && i < made->checks->len; i++) {
		NewCheck check = {made->checks->pdata[i], made->name};
		g_array_append_val(checks, check);
	}
}

static void
put_new_check(Application *application, const NewCheck *check)
{
	SqlCheck *copy = sql_check_copy(check->written);

	if (check->column != NULL) {
		if (application->target->mariadb)
			schema_set_string(&copy->name, check->column);
		check_own_column(application, copy, check->column);
	}
	put_check(application, copy);
}

static void
set_enforced(Application *application, const SqlClause *clause)
{
	SqlCheck *check = (SqlCheck *)schema_find_check(application->after, clause->name);

	if (check != NULL)
		check->enforced = clause->visible;
	else
		apply_problem(application, (ErrorNumbers){3821, 1091}, SQL_OBJECT_CHECK,
		              clause->name, nearest_check(application->after, clause->name),
		              "there is no check `%s` on `%s`", clause->name,
		              application->after->name);
}

static void
apply_check_clause(Application *application, guint at, GArray *checks)
{
	const SqlClause *clause = application->clauses->pdata[at];

	application->offset = clause->offset;
	if (clause->kind == SQL_CLAUSE_ADD_COLUMN || clause->kind == SQL_CLAUSE_MODIFY_COLUMN ||
	    clause->kind == SQL_CLAUSE_CHANGE_COLUMN) {
		collect_of_column(application, clause->column->name, checks);
	} else if (application->used[at]) {
		return;
	} else if (clause->kind == SQL_CLAUSE_ADD_CHECK) {
		NewCheck check = {clause->check, NULL};
		g_array_append_val(checks, check);
	} else if (clause->kind == SQL_CLAUSE_SET_CHECK_ENFORCED) {
		set_enforced(application, clause);
	} else if (clause->kind == SQL_CLAUSE_DROP_CHECK) {
		apply_problem(application, (ErrorNumbers){3821, 1091}, SQL_OBJECT_CHECK,
		              clause->name, nearest_check(application->after, clause->name),
		              "there is no check `%s` on `%s`", clause->name,
		              application->after->name);
	}
}

/* The server numbers unnamed checks as they stand in the statement. */
void
apply_checks(Application *application)
{
	g_autoptr(GArray) checks = g_array_new(FALSE, FALSE, sizeof(NewCheck));

	carry_checks(application);
	for (guint i = 0; i < application->clauses->len; i++)
		apply_check_clause(application, i, checks);
	g_array_sort(checks, compare_places);
	for (guint i = 0; i < checks->len; i++) {
		const NewCheck *check = &g_array_index(checks, NewCheck, i);
		application->offset = check->written->offset;
		put_new_check(application, check);
	}
}
