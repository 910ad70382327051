#!/usr/bin/env bash
# What `plan` may never do: change something, leave something behind, call safe what it could not
# see, or stumble over what is legal and odd.   plan_safety.sh MGRUN
set -- "$(realpath "$1")"
. "$(dirname "$0")/lib.sh"
cd "$scratch" || exit 1
mkdir migrations
odd_database=$(printf 'mgrun-odd `%%_"é %s' $$)
trap 'drop_leftovers; finish' EXIT

quoted() { printf '`%s`' "${1//\`/\`\`}"; }

drop_leftovers() {
  sql -e "DROP DATABASE IF EXISTS $(quoted "$odd_database"); DROP USER IF EXISTS plan_reader@localhost, plan_narrow@localhost" 2>/dev/null
}

# Everything that a plan could change: databases, objects, rows.
everything() {
  sql -e 'SHOW DATABASES' | grep -v '^mgrun_test_' # of other tests
  schema
  sql "$DB" -e "SHOW EVENTS" | cut -f1-4
  sql "$DB" -e 'SHOW TABLES' | while read -r name; do echo "$name $(sql "$DB" -e "SELECT COUNT(*) FROM $(quoted "$name")")"; done
}

scratch_schemas() { sql -e "SHOW DATABASES LIKE 'mgrun\\_probe\\_%'" | wc -l; }

