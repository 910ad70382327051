#!/usr/bin/env bash
# A migration of n steps with a failure at each step k, in up and in down, in both
# ways of writing downs: the schema is compared before and after.
#
# The plan foresees nearly all of these failures and refuses them; `unjudged` runs them all the same.
. "$(dirname "$0")/lib.sh"
mkdir "$scratch/m"

ups=("CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR(10))"
     "INSERT INTO a VALUES (1, 'x'), (2, 'y')"
     "ALTER TABLE base ADD COLUMN extra INT NULL"
     "CREATE TABLE b (id INT PRIMARY KEY, a_id INT, CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES a (id))"
     "CREATE INDEX base_extra ON base (extra)"
     "CREATE VIEW v AS SELECT id FROM a")
downs=("DROP TABLE a"
       "DELETE FROM a WHERE id IN (1, 2)"
       "ALTER TABLE base DROP COLUMN extra"
       "DROP TABLE b"
       "DROP INDEX base_extra ON base"
       "DROP VIEW v")
bad="ALTER TABLE base ADD COLUMN id INT" # a column of that name is there already

prepare() {
  fresh_database
  sql "$DB" -e "CREATE TABLE base (id INT PRIMARY KEY, n INT); INSERT INTO base VALUES (1, 1), (2, 2)"
}

# write_yaml FILE BAD_UP BAD_DOWN: the step whose up or down is bad; 0 for none.
write_yaml() {
  local k
  echo "up:" >"$1"
  for k in $(seq 6); do
    if [ "$k" -eq "$2" ]; then echo "  - sql: $bad"; else echo "  - sql: \"${ups[k - 1]}\""; fi
    if [ "$k" -eq "$3" ]; then echo "    down: $bad"; else echo "    down: \"${downs[k - 1]}\""; fi
  done >>"$1"
}

write_sql() {
  local k
  {
    echo "-- mgrun:up"
    for k in $(seq 6); do if [ "$k" -eq "$2" ]; then echo "$bad;"; else echo "${ups[k - 1]};"; fi; done
    echo "-- mgrun:down"
    for k in 6 5 4 3 2 1; do if [ "$k" -eq "$3" ]; then echo "$bad;"; else echo "${downs[k - 1]};"; fi; done
  } >"$1"
}

