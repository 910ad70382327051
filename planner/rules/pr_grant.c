#include "planner/rules/pr.h"

#include <string.h>

#include "planner/rules/lineage.h"
#include "sql/lexer.h"

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

/* Take what stands for one letter off the pattern, where it stands for this one. */
static bool
takes_letter(const char **pattern, char letter)
{
	const char *at = *pattern;
	bool literal = *at == '\\' && at[1] != '\0';

	if (literal)
		at++;
	if (*at == '\0' || (*at != letter && (literal || *at != '_')))
		return false;
	*pattern = at + 1;
	return true;
}

/* A grant's object: "*", a name, or a pattern with % and _ of a database. */
static bool
matches_pattern(const char *pattern, const char *name)
{
	const char *behind_any = NULL; /* the pattern behind the last % */
	const char *any_end = NULL;    /* as far as that % reaches */

	while (*name != '\0') {
		if (*pattern == '%') {
			behind_any = ++pattern;
			any_end = name;
		} else if (takes_letter(&pattern, *name)) {
			name++;
		} else if (behind_any != NULL) {
			pattern = behind_any;
			name = ++any_end;
		} else {
			return false;
		}
	}
	return pattern[strspn(pattern, "%")] == '\0';
}

/* One line of SHOW GRANTS, as tokens: GRANT a, b ON x.y TO ... */
typedef struct {
	GArray *tokens; /* of SqlToken */
	guint on;       /* where ON stands; 0: a role is granted */
} Grant;

static Grant
read_grant(const char *text)
{
	Grant grant = {.tokens = g_array_new(FALSE, FALSE, sizeof(SqlToken))};
	SqlLexer lexer;
	SqlToken token;

	sql_lexer_init(&lexer, text, strlen(text), SQL_MODE_DEFAULT);
	while ((token = sql_lexer_next_word(&lexer)).kind != SQL_TOKEN_END) {
		if (grant.on == 0 && sql_token_is(&token, "ON"))
			grant.on = grant.tokens->len;
		g_array_append_val(grant.tokens, token);
	}
	return grant;
}

static const SqlToken *
token_at(const Grant *grant, guint at)
{
	return at < grant->tokens->len ? &g_array_index(grant->tokens, SqlToken, at) : NULL;
}

static bool
is_star(const SqlToken *token)
{
	return token != NULL && token->length == 1 && token->text[0] == '*';
}

/* Whether the grant is about the database, or a table of it: then it may be about ours. */
static bool
is_about(const Grant *grant, const char *database)
{
	const SqlToken *object = token_at(grant, grant->on + 1);

	if (object == NULL)
		return false;
	if (is_star(object) ||
	    g_ascii_strncasecmp(object->text, "*.*", MIN(object->length, 3)) == 0)
		return true;
	g_autofree char *name = sql_token_name(object);
	return name != NULL && matches_pattern(name, database);
}

/* Whether the list before ON holds the privilege, of one word or two. */
static bool
lists(const Grant *grant, const char *privilege)
{
	g_auto(GStrv) words = g_strsplit(privilege, " ", 2);

	for (guint i = 1; i < grant->on; i++) {
		if (sql_token_is(token_at(grant, i), "ALL"))
			return true;
		bool begins = i == 1 || token_at(grant, i - 1)->text[0] == ',';
		bool second = words[1] == NULL || sql_token_is(token_at(grant, i + 1), words[1]);
		guint end = i + (words[1] != NULL ? 2 : 1);
		bool ends = end == grant->on || !g_ascii_isalpha(token_at(grant, end)->text[0]);
		if (begins && second && ends && sql_token_is(token_at(grant, i), words[0]))
			return true;
	}
	return false;
}

/* Whether the account has it; what a role brings is not known, and counts as everything. */
static bool
has_privilege(const PlanTarget *target, const char *database, const char *privilege)
{
	bool found = false;

	for (guint i = 0; i < target->grants->len && !found; i++) {
		Grant grant = read_grant(g_ptr_array_index(target->grants, i));
		bool role = grant.on == 0 && sql_token_is(token_at(&grant, 0), "GRANT");
		found = role || (sql_token_is(token_at(&grant, 0), "GRANT") &&
		                 is_about(&grant, database) && lists(&grant, privilege));
		g_array_unref(grant.tokens);
	}
	return found;
}

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
	if (has_privilege(context->target, database, privilege))
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
