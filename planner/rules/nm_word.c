#include <string.h>

#include "planner/rules/nm.h"
#include "planner/rules/scan.h"

#define MOST_LETTERS 64

/* "column `a` of `t`", "table `t`". The caller frees. */
static char *
describe(const NewName *name)
{
	const char *kind = sql_object_kind_name(name->object);

	return name->table != NULL
	               ? g_strdup_printf("the %s `%s` of `%s`", kind, name->name, name->table)
	               : g_strdup_printf("the %s `%s`", kind, name->name);
}

static void
visit_length(const RuleContext *context, const NewName *name)
{
	glong length = g_utf8_strlen(name->name, -1);

	if (length <= MOST_LETTERS)
		return;
	bool refused_as_wrong = context->target->mariadb && name->object == SQL_OBJECT_TABLE;
	g_autofree char *what = describe(name);
	nm_report(context, name,
	          "%s has %ld letters, and %d are the most: the statement ends with %d", what,
	          length, MOST_LETTERS, refused_as_wrong ? 1103 : 1059);
}

/* What the model refuses never comes into it, so that no new name is seen. */
static void
report_refused(const RuleContext *context, const SchemaProblem *problem)
{
	bool is_part =
		problem->object == SQL_OBJECT_COLUMN || problem->object == SQL_OBJECT_INDEX ||
		problem->object == SQL_OBJECT_FOREIGN_KEY || problem->object == SQL_OBJECT_CHECK;

	if (problem->error_number == 1059 && is_part)
		rule_report_on(context, problem->table, NULL, NULL,
		               "%s: the statement ends with 1059", problem->message);
}

void
nm_check_length(const RuleContext *context)
{
	const GPtrArray *problems = context->statement->problems;

	nm_each_new_name(context, visit_length);
	for (guint i = 0; i < problems->len; i++)
		report_refused(context, g_ptr_array_index(problems, i));
}

/* ---- reserved words */

/* Whether the newest MySQL that mgrun knows reserves the word. */
static bool
is_reserved_later(const RuleContext *context, const char *word)
{
	const PlanTarget newest = {.mariadb = false};

	return !context->target->mariadb && plan_target_reserves(&newest, word);
}

/* Whether the statement writes the name without quotes, and nowhere with them. */
static bool
is_bare(const RuleContext *context, const char *name)
{
	g_autoptr(GArray) tokens = scan_tokens(context->statement->text);
	bool found = false;

	for (guint i = 0; i < tokens->len; i++) {
		const SqlToken *token = &g_array_index(tokens, SqlToken, i);
		if (!scan_is_name(tokens, i, name))
			continue;
		if (token->kind == SQL_TOKEN_QUOTED_NAME)
			return false;
		found = true;
	}
	return found;
}

static void
visit_reserved(const RuleContext *context, const NewName *name)
{
	bool now = plan_target_reserves(context->target, name->name);

	if (name->object == SQL_OBJECT_DATABASE || name->object == SQL_OBJECT_INDEX ||
	    (!now && !is_reserved_later(context, name->name)))
		return;
	g_autofree char *what = describe(name);
	if (now && is_bare(context, name->name)) {
		Finding *finding = nm_report(context, name,
		                             "%s is a reserved word without quotes: the statement "
		                             "ends with 1064",
		                             what);
		finding_set_severity(finding, SEVERITY_CRITICAL);
		return;
	}
	nm_report(context, name, "%s is a reserved word%s: it needs quotes wherever it stands",
	          what, now ? "" : " of a later MySQL");
}

void
nm_check_reserved(const RuleContext *context)
{
	nm_each_new_name(context, visit_reserved);
}

/* ---- upper case */

static bool
has_upper(const char *name)
{
	for (const char *at = name; *at != '\0'; at++)
		if (g_ascii_isupper(*at))
			return true;
	return false;
}

/* Another table whose name differs by case alone; NULL: none. */
static const char *
find_twin(const Schema *schema, const char *name)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, schema->tables);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const SchemaTable *table = value;
		if (g_ascii_strcasecmp(table->name, name) == 0 && strcmp(table->name, name) != 0)
			return table->name;
	}
	return NULL;
}

static void
visit_case(const RuleContext *context, const NewName *name)
{
	bool counts = name->object == SQL_OBJECT_TABLE || name->object == SQL_OBJECT_VIEW ||
	              name->object == SQL_OBJECT_DATABASE;

	if (!counts || name->table != NULL)
		return;
	const char *twin = name->object == SQL_OBJECT_DATABASE || context->schema->fold_names
	                           ? NULL
	                           : find_twin(context->schema, name->name);
	if (twin != NULL)
		nm_report(context, name,
		          "`%s` and `%s` differ by case alone: a server that folds "
		          "names has room for one of them",
		          name->name, twin);
	else if (has_upper(name->name))
		nm_report(context, name, "the name of the %s `%s` has upper case: %s",
		          sql_object_kind_name(name->object), name->name,
		          context->schema->fold_names
		                  ? "this server stores it in lower case, others do not"
		                  : "this server finds it by exactly that, others by any case");
}

void
nm_check_case(const RuleContext *context)
{
	nm_each_new_name(context, visit_case);
}

/* ---- letters that need quotes */

static const char *
odd_letters(const char *name)
{
	gsize length = strlen(name);

	if (length > 0 && name[length - 1] == ' ')
		return "ends with a blank, which the server refuses (1103, 1166)";
	if (g_ascii_isdigit(name[0]) || name[0] == '$')
		return "begins with a digit or `$`";
	for (const char *at = name; *at != '\0'; at++) {
		if ((*at & 0x80) != 0)
			return "has letters outside of ASCII";
		if (!g_ascii_isalnum(*at) && *at != '_' && *at != '$')
			return "has other signs than letters, digits and `_`";
	}
	return NULL;
}

static void
visit_letters(const RuleContext *context, const NewName *name)
{
	const char *odd = odd_letters(name->name);

	if (odd == NULL)
		return;
	g_autofree char *what = describe(name);
	nm_report(context, name, "%s %s", what, odd);
}

void
nm_check_letters(const RuleContext *context)
{
	nm_each_new_name(context, visit_letters);
}
