#include "cmd/plan_policy.h"

#include <string.h>

#include "cmd/exit_status.h"
#include "planner/rule.h"
#include "planner/window.h"

#define DEFAULT_TARGET "mysql 9.7"
#define LEAST_CHECKSUM 8 /* digits that make a consent */

static guint64
number_of(const Settings *settings, const char *name)
{
	const char *text = settings_get(settings, name);

	return text != NULL ? g_ascii_strtoull(text, NULL, 10) : 0;
}

static GPtrArray *
list_of(char **words)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);

	for (gsize i = 0; words != NULL && words[i] != NULL; i++)
		if (*words[i] != '\0')
			g_ptr_array_add(list, g_strdup(words[i]));
	return list;
}

static GPtrArray *
disabled_rules(const Settings *settings)
{
	const char *text = settings_get(settings, "disable-rules");
	g_auto(GStrv) words = g_strsplit_set(text != NULL ? text : "", ", ", -1);

	return list_of(words);
}

static bool
is_selector(const char *word)
{
	g_autoptr(GPtrArray) rules = rule_list();

	for (guint i = 0; i < rules->len; i++)
		if (rule_matches(g_ptr_array_index(rules, i), word))
			return true;
	return false;
}

static bool
check_disabled(const GPtrArray *disabled, GError **error)
{
	for (guint i = 0; i < disabled->len; i++) {
		const char *word = g_ptr_array_index(disabled, i);
		if (is_selector(word))
			continue;
		g_set_error(error, CMD_ERROR, CMD_ERROR_CONFIG,
		            "disable-rules: `%s` is no rule; `mgrun explain` lists them", word);
		return false;
	}
	return true;
}

/* "DS003@9f86d081", so that an edited file loses the consent. */
static bool
check_approved(const GPtrArray *approved, GError **error)
{
	for (guint i = 0; i < approved->len; i++) {
		const char *word = g_ptr_array_index(approved, i);
		g_auto(GStrv) parts = g_strsplit(word, "@", 2);
		bool whole = parts[0] != NULL && parts[1] != NULL && is_selector(parts[0]) &&
		             strlen(parts[1]) >= LEAST_CHECKSUM &&
		             strspn(parts[1], "0123456789abcdef") == strlen(parts[1]);
		if (whole)
			continue;
		g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
		            "--approve: `%s` must be RULE@CHECKSUM: a rule, and %d or more digits "
		            "of the file's checksum, as `mgrun plan --format json` shows it",
		            word, LEAST_CHECKSUM);
		return false;
	}
	return true;
}

/* --env names a section of mgrun.yaml; these names also say what kind of place it is. */
static char *
environment_of(const Settings *settings)
{
	static const char *const known[] = {"production", "staging", "development", NULL};
	const char *name = settings_get(settings, "env");

	return name != NULL && g_strv_contains(known, name) ? g_strdup(name) : NULL;
}

static bool
set_protected(PlanPolicy *policy, const char *pattern, GError **error)
{
	g_autoptr(GError) problem = NULL;

	if (pattern == NULL)
		return true;
	g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_CASELESS, 0, &problem);
	if (regex == NULL) {
		g_set_error(error, CMD_ERROR, CMD_ERROR_CONFIG, "protected-tables: %s",
		            problem->message);
		return false;
	}
	g_free(policy->protected_tables);
	policy->protected_tables = g_strdup(pattern);
	return true;
}

static bool
set_windows(PlanPolicy *policy, const char *text, GError **error)
{
	g_autoptr(GError) problem = NULL;

	if (text == NULL)
		return true;
	g_autoptr(GArray) windows = windows_parse(text, &problem);
	if (windows == NULL) {
		g_set_error(error, CMD_ERROR, CMD_ERROR_CONFIG, "windows: %s", problem->message);
		return false;
	}
	policy->windows = g_strdup(text);
	return true;
}

bool
plan_policy_read(const Settings *settings, char **approved, PlanPolicy *ret_policy, GError **error)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();

	plan_policy_init(ret_policy);
	ret_policy->environment = environment_of(settings);
	ret_policy->deploy = g_strdup(settings_get(settings, "deploy"));
	ret_policy->big_rows = number_of(settings, "big-rows");
	ret_policy->max_dml_rows = number_of(settings, "max-dml-rows");
	ret_policy->max_ddl_seconds = settings_ms(settings, "max-ddl-time") / 1000;
	ret_policy->disabled = disabled_rules(settings);
	ret_policy->approved = list_of(approved);
	ret_policy->start_after = g_strdup(settings_get(settings, "start-after"));
	ret_policy->today = g_date_time_format(now, "%Y-%m-%d");
	ret_policy->now = g_date_time_format(now, "%Y-%m-%d %H:%M");
	ret_policy->deep = settings_is_on(settings, "deep");
	ret_policy->opt_in = settings_is_on(settings, "policy-rules");
	return check_disabled(ret_policy->disabled, error) &&
	       check_approved(ret_policy->approved, error) &&
	       set_protected(ret_policy, settings_get(settings, "protected-tables"), error) &&
	       set_windows(ret_policy, settings_get(settings, "windows"), error);
}

bool
plan_policy_threshold(const Settings *settings, Severity fallback, Severity *ret_fail_on)
{
	const char *word = settings_get(settings, "fail-on");

	*ret_fail_on = fallback;
	return word == NULL || severity_parse(word, ret_fail_on);
}

bool
plan_policy_target(const Settings *settings, PlanTarget *ret_target, GError **error)
{
	const char *text = settings_get(settings, "target");

	if (plan_target_parse(text != NULL ? text : DEFAULT_TARGET, ret_target))
		return true;
	g_set_error(error, CMD_ERROR, CMD_ERROR_CONFIG,
	            "target: `%s` is no server; write it as `mysql 8.0`, `mysql 9.7`, "
	            "`mariadb 10.11`",
	            text);
	return false;
}
