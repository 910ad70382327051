#!/usr/bin/env bash
# Run mgrun as its users do and compare what it prints and ends with, to the letter.
#
#   run.sh MGRUN [--update] [CASE...]
#
# A CASE is a directory below this one, as in server/up_text, or a group of them: offline (needs
# no server), server; all without one. Each holds `cmd`, a bash snippet that runs in a scratch
# directory with $MGRUN, and what is expected: `stdout`, `stderr` and `exit`. Where the servers
# truly differ, stdout.mysql or stderr.mariadb count instead. --update writes what is expected
# anew; read the difference before you commit it.
set -u

golden=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -ge 1 ] || { sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 64; }
MGRUN=$(realpath "$1")
[ -x "$MGRUN" ] || { echo "run.sh: there is no program $1" >&2; exit 64; }
shift
update=
[ "${1:-}" != --update ] || { update=yes; shift; }
[ $# -gt 0 ] || set -- offline server

NEEDS_SERVER=no
for name in "$@"; do case $name in server*) NEEDS_SERVER=yes ;; esac; done
. "$golden/../integration/lib.sh" "$MGRUN"
kind=${MGRUN_TEST_KIND:-none}

# use VERSION...: bring migrations of the shared set into ./migrations.
use() {
  local version
  mkdir -p migrations
  for version in "$@"; do cp "$golden/migrations/$version"* migrations/; done
}

# What differs from run to run and from machine to machine, by name instead.
mask() {
  local date='[0-9]{4}-[0-9]{2}-[0-9]{2}'
  local duration='[0-9]+ ms|[0-9]+\.[0-9] s' uuid='[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
  # GLib's releases put the texts of options into different columns.
  sed -E -e 's#^(  (-[a-z], )?--[a-z-]+(=[A-Z@]+)?) {2,}#\1  #' -e "s#$work#SCRATCH#g; s#$DB#DATABASE#g; s#\b$(uname -n)\b#HOST#g" \
    -e "s#${MGRUN_TEST_SOCKET:-/no/socket}#SOCKET#g; s#\b${MGRUN_TEST_PORT:-no-port}\b#PORT#g" \
    -e "s#\b$uuid\b#RUN#g; s#\b[0-9a-f]{64}\b#FINGERPRINT#g; s#(fingerprint )[0-9a-f]{16}\b#\1FINGERPRINT#g" \
    -e "s#\b$date [0-9:]{8}(\.[0-9]+)?#TIME#g; s#\b${date}T[0-9:]{8}(\.[0-9]+)?Z#ISO-TIME#g; s#\b20[0-9]{12}_#VERSION_#g" \
    -e "s#\b($duration)( {2,}|\$)#DURATION  #g; s#\b($duration)\b#DURATION#g; s# +\$##" \
    -e 's#("(elapsed|duration)_ms": ?)[0-9]+#\10#g; s#\b(connection|process) [0-9]+#\1 N#g' \
    -e 's#("version": )[0-9]{5,6},#\1SERVER,#; s#("kind": )"(mysql|mariadb)"#\1SERVER#' \
    -e 's#\b(MySQL|MariaDB) [0-9]+\.[0-9.]+[0-9]#SERVER#g; s#\bmgrun [0-9]+\.[0-9.]+#mgrun VERSION#g' \
    -e "s#Can't connect to (local )?(MySQL )?server [^;(]*\([0-9]+\)#CLIENT MESSAGE#; s#\((2002|2003), SQL#(200N, SQL#"
}

# Run one case; its masked outcome goes to $scratch/got.
run_case() {
  work=$scratch/work
  rm -rf "$work" "$scratch/got"
  mkdir "$work" "$scratch/got"
  [ "$NEEDS_SERVER" = no ] || fresh_database || exit 1
  (
    cd "$work" || exit 1
    [[ $1 == server/* ]] || unset "${!MGRUN_@}" MGRUN_TEST_KIND
    export MGRUN HOME=$work LC_ALL=C.UTF-8 TZ=UTC MGRUN_NO_DEFAULTS=true
    unset NO_COLOR DATABASE_URL
    # shellcheck disable=SC1090
    . "$golden/$1/cmd"
  ) >"$scratch/out" 2>"$scratch/err" </dev/null
  echo $? >"$scratch/got/exit"
  mask <"$scratch/out" >"$scratch/got/stdout"
  mask <"$scratch/err" >"$scratch/got/stderr"
}

check_case() {
  local part wanted
  for part in stdout stderr exit; do
    wanted=$golden/$1/$part
    [ ! -e "$wanted.$kind" ] || wanted=$wanted.$kind
    [ -z "$update" ] || cp "$scratch/got/$part" "$wanted"
    diff -u --label "$1/$part expected" --label "$1/$part" "$wanted" "$scratch/got/$part" || return 1
  done
}

cd "$golden" || exit 1
mapfile -t cases < <(find "$@" -name cmd -printf '%h\n' | LC_ALL=C sort)
for name in "${cases[@]}"; do
  checks=$((checks + 1))
  run_case "$name"
  check_case "$name" || fail "$name"
done
[ ${#cases[@]} -gt 0 ] || fail "no such case: $*"
end
