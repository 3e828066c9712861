#!/usr/bin/env bash
# Sends a number of hostile inputs to a server and checks the results: fuzz.sh INPUTS [SEED]
# A run prints its seed; the same seed repeats the inputs, except for ids and tokens.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

(($# == 1 || $# == 2)) || fail "usage: fuzz.sh INPUTS [SEED]"
export CHATAPP_FUZZ_INPUTS=$1 CHATAPP_FUZZ_SEED=${2:-}
cd "$(dirname "${BASH_SOURCE[0]}")/.."

use_dotnet
dotnet test tests/ChatApp.Fuzz.Tests -c Release --logger 'console;verbosity=normal' \
  --filter 'Name=Hostile_input_affects_only_its_sender'
