#!/usr/bin/env bash
# Compares ChatApp with its peers (benchmarks/peers) on this machine, in turns:
# bench.sh [--quick] [--rounds 3] [--only WORKLOAD,…] [--servers SERVER,…] [--throughput 50x8,50x1,200x8] [--idle 5000]
#   [--against FOLDER] [--seconds 8] [--warmup 15]
# WORKLOAD: throughput, latency, idle, connect, history, send, storm, start.
# SERVER: chatapp-postgres, chatapp-sqlite, signalr, node, fastapi.
# --quick: one short round of about seven minutes without warm-up; it only checks that everything runs.
# --against: another checkout of ChatApp (git worktree), measured on PostgreSQL in turns with this one.
# If other measurements run on this machine, MEASURE_LOCK names a file that is locked during each turn of all servers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

workloads=(throughput latency idle connect history send storm start)
arguments=("$@")
# Servers with a just-in-time compiler need a warm-up: after two seconds the SignalR peer reaches only half of its
# throughput.
rounds=3 seconds=8 warmup=15 idle=5000 storm=10000 pages=10000 warm_pages=40000 starts=5
throughputs=(50x8 50x1 200x8) wanted=() against=''
while (($# > 0)); do
  case $1 in
    --quick)
      rounds=1 seconds=2 warmup=4 idle=1000 storm=1000 pages=2000 warm_pages=2000 starts=3
      throughputs=(50x8 50x1) ;;
    --rounds) rounds=${2:-}; shift ;;
    --only) IFS=, read -ra workloads <<<"${2:-}"; shift ;;
    --servers) IFS=, read -ra wanted <<<"${2:-}"; shift ;;
    --throughput) IFS=, read -ra throughputs <<<"${2:-}"; shift ;;
    --idle) idle=${2:-}; shift ;;
    --against) against=${2:-}; shift ;;
    --seconds) seconds=${2:-}; shift ;;
    --warmup) warmup=${2:-}; shift ;;
    *) fail "unknown option '$1'; see the comment at the start of this file" ;;
  esac
  shift || fail "the last option needs a value"
done
[[ $rounds =~ ^[1-9][0-9]*$ && $idle =~ ^[1-9][0-9]*$ && $seconds =~ ^[1-9][0-9]*$ && $warmup =~ ^[1-9][0-9]*$ ]] ||
  fail "--rounds, --idle, --seconds and --warmup take a number"
[[ -z $against || -d $against/src/ChatApp.Api ]] || fail "--against takes the folder of another checkout of ChatApp"
for workload in "${workloads[@]}"; do
  [[ $workload =~ ^(throughput|latency|idle|connect|history|send|storm|start)$ ]] || fail "unknown workload '$workload'"
done
for variant in "${throughputs[@]}"; do
  [[ $variant =~ ^[1-9][0-9]*x[1-9][0-9]*$ ]] ||
    fail "--throughput takes pairs of users x messages in flight, such as 50x8"
done
[[ -z $against ]] || wanted=(chatapp-postgres)
for server in "${wanted[@]}"; do
  [[ $server =~ ^(chatapp-postgres|chatapp-sqlite|signalr|node|fastapi)$ ]] || fail "unknown server '$server'"
done

ulimit -n "$(ulimit -Hn)"
most=$((idle > storm ? idle : storm))
[[ $(ulimit -n) == unlimited ]] || (($(ulimit -n) > most + 1000)) ||
  fail "this shell may open only $(ulimit -n) files, but $most sockets are needed;" \
    "raise the hard limit (ulimit -Hn) first"
[[ -n ${CHATAPP_TEST_POSTGRES:-} ]] || exec scripts/with-postgres.sh "$PWD/scripts/bench.sh" "${arguments[@]}"

work=$(mktemp -d)
server=''
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  trap '' INT TERM
  stop_server
  query 'DROP DATABASE IF EXISTS bench' >/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

