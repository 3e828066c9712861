#!/usr/bin/env bash
# Keeps a database of a version, of both kinds, with the answers that its users got (KeptDumpTests):
# keep-dump.sh COMMIT NAME
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

(($# == 2)) || fail "usage: keep-dump.sh COMMIT NAME"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[[ -n ${CHATAPP_TEST_POSTGRES:-} ]] || exec scripts/with-postgres.sh "$PWD/scripts/keep-dump.sh" "$@"

use_dotnet
kept=$PWD/tests/ChatApp.Api.Tests/Upgrades/Dumps/$2
work=$(mktemp -d)
server=''
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  [[ -z $server ]] || end_process "$server" 15 || true
  query 'DROP DATABASE IF EXISTS kept' >/dev/null || true
  git worktree remove --force "$work/source" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT

# talk FILE SETTING…: starts the version, lets its users talk, and stops it.
talk() {
  local url
  url="http://127.0.0.1:$(free_port)"
  env -C "$work/server" "${@:2}" ASPNETCORE_ENVIRONMENT=Development Passwords__WorkFactor=4 RateLimits__Enabled=false \
    Jwt__SigningKey='the key of the kept dumps, which nothing else uses' \
    dotnet ChatApp.Api.dll --urls "$url" </dev/null >"$work/server.log" 2>&1 &
  server=$!
  wait_ready "$url/health/ready" "$server" 60 || { cat "$work/server.log" >&2; fail "the server did not become ready"; }
  python3 scripts/keep_dump_talk.py "$url/api/v1" >"$1"
  end_process "$server" 15 || true
  server=''
}

mkdir -p "$kept"
git worktree add --quiet --detach "$work/source" "$1"
publish "$work/source/src/ChatApp.Api" "$work/server"

query 'CREATE DATABASE kept'
talk "$kept/postgres.json" "ConnectionStrings__Postgres=${CHATAPP_TEST_POSTGRES%Database=*}Database=kept" \
  "Storage__DataDirectory=$work/data"
port=${CHATAPP_TEST_POSTGRES#*Port=} user=${CHATAPP_TEST_POSTGRES#*Username=}
pg_dump --inserts --no-owner --no-privileges -h 127.0.0.1 -p "${port%%;*}" -U "${user%%;*}" kept |
  sed '/^--/d; /^\\/d; /^$/d' >"$kept/postgres.sql"

talk "$kept/sqlite.json" "Storage__DataDirectory=$work/embedded"
python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", sys.argv[2:])' \
  "$work/embedded/chatapp.db" "$work/chatapp.db"
gzip --best --no-name --stdout "$work/chatapp.db" >"$kept/chatapp.db.gz"
