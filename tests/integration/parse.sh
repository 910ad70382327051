#!/usr/bin/env bash
# What the parser says a server does not know, that server must refuse; what it
# says nothing about may fail for other reasons, but never for its syntax.
. "$(dirname "$0")/lib.sh"
list_features=$2
statements=$(dirname "$0")/parse/statements.sql

# 1064 is a syntax error; the others are words that are taken and then not known.
refusals=' 1064 1800 4161 '

version=$(sql -e 'SELECT VERSION()' | sed -E 's/^([0-9]+)\.([0-9]+)\.([0-9]+).*/\1 \2 \3/')
read -r major minor patch <<<"$version"
: "${patch:?the server did not tell its version}"
number=$((major * 10000 + minor * 100 + patch))

fresh_database
mapfile -t lines <"$statements"
mapfile -t missing < <("$list_features" "$MGRUN_TEST_KIND" "$number" <"$statements")
sql --force "$DB" <"$statements" 2>&1 >/dev/null |
  sed -nE 's/^ERROR ([0-9]+).* at line ([0-9]+): .*/\2 \1/p' >"$scratch/errors"
declare -A error_at
while read -r line error; do error_at[$line]=$error; done <"$scratch/errors"

expect_same "${#lines[@]}" "${#missing[@]}" "statements looked at"
for i in "${!lines[@]}"; do
  error=${error_at[$((i + 1))]:-0}
  checks=$((checks + 1))
  if [ -z "${missing[$i]}" ]; then
    [ "$error" -ne 1064 ] || fail "refused as syntax, but the parser knows no reason: ${lines[$i]}"
  else
    [[ $refusals == *" $error "* ]] || fail "${missing[$i]}, but the answer is $error: ${lines[$i]}"
  fi
done
end
