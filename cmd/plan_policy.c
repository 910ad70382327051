#include "cmd/plan_policy.h"

#include "cmd/exit_status.h"
#include "planner/window.h"

#define DEFAULT_TARGET "mysql 9.7"

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
	return set_protected(ret_policy, settings_get(settings, "protected-tables"), error) &&
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
