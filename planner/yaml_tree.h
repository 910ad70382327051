/*
 * yaml_tree.h - a YAML document as a tree of nodes that know their places.
 *
 * Built from libyaml's events. Scalars stay strings: `005` is "005", `no` is
 * "no". Refused, each with its place: doubled keys, keys that are no scalars,
 * tabs as indentation, several documents, anchors that form a cycle or expand
 * to more than 10,000 nodes, tags other than !!str, invalid UTF-8, NUL
 * characters (also as "\0"), depth over 64.
 */
#ifndef MGRUN_PLANNER_YAML_TREE_H
#define MGRUN_PLANNER_YAML_TREE_H

#include <glib.h>
#include <stdbool.h>

#include "planner/migration.h"

#define YAML_TREE_ERROR yaml_tree_error_quark()
GQuark yaml_tree_error_quark(void);

typedef enum {
	YAML_TREE_ERROR_SYNTAX, /* not YAML, or YAML that is refused */
	YAML_TREE_ERROR_SHAPE,  /* a wrong key, type or value; from the yaml_*() readers below */
} YamlTreeErrorCode;

typedef enum { YAML_SCALAR, YAML_LIST, YAML_MAP } YamlKind;

typedef struct YamlNode YamlNode;

/* `key` of a map's entry and its place. */
typedef struct {
	char *key;
	SourcePosition position;
	YamlNode *value; /* owned */
} YamlEntry;

struct YamlNode {
	YamlKind kind;
	SourcePosition position;
	char *scalar;       /* of YAML_SCALAR: its text; "" for an empty value */
	bool plain;         /* of YAML_SCALAR: written without quotes */
	bool block;         /* of YAML_SCALAR: written as | or > */
	bool joined;        /* of YAML_SCALAR: YAML made one line of several */
	GPtrArray *items;   /* of YAML_LIST: of owned YamlNode * */
	GPtrArray *entries; /* of YAML_MAP: of owned YamlEntry *, in file order */
};

/*
 * Parse one document. Returns NULL on error; the message begins with
 * "FILE:LINE:COLUMN: ", where FILE is `file_name`. An empty document gives an
 * empty map.
 */
YamlNode *yaml_tree_parse(const char *text, gsize length, const char *file_name,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void yaml_node_free(YamlNode *node);

/* The value of `key`, or NULL. */
const YamlNode *yaml_map_get(const YamlNode *map, const char *key);

/*
 * Check that every key of `map` is in the NULL-terminated list; else the error
 * names the key, its place and the nearest known one.
 */
bool yaml_map_check_keys(const YamlNode *map, const char *const *known, const char *file_name,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Set an error at a node's place: "FILE:LINE:COLUMN: ...". */
void yaml_set_error(GError **error, const YamlNode *node, const char *file_name, const char *format,
                    ...) G_GNUC_PRINTF(4, 5);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(YamlNode, yaml_node_free)

#endif
