#include <string.h>

#include "planner/plan_internal.h"
#include "sql/quote.h"

static Finding *
report(const RuleContext *context, char *take_message)
{
	Finding *finding = g_new0(Finding, 1);
	const PlanStatement *statement = context->statement;
	const Migration *migration =
		context->migration != NULL ? context->migration->migration : NULL;

	finding->rule = context->rule;
	finding->severity = context->rule->severity;
	finding->base_severity = context->rule->severity;
	finding->message = take_message;
	finding->file = g_strdup(migration != NULL ? migration->file_name : NULL);
	finding->statement = statement != NULL ? (gint)statement->index : -1;
	if (statement != NULL)
		finding->position = statement->position;
	g_ptr_array_add(context->plan->findings, finding);
	return finding;
}

Finding *
rule_report(const RuleContext *context, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	Finding *finding = report(context, g_strdup_vprintf(format, arguments));
	va_end(arguments);
	if (context->ddl != NULL)
		finding->table = g_strdup(context->ddl->table);
	return finding;
}

Finding *
rule_report_on(const RuleContext *context, const char *table, const char *column, const char *index,
               const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	Finding *finding = report(context, g_strdup_vprintf(format, arguments));
	va_end(arguments);
	finding->table = g_strdup(table);
	finding->column = g_strdup(column);
	finding->index = g_strdup(index);
	return finding;
}

void
finding_set_severity(Finding *finding, Severity severity)
{
	finding->severity = severity;
}

#define SET_TEXT(field)                                                                            \
	va_list arguments;                                                                         \
	va_start(arguments, format);                                                               \
	g_free(finding->field);                                                                    \
	finding->field = g_strdup_vprintf(format, arguments);                                      \
	va_end(arguments)

void
finding_set_impact(Finding *finding, const char *format, ...)
{
	SET_TEXT(impact);
}

void
finding_set_fix(Finding *finding, const char *format, ...)
{
	SET_TEXT(fix);
}

void
finding_set_fix_sql(Finding *finding, const char *format, ...)
{
	SET_TEXT(fix_sql);
}

void
probe_answer_clear(ProbeAnswer *answer)
{
	g_clear_pointer(&answer->sample, g_free);
	g_clear_pointer(&answer->why, g_free);
	g_clear_pointer(&answer->sql, g_free);
}

static void
answer_free(gpointer answer)
{
	probe_answer_clear(answer);
	g_free(answer);
}

GHashTable *
plan_new_answers(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, answer_free);
}

void
plan_note_unasked(Plan *plan, const char *rule_id, const char *reason)
{
	GPtrArray *ids = g_hash_table_lookup(plan->state->unasked, reason);

	if (ids == NULL) {
		ids = g_ptr_array_new();
		g_hash_table_insert(plan->state->unasked, g_strdup(reason), ids);
	}
	if (!g_ptr_array_find(ids, rule_id, NULL))
		g_ptr_array_add(ids, (gpointer)rule_id);
}

void
rule_note_unasked(const RuleContext *context, const char *why)
{
	plan_note_unasked(context->plan, context->rule->id, why);
}

/* The answer of the server, asked once for each text. */
static const ProbeAnswer *
ask_once(const RuleContext *context, const char *table, const char *column, const char *sql)
{
	const PlanServer *server = context->input->server;
	GHashTable *answers = context->plan->state->answers;
	ProbeAnswer *answer = g_hash_table_lookup(answers, sql);

	if (answer != NULL)
		return answer;
	answer = g_new0(ProbeAnswer, 1);
	server->ask(server->data, table, column, sql, answer);
	g_hash_table_insert(answers, g_strdup(sql), answer);
	return answer;
}

ProbeOutcome
rule_probe(const RuleContext *context, const char *table, const char *column,
           ProbeAnswer *ret_answer, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	*ret_answer = (ProbeAnswer){.sql = g_strdup_vprintf(format, arguments)};
	va_end(arguments);
	if (schema_find_table(context->live, table) == NULL)
		return PROBE_NOT_ASKED;
	if (context->input->server == NULL) {
		plan_note_unasked(context->plan, context->rule->id,
		                  "rows were not looked at: no connection");
		return PROBE_NOT_ASKED;
	}
	const ProbeAnswer *answer = ask_once(context, table, column, ret_answer->sql);
	ret_answer->outcome = answer->outcome;
	ret_answer->count = answer->count;
	ret_answer->sample = g_strdup(answer->sample);
	ret_answer->why = g_strdup(answer->why);
	if (answer->outcome == PROBE_SKIPPED || answer->outcome == PROBE_FAILED)
		plan_note_unasked(context->plan, context->rule->id, answer->why);
	return answer->outcome;
}

void
finding_weigh_probe(Finding *finding, const ProbeAnswer *answer)
{
	finding->evidence.probe_sql = g_strdup(answer->sql);
	if (answer->outcome == PROBE_FOUND) {
		finding->severity = SEVERITY_CRITICAL;
		finding->evidence.count = answer->count;
		finding->evidence.sample = g_strdup(answer->sample);
	} else if (answer->outcome == PROBE_CLEAN) {
		finding->severity = SEVERITY_INFO;
		g_autofree char *said = finding->message;
		finding->message =
			g_strconcat(said, " (looked at the rows: none is in the way now)", NULL);
	}
}

bool
rule_table_is_big(const RuleContext *context)
{
	const PlanStatement *statement = context->statement;

	return statement != NULL && statement->size_known &&
	       (statement->rows >= context->policy->big_rows ||
	        statement->bytes >= context->policy->big_bytes);
}

bool
rule_table_is_small(const RuleContext *context)
{
	const PlanStatement *statement = context->statement;

	return statement != NULL && statement->size_known &&
	       statement->rows < context->policy->small_rows &&
	       statement->bytes < context->policy->small_bytes;
}

bool
rule_table_is_empty(const RuleContext *context)
{
	const SchemaTable *table = context->before;
	g_autofree char *quoted = NULL;

	if (table == NULL || context->input->server == NULL ||
	    schema_find_table(context->live, table->name) == NULL)
		return false;
	quoted = sql_quote_name(table->name);
	g_autofree char *sql = g_strdup_printf("SELECT 1 FROM %s LIMIT 1", quoted);
	return ask_once(context, table->name, NULL, sql)->outcome == PROBE_CLEAN;
}

bool
rule_is_live_table(const RuleContext *context, const char *table)
{
	return schema_find_table(context->live, table) != NULL;
}

/* A byte that may stand in a name without quotes. */
static bool
is_name_byte(char byte)
{
	return g_ascii_isalnum(byte) || byte == '_' || byte == '$' || (byte & 0x80) != 0;
}

bool
rule_text_names(const char *text, const char *word)
{
	gsize length = strlen(word);

	if (text == NULL || length == 0)
		return false;
	for (const char *at = text; *at != '\0'; at++) {
		if (g_ascii_strncasecmp(at, word, length) != 0)
			continue;
		bool begins = at == text || !is_name_byte(at[-1]);
		if (begins && !is_name_byte(at[length]))
			return true;
	}
	return false;
}
