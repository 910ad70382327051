#include "planner/yaml_tree.h"

#include <string.h>
#include <yaml.h>

#include "planner/words.h"

G_DEFINE_QUARK(yaml_tree_error, yaml_tree_error)

#define DEPTH_LIMIT 64
#define NODE_LIMIT  10000 /* what one file may expand to: a migration has a few dozen */

typedef struct {
	yaml_parser_t parser;
	const char *file_name;
	const char *text;
	gsize length;
	guint depth;
	guint nodes;
} Building;

void
yaml_node_free(YamlNode *node)
{
	if (node == NULL)
		return;

	g_free(node->scalar);
	if (node->items != NULL)
		g_ptr_array_unref(node->items);
	if (node->entries != NULL)
		g_ptr_array_unref(node->entries);
	g_free(node);
}

static void
yaml_entry_free(gpointer data)
{
	YamlEntry *entry = data;

	g_free(entry->key);
	yaml_node_free(entry->value);
	g_free(entry);
}

static SourcePosition
position_of(yaml_mark_t mark)
{
	return (SourcePosition){.line = mark.line + 1, .column = mark.column + 1};
}

G_GNUC_PRINTF(4, 5)
static void
set_error_at(GError **error, const Building *building, yaml_mark_t mark, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, YAML_TREE_ERROR, YAML_TREE_ERROR_SYNTAX, "%s:%zu:%zu: %s",
	            building->file_name, mark.line + 1, mark.column + 1, text);
}

/* libyaml's reader tells the byte, not the line. */
static yaml_mark_t
mark_of_byte(const Building *building, gsize offset)
{
	yaml_mark_t mark = {0};

	for (gsize i = 0; i < MIN(offset, building->length); i++) {
		if (building->text[i] == '\n') {
			mark.line++;
			mark.column = 0;
		} else if (((guchar)building->text[i] & 0xC0) != 0x80) {
			mark.column++;
		}
	}
	return mark;
}

