/*
 * load.h - reads a directory of migration files.
 *
 * Files named <version><-|_><name>.{yaml,yml,sql} and <version>_<name>.up.sql
 * with .down.sql are migrations; other names are left alone, except that a name
 * that looks like a migration and is none (no digits, no name, an .up.sql whose
 * version is doubled, a .down.sql without its .up.sql) is an error that says so.
 * Hidden files and directories are passed over.
 */
#ifndef MGRUN_PLANNER_LOAD_H
#define MGRUN_PLANNER_LOAD_H

#include <glib.h>
#include <stdbool.h>

#include "planner/migration.h"

#define LOAD_ERROR load_error_quark()
GQuark load_error_quark(void);

typedef enum {
	LOAD_ERROR_DIRECTORY, /* the directory is missing or cannot be read */
	LOAD_ERROR_FILE,      /* a bad file: exit status 65 */
} LoadErrorCode;

/*
 * Load all migrations of `dir`, parsed and checked, sorted by version. Returns
 * NULL with the first error in the order of file names; its message begins with
 * "FILE:LINE:COLUMN: " where it has a place. The array owns its Migrations.
 */
GPtrArray *load_directory(const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Load one migration from `path` (for a pair: the path of the .up.sql). */
Migration *load_file(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The versions between the first and the last that no file has, for directories
 * numbered 1, 2, 3...: of owned char *, empty when versions are timestamps (any
 * step between neighbours over 1000 counts as a timestamp).
 */
GPtrArray *load_find_gaps(const GPtrArray *migrations) G_GNUC_WARN_UNUSED_RESULT;

/* Every directory entry that was passed over because its name is no migration's: of owned char *.
 */
GPtrArray *load_find_ignored(const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
