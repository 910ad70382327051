#include "cmd/settings_internal.h"

#include <string.h>

#include "cmd/exit_status.h"
#include "cmd/mysql_words.h"
#include "db/option_file.h"
#include "planner/words.h"

/* A flag changes something: the switch that is on by itself has --no-NAME. */
static bool
is_on_by_itself(const SettingSpec *spec)
{
	return spec->kind == SETTING_SWITCH && g_strcmp0(spec->fallback, "true") == 0;
}

static char *
flag_name(const SettingSpec *spec)
{
	return g_strconcat(is_on_by_itself(spec) ? "no-" : "", spec->name, NULL);
}

Settings *
settings_new(void)
{
	Settings *settings = g_new0(Settings, 1);

	g_assert(setting_count < OPTION_CACHE);
	for (gsize i = 0; i < setting_count; i++) {
		settings->values[i].spec = &setting_table[i];
		settings->names[i] = flag_name(&setting_table[i]);
	}
	return settings;
}

void
settings_free(Settings *settings)
{
	if (settings == NULL)
		return;

	for (gsize i = 0; i < setting_count; i++) {
		setting_wipe(settings->values[i].value);
		g_free(settings->values[i].origin);
		setting_wipe(settings->flags[i]);
		g_free(settings->names[i]);
	}
	g_free(settings);
}

static char
short_flag(const char *name)
{
	if (g_str_equal(name, "verbose"))
		return 'v';
	if (g_str_equal(name, "quiet"))
		return 'q';
	return g_str_equal(name, "dir") ? 'd' : '\0';
}

static GOptionEntry
entry_of(Settings *settings, gsize index)
{
	const SettingSpec *spec = &setting_table[index];
	bool is_switch = spec->kind == SETTING_SWITCH;

	return (GOptionEntry){
		.long_name = settings->names[index],
		.short_name = short_flag(spec->name),
		.arg = is_switch                    ? G_OPTION_ARG_NONE
	               : spec->kind == SETTING_PATH ? G_OPTION_ARG_FILENAME
	                                            : G_OPTION_ARG_STRING,
		.arg_data = is_switch ? (gpointer)&settings->switches[index]
	                              : (gpointer)&settings->flags[index],
		.description = spec->help,
		.arg_description = spec->argument,
	};
}

void
settings_add_flags(Settings *settings, GOptionContext *context)
{
	GOptionGroup *group =
		g_option_group_new("common", "Common options:", "Show common options", NULL, NULL);
	gsize count = 0;

	for (gsize i = 0; i < setting_count; i++)
		if (!setting_table[i].no_flag)
			settings->entries[count++] = entry_of(settings, i);
	g_option_group_add_entries(group, settings->entries);
	g_option_context_add_group(context, group);
}

gssize
settings_find(const char *name)
{
	for (gsize i = 0; i < setting_count; i++)
		if (g_str_equal(setting_table[i].name, name))
			return (gssize)i;
	return -1;
}

bool
settings_offer(Settings *settings, const char *name, const char *text, const char *origin,
               GError **error)
{
	gssize index = settings_find(name);
	if (index < 0 || settings->values[index].value != NULL || settings->closed[index])
		return true;
	char *value = setting_value_read(&setting_table[index], text, origin, error);
	if (value == NULL)
		return false;
	settings->values[index].value = value;
	settings->values[index].origin = g_strdup(origin);
	return true;
}

static bool
names_part(const GPtrArray *parts, const char *name)
{
	for (guint i = 0; i < parts->len; i++)
		if (g_str_equal(((const OptionSetting *)g_ptr_array_index(parts, i))->name, name))
			return true;
	return false;
}

/* A URL that names a host speaks for the whole address; one that names a user, for the login. */
static void
close_lower_places(Settings *settings, const GPtrArray *parts)
{
	static const char *const address[] = {"host", "port", "socket"};
	static const char *const login[] = {"user", "password", "password-file"};

	for (gsize i = 0; i < G_N_ELEMENTS(address); i++) {
		if (names_part(parts, "host"))
			settings->closed[settings_find(address[i])] = true;
		if (names_part(parts, "user"))
			settings->closed[settings_find(login[i])] = true;
	}
}

