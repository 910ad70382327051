#!/usr/bin/env bash
# The driver of the golden tests notices what differs, and passes what does not. notices.sh MGRUN
set -u

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
mgrun=$(realpath "$1")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/tests/golden"
cp -r "$top/tests/integration" "$top/tests/support" "$tree/tests"
cp "$top/tests/golden/run.sh" "$tree/tests/golden"
failures=0

# verdict STATUS WHAT: the driver ends with STATUS.
verdict() {
  "$tree/tests/golden/run.sh" "$mgrun" offline >/dev/null 2>&1
  [ $? -eq "$1" ] || { echo "FAILED: $2"; failures=$((failures + 1)); }
}

given_case() {
  rm -rf "$tree/tests/golden/offline"
  mkdir -p "$tree/tests/golden/offline/version"
  cp "$top/tests/golden/offline/version"/* "$tree/tests/golden/offline/version"
}

given_case
verdict 0 "an unchanged case passes"
for part in stdout stderr exit; do
  given_case
  echo more >>"$tree/tests/golden/offline/version/$part"
  verdict 1 "another $part is noticed"
  given_case
  rm "$tree/tests/golden/offline/version/$part"
  verdict 1 "a $part that is not there is noticed"
done
rm -rf "$tree/tests/golden/offline"
verdict 1 "no case at all is noticed"
[ $failures -eq 0 ] && echo "every difference was noticed"
exit $failures
