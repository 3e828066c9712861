#!/usr/bin/env bash
# Runs two nodes with PostgreSQL and Redis for an hour, with 2,000 sockets, constant traffic and random faults, and
# checks that memory, file descriptors and threads stay flat and that the logs explain every error:
# soak.sh [--minutes 60] [--sockets 2000] [--rate N] [--seed N] [--output FOLDER] [--programs FOLDER] [--quick]
#
# --rate: actions per second of all users; --quick: one minute with 200 sockets, which only shows that it runs.
# --output: for summary, samples, faults, logs and picture; by default artifacts/soak. --programs: a folder with the
# published programs, in api and load, instead of building them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

[[ -n ${CHATAPP_TEST_POSTGRES:-} ]] || exec scripts/with-postgres.sh "$PWD/scripts/soak.sh" "$@"

command -v redis-server >/dev/null || install_idle redis-server
command -v python3 >/dev/null || apt_install python3

programs=''
[[ " $* " == *' --programs '* ]] || programs=$(mktemp -d)
run=''
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  trap '' INT TERM
  if [[ -n $run ]]; then end_process "$run" 60 || true; fi
  if [[ -n $programs ]]; then rm -rf "$programs"; fi
  query 'DROP DATABASE IF EXISTS soak WITH (FORCE)' >/dev/null || true
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

use_dotnet
if [[ -n $programs ]]; then
  publish src/ChatApp.Api "$programs/api"
  publish benchmarks/ChatApp.LoadTest "$programs/load"
  set -- "$@" --programs "$programs"
fi

query 'DROP DATABASE IF EXISTS soak WITH (FORCE)'
query 'CREATE DATABASE soak'
postmaster=$(head -n 1 "$(query 'SHOW data_directory')/postmaster.pid")
python3 -B scripts/soak.py --postmaster "$postmaster" "$@" &
run=$!
status=0
wait "$run" || status=$?
run=''
exit "$status"
