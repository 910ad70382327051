/*
 * app.h - what every command begins with: its command line and its settings.
 */
#ifndef MGRUN_CMD_APP_H
#define MGRUN_CMD_APP_H

#include <stdbool.h>

#include "cmd/command.h"
#include "cmd/settings.h"

/*
 * Parse a command's flags (`entries`, ended by G_OPTION_ENTRY_NULL, may be NULL) and the common
 * ones, and resolve all settings. What remains of argv are the arguments. Errors are
 * usage or configuration errors, or CMD_ERROR_HELP. `error` must not be NULL.
 */
Settings *app_begin(const Command *command, const GOptionEntry *entries, int *argc, char ***argv,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Refuse arguments behind the command's name. */
bool app_check_no_arguments(int argc, char **argv, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A number over 0 from a flag; NULL leaves 0. */
bool app_parse_count(const char *flag, const char *text, guint64 *ret_count,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A duration from a flag; NULL leaves what is there. */
bool app_parse_duration(const char *flag, const char *text, guint64 *ret_ms,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A password in a URL on the command line leaves the process list. */
void app_wipe_arguments(int argc, char **argv);

bool app_wants_json(const Settings *settings);

/* Whether text for people on this file descriptor may be coloured. */
bool app_wants_color(const Settings *settings, int fd);

#endif
