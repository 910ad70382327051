/*
 * window.h - maintenance windows: the hours of the week in which a lock may hurt.
 *
 * Written as "Sat 22:00-04:00 UTC, Mon-Fri 02:00-04:00, daily 03:00-03:30": days, hours, by
 * comma, in UTC. Hours that end before they begin end on the next day.
 */
#ifndef MGRUN_PLANNER_WINDOW_H
#define MGRUN_PLANNER_WINDOW_H

#include <glib.h>
#include <stdbool.h>

#define WINDOW_ERROR window_error_quark()
GQuark window_error_quark(void);

typedef enum {
	WINDOW_ERROR_DAY,
	WINDOW_ERROR_HOURS,
	WINDOW_ERROR_ZONE,
} WindowErrorCode;

/* Minutes of the week, Monday 00:00 UTC being 0. */
typedef struct {
	guint begin;
	guint length;
} Window;

/* Returns an array of Window, or NULL with WINDOW_ERROR naming the window that cannot be read. */
GArray *windows_parse(const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The minute of the week of "2026-11-24 23:14"; false when the text is no such time. */
bool week_minute_parse(const char *text, guint *ret_minute);

/* "Tue 23:14 UTC"; the caller frees. */
char *week_minute_text(guint minute) G_GNUC_WARN_UNUSED_RESULT;

bool windows_contain(const GArray *windows, guint minute);

/* The minute of the week at which the next window begins; `windows` must not be empty. */
guint windows_next(const GArray *windows, guint minute);

#endif
