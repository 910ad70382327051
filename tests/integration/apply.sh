#!/usr/bin/env bash
# up, status, down, redo and history on a real server, with the example's migrations.
. "$(dirname "$0")/lib.sh"
fresh_database
example=$(cd "$(dirname "$0")/../../migrations-example" && pwd)/migrations

expect 1 "$MGRUN" status --check --dir "$example"
expect_text "9 migrations: 0 applied, 9 pending"
expect 0 "$MGRUN" up --dry-run --dir "$example"
expect_text "nothing was run (--dry-run)"
expect_same "" "$(sql "$DB" -e 'SHOW TABLES')" "a dry run made tables"

empty=$(schema)
expect 0 "$MGRUN" up --dir "$example" --to 0004
after_four=$(schema)
expect 0 "$MGRUN" up --dir "$example"
whole=$(schema)
expect 0 "$MGRUN" up --dir "$example"
expect_text "nothing to do"
expect 0 "$MGRUN" status --check --dir "$example"
expect_same 9 "$(sql "$DB" -e "SELECT COUNT(*) FROM mgrun_history WHERE state = 'applied'
  AND fingerprint_after IS NOT NULL AND finished_at IS NOT NULL")" "history has not nine applied rows"
expect_same 17 "$(sql "$DB" -e "SELECT COUNT(*) FROM mgrun_journal WHERE state = 'done'")" "the journal's entries"
expect_same 3 "$(sql "$DB" -e 'SELECT COUNT(*) FROM users')" "rows of the seed"

expect 0 "$MGRUN" redo --dir "$example"
expect_same "$whole" "$(schema)" "redo changed the schema"
expect 0 "$MGRUN" down --dir "$example" --to 0004
expect_same "$after_four" "$(schema)" "down --to 0004 did not lead back"
expect 0 "$MGRUN" up --dir "$example" --format json
expect_text '"outcome": "done"'
expect 0 "$MGRUN" down --dir "$example" --run last
expect_same "$after_four" "$(schema)" "down --run last did not undo the run"
expect 0 "$MGRUN" up --dir "$example" --steps 1 --format jsonl
expect_text '"event":"step-done"'
expect_text '"event":"result"'
expect 4 "$MGRUN" down --dir "$example" --all </dev/null
expect_text "add --yes"
expect 0 "$MGRUN" down --dir "$example" --all --yes
expect_same "$empty" "$(schema)" "down --all left something"

# A migration whose file is gone is undone by what history kept.
mkdir "$scratch/m"
cp "$example"/0001* "$scratch/m"
expect 0 "$MGRUN" up --dir "$scratch/m"
rm "$scratch"/m/*
expect 4 "$MGRUN" up --dir "$scratch/m"
expect_text "has no file here"
expect 0 "$MGRUN" down --dir "$scratch/m"
expect_same "$empty" "$(schema)" "history's down steps did not undo"

# Bodies, quoted names, and a transaction of the migration's own.
cat >"$scratch/m/1_odd.sql" <<'SQL'
-- mgrun:up
CREATE TABLE `we``ird "name"` (id INT PRIMARY KEY, `col umn` VARCHAR(20));
CREATE TRIGGER tr BEFORE INSERT ON `we``ird "name"` FOR EACH ROW
BEGIN
  IF NEW.`col umn` IS NULL THEN SET NEW.`col umn` = 'a;b'; END IF;
END;
BEGIN;
INSERT INTO `we``ird "name"` (id) VALUES (1);
INSERT INTO `we``ird "name"` (id) VALUES (2);
COMMIT;
SET FOREIGN_KEY_CHECKS = 0;
-- mgrun:down
DROP TABLE `we``ird "name"`;
-- mgrun:verify
SELECT COUNT(*) = 2 FROM `we``ird "name"` WHERE `col umn` = 'a;b';
SQL
expect 0 "$MGRUN" up --dir "$scratch/m"
expect_text "foreign_key_checks: was 0"
expect 0 "$MGRUN" down --dir "$scratch/m"
expect_same "$empty" "$(schema)" "odd names were not undone"
rm "$scratch"/m/*

# `up -- CMD` becomes CMD.
cp "$example"/0001* "$scratch/m"
expect 7 "$MGRUN" up --dir "$scratch/m" --wait 5s -- sh -c 'exit 7'
end
