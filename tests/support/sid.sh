#!/usr/bin/env bash
# Build and test with the real libmysqlclient, which bookworm lacks: in a Debian sid
# root of its own, made once in the cache. Needs root.   sid.sh test
#
# The tree is bind-mounted read-only in a mount namespace, so that nothing stays mounted.
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${MGRUN_CACHE:-$top/build/cache}
root=$cache/sid-root
packages=gcc,libc6-dev,cmake,ninja-build,pkg-config,libmysqlclient-dev,libgit2-dev,libyaml-dev,zlib1g-dev
packages+=,libcmocka-dev,libglib2.0-dev,libjansson-dev,ca-certificates,git,openssl

[ "$(id -u)" -eq 0 ] || { echo "sid.sh: needs root to enter a root of its own" >&2; exit 77; }

make_root() {
  [ -e "$root/.complete" ] && return
  echo "making a Debian sid root with libmysqlclient in $root (once)" >&2
  rm -rf "$root"
  mkdir -p "$cache"
  mmdebstrap --quiet --variant=minbase --aptopt='Acquire::Check-Valid-Until "false"' --include="$packages" sid "$root"
  touch "$root/.complete"
}

# inside COMMAND...: with the tree at its own path, /tmp, the memory that files may be in, and the
# cache shared.
inside() {
  mkdir -p "$root$top" "$root/tmp" "$root$cache" "$root/mgrun-build"
  # shellcheck disable=SC2016
  unshare --mount bash -c '
    root=$1 top=$2 cache=$3
    shift 3
    mount --bind "$top" "$root$top" && mount -o remount,bind,ro "$root$top"
    mount --bind "$cache" "$root$cache"
    mount --bind /tmp "$root/tmp"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    exec chroot "$root" "$@"' inside "$root" "$top" "$cache" "$@"
}

case ${1:-} in
  test)
    make_root
    inside cmake --fresh -S "$top" -B /mgrun-build -G Ninja
    inside cmake --build /mgrun-build
    inside ctest --test-dir /mgrun-build --output-on-failure -L unit
    server=$(mktemp -d "$("$top/tests/support/server.sh" room)/mgrun-sid-XXXXXX")
    trap '"$top/tests/support/server.sh" stop "$server/s" || true; rm -rf "$server"' EXIT
    assignments=$("$top/tests/support/server.sh" start mysql "$server/s")
    # shellcheck disable=SC2086
    inside env MGRUN_CACHE="$cache" $assignments ctest --test-dir /mgrun-build --output-on-failure -L integration ;;
  *) sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 64 ;;
esac
