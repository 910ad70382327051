#include "cmd/plan_json.h"

#include <stdlib.h>

json_t *
json_text(const char *text)
{
	if (text == NULL)
		return json_null();
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	return json_string(valid);
}

json_t *
json_texts(const GPtrArray *texts)
{
	json_t *list = json_array();

	for (guint i = 0; i < texts->len; i++)
		json_array_append_new(list, json_text(g_ptr_array_index(texts, i)));
	return list;
}

void
json_set_text(json_t *object, const char *key, const char *text)
{
	if (text != NULL)
		json_object_set_new(object, key, json_text(text));
}

json_t *
json_count(guint64 count)
{
	return json_integer((json_int_t)MIN(count, (guint64)G_MAXINT64));
}

void
json_append(GString *out, json_t *take_value)
{
	char *text = json_dumps(take_value, JSON_INDENT(2) | JSON_ENSURE_ASCII);

	g_string_append(out, text);
	g_string_append_c(out, '\n');
	free(text);
	json_decref(take_value);
}
