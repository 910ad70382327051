#!/usr/bin/env bash
# clang-format, clang-tidy, cppcheck and shellcheck over the whole tree. Usage: lint.sh [BUILD]
set -u

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${1:-$top/build}
cd "$top" || exit 1
status=0
mapfile -t files < <(git ls-files '*.c' '*.h')
mapfile -t sources < <(git ls-files 'sql/*.c' 'db/*.c' 'planner/*.c' 'runner/*.c' 'cmd/*.c')
mapfile -t scripts < <(git ls-files '*.sh' .ci/run)

echo "clang-format"
clang-format --dry-run -Werror "${files[@]}" || status=1
echo "clang-tidy"
printf '%s\n' "${sources[@]}" | xargs -P2 -n4 clang-tidy -p "$build" --quiet 2>/dev/null || status=1
echo "cppcheck"
cppcheck --quiet --error-exitcode=1 --inline-suppr --enable=warning,portability -I. -j2 \
  -D'G_DEFINE_QUARK(a,b)=' -D'G_DEFINE_AUTOPTR_CLEANUP_FUNC(a,b)=' -D'G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(a,b)=' \
  -D'G_GNUC_PRINTF(a,b)=' -D'G_GNUC_UNUSED=' "${sources[@]}" || status=1
echo "shellcheck"
shellcheck -S warning -x -e SC1091,SC2154,SC2034,SC2209 "${scripts[@]}" || status=1
[ $status -eq 0 ] && echo "lint is clean"
exit $status
