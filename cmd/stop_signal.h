/*
 * stop_signal.h - SIGINT, SIGTERM and SIGHUP ask for an orderly end; the second one ends at once.
 */
#ifndef MGRUN_CMD_STOP_SIGNAL_H
#define MGRUN_CMD_STOP_SIGNAL_H

#include <glib.h>

/* From now on the signals set the number that is returned, which is 0 before. Read atomically. */
const gint *stop_signal_catch(void);

#endif
