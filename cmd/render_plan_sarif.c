/* Written from the OASIS standard, "Static Analysis Results Interchange Format 2.1.0". */
#include <string.h>

#include "cmd/plan_json.h"
#include "cmd/plan_words.h"
#include "cmd/version.h"

#define SARIF_SCHEMA                                                                               \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"                      \
	"sarif-schema-2.1.0.json"

/* What code scanning groups by: the family in words. */
static const char *
tag_of(const Rule *rule)
{
	static const struct {
		const char *family;
		const char *tag;
	} tags[] = {
		{"DS", "data-loss"},     {"MF", "may-fail"},     {"LK", "locking"},
		{"BC", "compatibility"}, {"FK", "foreign-keys"}, {"IX", "indexes"},
		{"PK", "primary-keys"},  {"TY", "types"},        {"DI", "data-integrity"},
		{"NM", "names"},         {"RP", "replication"},  {"SE", "security"},
		{"TX", "transactions"},  {"FI", "files"},        {"RB", "rollback"},
		{"SQ", "sequelize"},     {"EN", "reading"},      {"PR", "preflight"},
		{"RT", "run"},           {"PV", "verification"}, {"ES", "escalation"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(tags); i++)
		if (g_str_has_prefix(rule->id, tags[i].family))
			return tags[i].tag;
	return "other";
}

static void
append_example(GString *help, const char *title, const char *sql)
{
	if (sql == NULL || *sql == '\0')
		return;
	g_string_append_printf(help, "\n%s:\n\n    ", title);
	for (; *sql != '\0'; sql++) {
		g_string_append_c(help, *sql);
		if (*sql == '\n')
			g_string_append(help, "    ");
	}
	g_string_append_c(help, '\n');
}

/* The rule's row as markdown; the row's texts are mgrun's own. */
static char *
help_markdown(const Rule *rule)
{
	GString *help = g_string_new(NULL);

	g_string_append_printf(help, "# %s %s\n\n%s\n", rule->id, rule->slug, rule->summary);
	if (rule->why != NULL)
		g_string_append_printf(help, "\n**Why it matters.** %s\n", rule->why);
	if (rule->fix != NULL)
		g_string_append_printf(help, "\n**What to do.** %s\n", rule->fix);
	append_example(help, "Instead of", rule->bad);
	append_example(help, "write", rule->good);
	if (rule->peers != NULL)
		g_string_append_printf(help, "\nOther tools: %s\n", rule->peers);
	g_string_append_printf(help, "\n`mgrun explain %s` tells the same.\n", rule->id);
	return g_string_free(help, FALSE);
}

static json_t *
rule_json(const Rule *rule)
{
	g_autofree char *help = help_markdown(rule);

	return json_pack(
		"{s:s, s:s, s:{s:s}, s:{s:s}, s:{s:s, s:s}, s:{s:s}, s:{s:[s, s], s:s}}", "id",
		rule->id, "name", rule->slug, "shortDescription", "text", rule->summary,
		"fullDescription", "text", rule->why != NULL ? rule->why : rule->summary, "help",
		"text", rule->fix != NULL ? rule->fix : rule->summary, "markdown", help,
		"defaultConfiguration", "level", severity_alert(rule->severity, "note"),
		"properties", "tags", "database-migration", tag_of(rule), "precision", "high");
}

/* A migration's path as SARIF wants it: a relative URI. */
static json_t *
artifact_json(const Finding *finding, const PlanRenderOptions *options)
{
	g_autofree char *path = finding_path(finding, options);
	g_autofree char *uri = g_uri_escape_string(path, "/", FALSE);

	return json_pack("{s:s, s:s}", "uri", uri, "uriBaseId", "%SRCROOT%");
}

static json_t *
region_json(SourcePosition position)
{
	json_t *region = json_pack("{s:o}", "startLine", json_count(MAX(position.line, 1)));

	if (position.column > 0)
		json_object_set_new(region, "startColumn", json_count(position.column));
	return region;
}

static void
add_logical_location(json_t *location, const Finding *finding)
{
	g_autofree char *object = finding_object(finding);

	if (object != NULL)
		json_object_set_new(
			location, "logicalLocations",
			json_pack("[{s:s, s:s}]", "fullyQualifiedName", object, "kind", "object"));
}

static json_t *
locations_json(const Finding *finding, const PlanRenderOptions *options)
{
	json_t *location = json_object();

	if (finding->file != NULL)
		json_object_set_new(location, "physicalLocation",
		                    json_pack("{s:o, s:o}", "artifactLocation",
		                              artifact_json(finding, options), "region",
		                              region_json(finding->position)));
	add_logical_location(location, finding);
	if (json_object_size(location) > 0)
		return json_pack("[o]", location);
	json_decref(location);
	return json_array();
}

/*
 * The SQL to paste as a comment above the statement, so that a tool that applies it breaks
 * neither YAML nor the statement: "#" begins a comment in YAML and in MySQL's SQL alike.
 */
static char *
commented(const Finding *finding)
{
	g_auto(GStrv) lines = g_strsplit(finding->fix_sql, "\n", -1);
	GString *text = g_string_new(NULL);
	int indent = (int)CLAMP(finding->position.column, 1, 80) - 1;

	for (guint i = 0; lines[i] != NULL; i++)
		g_string_append_printf(text, "%*s# %s\n", indent, "", lines[i]);
	return g_string_free(text, FALSE);
}

static json_t *
fixes_json(const Finding *finding, const PlanRenderOptions *options)
{
	g_autofree char *text = commented(finding);
	json_int_t line = (json_int_t)finding->position.line;
	json_t *replacement = json_pack("{s:{s:I, s:i, s:I, s:i}, s:{s:o}}", "deletedRegion",
	                                "startLine", line, "startColumn", 1, "endLine", line,
	                                "endColumn", 1, "insertedContent", "text", json_text(text));

	return json_pack("[{s:{s:o}, s:[{s:o, s:[o]}]}]", "description", "text",
	                 json_text(finding_fix_text(finding)), "artifactChanges",
	                 "artifactLocation", artifact_json(finding, options), "replacements",
	                 replacement);
}

static json_t *
suppressions_json(const Finding *finding)
{
	json_t *suppression = json_pack("{s:s, s:s}", "kind", "inSource", "status", "accepted");

	json_set_text(suppression, "justification", finding->suppressed_reason);
	return json_pack("[o]", suppression);
}

static char *
message_of(const Finding *finding)
{
	g_autofree char *evidence = finding_evidence_text(finding);
	GString *text = g_string_new(finding->message);
	const char *impact = finding_impact_text(finding);
	const char *fix = finding_fix_text(finding);

	if (*impact != '\0')
		g_string_append_printf(text, "\n%s", impact);
	if (*fix != '\0')
		g_string_append_printf(text, "\nFix: %s", fix);
	if (finding->fix_sql != NULL)
		g_string_append_printf(text, "\n%s", finding->fix_sql);
	if (evidence != NULL)
		g_string_append_printf(text, "\nEvidence: %s", evidence);
	return g_string_free(text, FALSE);
}

static json_t *
result_json(const Finding *finding, guint rule_index, const PlanRenderOptions *options)
{
	g_autofree char *message = message_of(finding);
	json_t *result = json_pack(
		"{s:s, s:i, s:s, s:{s:o}, s:o, s:{s:s}, s:{s:s}}", "ruleId", finding->rule->id,
		"ruleIndex", (int)rule_index, "level", severity_alert(finding->severity, "note"),
		"message", "text", json_text(message), "locations",
		locations_json(finding, options), "partialFingerprints", "primaryLocationLineHash",
		finding->fingerprint, "properties", "severity", severity_name(finding->severity));

	if (finding->fix_sql != NULL && finding->file != NULL && finding->position.line > 0)
		json_object_set_new(result, "fixes", fixes_json(finding, options));
	if (finding->suppressed)
		json_object_set_new(result, "suppressions", suppressions_json(finding));
	return result;
}

/* The index of a rule among those that occur, which it joins when it is new. */
static guint
rule_index(GHashTable *seen, json_t *rules, const Rule *rule)
{
	gpointer known = NULL;

	if (g_hash_table_lookup_extended(seen, rule->id, NULL, &known))
		return GPOINTER_TO_UINT(known);
	guint index = (guint)json_array_size(rules);
	g_hash_table_insert(seen, (gpointer)rule->id, GUINT_TO_POINTER(index));
	json_array_append_new(rules, rule_json(rule));
	return index;
}

void
render_plan_sarif(const Plan *plan, const PlanRenderOptions *options, GString *out)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	json_t *rules = json_array();
	json_t *results = json_array();
	const char *environment = plan->policy->environment;
	g_autofree char *id =
		g_strdup_printf("mgrun/%s/", environment != NULL ? environment : "plan");

	for (guint i = 0; i < plan->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(plan->findings, i);
		guint index = rule_index(seen, rules, finding->rule);
		json_array_append_new(results, result_json(finding, index, options));
	}
	json_append(out, json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:{s:o}, s:s, s:o}]}",
	                           "$schema", SARIF_SCHEMA, "version", "2.1.0", "runs", "tool",
	                           "driver", "name", "mgrun", "version", MGRUN_VERSION, "rules",
	                           rules, "automationDetails", "id", json_text(id), "columnKind",
	                           "unicodeCodePoints", "results", results));
}
