#!/usr/bin/env bash
# Tests the main function with real input: starts the server, lets two users exchange thousands of real texts with curl
# and python3-websockets, and compares everything. Usage: real-talk.sh [sqlite|postgres]; without an argument, both, one
# after the other.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

data=''
server=''
talk=''
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  trap '' INT TERM
  [[ -z $talk ]] || kill "$talk" 2>/dev/null || true
  [[ -z $server ]] || end_group "$server" 15
  [[ -z $data ]] || rm -rf "$data"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

require_clients() {
  local missing=()
  command -v curl >/dev/null || missing+=(curl)
  /usr/bin/python3 -c 'import websockets' 2>/dev/null || missing+=(python3-websockets)
  [[ -d /usr/share/games/fortunes ]] || missing+=(fortunes fortunes-min)
  [[ -f /usr/share/unicode/emoji/emoji-test.txt && -f /usr/share/unicode/NamesList.txt ]] || missing+=(unicode-data)
  ((${#missing[@]} == 0)) || apt_install "${missing[@]}"
}

# run NAME ARGUMENTS…: one server and one exchange.
run() {
  local url status=0
  url=http://127.0.0.1:$(free_port)
  data=$(mktemp -d)
  echo "== $1"
  # Without rate limits, because the two programs write faster than people do.
  Storage__DataDirectory=$data RateLimits__Enabled=false setsid \
    dotnet run --project src/ChatApp.Api -c Release -- --urls "$url" </dev/null >"$data/server.log" 2>&1 &
  server=$!
  # The first start builds the server.
  if ! wait_ready "$url/health/ready" "$server" 300; then
    tail -n 50 "$data/server.log" >&2
    fail "the server did not become ready"
  fi

  /usr/bin/python3 -B scripts/real_talk.py "$url" "${@:2}" &
  talk=$!
  wait "$talk" || status=$?
  ((status == 0)) || tail -n 50 "$data/server.log" >&2
  end_group "$server" 15
  rm -rf "$data"
  talk='' server='' data=''
  return "$status"
}

kind=${1:-both}
use_dotnet
require_clients
case $kind in
  sqlite) run SQLite "${@:2}" ;;
  postgres) exec env -u CHATAPP_TEST_POSTGRES scripts/with-postgres.sh "$PWD/scripts/real-talk.sh" connected "${@:2}" ;;
  connected) # called by with-postgres.sh
    export ConnectionStrings__Postgres=$CHATAPP_TEST_POSTGRES
    run PostgreSQL "${@:2}"
    ;;
  both)
    run SQLite
    exec scripts/real-talk.sh postgres
    ;;
  *) fail "usage: real-talk.sh [sqlite|postgres]" ;;
esac
