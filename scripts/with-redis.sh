#!/usr/bin/env bash
# Runs a command with a temporary Redis and a temporary Redis Cluster: with-redis.sh COMMAND…
# CHATAPP_TEST_REDIS and CHATAPP_TEST_REDIS_CLUSTER contain their addresses (host:port). If the first is already set,
# the command runs without new servers.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

(($# > 0)) || fail "usage: with-redis.sh COMMAND…"
[[ -z ${CHATAPP_TEST_REDIS:-} ]] || exec "$@"

command -v redis-server >/dev/null || install_idle redis-server

servers=()
command=''
dir=$(mktemp -d)

# shellcheck disable=SC2317 # the trap calls it
stop() {
  trap '' INT TERM HUP
  [[ -z $command ]] || end_group "$command" 15
  local server
  for server in "${servers[@]}"; do end_process "$server" 5 || true; done
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# start_redis OPTION…: starts a server and sets port.
start_redis() {
  local server
  # If another process takes the port before the server starts, the server exits and another port is tried.
  for _ in {1..5}; do
    port=$(free_port)
    # If this script is killed, the parent-death signal still stops the server.
    setpriv --pdeathsig=TERM redis-server --bind 127.0.0.1 --port "$port" --dir "$dir" --save '' \
      --appendonly no --daemonize no "$@" </dev/null >/dev/null &
    server=$!
    for _ in {1..50}; do
      kill -0 "$server" 2>/dev/null || break
      if [[ $(redis-cli -h 127.0.0.1 -p "$port" ping 2>/dev/null) == PONG ]]; then
        servers+=("$server")
        return
      fi
      sleep 0.1
    done
    kill -KILL "$server" 2>/dev/null || true
  done
  fail "redis-server did not start"
}

start_redis
export CHATAPP_TEST_REDIS="127.0.0.1:$port"

# For a client, a cluster of one server has all the differences: slots and sharded channels. Its bus also needs a free
# port.
start_redis --cluster-enabled yes --cluster-announce-ip 127.0.0.1 --cluster-port "$(free_port)"
redis-cli -h 127.0.0.1 -p "$port" cluster addslotsrange 0 16383 >/dev/null
for _ in {1..50}; do
  if redis-cli -h 127.0.0.1 -p "$port" cluster info | grep '^cluster_state:ok' >/dev/null; then break; fi
  sleep 0.1
done
export CHATAPP_TEST_REDIS_CLUSTER="127.0.0.1:$port"

# In a new session, so that everything that the command leaves running can be ended with it.
setsid setpriv --pdeathsig=TERM "$@" <&0 &
command=$!
status=0
wait "$command" || status=$?
exit "$status"
