#!/usr/bin/env bash
# Install what is missing, build, and run all tests against a real MySQL and a real MariaDB.
#
#   tests/run.sh [--quick] [--server mysql|mariadb] [--no-install] [--build DIR]
#                [--compiler gcc|clang] [--sanitize LIST]
#
# --quick runs what needs no server. Servers are private and end with the script.
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$top/build
compiler=gcc
sanitize=
servers=(mysql mariadb)
install=yes
while [ $# -gt 0 ]; do
  case $1 in
    --quick) servers=() ;;
    --server) servers=("$2"); shift ;;
    --no-install) install= ;;
    --build) build=$2; shift ;;
    --compiler) compiler=$2; shift ;;
    --sanitize) sanitize=$2; shift ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 64 ;;
  esac
  shift
done

export MGRUN_CACHE=${MGRUN_CACHE:-$top/build/cache}
if [ -n "$install" ]; then
  sets=(build test)
  [ "$compiler" = gcc ] || sets+=(clang)
  "$top/tests/support/install.sh" "${sets[@]}"
fi

"$top/tests/support/quietly.sh" "$build/cmake.log" \
  cmake -S "$top" -B "$build" -G Ninja -DCMAKE_C_COMPILER="$compiler" -DMGRUN_SANITIZE="$sanitize"
cmake --build "$build"

run_dir=$(mktemp -d "$("$top/tests/support/server.sh" room)/mgrun-run-XXXXXX")
stop_servers() {
  for server in "${servers[@]}"; do "$top/tests/support/server.sh" stop "$run_dir/$server" || true; done
  rm -rf "$run_dir"
}
trap stop_servers EXIT

status=0
echo "== tests that need no server"
ctest --test-dir "$build" --output-on-failure -L unit || status=1
for server in "${servers[@]}"; do
  echo "== tests on $server"
  assignments=$("$top/tests/support/server.sh" start "$server" "$run_dir/$server")
  # shellcheck disable=SC2086
  env $assignments ctest --test-dir "$build" --output-on-failure -L integration || status=1
done
if [ $status -eq 0 ]; then echo "all tests passed"; else echo "some tests FAILED"; fi
exit $status
