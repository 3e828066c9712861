#!/usr/bin/env bash
# Makes the database and its two roles where PostgreSQL starts for the first time: docker-compose.yml hands this to the
# image of PostgreSQL, which runs it as the superuser, before anybody else can connect.
set -euo pipefail

psql --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres \
  --set owner_password="${CHATAPP_OWNER_PASSWORD:?}" --set password="${CHATAPP_PASSWORD:?}" \
  --file "${POSTGRES_ROLES:-/scripts/postgres-roles.sql}"
