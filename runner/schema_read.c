#include "runner/schema_read.h"

#include <string.h>

#include "runner/table_text.h"
#include "sql/quote.h"

/* How SHOW CREATE names a kind, and in which column the definition stands. */
typedef struct {
	const char *word;
	guint column;
	guint mode_column; /* of sql_mode, which is part of a stored program; 0: none */
} ShowCreate;

static const ShowCreate *
show_create_of(SqlObjectKind kind)
{
	static const ShowCreate table = {"TABLE", 1, 0};
	static const ShowCreate view = {"VIEW", 1, 0};
	static const ShowCreate sequence = {"SEQUENCE", 1, 0};
	static const ShowCreate trigger = {"TRIGGER", 2, 1};
	static const ShowCreate procedure = {"PROCEDURE", 2, 1};
	static const ShowCreate function = {"FUNCTION", 2, 1};
	static const ShowCreate event = {"EVENT", 3, 1};
	static const ShowCreate database = {"DATABASE", 1, 0};
	static const ShowCreate *const all[] = {
		[SQL_OBJECT_TABLE] = &table,       [SQL_OBJECT_VIEW] = &view,
		[SQL_OBJECT_TRIGGER] = &trigger,   [SQL_OBJECT_PROCEDURE] = &procedure,
		[SQL_OBJECT_FUNCTION] = &function, [SQL_OBJECT_EVENT] = &event,
		[SQL_OBJECT_SEQUENCE] = &sequence, [SQL_OBJECT_DATABASE] = &database,
	};
	g_assert((gsize)kind < G_N_ELEMENTS(all));
	return all[kind];
}

void
schema_object_free(SchemaObject *object)
{
	if (object == NULL)
		return;

	g_free(object->name);
	g_free(object->text);
	g_free(object);
}

static SchemaObject *
schema_object_new(SqlObjectKind kind, const char *name, const char *text)
{
	SchemaObject *object = g_new0(SchemaObject, 1);
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	gsize length = sizeof object->fingerprint;

	object->kind = kind;
	object->name = g_strdup(name);
	object->text = kind == SQL_OBJECT_TABLE ? table_text_normalise(text) : g_strdup(text);

	const char *word = show_create_of(kind)->word;
	g_checksum_update(sum, (const guchar *)word, (gssize)strlen(word) + 1);
	g_checksum_update(sum, (const guchar *)name, (gssize)strlen(name) + 1);
	g_checksum_update(sum, (const guchar *)object->text, (gssize)strlen(object->text));
	g_checksum_get_digest(sum, object->fingerprint, &length);
	return object;
}

/* A definition that the account may not see still counts as an object. */
static SchemaObject *
object_from_rows(SqlObjectKind kind, const char *name, Rows *rows)
{
	const ShowCreate *show = show_create_of(kind);
	const char *text = rows_next(rows) ? rows_text(rows, show->column) : NULL;
	const char *mode =
		text != NULL && show->mode_column != 0 ? rows_text(rows, show->mode_column) : NULL;

	if (text == NULL)
		text = "(not visible to this account)";
	if (mode == NULL)
		return schema_object_new(kind, name, text);
	g_autofree char *whole = g_strdup_printf("-- sql_mode=%s\n%s", mode, text);
	return schema_object_new(kind, name, whole);
}

bool
schema_read_object(Session *session, SqlObjectKind kind, const char *name,
                   SchemaObject **ret_object, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GString) sql = g_string_new("SHOW CREATE ");
	g_string_append_printf(sql, "%s ", show_create_of(kind)->word);
	sql_append_name(sql, name);

	g_autoptr(Rows) rows = session_query(session, sql->str, &problem);
	if (rows != NULL) {
		*ret_object = object_from_rows(kind, name, rows);
		return true;
	}
	/* 1347: it is a view where a table was asked for, so no such table. */
	if (g_error_matches(problem, DB_ERROR, DB_ERROR_MISSING_OBJECT) ||
	    db_error_number(problem) == 1347) {
		*ret_object = NULL;
		return true;
	}
	if (g_error_matches(problem, DB_ERROR, DB_ERROR_LOST)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	/* A broken view (1356) or one without privilege: its error number is what is known of it.
	 */
	g_autofree char *text =
		g_strdup_printf("(cannot be shown: error %u)", db_error_number(problem));
	*ret_object = schema_object_new(kind, name, text);
	return true;
}

static bool
is_own_table(const char *name)
{
	return g_str_equal(name, "mgrun_history") || g_str_equal(name, "mgrun_journal") ||
	       g_str_equal(name, "mgrun_lease");
}

static SqlObjectKind
kind_of_table_type(const char *type)
{
	if (g_ascii_strcasecmp(type, "VIEW") == 0)
		return SQL_OBJECT_VIEW;
	if (g_ascii_strcasecmp(type, "SEQUENCE") == 0)
		return SQL_OBJECT_SEQUENCE;
	return SQL_OBJECT_TABLE;
}

static bool
add_object(Session *session, SqlObjectKind kind, const char *name, GPtrArray *objects,
           GError **error)
{
	SchemaObject *object = NULL;

	if (!schema_read_object(session, kind, name, &object, error))
		return false;
	if (object != NULL)
		g_ptr_array_add(objects, object);
	return true;
}

static bool
add_tables(Session *session, GPtrArray *objects, GError **error)
{
	g_autoptr(Rows) rows = session_query(session, "SHOW FULL TABLES", error);
	if (rows == NULL)
		return false;

	while (rows_next(rows)) {
		const char *name = rows_text(rows, 0);
		if (is_own_table(name))
			continue;
		if (!add_object(session, kind_of_table_type(rows_text(rows, 1)), name, objects,
		                error))
			return false;
	}
	return true;
}

static bool
add_listed(Session *session, SqlObjectKind kind, const char *list, GPtrArray *objects,
           GError **error)
{
	g_autoptr(Rows) rows = session_query(session, list, error);
	if (rows == NULL)
		return false;

	while (rows_next(rows))
		if (!add_object(session, kind, rows_text(rows, 0), objects, error))
			return false;
	return true;
}

GPtrArray *
schema_read_all(Session *session, GError **error)
{
	static const struct {
		SqlObjectKind kind;
		const char *list;
	} lists[] = {
		{SQL_OBJECT_TRIGGER, "SHOW TRIGGERS"},
		{SQL_OBJECT_PROCEDURE,
	         "SELECT ROUTINE_NAME FROM information_schema.ROUTINES"
	         " WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = 'PROCEDURE'"},
		{SQL_OBJECT_FUNCTION,
	         "SELECT ROUTINE_NAME FROM information_schema.ROUTINES"
	         " WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = 'FUNCTION'"},
		{SQL_OBJECT_EVENT, "SELECT EVENT_NAME FROM information_schema.EVENTS"
	                           " WHERE EVENT_SCHEMA = DATABASE()"},
		{SQL_OBJECT_DATABASE, "SELECT DATABASE()"},
	};
	g_autoptr(GPtrArray) objects =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_object_free);

	if (!add_tables(session, objects, error))
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		if (!add_listed(session, lists[i].kind, lists[i].list, objects, error))
			return NULL;
	return g_steal_pointer(&objects);
}
