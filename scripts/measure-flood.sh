#!/usr/bin/env bash
# Measures how a flood of 200 logins from one address affects a login from another address and the delivery of messages.
# Measures latency at 300 messages a second, without and with the flood, in turns, with the default password cost and
# without rate limits: measure-flood.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

rounds=${1:-3}
[[ $rounds =~ ^[0-9]+$ ]] || fail "usage: measure-flood.sh [ROUNDS]"
[[ -n ${CHATAPP_TEST_POSTGRES:-} ]] || exec scripts/with-postgres.sh "$PWD/scripts/measure-flood.sh" "$@"

readonly logins=200 seconds=8
work=$(mktemp -d)
server='' flood=''
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  trap '' INT TERM
  if [[ -n $flood ]]; then kill "$flood" 2>/dev/null || true; fi
  if [[ -n $server ]]; then end_process "$server" 15 || true; fi
  query 'DROP DATABASE IF EXISTS measure_flood' >/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# latency LABEL: prints the median, the 99th percentile and the maximum in ms.
latency() {
  dotnet "$work/load/ChatApp.LoadTest.dll" latency --url "$url" --users "$work/users.json" --rate 300 \
    --seconds "$seconds" --warmup 3 2>>"$work/load.log" | tail -n 1 | python3 -c '
import json, sys
result = json.load(sys.stdin)
p50, p99, worst = (result["delivery_" + name + "_ms"] for name in ("p50", "p99", "max"))
print(f"{sys.argv[1]:<10} p50 {p50:8.2f}   p99 {p99:8.2f}   max {worst:8.2f} ms")' "$1"
}

# 200 concurrent logins: the queue fills, and further logins are refused.
start_flood() {
  local i config=$work/flood
  for ((i = 0; i < logins; i++)); do
    printf 'next\nurl = "%s/api/v1/auth/login"\nheader = "content-type: application/json"\n' "$url"
    printf 'output = "/dev/null"\nwrite-out = "%%{http_code}\\n"\n'
    printf 'data = "{\\"username\\":\\"nobody%d\\",\\"password\\":\\"not the right one\\"}"\n' "$i"
  done | tail -n +2 >"$config"
  curl --silent --parallel --parallel-immediate --parallel-max "$logins" --max-time 120 --config "$config" \
    >"$work/statuses" 2>>"$work/load.log" &
  flood=$!
}

# A login from another address; a wrong password takes as long as a correct one.
login_elsewhere() {
  curl --silent --interface 127.0.0.2 --max-time 60 --header 'content-type: application/json' --output /dev/null \
    --data '{"username":"somebody","password":"not the right one"}' --write-out '%{http_code} after %{time_total} s' \
    "$url/api/v1/auth/login" || true
}

use_dotnet
publish src/ChatApp.Api "$work/api"
publish benchmarks/ChatApp.LoadTest "$work/load"
query 'CREATE DATABASE measure_flood'
url=http://127.0.0.1:$(free_port)
ConnectionStrings__Postgres="${CHATAPP_TEST_POSTGRES%Database=*}Database=measure_flood" \
  Jwt__SigningKey=a-key-for-measuring-only-0123456789 Jwt__AccessTokenMinutes=60 \
  RateLimits__Enabled=false Logging__LogLevel__Default=Warning Storage__DataDirectory="$work/data" \
  dotnet "$work/api/ChatApp.Api.dll" --urls "$url" </dev/null >"$work/server.log" 2>&1 &
server=$!
wait_ready "$url/health/ready" "$server" 60 || { cat "$work/server.log" >&2; fail "the server did not become ready"; }

echo "date: $(date -u +%F), cores: $(nproc), 300 messages a second of 50 pairs, PostgreSQL, flood of $logins logins"
latency 'warm-up'
for ((round = 1; round <= rounds; round++)); do
  latency 'quiet'
  start_flood
  sleep 1
  echo "           login from another address: $(login_elsewhere)"
  latency 'flood'
  kill -0 "$flood" 2>/dev/null ||
    fail "the flood ended before the measurement: $(sort "$work/statuses" | uniq -c | tr '\n' ' ')"
  wait "$flood" || true
  flood=''
  echo "           logins answered: $(sort "$work/statuses" | uniq -c | awk '{ printf "%s x %s  ", $1, $2 }')"
done
