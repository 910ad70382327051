/*
 * docs/json.md against what mgrun really prints: the expected outputs of the golden
 * tests, which are compared with the program to the letter.
 *
 * A field that the document does not name, of another type, null or absent where the
 * document does not say so, fails; so does a documented field that no output has.
 */
#include "tests/unit/test.h"

#include <glob.h>
#include <jansson.h>

#include "db/error.h"
#include "runner/run.h"

#define DOCUMENT TEST_SOURCE_DIR "/docs/json.md"
#define OUTPUTS  TEST_SOURCE_DIR "/tests/golden/*/*/stdout"

typedef struct {
	char *type;
	bool may_be_null;
	bool may_be_absent;
	bool seen;
} Field;

typedef struct {
	char *document;
	GHashTable *sections; /* of GHashTable * of Field *, by "mgrun/run" and "failure.line" */
	guint checked;        /* how many documents were looked at */
} Fixture;

static void
field_free(gpointer data)
{
	Field *field = data;

	g_free(field->type);
	g_free(field);
}

/* "| `path` | type | null when ... | meaning |" in the section that is open. */
static void
read_row(GHashTable *section, const char *line)
{
	g_auto(GStrv) cells = g_strsplit(line, "|", 5);
	if (section == NULL || g_strv_length(cells) < 5 || !g_str_has_prefix(cells[1], " `"))
		return;

	g_autofree char *path = g_strdup(g_strstrip(cells[1]) + 1);
	path[strlen(path) - 1] = '\0';
	Field *field = g_new0(Field, 1);
	field->type = g_strdup(g_strstrip(cells[2]));
	field->may_be_null = strstr(cells[3], "null ") != NULL;
	field->may_be_absent = strstr(cells[3], "absent ") != NULL;
	if (!field->may_be_null && !field->may_be_absent)
		assert_string_equal(g_strstrip(cells[3]), "never");
	assert_true(g_hash_table_insert(section, g_steal_pointer(&path), field));
}

static GHashTable *
open_section(Fixture *f, const char *line)
{
	if (!g_str_has_prefix(line, "## mgrun/"))
		return NULL;
	GHashTable *section = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, field_free);
	g_hash_table_insert(f->sections, g_strdup(line + strlen("## ")), section);
	return section;
}

static int
read_document(void **state)
{
	Fixture *f = g_new0(Fixture, 1);
	GHashTable *section = NULL;
	bool fields = false;

	f->sections = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                                    (GDestroyNotify)g_hash_table_unref);
	assert_true(g_file_get_contents(DOCUMENT, &f->document, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(f->document, "\n", -1);
	for (guint i = 0; lines[i] != NULL; i++) {
		if (g_str_has_prefix(lines[i], "## "))
			section = open_section(f, lines[i]);
		fields = g_str_has_prefix(lines[i], "| field |") ||
		         (fields && g_str_has_prefix(lines[i], "|"));
		if (fields)
			read_row(section, lines[i]);
	}
	*state = f;
	return 0;
}

static int
drop_document(void **state)
{
	Fixture *f = *state;

	g_hash_table_unref(f->sections);
	g_free(f->document);
	g_free(f);
	return 0;
}

static const char *
type_of(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return "object";
	case JSON_ARRAY:
		return "array";
	case JSON_STRING:
		return "string";
	case JSON_INTEGER:
		return "integer";
	case JSON_TRUE:
	case JSON_FALSE:
		return "boolean";
	case JSON_REAL:
		return "real";
	case JSON_NULL:
		break;
	}
	return "null";
}

static void check_object(Fixture *f, const char *section_name, const char *prefix,
                         const json_t *object);

static void
check_elements(Fixture *f, const char *section_name, const char *path, const Field *field,
               const json_t *list)
{
	g_autofree char *prefix = g_strconcat(path, "[].", NULL);

	for (gsize i = 0; i < json_array_size(list); i++) {
		const json_t *element = json_array_get(list, i);
		assert_string_equal(type_of(element), field->type + strlen("array of "));
		if (json_is_object(element))
			check_object(f, section_name, prefix, element);
	}
}

static void
check_value(Fixture *f, const char *section_name, const char *path, const json_t *value)
{
	Field *field = g_hash_table_lookup(g_hash_table_lookup(f->sections, section_name), path);
	if (field == NULL)
		fail_msg("docs/json.md does not name `%s` of %s", path, section_name);

	field->seen = true;
	if (json_is_null(value)) {
		if (!field->may_be_null)
			fail_msg("`%s` of %s is null, and docs/json.md says never", path,
			         section_name);
	} else if (json_is_array(value)) {
		assert_true(g_str_has_prefix(field->type, "array of "));
		check_elements(f, section_name, path, field, value);
	} else if (g_str_has_prefix(field->type, "mgrun/")) {
		check_object(f, field->type, "", value);
	} else {
		g_autofree char *prefix = g_strconcat(path, ".", NULL);
		assert_string_equal(type_of(value), field->type);
		if (json_is_object(value))
			check_object(f, section_name, prefix, value);
	}
}

