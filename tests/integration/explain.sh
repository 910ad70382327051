#!/usr/bin/env bash
# What `mgrun explain` says of errors, held to the server: symbols are its own, queries run, and a
# failed run explains itself.   explain.sh MGRUN
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

fresh_database
expect 0 "$MGRUN" explain --format json
cp "$scratch/out" "$scratch/all.json"

# NUMBER SYMBOL SERVER QUERY of every error, tab-separated; the query is the one for this server.
errors() {
  sed -n '/^  "errors"/,$p' "$scratch/all.json" | awk -v kind="$MGRUN_TEST_KIND" '
    match($0, /^      "[a-z_]+": /) {
      name = substr($0, 8, RLENGTH - 10)
      value = substr($0, RLENGTH + 1)
      sub(/,$/, "", value)
      gsub(/^"|"$/, "", value)
      field[name] = value
    }
    /^    }/ {
      query = kind == "mariadb" && field["query_mariadb"] != "null" ? field["query_mariadb"] : field["query"]
      print field["number"] "\t" field["symbol"] "\t" field["server"] "\t" (query == "null" ? "-" : query)
    }'
}
errors >"$scratch/errors"
checks=$((checks + 1))
[ "$(wc -l <"$scratch/errors")" -gt 100 ] || fail "fewer errors than there should be"

if [ "$MGRUN_TEST_KIND" = mysql ]; then
  sql -e 'SELECT ERROR_NUMBER, ERROR_NAME FROM performance_schema.events_errors_summary_global_by_error
          WHERE ERROR_NUMBER IS NOT NULL' | sort >"$scratch/names"
  while IFS=$'\t' read -r number symbol server _; do
    # 2000 to 2999 are the client library's; a server does not list them.
    [ "$server" != MariaDB ] && { [ "$number" -lt 2000 ] || [ "$number" -ge 3000 ]; } || continue
    checks=$((checks + 1))
    grep -qxF "$number	$symbol" "$scratch/names" ||
      fail "$number is not $symbol here: $(grep "^$number	" "$scratch/names")"
  done <"$scratch/errors"
fi

# What the queries speak of.
sql "$DB" -e "CREATE TABLE parent (id INT PRIMARY KEY);
  CREATE TABLE child (id INT PRIMARY KEY, parent_id INT, FOREIGN KEY (parent_id) REFERENCES parent (id));
  CREATE TABLE t (id INT PRIMARY KEY, c VARCHAR(20))"
other=$([ "$MGRUN_TEST_KIND" = mysql ] && echo MariaDB || echo MySQL)
while IFS=$'\t' read -r number _ server query; do
  [ "$server" != "$other" ] && [ "$query" != - ] || continue
  checks=$((checks + 1))
  sql "$DB" -e "$query" >/dev/null 2>"$scratch/problem" </dev/null ||
    fail "the query of $number does not run: $query: $(cat "$scratch/problem")"
done <"$scratch/errors"

# A failed run tells what its error means, as text and as JSON.
mkdir "$scratch/migrations"
cat >"$scratch/migrations/1_unique.yaml" <<'END'
up:
  - sql: ALTER TABLE t ADD UNIQUE KEY t_c (c)
    down: ALTER TABLE t DROP KEY t_c
END
sql "$DB" -e "INSERT INTO t VALUES (1, 'x'), (2, 'x')"
expect 2 unjudged "$MGRUN" up --dir "$scratch/migrations"
expect_text "what it means: Two rows would have the same value in a unique index"
expect_text "more: mgrun explain 1062"
expect 2 unjudged "$MGRUN" up --retry-failed --format json --dir "$scratch/migrations"
expect_text '"symbol": "ER_DUP_ENTRY"'

expect 0 "$MGRUN" explain er_dup_entry
expect_text "1062 ER_DUP_ENTRY"
expect 64 "$MGRUN" explain ER_DUP_ENTRI
expect_text 'did you mean `ER_DUP_ENTRY`'

end
