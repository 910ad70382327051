#include "sql/body.h"

#include <string.h>

enum { OPEN_BEGIN = 1, OPEN_IF, OPEN_LOOP, OPEN_REPEAT, OPEN_WHILE, OPEN_CASE, OPEN_CASE_VALUE };

void
sql_body_init(SqlBody *body)
{
	*body = (SqlBody){.open = g_byte_array_new()};
}

void
sql_body_clear(SqlBody *body)
{
	g_byte_array_unref(body->open);
}

void
sql_body_reset(SqlBody *body)
{
	GByteArray *open = body->open;

	g_byte_array_set_size(open, 0);
	*body = (SqlBody){.open = open};
}

static bool
is(const char *word, gsize length, const char *keyword)
{
	return strlen(keyword) == length && g_ascii_strncasecmp(word, keyword, length) == 0;
}

static bool
is_one_of(const char *word, gsize length, const char *const *keywords)
{
	for (; *keywords != NULL; keywords++)
		if (is(word, length, *keywords))
			return true;
	return false;
}

static void
push(SqlBody *body, guint8 what)
{
	g_byte_array_append(body->open, &what, 1);
}

static guint8
top(const SqlBody *body)
{
	return body->open->len == 0 ? 0 : body->open->data[body->open->len - 1];
}

static void
first_word(SqlBody *body, const char *word, gsize length)
{
	body->after_begin_word = is(word, length, "BEGIN");
	body->alters = is(word, length, "ALTER");
	if (!body->after_begin_word && !body->alters && !is(word, length, "CREATE"))
		body->phase = BODY_NONE;
}

static void
head_word(SqlBody *body, const char *word, gsize length)
{
	static const char *const kinds[] = {"PROCEDURE", "FUNCTION", "TRIGGER",
	                                    "EVENT",     "PACKAGE",  NULL};
	static const char *const before_kind[] = {"OR", "REPLACE", "AGGREGATE", NULL};
	static const char *const other_kinds[] = {"VIEW", "SQL", "TABLE", NULL};

	if (body->words == 0) {
		first_word(body, word, length);
	} else if (body->after_begin_word) {
		/* MariaDB's BEGIN NOT ATOMIC is a body without a routine. */
		body->phase = is(word, length, "NOT") ? BODY_INSIDE : BODY_NONE;
		if (body->phase == BODY_INSIDE)
			push(body, OPEN_BEGIN);
	} else if (is_one_of(word, length, kinds)) {
		/* ALTER PROCEDURE and its like change attributes; only ALTER EVENT has a body. */
		body->phase = body->alters && !is(word, length, "EVENT") ? BODY_NONE : BODY_INSIDE;
	} else if (is(word, length, "DEFINER")) {
		body->phase = BODY_DEFINER;
	} else if (body->phase == BODY_DEFINER ? is_one_of(word, length, other_kinds)
	                                       : !is_one_of(word, length, before_kind)) {
		body->phase = BODY_NONE;
	}
}

/* Words after which a statement may begin; in a CASE that gives a value a value follows. */
static bool
starts_statement(const SqlBody *body, const char *word, gsize length)
{
	static const char *const always[] = {"BEGIN", "DO", "LOOP", "REPEAT", NULL};
	static const char *const branches[] = {"THEN", "ELSE", NULL};
	/* The last word of a routine's head, where its body is one statement. */
	static const char *const heads[] = {"ROW",     "DETERMINISTIC", "SQL", "DATA",
	                                    "DEFINER", "INVOKER",       NULL};

	if (is_one_of(word, length, always))
		return true;
	if (is_one_of(word, length, branches))
		return top(body) != OPEN_CASE_VALUE;
	return body->open->len == 0 && is_one_of(word, length, heads);
}

static guint8
opened_by(const SqlBody *body, const char *word, gsize length)
{
	if (is(word, length, "CASE"))
		return body->at_start ? OPEN_CASE : OPEN_CASE_VALUE;
	/* A routine's head ends where its BEGIN stands, whatever word came before that. */
	if (is(word, length, "BEGIN") && (body->at_start || body->open->len == 0))
		return OPEN_BEGIN;
	if (!body->at_start)
		return 0;
	if (is(word, length, "IF"))
		return OPEN_IF;
	if (is(word, length, "LOOP"))
		return OPEN_LOOP;
	if (is(word, length, "REPEAT"))
		return OPEN_REPEAT;
	return is(word, length, "WHILE") ? OPEN_WHILE : 0;
}

/* END closes a value's CASE and UNTIL ... END REPEAT anywhere, all else where a statement may
 * begin. */
static bool
closes(const SqlBody *body, const char *word, gsize length)
{
	if (!is(word, length, "END") || body->open->len == 0)
		return false;
	return body->at_start || top(body) == OPEN_CASE_VALUE || top(body) == OPEN_REPEAT;
}

static void
body_word(SqlBody *body, const char *word, gsize length)
{
	bool belongs_to_end = body->after_end;

	body->after_end = closes(body, word, length);
	if (body->after_end) {
		g_byte_array_set_size(body->open, body->open->len - 1);
		body->at_start = false;
		return;
	}
	guint8 opened = belongs_to_end ? 0 : opened_by(body, word, length);
	if (opened != 0)
		push(body, opened);
	body->at_start = !belongs_to_end && starts_statement(body, word, length);
}

void
sql_body_word(SqlBody *body, const char *word, gsize length)
{
	bool name = body->after_dot;

	body->after_dot = false;
	if (body->phase == BODY_HEAD || body->phase == BODY_DEFINER)
		head_word(body, word, length);
	else if (body->phase == BODY_INSIDE && !name)
		body_word(body, word, length);
	body->words++;
}

void
sql_body_mark(SqlBody *body, char mark)
{
	if (body->phase != BODY_INSIDE) {
		if (body->words > 0 && body->phase == BODY_HEAD && mark != '=')
			body->phase =
				body->after_begin_word || mark == '(' ? BODY_NONE : body->phase;
		return;
	}
	body->after_dot = mark == '.';
	body->after_end = false;
	body->at_start = mark == ';' || mark == ':' || (mark == ')' && body->open->len == 0);
}

bool
sql_body_is_open(const SqlBody *body)
{
	return body->open->len > 0;
}
