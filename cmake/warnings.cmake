add_compile_options(
  -Wall -Wextra -Wpedantic
  -Wconversion          # a value that silently changes on assignment
  -Wshadow              # two variables of one name
  -Wstrict-prototypes -Wmissing-prototypes # a function that no header or `static` declares
  -Wwrite-strings -Wformat=2 -Wundef
  -Wvla                 # stack use that depends on input
  -Wswitch-enum)        # a new enum value that a switch forgot
if(MGRUN_WERROR)
  add_compile_options(-Werror)
endif()

add_compile_options(-fstack-protector-strong -D_FILE_OFFSET_BITS=64)
add_compile_definitions(_GNU_SOURCE)
if(MGRUN_SANITIZE)
  add_compile_options(-fsanitize=${MGRUN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${MGRUN_SANITIZE})
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_compile_definitions(_FORTIFY_SOURCE=2)
endif()
if(MGRUN_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link) # coverage, which the fuzzer steers by
endif()
