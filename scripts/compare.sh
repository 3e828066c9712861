#!/usr/bin/env bash
# Compares the cost of messages between versions or settings of ChatApp: compare.sh [--rounds 14] [--seconds 3]
#   [--load 'throughput --pairs 50 --in-flight 8']… BASE VARIANT…
# BASE and VARIANT: a commit, with settings if wanted: 7b7b148, or HEAD,Presence__Enabled=false.
# All of them run at the same time, each on its own database of one PostgreSQL, and are loaded in turns for a few
# seconds. So the varying speed of the machine affects all alike. bench.sh compares with other products.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

arguments=("$@")
rounds=14 seconds=3 loads=() variants=() labels=()
while (($# > 0)); do
  case $1 in
    --rounds) rounds=${2:-}; shift ;;
    --seconds) seconds=${2:-}; shift ;;
    --load) loads+=("${2:-}"); shift ;;
    --*) fail "unknown option '$1'; see the comment at the start of this file" ;;
    *) variants+=("$1") ;;
  esac
  shift || fail "the last option needs a value"
done
((${#loads[@]} > 0)) || loads=('throughput --pairs 50 --in-flight 8' 'throughput --pairs 50 --in-flight 1' send)
((${#variants[@]} > 1)) || fail "needs at least two versions"
[[ $rounds =~ ^[1-9][0-9]*$ && $seconds =~ ^[1-9][0-9]*$ ]] || fail "--rounds and --seconds take a number"
((rounds >= 6)) || fail "an interval of 95 % needs at least 6 rounds"
# The same version twice shows the noise.
for variant in "${variants[@]}"; do labels+=("$((${#labels[@]} + 1)): $variant"); done
[[ -n ${CHATAPP_TEST_POSTGRES:-} ]] || exec scripts/with-postgres.sh "$PWD/scripts/compare.sh" "${arguments[@]}"

work=$(mktemp -d)
servers=() urls=()
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  trap '' INT TERM
  local index
  for index in "${!servers[@]}"; do
    end_process "${servers[index]}" 15 || true
    query "DROP DATABASE IF EXISTS compare_$index" || true
  done
  git worktree remove --force "$work/source" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# publish_commit COMMIT: into a folder of that name, once.
publish_commit() {
  [[ ! -d $work/$1 ]] || return 0
  git worktree add --quiet --detach "$work/source" "$1"
  publish "$work/source/src/ChatApp.Api" "$work/$1"
  git worktree remove --force "$work/source"
}

# start INDEX: the server of a variant, on a new database. Registering users with the normal BCrypt cost takes minutes;
# Development permits a lower cost.
start() {
  local index=$1 settings=()
  IFS=, read -ra settings <<<"${variants[index]}"
  urls[index]="http://127.0.0.1:$(free_port)"
  query "DROP DATABASE IF EXISTS compare_$index"
  query "CREATE DATABASE compare_$index"
  env -C "$work/$(git rev-parse "${settings[0]}")" ASPNETCORE_ENVIRONMENT=Development RateLimits__Enabled=false \
    Storage__DataDirectory="$work/data-$index" \
    ConnectionStrings__Postgres="${CHATAPP_TEST_POSTGRES%Database=*}Database=compare_$index" "${settings[@]:1}" \
    dotnet ChatApp.Api.dll --urls "${urls[index]}" </dev/null >"$work/server-$index.log" 2>&1 &
  servers[index]=$!
  wait_ready "${urls[index]}/health/ready" "${servers[index]}" 60 ||
    { cat "$work/server-$index.log" >&2; fail "'${variants[index]}' did not become ready"; }
}

# measure ROUND LOAD INDEX: prints the round, the load, the variant and the figures.
measure() {
  local words=() figures
  read -ra words <<<"$2"
  figures=$(dotnet "$work/load/ChatApp.LoadTest.dll" "${words[@]}" --dialect chatapp --url "${urls[$3]}" \
    --server-pid "${servers[$3]}" --postgres-pid "$postmaster" --seconds "$seconds" --warmup 1 2>"$work/load.log" |
    tail -n 1) || { cat "$work/load.log" >&2; fail "'${variants[$3]}' failed under '$2'"; }
  printf '%s\t%s\t%s\t%s\n' "$1" "$2" "${labels[$3]}" "$figures"
}

use_dotnet
export Jwt__SigningKey=a-key-for-measuring-only-0123456789 Jwt__AccessTokenMinutes=120
export Passwords__WorkFactor=4 Logging__LogLevel__Default=Warning
for variant in "${variants[@]}"; do publish_commit "$(git rev-parse --verify "${variant%%,*}^{commit}")"; done
publish benchmarks/ChatApp.LoadTest "$work/load"
postmaster=$(head -n 1 "$(query 'SHOW data_directory')/postmaster.pid")
for index in "${!variants[@]}"; do start "$index"; done

# Rounds up to 0 warm up. The order is reversed each round, so that no variant is always first.
for ((round = -2; round <= rounds; round++)); do
  mapfile -t order < <(printf '%s\n' "${!variants[@]}")
  ((round % 2 == 0)) || mapfile -t order < <(printf '%s\n' "${!variants[@]}" | tac)
  for load in "${loads[@]}"; do
    for index in "${order[@]}"; do measure "$round" "$load" "$index" >>"$work/results"; done
  done
  echo "compare.sh: round $round of $rounds" >&2
done
scripts/compare_table.py "$work/results" "${labels[0]}"
