/*
 * mysql_words.h - what a line of a MySQL option file means in mgrun's settings.
 *
 * The clients of MySQL and MariaDB write a switch as `compress`, `skip-compress` or
 * `compress=ON`, and MariaDB's write TLS as `ssl` and `ssl-verify-server-cert` where
 * MySQL's have ssl-mode.
 */
#ifndef MGRUN_CMD_MYSQL_WORDS_H
#define MGRUN_CMD_MYSQL_WORDS_H

#include <glib.h>
#include <stdbool.h>

#include "cmd/settings.h"
#include "db/option_file.h"

/* A setting's name in setting_table and its value, both borrowed; NULL names mean nothing here. */
typedef struct {
	const char *name;
	const char *value;
	bool weak; /* another line of the same files that names the setting wins */
} MysqlWord;

/* Fails, with file and line, for a bare option that needs a value: mgrun asks for nothing. */
bool mysql_word_read(const OptionSetting *setting, MysqlWord *ret_word,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