port=${CHATAPP_TEST_POSTGRES#*Port=} port=${port%%;*}
user=${CHATAPP_TEST_POSTGRES#*Username=} user=${user%%;*}

# set_command SERVER: sets the command that starts it, with its folder and settings.
set_command() {
  local postgres="ConnectionStrings__Postgres=${CHATAPP_TEST_POSTGRES%Database=*}Database=bench"
  local folder=$work/chatapp
  [[ $1 != chatapp-against ]] || folder=$work/against
  local chatapp=(env -C "$folder" "Storage__DataDirectory=$work/data")
  # Registering thousands of users with the normal BCrypt cost takes minutes; Development permits a lower cost.
  chatapp+=(ASPNETCORE_ENVIRONMENT=Development RateLimits__Enabled=false)
  url="http://127.0.0.1:$(free_port)"
  case $1 in
    chatapp-postgres | chatapp-against) command=("${chatapp[@]}" "$postgres" dotnet ChatApp.Api.dll --urls "$url") ;;
    chatapp-sqlite) command=("${chatapp[@]}" dotnet ChatApp.Api.dll --urls "$url") ;;
    signalr) command=(env -C "$work/signalr" "$postgres" dotnet ChatApp.SignalRPeer.dll --urls "$url") ;;
    fastapi)
      command=(env -C "$work/fastapi" "DATABASE_URL=postgresql+asyncpg://$user@127.0.0.1:$port/bench")
      command+=("$python" -m uvicorn main:app --host 127.0.0.1 --port "${url##*:}")
      command+=(--no-access-log --log-level warning) ;;
    node)
      command=(env -C "$work/node" "PORT=${url##*:}" "DATABASE_URL=postgres://$user@127.0.0.1:$port/bench")
      command+=(node server.js) ;;
  esac
}

fresh_data() {
  rm -rf "$work/data"
  query 'DROP DATABASE IF EXISTS bench'
  query 'CREATE DATABASE bench'
  query CHECKPOINT
}

start_server() {
  "${command[@]}" </dev/null >"$work/server.log" 2>&1 &
  server=$!
  wait_ready "$url/health/ready" "$server" 60 || { cat "$work/server.log" >&2; fail "the server did not become ready"; }
}

stop_server() {
  [[ -z $server ]] || end_process "$server" 15 || true
  server=''
}

# measure SERVER NAME COMMAND ARGUMENTS…: one run of the load tool on a new server with new data; stores its line of
# figures.
measure() {
  local name=$2 figures='' target=() nothing='{}'
  set_command "$1"
  fresh_data
  if [[ $3 == start ]]; then
    target=(--command "${command[*]@Q}")
  else
    start_server
    target=(--server-pid "$server" --postgres-pid "$postmaster")
  fi
  figures=$(dotnet "$work/load/ChatApp.LoadTest.dll" "$3" --url "$url" "${target[@]}" "${@:4}" 2>"$work/load.log" |
    tail -n 1) ||
    { echo "bench.sh: $name, $1: FAILED" >&2; cat "$work/load.log" >&2; }
  stop_server
  printf '%s\t%s\t%s\n' "$1" "$name" "${figures:-$nothing}" >>"$work/results"
  echo "bench.sh: round $round of $rounds, $name, $1: $(scripts/bench_table.py --headline <<<"$figures")" >&2
}

# variants WORKLOAD: the variants that run one after another.
variants() {
  case $1 in
    throughput) echo "${throughputs[*]}" ;;
    latency) echo '300 2000' ;;
    idle) echo "$idle" ;;
    storm) echo "$storm" ;;
    *) echo once ;;
  esac
}

