#include "runner/down_steps.h"

#include <jansson.h>
#include <string.h>

#include "runner/run.h"

#define FORMAT 1

static const char *
irreversible_reason(const Migration *migration, const Step *step)
{
	if (step->undo == UNDO_IRREVERSIBLE)
		return step->irreversible_reason;
	return step->undo == UNDO_FILE && migration->down->len == 0 ? migration->irreversible_reason
	                                                            : NULL;
}

static json_t *
step_json(const Migration *migration, const Step *step, GError **error)
{
	const char *reason = irreversible_reason(migration, step);

	if (reason != NULL)
		return json_pack("{s:i, s:s}", "step", (int)step->number, "irreversible", reason);
	if (step->undo != UNDO_DOWN)
		return json_pack("{s:i}", "step", (int)step->number);

	g_autofree char *down = sql_text_read(step->down, error);
	if (down == NULL)
		return NULL;
	return json_pack("{s:i, s:s}", "step", (int)step->number, "down", down);
}

static bool
append_steps(json_t *list, const Migration *migration, GError **error)
{
	for (guint i = 0; i < migration->steps->len; i++) {
		json_t *item = step_json(migration, g_ptr_array_index(migration->steps, i), error);
		if (item == NULL)
			return false;
		json_array_append_new(list, item);
	}
	return true;
}

static bool
append_texts(json_t *list, const GPtrArray *texts, GError **error)
{
	for (guint i = 0; i < texts->len; i++) {
		g_autofree char *text = sql_text_read(g_ptr_array_index(texts, i), error);
		if (text == NULL)
			return false;
		json_array_append_new(list, json_string(text));
	}
	return true;
}

char *
down_steps_write(const Migration *migration, GError **error)
{
	json_t *steps = json_array();
	json_t *down = json_array();
	json_t *whole =
		json_pack("{s:i, s:o, s:o}", "format", FORMAT, "steps", steps, "down", down);
	char *text = NULL;

	if (append_steps(steps, migration, error) && append_texts(down, migration->down, error)) {
		char *dumped = json_dumps(whole, JSON_COMPACT);
		text = g_strdup(dumped);
		free(dumped);
	}
	json_decref(whole);
	return text;
}

static SqlText *
text_of(const char *sql)
{
	SourcePosition nowhere = {0, 0};
	return sql_text_new(sql, strlen(sql), nowhere);
}

static Step *
step_of(const json_t *item)
{
	Step *step = step_new((guint)json_integer_value(json_object_get(item, "step")));
	const char *down = json_string_value(json_object_get(item, "down"));
	const char *reason = json_string_value(json_object_get(item, "irreversible"));

	if (down != NULL) {
		step->undo = UNDO_DOWN;
		step->down = text_of(down);
	} else if (reason != NULL) {
		step->undo = UNDO_IRREVERSIBLE;
		step->irreversible_reason = g_strdup(reason);
	}
	return step;
}

static void
fill_migration(Migration *migration, const json_t *whole)
{
	const json_t *steps = json_object_get(whole, "steps");
	const json_t *down = json_object_get(whole, "down");

	for (size_t i = 0; i < json_array_size(steps); i++)
		g_ptr_array_add(migration->steps, step_of(json_array_get(steps, i)));
	for (size_t i = 0; i < json_array_size(down); i++)
		g_ptr_array_add(migration->down,
		                text_of(json_string_value(json_array_get(down, i))));
}

Migration *
down_steps_read(const char *json, const char *version_text, const char *name, GError **error)
{
	json_error_t problem;
	json_t *whole = json_loads(json, 0, &problem);

	if (whole == NULL || json_integer_value(json_object_get(whole, "format")) != FORMAT) {
		g_set_error(
			error, RUN_ERROR, RUN_ERROR_HISTORY,
			"history's down steps of migration %s_%s cannot be read by this version of "
			"mgrun: %s",
			version_text, name, whole == NULL ? problem.text : "unknown format");
		json_decref(whole);
		return NULL;
	}

	Migration *migration = migration_new();
	migration->version = version_canonical(version_text);
	migration->version_text = g_strdup(version_text);
	migration->name = g_strdup(name);
	migration->file_name = g_strdup_printf("%s_%s (from history)", version_text, name);
	fill_migration(migration, whole);
	json_decref(whole);
	return migration;
}