/* The parts of a URL count where it stands, below those named one by one there. */
static bool
offer_url(Settings *settings, const char *url, const char *origin, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) parts = url_parse(url, &problem);

	if (parts == NULL) {
		g_set_error(error, CMD_ERROR, setting_error_code(origin), "%s: %s", origin,
		            problem->message);
		return false;
	}
	for (guint i = 0; i < parts->len; i++) {
		const OptionSetting *part = g_ptr_array_index(parts, i);
		g_autofree char *part_origin = g_strdup_printf("%s (URL)", origin);
		if (!settings_offer(settings, part->name, part->value, part_origin, error))
			return false;
	}
	close_lower_places(settings, parts);
	return true;
}

bool
settings_spread_url(Settings *settings, bool *spread, GError **error)
{
	const SettingValue *url = &settings->values[settings_find("url")];

	if (*spread || url->value == NULL)
		return true;
	*spread = true;
	return offer_url(settings, url->value, url->origin, error);
}

static bool
take_flags(Settings *settings, GError **error)
{
	for (gsize i = 0; i < setting_count; i++) {
		const SettingSpec *spec = &setting_table[i];
		const char *value = spec->kind != SETTING_SWITCH ? settings->flags[i]
		                    : !settings->switches[i]     ? NULL
		                    : is_on_by_itself(spec)      ? "false"
		                                                 : "true";
		g_autofree char *origin = g_strconcat("--", settings->names[i], NULL);
		if (value != NULL && !settings_offer(settings, spec->name, value, origin, error))
			return false;
	}
	return true;
}

static char *
environment_name(const char *name, const char *suffix)
{
	g_autofree char *upper = g_strdelimit(g_ascii_strup(name, -1), "-", '_');
	return g_strconcat("MGRUN_", upper, suffix, NULL);
}

static bool
take_environment(Settings *settings, GError **error)
{
	for (gsize i = 0; i < setting_count; i++) {
		g_autofree char *variable = environment_name(setting_table[i].name, "");
		const char *value = g_getenv(variable);
		if (value != NULL && *value != '\0' &&
		    !settings_offer(settings, setting_table[i].name, value, variable, error))
			return false;
	}
	return true;
}

const char *
setting_file_problem(const GError *problem)
{
	if (g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
		return "no such file";
	if (g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_ACCES))
		return "permission denied";
	return g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_ISDIR) ? "it is a directory"
	                                                                  : problem->message;
}

/* The content of a file, without the line end that editors and secrets managers add. */
static char *
read_secret_file(const char *path, const char *origin, GError **error)
{
	g_autoptr(GError) problem = NULL;
	char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, &problem)) {
		g_set_error(error, CMD_ERROR, CMD_ERROR_CONFIG, "%s: cannot read %s: %s", origin,
		            path, setting_file_problem(problem));
		return NULL;
	}
	gsize length = strlen(text);
	while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
		text[--length] = '\0';
	return text;
}

static bool
settings_offer_file(Settings *settings, const char *name, const char *path, const char *origin,
                    GError **error)
{
	if (settings->values[settings_find(name)].value != NULL)
		return true;
	char *value = read_secret_file(path, origin, error);
	bool ok = value != NULL && settings_offer(settings, name, value, origin, error);
	setting_wipe(value);
	return ok;
}

static bool
take_environment_files(Settings *settings, GError **error)
{
	for (gsize i = 0; i < setting_count; i++) {
		g_autofree char *variable = environment_name(setting_table[i].name, "_FILE");
		const char *path = g_getenv(variable);
		/* MGRUN_PASSWORD_FILE is the flag password-file too; both mean this. */
		if (path != NULL && *path != '\0' && settings_find(setting_table[i].name) >= 0 &&
		    !settings_offer_file(settings, setting_table[i].name, path, variable, error))
			return false;
	}
	return true;
}

bool
settings_take_password_file(Settings *settings, GError **error)
{
	const SettingValue *file = &settings->values[settings_find("password-file")];

	return file->value == NULL ||
	       settings_offer_file(settings, "password", file->value, file->origin, error);
}

