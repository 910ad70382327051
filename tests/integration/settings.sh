#!/usr/bin/env bash
# Where settings come from, and which place wins.
. "$(dirname "$0")/lib.sh"
cd "$scratch" || exit 1
unset MGRUN_SOCKET MGRUN_USER MGRUN_DATABASE

# value NAME: what `mgrun config` says of it, origin included.
value() { "$MGRUN" config "${@:2}" | sed -n "s/^$1  *//p" | tr -s ' '; }
expect_value() { expect_same "$1" "$(value "${@:2}")" "config ${*:2}"; }

cat >mgrun.yaml <<'YAML'
host: top
port: 3306
user: app
password: topsecret
environments:
  production:
    host: prod
YAML
expect_value "top mgrun.yaml:1" host
expect_value "prod mgrun.yaml:7" host --env production
expect_value "flag --host" host --host flag
expect_same "env MGRUN_HOST" "$(MGRUN_HOST=env value host)" "the environment wins over mgrun.yaml"
expect_same "******** mgrun.yaml:4" "$(value password)" "the password is masked"
expect_value "other --url (URL)" host --url mysql://u:p@other/db
expect_same "" "$(value port --url mysql://u:p@other/db)" "a URL with a host speaks for the port too"
expect 78 "$MGRUN" config --env nowhere
expect_text "there is no environment"
sed -i '1ienv: production' mgrun.yaml
expect_value "prod mgrun.yaml:8" host
rm mgrun.yaml
expect 78 "$MGRUN" config --env production
expect_text "cannot read mgrun.yaml"
echo 'hots: x' >mgrun.yaml
expect 78 "$MGRUN" config
expect_text 'mgrun.yaml:1:1: unknown key `hots`; did you mean `host`?'
rm mgrun.yaml
expect_same "db DATABASE_URL (URL)" "$(DATABASE_URL=mysql://u:p@h/db value database)" "DATABASE_URL"

# MySQL's option files: their spelling of switches and of TLS, and what mgrun does not guess.
option_file() { printf '[client]\n%b\n' "$1" >"$scratch/my.cnf"; }
option_file 'user=app\npassword = "a#b" # c\ncompress\nconnect_timeout=7'
expect_value "app $scratch/my.cnf:2" user --defaults-file "$scratch/my.cnf"
expect_value "true $scratch/my.cnf:4" compress --defaults-file "$scratch/my.cnf"
expect_value "7s $scratch/my.cnf:5" connect-timeout --defaults-file "$scratch/my.cnf"
option_file 'compress=ON\nskip-compress'
expect_value "false $scratch/my.cnf:3" compress --defaults-file "$scratch/my.cnf"
option_file 'compress=1'
expect_value "true $scratch/my.cnf:2" compress --defaults-file "$scratch/my.cnf"
option_file 'ssl-verify-server-cert\nssl'
expect_value "VERIFY_IDENTITY $scratch/my.cnf:2" ssl-mode --defaults-file "$scratch/my.cnf"
option_file 'ssl'
expect_value "REQUIRED $scratch/my.cnf:2" ssl-mode --defaults-file "$scratch/my.cnf"
option_file 'skip-ssl'
expect_value "DISABLED $scratch/my.cnf:2" ssl-mode --defaults-file "$scratch/my.cnf"
option_file 'compress=maybe'
expect 78 "$MGRUN" config --defaults-file "$scratch/my.cnf"
expect_text "my.cnf:2: \`maybe\` must be true or false"
option_file 'password'
expect 78 "$MGRUN" config --defaults-file "$scratch/my.cnf"
expect_text "my.cnf:2: \`password\` has no value, and mgrun does not ask for one; write password=VALUE"
option_file 'user=app'
chmod o+w "$scratch/my.cnf"
expect 78 "$MGRUN" config --defaults-file "$scratch/my.cnf"
expect_text "next: chmod o-w $scratch/my.cnf"
rm "$scratch/my.cnf"
expect_same "json --format" "$("$MGRUN" config --format JSON | grep -c mgrun/config | sed s,1,"json --format",)" "a word in upper case"
expect 64 "$MGRUN" up --
expect_text "a command must follow"
expect 64 "$MGRUN" up --lock-timeout 5
expect_text "must be a duration"
expect 0 "$MGRUN" init
expect 0 "$MGRUN" new "Add plan, to users!"
expect_text "_add_plan_to_users.yaml"
expect 0 "$MGRUN" new second --sql
expect 0 "$MGRUN" new third --pair
expect_same 4 "$(find migrations -type f | wc -l)" "files that new made"
for command in up down redo status new init wait config version; do
  expect 0 "$MGRUN" help "$command"
  expect 0 "$MGRUN" "$command" --help
done
end
