#include "cmd/render_explain.h"

#include "cmd/plan_json.h"
#include "cmd/plan_words.h"

#define LABEL_COLUMNS 15

static FieldLayout
layout_of(guint width)
{
	return (FieldLayout){2, LABEL_COLUMNS, width == 0 ? 80 : CLAMP(width, 60, 120)};
}

/* "MF001 unique-on-duplicates, MF009": the slug where the rule is known. */
static char *
rules_text(const char *rules)
{
	if (rules == NULL)
		return NULL;

	GString *text = g_string_new(NULL);
	g_auto(GStrv) ids = g_strsplit(rules, " ", -1);
	for (guint i = 0; ids[i] != NULL; i++) {
		const Rule *rule = rule_find(ids[i]);
		g_string_append_printf(text, "%s%s%s%s", i > 0 ? ", " : "", ids[i],
		                       rule != NULL ? " " : "", rule != NULL ? rule->slug : "");
	}
	return g_string_free(text, FALSE);
}

void
render_error_text(const ErrorExplanation *row, guint width, GString *out)
{
	const FieldLayout layout = layout_of(width);
	g_autofree char *rules = rules_text(row->rules);

	g_string_append_printf(out, "%u %s (%s)\n\n", row->number, row->symbol,
	                       error_server_name(row->server));
	text_append_field(out, &layout, "What happened", row->meaning);
	text_append_field(out, &layout, "Usual causes", row->causes);
	text_append_field(out, &layout, "What to do", row->action);
	text_append_code(out, &layout, "To look", row->query);
	text_append_code(out, &layout, "  on MariaDB", row->query_mariadb);
	text_append_field(out, &layout, "Servers differ", row->differs);
	text_append_field(out, &layout, "Rules", rules);
}

void
render_rule_text(const Rule *rule, guint width, GString *out)
{
	const FieldLayout layout = layout_of(width);

	g_string_append_printf(out, "%s %s (%s%s)\n\n", rule->id, rule->slug,
	                       severity_name(rule->severity),
	                       rule->opt_in ? ", off unless asked for" : "");
	text_append_field(out, &layout, "What it finds", rule->summary);
	text_append_field(out, &layout, "Why", rule->why);
	text_append_field(out, &layout, "What to do", rule->fix);
	text_append_code(out, &layout, "Instead of", rule->bad);
	text_append_code(out, &layout, "write", rule->good);
	text_append_field(out, &layout, "Other tools", rule->peers);
	g_string_append_printf(out,
	                       "\n  To consent, above the statement:\n  -- mgrun:ignore %s "
	                       "reason=\"...\" until=YYYY-MM-DD\n",
	                       rule->id);
}

static json_t *
ids_json(const char *rules)
{
	json_t *list = json_array();
	g_auto(GStrv) ids = g_strsplit(rules != NULL ? rules : "", " ", -1);

	for (guint i = 0; ids[i] != NULL; i++)
		json_array_append_new(list, json_string(ids[i]));
	return list;
}

static json_t *
error_json(const ErrorExplanation *row)
{
	return json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:s?, s:s?, s:s?, s:o}", "number",
	                 (int)row->number, "symbol", row->symbol, "server",
	                 error_server_name(row->server), "meaning", row->meaning, "causes",
	                 row->causes, "action", row->action, "query", row->query, "query_mariadb",
	                 row->query_mariadb, "differs", row->differs, "rules",
	                 ids_json(row->rules));
}

static json_t *
rule_json(const Rule *rule)
{
	return json_pack("{s:s, s:s, s:s, s:b, s:s, s:s?, s:s?, s:s?, s:s?, s:s?}", "id", rule->id,
	                 "slug", rule->slug, "severity", severity_name(rule->severity), "opt_in",
	                 rule->opt_in ? 1 : 0, "summary", rule->summary, "why", rule->why, "fix",
	                 rule->fix, "bad", rule->bad, "good", rule->good, "peers", rule->peers);
}

json_t *
render_error_json(const ErrorExplanation *row)
{
	return json_pack("{s:s, s:i, s:o}", "format", "mgrun/explanation", "version", 1, "error",
	                 error_json(row));
}

json_t *
render_rule_json(const Rule *rule)
{
	return json_pack("{s:s, s:i, s:o}", "format", "mgrun/explanation", "version", 1, "rule",
	                 rule_json(rule));
}

void
render_explanations_text(GString *out)
{
	g_autoptr(GPtrArray) rules = rule_list();
	g_autoptr(GPtrArray) errors = error_catalogue_list();

	for (guint i = 0; i < rules->len; i++) {
		const Rule *rule = g_ptr_array_index(rules, i);
		g_string_append_printf(out, "%-5s  %-8s  %s: %s\n", rule->id,
		                       severity_name(rule->severity), rule->slug, rule->summary);
	}
	for (guint i = 0; i < errors->len; i++) {
		const ErrorExplanation *row = g_ptr_array_index(errors, i);
		g_string_append_printf(out, "%-5u  error     %s: %s\n", row->number, row->symbol,
		                       row->meaning);
	}
	g_string_append_printf(out,
	                       "\n%u rules, %u errors; `mgrun explain CODE` tells more of one\n",
	                       rules->len, errors->len);
}

json_t *
render_explanations_json(void)
{
	g_autoptr(GPtrArray) rules = rule_list();
	g_autoptr(GPtrArray) errors = error_catalogue_list();
	json_t *rule_array = json_array();
	json_t *error_array = json_array();

	for (guint i = 0; i < rules->len; i++)
		json_array_append_new(rule_array, rule_json(g_ptr_array_index(rules, i)));
	for (guint i = 0; i < errors->len; i++)
		json_array_append_new(error_array, error_json(g_ptr_array_index(errors, i)));
	return json_pack("{s:s, s:i, s:o, s:o}", "format", "mgrun/explanations", "version", 1,
	                 "rules", rule_array, "errors", error_array);
}

void
render_error_short(guint number, bool mariadb, GString *out)
{
	const ErrorExplanation *row = error_catalogue_find_on(number, mariadb);
	if (row == NULL)
		return;

	g_string_append_printf(out,
	                       "  what it means: %s\n  what to do: %s\n  more: mgrun explain %u\n",
	                       row->meaning, row->action, row->number);
}

json_t *
render_error_member(guint number, bool mariadb)
{
	const ErrorExplanation *row = error_catalogue_find_on(number, mariadb);
	return row != NULL ? error_json(row) : json_null();
}
