#!/usr/bin/env bash
# Private servers for tests and the demo, each in a directory of its own.
#
#   server.sh start mysql|mariadb DIR [-- SERVER OPTIONS]   start; print shell assignments
#   server.sh stop DIR                                      stop it and remove DIR
#   server.sh exec mysql|mariadb DIR CLIENT ARGUMENTS...    run the command-line client on it
#   server.sh program mysql|mariadb NAME ARGUMENTS...       run another client program of it
#   server.sh room                                          where servers of tests do best
#
# The server listens on DIR/s and on a free port of 127.0.0.1; root has no password.
# A MySQL 8.0 or newer on the PATH is used; otherwise MySQL is fetched once from
# Debian sid into the cache ($MGRUN_CACHE, or build/cache) and run from there.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${MGRUN_CACHE:-$(cd "$here/../.." && pwd)/build/cache}
tree=$cache/mysql-sid

die() { echo "server.sh: $*" >&2; exit 1; }

as_user=()
[ "$(id -u)" -ne 0 ] || as_user=(--user=root)

has_own_mysql() {
  command -v mysqld >/dev/null && mysqld --no-defaults --version 2>/dev/null | grep -qv MariaDB
}

# no_mysql WHY: and what a person can do about it.
no_mysql() {
  die "no MySQL 8.0 or newer is on the PATH and none could be fetched: $1
next:
  install mysqld, or mend the above and start this again; MariaDB alone: tests/run.sh --server mariadb"
}

