#include "runner/snapshot.h"

#include <string.h>

#include "runner/schema_read.h"
#include "runner/table_text.h"

#define DIGEST_BYTES 32

struct Snapshot {
	char *database;
	bool fold_names;     /* lower_case_table_names is not 0 */
	GHashTable *objects; /* key -> owned SchemaObject *: now */
	GHashTable *before;  /* key -> owned SchemaObject * or NULL: what changed since the mark */
	guint8 whole[DIGEST_BYTES];
};

static char *
object_key(const Snapshot *snapshot, SqlObjectKind kind, const char *name)
{
	bool routine = kind == SQL_OBJECT_PROCEDURE || kind == SQL_OBJECT_FUNCTION ||
	               kind == SQL_OBJECT_EVENT;
	g_autofree char *folded =
		snapshot->fold_names || routine ? g_utf8_casefold(name, -1) : NULL;

	/* Tables, views and sequences share one namespace, but each DROP names its kind. */
	return g_strdup_printf("%d:%s", (int)kind, folded != NULL ? folded : name);
}

static void
digest_xor(guint8 *whole, const guint8 *one)
{
	for (guint i = 0; i < DIGEST_BYTES; i++)
		whole[i] ^= one[i];
}

static char *
digest_hex(const guint8 *digest)
{
	GString *hex = g_string_sized_new(2 * DIGEST_BYTES);

	for (guint i = 0; i < DIGEST_BYTES; i++)
		g_string_append_printf(hex, "%02x", digest[i]);
	return g_string_free(hex, FALSE);
}

/* Keep the object as it was at the mark, the first time that it changes. */
static void
remember_before(Snapshot *snapshot, const char *key, SchemaObject *take_old)
{
	if (g_hash_table_contains(snapshot->before, key))
		schema_object_free(take_old);
	else
		g_hash_table_insert(snapshot->before, g_strdup(key), take_old);
}

/* Put `take_object` (NULL: it is gone) in the place of what stands under `key`. */
static void
put_object(Snapshot *snapshot, const char *key, SchemaObject *take_object)
{
	gpointer old_key = NULL;
	gpointer old = NULL;

	if (g_hash_table_steal_extended(snapshot->objects, key, &old_key, &old))
		digest_xor(snapshot->whole, ((SchemaObject *)old)->fingerprint);
	g_free(old_key);
	remember_before(snapshot, key, old);

	if (take_object == NULL)
		return;
	digest_xor(snapshot->whole, take_object->fingerprint);
	g_hash_table_insert(snapshot->objects, g_strdup(key), take_object);
}

static bool
same_object(const SchemaObject *a, const SchemaObject *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return memcmp(a->fingerprint, b->fingerprint, DIGEST_BYTES) == 0;
}

static void
update_object(Snapshot *snapshot, const char *key, SchemaObject *take_object)
{
	if (same_object(g_hash_table_lookup(snapshot->objects, key), take_object))
		schema_object_free(take_object);
	else
		put_object(snapshot, key, take_object);
}

static Snapshot *
snapshot_new(const char *database, bool fold_names)
{
	Snapshot *snapshot = g_new0(Snapshot, 1);

	snapshot->database = g_strdup(database);
	snapshot->fold_names = fold_names;
	snapshot->objects = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                                          (GDestroyNotify)schema_object_free);
	snapshot->before = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                                         (GDestroyNotify)schema_object_free);
	return snapshot;
}

void
snapshot_free(Snapshot *snapshot)
{
	if (snapshot == NULL)
		return;

	g_free(snapshot->database);
	g_hash_table_unref(snapshot->objects);
	g_hash_table_unref(snapshot->before);
	g_free(snapshot);
}

Snapshot *
snapshot_read(Session *session, GError **error)
{
	g_autofree char *fold =
		session_query_value(session, "SELECT @@lower_case_table_names", error);
	if (fold == NULL)
		return NULL;

	g_autoptr(Snapshot) snapshot =
		snapshot_new(session_database(session), !g_str_equal(fold, "0"));
	if (!snapshot_refresh_all(snapshot, session, error))
		return NULL;

	snapshot_mark(snapshot);
	return g_steal_pointer(&snapshot);
}

void
snapshot_mark(Snapshot *snapshot)
{
	g_hash_table_remove_all(snapshot->before);
}

static void
drop_missing(Snapshot *snapshot, GHashTable *seen)
{
	g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	gpointer key;

	g_hash_table_iter_init(&iter, snapshot->objects);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		if (!g_hash_table_contains(seen, key))
			g_ptr_array_add(gone, g_strdup(key));
	for (guint i = 0; i < gone->len; i++)
		put_object(snapshot, g_ptr_array_index(gone, i), NULL);
}

bool
snapshot_refresh_all(Snapshot *snapshot, Session *session, GError **error)
{
	g_autoptr(GPtrArray) objects = schema_read_all(session, error);
	if (objects == NULL)
		return false;

	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_ptr_array_set_free_func(objects, NULL);
	for (guint i = 0; i < objects->len; i++) {
		SchemaObject *object = g_ptr_array_index(objects, i);
		char *key = object_key(snapshot, object->kind, object->name);
		update_object(snapshot, key, object);
		g_hash_table_add(seen, key);
	}
	drop_missing(snapshot, seen);
	return true;
}

