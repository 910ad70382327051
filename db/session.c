#include "db/session.h"

#include <string.h>

#include "db/session_internal.h"

#define CLIENT_SERVER_LOST 2013

struct Rows {
	MYSQL_RES *result;
	MYSQL_ROW row;
	unsigned long *lengths;
};

void
session_close(Session *session)
{
	if (session == NULL)
		return;

	mysql_close(session->mysql);
	g_free(session->database);
	if (session->expected != NULL)
		g_hash_table_unref(session->expected);
	g_free(session);
}

guint64
session_connection_id(const Session *session)
{
	return session->connection_id;
}

const Flavour *
session_flavour(const Session *session)
{
	return &session->flavour;
}

const char *
session_database(const Session *session)
{
	return session->database;
}

bool
session_in_transaction(const Session *session)
{
	return (session->mysql->server_status & SERVER_STATUS_IN_TRANS) != 0;
}

void
session_set_error(const Session *session, const char *context, GError **error)
{
	guint number = mysql_errno(session->mysql);
	const char *message = mysql_error(session->mysql);

	if (number == CLIENT_TLS_ERROR) {
		/* The handshake was long ago: this is how a connection ends that had TLS. */
		g_autofree char *lost =
			g_strdup_printf("Lost connection to the server (%s)", message);
		db_error_set(error, CLIENT_SERVER_LOST, "HY000", lost, context);
		return;
	}
	db_error_set(error, number, mysql_sqlstate(session->mysql), message, context);
}

/* Read one result set away, row by row: it may be larger than memory. */
static bool
drain_result(Session *session)
{
	MYSQL_RES *result = mysql_use_result(session->mysql);
	if (result == NULL)
		return mysql_errno(session->mysql) == 0;

	session->changed = true; /* a query may set variables, and its end does not tell */
	while (mysql_fetch_row(result) != NULL)
		;
	bool ok = mysql_errno(session->mysql) == 0;
	mysql_free_result(result);
	return ok;
}

/* The server says with each answer whether the statement changed the session. */
static void
note_change(Session *session)
{
	const char *value;
	size_t length;

	if (mysql_session_track_get_first(session->mysql, SESSION_TRACK_STATE_CHANGE, &value,
	                                  &length) == 0)
		session->changed = true;
}

/* CALL gives several results, and any of them may be an error. */
static bool
drain_all(Session *session, ExecResult *result)
{
	int more;

	do {
		if (!drain_result(session))
			return false;
		my_ulonglong affected = mysql_affected_rows(session->mysql);
		if (affected != (my_ulonglong)-1 && mysql_field_count(session->mysql) == 0)
			result->affected_rows += affected;
		result->warnings = mysql_warning_count(session->mysql);
		note_change(session);
		more = mysql_next_result(session->mysql);
	} while (more == 0);
	return more == -1;
}

bool
session_exec(Session *session, const char *sql, gssize length, ExecResult *ret_result,
             GError **error)
{
	ExecResult result = {0};
	unsigned long bytes = length < 0 ? strlen(sql) : (unsigned long)length;

	if (mysql_real_query(session->mysql, sql, bytes) != 0 || !drain_all(session, &result)) {
		session->changed = true; /* what it did before it failed is not known */
		session_set_error(session, NULL, error);
		return false;
	}
	if (ret_result != NULL)
		*ret_result = result;
	return true;
}

bool
session_exec_all(Session *session, const GPtrArray *statements, ExecResult *ret_last,
                 GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	ExecResult last = {0};
	int more = 0;

	if (!session->many_statements &&
	    mysql_set_server_option(session->mysql, MYSQL_OPTION_MULTI_STATEMENTS_ON) != 0) {
		session_set_error(session, NULL, error);
		return false;
	}
	session->many_statements = true;
	for (guint i = 0; i < statements->len; i++)
		g_string_append_printf(text, "%s;", (const char *)g_ptr_array_index(statements, i));
	bool ok = mysql_real_query(session->mysql, text->str, text->len) == 0;
	while (ok && more == 0) {
		ok = drain_result(session);
		last.affected_rows = mysql_affected_rows(session->mysql);
		more = ok ? mysql_next_result(session->mysql) : 1;
	}
	if (!ok || more > 0) {
		session_set_error(session, NULL, error);
		return false;
	}
	*ret_last = last;
	return true;
}

