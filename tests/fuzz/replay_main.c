/* Run the fuzz entry over every file of a corpus, for compilers without libFuzzer. */
#include <glib.h>

#include "tests/fuzz/fuzz.h"

int
main(int argc, char **argv)
{
	GDir *dir = argc > 1 ? g_dir_open(argv[1], 0, NULL) : NULL;
	const char *name;
	guint count = 0;

	g_assert(dir != NULL);
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(argv[1], name, NULL);
		g_autofree char *text = NULL;
		gsize length = 0;
		g_assert(g_file_get_contents(path, &text, &length, NULL));
		LLVMFuzzerTestOneInput((const uint8_t *)text, length);
		count++;
	}
	g_dir_close(dir);
	g_print("%u inputs replayed\n", count);
	return count > 0 ? 0 : 1;
}
