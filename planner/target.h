/*
 * target.h - the server that a plan is for, as plain facts.
 *
 * planner/ never talks to a server: runner/ fills this in from a live one, and
 * offline it holds the version that the settings name.
 */
#ifndef MGRUN_PLANNER_TARGET_H
#define MGRUN_PLANNER_TARGET_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
	bool mariadb;
	guint version; /* 90704 for 9.7.4, 101119 for 10.11.19 */
	char text[64]; /* "MySQL 9.7.4" */
	bool live;     /* facts come from a server; false: only kind and version are known */

	/* Known when live; else empty or the server's default. */
	GHashTable *variables; /* of owned char *: lower-case name to value: "sql_mode",
	                          "foreign_key_checks", "max_allowed_packet", "read_only", ... */
	GHashTable *reserved;  /* set of owned char *, upper case: the server's reserved words */
	GPtrArray *grants;     /* of owned char *: SHOW GRANTS; NULL: not known */
	bool group_replication;
	bool galera;
	bool is_replica;
	guint replicas;      /* attached */
	bool replicas_known; /* false: the account may not see them */
} PlanTarget;

/* Offline: "mysql 8.0", "mysql 9.7.4", "mariadb 10.11"; false when `text` is none of that. */
bool plan_target_parse(const char *text, PlanTarget *ret_target);
void plan_target_clear(PlanTarget *target);

/* A variable's value; `missing` where it is not known. Borrowed. */
const char *plan_target_variable(const PlanTarget *target, const char *name, const char *missing);

/* Whether the target is MySQL (MariaDB) of this version or newer. */
bool plan_target_is_mysql(const PlanTarget *target, guint since);
bool plan_target_is_mariadb(const PlanTarget *target, guint since);

/* Whether the word is reserved by this target; offline, and on MariaDB,
 * by a list of the newest version that mgrun knows. */
bool plan_target_reserves(const PlanTarget *target, const char *word);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PlanTarget, plan_target_clear)

#endif
