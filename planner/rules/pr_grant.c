#include "planner/rules/pr.h"

#include "planner/grants.h"

/* Privileges that a verb needs on the table that it is about. */
typedef struct {
	const char *verb;
	const char *privileges[5];
} Need;

/*
 * Measured on MySQL 9.7.4 and MariaDB 10.11.19: ALTER TABLE wants ALTER alone, whatever the
 * manuals say; each missing one ends with 1142.
 */
static const Need needs[] = {
	{"CREATE TABLE", {"CREATE"}},
	{"ALTER TABLE", {"ALTER"}},
	{"DROP TABLE", {"DROP"}},
	{"RENAME TABLE", {"ALTER", "DROP", "CREATE", "INSERT"}},
	{"TRUNCATE TABLE", {"DROP"}},
	{"TRUNCATE", {"DROP"}},
	{"CREATE INDEX", {"INDEX"}},
	{"DROP INDEX", {"INDEX"}},
	{"INSERT", {"INSERT"}},
	{"REPLACE", {"INSERT", "DELETE"}},
	{"UPDATE", {"UPDATE"}},
	{"DELETE", {"DELETE"}},
	{"CREATE VIEW", {"CREATE VIEW"}},
	{"DROP VIEW", {"DROP"}},
	{"CREATE TRIGGER", {"TRIGGER"}},
	{"DROP TRIGGER", {"TRIGGER"}},
	{"CREATE PROCEDURE", {"CREATE ROUTINE"}},
	{"CREATE FUNCTION", {"CREATE ROUTINE"}},
	{"CREATE EVENT", {"EVENT"}},
	{"DROP EVENT", {"EVENT"}},
};

/* The database of the first object that the statement is about; NULL: not known. */
static const char *
database_of(const RuleContext *context)
{
	const GPtrArray *effects = context->parsed->statement->effects;
	const SqlEffect *first = effects->len > 0 ? g_ptr_array_index(effects, 0) : NULL;

	return first != NULL && first->schema != NULL ? first->schema : context->schema->database;
}

static void
require(const RuleContext *context, const char *database, const char *privilege)
{
	if (grants_may_allow(context->target->grants, privilege, database))
		return;
	Finding *finding = rule_report(context,
	                               "%s needs the privilege %s on `%s`, which the "
	                               "account does not have: the statement fails "
	                               "with 1142 or 1044",
	                               context->parsed->main_verb, privilege, database);
	finding_set_fix(finding, "GRANT %s ON `%s`.* to the account of the run", privilege,
	                database);
}

/* MySQL asks for REFERENCES on the parent; MariaDB does not. */
static bool
adds_foreign_key(const RuleContext *context)
{
	const SchemaTable *after = context->after;

	for (guint i = 0; context->ddl != NULL && after != NULL && i < after->foreign_keys->len;
	     i++) {
		const SqlForeignKey *key = g_ptr_array_index(after->foreign_keys, i);
		if (context->before == NULL ||
		    schema_find_foreign_key(context->before, key->name) == NULL)
			return true;
	}
	return false;
}

void
pr_check_privileges(const RuleContext *context)
{
	const char *verb = context->parsed->main_verb;
	const char *database = database_of(context);
	guint renames = 0;

	if (context->target->grants == NULL || context->target->grants->len == 0 ||
	    database == NULL || verb == NULL || context->parsed->statement->temporary)
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(needs); i++)
		for (gsize j = 0;
		     g_str_equal(needs[i].verb, verb) && needs[i].privileges[j] != NULL; j++)
			require(context, database, needs[i].privileges[j]);
	if (rule_next_clause(context, SQL_CLAUSE_RENAME_TABLE, &renames) != NULL) {
		require(context, database, "DROP");
		require(context, database, "CREATE");
		require(context, database, "INSERT");
	}
	if (!context->target->mariadb && adds_foreign_key(context))
		require(context, database, "REFERENCES");
}
