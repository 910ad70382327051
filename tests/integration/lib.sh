# What the integration scripts share. Sourced with the path of mgrun as $1; a script
# whose cases need no server sets NEEDS_SERVER=no first.
#
# The schema is looked at with the server's own command-line client and SHOW
# CREATE, never with mgrun's code: it proves mgrun's proof.
# shellcheck shell=bash
set -u

MGRUN=$1
if [ "${NEEDS_SERVER:=yes}" = yes ]; then
  : "${MGRUN_TEST_SOCKET:?start a server first: tests/run.sh does}" "${MGRUN_TEST_KIND:?}"
fi
support=$(cd "$(dirname "${BASH_SOURCE[0]}")/../support" && pwd)
scratch=$(mktemp -d)
DB=mgrun_test_$$_$RANDOM
failures=0
checks=0

export MGRUN_SOCKET=${MGRUN_TEST_SOCKET:-} MGRUN_USER=root MGRUN_DATABASE=$DB MGRUN_NO_DEFAULTS=true
unset MGRUN_PASSWORD DATABASE_URL MGRUN_HOST MGRUN_PORT

sql() { "$support/server.sh" exec "$MGRUN_TEST_KIND" "$(dirname "$MGRUN_TEST_SOCKET")" -N -B "$@"; }

fresh_database() { sql -e "DROP DATABASE IF EXISTS $DB; CREATE DATABASE $DB"; }

finish() {
  [ "$NEEDS_SERVER" = no ] || sql -e "DROP DATABASE IF EXISTS $DB" 2>/dev/null
  rm -rf "$scratch"
}
trap finish EXIT

fail() { echo "FAILED: $*"; failures=$((failures + 1)); }

# expect STATUS COMMAND...: its output goes to $scratch/out.
expect() {
  local wanted=$1 got
  shift
  "$@" >"$scratch/out" 2>&1
  got=$?
  checks=$((checks + 1))
  [ "$got" -eq "$wanted" ] || { fail "exit $got instead of $wanted: $*"; sed 's/^/    /' "$scratch/out"; }
}

# unjudged COMMAND...: though the plan refuses what it is about to run, rightly.
unjudged() { MGRUN_FAIL_ON=none "$@"; }

# expect_text TEXT: it stands in the output of the last command.
expect_text() {
  checks=$((checks + 1))
  grep -qF -- "$1" "$scratch/out" || { fail "the output lacks: $1"; sed 's/^/    /' "$scratch/out"; }
}

expect_same() {
  checks=$((checks + 1))
  [ "$1" = "$2" ] || { fail "$3"; diff <(echo "$1") <(echo "$2") | sed 's/^/    /'; }
}

# Every object of the database as the server prints it; mgrun's own tables left out.
schema() {
  local name kind
  sql "$DB" -e 'SHOW FULL TABLES' | grep -v '^mgrun_' | while read -r name kind; do
    sql "$DB" -e "SHOW CREATE ${kind/BASE TABLE/TABLE} \`$name\`" | sed -E 's/ AUTO_INCREMENT=[0-9]+//'
  done
  sql "$DB" -e 'SHOW TRIGGERS' | cut -f1-5
  sql "$DB" -e "SELECT ROUTINE_TYPE, ROUTINE_NAME, ROUTINE_DEFINITION FROM information_schema.ROUTINES
                WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY 1, 2"
}

# end: the closing line that counts.
end() {
  echo "$((checks - failures)) passed, $failures failed"
  [ "$failures" -eq 0 ]
}
