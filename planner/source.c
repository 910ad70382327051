#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "planner/load_internal.h"

#define BLOCK_BYTES (64 * 1024)

static const SourcePosition nowhere = {0, 0};

static ssize_t
read_some(int fd, char *to, gsize bytes)
{
	ssize_t got;

	do
		got = read(fd, to, bytes);
	while (got < 0 && errno == EINTR);
	return got;
}

static bool
read_whole(SourceFile *source)
{
	gsize done = 0;

	source->text = g_malloc(source->bytes + 1);
	while (done < source->bytes) {
		ssize_t got = read_some(source->fd, source->text + done, source->bytes - done);
		if (got < 0)
			return false;
		if (got == 0)
			break;
		done += (gsize)got;
	}
	source->bytes = done;
	source->text[done] = '\0';
	return true;
}

bool
source_open(SourceFile *source, const char *path, GError **error)
{
	struct stat status;
	const char *slash = strrchr(path, '/');

	*source = (SourceFile){.path = path, .name = slash != NULL ? slash + 1 : path};
	source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hold us up */
	if (source->fd < 0 || fstat(source->fd, &status) != 0) {
		load_set_error(error, source->name, nowhere, "cannot read: %s", g_strerror(errno));
		return false;
	}
	if (!S_ISREG(status.st_mode)) {
		load_set_error(error, source->name, nowhere, "not a file: %s",
		               S_ISDIR(status.st_mode) ? "a directory has this name"
		                                       : "a device or socket has this name");
		return false;
	}
	source->bytes = (guint64)status.st_size;
	if (source->bytes > LOAD_KEPT_BYTES || read_whole(source))
		return true;
	load_set_error(error, source->name, nowhere, "cannot read: %s", g_strerror(errno));
	return false;
}

void
source_close(SourceFile *source)
{
	if (source->fd > 0)
		close(source->fd);
	g_clear_pointer(&source->text, g_free);
	source->fd = 0;
}

/* What was seen and counts only if more text follows. */
typedef struct {
	GString *out;
	GString *blanks; /* at the end of what was read: blanks, and CR that no LF has followed yet
	                  */
	gsize newlines;
	bool started;
} Normaliser;

static void
put_held(Normaliser *state)
{
	for (; state->newlines > 0; state->newlines--)
		g_string_append_c(state->out, '\n');
	if (state->blanks->len > 0) {
		g_string_append_len(state->out, state->blanks->str, (gssize)state->blanks->len);
		g_string_truncate(state->blanks, 0);
	}
}

static bool
is_held(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

/* A piece of one line, without its LF: its end may be blanks that do not count. */
static void
add_piece(Normaliser *state, const char *text, gsize length)
{
	gsize kept = length;

	while (kept > 0 && is_held(text[kept - 1]))
		kept--;
	if (kept > 0) {
		put_held(state);
		g_string_append_len(state->out, text, (gssize)kept);
	}
	if (kept < length)
		g_string_append_len(state->blanks, text + kept, (gssize)(length - kept));
}

static void
normalise_block(Normaliser *state, const char *text, gsize length)
{
	static const char mark[] = "\xEF\xBB\xBF";
	gsize at = !state->started && length >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
	const char *end;

	state->started = true;
	while ((end = memchr(text + at, '\n', length - at)) != NULL) {
		add_piece(state, text + at, (gsize)(end - text) - at);
		g_string_truncate(state->blanks, 0);
		state->newlines++;
		at = (gsize)(end - text) + 1;
	}
	add_piece(state, text + at, length - at);
}

static bool
normalise_file(Normaliser *state, const SourceFile *source, GChecksum *sum, GError **error)
{
	g_autofree char *block = g_malloc(BLOCK_BYTES);
	off_t offset = 0;

	for (;;) {
		ssize_t got = pread(source->fd, block, BLOCK_BYTES, offset);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			load_set_error(error, source->name, nowhere, "cannot read: %s",
			               g_strerror(errno));
			return false;
		}
		if (got == 0)
			return true;
		normalise_block(state, block, (gsize)got);
		g_checksum_update(sum, (const guchar *)state->out->str, (gssize)state->out->len);
		g_string_truncate(state->out, 0);
		offset += got;
	}
}

bool
source_checksum(const SourceFile *source, GChecksum *sum, GError **error)
{
	g_autoptr(GString) out = g_string_sized_new(512);
	g_autoptr(GString) blanks = g_string_new(NULL);
	Normaliser state = {.out = out, .blanks = blanks};

	if (source->text == NULL)
		return normalise_file(&state, source, sum, error);
	normalise_block(&state, source->text, source->bytes);
	g_checksum_update(sum, (const guchar *)out->str, (gssize)out->len);
	return true;
}
