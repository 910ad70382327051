#include "cmd/stop_signal.h"

#include <signal.h>
#include <unistd.h>

/* The one mutable global: a signal handler has nowhere else to write. */
static gint stop_requested;

static void
request_stop(int signal_number)
{
	if (g_atomic_int_get(&stop_requested) != 0)
		_exit(128 + signal_number);
	g_atomic_int_set(&stop_requested, 1); /* lock-free, so allowed in a handler */
}

const gint *
stop_signal_catch(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = request_stop, .sa_flags = SA_RESTART};

	for (gsize i = 0; i < G_N_ELEMENTS(signals); i++)
		sigaction(signals[i], &action, NULL);
	return &stop_requested;
}
