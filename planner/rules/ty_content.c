#include <string.h>

#include "planner/rules/json_column.h"
#include "planner/rules/literal.h"
#include "planner/rules/name_words.h"
#include "planner/rules/state.h"
#include "planner/rules/ty.h"

static bool
is_listed(const RuleContext *context, const SqlColumn *column)
{
	SqlTypeKind kind = column->type.kind;

	return (kind == SQL_TYPE_ENUM || kind == SQL_TYPE_SET || kind == SQL_TYPE_BIT) &&
	       state_brings_kind(context, column);
}

void
ty_check_enum(const RuleContext *context)
{
	state_report_columns(context, is_listed,
	                     "ENUM, SET and BIT keep their meaning in the schema, and each new "
	                     "value is an ALTER TABLE");
}

static void
visit_default(const RuleContext *context, const char *name, SqlTypeKind kind,
              const SqlColumn *written)
{
	/* Without strict mode an empty default of text is but dropped. */
	bool is_empty = written->default_text == NULL || *written->default_text == '\0';

	if (!sql_type_is_lob(kind) || (!context->statement->strict && is_empty))
		return;
	rule_report_on(context, context->ddl->table, name, NULL,
	               "`%s`.`%s` is %s and has a literal as its default: the statement ends with "
	               "1101",
	               context->ddl->table, name, sql_type_kind_name(kind));
}

/* MariaDB takes literals there. */
void
ty_check_lob_default(const RuleContext *context)
{
	if (!context->target->mariadb)
		literal_each_default(context, visit_default);
}

static bool
is_plain_text(const SqlColumn *column)
{
	return sql_type_is_text(column->type.kind) && column->type.kind != SQL_TYPE_ENUM &&
	       column->type.kind != SQL_TYPE_SET;
}

static bool
is_list(const RuleContext *context, const SqlColumn *column)
{
	static const char *const ids[] = {"ids", "uuids", NULL};
	static const char *const lists[] = {"tags", "list", "csv", "emails", "categories", NULL};
	bool is_json = json_is_column(context->after, column);
	bool is_text = is_plain_text(column) && !is_json;
	bool named = (name_ends_with(column->name, ids) && (is_text || is_json)) ||
	             (name_ends_with(column->name, lists) && is_text);

	return named && state_brings_column(context, column);
}

void
ty_check_list(const RuleContext *context)
{
	state_report_columns(context, is_list,
	                     "several values in one column: no foreign key and no plain index "
	                     "reaches them");
}

static bool
is_file(const RuleContext *context, const SqlColumn *column)
{
	static const char *const files[] = {"image",    "photo", "picture",   "avatar",
	                                    "file",     "pdf",   "video",     "attachment",
	                                    "document", "audio", "thumbnail", NULL};
	static const char *const addresses[] = {"ip", "ipaddr", "ipv4", "ipv6", NULL};
	SqlTypeKind kind = column->type.kind;
	bool is_blob = sql_type_is_lob(kind) && !sql_type_is_text(kind) &&
	               !sql_type_is_geometry(kind) && kind != SQL_TYPE_JSON &&
	               kind != SQL_TYPE_VECTOR;
	bool named = (is_blob && name_has_word(column->name, files)) ||
	             (is_plain_text(column) && name_has_word(column->name, addresses));

	return named && state_brings_column(context, column);
}

void
ty_check_file(const RuleContext *context)
{
	state_report_columns(context, is_file, "a file in a BLOB, or an IP address as text");
}

static bool
is_unsearchable(const RuleContext *context, const SqlColumn *column)
{
	return json_is_column(context->after, column) &&
	       !json_is_indexed(context->after, column->name) &&
	       !json_is_checked(context->after, column->name) &&
	       state_brings_column(context, column);
}

void
ty_check_json_index(const RuleContext *context)
{
	state_report_columns(context, is_unsearchable,
	                     "no index reaches into this JSON, and no CHECK says what is in it");
}

static bool
is_null_text(const RuleContext *context, const SqlColumn *column)
{
	return column->default_kind == SQL_DEFAULT_LITERAL && is_plain_text(column) &&
	       column->default_text != NULL &&
	       g_ascii_strcasecmp(column->default_text, "NULL") == 0 &&
	       state_brings_column(context, column);
}

void
ty_check_null_text(const RuleContext *context)
{
	state_report_columns(context, is_null_text, "the default is the text 'NULL', not NULL");
}

/* Words for types that are stored as something else. */
static const char *
alias_meaning(const char *written)
{
	static const struct {
		const char *written;
		const char *meaning;
	} aliases[] = {
		{"SERIAL", "BIGINT UNSIGNED NOT NULL AUTO_INCREMENT UNIQUE"},
		{"BOOL", "TINYINT(1)"},
		{"BOOLEAN", "TINYINT(1)"},
		{"LONG", "MEDIUMTEXT"},
		{"LONG VARCHAR", "MEDIUMTEXT"},
		{"LONG VARBINARY", "MEDIUMBLOB"},
		{"NCHAR", "CHAR in utf8mb3"},
		{"NVARCHAR", "VARCHAR in utf8mb3"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (g_strcmp0(aliases[i].written, written) == 0)
			return aliases[i].meaning;
	return NULL;
}

static void
visit_alias(const RuleContext *context, const SqlColumn *column)
{
	const SqlColumn *written = state_written(context, column);
	const char *meaning = written != NULL ? alias_meaning(written->type.written) : NULL;

	if (meaning != NULL && state_brings_column(context, column))
		state_report(context, STATE_COLUMN, column->name,
		             "`%s`.`%s` is written %s, which is %s", context->after->name,
		             column->name, written->type.written, meaning);
}

void
ty_check_alias(const RuleContext *context)
{
	state_each_column(context, visit_alias);
}
