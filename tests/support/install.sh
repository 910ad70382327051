#!/usr/bin/env bash
# Install what building and testing need, and say so first.
#
#   install.sh [build] [test] [clang] [lint]
#
# Nothing is asked of the network or of sudo where nothing is missing.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

packages=()
for set_name in "${@:-build}"; do
  case $set_name in
    build) packages+=(gcc libc6-dev cmake ninja-build pkg-config libglib2.0-dev libjansson-dev libcmocka-dev
                      libyaml-dev libgit2-dev zlib1g-dev libmariadb-dev libmariadb-dev-compat) ;;
    test) packages+=(mariadb-server-core mariadb-client-core git ca-certificates openssl procps)
          # MariaDB too has a program of this name.
          mysqld --no-defaults --version 2>/dev/null | grep -qv MariaDB || packages+=(mmdebstrap) ;;
    clang) packages+=(clang libclang-rt-14-dev) ;;
    lint) packages+=(clang clang-format clang-tidy cppcheck libclang-rt-14-dev shellcheck) ;;
    *) echo "install.sh: unknown set $set_name; known are build, test, clang, lint" >&2; exit 64 ;;
  esac
done

is_installed() {
  [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = "install ok installed" ]
}

missing=()
for package in "${packages[@]}"; do
  is_installed "$package" || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "nothing to install"
  exit 0
fi

# give_up WHY: with what a person can do about it.
give_up() {
  {
    echo "install.sh: $1"
    echo "nothing was built or started, for lack of these Debian packages"
    echo "next, as root, and then this command again:"
    echo "  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
  } >&2
  exit 1
}

command -v apt-get >/dev/null || give_up "there is no apt-get on this machine"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || give_up "packages are missing, and this is neither root nor a machine with sudo"
  as_root=(sudo)
fi
echo "installing with apt-get: ${missing[*]}"
[ ${#as_root[@]} -eq 0 ] || sudo true || give_up "sudo refuses, and this is not root"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=2)
# One broken source must not stop what the others can give: only the installation decides.
lists=read
"${apt[@]}" -o APT::Update::Error-Mode=any update || lists=unread
"${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null || {
  [ $lists = read ] || give_up "apt-get can neither read its package lists nor install: is there a network?"
  give_up "apt-get cannot install; it says why above"
}
