#!/usr/bin/env bash
# The pages about the rules: rule_docs.sh PROGRAM check|write
# check fails when a page is not what the rule table says; write brings it up to date.
set -euo pipefail

program=$1
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
"$program" rules >"$new/rules.md"
"$program" coverage "$top/tests/support/checklist.tsv" >"$new/coverage.md"
case ${2:-check} in
  write) cp "$new/rules.md" "$new/coverage.md" "$top/docs/" ;;
  *) diff -u "$top/docs/rules.md" "$new/rules.md" && diff -u "$top/docs/coverage.md" "$new/coverage.md" ||
       { echo "run tests/support/rule_docs.sh $program write"; exit 1; } ;;
esac