# is_wanted SERVER: without --servers, every server is wanted.
is_wanted() { ((${#wanted[@]} == 0)) || [[ " ${wanted[*]} " == *" $1 "* ]]; }

# dialect_of SERVER: the protocol of the load tool for it. The FastAPI peer has the same frames as the Node peer.
dialect_of() {
  case $1 in
    chatapp-*) echo chatapp ;;
    fastapi) echo node ;;
    *) echo "$1" ;;
  esac
}

# run_workload SERVER WORKLOAD VARIANT
run_workload() {
  local dialect=(--dialect "$(dialect_of "$1")") span=(--seconds "$seconds" --warmup "$warmup") only=()
  case $2 in
    throughput)
      measure "$1" "throughput $3" throughput "${dialect[@]}" "${span[@]}" --pairs "${3%x*}" --in-flight "${3#*x}" ;;
    latency) measure "$1" "latency $3/s" latency "${dialect[@]}" "${span[@]}" --rate "$3" ;;
    idle) measure "$1" "idle $3" idle "${dialect[@]}" --sockets "$3" --settle 3 ;;
    connect)
      measure "$1" connect connect "${dialect[@]}" "${span[@]}"
      # By default, SignalR's clients negotiate first; ChatApp and Node have no negotiation.
      if [[ $1 == signalr ]]; then dialect=(--dialect signalr-negotiated); fi
      measure "$1" 'connect negotiated' connect "${dialect[@]}" "${span[@]}" ;;
    send) measure "$1" send send "${dialect[@]}" "${span[@]}" ;;
    history)
      # The peers have only history to read.
      [[ $1 == chatapp-* ]] || only=(--only history)
      measure "$1" history history --pages "$pages" --warmup-pages "$warm_pages" "${only[@]}" ;;
    storm) [[ $1 != chatapp-* ]] || measure "$1" "storm $3" storm --sockets "$3" ;;
    start) measure "$1" start start --runs "$starts" ;;
  esac
}

# run_servers WORKLOAD VARIANT
run_servers() {
  local name
  for name in "${servers[@]}"; do run_workload "$name" "$1" "$2"; done
}

use_dotnet
export Jwt__SigningKey=a-key-for-measuring-only-0123456789 Jwt__AccessTokenMinutes=60
export Passwords__WorkFactor=4 Logging__LogLevel__Default=Warning
export JWT_SIGNING_KEY=$Jwt__SigningKey ACCESS_TOKEN_MINUTES=60 SCRYPT_COST=1024 BCRYPT_WORK_FACTOR=4
servers=()
publish src/ChatApp.Api "$work/chatapp"
publish benchmarks/ChatApp.LoadTest "$work/load"
for name in chatapp-postgres chatapp-sqlite; do ! is_wanted "$name" || servers+=("$name"); done
if [[ -n $against ]]; then
  publish "$against/src/ChatApp.Api" "$work/against"
  servers+=(chatapp-against)
fi
if is_wanted signalr; then
  publish benchmarks/peers/SignalR "$work/signalr"
  servers+=(signalr)
fi
if ! is_wanted node; then
  :
elif command -v node >/dev/null && command -v npm >/dev/null; then
  mkdir "$work/node"
  cp benchmarks/peers/node/*.js* "$work/node"
  npm ci --prefix "$work/node" --omit=dev --no-fund --no-audit >"$work/build.log" 2>&1 ||
    { cat "$work/build.log" >&2; fail "npm ci failed"; }
  servers+=(node)
else
  echo "bench.sh: node or npm is missing; the Node peer is skipped" >&2
fi
# Debian's packages work only with Debian's Python, which may not be the first in PATH.
python=/usr/bin/python3
if ! is_wanted fastapi; then
  :
elif "$python" -c 'import asyncpg, bcrypt, fastapi, httptools, jwt, sqlalchemy, uvicorn, uvloop, websockets' \
  2>/dev/null; then
  cp -r benchmarks/peers/fastapi "$work/fastapi"
  servers+=(fastapi)
else
  echo "bench.sh: Debian's packages for the FastAPI peer are missing (benchmarks/README.md); it is skipped" >&2
fi

postmaster=$(head -n 1 "$(query 'SHOW data_directory')/postmaster.pid")
for ((round = 1; round <= rounds; round++)); do
  for workload in "${workloads[@]}"; do
    for variant in $(variants "$workload"); do
      in_turn run_servers "$workload" "$variant"
    done
  done
done

echo "$(date -u +%F), $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)," \
  "PostgreSQL $(query 'SHOW server_version'), $rounds rounds of $seconds s," \
  "commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
echo
scripts/bench_table.py "$work/results"
