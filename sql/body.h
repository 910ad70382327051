/*
 * body.h - knows, word by word, whether a semicolon stands inside the body of a
 * routine, trigger or event. Private to sql/.
 *
 * BEGIN, CASE, IF, LOOP, REPEAT and WHILE open, END closes. Whether a word is one
 * of these or a name or function of the same spelling follows from what stands
 * before it, as in the server's grammar: a statement can only begin after a
 * semicolon, a label, or a word like THEN.
 */
#ifndef MGRUN_SQL_BODY_H
#define MGRUN_SQL_BODY_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	BODY_HEAD,    /* the first words: is this a statement that can have a body? */
	BODY_DEFINER, /* after DEFINER: an account name comes before the kind */
	BODY_INSIDE,  /* it can */
	BODY_NONE,    /* it cannot: semicolons end it */
} BodyPhase;

typedef struct {
	BodyPhase phase;
	guint words;           /* seen so far */
	bool after_begin_word; /* the statement's first word was BEGIN: NOT ATOMIC may follow */
	bool alters;           /* the first word was ALTER */
	bool at_start;         /* a statement of the body may begin here */
	bool after_dot;        /* a name follows */
	bool after_end;        /* IF, CASE, LOOP... belong to END */
	GByteArray *open;      /* a stack of what is open */
} SqlBody;

void sql_body_init(SqlBody *body);
void sql_body_clear(SqlBody *body);

/* A new statement begins. */
void sql_body_reset(SqlBody *body);

void sql_body_word(SqlBody *body, const char *word, gsize length);

/* Any other significant byte, quoted text as its quote. */
void sql_body_mark(SqlBody *body, char mark);

/* Whether a semicolon here is inside a body. */
bool sql_body_is_open(const SqlBody *body);

#endif
