#!/usr/bin/env bash
# Sequelize's CLI, at fixed versions, with the bench's CREATE TABLE migrations.
#
#   sequelize.sh prepare DIR SOCKET COUNT   install into DIR (once); write settings and COUNT migrations
#   sequelize.sh migrate DIR                run those that are pending
#   sequelize.sh versions
set -euo pipefail

packages=(sequelize-cli@6.6.5 sequelize@6.37.8 mysql2@3.24.6)

# With a lock file, which holds the integrity of every package: kept, and obeyed the next time.
install_packages() {
  [ ! -e "$1/.complete" ] || return 0
  echo "installing with npm into $1: ${packages[*]}" >&2
  mkdir -p "$1"
  [ -e "$1/package.json" ] || echo '{"private": true}' >"$1/package.json"
  if [ -e "$1/package-lock.json" ]; then
    npm ci --prefix "$1" --ignore-scripts --silent
  else
    npm install --prefix "$1" --ignore-scripts --save-exact --silent "${packages[@]}"
  fi
  touch "$1/.complete"
}

write_migrations() { # DIR COUNT
  rm -rf "$1/migrations"
  mkdir "$1/migrations"
  for i in $(seq "$2"); do
    cat >"$1/migrations/$(printf %06d "$i")-t.js" <<JS
module.exports = {
  up: (queries, types) => queries.createTable('t$i', {id: {type: types.INTEGER, primaryKey: true}, v: types.STRING(20)}),
  down: queries => queries.dropTable('t$i'),
};
JS
  done
}

case ${1:-} in
  prepare)
    install_packages "$2"
    printf '{"bench": {"dialect": "mysql", "username": "root", "database": "bench", "logging": false,
      "dialectOptions": {"socketPath": "%s"}}}\n' "$3" >"$2/config.json"
    write_migrations "$2" "$4" ;;
  migrate)
    cd "$2"
    exec node_modules/.bin/sequelize-cli db:migrate --env bench --config config.json --migrations-path migrations ;;
  versions) echo "${packages[*]}, node $(node --version)" ;;
  *) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 64 ;;
esac
