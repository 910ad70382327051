/* fuzz.h - the entry that libFuzzer and the replay program call. */
#ifndef MGRUN_TESTS_FUZZ_H
#define MGRUN_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
