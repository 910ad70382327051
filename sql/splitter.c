#include "sql/splitter.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "sql/splitter_internal.h"

G_DEFINE_QUARK(sql_error, sql_error)

#define BLOCK_BYTES (256 * 1024)

static SqlSplitter *
splitter_new(SqlMode mode)
{
	SqlSplitter *splitter = g_new0(SqlSplitter, 1);

	splitter->mode = mode;
	splitter->fd = -1;
	splitter->block_bytes = BLOCK_BYTES;
	splitter->buffer = g_string_new(NULL);
	splitter->delimiter = g_string_new(";");
	splitter->at_position = (SqlPosition){.offset = 0, .line = 1, .column = 1};
	sql_body_init(&splitter->body);
	return splitter;
}

SqlSplitter *
sql_splitter_new_memory(const char *text, gsize length, const SqlPosition *start, SqlMode mode)
{
	SqlSplitter *splitter = splitter_new(mode);

	splitter->memory = text;
	splitter->memory_left = length;
	if (start != NULL)
		splitter->at_position = *start;
	return splitter;
}

SqlSplitter *
sql_splitter_new_fd(int fd, SqlMode mode)
{
	SqlSplitter *splitter = splitter_new(mode);

	splitter->fd = fd;
	return splitter;
}

void
sql_splitter_free(SqlSplitter *splitter)
{
	if (splitter == NULL)
		return;

	g_string_free(splitter->buffer, TRUE);
	g_string_free(splitter->delimiter, TRUE);
	sql_body_clear(&splitter->body);
	g_clear_error(&splitter->failure);
	g_free(splitter);
}

void
splitter_set_block_bytes(SqlSplitter *splitter, gsize bytes)
{
	splitter->block_bytes = bytes;
}

/* Continuation bytes do not begin a character. */
static guint64
count_characters(const char *text, gsize length)
{
	guint64 count = 0;

	for (gsize i = 0; i < length; i++)
		count += ((guchar)text[i] & 0xC0) != 0x80;
	return count;
}

static guint64
count_lines(const char *text, gsize length)
{
	guint64 count = 0;

	for (gsize i = 0; i < length; i++)
		count += text[i] == '\n';
	return count;
}

SqlPosition
splitter_position_at(SqlSplitter *splitter, gsize index)
{
	SqlPosition *position = &splitter->at_position;
	const char *text = splitter->buffer->str + splitter->position_index;
	gsize length = index - splitter->position_index;
	const char *line_end = length > 0 ? memrchr(text, '\n', length) : NULL;

	position->offset += length;
	if (line_end != NULL) {
		position->line += count_lines(text, length);
		position->column = 1;
		length -= (gsize)(line_end + 1 - text);
		text = line_end + 1;
	}
	position->column += count_characters(text, length);
	splitter->position_index = index;
	return *position;
}

SqlPosition
sql_splitter_position(const SqlSplitter *splitter)
{
	return splitter->at_position;
}

void
splitter_fail(SqlSplitter *splitter, SqlErrorCode code, gsize index, const char *format, ...)
{
	if (splitter->failure != NULL)
		return;

	SqlPosition position = splitter_position_at(splitter, MAX(index, splitter->position_index));
	va_list arguments;
	va_start(arguments, format);
	splitter->failure = g_error_new_valist(SQL_ERROR, (gint)code, format, arguments);
	va_end(arguments);
	g_prefix_error(&splitter->failure, "%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT ": ",
	               position.line, position.column);
}

/* Bytes into the end of the buffer; how many, 0 at the end of the input or on failure. */
static gsize
read_block(SqlSplitter *splitter)
{
	GString *buffer = splitter->buffer;
	gsize old = buffer->len;

	if (splitter->fd < 0) {
		gsize bytes = MIN(splitter->memory_left, splitter->block_bytes);
		g_string_append_len(buffer, splitter->memory, (gssize)bytes);
		splitter->memory += bytes;
		splitter->memory_left -= bytes;
		return bytes;
	}
	g_string_set_size(buffer, old + splitter->block_bytes);
	ssize_t bytes;
	do
		bytes = read(splitter->fd, buffer->str + old, splitter->block_bytes);
	while (bytes < 0 && errno == EINTR);
	g_string_set_size(buffer, old + (bytes > 0 ? (gsize)bytes : 0));
	if (bytes < 0)
		splitter_fail(splitter, SQL_ERROR_READ, old, "cannot read: %s", g_strerror(errno));
	return bytes > 0 ? (gsize)bytes : 0;
}