/* What libyaml's words leave open. */
static const char *
hint_for(const char *problem)
{
	static const struct {
		const char *words;
		const char *hint;
	} hints[] = {
		{"cannot start any token",
	         " (a tab may not indent: use spaces; a text that begins with ` @ or % needs "
	         "quotes, or | and a new line)"},
		{"mapping values are not allowed",
	         " (a text with a colon and a blank needs quotes, or | and a new line)"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(hints); i++)
		if (strstr(problem, hints[i].words) != NULL)
			return hints[i].hint;
	return "";
}

static bool
next_event(Building *building, yaml_event_t *event, GError **error)
{
	if (yaml_parser_parse(&building->parser, event))
		return true;

	const yaml_parser_t *parser = &building->parser;
	const char *problem = parser->problem != NULL ? parser->problem : "not YAML";
	yaml_mark_t mark = parser->error == YAML_READER_ERROR
	                           ? mark_of_byte(building, parser->problem_offset)
	                           : parser->problem_mark;
	set_error_at(error, building, mark, "%s%s%s%s", problem, parser->context != NULL ? " " : "",
	             parser->context != NULL ? parser->context : "", hint_for(problem));
	return false;
}

static YamlNode *
node_new(YamlKind kind, yaml_mark_t mark)
{
	YamlNode *node = g_new0(YamlNode, 1);

	node->kind = kind;
	node->position = position_of(mark);
	if (kind == YAML_LIST)
		node->items = g_ptr_array_new_with_free_func((GDestroyNotify)yaml_node_free);
	if (kind == YAML_MAP)
		node->entries = g_ptr_array_new_with_free_func(yaml_entry_free);
	return node;
}

static YamlNode *build_node(Building *building, yaml_event_t *event, GError **error);

static bool
build_list(Building *building, YamlNode *list, GError **error)
{
	for (;;) {
		yaml_event_t event;
		if (!next_event(building, &event, error))
			return false;
		if (event.type == YAML_SEQUENCE_END_EVENT) {
			yaml_event_delete(&event);
			return true;
		}
		YamlNode *item = build_node(building, &event, error);
		yaml_event_delete(&event);
		if (item == NULL)
			return false;
		g_ptr_array_add(list->items, item);
	}
}

/* Everyone behind us reads C strings: a NUL would cut the text off unseen. */
static bool
check_scalar(const Building *building, const yaml_event_t *event, GError **error)
{
	if (memchr(event->data.scalar.value, '\0', event->data.scalar.length) == NULL)
		return true;
	set_error_at(error, building, event->start_mark,
	             "a NUL character: write binary data in hexadecimal (0x...)");
	return false;
}

static bool
check_key(const Building *building, const YamlNode *map, const yaml_event_t *event, GError **error)
{
	if (event->type != YAML_SCALAR_EVENT) {
		set_error_at(error, building, event->start_mark, "a key must be a word");
		return false;
	}
	if (!check_scalar(building, event, error))
		return false;
	const char *key = (const char *)event->data.scalar.value;
	if (yaml_map_get(map, key) == NULL)
		return true;
	set_error_at(error, building, event->start_mark, "the key `%s` stands here a second time",
	             key);
	return false;
}

static bool
build_entry(Building *building, YamlNode *map, const yaml_event_t *key, GError **error)
{
	yaml_event_t event;

	if (!check_key(building, map, key, error) || !next_event(building, &event, error))
		return false;
	YamlNode *value = build_node(building, &event, error);
	yaml_event_delete(&event);
	if (value == NULL)
		return false;
	YamlEntry *entry = g_new0(YamlEntry, 1);
	entry->key = g_strdup((const char *)key->data.scalar.value);
	entry->position = position_of(key->start_mark);
	entry->value = value;
	g_ptr_array_add(map->entries, entry);
	return true;
}

static bool
build_map(Building *building, YamlNode *map, GError **error)
{
	for (;;) {
		yaml_event_t event;
		if (!next_event(building, &event, error))
			return false;
		bool end = event.type == YAML_MAPPING_END_EVENT;
		bool ok = end || build_entry(building, map, &event, error);
		yaml_event_delete(&event);
		if (end || !ok)
			return ok;
	}
}

static YamlNode *
build_scalar(const yaml_event_t *event)
{
	YamlNode *node = node_new(YAML_SCALAR, event->start_mark);
	yaml_scalar_style_t style = event->data.scalar.style;

	node->scalar = g_strndup((const char *)event->data.scalar.value, event->data.scalar.length);
	node->plain = style == YAML_PLAIN_SCALAR_STYLE;
	node->joined =
		style != YAML_LITERAL_SCALAR_STYLE && event->end_mark.line > event->start_mark.line;
	node->block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
	return node;
}

static bool
check_event(Building *building, const yaml_event_t *event, GError **error)
{
	if (event->type == YAML_ALIAS_EVENT) {
		set_error_at(error, building, event->start_mark,
		             "aliases (*name) are not read: write the text out");
		return false;
	}
	if (event->type == YAML_SCALAR_EVENT && !check_scalar(building, event, error))
		return false;
	if (event->type == YAML_SCALAR_EVENT && event->data.scalar.tag != NULL &&
	    strcmp((const char *)event->data.scalar.tag, YAML_STR_TAG) != 0) {
		set_error_at(error, building, event->start_mark, "the tag %s is not read",
		             (const char *)event->data.scalar.tag);
		return false;
	}
	if (building->depth <= DEPTH_LIMIT && ++building->nodes <= NODE_LIMIT)
		return true;
	set_error_at(error, building, event->start_mark, "too deep or too large for a migration");
	return false;
}

static YamlNode *
build_collection(Building *building, YamlNode *node, GError **error)
{
	building->depth++;
	bool ok = node->kind == YAML_LIST ? build_list(building, node, error)
	                                  : build_map(building, node, error);
	building->depth--;
	if (ok)
		return node;
	yaml_node_free(node);
	return NULL;
}

static YamlNode *
build_node(Building *building, yaml_event_t *event, GError **error)
{
	if (!check_event(building, event, error))
		return NULL;
	if (event->type == YAML_SCALAR_EVENT)
		return build_scalar(event);
	if (event->type == YAML_SEQUENCE_START_EVENT)
		return build_collection(building, node_new(YAML_LIST, event->start_mark), error);
	g_assert(event->type == YAML_MAPPING_START_EVENT);
	return build_collection(building, node_new(YAML_MAP, event->start_mark), error);
}

/* Stream start, document start, the node: an empty stream has no document. */
static YamlNode *
build_document(Building *building, GError **error)
{
	yaml_event_t event;
	YamlNode *root = NULL;

	for (bool found = false; !found;) {
		if (!next_event(building, &event, error))
			return NULL;
		bool empty = event.type == YAML_STREAM_END_EVENT;
		found = empty || (event.type != YAML_STREAM_START_EVENT &&
		                  event.type != YAML_DOCUMENT_START_EVENT);
		if (empty)
			root = node_new(YAML_MAP, event.start_mark);
		else if (found)
			root = build_node(building, &event, error);
		yaml_event_delete(&event);
		if (empty)
			return root;
	}
	return root;
}

/* Behind the node only the ends may follow. */
static bool
check_end(Building *building, GError **error)
{
	yaml_event_type_t type = YAML_NO_EVENT;

	while (type != YAML_STREAM_END_EVENT) {
		yaml_event_t event;
		if (!next_event(building, &event, error))
			return false;
		type = event.type;
		bool second = type == YAML_DOCUMENT_START_EVENT;
		if (second)
			set_error_at(error, building, event.start_mark,
			             "a second document begins here: one file, one migration");
		yaml_event_delete(&event);
		if (second)
			return false;
	}
	return true;
}

YamlNode *
yaml_tree_parse(const char *text, gsize length, const char *file_name, GError **error)
{
	Building building = {.file_name = file_name, .text = text, .length = length};

	yaml_parser_initialize(&building.parser);
	yaml_parser_set_input_string(&building.parser, (const unsigned char *)text, length);
	YamlNode *root = build_document(&building, error);
	if (root != NULL && building.nodes > 0 && !check_end(&building, error))
		g_clear_pointer(&root, yaml_node_free);
	yaml_parser_delete(&building.parser);
	return root;
}

const YamlNode *
yaml_map_get(const YamlNode *map, const char *key)
{
	for (guint i = 0; i < map->entries->len; i++) {
		const YamlEntry *entry = g_ptr_array_index(map->entries, i);
		if (g_str_equal(entry->key, key))
			return entry->value;
	}
	return NULL;
}

bool
yaml_map_check_keys(const YamlNode *map, const char *const *known, const char *file_name,
                    GError **error)
{
	for (guint i = 0; i < map->entries->len; i++) {
		const YamlEntry *entry = g_ptr_array_index(map->entries, i);
		if (g_strv_contains(known, entry->key))
			continue;
		const char *nearest = nearest_word(entry->key, known);
		g_autofree char *all = g_strjoinv(", ", (char **)known);
		g_set_error(error, YAML_TREE_ERROR, YAML_TREE_ERROR_SHAPE,
		            "%s:%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT
		            ": unknown key `%s`; %s%s%s",
		            file_name, entry->position.line, entry->position.column, entry->key,
		            nearest != NULL ? "did you mean `" : "known are: ",
		            nearest != NULL ? nearest : all, nearest != NULL ? "`?" : "");
		return false;
	}
	return true;
}

void
yaml_set_error(GError **error, const YamlNode *node, const char *file_name, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, YAML_TREE_ERROR, YAML_TREE_ERROR_SHAPE,
	            "%s:%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT ": %s", file_name,
	            node->position.line, node->position.column, text);
}
