#include "tests/unit/test.h"

#include <jansson.h>

#include "planner/load_internal.h"
#include "planner/load_keys.h"

/* The schema's properties at one place and the loader's keys are the same set. */
static void
assert_same_keys(const json_t *object, const char *const *keys)
{
	const json_t *properties = json_object_get(object, "properties");
	gsize count = 0;

	assert_non_null(properties);
	for (; keys[count] != NULL; count++)
		if (json_object_get(properties, keys[count]) == NULL)
			fail_msg("the schema lacks `%s`", keys[count]);
	assert_int_equal(json_object_size(properties), count);
	assert_true(json_is_false(json_object_get(object, "additionalProperties")));
}

static void
the_schema_knows_what_the_loader_knows(void **state G_GNUC_UNUSED)
{
	json_error_t error;
	json_t *schema = json_load_file(TEST_SOURCE_DIR "/docs/migration.schema.json", 0, &error);

	assert_non_null(schema);
	const json_t *defs = json_object_get(schema, "$defs");
	assert_same_keys(schema, load_keys_migration);
	assert_same_keys(json_object_get(defs, "step"), load_keys_step);
	assert_same_keys(json_object_get(defs, "check"), load_keys_check);
	assert_same_keys(json_object_get(defs, "verify"), load_keys_verify);
	assert_same_keys(json_object_get(defs, "explain"), load_keys_explain);
	assert_same_keys(json_object_get(defs, "ignore"), load_keys_ignore);
	assert_same_keys(json_object_get(defs, "lock"), load_keys_lock);
	assert_same_keys(json_object_get(defs, "statement"), load_keys_statement);

	const json_t *backup = json_object_get(
		json_object_get(json_object_get(schema, "properties"), "backup"), "enum");
	for (gsize i = 0; i < json_array_size(backup); i++)
		assert_true(g_strv_contains(load_backup_words,
		                            json_string_value(json_array_get(backup, i))));
	json_decref(schema);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_schema_knows_what_the_loader_knows),
	};
	return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
