#!/usr/bin/env bash
# Measures whether ChatApp stays fast while its database grows: pages and sends with 10,000 stored messages and with
# many more, in turns: measure-growth.sh [--messages 10000000] [--rounds 7] [--sqlite]
#
# Exits with 1 if a target of docs/performance.md is missed. If other measurements run on this machine, MEASURE_LOCK
# names a file that is locked during each round.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

arguments=("$@")
declare -A messages=([small]=10000 [large]=10000000) users=([small]=1000 [large]=0) peer
rounds=7 database=postgres
while (($# > 0)); do
  case $1 in
    --messages) messages[large]=${2:-}; shift ;;
    --rounds) rounds=${2:-}; shift ;;
    --sqlite) database=sqlite ;;
    *) fail "unknown option '$1'; see the comment at the start of this file" ;;
  esac
  shift || fail "the last option needs a value"
done
[[ $rounds =~ ^[1-9][0-9]*$ && ${messages[large]} =~ ^[1-9][0-9]*$ ]] || fail "--rounds and --messages take a number"
((messages[large] > messages[small])) || fail "--messages must be more than ${messages[small]}"
# 100 messages per user, but at least as many users as in the small database, so that the main user writes to the same
# number of users in both.
users[large]=$((messages[large] / 100 > users[small] ? messages[large] / 100 : users[small]))
[[ $database == sqlite || -n ${CHATAPP_TEST_POSTGRES:-} ]] ||
  exec scripts/with-postgres.sh "$PWD/scripts/measure-growth.sh" "${arguments[@]}"

work=$(mktemp -d)
declare -A server=() url=()
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  trap '' INT TERM
  stop_servers
  if [[ $database == postgres ]]; then
    for name in run small large; do query "DROP DATABASE IF EXISTS growth_$name" >/dev/null || true; done
  fi
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

connection() { echo "${CHATAPP_TEST_POSTGRES%Database=*}Database=growth_$1"; }

# operate ARGUMENTS…: runs a command of the server, with low priority, because other measurements may run here.
operate() {
  nice -n 19 dotnet "$work/api/ChatApp.Api.dll" "$@" 2>"$work/server.log" ||
    { cat "$work/server.log" >&2; fail "the command $1 failed"; }
}

# start_server SIZE DATABASE
start_server() {
  local storage=()
  [[ $database == sqlite ]] || storage=("ConnectionStrings__Postgres=$(connection "$2")")
  url[$1]="http://127.0.0.1:$(free_port)"
  env "${storage[@]}" "Storage__DataDirectory=$work/data-$2" dotnet "$work/api/ChatApp.Api.dll" --urls "${url[$1]}" \
    </dev/null >"$work/server.log" 2>&1 &
  server[$1]=$!
  wait_ready "${url[$1]}/health/ready" "${server[$1]}" 60 ||
    { cat "$work/server.log" >&2; fail "the server did not become ready"; }
}

stop_servers() {
  local each
  for each in "${server[@]}"; do end_process "$each" 15 || true; done
  server=()
}

# seed SIZE: creates a database with a main user (200 conversations, each with read and unread messages) and the pairs
# of users that will write.
seed() {
  local storage=(--Storage:DataDirectory="$work/data-$1") figures
  if [[ $database == postgres ]]; then
    storage=(--ConnectionStrings:Postgres="$(connection "$1")")
    query "DROP DATABASE IF EXISTS growth_$1"
    query "CREATE DATABASE growth_$1"
  fi
  operate migrate "${storage[@]}" >/dev/null
  operate users create main_user --email main_user@example.com "${storage[@]}" <<<"$password" >/dev/null
  figures=$(operate seed main_user --main-conversations 200 --messages "${messages[$1]}" --users "${users[$1]}" \
    --users-file "$work/users-$1" "${storage[@]}" <<<"$password")
  peer[$1]=$(sed -n 's/^peer\t//p' <<<"$figures")
  [[ $database == sqlite ]] || query CHECKPOINT
  echo "measure-growth.sh: ${messages[$1]} messages seeded for ${users[$1]} users" >&2
}

# copy_small: copies the small database for each measurement, which would otherwise make it grow.
copy_small() {
  if [[ $database == postgres ]]; then
    query "DROP DATABASE IF EXISTS growth_run"
    query "CREATE DATABASE growth_run TEMPLATE growth_small"
    query CHECKPOINT
  else
    rm -rf "$work/data-run"
    cp -r "$work/data-small" "$work/data-run"
  fi
}

# measure SIZE COMMAND ARGUMENTS…: one run of the load tool; stores its line of figures.
measure() {
  local figures
  figures=$(dotnet "$work/load/ChatApp.LoadTest.dll" "$2" --url "${url[$1]}" "${@:3}" 2>"$work/load.log" | tail -n 1) ||
    { cat "$work/load.log" >&2; fail "$2 with ${messages[$1]} messages failed"; }
  printf '%s\t%s\n' "$1" "$figures" >>"$work/results"
}

# The two sizes alternate in each of the three measurements, and in which is first, so that other load affects both.
measure_round() {
  local size order=(small large)
  ((round % 2 == 1)) || order=(large small)
  copy_small
  start_server small run
  start_server large large
  # One reader at a time, to measure the time of a page and not the capacity of the processors. It reads back to the
  # 10,000th message of the large conversation, so that the pages are in PostgreSQL's cache in both.
  for size in "${order[@]}"; do
    measure "$size" history --user main_user --password "$password" --peer "${peer[$size]}" --connections 1 --walk 50 \
      --pages 1000 --warmup-pages 1000
  done
  for size in "${order[@]}"; do measure "$size" throughput --users "$work/users-$size" --warmup 3 --seconds 5; done
  for size in "${order[@]}"; do measure "$size" send --users "$work/users-$size" --warmup 3 --seconds 5; done
  stop_servers
}

use_dotnet
export ASPNETCORE_ENVIRONMENT=Development RateLimits__Enabled=false Logging__LogLevel__Default=Warning
export Jwt__SigningKey=a-key-for-measuring-only-0123456789 Jwt__AccessTokenMinutes=60 Passwords__WorkFactor=4
password='a password for measuring'
publish src/ChatApp.Api "$work/api"
publish benchmarks/ChatApp.LoadTest "$work/load"
for size in small large; do seed "$size"; done
if [[ $database == postgres ]]; then
  # The settings that the server gives to its connections (docs/decisions/0012-plans-fixed-to-indexes.md).
  settings='-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off'
  settings+=' -c plan_cache_mode=force_generic_plan'
  dotnet "$work/load/ChatApp.LoadTest.dll" plans --postgres "$(connection large);Options=$settings" >"$work/plans" ||
    { cat "$work/plans" >&2; fail "the query plans of the reads are not as expected"; }
fi

for ((round = 1; round <= rounds; round++)); do
  in_turn measure_round
  echo "measure-growth.sh: round $round of $rounds done" >&2
done

title="SQLite"
[[ $database == sqlite ]] || title="PostgreSQL $(query 'SHOW server_version')"
echo "$(date -u +%F), $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)," \
  "$title, $rounds rounds, commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
echo
scripts/growth_table.py "$work/results" "${messages[small]}" "${messages[large]}"
