#include "cmd/settings.h"

#include <string.h>

#include "cmd/exit_status.h"
#include "cmd/mysql_words.h"
#include "db/option_file.h"
#include "planner/words.h"
#include "planner/yaml_tree.h"

#define OPTION_CACHE 64

struct Settings {
	SettingValue values[OPTION_CACHE];
	char *names[OPTION_CACHE]; /* of the flags */
	char *flags[OPTION_CACHE]; /* as GOption fills them in */
	gboolean switches[OPTION_CACHE];
	bool closed[OPTION_CACHE]; /* a URL of a higher place speaks for it */
	GOptionEntry entries[OPTION_CACHE];
};

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

static void
wipe(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	g_free(secret);
}

void
settings_free(Settings *settings)
{
	if (settings == NULL)
		return;

	for (gsize i = 0; i < setting_count; i++) {
		wipe(settings->values[i].value);
		g_free(settings->values[i].origin);
		wipe(settings->flags[i]);
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

static gssize
find_index(const char *name)
{
	for (gsize i = 0; i < setting_count; i++)
		if (g_str_equal(setting_table[i].name, name))
			return (gssize)i;
	return -1;
}

/* A bad value on the command line is wrong usage; anywhere else, bad configuration. */
static gint
error_of_origin(const char *origin)
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
	g_set_error(error, CMD_ERROR, error_of_origin(origin), "%s: `%s` is not one of %s%s%s%s",
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
	g_set_error(error, CMD_ERROR, error_of_origin(origin), "%s: `%s` must be %s", origin, value,
	            want);
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

/* Set what no higher place has set. */
static bool
offer(Settings *settings, const char *name, const char *text, const char *origin, GError **error)
{
	gssize index = find_index(name);
	if (index < 0 || settings->values[index].value != NULL || settings->closed[index])
		return true;
	char *value = canonical_value(&setting_table[index], text);
	if (!check_value(&setting_table[index], value, origin, error)) {
		wipe(value);
		return false;
	}
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
			settings->closed[find_index(address[i])] = true;
		if (names_part(parts, "user"))
			settings->closed[find_index(login[i])] = true;
	}
}

/* The parts of a URL count where it stands, below those named one by one there. */
static bool
offer_url(Settings *settings, const char *url, const char *origin, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) parts = url_parse(url, &problem);

	if (parts == NULL) {
		g_set_error(error, CMD_ERROR, error_of_origin(origin), "%s: %s", origin,
		            problem->message);
		return false;
	}
	for (guint i = 0; i < parts->len; i++) {
		const OptionSetting *part = g_ptr_array_index(parts, i);
		g_autofree char *part_origin = g_strdup_printf("%s (URL)", origin);
		if (!offer(settings, part->name, part->value, part_origin, error))
			return false;
	}
	close_lower_places(settings, parts);
	return true;
}

/* After each place: a URL that this place set is taken apart. */
static bool
spread_url(Settings *settings, bool *spread, GError **error)
{
	const SettingValue *url = &settings->values[find_index("url")];

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
		if (value != NULL && !offer(settings, spec->name, value, origin, error))
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
		    !offer(settings, setting_table[i].name, value, variable, error))
			return false;
	}
	return true;
}

/* Why a file cannot be read, without GLib's quotes that a C locale cannot show. Borrowed. */
static const char *
file_problem(const GError *problem)
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
		            path, file_problem(problem));
		return NULL;
	}
	gsize length = strlen(text);
	while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
		text[--length] = '\0';
	return text;
}

static bool
offer_file(Settings *settings, const char *name, const char *path, const char *origin,
           GError **error)
{
	if (settings->values[find_index(name)].value != NULL)
		return true;
	char *value = read_secret_file(path, origin, error);
	bool ok = value != NULL && offer(settings, name, value, origin, error);
	wipe(value);
	return ok;
}

static bool
take_environment_files(Settings *settings, GError **error)
{
	for (gsize i = 0; i < setting_count; i++) {
		g_autofree char *variable = environment_name(setting_table[i].name, "_FILE");
		const char *path = g_getenv(variable);
		/* MGRUN_PASSWORD_FILE is the flag password-file too; both mean this. */
		if (path != NULL && *path != '\0' && find_index(setting_table[i].name) >= 0 &&
		    !offer_file(settings, setting_table[i].name, path, variable, error))
			return false;
	}
	return true;
}

static bool
check_config_keys(const YamlNode *map, bool top, const char *file, GError **error)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(g_free);

	for (gsize i = 0; i < setting_count; i++)
		if (!g_str_equal(setting_table[i].name, "config"))
			g_ptr_array_add(known,
			                g_strdelimit(g_strdup(setting_table[i].name), "-", '_'));
	if (top)
		g_ptr_array_add(known, g_strdup("environments"));
	g_ptr_array_add(known, NULL);
	return yaml_map_check_keys(map, (const char *const *)known->pdata, file, error);
}

