/*
 * Writes the pages about the rules from the rule table, so that they cannot disagree:
 *
 *   rule_docs rules                  docs/rules.md
 *   rule_docs coverage CHECKLIST     docs/coverage.md
 */
#include <stdio.h>
#include <string.h>

#include "planner/rule.h"

static void
print_inputs(guint inputs)
{
	static const struct {
		guint input;
		const char *name;
	} names[] = {{INPUT_SQL, "SQL"},        {INPUT_SCHEMA, "schema"},   {INPUT_LIVE, "rows"},
	             {INPUT_TARGET, "server"},  {INPUT_HISTORY, "history"}, {INPUT_GIT, "git"},
	             {INPUT_POLICY, "settings"}};
	const char *separator = "";

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		if ((inputs & names[i].input) == 0)
			continue;
		printf("%s%s", separator, names[i].name);
		separator = ", ";
	}
}

static void
print_example(const char *word, const char *text)
{
	if (text != NULL)
		printf("%s:\n\n```sql\n%s\n```\n\n", word, text);
}

/* "none of the studied peers" is said of rules that nobody else has. */
static bool
has_peers(const Rule *rule)
{
	return rule->peers != NULL && *rule->peers != '\0' &&
	       !g_str_has_prefix(rule->peers, "none of ");
}

static void
print_rule(const Rule *rule)
{
	printf("### %s %s\n\n", rule->id, rule->slug);
	printf("%s%s, looks at ", severity_name(rule->severity), rule->opt_in ? ", opt-in" : "");
	print_inputs(rule->inputs);
	printf("\n\n%s %s\n\nInstead: %s\n\n", rule->summary, rule->why, rule->fix);
	print_example("Found in", rule->bad);
	print_example("Better", rule->good);
	if (has_peers(rule))
		printf("Also known as: %s\n\n", rule->peers);
}

static void
print_rules(const GPtrArray *rules)
{
	printf("# Rules\n\n"
	       "Written by `rule_docs` from the rule table; `mgrun explain RULE` prints the same. "
	       "%u rules.\n\n",
	       rules->len);
	for (guint i = 0; i < rules->len; i++)
		print_rule(g_ptr_array_index(rules, i));
}

typedef struct {
	char *peer;
	char *code;
	const Rule *rule;
} Cover;

static void
clear_cover(gpointer item)
{
	Cover *cover = item;

	g_free(cover->peer);
	g_free(cover->code);
}

static gint
compare_covers(gconstpointer a, gconstpointer b)
{
	const Cover *left = a;
	const Cover *right = b;
	int by_peer = strcmp(left->peer, right->peer);

	return by_peer != 0 ? by_peer : strcmp(left->code, right->code);
}

/* "Atlas DS103; squawk ban-drop-column, x" */
static void
add_covers(GArray *covers, const Rule *rule)
{
	g_auto(GStrv) peers = g_strsplit(has_peers(rule) ? rule->peers : "", ";", -1);

	for (gsize i = 0; peers[i] != NULL; i++) {
		g_auto(GStrv) words = g_strsplit(g_strstrip(peers[i]), " ", 2);
		g_auto(GStrv) codes =
			g_strsplit(words[0] != NULL && words[1] != NULL ? words[1] : "", ",", -1);
		for (gsize j = 0; codes[j] != NULL; j++) {
			Cover cover = {.peer = g_strdup(words[0]),
			               .code = g_strdup(g_strstrip(codes[j])),
			               .rule = rule};
			g_array_append_val(covers, cover);
		}
	}
}

static void
print_peers(const GPtrArray *rules)
{
	g_autoptr(GArray) covers = g_array_new(FALSE, FALSE, sizeof(Cover));

	g_array_set_clear_func(covers, clear_cover);
	for (guint i = 0; i < rules->len; i++)
		add_covers(covers, g_ptr_array_index(rules, i));
	g_array_sort(covers, compare_covers);
	printf("## Rules of other tools\n\n| tool | its rule | ours |\n|---|---|---|\n");
	for (guint i = 0; i < covers->len; i++) {
		const Cover *cover = &g_array_index(covers, Cover, i);
		printf("| %s | %s | %s %s |\n", cover->peer, cover->code, cover->rule->id,
		       cover->rule->slug);
	}
	printf("\n");
}

/*
 * The part of mgrun that a rule waits for that is not there; more special prefixes stand first.
 * What needs nothing but what a plan sees already is left for the plan.
 */
static const char *
part_of(const char *id)
{
	static const struct {
		const char *prefix;
		const char *part;
	} parts[] = {
		{"SQ001", "application sources"},
		{"SQ002", "application sources"},
		{"SQ003", "application sources"},
		{"SQ004", "application sources"},
		{"SQ033", "Sequelize migrations"},
		{"SQ037", "Sequelize migrations"},
		{"SQ042", "taking over from other tools"},
		{"SQ043", "taking over from other tools"},
		{"SQ", "Sequelize models"},
		{"DI006", "Sequelize models"},
		{"BC017", "Sequelize models"},
		{"PV", "verify"},
		{"RT001", "watch over a run"},
		{"RT002", "watch over a run"},
		{"RT003", "watch over a run"},
		{"RT005", "retries of a run"},
		{"RT006", "health command of a run"},
		{"PR002", "backup"},
		{"PR003", "rehearse"},
		{"PR004", "rehearse"},
		{"RB009", "rehearse"},
		{"PR", "preflight"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (g_str_has_prefix(id, parts[i].prefix))
			return parts[i].part;
	return "plan";
}

static bool
has_rule(const GPtrArray *rules, const char *id)
{
	for (guint i = 0; i < rules->len; i++) {
		const Rule *rule = g_ptr_array_index(rules, i);
		if (g_str_equal(rule->id, id))
			return true;
	}
	return false;
}

static void
print_item(const GPtrArray *rules, const char *line)
{
	g_auto(GStrv) fields = g_strsplit(line, "\t", 3);

	if (fields[0] == NULL || fields[1] == NULL || fields[2] == NULL)
		return;
	g_auto(GStrv) ids = g_strsplit(fields[2], " ", -1);
	g_autoptr(GString) there = g_string_new(NULL);
	g_autoptr(GString) left = g_string_new(NULL);
	for (gsize i = 0; ids[i] != NULL; i++) {
		if (has_rule(rules, ids[i]))
			g_string_append_printf(there, "%s%s", there->len > 0 ? " " : "", ids[i]);
		else
			g_string_append_printf(left, "%s%s (%s)", left->len > 0 ? ", " : "", ids[i],
			                       part_of(ids[i]));
	}
	printf("| %s | %s | %s | %s |\n", fields[0], fields[1], there->str, left->str);
}

static bool
print_coverage(const GPtrArray *rules, const char *path)
{
	g_autofree char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return false;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	printf("# What the rules cover\n\nWritten by `rule_docs` from the rule table: only rules "
	       "that "
	       "are there count.\n\n");
	print_peers(rules);
	printf("## The guardian's checklist\n\n| item | about | answered by | left for |\n"
	       "|---|---|---|---|\n");
	for (gsize i = 0; lines[i] != NULL; i++)
		print_item(rules, lines[i]);
	return true;
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) rules = rule_list();

	if (argc == 2 && g_str_equal(argv[1], "rules")) {
		print_rules(rules);
		return 0;
	}
	if (argc == 3 && g_str_equal(argv[1], "coverage") && print_coverage(rules, argv[2]))
		return 0;
	fprintf(stderr, "usage: rule_docs rules | rule_docs coverage CHECKLIST\n");
	return 64;
}
