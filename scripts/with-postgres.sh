#!/usr/bin/env bash
# Runs a command with a temporary PostgreSQL: with-postgres.sh COMMAND…
# CHATAPP_TEST_POSTGRES contains its connection string. If that is already set, the command runs without a new server.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

(($# > 0)) || fail "usage: with-postgres.sh COMMAND…"
[[ -z ${CHATAPP_TEST_POSTGRES:-} ]] || exec "$@"

bin=$(find_postgres)
if [[ -z $bin ]]; then
  if can_be_root && [[ -x $(command -v apt-get) ]]; then
    # Otherwise Debian's package creates and starts a cluster.
    as_root mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.d/none.conf >/dev/null
  fi
  apt_install postgresql
  bin=$(find_postgres)
  [[ -n $bin ]] || fail "PostgreSQL is missing: no initdb and postgres in PATH or in /usr/lib/postgresql/*/bin"
fi

find_postgres_user
dir=$(mktemp -d)
server=''
command=''

# shellcheck disable=SC2317 # the trap calls it
stop() {
  trap '' INT TERM HUP
  [[ -z $command ]] || end_group "$command" 15
  if [[ -n $server ]]; then
    kill -INT "$server" 2>/dev/null || true
    for _ in {1..100}; do kill -0 "$server" 2>/dev/null || break; sleep 0.1; done
    kill -QUIT "$server" 2>/dev/null || true
    wait "$server" || true
  fi
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

chown "$user" "$dir"
cd "$dir"
setpriv "${owner[@]}" "$bin/initdb" --pgdata="$dir/data" --username=chatapp --auth=trust \
  --encoding=UTF8 --locale=C.UTF-8 >"$dir/initdb.log" 2>&1 || { cat initdb.log >&2; fail "initdb failed"; }

# If another process takes the port before the server starts, the server exits and another port is tried.
for _ in {1..5}; do
  port=$(free_port)
  # If this script is killed, the parent-death signal still stops the server.
  setpriv --pdeathsig=INT "${owner[@]}" "$bin/postgres" -D "$dir/data" -k "$dir" -p "$port" \
    -c listen_addresses=127.0.0.1 -c max_connections=200 </dev/null >"$dir/server.log" 2>&1 &
  server=$!
  for _ in {1..300}; do
    if "$bin/pg_isready" -q -h "$dir" -p "$port" -U chatapp -d postgres; then break 2; fi
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  kill -QUIT "$server" 2>/dev/null || true
  wait "$server" || true
  server=''
done
[[ -n $server ]] || { cat server.log >&2; fail "PostgreSQL did not start"; }
cd "$OLDPWD"

export CHATAPP_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=chatapp;Database=postgres"

# In a new session, so that everything that the command leaves running can be ended with it.
setsid setpriv --pdeathsig=TERM "$@" <&0 &
command=$!
status=0
wait "$command" || status=$?
exit "$status"
