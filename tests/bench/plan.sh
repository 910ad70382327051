#!/usr/bin/env bash
# What planning costs, medians of RUNS (5), on a private server:
#   a  `mgrun lint` over 1,000 files of one table each, and over 1,000 of a table with keys, a column
#      and an update, each with its down
#   b  `mgrun plan` of one ALTER against 1,000 tables, beside `mysqldump --no-data` of the same schema and
#      beside a client that connects and selects 1; with FULL=1 against 20,000 tables, once
# Usage: tests/bench/plan.sh [mysql|mariadb]
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

small_file() {
  printf -- '-- mgrun:up\nCREATE TABLE t%d (id INT PRIMARY KEY, v VARCHAR(20));\n-- mgrun:down\nDROP TABLE t%d;\n' "$1" "$1"
}

# table NUMBER: eight columns, two indexes, a foreign key to the table before.
table() {
  local before=$(($1 - 1)) key=
  [ "$1" -eq 1 ] || key=", KEY o$1_parent (parent_id),
  CONSTRAINT o$1_parent FOREIGN KEY (parent_id) REFERENCES orders$before (id) ON DELETE RESTRICT ON UPDATE RESTRICT"
  cat <<SQL
CREATE TABLE orders$1 (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, parent_id BIGINT UNSIGNED NULL,
  user_id INT NOT NULL, status VARCHAR(16) NOT NULL DEFAULT 'new', total DECIMAL(12,2) NOT NULL DEFAULT 0,
  note TEXT NULL, created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, KEY o$1_user (user_id, created_at)$key)
  CHARACTER SET utf8mb4;
SQL
}

large_file() {
  echo "-- mgrun:up"
  table "$1"
  cat <<SQL
ALTER TABLE orders$1 ADD COLUMN extra VARCHAR(30) NULL;
UPDATE orders$1 SET extra = 'x' WHERE status = 'new';
-- mgrun:down
ALTER TABLE orders$1 DROP COLUMN extra;
DROP TABLE orders$1;
SQL
}

write_files() { # KIND COUNT
  mkdir "$work/$1"
  for i in $(seq "$2"); do "$1_file" "$i" >"$work/$1/$(printf %06d "$i")_t.sql"; done
}

# cpu COMMAND...: seconds of CPU, its threads and the kernel included.
cpu() { { command -v /usr/bin/time >/dev/null && /usr/bin/time -o "$work/cpu" -f '%U %S' "$@" >"$work/output" 2>&1 &&
  tail -n 1 "$work/cpu" | awk '{print $1 + $2}'; } || echo unknown; }

echo "== a: files alone"
for size in small large; do
  write_files $size 1000
  judge=("$mgrun" lint --dir "$work/$size" --fail-on none --format json)
  echo "1,000 $size files: $(median lint-$size "${judge[@]}") s, of CPU $(cpu "${judge[@]}") s, memory $(memory "${judge[@]}") KiB"
done

mkdir "$work/pending"
cat >"$work/pending/1_alter.sql" <<'SQL'
-- mgrun:up
ALTER TABLE orders500 ADD COLUMN extra VARCHAR(30) NULL;
-- mgrun:down
ALTER TABLE orders500 DROP COLUMN extra;
SQL
plan=("$mgrun" plan --dir "$work/pending" --fail-on none)
client=mysqldump
[ "$kind" = mysql ] || client=mariadb-dump
dump=("$server" program "$kind" "$client" --no-defaults --socket="$MGRUN_SOCKET" --user=root --no-data bench)
can_dump() { [ "$kind" = mysql ] || command -v "$client" >/dev/null; }

# beside COUNT: the database has this many tables.
beside() {
  # In turn, so that what else the machine does falls on all of them.
  for _ in $(seq 0 "$runs"); do
    timed "plan$1" "${plan[@]}"
    timed "bare$1" "$build/tests/bench/bare_client" "$MGRUN_SOCKET"
    ! can_dump || timed "dump$1" "${dump[@]}"
  done
  echo "$1 tables: plan $(middle "plan$1") s, memory $(memory "${plan[@]}") KiB; a bare client $(middle "bare$1") s"
  if can_dump; then
    echo "$1 tables: $client --no-data $(middle "dump$1") s, memory $(memory "${dump[@]}") KiB;" \
      "plan costs $(ratio "$(middle "plan$1")" "$(middle "dump$1")") of it"
  else
    echo "$1 tables: $client is not installed, so there is nothing beside it"
  fi
}

make_tables() { # FIRST LAST
  for i in $(seq "$1" "$2"); do table "$i"; done | sql bench
}

echo "== b: a live schema"
fresh
make_tables 1 1000
beside 1000
if [ -n "${FULL:-}" ]; then
  make_tables 1001 20000
  # mysqldump takes many minutes there: each once, plan after a first time that warms up.
  timed plan20000 "${plan[@]}"
  timed plan20000 "${plan[@]}"
  echo "20000 tables: plan $(middle plan20000) s, memory $(memory "${plan[@]}") KiB"
  if can_dump; then
    timed dump20000 "${dump[@]}"
    echo "20000 tables: $client --no-data $(tail -n 1 "$work/times-dump20000") s;" \
      "plan costs $(ratio "$(middle plan20000)" "$(tail -n 1 "$work/times-dump20000")") of it"
  fi
fi
