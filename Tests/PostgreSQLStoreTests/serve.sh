#!/bin/sh
# Runs a PostgreSQL of its own on loopback, in a temporary folder and not as root, until its standard
# input ends, as it does with the process that started this. Prints one line: "ready PORT" when it
# answers, or "none" where Debian's package postgresql is not installed. The password of its user
# symbreak is "a word".
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ] || ! [ -x "$bin/initdb" ]; then
  echo none
  exit 0
fi

folder=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then
    # Its clients are gone: at once, and what it has written goes with the folder.
    kill -QUIT "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

unprivileged=
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  unprivileged='setpriv --reuid postgres --regid postgres --clear-groups'
fi
printf 'a word' >"$folder/password"
[ -z "$unprivileged" ] || chown postgres "$folder/password"
# shellcheck disable=SC2086 # the prefix is meant to be split
$unprivileged "$bin/initdb" --pgdata "$folder/data" --username symbreak --pwfile "$folder/password" \
  --auth scram-sha-256 --encoding UTF8 --locale C >"$folder/initdb.txt" 2>&1 </dev/null \
  || { cat "$folder/initdb.txt" >&2; exit 1; }

# Below the range from which the system gives ports to clients.
port=$((20000 + $$ % 10000))
for _ in 1 2 3 4 5; do
  # shellcheck disable=SC2086
  $unprivileged "$bin/postgres" -D "$folder/data" -c listen_addresses=127.0.0.1 -c port="$port" \
    -c unix_socket_directories="$folder" -c max_connections=200 -c shared_buffers=32MB \
    >"$folder/log.txt" 2>&1 </dev/null &
  server=$!
  for _ in $(seq 300); do
    kill -0 "$server" 2>/dev/null || break
    if "$bin/pg_isready" --quiet --host 127.0.0.1 --port "$port"; then
      echo "ready $port"
      cat >/dev/null
      exit 0
    fi
    sleep 0.1
  done
  kill -QUIT "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  port=$((20000 + (port + 1237) % 10000))
done
cat "$folder/log.txt" >&2
exit 1
