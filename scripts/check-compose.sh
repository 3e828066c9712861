#!/usr/bin/env bash
# Validates docker-compose.yml against the compose specification, and creates its roles in a real PostgreSQL. No Docker
# engine is needed.
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
readonly secrets=(POSTGRES_PASSWORD POSTGRES_OWNER_PASSWORD POSTGRES_SUPERUSER_PASSWORD JWT_SIGNING_KEY)
config() {
  env "${secrets[@]/#/-u}" COMPOSE_PROFILES=single,postgres,cluster "${compose[@]}" --env-file "$settings" \
    --file docker-compose.yml config "$@"
}

printf '%s=a-secret\n' "${secrets[@]}" >"$settings"
config --quiet || fail "docker-compose.yml is not valid"
[[ $(config | grep -c 'Username=chatapp_owner;') == 1 ]] || fail "exactly one service must use the owner role"

# It must fail if a secret is missing. The sample leaves the passwords empty, which the profile `single` does not need;
# PostgreSQL's image and scripts/postgres-init.sh refuse empty ones.
for missing in "${secrets[@]}"; do
  printf '%s=a-secret\n' "${secrets[@]/$missing/OTHER}" >"$settings"
  if config --quiet 2>/dev/null; then fail "docker-compose.yml starts without $missing"; fi
done
cp .env.example "$settings"
config --quiet || fail "the sample .env.example does not name all settings"
for profile in single postgres cluster; do
  config | grep -- "- $profile\$" >/dev/null || fail "docker-compose.yml has no profile $profile"
done

# Tests the roles as at the first start of PostgreSQL. The cluster accepts every login, so this checks only permissions.
# shellcheck disable=SC2016 # the inner shell expands it
scripts/with-postgres.sh bash -euc '
  source scripts/lib.sh
  PGPORT=${CHATAPP_TEST_POSTGRES#*Port=}
  export PGHOST=127.0.0.1 PGPORT=${PGPORT%%;*} PGDATABASE=postgres
  psql --quiet --username chatapp --command "CREATE ROLE postgres SUPERUSER LOGIN"
  psql --quiet --username postgres --command "ALTER ROLE chatapp RENAME TO first"
  CHATAPP_OWNER_PASSWORD=o CHATAPP_PASSWORD=p POSTGRES_ROLES=scripts/postgres-roles.sql scripts/postgres-init.sh
  psql --quiet --username chatapp_owner --dbname chatapp --command "CREATE TABLE messages (id int)"
  psql --quiet --username chatapp --dbname chatapp --command "INSERT INTO messages VALUES (1)"
  for forbidden in "COPY messages FROM PROGRAM \$\$echo 1\$\$" "DROP TABLE messages" "CREATE TABLE own (id int)"; do
    if psql --quiet --username chatapp --dbname chatapp --command "$forbidden" 2>/dev/null; then
      fail "the server role is permitted to run: $forbidden"
    fi
  done'

echo "docker-compose.yml is valid (${compose[*]} $("${compose[@]}" version --short))"
