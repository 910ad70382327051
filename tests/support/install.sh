#!/usr/bin/env bash
# Install what building and testing need, and say so first. Usage: install.sh [build] [test] [lint]
set -euo pipefail

packages=()
for set_name in "${@:-build}"; do
  case $set_name in
    build) packages+=(gcc libc6-dev cmake ninja-build pkg-config libglib2.0-dev libjansson-dev libcmocka-dev
                      libyaml-dev libgit2-dev zlib1g-dev libmariadb-dev libmariadb-dev-compat) ;;
    test) packages+=(mariadb-server-core mariadb-client-core git ca-certificates openssl procps)
          # MariaDB too has a program of this name.
          mysqld --no-defaults --version 2>/dev/null | grep -qv MariaDB || packages+=(mmdebstrap) ;;
    lint) packages+=(clang clang-format clang-tidy cppcheck libclang-rt-14-dev shellcheck) ;;
    *) echo "install.sh: unknown set $set_name; known are build, test, lint" >&2; exit 64 ;;
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

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "install.sh: not root and no sudo; install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "installing with apt-get: ${missing[*]}"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
