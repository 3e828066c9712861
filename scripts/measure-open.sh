#!/usr/bin/env bash
# Measures the cost of requests without a token: processor time of the server per request (docs/security.md, "Without a
# token"), and how 40 connections from one address that send requests without pause affect the delivery of messages,
# with the default limits and without limits, in turns: measure-open.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

rounds=${1:-3}
[[ $rounds =~ ^[0-9]+$ ]] || fail "usage: measure-open.sh [ROUNDS]"

readonly seconds=6 connections=40 path=/openapi/v1.json
work=$(mktemp -d)
server='' flood=''
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  trap '' INT TERM
  if [[ -n $flood ]]; then kill "$flood" 2>/dev/null || true; fi
  if [[ -n $server ]]; then end_process "$server" 15 || true; fi
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# start LIMITED: starts a server with the default rate limits or without rate limits.
start() {
  if [[ -n $server ]]; then end_process "$server" 15; fi
  url=http://127.0.0.1:$(free_port)
  Jwt__SigningKey=a-key-for-measuring-only-0123456789 Jwt__AccessTokenMinutes=60 RateLimits__Enabled=$1 \
    Logging__LogLevel__Default=Warning Storage__DataDirectory="$work/data" \
    dotnet "$work/api/ChatApp.Api.dll" --urls "$url" </dev/null >"$work/server.log" 2>&1 &
  server=$!
  wait_ready "$url/health/ready" "$server" 60 || { cat "$work/server.log" >&2; fail "the server did not become ready"; }
}

latency() {
  dotnet "$work/load/ChatApp.LoadTest.dll" latency --url "$url" --users "$work/users-$2.json" --rate 300 \
    --seconds "$seconds" --warmup 3 2>>"$work/load.log" | tail -n 1 | python3 -c '
import json, sys
result = json.load(sys.stdin)
p50, p99, worst = (result["delivery_" + name + "_ms"] for name in ("p50", "p99", "max"))
print(f"{sys.argv[1]:<28} p50 {p50:8.2f}   p99 {p99:8.2f}   max {worst:8.2f} ms")' "$1"
}

use_dotnet
publish src/ChatApp.Api "$work/api"
publish benchmarks/ChatApp.LoadTest "$work/load"
echo "date: $(date -u +%F), cores: $(nproc), embedded database"

start false
# The client must itself cost little, because it shares the cores with the server.
python3 scripts/open_requests.py cost "$url" "$server"

for ((round = 1; round <= rounds; round++)); do
  for limited in false true; do
    start "$limited"
    label=$([[ $limited == true ]] && echo 'limits' || echo 'no limits')
    latency "$label, quiet" "$limited"
    python3 scripts/open_requests.py flood "$url$path" "$connections" >"$work/flood" 2>&1 &
    flood=$!
    latency "$label, $connections x $path" "$limited"
    kill -0 "$flood" 2>/dev/null || { cat "$work/flood" >&2; fail "the flood ended before the measurement"; }
    kill "$flood"
    wait "$flood" 2>/dev/null || true
    flood=''
    echo "                             $(cat "$work/flood")"
  done
done
