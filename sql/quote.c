#include "sql/quote.h"

#include <string.h>

void
sql_append_name(GString *sql, const char *name)
{
	g_string_append_c(sql, '`');
	for (const char *at = name; *at != '\0'; at++) {
		if (*at == '`')
			g_string_append_c(sql, '`');
		g_string_append_c(sql, *at);
	}
	g_string_append_c(sql, '`');
}

void
sql_append_qualified_name(GString *sql, const char *schema, const char *name)
{
	if (schema != NULL) {
		sql_append_name(sql, schema);
		g_string_append_c(sql, '.');
	}
	sql_append_name(sql, name);
}

char *
sql_quote_name(const char *name)
{
	GString *sql = g_string_new(NULL);

	sql_append_name(sql, name);
	return g_string_free(sql, FALSE);
}

/* What stands behind the backslash for a byte that must not stand bare; 0 for the others. */
static char
escape_of(char byte)
{
	switch (byte) {
	case '\0':
		return '0';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\032': /* ends a file for some clients */
		return 'Z';
	case '\'':
	case '"':
	case '\\':
		return byte;
	default:
		return '\0';
	}
}

void
sql_append_string(GString *sql, const char *text, gssize length)
{
	if (text == NULL) {
		g_string_append(sql, "NULL");
		return;
	}

	gsize bytes = length < 0 ? strlen(text) : (gsize)length;
	g_string_append_c(sql, '\'');
	for (gsize i = 0; i < bytes; i++) {
		char escape = escape_of(text[i]);
		if (escape == '\0') {
			g_string_append_c(sql, text[i]);
			continue;
		}
		g_string_append_c(sql, '\\');
		g_string_append_c(sql, escape);
	}
	g_string_append_c(sql, '\'');
}

/* What the byte behind a backslash stands for. */
static char
unescaped(char byte)
{
	switch (byte) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	case 'b':
		return '\b';
	case 'Z':
		return '\032';
	default:
		return byte;
	}
}

char *
sql_unquote_string(const char *text, gsize length, bool escapes)
{
	GString *plain = g_string_sized_new(length);
	char quote = text[0];

	for (gsize i = 1; i < length; i++) {
		char byte = text[i];
		if (byte == '\\' && escapes && i + 1 < length) {
			i++;
			/* \% and \_ keep their backslash: they are for LIKE. */
			if (text[i] == '%' || text[i] == '_')
				g_string_append_c(plain, '\\');
			g_string_append_c(plain, unescaped(text[i]));
			continue;
		}
		if (byte == quote) {
			if (i + 1 >= length || text[i + 1] != quote)
				break;
			i++;
		}
		g_string_append_c(plain, byte);
	}
	return g_string_free(plain, FALSE);
}
