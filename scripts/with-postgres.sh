#!/usr/bin/env bash
# Runs a command against a private PostgreSQL that lives only as long as the command.
#   scripts/with-postgres.sh COMMAND [ARGUMENT...]
# The command finds an admin connection string in CHATAPP_TEST_POSTGRES. If that is set already, nothing is started.
set -euo pipefail

if [[ $# -eq 0 ]]; then
  echo "usage: scripts/with-postgres.sh COMMAND [ARGUMENT...]" >&2
  exit 2
fi
if [[ -n "${CHATAPP_TEST_POSTGRES:-}" ]]; then
  exec "$@"
fi

find_binaries() {
  local candidate
  for candidate in "$(dirname "$(command -v pg_ctl 2>/dev/null || echo /none/x)")" \
      $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5 -rn); do
    if [[ -x "$candidate/initdb" && -x "$candidate/pg_ctl" && -x "$candidate/postgres" ]]; then
      echo "$candidate"
      return
    fi
  done
}

as_root() {
  if [[ $EUID -eq 0 ]]; then "$@"; else sudo -n "$@"; fi
}

install_binaries() {
  if ! command -v apt-get >/dev/null || ! { [[ $EUID -eq 0 ]] || sudo -n true 2>/dev/null; }; then
    echo "PostgreSQL is missing: initdb, pg_ctl and postgres are neither on PATH nor in /usr/lib/postgresql/*/bin." >&2
    echo "Install the server (Debian: apt-get install postgresql), or set CHATAPP_TEST_POSTGRES to a running one." >&2
    exit 1
  fi
  echo "Installing PostgreSQL with apt-get..." >&2
  # A cluster of the distribution's own is not wanted: ours is private and temporary.
  as_root mkdir -p /etc/postgresql-common
  [[ -e /etc/postgresql-common/createcluster.conf ]] \
    || echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  as_root apt-get update -q >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql >&2
}

binaries=$(find_binaries)
if [[ -z "$binaries" ]]; then
  install_binaries
  binaries=$(find_binaries)
fi

directory=$(mktemp -d "${TMPDIR:-/tmp}/chatapp-postgres.XXXXXX")
run=()
if [[ $EUID -eq 0 ]]; then
  # PostgreSQL refuses to run as root.
  account=$(getent passwd postgres >/dev/null && echo postgres || echo nobody)
  chown "$account" "$directory"
  run=(setpriv "--reuid=$account" "--regid=$(id -g "$account")" --clear-groups env HOME="$directory")
fi

command_pid=
# shellcheck disable=SC2317 # It is called by the traps below.
stop() {
  local status=$?
  trap - EXIT INT TERM
  if [[ -n "$command_pid" ]]; then
    kill "$command_pid" 2>/dev/null || true
  fi
  (cd "$directory" && "${run[@]}" "$binaries/pg_ctl" -D data -m immediate -w stop >/dev/null 2>&1) || true
  rm -rf "$directory"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
}

cd_run() { (cd "$directory" && "${run[@]}" "$@"); }

cd_run "$binaries/initdb" -D data -U chatapp -A trust -E UTF8 --locale=C.UTF-8 >"$directory.log" 2>&1 \
  || { cat "$directory.log" >&2; rm -f "$directory.log"; exit 1; }
rm -f "$directory.log"
for attempt in 1 2 3 4 5; do
  port=$(free_port)
  if cd_run "$binaries/pg_ctl" -D data -l server.log -w -t 60 \
      -o "-p $port -k $directory -c listen_addresses=127.0.0.1 -c max_connections=200" start >/dev/null; then
    break
  fi
  if [[ $attempt -eq 5 ]]; then
    cat "$directory/server.log" >&2
    exit 1
  fi
done

export CHATAPP_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=chatapp;Database=postgres"
export CHATAPP_TEST_POSTGRES_PID
CHATAPP_TEST_POSTGRES_PID=$(head -n 1 "$directory/data/postmaster.pid")

"$@" &
command_pid=$!
status=0
wait "$command_pid" || status=$?
command_pid=
exit "$status"
