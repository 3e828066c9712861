#!/usr/bin/env bash
# Checks deploy/prometheus and deploy/grafana: promtool tests the alerts; then a Prometheus watches a server under some
# traffic, and check_telemetry.py runs every query. Uses the published server in CHATAPP_TEST_SERVER, if that is set.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

[[ -n ${CHATAPP_TEST_POSTGRES:-} ]] || exec scripts/with-postgres.sh "$PWD/scripts/check-telemetry.sh"
[[ -n ${CHATAPP_TEST_REDIS:-} ]] || exec scripts/with-redis.sh "$PWD/scripts/check-telemetry.sh"
command -v prometheus promtool >/dev/null || install_idle prometheus
/usr/bin/python3 -c 'import websockets' 2>/dev/null || apt_install python3 python3-websockets

promtool check rules deploy/prometheus/alerts.yml >/dev/null || fail "promtool refuses the alerts"
promtool test rules deploy/prometheus/alerts.test.yml >/dev/null || fail "the tests of the alerts fail"

work=$(mktemp -d)
database=chatapp_telemetry_$$
server='' prometheus=''
# shellcheck disable=SC2317 # the trap calls it
stop() {
  trap '' INT TERM HUP
  [[ -z $prometheus ]] || end_process "$prometheus" 5 || true
  [[ -z $server ]] || end_process "$server" 15 || true
  query "DROP DATABASE IF EXISTS $database WITH (FORCE)" >/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

folder=${CHATAPP_TEST_SERVER:-$work/server}
[[ -n ${CHATAPP_TEST_SERVER:-} ]] || { use_dotnet; publish src/ChatApp.Api "$folder"; }
query "CREATE DATABASE $database"
address=127.0.0.1:$(free_port)
# If this script is killed, the parent-death signal still stops them.
ConnectionStrings__Postgres="${CHATAPP_TEST_POSTGRES%Database=*}Database=$database" \
  ConnectionStrings__Redis=$CHATAPP_TEST_REDIS ASPNETCORE_ENVIRONMENT=Development Passwords__WorkFactor=4 \
  Jwt__SigningKey="a key for this run only, long enough to sign" ASPNETCORE_URLS="http://$address" \
  setpriv --pdeathsig=TERM dotnet "$folder/ChatApp.Api.dll" </dev/null >"$work/server.log" 2>&1 &
server=$!
wait_ready "http://$address/health/ready" "$server" 60 ||
  { cat "$work/server.log" >&2; fail "the server did not become ready"; }

cat >"$work/prometheus.yml" <<YAML
global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: ["$PWD/deploy/prometheus/alerts.yml"]
scrape_configs:
  - job_name: chatapp
    static_configs: [{ targets: ["$address"] }]
YAML
watch=127.0.0.1:$(free_port)
setpriv --pdeathsig=TERM prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/data" \
  --web.listen-address="$watch" --log.level=warn </dev/null >"$work/prometheus.log" 2>&1 &
prometheus=$!
wait_ready "http://$watch/-/ready" "$prometheus" 20 ||
  { cat "$work/prometheus.log" >&2; fail "Prometheus did not become ready"; }

/usr/bin/python3 scripts/check_telemetry.py "http://$address" "http://$watch" deploy/grafana/chatapp.json
