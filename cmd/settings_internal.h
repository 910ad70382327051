/*
 * settings_internal.h - how the files that read settings share them. Private to cmd/settings*.
 */
#ifndef MGRUN_CMD_SETTINGS_INTERNAL_H
#define MGRUN_CMD_SETTINGS_INTERNAL_H

#include "cmd/settings.h"

#define OPTION_CACHE 64

struct Settings {
	SettingValue values[OPTION_CACHE];
	char *names[OPTION_CACHE]; /* of the flags */
	char *flags[OPTION_CACHE]; /* as GOption fills them in */
	gboolean switches[OPTION_CACHE];
	bool closed[OPTION_CACHE]; /* a URL of a higher place speaks for it */
	GOptionEntry entries[OPTION_CACHE];
};

/* The position of a setting in the table; -1: there is none of that name. */
gssize settings_find(const char *name);

/* Set what no higher place has set. True also where one has, or where no setting has the name. */
bool settings_offer(Settings *settings, const char *name, const char *text, const char *origin,
                    GError **error);

/* To do after each place: take a URL that this place set apart, once; read a password file. */
bool settings_spread_url(Settings *settings, bool *spread, GError **error);
bool settings_take_password_file(Settings *settings, GError **error);

/* The settings of mgrun.yaml, or of the file that `config` names: the environment's first. */
bool settings_take_config(Settings *settings, bool *spread, GError **error);

/* The value as the table spells it. Caller frees; NULL when it is not one for the setting. */
char *setting_value_read(const SettingSpec *spec, const char *text, const char *origin,
                         GError **error);

/* Free a value that may be a secret; NULL is none. */
void setting_wipe(char *secret);

/* A bad value on the command line is wrong usage; anywhere else, bad configuration. */
gint setting_error_code(const char *origin);

/* Why a file cannot be read, without GLib's quotes that a C locale cannot show. Borrowed. */
const char *setting_file_problem(const GError *problem);

#endif
