#!/usr/bin/env bash
# Install what is missing, build, and run all tests against a real MySQL and a real MariaDB.
#
#   tests/run.sh [--quick] [--server mysql|mariadb] [--no-install] [--build DIR]
#                [--compiler gcc|clang] [--sanitize LIST] [--models mysql|mariadb|none]
#
# --quick runs what needs no server. Servers are private and end with the script. --models names
# the one server that is held to mgrun's models of it, the longest of the tests; both without.
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$top/build
compiler=gcc
sanitize=
models='mysql mariadb'
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
    --models) models=$2; shift ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 64 ;;
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

runs=() # one process a server
run_dir=$(mktemp -d "$("$top/tests/support/server.sh" room)/mgrun-run-XXXXXX")
stop_servers() {
  [ ${#runs[@]} -eq 0 ] || kill "${runs[@]}" 2>/dev/null || true
  for server in "${servers[@]}"; do "$top/tests/support/server.sh" stop "$run_dir/$server" || true; done
  rm -rf "$run_dir"
}
trap stop_servers EXIT

status=0
echo "== tests that need no server"
ctest --test-dir "$build" --output-on-failure -L unit || status=1

run_on() {
  local server=$1 assignments without=()
  assignments=$("$top/tests/support/server.sh" start "$server" "$run_dir/$server")
  case " $models " in *" $server "*) ;; *) without=(-LE model) ;; esac
  # shellcheck disable=SC2086
  env $assignments ctest --test-dir "$build" --output-on-failure -L integration "${without[@]}"
}

# The servers at the same time: most of a test is waiting for locks to time out.
for server in "${servers[@]}"; do
  run_on "$server" >"$run_dir/$server.log" 2>&1 &
  runs+=($!)
done
[ ${#servers[@]} -eq 0 ] || echo "== tests on ${servers[*]}; what they print comes at the end of each"
for i in "${!runs[@]}"; do
  wait "${runs[i]}" || status=1
  echo "== tests on ${servers[i]}"
  cat "$run_dir/${servers[i]}.log"
done
runs=()
if [ $status -eq 0 ]; then echo "all tests passed"; else echo "some tests FAILED"; fi
exit $status