static bool
refresh_one(Snapshot *snapshot, Session *session, SqlObjectKind kind, const char *name,
            GError **error)
{
	g_autofree char *key = object_key(snapshot, kind, name);
	SchemaObject *object = NULL;

	if (!schema_read_object(session, kind, name, &object, error))
		return false;
	update_object(snapshot, key, object);
	return true;
}

bool
snapshot_effect_target(const Snapshot *snapshot, const SqlEffect *effect, SqlObjectKind *ret_kind,
                       const char **ret_name)
{
	bool part = effect->object >= SQL_OBJECT_COLUMN;

	if (effect->schema != NULL && g_strcmp0(effect->schema, snapshot->database) != 0)
		return false;
	*ret_kind = part ? SQL_OBJECT_TABLE : effect->object;
	*ret_name = part ? effect->table : effect->name;
	return *ret_name != NULL && *ret_kind != SQL_OBJECT_DATABASE;
}

/* Renames and drops reach further than the object named: foreign keys of others, triggers. */
static bool
reaches_further(const SqlStatement *statement)
{
	if (statement->opaque || statement->kind == SQL_STATEMENT_DYNAMIC)
		return true;
	for (guint i = 0; i < statement->effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(statement->effects, i);
		if (effect->effect == SQL_EFFECT_RENAME || effect->object == SQL_OBJECT_DATABASE)
			return true;
	}
	return false;
}

/* DROP TABLE takes the table's triggers with it. */
static bool
refresh_triggers(Snapshot *snapshot, Session *session, GError **error)
{
	g_autoptr(GList) objects = g_hash_table_get_values(snapshot->objects);

	for (GList *item = objects; item != NULL; item = item->next) {
		const SchemaObject *object = item->data;
		if (object->kind != SQL_OBJECT_TRIGGER)
			continue;
		g_autofree char *name = g_strdup(object->name);
		if (!refresh_one(snapshot, session, SQL_OBJECT_TRIGGER, name, error))
			return false;
	}
	return true;
}

bool
snapshot_refresh(Snapshot *snapshot, Session *session, const SqlStatement *statement,
                 GError **error)
{
	bool table_dropped = false;

	if (reaches_further(statement))
		return snapshot_refresh_all(snapshot, session, error);
	for (guint i = 0; i < statement->effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(statement->effects, i);
		SqlObjectKind kind;
		const char *name = NULL;

		if (effect->effect == SQL_EFFECT_WRITE ||
		    (effect->object >= SQL_OBJECT_COLUMN && i > 0) ||
		    !snapshot_effect_target(snapshot, effect, &kind, &name))
			continue;
		if (!refresh_one(snapshot, session, kind, name, error))
			return false;
		table_dropped |= kind == SQL_OBJECT_TABLE && effect->effect == SQL_EFFECT_DROP;
	}
	return !table_dropped || refresh_triggers(snapshot, session, error);
}

const SchemaObject *
snapshot_find(const Snapshot *snapshot, SqlObjectKind kind, const char *name)
{
	g_autofree char *key = object_key(snapshot, kind, name);
	return g_hash_table_lookup(snapshot->objects, key);
}

const SchemaObject *
snapshot_find_before(const Snapshot *snapshot, SqlObjectKind kind, const char *name)
{
	g_autofree char *key = object_key(snapshot, kind, name);
	gpointer old = NULL;

	if (g_hash_table_lookup_extended(snapshot->before, key, NULL, &old))
		return old;
	return g_hash_table_lookup(snapshot->objects, key);
}

char *
snapshot_fingerprint(const Snapshot *snapshot)
{
	return digest_hex(snapshot->whole);
}

char *
snapshot_fingerprint_of(const Snapshot *snapshot, const SqlStatement *statement)
{
	guint8 digest[DIGEST_BYTES] = {0};
	const SchemaObject *last = NULL;
	bool any = false;

	if (reaches_further(statement))
		return snapshot_fingerprint(snapshot);
	for (guint i = 0; i < statement->effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(statement->effects, i);
		SqlObjectKind kind;
		const char *name = NULL;

		if (effect->effect == SQL_EFFECT_WRITE ||
		    !snapshot_effect_target(snapshot, effect, &kind, &name))
			continue;
		any = true;
		const SchemaObject *object = snapshot_find(snapshot, kind, name);
		if (object != NULL && object != last)
			digest_xor(digest, object->fingerprint);
		last = object;
	}
	return any ? digest_hex(digest) : NULL;
}

static void
append_line(GPtrArray *lines, const SchemaObject *object, const char *what)
{
	g_ptr_array_add(lines, g_strdup_printf("%s %s %s", sql_object_kind_name(object->kind),
	                                       object->name, what));
}

static void
append_difference(GPtrArray *lines, const SchemaObject *old, const SchemaObject *new)
{
	if (old == NULL) {
		append_line(lines, new, "was not there before");
		return;
	}
	if (new == NULL) {
		append_line(lines, old, "is missing");
		return;
	}
	append_line(lines, old, "differs:");
	table_text_diff(old->text, new->text, lines);
}

GPtrArray *
snapshot_differences(const Snapshot *snapshot)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GList) keys = g_hash_table_get_keys(snapshot->before);

	keys = g_list_sort(keys, (GCompareFunc)strcmp);
	for (GList *item = keys; item != NULL; item = item->next) {
		const SchemaObject *old = g_hash_table_lookup(snapshot->before, item->data);
		const SchemaObject *new = g_hash_table_lookup(snapshot->objects, item->data);
		if (!same_object(old, new))
			append_difference(lines, old, new);
	}
	return lines;
}
