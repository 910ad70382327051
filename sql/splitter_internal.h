/*
 * splitter_internal.h - the splitter's state, shared by its files. Private to
 * sql/; tests use splitter_set_block_bytes().
 *
 * splitter.c owns the buffer (reading, encoding, positions), splitter_scan.c finds
 * the ends of statements in it.
 */
#ifndef MGRUN_SQL_SPLITTER_INTERNAL_H
#define MGRUN_SQL_SPLITTER_INTERNAL_H

#include "sql/body.h"
#include "sql/splitter.h"

struct SqlSplitter {
	SqlMode mode;
	int fd; /* -1: memory */
	const char *memory;
	gsize memory_left;
	gsize block_bytes;
	bool at_end;

	GString *buffer; /* what was read and not yet dropped */
	gsize checked;   /* bytes of it that are known to be valid UTF-8 */
	gsize next;      /* where the next item is looked for */
	gsize cut;       /* index of the byte that a NUL stands for while an item is out; 0: none */
	char cut_byte;

	SqlPosition at_position; /* the position of the byte at position_index */
	gsize position_index;

	GString *delimiter;
	SqlBody body;
	GError *failure;
};

/* Read on until the byte at `index` is there. */
bool splitter_read_to(SqlSplitter *splitter, gsize index);

/* Have the byte at `index` in the buffer; false at the end of the input or after a failure. */
static inline bool
splitter_ensure(SqlSplitter *splitter, gsize index)
{
	if (index < splitter->buffer->len && splitter->failure == NULL)
		return true;
	return splitter_read_to(splitter, index);
}

/* The position of a byte in the buffer; only forwards. */
SqlPosition splitter_position_at(SqlSplitter *splitter, gsize index);

void splitter_fail(SqlSplitter *splitter, SqlErrorCode code, gsize index, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* Find the next item from `next` on. */
bool splitter_scan_item(SqlSplitter *splitter, SqlItem *ret_item);

/* Take back the NUL that ends the item returned last. */
void splitter_restore_byte(SqlSplitter *splitter);

/* How much is read at a time; for tests of block boundaries. */
void splitter_set_block_bytes(SqlSplitter *splitter, gsize bytes);

#endif
