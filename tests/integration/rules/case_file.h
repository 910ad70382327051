/*
 * case_file.h - the cases of tests/rules/: what a rule must find, and what truly happens.
 *
 * A case begins with "== TITLE". Then keys at the beginning of a line:
 *   setup: up: down: then: yaml:   texts on the lines that follow
 *   file NAME:                     a whole migration file
 *   expect: ID [SEVERITY] [TEXT]   the rule finds it, its message contains TEXT
 *   silent: ID                     the rule finds nothing
 *   truth: ok | error N | SELECT   what up and then come to on the server
 *   refused: N[|N] STATEMENT       fails with this number before up
 *   server: mysql | mariadb        only there
 *   policy: key=value ...          fields of the policy
 *   applied: N                     mgrun itself applies the first N files before
 *   by hand:                       and then these statements run
 *   offline: yes                   planned without a server
 */
#ifndef MGRUN_TESTS_CASE_FILE_H
#define MGRUN_TESTS_CASE_FILE_H

#include <glib.h>

typedef struct {
	char *title;
	guint line;
	GString *setup;
	GString *up;
	GString *down;
	GString *then;
	GString *by_hand;
	guint64 applied;       /* how many files are applied before the plan */
	GPtrArray *file_names; /* of owned char * */
	GPtrArray *files;      /* of owned GString *, in step with file_names */
	GPtrArray *expect;     /* of owned char * */
	GPtrArray *silent;
	GPtrArray *truth;
	GPtrArray *refused;
	char *server; /* NULL: both */
	char *policy; /* NULL: defaults */
	gboolean offline;
} RuleCase;

/* All cases of a file: of owned RuleCase *; ends the program with a message when it is malformed.
 */
GPtrArray *case_file_read(const char *path);

#endif
