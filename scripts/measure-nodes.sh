#!/usr/bin/env bash
# Measures the figures of docs/scaling.md: the cost of connected users without traffic; the throughput of one node and
# of two nodes with one PostgreSQL and one Redis, in turns; rows and bytes per message: measure-nodes.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

rounds=${1:-3}
[[ $rounds =~ ^[0-9]+$ ]] || fail "usage: measure-nodes.sh [ROUNDS]"
[[ -n ${CHATAPP_TEST_POSTGRES:-} ]] || exec scripts/with-postgres.sh "$PWD/scripts/measure-nodes.sh" "$@"
[[ -n ${CHATAPP_TEST_REDIS:-} ]] || exec scripts/with-redis.sh "$PWD/scripts/measure-nodes.sh" "$@"

work=$(mktemp -d)
nodes=()
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  trap '' INT TERM
  local node
  for node in "${nodes[@]}"; do end_process "$node" 15 || true; done
  query 'DROP DATABASE IF EXISTS measure_nodes' >/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# load COMMAND URL ARGUMENTS…: runs the load tool and prints its line of figures.
load() {
  dotnet "$work/load/ChatApp.LoadTest.dll" "$1" --url "$2" --users "$work/users.json" --postgres-pid "$postmaster" \
    "${@:3}" 2>>"$work/load.log" | tail -n 1
}

use_dotnet
publish src/ChatApp.Api "$work/api"
publish benchmarks/ChatApp.LoadTest "$work/load"

postmaster=$(head -n 1 "$(query 'SHOW data_directory')/postmaster.pid")
query 'CREATE DATABASE measure_nodes'
export ConnectionStrings__Postgres="${CHATAPP_TEST_POSTGRES%Database=*}Database=measure_nodes;Maximum Pool Size=30"
export ConnectionStrings__Redis=$CHATAPP_TEST_REDIS
# Registering 10,000 users with the normal BCrypt cost takes minutes; only Development permits a lower cost.
export ASPNETCORE_ENVIRONMENT=Development Passwords__WorkFactor=4
export Jwt__SigningKey=a-key-for-measuring-only-0123456789 RateLimits__Enabled=false Logging__LogLevel__Default=Warning
urls=()
for i in 0 1; do
  urls+=("http://127.0.0.1:$(free_port)")
  Storage__DataDirectory="$work/data$i" dotnet "$work/api/ChatApp.Api.dll" --urls "${urls[i]}" \
    </dev/null >"$work/node$i.log" 2>&1 &
  nodes+=($!)
  wait_ready "${urls[i]}/health/ready" "${nodes[i]}" 60 ||
    { cat "$work/node$i.log" >&2; fail "node $i did not become ready"; }
done

echo "date: $(date -u +%F), cores: $(nproc)"
echo "connected users, each with one socket, without traffic:"
# The first run only registers the users, so that PostgreSQL has no cleanup work during the measurement.
load idle "${urls[0]}" --sockets 10000 --sockets-per-user 1 --settle 0 >/dev/null
query 'VACUUM ANALYZE' measure_nodes
query 'CHECKPOINT'
load idle "${urls[0]}" --sockets 10000 --sockets-per-user 1 --settle 60 --server-pid "${nodes[0]}"

load throughput "${urls[0]}" --seconds 3 --label warm-up >/dev/null
load throughput "${urls[0]}" --second-url "${urls[1]}" --seconds 3 --label warm-up >/dev/null
for ((round = 0; round < rounds; round++)); do
  load throughput "${urls[0]}" --seconds 8 --label "one node" --server-pid "${nodes[0]}"
  load throughput "${urls[0]}" --second-url "${urls[1]}" --seconds 8 --label "two nodes" \
    --server-pid "${nodes[0]},${nodes[1]}"
done

echo "table, rows, bytes of table and indexes per row:"
query 'VACUUM ANALYZE' measure_nodes
for table in messages user_events; do
  query "SELECT '$table', count(*), pg_total_relation_size('$table') / greatest(count(*), 1) FROM $table" measure_nodes
done
