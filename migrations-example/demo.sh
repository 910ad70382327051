#!/usr/bin/env bash
# mgrun on a real, private MySQL: installs what is missing, builds, and shows status, up, a
# plan that is refused, a migration that fails and is undone, and down. Everything ends with
# the script.
set -euo pipefail

example=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(dirname "$example")
build=$top/build
export MGRUN_CACHE=${MGRUN_CACHE:-$build/cache}

"$top/tests/support/install.sh" build test
echo "building in $build"
quietly=$top/tests/support/quietly.sh
"$quietly" "$build/cmake.log" cmake -S "$top" -B "$build" -G Ninja
"$quietly" "$build/build.log" cmake --build "$build" --target mgrun

work=$(mktemp -d /tmp/mgrun-demo-XXXXXX)
server=$top/tests/support/server.sh
cleanup() {
  "$server" stop "$work/mysql" || true
  rm -rf "$work"
}
trap cleanup EXIT
echo "starting a private MySQL in $work/mysql"
"$server" start mysql "$work/mysql" >"$work/assignments"
"$server" exec mysql "$work/mysql" --execute='CREATE DATABASE shop'
export MGRUN_SOCKET=$work/mysql/s MGRUN_USER=root MGRUN_NO_DEFAULTS=true

show() {
  local status=0
  printf '\n$ mgrun %s\n' "$*"
  "$build/cmd/mgrun" "$@" || status=$?
  echo "(exit status $status)"
}

cd "$example"
show status
show up
show up

cp -r migrations "$work/migrations"
cat >"$work/migrations/0010_countries.sql" <<'SQL'
-- mgrun:up
CREATE TABLE countries (code CHAR(2) NOT NULL PRIMARY KEY);
ALTER TABLE users ADD COLUMN country CHAR(2) NULL;
ALTER TABLE users ADD CONSTRAINT users_country_fk FOREIGN KEY (country) REFERENCES contries (code);
-- mgrun:down
ALTER TABLE users DROP FOREIGN KEY users_country_fk;
ALTER TABLE users DROP COLUMN country;
DROP TABLE countries;
SQL
echo
echo "# A migration with a misspelt table: the plan finds it, and up does not even begin."
show plan --dir "$work/migrations"
show up --dir "$work/migrations"

cat >"$work/migrations/0010_countries.sql" <<'SQL'
-- mgrun:up
CREATE TABLE countries (code CHAR(2) NOT NULL PRIMARY KEY);
ALTER TABLE users ADD COLUMN country CHAR(2) NULL;
INSERT INTO countries (code) VALUES ('de'), ('fr'), ('de');
-- mgrun:down
ALTER TABLE users DROP COLUMN country;
DROP TABLE countries;
SQL
echo
echo "# One that nobody can foresee fails in its third step: what the first two did is undone."
show up --dir "$work/migrations"
show down --steps 2
show status
