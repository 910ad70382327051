#include "tests/unit/test.h"

#include "runner/table_text.h"

static const char table[] =
	"CREATE TABLE `t` (\n  `id` int NOT NULL AUTO_INCREMENT,\n  `we``ird` int DEFAULT NULL,\n"
	"  PRIMARY KEY (`id`),\n  UNIQUE KEY `u` (`id`),\n  KEY `k` (`id`),\n"
	"  CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `p` (`id`),\n"
	"  CONSTRAINT `c` CHECK ((`id` > 0))\n"
	") ENGINE=InnoDB AUTO_INCREMENT=42 DEFAULT CHARSET=utf8mb4 COMMENT='x AUTO_INCREMENT=7'";

static void
the_counter_is_no_part_of_a_definition(void **state G_GNUC_UNUSED)
{
	g_autofree char *normal = table_text_normalise(table);

	assert_null(strstr(normal, "=42"));
	assert_non_null(strstr(normal, "COMMENT='x AUTO_INCREMENT=7'"));
	assert_non_null(strstr(normal, "NOT NULL AUTO_INCREMENT,"));
}

static void
parts_are_found_by_kind_and_name(void **state G_GNUC_UNUSED)
{
	static const struct {
		SqlObjectKind kind;
		const char *name;
		bool found;
	} cases[] = {{SQL_OBJECT_COLUMN, "ID", true},      {SQL_OBJECT_COLUMN, "we`ird", true},
	             {SQL_OBJECT_COLUMN, "u", false},      {SQL_OBJECT_INDEX, "PRIMARY", true},
	             {SQL_OBJECT_INDEX, "u", true},        {SQL_OBJECT_INDEX, "k", true},
	             {SQL_OBJECT_INDEX, "f", false},       {SQL_OBJECT_FOREIGN_KEY, "f", true},
	             {SQL_OBJECT_FOREIGN_KEY, "c", false}, {SQL_OBJECT_CHECK, "c", true},
	             {SQL_OBJECT_CONSTRAINT, "f", true},   {SQL_OBJECT_CONSTRAINT, "nope", false}};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_int_equal(table_text_has_part(table, cases[i].kind, cases[i].name),
		                 cases[i].found);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_counter_is_no_part_of_a_definition),
		cmocka_unit_test(parts_are_found_by_kind_and_name),
	};
	return cmocka_run_group_tests_name("table text", tests, NULL, NULL);
}
