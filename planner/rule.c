#include "planner/rule.h"

#include <string.h>

#include "planner/rules/rules.h"

static const RuleFamily *const families[] = {
	&rules_bc, &rules_di, &rules_ds,      &rules_en, &rules_es, &rules_fi, &rules_fk,
	&rules_ix, &rules_lk, &rules_lk_load, &rules_mf, &rules_nm, &rules_pk, &rules_pr,
	&rules_rb, &rules_rp, &rules_rt,      &rules_se, &rules_tx, &rules_ty,
};

GPtrArray *
rule_list(void)
{
	GPtrArray *list = g_ptr_array_new();

	for (gsize i = 0; i < G_N_ELEMENTS(families); i++)
		for (gsize j = 0; j < families[i]->count; j++)
			g_ptr_array_add(list, (gpointer)&families[i]->rules[j]);
	return list;
}

/* A peer's code stands whole in the list: "DS103" in "Atlas DS103; squawk ban-drop-column". */
static bool
has_peer_code(const Rule *rule, const char *code)
{
	gsize length = strlen(code);

	if (rule->peers == NULL || length < 4)
		return false;
	for (const char *at = rule->peers; *at != '\0';
	     at += strcspn(at, " ,;"), at += strspn(at, " ,;"))
		if (strcspn(at, " ,;") == length && g_ascii_strncasecmp(at, code, length) == 0)
			return true;
	return false;
}

static bool
is_own_name(const Rule *rule, const char *name)
{
	return g_ascii_strcasecmp(rule->id, name) == 0 || g_ascii_strcasecmp(rule->slug, name) == 0;
}

const Rule *
rule_find(const char *name)
{
	g_autoptr(GPtrArray) list = rule_list();

	for (guint i = 0; i < list->len; i++)
		if (is_own_name(g_ptr_array_index(list, i), name))
			return g_ptr_array_index(list, i);
	for (guint i = 0; i < list->len; i++)
		if (has_peer_code(g_ptr_array_index(list, i), name))
			return g_ptr_array_index(list, i);
	return NULL;
}

bool
rule_matches(const Rule *rule, const char *selector)
{
	if (g_str_equal(selector, "*") || is_own_name(rule, selector))
		return true;
	bool family = strlen(selector) == 2 && g_ascii_strncasecmp(rule->id, selector, 2) == 0;
	return family || has_peer_code(rule, selector);
}
