#!/usr/bin/env bash
# Runs a command with a cluster on this machine: cluster.sh [COMMAND…]
#
# Two nodes, PostgreSQL, Redis and nginx with deploy/nginx.conf, as in docker-compose.yml's profile `cluster`, but from
# Debian's packages. CHATAPP_CLUSTER contains nginx's address, CHATAPP_CLUSTER_NODES the process id and the address of
# each node (ID=http://…, separated by spaces). Without a command it prints these and runs until it is stopped. Settings
# for the nodes come from the environment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

use_dotnet
[[ -n ${CHATAPP_TEST_POSTGRES:-} ]] || exec scripts/with-postgres.sh "$PWD/scripts/cluster.sh" "$@"
[[ -n ${CHATAPP_TEST_REDIS:-} ]] || exec scripts/with-redis.sh "$PWD/scripts/cluster.sh" "$@"
find_nginx

work=$(mktemp -d)
database=chatapp_cluster_$$
nodes=() addresses=()
nginx=''
command=''
# shellcheck disable=SC2317 # the trap calls it
stop() {
  trap '' INT TERM HUP
  [[ -z $command ]] || end_group "$command" 15
  [[ -z $nginx ]] || end_process "$nginx" 5 || true
  # Both at once: each may drain for ten seconds.
  ((${#nodes[@]} == 0)) || kill -TERM "${nodes[@]}" 2>/dev/null || true
  local node
  for node in "${nodes[@]}"; do end_process "$node" 15 || true; done
  query "DROP DATABASE IF EXISTS $database WITH (FORCE)" >/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

folder=${CHATAPP_TEST_SERVER:-$work/server}
[[ -n ${CHATAPP_TEST_SERVER:-} ]] || publish src/ChatApp.Api "$folder"
query "CREATE DATABASE $database"
export ConnectionStrings__Postgres="${CHATAPP_TEST_POSTGRES%Database=*}Database=$database;Maximum Pool Size=30"
export ConnectionStrings__Redis=$CHATAPP_TEST_REDIS Proxies__Networks__0=127.0.0.0/8
export Jwt__SigningKey=${Jwt__SigningKey:-$(head -c 48 /dev/urandom | base64 --wrap=0)}

# Both at the same time: one migrates, the other waits. If this script is killed, the parent-death signal still stops
# them.
for i in 0 1; do
  addresses[i]="http://127.0.0.1:$(free_port)"
  Storage__DataDirectory="$work/data$i" ASPNETCORE_URLS="${addresses[i]}" \
    setpriv --pdeathsig=TERM dotnet "$folder/ChatApp.Api.dll" </dev/null >"$work/node$i.log" 2>&1 &
  nodes[i]=$!
done
for i in 0 1; do
  wait_ready "${addresses[i]}/health/ready" "${nodes[i]}" 60 ||
    { cat "$work/node$i.log" >&2; fail "node $i did not become ready"; }
done

# nginx's own folders, since this may run without root's rights. Its processes have other rights than root.
chmod 711 "$work"
port=$(free_port)
own="client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u;"
sed -e "s|^http {|http { $own scgi_temp_path $work/s;|" -e "s|listen 8000;|listen 127.0.0.1:$port;|" \
  -e "s|node1:8000|${addresses[0]#http://}|; s|node2:8000|${addresses[1]#http://}|" \
  -e "s|access_log /dev/stdout|access_log $work/access.log|" deploy/nginx.conf >"$work/nginx.conf"
setpriv --pdeathsig=TERM nginx -p "$work" -e "$work/error.log" -c "$work/nginx.conf" \
  -g "daemon off; pid $work/nginx.pid;" </dev/null 2>"$work/nginx.log" &
nginx=$!
export CHATAPP_CLUSTER="http://127.0.0.1:$port"
wait_ready "$CHATAPP_CLUSTER${Server__PathBase:-}/health/ready" "$nginx" 10 ||
  { cat "$work/nginx.log" "$work/error.log" >&2; fail "nginx does not reach the nodes"; }
export CHATAPP_CLUSTER_NODES="${nodes[0]}=${addresses[0]} ${nodes[1]}=${addresses[1]}"

if (($# == 0)); then
  echo "CHATAPP_CLUSTER=$CHATAPP_CLUSTER"
  echo "CHATAPP_CLUSTER_NODES=$CHATAPP_CLUSTER_NODES"
  wait "$nginx"
else
  # In a new session, so that everything that the command leaves running can be ended with it.
  setsid setpriv --pdeathsig=TERM "$@" <&0 &
  command=$!
  status=0
  wait "$command" || status=$?
  exit "$status"
fi