for format in yaml sql; do
  for k in 1 2 3 4 5 6; do
    rm -f "$scratch"/m/*
    prepare
    before=$(schema)
    "write_$format" "$scratch/m/1_all.$format" "$k" 0
    expect 2 unjudged "$MGRUN" up --dir "$scratch/m"
    expect_text "proven"
    expect_same "$before" "$(schema)" "up failed at step $k ($format): the schema is not as before"
    expect_same "undone" "$(sql "$DB" -e 'SELECT state FROM mgrun_history')" "history after a failure at step $k"

    # Corrected, it goes through, and its down leads back.
    "write_$format" "$scratch/m/1_all.$format" 0 0
    expect 0 "$MGRUN" up --dir "$scratch/m"
    after=$(schema)
    expect 0 "$MGRUN" down --dir "$scratch/m"
    expect_same "$before" "$(schema)" "down ($format) did not lead back"

    # A down that fails at step k is put back too. Where it dropped rows, exit 3 says so.
    "write_$format" "$scratch/m/1_all.$format" 0 "$k"
    expect 0 unjudged "$MGRUN" up --dir "$scratch/m"
    "$MGRUN" down --dir "$scratch/m" >"$scratch/out" 2>&1
    status=$?
    expect_same "$after" "$(schema)" "down failed at step $k ($format): the schema is not as before"
    # Downs run from step 6: once step 3's has run, the column of a table with rows was dropped.
    if [ "$k" -ge 3 ]; then wanted=2; else wanted=3; fi
    expect_same "$wanted" "$status" "exit status of a down that fails at step $k ($format)"
    [ "$wanted" -eq 2 ] || expect_text "only a backup has them"
  done
done

# An object that was there before is never dropped by the down of a failed migration.
rm -f "$scratch"/m/*
prepare
cat >"$scratch/m/1_x.sql" <<'SQL'
-- mgrun:up
CREATE TABLE fresh (id INT);
CREATE TABLE base (id INT);
-- mgrun:down
DROP TABLE base;
DROP TABLE fresh;
SQL
before=$(schema)
expect 2 unjudged "$MGRUN" up --dir "$scratch/m"
expect_same "$before" "$(schema)" "the table of before was touched"
expect_same 2 "$(sql "$DB" -e 'SELECT COUNT(*) FROM base')" "rows of a table of before are gone"

# Rows of a table of before that a step removed are not claimed to be back.
cat >"$scratch/m/1_x.yaml" <<'YAML'
up:
  - sql: ALTER TABLE base DROP COLUMN n
    down: ALTER TABLE base ADD COLUMN n INT
  - sql: SELECT nonsense
    down: SELECT 1
YAML
rm "$scratch/m/1_x.sql"
prepare
expect 3 unjudged "$MGRUN" up --dir "$scratch/m"
expect_text "only a backup has them"
expect 4 "$MGRUN" up --dir "$scratch/m"
expect_text "--retry-failed"
expect 0 "$MGRUN" up --dir "$scratch/m" --mark-applied 1
expect 0 "$MGRUN" status --check --dir "$scratch/m"

# A failing verify undoes; a failing require runs nothing; --on-failure stop leaves it.
rm -f "$scratch"/m/*
prepare
cat >"$scratch/m/1_v.sql" <<'SQL'
-- mgrun:up
CREATE TABLE fresh (id INT);
-- mgrun:down
DROP TABLE fresh;
-- mgrun:verify
SELECT COUNT(*) = 5 FROM base;
SQL
before=$(schema)
expect 2 "$MGRUN" up --dir "$scratch/m"
expect_text "verify failed"
expect_same "$before" "$(schema)" "a failing verify was not undone"
expect 3 "$MGRUN" up --dir "$scratch/m" --on-failure stop
expect_text "table fresh was not there before"

# --on-failure rollback-run takes back what the run did before.
rm -f "$scratch"/m/*
prepare
printf 'up:\n  - sql: CREATE TABLE one (id INT)\n    down: DROP TABLE one\n' >"$scratch/m/1_one.yaml"
printf 'up:\n  - sql: CREATE TABLE base (id INT)\n    down: DROP TABLE base\n' >"$scratch/m/2_two.yaml"
before=$(schema)
expect 2 unjudged "$MGRUN" up --dir "$scratch/m" --on-failure rollback-run
expect_same "$before" "$(schema)" "rollback-run left the first migration"

# A transaction of the migration's own is rolled back whole.
rm -f "$scratch"/m/*
prepare
cat >"$scratch/m/1_t.sql" <<'SQL'
-- mgrun:up
BEGIN;
UPDATE base SET n = 9;
INSERT INTO base VALUES (1, 1);
COMMIT;
-- mgrun:down
UPDATE base SET n = 0;
SQL
expect 2 unjudged "$MGRUN" up --dir "$scratch/m"
expect_same "1 2" "$(sql "$DB" -e 'SELECT n FROM base ORDER BY id' | tr '\n' ' ' | sed 's/ $//')" "the transaction was not rolled back"
# await_step N: the journal says that it began. Its connection goes to $worker.
await_step() {
  worker=
  for _ in $(seq 100); do
    worker=$(sql "$DB" -e "SELECT connection_id FROM mgrun_journal WHERE step = $1" 2>/dev/null) && [ -n "$worker" ] && return
    sleep 0.1
  done
  fail "step $1 did not begin"
}

# A connection that was killed is told from a bad file; the guard's death leaves nothing unsaid.
rm -f "$scratch"/m/*
cat >"$scratch/m/1_slow.yaml" <<'YAML'
up:
  - sql: CREATE TABLE fresh (id INT)
    down: DROP TABLE fresh
  - sql: ALTER TABLE base ADD COLUMN extra INT
    down: ALTER TABLE base DROP COLUMN extra
  - sql: UPDATE base SET extra = SLEEP(3)
    down: UPDATE base SET extra = NULL
  - sql: CREATE INDEX base_extra ON base (extra)
    down: DROP INDEX base_extra ON base
YAML
prepare
"$MGRUN" up --dir "$scratch/m" >"$scratch/out" 2>&1 &
await_step 3
sql -e "KILL $worker"
wait $!
expect_same 2 $? "exit status after the connection of a step was killed"
expect_text "mgrun up    # again: the connection was lost"

prepare
"$MGRUN" up --dir "$scratch/m" >"$scratch/out" 2>&1 &
await_step 3
sql -e "KILL $(sql "$DB" -e 'SELECT connection_id FROM mgrun_lease')"
wait $!
expect_same 3 $? "exit status after the guard's connection was killed"
expect_text "ALTER TABLE base DROP COLUMN extra"
expect_text "  DROP TABLE fresh"

end
