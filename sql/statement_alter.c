#include <string.h>

#include "sql/statement_internal.h"

/* The table whose clauses are read. */
typedef struct {
	SqlStatement *statement;
	SqlCursor *cursor;
	const char *schema;
	const char *table;
} Alter;

static SqlEffect *
add_part(const Alter *alter, SqlEffectKind effect, SqlObjectKind object, char *take_name)
{
	return sql_add_effect(alter->statement, effect, object, g_strdup(alter->schema),
	                      g_strdup(alter->table), take_name);
}

static void
add_named_part(const Alter *alter, SqlEffectKind effect, SqlObjectKind object)
{
	bool tolerant = sql_cursor_accept_if_exists(alter->cursor);
	char *name = sql_cursor_name(alter->cursor);

	if (name == NULL)
		sql_set_opaque(alter->statement);
	else
		add_part(alter, effect, object, name)->tolerant = tolerant;
}

/* ADD COLUMN (a INT, b INT): each item may also be an index or constraint. */
static void read_add_item(const Alter *alter);

static void
read_add_group(const Alter *alter)
{
	do {
		read_add_item(alter);
		sql_cursor_skip_item(alter->cursor);
	} while (sql_cursor_accept_mark(alter->cursor, ','));
	sql_cursor_accept_mark(alter->cursor, ')');
}

/* An index name may be left out: then the server chooses one. */
static char *
optional_index_name(SqlCursor *cursor)
{
	if (sql_cursor_is_mark(cursor, '(') || sql_cursor_is(cursor, "USING"))
		return NULL;
	return sql_cursor_name(cursor);
}

static bool
accept_index_word(SqlCursor *cursor)
{
	static const char *const words[] = {"INDEX", "KEY", NULL};
	return sql_cursor_accept_any(cursor, words) >= 0;
}

/* Behind ADD [CONSTRAINT [name]]: PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK. */
static bool
read_add_constraint(const Alter *alter, char *constraint)
{
	SqlCursor *cursor = alter->cursor;
	g_autofree char *name = constraint;

	if (sql_cursor_accept(cursor, "PRIMARY")) {
		add_part(alter, SQL_EFFECT_CREATE, SQL_OBJECT_INDEX, g_strdup("PRIMARY"));
	} else if (sql_cursor_accept(cursor, "UNIQUE")) {
		accept_index_word(cursor);
		bool tolerant = sql_cursor_accept_if_exists(cursor);
		g_autofree char *own = optional_index_name(cursor);
		add_part(alter, SQL_EFFECT_CREATE, SQL_OBJECT_INDEX,
		         g_strdup(own != NULL ? own : name))
			->tolerant = tolerant;
	} else if (sql_cursor_accept(cursor, "FOREIGN")) {
		sql_cursor_accept(cursor, "KEY");
		bool tolerant = sql_cursor_accept_if_exists(cursor);
		g_autofree char *own = optional_index_name(cursor);
		add_part(alter, SQL_EFFECT_CREATE, SQL_OBJECT_FOREIGN_KEY,
		         g_strdup(name != NULL ? name : own))
			->tolerant = tolerant;
	} else if (sql_cursor_accept(cursor, "CHECK")) {
		add_part(alter, SQL_EFFECT_CREATE, SQL_OBJECT_CHECK, g_steal_pointer(&name));
	} else {
		return false;
	}
	return true;
}

static bool
read_add_named_constraint(const Alter *alter)
{
	static const char *const kinds[] = {"PRIMARY", "UNIQUE", "FOREIGN", "CHECK", NULL};
	char *name = NULL;

	if (!sql_cursor_accept(alter->cursor, "CONSTRAINT"))
		return false;
	sql_cursor_accept_if_exists(alter->cursor);
	bool unnamed = false;
	for (int i = 0; kinds[i] != NULL; i++)
		unnamed |= sql_cursor_is(alter->cursor, kinds[i]);
	if (!unnamed)
		name = sql_cursor_name(alter->cursor);
	if (!read_add_constraint(alter, name))
		sql_set_opaque(alter->statement);
	return true;
}