/* Later lines win, and weak ones only where no other speaks. */
static bool
offer_option_lines(Settings *settings, const GPtrArray *found, bool weak, GError **error)
{
	for (guint i = found->len; i > 0; i--) {
		const OptionSetting *setting = g_ptr_array_index(found, i - 1);
		MysqlWord word = {0};
		if (!mysql_word_read(setting, &word, error))
			return false;
		if (word.name != NULL && word.weak == weak &&
		    !settings_offer(settings, word.name, word.value, setting->origin, error))
			return false;
	}
	return true;
}

static bool
take_option_files(Settings *settings, GError **error)
{
	static const char *const groups[] = {"client", "mgrun", NULL};
	const char *file = settings_get(settings, "defaults-file");

	if (file == NULL && settings_is_on(settings, "no-defaults"))
		return true;
	g_autoptr(GPtrArray) found = file != NULL ? option_file_read(file, groups, error)
	                                          : option_file_read_default(groups, error);
	return found != NULL && offer_option_lines(settings, found, false, error) &&
	       offer_option_lines(settings, found, true, error);
}

static bool
take_database_url(Settings *settings, GError **error)
{
	const char *url = g_getenv("DATABASE_URL");
	return url == NULL || *url == '\0' || offer_url(settings, url, "DATABASE_URL", error);
}

static bool
take_defaults(Settings *settings, GError **error)
{
	for (gsize i = 0; i < setting_count; i++)
		if (setting_table[i].fallback != NULL &&
		    !settings_offer(settings, setting_table[i].name, setting_table[i].fallback,
		                    "default", error))
			return false;
	return true;
}

bool
settings_resolve(Settings *settings, GError **error)
{
	bool spread = false;

	return take_flags(settings, error) && settings_take_password_file(settings, error) &&
	       settings_spread_url(settings, &spread, error) && take_environment(settings, error) &&
	       take_environment_files(settings, error) &&
	       settings_spread_url(settings, &spread, error) &&
	       settings_take_config(settings, &spread, error) &&
	       take_database_url(settings, error) && take_option_files(settings, error) &&
	       settings_take_password_file(settings, error) && take_defaults(settings, error);
}

const char *
settings_get(const Settings *settings, const char *name)
{
	gssize index = settings_find(name);

	g_assert(index >= 0);
	return settings->values[index].value;
}

bool
settings_is_on(const Settings *settings, const char *name)
{
	return g_strcmp0(settings_get(settings, name), "true") == 0;
}

guint64
settings_ms(const Settings *settings, const char *name)
{
	guint64 ms = 0;

	return duration_parse(settings_get(settings, name), &ms) ? ms : 0;
}

const SettingValue *
settings_at(const Settings *settings, gsize index)
{
	return &settings->values[index];
}

bool
settings_connection(const Settings *settings, ConnectionOptions *ret_options, GError **error)
{
	const char *port = settings_get(settings, "port");
	ConnectionOptions options = {
		.host = g_strdup(settings_get(settings, "host")),
		.port = port != NULL ? (guint)g_ascii_strtoull(port, NULL, 10) : 0,
		.socket = g_strdup(settings_get(settings, "socket")),
		.user = g_strdup(settings_get(settings, "user")),
		.password = g_strdup(settings_get(settings, "password")),
		.database = g_strdup(settings_get(settings, "database")),
		.tls_ca = g_strdup(settings_get(settings, "ssl-ca")),
		.tls_ca_path = g_strdup(settings_get(settings, "ssl-capath")),
		.tls_cert = g_strdup(settings_get(settings, "ssl-cert")),
		.tls_key = g_strdup(settings_get(settings, "ssl-key")),
		.tls_cipher = g_strdup(settings_get(settings, "ssl-cipher")),
		.tls_crl = g_strdup(settings_get(settings, "ssl-crl")),
		.tls_version = g_strdup(settings_get(settings, "tls-version")),
		.compress = settings_is_on(settings, "compress"),
		.get_server_public_key = settings_is_on(settings, "get-server-public-key"),
		.connect_timeout_s =
			(guint)((settings_ms(settings, "connect-timeout") + 999) / 1000),
		.plugin_dir = g_strdup(settings_get(settings, "plugin-dir")),
	};

	if (!tls_mode_parse(settings_get(settings, "ssl-mode"), &options.tls_mode)) {
		connection_options_clear(&options);
		g_set_error(error, CMD_ERROR, CMD_ERROR_CONFIG, "ssl-mode: unknown word");
		return false;
	}
	*ret_options = options;
	return true;
}
