/*
 * schema_expression_words.h - how the parts of an expression are spelled when expressions are
 * compared. Private to planner/schema_expression*.
 */
#ifndef MGRUN_PLANNER_SCHEMA_EXPRESSION_WORDS_H
#define MGRUN_PLANNER_SCHEMA_EXPRESSION_WORDS_H

#include "sql/lexer.h"

/* NOT of what `take_text` says, turned around where the server does so. Caller frees. */
char *expression_negate(char *take_text) G_GNUC_WARN_UNUSED_RESULT;

/* The name under which the server knows a function; borrowed. */
const char *expression_function_name(const char *name);

/* Whether the function is called without parentheses, too: CURRENT_DATE. */
bool expression_stands_alone(const char *name);

/* A call, with its arguments as one text. Caller frees. */
char *expression_call(const char *name, const char *arguments) G_GNUC_WARN_UNUSED_RESULT;

/* A string token's value in single quotes. Caller frees. */
char *expression_string(const SqlToken *token) G_GNUC_WARN_UNUSED_RESULT;

/* The text without its parentheses where it is a chain of the same AND or OR; it is changed. */
const char *expression_without_outer(char *text, const char *operator);

/* What the reader does not understand: its words alone. Caller frees. */
char *expression_flat(const char *expression) G_GNUC_WARN_UNUSED_RESULT;

#endif