static char *
resolve_path(const SettingSpec *spec, const char *config, const char *value)
{
	if (spec == NULL || spec->kind != SETTING_PATH || g_path_is_absolute(value))
		return g_strdup(value);
	g_autofree char *dir = g_path_get_dirname(config);
	return g_str_equal(dir, ".") ? g_strdup(value) : g_build_filename(dir, value, NULL);
}

static bool
take_config_map(Settings *settings, const YamlNode *map, const char *file, GError **error)
{
	for (guint i = 0; i < map->entries->len; i++) {
		const YamlEntry *entry = g_ptr_array_index(map->entries, i);
		g_autofree char *name = g_strdelimit(g_strdup(entry->key), "_", '-');
		g_autofree char *origin =
			g_strdup_printf("%s:%" G_GUINT64_FORMAT, file, entry->position.line);
		gssize index = find_index(name);

		if (index < 0)
			continue;
		if (entry->value->kind != YAML_SCALAR) {
			yaml_set_error(error, entry->value, file, "`%s` must be a text",
			               entry->key);
			return false;
		}
		g_autofree char *value =
			resolve_path(&setting_table[index], file, entry->value->scalar);
		if (!offer(settings, name, value, origin, error))
			return false;
	}
	return true;
}

static const YamlNode *
find_environment(const Settings *settings, const YamlNode *root, const char *file, GError **error)
{
	const YamlNode *own = yaml_map_get(root, "env");
	const char *given = settings_get(settings, "env");
	const char *name = given == NULL && own != NULL ? own->scalar : given;
	const YamlNode *all = yaml_map_get(root, "environments");
	const YamlNode *found = name != NULL && all != NULL && all->kind == YAML_MAP
	                                ? yaml_map_get(all, name)
	                                : NULL;

	if (found != NULL && found->kind == YAML_MAP)
		return check_config_keys(found, false, file, error) ? found : NULL;
	if (name != NULL)
		g_set_error(error, CMD_ERROR, CMD_ERROR_CONFIG,
		            "%s: there is no environment `%s` under `environments:`", file, name);
	return NULL;
}

static bool
take_password_file(Settings *settings, GError **error)
{
	const SettingValue *file = &settings->values[find_index("password-file")];

	return file->value == NULL ||
	       offer_file(settings, "password", file->value, file->origin, error);
}

static bool
take_config_text(Settings *settings, const char *text, const char *file, bool *spread,
                 GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(YamlNode) root = yaml_tree_parse(text, strlen(text), file, error);

	if (root == NULL)
		return false;
	if (root->kind != YAML_MAP) {
		yaml_set_error(error, root, file, "a map of settings is expected");
		return false;
	}
	if (!check_config_keys(root, true, file, error))
		return false;
	const YamlNode *environment = find_environment(settings, root, file, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	return (environment == NULL ||
	        (take_config_map(settings, environment, file, error) &&
	         take_password_file(settings, error) && spread_url(settings, spread, error))) &&
	       take_config_map(settings, root, file, error) &&
	       take_password_file(settings, error) && spread_url(settings, spread, error);
}

static bool
take_config(Settings *settings, bool *spread, GError **error)
{
	const char *path = settings_get(settings, "config");
	const char *file = path != NULL ? path : "mgrun.yaml";
	g_autofree char *text = NULL;
	g_autoptr(GError) problem = NULL;

	if (!g_file_get_contents(file, &text, NULL, &problem)) {
		bool missing = g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT);
		const char *environment = settings_get(settings, "env");
		if (path == NULL && missing && environment == NULL)
			return true;
		g_set_error(error, CMD_ERROR, CMD_ERROR_CONFIG, "cannot read %s%s%s: %s", file,
		            environment != NULL ? ", which must have the environment " : "",
		            environment != NULL ? environment : "", file_problem(problem));
		return false;
	}
	return take_config_text(settings, text, file, spread, error);
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
		    !offer(settings, word.name, word.value, setting->origin, error))
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
		    !offer(settings, setting_table[i].name, setting_table[i].fallback, "default",
		           error))
			return false;
	return true;
}

bool
settings_resolve(Settings *settings, GError **error)
{
	bool spread = false;

	return take_flags(settings, error) && take_password_file(settings, error) &&
	       spread_url(settings, &spread, error) && take_environment(settings, error) &&
	       take_environment_files(settings, error) && spread_url(settings, &spread, error) &&
	       take_config(settings, &spread, error) && take_database_url(settings, error) &&
	       take_option_files(settings, error) && take_password_file(settings, error) &&
	       take_defaults(settings, error);
}

const char *
settings_get(const Settings *settings, const char *name)
{
	gssize index = find_index(name);

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
