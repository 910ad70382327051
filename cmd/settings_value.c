#include "cmd/settings_internal.h"

#include <string.h>

#include "cmd/exit_status.h"
#include "planner/words.h"

gint
setting_error_code(const char *origin)
{
	return g_str_has_prefix(origin, "--") ? CMD_ERROR_USAGE : CMD_ERROR_CONFIG;
}

static bool
check_word(const SettingSpec *spec, const char *value, const char *origin, GError **error)
{
	g_auto(GStrv) words = g_strsplit(spec->words, "|", -1);

	for (guint i = 0; words[i] != NULL; i++)
		if (g_ascii_strcasecmp(words[i], value) == 0)
			return true;
	const char *nearest = nearest_word(value, (const char *const *)words);
	g_set_error(error, CMD_ERROR, setting_error_code(origin), "%s: `%s` is not one of %s%s%s%s",
	            origin, value, spec->words, nearest != NULL ? "; did you mean `" : "",
	            nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
	return false;
}

static bool
check_value(const SettingSpec *spec, const char *value, const char *origin, GError **error)
{
	guint64 number = 0;
	const char *want = NULL;

	switch (spec->kind) {
	case SETTING_TEXT:
	case SETTING_PATH:
		return true;
	case SETTING_WORD:
		return check_word(spec, value, origin, error);
	case SETTING_SWITCH:
		want = g_str_equal(value, "true") || g_str_equal(value, "false") ? NULL
		                                                                 : "true or false";
		break;
	case SETTING_COUNT:
		want = g_ascii_string_to_unsigned(value, 10, 1, G_MAXINT64, &number, NULL)
		               ? NULL
		               : "a whole number over 0";
		break;
	case SETTING_PORT:
		want = g_ascii_string_to_unsigned(value, 10, 1, 65535, &number, NULL)
		               ? NULL
		               : "a whole number from 1 to 65535";
		break;
	case SETTING_DURATION:
		want = duration_parse(value, &number) ? NULL : "a duration, as in 500ms, 30s, 10m";
		break;
	}
	if (want == NULL)
		return true;
	g_set_error(error, CMD_ERROR, setting_error_code(origin), "%s: `%s` must be %s", origin,
	            value, want);
	return false;
}

/* MySQL's own option files give connect-timeout in seconds, without a unit. */
static char *
with_unit(const SettingSpec *spec, const char *value)
{
	bool bare = g_str_equal(spec->name, "connect-timeout") && *value != '\0' &&
	            strspn(value, "0123456789") == strlen(value);
	return g_strconcat(value, bare ? "s" : NULL, NULL);
}

/* A word as the table spells it, whatever case it was given in; NULL when it is none of them. */
static char *
canonical_word(const SettingSpec *spec, const char *value)
{
	g_auto(GStrv) words = g_strsplit(spec->words, "|", -1);

	for (guint i = 0; words[i] != NULL; i++)
		if (g_ascii_strcasecmp(words[i], value) == 0)
			return g_strdup(words[i]);
	return NULL;
}

static char *
canonical_value(const SettingSpec *spec, const char *text)
{
	char *word = spec->kind == SETTING_WORD ? canonical_word(spec, text) : NULL;
	return word != NULL ? word : with_unit(spec, text);
}

void
setting_wipe(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	g_free(secret);
}

char *
setting_value_read(const SettingSpec *spec, const char *text, const char *origin, GError **error)
{
	char *value = canonical_value(spec, text);

	if (check_value(spec, value, origin, error))
		return value;
	setting_wipe(value);
	return NULL;
}
