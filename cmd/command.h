/*
 * command.h - the table of subcommands.
 */
#ifndef MGRUN_CMD_COMMAND_H
#define MGRUN_CMD_COMMAND_H

#include <glib.h>

#include "cmd/exit_status.h"

typedef struct {
	const char *name;
	const char *arguments; /* "NAME", "[-- CMD...]", or "" */
	const char *summary;   /* one line, for `mgrun help` */
	const char *details;   /* examples and exit statuses, for --help */
	const char *formats;   /* what --format may be, joined by |; NULL: text|json|jsonl */
	ExitStatus (*run)(int argc, char **argv, GError **error);
} Command;

extern const Command cmd_up;
extern const Command cmd_down;
extern const Command cmd_plan;
extern const Command cmd_lint;
extern const Command cmd_redo;
extern const Command cmd_status;
extern const Command cmd_new;
extern const Command cmd_init;
extern const Command cmd_wait;
extern const Command cmd_config;
extern const Command cmd_explain;
extern const Command cmd_version;
extern const Command cmd_help;

/* All of them, in the order of `mgrun help`; NULL-terminated. */
extern const Command *const command_table[];

const Command *command_find(const char *name);

/* "unknown command ..." with the nearest one. */
void command_set_unknown(GError **error, const char *name);

#endif
