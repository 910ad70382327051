#!/usr/bin/env bash
# Hold what mgrun writes about a plan to the schemas of its formats: SARIF 2.1.0 and our own JSON.
#
#   formats.sh BUILD     BUILD/formats gets the validator from npm: pinned, with checksums
#
# Exits 77 (skipped) where npm is not there or cannot install.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$here/../..
work=$1/formats
expected=$top/tests/unit/cmd/expected

if ! command -v npm >/dev/null; then
  echo "skipped: npm is not installed; tests/support/install.sh test installs it"
  exit 77
fi
mkdir -p "$work"
cp "$here/package.json" "$here/package-lock.json" "$work"
if [ ! -e "$work/installed" ] || ! cmp -s "$here/package-lock.json" "$work/installed"; then
  npm ci --prefix "$work" --ignore-scripts --no-audit --no-fund >"$work/npm.log" 2>&1 ||
    { tail -5 "$work/npm.log"; echo "skipped: npm cannot install the validator"; exit 77; }
  cp "$here/package-lock.json" "$work/installed"
fi

cd "$work"
sarif=node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json
node "$here/check.mjs" sarif $sarif "$expected"/*.sarif
node "$here/check.mjs" plan "$top/docs/plan.schema.json" "$expected"/*.json
# What must not pass: a check that lets everything through is none.
sed 's/"ruleId"/"rule_id"/' "$expected/shop.sarif" >wrong.sarif
sed 's/"severity": "high"/"severity": "bad"/' "$expected/shop.json" >wrong.json
if node "$here/check.mjs" sarif $sarif wrong.sarif 2>/dev/null; then echo "a wrong SARIF file passed"; exit 1; fi
if node "$here/check.mjs" plan "$top/docs/plan.schema.json" wrong.json 2>/dev/null; then
  echo "a wrong plan passed"
  exit 1
fi
echo "all files are as their schemas say"
