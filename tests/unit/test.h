/*
 * test.h - what cmocka needs before it, in the order it needs it.
 */
#ifndef MGRUN_TESTS_UNIT_TEST_H
#define MGRUN_TESTS_UNIT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>
#include <string.h>

#endif