/* Results behind the first are read away: a query gives one. */
static bool
drain_rest(Session *session)
{
	int more;

	while ((more = mysql_next_result(session->mysql)) == 0)
		if (!drain_result(session))
			return false;
	return more == -1;
}

Rows *
session_query(Session *session, const char *sql, GError **error)
{
	if (mysql_real_query(session->mysql, sql, strlen(sql)) != 0) {
		session_set_error(session, NULL, error);
		return NULL;
	}

	MYSQL_RES *result = mysql_store_result(session->mysql);
	if (result == NULL && mysql_errno(session->mysql) == 0) {
		db_error_set(error, 0, "HY000", "the statement gives no rows", NULL);
		return NULL;
	}
	if (result == NULL || !drain_rest(session)) {
		session_set_error(session, NULL, error);
		if (result != NULL)
			mysql_free_result(result);
		return NULL;
	}
	Rows *rows = g_new0(Rows, 1);
	rows->result = result;
	return rows;
}

void
rows_free(Rows *rows)
{
	if (rows == NULL)
		return;

	mysql_free_result(rows->result);
	g_free(rows);
}

guint64
rows_count(const Rows *rows)
{
	return mysql_num_rows(rows->result);
}

guint
rows_width(const Rows *rows)
{
	return mysql_num_fields(rows->result);
}

bool
rows_next(Rows *rows)
{
	rows->row = mysql_fetch_row(rows->result);
	rows->lengths = rows->row != NULL ? mysql_fetch_lengths(rows->result) : NULL;
	return rows->row != NULL;
}

const char *
rows_text(const Rows *rows, guint column)
{
	g_assert(rows->row != NULL && column < mysql_num_fields(rows->result));
	return rows->row[column];
}

gsize
rows_length(const Rows *rows, guint column)
{
	return rows_text(rows, column) != NULL ? rows->lengths[column] : 0;
}

guint64
rows_uint(const Rows *rows, guint column)
{
	const char *text = rows_text(rows, column);
	return text != NULL ? g_ascii_strtoull(text, NULL, 10) : 0;
}

bool
rows_is_true(const Rows *rows, guint column)
{
	const char *text = rows_text(rows, column);
	if (text == NULL)
		return false;
	if (text[0] == '\x01' && text[1] == '\0') /* b'1' */
		return true;
	/* The number that the text begins with, as MySQL reads it: no hexadecimal, no words. */
	g_autofree char *number = g_strndup(text, strspn(text, "+-.0123456789eE"));
	return g_ascii_strtod(number, NULL) != 0.0;
}

char *
session_query_value(Session *session, const char *sql, GError **error)
{
	g_autoptr(Rows) rows = session_query(session, sql, error);
	return rows != NULL && rows_next(rows) ? g_strdup(rows_text(rows, 0)) : NULL;
}

GPtrArray *
session_warnings(Session *session, guint most, GError **error)
{
	g_autofree char *sql = g_strdup_printf("SHOW WARNINGS LIMIT %u", most);
	g_autoptr(Rows) rows = session_query(session, sql, error);
	if (rows == NULL)
		return NULL;

	GPtrArray *warnings = g_ptr_array_new_with_free_func(g_free);
	while (rows_next(rows))
		g_ptr_array_add(warnings, g_strdup_printf("%s %s: %s", rows_text(rows, 0),
		                                          rows_text(rows, 1), rows_text(rows, 2)));
	return warnings;
}

bool
session_ping(Session *session, GError **error)
{
	if (mysql_ping(session->mysql) == 0)
		return true;
	session_set_error(session, NULL, error);
	return false;
}

bool
session_kill_query(Session *session, guint64 connection_id, GError **error)
{
	g_autofree char *sql = g_strdup_printf("KILL QUERY %" G_GUINT64_FORMAT, connection_id);
	return session_exec(session, sql, -1, NULL, error);
}

void
db_library_begin(void)
{
	int failed = mysql_library_init(0, NULL, NULL);
	g_assert(failed == 0);
}

void
db_library_end(void)
{
	mysql_library_end();
}

const char *
db_library_version(void)
{
#ifdef MARIADB_PACKAGE_VERSION
	return "MariaDB Connector/C " MARIADB_PACKAGE_VERSION;
#else
	return "libmysqlclient " LIBMYSQL_VERSION;
#endif
}
