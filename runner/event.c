#include "runner/event.h"

const char *
run_event_kind_name(RunEventKind kind)
{
	static const char *const names[] = {
		[EVENT_RUN_STARTED] = "run-started",
		[EVENT_LOCK_WAIT] = "lock-wait",
		[EVENT_LOCK_ACQUIRED] = "lock-acquired",
		[EVENT_MIGRATION_STARTED] = "migration-started",
		[EVENT_STEP_STARTED] = "step-started",
		[EVENT_STEP_DONE] = "step-done",
		[EVENT_STEP_FAILED] = "step-failed",
		[EVENT_STEP_SKIPPED] = "step-skipped",
		[EVENT_WARNING] = "warning",
		[EVENT_CHECK_DONE] = "check-done",
		[EVENT_CHECK_FAILED] = "check-failed",
		[EVENT_UNDO_STARTED] = "undo-started",
		[EVENT_UNDO_DONE] = "undo-done",
		[EVENT_MIGRATION_DONE] = "migration-done",
		[EVENT_MIGRATION_FAILED] = "migration-failed",
		[EVENT_RUN_DONE] = "run-done",
	};
	g_assert((gsize)kind < G_N_ELEMENTS(names));
	return names[kind];
}

const char *
direction_name(Direction direction)
{
	return direction == DIRECTION_UP ? "up" : "down";
}
