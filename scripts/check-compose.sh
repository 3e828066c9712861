#!/usr/bin/env bash
# Validates docker-compose.yml against the compose specification; no Docker engine needed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

if docker compose version >/dev/null 2>&1; then
  compose=(docker compose)
else
  command -v docker-compose >/dev/null || apt_install docker-compose
  compose=(docker-compose)
fi

settings=$(mktemp)
trap 'rm -f "$settings"' EXIT
config() {
  env -u POSTGRES_PASSWORD -u JWT_SIGNING_KEY "${compose[@]}" --env-file "$settings" --file docker-compose.yml config --quiet
}

printf '%s\n' POSTGRES_PASSWORD=p JWT_SIGNING_KEY=k >"$settings"
config || fail "docker-compose.yml is not valid"

# Without its secrets it must refuse; the sample leaves the password to be chosen.
cp .env.example "$settings"
if config 2>/dev/null; then fail "docker-compose.yml starts without a password of its own"; fi
echo POSTGRES_PASSWORD=p >"$settings"
if config 2>/dev/null; then fail "docker-compose.yml starts without a signing key"; fi

echo "docker-compose.yml is valid (${compose[*]} $("${compose[@]}" version --short))"
