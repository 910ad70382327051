#include <string.h>

#include "planner/schema_apply_internal.h"
#include "sql/lexer.h"

static bool
leads_an_index(const SchemaTable *table, const char *column)
{
	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = table->indexes->pdata[i];
		const SqlKeyPart *first = index->parts->pdata[0];
		bool counts =
			(table->engine == NULL || g_ascii_strcasecmp(table->engine, "InnoDB") == 0)
				? first->column != NULL && schema_same_name(first->column, column)
				: schema_index_has_column(index, column);
		if (counts)
			return true;
	}
	return false;
}

static void
check_auto_increment(Application *application)
{
	const SchemaTable *table = application->after;
	guint count = 0;

	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = table->columns->pdata[i];
		if (!column->auto_increment)
			continue;
		bool is_number = sql_type_is_integer(column->type.kind) ||
		                 column->type.kind == SQL_TYPE_FLOAT ||
		                 column->type.kind == SQL_TYPE_DOUBLE;
		if (!is_number)
			apply_problem(application, (ErrorNumbers){1063, 1063}, SQL_OBJECT_COLUMN,
			              column->name, NULL,
			              "column `%s` cannot be AUTO_INCREMENT: it is no number",
			              column->name);
		else if (++count > 1 || !leads_an_index(table, column->name))
			apply_problem(application, (ErrorNumbers){1075, 1075}, SQL_OBJECT_COLUMN,
			              column->name, NULL,
			              "the one AUTO_INCREMENT column must lead an index: `%s`",
			              column->name);
	}
}

/* A generated column may use columns, and generated ones only that stand before it. */
static void
check_generated(Application *application, guint at)
{
	const SchemaTable *table = application->after;
	const SqlColumn *column = table->columns->pdata[at];
	g_autofree char *unknown =
		schema_expression_unknown(column->generated, table, application->target);

	if (unknown != NULL && !table->incomplete)
		apply_problem(application, (ErrorNumbers){1054, 1054}, SQL_OBJECT_COLUMN, unknown,
		              nearest_column(table, unknown),
		              "generated column `%s` names `%s`, which is no column of `%s`",
		              column->name, unknown, table->name);
	for (guint i = at; i < table->columns->len; i++) {
		const SqlColumn *later = table->columns->pdata[i];
		if (later->generated == NULL ||
		    !schema_expression_mentions(column->generated, later->name))
			continue;
		apply_problem(
			application, (ErrorNumbers){3107, 4029}, SQL_OBJECT_COLUMN, column->name,
			NULL,
			"generated column `%s` uses `%s`, which is generated and not before it",
			column->name, later->name);
		return;
	}
}

/* ---- what expressions may not hold */

/* Functions whose value is another one the next time. */
static bool
is_fickle(const char *name)
{
	static const char *const names[] = {"now",
	                                    "current_timestamp",
	                                    "localtime",
	                                    "localtimestamp",
	                                    "sysdate",
	                                    "curdate",
	                                    "current_date",
	                                    "curtime",
	                                    "current_time",
	                                    "utc_date",
	                                    "utc_time",
	                                    "utc_timestamp",
	                                    "rand",
	                                    "uuid",
	                                    "uuid_short",
	                                    "user",
	                                    "current_user",
	                                    "session_user",
	                                    "system_user",
	                                    "database",
	                                    "schema",
	                                    "connection_id",
	                                    "last_insert_id",
	                                    "row_count",
	                                    "found_rows",
	                                    "version",
	                                    "sleep",
	                                    "load_file",
	                                    "get_lock",
	                                    "benchmark",
	                                    NULL};

	return g_strv_contains(names, name);
}

/* CURRENT_TIMESTAMP and its kin are called without parentheses, too. */
static bool
is_refused(const SqlToken *token, const SqlToken *next)
{
	g_autofree char *word = g_ascii_strdown(token->text, (gssize)token->length);
	bool is_called = next->length == 1 && next->text[0] == '(';

	return token->kind == SQL_TOKEN_WORD &&
	       (g_str_equal(word, "select") ||
	        (is_fickle(word) && (is_called || g_str_has_prefix(word, "current_"))));
}

/* The first function or SELECT in the expression that is refused; NULL: none. Caller frees. */
static char *
find_refused_word(const char *expression)
{
	SqlLexer lexer;

	sql_lexer_init(&lexer, expression, strlen(expression), SQL_MODE_DEFAULT);
	SqlToken token = sql_lexer_next_word(&lexer);
	while (token.kind != SQL_TOKEN_END) {
		SqlToken next = sql_lexer_next_word(&lexer);
		if (is_refused(&token, &next))
			return g_ascii_strdown(token.text, (gssize)token.length);
		token = next;
	}
	return NULL;
}

static void
check_check(Application *application, const SqlCheck *check)
{
	const SchemaTable *table = application->after;
	g_autofree char *word = find_refused_word(check->expression);

	if (word != NULL) {
		bool is_query = g_str_equal(word, "select");
		apply_problem(application,
		              is_query ? (ErrorNumbers){3815, 1970} : (ErrorNumbers){3814, 1901},
		              SQL_OBJECT_CHECK, check->name, NULL, "check `%s` cannot use %s",
		              check->name, word);
		return;
	}
	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = table->columns->pdata[i];
		if (column->auto_increment &&
		    schema_expression_mentions(check->expression, column->name))
			apply_problem(application, (ErrorNumbers){3818, 1901}, SQL_OBJECT_CHECK,
			              check->name, NULL,
			              "check `%s` cannot name the AUTO_INCREMENT column `%s`",
			              check->name, column->name);
	}
}

static void
check_generated_words(Application *application, const SqlColumn *column)
{
	const SchemaTable *table = application->after;
	g_autofree char *word = find_refused_word(column->generated);
	const SqlIndex *primary = schema_primary_key(table);

	if (word != NULL)
		apply_problem(application, (ErrorNumbers){3763, column->stored ? 1901 : 0},
		              SQL_OBJECT_COLUMN, column->name, NULL,
		              "generated column `%s` cannot use %s", column->name, word);
	if (!column->stored && primary != NULL && schema_index_has_column(primary, column->name))
		apply_problem(application, (ErrorNumbers){3106, 0}, SQL_OBJECT_COLUMN, column->name,
		              NULL, "the virtual column `%s` cannot be in the primary key",
		              column->name);
	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *other = table->columns->pdata[i];
		if (other->auto_increment &&
		    schema_expression_mentions(column->generated, other->name))
			apply_problem(
				application, (ErrorNumbers){3109, 0}, SQL_OBJECT_COLUMN,
				column->name, NULL,
				"generated column `%s` cannot use the AUTO_INCREMENT column `%s`",
				column->name, other->name);
	}
}

void
check_columns_of_table(Application *application)
{
	const SchemaTable *table = application->after;

	check_auto_increment(application);
	for (guint i = 0; i < table->columns->len; i++) {
		const SqlColumn *column = table->columns->pdata[i];
		if (column->generated == NULL)
			continue;
		check_generated(application, i);
		check_generated_words(application, column);
	}
	for (guint i = 0; i < table->checks->len; i++)
		check_check(application, table->checks->pdata[i]);
}
