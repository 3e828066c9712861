# shellcheck shell=bash
# Functions that the scripts share; source it.

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

can_be_root() {
  ((EUID == 0)) || sudo -n true 2>/dev/null
}

# apt_install PACKAGE…: installs packages, or fails with instructions.
apt_install() {
  command -v apt-get >/dev/null || fail "missing, please install: $*"
  can_be_root || fail "missing, please install as root: apt-get install $*"
  echo "${0##*/}: installing $*" >&2
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=120)
  as_root "${apt[@]}" update >&2 || fail "apt-get update failed"
  as_root "${apt[@]}" install --no-install-recommends "$@" >&2 || fail "apt-get could not install: $*"
}

# install_idle PACKAGE…: the same for packages that would otherwise start a server.
install_idle() {
  [[ -e /usr/sbin/policy-rc.d ]] || ! can_be_root || {
    trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
    as_root chmod +x /usr/sbin/policy-rc.d
  }
  apt_install "$@"
  [[ -z $(trap -p EXIT) ]] || as_root rm -f /usr/sbin/policy-rc.d
  trap - EXIT
}

# find_nginx: nginx in PATH, where Debian's package does not put it for users other than root.
find_nginx() {
  export PATH="$PATH:/usr/sbin"
  command -v nginx >/dev/null || install_idle nginx-light
}

# find_pgbouncer: the same for PgBouncer.
find_pgbouncer() {
  export PATH="$PATH:/usr/sbin"
  command -v pgbouncer >/dev/null || install_idle pgbouncer
}

# Prints the folder of PostgreSQL's programs: from PATH, or else the newest one of the distribution.
find_postgres() {
  local found
  found=$(readlink -f "$(command -v initdb)") || true
  if [[ -x ${found%/*}/postgres && -x ${found%/*}/pg_isready ]]; then
    echo "${found%/*}"
  else
    find /usr/lib/postgresql/*/bin -name postgres -printf '%h\n' 2>/dev/null | sort -V | tail -n 1 || true
  fi
}

# find_postgres_user: sets user, and owner: arguments with which setpriv becomes that user. PostgreSQL does not run as
# root.
find_postgres_user() {
  user=$(id -u)
  owner=()
  if ((EUID == 0)); then
    user=$(id -u postgres 2>/dev/null || id -u nobody)
    # shellcheck disable=SC2034 # scripts use it
    owner=(--reuid="$user" --regid="$(id -g "$user")" --clear-groups)
  fi
}

# Prints a loopback port that nothing listens on, below the range from which the kernel assigns ports.
free_port() {
  local port
  while true; do
    port=$((20000 + RANDOM % 12000))
    (: </dev/tcp/127.0.0.1/"$port") 2>/dev/null || break
  done
  echo "$port"
}

# wait_ready URL PID SECONDS: waits until the server answers 200; fails if it exits or takes longer.
wait_ready() {
  local url=$1 pid=$2 deadline=$((SECONDS + $3))
  until curl --silent --fail --max-time 2 --output /dev/null "$url"; do
    kill -0 "$pid" 2>/dev/null || return 1
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}

# end_process PID SECONDS: sends SIGTERM, and SIGKILL after that time; returns the exit code of this child.
end_process() {
  local pid=$1 deadline=$((SECONDS + $2))
  kill -TERM "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do
    if ((SECONDS >= deadline)); then kill -KILL "$pid" 2>/dev/null || true; fi
    sleep 0.1
  done
  wait "$pid"
}

# end_group PID SECONDS: sends SIGTERM to the process group of PID, and SIGKILL after that time.
end_group() {
  local pid=$1 deadline=$((SECONDS + $2))
  kill -TERM -- "-$pid" 2>/dev/null || return 0
  while kill -0 -- "-$pid" 2>/dev/null; do
    ((SECONDS < deadline)) || { kill -KILL -- "-$pid" 2>/dev/null || true; break; }
    sleep 0.1
  done
}

# use_dotnet: checks that the SDK is installed, and prevents build servers that outlive the script.
use_dotnet() {
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
  if command -v dotnet >/dev/null && dotnet --list-sdks | grep '^10\.' >/dev/null; then return; fi
  fail "the .NET 10 SDK is missing; see https://dotnet.microsoft.com/download/dotnet/10.0"
}

# in_turn COMMAND…: runs a command; if MEASURE_LOCK names a file, holds a lock on it meanwhile, because other
# measurements run on the machine. Processes that the command starts inherit the lock, so they must end with it.
in_turn() {
  [[ -n ${MEASURE_LOCK:-} ]] || { "$@"; return; }
  local lock
  exec {lock}>>"$MEASURE_LOCK"
  flock "$lock"
  "$@"
  exec {lock}>&-
}

# query SQL [DATABASE]: runs SQL on the PostgreSQL of this run; prints a row per line, fields separated by a space.
query() {
  local port=${CHATAPP_TEST_POSTGRES#*Port=} user=${CHATAPP_TEST_POSTGRES#*Username=}
  # Suppresses notices, for example that a database to drop does not exist.
  PGOPTIONS=--client-min-messages=warning psql --no-psqlrc --quiet --tuples-only --no-align --field-separator=' ' \
    -h 127.0.0.1 -p "${port%%;*}" -U "${user%%;*}" -d "${2:-postgres}" -c "$1"
}

# publish PROJECT FOLDER: publishes it as for production into a new or empty FOLDER. Prints nothing unless it fails.
publish() {
  local log
  log=$(dotnet publish "$1" -c Release -o "$2" 2>&1) || { echo "$log" >&2; fail "the build failed"; }
}
