/*
 * load_internal.h - the parts of loading. Private to planner/.
 */
#ifndef MGRUN_PLANNER_LOAD_INTERNAL_H
#define MGRUN_PLANNER_LOAD_INTERNAL_H

#include <stdbool.h>

#include "planner/load.h"
#include "planner/yaml_tree.h"

/* Texts of SQL files larger than this stay in the file. */
#define LOAD_KEPT_BYTES (4 * 1024 * 1024)

/* One file being read: small ones as text, large ones as a descriptor. */
typedef struct {
	const char *path;
	const char *name; /* base name, for messages */
	int fd;
	guint64 bytes;
	char *text; /* NULL when larger than LOAD_KEPT_BYTES */
} SourceFile;

bool source_open(SourceFile *source, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void source_close(SourceFile *source);

/* Add the normalised text to the sum: no CR, no blanks at line ends, no empty lines at the end. */
bool source_checksum(const SourceFile *source, GChecksum *sum,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fill in what the text says; name, version and checksum are the caller's. */
bool load_yaml_text(Migration *migration, const char *text, gsize length,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The one statement of a scalar that is not empty; `key` is for messages. */
SqlText *load_yaml_sql(const YamlNode *node, const char *key, const char *file,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
	SQL_FILE_SECTIONS, /* up, down, require, verify in one */
	SQL_FILE_UP,       /* .up.sql */
	SQL_FILE_DOWN,     /* .down.sql */
} SqlFileRole;

bool load_sql_source(Migration *migration, const SourceFile *source, SqlFileRole role,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A file name taken apart. */
typedef enum { NAME_OTHER, NAME_YAML, NAME_SQL, NAME_UP, NAME_DOWN } NameKind;

typedef struct {
	NameKind kind;
	gsize digits; /* length of the version */
	gsize suffix; /* length of the ending */
} NameParts;

NameParts load_parse_name(const char *name);

/* Whether it is a migration's name: a version, a separator, a name. */
bool load_check_name(const char *name, NameParts parts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Words that both formats share; NULL-terminated. */
extern const char *const load_backup_words[];

/* "2027-06-30". */
bool load_is_date(const char *text);

/* Whether a statement may stand in up or down; `ret_why` says why not. */
bool load_statement_allowed(const char *text, gsize length, const char **ret_why);

/* Every step has a way back; a migration has steps. */
bool load_check_whole(const Migration *migration, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "FILE:LINE:COLUMN: ..." of LOAD_ERROR_FILE; line 0 leaves the place out. */
void load_set_error(GError **error, const char *file, SourcePosition position, const char *format,
                    ...) G_GNUC_PRINTF(4, 5);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SourceFile, source_close)

#endif
