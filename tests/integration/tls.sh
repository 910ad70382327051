#!/usr/bin/env bash
# TLS as the server sees it: each ssl-mode against right, wrong and no certificates, over TCP
# and a socket; and what must not be sent where there is no TLS.
#
# Its own servers: one with certificates made here, which are changed while it runs, one
# without TLS. A step of the migration writes down what the server says of mgrun's session.
. "$(dirname "$0")/lib.sh"
unset MGRUN_SOCKET

certs=$scratch/certs
with_tls=$(mktemp -d "$("$support/server.sh" room)/mgrun-tls-XXXXXX")
without_tls=$(mktemp -d "$("$support/server.sh" room)/mgrun-tls-XXXXXX")
end_servers() {
  "$support/server.sh" stop "$with_tls"
  "$support/server.sh" stop "$without_tls"
  finish
}
trap end_servers EXIT

make_ca() { # NAME
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" -addext basicConstraints=critical,CA:TRUE \
    -keyout "$certs/$1.key" -out "$certs/$1.pem" 2>/dev/null
}

make_cert() { # CA NAME SUBJECT-ALTERNATIVE-NAME
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout "$certs/$2.key" -out "$certs/$2.csr" 2>/dev/null &&
    openssl x509 -req -days 2 -in "$certs/$2.csr" -CA "$certs/$1.pem" -CAkey "$certs/$1.key" -CAcreateserial \
      -extfile <(echo "subjectAltName=$3") -out "$certs/$2.pem" 2>/dev/null
}

mkdir -p "$certs/path" "$scratch/m"
make_ca ca && make_ca other_ca && make_cert ca here IP:127.0.0.1,DNS:localhost &&
  make_cert ca elsewhere DNS:db.example.test && make_cert ca client DNS:client.example.test &&
  make_cert other_ca stranger DNS:client.example.test || { echo "openssl cannot make certificates"; exit 1; }
cp "$certs/ca.pem" "$certs/path/" && openssl rehash "$certs/path"

# The certificate in use, replaced by use_certificate.
cp "$certs/here.pem" "$certs/server.pem"
cp "$certs/here.key" "$certs/server.key"
eval "$("$support/server.sh" start "$MGRUN_TEST_KIND" "$with_tls" -- --ssl-ca="$certs/ca.pem" \
  --ssl-cert="$certs/server.pem" --ssl-key="$certs/server.key" | sed 's/MGRUN_TEST_/tls_/g')"
no_tls_option=--ssl=0
[ "$MGRUN_TEST_KIND" = mariadb ] || no_tls_option=--tls-version=
eval "$("$support/server.sh" start "$MGRUN_TEST_KIND" "$without_tls" -- $no_tls_option | sed 's/MGRUN_TEST_/plain_/g')"
: "${tls_PORT:?the server with TLS did not start}" "${plain_PORT:?the server without TLS did not start}"

tls_sql() { "$support/server.sh" exec "$MGRUN_TEST_KIND" "$with_tls" -N -B "$@"; }
plain_sql() { "$support/server.sh" exec "$MGRUN_TEST_KIND" "$without_tls" -N -B "$@"; }

use_certificate() {
  cp "$certs/$1.pem" "$certs/server.pem"
  cp "$certs/$1.key" "$certs/server.key"
  if [ "$MGRUN_TEST_KIND" = mysql ]; then tls_sql -e 'ALTER INSTANCE RELOAD TLS'; else tls_sql -e 'FLUSH SSL'; fi
}

status_table=information_schema.SESSION_STATUS
[ "$MGRUN_TEST_KIND" = mariadb ] || status_table=performance_schema.session_status
printf '%s\n' 'up:' "  - sql: CREATE TABLE seen AS SELECT LOWER(VARIABLE_NAME) AS n, VARIABLE_VALUE AS v FROM $status_table WHERE VARIABLE_NAME IN ('Ssl_cipher', 'Ssl_version')" \
  '    down: DROP TABLE seen' >"$scratch/m/1_seen.yaml"

