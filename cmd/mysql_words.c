#include "cmd/mysql_words.h"

#include <string.h>

#include "cmd/exit_status.h"

static const SettingSpec *
find_spec(const char *name)
{
	for (gsize i = 0; i < setting_count; i++)
		if (g_str_equal(setting_table[i].name, name))
			return &setting_table[i];
	return NULL;
}

/* The length of skip- or disable- before the name; 0 when it has neither. */
static gsize
negation_length(const char *name)
{
	if (g_str_has_prefix(name, "skip-"))
		return strlen("skip-");
	return g_str_has_prefix(name, "disable-") ? strlen("disable-") : 0;
}

/* "true" or "false"; any other text stays, so that its check refuses it. */
static const char *
switch_value(const char *text)
{
	static const char *const words[][2] = {
		{"1", "true"}, {"on", "true"}, {"0", "false"}, {"off", "false"}};

	if (text == NULL)
		return "true";
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strcasecmp(text, words[i][0]) == 0 ||
		    g_ascii_strcasecmp(text, words[i][1]) == 0)
			return words[i][1];
	return text;
}

static MysqlWord
tls_word(const char *name, bool on)
{
	if (g_str_equal(name, "ssl"))
		return (MysqlWord){"ssl-mode", on ? "REQUIRED" : "DISABLED", true};
	return (MysqlWord){on ? "ssl-mode" : NULL, "VERIFY_IDENTITY", false};
}

bool
mysql_word_read(const OptionSetting *setting, MysqlWord *ret_word, GError **error)
{
	gsize negation = negation_length(setting->name);
	const char *name = setting->name + negation;
	const char *value = negation > 0 ? "false" : switch_value(setting->value);
	const SettingSpec *spec = find_spec(name);

	*ret_word = (MysqlWord){0};
	if (g_str_equal(name, "ssl") || g_str_equal(name, "ssl-verify-server-cert")) {
		*ret_word = tls_word(name, !g_str_equal(value, "false"));
		return true;
	}
	/* Another configuration file is not named from here. */
	if (spec == NULL || g_str_equal(name, "config"))
		return true;
	if (spec->kind == SETTING_SWITCH) {
		*ret_word = (MysqlWord){spec->name, value, false};
		return true;
	}
	if (negation > 0)
		return true;
	if (setting->value == NULL) {
		g_set_error(error, CMD_ERROR, CMD_ERROR_CONFIG,
		            "%s: `%s` has no value, and mgrun does not ask for one; write %s=VALUE",
		            setting->origin, name, name);
		return false;
	}
	*ret_word = (MysqlWord){spec->name, setting->value, false};
	return true;
}