# alter N: N statements on a live table, each of which is tried on a clone.
alter() {
  local n
  rm -f migrations/*
  {
    echo "-- mgrun:up"
    for n in $(seq "$1"); do echo "ALTER TABLE orders ADD COLUMN c$n INT NULL;"; done
    echo "-- mgrun:down"
    for n in $(seq "$1" -1 1); do echo "ALTER TABLE orders DROP COLUMN c$n;"; done
  } >migrations/1_alter.sql
}

prepare() {
  fresh_database
  sql "$DB" -e "
    CREATE TABLE users (id INT NOT NULL PRIMARY KEY, email VARCHAR(100) NOT NULL);
    CREATE TABLE orders (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id INT NOT NULL, note VARCHAR(50) NULL,
      KEY orders_user (user_id), CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES users (id));
    CREATE VIEW names AS SELECT id, email FROM users;
    CREATE TRIGGER mark BEFORE INSERT ON orders FOR EACH ROW SET NEW.note = 'x';
    CREATE PROCEDURE count_users() SELECT COUNT(*) FROM users;
    CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM orders WHERE id < 0;
    INSERT INTO users VALUES (1, 'ann@example.com'), (2, 'bob@example.com');
    INSERT INTO orders (user_id) VALUES (1), (2)"
}

# ---- nothing is changed

prepare
alter 3
printf -- '-- mgrun:up\nDROP TABLE orders;\nDELETE FROM users;\nUPDATE users SET email = UPPER(email);\nTRUNCATE TABLE users;\nDROP VIEW names;\nDROP PROCEDURE count_users;\nALTER DATABASE CHARACTER SET latin1;\nSET GLOBAL max_connections = 77;\n-- mgrun:down\nSELECT 1;\n' >migrations/2_all.sql
before=$(everything)
for options in "" "--deep" "--policy-rules" "--format json" "--no-probe" "--offline"; do
  # shellcheck disable=SC2086
  "$MGRUN" plan $options >"$scratch/out" 2>&1
  expect_same "$before" "$(everything)" "plan $options changed something"
done

# ---- a plan that is ended from outside

# begin_plan: one that is busy in its scratch schema; its process id goes to $planning.
begin_plan() {
  "$MGRUN" plan >"$scratch/out" 2>&1 &
  planning=$!
  for _ in $(seq 200); do
    [ "$(scratch_schemas)" -eq 0 ] || return 0
    kill -0 "$planning" 2>/dev/null || break
  done
  fail "the plan made no scratch schema"
}

prepare
alter 300
before=$(everything)
begin_plan
kill -TERM "$planning"
wait "$planning"
expect_same 4 $? "exit status after SIGTERM"
expect_text "stopped on request before the plan was complete; nothing was changed"
expect_same "$before" "$(everything)" "after SIGTERM something is left"

begin_plan
kill -9 "$planning"
wait "$planning" 2>/dev/null
# The server sees the lost connection in its own time; the next plan takes the scratch schema away.
alter 1
for _ in $(seq 50); do
  "$MGRUN" plan >"$scratch/out" 2>&1
  [ "$(scratch_schemas)" -gt 0 ] || break
  sleep 0.1
done
expect_same "$before" "$(everything)" "after kill -9 and one more plan something is left"

# Two at once leave each other's scratch schema alone.
alter 40
"$MGRUN" plan >"$scratch/one" 2>&1 &
planning=$!
"$MGRUN" plan >"$scratch/out" 2>&1
wait "$planning"
expect_same 0 "$(cat "$scratch/one" "$scratch/out" | grep -c 'predicted, not measured')" "two plans were in each other's way"
expect_same "$before" "$(everything)" "two plans at once left something"

# ---- accounts that see little

# never_safe: the last report calls nothing safe.
never_safe() {
  checks=$((checks + 1))
  ! grep -q "Safe to deploy" "$scratch/out" || fail "what was not seen is called safe"
  expect_same 0 "$(grep -c 'nothing is missing' "$scratch/out")" "nothing is said to be missing"
}
as() { MGRUN_USER=$1 MGRUN_PASSWORD=pass "$MGRUN" plan; }

prepare
alter 1
sql -e "CREATE USER plan_reader@localhost IDENTIFIED BY 'pass'; GRANT SELECT ON $DB.* TO plan_reader@localhost;
        CREATE USER plan_narrow@localhost IDENTIFIED BY 'pass'; GRANT SELECT ON $DB.orders TO plan_narrow@localhost"
expect 0 as plan_reader
for text in "triggers: the account lacks TRIGGER" "events: the account lacks EVENT" \
  "procedures and functions: the account lacks EXECUTE" "the texts of 1 view: the account lacks SHOW VIEW" \
  "replicas that are attached: the account lacks PROCESS" "algorithms are predicted, not measured:"; do
  # The report breaks its lines.
  tr -s ' \n' ' ' <"$scratch/out" >"$scratch/flat"
  checks=$((checks + 1))
  grep -qF -- "$text" "$scratch/flat" || { fail "the report lacks: $text"; sed 's/^/    /' "$scratch/out"; }
done
never_safe
sql -e "GRANT SHOW VIEW, TRIGGER, EVENT, EXECUTE ON $DB.* TO plan_reader@localhost; GRANT PROCESS ON *.* TO plan_reader@localhost"
expect 0 as plan_reader
expect_same "" "$(grep -oE 'lacks (TRIGGER|EVENT|EXECUTE|PROCESS|SHOW VIEW)' "$scratch/out")" "what is granted is said to be lacking"
never_safe
# Without SELECT on the history nobody knows what is pending.
expect 4 as plan_narrow
expect_text "mgrun_history"

# ---- rows that cannot be looked at in time

prepare
rm migrations/*
cat >migrations/1_slow.sql <<'SQL'
-- mgrun:up
ALTER TABLE users ADD CONSTRAINT users_slow CHECK (SHA2(REPEAT(email, 500000), 512) <> 'x');
-- mgrun:down
ALTER TABLE users DROP CONSTRAINT users_slow;
SQL
sql "$DB" -e "INSERT INTO users WITH RECURSIVE n AS (SELECT 10 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT i, CONCAT(i, '@example.com') FROM n"
started=$SECONDS
"$MGRUN" plan >"$scratch/out" 2>&1
checks=$((checks + 1))
[ $((SECONDS - started)) -lt 20 ] || fail "a slow look took $((SECONDS - started)) s"
tr -s ' \n' ' ' <"$scratch/out" >"$scratch/flat"
checks=$((checks + 1))
grep -qE 'Not seen .*a look at `users` failed' "$scratch/flat" || { fail "a slow look is not told of"; cat "$scratch/out"; }
never_safe

# A table that another session has locked is not waited for.
prepare
rm migrations/*
printf -- '-- mgrun:up\nALTER TABLE users ADD UNIQUE KEY users_email (email);\n-- mgrun:down\nALTER TABLE users DROP KEY users_email;\n' >migrations/1_unique.sql
sql "$DB" -e "LOCK TABLES users WRITE; DO SLEEP(30)" &
locker=$!
for _ in $(seq 100); do sql -e 'SHOW PROCESSLIST' | grep -q 'DO SLEEP(30)' && break; done
started=$SECONDS
"$MGRUN" plan >"$scratch/out" 2>&1
checks=$((checks + 1))
[ $((SECONDS - started)) -lt 20 ] || fail "a locked table held the plan for $((SECONDS - started)) s"
tr -s ' \n' ' ' <"$scratch/out" >"$scratch/flat"
checks=$((checks + 1))
grep -qE 'Not seen .*a look at `users` failed' "$scratch/flat" || { fail "a locked table is not told of"; cat "$scratch/out"; }
never_safe
sql -e "KILL $(sql -e "SHOW PROCESSLIST" | grep 'DO SLEEP(30)' | cut -f1)"
wait "$locker" 2>/dev/null

# ---- odd identifiers of every legal kind

names=('select' 'with space' 'a`b' "it's" 'say "x"' 'per%cent' 'under_score' 'back\slash' 'semi;colon' 'a--b' '/*c*/' '#hash'
  '1a' '1e5' '123' '$dollar' 'dot.ted' 'minus-' 'ünïcode' '日本語' 'UPPER' 'new
line' '@at' '${x}' 'tab	bed' "$(printf 'x%.0s' $(seq 64))")
prepare
rm migrations/*
sql -e "CREATE DATABASE $(quoted "$odd_database") CHARACTER SET utf8mb4"
export MGRUN_DATABASE=$odd_database
number=0
for name in "${names[@]}"; do
  number=$((number + 1))
  quoted_name=$(quoted "$name")
  short=$(quoted "${name:0:50} i")
  sql "$odd_database" --default-character-set=utf8mb4 -e "CREATE TABLE $quoted_name (id INT NOT NULL PRIMARY KEY, $quoted_name VARCHAR(20) NOT NULL)" ||
    fail "the server refuses the name $name"
  printf -- '-- mgrun:up\nALTER TABLE %s ADD KEY %s (%s);\nALTER TABLE %s MODIFY %s VARCHAR(30) NOT NULL;\n-- mgrun:down\nALTER TABLE %s MODIFY %s VARCHAR(20) NOT NULL;\nALTER TABLE %s DROP KEY %s;\n' \
    "$quoted_name" "$short" "$quoted_name" "$quoted_name" "$quoted_name" "$quoted_name" "$quoted_name" "$quoted_name" "$short" >"migrations/${number}_odd.sql"
done
expect 0 "$MGRUN" plan --fail-on critical
expect_same "$((2 * number))" "$(grep -c 'measured: ' "$scratch/out")" "statements on odd names that were measured"
expect 0 "$MGRUN" plan --fail-on critical --format json
expect 0 "$MGRUN" up
expect 0 "$MGRUN" plan --fail-on info
expect_text "none pending"
export MGRUN_DATABASE=$DB

# ---- a table with 1,000 columns

prepare
rm migrations/*
columns=$(seq 999 | sed 's/.*/c& INT NULL/' | paste -sd,)
sql "$DB" -e "CREATE TABLE wide (id INT NOT NULL PRIMARY KEY, $columns)"
printf -- '-- mgrun:up\nALTER TABLE wide ADD COLUMN c1000 INT NULL, DROP COLUMN c500;\nALTER TABLE wide ADD KEY wide_c1 (c1);\n-- mgrun:down\nALTER TABLE wide DROP KEY wide_c1;\nALTER TABLE wide ADD COLUMN c500 INT NULL AFTER c499, DROP COLUMN c1000;\n' >migrations/1_wide.sql
expect 1 "$MGRUN" plan --fail-on info
expect_same 2 "$(grep -c 'measured: ' "$scratch/out")" "statements on a wide table that were measured"

end
