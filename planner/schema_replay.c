#include "planner/schema_replay.h"

#include "planner/load.h"

bool
schema_replay(Schema *schema, const Migration *migration, const PlanTarget *target,
              GPtrArray *problems, bool *ret_opaque, GError **error)
{
	for (guint i = 0; i < migration->steps->len; i++) {
		const Step *step = g_ptr_array_index(migration->steps, i);
		g_autofree char *text = sql_text_read(step->sql, error);
		if (text == NULL)
			return false;
		g_autoptr(SqlParsed) parsed =
			sql_parse(text, (gsize)step->sql->length, SQL_MODE_DEFAULT);
		if (ret_opaque != NULL && parsed->statement->opaque)
			*ret_opaque = true;
		schema_apply(schema, parsed, target, problems);
	}
	return true;
}
