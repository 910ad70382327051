/*
 * load_keys.h - the keys of the YAML format, level by level; NULL-terminated.
 *
 * The loader refuses all others, and a test holds docs/migration.schema.json
 * against them. Private to planner/ and its tests.
 */
#ifndef MGRUN_PLANNER_LOAD_KEYS_H
#define MGRUN_PLANNER_LOAD_KEYS_H

extern const char *const load_keys_migration[];
extern const char *const load_keys_step[];
extern const char *const load_keys_check[];
extern const char *const load_keys_verify[];
extern const char *const load_keys_explain[];
extern const char *const load_keys_ignore[];
extern const char *const load_keys_lock[];
extern const char *const load_keys_statement[];

#endif
