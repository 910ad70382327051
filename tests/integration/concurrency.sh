#!/usr/bin/env bash
# Twenty runs started at the same moment: one applies, nineteen find nothing to do.
. "$(dirname "$0")/lib.sh"
fresh_database
example=$(cd "$(dirname "$0")/../../migrations-example" && pwd)/migrations

pids=()
for i in $(seq 20); do
  "$MGRUN" up --dir "$example" --format json >"$scratch/run$i" 2>"$scratch/err$i" &
  pids+=($!)
done
for i in $(seq 20); do
  wait "${pids[i - 1]}"
  expect_same 0 "$?" "exit status of run $i: $(cat "$scratch/err$i")"
done
expect_same 1 "$(grep -l '"outcome": "done"' "$scratch"/run* | wc -l)" "runs that applied"
expect_same 19 "$(grep -l '"outcome": "nothing-to-do"' "$scratch"/run* | wc -l)" "runs with nothing to do"
expect_same 17 "$(sql "$DB" -e 'SELECT COUNT(*) FROM mgrun_journal')" "journal entries"

# One that does not want to wait is told who holds the lock.
mkdir "$scratch/m"
printf 'up:\n  - sql: DO SLEEP(5)\n    down: DO 0\n' >"$scratch/m/1_slow.yaml"
fresh_database
"$MGRUN" up --dir "$scratch/m" >/dev/null 2>&1 &
sleep 1.5
expect 75 "$MGRUN" up --dir "$scratch/m" --lock-wait 0s
expect_text "another mgrun holds the run lock"
wait
end
