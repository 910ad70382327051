/* definition_text.h - prints what was parsed on one line, for table-driven tests. */
#ifndef MGRUN_TESTS_DEFINITION_TEXT_H
#define MGRUN_TESTS_DEFINITION_TEXT_H

#include "sql/parse.h"

void text_column(GString *text, const SqlColumn *column);
void text_index(GString *text, const SqlIndex *index);
void text_foreign_key(GString *text, const SqlForeignKey *key);
void text_check(GString *text, const SqlCheck *check);
void text_partitioning(GString *text, const SqlPartitioning *partitioning);
void text_names(GString *text, const GPtrArray *names);
void text_clause(GString *text, const SqlClause *clause);

#endif
