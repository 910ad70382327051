#include <string.h>

#include "sql/splitter_internal.h"

#define NOT_FOUND G_MAXSIZE

static bool
is_word_byte(char byte)
{
	return g_ascii_isalnum(byte) || byte == '_' || byte == '$' || (guchar)byte >= 0x80;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* The byte at `index`, or NUL at the end: text has no NUL of its own. */
static char
byte_at(SqlSplitter *splitter, gsize index)
{
	return splitter_ensure(splitter, index) ? splitter->buffer->str[index] : '\0';
}

static bool
is_delimiter_at(SqlSplitter *splitter, gsize index)
{
	const GString *delimiter = splitter->delimiter;

	return byte_at(splitter, index) == delimiter->str[0] &&
	       (delimiter->len == 1 ||
	        (splitter_ensure(splitter, index + delimiter->len - 1) &&
	         memcmp(splitter->buffer->str + index, delimiter->str, delimiter->len) == 0));
}

/* \g and \G end a statement for the mysql client. */
static bool
is_go_at(SqlSplitter *splitter, gsize index)
{
	if (byte_at(splitter, index) != '\\')
		return false;
	char command = byte_at(splitter, index + 1);
	return command == 'g' || command == 'G';
}

static bool
is_line_comment_at(SqlSplitter *splitter, gsize index)
{
	char first = byte_at(splitter, index);
	if (first == '#')
		return true;
	if (first != '-' || byte_at(splitter, index + 1) != '-')
		return false;
	char third = byte_at(splitter, index + 2);
	return third == '\0' || is_blank(third) || g_ascii_iscntrl(third);
}

/* A comment that is no content: not a version comment. */
static bool
is_block_comment_at(SqlSplitter *splitter, gsize index)
{
	if (byte_at(splitter, index) != '/' || byte_at(splitter, index + 1) != '*')
		return false;
	char third = byte_at(splitter, index + 2);
	return third != '!' && !(third == 'M' && byte_at(splitter, index + 3) == '!');
}

/* The index of the first `wanted` from `index` on, or the end of the input. */
static gsize
find_byte(SqlSplitter *splitter, gsize index, char wanted)
{
	while (splitter_ensure(splitter, index)) {
		const GString *buffer = splitter->buffer;
		const char *found = memchr(buffer->str + index, wanted, buffer->len - index);
		if (found != NULL)
			return (gsize)(found - buffer->str);
		index = buffer->len;
	}
	return index;
}

static gsize
skip_block_comment(SqlSplitter *splitter, gsize start)
{
	gsize index = start + 2;

	for (;;) {
		index = find_byte(splitter, index, '*');
		if (!splitter_ensure(splitter, index)) {
			splitter_fail(splitter, SQL_ERROR_SYNTAX, start,
			              "the comment that begins here has no end: */ is missing");
			return NOT_FOUND;
		}
		if (byte_at(splitter, index + 1) == '/')
			return index + 2;
		index++;
	}
}

/* Within what is read already: the first quote or backslash. */
static gsize
skip_plain_text(const SqlSplitter *splitter, gsize index, char quote, bool escapes)
{
	const char *text = splitter->buffer->str;
	gsize end = splitter->buffer->len;

	while (index < end && text[index] != quote && !(escapes && text[index] == '\\'))
		index++;
	return index;
}

static gsize
skip_quoted(SqlSplitter *splitter, gsize start)
{
	char quote = splitter->buffer->str[start];
	bool name = quote == '`' || (quote == '"' && (splitter->mode & SQL_MODE_ANSI_QUOTES));
	bool escapes = !name && !(splitter->mode & SQL_MODE_NO_BACKSLASH_ESCAPES);
	gsize index = start + 1;

	while (splitter_ensure(splitter, index)) {
		index = skip_plain_text(splitter, index, quote, escapes);
		if (index == splitter->buffer->len)
			continue; /* more must be read */
		if (splitter->buffer->str[index] == quote && byte_at(splitter, index + 1) != quote)
			return index + 1;
		index += 2; /* a doubled quote, or a backslash and what it escapes */
	}
	splitter_fail(splitter, SQL_ERROR_SYNTAX, start,
	              "the %s that begins here has no end: %c is missing",
	              name ? "quoted name" : "string", quote);
	return NOT_FOUND;
}

static gsize
word_end(SqlSplitter *splitter, gsize index)
{
	while (is_word_byte(byte_at(splitter, index)))
		index++;
	return index;
}

static bool
is_delimiter_command_at(SqlSplitter *splitter, gsize index)
{
	gsize end = index + strlen("delimiter");

	if (byte_at(splitter, index) != 'd' && byte_at(splitter, index) != 'D')
		return false;
	if (word_end(splitter, index) != end ||
	    g_ascii_strncasecmp(splitter->buffer->str + index, "delimiter", end - index) != 0)
		return false;
	char next = byte_at(splitter, end);
	return next == '\0' || is_blank(next);
}

/* The rest of the line gives the new delimiter: its first word, quotes taken off. */
static gsize
read_delimiter_command(SqlSplitter *splitter, gsize start)
{
	gsize index = start + strlen("delimiter");
	gsize line_end = find_byte(splitter, index, '\n');

	g_autofree char *line = g_strndup(splitter->buffer->str + index, line_end - index);
	char *word = g_strchug(line);
	char quote = *word == '\'' || *word == '"' || *word == '`' ? *word : '\0';
	gsize length =
		quote != '\0' ? strcspn(word + 1, (char[]){quote, '\0'}) : strcspn(word, " \t\r");

	if (length == 0) {
		splitter_fail(splitter, SQL_ERROR_SYNTAX, start,
		              "DELIMITER needs the new delimiter on the same line");
		return NOT_FOUND;
	}
	g_string_truncate(splitter->delimiter, 0);
	g_string_append_len(splitter->delimiter, word + (quote != '\0' ? 1 : 0), (gssize)length);
	return line_end;
}

static void
emit(SqlSplitter *splitter, SqlItemKind kind, gsize start, gsize end, SqlItem *ret_item)
{
	SqlPosition position = splitter_position_at(splitter, start);
	GString *buffer = splitter->buffer;

	while (end > start && is_blank(buffer->str[end - 1]))
		end--;
	splitter->cut = end;
	splitter->cut_byte = buffer->str[end];
	buffer->str[end] = '\0';
	*ret_item = (SqlItem){.kind = kind,
	                      .text = buffer->str + start,
	                      .length = end - start,
	                      .start = position};
}

void
splitter_restore_byte(SqlSplitter *splitter)
{
	if (splitter->cut == 0)
		return;
	splitter->buffer->str[splitter->cut] = splitter->cut_byte;
	splitter->cut = 0;
}

/* Pass over what stands between statements: blanks, comments, delimiters, DELIMITER commands. */
static gsize
skip_between(SqlSplitter *splitter, gsize index)
{
	while (splitter_ensure(splitter, index)) {
		if (is_blank(splitter->buffer->str[index]))
			index++;
		else if (is_block_comment_at(splitter, index))
			index = skip_block_comment(splitter, index);
		else if (is_delimiter_at(splitter, index))
			index += splitter->delimiter->len;
		else if (is_go_at(splitter, index))
			index += 2;
		else if (is_delimiter_command_at(splitter, index))
			index = read_delimiter_command(splitter, index);
		else
			break;
		if (index == NOT_FOUND)
			return NOT_FOUND;
	}
	return index;
}

/*
 * Where no body is possible, words need not be looked at: to the next byte that means
 * something outside quotes, or may begin the delimiter.
 */
static gsize
skip_unspecial(const SqlSplitter *splitter, gsize index)
{
	static const bool special[256] = {['\''] = true, ['"'] = true, ['`'] = true, ['-'] = true,
	                                  ['#'] = true,  ['/'] = true, ['\\'] = true};
	const char *text = splitter->buffer->str;
	gsize end = splitter->buffer->len;
	char delimiter = splitter->delimiter->str[0];

	while (index < end && !special[(guchar)text[index]] && text[index] != delimiter)
		index++;
	return index;
}

/* A word or a mark, told to the body; the version of a version comment is neither. */
static gsize
step_tracked(SqlSplitter *splitter, gsize index)
{
	char byte = splitter->buffer->str[index];

	if (is_word_byte(byte)) {
		gsize end = word_end(splitter, index);
		sql_body_word(&splitter->body, splitter->buffer->str + index, end - index);
		return end;
	}
	if (byte == '/' && byte_at(splitter, index + 1) == '*') {
		index += byte_at(splitter, index + 2) == 'M' ? 4 : 3;
		while (g_ascii_isdigit(byte_at(splitter, index)))
			index++;
		return index;
	}
	if (!is_blank(byte))
		sql_body_mark(&splitter->body, byte);
	return index + 1;
}

static gsize
step_plain(SqlSplitter *splitter, gsize index)
{
	gsize after = skip_unspecial(splitter, index);
	return after > index ? after : index + 1;
}

static gsize
step(SqlSplitter *splitter, gsize index)
{
	char byte = splitter->buffer->str[index];

	if (byte == '\'' || byte == '"' || byte == '`') {
		sql_body_mark(&splitter->body, byte);
		return skip_quoted(splitter, index);
	}
	if (is_line_comment_at(splitter, index))
		return find_byte(splitter, index, '\n');
	if (is_block_comment_at(splitter, index))
		return skip_block_comment(splitter, index);
	return splitter->body.phase == BODY_NONE ? step_plain(splitter, index)
	                                         : step_tracked(splitter, index);
}

static bool
ends_at(SqlSplitter *splitter, gsize index, gsize *ret_next)
{
	if (is_delimiter_at(splitter, index) && !sql_body_is_open(&splitter->body)) {
		*ret_next = index + splitter->delimiter->len;
		return true;
	}
	if (is_go_at(splitter, index)) {
		*ret_next = index + 2;
		return true;
	}
	return false;
}

static bool
scan_statement(SqlSplitter *splitter, gsize start, SqlItem *ret_item)
{
	gsize index = start;
	gsize next = NOT_FOUND;

	sql_body_reset(&splitter->body);
	if (!g_str_equal(splitter->delimiter->str, ";"))
		splitter->body.phase = BODY_NONE; /* the delimiter protects the body */
	while (splitter_ensure(splitter, index) && !ends_at(splitter, index, &next)) {
		index = step(splitter, index);
		if (index == NOT_FOUND)
			return false;
	}
	if (splitter->failure != NULL)
		return false;
	splitter->next = next != NOT_FOUND ? next : splitter->buffer->len;
	emit(splitter, SQL_ITEM_STATEMENT, start, MIN(index, splitter->buffer->len), ret_item);
	return true;
}

bool
splitter_scan_item(SqlSplitter *splitter, SqlItem *ret_item)
{
	gsize start = skip_between(splitter, splitter->next);

	if (start == NOT_FOUND || !splitter_ensure(splitter, start))
		return false;
	if (!is_line_comment_at(splitter, start))
		return scan_statement(splitter, start, ret_item);
	splitter->next = find_byte(splitter, start, '\n');
	if (splitter->failure != NULL)
		return false;
	emit(splitter, SQL_ITEM_COMMENT, start, splitter->next, ret_item);
	return true;
}
