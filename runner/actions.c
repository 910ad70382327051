#include "runner/actions.h"

#include <string.h>

Action *
action_new(const SqlText *sql, guint step, Direction direction, GError **error)
{
	g_autofree char *text = sql_text_read(sql, error);
	if (text == NULL)
		return NULL;

	Action *action = g_new0(Action, 1);
	action->sql = sql;
	action->statement = sql_statement_read(text, strlen(text), SQL_MODE_DEFAULT);
	action->step = step;
	action->direction = direction;
	return action;
}

void
action_free(Action *action)
{
	if (action == NULL)
		return;

	sql_statement_free(action->statement);
	g_free(action);
}

static ActionList *
list_new(Direction direction)
{
	ActionList *list = g_new0(ActionList, 1);

	list->direction = direction;
	list->actions = g_ptr_array_new_with_free_func((GDestroyNotify)action_free);
	list->back = g_ptr_array_new();
	return list;
}

void
actions_free(ActionList *list)
{
	if (list == NULL)
		return;

	g_ptr_array_unref(list->actions);
	g_ptr_array_unref(list->back);
	g_free(list);
}

static void
add_all(GPtrArray *to, const GPtrArray *from)
{
	for (guint i = 0; i < from->len; i++)
		g_ptr_array_add(to, g_ptr_array_index(from, i));
}

static Action *
add_action(ActionList *list, const SqlText *sql, guint step, GError **error)
{
	Action *action = action_new(sql, step, list->direction, error);
	if (action != NULL)
		g_ptr_array_add(list->actions, action);
	return action;
}

static void
set_limits(Action *action, const Migration *migration, const Step *step)
{
	guint64 step_timeout = step != NULL ? step->timeout_ms : 0;
	guint64 step_lock = step != NULL ? step->lock.timeout_ms : 0;

	action->timeout_ms = step_timeout != 0 ? step_timeout : migration->timeout_ms;
	action->lock_timeout_ms = step_lock != 0 ? step_lock : migration->lock.timeout_ms;
}

static const char *
reason_of(const Migration *migration, const Step *step)
{
	if (step->undo == UNDO_IRREVERSIBLE)
		return step->irreversible_reason;
	return step->undo == UNDO_FILE && migration->down->len == 0 ? migration->irreversible_reason
	                                                            : NULL;
}

ActionList *
actions_up(const Migration *migration, GError **error)
{
	g_autoptr(ActionList) list = list_new(DIRECTION_UP);

	for (guint i = 0; i < migration->steps->len; i++) {
		const Step *step = g_ptr_array_index(migration->steps, i);
		Action *action = add_action(list, step->sql, step->number, error);
		if (action == NULL)
			return NULL;
		set_limits(action, migration, step);
		action->back = step->down;
		action->irreversible_reason = reason_of(migration, step);
	}
	add_all(list->back, migration->down);
	return g_steal_pointer(&list);
}

ActionList *
actions_down(const Migration *migration, GError **error)
{
	g_autoptr(ActionList) list = list_new(DIRECTION_DOWN);

	for (guint i = migration->steps->len; i > 0; i--) {
		const Step *step = g_ptr_array_index(migration->steps, i - 1);
		if (step->down == NULL)
			continue;
		Action *action = add_action(list, step->down, step->number, error);
		if (action == NULL)
			return NULL;
		set_limits(action, migration, step);
		action->back = step->sql;
	}
	for (guint i = 0; i < migration->down->len; i++) {
		Action *action =
			add_action(list, g_ptr_array_index(migration->down, i), i + 1, error);
		if (action == NULL)
			return NULL;
		set_limits(action, migration, NULL);
	}
	for (guint i = 0; i < migration->steps->len; i++) {
		const Step *step = g_ptr_array_index(migration->steps, i);
		if (step->down == NULL && step->sql != NULL)
			g_ptr_array_add(list->back, step->sql);
	}
	return g_steal_pointer(&list);
}
