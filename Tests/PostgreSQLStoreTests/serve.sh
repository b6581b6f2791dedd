#!/bin/sh
# Runs a PostgreSQL of its own on loopback, in a temporary folder and not as root, until its standard
# input ends, as it does with the process that started this. Prints one line: "ready PORT FOLDER" when it
# answers, or "none" where Debian's package postgresql is not installed. The password of its user
# symbreak is "a word"; FOLDER has root.crt, which its certificate for localhost comes from, and other.crt,
# which it does not.
#
# Reads words from its standard input: "stop" and "start", each answered by "done", and "restart", at once
# as after a crash, answered by "done" when the server answers again.
#
# POOLER=1 puts PgBouncer in front, in transaction mode, and adds its port to the line. FSYNC=1 waits for
# the disk, as a server in use does. LISTEN=ADDRESS lets clients of that address's network in too.
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ] || ! [ -x "$bin/initdb" ]; then
  echo none
  exit 0
fi

folder=$(mktemp -d)
server=
pooler=
end_server() {
  [ -n "$server" ] || return 0
  # Its clients are gone, or are to see it go: at once, and what it has written goes with the folder.
  kill -QUIT "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}
cleanup() {
  if [ -n "$pooler" ]; then
    kill -TERM "$pooler" 2>/dev/null || true
    wait "$pooler" 2>/dev/null || true
  fi
  end_server
  rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

unprivileged=
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  unprivileged='setpriv --reuid postgres --regid postgres --clear-groups'
fi
# shellcheck disable=SC2086 # the prefix is meant to be split
as_server() { $unprivileged "$@"; }

as_server sh -c "umask 077; printf 'a word' >'$folder/password'"
as_server "$bin/initdb" --pgdata "$folder/data" --username symbreak --pwfile "$folder/password" \
  --auth scram-sha-256 --encoding UTF8 --locale C --no-sync >"$folder/initdb.txt" 2>&1 </dev/null \
  || { cat "$folder/initdb.txt" >&2; exit 1; }

for name in root other; do
  as_server openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
    -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout "$folder/$name.key" \
    -out "$folder/$name.crt" >"$folder/openssl.txt" 2>&1 </dev/null \
    || { cat "$folder/openssl.txt" >&2; exit 1; }
done

if [ -n "${LISTEN:-}" ]; then
  as_server sh -c "echo 'host all all samenet scram-sha-256' >>'$folder/data/pg_hba.conf'"
fi

fsync=off
[ -z "${FSYNC:-}" ] || fsync=on
# A function in the background would be a shell of its own, which signals do not pass.
# shellcheck disable=SC2086 # the prefix is meant to be split
spawn() {
  $unprivileged "$bin/postgres" -D "$folder/data" -c listen_addresses="127.0.0.1${LISTEN:+,$LISTEN}" \
    -c port="$port" \
    -c unix_socket_directories="$folder" -c max_connections=200 -c shared_buffers=64MB \
    -c fsync="$fsync" -c full_page_writes="$fsync" -c ssl=on -c ssl_cert_file="$folder/root.crt" \
    -c ssl_key_file="$folder/root.key" >>"$folder/log.txt" 2>&1 </dev/null &
  server=$!
  for _ in $(seq 300); do
    kill -0 "$server" 2>/dev/null || break
    if "$bin/pg_isready" --quiet --host 127.0.0.1 --port "$port"; then return 0; fi
    sleep 0.1
  done
  end_server
  return 1
}

# shellcheck disable=SC2086
spawn_pooler() {
  pooled=$((port + 1))
  printf '"symbreak" "a word"\n' | as_server sh -c "umask 077; cat >'$folder/users.txt'"
  as_server sh -c "cat >'$folder/pooler.ini'" <<END
[databases]
* = host=127.0.0.1 port=$port
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $pooled
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $folder/users.txt
pool_mode = transaction
default_pool_size = 4
server_idle_timeout = 1
max_client_conn = 500
END
  $unprivileged pgbouncer --quiet "$folder/pooler.ini" >"$folder/pooler.txt" 2>&1 </dev/null &
  pooler=$!
  for _ in $(seq 100); do
    kill -0 "$pooler" 2>/dev/null || break
    if "$bin/pg_isready" --quiet --host 127.0.0.1 --port "$pooled"; then return 0; fi
    sleep 0.1
  done
  cat "$folder/pooler.txt" >&2
  return 1
}

# Below the range from which the system gives ports to clients.
port=$((20000 + $$ % 10000))
for _ in 1 2 3 4 5; do
  if spawn; then break; fi
  port=$((20000 + (port + 1237) % 10000))
done
[ -n "$server" ] || { cat "$folder/log.txt" >&2; exit 1; }
pooled=
[ -z "${POOLER:-}" ] || spawn_pooler
echo "ready $port $folder $pooled"

while read -r word; do
  case $word in
    stop) end_server ;;
    start) spawn ;;
    restart) end_server; spawn ;;
    *) exit 1 ;;
  esac
  echo done
done
