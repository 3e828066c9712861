#!/usr/bin/env bash
# Devices exchange messages for SECONDS during random faults, on two nodes, and then a quarter as long on the embedded
# database:
# fault-test.sh SECONDS [SEED]
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

(($# == 1 || $# == 2)) || fail "usage: fault-test.sh SECONDS [SEED]"
export CHATAPP_FAULT_SECONDS=$1 CHATAPP_FAULT_SEED=${2:-}
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The test starts its own servers; these scripts only ensure that the programs are installed.
[[ -n ${CHATAPP_TEST_POSTGRES:-} ]] || exec scripts/with-postgres.sh "$PWD/scripts/fault-test.sh" "$@"
[[ -n ${CHATAPP_TEST_REDIS:-} ]] || exec scripts/with-redis.sh "$PWD/scripts/fault-test.sh" "$@"

use_dotnet
filter='Name=Two_nodes_keep_every_guarantee_through_random_faults'
filter+='|Name=The_embedded_database_keeps_every_guarantee_through_kills'
dotnet test tests/ChatApp.Fault.Tests -c Release --logger 'console;verbosity=normal' --filter "$filter"
