#!/usr/bin/env bash
# Runs a command with a Redis of its own: with-redis.sh COMMAND…
# The command finds it in CHATAPP_TEST_REDIS (host:port). Where that is set already, the command just runs.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

(($# > 0)) || fail "usage: with-redis.sh COMMAND…"
[[ -z ${CHATAPP_TEST_REDIS:-} ]] || exec "$@"

if ! command -v redis-server >/dev/null; then
  # Without this, Debian's package starts a server that nobody here wants.
  if can_be_root && [[ ! -e /usr/sbin/policy-rc.d ]]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
    as_root chmod +x /usr/sbin/policy-rc.d
    trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  apt_install redis-server
  as_root rm -f /usr/sbin/policy-rc.d
  trap - EXIT
fi

server=''
command=''

# shellcheck disable=SC2317 # the trap calls it
stop() {
  trap '' INT TERM HUP
  [[ -z $command ]] || end_group "$command" 15
  [[ -z $server ]] || end_process "$server" 5 || true
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# The port can be taken between the look and the start; then the server ends and another port is tried.
for _ in {1..5}; do
  port=$(free_port)
  # Should this script be killed outright, the parent-death signal still stops the server.
  setpriv --pdeathsig=TERM redis-server --bind 127.0.0.1 --port "$port" --save '' --appendonly no --daemonize no \
    </dev/null >/dev/null &
  server=$!
  for _ in {1..50}; do
    kill -0 "$server" 2>/dev/null || break
    if [[ $(redis-cli -h 127.0.0.1 -p "$port" ping 2>/dev/null) == PONG ]]; then
      export CHATAPP_TEST_REDIS="127.0.0.1:$port"
      break 2
    fi
    sleep 0.1
  done
  kill -KILL "$server" 2>/dev/null || true
  server=''
done
[[ -n ${CHATAPP_TEST_REDIS:-} ]] || fail "redis-server did not start"

# A session of its own, so that whatever the command leaves behind can be ended with it.
setsid setpriv --pdeathsig=TERM "$@" <&0 &
command=$!
status=0
wait "$command" || status=$?
exit "$status"
