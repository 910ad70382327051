#!/usr/bin/env bash
# Wrong passwords, unknown hosts and databases, missing privileges, a read-only server:
# what was tried and what to do, and no password in any output.
. "$(dirname "$0")/lib.sh"
fresh_database
mkdir "$scratch/m"
printf 'up:\n  - sql: CREATE TABLE a (id INT)\n    down: DROP TABLE a\n' >"$scratch/m/1_a.yaml"
secret='pa@ss:w/o#r%d"'
user=mgrun_u$$
sql -e "CREATE USER $user@localhost IDENTIFIED BY '$secret'; GRANT SELECT ON $DB.* TO $user@localhost"
drop_user() { sql -e "DROP USER IF EXISTS $user@localhost"; finish; }
trap drop_user EXIT

expect 69 env MGRUN_USER="$user" MGRUN_PASSWORD=Wr0ngS3cret "$MGRUN" up --dir "$scratch/m"
expect_text "is it the right one"
expect 69 env MGRUN_USER="$user" "$MGRUN" up --dir "$scratch/m"
expect_text "no password was given"
expect 4 env MGRUN_USER="$user" MGRUN_PASSWORD="$secret" "$MGRUN" up --dir "$scratch/m"
expect_text "cannot write mgrun's own tables"
expect 69 env MGRUN_DATABASE=no_such_db_$$ "$MGRUN" up --dir "$scratch/m"
expect_text "create the database first"
expect 69 env -u MGRUN_SOCKET "$MGRUN" up --dir "$scratch/m" --host no-such-host.invalid
expect 69 env -u MGRUN_SOCKET "$MGRUN" up --dir "$scratch/m" --host 127.0.0.1 --port 1
expect_text "mgrun wait"
expect 69 "$MGRUN" wait --timeout 1s --socket /nonexistent/s
expect 0 "$MGRUN" wait --timeout 5s
expect 4 env -u MGRUN_DATABASE "$MGRUN" up --dir "$scratch/m"
expect_text "no database is named"
expect 65 "$MGRUN" up --dir "$scratch/nowhere"
expect 64 "$MGRUN" up --dir "$scratch/m" --to 5
expect_text "no migration has this version"
expect 64 "$MGRUN" up --tp 5
expect_text "did you mean --to?"
expect 64 "$MGRUN" upp
expect_text 'did you mean `up`?'
expect 64 "$MGRUN" up --password=x
expect_text "shows in the process list"

# The same account with the right password, in each way of giving it.
sql -e "GRANT ALL ON $DB.* TO $user@localhost"
printf '%s\n' "$secret" >"$scratch/password"
printf '[client]\nuser=%s\npassword="%s"\nsocket=%s\n' "$user" "${secret//\"/\\\"}" "$MGRUN_SOCKET" >"$scratch/my.cnf"
encoded=$(printf '%s' "$secret" | od -An -tx1 | tr -d ' \n' | sed 's/../%&/g')
expect 0 env MGRUN_USER="$user" MGRUN_PASSWORD="$secret" "$MGRUN" up --dir "$scratch/m"
expect 0 env MGRUN_USER="$user" "$MGRUN" up --dir "$scratch/m" --password-file "$scratch/password"
expect 0 env MGRUN_USER="$user" MGRUN_PASSWORD_FILE="$scratch/password" "$MGRUN" up --dir "$scratch/m"
expect 0 env -u MGRUN_USER -u MGRUN_SOCKET "$MGRUN" up --dir "$scratch/m" --defaults-file "$scratch/my.cnf"
expect 0 env -u MGRUN_USER "$MGRUN" up --dir "$scratch/m" --url "mysql://$user:$encoded@/$DB"
expect 0 env MGRUN_USER="$user" MGRUN_PASSWORD="$secret" "$MGRUN" config --verbose
if grep -qF "$secret" "$scratch/out"; then fail "config shows the password"; fi
expect 0 env -u MGRUN_SOCKET MGRUN_HOST=127.0.0.1 MGRUN_PORT="$MGRUN_TEST_PORT" "$MGRUN" up --dir "$scratch/m"

# A read-only server is left alone, even by an account that could write.
printf 'up:\n  - sql: CREATE TABLE b (id INT)\n    down: DROP TABLE b\n' >"$scratch/m/2_b.yaml"
sql -e 'SET GLOBAL read_only = 1'
expect 4 "$MGRUN" up --dir "$scratch/m"
expect_text "read-only"
sql -e 'SET GLOBAL read_only = 0'

# A lock that the server gives to another: busy, put back, try again.
sql "$DB" -e 'START TRANSACTION; SELECT * FROM a; SELECT SLEEP(4)' >/dev/null &
sleep 1
printf 'up:\n  - sql: ALTER TABLE a ADD COLUMN x INT\n    down: ALTER TABLE a DROP COLUMN x\n' >"$scratch/m/2_b.yaml"
expect 75 "$MGRUN" up --dir "$scratch/m" --lock-timeout 1s
expect_text "1205"
wait
expect 0 "$MGRUN" up --dir "$scratch/m"

# SIGTERM while a statement runs: it is killed, undone and told.
printf 'up:\n  - sql: CREATE TABLE c (id INT)\n    down: DROP TABLE c\n  - sql: DO SLEEP(30)\n    down: DO 0\n  - sql: DO 0\n    down: DO 0\n' >"$scratch/m/3_c.yaml"
"$MGRUN" up --dir "$scratch/m" >"$scratch/out" 2>&1 &
pid=$!
sleep 2
kill -TERM "$pid"
wait "$pid"
expect_same 2 "$?" "exit status after SIGTERM"
expect_same "" "$(sql "$DB" -e "SHOW TABLES LIKE 'c'")" "SIGTERM left the table"
end
