#include "cmd/settings_internal.h"

#include <string.h>

#include "cmd/exit_status.h"
#include "planner/yaml_tree.h"

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
		gssize index = settings_find(name);

		if (index < 0)
			continue;
		if (entry->value->kind != YAML_SCALAR) {
			yaml_set_error(error, entry->value, file, "`%s` must be a text",
			               entry->key);
			return false;
		}
		g_autofree char *value =
			resolve_path(&setting_table[index], file, entry->value->scalar);
		if (!settings_offer(settings, name, value, origin, error))
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
	return (environment == NULL || (take_config_map(settings, environment, file, error) &&
	                                settings_take_password_file(settings, error) &&
	                                settings_spread_url(settings, spread, error))) &&
	       take_config_map(settings, root, file, error) &&
	       settings_take_password_file(settings, error) &&
	       settings_spread_url(settings, spread, error);
}

bool
settings_take_config(Settings *settings, bool *spread, GError **error)
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
		            environment != NULL ? environment : "", setting_file_problem(problem));
		return false;
	}
	return take_config_text(settings, text, file, spread, error);
}
