#include "runner/undo.h"

#include "runner/table_text.h"

/* NEUTRAL: running it does no harm and nothing depends on it. */
typedef enum { NEEDED, NOT_NEEDED, NEUTRAL, UNKNOWN } Need;

static Need
need_if(bool condition)
{
	return condition ? NEEDED : NOT_NEEDED;
}

static bool
differs(const SchemaObject *a, const SchemaObject *b)
{
	return a != NULL && b != NULL && g_strcmp0(a->text, b->text) != 0;
}

static Need
need_of_object(const SqlEffect *effect, const Snapshot *snapshot)
{
	const SchemaObject *now = snapshot_find(snapshot, effect->object, effect->name);
	const SchemaObject *before = snapshot_find_before(snapshot, effect->object, effect->name);

	switch (effect->effect) {
	case SQL_EFFECT_CREATE:
		return need_if(now == NULL && before != NULL);
	case SQL_EFFECT_DROP:
		if (now == NULL && effect->tolerant)
			return NEUTRAL;
		return need_if(now != NULL && before == NULL);
	case SQL_EFFECT_RENAME:
		return need_if(now != NULL && before == NULL &&
		               snapshot_find(snapshot, effect->object, effect->new_name) == NULL);
	case SQL_EFFECT_CHANGE:
		return need_if(differs(now, before));
	case SQL_EFFECT_WRITE:
		break;
	}
	return UNKNOWN;
}

static bool
has_part(const SchemaObject *table, SqlObjectKind kind, const char *name)
{
	return table != NULL && table_text_has_part(table->text, kind, name);
}

static Need
need_of_part(const SqlEffect *effect, const Snapshot *snapshot)
{
	const SchemaObject *now = snapshot_find(snapshot, SQL_OBJECT_TABLE, effect->table);
	const SchemaObject *before =
		snapshot_find_before(snapshot, SQL_OBJECT_TABLE, effect->table);

	if (now == NULL || before == NULL || !differs(now, before))
		return NOT_NEEDED;
	if (effect->name == NULL)
		return UNKNOWN;

	bool is = has_part(now, effect->object, effect->name);
	bool was = has_part(before, effect->object, effect->name);
	switch (effect->effect) {
	case SQL_EFFECT_CREATE:
		return need_if(!is && was);
	case SQL_EFFECT_DROP:
		return need_if(is && !was);
	case SQL_EFFECT_RENAME:
		return need_if(is && !was && !has_part(now, effect->object, effect->new_name));
	case SQL_EFFECT_CHANGE:
		return need_if(is);
	case SQL_EFFECT_WRITE:
		break;
	}
	return UNKNOWN;
}

static bool
writes_table(const SqlStatement *statement, const char *table)
{
	for (guint i = 0; i < statement->effects->len; i++) {
		const SqlEffect *effect = g_ptr_array_index(statement->effects, i);
		if (effect->effect == SQL_EFFECT_WRITE && g_strcmp0(effect->name, table) == 0)
			return true;
	}
	return false;
}

/* Rows leave no trace in the schema: they are undone when all that wrote them ran, and only then.
 */
static Need
need_of_rows(const SqlEffect *effect, const Snapshot *snapshot, const ActionList *ran)
{
	guint writers = 0;
	guint done = 0;

	if (snapshot_find_before(snapshot, SQL_OBJECT_TABLE, effect->name) == NULL ||
	    snapshot_find(snapshot, SQL_OBJECT_TABLE, effect->name) == NULL)
		return NOT_NEEDED;
	for (guint i = 0; i < ran->actions->len; i++) {
		const Action *action = g_ptr_array_index(ran->actions, i);
		if (!writes_table(action->statement, effect->name))
			continue;
		writers++;
		done += action->done ? 1 : 0;
	}
	if (done == 0)
		return NOT_NEEDED;
	return done == writers ? NEEDED : UNKNOWN;
}

static Need
need_of_effect(const SqlEffect *effect, const Snapshot *snapshot, const ActionList *ran)
{
	SqlObjectKind kind;
	const char *name = NULL;

	if (!snapshot_effect_target(snapshot, effect, &kind, &name))
		return UNKNOWN;
	if (effect->effect == SQL_EFFECT_WRITE)
		return need_of_rows(effect, snapshot, ran);
	return effect->object >= SQL_OBJECT_COLUMN ? need_of_part(effect, snapshot)
	                                           : need_of_object(effect, snapshot);
}

/* The first effect of an ALTER TABLE is the table's change; the parts say more where there are any.
 */
static bool
parts_say_more(const SqlStatement *statement)
{
	const SqlEffect *first = g_ptr_array_index(statement->effects, 0);

	return statement->effects->len > 1 && first->object == SQL_OBJECT_TABLE &&
	       first->effect == SQL_EFFECT_CHANGE;
}

static UndoDecision
decide_by_effects(const SqlStatement *statement, const Snapshot *snapshot, const ActionList *ran,
                  char **ret_reason)
{
	guint counts[UNKNOWN + 1] = {0};

	for (guint i = parts_say_more(statement) ? 1 : 0; i < statement->effects->len; i++)
		counts[need_of_effect(g_ptr_array_index(statement->effects, i), snapshot, ran)]++;
	if (counts[UNKNOWN] == 0 && counts[NEEDED] == 0) {
		*ret_reason = g_strdup("there is nothing that it would undo");
		return UNDO_SKIP;
	}
	if (counts[UNKNOWN] == 0 && counts[NOT_NEEDED] == 0)
		return UNDO_RUN;
	*ret_reason = g_strdup(counts[UNKNOWN] > 0
	                               ? "whether it would undo just what was done cannot be told"
	                               : "only a part of it would undo something");
	return UNDO_UNSURE;
}

UndoDecision
undo_decide(const SqlStatement *statement, const Snapshot *snapshot, const ActionList *ran,
            char **ret_reason)
{
	*ret_reason = NULL;
	switch (statement->kind) {
	case SQL_STATEMENT_DDL:
	case SQL_STATEMENT_DML:
		if (!statement->opaque && statement->effects->len > 0)
			return decide_by_effects(statement, snapshot, ran, ret_reason);
		break;
	case SQL_STATEMENT_QUERY:
	case SQL_STATEMENT_SET:
	case SQL_STATEMENT_USE:
	case SQL_STATEMENT_BEGIN:
	case SQL_STATEMENT_COMMIT:
	case SQL_STATEMENT_SAVEPOINT:
	case SQL_STATEMENT_LOCK:
	case SQL_STATEMENT_UNLOCK:
		return UNDO_RUN;
	case SQL_STATEMENT_ROLLBACK:
	case SQL_STATEMENT_DYNAMIC:
	case SQL_STATEMENT_ADMIN:
	case SQL_STATEMENT_OTHER:
		break;
	}
	*ret_reason = g_strdup("what it does cannot be told from its text");
	return UNDO_UNSURE;
}