/* The documented fields right below `prefix` are there. */
static void
check_presence(GHashTable *section, const char *prefix, const json_t *object)
{
	GHashTableIter iter;
	gpointer path;
	gpointer field;

	g_hash_table_iter_init(&iter, section);
	while (g_hash_table_iter_next(&iter, &path, &field)) {
		const char *key = path;
		if (!g_str_has_prefix(key, prefix) || strchr(key + strlen(prefix), '.') != NULL)
			continue;
		key += strlen(prefix);
		if (!((const Field *)field)->may_be_absent && json_object_get(object, key) == NULL)
			fail_msg("`%s` is absent, and docs/json.md says never", (const char *)path);
	}
}

static void
check_object(Fixture *f, const char *section_name, const char *prefix, const json_t *object)
{
	GHashTable *section = g_hash_table_lookup(f->sections, section_name);
	const char *key;
	json_t *value;
	json_t *mutable = (json_t *)object; /* jansson's walk wants it so */

	if (section == NULL)
		fail_msg("docs/json.md has no section %s", section_name);
	json_object_foreach(mutable, key, value)
	{
		g_autofree char *path = g_strconcat(prefix, key, NULL);
		check_value(f, section_name, path, value);
	}
	check_presence(section, prefix, object);
}

static const char *
section_of(const json_t *document)
{
	const char *event = json_string_value(json_object_get(document, "event"));
	if (event != NULL)
		return g_str_equal(event, "result") ? "mgrun/result" : "mgrun/event";
	return json_string_value(json_object_get(document, "format"));
}

static void
check_text(Fixture *f, const char *text)
{
	json_error_t problem;
	json_t *document = json_loads(text, 0, &problem);

	if (document == NULL)
		fail_msg("%s in: %.60s", problem.text, text);
	assert_non_null(section_of(document));
	check_object(f, section_of(document), "", document);
	json_decref(document);
	f->checked++;
}

static void
check_output(Fixture *f, const char *path)
{
	g_autofree char *text = NULL;

	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	if (g_str_has_prefix(text, "{\n")) {
		check_text(f, text);
		return;
	}
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i] != NULL; i++)
		if (lines[i][0] == '{')
			check_text(f, lines[i]);
}

static void
the_document_names_every_field_of_every_output(void **state)
{
	Fixture *f = *state;
	glob_t found;

	assert_int_equal(glob(OUTPUTS, 0, NULL, &found), 0);
	for (gsize i = 0; i < found.gl_pathc; i++)
		check_output(f, found.gl_pathv[i]);
	globfree(&found);
	assert_true(f->checked > 50);
}

/* After the walk above: each field was met. */
static void
every_field_of_the_document_is_in_an_output(void **state)
{
	Fixture *f = *state;
	GHashTableIter sections;
	gpointer name;
	gpointer section;

	assert_int_equal(g_hash_table_size(f->sections), 6);
	g_hash_table_iter_init(&sections, f->sections);
	while (g_hash_table_iter_next(&sections, &name, &section)) {
		GHashTableIter fields;
		gpointer path;
		gpointer field;

		g_hash_table_iter_init(&fields, section);
		while (g_hash_table_iter_next(&fields, &path, &field))
			if (!((const Field *)field)->seen)
				fail_msg("no output has `%s` of %s", (const char *)path,
				         (const char *)name);
	}
}

static void
assert_names(const Fixture *f, const char *name)
{
	g_autofree char *plain = g_strconcat("`", name, "`", NULL);

	g_strdelimit(plain, " ", '-');
	if (strstr(f->document, plain) == NULL)
		fail_msg("docs/json.md lacks the word %s", plain);
}

static void
the_document_names_every_word(void **state)
{
	const Fixture *f = *state;

	for (int i = 0; i <= EVENT_RUN_DONE; i++)
		assert_names(f, run_event_kind_name((RunEventKind)i));
	for (int i = 0; i <= RUN_NEEDS_PERSON; i++)
		assert_names(f, run_outcome_name((RunOutcome)i));
	for (int i = 0; i <= OUTCOME_RECORDED; i++)
		assert_names(f, migration_outcome_name((MigrationOutcome)i));
	for (int i = 0; i <= DB_ERROR_UNSUPPORTED_ALGORITHM; i++)
		assert_names(f, db_error_code_name((DbErrorCode)i));
	for (int i = 0; i <= MIGRATION_STATUS_FAILED; i++)
		assert_names(f, migration_status_name((MigrationStatus)i));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_document_names_every_field_of_every_output),
		cmocka_unit_test(every_field_of_the_document_is_in_an_output),
		cmocka_unit_test(the_document_names_every_word),
	};
	return cmocka_run_group_tests(tests, read_document, drop_document);
}