static void
read_add_item(const Alter *alter)
{
	static const char *const index_kinds[] = {"FULLTEXT", "SPATIAL", "VECTOR", NULL};
	SqlCursor *cursor = alter->cursor;
	bool special = sql_cursor_accept_any(cursor, index_kinds) >= 0;

	if (accept_index_word(cursor) || special) {
		bool tolerant = sql_cursor_accept_if_exists(cursor);
		add_part(alter, SQL_EFFECT_CREATE, SQL_OBJECT_INDEX, optional_index_name(cursor))
			->tolerant = tolerant;
	} else if (read_add_named_constraint(alter) || read_add_constraint(alter, NULL)) {
		return;
	} else {
		add_named_part(alter, SQL_EFFECT_CREATE, SQL_OBJECT_COLUMN);
	}
}

static void
read_partitions(const Alter *alter, SqlEffectKind effect)
{
	if (sql_cursor_is(alter->cursor, "PARTITIONS")) /* ADD PARTITION PARTITIONS 4 */
		return;
	add_named_part(alter, effect, SQL_OBJECT_PARTITION);
	while (effect == SQL_EFFECT_DROP && sql_cursor_accept_mark(alter->cursor, ','))
		add_named_part(alter, effect, SQL_OBJECT_PARTITION);
}

static void
read_added_partitions(const Alter *alter)
{
	sql_cursor_accept_if_exists(alter->cursor);
	if (!sql_cursor_accept_mark(alter->cursor, '('))
		return;
	do {
		sql_cursor_accept(alter->cursor, "PARTITION");
		read_partitions(alter, SQL_EFFECT_CREATE);
		sql_cursor_skip_item(alter->cursor);
	} while (sql_cursor_accept_mark(alter->cursor, ','));
	sql_cursor_accept_mark(alter->cursor, ')');
}

static void
read_add(const Alter *alter)
{
	SqlCursor *cursor = alter->cursor;

	if (sql_cursor_accept(cursor, "PARTITION")) {
		read_added_partitions(alter);
		return;
	}
	bool column = sql_cursor_accept(cursor, "COLUMN");
	if (sql_cursor_accept_mark(cursor, '('))
		read_add_group(alter);
	else if (column || sql_cursor_is(cursor, "IF"))
		add_named_part(alter, SQL_EFFECT_CREATE, SQL_OBJECT_COLUMN);
	else
		read_add_item(alter);
}

static void
read_drop(const Alter *alter)
{
	SqlCursor *cursor = alter->cursor;

	if (sql_cursor_accept(cursor, "PRIMARY"))
		add_part(alter, SQL_EFFECT_DROP, SQL_OBJECT_INDEX, g_strdup("PRIMARY"));
	else if (accept_index_word(cursor))
		add_named_part(alter, SQL_EFFECT_DROP, SQL_OBJECT_INDEX);
	else if (sql_cursor_accept(cursor, "FOREIGN") && sql_cursor_accept(cursor, "KEY"))
		add_named_part(alter, SQL_EFFECT_DROP, SQL_OBJECT_FOREIGN_KEY);
	else if (sql_cursor_accept(cursor, "CHECK"))
		add_named_part(alter, SQL_EFFECT_DROP, SQL_OBJECT_CHECK);
	else if (sql_cursor_accept(cursor, "CONSTRAINT"))
		add_named_part(alter, SQL_EFFECT_DROP, SQL_OBJECT_CONSTRAINT);
	else if (sql_cursor_accept(cursor, "PARTITION"))
		read_partitions(alter, SQL_EFFECT_DROP);
	else {
		sql_cursor_accept(cursor, "COLUMN");
		add_named_part(alter, SQL_EFFECT_DROP, SQL_OBJECT_COLUMN);
	}
}

static void
read_renamed_part(const Alter *alter, SqlObjectKind object)
{
	char *name = sql_cursor_name(alter->cursor);

	if (name == NULL || !sql_cursor_accept(alter->cursor, "TO")) {
		g_free(name);
		sql_set_opaque(alter->statement);
		return;
	}
	add_part(alter, SQL_EFFECT_RENAME, object, name)->new_name = sql_cursor_name(alter->cursor);
}

