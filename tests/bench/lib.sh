# What the measurements share. Sourced with the kind of server as $1.
# shellcheck shell=bash
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
kind=${1:-mysql}
runs=${RUNS:-5}
build=$top/build/release
server=$top/tests/support/server.sh
export MGRUN_CACHE=${MGRUN_CACHE:-$top/build/cache}

"$top/tests/support/install.sh" build test
cmake -S "$top" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$build" --target mgrun bare_client >/dev/null
mgrun=$build/cmd/mgrun
work=$(mktemp -d "${TMPDIR:-/tmp}/mgrun-bench-XXXXXX")
trap '"$server" stop "$work/s" || true; rm -rf "$work"' EXIT
"$server" start "$kind" "$work/s" >"$work/assignments"
export MGRUN_SOCKET=$work/s/s MGRUN_USER=root MGRUN_DATABASE=bench MGRUN_NO_DEFAULTS=true
sql() { "$server" exec "$kind" "$work/s" "$@"; }
fresh() { sql -e 'DROP DATABASE IF EXISTS bench; CREATE DATABASE bench'; }

# timed NAME COMMAND...: note the seconds of wall time under the name.
timed() {
  local name=$1 start
  shift
  start=$(date +%s.%N)
  "$@" >"$work/output" 2>&1 || { cat "$work/output" >&2; return 1; }
  echo "$(date +%s.%N) $start" | awk '{printf "%.6f\n", $1 - $2}' >>"$work/times-$name"
}

# middle NAME: the median of what was noted, without the first, which warms up.
middle() { tail -n +2 "$work/times-$1" | sort -n | awk '{a[NR] = $1} END {print a[int((NR + 1) / 2)]}'; }

# median NAME COMMAND...: of the runs, one after another.
median() {
  local name=$1
  for _ in $(seq 0 "$runs"); do timed "$@"; done
  middle "$name"
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'; }

# memory COMMAND...: the most KiB that it held, or "unknown" where there is no GNU time.
memory() {
  { command -v /usr/bin/time >/dev/null && /usr/bin/time -o "$work/memory" -f %M "$@" >"$work/output" 2>&1 && tail -n 1 "$work/memory"; } ||
    echo unknown
}
