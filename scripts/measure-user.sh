#!/usr/bin/env bash
# Measures what one user with very many messages costs: query plans, pages, searches, and the memory of an export:
# measure-user.sh [--messages 1000000] [--conversations 10000] [--sqlite]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

arguments=("$@")
messages=1000000 conversations=10000 database=postgres
while (($# > 0)); do
  case $1 in
    --messages) messages=${2:-}; shift ;;
    --conversations) conversations=${2:-}; shift ;;
    --sqlite) database=sqlite ;;
    *) fail "unknown option '$1'; see the comment at the start of this file" ;;
  esac
  shift || fail "the last option needs a value"
done
[[ $messages =~ ^[1-9][0-9]*$ && $conversations =~ ^[1-9][0-9]*$ ]] || fail "the options take a number"
[[ $database == sqlite || -n ${CHATAPP_TEST_POSTGRES:-} ]] ||
  exec scripts/with-postgres.sh "$PWD/scripts/measure-user.sh" "${arguments[@]}"

work=$(mktemp -d)
server='' url=''
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  trap '' INT TERM
  stop_server
  [[ $database == sqlite ]] || query 'DROP DATABASE IF EXISTS one_user' >/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

start_server() {
  url="http://127.0.0.1:$(free_port)"
  env "${storage[@]}" dotnet "$work/api/ChatApp.Api.dll" --urls "$url" </dev/null >"$work/server.log" 2>&1 &
  server=$!
  wait_ready "$url/health/ready" "$server" 60 || { cat "$work/server.log" >&2; fail "the server did not become ready"; }
}

stop_server() {
  [[ -z $server ]] || end_process "$server" 15 || true
  server=''
}

# post PATH JSON: the answer of the API.
post() { curl --silent --fail --max-time 30 --json "$2" "$url/api/v1/$1"; }

# text NAME: the value of a member of the JSON at the standard input.
text() { sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p"; }

# operate COMMAND ARGUMENTS…: a command of the server's program.
operate() { env "${storage[@]}" dotnet "$work/api/ChatApp.Api.dll" "$@" 2>"$work/server.log" ||
  { cat "$work/server.log" >&2; return 1; }; }

load() { dotnet "$work/load/ChatApp.LoadTest.dll" "$@" 2>>"$work/load.log" || { cat "$work/load.log" >&2; return 1; }; }

# pages NAME PATH: the times of 300 equal calls, after 50 that warm up.
pages() {
  for _ in {1..350}; do printf 'url = "%s"\noutput = /dev/null\n' "$url/api/v1/$2"; done >"$work/calls"
  curl --silent --fail --max-time 30 --header "Authorization: Bearer $token" --write-out '%{time_total}\n' \
    --config "$work/calls" |
    tail -n 300 | sort -g | awk -v name="$1" \
    '{ t[NR] = 1000 * $1 } END { printf "%s: p50 %.1f ms, p99 %.1f ms\n", name, t[int(NR / 2)], t[int(NR * 0.99)] }'
}

# memory FIELD: what the server uses, in MiB; VmHWM is the most since the last reset.
memory() { awk -v field="$1:" '$1 == field { print int($2 / 1024) }' "/proc/$server/status"; }

# export_of USER: exports everything of a user, and shows how far the server's memory rose meanwhile.
export_of() {
  local login before result
  login=$(post auth/login "{\"username\":\"$1\",\"password\":\"$password\"}" | text access_token)
  before=$(memory VmRSS)
  echo 5 >"/proc/$server/clear_refs" # a new VmHWM from now on, see proc(5)
  result=$(curl --silent --fail --max-time 1200 --header "Authorization: Bearer $login" \
    --output /dev/null --write-out '%{size_download} bytes in %{time_total} s' "$url/api/v1/users/me/export")
  echo "export of $1: $result, the server's memory $before MiB before, $(memory VmHWM) MiB at most"
}

use_dotnet
export ASPNETCORE_ENVIRONMENT=Development RateLimits__Enabled=false Logging__LogLevel__Default=Warning
export Jwt__SigningKey=a-key-for-measuring-only-0123456789 Jwt__AccessTokenMinutes=60 Passwords__WorkFactor=4
password='a password for measuring'
publish src/ChatApp.Api "$work/api"
publish benchmarks/ChatApp.LoadTest "$work/load"
if [[ $database == postgres ]]; then
  query 'DROP DATABASE IF EXISTS one_user'
  query 'CREATE DATABASE one_user'
  connection="${CHATAPP_TEST_POSTGRES%Database=*}Database=one_user"
  storage=("ConnectionStrings__Postgres=$connection") target=(--postgres "$connection")
  title="PostgreSQL $(query 'SHOW server_version')"
else
  storage=("Storage__DataDirectory=$work/data") target=(--sqlite "$work/data/chatapp.db") title=SQLite
fi

operate migrate >/dev/null
for name in main_user small_user; do
  operate users create "$name" --email "$name@example.com" <<<"$password" >/dev/null
done
# The seed gives at most 90 % of the messages to the main user.
peer=$(operate seed main_user --main-conversations "$conversations" --main-percent 90 \
  --messages $((messages * 10 / 9)) --users $((conversations + 1000)) --users-file "$work/users" <<<"$password" |
  sed -n 's/^peer\t//p')
[[ $database == sqlite ]] || query 'VACUUM ANALYZE' >/dev/null

echo "$(date -u +%F), $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $title," \
  "$messages messages in $conversations conversations, commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
start_server
export_of small_user
export_of main_user
token=$(post auth/login "{\"username\":\"main_user\",\"password\":\"$password\"}" | text access_token)
pages 'conversation list' messages/conversations
pages 'unread total' messages/unread
# During the first run the index catches up with the seed.
for _ in 1 2; do
  load search --url "$url" --user main_user --password "$password" --peer "$peer" | tail -n 1 >"$work/search"
done
cat "$work/search"
stop_server
if [[ $database == postgres ]]; then
  # The settings that the server gives to its connections (docs/decisions/0012-plans-fixed-to-indexes.md).
  settings=';Options=-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off'
  target[1]+="$settings -c plan_cache_mode=force_generic_plan"
fi
load plans "${target[@]}"
