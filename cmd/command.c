#include "cmd/command.h"

#include "planner/words.h"

const Command *const command_table[] = {&cmd_up,      &cmd_down, &cmd_redo, &cmd_status,
                                        &cmd_new,     &cmd_init, &cmd_wait, &cmd_config,
                                        &cmd_version, &cmd_help, NULL};

const Command *
command_find(const char *name)
{
	for (gsize i = 0; command_table[i] != NULL; i++)
		if (g_str_equal(command_table[i]->name, name))
			return command_table[i];
	return NULL;
}

void
command_set_unknown(GError **error, const char *name)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	if (*name == '-') {
		g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
		            "`%s` stands where the command must be: mgrun COMMAND [OPTIONS]; "
		            "`mgrun help` lists the commands",
		            name);
		return;
	}
	for (gsize i = 0; command_table[i] != NULL; i++)
		g_ptr_array_add(names, (gpointer)command_table[i]->name);
	g_ptr_array_add(names, NULL);
	const char *nearest = nearest_word(name, (const char *const *)names->pdata);
	if (nearest != NULL)
		g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
		            "unknown command `%s`; did you mean `%s`? `mgrun help` lists them all",
		            name, nearest);
	else
		g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
		            "unknown command `%s`; `mgrun help` lists them all", name);
}
