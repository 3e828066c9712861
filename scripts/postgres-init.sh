#!/usr/bin/env bash
# Creates the database and its two roles at the first start of PostgreSQL. docker-compose.yml gives this script to the
# PostgreSQL image, which runs it as superuser before it accepts connections.
set -euo pipefail

psql --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres \
  --set owner_password="${CHATAPP_OWNER_PASSWORD:?}" --set password="${CHATAPP_PASSWORD:?}" \
  --file "${POSTGRES_ROLES:-/scripts/postgres-roles.sql}"
