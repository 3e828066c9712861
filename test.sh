#!/usr/bin/env bash
# Builds everything and runs all tests; installs or starts what they need. Ends with a line "N passed, N failed".
#   ./test.sh [OPTION...]      options go to dotnet test, for example --filter Name~Sync
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
  echo "The .NET 10 SDK is missing (https://dotnet.microsoft.com/download)." >&2
  exit 1
fi

results=$(mktemp -d "${TMPDIR:-/tmp}/chatapp-tests.XXXXXX")
trap 'rm -rf "$results"' EXIT

dotnet restore ChatApp.sln --locked-mode
dotnet build ChatApp.sln --configuration Release --no-restore

# One project at a time: each of them uses all cores itself.
status=0
scripts/with-postgres.sh dotnet test ChatApp.sln --configuration Release --no-build -m:1 \
  --logger trx --results-directory "$results" "$@" || status=$?

sum() { # of an attribute of the counters in all result files
  { grep -ho "<Counters [^>]*" "$results"/*.trx 2>/dev/null || true; } \
    | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" | awk '{ total += $1 } END { print total + 0 }'
}
passed=$(sum passed)
failed=$(sum failed)
skipped=$(sum notExecuted)

if [[ $failed -eq 0 && $status -ne 0 ]]; then
  echo "A test run broke off (exit code $status)." >&2
  failed=1
fi
if [[ $passed -eq 0 && $failed -eq 0 ]]; then
  echo "No test was run." >&2
  status=1
fi
if [[ $skipped -gt 0 ]]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
exit "$((status != 0 || failed != 0))"
