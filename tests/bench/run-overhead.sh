#!/usr/bin/env bash
# What a run costs beside its peers, medians of RUNS (5), on a private server:
#   a  `mgrun up` with 1,000 applied and nothing pending, against a bare client
#   b  1,000 small CREATE TABLE migrations, against the same SQL through the mysql
#      client, and against Sequelize's CLI where npm is there (SEQUELIZE_RUNS, 3)
#   c  cost per migration with 10, 100 and 1,000 files, and 10,000 with FULL=1
# Usage: tests/bench/run-overhead.sh [mysql|mariadb]; TMPDIR=/dev/shm takes the disk out
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

sequelize=$top/tests/bench/sequelize.sh

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
memory=$(memory "$mgrun" up -q --dir "$work/m1000")
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
