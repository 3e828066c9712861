#!/usr/bin/env bash
# Tries a failover of Patroni on this machine, with Debian's packages: try-patroni.sh
#
# Starts etcd, two PostgreSQL servers with Patroni in synchronous mode, HAProxy before them, and ChatApp. While two
# people talk, it kills the primary with its Patroni (kill -9), and starts that again after the failover. Everything
# listens on loopback only, and nothing remains. The settings are those that docs/operations.md recommends.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

use_dotnet
export PATH="$PATH:/usr/sbin"
missing=()
command -v patroni >/dev/null || missing+=(patroni)
command -v etcd >/dev/null || missing+=(etcd-server)
command -v haproxy >/dev/null || missing+=(haproxy)
/usr/bin/python3 -c 'import websockets' 2>/dev/null || missing+=(python3-websockets)
((${#missing[@]} == 0)) || install_idle "${missing[@]}"
bin=$(find_postgres)
[[ -n $bin ]] || fail "PostgreSQL is missing; scripts/with-postgres.sh installs it"

dir=$(mktemp -d)
etcd='' haproxy='' server='' talk=''
patroni=()
# shellcheck disable=SC2317 # the trap calls it
stop() {
  trap '' INT TERM HUP
  [[ -z $talk ]] || kill "$talk" 2>/dev/null || true
  [[ -z $server ]] || end_process "$server" 15 || true
  [[ -z $haproxy ]] || end_process "$haproxy" 5 || true
  local process
  # Patroni stops its PostgreSQL.
  for process in "${patroni[@]}"; do [[ -z $process ]] || end_process "$process" 20 || true; done
  [[ -z $etcd ]] || end_process "$etcd" 5 || true
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

find_postgres_user
chmod 711 "$dir"
mkdir "$dir/run"
chown "$user" "$dir/run"

etcd_port=$(free_port)
haproxy_port=$(free_port)
api_ports=("$(free_port)" "$(free_port)")
db_ports=("$(free_port)" "$(free_port)")

cd "$dir/run"
peer=http://127.0.0.1:$(free_port)
setpriv --pdeathsig=TERM "${owner[@]}" etcd --name one --data-dir "$dir/run/etcd" --log-level error \
  --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port" \
  --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "one=$peer" \
  </dev/null >"$dir/etcd.log" 2>&1 &
etcd=$!
wait_ready "http://127.0.0.1:$etcd_port/health" "$etcd" 20 || { cat "$dir/etcd.log" >&2; fail "etcd did not start"; }

# start_patroni INDEX
start_patroni() {
  cat >"$dir/patroni$1.yml" <<YAML
scope: chatapp
name: db$1
restapi: {listen: "127.0.0.1:${api_ports[$1]}", connect_address: "127.0.0.1:${api_ports[$1]}"}
etcd3: {host: "127.0.0.1:$etcd_port"}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters: {synchronous_commit: "on"}
  initdb: [{encoding: UTF8}, {locale: C.UTF-8}, data-checksums]
postgresql:
  listen: "127.0.0.1:${db_ports[$1]}"
  connect_address: "127.0.0.1:${db_ports[$1]}"
  data_dir: $dir/run/db$1
  bin_dir: $bin
  pgpass: $dir/run/pgpass$1
  parameters: {unix_socket_directories: "$dir/run"}
  pg_hba: ["host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"]
  authentication: {superuser: {username: postgres}, replication: {username: replicator}}
YAML
  setpriv --pdeathsig=TERM "${owner[@]}" patroni "$dir/patroni$1.yml" </dev/null >>"$dir/patroni$1.log" 2>&1 &
  patroni[$1]=$!
}

# await_role INDEX ROLE SECONDS: waits until Patroni says that a server has a role.
await_role() {
  wait_ready "http://127.0.0.1:${api_ports[$1]}/$2" "${patroni[$1]}" "$3" ||
    { tail -n 30 "$dir/patroni$1.log" >&2; fail "db$1 did not become $2"; }
}

start_patroni 0
await_role 0 primary 60
start_patroni 1
await_role 1 synchronous 60

cat >"$dir/haproxy.cfg" <<CONFIG
defaults
  mode tcp
  timeout connect 2s
  timeout client 1d
  timeout server 1d
  timeout check 1s
listen primary
  bind 127.0.0.1:$haproxy_port
  option httpchk GET /primary
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
  server db0 127.0.0.1:${db_ports[0]} check port ${api_ports[0]}
  server db1 127.0.0.1:${db_ports[1]} check port ${api_ports[1]}
CONFIG
setpriv --pdeathsig=TERM haproxy -db -q -f "$dir/haproxy.cfg" </dev/null >"$dir/haproxy.log" 2>&1 &
haproxy=$!
cd "$OLDPWD"
# Until its first checks, HAProxy takes the standby for a primary too.
for _ in {1..50}; do
  "$bin/createdb" -h 127.0.0.1 -p "$haproxy_port" -U postgres --template=template0 --encoding=UTF8 chatapp \
    2>"$dir/createdb.log" && break
  sleep 0.2
done
[[ ! -s $dir/createdb.log ]] || { cat "$dir"/{createdb,haproxy}.log >&2; fail "HAProxy does not reach the primary"; }

folder=${CHATAPP_TEST_SERVER:-$dir/server}
[[ -n ${CHATAPP_TEST_SERVER:-} ]] || publish src/ChatApp.Api "$folder"
address=http://127.0.0.1:$(free_port)
ConnectionStrings__Postgres="Host=127.0.0.1;Port=$haproxy_port;Username=postgres;Database=chatapp" \
  ASPNETCORE_URLS=$address ASPNETCORE_ENVIRONMENT=Development Storage__DataDirectory="$dir/data" \
  RateLimits__Enabled=false Passwords__WorkFactor=4 setpriv --pdeathsig=TERM dotnet "$folder/ChatApp.Api.dll" \
  </dev/null >"$dir/server.log" 2>&1 &
server=$!
wait_ready "$address/health/ready" "$server" 60 || { tail -n 50 "$dir/server.log" >&2; fail "ChatApp did not start"; }

/usr/bin/python3 -B scripts/failover_talk.py "$address" 70 >"$dir/talk.log" 2>&1 &
talk=$!
for _ in {1..300}; do
  ! grep -q '^talking' "$dir/talk.log" || break
  [[ -e /proc/$talk ]] || break
  sleep 0.2
done
grep -q '^talking' "$dir/talk.log" || { cat "$dir/talk.log" >&2; fail "nobody talks"; }
sleep 5
primary_pid=$(head -n 1 "$dir/run/db0/postmaster.pid")
echo "db0 is killed, with its Patroni"
killed=$SECONDS
kill -KILL "${patroni[0]}" "$primary_pid"
wait "${patroni[0]}" 2>/dev/null || true
patroni[0]=''
await_role 1 primary 60
echo "db1 is the primary after $((SECONDS - killed)) s"
wait_ready "$address/health/ready" "$server" 30 || fail "ChatApp does not use db1"
echo "ChatApp is ready after $((SECONDS - killed)) s"
start_patroni 0
await_role 0 synchronous 60
echo "db0 follows db1 after $((SECONDS - killed)) s"
status=0
wait "$talk" || status=$?
talk=''
cat "$dir/talk.log"
grep -E 'timeline changed' "$dir/server.log" || true
((status == 0)) || tail -n 50 "$dir/server.log" >&2
exit "$status"
