#include <string.h>

#include "db/session_internal.h"

/* Session variables as mgrun fixes them; `text` is how the server shows the value. */
typedef struct {
	const char *name;
	const char *sql;
	const char *text;
} FixedVariable;

/* In the order in which both servers print the modes. */
#define SQL_MODE_TEXT                                                                              \
	"ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"                     \
	"ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"

static const FixedVariable fixed_variables[] = {
	{"sql_mode", "'" SQL_MODE_TEXT "'", SQL_MODE_TEXT},
	{"time_zone", "'+00:00'", "+00:00"},
	{"foreign_key_checks", "1", "1"},
	{"unique_checks", "1", "1"},
	{"autocommit", "1", "1"},
	{"sql_safe_updates", "0", "0"},
};

/* SET NAMES sets these three. */
static const char *const charset_variables[] = {"character_set_client", "character_set_connection",
                                                "character_set_results"};

/* Not set, because that takes a privilege; a reset puts it back, and a change means replicas miss
 * rows. */
#define BINLOG_VARIABLE "sql_log_bin"

static void
append_expected(const Session *session, GString *sql)
{
	GHashTableIter iter;
	gpointer name;
	gpointer value;

	g_hash_table_iter_init(&iter, session->expected);
	while (g_hash_table_iter_next(&iter, &name, &value))
		g_string_append_printf(sql, ", %s = %s", (const char *)name, (const char *)value);
}

bool
session_fix_state(Session *session, GError **error)
{
	g_autoptr(GString) sql = g_string_new("SET NAMES utf8mb4");

	for (gsize i = 0; i < G_N_ELEMENTS(fixed_variables); i++)
		g_string_append_printf(sql, ", %s = %s", fixed_variables[i].name,
		                       fixed_variables[i].sql);
	append_expected(session, sql);
	return session_exec(session, sql->str, -1, NULL, error);
}

bool
session_set_expected(Session *session, const char *variable, const char *value, GError **error)
{
	g_autofree char *sql = g_strdup_printf("SET %s = %s", variable, value);

	if (!session_exec(session, sql, -1, NULL, error))
		return false;
	g_hash_table_replace(session->expected, g_strdup(variable), g_strdup(value));
	return true;
}

/* The variables' names in a fixed order: what is asked and what is compared. */
static GPtrArray *
names_to_check(const Session *session)
{
	GPtrArray *names = g_ptr_array_new();
	GHashTableIter iter;
	gpointer name;

	for (gsize i = 0; i < G_N_ELEMENTS(fixed_variables); i++)
		g_ptr_array_add(names, (gpointer)fixed_variables[i].name);
	for (gsize i = 0; i < G_N_ELEMENTS(charset_variables); i++)
		g_ptr_array_add(names, (gpointer)charset_variables[i]);
	g_ptr_array_add(names, (gpointer)BINLOG_VARIABLE);
	g_hash_table_iter_init(&iter, session->expected);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		g_ptr_array_add(names, name);
	return names;
}

static const char *
expected_text(const Session *session, const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(fixed_variables); i++)
		if (g_str_equal(fixed_variables[i].name, name))
			return fixed_variables[i].text;
	if (g_str_equal(name, BINLOG_VARIABLE))
		return "1";
	const char *value = g_hash_table_lookup(session->expected, name);
	return value != NULL ? value : "utf8mb4";
}

static void
compare_variables(const Session *session, const GPtrArray *names, const Rows *rows,
                  GPtrArray *leaks)
{
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		const char *value = rows_text(rows, i + 1);
		if (g_strcmp0(value, expected_text(session, name)) != 0)
			g_ptr_array_add(leaks, g_strdup_printf("%s: was %s", name,
			                                       value != NULL ? value : "NULL"));
	}
	const char *database = rows_text(rows, 0);
	if (g_strcmp0(database, session->database) != 0)
		g_ptr_array_add(leaks, g_strdup_printf("default database: was %s",
		                                       database != NULL ? database : "none"));
}

static GPtrArray *
find_leaks(Session *session, GError **error)
{
	g_autoptr(GPtrArray) leaks = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) names = names_to_check(session);
	g_autoptr(GString) sql = g_string_new("SELECT DATABASE()");

	if (session_in_transaction(session))
		g_ptr_array_add(leaks, g_strdup("transaction: was left open and is rolled back"));
	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(sql, ", @@%s", (const char *)g_ptr_array_index(names, i));
	g_autoptr(Rows) rows = session_query(session, sql->str, error);
	if (rows == NULL)
		return NULL;
	if (rows_next(rows))
		compare_variables(session, names, rows, leaks);
	return g_steal_pointer(&leaks);
}

/*
 * COM_RESET_CONNECTION rolls back, releases table locks, and takes back user
 * variables, temporary tables and every session variable; the default database
 * it leaves alone. MySQL 9.7 C API guide, mysql_reset_connection().
 */
bool
session_reset_state(Session *session, GPtrArray **ret_leaks, GError **error)
{
	g_autoptr(GPtrArray) leaks = NULL;

	if (ret_leaks != NULL && (leaks = find_leaks(session, error)) == NULL)
		return false;
	if (mysql_reset_connection(session->mysql) != 0 ||
	    (session->database != NULL &&
	     mysql_select_db(session->mysql, session->database) != 0)) {
		session_set_error(session, NULL, error);
		return false;
	}
	if (!session_fix_state(session, error))
		return false;
	if (ret_leaks != NULL)
		*ret_leaks = g_steal_pointer(&leaks);
	return true;
}
