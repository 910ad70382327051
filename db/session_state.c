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

/* What a session is given by the server and should still have: MySQL's name and MariaDB's. */
static const char *const inherited_variables[][2] = {
	{"transaction_isolation", "tx_isolation"},
	{"transaction_read_only", "tx_read_only"},
};

#define NOT_LOCKED 1100 /* the table was not locked with LOCK TABLES */

/* A variable that was set on purpose. */
typedef struct {
	char *sql;  /* as it was given */
	char *text; /* as the server shows it */
} Expected;

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
		g_string_append_printf(sql, ", %s = %s", (const char *)name,
		                       ((const Expected *)value)->sql);
}

bool
session_fix_state(Session *session, GError **error)
{
	g_autoptr(GString) sql = g_string_new("SET NAMES utf8mb4");

	for (gsize i = 0; i < G_N_ELEMENTS(fixed_variables); i++)
		g_string_append_printf(sql, ", %s = %s", fixed_variables[i].name,
		                       fixed_variables[i].sql);
	append_expected(session, sql);
	g_string_append(sql, ", session_track_state_change = 1");
	if (!session_exec(session, sql->str, -1, NULL, error))
		return false;
	session->changed = false;
	return true;
}

void
session_distrust(Session *session)
{
	session->changed = true;
}

static void
expected_free(gpointer data)
{
	Expected *expected = data;

	g_free(expected->sql);
	g_free(expected->text);
	g_free(expected);
}

GHashTable *
session_expected_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, expected_free);
}

bool
session_set_expected(Session *session, const char *variable, const char *value, GError **error)
{
	g_autofree char *sql = g_strdup_printf("SET %s = %s", variable, value);
	g_autofree char *question = g_strdup_printf("SELECT @@%s", variable);

	bool changed = session->changed;

	if (!session_exec(session, sql, -1, NULL, error))
		return false;
	g_autoptr(Rows) rows = session_query(session, question, error);
	if (rows == NULL)
		return false;
	session->changed = changed; /* this change is meant */
	Expected *expected = g_new0(Expected, 1);
	expected->sql = g_strdup(value);
	expected->text = rows_next(rows) ? g_strdup(rows_text(rows, 0)) : NULL;
	g_hash_table_replace(session->expected, g_strdup(variable), expected);
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
		if (!g_hash_table_contains(session->expected, fixed_variables[i].name))
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
	const Expected *expected = g_hash_table_lookup(session->expected, name);
	if (expected != NULL)
		return expected->text;
	for (gsize i = 0; i < G_N_ELEMENTS(fixed_variables); i++)
		if (g_str_equal(fixed_variables[i].name, name))
			return fixed_variables[i].text;
	return g_str_equal(name, BINLOG_VARIABLE) ? "1" : "utf8mb4";
}

static void
add_leak(GPtrArray *leaks, const char *name, const char *value, const char *wanted)
{
	if (g_strcmp0(value, wanted) != 0)
		g_ptr_array_add(
			leaks, g_strdup_printf("%s: was %s", name, value != NULL ? value : "none"));
}

static const char *
inherited_name(const Session *session, gsize index)
{
	return inherited_variables[index][session->flavour.kind == SERVER_MARIADB ? 1 : 0];
}

static void
compare_variables(const Session *session, const GPtrArray *names, const Rows *rows,
                  GPtrArray *leaks)
{
	guint column = 0;

	add_leak(leaks, "default database", rows_text(rows, column++), session->database);
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		add_leak(leaks, name, rows_text(rows, column++), expected_text(session, name));
	}
	for (gsize i = 0; i < G_N_ELEMENTS(inherited_variables); i++, column += 2)
		add_leak(leaks, inherited_name(session, i), rows_text(rows, column),
		         rows_text(rows, column + 1));
}

/*
 * No server says whether a session holds LOCK TABLES. One that does is told so when it asks
 * for a table that it did not lock, there or not.
 */
static bool
holds_table_locks(Session *session)
{
	const char *sql = session->database != NULL ? "SELECT 1 FROM mgrun_no_such_table"
	                                            : "SELECT 1 FROM mysql.mgrun_no_such_table";
	g_autoptr(GError) answer = NULL;

	return !session_exec(session, sql, -1, NULL, &answer) &&
	       db_error_number(answer) == NOT_LOCKED;
}

static GPtrArray *
find_leaks(Session *session, GError **error)
{
	g_autoptr(GPtrArray) leaks = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) names = names_to_check(session);
	g_autoptr(GString) sql = g_string_new("SELECT DATABASE()");

	if (session_in_transaction(session))
		g_ptr_array_add(leaks, g_strdup("transaction: was left open and is rolled back"));
	if (holds_table_locks(session))
		g_ptr_array_add(leaks, g_strdup("LOCK TABLES: was left on and is released"));
	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(sql, ", @@%s", (const char *)g_ptr_array_index(names, i));
	for (gsize i = 0; i < G_N_ELEMENTS(inherited_variables); i++)
		g_string_append_printf(sql, ", @@session.%s, @@global.%s",
		                       inherited_name(session, i), inherited_name(session, i));
	g_autoptr(Rows) rows = session_query(session, sql->str, error);
	if (rows == NULL)
		return NULL;
	if (rows_next(rows))
		compare_variables(session, names, rows, leaks);
	return g_steal_pointer(&leaks);
}

/* Nothing to look for: the server reported no change since the state was fixed. */
static bool
is_as_fixed(const Session *session)
{
	return !session->changed && !session_in_transaction(session);
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

	if (ret_leaks != NULL && is_as_fixed(session)) {
		*ret_leaks = g_ptr_array_new_with_free_func(g_free);
		return true;
	}
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
