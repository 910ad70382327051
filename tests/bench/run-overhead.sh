#!/usr/bin/env bash
# What a run costs beside its peers, medians of RUNS (5), on a private server:
#   a  `mgrun up` with 1,000 applied and nothing pending, against a bare client
#   b  1,000 small CREATE TABLE migrations, against the same SQL through the mysql
#      client, and against Sequelize's CLI where npm is there (SEQUELIZE_RUNS, 3)
#   c  cost per migration with 10, 100 and 1,000 files, and 10,000 with FULL=1
# Usage: tests/bench/run-overhead.sh [mysql|mariadb]; TMPDIR=/dev/shm takes the disk out
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
kind=${1:-mysql}
runs=${RUNS:-5}
build=$top/build/release
server=$top/tests/support/server.sh
sequelize=$top/tests/bench/sequelize.sh
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

make_files() { # DIR COUNT
  mkdir -p "$1"
  for i in $(seq "$2"); do
    printf -- '-- mgrun:up\nCREATE TABLE t%d (id INT PRIMARY KEY, v VARCHAR(20));\n-- mgrun:down\nDROP TABLE t%d;\n' "$i" "$i" \
      >"$1/$(printf %06d "$i")_t.sql"
  done
}

make_files "$work/m1000" 1000
cat "$work"/m1000/*.sql | grep '^CREATE' >"$work/all.sql"

echo "== b: 1,000 migrations"
by_mgrun() { "$mgrun" up -q --dir "$work/m1000"; }
by_client() { sql bench <"$work/all.sql"; }
by_sequelize() { "$sequelize" migrate "$build/sequelize"; }
peer_runs=-1
if command -v npm >/dev/null; then
  "$sequelize" prepare "$build/sequelize" "$MGRUN_SOCKET" 1000
  peer_runs=$((${SEQUELIZE_RUNS:-3} < runs ? ${SEQUELIZE_RUNS:-3} : runs))
fi
# In turn, so that what else the machine does falls on all of them.
for i in $(seq 0 "$runs"); do
  for way in mgrun client sequelize; do
    [ $way != sequelize ] || [ "$i" -le "$peer_runs" ] || continue
    fresh
    timed $way by_$way
  done
done
ours=$(middle mgrun)
plain=$(middle client)
echo "medians of $runs: mgrun $ours s, mysql client $plain s, ratio $(ratio "$ours" "$plain")"
if [ "$peer_runs" -gt 0 ]; then
  peer=$(middle sequelize)
  echo "median of $peer_runs: Sequelize $peer s, $(ratio "$peer" "$ours") times mgrun's; $("$sequelize" versions)"
else
  echo "Sequelize is not measured: there is no npm"
fi

echo "== a: nothing pending"
fresh
by_mgrun >/dev/null
ours=$(median nothing "$mgrun" up -q --dir "$work/m1000")
bare=$(median bare "$build/tests/bench/bare_client" "$MGRUN_SOCKET")
memory=$( (command -v /usr/bin/time >/dev/null && /usr/bin/time -f %M "$mgrun" up -q --dir "$work/m1000" 2>&1 >/dev/null) || echo unknown)
echo "mgrun $ours s, bare client $bare s, ratio $(ratio "$ours" "$bare"), memory $memory KiB"

echo "== c: cost per migration"
each() { awk -v s="$(tail -n 1 "$work/times-$1")" -v n="$2" 'BEGIN {printf "%.2f", s * 1000 / n}'; }
for count in 10 100 1000 ${FULL:+10000}; do
  [ -d "$work/m$count" ] || make_files "$work/m$count" "$count"
  find "$work/m$count" -name '*.sql' -exec cat {} + | grep '^CREATE' >"$work/all.sql"
  fresh
  timed each-client by_client
  fresh
  timed each-mgrun "$mgrun" up -q --dir "$work/m$count"
  echo "$count files: mgrun $(each each-mgrun "$count") ms each, mysql client $(each each-client "$count") ms"
done
