/*
 * online_cases.h - reads online_cases.txt. For tests.
 */
#ifndef MGRUN_TESTS_INTEGRATION_ONLINE_CASES_H
#define MGRUN_TESTS_INTEGRATION_ONLINE_CASES_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *statement;
	bool mysql;
	bool mariadb;
	bool without_checks; /* foreign_key_checks=0 */
} OnlineCase;

typedef struct {
	char *name;
	bool mysql;
	bool mariadb;
	GPtrArray *setup; /* of owned char *: statements; # stands for the number of a repetition */
	GPtrArray *fill;  /* of owned char * */
	GPtrArray *cases; /* of owned OnlineCase * */
} OnlineSection;

/* Of owned OnlineSection *. A bad file ends the program: it is part of the test. */
GPtrArray *online_cases_read(const char *path);

#endif
