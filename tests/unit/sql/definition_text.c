#include "tests/unit/sql/definition_text.h"

void
text_names(GString *text, const GPtrArray *names)
{
	g_string_append_c(text, '(');
	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? "," : "",
		                       (const char *)g_ptr_array_index(names, i));
	g_string_append_c(text, ')');
}

static void
text_value(GString *text, const char *label, const char *value)
{
	if (value != NULL)
		g_string_append_printf(text, " %s=%s", label, value);
}

static void
text_flag(GString *text, const char *label, bool set)
{
	if (set)
		g_string_append_printf(text, " %s", label);
}

static void
text_default(GString *text, const SqlColumn *column)
{
	static const char *const kinds[] = {"", "null", "literal", "now", "expression"};

	if (column->default_kind == SQL_DEFAULT_NONE)
		return;
	g_string_append_printf(text, " default-%s", kinds[column->default_kind]);
	if (column->default_text != NULL)
		g_string_append_printf(text, column->default_quoted ? "='%s'" : "=%s",
		                       column->default_text);
}

void
text_column(GString *text, const SqlColumn *column)
{
	g_autofree char *type = sql_type_format(&column->type);

	g_string_append_printf(text, "%s:%s", column->name != NULL ? column->name : "?", type);
	text_value(text, "charset", column->type.charset);
	text_value(text, "collate", column->type.collation);
	text_flag(text, "binary", column->type.binary);
	text_flag(text, "national", column->type.national);
	if (column->type.srid >= 0)
		g_string_append_printf(text, " srid=%d", (int)column->type.srid);
	text_flag(text, "not-null", column->not_null);
	text_flag(text, "null", column->null_written);
	text_default(text, column);
	text_flag(text, "auto", column->auto_increment);
	text_value(text, "on-update", column->on_update);
	text_value(text, column->stored ? "stored" : "virtual", column->generated);
	text_flag(text, "invisible", column->invisible);
	text_flag(text, "primary", column->primary_key);
	text_flag(text, "unique", column->unique_key);
	for (guint i = 0; i < column->checks->len; i++) {
		g_string_append_c(text, ' ');
		text_check(text, g_ptr_array_index(column->checks, i));
	}
	if (column->references != NULL) {
		g_string_append_c(text, ' ');
		text_foreign_key(text, column->references);
	}
	text_value(text, "comment", column->comment);
}

void
text_index(GString *text, const SqlIndex *index)
{
	static const char *const kinds[] = {"primary",  "unique",  "index",
	                                    "fulltext", "spatial", "vector"};

	g_string_append_printf(text, "%s %s(", kinds[index->kind],
	                       index->name != NULL ? index->name : "?");
	for (guint i = 0; i < index->parts->len; i++) {
		const SqlKeyPart *part = g_ptr_array_index(index->parts, i);
		g_string_append(text, i > 0 ? "," : "");
		if (part->expression != NULL)
			g_string_append_printf(text, "[%s]", part->expression);
		else
			g_string_append(text, part->column != NULL ? part->column : "?");
		if (part->prefix_length > 0)
			g_string_append_printf(text, "/%u", part->prefix_length);
		g_string_append(text, part->descending ? "-" : "");
	}
	g_string_append_c(text, ')');
	text_value(text, "constraint", index->constraint_name);
	text_flag(text, "invisible", index->invisible);
	text_value(text, "using", index->using);
	text_value(text, "parser", index->parser);
	text_value(text, "comment", index->comment);
	text_flag(text, "tolerant", index->if_not_exists);
}

void
text_foreign_key(GString *text, const SqlForeignKey *key)
{
	static const char *const actions[] = {"",         "restrict",  "cascade",
	                                      "set-null", "no-action", "set-default"};

	g_string_append_printf(text, "fk %s", key->name != NULL ? key->name : "?");
	text_value(text, "index", key->index_name);
	text_names(text, key->columns);
	g_string_append_c(text, '>');
	if (key->parent_schema != NULL)
		g_string_append_printf(text, "%s.", key->parent_schema);
	g_string_append(text, key->parent_table != NULL ? key->parent_table : "?");
	text_names(text, key->parent_columns);
	if (key->on_delete != SQL_REFERENTIAL_NONE)
		text_value(text, "delete", actions[key->on_delete]);
	if (key->on_update != SQL_REFERENTIAL_NONE)
		text_value(text, "update", actions[key->on_update]);
	text_value(text, "match", key->match);
}

void
text_check(GString *text, const SqlCheck *check)
{
	g_string_append_printf(text, "check %s[%s]%s", check->name != NULL ? check->name : "?",
	                       check->expression != NULL ? check->expression : "?",
	                       check->enforced ? "" : " not-enforced");
}

void
text_partitioning(GString *text, const SqlPartitioning *partitioning)
{
	g_string_append_printf(text, "%s[%s]",
	                       partitioning->method != NULL ? partitioning->method : "",
	                       partitioning->expression != NULL ? partitioning->expression : "");
	if (partitioning->count > 0)
		g_string_append_printf(text, " %u", partitioning->count);
	for (guint i = 0; i < partitioning->partitions->len; i++) {
		const SqlPartition *partition = g_ptr_array_index(partitioning->partitions, i);
		g_string_append_printf(text, " %s",
		                       partition->name != NULL ? partition->name : "?");
		text_value(text, "values", partition->values);
	}
}

static void
text_parts(GString *text, const SqlClause *clause)
{
	if (clause->column != NULL) {
		g_string_append_c(text, ' ');
		text_column(text, clause->column);
	}
	if (clause->index != NULL) {
		g_string_append_c(text, ' ');
		text_index(text, clause->index);
	}
	if (clause->foreign_key != NULL) {
		g_string_append_c(text, ' ');
		text_foreign_key(text, clause->foreign_key);
	}
	if (clause->check != NULL) {
		g_string_append_c(text, ' ');
		text_check(text, clause->check);
	}
	if (clause->partitions != NULL)
		text_names(text, clause->partitions);
	if (clause->partitioning != NULL) {
		g_string_append_c(text, ' ');
		text_partitioning(text, clause->partitioning);
	}
}

void
text_clause(GString *text, const SqlClause *clause)
{
	g_string_append(text, sql_clause_kind_name(clause->kind));
	text_flag(text, "tolerant", clause->tolerant);
	text_value(text, "name", clause->name);
	text_value(text, "new-schema", clause->new_schema);
	text_value(text, "new", clause->new_name);
	text_parts(text, clause);
	text_flag(text, "first", clause->position == SQL_POSITION_FIRST);
	text_value(text, "after", clause->after);
	text_value(text, "value", clause->value);
	text_value(text, "collation", clause->collation);
	text_flag(text, "visible", clause->visible);
}
