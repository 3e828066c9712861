#!/usr/bin/env bash
# Checks, without a Docker engine, what the image and the compose file promise: the compose file is valid, and what the image publishes
# runs as another user, with its program files read-only and only the data directory writable. Needs root, to become that other user.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ $EUID -ne 0 ]]; then
  echo "check-image.sh has to start as root, to become an unprivileged user as the image does." >&2
  exit 1
fi
if ! command -v docker-compose >/dev/null; then
  apt-get update -q && apt-get install -y -q --no-install-recommends docker-compose
fi

echo "== docker-compose.yml against the schema of Compose"
JWT_SIGNING_KEY=key POSTGRES_PASSWORD=word docker-compose --file docker-compose.yml config --quiet
if docker-compose --file docker-compose.yml --env-file /dev/null config --quiet 2>/dev/null; then
  echo "The compose file must refuse to start without its secrets." >&2
  exit 1
fi

echo "== the image's steps, as user nobody"
directory=$(mktemp -d "${TMPDIR:-/tmp}/chatapp-image.XXXXXX")
server=
# shellcheck disable=SC2317 # It is called by the trap below.
cleanup() {
  [[ -z "$server" ]] || kill "$server" 2>/dev/null || true
  rm -rf "$directory"
}
trap cleanup EXIT

dotnet publish src/ChatApp.Api -c Release -o "$directory/app" --nologo -v quiet
mkdir "$directory/data"
chown nobody "$directory/data"
chmod -R a+rX,a-w "$directory/app"
chmod a+rx "$directory"

port=$((20000 + RANDOM % 20000))
(
  cd "$directory/app"
  exec setpriv --reuid=nobody --regid=nogroup --clear-groups --no-new-privs env -i \
    PATH="$PATH" HOME=/nonexistent ASPNETCORE_URLS="http://127.0.0.1:$port" ASPNETCORE_HTTP_PORTS='' DOTNET_EnableDiagnostics=0 \
    Storage__DataDirectory="$directory/data" Jwt__SigningKey="$(head -c 32 /dev/urandom | base64)" \
    dotnet ChatApp.Api.dll
) >"$directory/log" 2>&1 &
server=$!

for _ in $(seq 100); do
  if curl --silent --fail --max-time 2 "http://127.0.0.1:$port/health/ready"; then
    echo
    kill -TERM "$server"
    wait "$server"
    server=
    echo "The published server ran as nobody, and ended with exit code 0."
    exit 0
  fi
  kill -0 "$server" 2>/dev/null || break
  sleep 0.2
done
cat "$directory/log" >&2
echo "The published server did not become ready." >&2
exit 1