fetch_mysql() {
  [ -e "$tree/.complete" ] && return
  mkdir -p "$cache"
  exec 9>"$cache/fetch.lock"
  flock 9
  [ -e "$tree/.complete" ] && return
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  command -v mmdebstrap >/dev/null || no_mysql "mmdebstrap is not installed"
  [ ${#as_root[@]} -eq 0 ] || command -v sudo >/dev/null || no_mysql "unpacking packages needs root or sudo"
  [ ${#as_root[@]} -eq 0 ] || sudo true || no_mysql "sudo refuses, and unpacking packages needs root"
  echo "fetching MySQL from Debian sid into $tree (once; 400 MB, nothing is installed)" >&2
  "${as_root[@]}" rm -rf "$tree"
  "${as_root[@]}" mmdebstrap --quiet --variant=extract --aptopt='Acquire::Check-Valid-Until "false"' \
    --include=mysql-server-core,mysql-client-core sid "$tree" >&2 ||
    no_mysql "Debian's packages cannot be had: is there a network?"
  "${as_root[@]}" chown -R "$(id -u):$(id -g)" "$tree"
  touch "$tree/.complete"
}

# The command line in front of a program's own options, one word a line.
mysql_program() {
  if has_own_mysql; then
    command -v "$1"
    return
  fi
  printf '%s\n' "$tree/usr/lib64/ld-linux-x86-64.so.2" --library-path \
    "$tree/usr/lib/x86_64-linux-gnu:$tree/usr/lib/mysql/private"
  if [ -x "$tree/usr/sbin/$1" ]; then echo "$tree/usr/sbin/$1"; else echo "$tree/usr/bin/$1"; fi
}

mysql_options() {
  printf '%s\n' --no-defaults "${as_user[@]}"
  has_own_mysql || printf '%s\n' --basedir="$tree/usr" --lc-messages-dir="$tree/usr/share/mysql" \
    --character-sets-dir="$tree/usr/share/mysql/charsets" --plugin-dir="$tree/usr/lib/mysql/plugin"
}

# An initialised data directory, made once and copied.
data_template() {
  local kind=$1 template=$cache/data-$1
  if [ ! -e "$template/.complete" ]; then
    exec 8>"$cache/data-$kind.lock"
    flock 8
    if [ ! -e "$template/.complete" ]; then
      rm -rf "$template"
      if [ "$kind" = mysql ]; then
        mapfile -t program < <(mysql_program mysqld)
        mapfile -t options < <(mysql_options)
        "${program[@]}" "${options[@]}" --datadir="$template" --initialize-insecure >"$cache/init-mysql.log" 2>&1 ||
          die "MySQL cannot make a data directory; see $cache/init-mysql.log"
      else
        # --force: a bare machine may not know its own name, which only default accounts need.
        mariadb-install-db --no-defaults --force "${as_user[@]}" --auth-root-authentication-method=normal \
          --datadir="$template" --skip-test-db >"$cache/init-mariadb.log" 2>&1 ||
          die "MariaDB cannot make a data directory; see $cache/init-mariadb.log"
      fi
      touch "$template/.complete"
    fi
    exec 8>&-
  fi
  echo "$template"
}

# A port that nobody listens on; the server tells when somebody was quicker.
free_port() {
  local port
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 20000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
  done
  die "no free port"
}

client_program() {
  local kind=$1 name=$2
  if [ "$kind" = mysql ]; then mysql_program "$name"; else command -v "$name"; fi
}

client() {
  if [ "$1" = mysql ]; then client_program mysql mysql; else client_program mariadb mariadb; fi
}

answers() {
  mapfile -t program < <(client "$1")
  "${program[@]}" --no-defaults --socket="$2/s" --user=root --execute='SELECT 1' >/dev/null 2>&1
}

launch() {
  local kind=$1 dir=$2 port=$3
  shift 3
  local common=(--datadir="$dir/data" --port="$port" --bind-address=127.0.0.1 --socket="$dir/s"
                --pid-file="$dir/pid" --innodb-buffer-pool-size=64M)
  if [ "$kind" = mysql ]; then
    mapfile -t program < <(mysql_program mysqld)
    mapfile -t options < <(mysql_options)
    setsid "${program[@]}" "${options[@]}" "${common[@]}" --mysqlx=0 --secure-file-priv= --server-id=1 \
      --innodb-redo-log-capacity=64M "$@" >"$dir/log" 2>&1 9>&- </dev/null &
  else
    setsid mariadbd --no-defaults "${as_user[@]}" "${common[@]}" --innodb-log-file-size=64M "$@" \
      >"$dir/log" 2>&1 9>&- </dev/null &
  fi
  echo $! >"$dir/starter"
}

start() {
  local kind=$1 dir=$2
  shift 2
  [ "${1:-}" = -- ] && shift
  [ "$kind" = mysql ] || [ "$kind" = mariadb ] || die "unknown server $kind"
  [ "$kind" = mariadb ] || has_own_mysql || fetch_mysql
  mkdir -p "$cache" "$dir"
  dir=$(cd "$dir" && pwd)
  [ ${#dir} -lt 90 ] || die "$dir is too long for a socket's path"
  [ -e "$dir/data" ] || cp -r "$(data_template "$kind")" "$dir/data"
  rm -f "$dir/data/auto.cnf"
  local port
  port=$(free_port)
  launch "$kind" "$dir" "$port" "$@"
  for _ in $(seq 600); do
    if answers "$kind" "$dir"; then
      local ca=
      [ -e "$dir/data/ca.pem" ] && ca=$dir/data/ca.pem
      printf 'MGRUN_TEST_KIND=%s MGRUN_TEST_SOCKET=%s MGRUN_TEST_PORT=%s MGRUN_TEST_PID=%s MGRUN_TEST_CA=%s\n' \
        "$kind" "$dir/s" "$port" "$(cat "$dir/pid")" "$ca"
      return
    fi
    kill -0 "$(cat "$dir/starter")" 2>/dev/null || { tail -n 20 "$dir/log" >&2; die "the server ended; see $dir/log"; }
    sleep 0.1
  done
  die "the server does not answer; see $dir/log"
}

# A server spends most of its time at a table's change waiting for the disk, which no test is
# about: in memory where there is plenty (a test run leaves 2 GB behind at the most).
room() {
  local free available
  free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
  available=$(awk '/^MemAvailable:/ {print $2}' /proc/meminfo)
  if [ -w /dev/shm ] && [ "${free:-0}" -gt 4000000 ] && [ "${available:-0}" -gt 6000000 ]; then
    echo /dev/shm
  else
    echo "${TMPDIR:-/tmp}"
  fi
}

stop() {
  local dir pid
  dir=$(cd "$1" 2>/dev/null && pwd) || return 0
  [ -e "$dir/starter" ] || die "$dir is not a directory that this script made"
  if [ -e "$dir/pid" ]; then
    pid=$(cat "$dir/pid")
    # Ours only: its command line names this directory.
    if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$dir/s"; then
      kill "$pid"
      for _ in $(seq 300); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
      ! kill -0 "$pid" 2>/dev/null || die "process $pid does not end; $dir stays"
    fi
  fi
  rm -rf "$dir"
}

case ${1:-} in
  start) shift; start "$@" ;;
  stop) stop "$2" ;;
  room) room ;;
  exec)
    kind=$2 dir=$3
    shift 3
    mapfile -t program < <(client "$kind")
    exec "${program[@]}" --no-defaults --socket="$dir/s" --user=root "$@" ;;
  program)
    mapfile -t program < <(client_program "$2" "$3")
    shift 3
    exec "${program[@]}" "$@" ;;
  *) sed -n '2,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 64 ;;
esac