static void
read_renamed_table(const Alter *alter)
{
	static const char *const noise[] = {"TO", "AS", NULL};
	char *schema = NULL;
	char *name = NULL;

	sql_cursor_accept_any(alter->cursor, noise);
	sql_cursor_accept_mark(alter->cursor, '=');
	if (!sql_cursor_qualified_name(alter->cursor, &schema, &name)) {
		sql_set_opaque(alter->statement);
		return;
	}
	SqlEffect *effect = sql_add_effect(alter->statement, SQL_EFFECT_RENAME, SQL_OBJECT_TABLE,
	                                   g_strdup(alter->schema), NULL, g_strdup(alter->table));
	effect->new_schema = schema;
	effect->new_name = name;
}

static void
read_rename(const Alter *alter)
{
	if (sql_cursor_accept(alter->cursor, "COLUMN"))
		read_renamed_part(alter, SQL_OBJECT_COLUMN);
	else if (accept_index_word(alter->cursor))
		read_renamed_part(alter, SQL_OBJECT_INDEX);
	else
		read_renamed_table(alter);
}

/* CHANGE old new definition: a rename unless the names are the same. */
static void
read_change(const Alter *alter)
{
	sql_cursor_accept(alter->cursor, "COLUMN");
	sql_cursor_accept_if_exists(alter->cursor);
	char *name = sql_cursor_name(alter->cursor);
	g_autofree char *new_name = sql_cursor_name(alter->cursor);

	if (name == NULL || new_name == NULL) {
		g_free(name);
		sql_set_opaque(alter->statement);
		return;
	}
	bool same = g_ascii_strcasecmp(name, new_name) == 0;
	SqlEffect *effect = add_part(alter, same ? SQL_EFFECT_CHANGE : SQL_EFFECT_RENAME,
	                             SQL_OBJECT_COLUMN, name);
	if (!same)
		effect->new_name = g_steal_pointer(&new_name);
}

static void
read_alter(const Alter *alter)
{
	if (accept_index_word(alter->cursor))
		add_named_part(alter, SQL_EFFECT_CHANGE, SQL_OBJECT_INDEX);
	else if (sql_cursor_accept(alter->cursor, "CHECK"))
		add_named_part(alter, SQL_EFFECT_CHANGE, SQL_OBJECT_CHECK);
	else if (sql_cursor_accept(alter->cursor, "CONSTRAINT"))
		add_named_part(alter, SQL_EFFECT_CHANGE, SQL_OBJECT_CONSTRAINT);
	else {
		sql_cursor_accept(alter->cursor, "COLUMN");
		add_named_part(alter, SQL_EFFECT_CHANGE, SQL_OBJECT_COLUMN);
	}
}

static void
read_modify(const Alter *alter)
{
	sql_cursor_accept(alter->cursor, "COLUMN");
	add_named_part(alter, SQL_EFFECT_CHANGE, SQL_OBJECT_COLUMN);
}

/* Clauses that name no part (ENGINE, COMMENT, CONVERT TO...) are the table's own change. */
static void
read_clause(const Alter *alter)
{
	static const struct {
		const char *word;
		void (*read)(const Alter *alter);
	} clauses[] = {
		{"ADD", read_add},       {"DROP", read_drop},   {"RENAME", read_rename},
		{"CHANGE", read_change}, {"ALTER", read_alter}, {"MODIFY", read_modify},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(clauses); i++) {
		if (!sql_cursor_accept(alter->cursor, clauses[i].word))
			continue;
		clauses[i].read(alter);
		return;
	}
}

void
sql_read_alter_clauses(SqlStatement *statement, SqlCursor *cursor, const char *schema,
                       const char *table)
{
	const Alter alter = {
		.statement = statement, .cursor = cursor, .schema = schema, .table = table};

	/* MariaDB: WAIT n, NOWAIT before the first clause. */
	if (sql_cursor_accept(cursor, "WAIT"))
		sql_cursor_advance(cursor);
	sql_cursor_accept(cursor, "NOWAIT");
	do {
		read_clause(&alter);
		sql_cursor_skip_item(cursor);
		if (sql_cursor_is_mark(cursor, ')')) /* unbalanced: not SQL that we know */
			break;
	} while (sql_cursor_accept_mark(cursor, ','));
}
