#include "runner/run_suggest.h"

#include <string.h>

void
run_suggest(Run *run, const char *format, const char *argument)
{
	GString *text = g_string_new(NULL);
	const char *at = strstr(format, "%s");

	g_string_append_len(text, format, at != NULL ? at - format : (gssize)strlen(format));
	if (at != NULL)
		g_string_append_printf(text, "%s%s", argument, at + 2);
	g_ptr_array_add(run->report->next, g_string_free(text, FALSE));
}

/* What must happen before `mgrun up` can do better. */
static const char *
again_when(DbErrorCode class)
{
	if (class == DB_ERROR_LOST)
		return "mgrun up    # again: the connection was lost";
	if (class == DB_ERROR_SPACE)
		return "mgrun up    # after there is room on the server";
	if (class == DB_ERROR_PRIVILEGE)
		return "mgrun up    # after the account has the privilege";
	if (class == DB_ERROR_READ_ONLY)
		return "mgrun up    # after the server takes writes";
	return "mgrun up    # after the file is corrected";
}

void
run_suggest_next(Run *run, bool up)
{
	const char *version = run->report->failure->version;
	bool stopped = run->options->stop != NULL && g_atomic_int_get(run->options->stop) != 0;

	switch (run->report->outcome) {
	case RUN_BUSY:
		run_suggest(run,
		            up ? "mgrun up    # again, when the lock is free"
		               : "mgrun down    # again, when the lock is free",
		            NULL);
		break;
	case RUN_ROLLED_BACK:
		run_suggest(run,
		            !up       ? "mgrun status"
		            : stopped ? "mgrun up    # again: it was stopped on request"
		                      : again_when(run->report->failure->error_class),
		            NULL);
		break;
	case RUN_REFUSED:
		run_suggest(run,
		            up ? "mgrun up    # after what the migration requires is true"
		               : "mgrun status",
		            NULL);
		break;
	case RUN_NEEDS_PERSON:
		run_suggest(run, "mgrun status", NULL);
		run_suggest(
			run,
			"mgrun up --retry-failed    # after the database is put back by hand to "
			"before %s",
			version);
		run_suggest(run, "mgrun up --mark-applied %s    # after it is finished by hand",
		            version);
		break;
	case RUN_NOTHING_TO_DO:
	case RUN_PLANNED:
	case RUN_DONE:
		break;
	}
}
