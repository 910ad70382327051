#include "runner/sight.h"

#include "planner/grants.h"

/* Any of the privileges shows the objects. */
typedef struct {
	const char *what;
	const char *privileges[6]; /* the first is the one to grant */
	bool of_server;            /* of the whole server, not of a database */
	bool mysql_only;
} Sight;

static const Sight sights[] = {
	{"tables on which the account has no privilege of its own", {"SELECT"}, false, false},
	{"triggers", {"TRIGGER"}, false, false},
	{"events", {"EVENT"}, false, false},
	{"procedures and functions",
         {"EXECUTE", "CREATE ROUTINE", "ALTER ROUTINE", "SHOW_ROUTINE", "SHOW CREATE ROUTINE"},
         false,
         false},
	{"how often INSTANT changed each table", {"PROCESS"}, true, true},
};

static bool
is_seen(const Sight *sight, const PlanTarget *target, const char *database)
{
	for (gsize i = 0; i < G_N_ELEMENTS(sight->privileges); i++)
		if (sight->privileges[i] != NULL &&
		    grants_allow(target->grants, sight->privileges[i],
		                 sight->of_server ? NULL : database))
			return true;
	return sight->mysql_only && target->mariadb;
}

static void
list_by_grants(GPtrArray *unseen, const PlanTarget *target, const char *database)
{
	for (gsize i = 0; i < G_N_ELEMENTS(sights); i++)
		if (!is_seen(&sights[i], target, database))
			g_ptr_array_add(unseen,
			                g_strdup_printf("%s: the account lacks %s", sights[i].what,
			                                sights[i].privileges[0]));
}

static bool
is_textless(const SchemaProgram *program)
{
	return program->kind != SQL_OBJECT_SEQUENCE &&
	       (program->body == NULL || *program->body == '\0');
}

/* Programs whose names are seen and whose texts are not. */
static void
list_textless(GPtrArray *unseen, const Schema *schema, const PlanTarget *target)
{
	guint views = 0;
	guint others = 0;

	for (guint i = 0; i < schema->programs->len; i++) {
		const SchemaProgram *program = g_ptr_array_index(schema->programs, i);
		if (is_textless(program) && program->kind == SQL_OBJECT_VIEW)
			views++;
		else if (is_textless(program))
			others++;
	}
	if (views > 0)
		g_ptr_array_add(unseen,
		                g_strdup_printf("the texts of %u view%s: the account lacks SHOW "
		                                "VIEW",
		                                views, views == 1 ? "" : "s"));
	if (others > 0)
		g_ptr_array_add(unseen,
		                g_strdup_printf("the texts of %u stored program%s: the account %s",
		                                others, others == 1 ? "" : "s",
		                                target->mariadb ? "may not read mysql.proc"
		                                                : "lacks SHOW_ROUTINE"));
}

GPtrArray *
sight_list_unseen(const Schema *schema, const PlanTarget *target)
{
	GPtrArray *unseen = g_ptr_array_new_with_free_func(g_free);

	if (target->grants == NULL)
		g_ptr_array_add(unseen, g_strdup("what else the account may not see: the server "
		                                 "does not show its grants"));
	else
		list_by_grants(unseen, target, schema->database);
	if (!target->replicas_known)
		g_ptr_array_add(unseen, g_strdup("replicas that are attached: the account lacks "
		                                 "PROCESS"));
	list_textless(unseen, schema, target);
	return unseen;
}