secret='s3cret-of-the-test'
for run in tls_sql plain_sql; do
  $run -e "CREATE USER app@'%' IDENTIFIED BY '$secret'; GRANT ALL ON \`$DB\`.* TO app@'%';
           CREATE USER certified@'%' IDENTIFIED BY '$secret' REQUIRE X509; GRANT ALL ON \`$DB\`.* TO certified@'%'"
  [ "$MGRUN_TEST_KIND" = mysql ] || $run -e 'DROP USER IF EXISTS ""@localhost'
done
export MGRUN_USER=app MGRUN_PASSWORD=$secret

# attempt SERVER STATUS OPTIONS...: a fresh database each time; what the server saw is in `seen`.
attempt() {
  local server=$1 wanted=$2
  shift 2
  "${server}_sql" -e "DROP DATABASE IF EXISTS $DB; CREATE DATABASE $DB"
  expect "$wanted" "$MGRUN" up --dir "$scratch/m" "$@"
  seen=
  [ "$wanted" -ne 0 ] || seen=$("${server}_sql" "$DB" -e "SELECT v FROM seen WHERE n = 'ssl_cipher'")
}
expect_tls() { checks=$((checks + 1)); [ -n "$seen" ] || fail "the server saw no TLS: $*"; }
expect_plain() { expect_same "" "$seen" "the server saw TLS: $*"; }

tcp=(--host 127.0.0.1 --port "$tls_PORT")
plain_tcp=(--host 127.0.0.1 --port "$plain_PORT")

# What is asked is what the server sees.
attempt tls 0 "${tcp[@]}" --ssl-mode PREFERRED
expect_tls PREFERRED over TCP
attempt tls 0 "${tcp[@]}" --ssl-mode REQUIRED
expect_tls REQUIRED over TCP
attempt tls 0 --socket "$tls_SOCKET" --ssl-mode REQUIRED
expect_tls REQUIRED over the socket
attempt tls 0 --socket "$tls_SOCKET"
expect_plain PREFERRED over the socket
attempt tls 0 --socket "$tls_SOCKET" --ssl-mode DISABLED
expect_plain DISABLED over the socket
attempt plain 0 --socket "$plain_SOCKET"
expect_plain PREFERRED over the socket of a server without TLS
attempt tls 0 "${tcp[@]}" --ssl-mode REQUIRED --tls-version TLSv1.2 --ssl-cipher ECDHE-RSA-AES256-GCM-SHA384
expect_same ECDHE-RSA-AES256-GCM-SHA384 "$seen" "the cipher that was asked for"
expect_same TLSv1.2 "$(tls_sql "$DB" -e "SELECT v FROM seen WHERE n = 'ssl_version'")" "the TLS version that was asked for"

# The CA, by file and by directory; the name only where it is asked for.
attempt tls 0 "${tcp[@]}" --ssl-mode VERIFY_CA --ssl-ca "$certs/ca.pem"
expect_tls VERIFY_CA
attempt tls 0 "${tcp[@]}" --ssl-mode VERIFY_CA --ssl-capath "$certs/path"
expect_tls VERIFY_CA by directory
attempt tls 0 "${tcp[@]}" --ssl-mode VERIFY_IDENTITY --ssl-ca "$certs/ca.pem"
expect_tls VERIFY_IDENTITY
attempt tls 0 --socket "$tls_SOCKET" --ssl-mode VERIFY_CA --ssl-ca "$certs/ca.pem"
expect_tls VERIFY_CA over the socket
for mode in VERIFY_CA VERIFY_IDENTITY; do
  attempt tls 69 "${tcp[@]}" --ssl-mode $mode --ssl-ca "$certs/other_ca.pem"
  expect_text "2026"
done
attempt tls 69 "${tcp[@]}" --ssl-mode VERIFY_CA
expect_text "give --ssl-ca or --ssl-capath"
use_certificate elsewhere
attempt tls 0 "${tcp[@]}" --ssl-mode VERIFY_CA --ssl-ca "$certs/ca.pem"
expect_tls VERIFY_CA with a certificate for another name
attempt tls 69 "${tcp[@]}" --ssl-mode VERIFY_IDENTITY --ssl-ca "$certs/ca.pem"
expect_text "2026"
use_certificate here

# Certificates of the client.
export MGRUN_USER=certified
attempt tls 69 "${tcp[@]}" --ssl-mode REQUIRED
expect_text "1045"
attempt tls 0 "${tcp[@]}" --ssl-mode REQUIRED --ssl-cert "$certs/client.pem" --ssl-key "$certs/client.key"
expect_tls a client certificate
attempt tls 0 "${tcp[@]}" --ssl-mode VERIFY_IDENTITY --ssl-ca "$certs/ca.pem" --ssl-cert "$certs/client.pem" --ssl-key "$certs/client.key"
expect_tls a client certificate and VERIFY_IDENTITY
attempt tls 69 "${tcp[@]}" --ssl-mode REQUIRED --ssl-cert "$certs/stranger.pem" --ssl-key "$certs/stranger.key"
export MGRUN_USER=app

# A server without TLS is left before the login: a wrong password would be told otherwise.
for mode in REQUIRED VERIFY_CA VERIFY_IDENTITY; do
  for way in "${plain_tcp[*]}" "--socket $plain_SOCKET"; do
    # shellcheck disable=SC2086
    MGRUN_PASSWORD=wrong attempt plain 69 $way --ssl-mode $mode --ssl-ca "$certs/ca.pem"
    expect_text "2026"
  done
done
MGRUN_PASSWORD=wrong attempt plain 69 "${plain_tcp[@]}" --ssl-mode REQUIRED --get-server-public-key
expect_text "2026"

# caching_sha2_password without TLS: no key is trusted unless that is said.
if [ "$MGRUN_TEST_KIND" = mysql ]; then
  # The server forgets the passwords that it has seen, or it would not need this one whole.
  tls_sql -e 'FLUSH PRIVILEGES'
  attempt tls 69 "${tcp[@]}" --ssl-mode DISABLED
  expect_text "--get-server-public-key"
  plain_sql -e 'FLUSH PRIVILEGES'
  for mode in DISABLED PREFERRED; do
    attempt plain 69 "${plain_tcp[@]}" --ssl-mode $mode
    expect_text "--get-server-public-key"
  done
  attempt plain 0 --socket "$plain_SOCKET" --ssl-mode DISABLED
  plain_sql -e 'FLUSH PRIVILEGES'
  attempt plain 0 "${plain_tcp[@]}" --ssl-mode DISABLED --get-server-public-key
  expect_plain DISABLED with the key
  attempt tls 0 "${tcp[@]}" --ssl-mode DISABLED --get-server-public-key
  expect_plain DISABLED with the key and a server that has TLS
else
  attempt plain 0 "${plain_tcp[@]}" --ssl-mode DISABLED
  expect_plain DISABLED over TCP
  attempt plain 0 "${plain_tcp[@]}"
  expect_plain PREFERRED over TCP
  attempt tls 0 "${tcp[@]}" --ssl-mode DISABLED
  expect_plain DISABLED over TCP of a server that has TLS
fi

# The certificates that MySQL makes itself: a CA to check, and a name that no host has.
if [ -n "${MGRUN_TEST_CA:-}" ]; then
  fresh_database
  own=(--host 127.0.0.1 --port "$MGRUN_TEST_PORT" --ssl-ca "$MGRUN_TEST_CA")
  expect 0 env -u MGRUN_PASSWORD MGRUN_USER=root "$MGRUN" up --dir "$scratch/m" "${own[@]}" --ssl-mode VERIFY_CA
  expect 69 env -u MGRUN_PASSWORD MGRUN_USER=root "$MGRUN" up --dir "$scratch/m" "${own[@]}" --ssl-mode VERIFY_IDENTITY
  expect_text "2026"
fi
end
