#!/usr/bin/env bash
# `plan`, `lint` and the gate of `up` end to end: how they end, what they write, what takes a
# finding back, and that `up` runs only what passes.   plan.sh MGRUN
set -- "$(realpath "$1")"
. "$(dirname "$0")/lib.sh"
cd "$scratch" || exit 1
mkdir migrations
unset GITHUB_STEP_SUMMARY

# migration FILE: its text comes from standard input; the others go.
migration() {
  rm -f migrations/*
  cat >"migrations/$1"
}

# expect_rule RULE COUNT: it stands COUNT times among the findings of the last command's text.
expect_rule() { expect_same "$2" "$(grep -c "^ *\[$1 " "$scratch/out")" "findings of $1"; }

prepare() {
  fresh_database
  sql "$DB" -e "CREATE TABLE users (id INT NOT NULL PRIMARY KEY, email VARCHAR(100) NOT NULL, phone VARCHAR(20));
                INSERT INTO users VALUES (1, 'ann@example.com', '555'), (2, 'bob@example.com', NULL)"
}

drop_phone() {
  migration 1_drop.sql <<SQL
-- mgrun:up
$1
ALTER TABLE users DROP COLUMN phone;
-- mgrun:down
ALTER TABLE users ADD COLUMN phone VARCHAR(20);
SQL
}

checksum() { "$MGRUN" plan --format json --fail-on none | sed -n 's/.*"checksum": "\([0-9a-f]*\)".*/\1/p' | head -1; }

# ---- exit statuses

prepare
migration 1_fine.sql <<'SQL'
-- mgrun:up
ALTER TABLE users ADD COLUMN plan VARCHAR(16) NULL;
-- mgrun:down
ALTER TABLE users DROP COLUMN plan;
SQL
expect 0 "$MGRUN" plan
expect 0 "$MGRUN" plan --dry-run
expect_text "measured: "
expect_text "SCAN SCOPE"
expect 0 "$MGRUN" plan --no-probe
expect_text "predicted: "
expect_text "algorithms are predicted, not measured: --no-probe was given"
expect 0 "$MGRUN" plan --offline --fail-on none
expect 0 env -u MGRUN_DATABASE "$MGRUN" plan --offline --fail-on none
expect 4 env -u MGRUN_DATABASE "$MGRUN" plan
expect_text "--offline"

drop_phone ""
expect 1 "$MGRUN" plan
expect_rule DS003 1
expect 0 "$MGRUN" plan --fail-on none
# Whatever the worst finding is, each threshold up to it fails.
for severity in info medium high critical; do expect 1 "$MGRUN" plan --fail-on "$severity"; done

migration 1_info.sql <<'SQL'
-- mgrun:up
SELECT COUNT(*) FROM users;
-- mgrun:down
SELECT 1;
SQL
expect 1 "$MGRUN" plan --fail-on info
expect_rule FI010 1
for severity in medium high critical none; do expect 0 "$MGRUN" plan --fail-on "$severity" --disable-rules PR016; done
expect 0 "$MGRUN" plan

expect 64 "$MGRUN" plan --no-such-flag
expect 64 "$MGRUN" plan --format yaml
expect 64 "$MGRUN" plan --out json
expect 64 "$MGRUN" plan --to 99
expect 64 "$MGRUN" plan --offline --to 99
expect 64 "$MGRUN" plan argument
expect 64 "$MGRUN" plan --approve DS003
expect_text "RULE@CHECKSUM"
expect 78 "$MGRUN" plan --since HEAD
expect_text "not a git repository"
expect 78 "$MGRUN" plan --disable-rules DS03
expect_text "DS03"
expect 69 "$MGRUN" plan --socket "$scratch/nobody-listens"
printf 'up:\n  - sql: SELECT 1\n  bad' >migrations/2_bad.yaml
expect 65 "$MGRUN" plan
expect_text "2_bad.yaml:"
expect 65 "$MGRUN" lint
expect 65 "$MGRUN" lint migrations/2_bad.yaml

# ---- formats, several at once

drop_phone ""
expect 1 "$MGRUN" plan --out json=plan.json --out sarif=plan.sarif --out markdown=plan.md \
  --out junit=plan.xml --out github=plan.github --out text=plan.txt
for part in 'plan.json:"hash": "' 'plan.sarif:"ruleId": "DS003"' 'plan.md:DS003' 'plan.xml:<testsuite' \
  'plan.github:::error' 'plan.txt:[DS003 drop-column'; do
  checks=$((checks + 1))
  grep -qF -- "${part#*:}" "${part%%:*}" || fail "${part%%:*} lacks ${part#*:}"
done
for format in text json sarif github markdown junit; do
  expect 1 "$MGRUN" plan --format "$format"
  expect_text DS003
  expect 1 "$MGRUN" lint --format "$format"
done
expect 1 "$MGRUN" plan --out json=-
expect_text '"hash"'
expect 64 "$MGRUN" plan --out json=same --out sarif=same
GITHUB_STEP_SUMMARY=$scratch/summary expect 1 "$MGRUN" plan --format github
checks=$((checks + 1))
grep -q DS003 "$scratch/summary" || fail "the step's summary lacks DS003"

# ---- which migrations

rm -f migrations/*
for n in 1 2 3; do
  printf -- '-- mgrun:up\nCREATE TABLE t%s (id INT PRIMARY KEY);\n-- mgrun:down\nDROP TABLE t%s;\n' $n $n >migrations/${n}_t.sql
done
for options in "--to 2" "--steps 2" "--offline --to 2" "--offline --steps 2"; do
  # shellcheck disable=SC2086
  expect 0 "$MGRUN" plan $options
  expect_text "mgrun plan: 2 migrations, 2 statements"
done
printf -- '-- mgrun:up\nALTER TABLE t2 ADD c INT;\n-- mgrun:down\nALTER TABLE t2 DROP c;\n' >migrations/4_t.sql
expect 0 "$MGRUN" lint migrations/4_t.sql
expect_text "mgrun plan: 1 migration, 1 statement"
expect_rule EN010 0
expect 0 "$MGRUN" lint migrations/4_t.sql migrations/3_t.sql
expect_text "Migrations  3_t, 4_t"
# Alone it knows nothing of t2, and a broken neighbour is told of: neither is called safe.
mkdir alone
cp migrations/4_t.sql alone/
expect 0 "$MGRUN" lint alone/4_t.sql
expect_text "tables that no file makes were not seen"
expect_text "Nothing found against it; see what was not looked at"
echo "-- mgrun:up" >alone/1_empty.sql
expect 0 "$MGRUN" lint alone/4_t.sql
expect_text "Nothing found against it; see what was not looked at"
expect_text "what stands before 4_t.sql: 1_empty.sql"
expect 64 "$MGRUN" lint --since HEAD migrations/4_t.sql
# A name that is nearly one.
touch migrations/5_t.SQL
expect 1 "$MGRUN" plan
expect_rule FI005 1
rm -r migrations/5_t.SQL alone

# ---- since a revision

query() { printf -- '-- mgrun:up\nSELECT COUNT(*) FROM t2;\n-- mgrun:down\nSELECT 1;\n' >"migrations/$1"; }
query 5_q.sql
git init -q . && git config user.email a@example.com && git config user.name a
git add migrations && git commit -qm one
query 6_q.sql
expect 0 "$MGRUN" lint
expect_rule FI010 1
expect_text "Also at     6_q.sql:2:1"
expect 0 "$MGRUN" lint --since HEAD --fail-on none --format json
expect_same "6_q.sql" "$(sed -n '/"findings"/,$s/.*"file": "\(.*\)",/\1/p' "$scratch/out" | sort -u)" "files judged since a revision"
expect 64 "$MGRUN" plan --since no-such-revision
rm -rf .git

# ---- suppression

prepare
drop_phone '-- mgrun:ignore DS003 reason="unused since 2.4" until=2999-01-01'
"$MGRUN" plan >"$scratch/whole" 2>&1
expect 0 "$MGRUN" plan --fail-on critical
expect_text "1 suppressed"
expect_rule DS003 0
expect_rule EN012 0
drop_phone '-- mgrun:ignore DS003 reason="unused since 2.4" until=2020-01-01'
expect 1 "$MGRUN" plan --fail-on critical
expect_rule DS003 1
expect_text "ended on 2020-01-01 and no longer counts"
drop_phone '-- mgrun:ignore DS003,LK999 reason="both"'
expect 0 "$MGRUN" plan --fail-on critical
expect_text 'names the unknown rule `LK999`'
drop_phone '-- mgrun:ignore FK001 reason="nothing of the kind"'
expect 1 "$MGRUN" plan --fail-on critical
expect_text '`ignore FK001` has nothing to ignore'

yaml_drop() {
  migration 1_drop.yaml <<YAML
up:
  - sql: ALTER TABLE users DROP COLUMN phone
    down: ALTER TABLE users ADD COLUMN phone VARCHAR(20)
$1
YAML
}
yaml_drop $'ignore:\n  - rule: drop-column\n    reason: unused since 2.4'
expect 0 "$MGRUN" plan --fail-on critical
expect_rule DS003 0
yaml_drop 'confirm: [drop-column users.phone]'
expect 0 "$MGRUN" plan --fail-on critical
expect_rule DS003 0
yaml_drop 'confirm: [drop-column users.email]'
expect 1 "$MGRUN" plan --fail-on critical
expect_text '`confirm drop-column users.email` confirms nothing'
yaml_drop ''
expect 1 "$MGRUN" plan --fail-on critical
expect 0 "$MGRUN" plan --fail-on critical --disable-rules DS003
expect_text "rules that the settings switch off: DS003"
expect 0 "$MGRUN" plan --fail-on critical --disable-rules drop-column,BC
printf 'disable_rules: DS\n' >mgrun.yaml
expect 0 "$MGRUN" plan --fail-on critical
expect_text "rules that the settings switch off: DS"
rm mgrun.yaml

consent=DS003@$(checksum | cut -c1-12)
expect 0 "$MGRUN" plan --fail-on critical --approve "$consent"
expect_rule DS003 0
expect 1 "$MGRUN" lint --fail-on critical migrations/1_drop.yaml
expect_rule DS003 1
expect 0 "$MGRUN" lint --fail-on critical --approve "$consent" migrations/1_drop.yaml
expect_rule DS003 0
yaml_drop '# edited after the consent'
expect 1 "$MGRUN" plan --fail-on critical --approve "$consent"
expect_rule DS003 1
expect_text "--approve $consent approves nothing"

# ---- the gate of up

prepare
drop_phone ""
before=$(schema)
findings() { grep -E '^ *\[[A-Z]{2}[0-9]{3} ' "$1"; }
"$MGRUN" plan >"$scratch/plan" 2>&1
expect 4 "$MGRUN" up
expect_text "nothing was run"
expect_text "--approve DS003@$(checksum | cut -c1-12)"
expect_same "$(findings "$scratch/plan")" "$(findings "$scratch/out")" "plan and up find the same"
expect_same "$before" "$(schema)" "a refused up changed the schema"
expect_same 0 "$(sql "$DB" -e 'SELECT COUNT(*) FROM mgrun_history')" "a refused up left a row of history"
expect 4 "$MGRUN" up --fail-on info
expect 4 env MGRUN_FAIL_ON=high "$MGRUN" up
expect_same "$before" "$(schema)" "a refused up changed the schema"
expect 0 "$MGRUN" up --dry-run
expect 4 "$MGRUN" up --approve "$consent"
expect_same "$before" "$(schema)" "the consent to another text let it through"
expect 0 "$MGRUN" up --approve "DS003@$(checksum)"
expect_same 0 "$(sql "$DB" -e "SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND COLUMN_NAME = 'phone'")" \
  "the approved up did not run"
expect 0 "$MGRUN" up --fail-on info
expect_text "nothing to do"

# ---- up --plan runs what was reviewed

reviewed() {
  prepare
  rm -f migrations/*
  for n in 1 2; do
    printf -- '-- mgrun:up\nCREATE TABLE r%s (id INT PRIMARY KEY);\n-- mgrun:down\nDROP TABLE r%s;\n' $n $n >migrations/${n}_r.sql
  done
  expect 0 "$MGRUN" plan --out json=reviewed.json
}
refused() {
  local now
  now=$(schema)
  expect 4 "$MGRUN" up --plan reviewed.json
  expect_text "reviewed"
  expect_same "$now" "$(schema)" "$1: it ran all the same"
}
reviewed
sql "$DB" -e "INSERT INTO users VALUES (3, 'eve@example.com', NULL)"
expect 0 "$MGRUN" up --plan reviewed.json
expect_same 2 "$(sql "$DB" -e 'SELECT COUNT(*) FROM mgrun_history')" "the reviewed plan did not run"
expect 0 "$MGRUN" up --plan reviewed.json
expect_text "nothing to do"
reviewed
echo "-- one word more" >>migrations/2_r.sql
refused "an edited file"
reviewed
cp migrations/2_r.sql migrations/3_r.sql && sed -i 's/r2/r3/' migrations/3_r.sql
refused "a new file"
reviewed
rm migrations/2_r.sql
refused "a file less"
reviewed
sql "$DB" -e "ALTER TABLE users ADD COLUMN by_hand INT"
refused "a changed schema"
reviewed
expect 0 "$MGRUN" up --to 1
refused "a changed history"
reviewed
echo '{"version": 1}' >reviewed.json
expect 4 "$MGRUN" up --plan reviewed.json
expect_text "is no plan"
expect 4 "$MGRUN" up --plan missing.json
expect_text "missing.json"

# ---- history and files disagree: findings of plan, refusals of up

reviewed
expect 0 "$MGRUN" up
cp migrations/1_r.sql kept.sql
echo "-- edited" >>migrations/1_r.sql
printf -- '-- mgrun:up\nCREATE TABLE r3 (id INT PRIMARY KEY);\n-- mgrun:down\nDROP TABLE r3;\n' >migrations/3_r.sql
expect 1 "$MGRUN" plan
expect_rule FI003 1
expect_text "mgrun plan: 1 migration, 1 statement"
expect 4 "$MGRUN" up
expect_text "was edited after it was applied"
cp kept.sql migrations/1_r.sql
rm migrations/2_r.sql
expect 1 "$MGRUN" plan
expect_rule FI004 1
expect 0 "$MGRUN" plan --allow-missing
expect_text "allowed by an option"
expect 4 "$MGRUN" up
expect 0 "$MGRUN" up --allow-missing
rm migrations/*
cp kept.sql migrations/1_r.sql
printf -- '-- mgrun:up\nCREATE TABLE r2 (id INT PRIMARY KEY);\n-- mgrun:down\nDROP TABLE r2;\n' >migrations/2_r.sql
printf -- '-- mgrun:up\nCREATE TABLE r3 (id INT PRIMARY KEY);\n-- mgrun:down\nDROP TABLE r3;\n' >migrations/3_r.sql
sql "$DB" -e "DROP TABLE r2; DELETE FROM mgrun_history WHERE version = 2"
expect 1 "$MGRUN" plan
expect_rule FI002 1
expect_text "mgrun plan: 1 migration, 1 statement"
expect 4 "$MGRUN" up
# The table went behind history's back, which PR012 tells too.
expect 1 "$MGRUN" plan --allow-out-of-order
expect_rule PR012 1
expect 0 "$MGRUN" plan --allow-out-of-order --disable-rules PR012
expect 0 "$MGRUN" up --allow-out-of-order
# A failed one stays a refusal of both: nobody knows where it left the schema.
sql "$DB" -e "UPDATE mgrun_history SET state = 'failed' WHERE version = 3"
expect 4 "$MGRUN" plan
expect_text "--retry-failed"

end
