/*
 * settings.h - every setting from every place it may come from, with its origin.
 *
 * One table names a setting for all of them: flag --x-y, environment MGRUN_X_Y and
 * MGRUN_X_Y_FILE, key x_y of mgrun.yaml. Precedence, highest first: flag, MGRUN_X,
 * MGRUN_X_FILE, mgrun.yaml (section of --env over the top level), DATABASE_URL,
 * MySQL option files ([client], [mgrun]), default. A URL counts as the settings
 * that it holds, one step below those that are named one by one at its place.
 */
#ifndef MGRUN_CMD_SETTINGS_H
#define MGRUN_CMD_SETTINGS_H

#include <glib.h>
#include <stdbool.h>

#include "db/session.h"
#include "runner/run.h"

typedef enum {
	SETTING_TEXT,
	SETTING_PATH,
	SETTING_SWITCH,
	SETTING_PORT,
	SETTING_COUNT, /* over 0 */
	SETTING_DURATION,
	SETTING_WORD, /* one of `words` */
} SettingKind;

typedef struct {
	const char *name; /* with dashes */
	SettingKind kind;
	const char *fallback; /* NULL: none */
	bool secret;
	bool no_flag;         /* never on a command line: secrets */
	const char *words;    /* of SETTING_WORD, joined by | */
	const char *argument; /* for --help: "HOST" */
	const char *help;     /* of the flag: --NAME, or --no-NAME of a switch that is on */
} SettingSpec;

extern const SettingSpec setting_table[];
extern const gsize setting_count;

typedef struct {
	const SettingSpec *spec;
	char *value;  /* NULL: not set */
	char *origin; /* "--host", "MGRUN_HOST", "mgrun.yaml:3", "default" */
} SettingValue;

typedef struct Settings Settings;

/* Empty; add the table's flags to a context with settings_add_flags(). */
Settings *settings_new(void);
void settings_free(Settings *settings);

/* The flags, as a group of the command's context. `settings` must outlive the context. */
void settings_add_flags(Settings *settings, GOptionContext *context);

/* Read every other place, after the command line was parsed. */
bool settings_resolve(Settings *settings, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The value of a setting, or NULL. Borrowed. */
const char *settings_get(const Settings *settings, const char *name);
bool settings_is_on(const Settings *settings, const char *name);
guint64 settings_ms(const Settings *settings, const char *name);

/* In the order of the table. */
const SettingValue *settings_at(const Settings *settings, gsize index);

/* What session_open() needs; the caller clears it. */
bool settings_connection(const Settings *settings, ConnectionOptions *ret_options,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)

#endif
