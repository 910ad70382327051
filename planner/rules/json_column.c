#include "planner/rules/json_column.h"

#include <string.h>

#include "planner/rule.h"

/* JSON_VALID(`c`), in any spelling, and nothing else. */
static bool
is_validity(const SqlCheck *check, const char *column)
{
	g_autoptr(GString) plain = g_string_new(NULL);
	g_autofree char *wanted = g_strdup_printf("json_valid(%s)", column);

	for (const char *at = check->expression; *at != '\0'; at++)
		if (*at != '`' && !g_ascii_isspace(*at))
			g_string_append_c(plain, *at);
	while (plain->len > 1 && plain->str[0] == '(' && plain->str[plain->len - 1] == ')') {
		g_string_truncate(plain, plain->len - 1);
		g_string_erase(plain, 0, 1);
	}
	return g_ascii_strcasecmp(plain->str, wanted) == 0;
}

bool
json_is_column(const SchemaTable *table, const SqlColumn *column)
{
	if (column->type.kind == SQL_TYPE_JSON)
		return true;
	for (guint i = 0; column->type.kind == SQL_TYPE_LONGTEXT && i < table->checks->len; i++)
		if (is_validity(g_ptr_array_index(table->checks, i), column->name))
			return true;
	return false;
}

bool
json_is_checked(const SchemaTable *table, const char *column)
{
	for (guint i = 0; i < table->checks->len; i++) {
		const SqlCheck *check = g_ptr_array_index(table->checks, i);
		if (rule_text_names(check->expression, column) && !is_validity(check, column))
			return true;
	}
	return false;
}

static bool
is_generated_from(const SchemaTable *table, const char *name, const char *column)
{
	const SqlColumn *generated = name != NULL ? schema_find_column(table, name) : NULL;

	return generated != NULL && rule_text_names(generated->generated, column);
}

bool
json_is_indexed(const SchemaTable *table, const char *column)
{
	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		for (guint j = 0; j < index->parts->len; j++) {
			const SqlKeyPart *part = g_ptr_array_index(index->parts, j);
			if (rule_text_names(part->expression, column) ||
			    is_generated_from(table, part->column, column))
				return true;
		}
	}
	return false;
}