static void
skip_byte_order_mark(SqlSplitter *splitter)
{
	const char *text = splitter->buffer->str;

	if (splitter->at_position.offset != 0 || splitter->checked != 0)
		return;
	if (g_str_has_prefix(text, "\xFF\xFE") || g_str_has_prefix(text, "\xFE\xFF")) {
		splitter_fail(splitter, SQL_ERROR_ENCODING, 0,
		              "the text is UTF-16; save it as UTF-8");
	} else if (g_str_has_prefix(text, "\xEF\xBB\xBF")) {
		g_string_erase(splitter->buffer, 0, 3);
		splitter->at_position.offset = 3;
	}
}

/* Eight bytes at a time: as far as all are ASCII and none is NUL. */
static gsize
skip_ascii(const char *text, gsize length)
{
	const guint64 low = G_GUINT64_CONSTANT(0x0101010101010101);
	const guint64 high = G_GUINT64_CONSTANT(0x8080808080808080);
	gsize at = 0;

	for (; length - at >= sizeof(guint64); at += sizeof(guint64)) {
		guint64 word;
		memcpy(&word, text + at, sizeof word);
		/* A byte below 1 borrows from its high bit, one above 127 has it set. */
		if (((word | (word - low)) & high) != 0)
			break;
	}
	return at;
}

/* As far as the text is valid: ASCII by words, the rest in short pieces. */
static gsize
valid_length(const char *text, gsize length)
{
	enum { PIECE_BYTES = 32 };
	gsize at = 0;

	for (;;) {
		const char *end = NULL;
		at += skip_ascii(text + at, length - at);
		gsize piece = MIN(length - at, PIECE_BYTES);
		if (g_utf8_validate_len(text + at, piece, &end)) {
			at += piece;
			if (at == length)
				return at;
		} else if (end == text + at) {
			return at; /* not even one character more */
		} else {
			at = (gsize)(end - text); /* perhaps only the piece's end cuts one */
		}
	}
}

/* Check what is new; a character that the block's end cut waits for its rest. */
static void
check_encoding(SqlSplitter *splitter)
{
	const GString *buffer = splitter->buffer;

	splitter->checked +=
		valid_length(buffer->str + splitter->checked, buffer->len - splitter->checked);
	gsize left = buffer->len - splitter->checked;
	if (left == 0)
		return;
	const char *end = buffer->str + splitter->checked;
	if (*end == '\0')
		splitter_fail(
			splitter, SQL_ERROR_ENCODING, splitter->checked,
			"a NUL byte: this is not SQL text, or it holds binary data that must be "
			"written in hexadecimal");
	else if (splitter->at_end || left >= 4 ||
	         g_utf8_get_char_validated(end, (gssize)left) != (gunichar)-2)
		splitter_fail(splitter, SQL_ERROR_ENCODING, splitter->checked,
		              "not valid UTF-8: save the text as UTF-8, and write binary data in "
		              "hexadecimal (0x...)");
}

bool
splitter_read_to(SqlSplitter *splitter, gsize index)
{
	while (index >= splitter->buffer->len && !splitter->at_end && splitter->failure == NULL) {
		gsize bytes = read_block(splitter);
		splitter->at_end = bytes == 0;
		/* Three bytes tell a byte order mark; a first read may bring fewer. */
		if (splitter->buffer->len < 3 && !splitter->at_end && splitter->checked == 0)
			continue;
		skip_byte_order_mark(splitter);
		if (splitter->failure == NULL)
			check_encoding(splitter);
	}
	return splitter->failure == NULL && index < splitter->buffer->len;
}

/* Forget what was returned, when it is worth moving the rest. */
static void
drop_returned(SqlSplitter *splitter)
{
	gsize used = splitter->next;

	if (used < splitter->block_bytes && used < splitter->buffer->len)
		return;
	splitter_position_at(splitter, used);
	g_string_erase(splitter->buffer, 0, (gssize)used);
	splitter->position_index = 0;
	splitter->checked -= MIN(used, splitter->checked);
	splitter->next = 0;
}

SqlNext
sql_splitter_next(SqlSplitter *splitter, SqlItem *ret_item, GError **error)
{
	if (splitter->failure == NULL) {
		splitter_restore_byte(splitter);
		drop_returned(splitter);
		if (splitter_scan_item(splitter, ret_item))
			return SQL_NEXT_ITEM;
	}
	if (splitter->failure == NULL)
		return SQL_NEXT_END;
	if (error != NULL && *error == NULL)
		*error = g_error_copy(splitter->failure);
	return SQL_NEXT_ERROR;
}
