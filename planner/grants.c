#include "planner/grants.h"

#include <string.h>

/* "GRANT SELECT, INSERT (a, b) ON `app`.* TO `me`@`%`", cut where it says so. */
typedef struct {
	const char *privileges;
	gsize privileges_length;
	const char *scope;
	bool takes_back; /* REVOKE: partial revokes of MySQL */
} Grant;

static bool
cut(const char *line, Grant *ret_grant)
{
	const char *on = strstr(line, " ON ");

	ret_grant->takes_back = g_str_has_prefix(line, "REVOKE ");
	if (on == NULL || (!ret_grant->takes_back && !g_str_has_prefix(line, "GRANT ")))
		return false;
	ret_grant->privileges = strchr(line, ' ') + 1;
	ret_grant->privileges_length = (gsize)(on - ret_grant->privileges);
	ret_grant->scope = on + strlen(" ON ");
	return true;
}

/* The columns behind "SELECT (a, b)" do not count: such a grant is about a table, see covers(). */
static bool
lists(const Grant *grant, const char *privilege)
{
	g_autofree char *all = g_strndup(grant->privileges, grant->privileges_length);
	g_auto(GStrv) words = g_strsplit(all, ",", -1);

	for (gsize i = 0; words[i] != NULL; i++) {
		words[i][strcspn(words[i], "(")] = '\0';
		const char *word = g_strstrip(words[i]);
		if (g_ascii_strcasecmp(word, privilege) == 0 ||
		    g_ascii_strcasecmp(word, "ALL PRIVILEGES") == 0)
			return true;
	}
	return false;
}

/* A database in a grant is a pattern: % and _ stand for others, unless \ is before them. */
static bool
matches(const char *pattern, const char *name)
{
	if (*pattern == '\0')
		return *name == '\0';
	if (*pattern == '%')
		return matches(pattern + 1, name) || (*name != '\0' && matches(pattern, name + 1));
	if (*pattern == '\\' && (pattern[1] == '_' || pattern[1] == '%'))
		pattern++;
	else if (*pattern == '_')
		return *name != '\0' && matches(pattern + 1, name + 1);
	return *pattern == *name && matches(pattern + 1, name + 1);
}

/*
 * The name between backquotes, in which a backquote is doubled; NULL: the scope is no database.
 * `ret_rest` is what stands behind it.
 */
static char *
database_of(const char *scope, const char **ret_rest)
{
	g_autoptr(GString) name = g_string_new(NULL);

	if (*scope != '`')
		return NULL;
	for (scope++; *scope != '\0' && !(scope[0] == '`' && scope[1] != '`'); scope++) {
		if (*scope == '`')
			scope++;
		g_string_append_c(name, *scope);
	}
	*ret_rest = scope;
	return g_string_free(g_steal_pointer(&name), FALSE);
}

/* `whole`: the grant must be about more than one table of the database. */
static bool
covers(const Grant *grant, const char *database, bool whole)
{
	const char *rest = NULL;

	if (g_str_has_prefix(grant->scope, "*.* "))
		return true;
	g_autofree char *pattern = database_of(grant->scope, &rest);
	return pattern != NULL && database != NULL &&
	       g_str_has_prefix(rest, whole ? "`.* " : "`.") && matches(pattern, database);
}

bool
grants_allow(const GPtrArray *lines, const char *privilege, const char *database)
{
	bool allowed = false;

	for (guint i = 0; i < lines->len; i++) {
		Grant grant;
		if (!cut(g_ptr_array_index(lines, i), &grant) || !lists(&grant, privilege) ||
		    !covers(&grant, database, true))
			continue;
		if (grant.takes_back)
			return false;
		allowed = true;
	}
	return allowed;
}

static bool
gives_role(const char *line)
{
	return g_str_has_prefix(line, "GRANT ") && strstr(line, " ON ") == NULL;
}

bool
grants_may_allow(const GPtrArray *lines, const char *privilege, const char *database)
{
	for (guint i = 0; i < lines->len; i++) {
		const char *line = g_ptr_array_index(lines, i);
		Grant grant;
		if (gives_role(line) ||
		    (cut(line, &grant) && !grant.takes_back && lists(&grant, privilege) &&
		     covers(&grant, database, false)))
			return true;
	}
	return false;
}
